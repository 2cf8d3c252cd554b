using Timeline.Domain.Record;
using Timeline.Domain.Time;

namespace Timeline.Domain.Knowing;

/// <summary>What of a visible event a filter is held against.</summary>
/// <param name="Event">The event as read.</param>
/// <param name="Happened">When it took place, in force.</param>
/// <param name="InForce">Its payload in force.</param>
/// <param name="Source">Its source, as far as it is shown.</param>
/// <param name="KnownBy">By when the knower came to know it.</param>
public sealed record Findable(TimelineEvent Event, Edtf Happened, EventData InForce, ShownSource Source, Instant? KnownBy)
{
    /// <summary>Of an event as it stands in a story.</summary>
    public static Findable Of(SeenEvent seen, Reading story) =>
        new(seen.Event, story.HappenedOf(seen), story.EntryOf(seen)?.Data ?? seen.Event.Data, story.SourceOf(seen.Event), seen.KnownBy);
}

/// <summary>
/// Which of the events that a vantage sees are asked for (SEMANTICS §10). It is held against what an answer shows of an event there and
/// nothing else, so it never tells what the knower does not know. Of a list any counts; all that is given must match one event.
/// </summary>
public sealed record EventFilter
{
    /// <summary>Every event matches.</summary>
    public static readonly EventFilter None = new();

    /// <summary>The longest text, in characters.</summary>
    public const int MaxTextLength = 200;

    /// <summary>The most words in a text.</summary>
    public const int MaxWords = 20;

    /// <summary>Of one of these subjects.</summary>
    public IReadOnlyList<SubjectId> Subjects { get; init; } = [];

    /// <summary>Of a subject of one of these kinds.</summary>
    public IReadOnlyList<Key> Kinds { get; init; } = [];

    /// <summary>Of one of these types.</summary>
    public IReadOnlyList<EventType> Types { get; init; } = [];

    /// <summary>One of these takes part.</summary>
    public IReadOnlyList<Key> Actors { get; init; } = [];

    /// <summary>Published by one of these.</summary>
    public IReadOnlyList<Key> Publishers { get; init; } = [];

    /// <summary>Listed by one of these subjects, which it names as related.</summary>
    public IReadOnlyList<SubjectId> Related { get; init; } = [];

    /// <summary>It happened within these bounds, or may have.</summary>
    public DateBounds Happened { get; init; } = DateBounds.Unbounded;

    /// <summary>The knower came to know it within these bounds.</summary>
    public DateBounds Known { get; init; } = DateBounds.Unbounded;

    /// <summary>Every word of this begins a word of the event.</summary>
    public string? Text
    {
        get;
        init
        {
            field = value;
            Words = value is null ? [] : [.. FullText.WordsOf(value).Distinct()];
        }
    }

    /// <summary>The words of <see cref="Text"/>.</summary>
    public IReadOnlyList<string> Words { get; private init; } = [];

    /// <summary>Whether every event matches.</summary>
    public bool IsEmpty => Subjects.Count == 0 && Kinds.Count == 0 && Types.Count == 0 && Actors.Count == 0 && Publishers.Count == 0
        && Related.Count == 0 && Happened == DateBounds.Unbounded && Known == DateBounds.Unbounded && Words.Count == 0;

    /// <summary>Whether it asks for what an erased event has no more: whether one would match, nobody can tell (SEMANTICS §11).</summary>
    public bool AsksWhatErasureTakes => Actors.Count > 0 || Publishers.Count > 0 || Words.Count > 0;

    /// <summary>Whether a visible event matches, by its payload as read or by that in force, and by its <c>happened</c> in force.</summary>
    /// <param name="seen">The event.</param>
    /// <param name="story">The story that it is seen in.</param>
    public bool Matches(SeenEvent seen, Reading story) => IsEmpty || Matches(Findable.Of(seen, story));

    /// <summary>The same, of what was found of the event before.</summary>
    public bool Matches(Findable found)
    {
        if (IsEmpty) return true;
        var e = found.Event;
        return IsAsked(Subjects, e.Subject) && IsAsked(Kinds, e.Subject.Kind) && IsAsked(Types, e.Type)
            && AreAsked(Publishers, found.Source.Publisher is { } publisher ? [publisher] : [])
            && AreAsked(Related, e.Related ?? [])
            && Happened.Overlaps(found.Happened.Bounds)
            && found.KnownBy is { } known && Known.Contains(known)
            && (Says(e.Data) || (found.InForce != e.Data && Says(found.InForce)));

        bool Says(EventData data) => AreAsked(Actors, e.Type.ActorsIn(data)) && HasText(FullTextOf(data));

        // Words are costly to tell and seldom asked for.
        HashSet<string> FullTextOf(EventData data) => Words.Count == 0 ? [] : FullText.WordsOf(e, data, found.Source.IsShown);
    }

    private bool HasText(HashSet<string> words) => Words.All(asked => words.Any(word => word.StartsWith(asked, StringComparison.Ordinal)));

    private static bool IsAsked<T>(IReadOnlyList<T> asked, T one) => asked.Count == 0 || asked.Contains(one);

    private static bool AreAsked<T>(IReadOnlyList<T> asked, IEnumerable<T> several) => asked.Count == 0 || several.Any(asked.Contains);
}
