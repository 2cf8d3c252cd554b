using System.Text.Json.Serialization;
using Timeline.Domain.Json;
using Timeline.Domain.Record;
using Timeline.Domain.Subjects;
using Timeline.Domain.Time;

namespace Timeline.Domain.Knowing;

/// <summary>Where an effective event of the world stands at a vantage (SEMANTICS §6).</summary>
[JsonConverter(typeof(WordJson<Standing>))]
public enum Standing
{
    /// <summary>It had happened: it is in the story.</summary>
    Happened,

    /// <summary>It may have happened already.</summary>
    Possibly,

    /// <summary>It is still ahead.</summary>
    Ahead,

    /// <summary>Who said it had taken it back: it is as if never said.</summary>
    Retracted,

    /// <summary>It acts on the record and happens in no story.</summary>
    Act,
}

/// <summary>An event of the world at a vantage, with what is in force of it or was last before it was taken back (SEMANTICS §5).</summary>
public sealed record StoryEntry
{
    private (IReadOnlyList<Assertion> Assertions, IReadOnlyList<ReportedGap> Gaps)? _claims;
    private IReadOnlyDictionary<string, Value>? _said;

    /// <summary>The event as seen.</summary>
    public required SeenEvent Seen { get; init; }

    /// <summary>The id of the act that it is an account of: its own where it is none.</summary>
    public required Guid Act { get; init; }

    /// <summary>The payload in force.</summary>
    public required EventData Data { get; init; }

    /// <summary>What is said of members without a value, in force.</summary>
    public Absences? Absent { get; init; }

    /// <summary>When it took place, in force.</summary>
    public required Edtf Happened { get; init; }

    /// <summary>happenedBy(e, w) (SEMANTICS §3), of what is in force.</summary>
    public required Instant HappenedBy { get; init; }

    /// <summary>knownBy(e, w) (SEMANTICS §3).</summary>
    public required Instant KnownBy { get; init; }

    /// <summary>Effective corrections, in the order in which they became known.</summary>
    public required IReadOnlyList<SeenEvent> Corrections { get; init; }

    /// <summary>Effective denials, in the order in which they became known.</summary>
    public required IReadOnlyList<SeenEvent> Denials { get; init; }

    /// <summary>Effective retractions, in the order in which they became known: of what is in the story none.</summary>
    public required IReadOnlyList<SeenEvent> Retractions { get; init; }

    /// <summary>How many origins stand behind the act (SEMANTICS §6).</summary>
    public int Support { get; internal set; }

    /// <summary>The event as read. It stays so where R runs and <see cref="Seen"/> goes on.</summary>
    public required TimelineEvent Event { get; init; }

    /// <summary>It is asserted as fact, and what it said is not erased.</summary>
    public bool IsAsserted => Event.Mode is null && Event.Erased is null;

    /// <summary>An effective denial targets it.</summary>
    public bool IsDisputed => Denials.Count > 0;

    /// <summary>Who says so: the last of the attribution, else the publisher (SEMANTICS §6); <see langword="null"/>: nobody is named.</summary>
    public string? Origin => Event.Attribution?[^1] ?? Event.Source?.Publisher.Value;

    /// <summary>The story key (SEMANTICS §6).</summary>
    public StoryKey Key => new(HappenedBy, KnownBy, Event.Type.Order, Event.Seq);

    /// <summary>What it asserts, and what it says is unknown or withheld; with a mode, or erased, nothing.</summary>
    internal (IReadOnlyList<Assertion> Assertions, IReadOnlyList<ReportedGap> Gaps) Claims =>
        _claims ??= IsAsserted ? Knowing.Claims.Of(Data, Absent, Act, ActOf) : ([], []);

    /// <summary>What it says at each pointer, asserted or not; of several values the last.</summary>
    internal IReadOnlyDictionary<string, Value> Said => _said ??= Knowing.Claims.Of(Data, Absent, Act, ActOf).Assertions
        .GroupBy(a => a.Pointer).ToDictionary(a => a.Key, a => a.Last().Value, StringComparer.Ordinal);

    /// <summary>The act that another event of the subject is an account of.</summary>
    internal Func<Guid, Guid> ActOf { get; init; } = null!;

    /// <summary>What is in force of an event by the last correction of its payload and the last of its date, if there are any.</summary>
    internal static StoryEntry Of(SeenEvent seen, SeenEvent? payload, SeenEvent? dated, Names names)
    {
        var e = seen.Event;
        var happened = (dated?.Event.Data as EventCorrected)?.Happened ?? e.Happened;
        var knownBy = seen.KnownBy!.Value;
        return new StoryEntry
        {
            Seen = seen,
            Event = e,
            Act = names.ActOf(e.Id),
            ActOf = names.ActOf,
            Data = payload is null ? e.Data : Acts.Payload(e.Type, payload.Event),
            Absent = payload is null ? e.Absent : payload.Event.Absent,
            Happened = happened,
            HappenedBy = Reading.HappenedBy(happened, knownBy),
            KnownBy = knownBy,
            Corrections = new[] { payload, dated }.OfType<SeenEvent>().Distinct().ToArray(),
            Denials = [],
            Retractions = [],
        };
    }
}

