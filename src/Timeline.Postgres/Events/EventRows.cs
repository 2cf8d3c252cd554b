using System.Diagnostics.Metrics;
using Npgsql;
using Timeline.Domain;
using Timeline.Domain.Json;
using Timeline.Domain.Record;
using Timeline.Domain.Time;
using Timeline.Marten;

namespace Timeline.Postgres.Events;

/// <summary>
/// Events as rows of the ledger, for what Marten's own queries cannot be given a plan for: reads that begin with the knower, and lookups by
/// many keys at once.
/// </summary>
/// <remarks>
/// Keys are looked up one by one. Each index of a table has the timeline in a collation of its own, so only a statement that names the
/// collation goes by that index. This leaves the planner nothing to choose. It would take a timeline that its statistics do not know for
/// empty, any index for as good as any other, and read all of the timeline.
/// </remarks>
internal static class EventRows
{
    /// <summary>The columns that <see cref="Read"/> takes, in its order.</summary>
    internal const string Columns = "tenant_id, seq_id, id, stream_id, version, data::text, type, timestamp, headers::text";

    /// <summary>How many they are.</summary>
    internal static readonly int ColumnCount = Columns.Split(',').Length;

    /// <summary>Joins a list <c>k (sought)</c> with the events of those ids.</summary>
    internal const string ById =
        """cross join lateral (select * from timeline.mt_events e where e.id = k.sought and e.tenant_id collate "C" = $1 offset 0) e""";

    /// <summary>Joins a list <c>k (n)</c> with the events at those positions, which are of the timeline.</summary>
    internal const string ByPosition = "cross join lateral (select * from timeline.mt_events e where e.seq_id = k.n offset 0) e";

    /// <summary>Joins a list <c>k (subject)</c> with the events of those subjects, each subject's in order.</summary>
    internal const string BySubject = """
        cross join lateral (
            select * from timeline.mt_events e where e.tenant_id = $1 and e.stream_id = k.subject order by e.version offset 0) e
        """;

    /// <summary>
    /// On <c>timeline.mt_events e</c>: the events of one timeline, which is $1. It is no equality, because an order by the position alone
    /// would then do, and the planner would look for them among the events of all timelines.
    /// </summary>
    internal const string OfTimeline = """e.tenant_id collate "POSIX" >= $1 and e.tenant_id collate "POSIX" <= $1""";

    /// <summary>The order of positions, with <see cref="OfTimeline"/>.</summary>
    internal const string InOrder = """order by e.tenant_id collate "POSIX", e.seq_id""";

    /// <summary>The other way round: the newest first.</summary>
    internal const string NewestFirst = """order by e.tenant_id collate "POSIX" desc, e.seq_id desc""";

    /// <summary>The instruments of the ledger.</summary>
    internal const string MeterName = "Timeline.Postgres";

    /// <summary>Events decoded, by timeline.</summary>
    internal const string DecodedName = "timeline.events.decoded";

    private static readonly Counter<long> Decoded = new Meter(MeterName).CreateCounter<long>(DecodedName);

    internal static TimelineEvent Read(NpgsqlDataReader row)
    {
        if (Decoded.Enabled) Decoded.Add(1, new KeyValuePair<string, object?>("timeline", row.GetString(0)));
        var type = Catalogue.StoredType(row.GetString(6));
        var (headers, data) = LedgerSerializer.Read(type, row.GetString(8), row.GetString(5));
        return headers.Event(
            id: row.GetGuid(2),
            timeline: Key.Parse(row.GetString(0)),
            subject: SubjectId.Parse(row.GetString(3)),
            type,
            data,
            version: row.GetInt64(4),
            seq: row.GetInt64(1),
            recordedAt: Instant.FromDateTimeOffset(row.GetFieldValue<DateTimeOffset>(7)));
    }

    /// <summary>Reads one event, and counts it.</summary>
    internal static TimelineEvent ReadNext(NpgsqlDataReader row)
    {
        EventMeter.Count();
        return Read(row);
    }

    internal static async Task<List<TimelineEvent>> ReadAllAsync(NpgsqlDataReader reader, CancellationToken cancellation)
    {
        var events = new List<TimelineEvent>();
        while (await reader.ReadAsync(cancellation)) events.Add(ReadNext(reader));
        return events;
    }

    /// <summary>Asks for the events of some ids, in no order; those that are not there are not among them.</summary>
    internal static NpgsqlBatchCommand OfIds(Key timeline, Guid[] ids) =>
        Ask($"select {Columns} from unnest($2) k (sought) {ById}", timeline, ids);

