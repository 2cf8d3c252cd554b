using Timeline.Domain.Knowing;
using Timeline.Domain.Record;
using Timeline.Domain.Time;

namespace Timeline.Domain.Subjects.Agreement;

/// <summary>An agreement or declaration is proposed.</summary>
[Requires("parties", "title")]
public sealed record AgreementProposed : EventData
{
    /// <summary>Who proposes it.</summary>
    public Actors? By { get; init; }

    /// <summary>Whom it would bind.</summary>
    public Keys? Parties { get; init; }

    /// <summary>What it is called.</summary>
    public string? Title { get; init; }

    /// <summary>What it would say.</summary>
    public string? Content { get; init; }

    /// <inheritdoc/>
    protected internal override void Assert(Claims say)
    {
        say.Say("status", AgreementStatus.Proposed).Say("title", Title).Say("parties", Parties).Say("content", Content).Common(this);
        say.Under("proposals", "agreement")!.Say("by", By);
    }
}

/// <summary>It is signed.</summary>
[Requires("parties")]
public sealed record AgreementSigned : EventData
{
    /// <summary>Who signs.</summary>
    public Keys? Parties { get; init; }

    /// <summary>What it is called.</summary>
    public string? Title { get; init; }

    /// <summary>Where.</summary>
    public Place? Place { get; init; }

    /// <summary>What it says.</summary>
    public string? Content { get; init; }

    /// <inheritdoc/>
    protected internal override void Assert(Claims say)
    {
        say.Say("status", AgreementStatus.Signed).Say("title", Title).Say("parties", Parties).Say("content", Content).Common(this);
        say.Entry("signatures").Say("parties", Parties).Say("place", Place);
    }
}

/// <summary>A party ratifies it.</summary>
[Requires("by")]
public sealed record AgreementRatified : EventData
{
    /// <summary>Who ratifies.</summary>
    public Actors? By { get; init; }

    /// <inheritdoc/>
    protected internal override void Assert(Claims say)
    {
        say.Say("status", AgreementStatus.Ratified).Common(this);
        foreach (var party in say.UnderEach("ratifications", By)) party.Say("by", By);
    }
}

/// <summary>It comes into force.</summary>
public sealed record AgreementEnteredIntoForce : EventData
{
    /// <inheritdoc/>
    protected internal override void Assert(Claims say) => say.Say("status", AgreementStatus.InForce).Common(this);
}

/// <summary>A party turns it down.</summary>
[Requires("by")]
public sealed record AgreementRejected : EventData
{
    /// <summary>Who turns it down.</summary>
    public Actors? By { get; init; }

    /// <summary>Why.</summary>
    public string? Reason { get; init; }

    /// <inheritdoc/>
    protected internal override void Assert(Claims say)
    {
        say.Say("status", AgreementStatus.Rejected).Common(this);
        foreach (var party in say.UnderEach("rejections", By)) party.Say("by", By).Say("reason", Reason);
    }
}

/// <summary>A party withdraws from it.</summary>
[Requires("by")]
public sealed record AgreementWithdrawnFrom : EventData
{
    /// <summary>Who withdraws.</summary>
    public Actors? By { get; init; }

    /// <summary>Why.</summary>
    public string? Reason { get; init; }

    /// <inheritdoc/>
    protected internal override void Assert(Claims say)
    {
        say.Say("status", AgreementStatus.Ended).Common(this);
        foreach (var party in say.UnderEach("withdrawn", By)) party.Say("by", By).Say("reason", Reason);
    }
}

/// <summary>A party breaks it.</summary>
[Requires("by", "how")]
public sealed record AgreementBreached : EventData
{
    /// <summary>Who breaks it.</summary>
    public Actors? By { get; init; }

    /// <summary>How.</summary>
    public string? How { get; init; }

    /// <inheritdoc/>
    protected internal override void Assert(Claims say)
    {
        say.Say("status", AgreementStatus.Breached);
        say.Entry("breaches").Say("by", By).Say("how", How).Common(this);
    }
}

/// <summary>The parties lay down their arms.</summary>
[Requires("parties")]
public sealed record CeasefireDeclared : EventData
{
    /// <summary>Between whom.</summary>
    public Keys? Parties { get; init; }

    /// <summary>From when.</summary>
    public Edtf? From { get; init; }

    /// <inheritdoc/>
    protected internal override void Assert(Claims say) =>
        say.Say("status", AgreementStatus.InForce).Say("parties", Parties).Say("from", From).Common(this);
}