/// <summary>By what a story is ordered (SEMANTICS §6).</summary>
/// <param name="HappenedBy">By when it had happened.</param>
/// <param name="KnownBy">By when it was known.</param>
/// <param name="Type">The place of its type in the catalogue.</param>
/// <param name="Seq">Its position.</param>
public readonly record struct StoryKey(Instant HappenedBy, Instant KnownBy, int Type, long Seq) : IComparable<StoryKey>
{
    /// <inheritdoc/>
    public int CompareTo(StoryKey other) =>
        (HappenedBy, KnownBy, Type, Seq).CompareTo((other.HappenedBy, other.KnownBy, other.Type, other.Seq));
}

/// <summary>
/// The record of one subject read from a vantage: what is visible, effective and in force (SEMANTICS §§3–6). The one place that decides it.
/// </summary>
public sealed class Story : Reading
{
    private readonly SeenEvents _events;
    private readonly Dictionary<Guid, StoryEntry> _effective, _retracted;
    private readonly Lazy<Dictionary<(Guid Act, bool HasHappened), ActInStory>> _acts;

    private Story(IEnumerable<TimelineEvent> events, Vantage vantage, Story? whole) : base(vantage)
    {
        _events = new(vantage);
        Names = new(_events, whole?.Names);
        var read = events.Where(e => e.Seq <= vantage.Recorded).Select(_events.Add).ToList();
        Seen = [.. read.Where(s => s.IsThere)];
        foreach (var seen in Seen) Names.Add(seen);
        foreach (var seen in Seen) Names.Cut(seen);
        DecideEffective();
        var all = InForce().OrderBy(e => e.Key).ToLookup(e => e.Seen.IsEffective);
        (Effective, Retracted) = ([.. all[true]], [.. all[false]]);
        _effective = Effective.ToDictionary(e => e.Event.Id);
        _retracted = Retracted.ToDictionary(e => e.Event.Id);
        var acts = Effective.GroupBy(e => (e.Act, HasHappened: e.HappenedBy <= vantage.At)).ToList();
        _acts = new(() => acts.ToDictionary(a => a.Key, a => ActInStory.Of(a.Key.Act, a)));
        foreach (var act in acts)
        {
            var support = act.CountOrigins();
            foreach (var account in act) account.Support = support;
        }
    }

    /// <summary>
    /// The events of the subject at or below the position that the knower learns of at some time, in order of position. All others are as
    /// if they were not in the record (SEMANTICS §4).
    /// </summary>
    public IReadOnlyList<SeenEvent> Seen { get; }

    /// <summary>What its events may name to the knower.</summary>
    internal Names Names { get; }

    /// <summary>The effective events of the world, in story order, whether or not they had happened.</summary>
    public IReadOnlyList<StoryEntry> Effective { get; }

    /// <summary>
    /// The visible events of the world that were taken back, in story order, each as it was last in force (SEMANTICS §6).
    /// </summary>
    public IReadOnlyList<StoryEntry> Retracted { get; }

    /// <summary>The story: effective, and happened by V (SEMANTICS §6).</summary>
    public IEnumerable<StoryEntry> Entries => Effective.Where(e => e.HappenedBy <= Vantage.At);

    /// <summary>What may have happened by V already (SEMANTICS §6).</summary>
    public IEnumerable<StoryEntry> Possibly => Effective.Where(e => StandingOf(e) == Standing.Possibly);

    /// <summary>Whether the subject exists for the knower at all: some event of the world was or will be known to them (SEMANTICS §4).</summary>
    public bool Exists => Seen.Any(s => s is { IsVoid: false, KnownBy: not null } && !s.Event.Type.IsActOnTheRecord);

    /// <summary>Whether anything of it is visible.</summary>
    public bool IsVisible => Seen.Any(s => s.IsVisible && !s.Event.Type.IsActOnTheRecord);

    /// <summary>The instants up to K at which something of the subject became known, in order, from the first of the world on.</summary>
    public IEnumerable<Instant> Learned => Seen.Where(s => s.IsVisible).GroupBy(s => s.KnownBy!.Value).OrderBy(s => s.Key)
        .SkipWhile(s => s.All(e => e.Event.Type.IsActOnTheRecord)).Select(s => s.Key);

    /// <summary>The greatest visible version; 0 where nothing is visible.</summary>
    public long Version => Seen.Where(s => s.IsVisible).Select(s => s.Event.Version).DefaultIfEmpty().Max();

