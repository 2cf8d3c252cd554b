using Npgsql;
using Timeline.Domain.Record;
using Timeline.Domain.Time;
using Timeline.Postgres.Projections;

namespace Timeline.Postgres.Events;

/// <summary>A transaction that records or erases events of one timeline. Disposed without a commit, it does nothing.</summary>
public sealed class Append : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlTransaction _transaction;
    private readonly Key _timeline;
    private readonly Settlement _settlement;
    private readonly HashSet<SubjectId> _touched = [];
    private readonly HashSet<SubjectId> _touchedInBulk = [];
    private Instant _next;
    private Func<NpgsqlBatchCommand>? _proof;

    private Append(NpgsqlConnection connection, NpgsqlTransaction transaction, Key timeline, Settlement settlement, Instant next) =>
        (_connection, _transaction, _timeline, _settlement, _next) = (connection, transaction, timeline, settlement, next);

    internal static async Task<Append?> BeginAsync(
        NpgsqlConnection connection, Key timeline, TimeProvider clock, Settlement settlement, CancellationToken cancellation)
    {
        var transaction = await connection.BeginTransactionAsync(cancellation);
        await using var command = new NpgsqlBatch(connection, transaction)
        {
            BatchCommands =
            {
                TimelineLock.Take(timeline),
                new("""
                    select (select timestamp from timeline.mt_events where tenant_id = name order by seq_id desc limit 1)
                    from timeline.timelines where name = $1
                    """) { Parameters = { new() { Value = timeline.Value } } },
            },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        await reader.NextResultAsync(cancellation);
        if (!await reader.ReadAsync(cancellation)) return null;

        var now = Instant.FromDateTimeOffset(clock.GetUtcNow());
        // The clock may have been set back; recordedAt never goes back.
        if (!await reader.IsDBNullAsync(0, cancellation))
            now = Instant.Max(now, Instant.FromDateTimeOffset(await reader.GetFieldValueAsync<DateTimeOffset>(0, cancellation)).Next);
        return new Append(connection, transaction, timeline, settlement, now);
    }

    /// <summary>Decides requests, each by itself, and writes what passed.</summary>
    /// <returns>A decision for each, in order; its new events have their positions, but for those of a dry run.</returns>
    public async Task<IReadOnlyList<Decision>> RecordAsync(IReadOnlyList<AppendRequest> requests, CancellationToken cancellation)
    {
        var events = await EventsAsync(requests.SelectMany(r => r.Events), cancellation);
        var versions = await VersionsAsync(requests.SelectMany(r => r.Events), cancellation);
        // Who may name whatever there is need not be told it from what they may not.
        var audience = requests.All(r => r.Clearance.IsForAll) ? null
            : await Audience.OfAsync(_connection, _transaction, _timeline, events.Values, cancellation);
        var decisions = new List<Decision>(requests.Count);
        foreach (var request in requests)
        {
            var facts = new LedgerFacts
            {
                Timeline = _timeline,
                Events = events,
                Versions = versions,
                Now = _next,
                RecordedBy = request.By,
                Secret = audience?.SecretTo(request.Clearance, Recording.Concerns(request.Events)) ?? new HashSet<Guid>(),
            };
            var decision = Recording.Decide(request.Events, request.Pointers, request.Precondition, facts);
            decisions.Add(decision);
            if (request.IsDryRun) continue;
            foreach (var recorded in (decision.Outcomes ?? []).Where(o => o.IsNew).Select(o => o.Event))
            {
                events[recorded.Id] = recorded;
                audience?.Add(recorded);
                versions[recorded.Subject] = recorded.Version;
                _next = recorded.RecordedAt.Next;
                (request.IsBulk ? _touchedInBulk : _touched).Add(recorded.Subject);
            }
        }

        return await PositionAsync([.. requests.Zip(decisions)], cancellation);
    }

    /// <summary>
    /// Erases an event and every act on it, in the ledger's own rows and in whatever is kept of the subject (SEMANTICS §11). One that is
    /// erased already stays as it is.
    /// </summary>
    /// <returns>The event as it is now; <see langword="null"/>: there is none of that id.</returns>
    public async Task<TimelineEvent?> EraseAsync(Guid id, string reason, string by, CancellationToken cancellation)
    {
        if (await SubjectOfAsync(id, cancellation) is not { } subject) return null;
        var events = (await Projecting.EventsAsync(_connection, _transaction, _timeline, [subject], cancellation))[subject].ToList();
        var e = events.Single(one => one.Id == id);
        if (e.Erased is not null) return e;
        var mark = new Erasure { At = _next, Reason = reason, By = by };
        TimelineEvent[] erased = [.. Erasure.Erase(events, id, mark)];
        await using (var update = new NpgsqlCommand("""
            update timeline.mt_events e set data = now.data::jsonb, headers = now.headers::jsonb, is_archived = true
            from unnest($2, $3, $4) as now (seq, data, headers) where e.tenant_id = $1 and e.seq_id = now.seq
            """, _connection, _transaction))
        {
            update.Parameters.Add(new() { Value = _timeline.Value });
            update.Parameters.Add(new() { Value = Array.ConvertAll(erased, one => one.Seq) });
            update.Parameters.Add(new() { Value = Array.ConvertAll(erased, EventRows.Data) });
            update.Parameters.Add(new() { Value = Array.ConvertAll(erased, one => StoredHeaders.Of(one).Write()) });
            await update.ExecuteNonQueryAsync(cancellation);
        }

        // A row of the index only ever widens as events are recorded; here it must lose words.
        await RebuildAsync([subject], cancellation);
        _proof = () => IsErased(id, mark);
        return erased[0];
    }

    /// <summary>Brings the projections up to date with what was recorded, and commits.</summary>
    /// <exception cref="UnknownOutcomeException">The database went away during the commit and did not come back in time.</exception>
    public async Task CommitAsync(CancellationToken cancellation)
    {
        _touchedInBulk.ExceptWith(_touched);
        await CurrentStates.DropAsync(_connection, _transaction, _timeline, _touchedInBulk, cancellation);
        await Projecting.UpdateAsync(_connection, _transaction, _timeline, _touched, cancellation);
        try
        {
            await _transaction.CommitAsync(cancellation);
        }
        catch (Exception e) when (_proof is not null)
        {
            // Whatever came back instead of an answer, the commit may have been done.
            if (!await _settlement.IsCommittedAsync(_proof, e)) throw;
        }
    }

    /// <summary>Takes subjects among those whose projections this brings up to date.</summary>
    public void Touch(IEnumerable<SubjectId> subjects) => _touched.UnionWith(subjects);

    /// <summary>Makes anew whatever is kept of subjects.</summary>
    internal Task RebuildAsync(IReadOnlyList<SubjectId> subjects, CancellationToken cancellation) =>
        Projecting.RebuildAsync(_connection, _transaction, _timeline, subjects, cancellation);

    /// <summary>Says that whatever is to be kept of the timeline is there.</summary>
    internal Task MarkCompleteAsync(CancellationToken cancellation) =>
        EventIndex.MarkCompleteAsync(_connection, _transaction, _timeline, cancellation);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _transaction.DisposeAsync();
        await _connection.DisposeAsync();
    }

    private async Task<Dictionary<Guid, TimelineEvent>> EventsAsync(IEnumerable<ProposedEvent> proposed, CancellationToken cancellation)
    {
        var ids = Recording.Concerns(proposed);
        return ids.Count == 0 ? [] : (await EventRows.ReadAsync(_connection, _transaction, _timeline, [.. ids], cancellation)).ToDictionary(e => e.Id);
    }

    private async Task<Dictionary<SubjectId, long>> VersionsAsync(IEnumerable<ProposedEvent> proposed, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand("""
            select k.subject, s.version from unnest($2) k (subject)
            cross join lateral (select version from timeline.mt_streams s where s.tenant_id = $1 and s.id = k.subject offset 0) s
            """, _connection, _transaction)
        {
            Parameters = { new() { Value = _timeline.Value }, new() { Value = proposed.Select(e => e.Subject.ToString()).Distinct().ToArray() } },
        };
        var versions = new Dictionary<SubjectId, long>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation)) versions.Add(SubjectId.Parse(reader.GetString(0)), reader.GetInt64(1));
        return versions;
    }

    // Positions are drawn under the lock, so they follow the order of commits.
    private async Task<IReadOnlyList<Decision>> PositionAsync(List<(AppendRequest Request, Decision Decision)> decided, CancellationToken cancellation)
    {
        var count = decided.Where(d => !d.Request.IsDryRun).Sum(d => d.Decision.Outcomes?.Count(o => o.IsNew) ?? 0);
        if (count == 0) return [.. decided.Select(d => d.Decision)];
        var positions = new Queue<long>(count);
        await using (var draw = new NpgsqlCommand(
            "select nextval('timeline.mt_events_sequence') from generate_series(1, $1)", _connection, _transaction)
        { Parameters = { new() { Value = count } } })
        {
            await using var reader = await draw.ExecuteReaderAsync(cancellation);
            while (await reader.ReadAsync(cancellation)) positions.Enqueue(reader.GetInt64(0));
        }

        var recorded = new Dictionary<Guid, TimelineEvent>(count);
        List<Decision> positioned =
        [
            .. decided.Select(d => d.Decision.Outcomes is not { } outcomes ? d.Decision
                : d.Decision with { Outcomes = [.. outcomes.Select(o => d.Request.IsDryRun && o.IsNew ? o : Positioned(o))] }),
        ];
        await InsertAsync([.. recorded.Values], cancellation);
        return positioned;

        // A request may repeat an event that an earlier one of the same batch records.
        Outcome Positioned(Outcome outcome)
        {
            if (!outcome.IsNew) return recorded.TryGetValue(outcome.Event.Id, out var first) ? outcome with { Event = first } : outcome;
            var e = recorded[outcome.Event.Id] = outcome.Event with { Seq = positions.Dequeue() };
            return outcome with { Event = e };
        }
    }

    private async Task<SubjectId?> SubjectOfAsync(Guid id, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            "select stream_id from timeline.mt_events where tenant_id = $1 and id = $2", _connection, _transaction)
        {
            Parameters = { new() { Value = _timeline.Value }, new() { Value = id } },
        };
        return await command.ExecuteScalarAsync(cancellation) is string subject ? SubjectId.Parse(subject) : null;
    }

    // Another server may have erased it meanwhile; the time tells.
    private NpgsqlBatchCommand IsErased(Guid id, Erasure mark) =>
        new("select exists (select from timeline.mt_events where tenant_id = $1 and id = $2 and headers -> 'erased' ->> 'at' = $3)")
        {
            Parameters = { new() { Value = _timeline.Value }, new() { Value = id }, new() { Value = mark.At.ToString() } },
        };

    // An event of the same id may be another server's, asked again meanwhile; position and time tell.
    private NpgsqlBatchCommand IsThere(TimelineEvent newest) =>
        new("select exists (select from timeline.mt_events where tenant_id = $1 and id = $2 and seq_id = $3 and timestamp = $4)")
        {
            Parameters =
            {
                new() { Value = _timeline.Value },
                new() { Value = newest.Id },
                new() { Value = newest.Seq },
                new() { Value = newest.RecordedAt.ToDateTimeOffset().UtcDateTime },
            },
        };

    private async Task InsertAsync(TimelineEvent[] events, CancellationToken cancellation)
    {
        _proof = () => IsThere(events[^1]);
        var streams = events.GroupBy(e => e.Subject).Select(s => s.MaxBy(e => e.Version)!).ToArray();
        await using var batch = new NpgsqlBatch(_connection, _transaction)
        {
            BatchCommands =
            {
                new("""
                    insert into timeline.mt_streams (tenant_id, id, type, version, timestamp, created)
                    select $1, s.id, s.type, s.version, s.at, s.at from unnest($2, $3, $4, $5) as s (id, type, version, at)
                    on conflict (tenant_id, id) do update set version = excluded.version, timestamp = excluded.timestamp
                    """)
                {
                    Parameters =
                    {
                        new() { Value = _timeline.Value },
                        new() { Value = Array.ConvertAll(streams, e => e.Subject.ToString()) },
                        new() { Value = Array.ConvertAll(streams, e => e.Subject.Kind.Value) },
                        new() { Value = Array.ConvertAll(streams, e => e.Version) },
                        new() { Value = Array.ConvertAll(streams, e => e.RecordedAt.ToDateTimeOffset().UtcDateTime) },
                    },
                },
                new("""
                    insert into timeline.mt_events
                        (tenant_id, seq_id, id, stream_id, version, data, type, timestamp, mt_dotnet_type, headers, is_archived)
                    select $1, e.seq, e.id, e.subject, e.version, e.data::jsonb, e.type, e.at, e.dotnet_type, e.headers::jsonb, e.is_archived
                    from unnest($2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
                        as e (seq, id, subject, version, data, type, at, dotnet_type, headers, is_archived)
                    """)
                {
                    Parameters =
                    {
                        new() { Value = _timeline.Value },
                        new() { Value = Array.ConvertAll(events, e => e.Seq) },
                        new() { Value = Array.ConvertAll(events, e => e.Id) },
                        new() { Value = Array.ConvertAll(events, e => e.Subject.ToString()) },
                        new() { Value = Array.ConvertAll(events, e => e.Version) },
                        new() { Value = Array.ConvertAll(events, EventRows.Data) },
                        new() { Value = Array.ConvertAll(events, e => e.Type.StoredName) },
                        new() { Value = Array.ConvertAll(events, e => e.RecordedAt.ToDateTimeOffset().UtcDateTime) },
                        new() { Value = Array.ConvertAll(events, EventRows.DotNetType) },
                        new() { Value = Array.ConvertAll(events, e => StoredHeaders.Of(e).Write()) },
                        // Marten's own readers pass over what is archived: there is no payload of its type.
                        new() { Value = Array.ConvertAll(events, e => e.Erased is not null) },
                    },
                },
                Announcements.Of(_timeline),
            },
        };
        await batch.ExecuteNonQueryAsync(cancellation);
        await EventIndex.UpdateAsync(_connection, _transaction, _timeline, events, cancellation);
    }
}