    /// <summary>Asks for all events of subjects, each subject's in order.</summary>
    internal static NpgsqlBatchCommand OfSubjects(Key timeline, IEnumerable<SubjectId> subjects) =>
        Ask($"select {Columns} from unnest($2) k (subject) {BySubject}", timeline, subjects.Select(s => s.ToString()).ToArray());

    /// <summary>
    /// Asks for the events of subjects from a version on, each subject's in order, and with each when its subject last changed otherwise
    /// than by another event.
    /// </summary>
    internal static NpgsqlBatchCommand Since(Key timeline, IReadOnlyCollection<(SubjectId Subject, long Version)> from) => new($"""
        select {Columns}, s.changed from unnest($2, $3) k (subject, since)
        cross join lateral (
            select s.timestamp as changed from timeline.mt_streams s where s.tenant_id = $1 and s.id = k.subject offset 0) s
        cross join lateral (
            select * from timeline.mt_events e where e.tenant_id = $1 and e.stream_id = k.subject and e.version >= k.since
            order by e.version offset 0) e
        """)
    {
        Parameters =
        {
            new() { Value = timeline.Value },
            new() { Value = from.Select(f => f.Subject.ToString()).ToArray() },
            new() { Value = from.Select(f => f.Version).ToArray() },
        },
    };

    /// <summary>Reads what <see cref="Since"/> asks for.</summary>
    internal static async Task<ILookup<SubjectId, (TimelineEvent Event, DateTime Changed)>> ReadSinceAsync(
        NpgsqlDataReader reader, CancellationToken cancellation)
    {
        var events = new List<(TimelineEvent Event, DateTime Changed)>();
        while (await reader.ReadAsync(cancellation)) events.Add((Read(reader), reader.GetDateTime(9)));
        return events.ToLookup(e => e.Event.Subject);
    }

    /// <summary>Asks at which version subjects are; those that have no events are not among them.</summary>
    internal static NpgsqlBatchCommand VersionsOf(Key timeline, IEnumerable<SubjectId> subjects) => Ask("""
        select k.subject, s.version from unnest($2) k (subject)
        cross join lateral (select version from timeline.mt_streams s where s.tenant_id = $1 and s.id = k.subject offset 0) s
        """, timeline, subjects.Select(s => s.ToString()).ToArray());

    /// <summary>Reads what <see cref="VersionsOf"/> asks for.</summary>
    internal static async Task<Dictionary<SubjectId, long>> ReadVersionsAsync(NpgsqlDataReader reader, CancellationToken cancellation)
    {
        var versions = new Dictionary<SubjectId, long>();
        while (await reader.ReadAsync(cancellation)) versions.Add(SubjectId.Parse(reader.GetString(0)), reader.GetInt64(1));
        return versions;
    }

    /// <summary>Asks for what was recorded after a position: id, subject, version and stored type of each.</summary>
    internal static NpgsqlBatchCommand After(Key timeline, long position) => Ask($"""
        select e.id, e.stream_id, e.version, e.type from timeline.mt_events e
        where {OfTimeline} and (e.tenant_id collate "POSIX", e.seq_id) > ($1, $2) {InOrder}
        """, timeline, position);

    /// <summary>Asks how many of the events up to a position are erased.</summary>
    internal static NpgsqlBatchCommand ErasedUpTo(Key timeline, long position) => Ask("""
        select count(*) from timeline.mt_events e where e.tenant_id collate "C" = $1 and e.is_archived and e.seq_id <= $2
        """, timeline, position);

    /// <summary>Reads events that one command asks for.</summary>
    internal static async Task<List<TimelineEvent>> ReadAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, NpgsqlBatchCommand asked, CancellationToken cancellation)
    {
        await using var batch = new NpgsqlBatch(connection, transaction) { BatchCommands = { asked } };
        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        return await ReadAllAsync(reader, cancellation);
    }

    /// <summary>All events of subjects, each subject's in order.</summary>
    internal static async Task<ILookup<SubjectId, TimelineEvent>> ReadAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Key timeline, IEnumerable<SubjectId> subjects,
        CancellationToken cancellation) =>
        (await ReadAsync(connection, transaction, OfSubjects(timeline, subjects), cancellation)).ToLookup(e => e.Subject);

    /// <summary>What Marten finds the payload's type by.</summary>
    internal static string DotNetType(TimelineEvent e) => $"{e.Type.ClrType.FullName}, {e.Type.ClrType.Assembly.GetName().Name}";

    internal static string Data(TimelineEvent e) => StrictJson.Write(writer => EventType.WriteData(writer, e.Data));

    private static NpgsqlBatchCommand Ask(string sql, Key timeline, object keys) =>
        new(sql) { Parameters = { new() { Value = timeline.Value }, new() { Value = keys } } };
}
