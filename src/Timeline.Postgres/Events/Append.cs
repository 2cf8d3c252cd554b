using Marten;
using Npgsql;
using Timeline.Domain.Record;
using Timeline.Domain.Time;
using Timeline.Postgres.Projections;

namespace Timeline.Postgres.Events;

/// <summary>A transaction that records or erases events of one timeline. Disposed without a commit, it does nothing.</summary>
public sealed class Append : IAsyncDisposable
{
    private readonly IDocumentStore _store;
    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlTransaction _transaction;
    private readonly Key _timeline;
    private readonly Settlement _settlement;
    private readonly RecentHistories _recent;
    private readonly Dictionary<SubjectId, History> _histories = [];
    private Newest? _newest;
    private Lookup? _lookup;
    private Instant _now;
    private Instant _next;
    private Func<NpgsqlBatchCommand>? _proof;

    private Append(
        IDocumentStore store, NpgsqlConnection connection, NpgsqlTransaction transaction, Key timeline, Settlement settlement,
        RecentHistories recent) =>
        (_store, _connection, _transaction, _timeline, _settlement, _recent) =
            (store, connection, transaction, timeline, settlement, recent);

    // The connection is somebody else's, who goes on with it.
    private bool LeavesConnection { get; init; }

    /// <summary>Takes the lock, and looks up what requests need in the same round trip. Without a clock nothing is to be recorded.</summary>
    /// <exception cref="ClockException">The clock cannot be trusted.</exception>
    internal static async Task<Append?> BeginAsync(
        IDocumentStore store, NpgsqlConnection connection, Key timeline, IReadOnlyList<AppendRequest> requests, LedgerClock? clock,
        Settlement settlement, RecentHistories recent, CancellationToken cancellation, NpgsqlTransaction? begun = null)
    {
        var before = clock?.Now;
        var transaction = begun ?? await connection.BeginTransactionAsync(cancellation);
        await using var batch = new NpgsqlBatch(connection, transaction)
        {
            BatchCommands =
            {
                TimelineLock.Take(timeline),
                // Whatever records goes row by row by keys, whatever the planner believes: it need not plan each time anew.
                Standing.Of(timeline, requests.Count > 0 ? "force_generic_plan" : "auto"),
            },
        };
        var lookup = new Lookup(timeline, requests, recent);
        lookup.AddTo(batch);
        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        await reader.NextResultAsync(cancellation);
        if (await Standing.ReadAsync(reader, cancellation) is not { } standing) return null;
        var append = new Append(store, connection, transaction, timeline, settlement, recent)
        {
            _lookup = lookup,
            _newest = standing.Newest,
            LeavesConnection = begun is not null,
        };
        if (clock is not null) (append._now, append._next) = standing.Follow(clock, timeline, before!.Value);
        await reader.NextResultAsync(cancellation);
        await lookup.ReadAsync(reader, cancellation);
        return append;
    }

