using Npgsql;
using Timeline.Postgres.Schema;

namespace Timeline.Service.Tests.Fixtures;

/// <summary>One PostgreSQL for the whole run, with a migrated template; each test class copies a database of its own from it.</summary>
internal static class TestCluster
{
    private const string Template = "template_timeline";

    private static readonly Lazy<Task<TestPostgres>> Cluster = new(StartAsync);

    /// <summary>Whether the run keeps a log of every statement; to be set before the first test.</summary>
    internal static bool LogsStatements { get; set; }

    /// <summary>Makes a database with the tables of this release and nothing in them.</summary>
    internal static async Task<string> CreateDatabaseAsync(CancellationToken cancellation)
    {
        var cluster = await Cluster.Value;
        var name = $"test_{Guid.NewGuid():N}";
        await cluster.ExecuteAsync("postgres", $"create database {name} template {Template} strategy file_copy", cancellation);
        return cluster.ConnectionStringFor(name);
    }

    /// <summary>The same, for a role that may do with the tables what a server needs, and nothing that only an owner may.</summary>
    internal static async Task<string> CreateDatabaseForClerkAsync(CancellationToken cancellation)
    {
        var owner = new NpgsqlConnectionStringBuilder(await CreateDatabaseAsync(cancellation));
        var role = $"clerk_{Guid.NewGuid():N}";
        await (await Cluster.Value).ExecuteAsync(owner.Database!, $"""
            create role {role} login password '{role}'; grant create on database {owner.Database} to {role};
            grant usage, create on schema timeline to {role}; grant all on all tables in schema timeline to {role};
            grant all on all sequences in schema timeline to {role}
            """, cancellation);
        (owner.Username, owner.Password) = (role, role);
        return owner.ConnectionString;
    }

    /// <summary>Copies a database and its statistics. Nobody may be connected to it meanwhile.</summary>
    internal static async Task<string> CopyDatabaseAsync(string connectionString, CancellationToken cancellation)
    {
        var cluster = await Cluster.Value;
        var (from, name) = (new NpgsqlConnectionStringBuilder(connectionString).Database, $"test_{Guid.NewGuid():N}");
        await cluster.ExecuteAsync("postgres", $"create database {name} template {from} strategy file_copy", cancellation);
        return cluster.ConnectionStringFor(name);
    }

    /// <summary>Makes a database without any tables.</summary>
    internal static async Task<string> CreateEmptyDatabaseAsync(CancellationToken cancellation)
    {
        var cluster = await Cluster.Value;
        var name = $"empty_{Guid.NewGuid():N}";
        await cluster.ExecuteAsync("postgres", $"create database {name}", cancellation);
        return cluster.ConnectionStringFor(name);
    }

    /// <summary>The file with every statement until now; <see langword="null"/>: no test needed the cluster, or it keeps no log.</summary>
    internal static async Task<string?> StatementLogAsync() => Cluster.IsValueCreated ? await (await Cluster.Value).StatementLogAsync() : null;

    /// <summary>Ends the PostgreSQL of the run, if any test needed it, and removes its data.</summary>
    internal static async Task EndAsync()
    {
        // Where it did not start, every test that needed it has said so.
        if (Cluster.IsValueCreated && Cluster.Value.IsCompletedSuccessfully) await (await Cluster.Value).DisposeAsync();
    }

    private static async Task<TestPostgres> StartAsync()
    {
        var cluster = await TestPostgres.StartAsync(LogsStatements);
        try
        {
            await cluster.ExecuteAsync("postgres", $"create database {Template}", CancellationToken.None);
            await MakeTablesAsync(cluster.ConnectionStringFor(Template));
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    // A pooled connection would stay open, and a database with connections cannot be a template.
    private static async Task MakeTablesAsync(string template)
    {
        await using var database = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(template) { Pooling = false });
        await using var store = LedgerStore.Open(database);
        await LedgerStore.ApplyAsync(store, database, CancellationToken.None);
    }
}
