using Timeline.Domain.Knowing;

namespace Timeline.Postgres.Projections;

/// <summary>
/// What SQL makes of a filter, by the index of events: it leaves out only what matches at no vantage. What matches is decided by
/// <see cref="EventFilter"/> alone.
/// </summary>
public sealed class Narrowing
{
    /// <summary>
    /// On <c>timeline.event_knowers k</c> joined with <c>timeline.event_index i</c>; $1 is the timeline, $2 the knowers within reach, and
    /// its parameters from $3 on are <see cref="Values"/>. The knowers are asked for twice: by whichever of the two a plan begins with.
    /// </summary>
    internal string Condition => $"""
        k.tenant_id{_collation} = $1 and k.knower = any($2) and i.knowers && $2
        and ($3::text[] is null or k.subject = any($3)) and ($4::text[] is null or k.subject like any($4))
        and ($5::text[] is null or k.type = any($5))
        and ($6::text[] is null or i.actors && $6) and ($7::text[] is null or i.publishers && $7)
        and ($8::text[] is null or i.related && $8)
        and ($9::tsquery is null or i.words @@ $9::tsquery)
        and i.happened_from <= $11 and i.happened_to >= $10 and i.known_from <= $13 and i.known_to >= $12
        """;

    // Of the three indexes of knowers the one that the filter is about.
    private readonly string _collation;

    private Narrowing(EventFilter filter)
    {
        _collation = filter.Subjects.Count > 0 || filter.Kinds.Count > 0 ? " collate \"POSIX\""
            : filter.Types.Count > 0 ? " collate \"default\"" : "";
        Values =
        [
        // Keys need no escaping in a pattern, nor do words, which are letters, digits and marks.
        Any(filter.Subjects), Any(filter.Kinds.Select(k => $"{k}/%")), Any(filter.Types.Select(t => t.StoredName)),
        Any(filter.Actors), Any(filter.Publishers), Any(filter.Related),
        filter.Words.Count == 0 ? DBNull.Value : $"{string.Join(" & ", filter.Words.Select(w => $"'{w}':*"))} | '{EventIndex.AnyWord}'",
        filter.Happened.Earliest.Microseconds, filter.Happened.Latest.Microseconds,
        filter.Known.Earliest.Microseconds, filter.Known.Latest.Microseconds,
        ];
    }

    internal object[] Values { get; }

    /// <summary>What narrows the candidates of a filter; <see langword="null"/>: nothing does.</summary>
    public static Narrowing? Of(EventFilter filter) => filter.IsEmpty ? null : new(filter);

    private static object Any<T>(IEnumerable<T> asked) =>
        asked.Select(a => a!.ToString()!).ToArray() is { Length: > 0 } any ? any : DBNull.Value;
}