    /// <summary>Decides requests, each by itself, and writes what passed.</summary>
    /// <returns>A decision for each, in order; its new events have their positions, but for those of a dry run.</returns>
    public async Task<IReadOnlyList<Decision>> RecordAsync(IReadOnlyList<AppendRequest> requests, CancellationToken cancellation)
    {
        var found = _lookup is { } begun && ReferenceEquals(begun.Requests, requests) ? begun : await LookUpAsync(requests, cancellation);
        _lookup = null;
        await found.CompleteAsync(_connection, _transaction, cancellation);
        var (events, versions) = (found.Events, found.Versions);
        // Who may name whatever there is need not be told it from what they may not.
        var audience = requests.All(r => r.Clearance.IsForAll) ? null
            : await Audience.OfAsync(_connection, _transaction, _timeline, events.Values, cancellation);
        var decider = new Decider(_timeline, _now, _next) { Events = events, Versions = versions, Audience = audience };
        List<Decision> decisions = [.. requests.Select(decider.Decide)];
        (AppendRequest Request, Decision Decision)[] decided = [.. requests.Zip(decisions)];
        TimelineEvent[] all = [.. decided.Where(d => !d.Request.IsDryRun).SelectMany(d => d.Decision.New)];
        if (all.Length == 0) return decisions;
        (_now, _next) = (new Instant(_now.Microseconds + all.Length), new Instant(_next.Microseconds + all.Length));
        var folded = decided.Where(d => d.Request is { IsDryRun: false, IsBulk: false });
        HashSet<SubjectId> touched = [.. folded.SelectMany(d => d.Decision.New).Select(e => e.Subject)];
        var positioned = await WriteAsync(all, touched, found, isBulk: requests.Any(r => r.IsBulk), cancellation);
        return
        [
            .. decided.Select(d => d.Decision.Outcomes is not { } outcomes ? d.Decision
                : d.Decision with { Outcomes = [.. outcomes.Select(o => Positioned(d.Request, o))] }),
        ];

        // A request may repeat an event that an earlier one of the same batch records.
        Outcome Positioned(AppendRequest request, Outcome outcome) =>
            (outcome.IsNew && request.IsDryRun) || !positioned.TryGetValue(outcome.Event.Id, out var e) ? outcome
                : outcome with { Event = e };
    }

    /// <summary>Whether what was decided without the lock holds under it.</summary>
    internal async Task<bool> HoldsAsync(WholeDecision decided, CancellationToken cancellation)
    {
        await using var batch = new NpgsqlBatch(_connection, _transaction)
        {
            BatchCommands = { EventRows.After(_timeline, decided.Since.Position), EventRows.ErasedUpTo(_timeline, decided.Since.Position) },
        };
        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        var isAsDecided = true;
        while (await reader.ReadAsync(cancellation))
            isAsDecided &= decided.Heeds(reader.GetGuid(0), SubjectId.Parse(reader.GetString(1)), reader.GetInt64(2), reader.GetString(3));
        await reader.NextResultAsync(cancellation);
        await reader.ReadAsync(cancellation);
        return isAsDecided && reader.GetInt64(0) == decided.Since.Erased;
    }

    /// <summary>What is decided under the lock, where it was another whenever it was decided without.</summary>
    internal Task<WholeDecision> DecideAsync(WholeDecision without, CancellationToken cancellation) =>
        without.AgainAsync(_connection, _transaction, without.Since, _now, _next, cancellation);

    /// <summary>Writes what was staged: what is left to do is what depends on positions.</summary>
    internal async Task WriteAsync(Staging staging, WholeDecision decided, CancellationToken cancellation)
    {
        var newest = await staging.MoveAsync(decided, _next, cancellation);
        _proof = () => IsThere(newest);
    }

    /// <summary>
    /// Erases an event and every act on it, in the ledger's own rows and in whatever is kept of the subject (SEMANTICS §11). One that is
    /// erased already stays as it is.
    /// </summary>
    /// <returns>The event as it is now; <see langword="null"/>: there is none of that id.</returns>
    public async Task<TimelineEvent?> EraseAsync(Guid id, string reason, string by, CancellationToken cancellation)
    {
        var asked = EventRows.OfIds(_timeline, [id]);
        if (await EventRows.ReadAsync(_connection, _transaction, asked, cancellation) is not [{ Subject: var subject } e]) return null;
        if (e.Erased is not null) return e;
        var events = (await EventRows.ReadAsync(_connection, _transaction, _timeline, [subject], cancellation))[subject].ToList();
        var mark = new Erasure { At = _now, Reason = reason, By = by };
        TimelineEvent[] erased = [.. Erasure.Erase(events, id, mark)];
        var left = events.Select(one => erased.FirstOrDefault(gone => gone.Id == one.Id) ?? one).ToLookup(one => one.Subject);
        await using var session = new LedgerSession(_store, _transaction, _timeline);
        session.Erase(erased);
        // A row of the index only ever widens as events are recorded; here it must lose words.
        session.Queue([CurrentStates.Write(_timeline, left), .. EventIndex.Rebuild(_timeline, [subject], left)]);
        await session.SaveAsync(cancellation);
        _recent.Forget(_timeline, subject);
        _proof = () => IsErased(id, mark);
        return erased[0];
    }

