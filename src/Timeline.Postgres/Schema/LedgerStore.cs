using JasperFx;
using Marten;
using Npgsql;
using Timeline.Marten;
using Weasel.Core;
using Weasel.Core.Migrations;

namespace Timeline.Postgres.Schema;

/// <summary>Marten's store of the ledger, and its tables.</summary>
public static class LedgerStore
{
    // Servers that start together take turns; the number is this project's own.
    private const string Take = "select pg_advisory_lock(7466532102019)";

    private const string Release = "select pg_advisory_unlock(7466532102019)";

    /// <summary>Opens the store. It makes no tables: <see cref="ApplyAsync"/>.</summary>
    /// <param name="database">Gives the connections for reading.</param>
    public static DocumentStore Open(NpgsqlDataSource database) => DocumentStore.For(options => Configure(options, database));

    /// <summary>What makes a store that of the ledger.</summary>
    public static void Configure(StoreOptions options, NpgsqlDataSource database)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Connection(database);
        options.DatabaseSchemaName = TimelineStoreOptions.Schema;
        options.MapLedger();
        options.AutoCreateSchemaObjects = AutoCreate.None;
        // All that is recorded together is sent together.
        options.UpdateBatchSize = 5_000;
        // A write that failed is not tried again: its transaction has lost the lock.
        options.ConfigureWritePolly(_ => { });
        foreach (var index in new[] { "mt_events_id", "mt_events_in_order", "mt_events_erased" }) options.Events.IgnoreIndex(index);
        options.Storage.Add(new Tables(options.Advanced.Migrator));
    }

    /// <summary>Makes or completes the tables of this release, one server at a time.</summary>
    /// <exception cref="InvalidOperationException">The database is of an earlier build; it is as it was.</exception>
    /// <exception cref="DatabaseValidationException">Something is not as it has to be, and adding to it does not mend it.</exception>
    public static async Task ApplyAsync(IDocumentStore store, NpgsqlDataSource database, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(store);
        await RefuseEarlierAsync(database, cancellation);
        await WhileLockedAsync(database, async () =>
        {
            var tables = store.Storage.Database;
            var changed = await tables.ApplyAllConfiguredChangesToDatabaseAsync(AutoCreate.CreateOrUpdate, ct: cancellation);
            if (changed != SchemaPatchDifference.None) await tables.AssertDatabaseMatchesConfigurationAsync(cancellation);
            return changed;
        }, cancellation);
    }

    /// <summary>Does something to the tables while nobody else does.</summary>
    public static async Task<T> WhileLockedAsync<T>(NpgsqlDataSource database, Func<Task<T>> work, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(database);
        ArgumentNullException.ThrowIfNull(work);
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await ExecuteAsync(connection, Take, cancellation);
        try
        {
            return await work();
        }
        finally
        {
            // The lock belongs to the session, which goes back to the pool.
            await ExecuteAsync(connection, Release, CancellationToken.None);
        }
    }

    /// <summary>Refuses a database whose tables an earlier build made, before anything in it is changed.</summary>
    /// <exception cref="InvalidOperationException">It is one.</exception>
    public static async Task RefuseEarlierAsync(NpgsqlDataSource database, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(database);
        await using var command = database.CreateCommand("select to_regclass('timeline.migrations') is not null");
        if (!(bool)(await command.ExecuteScalarAsync(cancellation))!) return;
        throw new InvalidOperationException(
            "This database was made by an earlier build, whose tables this build cannot read. Nothing was changed. Export each timeline " +
            "with that build (GET /v1/{timeline}/export?knower=…, with every knower), then start this build on an empty database and " +
            "import the lines (POST /v1/{timeline}/import).");
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
