using Npgsql;
using Timeline.Domain;
using Timeline.Domain.Record;
using Timeline.Postgres.Events;

namespace Timeline.Postgres.Projections;

/// <summary>
/// The rows of each event with everything that it may show at any vantage, and to whom, and with everybody who may ever learn of it: so a
/// filter narrows candidates (<see cref="Narrowing"/>) and loses none, and what only others know is not read (<see cref="Reach"/>). Kept in
/// the transaction of the append; what is said to somebody only ever widens, so rows kept and rows rebuilt are the same.
/// </summary>
internal static class EventIndex
{
    /// <summary>The stored names of the acts on the record.</summary>
    internal static readonly string[] ActTypes = [.. Catalogue.Types.Where(t => t.IsActOnTheRecord).Select(t => t.StoredName)];

    // Keys and words have no spaces, so a list of them is passed as one text: unnest takes no array of arrays.
    private const string Given = """
        select r.seq_id, r.subject, r.type, string_to_array(r.knowers, ' ') as knowers, string_to_array(r.told, ' ') as told,
            string_to_array(r.others, ' ') as others
        from unnest($2, $3, $4, $5, $6, $7) as r (seq_id, subject, type, knowers, told, others)
        """;

    private const string Columns = "seq_id, subject, type, knowers, told, others";

    private static readonly string Upsert = $"""
        insert into timeline.event_index (tenant_id, {Columns})
        select $1, {Spans.KeyOf("given.seq_id")}, given.subject, given.type, given.knowers, given.told, given.others
        from ({Given}) given
        on conflict (tenant_id, seq_id) do update set knowers = excluded.knowers, told = excluded.told, others = excluded.others
        """;

    // Who knows is told once more, in rows of its own, for reads begin with the knower.
    private static readonly string InsertKnowers = $"""
        insert into timeline.event_knowers (tenant_id, knower, subject, seq_id, type)
        select $1, r.knower, r.subject, {Spans.KeyOf("r.knower", "r.seq_id")}, r.type
        from unnest($2, $3, $4, $5) r (knower, subject, seq_id, type)
        """;

    // Row by row by their key, whatever the planner believes. What the public knows it never ceases to know.
    private static readonly string DeleteKnowers = $"""
        delete from timeline.event_knowers_named where ctid = any(array(
            select k.ctid from unnest($2, $3, $4, $5) r (knower, subject, seq_id, type) cross join lateral (
                select ctid from timeline.event_knowers_named k
                where k.tenant_id = $1 and k.knower = r.knower and k.seq_id = {Spans.KeyOf("r.knower", "r.seq_id")} offset 0) k))
        """;

    // Which event names which, told to whoever is among the knowers of the one that names.
    private const string InsertLinks = """
        insert into timeline.event_links (tenant_id, knower, subject, named, seq_id)
        select $1, r.* from unnest($2, $3, $4, $5) r (knower, subject, named, seq_id)
        """;

    private const string DeleteLinks = """
        delete from timeline.event_links_named where ctid = any(array(
            select l.ctid from unnest($2, $3, $4, $5) r (knower, subject, named, seq_id) cross join lateral (
                select ctid from timeline.event_links_named l
                where l.tenant_id = $1 and l.knower = r.knower and l.subject = r.subject and l.named = r.named and l.seq_id = r.seq_id
                offset 0) l))
        """;

    private const string GivenTerms = "unnest($2, $3, $4, $5, $6, $7, $8, $9) r (knower, seq_id, subject, terms, happened_from, happened_to, known_from, known_to)";

    private static readonly string UpsertTerms = $"""
        insert into timeline.event_terms (tenant_id, knower, seq_id, subject, terms, happened_from, happened_to, known_from, known_to)
        select $1, r.knower, {Spans.KeyOf("r.knower", "r.seq_id")}, r.subject, array_to_tsvector(string_to_array(r.terms, ' ')),
            r.happened_from, r.happened_to, r.known_from, r.known_to
        from {GivenTerms}
        on conflict (tenant_id, knower, seq_id) do update
        set terms = excluded.terms, happened_from = excluded.happened_from, happened_to = excluded.happened_to,
            known_from = excluded.known_from, known_to = excluded.known_to
        """;

