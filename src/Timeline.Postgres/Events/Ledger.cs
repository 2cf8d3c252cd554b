using System.Collections.Concurrent;
using System.Data;
using Marten;
using Npgsql;
using Timeline.Domain.Knowing;
using Timeline.Domain.Record;
using Timeline.Domain.Time;

namespace Timeline.Postgres.Events;

/// <summary>One request to record: all of its events or none.</summary>
/// <param name="Events">In the order sent, at least one.</param>
/// <param name="Pointers">Where each stands in the body.</param>
/// <param name="Precondition">What it expects of its subject.</param>
/// <param name="By">Who asks.</param>
/// <param name="Clearance">Whose knowledge they may ask for: events that none of those ever learns of are not there to be named.</param>
public sealed record AppendRequest(
    IReadOnlyList<ProposedEvent> Events, IReadOnlyList<string> Pointers, Precondition? Precondition, string By, Clearance Clearance)
{
    /// <summary>
    /// It is part of a long import, which would fold the same subjects again and again: what is kept of their state is dropped, and they are
    /// folded live until <see cref="Ledger.ProjectAsync"/>. It waits its turn, however many wait already.
    /// </summary>
    public bool IsBulk { get; init; }

    /// <summary>It is decided in its turn like any other, and nothing of it is recorded: nobody else notices it.</summary>
    public bool IsDryRun { get; init; }
}

/// <summary>
/// The ledger's writing side. A timeline is written under its advisory lock, which is held until the commit is done: so positions and
/// <c>recordedAt</c> follow commit order across any number of servers, and a reader that goes by position misses nothing.
/// </summary>
/// <param name="store">Marten's, by <see cref="Schema.LedgerStore"/>.</param>
/// <param name="database">Gives connections for writing, which nobody else uses.</param>
/// <param name="clock">Gives <c>recordedAt</c>; without it nothing is recorded.</param>
public sealed class Ledger(IDocumentStore store, NpgsqlDataSource database, LedgerClock clock) : IDisposable
{
    private readonly ConcurrentDictionary<Key, TimelineWriter> _writers = new();
    private readonly RecentHistories _recent = new();

    /// <summary>
    /// Decides and records requests, each by itself: the refusal of one does not touch the others. What several callers ask at a time is
    /// recorded in one transaction.
    /// </summary>
    /// <returns>A decision for each request, in order; <see langword="null"/>: there is no such timeline. Committed when this returns.</returns>
    /// <exception cref="LedgerBusyException">Too many wait for this timeline; nothing was recorded.</exception>
    /// <exception cref="ClockException">The server's clock cannot be trusted; nothing was recorded.</exception>
    /// <exception cref="UnknownOutcomeException">The database went away during the commit and did not come back in time.</exception>
    public Task<IReadOnlyList<Decision>?> AppendAsync(Key timeline, IReadOnlyList<AppendRequest> requests, CancellationToken cancellation) =>
        _writers.GetOrAdd(timeline, name => new TimelineWriter(name, (of, asked, ending) => BeginAsync(of, asked, clock, ending), Forget)).AppendAsync(requests, cancellation);

    /// <summary>Erases an event and every act on it. Committed when this returns; <see cref="Remains"/> are left on disk.</summary>
    /// <returns>The event as it is now; <see langword="null"/>: there is no such timeline or event.</returns>
    /// <exception cref="ClockException">The server's clock cannot be trusted; nothing was erased.</exception>
    /// <exception cref="UnknownOutcomeException">The database went away during the commit and did not come back in time.</exception>
    public async Task<TimelineEvent?> EraseAsync(Key timeline, Guid id, string reason, string by, CancellationToken cancellation)
    {
        await using var append = await BeginAsync(timeline, cancellation);
        if (append is null || await append.EraseAsync(id, reason, by, cancellation) is not { } erased) return null;
        await append.CommitAsync(cancellation);
        return erased;
    }

    /// <summary>Begins to record many requests, all or none.</summary>
    /// <param name="timeline">Which is there.</param>
    /// <param name="isForAll">Whether whoever asks may ask for everybody's knowledge: then they may name whatever there is.</param>
    public WholeAppend BeginWhole(Key timeline, bool isForAll) => new(store, database, clock, _recent, timeline, isForAll);

