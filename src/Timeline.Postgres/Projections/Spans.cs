using Timeline.Domain.Record;
using Timeline.Domain.Time;
using Timeline.Postgres.Events;

namespace Timeline.Postgres.Projections;

/// <summary>
/// Where rows stand that are written before their events have positions. Those of a long import that is recorded all or none are written
/// before the timeline's lock is taken, under keys below 0; the lock gives positions to whole spans of keys. Any other row stands under its
/// position. What is kept under such a key stays there: it is looked for and written again only by <see cref="KeyOf(string, string)"/>.
/// </summary>
/// <remarks>Each knower has spans of their own, so that what others know is not looked at.</remarks>
internal static class Spans
{
    /// <summary>Stands for a knower where a row is nobody's in particular: for all the rows of <c>timeline.event_index</c>.</summary>
    internal const string Nobody = "";

    /// <summary>Draws a block of keys, as many as there are positive integers of 32 bits.</summary>
    internal const string Draw = "select nextval('timeline.event_key_blocks') << 32";

    /// <summary>
    /// The key under which a row for a knower stands; of a key that has no position yet, the key itself. SQL, with the timeline as $1.
    /// </summary>
    internal static string KeyOf(string knower, string position) => $"""
        coalesce((
            select case when s.first_seq <= {position} then s.first_key + ({position} - s.first_seq) end from timeline.event_spans s
            where s.tenant_id = $1 and s.knower = {knower} and s.last_seq >= {position} order by s.last_seq limit 1), {position})
        """;

    /// <summary>
    /// The key under which the row of an event stands that is nobody's; whatever else is kept of it stands there, or under its position.
    /// </summary>
    internal static string KeyOf(string position) => KeyOf($"'{Nobody}'", position);

    /// <summary>The position that a key stands for; null: none, nothing was recorded of it. SQL, with the timeline as $1.</summary>
    internal static string PositionOf(string knower, string key) => $"""
        case when {key} > 0 then {key} else (
            select s.first_seq + ({key} - s.first_key) from timeline.event_spans s
            where s.tenant_id collate "POSIX" = $1 and s.knower = {knower} and s.first_key <= {key} order by s.first_key desc limit 1) end
        """;

    /// <summary>The same of a row that is nobody's.</summary>
    internal static string PositionOf(string key) => PositionOf($"'{Nobody}'", key);

    /// <summary>
    /// The keys of a knower for the positions after one up to another, as rows <c>(after, up_to, shift)</c>: each stands for the position
    /// that is greater by the shift. SQL, with the timeline as $1.
    /// </summary>
    internal static string Between(string knower, string after, string upTo) => $"""
        select {after}::bigint as after, {upTo} as up_to, 0::bigint as shift
        union all
        select greatest({after}, s.first_seq - 1) - (s.first_seq - s.first_key), least({upTo}, s.last_seq) - (s.first_seq - s.first_key),
            s.first_seq - s.first_key
        from timeline.event_spans s
        where s.tenant_id = $1 and s.knower = {knower} and s.last_seq > {after} and s.first_seq <= {upTo}
        """;

    /// <summary>
    /// The first positions <c>n</c> after $3 up to $4 of which a table has a row for a knower, at most so many; some further ones may be
    /// among them. SQL, with the timeline as $1.
    /// </summary>
    /// <remarks>
    /// Spans are gone through in order, and no further than is needed. However many spans there are, no more rows are read than are asked for.
    /// </remarks>
    internal static string First(string table, string knower, string most) => $"""
        (select k.seq_id as n from timeline.{table} k
        where k.tenant_id = $1 and k.knower = {knower} and k.seq_id > $3 and k.seq_id <= $4 order by k.seq_id limit {most})
        union all
        (select k.n from (
            select * from timeline.event_spans s
            where s.tenant_id = $1 and s.knower = {knower} and s.last_seq > $3 and s.first_seq <= $4 order by s.last_seq offset 0) s
        cross join lateral (
            select k.seq_id + (s.first_seq - s.first_key) as n from timeline.{table} k
            where k.tenant_id = $1 and k.knower = {knower} and k.seq_id > greatest($3, s.first_seq - 1) - (s.first_seq - s.first_key)
                and k.seq_id <= least($4, s.last_seq) - (s.first_seq - s.first_key)
            order by k.seq_id limit {most}) k
        limit {most})
        """;

