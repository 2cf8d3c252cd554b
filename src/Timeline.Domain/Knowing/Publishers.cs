using Timeline.Domain.Record;
using Timeline.Domain.Time;

namespace Timeline.Domain.Knowing;

/// <summary>How long something took, of the events of which it can be told to the day.</summary>
/// <param name="Events">How many events it can be told of.</param>
/// <param name="MedianSeconds">Half of them took at most so long, in whole seconds.</param>
/// <param name="P90Seconds">Nine tenths of them took at most so long, in whole seconds.</param>
public sealed record Delay(int Events, long MedianSeconds, long P90Seconds)
{
    /// <summary>Of some delays in microseconds, of which a quantile is one (nearest rank); <see langword="null"/>: there are none.</summary>
    internal static Delay? Of(IEnumerable<long> delays)
    {
        var sorted = delays.Order().ToList();
        return sorted.Count == 0 ? null : new Delay(sorted.Count, Seconds(50), Seconds(90));

        long Seconds(int percent) => sorted[((sorted.Count * percent) + 99) / 100 - 1] / Instant.MicrosecondsPerSecond;
    }
}

/// <summary>Whom a publisher echoes, and how often.</summary>
/// <param name="Name">The last of the attribution: a key, or words.</param>
/// <param name="Events">How many events are attributed so.</param>
public sealed record Echo(string Name, int Events);

/// <summary>What a publisher reported, how fast, and how it held (SEMANTICS §7, publishers).</summary>
public sealed record PublisherItem
{
    /// <summary>Who.</summary>
    public required Key Publisher { get; init; }

    /// <summary>How many events of the world it published.</summary>
    public required int Events { get; init; }

    /// <summary>When the first of them became known.</summary>
    public required Instant FirstKnown { get; init; }

    /// <summary>When the last of them became known.</summary>
    public required Instant LastKnown { get; init; }

    /// <summary>How long it took from what happened until it was known.</summary>
    public Delay? HappenedToKnown { get; init; }

    /// <summary>How long it took from what was known until it was recorded here.</summary>
    public Delay? KnownToRecorded { get; init; }

    /// <summary>How many were taken back.</summary>
    public required int Retracted { get; init; }

    /// <summary>How many were corrected.</summary>
    public required int Corrected { get; init; }

    /// <summary>How many are denied.</summary>
    public required int Denied { get; init; }

    /// <summary>How many another publisher's account from another origin says the same of, or nothing against.</summary>
    public required int BorneOut { get; init; }

    /// <summary>How many another publisher's account of the same act contradicts.</summary>
    public required int Contradicted { get; init; }

    /// <summary>Whom it echoes, the most frequent first.</summary>
    public required IReadOnlyList<Echo> Echoes { get; init; }
}

/// <summary>Tells what each publisher reported as seen from a vantage, story by story. No event is kept for it.</summary>
public sealed class Publishers
{
    private readonly Dictionary<Key, Tally> _tallies = [];

    /// <summary>Those who published something visible, the most events first, then by key.</summary>
    public IEnumerable<PublisherItem> All =>
        _tallies.Select(p => p.Value.Item(p.Key)).OrderByDescending(p => p.Events).ThenBy(p => p.Publisher);

    /// <summary>Adds what is visible of one subject.</summary>
    public void Add(Story story)
    {
        var accounts = story.Effective.Where(e => e.Event.Mode is null && PublisherOf(story, e.Event) is not null).ToLookup(e => e.Act);
        foreach (var seen in story.Seen.Where(s => s.IsVisible && !s.Event.Type.IsActOnTheRecord))
        {
            if (PublisherOf(story, seen.Event) is not { } publisher) continue;
            var entry = story.EntryOf(seen);
            // What is merely said asserts nothing that others could bear out.
            var others = (entry is { Event.Mode: null } ? accounts[entry.Act] : []).Where(o => PublisherOf(story, o.Event) != publisher);
            if (!_tallies.TryGetValue(publisher, out var tally)) _tallies[publisher] = tally = new Tally();
            tally.Add(new Reported(
                story.Vantage, seen, entry, others.Any(o => o.Origin != entry!.Origin && !Contradict(entry, o)), others.Any(o => Contradict(entry!, o))));
        }
    }