    /// <summary>Opens a transaction that holds the timeline's lock; what it records counts from its commit on.</summary>
    /// <returns><see langword="null"/>: there is no such timeline.</returns>
    /// <exception cref="ClockException">The server's clock cannot be trusted.</exception>
    public Task<Append?> BeginAsync(Key timeline, CancellationToken cancellation) => BeginAsync(timeline, [], clock, cancellation);

    /// <summary>The same, to record nothing: whatever the clock shows.</summary>
    internal Task<Append?> BeginUpkeepAsync(Key timeline, CancellationToken cancellation) => BeginAsync(timeline, [], null, cancellation);

    /// <summary>Accepts that a timeline is ahead of the clock, for good: an event of it was recorded while a clock was wrong.</summary>
    /// <param name="timeline">Which is there.</param>
    /// <param name="by">Who accepts it.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>When its newest event was recorded; <see langword="null"/>: it is not ahead, and nothing was done.</returns>
    /// <exception cref="ClockException">The clock is not PostgreSQL's, so it may be the wrong one itself.</exception>
    public async Task<Instant?> AcceptClockAsync(Key timeline, string by, CancellationToken cancellation)
    {
        await using var append = await BeginUpkeepAsync(timeline, cancellation);
        if (append is null || await append.AcceptAsync(clock, by, cancellation) is not { } newest) return null;
        await append.CommitAsync(cancellation);
        return newest;
    }

    private async Task<Append?> BeginAsync(
        Key timeline, IReadOnlyList<AppendRequest> requests, LedgerClock? trusted, CancellationToken cancellation)
    {
        for (var isAgain = false; ; isAgain = true)
        {
            var connection = await database.OpenConnectionAsync(cancellation);
            try
            {
                var settlement = new Settlement(database, timeline, clock.Time);
                var append = await Append.BeginAsync(store, connection, timeline, requests, trusted, settlement, _recent, cancellation);
                if (append is null) await connection.DisposeAsync();
                return append;
            }
            catch (NpgsqlException) when (!isAgain && connection.State != ConnectionState.Open)
            {
                // It broke while nobody used it, which shows only now. Nothing was decided on it.
                await connection.DisposeAsync();
            }
            catch
            {
                await connection.DisposeAsync();
                throw;
            }
        }
    }

    /// <summary>Brings what is kept of subjects up to date; a hundred at a time, so that others may write in between.</summary>
    public async Task ProjectAsync(Key timeline, IEnumerable<SubjectId> subjects, CancellationToken cancellation)
    {
        foreach (var some in subjects.Chunk(100))
        {
            await using var append = await BeginUpkeepAsync(timeline, cancellation);
            if (append is null) return;
            await append.ProjectAsync(some, cancellation);
            await append.CommitAsync(cancellation);
        }
    }

    /// <summary>Makes a timeline, or gives one another title and description.</summary>
    /// <returns>Whether it was made.</returns>
    public async Task<bool> PutTimelineAsync(Key name, string title, string? description, string by, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand("""
            insert into timeline.timelines (name, title, description, created, recorded_by) values ($1, $2, $3, $4, $5)
            on conflict (name) do update set title = excluded.title, description = excluded.description
            returning xmax = 0
            """);
        command.Parameters.Add(new() { Value = name.Value });
        command.Parameters.Add(new() { Value = title });
        command.Parameters.Add(new() { Value = (object?)description ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Varchar });
        command.Parameters.Add(new() { Value = clock.Time.GetUtcNow() });
        command.Parameters.Add(new() { Value = by });
        return (bool)(await command.ExecuteScalarAsync(cancellation))!;
    }

    /// <inheritdoc/>
    public void Dispose() => _recent.Dispose();

    // Two writers of one timeline would only take turns under its lock, so nothing is lost if one is made while another ends.
    private void Forget(TimelineWriter writer) => _writers.TryRemove(new KeyValuePair<Key, TimelineWriter>(writer.Timeline, writer));
}
