using Timeline.Domain.Knowing;
using Timeline.Domain.Record;
using Timeline.Domain.Time;

namespace Timeline.Domain.Subjects.Security;

/// <summary>An exercise is held.</summary>
[Requires("parties")]
public sealed record ExerciseHeld : EventData
{
    /// <summary>By whom.</summary>
    public Keys? Parties { get; init; }

    /// <summary>What it is called.</summary>
    public Name? Name { get; init; }

    /// <inheritdoc/>
    protected internal override void Assert(Claims say) => say.UnderOrEntry("exercises", Name)
        .Say("name", Name).Say("status", ExerciseStatus.Held).Say("parties", Parties).Common(this);
}

/// <summary>An exercise is called off for the time being.</summary>
[Requires("by")]
public sealed record ExerciseSuspended : EventData
{
    /// <summary>By whom.</summary>
    public Actors? By { get; init; }

    /// <summary>What it is called.</summary>
    public Name? Name { get; init; }

    /// <summary>Until when.</summary>
    public Edtf? Until { get; init; }

    /// <inheritdoc/>
    protected internal override void Assert(Claims say) => say.UnderOrEntry("exercises", Name)
        .Say("name", Name).Say("status", ExerciseStatus.Suspended).Say("by", By).Say("until", Until).Common(this);
}

/// <summary>An exercise that used to be held is given up for good.</summary>
[Requires("by")]
public sealed record ExerciseEnded : EventData
{
    /// <summary>By whom.</summary>
    public Actors? By { get; init; }

    /// <summary>What it was called.</summary>
    public Name? Name { get; init; }

    /// <summary>What takes its place.</summary>
    public string? ReplacedBy { get; init; }

    /// <inheritdoc/>
    protected internal override void Assert(Claims say) => say.UnderOrEntry("exercises", Name)
        .Say("name", Name).Say("status", ExerciseStatus.Ended).Say("by", By).Say("replacedBy", ReplacedBy).Common(this);
}

/// <summary>A missile is tested.</summary>
[Requires("by")]
public sealed record MissileTested : EventData
{
    /// <summary>By whom.</summary>
    public Actors? By { get; init; }

    /// <summary>Which missile.</summary>
    public string? Missile { get; init; }

    /// <summary>Where.</summary>
    public Place? Place { get; init; }

    /// <summary>How far it flew or could fly, in kilometres.</summary>
    public decimal? RangeKm { get; init; }

    /// <inheritdoc/>
    protected internal override void Assert(Claims say)
    {
        say.Say("party", By, nameof(By));
        say.Entry("tests").Say("test", Test.Missile).Say("by", By).Say("missile", Missile).Say("place", Place).Say("rangeKm", RangeKm).Common(this);
    }
}

/// <summary>A nuclear device is tested.</summary>
[Requires("by")]
public sealed record NuclearTestConducted : EventData
{
    /// <summary>By whom.</summary>
    public Actors? By { get; init; }

    /// <summary>Where.</summary>
    public Place? Place { get; init; }

    /// <inheritdoc/>
    protected internal override void Assert(Claims say)
    {
        say.Say("party", By, nameof(By));
        say.Entry("tests").Say("test", Test.Nuclear).Say("by", By).Say("place", Place).Common(this);
    }
}

/// <summary>A party declares that it stops testing: a moratorium.</summary>
[Requires("by")]
public sealed record TestingSuspended : EventData
{
    /// <summary>Who stops.</summary>
    public Actors? By { get; init; }

    /// <summary>What is no longer tested.</summary>
    public Name? What { get; init; }

    /// <summary>Until when.</summary>
    public Edtf? Until { get; init; }

    /// <inheritdoc/>
    protected internal override void Assert(Claims say)
    {
        say.Say("party", By, nameof(By));
        say.UnderOrEntry("moratoria", What).Say("what", What).Say("by", By).Say("until", Until).Common(this);
    }
}

/// <summary>Something is seen going on at a site.</summary>
[Requires("site", "activity")]
public sealed record SiteActivityObserved : EventData
{
    /// <summary>Which site.</summary>
    public Name? Site { get; init; }

    /// <summary>What goes on there.</summary>
    public string? Activity { get; init; }

    /// <summary>Whose site.</summary>
    public Actors? Party { get; init; }

    /// <inheritdoc/>
    protected internal override void Assert(Claims say)
    {
        say.Say("party", Party);
        say.Under("sites", Site)?.Say("site", Site).Say("activity", Activity).Common(this);
    }
}

/// <summary>A site is taken apart or made unusable.</summary>
[Requires("site")]
public sealed record SiteDismantled : EventData
{
    /// <summary>Which site.</summary>
    public Name? Site { get; init; }

    /// <summary>Whose site.</summary>
    public Actors? Party { get; init; }

    /// <summary>By what means, or how far.</summary>
    public string? How { get; init; }

    /// <inheritdoc/>
    protected internal override void Assert(Claims say)
    {
        say.Say("party", Party);
        say.Under("sites", Site)?.Say("site", Site).Say("status", SiteStatus.Dismantled).Say("how", How).Common(this);
    }
}