    /// <summary>Whatever is effective and was news to the knower once; an amendment is the record keeper's word and none.</summary>
    public IEnumerable<SeenEvent> News => Seen.Where(s => s.IsEffective && s.Event.Data is not EventAmended);

    /// <summary>When the last of that became known; −∞ where there is none.</summary>
    public Instant LastKnown => News.Select(s => s.KnownBy!.Value).DefaultIfEmpty(Instant.NegativeInfinity).Max();

    /// <summary>Reads a subject's events from a vantage.</summary>
    /// <param name="events">
    /// The events of one subject, in order of position; of those that the knower never learns of any may be left out.
    /// </param>
    /// <param name="vantage">From where.</param>
    public static Story Of(IEnumerable<TimelineEvent> events, Vantage vantage) => new(events, vantage, null);

    /// <summary>The story of some events of this one, with whatever acts on them, as known at another time.</summary>
    internal Story Of(IEnumerable<SeenEvent> some, Instant known) =>
        new(some.Select(s => s.Recorded), Vantage.KnownAt(known), this);

    /// <summary>Whether an event is shown to the knower at some time; an amendment only where its target is.</summary>
    public static bool MayEverSee(SeenEvent seen) => seen is { IsVoid: false, KnownBy: not null };

    /// <summary>
    /// The act that an event is an account of, through accounts of accounts. Accounts of what the knower never learns of are of one act, which
    /// is named by the first of them that they do.
    /// </summary>
    public Guid ActOf(Guid id) => Names.ActOf(id);

    /// <inheritdoc/>
    public override SeenEvent? Find(Guid id) => _events.Find(id);

    /// <inheritdoc/>
    public override StoryEntry? EntryOf(SeenEvent seen) => _effective.GetValueOrDefault(seen.Event.Id);

    /// <inheritdoc/>
    public override StoryEntry? RetractedOf(SeenEvent seen) => _retracted.GetValueOrDefault(seen.Event.Id);

    private protected override ActInStory TogetherWith(StoryEntry entry) => _acts.Value[(entry.Act, entry.HappenedBy <= Vantage.At)];

    /// <summary>An event as read here, whether or not it is there for the knower; <see langword="null"/>: the ledger does not hold it here.</summary>
    internal SeenEvent? FindAny(Guid id) => _events.FindAny(id);

    /// <summary>Whether an event is visible and was news to the knower; an amendment is the record keeper's word and none.</summary>
    public static bool BecameKnown(SeenEvent seen) => seen.IsVisible && seen.Event.Data is not EventAmended;

    /// <summary>When the sources of what is visible count as published: from then on answers show them.</summary>
    internal IEnumerable<Instant> Published =>
        Seen.Where(s => s.IsVisible).Select(s => ShownSource.PublishedBy(s.Event.Source, s, Vantage));

    // What acts on an event is younger than it, so one pass downwards settles retractions of retractions.
    private void DecideEffective()
    {
        var retracted = new HashSet<Guid>();
        foreach (var seen in Seen.Reverse())
        {
            seen.IsEffective = seen.IsVisible && !retracted.Contains(seen.Event.Id);
            if (seen is { IsEffective: true, Event.Data: EventRetracted { Event: { } target } }) retracted.Add(target);
        }
    }

    private IEnumerable<StoryEntry> InForce()
    {
        var acts = Seen.Where(s => s.IsEffective && s.Event.Target is not null).ToLookup(s => s.Event.Target!.Value);
        return Seen.Where(s => s.IsVisible && !s.Event.Type.IsActOnTheRecord).Select(s => Read(s, acts[s.Event.Id]));
    }

    /// <summary>What is in force of an event if these acts on it are effective (SEMANTICS §5).</summary>
    internal StoryEntry Read(SeenEvent seen, IEnumerable<SeenEvent> acts)
    {
        SeenEvent[] ordered = [.. acts.OrderBy(s => s.KnownBy).ThenBy(s => s.Event.Seq)];
        SeenEvent[] corrections = [.. ordered.Where(a => a.Event.Data is EventCorrected)];
        var payload = Array.FindLast(corrections, c => c.Event.Data is EventCorrected { Data: not null });
        var dated = Array.FindLast(corrections, c => c.Event.Data is EventCorrected { Happened: not null });
        return Read(seen, payload, dated) with
        {
            Corrections = corrections,
            Denials = [.. ordered.Where(a => a.Event.Data is EventDenied)],
            Retractions = [.. ordered.Where(a => a.Event.Data is EventRetracted)],
        };
    }

    /// <summary>What is in force of an event by the last correction of its payload and the last of its date, if there are any.</summary>
    internal StoryEntry Read(SeenEvent seen, SeenEvent? payload, SeenEvent? dated) => StoryEntry.Of(seen, payload, dated, Names);
}
