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

    /// <summary>The event, and what it hangs together with, as seen at that moment.</summary>
    public required Story Story { get; init; }

    /// <summary>It was foreseen and known already; now it came about.</summary>
    public bool CameAbout { get; init; }

    /// <summary>What changed, in ordinal order of the pointers.</summary>
    public IReadOnlyList<ValueChange> Changes { get; init; } = [];

    /// <summary>What it hangs together with, as seen from where the replay ends.</summary>
    public required Lazy<Story> End { get; init; }

    /// <summary>Whether its event is asked for: as seen in the end or, if it is not visible any more, at its moment.</summary>
    public bool Matches(EventFilter filter) => filter.IsEmpty
        || (Seen is not null && (End.Value.Find(Seen.Event.Id) is { IsVisible: true } there
            ? filter.Matches(there, End.Value)
            : filter.Matches(Seen, Story)));
}

/// <summary>
/// A subject's history once more (SEMANTICS §7). The changes of all frames up to a moment, put one after the other, give the state at that
/// moment. Each frame costs what its strand has, not what the subject has.
/// </summary>
public static class Replay
{
    /// <summary>The frames, in order. They are folded as they are asked for.</summary>
    /// <param name="events">All events of the subject up to the vantage's position, in order.</param>
    /// <param name="vantage">From where; it is the end of what runs.</param>
    /// <param name="axis">What runs.</param>
    /// <param name="from">Frames before it are left out.</param>
    public static IEnumerable<ReplayFrame> Of(IReadOnlyCollection<TimelineEvent> events, Vantage vantage, ReplayAxis axis, Instant from)
    {
        if (events.Count == 0) yield break;
        var state = new Merge(events.First().Subject);
        List<Turn> turns = [.. Strand.Of(events).SelectMany(strand => Turns(new Running(strand, vantage), axis)).OrderBy(t => t.Place)];
        // Of what was before, only how each strand stood in the end matters.
        var before = turns.TakeWhile(t => t.Place.At < from).GroupBy(t => t.Strand).Select(strand => strand.Last());
        foreach (var frame in before.Concat(turns.SkipWhile(t => t.Place.At < from)).SelectMany(t => t.Play(state)))
        {
            if (frame.Place.At >= from) yield return frame;
        }
    }

    private static IEnumerable<Turn> Turns(Running strand, ReplayAxis axis) => axis switch
    {
        ReplayAxis.Known => AsKnown(strand),
        ReplayAxis.Recorded => strand.Events.Where(e => e.Seq <= strand.Vantage.Recorded).Select(e => new Recorded(strand, e)),
        _ => AsHappened(strand),
    };

    private static IEnumerable<Turn> AsKnown(Running strand)
    {
        var (vantage, story) = (strand.Vantage, strand.End.Value);
        foreach (var seen in story.Seen.Where(s => s.IsVisible)) yield return new Learned(strand, seen.Event, InViewFrom(seen, story));
        if (vantage.At != vantage.Known) yield break;
        // By which of its dates an event comes about is seen when one of them comes.
        var dates = History.Dates(story).Where(d => d.Seen.IsVisible && d.HappenedBy > d.Seen.KnownBy && d.HappenedBy <= vantage.Known);
        foreach (var date in dates.Select(d => d.HappenedBy).Distinct()) yield return new ComesAbout(strand, date);
    }

    // An amendment is shown to whom its target is, and not before.
    private static Instant InViewFrom(SeenEvent seen, Story story) => seen.Event.Data is EventAmended { Event: { } target }
        ? Instant.Max(seen.KnownBy!.Value, story[target].KnownBy!.Value)
        : seen.KnownBy!.Value;

