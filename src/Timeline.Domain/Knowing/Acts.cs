using Timeline.Domain.Record;
using Timeline.Domain.Subjects;
using Timeline.Domain.Time;

namespace Timeline.Domain.Knowing;

/// <summary>The acts on the record (SEMANTICS §5): what they may act on, and what amendments make of their targets.</summary>
public static class Acts
{
    /// <summary>Why an event of one type may not act on one of another; <see langword="null"/>: it may.</summary>
    public static string? Refusal(EventData act, EventType target) => (act, IsActOnTheRecord: target.IsActOnTheRecord) switch
    {
        (_, false) => null,
        (EventRetracted, _) when target.ClrType == typeof(EventRetracted) || target.ClrType == typeof(EventCorrected)
            || target.ClrType == typeof(EventDenied) => null,
        (EventAmended { Void: not null, Data: null, Mode: null, Happened: null, Zone: null, Disclosures: null, Source: null, Attribution: null, Assessment: null }, _)
            when target.ClrType == typeof(EventDisclosed) => null,
        _ when target.ClrType == typeof(EventDisclosed) => "What got out cannot be taken back: an EventDisclosed can only be amended void.",
        _ when target.ClrType == typeof(EventAmended) => "An amendment may not be acted on; amend its target again.",
        _ => $"An {act.GetType().Name} may not act on an {target.Name}; a retraction may.",
    };

    /// <summary>The events of one subject as they are read at a position: amended, with the disclosures that came later added.</summary>
    /// <param name="events">The subject's events, in order of position; of those that the knower never learns of any may be left out.</param>
    /// <param name="recorded">R: events above it are not there.</param>
    internal static List<SeenEvent> Read(IEnumerable<TimelineEvent> events, long recorded)
    {
        var seen = events.Where(e => e.Seq <= recorded).Select(e => new SeenEvent(e)).ToList();
        // Most subjects have neither, and are read without an index of their own.
        if (!seen.Exists(s => s.Event.Data is EventAmended or EventDisclosed)) return seen;
        var byId = seen.ToDictionary(s => s.Event.Id);
        foreach (var amendments in seen.Select(s => s.Event).Where(e => e.Data is EventAmended).GroupBy(e => e.Target!.Value))
        {
            if (byId.TryGetValue(amendments.Key, out var target)) target.Amend(amendments);
        }

        foreach (var disclosure in seen)
        {
            if (disclosure is { IsVoid: false, Event.Data: EventDisclosed { Event: { } id } } && byId.TryGetValue(id, out var target))
                target.Disclosures.AddRange(disclosure.Disclosures);
        }

        return seen;
    }

    /// <summary>
    /// The target as one act by itself would have it read. Whatever a vantage may show of an event stands in it as recorded, or as some act
    /// on it has it: indexes go by that. <see langword="null"/>: the act gives the target nothing else to say.
    /// </summary>
    public static TimelineEvent? Reading(TimelineEvent target, TimelineEvent act) => act.Data switch
    {
        EventAmended amended => Amended(target, amended, act),
        EventCorrected { Data: var data, Happened: var happened } => target with
        {
            Data = data is null ? target.Data : Payload(target.Type, act),
            Happened = happened ?? target.Happened,
        },
        EventDisclosed => target with { Disclosures = act.Disclosures },
        _ => null,
    };

    /// <summary>The target as if recorded so (SEMANTICS §5), but for <c>void</c>.</summary>
    internal static TimelineEvent Amended(TimelineEvent target, EventAmended by, TimelineEvent amendment) =>
        WithGiven(InZone(target, by, amendment), by, amendment);

    /// <summary>The target as recorded, read in the zone that an amendment gives it; the dates of disclosures of a zone of their own stay.</summary>
    internal static TimelineEvent InZone(TimelineEvent target, EventAmended by, TimelineEvent amendment) => by.Zone is null ? target
        : target.In(by.ZoneGiven, (date, of) => of != by.ZoneGiven ? date : of is null ? date.In(null) : LocalDates.Read(date, of, amendment.Given));

    /// <summary>The target with what an amendment gives in its place, but for the zone.</summary>
    internal static TimelineEvent WithGiven(TimelineEvent target, EventAmended by, TimelineEvent amendment) =>
        WithGiven(target, by, by.Data is null ? null : Payload(target.Type, amendment), amendment.Absent);

    /// <summary>The payload that an act gives an event of a type, its dates read in the zone that the act says (SEMANTICS §2).</summary>
    /// <exception cref="InvalidOperationException">It gives none.</exception>
    internal static EventData Payload(EventType type, TimelineEvent act)
    {
        var data = (act.Data as IReplacesPayload)?.Data ?? throw new InvalidOperationException("The act gives no payload.");
        return type.ReadData(data).WithDates(act.DataZone, (_, date, zone) => LocalDates.Read(date, zone, act.Given));
    }

