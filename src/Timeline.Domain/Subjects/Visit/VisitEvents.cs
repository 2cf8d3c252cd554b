using Timeline.Domain.Knowing;
using Timeline.Domain.Record;

namespace Timeline.Domain.Subjects.Visit;

/// <summary>A visit is announced.</summary>
[Requires("visitor", "host")]
public sealed record VisitAnnounced : EventData
{
    /// <summary>Who is to go.</summary>
    public Actors? Visitor { get; init; }

    /// <summary>Who is to receive them.</summary>
    public Actors? Host { get; init; }

    /// <inheritdoc/>
    protected internal override void Assert(Claims say) =>
        say.Say("status", VisitStatus.Announced).Say("visitor", Visitor).Say("host", Host).Common(this);
}

/// <summary>A stop is planned.</summary>
[Requires("place")]
public sealed record VisitStopPlanned : EventData
{
    /// <summary>Where.</summary>
    public Place? Place { get; init; }

    /// <inheritdoc/>
    protected internal override void Assert(Claims say) => say.Under("stops", Place)?.Say("place", Place).Common(this);
}

/// <summary>A party says who comes for it.</summary>
[Requires("party")]
public sealed record DelegationNamed : EventData
{
    /// <summary>Whose delegation.</summary>
    public Actors? Party { get; init; }

    /// <summary>Who leads it.</summary>
    public Key? Head { get; init; }

    /// <summary>Who belongs to it.</summary>
    public Keys? Members { get; init; }

    /// <inheritdoc/>
    protected internal override void Assert(Claims say)
    {
        foreach (var party in say.UnderEach("delegations", Party)) party.Say("head", Head).Say("members", Members).Common(this);
    }
}

/// <summary>Somebody sets out.</summary>
[Requires("head", "from")]
public sealed record DelegationDeparted : EventData
{
    /// <summary>Who leads the party.</summary>
    public Key? Head { get; init; }

    /// <summary>From where.</summary>
    public Place? From { get; init; }

    /// <summary>For where.</summary>
    public Place? To { get; init; }

    /// <summary>By what.</summary>
    public string? Means { get; init; }

    /// <summary>How far, in kilometres.</summary>
    public decimal? DistanceKm { get; init; }

    /// <inheritdoc/>
    protected internal override void Assert(Claims say) => say.Under("legs", Head)?.Say("status", LegStatus.Departed)
        .Say("from", From).Say("to", To).Say("means", Means).Say("distanceKm", DistanceKm).Common(this);
}

/// <summary>Somebody arrives.</summary>
[Requires("head", "place")]
public sealed record DelegationArrived : EventData
{
    /// <summary>Who leads the party.</summary>
    public Key? Head { get; init; }

    /// <summary>Where.</summary>
    public Place? Place { get; init; }

    /// <inheritdoc/>
    protected internal override void Assert(Claims say) =>
        say.Under("legs", Head)?.Say("status", LegStatus.Arrived).Say("place", Place).Common(this);
}

/// <summary>A visit takes place.</summary>
[Requires("visitor", "host")]
public sealed record VisitMade : EventData
{
    /// <summary>Who goes.</summary>
    public Actors? Visitor { get; init; }

    /// <summary>Who receives them.</summary>
    public Actors? Host { get; init; }

    /// <inheritdoc/>
    protected internal override void Assert(Claims say) =>
        say.Say("status", VisitStatus.Made).Say("visitor", Visitor).Say("host", Host).Common(this);
}

/// <summary>A visit is over.</summary>
public sealed record VisitEnded : EventData
{
    /// <summary>Why, where it ended otherwise than planned.</summary>
    public string? Reason { get; init; }

    /// <inheritdoc/>
    protected internal override void Assert(Claims say)
    {
        say.Say("status", VisitStatus.Ended).Common(this);
        say.Under("changes", "ended")!.Say("reason", Reason);
    }
}

/// <summary>A visit is called off.</summary>
public sealed record VisitCancelled : EventData
{
    /// <summary>By whom.</summary>
    public Actors? By { get; init; }

    /// <summary>Why.</summary>
    public string? Reason { get; init; }

    /// <inheritdoc/>
    protected internal override void Assert(Claims say)
    {
        say.Say("status", VisitStatus.Cancelled).Common(this);
        say.Under("changes", "cancelled")!.Say("by", By).Say("reason", Reason);
    }
}
