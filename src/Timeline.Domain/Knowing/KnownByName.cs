using Timeline.Domain.Record;
using Timeline.Domain.Time;

namespace Timeline.Domain.Knowing;

/// <summary>What is told to a knower by name, and not only as it is told to everybody (SEMANTICS §7, knowers).</summary>
public static class KnownByName
{
    /// <summary>
    /// Whether an event of a story is visible there and disclosed by name to a knower by K. An amendment is the record keeper's word and is
    /// told to nobody.
    /// </summary>
    public static bool IsToldTo(this Story story, SeenEvent seen, Key knower) =>
        Story.BecameKnown(seen) && seen.Disclosures.Any(d => d.Stated.To == knower && d.KnownBy <= story.Vantage.Known);
}

/// <summary>How much a knower knows by name (SEMANTICS §7, knowers).</summary>
public sealed record KnowerItem
{
    /// <summary>Who: a key, or <c>public</c>.</summary>
    public required Key Knower { get; init; }

    /// <summary>How many events of the world are told to them by name; 0 where only acts on the record are.</summary>
    public required int Events { get; init; }

    /// <summary>When they came to know the first of these; absent: there is none.</summary>
    public Instant? First { get; init; }

    /// <summary>When they came to know the last of these; absent: there is none.</summary>
    public Instant? Last { get; init; }

    /// <summary>The same and one event more that is told to them by name.</summary>
    public KnowerItem With(SeenEvent told) => told.Event.Type.IsActOnTheRecord ? this : this with
    {
        Events = Events + 1,
        First = First is { } first ? Instant.Min(first, told.KnownBy!.Value) : told.KnownBy,
        Last = Last is { } last ? Instant.Max(last, told.KnownBy!.Value) : told.KnownBy,
    };
}
