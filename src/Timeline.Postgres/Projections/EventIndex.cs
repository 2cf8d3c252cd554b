using Npgsql;
using Timeline.Domain.Knowing;
using Timeline.Domain.Record;
using Timeline.Domain.Time;
using Timeline.Postgres.Events;

namespace Timeline.Postgres.Projections;

/// <summary>
/// One row for each event with everything that it may show at any vantage: so a filter narrows candidates (<see cref="Narrowing"/>) and
/// loses none. Kept in the transaction of the append; a row only ever widens, so rows kept and rows rebuilt are the same.
/// </summary>
internal static class EventIndex
{
    /// <summary>Stands for the words of an event that has too many to list: it is a candidate for any text.</summary>
    internal const string AnyWord = "*";

    // So many of the longest words still fit into a tsvector, which has at most a megabyte.
    private const int MaxWords = 2000;

    // Keys and words have no spaces, so a list of them is passed as one text: unnest takes no array of arrays.
    private const string Given = """
        select r.seq_id, r.subject, r.type, string_to_array(r.actors, ' ') as actors, string_to_array(r.publishers, ' ') as publishers,
            array_to_tsvector(string_to_array(r.words, ' ')) as words, r.happened_from, r.happened_to, r.known_from, r.known_to
        from unnest($2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
            as r (seq_id, subject, type, actors, publishers, words, happened_from, happened_to, known_from, known_to)
        """;

    private const string Said = "actors, publishers, words, happened_from, happened_to, known_from, known_to";

    private const string Columns = $"seq_id, subject, type, {Said}";

    private const string Insert = $"insert into timeline.event_index (tenant_id, {Columns}) select $1, given.* from ({Given}) given";

