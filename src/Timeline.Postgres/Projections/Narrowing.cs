using Timeline.Domain.Knowing;
using Timeline.Postgres.Events;

namespace Timeline.Postgres.Projections;

/// <summary>
/// What SQL makes of a filter, by the index of events: it leaves out only what matches at no vantage. What matches is decided by
/// <see cref="EventFilter"/> alone.
/// </summary>
public sealed class Narrowing
{
    /// <summary>On <c>timeline.event_index i</c> with the event as <c>e</c>; its parameters from $2 on are <see cref="Values"/>.</summary>
    internal const string Condition = """
        ($2::text[] is null or i.subject = any($2)) and ($3::text[] is null or i.subject like any($3))
        and ($4::text[] is null or i.type = any($4))
        and ($5::text[] is null or i.actors && $5) and ($6::text[] is null or i.publishers && $6)
        and ($7::jsonpath is null or (e.headers ? 'related' and e.headers -> 'related' @? $7::jsonpath))
        and ($8::tsquery is null or i.words @@ $8::tsquery)
        and i.happened_from <= $10 and i.happened_to >= $9 and i.known_from <= $12 and i.known_to >= $11
        """;

    private Narrowing(EventFilter filter) => Values =
    [
        // Keys need no escaping in a pattern or a path, nor do words, which are letters, digits and marks.
        Any(filter.Subjects), Any(filter.Kinds.Select(k => $"{k}/%")), Any(filter.Types.Select(t => t.StoredName)),
        Any(filter.Actors), Any(filter.Publishers),
        // The index of related subjects serves no "any of" but within a path.
        filter.Related.Count == 0 ? DBNull.Value : $"$[*] ? ({string.Join(" || ", filter.Related.Select(r => $"@ == \"{r}\""))})",
        filter.Words.Count == 0 ? DBNull.Value : $"{string.Join(" & ", filter.Words.Select(w => $"'{w}':*"))} | '{EventIndex.AnyWord}'",
        filter.Happened.Earliest.Microseconds, filter.Happened.Latest.Microseconds,
        filter.Known.Earliest.Microseconds, filter.Known.Latest.Microseconds,
    ];

    internal object[] Values { get; }

    /// <summary>What narrows the candidates of a filter; <see langword="null"/>: nothing does.</summary>
    public static Narrowing? Of(EventFilter filter, Head head) => head.IsIndexed && !filter.IsEmpty ? new(filter) : null;

    private static object Any<T>(IEnumerable<T> asked) =>
        asked.Select(a => a!.ToString()!).ToArray() is { Length: > 0 } any ? any : DBNull.Value;
}
