using System.Text.Json.Serialization;
using Timeline.Domain.Json;
using Timeline.Domain.Knowing;
using Timeline.Domain.Record;
using Timeline.Domain.Time;

namespace Timeline.Domain.Subjects.Summit;

/// <summary>Somebody proposes that leaders meet.</summary>
[Requires("by", "with")]
public sealed record SummitProposed : EventData
{
    /// <summary>Who proposes it.</summary>
    public Actors? By { get; init; }

    /// <summary>Whom they propose to meet.</summary>
    public Keys? With { get; init; }

    /// <summary>What the summit is called.</summary>
    public string? Title { get; init; }

    /// <summary>The place proposed.</summary>
    public Place? Place { get; init; }

    /// <inheritdoc/>
    protected internal override void Assert(Claims say)
    {
        say.Say("status", SummitStatus.Proposed).Say("title", Title).Common(this);
        say.Under("proposals", "summit")!.Say("by", By).Say("with", With);
        say.Under("places", Place)?.Say("place", Place).Say("status", PlaceStatus.Proposed).Say("by", By);
    }
}

/// <summary>Somebody agrees to meet.</summary>
[Requires("by")]
public sealed record SummitAccepted : EventData
{
    /// <summary>Who agrees.</summary>
    public Actors? By { get; init; }

    /// <inheritdoc/>
    protected internal override void Assert(Claims say)
    {
        say.Say("status", SummitStatus.Accepted).Common(this);
        foreach (var party in say.UnderEach("responses", By)) party.Say("response", Any.Reply.Accepted);
    }
}

/// <summary>The summit is set.</summary>
[Requires("dates")]
public sealed record SummitScheduled : EventData
{
    /// <summary>What the summit is called.</summary>
    public string? Title { get; init; }

    /// <summary>Where it is to be: a country or a city.</summary>
    public Place? Place { get; init; }

    /// <inheritdoc/>
    protected internal override void Assert(Claims say) =>
        say.Say("status", SummitStatus.Scheduled).Say("title", Title).Say("place", Place).Common(this);
}

/// <summary>The summit gets other dates.</summary>
[Requires("dates")]
public sealed record SummitRescheduled : EventData
{
    /// <summary>Why.</summary>
    public string? Reason { get; init; }

    /// <inheritdoc/>
    protected internal override void Assert(Claims say)
    {
        say.Say("status", SummitStatus.Rescheduled).Common(this);
        say.Under("changes", "rescheduled")!.Say("reason", Reason);
    }
}

/// <summary>The summit is put off.</summary>
public sealed record SummitPostponed : EventData
{
    /// <summary>By whom.</summary>
    public Actors? By { get; init; }

    /// <summary>Until when.</summary>
    public Edtf? Until { get; init; }

    /// <summary>Why.</summary>
    public string? Reason { get; init; }

    /// <inheritdoc/>
    protected internal override void Assert(Claims say)
    {
        say.Say("status", SummitStatus.Postponed).Common(this);
        say.Under("changes", "postponed")!.Say("by", By).Say("until", Until).Say("reason", Reason);
    }
}

/// <summary>The summit is called off.</summary>
public sealed record SummitCancelled : EventData
{
    /// <summary>By whom.</summary>
    public Actors? By { get; init; }

    /// <summary>Why.</summary>
    public string? Reason { get; init; }

    /// <inheritdoc/>
    protected internal override void Assert(Claims say)
    {
        say.Say("status", SummitStatus.Cancelled).Common(this);
        say.Under("changes", "cancelled")!.Say("by", By).Say("reason", Reason);
    }
}

/// <summary>A summit called off or put off is on again.</summary>
public sealed record SummitReinstated : EventData
{
    /// <summary>By whom.</summary>
    public Actors? By { get; init; }

    /// <inheritdoc/>
    protected internal override void Assert(Claims say)
    {
        say.Say("status", SummitStatus.Reinstated).Common(this);
        say.Under("changes", "reinstated")!.Say("by", By);
    }
}

/// <summary>A place is proposed: a country or a city.</summary>
[Requires("place")]
public sealed record PlaceProposed : EventData
{
    /// <summary>The place.</summary>
    public Place? Place { get; init; }

    /// <summary>Who proposes it.</summary>
    public Actors? By { get; init; }

    /// <inheritdoc/>
    protected internal override void Assert(Claims say) =>
        say.Under("places", Place)?.Say("place", Place).Say("status", PlaceStatus.Proposed).Say("by", By).Common(this);
}

/// <summary>A place is turned down.</summary>
[Requires("place")]
public sealed record PlaceRejected : EventData
{
    /// <summary>The place.</summary>
    public Place? Place { get; init; }

    /// <summary>Who turns it down.</summary>
    public Actors? By { get; init; }

