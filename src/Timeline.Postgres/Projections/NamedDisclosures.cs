using Npgsql;
using Timeline.Domain.Knowing;
using Timeline.Domain.Record;
using Timeline.Domain.Subjects;
using Timeline.Domain.Time;
using Timeline.Postgres.Events;

namespace Timeline.Postgres.Projections;

/// <summary>
/// To whom each event is disclosed by name at some vantage, and how early at best: so whether a knower knows anything by name is found
/// without reading what they know (SEMANTICS §4). The public is not among them. Kept in the transaction of the append; a row only ever gets
/// earlier, so rows kept and rows rebuilt are the same. What a vantage makes of an event is decided when it is read.
/// </summary>
internal static class NamedDisclosures
{
    private const string Given = "unnest($2, $3, $4, $5) r (knower, subject, seq_id, known)";

    private const string Insert = $"insert into timeline.event_named (tenant_id, knower, subject, seq_id, known) select $1, r.* from {Given}";

    private const string Upsert = $"""
        {Insert}
        on conflict (tenant_id, knower, seq_id) do update set known = excluded.known where event_named.known > excluded.known
        """;

    /// <summary>All knowers of a timeline that are named, from one straight to the next; as a part of a recursive statement.</summary>
    internal const string All = """
        naming (key) as (
            select min(knower) from timeline.event_named where tenant_id = $1
            union all
            select (select min(knower) from timeline.event_named where tenant_id = $1 and knower > naming.key)
            from naming where naming.key is not null)
        """;

    /// <summary>Adds what is being recorded, and what it has its targets disclosed to.</summary>
    /// <param name="timeline">Where.</param>
    /// <param name="recorded">What is being recorded, with positions.</param>
    /// <param name="earlier">What it acts on, as far as that was recorded before.</param>
    internal static IEnumerable<Statement> Update(
        Key timeline, IReadOnlyCollection<TimelineEvent> recorded, IEnumerable<TimelineEvent> earlier)
    {
        var rows = Rows(recorded, earlier);
        if (rows.Count > 0) yield return new Statement(Upsert, [timeline.Value, .. Values(rows)]);
    }

    /// <summary>The rows of events that act on nothing recorded before, for a table of the same name in another schema.</summary>
    internal static IEnumerable<Statement> Stage(Key timeline, IReadOnlyCollection<TimelineEvent> events, string schema)
    {
        var rows = Rows(events, []);
        if (rows.Count == 0) yield break;
        yield return new Statement(
            Insert.Replace("insert into timeline.", $"insert into {schema}.", StringComparison.Ordinal), [timeline.Value, .. Values(rows)]);
    }

    /// <summary>Replaces all rows of subjects by what their events give.</summary>
    internal static IEnumerable<Statement> Rebuild(
        Key timeline, IReadOnlyList<SubjectId> subjects, IReadOnlyCollection<TimelineEvent> events)
    {
        yield return new Statement($"""
            with recursive {All} delete from timeline.event_named
            where tenant_id = $1 and knower in (select key from naming) and subject = any($2)
            """, timeline.Value, subjects.Select(s => s.ToString()).ToArray());
        foreach (var statement in Update(timeline, events, [])) yield return statement;
    }

    /// <summary>
    /// Those of the subjects whose rows are not what their events give. A row may be too early, as one of an earlier build is.
    /// </summary>
    internal static async Task<IReadOnlyList<SubjectId>> DifferingAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Key timeline, IReadOnlyList<SubjectId> subjects,
        IReadOnlyCollection<TimelineEvent> events, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand($"""
            with recursive {All},
            kept as (
                select knower, subject, seq_id, known from timeline.event_named
                where tenant_id = $1 and knower in (select key from naming) and subject = any($6))
            select distinct coalesce(r.subject, kept.subject) collate "C" as subject
            from {Given} full join kept on kept.knower = r.knower and kept.seq_id = r.seq_id and kept.subject = r.subject
            where r.known is null or kept.known is null or kept.known > r.known
            """, connection, transaction);
        object[] values = [timeline.Value, .. Values(Rows(events, [])), subjects.Select(s => s.ToString()).ToArray()];
        foreach (var value in values) command.Parameters.Add(new() { Value = value });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var differing = new List<SubjectId>();
        while (await reader.ReadAsync(cancellation)) differing.Add(SubjectId.Parse(reader.GetString(0)));
        return differing;
    }

    // An amendment is seen by whoever sees its target: to whom it is disclosed itself says nothing.
    private static Dictionary<(string Knower, SubjectId Subject, long Seq), Instant> Rows(
        IReadOnlyCollection<TimelineEvent> recorded, IEnumerable<TimelineEvent> earlier)
    {
        var rows = new Dictionary<(string, SubjectId, long), Instant>();
        var byId = recorded.Concat(earlier).ToDictionary(e => e.Id);
        foreach (var e in recorded)
        {
            if (e.Data is not EventAmended) Add(e, e.Disclosures, e.NotedAt);
            if (e.Target is not { } id || !byId.TryGetValue(id, out var target)) continue;
            if (e.Data is EventDisclosed) Add(target, e.Disclosures, e.NotedAt);
            if (e.Data is EventAmended { Disclosures: { } amended }) Add(target, amended, target.NotedAt);
        }

        return rows;

        void Add(TimelineEvent e, IEnumerable<Disclosure> disclosures, Instant notedAt)
        {
            foreach (var disclosure in disclosures.Where(d => d.To != Key.Public))
            {
                var (row, known) = ((disclosure.To.Value, e.Subject, e.Seq), KnownDisclosure.Of(disclosure, notedAt).KnownBy);
                rows[row] = rows.TryGetValue(row, out var before) ? Instant.Min(before, known) : known;
            }
        }
    }

    private static object[] Values(Dictionary<(string Knower, SubjectId Subject, long Seq), Instant> rows) =>
    [
        rows.Keys.Select(r => r.Knower).ToArray(),
        rows.Keys.Select(r => r.Subject.ToString()).ToArray(),
        rows.Keys.Select(r => r.Seq).ToArray(),
        rows.Values.Select(known => known.Microseconds).ToArray(),
    ];
}
