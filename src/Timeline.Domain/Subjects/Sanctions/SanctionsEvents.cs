using Timeline.Domain.Knowing;
using Timeline.Domain.Record;

namespace Timeline.Domain.Subjects.Sanctions;

/// <summary>Somebody imposes sanctions.</summary>
[Requires("by", "on", "measure")]
public sealed record SanctionsImposed : EventData
{
    /// <summary>Who imposes them.</summary>
    public Actors? By { get; init; }

    /// <summary>On whom.</summary>
    public Actors? On { get; init; }

    /// <summary>What is imposed.</summary>
    public Name? Measure { get; init; }

    /// <summary>Whom or what it strikes.</summary>
    public Keys? Targets { get; init; }

    /// <summary>On what legal basis, e.g. a resolution.</summary>
    public string? LegalBasis { get; init; }

    /// <inheritdoc/>
    protected internal override void Assert(Claims say)
    {
        say.Say("status", SanctionsStatus.Imposed).Say("by", By).Say("on", On);
        say.Under("measures", Measure)?.Say("measure", Measure).Say("status", MeasureStatus.InForce).Say("targets", Targets)
            .Say("legalBasis", LegalBasis).Common(this);
    }
}

/// <summary>Somebody asks to be relieved of sanctions.</summary>
[Requires("by")]
public sealed record SanctionsReliefSought : EventData
{
    /// <summary>Who asks.</summary>
    public Actors? By { get; init; }

    /// <summary>Whom.</summary>
    public Actors? Of { get; init; }

    /// <summary>What is to be lifted or eased.</summary>
    public string? Scope { get; init; }

    /// <summary>What is offered for it.</summary>
    public string? InReturnFor { get; init; }

    /// <inheritdoc/>
    protected internal override void Assert(Claims say)
    {
        say.Say("status", SanctionsStatus.ReliefSought);
        say.Entry("sought").Say("by", By).Say("of", Of).Say("scope", Scope).Say("inReturnFor", InReturnFor).Common(this);
    }
}

/// <summary>Somebody offers relief.</summary>
[Requires("by")]
public sealed record SanctionsReliefOffered : EventData
{
    /// <summary>Who offers it.</summary>
    public Actors? By { get; init; }

    /// <summary>What would be lifted or eased.</summary>
    public string? Scope { get; init; }

    /// <summary>On what condition.</summary>
    public string? Condition { get; init; }

    /// <inheritdoc/>
    protected internal override void Assert(Claims say)
    {
        say.Say("status", SanctionsStatus.ReliefOffered);
        say.Entry("offered").Say("by", By).Say("scope", Scope).Say("condition", Condition).Common(this);
    }
}

/// <summary>Somebody refuses relief.</summary>
[Requires("by")]
public sealed record SanctionsReliefRefused : EventData
{
    /// <summary>Who refuses.</summary>
    public Actors? By { get; init; }

    /// <summary>Why.</summary>
    public string? Reason { get; init; }

    /// <inheritdoc/>
    protected internal override void Assert(Claims say)
    {
        say.Say("status", SanctionsStatus.ReliefRefused);
        say.Entry("refused").Say("by", By).Say("reason", Reason).Common(this);
    }
}

/// <summary>Sanctions are eased.</summary>
[Requires("by", "scope")]
public sealed record SanctionsEased : EventData
{
    /// <summary>Who eases them.</summary>
    public Actors? By { get; init; }

    /// <summary>What is eased.</summary>
    public string? Scope { get; init; }

    /// <inheritdoc/>
    protected internal override void Assert(Claims say)
    {
        say.Say("status", SanctionsStatus.Eased);
        say.Entry("eased").Say("by", By).Say("scope", Scope).Common(this);
    }
}

/// <summary>Sanctions are lifted: one measure or, where none is named, all.</summary>
[Requires("by")]
public sealed record SanctionsLifted : EventData
{
    /// <summary>Who lifts them.</summary>
    public Actors? By { get; init; }

    /// <summary>Which measure.</summary>
    public Name? Measure { get; init; }

    /// <inheritdoc/>
    protected internal override void Assert(Claims say)
    {
        say.Say("status", SanctionsStatus.Lifted);
        say.Entry("lifted").Say("by", By).Common(this);
        say.Under("measures", Measure)?.Say("measure", Measure).Say("status", MeasureStatus.Lifted);
    }
}
