using Npgsql;
using Timeline.Domain;
using Timeline.Domain.Knowing;
using Timeline.Domain.Record;
using Timeline.Domain.Subjects;
using Timeline.Domain.Time;
using Timeline.Postgres.Events;

namespace Timeline.Postgres.Projections;

/// <summary>
/// One row for each event with everything that it may show at any vantage, and with everybody who may ever learn of it: so a filter narrows
/// candidates (<see cref="Narrowing"/>) and loses none, and what only others know is not read (<see cref="Reach"/>). Kept in the
/// transaction of the append; a row only ever widens, so rows kept and rows rebuilt are the same.
/// </summary>
internal static class EventIndex
{
    /// <summary>Stands for the words of an event that has too many to list: it is a candidate for any text.</summary>
    internal const string AnyWord = "*";

    private static readonly string Everybody = Key.Public.Value;

    /// <summary>The stored names of the acts on the record.</summary>
    internal static readonly string[] ActTypes = [.. Catalogue.Types.Where(t => t.IsActOnTheRecord).Select(t => t.StoredName)];

    // So many of the longest words still fit into a tsvector, which has at most a megabyte.
    private const int MaxWords = 2000;

    // Keys and words have no spaces, so a list of them is passed as one text: unnest takes no array of arrays.
    private const string Given = """
        select r.seq_id, r.subject, r.type, string_to_array(r.actors, ' ') as actors, string_to_array(r.publishers, ' ') as publishers,
            array_to_tsvector(string_to_array(r.words, ' ')) as words, r.happened_from, r.happened_to, r.known_from, r.known_to,
            string_to_array(r.related, ' ') as related, string_to_array(r.knowers, ' ') as knowers
        from unnest($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
            as r (seq_id, subject, type, actors, publishers, words, happened_from, happened_to, known_from, known_to, related, knowers)
        """;

    private const string Said = "actors, publishers, words, happened_from, happened_to, known_from, known_to, related, knowers";

    private const string Columns = $"seq_id, subject, type, {Said}";

    private const string Insert = $"insert into timeline.event_index (tenant_id, {Columns}) select $1, given.* from ({Given}) given";

    private const string Upsert = $"""
        {Insert} on conflict (tenant_id, seq_id) do update
        set actors = excluded.actors, publishers = excluded.publishers, words = excluded.words,
            happened_from = excluded.happened_from, happened_to = excluded.happened_to,
            known_from = excluded.known_from, known_to = excluded.known_to, knowers = excluded.knowers
        """;

    // Who knows is told once more, in rows of its own, for reads begin with the knower.
    private const string InsertKnowers = """
        insert into timeline.event_knowers (tenant_id, knower, subject, seq_id, type)
        select $1, r.* from unnest($2, $3, $4, $5) r (knower, subject, seq_id, type)
        """;

    // Row by row by their key, whatever the planner believes.
    private const string DeleteKnowers = """
        delete from timeline.event_knowers where ctid = any(array(
            select k.ctid from unnest($2, $3, $4, $5) r (knower, subject, seq_id, type) cross join lateral (
                select ctid from timeline.event_knowers k
                where k.tenant_id = $1 and k.knower = r.knower and k.seq_id = r.seq_id offset 0) k))
        """;

    // Which event names which, told to whoever is among the knowers of the one that names.
    private const string InsertLinks = """
        insert into timeline.event_links (tenant_id, knower, subject, named, seq_id)
        select $1, r.* from unnest($2, $3, $4, $5) r (knower, subject, named, seq_id)
        """;

    private const string DeleteLinks = """
        delete from timeline.event_links where ctid = any(array(
            select l.ctid from unnest($2, $3, $4, $5) r (knower, subject, named, seq_id) cross join lateral (
                select ctid from timeline.event_links l
                where l.tenant_id = $1 and l.knower = r.knower and l.subject = r.subject and l.named = r.named and l.seq_id = r.seq_id
                offset 0) l))
        """;

    // Which event names which other subject as related, told in the same way.
    private const string InsertRelated = """
        insert into timeline.event_related (tenant_id, knower, related, subject, seq_id)
        select $1, r.* from unnest($2, $3, $4, $5) r (knower, related, subject, seq_id)
        """;

