using System.Text.Json.Serialization;
using Timeline.Domain.Json;
using Timeline.Domain.Record;
using Timeline.Domain.Subjects;
using Timeline.Domain.Time;

namespace Timeline.Domain.Knowing;

/// <summary>Along what a history is replayed: what of the vantage runs, while the rest stays (SEMANTICS §7).</summary>
[JsonConverter(typeof(WordJson<ReplayAxis>))]
public enum ReplayAxis
{
    /// <summary>K, and V with it where the vantage has them equal.</summary>
    Known,

    /// <summary>R.</summary>
    Recorded,

    /// <summary>V.</summary>
    Happened,
}

/// <summary>The place of a frame among those of all subjects.</summary>
/// <param name="At">When it is: known, recorded or happened by then.</param>
/// <param name="First">Tells frames of one moment apart.</param>
/// <param name="Second">Tells those apart that are still equal.</param>
/// <param name="Seq">The position of its event.</param>
public readonly record struct ReplayPlace(Instant At, long First, long Second, long Seq) : IComparable<ReplayPlace>
{
    /// <inheritdoc/>
    public int CompareTo(ReplayPlace other) => (At, First, Second, Seq).CompareTo((other.At, other.First, other.Second, other.Seq));
}

/// <summary>An event of a replay, and what it changed in its subject's state as seen at that moment (SEMANTICS §7).</summary>
public sealed record ReplayFrame
{
    /// <summary>Where it stands.</summary>
    public required ReplayPlace Place { get; init; }

    /// <summary>The event; <see langword="null"/>: what changed the state is not visible itself. It goes on with the next frame.</summary>
    public SeenEvent? Seen { get; init; }

    /// <summary>The event as it is read at that moment. It goes on with the next frame.</summary>
    public required Reading Story { get; init; }

    /// <summary>It was foreseen and known already; now it came about.</summary>
    public bool CameAbout { get; init; }

    /// <summary>What changed, in ordinal order of the pointers.</summary>
    public IReadOnlyList<ValueChange> Changes { get; init; } = [];

    /// <summary>The event, and what it hangs together with, as seen from where the replay ends.</summary>
    public required Lazy<Story> End { get; init; }

    /// <summary>Whether its event is asked for: as seen in the end or, if it is not visible any more, at its moment.</summary>
    public bool Matches(EventFilter filter) => filter.IsEmpty
        || (Seen is not null && (End.Value.Find(Seen.Event.Id) is { IsVisible: true } there
            ? filter.Matches(there, End.Value)
            : filter.Matches(Seen, Story)));
}

/// <summary>
/// A subject's history once more (SEMANTICS §7). The changes of all frames up to a moment, put one after the other, give the state at that
/// moment.
/// </summary>
public static class Replay
{
    /// <summary>The frames, in order. They are folded as they are asked for, each from the one before.</summary>
    /// <param name="events">All events of the subject up to the vantage's position, in order.</param>
    /// <param name="vantage">From where; it is the end of what runs.</param>
    /// <param name="axis">What runs.</param>
    /// <param name="from">Frames before it are left out.</param>
    public static IEnumerable<ReplayFrame> Of(IReadOnlyCollection<TimelineEvent> events, Vantage vantage, ReplayAxis axis, Instant from) =>
        (events.Count == 0 ? [] : axis switch
        {
            ReplayAxis.Known => AsKnown(events, vantage),
            ReplayAxis.Recorded => AsRecorded(events, vantage),
            _ => AsHappened(events, vantage),
        }).Where(f => f.Place.At >= from);

