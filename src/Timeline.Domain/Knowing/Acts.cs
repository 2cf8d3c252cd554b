using Timeline.Domain.Record;
using Timeline.Domain.Subjects;

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