    private static Key? PublisherOf(Story story, TimelineEvent e) => story.SourceOf(e).Publisher;

    // What one of them says against the other is what makes rivals of two accounts (SEMANTICS §6).
    private static bool Contradict(StoryEntry one, StoryEntry other) => ((Value)one.Happened!).IsRivalOf((Value)other.Happened!)
        || other.Said.Any(o => one.Said.TryGetValue(o.Key, out var value) && value.IsRivalOf(o.Value));

    /// <summary>What is kept of what one publisher reported: of an event two numbers at most.</summary>
    private sealed class Tally
    {
        private readonly List<long> _happenedToKnown = [];
        private readonly List<long> _knownToRecorded = [];
        private readonly Dictionary<string, int> _echoes = new(StringComparer.Ordinal);
        private int _events;
        private int _retracted;
        private int _corrected;
        private int _denied;
        private int _borneOut;
        private int _contradicted;
        private Instant _firstKnown = Instant.PositiveInfinity;
        private Instant _lastKnown = Instant.NegativeInfinity;

        internal void Add(Reported reported)
        {
            _events++;
            _firstKnown = Instant.Min(_firstKnown, reported.KnownBy);
            _lastKnown = Instant.Max(_lastKnown, reported.KnownBy);
            if (reported.HappenedToKnown is { } happened) _happenedToKnown.Add(happened);
            if (reported.KnownToRecorded is { } recorded) _knownToRecorded.Add(recorded);
            if (reported.Entry is null) _retracted++;
            if (reported.Entry is { Corrections.Count: > 0 }) _corrected++;
            if (reported.Entry is { IsDisputed: true }) _denied++;
            if (reported.IsBorneOut) _borneOut++;
            if (reported.IsContradicted) _contradicted++;
            if (reported.Seen.Event.Attribution?[^1] is { } origin) _echoes[origin] = _echoes.GetValueOrDefault(origin) + 1;
        }

        internal PublisherItem Item(Key publisher) => new()
        {
            Publisher = publisher,
            Events = _events,
            FirstKnown = _firstKnown,
            LastKnown = _lastKnown,
            HappenedToKnown = Delay.Of(_happenedToKnown),
            KnownToRecorded = Delay.Of(_knownToRecorded),
            Retracted = _retracted,
            Corrected = _corrected,
            Denied = _denied,
            BorneOut = _borneOut,
            Contradicted = _contradicted,
            Echoes =
            [
                .. _echoes.Select(e => new Echo(e.Key, e.Value))
                    .OrderByDescending(e => e.Events).ThenBy(e => e.Name, StringComparer.Ordinal),
            ],
        };
    }

    /// <summary>One event of the world, visible.</summary>
    private sealed record Reported(Vantage Vantage, SeenEvent Seen, StoryEntry? Entry, bool IsBorneOut, bool IsContradicted)
    {
        private Edtf Happened => Entry?.Happened ?? Seen.Event.Happened;

        /// <summary>When it became known.</summary>
        internal Instant KnownBy => Seen.KnownBy!.Value;

        // Known on a day, or within one: the disclosure by which the knower knew it.
        private bool IsKnownToTheDay =>
            Seen.Disclosures.Where(d => d.KnownBy == KnownBy && Vantage.Knows(d.Stated.To)).Any(d => IsWithinADay(new DateBounds(d.Stated.At.Earliest, d.KnownBy)));

        /// <summary>From when it had happened; what was foreseen was known before.</summary>
        internal long? HappenedToKnown => IsKnownToTheDay && IsWithinADay(Happened.Start ?? Happened.Bounds) && Happened.Earliest <= KnownBy
            ? KnownBy.Microseconds - Story.HappenedBy(Happened, KnownBy).Microseconds
            : null;

        /// <summary>Until it was recorded; what got out to the knower later was recorded before.</summary>
        internal long? KnownToRecorded => IsKnownToTheDay && KnownBy <= Seen.Event.RecordedAt
            ? Seen.Event.RecordedAt.Microseconds - KnownBy.Microseconds
            : null;

        private static bool IsWithinADay(DateBounds bounds) => bounds is { Earliest.IsFinite: true, Latest.IsFinite: true }
            && bounds.Latest.Microseconds - bounds.Earliest.Microseconds < Instant.MicrosecondsPerDay;
    }
}
