using Timeline.Domain;
using Timeline.Domain.Knowing;
using Timeline.Domain.Record;
using Timeline.Domain.Time;
using Timeline.Postgres.Events;

namespace Timeline.Postgres.Projections;

/// <summary>
/// What SQL makes of a filter, by the index of terms: it leaves out only what matches at no vantage, and looks at nothing that nobody of
/// those who ask may learn of. What matches is decided by <see cref="EventFilter"/> alone.
/// </summary>
public sealed class Narrowing
{
    private readonly string[][] _asked;
    private readonly DateBounds _happened;
    private readonly DateBounds _known;

    private Narrowing(EventFilter filter)
    {
        (_happened, _known) = (filter.Happened, filter.Known);
        // Of different parameters, and of the words of a text, each has to be there; of several values one will do.
        _asked =
        [
            .. new[]
            {
                [.. filter.Subjects.Select(SubjectTerm)], [.. filter.Kinds.Select(KindTerm)], [.. filter.Types.Select(TypeTerm)],
                [.. filter.Actors.Select(ActorTerm)], [.. filter.Publishers.Select(PublisherTerm)],
                filter.Related.Select(RelatedTerm).ToArray(),
            }.Where(terms => terms.Length > 0),
            .. filter.Words.Select(w => (string[])[WordTerm(w)]),
        ];
    }

    /// <summary>What narrows the candidates of a filter; <see langword="null"/>: nothing does.</summary>
    public static Narrowing? Of(EventFilter filter) => filter.IsEmpty ? null : new(filter);

    /// <summary>What narrows to events that name a subject as related.</summary>
    internal static Narrowing Relating(SubjectId subject) => new(new EventFilter { Related = [subject] });

    // A term has a letter for what it is. Keys and subjects are of letters, digits and a few signs that need no escaping, and so are words.
    internal static string TypeTerm(EventType type) => $"t{type.StoredName}";

    internal static string SubjectTerm(SubjectId subject) => $"s{subject}";

    internal static string KindTerm(Key kind) => $"k{kind}";

    internal static string ActorTerm(Key actor) => $"a{actor}";

    internal static string PublisherTerm(Key publisher) => $"p{publisher}";

    internal static string RelatedTerm(SubjectId subject) => $"r{subject}";

    internal static string WordTerm(string word) => $"w{word}";

    /// <summary>What the terms of a knower begin with in the index.</summary>
    internal static string Prefix(Key timeline, string knower) => $"{timeline}/{knower}/";

    /// <summary>
    /// A list <c>c (seq_id, subject)</c> of candidates, some of them twice. $1 is the timeline, $2 the knowers within reach, $3 the smallest
    /// position (exclusive), $4 the greatest, and parameters from $5 on are <see cref="Values"/>.
    /// </summary>
    /// <remarks>
    /// A term tells timeline and knower, so of the primary key nothing is asked that a plan could begin with: it would rather read all of the
    /// key, whoever knows of it, than the index of terms.
    /// </remarks>
    internal string Candidates(Reach reach)
    {
        const string IsWithin = "t.happened_from <= $7 and t.happened_to >= $6 and t.known_from <= $9 and t.known_to >= $8";
        var found = _asked.Length > 0
            ? $"""
                select {Spans.PositionOf("t.knower", "t.seq_id")} as seq_id, t.subject from timeline.event_terms t
                where t.knower = w.knower and t.terms @@ w.query::tsquery and {IsWithin} offset 0
                """
            : $"""
                select t.seq_id + s.shift as seq_id, t.subject from ({Spans.Between("w.knower", "$3", "$4")}) s cross join lateral (
                    select t.seq_id, t.subject from timeline.event_terms t
                    where t.tenant_id = $1 and t.knower = w.knower and t.seq_id > s.after and t.seq_id <= s.up_to and {IsWithin} offset 0) t
                offset 0
                """;
        return $"""
            (select distinct t.seq_id, t.subject from unnest($2, $5) w (knower, query) cross join lateral ({found}) t
            {(reach.Knowers is { Length: > 1 } ? LedgerReader.IsWithinReach("t") : "")}
            where t.seq_id > $3 and t.seq_id <= $4) c
            """;
    }

    /// <summary>The values of the parameters from $5 on.</summary>
    internal object[] Values(Reach reach) =>
    [
        Array.ConvertAll(reach.Knowers!, w => Query(Prefix(reach.Timeline, w))),
        _happened.Earliest.Microseconds, _happened.Latest.Microseconds, _known.Earliest.Microseconds, _known.Latest.Microseconds,
    ];

    private string Query(string prefix) => string.Join(" & ", _asked.Select(terms =>
        $"({string.Join(" | ", terms.Select(t => $"'{prefix}{t}'{(t[0] == 'w' ? ":*" : "")}").Append($"'{prefix}{Saying.AnyTerm}'"))})"));
}