    private static IEnumerable<Turn> AsHappened(Running strand) =>
        Story.Of(strand.Events, strand.Vantage with { At = Instant.PositiveInfinity }).Effective
            .Where(e => e.HappenedBy <= strand.Vantage.At).Select(e => new Happens(strand, e));

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
            return
            [
                .. before.Select(b => new ValueChange(b.Key, b.Value, state[b.Key]?.Value)).Where(c => c.Old?.Json != c.New?.Json)
                    .OrderBy(c => c.Pointer, StringComparer.Ordinal),
            ];
        }
    }

    /// <summary>A moment at which a strand may say something else.</summary>
    private abstract class Turn(Running strand)
    {
        internal Running Strand => strand;

        internal abstract ReplayPlace Place { get; }

        internal abstract IEnumerable<ReplayFrame> Play(Merge state);
    }

    /// <summary>An event becomes known.</summary>
    private sealed class Learned(Running strand, TimelineEvent e, Instant at) : Turn(strand)
    {
        internal override ReplayPlace Place => new(at, 1, 0, e.Seq);

        internal override IEnumerable<ReplayFrame> Play(Merge state)
        {
            var story = Story.Within(Strand.Events, Strand.Vantage.KnownAt(at), e.Seq);
            yield return new ReplayFrame { Place = Place, Seen = story[e.Id], Story = story, End = Strand.End, Changes = Strand.Say(state, story.Entries) };
        }
    }

    /// <summary>What was foreseen comes about, before anything becomes known at the same moment.</summary>
    private sealed class ComesAbout(Running strand, Instant date) : Turn(strand)
    {
        internal override ReplayPlace Place => new(date, 0, Strand.Events[0].Seq, 0);

        internal override IEnumerable<ReplayFrame> Play(Merge state)
        {
            var story = Story.Within(Strand.Events, Strand.Vantage.KnownAt(date), long.MinValue);
            var changes = Strand.Say(state, story.Entries);
            foreach (var entry in story.Effective.Where(e => e.HappenedBy == date && e.KnownBy < date).OrderBy(e => e.Event.Seq))
            {
                yield return new ReplayFrame
                {
                    Place = Place with { Seq = entry.Event.Seq },
                    Seen = entry.Seen,
                    Story = story,
                    End = Strand.End,
                    CameAbout = true,
                    Changes = changes,
                };
                changes = [];
            }
        }
    }

    /// <summary>An event is recorded.</summary>
    private sealed class Recorded(Running strand, TimelineEvent e) : Turn(strand)
    {
        internal override ReplayPlace Place => new(e.RecordedAt, e.Seq, 0, e.Seq);

        internal override IEnumerable<ReplayFrame> Play(Merge state)
        {
            var story = Story.Of(Strand.Events, Strand.Vantage with { Recorded = e.Seq });
            var changes = Strand.Say(state, story.Entries);
            // It may bring into view what was recorded before, and not be visible itself.
            List<SeenEvent?> seen =
            [
                .. story.Seen.Where(s => s.IsVisible && !Strand.InView.Contains(s.Event.Id)).OrderBy(s => s.Event.Id == e.Id ? 0 : s.Event.Seq),
            ];
            Strand.InView = [.. story.Seen.Where(s => s.IsVisible).Select(s => s.Event.Id)];
            if (seen.Count == 0 && changes.Count > 0) seen.Add(null);
            for (var i = 0; i < seen.Count; i++)
            {
                yield return new ReplayFrame { Place = Place with { Second = i }, Seen = seen[i], Story = story, End = Strand.End, Changes = changes };
                changes = [];
            }
        }
    }

    /// <summary>An event happens.</summary>
    private sealed class Happens(Running strand, StoryEntry entry) : Turn(strand)
    {
        internal override ReplayPlace Place => new(entry.HappenedBy, entry.KnownBy.Microseconds, entry.Event.Type.Order, entry.Event.Seq);

        internal override IEnumerable<ReplayFrame> Play(Merge state)
        {
            var story = Story.Of(Strand.Events, Strand.Vantage with { At = entry.HappenedBy });
            var changes = Strand.Say(state, story.Effective.Where(e => e.Key.CompareTo(entry.Key) <= 0));
            yield return new ReplayFrame { Place = Place, Seen = story[entry.Event.Id], Story = story, End = Strand.End, Changes = changes };
        }
    }
}
