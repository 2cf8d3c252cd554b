using System.Reflection;
using Npgsql;

namespace Timeline.Postgres.Migrations;

/// <summary>Brings a database to the tables of this release: the numbered files beside this one, in order, each once.</summary>
public static class Migrator
{
    // Servers that start together take turns; the number is this project's own.
    private const string Prepare = """
        select pg_advisory_lock(7466532102019);
        create schema if not exists timeline;
        create table if not exists timeline.migrations (name varchar not null primary key, applied timestamptz not null default now());
        """;

    private const string Release = "select pg_advisory_unlock(7466532102019)";

    /// <summary>Applies what is missing.</summary>
    /// <exception cref="InvalidOperationException">The database has a migration that this release does not know: it is from a newer one.</exception>
    public static async Task MigrateAsync(NpgsqlDataSource database, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await ExecuteAsync(connection, Prepare, cancellation);
        try
        {
            var applied = await AppliedAsync(connection, cancellation);
            var known = Scripts();
            if (applied.Except(known.Keys).Order().FirstOrDefault() is { } newer)
            {
                throw new InvalidOperationException(
                    $"The database was migrated by a newer release ('{newer}'). Run that release, or restore a backup made before.");
            }

            foreach (var (name, script) in known.Where(s => !applied.Contains(s.Key)))
            {
                await using var transaction = await connection.BeginTransactionAsync(cancellation);
                await ExecuteAsync(connection, script, cancellation);
                await using var mark = new NpgsqlCommand("insert into timeline.migrations (name) values ($1)", connection) { Parameters = { new() { Value = name } } };
                await mark.ExecuteNonQueryAsync(cancellation);
                await transaction.CommitAsync(cancellation);
            }
        }
        finally
        {
            // The lock belongs to the session, which goes back to the pool.
            await ExecuteAsync(connection, Release, CancellationToken.None);
        }
    }

    private static async Task<HashSet<string>> AppliedAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        await using var command = new NpgsqlCommand("select name from timeline.migrations", connection);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation)) names.Add(reader.GetString(0));
        return names;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private static SortedDictionary<string, string> Scripts()
    {
        var assembly = Assembly.GetExecutingAssembly();
        var scripts = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var resource in assembly.GetManifestResourceNames().Where(n => n.EndsWith(".sql", StringComparison.Ordinal)))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
            scripts.Add(resource.Split('.')[^2], reader.ReadToEnd());
        }

        return scripts;
    }
}
