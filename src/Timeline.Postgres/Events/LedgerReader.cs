using System.Runtime.CompilerServices;
using System.Text.Json;
using Marten;
using Marten.Events.Archiving;
using Npgsql;
using Timeline.Domain;
using Timeline.Domain.Json;
using Timeline.Domain.Knowing;
using Timeline.Domain.Record;
using Timeline.Domain.Subjects;
using Timeline.Domain.Time;
using Timeline.Marten;
using Timeline.Postgres.Projections;

namespace Timeline.Postgres.Events;

/// <summary>The newest event of a timeline that those who ask learn of: what a vantage that names no position is pinned to.</summary>
/// <param name="Position">Its position; 0 where there is none.</param>
/// <param name="RecordedAt">When it was recorded; −∞ where there is none.</param>
public sealed record Head(long Position, Instant RecordedAt)
{
    /// <summary>There is no such event.</summary>
    internal static readonly Head None = new(0, Instant.NegativeInfinity);
}

/// <summary>A timeline as it is listed.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Title">What it is called.</param>
/// <param name="Description">What it is about.</param>
/// <param name="Created">When it was made.</param>
/// <param name="RecordedBy">Who made it.</param>
public sealed record TimelineRow(Key Name, string Title, string? Description, Instant Created, string RecordedBy);

/// <summary>An event that may be disclosed by name to a knower.</summary>
/// <param name="Knower">To whom.</param>
/// <param name="Known">How early at best.</param>
/// <param name="Seq">The event's position.</param>
public sealed record NamedRow(Key Knower, Instant Known, long Seq);

/// <summary>
/// The ledger's reading side. It narrows candidates; what a vantage may see of them is decided in <c>Timeline.Domain.Knowing</c> alone.
/// </summary>
public sealed class LedgerReader(NpgsqlDataSource database, IDocumentStore store)
{
    // So many events are read together.
    private const int AtOnce = 4000;

    // The newest that the public learns of.
    private static readonly string IsNewest =
        $"(select t.seq_id from ({Spans.NewestTold($"'{Key.Public}'", "seq_id", $"{long.MaxValue}")}) t)";

    private static readonly string[] ChangeWhoKnows =
        [.. Catalogue.Types.Where(t => t.ClrType == typeof(EventAmended) || t.ClrType == typeof(EventDisclosed)).Select(t => t.StoredName)];

    /// <summary>
    /// Joins what has a <c>seq_id</c> with whether anybody of $2 may ever learn of it. For each knower by itself: of a table that was never
    /// analyzed a plan would rather look at all that it holds.
    /// </summary>
    internal static string IsWithinReach(string alias) => $"""
        cross join lateral (
            select from unnest($2) w (knower) cross join lateral (
                select from timeline.event_knowers k
                where k.tenant_id = $1 and k.knower = w.knower and k.seq_id = {Spans.KeyOf("w.knower", $"{alias}.seq_id")} offset 0) k
            limit 1) r
        """;

    /// <summary>All timelines by name.</summary>
    public async Task<IReadOnlyList<TimelineRow>> TimelinesAsync(CancellationToken cancellation)
    {
        await using var command = database.CreateCommand("select name, title, description, created, recorded_by from timeline.timelines order by name collate \"C\"");
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var timelines = new List<TimelineRow>();
        while (await reader.ReadAsync(cancellation)) timelines.Add(Row(reader));
        return timelines;
    }

    /// <summary>One timeline; <see langword="null"/>: there is none of that name.</summary>
    public async Task<TimelineRow?> TimelineAsync(Key name, CancellationToken cancellation)
    {
        await using var command = Command("select name, title, description, created, recorded_by from timeline.timelines where name = $1", name);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        return await reader.ReadAsync(cancellation) ? Row(reader) : null;
    }

    /// <summary>The newest that those within reach learn of; <see langword="null"/>: there is no such timeline.</summary>
    public Task<Head?> HeadAsync(Reach reach, CancellationToken cancellation) => HeadAsync(reach, long.MaxValue, cancellation);

