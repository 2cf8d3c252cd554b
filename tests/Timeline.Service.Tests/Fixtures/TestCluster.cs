using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Timeline.Postgres.Embedded;
using Timeline.Postgres.Migrations;

namespace Timeline.Service.Tests.Fixtures;

/// <summary>One PostgreSQL for the whole run, with a migrated template; each test class copies a database of its own from it.</summary>
internal static class TestCluster
{
    private const string Template = "template_timeline";

    private static readonly string Folder = Path.Combine(Path.GetTempPath(), $"timeline-tests-{Environment.ProcessId}-{Guid.NewGuid():N}"[..32]);

    private static readonly Lazy<Task<EmbeddedPostgres>> Cluster = new(StartAsync);

    /// <summary>Makes a database with the tables of this release and nothing in them.</summary>
    internal static async Task<string> CreateDatabaseAsync(CancellationToken cancellation)
    {
        var cluster = await Cluster.Value;
        var name = $"test_{Guid.NewGuid():N}";
        await ExecuteAsync(cluster.ConnectionStringFor("postgres"), $"create database {name} template {Template} strategy file_copy", cancellation);
        return cluster.ConnectionStringFor(name);
    }

    /// <summary>Copies a database and its statistics. Nobody may be connected to it meanwhile.</summary>
    internal static async Task<string> CopyDatabaseAsync(string connectionString, CancellationToken cancellation)
    {
        var cluster = await Cluster.Value;
        var (from, name) = (new NpgsqlConnectionStringBuilder(connectionString).Database, $"test_{Guid.NewGuid():N}");
        await ExecuteAsync(
            cluster.ConnectionStringFor("postgres"), $"create database {name} template {from} strategy file_copy", cancellation);
        return cluster.ConnectionStringFor(name);
    }

    /// <summary>Makes a database without any tables.</summary>
    internal static async Task<string> CreateEmptyDatabaseAsync(CancellationToken cancellation)
    {
        var cluster = await Cluster.Value;
        var name = $"empty_{Guid.NewGuid():N}";
        await ExecuteAsync(cluster.ConnectionStringFor("postgres"), $"create database {name}", cancellation);
        return cluster.ConnectionStringFor(name);
    }

    /// <summary>Ends the PostgreSQL of the run, if any test needed it, and removes its data.</summary>
    internal static async Task EndAsync()
    {
        if (!Cluster.IsValueCreated) return;
        await (await Cluster.Value).DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    private static async Task<EmbeddedPostgres> StartAsync()
    {
        var options = new EmbeddedPostgresOptions { DataDirectory = Path.Combine(Directory.CreateDirectory(Folder).FullName, "postgres"), Durable = false };
        var cluster = await EmbeddedPostgres.StartAsync(options, NullLogger.Instance, CancellationToken.None);
        await ExecuteAsync(cluster.ConnectionStringFor("postgres"), $"create database {Template}", CancellationToken.None);
        await using (var template = NpgsqlDataSource.Create(Unpooled(cluster.ConnectionStringFor(Template))))
            await Migrator.MigrateAsync(template, CancellationToken.None);
        return cluster;
    }

    private static async Task ExecuteAsync(string connection, string sql, CancellationToken cancellation)
    {
        await using var database = NpgsqlDataSource.Create(Unpooled(connection));
        await using var command = database.CreateCommand(sql);
        // A large database takes a while to copy.
        command.CommandTimeout = 600;
        await command.ExecuteNonQueryAsync(cancellation);
    }

    // A pooled connection would stay open, and a database with connections cannot be a template.
    private static string Unpooled(string connection) => new NpgsqlConnectionStringBuilder(connection) { Pooling = false }.ConnectionString;
}