    private static TimelineEvent WithGiven(TimelineEvent target, EventAmended by, EventData? data, Absences? absent) => target with
    {
        Data = data ?? target.Data,
        Absent = data is null ? target.Absent : absent,
        Mode = by.Mode switch
        {
            null => target.Mode,
            AmendedMode.Asserted => null,
            AmendedMode.Possible => Mode.Possible,
            AmendedMode.Intended => Mode.Intended,
            _ => Mode.Not,
        },
        Happened = by.Happened ?? target.Happened,
        Disclosures = by.Disclosures ?? target.Disclosures,
        Source = by.Source ?? target.Source,
        Attribution = by.Attribution ?? target.Attribution,
        Assessment = by.Assessment ?? target.Assessment,
    };
}

/// <summary>A disclosure, and by when it counts as known.</summary>
/// <param name="Stated">As stated.</param>
/// <param name="KnownBy">Its latest instant, or when it was noted if that is earlier: whoever noted it knew it (SEMANTICS §3).</param>
public sealed record KnownDisclosure(Disclosure Stated, Instant KnownBy)
{
    /// <summary>A disclosure as it counts of an event that was noted then.</summary>
    public static KnownDisclosure Of(Disclosure stated, Instant notedAt) => new(stated, Instant.Min(stated.At.Latest, notedAt));
}

/// <summary>An event as read at a position, and what a vantage makes of it.</summary>
public sealed class SeenEvent
{
    private readonly List<TimelineEvent> _amendments = [];
    private TimelineEvent? _event;

    internal SeenEvent(TimelineEvent recorded)
    {
        _event = Recorded = recorded;
        Disclosures = [.. recorded.Disclosures.Select(d => KnownDisclosure.Of(d, recorded.NotedAt))];
    }

    /// <summary>The event as recorded, without what it names and the knower never learns of.</summary>
    public TimelineEvent Recorded { get; private set; }

    /// <summary>The event, amended, and without what it names and the knower never learns of.</summary>
    public TimelineEvent Event => _event ??= Amended();

    /// <summary>Everybody it was ever disclosed to, as read here.</summary>
    public List<KnownDisclosure> Disclosures { get; }

    /// <summary>The ids of the amendments in it, oldest first.</summary>
    public List<Guid> Amendments { get; } = [];

    /// <summary>Struck from the record by an amendment.</summary>
    public bool IsVoid { get; private set; }

    /// <summary>knownBy(e, w) (SEMANTICS §3); <see langword="null"/>: never.</summary>
    public Instant? KnownBy { get; internal set; }

    /// <summary>The vantage's lens lets it through, by itself or with its target.</summary>
    internal bool PassesLens { get; set; }

    /// <summary>Visible at the vantage, were it not struck from the record.</summary>
    public bool IsInView { get; internal set; }

    /// <summary>Visible at the vantage (SEMANTICS §4).</summary>
    public bool IsVisible => IsInView && !IsVoid;

    /// <summary>Visible and not retracted (SEMANTICS §5).</summary>
    public bool IsEffective { get; internal set; }

    /// <summary>Amends it by some amendments, oldest first, once.</summary>
    internal void Amend(IEnumerable<TimelineEvent> amendments)
    {
        _amendments.AddRange(amendments);
        _event = null;
        foreach (var (by, id) in _amendments.Select(a => ((EventAmended)a.Data, a.Id)))
        {
            IsVoid = by.Void ?? IsVoid;
            Amendments.Add(id);
        }

        if (_amendments.TrueForAll(a => a.Data is EventAmended { Disclosures: null, Zone: null })) return;
        Disclosures.Clear();
        Disclosures.AddRange(Event.Disclosures.Select(d => KnownDisclosure.Of(d, Event.NotedAt)));
    }

    // What an amendment gives keeps the zone that it was given in; a later one's zone is that of what was recorded.
    private TimelineEvent Amended()
    {
        var zoned = _amendments.FindLast(a => a.Data is EventAmended { Zone: not null });
        var own = zoned is null ? Recorded : Acts.InZone(Recorded, (EventAmended)zoned.Data, zoned);
        return _amendments.Aggregate(own, (e, a) => Acts.WithGiven(e, (EventAmended)a.Data, a));
    }

    /// <summary>Takes out of it what the knower may not be told.</summary>
    internal void Cut(Func<TimelineEvent, TimelineEvent> cut)
    {
        var isAmended = !ReferenceEquals(Event, Recorded);
        Recorded = cut(Recorded);
        _event = isAmended ? cut(Event) : Recorded;
    }

    internal Instant? KnownTo(Vantage vantage)
    {
        Instant? earliest = null;
        foreach (var disclosure in Disclosures)
        {
            if (vantage.Knows(disclosure.Stated.To)) earliest = earliest is { } e ? Instant.Min(e, disclosure.KnownBy) : disclosure.KnownBy;
        }

        return earliest;
    }
}