    private const string DeleteRelated = """
        delete from timeline.event_related where ctid = any(array(
            select l.ctid from unnest($2, $3, $4, $5) r (knower, related, subject, seq_id) cross join lateral (
                select ctid from timeline.event_related l
                where l.tenant_id = $1 and l.knower = r.knower and l.related = r.related and l.subject = r.subject and l.seq_id = r.seq_id
                offset 0) l))
        """;

    // Row by row by their key, as everything that an append looks up.
    private const string OfIds = $"""
        unnest($2) k (sought) {EventRows.ById}
        cross join lateral (select * from timeline.event_index i where i.tenant_id = $1 and i.seq_id = e.seq_id offset 0) i
        """;

    private static readonly string ActsOnSubjects = $$"""
        unnest($2) k (subject)
        cross join lateral (
            select * from timeline.event_index i
            where i.tenant_id collate "POSIX" = $1 and i.subject = k.subject and i.type = any('{{{string.Join(',', ActTypes)}}}')
            offset 0) i
        cross join lateral (select * from timeline.mt_events e where e.seq_id = i.seq_id offset 0) e
        """;

    // All knowers of a timeline, from one straight to the next: they are few, and only by them are the rows of a subject found.
    private static readonly string AllKnowers = KnowersIn("event_knowers", "every");

    private static readonly string AllLinked = KnowersIn("event_links", "linking");

    private static readonly string AllRelated = KnowersIn("event_related", "relating");

