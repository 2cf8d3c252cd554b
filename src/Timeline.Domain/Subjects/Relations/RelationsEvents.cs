using Timeline.Domain.Knowing;
using Timeline.Domain.Record;

namespace Timeline.Domain.Subjects.Relations;

/// <summary>Liaison offices are proposed.</summary>
[Requires("parties")]
public sealed record LiaisonOfficeProposed : EventData
{
    /// <summary>Between whom.</summary>
    public Keys? Parties { get; init; }

    /// <summary>Who proposes it.</summary>
    public Actors? By { get; init; }

    /// <inheritdoc/>
    protected internal override void Assert(Claims say)
    {
        say.Say("status", RelationsStatus.OfficeProposed).Say("parties", Parties).Common(this);
        say.Under("proposals", "office")!.Say("by", By);
    }
}

/// <summary>A party opens a liaison office.</summary>
[Requires("party", "in")]
public sealed record LiaisonOfficeOpened : EventData
{
    /// <summary>Whose office.</summary>
    public Actors? Party { get; init; }

    /// <summary>Where.</summary>
    public Place? In { get; init; }

    /// <inheritdoc/>
    protected internal override void Assert(Claims say)
    {
        say.Say("status", RelationsStatus.OfficeOpened).Say("level", RelationsLevel.Liaison);
        foreach (var party in say.UnderEach("offices", Party)) party.In(In)?.Say("in", In).Say("status", OfficeStatus.Open).Common(this);
    }
}

/// <summary>A party calls its staff back from a liaison office, which stays as it is otherwise.</summary>
[Requires("party", "in")]
public sealed record LiaisonStaffWithdrawn : EventData
{
    /// <summary>Whose staff.</summary>
    public Actors? Party { get; init; }

    /// <summary>Where the office is.</summary>
    public Place? In { get; init; }

    /// <summary>Why.</summary>
    public string? Reason { get; init; }

    /// <inheritdoc/>
    protected internal override void Assert(Claims say)
    {
        say.Say("status", RelationsStatus.StaffWithdrawn);
        foreach (var party in say.UnderEach("offices", Party))
            party.In(In)?.Say("in", In).Say("staff", StaffStatus.Withdrawn).Say("reason", Reason).Common(this);
    }
}

/// <summary>Staff called back from a liaison office is there again, all of it or some.</summary>
[Requires("party", "in")]
public sealed record LiaisonStaffReturned : EventData
{
    /// <summary>Whose staff.</summary>
    public Actors? Party { get; init; }

    /// <summary>Where the office is.</summary>
    public Place? In { get; init; }

    /// <summary>How many of them, in words.</summary>
    public string? Extent { get; init; }

    /// <inheritdoc/>
    protected internal override void Assert(Claims say)
    {
        say.Say("status", RelationsStatus.StaffReturned);
        foreach (var party in say.UnderEach("offices", Party))
            party.In(In)?.Say("in", In).Say("staff", StaffStatus.Returned).Say("extent", Extent).Common(this);
    }
}

/// <summary>A party closes its liaison office.</summary>
[Requires("party", "in")]
public sealed record LiaisonOfficeClosed : EventData
{
    /// <summary>Whose office.</summary>
    public Actors? Party { get; init; }

    /// <summary>Where.</summary>
    public Place? In { get; init; }

    /// <summary>Why.</summary>
    public string? Reason { get; init; }

    /// <inheritdoc/>
    protected internal override void Assert(Claims say)
    {
        say.Say("status", RelationsStatus.OfficeClosed).Say("level", RelationsLevel.None);
        foreach (var party in say.UnderEach("offices", Party))
            party.In(In)?.Say("in", In).Say("status", OfficeStatus.Closed).Say("reason", Reason).Common(this);
    }
}

/// <summary>Diplomatic relations are established.</summary>
[Requires("parties")]
public sealed record RelationsEstablished : EventData
{
    /// <summary>Between whom.</summary>
    public Keys? Parties { get; init; }

