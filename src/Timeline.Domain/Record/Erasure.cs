using System.Text.Json.Serialization;
using Timeline.Domain.Subjects;
using Timeline.Domain.Time;

namespace Timeline.Domain.Record;

/// <summary>
/// The mark of an event whose payload, source and attribution were erased (SEMANTICS §11). What places the event stays, and the mark stands
/// in its stead wherever it is told.
/// </summary>
public sealed record Erasure
{
    /// <summary>The longest reason, in characters.</summary>
    public const int MaxReasonLength = 1000;

    /// <summary>When it was erased.</summary>
    [JsonRequired]
    public Instant At { get; init; }

    /// <summary>Why; everybody who sees the event reads it.</summary>
    [JsonRequired]
    public string Reason { get; init; } = null!;

    /// <summary>Who erased it: the authenticated principal.</summary>
    [JsonRequired]
    public string By { get; init; } = null!;

    /// <summary>
    /// An event and every act on it, and on these, as they are from now on: an act may repeat what it acts on. What was erased before keeps
    /// its first mark and is not among them.
    /// </summary>
    /// <param name="subject">All events of the subject, in order of position.</param>
    /// <param name="id">The event.</param>
    /// <param name="mark">The mark of all of them.</param>
    public static IReadOnlyList<TimelineEvent> Erase(IEnumerable<TimelineEvent> subject, Guid id, Erasure mark)
    {
        var concerned = new HashSet<Guid> { id };
        var erased = new List<TimelineEvent>();
        var told = new Dictionary<Guid, TimelineEvent>();
        foreach (var e in subject)
        {
            // A target is older than what acts on it.
            if (e.Target is { } target && concerned.Contains(target)) concerned.Add(e.Id);
            if (concerned.Contains(e.Id) && e.Erased is null)
                erased.Add(Emptied(e, mark, told));
            told.Add(e.Id, concerned.Contains(e.Id) && e.Erased is null ? erased[^1] : e);
        }

        return erased;
    }

    // Of the dates of a zone those stay that place it or its target.
    private static TimelineEvent Emptied(TimelineEvent e, Erasure mark, Dictionary<Guid, TimelineEvent> told)
    {
        var left = e with { Data = Emptied(e.Data), Absent = null, Source = null, Attribution = null, Erased = mark };
        if (e.Given is null) return left;
        var target = e.Target is { } id && told.TryGetValue(id, out var found) ? found : e;
        return left with { Given = e.Given.Only(left.Dates.Concat(target.Dates).Select(d => d.Text).ToHashSet()) };
    }

    /// <summary>What stays of a payload: of an act on the record what it does to the place and standing of its target, otherwise nothing.</summary>
    public static EventData Emptied(EventData data) => data switch
    {
        EventRetracted e => new EventRetracted { Event = e.Event },
        EventCorrected e => new EventCorrected { Event = e.Event, Happened = e.Happened },
        EventDenied e => new EventDenied { Event = e.Event },
        EventDisclosed e => new EventDisclosed { Event = e.Event, To = e.To, At = e.At },
        EventAmended e => new EventAmended
        {
            Event = e.Event,
            Mode = e.Mode,
            Happened = e.Happened,
            Zone = e.Zone,
            ZoneName = e.ZoneName,
            Disclosures = e.Disclosures,
            Assessment = e.Assessment,
            Void = e.Void,
        },
        _ => new ErasedData(),
    };
}

/// <summary>What is left of the payload of an erased event of the world, whatever its type: it says nothing, not even what its type implies.</summary>
public sealed record ErasedData : EventData
{
    /// <inheritdoc/>
    protected internal override void Assert(Knowing.Claims say)
    {
    }
}
