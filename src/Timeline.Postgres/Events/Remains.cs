using Npgsql;

namespace Timeline.Postgres.Events;

/// <summary>
/// What an erasure leaves on disk: PostgreSQL keeps the rows as they were until they are vacuumed, samples of them in its statistics, and
/// every word an inverted index ever had in that index. The write-ahead log, replicas and backups are out of reach here (SEMANTICS §11).
/// </summary>
public sealed class Remains(NpgsqlDataSource database) : IDisposable
{
    private const string Lock = "hashtextextended('timeline remains', 0)";

    // First it waits for long transactions that began before: what was erased since is cleared away only once they have ended.
    // An index that was being made anew when something was killed stays behind beside the one in use.
    private static readonly string[] Clearing =
    [
        $"do $$ begin perform pg_advisory_xact_lock({Lock}); end $$",
        "vacuum (analyze) timeline.mt_events",
        "vacuum (analyze) timeline.current_states",
        "vacuum (analyze) timeline.event_index",
        "vacuum (analyze) timeline.event_links",
        "vacuum (analyze) timeline.event_named",
        "vacuum (analyze) timeline.event_terms",
        "drop index concurrently if exists timeline.event_terms_public_terms_ccnew",
        "drop index concurrently if exists timeline.event_terms_public_terms_ccold",
        "reindex index concurrently timeline.event_terms_public_terms",
        "drop index concurrently if exists timeline.event_terms_named_terms_ccnew",
        "drop index concurrently if exists timeline.event_terms_named_terms_ccold",
        "reindex index concurrently timeline.event_terms_named_terms",
    ];

    /// <summary>Longer than this no step may take, say because of a long transaction; then it is left to the next time.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    // Two that make an index anew at a time would wait for one another.
    private readonly SemaphoreSlim _one = new(1);
    private long _begun;
    private (long Number, IReadOnlyList<string> Left) _last = (0, []);

    /// <summary>Has what is erased from now on cleared away only once a long transaction has ended, rather than passed over.</summary>
    internal static async Task PostponeAsync(NpgsqlTransaction transaction, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand($"select pg_advisory_xact_lock_shared({Lock})", transaction.Connection, transaction);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>Clears them away, while others go on reading and recording. It takes as long as the index of words is large.</summary>
    /// <returns>What could not be done, in the database's own words; nothing: all is done.</returns>
    public async Task<IReadOnlyList<string>> ClearAsync(CancellationToken cancellation)
    {
        var before = Interlocked.Read(ref _begun);
        await _one.WaitAsync(cancellation);
        try
        {
            // What began after this was asked has cleared what this was asked for: many that wait are served by one.
            if (_last.Number <= before)
            {
                var number = Interlocked.Increment(ref _begun);
                _last = (number, await ClearOnceAsync(cancellation));
            }

            return _last.Left;
        }
        finally
        {
            _one.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _one.Dispose();

    private async Task<IReadOnlyList<string>> ClearOnceAsync(CancellationToken cancellation)
    {
        var left = new List<string>();
        try
        {
            await using var connection = await database.OpenConnectionAsync(cancellation);
            // Who may not vacuum a table is told so by a warning.
            connection.Notice += (_, told) =>
            {
                if (told.Notice.InvariantSeverity == "WARNING") left.Add(told.Notice.MessageText);
            };
            foreach (var sql in Clearing)
            {
                await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = (int)Patience.TotalSeconds };
                await command.ExecuteNonQueryAsync(cancellation);
            }
        }
        catch (NpgsqlException e)
        {
            left.Add(e.Message);
        }

        return left;
    }
}
