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

    /// <summary>The event; <see langword="null"/>: what changed the state is not visible itself.</summary>
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
        events.Count == 0 ? [] : axis switch
        {
            ReplayAxis.Known => AsKnown(events, vantage).Where(f => f.Place.At >= from),
            ReplayAxis.Recorded => AsRecorded(events, vantage, from),
            _ => AsHappened(events, vantage).Where(f => f.Place.At >= from),
        };

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

    private static IEnumerable<ReplayFrame> AsRecorded(IReadOnlyCollection<TimelineEvent> events, Vantage vantage, Instant from)
    {
        var state = new RunningState(events.First().Subject);
        var (growing, changing) = (new List<TimelineEvent>(), new List<IRecorded>());
        foreach (var strand in Strand.Of(events))
        {
            if (OnlyGrows(strand, vantage)) growing.AddRange(strand);
            else changing.AddRange(Recorded.Of(strand, vantage));
        }

        var turns = changing.Concat(Added.Of([.. growing.OrderBy(e => e.Seq)], vantage, state)).OrderBy(t => t.Place).ToList();
        // Of what was before, only how each strand stood in the end matters.
        var before = turns.TakeWhile(t => t.Place.At < from).GroupBy(t => t.Strand).SelectMany(s => s.Key is null ? s : s.TakeLast(1));
        foreach (var frame in before.Concat(turns.SkipWhile(t => t.Place.At < from)).SelectMany(t => t.Play(state)))
        {
            if (frame.Place.At >= from) yield return frame;
        }
    }

    // What is recorded later takes nothing back of how its events are read: none is amended or disclosed, and none is a secret.
    private static bool OnlyGrows(IReadOnlyList<TimelineEvent> strand, Vantage vantage)
    {
        if (strand.Any(e => e.Data is EventAmended or EventDisclosed)) return false;
        var story = Story.Of(strand, vantage);
        return story.Seen.Count == strand.Count(e => e.Seq <= vantage.Recorded)
            && story.Seen.All(s => s.Recorded.Named.All(id => story.Find(id) is not null));
    }

    private static IReadOnlyList<ValueChange> Changes(IReadOnlyDictionary<string, Value?> before, Merge state) =>
    [
        .. before.Select(b => new ValueChange(b.Key, b.Value, state[b.Key]?.Value)).Where(c => c.Old?.Json != c.New?.Json)
            .OrderBy(c => c.Pointer, StringComparer.Ordinal),
    ];

    /// <summary>An event is recorded.</summary>
    private interface IRecorded
    {
        ReplayPlace Place { get; }

        /// <summary>The strand that is read anew; <see langword="null"/>: it need not be.</summary>
        Running? Strand { get; }

        IEnumerable<ReplayFrame> Play(RunningState state);
    }

    /// <summary>A strand as the replay goes on: what it says so far.</summary>
    private sealed class Running(IReadOnlyList<TimelineEvent> events, Vantage vantage)
    {
        private IReadOnlyCollection<StoryEntry> _entries = [];

        internal IReadOnlyList<TimelineEvent> Events => events;

        internal Vantage Vantage => vantage;

        internal Lazy<Story> End { get; } = new(() => Story.Of(events, vantage));

        /// <summary>Those of its events that are in view, as the ledger grows.</summary>
        internal HashSet<Guid> InView { get; set; } = [];

        internal IReadOnlyList<ValueChange> Say(Merge state, IEnumerable<StoryEntry> entries)
        {
            StoryEntry[] now = [.. entries];
            var before = state.Replace(_entries, now);
            _entries = now;
            return Changes(before, state);
        }
    }

    /// <summary>An event is recorded in a strand that it only adds to.</summary>
    private sealed class Added(SeenEvent seen, Turn? turn, RunningStory story, Lazy<Story> end) : IRecorded
    {
        public ReplayPlace Place => new(seen.Event.RecordedAt, seen.Event.Seq, 0, seen.Event.Seq);

        public Running? Strand => null;

        internal static IEnumerable<IRecorded> Of(IReadOnlyList<TimelineEvent> events, Vantage vantage, RunningState state)
        {
            if (events.Count == 0) return [];
            var end = Story.Of(events, vantage);
            var story = new RunningStory(end, state);
            var turns = Course.AsRecorded(end).ToDictionary(t => t.At);
            return end.Seen.Where(s => s.IsVisible)
                .Select(s => new Added(s, turns.GetValueOrDefault(TurnPlace.AsRecorded(s)), story, new(end)));
        }

        public IEnumerable<ReplayFrame> Play(RunningState state)
        {
            story.GoTo(end.Value.Vantage with { Recorded = seen.Event.Seq });
            var changes = turn is null ? [] : Changes(state.Take([turn]).Before, state.Values);
            yield return new ReplayFrame { Place = Place, Seen = seen, Story = story, End = end, Changes = changes };
        }
    }

    /// <summary>An event is recorded in a strand that is read anew with it.</summary>
    private sealed class Recorded(Running strand, TimelineEvent e) : IRecorded
    {
        public Running? Strand => strand;

        public ReplayPlace Place => new(e.RecordedAt, e.Seq, 0, e.Seq);

        internal static IEnumerable<IRecorded> Of(IReadOnlyList<TimelineEvent> events, Vantage vantage)
        {
            var strand = new Running(events, vantage);
            return events.Where(e => e.Seq <= vantage.Recorded).Select(e => new Recorded(strand, e));
        }

        public IEnumerable<ReplayFrame> Play(RunningState state)
        {
            var story = Story.Of(strand.Events, strand.Vantage with { Recorded = e.Seq });
            var changes = strand.Say(state.Values, story.Entries);
            // It may bring into view what was recorded before, and not be visible itself.
            List<SeenEvent?> seen =
            [
                .. story.Seen.Where(s => s.IsVisible && !strand.InView.Contains(s.Event.Id)).OrderBy(s => s.Event.Id == e.Id ? 0 : s.Event.Seq),
            ];
            strand.InView = [.. story.Seen.Where(s => s.IsVisible).Select(s => s.Event.Id)];
            if (seen.Count == 0 && changes.Count > 0) seen.Add(null);
            for (var i = 0; i < seen.Count; i++)
            {
                yield return new ReplayFrame { Place = Place with { Second = i }, Seen = seen[i], Story = story, End = strand.End, Changes = changes };
                changes = [];
            }
        }
    }
}
