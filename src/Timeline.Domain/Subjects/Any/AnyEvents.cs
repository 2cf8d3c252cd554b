using System.Text.Json.Serialization;
using Timeline.Domain.Json;
using Timeline.Domain.Knowing;
using Timeline.Domain.Record;

namespace Timeline.Domain.Subjects.Any;

/// <summary>A party says where it stands on a topic.</summary>
[Requires("party", "topic", "position")]
public sealed record PositionStated : EventData
{
    /// <summary>Whose position.</summary>
    public Actors? Party { get; init; }

    /// <summary>On what.</summary>
    public Name? Topic { get; init; }

    /// <summary>The position.</summary>
    public string? Position { get; init; }

    /// <inheritdoc/>
    protected internal override void Assert(Claims say)
    {
        foreach (var party in say.UnderEach("positions", Party)) party.In(Topic)?.Say("position", Position).Common(this);
    }
}

/// <summary>A state of affairs that nobody in particular brought about.</summary>
[Requires("situation")]
public sealed record SituationReported : EventData
{
    /// <summary>The situation.</summary>
    public string? Situation { get; init; }

    /// <summary>Whom or what it is about.</summary>
    public Keys? About { get; init; }

    /// <inheritdoc/>
    protected internal override void Assert(Claims say) =>
        say.Entry("situations").Say("situation", Situation).Say("about", About).Common(this);
}

/// <summary>Somebody says something that no other type fits better.</summary>
[Requires("by", "statement")]
public sealed record StatementMade : EventData
{
    /// <summary>Who said it.</summary>
    public Actors? By { get; init; }

    /// <summary>What was said.</summary>
    public string? Statement { get; init; }

    /// <inheritdoc/>
    protected internal override void Assert(Claims say) =>
        say.Entry("statements").Say("by", By).Say("statement", Statement).Common(this);
}

/// <summary>A letter goes from one to another.</summary>
[Requires("from", "to")]
public sealed record LetterSent : EventData
{
    /// <summary>Who sent it.</summary>
    public Actors? From { get; init; }

    /// <summary>To whom.</summary>
    public Actors? To { get; init; }

    /// <summary>What it said.</summary>
    public string? Content { get; init; }

    /// <inheritdoc/>
    protected internal override void Assert(Claims say) =>
        say.Entry("letters").Say("from", From).Say("to", To).Say("content", Content).Common(this);
}

/// <summary>Somebody demands something of another.</summary>
[Requires("by", "of", "demand")]
public sealed record DemandMade : EventData
{
    /// <summary>Who demands.</summary>
    public Actors? By { get; init; }

    /// <summary>Of whom.</summary>
    public Actors? Of { get; init; }

    /// <summary>What.</summary>
    public string? Demand { get; init; }

    /// <inheritdoc/>
    protected internal override void Assert(Claims say) =>
        say.Entry("demands").Say("by", By).Say("of", Of).Say("demand", Demand).Common(this);
}

/// <summary>Somebody threatens.</summary>
[Requires("by", "threat")]
public sealed record ThreatMade : EventData
{
    /// <summary>Who threatens.</summary>
    public Actors? By { get; init; }

    /// <summary>Whom.</summary>
    public Actors? Against { get; init; }

    /// <summary>With what.</summary>
    public string? Threat { get; init; }

    /// <inheritdoc/>
    protected internal override void Assert(Claims say) =>
        say.Entry("threats").Say("by", By).Say("against", Against).Say("threat", Threat).Common(this);
}

/// <summary>Somebody accuses another.</summary>
[Requires("by", "against", "accusation")]
public sealed record AccusationMade : EventData
{
    /// <summary>Who accuses.</summary>
    public Actors? By { get; init; }

    /// <summary>Whom.</summary>
    public Actors? Against { get; init; }

    /// <summary>Of what.</summary>
    public string? Accusation { get; init; }

    /// <inheritdoc/>
    protected internal override void Assert(Claims say) =>
        say.Entry("accusations").Say("by", By).Say("against", Against).Say("accusation", Accusation).Common(this);
}

/// <summary>Somebody offers something.</summary>
[Requires("by", "offer")]
public sealed record OfferMade : EventData
{
    /// <summary>Who offers.</summary>
    public Actors? By { get; init; }

    /// <summary>To whom.</summary>
    public Actors? To { get; init; }

    /// <summary>What.</summary>
    public string? Offer { get; init; }

    /// <summary>What is wanted for it.</summary>
    public string? InReturnFor { get; init; }

    /// <inheritdoc/>
    protected internal override void Assert(Claims say) =>
        say.Entry("offers").Say("by", By).Say("to", To).Say("offer", Offer).Say("inReturnFor", InReturnFor).Common(this);
}

/// <summary>Somebody pledges to do something.</summary>
[Requires("by", "pledge")]
public sealed record PledgeMade : EventData
{
    /// <summary>Who pledges.</summary>
    public Actors? By { get; init; }

    /// <summary>What.</summary>
    public string? Pledge { get; init; }

    /// <summary>To whom.</summary>
    public Actors? To { get; init; }

    /// <summary>On what condition.</summary>
    public string? Condition { get; init; }

    /// <inheritdoc/>
    protected internal override void Assert(Claims say) =>
        say.Entry("pledges").Say("by", By).Say("pledge", Pledge).Say("to", To).Say("condition", Condition).Common(this);
}

/// <summary>Somebody takes a pledge back.</summary>
[Requires("by", "pledge")]
public sealed record PledgeWithdrawn : EventData
{
    /// <summary>Who withdraws.</summary>
    public Actors? By { get; init; }

    /// <summary>Which pledge: its words, or the id of the event that made it.</summary>
    public string? Pledge { get; init; }

    /// <inheritdoc/>
    protected internal override void Assert(Claims say) =>
        say.Entry("withdrawals").Say("by", By).Say("pledge", Pledge).Common(this);
}

/// <summary>Somebody answers an earlier event of the subject: a demand, an offer, a proposal, a request, a pledge.</summary>
[Requires("event", "by", "reply")]
public sealed record ReplyGiven : EventData, IAnswersAnEvent
{
    /// <inheritdoc/>
    public Guid? Event { get; init; }

    /// <summary>Who answers.</summary>
    public Actors? By { get; init; }

    /// <summary>How.</summary>
    public Reply? Reply { get; init; }

    /// <summary>Why.</summary>
    public string? Reason { get; init; }

    /// <inheritdoc/>
    public EventData WithoutEvent() => this with { Event = null };

    /// <inheritdoc/>
    protected internal override void Assert(Claims say) =>
        say.Of("replies", Event)?.Say("reply", Reply).Say("by", By).Say("reason", Reason).Common(this);
}

/// <summary>How an earlier event was answered.</summary>
[JsonConverter(typeof(WordJson<Reply>))]
public enum Reply
{
    /// <summary>Yes.</summary>
    Accepted,

    /// <summary>No.</summary>
    Refused,

    /// <summary>Yes, if.</summary>
    Conditional,

    /// <summary>What was asked or pledged has been done.</summary>
    Fulfilled,

    /// <summary>What was pledged has not been kept.</summary>
    Broken,
}