    /// <summary>Adds what was just recorded, and widens the rows of what it acts on.</summary>
    internal static async Task UpdateAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Key timeline, IReadOnlyList<TimelineEvent> recorded,
        CancellationToken cancellation)
    {
        Guid[] targets = [.. recorded.Select(e => e.Target).OfType<Guid>().Except(recorded.Select(e => e.Id))];
        var earlier = targets.Length == 0 ? [] : await ReadAsync(connection, transaction, timeline, targets, cancellation);
        await using var command = new NpgsqlCommand($"""
            {Insert} on conflict (tenant_id, seq_id) do update
            set actors = excluded.actors, publishers = excluded.publishers, words = excluded.words,
                happened_from = excluded.happened_from, happened_to = excluded.happened_to,
                known_from = excluded.known_from, known_to = excluded.known_to
            """, connection, transaction);
        Row.AddTo(command.Parameters, timeline, Row.Of(earlier, recorded));
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>Replaces all rows of subjects by what their events give.</summary>
    internal static async Task RebuildAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Key timeline, IReadOnlyList<SubjectId> subjects,
        ILookup<SubjectId, TimelineEvent> events, CancellationToken cancellation)
    {
        var delete = new NpgsqlBatchCommand("delete from timeline.event_index where tenant_id = $1 and subject = any($2)")
        {
            Parameters = { new() { Value = timeline.Value }, new() { Value = Names(subjects) } },
        };
        var insert = new NpgsqlBatchCommand(Insert);
        Row.AddTo(insert.Parameters, timeline, Row.Of([], [.. subjects.SelectMany(s => events[s])]));
        await using var batch = new NpgsqlBatch(connection, transaction) { BatchCommands = { delete, insert } };
        await batch.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>Those of the subjects whose rows are not what their events give.</summary>
    internal static async Task<IReadOnlyList<SubjectId>> DifferingAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Key timeline, IReadOnlyList<SubjectId> subjects,
        ILookup<SubjectId, TimelineEvent> events, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand($"""
            with given as ({Given}), kept as (select {Columns} from timeline.event_index where tenant_id = $1 and subject = any($12))
            select distinct subject collate "C" as subject
            from ((table given except table kept) union all (table kept except table given)) differing order by subject
            """, connection, transaction);
        Row.AddTo(command.Parameters, timeline, Row.Of([], [.. subjects.SelectMany(s => events[s])]));
        command.Parameters.Add(new() { Value = Names(subjects) });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var differing = new List<SubjectId>();
        while (await reader.ReadAsync(cancellation)) differing.Add(SubjectId.Parse(reader.GetString(0)));
        return differing;
    }

    /// <summary>Says that every event of a timeline has its row: from now on reads go by them.</summary>
    internal static async Task MarkCompleteAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Key timeline, CancellationToken cancellation)
    {
        const string Mark = "update timeline.timelines set is_indexed = true where name = $1";
        await using var command = new NpgsqlCommand(Mark, connection, transaction) { Parameters = { new() { Value = timeline.Value } } };
        await command.ExecuteNonQueryAsync(cancellation);
    }

    // An event without a row is of a ledger not indexed yet; its row is made by the rebuild.
    private static async Task<List<Row>> ReadAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Key timeline, Guid[] ids, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand($"""
            select {EventRows.Columns}, actors, publishers, tsvector_to_array(words), happened_from, happened_to, known_from, known_to
            from timeline.mt_events join (select tenant_id, seq_id, {Said} from timeline.event_index) i using (tenant_id, seq_id)
            where tenant_id = $1 and id = any($2)
            """, connection, transaction)
        {
            Parameters = { new() { Value = timeline.Value }, new() { Value = ids } },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var rows = new List<Row>();
        while (await reader.ReadAsync(cancellation)) rows.Add(Row.Read(reader));
        return rows;
    }

    private static string[] Names(IEnumerable<SubjectId> subjects) => [.. subjects.Select(s => s.ToString())];

    /// <summary>An event and what it says at any vantage.</summary>
    private sealed record Row(
        TimelineEvent Event, SortedSet<string> Actors, SortedSet<string> Publishers, HashSet<string> Words,
        DateBounds Happened, DateBounds Known)
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

            return [.. rows.Values];
        }

        internal static Row Read(NpgsqlDataReader row) => new(
            EventRows.Read(row),
            Sorted(row.GetFieldValue<string[]>(9)), Sorted(row.GetFieldValue<string[]>(10)), [.. row.GetFieldValue<string[]>(11)],
            new(new(row.GetInt64(12)), new(row.GetInt64(13))), new(new(row.GetInt64(14)), new(row.GetInt64(15))));

        internal static void AddTo(NpgsqlParameterCollection parameters, Key timeline, Row[] rows)
        {
            parameters.Add(new() { Value = timeline.Value });
            parameters.Add(new() { Value = Array.ConvertAll(rows, r => r.Event.Seq) });
            parameters.Add(new() { Value = Array.ConvertAll(rows, r => r.Event.Subject.ToString()) });
            parameters.Add(new() { Value = Array.ConvertAll(rows, r => r.Event.Type.StoredName) });
            parameters.Add(new() { Value = Array.ConvertAll(rows, r => string.Join(' ', r.Actors)) });
            parameters.Add(new() { Value = Array.ConvertAll(rows, r => string.Join(' ', r.Publishers)) });
            parameters.Add(new() { Value = Array.ConvertAll(rows, r => string.Join(' ', r.Words)) });
            parameters.Add(new() { Value = Array.ConvertAll(rows, r => r.Happened.Earliest.Microseconds) });
            parameters.Add(new() { Value = Array.ConvertAll(rows, r => r.Happened.Latest.Microseconds) });
            parameters.Add(new() { Value = Array.ConvertAll(rows, r => r.Known.Earliest.Microseconds) });
            parameters.Add(new() { Value = Array.ConvertAll(rows, r => r.Known.Latest.Microseconds) });
        }

        private static Row Of(TimelineEvent e) => new(
            e,
            Sorted(e.Type.ActorsIn(e.Data).Select(a => a.Value)),
            e.Source is { Publisher.Value: var publisher } ? [publisher] : [],
            Listed(FullText.WordsOf(e, e.Data, isSourceShown: true)),
            e.Happened.Bounds,
            // Known by the latest instant of a disclosure, or when it was noted: that is after the earliest (SEMANTICS §3).
            e.Disclosures.Select(d => d.At.Bounds).Aggregate((one, other) => one.With(other)));

        private Row With(Row other) => this with
        {
            Actors = Sorted(Actors.Concat(other.Actors)),
            Publishers = Sorted(Publishers.Concat(other.Publishers)),
            Words = Listed([.. Words, .. other.Words]),
            Happened = Happened.With(other.Happened),
            Known = Known.With(other.Known),
        };

        private static SortedSet<string> Sorted(IEnumerable<string> keys) => new(keys, StringComparer.Ordinal);

        private static HashSet<string> Listed(HashSet<string> words) =>
            words.Count > MaxWords || words.Contains(AnyWord) ? [AnyWord] : words;
    }
}