    /// <summary>Accepts that the timeline is ahead of the clock (<see cref="Acceptance"/>).</summary>
    /// <returns>When its newest event was recorded; <see langword="null"/>: it is not ahead by more than is tolerated, and nothing was done.</returns>
    /// <exception cref="ClockException">The clock is not PostgreSQL's, so it may be the wrong one itself.</exception>
    internal async Task<Instant?> AcceptAsync(LedgerClock clock, string by, CancellationToken cancellation)
    {
        if (_newest is null || !clock.IsBehind(_newest)) return null;
        var before = clock.Now;
        await using var command = new NpgsqlCommand("""
            insert into timeline.clock_acceptances (timeline, position, recorded_at, accepted_at, accepted_by) values ($1, $2, $3, $4, $5)
            on conflict (timeline, position) do update set accepted_at = excluded.accepted_at, accepted_by = excluded.accepted_by
            returning clock_timestamp()
            """, _connection, _transaction)
        {
            Parameters =
            {
                new() { Value = _timeline.Value },
                new() { Value = _newest.Position },
                new() { Value = _newest.RecordedAt.ToDateTimeOffset() },
                new() { Value = clock.Now.ToDateTimeOffset() },
                new() { Value = by },
            },
        };
        var postgres = Instant.FromDateTimeOffset((DateTime)(await command.ExecuteScalarAsync(cancellation))!);
        return clock.FaultBeside(before, postgres) is { } fault ? throw new ClockException(fault) : _newest.RecordedAt;
    }

    /// <summary>Keeps the state of subjects, of those of which it is kept already too.</summary>
    internal async Task ProjectAsync(IReadOnlyCollection<SubjectId> subjects, CancellationToken cancellation)
    {
        var events = await EventRows.ReadAsync(_connection, _transaction, _timeline, subjects, cancellation);
        await SaveAsync([CurrentStates.Write(_timeline, events)], cancellation);
    }

    /// <summary>Makes anew whatever is kept of subjects.</summary>
    internal async Task RebuildAsync(IReadOnlyList<SubjectId> subjects, CancellationToken cancellation)
    {
        var events = await EventRows.ReadAsync(_connection, _transaction, _timeline, subjects, cancellation);
        await SaveAsync([CurrentStates.Write(_timeline, events), .. EventIndex.Rebuild(_timeline, subjects, events)], cancellation);
    }

    /// <summary>Commits.</summary>
    /// <exception cref="UnknownOutcomeException">The database went away during the commit and did not come back in time.</exception>
    public async Task CommitAsync(CancellationToken cancellation)
    {
        try
        {
            await _transaction.CommitAsync(cancellation);
        }
        catch (Exception e) when (_proof is not null)
        {
            // Whatever came back instead of an answer, the commit may have been done.
            if (!await _settlement.IsCommittedAsync(_proof, e)) throw;
        }

        foreach (var (subject, history) in _histories) _recent.Keep(_timeline, subject, history);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _transaction.DisposeAsync();
        if (!LeavesConnection) await _connection.DisposeAsync();
    }

    private async Task<Lookup> LookUpAsync(IReadOnlyList<AppendRequest> requests, CancellationToken cancellation)
    {
        var lookup = new Lookup(_timeline, requests, _recent);
        await using var batch = new NpgsqlBatch(_connection, _transaction);
        lookup.AddTo(batch);
        if (batch.BatchCommands.Count == 0) return lookup;
        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        await lookup.ReadAsync(reader, cancellation);
        return lookup;
    }

