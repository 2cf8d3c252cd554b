using System.Text.Json.Serialization;
using Timeline.Domain.Json;
using Timeline.Domain.Record;

namespace Timeline.Domain.Knowing;

/// <summary>
/// Why two vantages differ (SEMANTICS §7). Of an event that one side lacks: what hides it there, the first of this order that applies; of one
/// that both have: in what it differs.
/// </summary>
[JsonConverter(typeof(WordJson<Difference>))]
public enum Difference
{
    /// <summary>The side's ledger did not hold it yet, or not what lets it be seen.</summary>
    RecordedLate,

    /// <summary>Who said it had taken it back.</summary>
    Retracted,

    /// <summary>It had not happened.</summary>
    Happened,

    /// <summary>It was not known yet.</summary>
    Learned,

    /// <summary>It was never told to the side's knowers.</summary>
    Disclosed,

    /// <summary>The side's lens leaves it out.</summary>
    Filtered,

    /// <summary>Who said it has put it right.</summary>
    Corrected,

    /// <summary>The record keeper has mended it, or struck it out.</summary>
    Amended,

    /// <summary>Somebody disputes it.</summary>
    Disputed,

    /// <summary>More origins, or fewer, stand behind the act.</summary>
    Supported,
}

/// <summary>An event in the story of one side alone.</summary>
/// <param name="Entry">As the side that has it reads it.</param>
/// <param name="Cause">Why the other lacks it.</param>
public sealed record Exclusive(StoryEntry Entry, Difference Cause);

/// <summary>An event in the stories of both sides that differs.</summary>
/// <param name="From">As the first side reads it.</param>
/// <param name="To">As the second side does.</param>
/// <param name="Cause">In what.</param>
public sealed record Changed(StoryEntry From, StoryEntry To, Difference Cause);

/// <summary>A pointer of the state at which the sides differ.</summary>
/// <param name="Pointer">Where.</param>
/// <param name="Old">The first side's value; <see langword="null"/>: none.</param>
/// <param name="New">The second side's value; <see langword="null"/>: none.</param>
/// <param name="Cause">Why.</param>
public sealed record PointerChange(string Pointer, InForce? Old, InForce? New, Difference Cause);

/// <summary>
/// How a subject's story and state differ between two vantages (SEMANTICS §7). Swapping the sides swaps gained and lost, old and new, and
/// changes no cause; putting each new value for the old one makes the first state the second (§8, law 6).
/// </summary>
public sealed class Comparison
{
    private readonly Dictionary<Guid, Difference> _causes = [];

    private Comparison(IReadOnlyList<TimelineEvent> events, State from, State to)
    {
        (From, To) = (from, to);
        Gained = Lacking(events, to.Story, from.Story);
        Lost = Lacking(events, from.Story, to.Story);
        var before = from.Story.Entries.ToDictionary(e => e.Event.Id);
        Changed =
        [
            .. to.Story.Entries.Where(e => before.ContainsKey(e.Event.Id)).Select(e => (From: before[e.Event.Id], To: e, Cause: Between(before[e.Event.Id], e)))
                .Where(c => c.Cause is not null).Select(c => new Changed(c.From, c.To, c.Cause!.Value)),
        ];
        foreach (var (entry, cause) in Gained.Concat(Lost)) _causes[entry.Event.Id] = cause;
        foreach (var changed in Changed) _causes[changed.To.Event.Id] = changed.Cause;
        Pointers = [.. Differing()];
    }

    /// <summary>The state at the first vantage.</summary>
    public State From { get; }

    /// <summary>The state at the second vantage.</summary>
    public State To { get; }

    /// <summary>In the second side's story alone, in its order.</summary>
    public IReadOnlyList<Exclusive> Gained { get; }

    /// <summary>In the first side's story alone, in its order.</summary>
    public IReadOnlyList<Exclusive> Lost { get; }

    /// <summary>In both stories and different, in the second's order.</summary>
    public IReadOnlyList<Changed> Changed { get; }

    /// <summary>The pointers that differ, in ordinal order.</summary>
    public IReadOnlyList<PointerChange> Pointers { get; }

    /// <summary>Whether the sides agree.</summary>
    public bool IsEmpty => Gained.Count + Lost.Count + Changed.Count + Pointers.Count == 0;

    /// <summary>Compares.</summary>
    /// <param name="events">All events of the subject up to the greater of the two positions, in order.</param>
    /// <param name="from">The first vantage.</param>
    /// <param name="to">The second.</param>
    public static Comparison Of(IReadOnlyList<TimelineEvent> events, Vantage from, Vantage to) =>
        Of(events, StateAt(events, from), StateAt(events, to));