    private static IEnumerable<ReplayFrame> AsKnown(IReadOnlyCollection<TimelineEvent> events, Vantage vantage)
    {
        var end = Story.Of(events, vantage);
        var state = new RunningState(events.First().Subject);
        var story = new RunningStory(end, state);
        var turns = Course.Of(end);
        // An event stands at each place but those where something comes about by itself.
        var learned = turns.Where(t => t.At.Seq > long.MinValue).ToDictionary(t => t.At);
        var frames = end.Seen.Where(s => s.IsVisible)
            .Select(s => (At: InViewFrom(s, end), Seen: s, Turn: learned.GetValueOrDefault(TurnPlace.AsKnown(s)), CameAbout: false))
            .Concat(turns.Where(t => t.At.Seq == long.MinValue).Select(t => (t.At, t.Seen, Turn: (Turn?)t, CameAbout: true)));
        foreach (var frame in frames.OrderBy(f => f.At).ThenBy(f => f.Seen.Event.Seq))
        {
            story.GoTo(vantage.KnownAt(frame.At.At), frame.At.Seq);
            yield return new ReplayFrame
            {
                Place = new ReplayPlace(frame.At.At, frame.CameAbout ? 0 : 1, 0, frame.Seen.Event.Seq),
                Seen = frame.Seen,
                Story = story,
                End = new(end),
                CameAbout = frame.CameAbout,
                Changes = frame.Turn is null ? [] : Changes(state.Take([frame.Turn]).Before, state.Values),
            };
        }
    }

    // An amendment is shown to whom its target is, and not before.
    private static TurnPlace InViewFrom(SeenEvent seen, Story story) => TurnPlace.AsKnown(seen) is var known
        && seen.Event.Data is EventAmended { Event: { } target } && story[target].KnownBy!.Value is var from && from > known.At
            ? known with { At = from } : known;

    private static IEnumerable<ReplayFrame> AsHappened(IReadOnlyCollection<TimelineEvent> events, Vantage vantage)
    {
        var all = Story.Of(events, vantage with { At = Instant.PositiveInfinity });
        var end = new Lazy<Story>(() => Story.Of(events, vantage));
        var state = new RunningState(events.First().Subject);
        var story = new RunningStory(all, state);
        foreach (var moment in all.Effective.Where(e => e.HappenedBy <= vantage.At).GroupBy(e => e.HappenedBy))
        {
            // Each is seen as of the whole moment, and told with what it changed itself.
            var changes = moment.Select(e => (Entry: e, Changes: Changes(
                state.Take([new Turn(TurnPlace.AsKnown(e.Seen), e.Seen, e, HasHappened: true, [])]).Before, state.Values))).ToList();
            story.GoTo(vantage with { At = moment.Key });
            foreach (var (entry, changed) in changes)
            {
                yield return new ReplayFrame
                {
                    Place = new(entry.HappenedBy, entry.KnownBy.Microseconds, entry.Event.Type.Order, entry.Event.Seq),
                    Seen = entry.Seen,
                    Story = story,
                    End = end,
                    Changes = changed,
                };
            }
        }
    }

    private static IEnumerable<ReplayFrame> AsRecorded(IReadOnlyCollection<TimelineEvent> events, Vantage vantage)
    {
        var state = new RunningState(events.First().Subject);
        TimelineEvent[] recorded = [.. events.TakeWhile(e => e.Seq <= vantage.Recorded)];
        var strands = new Dictionary<Guid, (RecordedStory Story, Lazy<Story> End)>();
        foreach (var strand in Strand.Of(recorded))
        {
            var read = (new RecordedStory(strand, vantage, state), new Lazy<Story>(() => Story.Of(strand, vantage)));
            foreach (var e in strand) strands.Add(e.Id, read);
        }

        foreach (var e in recorded)
        {
            var (story, end) = strands[e.Id];
            var (inView, taken) = story.Record(e);
            var changes = Changes(taken.Before, state.Values);
            // It may bring into view what was recorded before, and not be visible itself.
            SeenEvent?[] seen = inView.Count == 0 && changes.Count > 0 ? [null] : [.. inView];
            for (var i = 0; i < seen.Length; i++)
            {
                yield return new ReplayFrame
                {
                    Place = new(e.RecordedAt, e.Seq, i, e.Seq),
                    Seen = seen[i],
                    Story = story,
                    End = end,
                    Changes = i == 0 ? changes : [],
                };
            }
        }
    }

    private static IReadOnlyList<ValueChange> Changes(IReadOnlyDictionary<string, Value?> before, Merge state) =>
    [
        .. before.Select(b => new ValueChange(b.Key, b.Value, state[b.Key]?.Value)).Where(c => c.Old?.Json != c.New?.Json)
            .OrderBy(c => c.Pointer, StringComparer.Ordinal),
    ];
}
