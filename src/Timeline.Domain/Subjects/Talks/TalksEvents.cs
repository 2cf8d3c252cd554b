using Timeline.Domain.Knowing;
using Timeline.Domain.Record;
using Timeline.Domain.Time;

namespace Timeline.Domain.Subjects.Talks;

/// <summary>Somebody proposes to talk.</summary>
[Requires("by", "with")]
public sealed record TalksProposed : EventData
{
    /// <summary>Who proposes it.</summary>
    public Actors? By { get; init; }

    /// <summary>With whom.</summary>
    public Keys? With { get; init; }

    /// <summary>About what.</summary>
    public string? Topic { get; init; }

    /// <inheritdoc/>
    protected internal override void Assert(Claims say)
    {
        say.Say("status", TalksStatus.Proposed).Say("topic", Topic).Common(this);
        say.Under("changes", "proposed")!.Say("by", By).Say("with", With);
    }
}

/// <summary>Talks are set.</summary>
[Requires("dates")]
public sealed record TalksScheduled : EventData
{
    /// <summary>Between whom.</summary>
    public Keys? Parties { get; init; }

    /// <summary>Where.</summary>
    public Place? Place { get; init; }

    /// <summary>About what.</summary>
    public string? Topic { get; init; }

    /// <inheritdoc/>
    protected internal override void Assert(Claims say) =>
        say.Say("status", TalksStatus.Scheduled).Say("parties", Parties).Say("place", Place).Say("topic", Topic).Common(this);
}

/// <summary>A round of talks takes place.</summary>
[Requires("parties")]
public sealed record TalksHeld : EventData
{
    /// <summary>Between whom.</summary>
    public Keys? Parties { get; init; }

    /// <summary>At what level.</summary>
    public string? Level { get; init; }

    /// <summary>Where.</summary>
    public Place? Place { get; init; }

    /// <summary>About what.</summary>
    public string? Topic { get; init; }

    /// <inheritdoc/>
    protected internal override void Assert(Claims say)
    {
        say.Say("status", TalksStatus.Held).Say("parties", Parties).Say("topic", Topic);
        say.Entry("rounds").Say("parties", Parties).Say("level", Level).Say("place", Place).Say("topic", Topic).Common(this);
    }
}

/// <summary>Talks are put off.</summary>
public sealed record TalksPostponed : EventData
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
        say.Say("status", TalksStatus.Postponed).Common(this);
        say.Under("changes", "postponed")!.Say("by", By).Say("until", Until).Say("reason", Reason);
    }
}

/// <summary>Talks break down.</summary>
public sealed record TalksCollapsed : EventData
{
    /// <summary>By whose doing.</summary>
    public Actors? By { get; init; }

    /// <summary>Why.</summary>
    public string? Reason { get; init; }

    /// <inheritdoc/>
    protected internal override void Assert(Claims say)
    {
        say.Say("status", TalksStatus.Collapsed).Common(this);
        say.Under("changes", "collapsed")!.Say("by", By).Say("reason", Reason);
    }
}

/// <summary>A proposal is put on the table.</summary>
[Requires("proposal")]
public sealed record ProposalTabled : EventData
{
    /// <summary>What is proposed.</summary>
    public string? Proposal { get; init; }

    /// <summary>By whom.</summary>
    public Actors? By { get; init; }

    /// <summary>Whom it would bind.</summary>
    public Keys? Parties { get; init; }

    /// <inheritdoc/>
    protected internal override void Assert(Claims say) =>
        say.Entry("proposals").Say("proposal", Proposal).Say("by", By).Say("parties", Parties).Common(this);
}

/// <summary>Somebody offers to mediate.</summary>
[Requires("by")]
public sealed record MediationOffered : EventData
{
    /// <summary>Who offers.</summary>
    public Actors? By { get; init; }

    /// <summary>To whom.</summary>
    public Keys? To { get; init; }

    /// <inheritdoc/>
    protected internal override void Assert(Claims say) => say.Entry("mediations").Say("by", By).Say("to", To).Common(this);
}
