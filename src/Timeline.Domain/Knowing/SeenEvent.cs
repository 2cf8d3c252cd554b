using Timeline.Domain.Record;
using Timeline.Domain.Subjects;
using Timeline.Domain.Time;

namespace Timeline.Domain.Knowing;

/// <summary>A disclosure, and by when it counts as known.</summary>
/// <param name="Stated">As stated.</param>
/// <param name="KnownBy">Its latest instant, or when it was noted if that is earlier: whoever noted it knew it (SEMANTICS §3).</param>
public sealed record KnownDisclosure(Disclosure Stated, Instant KnownBy)
{
    /// <summary>A disclosure as it counts of an event that was noted then.</summary>
    public static KnownDisclosure Of(Disclosure stated, Instant notedAt) => new(stated, Instant.Min(stated.At.Latest, notedAt));
}

/// <summary>How far an event of the world comes to a vantage: what acts on it comes along from one of these on (SEMANTICS §4).</summary>
internal enum Presence
{
    /// <summary>The knower never learns of it.</summary>
    Secret,

    /// <summary>They learn of it at some time.</summary>
    There,

    /// <summary>The lens lets it through too.</summary>
    Passing,

    /// <summary>And it is known by K.</summary>
    InView,

    /// <summary>No event of the world comes so far: what would be there only then never is.</summary>
    Never,
}

/// <summary>
/// An event as read at a position, and what a vantage makes of it. Where R runs it is read otherwise with each act that is recorded on it,
/// at what that act costs; so whoever looks at it does so before R goes on.
/// </summary>
public sealed class SeenEvent
{
    private static readonly Comparer<SeenEvent> AsKnown = Comparer<SeenEvent>.Create((a, b) =>
        (a.KnownBy is null, a.KnownBy, a._whole.Seq).CompareTo((b.KnownBy is null, b.KnownBy, b._whole.Seq)));

    private static readonly Func<EventAmended, bool>[] Members =
    [
        a => a.Zone is not null, a => a.Data is not null, a => a.Mode is not null, a => a.Happened is not null,
        a => a.Disclosures is not null, a => a.Source is not null, a => a.Attribution is not null, a => a.Assessment is not null,
    ];

    private readonly TimelineEvent _whole;
    private readonly Vantage _vantage;
    private readonly SeenEvent? _target;

    // How far the event of the world that it acts on must come for it to be there, to pass the lens and to be known. For such an event
    // itself these are the names of how far it comes.
    private readonly Presence _thereFrom = Presence.There, _passesFrom = Presence.Passing, _knownFrom = Presence.InView;

    // Of each member the last amendment that gives it: so they are few, however many there are.
    private IReadOnlyList<TimelineEvent> _amendments = [];
    private SortedSet<SeenEvent>? _leaks;
    private Func<TimelineEvent, TimelineEvent>? _cut;
    private TimelineEvent? _recorded, _event;
    private KnownDisclosure[]? _own;
    private Known? _known;

    /// <summary>An event as recorded.</summary>
    /// <param name="whole">The event, with all that it names.</param>
    /// <param name="target">
    /// What it acts on; <see langword="null"/>: nothing, or what is not at hand, for the knower never learns of it.
    /// </param>
    /// <param name="vantage">From where it is seen.</param>
    internal SeenEvent(TimelineEvent whole, SeenEvent? target, Vantage vantage)
    {
        (_whole, _target, _vantage) = (whole, target, vantage);
        World = whole.Target is null ? this : target?.World;
        if (target is null) return;
        // Whoever never learns of an event does not learn of what acts on it either. An amendment counts with its target, whoever is told
        // of it.
        _thereFrom = whole.Data is EventAmended || KnownBy is not null ? target._thereFrom : Presence.Never;
        var passes = vantage.Lens.Passes(whole) ? Presence.There : Presence.Never;
        _passesFrom = whole.Data switch
        {
            EventRetracted or EventCorrected or EventAmended => target._passesFrom,
            // Whether an erased denial had a source nobody knows any more: it passes by either rule, so that none disappears.
            EventDenied when whole.Source is null && (whole.Erased is null || passes == Presence.Never) => target._passesFrom,
            _ => passes,
        };
        _knownFrom = IsKnown ? Presence.There : Presence.Never;
        // An amendment is the record keeper's word about what stands in the record: it is shown to whom its target is.
        if (whole.Data is EventAmended && target._knownFrom > _knownFrom) _knownFrom = target._knownFrom;
    }

    /// <summary>The event as recorded, without what it names and the knower never learns of.</summary>
    public TimelineEvent Recorded => _recorded ??= _cut?.Invoke(_whole) ?? _whole;

    /// <summary>The event, amended, and without what it names and the knower never learns of.</summary>
    public TimelineEvent Event => _event ??= _amendments.Count == 0 ? Recorded : _cut?.Invoke(Amended()) ?? Amended();

    /// <summary>Everybody it was ever disclosed to, as read here.</summary>
    public IEnumerable<KnownDisclosure> Disclosures => _leaks is null ? Own : Own.Concat(_leaks.SelectMany(l => l.Own));

    /// <summary>The ids of the amendments in it, oldest first.</summary>
    public List<Guid> Amendments { get; } = [];

    /// <summary>Struck from the record by an amendment.</summary>
    public bool IsVoid { get; private set; }