    /// <summary>The same, of what stands at or below a position.</summary>
    public Task<Head?> HeadAsync(Reach reach, long upTo, CancellationToken cancellation) =>
        HeadAsync(reach, "e.seq_id <= $2", "seq_id", upTo, cancellation);

    /// <summary>The same, of what was recorded by an instant.</summary>
    public async Task<Head?> HeadAsync(Reach reach, Instant upTo, CancellationToken cancellation)
    {
        // An instant may be one that no clock of a server ever showed.
        if (upTo < Instant.FromDateTimeOffset(DateTimeOffset.MinValue)) return Head.None;
        return await HeadAsync(
            reach, "e.timestamp <= $2", "recorded_at",
            reach.Knowers is null ? upTo.ToDateTimeOffset().UtcDateTime : upTo.Microseconds, cancellation);
    }

    private async Task<Head?> HeadAsync(
        Reach reach, string isWithin, string column, object bound, CancellationToken cancellation)
    {
        while (true)
        {
            // Of one reader who may ask for everybody nothing is kept back. recordedAt increases with the position.
            await using var command = reach.Knowers is null
                ? Command($"""
                    select e.seq_id, e.timestamp, true from timeline.timelines t
                    left join lateral (
                        select e.seq_id, e.timestamp from timeline.mt_events e
                        where {EventRows.OfTimeline} and {isWithin} {EventRows.NewestFirst} limit 1) e on true
                    where t.name = $1
                    """, reach.Timeline, bound)
                : Command($"""
                    select h.seq_id, h.recorded_at, h.is_sure from timeline.timelines t
                    left join lateral (
                        select h.* from unnest($2) w (knower) cross join lateral ({Spans.NewestTold("w.knower", column, "$3")}) h
                        order by h.seq_id desc, h.is_sure desc limit 1) h on true
                    where t.name = $1
                    """, reach.Timeline, reach.Knowers, bound);
            long position;
            Instant recordedAt;
            bool isSure;
            await using (var reader = await command.ExecuteReaderAsync(cancellation))
            {
                if (!await reader.ReadAsync(cancellation)) return null;
                if (await reader.IsDBNullAsync(0, cancellation)) return Head.None;
                (position, isSure) = (reader.GetInt64(0), reader.GetBoolean(2));
                recordedAt = reach.Knowers is null ? At(reader, 1) : new Instant(reader.GetInt64(1));
            }

            if (isSure || await IsToldAsync(reach, position, cancellation)) return new Head(position, recordedAt);
            // It acts on what none of them learns of, so for them it is not there either.
            (column, bound) = ("seq_id", position - 1);
        }
    }

    private async Task<bool> IsToldAsync(Reach reach, long position, CancellationToken cancellation)
    {
        var (page, strands) = await StrandsAsync(reach, [position], position, cancellation);
        return page is [var e] && Told.IsTo([.. reach.Knowers!.Select(Key.Parse)], e, strands[e.Subject]);
    }

    /// <summary>When the first event at or above a position was recorded of which those within reach are told; +∞: there is none.</summary>
    public async Task<Instant> RecordedAtAsync(Reach reach, long position, CancellationToken cancellation)
    {
        await using var command = Command($"""
            select min(h.recorded_at) from unnest($2) w (knower) cross join lateral ({Spans.NextToldAt("w.knower", "$3")}) h
            """, reach.Timeline, reach.Knowers!, position);
        return await command.ExecuteScalarAsync(cancellation) is long at ? new Instant(at) : Instant.PositiveInfinity;
    }

    /// <summary>Everybody to whom something is disclosed by name, whenever it was recorded, in ordinal order; the public aside.</summary>
    public async Task<IReadOnlyList<Key>> NamedAsync(Key timeline, CancellationToken cancellation)
    {
        await using var command = Command(
            $"with recursive {NamedDisclosures.All} select key from naming where key is not null order by key", timeline);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var named = new List<Key>();
        while (await reader.ReadAsync(cancellation)) named.Add(Key.Parse(reader.GetString(0)));
        return named;
    }