    /// <summary>
    /// The newest row of <c>timeline.event_told</c> of a knower up to a bound, if any, as <c>(seq_id, recorded_at, is_sure)</c>. SQL, with
    /// the timeline as $1.
    /// </summary>
    /// <param name="knower">Whose.</param>
    /// <param name="column">What is bounded: <c>seq_id</c> or <c>recorded_at</c>, which increases with it.</param>
    /// <param name="bound">Its greatest value.</param>
    internal static string NewestTold(string knower, string column, string bound)
    {
        // Either goes by an index of its own (Tables.sql).
        var (ofTimeline, first) = column == "seq_id" ? ("k.tenant_id", "s.first_seq") : ("k.tenant_id collate \"POSIX\"", "s.first_at");
        return $"""
            select * from (
                (select k.seq_id, k.recorded_at, k.is_sure from timeline.event_told k
                where {ofTimeline} = $1 and k.knower = {knower} and k.{column} > 0 and k.{column} <= {bound}
                order by k.{column} desc limit 1)
                union all
                (select s.first_seq + k.further, s.first_at + k.further, k.is_sure from timeline.event_spans s cross join lateral (
                    select k.seq_id - s.first_key as further, k.is_sure from timeline.event_told k
                    where k.tenant_id = $1 and k.knower = {knower} and k.seq_id >= s.first_key
                        and k.seq_id <= s.first_key + least({bound} - {first}, s.last_seq - s.first_seq)
                    order by k.seq_id desc limit 1) k
                where s.tenant_id = $1 and s.knower = {knower} and {first} <= {bound} order by s.last_seq desc limit 1)) k
            order by k.seq_id desc limit 1
            """;
    }

    /// <summary>
    /// When the first event from a position on was recorded of which a knower is told, if any. SQL, with the timeline as $1.
    /// </summary>
    internal static string NextToldAt(string knower, string position) => $"""
        (select k.recorded_at from timeline.event_told k
        where k.tenant_id = $1 and k.knower = {knower} and k.seq_id >= greatest({position}, 1) order by k.seq_id limit 1)
        union all
        (select s.first_at + k.further from timeline.event_spans s cross join lateral (
            select k.seq_id - s.first_key as further from timeline.event_told k
            where k.tenant_id = $1 and k.knower = {knower} and k.seq_id >= s.first_key + greatest({position} - s.first_seq, 0)
                and k.seq_id <= s.first_key + (s.last_seq - s.first_seq)
            order by k.seq_id limit 1) k
        where s.tenant_id = $1 and s.knower = {knower} and s.last_seq >= {position} order by s.last_seq limit 1)
        """;

    /// <summary>When the event of a row of <c>timeline.event_told t</c> was recorded. SQL, with the timeline as $1.</summary>
    internal const string ToldAt = """
        case when t.seq_id > 0 then t.recorded_at else (
            select s.first_at + (t.seq_id - s.first_key) from timeline.event_spans s
            where s.tenant_id collate "POSIX" = $1 and s.knower = t.knower and s.first_key <= t.seq_id
            order by s.first_key desc limit 1) end
        """;

    /// <summary>Gives positions to the keys of a block.</summary>
    /// <param name="timeline">Where.</param>
    /// <param name="block">Its n-th key, from 1 on, is n greater.</param>
    /// <param name="at">When the first is recorded; each other is a microsecond later than the one before it.</param>
    /// <param name="rows">Of each knower the first and the last n of which there is a row.</param>
    /// <param name="positions">Of each n, in order.</param>
    internal static Statement Insert(
        Key timeline, long block, Instant at, IReadOnlyDictionary<string, (long First, long Last)> rows, long[] positions)
    {
        (string Knower, long First, long Last)[] spans =
        [
            .. from run in Runs(positions)
               from row in rows
               let first = Math.Max(run.First, row.Value.First)
               let last = Math.Min(run.Last, row.Value.Last)
               where first <= last
               select (row.Key, first, last),
        ];
        return new Statement("""
            insert into timeline.event_spans (tenant_id, knower, first_seq, last_seq, first_key, first_at)
            select $1, s.knower, s.first_seq, s.last_seq, s.first_key, s.first_at
            from unnest($2, $3, $4, $5, $6) s (knower, first_seq, last_seq, first_key, first_at)
            """,
            timeline.Value, Array.ConvertAll(spans, s => s.Knower), Array.ConvertAll(spans, s => positions[s.First - 1]),
            Array.ConvertAll(spans, s => positions[s.Last - 1]), Array.ConvertAll(spans, s => block + s.First),
            Array.ConvertAll(spans, s => at.Microseconds + s.First - 1));
    }

    // From the first n to the last of positions that follow each other: other timelines may have drawn some in between.
    private static IEnumerable<(long First, long Last)> Runs(long[] positions)
    {
        for (int first = 0, next = 1; next <= positions.Length; next++)
        {
            if (next < positions.Length && positions[next] == positions[next - 1] + 1) continue;
            yield return (first + 1, next);
            first = next;
        }
    }
}