    private static readonly string DeleteTerms = $"""
        delete from timeline.event_terms_named where ctid = any(array(
            select t.ctid from unnest($2, $3) r (knower, seq_id) cross join lateral (
                select ctid from timeline.event_terms_named t
                where t.tenant_id = $1 and t.knower = r.knower and t.seq_id = {Spans.KeyOf("r.knower", "r.seq_id")} offset 0) t))
        """;

    private const string GivenTold = "unnest($2, $3, $4, $5) r (knower, seq_id, recorded_at, is_sure)";

    // What stands under a key has the key for a time, too.
    private static readonly string InsertTold = $"""
        insert into timeline.event_told (tenant_id, knower, seq_id, recorded_at, is_sure)
        select $1, r.knower, k.key, case when k.key < 0 then k.key else r.recorded_at end, r.is_sure
        from {GivenTold} cross join lateral (select {Spans.KeyOf("r.knower", "r.seq_id")} as key) k
        """;

    private static readonly string ActsOnSubjects = $$"""
        unnest($2) k (subject)
        cross join lateral (
            select * from timeline.event_index i
            where i.tenant_id collate "POSIX" = $1 and i.subject = k.subject and i.type = any('{{{string.Join(',', ActTypes)}}}')
            offset 0) i
        cross join lateral (select * from timeline.mt_events e where e.seq_id = {{Spans.PositionOf("i.seq_id")}} offset 0) e
        """;

    // Row by row by their key, as everything that an append looks up.
    private static readonly string OfIds = $"""
        unnest($2) k (sought) {EventRows.ById}
        cross join lateral (
            select * from timeline.event_index i
            where i.tenant_id = $1 and i.seq_id = {Spans.KeyOf("e.seq_id")} offset 0) i
        """;

    // All knowers of a timeline, from one straight to the next: they are few, and only by them are the rows of a subject found.
    private static readonly string AllKnowers = KnowersIn("event_knowers", "every");

    private static readonly string AllLinked = KnowersIn("event_links", "linking");

    private static readonly string AllTold = KnowersIn("event_told", "telling");

    private static readonly string AllAsked = KnowersIn("event_terms", "asking");