    /// <summary>
    /// Of each of some knowers at most so many events, after a given one, that may be disclosed to them by name up to an instant and a
    /// position. Where nothing is, or not by then, or not up to the position, that is found at once.
    /// </summary>
    /// <param name="timeline">Where.</param>
    /// <param name="after">Of each knower, after which.</param>
    /// <param name="known">K.</param>
    /// <param name="upTo">R.</param>
    /// <param name="isNewest">
    /// Nothing stands above R. Then they come by how early they may be known, else by position: so the first will mostly do.
    /// </param>
    /// <param name="limit">How many of each.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<ILookup<Key, NamedRow>> NamedAsync(
        Key timeline, IReadOnlyCollection<NamedRow> after, Instant known, long upTo, bool isNewest, int limit,
        CancellationToken cancellation)
    {
        var (ofIndex, order) = isNewest ? (" collate \"POSIX\"", "k.known, k.seq_id") : ("", "k.seq_id");
        var further = isNewest ? "(k.known, k.seq_id) > (w.known, w.seq_id)" : "k.seq_id > w.seq_id";
        await using var command = Command($"""
            select w.knower, k.known, k.seq_id from unnest($2, $3, $4) w (knower, known, seq_id) cross join lateral (
                select k.known, k.seq_id from timeline.event_named k
                where k.tenant_id{ofIndex} = $1 and k.knower = w.knower and {further} and k.known <= $5 and k.seq_id <= $6
                    and exists (
                        select from timeline.event_named n
                        where n.tenant_id collate "POSIX" = $1 and n.knower = w.knower and n.known <= $5 limit 1)
                    and exists (
                        select from timeline.event_named n where n.tenant_id = $1 and n.knower = w.knower and n.seq_id <= $6 limit 1)
                order by {order} limit $7) k
            order by w.knower, {order}
            """, timeline, after.Select(a => a.Knower.Value).ToArray(), after.Select(a => a.Known.Microseconds).ToArray(),
            after.Select(a => a.Seq).ToArray(), known.Microseconds, upTo, limit);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var rows = new List<NamedRow>();
        while (await reader.ReadAsync(cancellation))
            rows.Add(new NamedRow(Key.Parse(reader.GetString(0)), new Instant(reader.GetInt64(1)), reader.GetInt64(2)));
        return rows.ToLookup(r => r.Knower);
    }

    /// <summary>All events of a timeline in order, whoever knows of them, erased ones too. They are read as they come.</summary>
    public async IAsyncEnumerable<TimelineEvent> WholeAsync(Key timeline, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var session = store.QuerySession(timeline.Value);
        var events = session.Events.QueryAllRawEvents().Where(e => e.MaybeArchived()).OrderBy(e => e.Sequence);
        await foreach (var e in events.ToAsyncEnumerable(cancellation)) yield return e.ToTimelineEvent();
    }

    /// <summary>A subject's events within reach up to a position, in order.</summary>
    public async Task<IReadOnlyList<TimelineEvent>> SubjectAsync(Reach reach, SubjectId subject, long upTo, CancellationToken cancellation)
    {
        if (reach.Knowers is not null) return [.. (await SubjectsAsync(reach, [subject], upTo, cancellation))[subject]];
        var key = subject.ToString();
        await using var session = store.QuerySession(reach.Timeline.Value);
        var events = await session.Events.QueryAllRawEvents()
            .Where(e => e.MaybeArchived() && e.StreamKey == key && e.Sequence <= upTo).OrderBy(e => e.Version).ToListAsync(cancellation);
        foreach (var _ in events) EventMeter.Count();
        return [.. events.Select(e => e.ToTimelineEvent())];
    }

    /// <summary>The events of subjects that some knowers may learn of, up to a position, subject by subject, each in order.</summary>
    public async Task<ILookup<SubjectId, TimelineEvent>> SubjectsAsync(
        Reach reach, IEnumerable<SubjectId> subjects, long upTo, CancellationToken cancellation)
    {
        await using var command = Command($"""
            select {EventRows.Columns} from (
                select {reach.Distinct} s.subject, k.n from unnest($3) s (subject) cross join unnest($2) w (knower)
                cross join lateral (
                    select {Spans.PositionOf("w.knower", "k.seq_id")} as n from timeline.event_knowers k
                    where k.tenant_id collate "POSIX" = $1 and k.knower = w.knower and k.subject = s.subject and k.seq_id <= $4
                    order by k.seq_id offset 0) k
                where k.n <= $4) k
            {EventRows.ByPosition} order by k.subject collate "C", k.n
            """, reach.Timeline, reach.Knowers!, subjects.Select(s => s.ToString()).ToArray(), upTo);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        return (await EventRows.ReadAllAsync(reader, cancellation)).ToLookup(e => e.Subject);
    }

    /// <summary>
    /// The events that some knowers may learn of, of all subjects after one (empty text: of all) up to a position, subject by subject in
    /// ordinal order, each in order. Some are read at a time, however many there are, so no connection is held while they are worked on.
    /// </summary>
    public async IAsyncEnumerable<IReadOnlyList<TimelineEvent>> AllAsync(
        Reach reach, string after, long upTo, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var (last, lastKey) = (after, long.MaxValue);
        var subject = new List<TimelineEvent>();
        for (var isMore = true; isMore;)
        {
            var (some, key) = await SomeAsync(reach, last, lastKey, upTo, cancellation);
            foreach (var e in some)
            {
                if (subject.Count > 0 && subject[^1].Subject != e.Subject)
                {
                    cancellation.ThrowIfCancellationRequested();
                    yield return InOrder(subject);
                    EventMeter.Release(subject.Count);
                    subject = [];
                }

                subject.Add(e);
            }

            isMore = some.Count == AtOnce;
            if (isMore) (last, lastKey) = (some[^1].Subject.ToString(), key);
        }

        if (subject.Count == 0) yield break;
        yield return InOrder(subject);
        EventMeter.Release(subject.Count);

        // They come by key. Of several knowers some may have an event under its position, and others under a key before.
        static TimelineEvent[] InOrder(List<TimelineEvent> subject) => [.. subject.OrderBy(e => e.Seq).DistinctBy(e => e.Seq)];
    }

    // Of each knower no more than are asked for are looked at, as in InOrder. With them goes the key of the last.
    private async Task<(IReadOnlyList<TimelineEvent> Events, long Key)> SomeAsync(
        Reach reach, string subject, long key, long upTo, CancellationToken cancellation)
    {
        await using var command = Command($"""
            select {EventRows.Columns}, k.key from (
                select distinct k.subject, k.key, k.n from unnest($2) w (knower) cross join lateral (
                    select k.subject, k.seq_id as key, p.n from timeline.event_knowers k
                    cross join lateral (select {Spans.PositionOf("w.knower", "k.seq_id")} as n) p
                    where k.tenant_id collate "POSIX" = $1 and k.knower = w.knower and (k.subject, k.seq_id) > ($3, $4)
                        and k.seq_id <= $5 and p.n <= $5
                    order by k.subject, k.seq_id limit $6) k
                order by k.subject, k.key limit $6) k
            {EventRows.ByPosition} order by k.subject, k.key
            """, reach.Timeline, reach.Knowers!, subject, key, upTo, AtOnce);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var events = new List<TimelineEvent>();
        while (await reader.ReadAsync(cancellation))
        {
            events.Add(EventRows.ReadNext(reader));
            key = reader.GetInt64(EventRows.ColumnCount);
        }

        return (events, key);
    }

    /// <summary>The subject of an event; <see langword="null"/>: there is no such event within reach up to the position.</summary>
    public async Task<SubjectId?> SubjectOfAsync(Reach reach, Guid id, long upTo, CancellationToken cancellation)
    {
        await using var command = reach.Knowers is null
            ? Command($"select e.stream_id from unnest($2) k (sought) {EventRows.ById} where e.seq_id <= $3",
                reach.Timeline, new[] { id }, upTo)
            : Command($"select e.stream_id from unnest($3) k (sought) {EventRows.ById} {IsWithinReach("e")} where e.seq_id <= $4",
                reach.Timeline, reach.Knowers, new[] { id }, upTo);
        return await command.ExecuteScalarAsync(cancellation) is string subject ? SubjectId.Parse(subject) : null;
    }

    /// <summary>The subjects of events within reach, by their ids; those that are not there are not in it.</summary>
    public async Task<IReadOnlyDictionary<Guid, SubjectId>> SubjectsOfAsync(Reach reach, Guid[] ids, CancellationToken cancellation)
    {
        await using var command = reach.Knowers is null
            ? Command($"select e.id, e.stream_id from unnest($2) k (sought) {EventRows.ById}", reach.Timeline, ids)
            : Command($"select e.id, e.stream_id from unnest($3) k (sought) {EventRows.ById} {IsWithinReach("e")}",
                reach.Timeline, reach.Knowers, ids);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var subjects = new Dictionary<Guid, SubjectId>();
        while (await reader.ReadAsync(cancellation)) subjects.Add(reader.GetGuid(0), SubjectId.Parse(reader.GetString(1)));
        return subjects;
    }

    /// <summary>
    /// The events within reach, or candidates among them, after one position up to another, in order, at most so many; and the rest of their
    /// strands (SEMANTICS §6) up to that position, so that all is there which what a vantage makes of them depends on.
    /// </summary>
    public async Task<(IReadOnlyList<TimelineEvent> Page, ILookup<SubjectId, TimelineEvent> Strands)> StrandsAsync(
        Reach reach, Narrowing? narrowing, long after, long upTo, int limit, CancellationToken cancellation)
    {
        await using var command = InOrder(reach, narrowing, after, upTo, limit);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var page = await EventRows.ReadAllAsync(reader, cancellation);
        await reader.CloseAsync();
        return (page, await WithStrandsAsync(reach, page, upTo, cancellation));
    }

    /// <summary>The same of events within reach at given positions, all of them kept.</summary>
    public async Task<(IReadOnlyList<TimelineEvent> Page, ILookup<SubjectId, TimelineEvent> Strands)> StrandsAsync(
        Reach reach, long[] positions, long upTo, CancellationToken cancellation)
    {
        await using var command = Command(
            $"select {EventRows.Columns} from unnest($2) k (n) {EventRows.ByPosition} order by k.n", reach.Timeline, positions);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var page = await EventRows.ReadAllAsync(reader, cancellation);
        await reader.CloseAsync();
        return (page, await WithStrandsAsync(reach, page, upTo, cancellation));
    }

    /// <summary>Which knowers of a reach may ever learn of the events at some positions.</summary>
    public async Task<ILookup<long, Key>> KnowersOfAsync(Reach reach, long[] positions, CancellationToken cancellation)
    {
        await using var command = Command($"""
            select k.n, w.knower from unnest($3) k (n) cross join unnest($2) w (knower) cross join lateral (
                select from timeline.event_knowers r
                where r.tenant_id = $1 and r.knower = w.knower and r.seq_id = {Spans.KeyOf("w.knower", "k.n")} offset 0) r
            """, reach.Timeline, reach.Knowers!, positions);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var knowers = new List<(long Position, Key Knower)>();
        while (await reader.ReadAsync(cancellation)) knowers.Add((reader.GetInt64(0), Key.Parse(reader.GetString(1))));
        return knowers.ToLookup(k => k.Position, k => k.Knower);
    }

    /// <summary>
    /// By the first instant of each day (UTC) how many events within reach became known to any of its knowers that day, as far as their rows
    /// tell, and the positions of the others that may have. An event of the world that nobody amended or disclosed to more, and whose
    /// disclosures all lie within one day, became known on that day to everybody who ever knows it, whatever else the vantage is
    /// (SEMANTICS §3), its lens aside. So did an act on such an event of which the public was told.
    /// </summary>
    public async Task<(IReadOnlyDictionary<Instant, int> Days, long[] Others)> KnownDaysAsync(
        Reach reach, Vantage vantage, CancellationToken cancellation)
    {
        const string Day = "86400000000";
        // The index by type is of these alone (Tables.sql).
        var acts = string.Join(", ", EventIndex.ActTypes.Select(t => $"'{t}'"));
        // The events that those of some types name, both of which somebody may learn of.
        string LinkedBy(string types) => $"""
            unnest($2) w (knower) cross join unnest({types}) t (type)
            cross join lateral (
                select k.subject, {Spans.PositionOf("w.knower", "k.seq_id")} as seq_id from timeline.event_knowers k
                where k.tenant_id collate "default" = $1 and k.knower = w.knower and k.type = t.type and k.type in ({acts})
                offset 0) k
            cross join lateral (
                select l.named as sought from timeline.event_links l
                where l.tenant_id = $1 and l.knower = w.knower and l.subject = k.subject and l.seq_id = k.seq_id offset 0) l
            {EventRows.ById.Replace("k.sought", "l.sought", StringComparison.Ordinal)}
            """;
        // Division truncates; days before 1970 are counted down.
        static string DayOf(string column) => $"({column} / {Day} - (({column} % {Day}) < 0)::int)";
        await using var command = Command($"""
            with changed (seq_id) as materialized (
                select e.seq_id from {LinkedBy("$6")}),
            -- Whether these are there depends on more than themselves and what they act on.
            further (seq_id) as materialized (
                select k.seq_id from {LinkedBy("$5")}
                where (e.type = any($5) or e.seq_id in (select c.seq_id from changed c))),
            reached as (
                select k.seq_id, k.type, bool_or(w.knower = '{Key.Public}') as is_public from unnest($2) w (knower)
                cross join lateral (
                    select k.seq_id + s.shift as seq_id, k.type from ({Spans.Between("w.knower", "0", "$4")}) s cross join lateral (
                        select k.seq_id, k.type from timeline.event_knowers k
                        where k.tenant_id = $1 and k.knower = w.knower and k.seq_id > s.after and k.seq_id <= s.up_to offset 0) k
                    offset 0) k
                group by k.seq_id, k.type),
            known as (
                select r.seq_id, r.type, r.is_public, min(t.known_from) as known_from, max(t.known_to) as known_to
                from reached r cross join unnest($2) w (knower) cross join lateral (
                    select known_from, known_to from timeline.event_terms t
                    where t.tenant_id = $1 and t.knower = w.knower and t.seq_id = {Spans.KeyOf("w.knower", "r.seq_id")} offset 0) t
                group by r.seq_id, r.type, r.is_public),
            candidates as (
                select seq_id, {DayOf("i.known_to")} as day,
                    {DayOf("i.known_from")} = {DayOf("i.known_to")} and i.known_from > {long.MinValue} and i.known_to <= $3
                    and (i.type <> all($5) or (i.type <> all($6) and i.is_public))
                    and i.seq_id not in (select c.seq_id from changed c) and i.seq_id not in (select f.seq_id from further f) as is_told
                from known i where i.known_from <= $3)
            select day * {Day}, count(*)::int, null::bigint[] from candidates where is_told group by day
            union all
            select null, null, coalesce(array_agg(seq_id order by seq_id), array[]::bigint[]) from candidates where not is_told
            """, reach.Timeline, reach.Knowers!, vantage.Known.Microseconds, vantage.Recorded, EventIndex.ActTypes, ChangeWhoKnows);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var days = new Dictionary<Instant, int>();
        long[] others = [];
        while (await reader.ReadAsync(cancellation))
        {
            if (await reader.IsDBNullAsync(2, cancellation)) days.Add(new Instant(reader.GetInt64(0)), reader.GetInt32(1));
            else others = await reader.GetFieldValueAsync<long[]>(2, cancellation);
        }

        return (days, others);
    }

    private async Task<ILookup<SubjectId, TimelineEvent>> WithStrandsAsync(
        Reach reach, IReadOnlyList<TimelineEvent> page, long upTo, CancellationToken cancellation)
    {
        var read = page.ToDictionary(e => e.Id);
        var asked = new HashSet<(SubjectId Subject, Guid Id)>();
        for (IReadOnlyList<TimelineEvent> found = page; found.Count > 0;)
        {
            // Who names one of them, or names what one of them names; and what they name themselves.
            List<(SubjectId Subject, Guid Id)> ids = [.. found.SelectMany(e => e.Named.Append(e.Id).Select(id => (e.Subject, id))).Where(asked.Add)];
            if (ids.Count == 0) break;
            await using var command = Command($"""
                select {EventRows.Columns} from (
                    select l.seq_id as n from unnest($3, $4) o (subject, named) cross join unnest($2) w (knower) cross join lateral (
                        select seq_id from timeline.event_links l
                        where tenant_id = $1 and l.knower = w.knower and l.subject = o.subject and l.named = o.named and seq_id <= $5 offset 0) l
                    union
                    select e.seq_id from unnest($6) k (sought) {EventRows.ById} {IsWithinReach("e")} where e.seq_id <= $5) k
                {EventRows.ByPosition}
                """, reach.Timeline, reach.Knowers!, ids.Select(i => i.Subject.ToString()).ToArray(), ids.Select(i => i.Id).ToArray(), upTo,
                ids.Where(i => !read.ContainsKey(i.Id)).Select(i => i.Id).ToArray());
            await using var reader = await command.ExecuteReaderAsync(cancellation);
            found = [.. (await EventRows.ReadAllAsync(reader, cancellation)).Where(e => read.TryAdd(e.Id, e))];
        }

        return read.Values.OrderBy(e => e.Seq).ToLookup(e => e.Subject);
    }

    private NpgsqlCommand InOrder(Reach reach, Narrowing? narrowing, long after, long upTo, int limit) => narrowing is null
        // Of each knower no more than are asked for are looked at, however many they know.
        ? Command($"""
            select {EventRows.Columns} from (
                select distinct k.n from unnest($2) w (knower) cross join lateral ({Spans.First("event_knowers", "w.knower", "$5")}) k
                order by k.n limit $5) k
            {EventRows.ByPosition} order by k.n
            """, reach.Timeline, reach.Knowers!, after, upTo, limit)
        : Command($"""
            select {EventRows.Columns} from (
                select c.seq_id as n from {narrowing.Candidates(reach)} order by n limit $10) k
            {EventRows.ByPosition} order by k.n
            """, reach.Timeline, [reach.Knowers!, after, upTo, .. narrowing.Values(reach), limit]);

    /// <summary>Subjects with events within reach, or with candidates among them, in ordinal order after one, at most so many.</summary>
    public async Task<IReadOnlyList<SubjectId>> SubjectIdsAsync(
        Reach reach, Narrowing? narrowing, string after, int limit, CancellationToken cancellation)
    {
        await using var command = narrowing is null
            // From one subject straight to the next that is within reach, as many times as are asked for: recursion yields them in order.
            ? Command("""
                with recursive reached (subject) as (
                    select $3::text collate "C"
                    union all
                    select (
                        select min(k.subject) from unnest($2) w (knower) cross join lateral (
                            select subject from timeline.event_knowers k
                            where k.tenant_id collate "POSIX" = $1 and k.knower = w.knower and k.subject > reached.subject
                            order by k.subject limit 1) k)
                    from reached where reached.subject is not null)
                select subject from reached where subject > $3 limit $4
                """, reach.Timeline, reach.Knowers!, after, limit)
            : Command($"""
                select distinct c.subject from {narrowing.Candidates(reach)} where c.subject > $10 order by c.subject limit $11
                """, reach.Timeline, [reach.Knowers!, 0L, long.MaxValue, .. narrowing.Values(reach), after, limit]);
        return await SubjectIdsAsync(command, cancellation);
    }

    /// <summary>Subjects with events within reach up to a position that name another subject as related, in ordinal order.</summary>
    public async Task<IReadOnlyList<SubjectId>> RelatedAsync(Reach reach, SubjectId subject, long upTo, CancellationToken cancellation)
    {
        var relating = Narrowing.Relating(subject);
        await using var command = Command(
            $"select distinct c.subject from {relating.Candidates(reach)} order by c.subject",
            reach.Timeline, [reach.Knowers!, 0L, upTo, .. relating.Values(reach)]);
        return await SubjectIdsAsync(command, cancellation);
    }

    /// <summary>Subjects with erased events within reach up to a position, in ordinal order.</summary>
    public async Task<IReadOnlyList<SubjectId>> ErasedAsync(Reach reach, long upTo, CancellationToken cancellation)
    {
        await using var command = Command($"""
            select distinct e.stream_id as id from (
                select * from timeline.mt_events e where e.tenant_id collate "C" = $1 and e.is_archived and e.seq_id <= $3 offset 0) e
            {IsWithinReach("e")} order by id
            """, reach.Timeline, reach.Knowers!, upTo);
        return await SubjectIdsAsync(command, cancellation);
    }

    /// <summary>A subject's current state as kept, if it is visible and holds at an instant and up to the given position; as stored JSON.</summary>
    public async Task<string?> CurrentStateAsync(Key timeline, SubjectId subject, Head head, Instant now, CancellationToken cancellation)
    {
        // In one statement, so that row and position are of one moment: another append may commit between two.
        await using var command = Command($"""
            select state from timeline.current_states s
            where tenant_id = $1 and subject = $2 and is_visible and holds_before > $3
              and {IsNewest} = $4
            """, timeline, subject.ToString(), now.Microseconds, head.Position);
        return await command.ExecuteScalarAsync(cancellation) as string;
    }

    /// <summary>
    /// Those of some subjects whose place in lists is kept and holds at an instant and up to the given position; <see langword="null"/> for
    /// one that is not visible.
    /// </summary>
    public async Task<IReadOnlyDictionary<SubjectId, SubjectItem?>> CurrentItemsAsync(
        Key timeline, IReadOnlyCollection<SubjectId> subjects, Head head, Instant now, CancellationToken cancellation)
    {
        await using var command = Command($"""
            select s.subject, s.item from unnest($2) k (subject)
            cross join lateral (select * from timeline.current_states s where s.tenant_id = $1 and s.subject = k.subject offset 0) s
            where (item is not null or not is_visible) and holds_before > $3
              and {IsNewest} = $4
            """, timeline, subjects.Select(s => s.ToString()).ToArray(), now.Microseconds, head.Position);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var items = new Dictionary<SubjectId, SubjectItem?>();
        while (await reader.ReadAsync(cancellation))
        {
            var item = await reader.IsDBNullAsync(1, cancellation) ? null : JsonSerializer.Deserialize(reader.GetString(1), RecordJson.Default.SubjectItem);
            items.Add(SubjectId.Parse(reader.GetString(0)), item);
        }

        return items;
    }

    private static async Task<IReadOnlyList<SubjectId>> SubjectIdsAsync(NpgsqlCommand command, CancellationToken cancellation)
    {
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var subjects = new List<SubjectId>();
        while (await reader.ReadAsync(cancellation)) subjects.Add(SubjectId.Parse(reader.GetString(0)));
        return subjects;
    }

    private NpgsqlCommand Command(string sql, Key timeline, params object[] values)
    {
        var command = database.CreateCommand(sql);
        command.Parameters.Add(new() { Value = timeline.Value });
        foreach (var value in values) command.Parameters.Add(new() { Value = value });
        return command;
    }

    private static TimelineRow Row(NpgsqlDataReader reader) =>
        new(Key.Parse(reader.GetString(0)), reader.GetString(1), reader.IsDBNull(2) ? null : reader.GetString(2), At(reader, 3), reader.GetString(4));

    private static Instant At(NpgsqlDataReader reader, int column) => Instant.FromDateTimeOffset(reader.GetFieldValue<DateTimeOffset>(column));
}
