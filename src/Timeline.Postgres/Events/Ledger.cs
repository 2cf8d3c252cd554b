using Npgsql;
using Timeline.Domain.Record;
using Timeline.Domain.Time;
using Timeline.Postgres.Projections;

namespace Timeline.Postgres.Events;

/// <summary>One request to record: all of its events or none.</summary>
/// <param name="Events">In the order sent, at least one.</param>
/// <param name="Pointers">Where each stands in the body.</param>
/// <param name="Precondition">What it expects of its subject.</param>
public sealed record AppendRequest(IReadOnlyList<ProposedEvent> Events, IReadOnlyList<string> Pointers, Precondition? Precondition);

/// <summary>
/// The ledger's writing side. A timeline is written under its advisory lock, which is held until the commit is done: so positions and
/// <c>recordedAt</c> follow commit order across any number of servers, and a reader that goes by position misses nothing.
/// </summary>
public sealed class Ledger(NpgsqlDataSource database, TimeProvider clock)
{
    /// <summary>Decides and records requests in one transaction, each by itself: the refusal of one does not touch the others.</summary>
    /// <returns>A decision for each request, in order; <see langword="null"/>: there is no such timeline. Committed when this returns.</returns>
    public async Task<IReadOnlyList<Decision>?> AppendAsync(
        Key timeline, IReadOnlyList<AppendRequest> requests, string by, CancellationToken cancellation)
    {
        await using var append = await BeginAsync(timeline, by, cancellation);
        if (append is null) return null;
        var decisions = await append.RecordAsync(requests, cancellation);
        await append.CommitAsync(cancellation);
        return decisions;
    }