    /// <summary>Why.</summary>
    public string? Reason { get; init; }

    /// <inheritdoc/>
    protected internal override void Assert(Claims say) =>
        say.Under("places", Place)?.Say("place", Place).Say("status", PlaceStatus.Rejected).Say("by", By).Say("reason", Reason).Common(this);
}

/// <summary>The place is settled.</summary>
[Requires("place")]
public sealed record PlaceConfirmed : EventData
{
    /// <summary>The place.</summary>
    public Place? Place { get; init; }

    /// <summary>Who confirms it.</summary>
    public Actors? By { get; init; }

    /// <inheritdoc/>
    protected internal override void Assert(Claims say)
    {
        say.Say("place", Place);
        if (Place is not null) say.Under("places", Place)!.Say("place", Place).Say("status", PlaceStatus.Confirmed).Say("by", By).Common(this);
    }
}

/// <summary>A building is proposed to meet in.</summary>
[Requires("venue")]
public sealed record VenueProposed : EventData
{
    /// <summary>The venue.</summary>
    public Name? Venue { get; init; }

    /// <summary>Who proposes it.</summary>
    public Actors? By { get; init; }

    /// <summary>Whether it is the first choice or the reserve.</summary>
    public VenueRole? Role { get; init; }

    /// <inheritdoc/>
    protected internal override void Assert(Claims say) =>
        say.Under("venues", Venue)?.Say("venue", Venue).Say("status", PlaceStatus.Proposed).Say("by", By).Say("role", Role).Common(this);
}

/// <summary>A building is turned down.</summary>
[Requires("venue")]
public sealed record VenueRejected : EventData
{
    /// <summary>The venue.</summary>
    public Name? Venue { get; init; }

    /// <summary>Who turns it down.</summary>
    public Actors? By { get; init; }

    /// <summary>Why.</summary>
    public string? Reason { get; init; }

    /// <inheritdoc/>
    protected internal override void Assert(Claims say) =>
        say.Under("venues", Venue)?.Say("venue", Venue).Say("status", PlaceStatus.Rejected).Say("by", By).Say("reason", Reason).Common(this);
}

/// <summary>The building to meet in is settled.</summary>
[Requires("venue")]
public sealed record VenueConfirmed : EventData
{
    /// <summary>The venue.</summary>
    public Name? Venue { get; init; }

    /// <summary>Who confirms it.</summary>
    public Actors? By { get; init; }

    /// <inheritdoc/>
    protected internal override void Assert(Claims say) =>
        say.Under("venues", Venue)?.Say("venue", Venue).Say("status", PlaceStatus.Confirmed).Say("by", By).Common(this);
}

/// <summary>Somebody wants something on the agenda.</summary>
[Requires("item")]
public sealed record AgendaItemProposed : EventData
{
    /// <summary>What is to be talked about or decided.</summary>
    public Name? Item { get; init; }

    /// <summary>Who wants it.</summary>
    public Actors? By { get; init; }

    /// <inheritdoc/>
    protected internal override void Assert(Claims say) => say.Under("agenda", Item)?.Say("item", Item).Say("by", By).Common(this);
}

/// <summary>The leaders meet.</summary>
public sealed record SummitHeld : EventData
{
    /// <summary>In which building.</summary>
    public Name? Venue { get; init; }

    /// <inheritdoc/>
    protected internal override void Assert(Claims say)
    {
        say.Say("status", SummitStatus.Held).Common(this);
        say.Under("venues", Venue)?.Say("venue", Venue).Say("status", PlaceStatus.Used);
    }
}

/// <summary>The summit is over.</summary>
[Requires("outcome")]
public sealed record SummitConcluded : EventData
{
    /// <summary>With what result.</summary>
    public SummitOutcome? Outcome { get; init; }

    /// <summary>Why so.</summary>
    public string? Reason { get; init; }

    /// <inheritdoc/>
    protected internal override void Assert(Claims say) =>
        say.Say("status", SummitStatus.Concluded).Say("outcome", Outcome).Say("outcomeReason", Reason, nameof(Reason)).Common(this);
}

/// <summary>Whether a proposed venue is the first choice.</summary>
[JsonConverter(typeof(WordJson<VenueRole>))]
public enum VenueRole
{
    /// <summary>The first choice.</summary>
    Preferred,

    /// <summary>The reserve.</summary>
    Backup,
}

/// <summary>What came of a summit.</summary>
[JsonConverter(typeof(WordJson<SummitOutcome>))]
public enum SummitOutcome
{
    /// <summary>Something was signed that binds.</summary>
    Agreement,

    /// <summary>A joint statement.</summary>
    Statement,

    /// <summary>Nothing.</summary>
    NoAgreement,
}