    /// <summary>Adds what is being recorded, and widens the rows of what it acts on.</summary>
    internal static async Task<IReadOnlyList<Statement>> UpdateAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Key timeline, IReadOnlyList<TimelineEvent> recorded,
        CancellationToken cancellation)
    {
        Guid[] targets = [.. recorded.Select(e => e.Target).OfType<Guid>().Except(recorded.Select(e => e.Id)).Distinct()];
        List<IndexedEvent> earlier = targets.Length == 0 ? []
            : await ReadAsync(connection, transaction, timeline, OfIds, targets, cancellation);
        var rows = IndexedRows.Of(earlier, recorded);
        if (rows.NeedsActs)
        {
            // Whoever learns of an event from now on may learn of what acted on it before.
            SubjectId[] subjects = [.. earlier.Select(r => r.Event.Subject).Distinct()];
            var acts = await ReadAsync(connection, transaction, timeline, ActsOnSubjects, Names(subjects), cancellation);
            var anew = earlier.Select(r => r.Event.Target is null ? r.Anew() : r);
            rows = IndexedRows.Of([.. anew.Concat(acts).DistinctBy(r => r.Event.Id)], recorded);
        }

        return
        [
            .. Written(timeline, rows),
            .. NamedDisclosures.Update(timeline, recorded, earlier.Select(r => r.Event)),
        ];
    }

    /// <summary>
    /// The rows of events that have no positions yet and act on nothing recorded before; whatever acts on one of the events is among them.
    /// Those that stand under keys (<see cref="Spans"/>) go where they belong, the others into tables of the same names in another schema.
    /// </summary>
    /// <param name="timeline">Where.</param>
    /// <param name="events">Numbered from 1.</param>
    /// <param name="block">What a key is greater by than the number.</param>
    /// <param name="schema">Of the other tables.</param>
    /// <param name="keyed">Of whom there are rows under keys, and from which number to which.</param>
    internal static IReadOnlyList<Statement> Stage(
        Key timeline, IReadOnlyCollection<TimelineEvent> events, long block, string schema,
        Dictionary<string, (long First, long Last)> keyed)
    {
        var rows = IndexedRows.Of([], events);
        IndexedEvent[] all = [.. rows.All];
        var keys = all.SelectMany(r => r.Sayings.Keys.Union(r.Knowers).Prepend(Spans.Nobody), (r, knower) => (knower, r.Event.Seq))
            .Concat(rows.Told.Select(t => (t.Knower, t.Event.Seq)));
        foreach (var (knower, n) in keys)
        {
            var (first, last) = keyed.GetValueOrDefault(knower, (n, n));
            keyed[knower] = (Math.Min(first, n), Math.Max(last, n));
        }

        return
        [
            new(Upsert, Values(timeline, all, block)),
            new(UpsertTerms, Terms(timeline, all, r => r.Sayings, block)),
            .. Told(InsertKnowers, In(InsertLinks), timeline, all, r => r.Knowers, block),
            .. rows.Told.Count > 0 ? [new Statement(InsertTold, ToldAtOnce(timeline, rows.Told, block))] : Array.Empty<Statement>(),
            .. NamedDisclosures.Stage(timeline, events, schema),
        ];

        string In(string sql) => sql.Replace("insert into timeline.", $"insert into {schema}.", StringComparison.Ordinal);
    }

    /// <summary>Replaces all rows of subjects by what their events give.</summary>
    internal static IReadOnlyList<Statement> Rebuild(
        Key timeline, IReadOnlyList<SubjectId> subjects, ILookup<SubjectId, TimelineEvent> events)
    {
        TimelineEvent[] all = [.. subjects.SelectMany(s => events[s])];
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
            OfEvents($"""
                with recursive {AllAsked} delete from timeline.event_terms
                where tenant_id = $1 and knower in (select key from asking)
                    and seq_id = any($2 || array(select {Spans.KeyOf("p.seq_id")} from unnest($2) p (seq_id)))
                """),
            OfEvents($"""
                with recursive {AllTold} delete from timeline.event_told
                where tenant_id = $1 and knower in (select key from telling)
                    and seq_id = any($2 || array(select {Spans.KeyOf("p.seq_id")} from unnest($2) p (seq_id)))
                """),
            .. Written(timeline, IndexedRows.Of([], all)),
            .. NamedDisclosures.Rebuild(timeline, subjects, all),
        ];

        Statement OfSubjects(string sql) => new(sql, timeline.Value, Names(subjects));

        Statement OfEvents(string sql) => new(sql, timeline.Value, Array.ConvertAll(all, e => e.Seq));
    }

    private static IEnumerable<Statement> Written(Key timeline, IndexedRows rows)
    {
        IndexedEvent[] changed = [.. rows.All.Where(r => r.IsChanged)];
        // Of what stood there before only those are told anew who may learn of it now and could not before.
        IndexedEvent[] told = [.. changed.Where(r => r.KnowersBefore is null || r.IsWidened)];
        IndexedEvent[] gone = [.. told.Where(r => r.KnowersBefore is not null)];
        (string Knower, long Seq)[] silent = [.. changed.SelectMany(r => r.SayingsBefore.Keys.Except(r.Sayings.Keys), (r, w) => (w, r.Event.Seq))];
        return
        [
            .. changed.Length > 0 ? [new Statement(Upsert, Values(timeline, changed))] : Array.Empty<Statement>(),
            .. Told(DeleteKnowers, DeleteLinks, timeline, gone, r => r.KnowersBefore!),
            .. Told(InsertKnowers, InsertLinks, timeline, told, r => r.Knowers),
            .. silent.Length == 0 ? Array.Empty<Statement>()
                : [new Statement(DeleteTerms, timeline.Value, Array.ConvertAll(silent, s => s.Knower), Array.ConvertAll(silent, s => s.Seq))],
            .. changed.Any(r => r.Said.Any()) ? [new Statement(UpsertTerms, Terms(timeline, changed, r => r.Said))] : Array.Empty<Statement>(),
            .. rows.Told.Count > 0 ? [new Statement(InsertTold, ToldAtOnce(timeline, rows.Told))] : Array.Empty<Statement>(),
        ];
    }

    // Who knows of rows and of what they name. Few events name others, and of the rest nothing is written.
    private static IEnumerable<Statement> Told(
        string knowersSql, string linksSql, Key timeline, IndexedEvent[] rows, Func<IndexedEvent, IEnumerable<string>> who, long block = 0)
    {
        (string Knower, IndexedEvent Row)[] knowers = [.. rows.SelectMany(who, (r, knower) => (knower, r))];
        if (knowers.Length == 0) yield break;
        yield return new Statement(knowersSql,
            timeline.Value,
            Array.ConvertAll(knowers, k => k.Knower),
            Array.ConvertAll(knowers, k => k.Row.Event.Subject.ToString()),
            Array.ConvertAll(knowers, k => block + k.Row.Event.Seq),
            Array.ConvertAll(knowers, k => k.Row.Event.Type.StoredName));
        (string Knower, IndexedEvent Row, Guid Named)[] links =
            [.. knowers.SelectMany(k => k.Row.Event.Named.Distinct(), (k, named) => (k.Knower, k.Row, named))];
        if (links.Length == 0) yield break;
        yield return new Statement(linksSql,
            timeline.Value,
            Array.ConvertAll(links, l => l.Knower),
            Array.ConvertAll(links, l => l.Row.Event.Subject.ToString()),
            Array.ConvertAll(links, l => l.Named),
            Array.ConvertAll(links, l => l.Row.Event.Seq));
    }

    /// <summary>Those of the subjects whose rows are not what their events give.</summary>
    internal static async Task<IReadOnlyList<SubjectId>> DifferingAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Key timeline, IReadOnlyList<SubjectId> subjects,
        ILookup<SubjectId, TimelineEvent> events, CancellationToken cancellation)
    {
        TimelineEvent[] all = [.. subjects.SelectMany(s => events[s])];
        var rows = IndexedRows.Of([], all);
        (string Subject, Guid Named, long Seq)[] links =
            [.. rows.All.SelectMany(r => r.Event.Named.Distinct().Select(named => (r.Event.Subject.ToString(), named, r.Event.Seq)))];
        long[] positions = Array.ConvertAll(all, e => e.Seq);
        var differing = new HashSet<SubjectId>();
        await AddAsync($"""
            with recursive {AllKnowers}, {AllLinked},
            given as ({Given}),
            kept as (
                select {Spans.PositionOf("seq_id")} as seq_id, subject, type, knowers, told, others from timeline.event_index
                where tenant_id collate "POSIX" = $1 and subject = any($8)),
            knows as (select subject, seq_id, type, unnest(knowers) as knower from given),
            known as (
                select subject, {Spans.PositionOf("k.knower", "k.seq_id")} as seq_id, type, k.knower from timeline.event_knowers k
                where tenant_id collate "POSIX" = $1 and k.knower in (select key from every) and subject = any($8)),
            links as (
                select subject, seq_id, n.named, unnest(knowers) as knower
                from given join unnest($9, $10, $11) as n (subject, named, seq_id) using (subject, seq_id)),
            linked as (
                select subject, seq_id, named, l.knower from timeline.event_links l
                where tenant_id = $1 and l.knower in (select key from linking) and subject = any($8))
            select distinct subject collate "C" as subject from (
                select subject from ((table given except table kept) union all (table kept except table given)) differing
                union all
                select subject from ((table knows except table known) union all (table known except table knows)) knowing
                union all
                select subject from ((table links except table linked) union all (table linked except table links)) linking) differing
            """,
            [
                .. Values(timeline, [.. rows.All]), Names(subjects),
                Array.ConvertAll(links, l => l.Subject), Array.ConvertAll(links, l => l.Named), Array.ConvertAll(links, l => l.Seq),
            ]);
        await AddAsync($"""
            with recursive {AllAsked},
            given as (
                select r.subject, r.knower, r.seq_id, array_to_tsvector(string_to_array(r.terms, ' ')) as terms,
                    r.happened_from, r.happened_to, r.known_from, r.known_to from {GivenTerms}),
            kept as (
                select subject, t.knower, {Spans.PositionOf("t.knower", "t.seq_id")} as seq_id, terms,
                    happened_from, happened_to, known_from, known_to
                from timeline.event_terms t
                where tenant_id = $1 and t.knower in (select key from asking)
                    and seq_id = any($10 || array(select {Spans.KeyOf("p.seq_id")} from unnest($10) p (seq_id))))
            select distinct subject collate "C" from ((table given except table kept) union all (table kept except table given)) differing
            """, [.. Terms(timeline, [.. rows.All], r => r.Sayings), positions]);
        await AddAsync($"""
            with recursive {AllTold},
            given as (select r.knower, r.seq_id, r.recorded_at, r.is_sure from {GivenTold}),
            kept as (
                select t.knower, {Spans.PositionOf("t.knower", "t.seq_id")} as seq_id, {Spans.ToldAt} as recorded_at, is_sure
                from timeline.event_told t
                where tenant_id = $1 and t.knower in (select key from telling)
                    and seq_id = any($6 || array(select {Spans.KeyOf("p.seq_id")} from unnest($6) p (seq_id))))
            select distinct s.subject collate "C" from unnest($6, $7) s (seq_id, subject)
            join ((table given except table kept) union all (table kept except table given)) differing using (seq_id)
            """, [.. ToldAtOnce(timeline, rows.Told), positions, Array.ConvertAll(all, e => e.Subject.ToString())]);
        differing.UnionWith(await NamedDisclosures.DifferingAsync(connection, transaction, timeline, subjects, all, cancellation));
        return [.. differing.Order()];

        async Task AddAsync(string sql, object[] values)
        {
            await using var command = new NpgsqlCommand(sql, connection, transaction);
            foreach (var value in values) command.Parameters.Add(new() { Value = value });
            await using var reader = await command.ExecuteReaderAsync(cancellation);
            while (await reader.ReadAsync(cancellation)) differing.Add(SubjectId.Parse(reader.GetString(0)));
        }
    }

    /// <summary>Who may ever learn of each of a subject's events, as their rows are to say.</summary>
    internal static IReadOnlyDictionary<Guid, IReadOnlySet<string>> KnowersOf(IReadOnlyCollection<TimelineEvent> events) =>
        IndexedRows.Of([], events).All.ToDictionary(r => r.Event.Id, IReadOnlySet<string> (r) => r.Knowers);

    private static async Task<List<IndexedEvent>> ReadAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Key timeline, string which, object these,
            CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand($"""
            select e.tenant_id, e.seq_id, e.id, e.stream_id, e.version, e.data::text, e.type, e.timestamp, e.headers::text,
                i.knowers, i.told, i.others, w.knower, tsvector_to_array(t.terms), t.happened_from, t.happened_to, t.known_from, t.known_to
            from {which}
            cross join lateral unnest(i.told || i.others) w (knower)
            cross join lateral (
                select * from timeline.event_terms t
                where t.tenant_id = $1 and t.knower = w.knower and t.seq_id = {Spans.KeyOf("w.knower", "e.seq_id")} offset 0) t
            """, connection, transaction)
        {
            Parameters = { new() { Value = timeline.Value }, new() { Value = these } },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var read = new Dictionary<long, (TimelineEvent Event, string[] Knowers, string[] Told, string[] Others, Dictionary<string, Saying> Sayings)>();
        while (await reader.ReadAsync(cancellation))
        {
            var seq = reader.GetInt64(1);
            if (!read.TryGetValue(seq, out var row))
            {
                row = (EventRows.Read(reader), Keys(9), Keys(10), Keys(11), []);
                read.Add(seq, row);
            }

            var knower = reader.GetString(12);
            var length = Narrowing.Prefix(timeline, knower).Length;
            row.Sayings[knower] = new Saying(
                Keys(13).Select(t => t[length..]).ToHashSet(),
                new(new(reader.GetInt64(14)), new(reader.GetInt64(15))), new(new(reader.GetInt64(16)), new(reader.GetInt64(17))));
        }

        return [.. read.Values.Select(r => IndexedEvent.Read(r.Event, r.Knowers, r.Told, r.Others, r.Sayings))];

        string[] Keys(int column) => reader.GetFieldValue<string[]>(column);
    }

    private static string KnowersIn(string table, string name) => $"""
        {name} (key) as (
            select min(knower) from timeline.{table} where tenant_id = $1
            union all
            select (select min(knower) from timeline.{table} where tenant_id = $1 and knower > {name}.key) from {name} where {name}.key is not null)
        """;

    private static string[] Names(IEnumerable<SubjectId> subjects) => [.. subjects.Select(s => s.ToString())];

    // The values of Given.
    private static object[] Values(Key timeline, IndexedEvent[] rows, long block = 0) =>
    [
        timeline.Value,
        Array.ConvertAll(rows, r => block + r.Event.Seq),
        Array.ConvertAll(rows, r => r.Event.Subject.ToString()),
        Array.ConvertAll(rows, r => r.Event.Type.StoredName),
        Array.ConvertAll(rows, r => string.Join(' ', r.Knowers)),
        Array.ConvertAll(rows, r => string.Join(' ', r.Told)),
        Array.ConvertAll(rows, r => string.Join(' ', r.Others)),
    ];

    // The values of GivenTerms.
    private static object[] Terms(
        Key timeline, IndexedEvent[] rows, Func<IndexedEvent, IEnumerable<KeyValuePair<string, Saying>>> which, long block = 0)
    {
        (string Knower, TimelineEvent Event, Saying Said)[] sayings = [.. rows.SelectMany(which, (r, s) => (s.Key, r.Event, s.Value))];
        return
        [
            timeline.Value,
            Array.ConvertAll(sayings, s => s.Knower),
            Array.ConvertAll(sayings, s => block + s.Event.Seq),
            Array.ConvertAll(sayings, s => s.Event.Subject.ToString()),
            Array.ConvertAll(sayings, s => string.Join(' ', s.Said.Terms.Select(t => Narrowing.Prefix(timeline, s.Knower) + t))),
            Array.ConvertAll(sayings, s => s.Said.Happened.Earliest.Microseconds),
            Array.ConvertAll(sayings, s => s.Said.Happened.Latest.Microseconds),
            Array.ConvertAll(sayings, s => s.Said.Known.Earliest.Microseconds),
            Array.ConvertAll(sayings, s => s.Said.Known.Latest.Microseconds),
        ];
    }

    // The values of GivenTold.
    private static object[] ToldAtOnce(Key timeline, IReadOnlyList<ToldAtOnce> told, long block = 0) =>
    [
        timeline.Value,
        told.Select(t => t.Knower).ToArray(),
        told.Select(t => block + t.Event.Seq).ToArray(),
        told.Select(t => t.Event.RecordedAt.Microseconds).ToArray(),
        told.Select(t => t.IsSure).ToArray(),
    ];
}