    /// <summary>Adds what is being recorded, and widens the rows of what it acts on.</summary>
    internal static async Task<IReadOnlyList<Statement>> UpdateAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Key timeline, IReadOnlyList<TimelineEvent> recorded,
        CancellationToken cancellation)
    {
        Guid[] targets = [.. recorded.Select(e => e.Target).OfType<Guid>().Except(recorded.Select(e => e.Id)).Distinct()];
        List<Row> earlier = targets.Length == 0 ? []
            : await ReadAsync(connection, transaction, timeline, OfIds, targets, cancellation);
        var rows = Row.Of(earlier, recorded);
        // Whoever learns of an event from now on may learn of what acted on it before.
        if (Row.Widened(earlier, rows) is { Length: > 0 } widened)
        {
            var acts = await ReadAsync(connection, transaction, timeline, ActsOnSubjects, Names(widened), cancellation);
            earlier = [.. earlier.UnionBy(acts, r => r.Event.Id)];
            rows = Row.Of(earlier, recorded);
        }

        // Of what stood there before only those are told anew who may learn of it now and could not before.
        var before = earlier.ToDictionary(r => r.Event.Id, r => r.Knowers);
        Row[] changed = [.. rows.Where(r => !before.TryGetValue(r.Event.Id, out var knowers) || !knowers.SetEquals(r.Knowers))];
        Row[] gone = [.. changed.Where(r => before.ContainsKey(r.Event.Id)).Select(r => r with { Knowers = before[r.Event.Id] })];
        return
        [
            new(earlier.Count == 0 ? Insert : Upsert, Row.Values(timeline, rows)),
            .. Told(DeleteKnowers, DeleteLinks, DeleteRelated, timeline, gone),
            .. Told(InsertKnowers, InsertLinks, InsertRelated, timeline, changed),
            .. NamedDisclosures.Update(timeline, recorded, earlier.Select(r => r.Event)),
        ];
    }

    /// <summary>
    /// The rows of events that act on nothing recorded before, for tables of the same names in another schema; whatever acts on one of the
    /// events is among them.
    /// </summary>
    internal static IReadOnlyList<Statement> Stage(Key timeline, IReadOnlyCollection<TimelineEvent> events, string schema)
    {
        var rows = Row.Of([], events);
        return
        [
            new(In(Insert), Row.Values(timeline, rows)),
            .. Told(In(InsertKnowers), In(InsertLinks), In(InsertRelated), timeline, rows),
            .. NamedDisclosures.Stage(timeline, events, schema),
        ];

        string In(string sql) => sql.Replace("insert into timeline.", $"insert into {schema}.", StringComparison.Ordinal);
    }

    /// <summary>Replaces all rows of subjects by what their events give.</summary>
    internal static IReadOnlyList<Statement> Rebuild(
        Key timeline, IReadOnlyList<SubjectId> subjects, ILookup<SubjectId, TimelineEvent> events)
    {
        TimelineEvent[] all = [.. subjects.SelectMany(s => events[s])];
        var rows = Row.Of([], all);
        return
        [
            OfSubjects("""delete from timeline.event_index where tenant_id collate "POSIX" = $1 and subject = any($2)"""),
            OfSubjects($"""
                with recursive {AllKnowers} delete from timeline.event_knowers
                where tenant_id collate "POSIX" = $1 and knower in (select key from every) and subject = any($2)
                """),
            OfSubjects($"""
                with recursive {AllLinked} delete from timeline.event_links
                where tenant_id = $1 and knower in (select key from linking) and subject = any($2)
                """),
            OfSubjects($"""
                with recursive {AllRelated} delete from timeline.event_related
                where tenant_id = $1 and knower in (select key from relating) and subject = any($2)
                """),
            new(Insert, Row.Values(timeline, rows)),
            .. Told(InsertKnowers, InsertLinks, InsertRelated, timeline, rows),
            .. NamedDisclosures.Rebuild(timeline, subjects, all),
        ];

        Statement OfSubjects(string sql) => new(sql, timeline.Value, Names(subjects));
    }

    // Who knows of rows and of what they name. Few events name others, and of the rest nothing is written.
    private static IEnumerable<Statement> Told(string knowersSql, string linksSql, string relatedSql, Key timeline, Row[] rows)
    {
        (string Knower, Row Row)[] knowers = [.. rows.SelectMany(r => r.Knowers, (r, knower) => (knower, r))];
        if (knowers.Length == 0) yield break;
        yield return new Statement(knowersSql,
            timeline.Value,
            Array.ConvertAll(knowers, k => k.Knower),
            Array.ConvertAll(knowers, k => k.Row.Event.Subject.ToString()),
            Array.ConvertAll(knowers, k => k.Row.Event.Seq),
            Array.ConvertAll(knowers, k => k.Row.Event.Type.StoredName));
        (string Knower, Row Row, Guid Named)[] links =
            [.. knowers.SelectMany(k => k.Row.Event.Named.Distinct(), (k, named) => (k.Knower, k.Row, named))];
        if (links.Length > 0)
        {
            yield return new Statement(linksSql,
                timeline.Value,
                Array.ConvertAll(links, l => l.Knower),
                Array.ConvertAll(links, l => l.Row.Event.Subject.ToString()),
                Array.ConvertAll(links, l => l.Named),
                Array.ConvertAll(links, l => l.Row.Event.Seq));
        }

        (string Knower, Row Row, SubjectId Subject)[] related =
            [.. knowers.SelectMany(k => (k.Row.Event.Related ?? []).Distinct(), (k, subject) => (k.Knower, k.Row, subject))];
        if (related.Length == 0) yield break;
        yield return new Statement(relatedSql,
            timeline.Value,
            Array.ConvertAll(related, r => r.Knower),
            Array.ConvertAll(related, r => r.Subject.ToString()),
            Array.ConvertAll(related, r => r.Row.Event.Subject.ToString()),
            Array.ConvertAll(related, r => r.Row.Event.Seq));
    }

    /// <summary>Those of the subjects whose rows are not what their events give.</summary>
    internal static async Task<IReadOnlyList<SubjectId>> DifferingAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Key timeline, IReadOnlyList<SubjectId> subjects,
        ILookup<SubjectId, TimelineEvent> events, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand($"""
            with recursive {AllKnowers}, {AllLinked}, {AllRelated},
            given as ({Given}),
            kept as (select {Columns} from timeline.event_index where tenant_id collate "POSIX" = $1 and subject = any($14)),
            knows as (select subject, seq_id, type, unnest(knowers) as knower from given),
            known as (
                select subject, seq_id, type, k.knower from timeline.event_knowers k
                where tenant_id collate "POSIX" = $1 and k.knower in (select key from every) and subject = any($14)),
            links as (
                select subject, seq_id, n.named, unnest(knowers) as knower
                from given join unnest($15, $16, $17) as n (subject, named, seq_id) using (subject, seq_id)),
            linked as (
                select subject, seq_id, named, l.knower from timeline.event_links l
                where tenant_id = $1 and l.knower in (select key from linking) and subject = any($14)),
            relates as (
                select distinct subject, seq_id, unnest(related) as related, w.knower from given cross join unnest(knowers) w (knower)),
            related as (
                select subject, seq_id, l.related, l.knower from timeline.event_related l
                where tenant_id = $1 and l.knower in (select key from relating) and subject = any($14))
            select distinct subject collate "C" as subject from (
                select subject from ((table given except table kept) union all (table kept except table given)) differing
                union all
                select subject from ((table knows except table known) union all (table known except table knows)) knowing
                union all
                select subject from ((table links except table linked) union all (table linked except table links)) linking
                union all
                select subject from (
                    (table relates except table related) union all (table related except table relates)) relating) differing
            order by subject
            """, connection, transaction);
        TimelineEvent[] all = [.. subjects.SelectMany(s => events[s])];
        var rows = Row.Of([], all);
        (string Subject, Guid Named, long Seq)[] links =
            [.. rows.SelectMany(r => r.Event.Named.Distinct().Select(named => (r.Event.Subject.ToString(), named, r.Event.Seq)))];
        object[] values =
        [
            .. Row.Values(timeline, rows), Names(subjects),
            Array.ConvertAll(links, l => l.Subject), Array.ConvertAll(links, l => l.Named), Array.ConvertAll(links, l => l.Seq),
        ];
        foreach (var value in values) command.Parameters.Add(new() { Value = value });
        var differing = new HashSet<SubjectId>();
        await using (var reader = await command.ExecuteReaderAsync(cancellation))
            while (await reader.ReadAsync(cancellation)) differing.Add(SubjectId.Parse(reader.GetString(0)));
        differing.UnionWith(await NamedDisclosures.DifferingAsync(connection, transaction, timeline, subjects, all, cancellation));
        return [.. differing.Order()];
    }

    /// <summary>Who may ever learn of each of a subject's events, as their rows are to say.</summary>
    internal static IReadOnlyDictionary<Guid, IReadOnlySet<string>> KnowersOf(IReadOnlyCollection<TimelineEvent> events) =>
        Row.Of([], events).ToDictionary(r => r.Event.Id, IReadOnlySet<string> (r) => r.Knowers);

    private static async Task<List<Row>> ReadAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Key timeline, string which, object these,
            CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand($"""
            select e.tenant_id, e.seq_id, e.id, e.stream_id, e.version, e.data::text, e.type, e.timestamp, e.headers::text,
                i.actors, i.publishers, tsvector_to_array(i.words), i.happened_from, i.happened_to, i.known_from, i.known_to, i.knowers
            from {which}
            """, connection, transaction)
        {
            Parameters = { new() { Value = timeline.Value }, new() { Value = these } },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var rows = new List<Row>();
        while (await reader.ReadAsync(cancellation)) rows.Add(Row.Read(reader));
        return rows;
    }

    private static string KnowersIn(string table, string name) => $"""
        {name} (key) as (
            select min(knower) from timeline.{table} where tenant_id = $1
            union all
            select (select min(knower) from timeline.{table} where tenant_id = $1 and knower > {name}.key) from {name} where {name}.key is not null)
        """;

    private static string[] Names(IEnumerable<SubjectId> subjects) => [.. subjects.Select(s => s.ToString())];

    /// <summary>An event and what it says at any vantage.</summary>
    private sealed record Row(
        TimelineEvent Event, SortedSet<string> Actors, SortedSet<string> Publishers, HashSet<string> Words,
        DateBounds Happened, DateBounds Known, SortedSet<string> Knowers)
    {
        /// <summary>The rows of events, and those kept of earlier ones, with what acts among the events have them say.</summary>
        internal static Row[] Of(IEnumerable<Row> earlier, IReadOnlyCollection<TimelineEvent> events)
        {
            var rows = earlier.Concat(events.Select(Of)).ToDictionary(r => r.Event.Id);
            foreach (var act in events)
            {
                if (act.Target is { } id && rows.TryGetValue(id, out var target) && Acts.Reading(target.Event, act) is { } reading)
                    rows[id] = target.With(Of(reading));
            }

            // An amendment is there for whom its target is. So is any act that the public is told of: to the others it tells nothing.
            foreach (var act in rows.Values.Where(r => r.Event.Target is not null).OrderBy(r => r.Event.Seq).ToList())
            {
                if (!rows.TryGetValue(act.Event.Target!.Value, out var target)) continue;
                var told = Told(act.Event);
                rows[act.Event.Id] = act with
                {
                    Knowers = act.Event.Data is EventAmended || told.Contains(Everybody) ? target.Knowers
                    : told
                };
            }

            return [.. rows.Values];
        }

        /// <summary>The subjects with earlier rows that more may learn of now.</summary>
        internal static SubjectId[] Widened(IReadOnlyCollection<Row> earlier, Row[] rows)
        {
            if (earlier.Count == 0) return [];
            var now = rows.ToDictionary(r => r.Event.Id, r => r.Knowers);
            return [.. earlier.Where(r => !r.Knowers.SetEquals(now[r.Event.Id])).Select(r => r.Event.Subject).Distinct()];
        }

        internal static Row Read(NpgsqlDataReader row) => new(
            EventRows.Read(row),
            Sorted(row.GetFieldValue<string[]>(9)), Sorted(row.GetFieldValue<string[]>(10)), [.. row.GetFieldValue<string[]>(11)],
            new(new(row.GetInt64(12)), new(row.GetInt64(13))), new(new(row.GetInt64(14)), new(row.GetInt64(15))),
            Sorted(row.GetFieldValue<string[]>(16)));

        /// <summary>The values of <see cref="Given"/>.</summary>
        internal static object[] Values(Key timeline, Row[] rows) =>
        [
            timeline.Value,
            Array.ConvertAll(rows, r => r.Event.Seq),
            Array.ConvertAll(rows, r => r.Event.Subject.ToString()),
            Array.ConvertAll(rows, r => r.Event.Type.StoredName),
            Array.ConvertAll(rows, r => string.Join(' ', r.Actors)),
            Array.ConvertAll(rows, r => string.Join(' ', r.Publishers)),
            Array.ConvertAll(rows, r => string.Join(' ', r.Words)),
            Array.ConvertAll(rows, r => r.Happened.Earliest.Microseconds),
            Array.ConvertAll(rows, r => r.Happened.Latest.Microseconds),
            Array.ConvertAll(rows, r => r.Known.Earliest.Microseconds),
            Array.ConvertAll(rows, r => r.Known.Latest.Microseconds),
            Array.ConvertAll(rows, r => string.Join(' ', r.Event.Related ?? [])),
            Array.ConvertAll(rows, r => string.Join(' ', r.Knowers)),
        ];

        private static Row Of(TimelineEvent e) => new(
            e,
            Sorted(e.Type.ActorsIn(e.Data).Select(a => a.Value)),
            e.Source is { Publisher.Value: var publisher } ? [publisher] : [],
            Listed(FullText.WordsOf(e, e.Data, isSourceShown: true)),
            e.Happened.Bounds,
            // Known by the latest instant of a disclosure, or when it was noted: that is after the earliest (SEMANTICS §3).
            e.Disclosures.Select(d => d.At.Bounds).Aggregate((one, other) => one.With(other)),
            Told(e));

        private Row With(Row other) => this with
        {
            Actors = Sorted(Actors.Concat(other.Actors)),
            Publishers = Sorted(Publishers.Concat(other.Publishers)),
            Words = Listed([.. Words, .. other.Words]),
            Happened = Happened.With(other.Happened),
            Known = Known.With(other.Known),
            Knowers = Reduced(Knowers.Concat(other.Knowers)),
        };

        private static SortedSet<string> Told(TimelineEvent e) => Reduced(e.Disclosures.Select(d => d.To.Value));

        // What is public, everybody knows; nobody else need be named.
        private static SortedSet<string> Reduced(IEnumerable<string> knowers) =>
            Sorted(knowers) is var all && all.Contains(Everybody) ? [Everybody] : all;

        private static SortedSet<string> Sorted(IEnumerable<string> keys) => new(keys, StringComparer.Ordinal);

        private static HashSet<string> Listed(HashSet<string> words) =>
            words.Count > MaxWords || words.Contains(AnyWord) ? [AnyWord] : words;
    }
}