    /// <inheritdoc/>
    protected internal override void Assert(Claims say) =>
        say.Say("status", RelationsStatus.Established).Say("level", RelationsLevel.Embassy).Say("parties", Parties).Common(this);
}

/// <summary>Diplomatic relations are broken off.</summary>
[Requires("by")]
public sealed record RelationsBroken : EventData
{
    /// <summary>By whom.</summary>
    public Actors? By { get; init; }

    /// <summary>Why.</summary>
    public string? Reason { get; init; }

    /// <inheritdoc/>
    protected internal override void Assert(Claims say)
    {
        say.Say("status", RelationsStatus.Broken).Say("level", RelationsLevel.None).Common(this);
        say.Under("changes", "broken")!.Say("by", By).Say("reason", Reason);
    }
}

/// <summary>A party appoints an ambassador.</summary>
[Requires("party", "to")]
public sealed record AmbassadorAppointed : EventData
{
    /// <summary>Who sends them.</summary>
    public Actors? Party { get; init; }

    /// <summary>To whom.</summary>
    public Actors? To { get; init; }

    /// <summary>Who it is.</summary>
    public Key? Person { get; init; }

    /// <inheritdoc/>
    protected internal override void Assert(Claims say)
    {
        foreach (var party in say.UnderEach("ambassadors", Party))
            party.Say("status", AmbassadorStatus.Appointed).Say("to", To).Say("person", Person).Common(this);
    }
}

/// <summary>A party calls its ambassador home.</summary>
[Requires("by", "from")]
public sealed record AmbassadorRecalled : EventData
{
    /// <summary>Who recalls them.</summary>
    public Actors? By { get; init; }

    /// <summary>From whom.</summary>
    public Actors? From { get; init; }

    /// <summary>Why.</summary>
    public string? Reason { get; init; }

    /// <inheritdoc/>
    protected internal override void Assert(Claims say)
    {
        foreach (var party in say.UnderEach("ambassadors", By))
            party.Say("status", AmbassadorStatus.Recalled).Say("from", From).Say("reason", Reason).Common(this);
    }
}

/// <summary>Diplomats are expelled.</summary>
[Requires("by", "of")]
public sealed record DiplomatExpelled : EventData
{
    /// <summary>Who expels them.</summary>
    public Actors? By { get; init; }

    /// <summary>Whose diplomats.</summary>
    public Actors? Of { get; init; }

    /// <summary>How many.</summary>
    public decimal? Count { get; init; }

    /// <summary>Why.</summary>
    public string? Reason { get; init; }

    /// <inheritdoc/>
    protected internal override void Assert(Claims say) => say.Entry("incidents").Say("incident", Incident.DiplomatsExpelled)
        .Say("by", By).Say("of", Of).Say("count", Count).Say("reason", Reason).Common(this);
}

/// <summary>Persons held are let go.</summary>
[Requires("by")]
public sealed record PersonsReleased : EventData
{
    /// <summary>Who lets them go.</summary>
    public Actors? By { get; init; }

    /// <summary>To whom.</summary>
    public Actors? To { get; init; }

    /// <summary>Who they are.</summary>
    public Keys? Persons { get; init; }

    /// <summary>How many.</summary>
    public decimal? Count { get; init; }

    /// <inheritdoc/>
    protected internal override void Assert(Claims say) => say.Entry("incidents").Say("incident", Incident.PersonsReleased)
        .Say("by", By).Say("to", To).Say("persons", Persons).Say("count", Count).Common(this);
}

/// <summary>Remains of the dead are given back.</summary>
[Requires("by", "to")]
public sealed record RemainsReturned : EventData
{
    /// <summary>Who gives them back.</summary>
    public Actors? By { get; init; }

    /// <summary>To whom.</summary>
    public Actors? To { get; init; }

    /// <summary>How many.</summary>
    public decimal? Count { get; init; }

    /// <inheritdoc/>
    protected internal override void Assert(Claims say) => say.Entry("incidents").Say("incident", Incident.RemainsReturned)
        .Say("by", By).Say("to", To).Say("count", Count).Common(this);
}
