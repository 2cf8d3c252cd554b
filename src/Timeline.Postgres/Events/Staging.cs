using Marten;
using Npgsql;
using Timeline.Domain.Record;
using Timeline.Domain.Time;
using Timeline.Postgres.Projections;

namespace Timeline.Postgres.Events;

/// <summary>
/// The rows of events that are recorded all or none, made in their transaction before it has the timeline's lock. Rows that need no
/// position are written where they belong (<see cref="Spans"/>), the others into temporary tables: there they have numbers from 1 until
/// they are moved.
/// </summary>
internal sealed class Staging
{
    private const string Schema = "pg_temp";

    /// <summary>How many events are staged in one statement, or all of a subject.</summary>
    private const int Some = 2_000;

    private readonly IDocumentStore _store;
    private readonly NpgsqlTransaction _transaction;
    private readonly Key _timeline;

    // What acts on events of the ledger changes their rows, which only the lock keeps still.
    private readonly List<TimelineEvent> _acting = [];

    private readonly Dictionary<string, (long First, long Last)> _keyed = [];
    private long _block;

    /// <summary>Rows of a timeline in a transaction.</summary>
    internal Staging(IDocumentStore store, NpgsqlTransaction transaction, Key timeline) =>
        (_store, _transaction, _timeline) = (store, transaction, timeline);

    /// <summary>Moves the rows into the ledger and what is kept beside it, under the lock.</summary>
    /// <param name="decided">What was staged.</param>
    /// <param name="first">When the first event is recorded; each other is a microsecond later than the one before it.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>The last event.</returns>
    internal async Task<TimelineEvent> MoveAsync(WholeDecision decided, Instant first, CancellationToken cancellation)
    {
        var newest = decided.New.Last();
        var positions = await BulkRows.DrawAsync(_transaction.Connection!, _transaction, decided.New.Count(), cancellation);
        string[] shifted = [.. decided.Shifts.Keys.Select(s => s.ToString())];
        long[] shifts = [.. decided.Shifts.Values];
        var tenant = _timeline.Value;
        await WriteAsync(
        [
            // All that was staged is read whole. It has no indexes, and the planner takes that for dear enough to compile it.
            new("""
                select set_config('enable_mergejoin', 'off', true), set_config('enable_nestloop', 'off', true),
                    set_config('jit', 'off', true)
                """),
            Spans.Insert(_timeline, _block, first, _keyed, positions),
            new Statement("""
                insert into timeline.mt_streams (tenant_id, id, version)
                select $1, s.stream_id, max(s.version) + coalesce(max(o.by), 0) from pg_temp.mt_events s
                left join unnest($2, $3) o (subject, by) on o.subject = s.stream_id
                group by s.stream_id
                on conflict (tenant_id, id) do update set version = excluded.version
                """, tenant, shifted, shifts),
            // Each event's subject was written just now, so PostgreSQL need not look for it again. Only a superuser, or a role that was
            // granted it, may say so; for others the check takes its time.
            ChecksReferences(isOff: true),
            new Statement("""
                insert into timeline.mt_events
                    (tenant_id, seq_id, id, stream_id, version, data, type, timestamp, mt_dotnet_type, headers, is_archived)
                select s.tenant_id, ($4)[s.seq_id], s.id, s.stream_id, s.version + coalesce(o.by, 0), s.data, s.type,
                    $1 + (s.seq_id - 1) * interval '1 microsecond', s.mt_dotnet_type, s.headers, s.is_archived
                from pg_temp.mt_events s left join unnest($2, $3) o (subject, by) on o.subject = s.stream_id
                """, first.ToDateTimeOffset().UtcDateTime, shifted, shifts, positions),
            ChecksReferences(isOff: false),
            Moved("event_links", "knower, subject, named"),
            Moved("event_named", "knower, subject, known"),
            new("""
                delete from timeline.current_states c where c.tenant_id = $1 and c.subject in (select s.stream_id from pg_temp.mt_events s)
                """, tenant),
            Announcements.Of(_timeline),
        ], cancellation);
        if (_acting.Count > 0)
        {
            TimelineEvent[] positioned = [.. _acting.Select(Positioned)];
            // These go by keys again.
            await WriteAsync([new("select set_config('enable_nestloop', 'on', true)")], cancellation);
            await WriteAsync(
                await EventIndex.UpdateAsync(_transaction.Connection!, _transaction, _timeline, positioned, cancellation), cancellation);
        }

        return Positioned(newest with { Seq = positions.Length });

        TimelineEvent Positioned(TimelineEvent e) =>
            e with { Seq = positions[e.Seq - 1], RecordedAt = new Instant(first.Microseconds + e.Seq - 1) };

        static Statement ChecksReferences(bool isOff) => new("""
            select set_config('session_replication_role', $1, true) where has_parameter_privilege('session_replication_role', 'SET')
            """, isOff ? "replica" : "origin");

        Statement Moved(string table, string columns) => new($"""
            insert into timeline.{table} (tenant_id, seq_id, {columns}) select tenant_id, ($1)[seq_id], {columns} from pg_temp.{table}
            """, positions);
    }

    /// <summary>Makes the rows.</summary>
    internal async Task FillAsync(WholeDecision decided, CancellationToken cancellation)
    {
        await using (var drawing = new NpgsqlCommand(Spans.Draw, _transaction.Connection, _transaction))
            _block = (long)(await drawing.ExecuteScalarAsync(cancellation))!;
        await RunAsync(
        [
            .. ((string[])["mt_events", "event_links", "event_named"])
                .Select(table => new Statement($"create temp table {table} (like timeline.{table}) on commit drop")),
        ], cancellation);
        TimelineEvent[] events = [.. decided.New.Select((e, i) => e with { Seq = i + 1 })];
        foreach (var some in events.Chunk(Some)) await RunAsync([BulkRows.Events(_timeline, some, Schema)], cancellation);
        var subjects = new List<TimelineEvent>();
        foreach (var subject in events.GroupBy(e => e.Subject))
        {
            if (subject.Any(e => e.Target is { } target && decided.IsOfLedger(target))) _acting.AddRange(subject);
            else subjects.AddRange(subject);
            if (subjects.Count >= Some) await IndexAsync();
        }

        await IndexAsync();

        async Task IndexAsync()
        {
            if (subjects.Count > 0) await RunAsync(EventIndex.Stage(_timeline, subjects, _block, Schema, _keyed), cancellation);
            subjects.Clear();
        }
    }

    // What stands in the ledger is written by a session of Marten's.
    private async Task WriteAsync(IEnumerable<Statement> statements, CancellationToken cancellation)
    {
        await using var session = new LedgerSession(_store, _transaction, _timeline);
        session.Queue(statements);
        await session.SaveAsync(cancellation);
    }

    private async Task RunAsync(IEnumerable<Statement> statements, CancellationToken cancellation)
    {
        await using var batch = new NpgsqlBatch(_transaction.Connection, _transaction);
        foreach (var statement in statements) batch.BatchCommands.Add(statement.ToCommand());
        await batch.ExecuteNonQueryAsync(cancellation);
    }
}
