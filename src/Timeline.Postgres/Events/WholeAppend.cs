using Marten;
using Npgsql;
using Timeline.Domain.Record;
using Timeline.Domain.Time;

namespace Timeline.Postgres.Events;

/// <summary>
/// Records many requests, all or none, and keeps others from the timeline only as long as it takes to write them: they are decided, and their
/// rows are made, without the lock. Under it only what was recorded meanwhile is looked at.
/// </summary>
public sealed class WholeAppend
{
    /// <summary>How often it is decided without the lock; then it is decided under it, however long others wait.</summary>
    private const int Tries = 3;

    private readonly IDocumentStore _store;
    private readonly NpgsqlDataSource _database;
    private readonly LedgerClock _clock;
    private readonly RecentHistories _recent;
    private readonly Key _timeline;
    private readonly bool _isForAll;
    private WholeDecision? _decided;

    internal WholeAppend(
        IDocumentStore store, NpgsqlDataSource database, LedgerClock clock, RecentHistories recent, Key timeline, bool isForAll) =>
        (_store, _database, _clock, _recent, _timeline, _isForAll) = (store, database, clock, recent, timeline, isForAll);

    /// <summary>Decides some more. What is decided may still change, if others record what it depends on.</summary>
    /// <exception cref="ClockException">The server's clock cannot be trusted.</exception>
    public async Task<IReadOnlyList<Decision>> DecideAsync(IReadOnlyList<AppendRequest> requests, CancellationToken cancellation)
    {
        await using var connection = await _database.OpenConnectionAsync(cancellation);
        await using var transaction = await ReadingAsync(connection, cancellation);
        if (_decided is null)
        {
            var (since, now, next) = await StandingAsync(connection, transaction, cancellation);
            _decided = new WholeDecision(_timeline, since, now, next, _isForAll);
        }

        return await _decided.DecideAsync(connection, transaction, requests, cancellation);
    }

    /// <summary>Records all of them, unless one is refused. Committed when this returns.</summary>
    /// <returns>What was decided in the end of each, in order. If one is refused, nothing is recorded.</returns>
    /// <exception cref="ClockException">The server's clock cannot be trusted; nothing was recorded.</exception>
    /// <exception cref="UnknownOutcomeException">The database went away during the commit and did not come back in time.</exception>
    public async Task<IReadOnlyList<Decision>> CommitAsync(CancellationToken cancellation)
    {
        for (var attempt = 1; _decided is not null && IsToRecord(_decided); attempt++)
        {
            await using var connection = await _database.OpenConnectionAsync(cancellation);
            if (await RecordAsync(connection, isStaged: attempt <= Tries, cancellation)) break;
            await using var transaction = await ReadingAsync(connection, cancellation);
            var (since, now, next) = await StandingAsync(connection, transaction, cancellation);
            _decided = await _decided.AgainAsync(connection, transaction, since, now, next, cancellation);
        }

        return _decided?.Decisions ?? [];
    }

    /// <returns>Whether it is done; if not, others have recorded what it depends on.</returns>
    private async Task<bool> RecordAsync(NpgsqlConnection connection, bool isStaged, CancellationToken cancellation)
    {
        // What is written before the lock is taken is written in the same transaction, so it is recorded with the rest or not at all.
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await Remains.PostponeAsync(transaction, cancellation);
        var staging = new Staging(_store, transaction, _timeline);
        if (isStaged) await staging.FillAsync(_decided!, cancellation);
        var settlement = new Settlement(_database, _timeline, _clock.Time);
        await using var append = await Append.BeginAsync(
            _store, connection, _timeline, [], _clock, settlement, _recent, cancellation, begun: transaction)
            ?? throw new InvalidOperationException($"There is no timeline '{_timeline}' any more.");
        if (isStaged && !await append.HoldsAsync(_decided!, cancellation)) return false;
        if (!isStaged)
        {
            _decided = await append.DecideAsync(_decided!, cancellation);
            if (!IsToRecord(_decided)) return true;
            await staging.FillAsync(_decided, cancellation);
        }

        await append.WriteAsync(staging, _decided!, cancellation);
        await append.CommitAsync(cancellation);
        return true;
    }

    private async Task<(Mark Since, Instant Now, Instant Next)> StandingAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken cancellation)
    {
        var before = _clock.Now;
        Standing standing;
        await using (var batch = new NpgsqlBatch(connection, transaction) { BatchCommands = { Standing.Of(_timeline, "auto") } })
        await using (var reader = await batch.ExecuteReaderAsync(cancellation))
        {
            standing = await Standing.ReadAsync(reader, cancellation)
                ?? throw new InvalidOperationException($"There is no timeline '{_timeline}' any more.");
        }

        var (now, next) = standing.Follow(_clock, _timeline, before);
        var position = standing.Newest?.Position ?? 0;
        await using var erased = new NpgsqlBatch(connection, transaction) { BatchCommands = { EventRows.ErasedUpTo(_timeline, position) } };
        return (new Mark(position, (long)(await erased.ExecuteScalarAsync(cancellation))!), now, next);
    }

    // It finds rows by their keys, as whoever has the lock does (TimelineLock).
    private static async Task<NpgsqlTransaction> ReadingAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        var transaction = await connection.BeginTransactionAsync(cancellation);
        await using var command = new NpgsqlCommand("select set_config('enable_seqscan', 'off', true)", connection, transaction);
        await command.ExecuteNonQueryAsync(cancellation);
        return transaction;
    }

    private static bool IsToRecord(WholeDecision decided) => decided.Decisions.All(d => d.Outcomes is not null) && decided.New.Any();
}