    /// <summary>Writes events and whatever is kept beside them, in one batch.</summary>
    /// <returns>The events with their positions.</returns>
    private async Task<Dictionary<Guid, TimelineEvent>> WriteAsync(
        TimelineEvent[] events, HashSet<SubjectId> touched, Lookup found, bool isBulk, CancellationToken cancellation)
    {
        IReadOnlyList<TimelineEvent> written = [];
        await using var session = new LedgerSession(_store, _transaction, _timeline);
        // One statement for all rows of a long import costs PostgreSQL less than one for each. And Marten has no payload to append for an
        // event that was erased elsewhere.
        if (isBulk || events.Any(e => e.Erased is not null))
        {
            var positions = await BulkRows.DrawAsync(_connection, _transaction, events.Length, cancellation);
            TimelineEvent[] positioned = [.. events.Select((e, i) => e with { Seq = positions[i] })];
            session.Queue(BulkRows.Insert(_timeline, positioned));
            session.Queue(await ThenAsync(positioned));
        }
        else
        {
            session.Append(events, ThenAsync);
        }

        await session.SaveAsync(cancellation);
        _proof = () => IsThere(written[^1]);
        return written.ToDictionary(e => e.Id);

        async Task<IEnumerable<Statement>> ThenAsync(IReadOnlyList<TimelineEvent> positioned)
        {
            written = positioned;
            var all = found.Histories.Where(h => touched.Contains(h.Key)).SelectMany(h => h.Value.Events)
                .Concat(positioned.Where(e => touched.Contains(e.Subject))).ToLookup(e => e.Subject);
            foreach (var subject in all.Where(s => found.Histories.ContainsKey(s.Key)))
                _histories[subject.Key] = new History(found.Histories[subject.Key].Changed, [.. subject]);
            List<Statement> statements = [.. await EventIndex.UpdateAsync(_connection, _transaction, _timeline, positioned, cancellation)];
            if (touched.Count > 0) statements.Add(CurrentStates.Write(_timeline, all));
            SubjectId[] dropped = [.. positioned.Select(e => e.Subject).Distinct().Except(touched)];
            if (dropped.Length > 0) statements.Add(CurrentStates.Drop(_timeline, dropped));
            statements.Add(Announcements.Of(_timeline));
            return statements;
        }
    }

    private async Task SaveAsync(IEnumerable<Statement> statements, CancellationToken cancellation)
    {
        await using var session = new LedgerSession(_store, _transaction, _timeline);
        session.Queue(statements);
        await session.SaveAsync(cancellation);
    }

    // Another server may have erased it meanwhile; the time tells.
    private NpgsqlBatchCommand IsErased(Guid id, Erasure mark) =>
        new("""
            select exists (
                select from timeline.mt_events where tenant_id collate "C" = $1 and id = $2 and headers -> 'erased' ->> 'at' = $3)
            """)
        {
            Parameters = { new() { Value = _timeline.Value }, new() { Value = id }, new() { Value = mark.At.ToString() } },
        };

    // An event of the same id may be another server's, asked again meanwhile; position and time tell.
    private NpgsqlBatchCommand IsThere(TimelineEvent newest) =>
        new("""
            select exists (
                select from timeline.mt_events where tenant_id collate "C" = $1 and id = $2 and seq_id = $3 and timestamp = $4)
            """)
        {
            Parameters =
            {
                new() { Value = _timeline.Value },
                new() { Value = newest.Id },
                new() { Value = newest.Seq },
                new() { Value = newest.RecordedAt.ToDateTimeOffset().UtcDateTime },
            },
        };

    /// <summary>What has to be known of a timeline to decide requests.</summary>
    private sealed class Lookup
    {
        private readonly Key _timeline;
        private readonly SubjectId[] _folded;
        private readonly SubjectId[] _others;
        private readonly Guid[] _ids;
        private readonly Dictionary<SubjectId, History> _recent = [];
        private readonly List<SubjectId> _otherwise = [];