    /// <summary>Opens a transaction that holds the timeline's lock; what it records counts from its commit on.</summary>
    /// <returns><see langword="null"/>: there is no such timeline.</returns>
    public async Task<Append?> BeginAsync(Key timeline, string by, CancellationToken cancellation)
    {
        var connection = await database.OpenConnectionAsync(cancellation);
        try
        {
            var append = await Append.BeginAsync(connection, timeline, by, clock, cancellation);
            if (append is null) await connection.DisposeAsync();
            return append;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Brings the projections of subjects up to date; a hundred at a time, so that others may write in between.</summary>
    public async Task ProjectAsync(Key timeline, IEnumerable<SubjectId> subjects, CancellationToken cancellation)
    {
        foreach (var some in subjects.Chunk(100))
        {
            await using var append = await BeginAsync(timeline, "", cancellation);
            append?.Touch(some);
            if (append is not null) await append.CommitAsync(cancellation);
        }
    }

    /// <summary>Makes a timeline, or gives one another title and description.</summary>
    /// <returns>Whether it was made.</returns>
    public async Task<bool> PutTimelineAsync(Key name, string title, string? description, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand("""
            insert into timeline.timelines (name, title, description, created) values ($1, $2, $3, $4)
            on conflict (name) do update set title = excluded.title, description = excluded.description
            returning xmax = 0
            """);
        command.Parameters.Add(new() { Value = name.Value });
        command.Parameters.Add(new() { Value = title });
        command.Parameters.Add(new() { Value = (object?)description ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Varchar });
        command.Parameters.Add(new() { Value = clock.GetUtcNow() });
        return (bool)(await command.ExecuteScalarAsync(cancellation))!;
    }
}

/// <summary>A transaction that records events of one timeline. Disposed without a commit, it records nothing.</summary>
public sealed class Append : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlTransaction _transaction;
    private readonly Key _timeline;
    private readonly string _by;
    private readonly HashSet<SubjectId> _touched = [];
    private Instant _next;

    private Append(NpgsqlConnection connection, NpgsqlTransaction transaction, Key timeline, string by, Instant next) =>
        (_connection, _transaction, _timeline, _by, _next) = (connection, transaction, timeline, by, next);

    internal static async Task<Append?> BeginAsync(
        NpgsqlConnection connection, Key timeline, string by, TimeProvider clock, CancellationToken cancellation)
    {
        var transaction = await connection.BeginTransactionAsync(cancellation);
        await using var command = new NpgsqlBatch(connection, transaction)
        {
            BatchCommands =
            {
                new("select pg_advisory_xact_lock(hashtextextended('timeline/' || $1, 0))") { Parameters = { new() { Value = timeline.Value } } },
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
        return new Append(connection, transaction, timeline, by, now);
    }

    /// <summary>Decides requests, each by itself, and writes what passed.</summary>
    /// <returns>A decision for each, in order; its new events have their positions.</returns>
    public async Task<IReadOnlyList<Decision>> RecordAsync(IReadOnlyList<AppendRequest> requests, CancellationToken cancellation)
    {
        var events = await EventsAsync(requests.SelectMany(r => r.Events), cancellation);
        var versions = await VersionsAsync(requests.SelectMany(r => r.Events), cancellation);
        var decisions = new List<Decision>(requests.Count);
        foreach (var request in requests)
        {
            var facts = new LedgerFacts { Timeline = _timeline, Events = events, Versions = versions, Now = _next, RecordedBy = _by };
            var decision = Recording.Decide(request.Events, request.Pointers, request.Precondition, facts);
            decisions.Add(decision);
            foreach (var recorded in (decision.Outcomes ?? []).Where(o => o.IsNew).Select(o => o.Event))
            {
                events[recorded.Id] = recorded;
                versions[recorded.Subject] = recorded.Version;
                _next = recorded.RecordedAt.Next;
            }
        }

        return await PositionAsync(decisions, cancellation);
    }

    /// <summary>Brings the projections up to date with what was recorded, and commits.</summary>
    public async Task CommitAsync(CancellationToken cancellation)
    {
        await CurrentStates.UpdateAsync(_connection, _transaction, _timeline, _touched, cancellation);
        await _transaction.CommitAsync(cancellation);
    }

    /// <summary>
    /// Commits, and drops what projections keep of the subjects touched: they are folded live until <see cref="Ledger.ProjectAsync"/>. For
    /// long imports, which would fold the same subjects again and again.
    /// </summary>
    /// <returns>The subjects touched.</returns>
    public async Task<IReadOnlyCollection<SubjectId>> CommitUnprojectedAsync(CancellationToken cancellation)
    {
        await CurrentStates.DropAsync(_connection, _transaction, _timeline, _touched, cancellation);
        await _transaction.CommitAsync(cancellation);
        return _touched;
    }

    /// <summary>Takes subjects among those whose projections this brings up to date.</summary>
    public void Touch(IEnumerable<SubjectId> subjects) => _touched.UnionWith(subjects);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _transaction.DisposeAsync();
        await _connection.DisposeAsync();
    }

    private async Task<Dictionary<Guid, TimelineEvent>> EventsAsync(IEnumerable<ProposedEvent> proposed, CancellationToken cancellation)
    {
        var ids = Recording.Concerns(proposed);
        if (ids.Count == 0) return [];
        await using var command = new NpgsqlCommand(
            $"select {EventRows.Columns} from timeline.mt_events where tenant_id = $1 and id = any($2)", _connection, _transaction)
        {
            Parameters = { new() { Value = _timeline.Value }, new() { Value = ids.ToArray() } },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        return (await EventRows.ReadAllAsync(reader, cancellation)).ToDictionary(e => e.Id);
    }

    private async Task<Dictionary<SubjectId, long>> VersionsAsync(IEnumerable<ProposedEvent> proposed, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            "select id, version from timeline.mt_streams where tenant_id = $1 and id = any($2)", _connection, _transaction)
        {
            Parameters = { new() { Value = _timeline.Value }, new() { Value = proposed.Select(e => e.Subject.ToString()).Distinct().ToArray() } },
        };
        var versions = new Dictionary<SubjectId, long>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation)) versions.Add(SubjectId.Parse(reader.GetString(0)), reader.GetInt64(1));
        return versions;
    }

    // Positions are drawn under the lock, so they follow the order of commits.
    private async Task<IReadOnlyList<Decision>> PositionAsync(List<Decision> decisions, CancellationToken cancellation)
    {
        var count = decisions.Sum(d => d.Outcomes?.Count(o => o.IsNew) ?? 0);
        if (count == 0) return decisions;
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
            .. decisions.Select(d => d.Outcomes is null ? d : d with { Outcomes = [.. d.Outcomes.Select(Positioned)] }),
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

    private async Task InsertAsync(TimelineEvent[] events, CancellationToken cancellation)
    {
        _touched.UnionWith(events.Select(e => e.Subject));
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
                    insert into timeline.mt_events (tenant_id, seq_id, id, stream_id, version, data, type, timestamp, mt_dotnet_type, headers)
                    select $1, e.seq, e.id, e.subject, e.version, e.data::jsonb, e.type, e.at, e.dotnet_type, e.headers::jsonb
                    from unnest($2, $3, $4, $5, $6, $7, $8, $9, $10)
                        as e (seq, id, subject, version, data, type, at, dotnet_type, headers)
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
                    },
                },
            },
        };
        await batch.ExecuteNonQueryAsync(cancellation);
        await EventIndex.UpdateAsync(_connection, _transaction, _timeline, events, cancellation);
    }
}