    /// <summary>knownBy(e, w) (SEMANTICS §3); <see langword="null"/>: never.</summary>
    public Instant? KnownBy => Now.By;

    /// <summary>Visible at the vantage, were it not struck from the record.</summary>
    public bool IsInView => World?.Presence >= InViewFrom;

    /// <summary>Visible at the vantage (SEMANTICS §4).</summary>
    public bool IsVisible => IsInView && !IsVoid;

    /// <summary>Visible and not retracted (SEMANTICS §5).</summary>
    public bool IsEffective { get; internal set; }

    /// <summary>What the event as recorded is another account of, whether or not the knower ever learns of that.</summary>
    internal Guid? AccountOf => _whole.AccountOf;

    /// <summary>The event of the world that it, or what it acts on, acts on in the end: itself if it is one.</summary>
    internal SeenEvent? World { get; }

    /// <summary>What it acts on.</summary>
    internal SeenEvent? Target => _target;

    /// <summary>Whether the knower learns of it at some time: else it is as if not in the record (SEMANTICS §4).</summary>
    internal bool IsThere => World?.Presence >= _thereFrom;

    /// <summary>How far an event of the world comes.</summary>
    internal Presence Presence => Now.Presence;

    /// <summary>How far the event of the world must come for it to be in view.</summary>
    internal Presence InViewFrom => (Presence)Math.Max((int)_thereFrom, Math.Max((int)_passesFrom, (int)_knownFrom));

    private KnownDisclosure[] Own => _own ??= [.. Event.Disclosures.Select(d => KnownDisclosure.Of(d, _whole.NotedAt))];

    private Known Now => _known ??= Known.Of(this);

    private bool IsKnown => KnownBy is { } known && known <= _vantage.Known;

    /// <summary>Lets it amend or disclose what it acts on.</summary>
    internal void Act()
    {
        if (_whole.Data is EventAmended) _target?.Amend(_whole);
        else if (_whole.Data is EventDisclosed) _target?.Disclose(this);
    }

    /// <summary>Takes out of it what the knower may not be told.</summary>
    internal void Cut(Func<TimelineEvent, TimelineEvent> cut) => (_cut, _recorded, _event) = (cut, null, null);

    private void Amend(TimelineEvent amendment)
    {
        Amendments.Add(amendment.Id);
        IsVoid = ((EventAmended)amendment.Data).Void ?? IsVoid;
        TimelineEvent[] all = [.. _amendments, amendment];
        _amendments =
        [
            .. Members.Select(gives => Array.FindLast(all, a => gives((EventAmended)a.Data))).OfType<TimelineEvent>().Distinct()
                .OrderBy(a => a.Seq),
        ];
        (_event, _own, _known) = (null, null, null);
        if (_whole.Data is EventDisclosed) _target?.Disclose(this);
    }

    // A disclosure that was struck from the record disclosed nothing.
    private void Disclose(SeenEvent leak)
    {
        _leaks ??= new(AsKnown);
        if (leak.IsVoid) _leaks.Remove(leak);
        else _leaks.Add(leak);
        _known = null;
    }

    // What an amendment gives keeps the zone that it was given in; a later one's zone is that of what was recorded.
    private TimelineEvent Amended()
    {
        var zoned = _amendments.LastOrDefault(a => a.Data is EventAmended { Zone: not null });
        var own = zoned is null ? _whole : Acts.InZone(_whole, (EventAmended)zoned.Data, zoned);
        return _amendments.Aggregate(own, (e, a) => Acts.WithGiven(e, (EventAmended)a.Data, a));
    }

    /// <summary>By when it is known, and how far it comes: found when it is asked for, and anew where it is read otherwise.</summary>
    private sealed record Known(Instant? By, Presence Presence)
    {
        internal static Known Of(SeenEvent seen)
        {
            var vantage = seen._vantage;
            // Of the leaks that which they learned of first stands first.
            var by = seen.Own.Where(d => vantage.Knows(d.Stated.To)).Select(d => (Instant?)d.KnownBy)
                .Append(seen._leaks?.Min?.KnownBy).Min();
            return new(by, by is null ? Presence.Secret
                : !vantage.Lens.Passes(seen.Event) ? Presence.There
                : by > vantage.Known ? Presence.Passing
                : Presence.InView);
        }
    }
}

/// <summary>The events of a subject as they are read while R goes on: each that is recorded acts on those before it.</summary>
internal sealed class SeenEvents(Vantage vantage)
{
    private readonly Dictionary<Guid, SeenEvent> _byId = [];

    /// <summary>Records the next event; of those that the knower never learns of any may be left out.</summary>
    internal SeenEvent Add(TimelineEvent e)
    {
        var seen = new SeenEvent(e, e.Target is { } target ? FindAny(target) : null, vantage);
        _byId.Add(e.Id, seen);
        seen.Act();
        return seen;
    }

    /// <summary>An event that is there for the knower; <see langword="null"/>: it is not.</summary>
    internal SeenEvent? Find(Guid id) => FindAny(id) is { IsThere: true } seen ? seen : null;

    /// <summary>An event, whether or not it is there for the knower.</summary>
    internal SeenEvent? FindAny(Guid id) => _byId.GetValueOrDefault(id);
}