    internal static Comparison Of(IReadOnlyList<TimelineEvent> events, State from, State to) => new(events, from, to);

    internal static State StateAt(IReadOnlyList<TimelineEvent> events, Vantage vantage) => State.Of(events[0].Subject, Story.Of(events, vantage));

    private static List<Exclusive> Lacking(IReadOnlyList<TimelineEvent> events, Story having, Story lacking)
    {
        var there = lacking.Entries.Select(e => e.Event.Id).ToHashSet();
        var missing = having.Entries.Where(e => !there.Contains(e.Event.Id)).ToList();
        if (missing.Count == 0) return [];
        // What the lacking side would read of a ledger that held as much as the other's.
        var alike = lacking.Vantage.Recorded == having.Vantage.Recorded
            ? lacking : Story.Of(events, lacking.Vantage with { Recorded = having.Vantage.Recorded });
        return [.. missing.Select(e => new Exclusive(e, WhatHides(e, lacking, alike)))];
    }

    private static Difference WhatHides(StoryEntry entry, Story side, Story alike)
    {
        if (side.FindAny(entry.Event.Id) is not { } seen) return Difference.RecordedLate;
        var (read, isOlder) = (alike.FindAny(entry.Event.Id)!, side.Vantage.Recorded < alike.Vantage.Recorded);
        var isThere = alike.EntryOf(read) is { } there && there.HappenedBy <= alike.Vantage.At;
        // There, or its time would have come.
        var isGiven = isThere || (seen.KnownBy is null && read.KnownBy is not null);
        if (isOlder && (isGiven || (seen.IsVoid && !read.IsVoid))) return Difference.RecordedLate;
        if (seen.IsVoid) return Difference.Amended;
        if (seen is { IsVisible: true, IsEffective: false }) return Difference.Retracted;
        // Recorded since: as the record was, it was given.
        if (isGiven && seen.Amendments.Count > read.Amendments.Count) return Difference.Amended;
        if (side.EntryOf(seen) is not null || entry.HappenedBy > side.Vantage.At || entry.HappenedBy > side.Vantage.Known) return Difference.Happened;
        return seen.KnownBy is not { } known ? Difference.Disclosed : known > side.Vantage.Known ? Difference.Learned : Difference.Filtered;
    }

    private static Difference? Between(StoryEntry one, StoryEntry other) =>
        !Same(one.Corrections, other.Corrections) ? Difference.Corrected
        : !one.Seen.Amendments.SequenceEqual(other.Seen.Amendments) ? Difference.Amended
        : !Same(one.Denials, other.Denials) ? Difference.Disputed
        : one.Support != other.Support ? Difference.Supported
        : null;

    private static bool Same(IReadOnlyList<SeenEvent> one, IReadOnlyList<SeenEvent> other) =>
        one.Select(e => e.Event.Id).ToHashSet().SetEquals(other.Select(e => e.Event.Id));

    private IEnumerable<PointerChange> Differing()
    {
        foreach (var pointer in From.Values.Keys.Union(To.Values.Keys).Order(StringComparer.Ordinal))
        {
            var (old, now) = (From.Values.GetValueOrDefault(pointer), To.Values.GetValueOrDefault(pointer));
            if (old?.Value.Json != now?.Value.Json) yield return new PointerChange(pointer, old, now, CauseOf(old, now));
        }
    }

    // What says so on the one side and is hidden or different on the other. A sum, or a value that another order of knowledge brings out,
    // has no such event; then it is one of those that differ, and where none does, the vantages themselves.
    private Difference CauseOf(InForce? old, InForce? now)
    {
        Guid?[] said = [old?.By.Event.Id, now?.By.Event.Id];
        var causes = said.OfType<Guid>().Where(_causes.ContainsKey).Select(id => _causes[id]).ToList();
        if (causes.Count == 0 || old?.Tallied > 0 || now?.Tallied > 0) causes = [.. causes, .. _causes.Values];
        return causes.Count > 0 ? causes.Min() : BetweenVantages();
    }

    private Difference BetweenVantages()
    {
        var (from, to) = (From.Story.Vantage, To.Story.Vantage);
        return from.Recorded != to.Recorded ? Difference.RecordedLate
            : from.At != to.At ? Difference.Happened
            : from.Known != to.Known ? Difference.Learned
            : !from.Knowers.SequenceEqual(to.Knowers) ? Difference.Disclosed
            : Difference.Filtered;
    }
}