        internal Lookup(Key timeline, IReadOnlyList<AppendRequest> requests, RecentHistories recent)
        {
            (_timeline, Requests) = (timeline, requests);
            // What is kept of a subject follows from all of its events; an import is folded later, so that only versions are needed of it.
            _folded = [.. requests.Where(r => !r.IsBulk).SelectMany(r => r.Events).Select(e => e.Subject).Distinct()];
            _others = [.. requests.Where(r => r.IsBulk).SelectMany(r => r.Events).Select(e => e.Subject).Distinct().Except(_folded)];
            _ids = [.. Recording.Concerns(requests.SelectMany(r => r.Events))];
            foreach (var subject in _folded)
            {
                if (recent.Find(timeline, subject) is { } history) _recent.Add(subject, history);
            }
        }

        internal IReadOnlyList<AppendRequest> Requests { get; }

        /// <summary>All events of the subjects that are folded at once, as far as they have any.</summary>
        internal Dictionary<SubjectId, History> Histories { get; } = [];

        /// <summary>At which version each subject is.</summary>
        internal Dictionary<SubjectId, long> Versions { get; private set; } = [];

        /// <summary>The events that are sent again or named, as far as they are there.</summary>
        internal Dictionary<Guid, TimelineEvent> Events { get; private set; } = [];

        internal void AddTo(NpgsqlBatch batch)
        {
            // Of a history that is at hand the last event is read once more, and what came after it.
            if (_folded.Length > 0) batch.BatchCommands.Add(EventRows.Since(_timeline, [.. _folded.Select(s => (s, AtHand(s)))]));
            if (_others.Length > 0) batch.BatchCommands.Add(EventRows.VersionsOf(_timeline, _others));
            if (_ids.Length > 0) batch.BatchCommands.Add(EventRows.OfIds(_timeline, _ids));
        }

        internal async Task ReadAsync(NpgsqlDataReader reader, CancellationToken cancellation)
        {
            if (_folded.Length > 0)
            {
                foreach (var subject in await EventRows.ReadSinceAsync(reader, cancellation)) Take(subject);
                _otherwise.AddRange(_recent.Keys.Where(s => !Histories.ContainsKey(s)));
                await reader.NextResultAsync(cancellation);
            }

            if (_others.Length > 0)
            {
                Versions = await EventRows.ReadVersionsAsync(reader, cancellation);
                await reader.NextResultAsync(cancellation);
            }

            if (_ids.Length > 0) Events = (await EventRows.ReadAllAsync(reader, cancellation)).ToDictionary(e => e.Id);
        }

        /// <summary>Reads whole what turned out to be otherwise than at hand.</summary>
        internal async Task CompleteAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken cancellation)
        {
            if (_otherwise.Count > 0)
            {
                _recent.Clear();
                await using var batch = new NpgsqlBatch(connection, transaction)
                {
                    BatchCommands = { EventRows.Since(_timeline, [.. _otherwise.Select(s => (s, 0L))]) },
                };
                await using var reader = await batch.ExecuteReaderAsync(cancellation);
                foreach (var subject in await EventRows.ReadSinceAsync(reader, cancellation)) Take(subject);
                _otherwise.Clear();
            }

            foreach (var (subject, history) in Histories) Versions[subject] = history.Last.Version;
        }

        private long AtHand(SubjectId subject) => _recent.GetValueOrDefault(subject)?.Last.Version ?? 0;

        private void Take(IGrouping<SubjectId, (TimelineEvent Event, DateTime Changed)> read)
        {
            var changed = read.First().Changed;
            var events = read.Select(r => r.Event);
            if (_recent.GetValueOrDefault(read.Key) is not { } known) Histories[read.Key] = new History(changed, [.. events]);
            else if (known.Changed == changed && known.Last.Seq == read.First().Event.Seq)
                Histories[read.Key] = new History(changed, [.. known.Events, .. events.Skip(1)]);
        }
    }
}
