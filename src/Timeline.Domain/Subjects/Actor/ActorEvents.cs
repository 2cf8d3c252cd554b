using System.Text.Json.Serialization;
using Timeline.Domain.Json;
using Timeline.Domain.Knowing;
using Timeline.Domain.Record;
using Timeline.Domain.Time;

namespace Timeline.Domain.Subjects.Actor;

/// <summary>Who or what an actor is.</summary>
[Requires("name", "type")]
public sealed record ActorDescribed : EventData
{
    /// <summary>The name.</summary>
    public Name? Name { get; init; }

    /// <summary>What sort of actor.</summary>
    public ActorType? Type { get; init; }

    /// <summary>Other names.</summary>
    public Texts? Aliases { get; init; }

    /// <summary>What standards call them.</summary>
    public ActorCodes? Codes { get; init; }

    /// <inheritdoc/>
    protected internal override void Assert(Claims say) =>
        say.Say("name", Name).Say("type", Type).Say("aliases", Aliases).Say("codes", Codes).Common(this);
}

/// <summary>An actor belongs to another.</summary>
[Requires("with")]
public sealed record ActorAffiliated : EventData
{
    /// <summary>With whom.</summary>
    public Key? With { get; init; }

    /// <summary>In what role.</summary>
    public string? Role { get; init; }

    /// <summary>Since when.</summary>
    public Edtf? From { get; init; }

    /// <summary>Until when.</summary>
    public Edtf? To { get; init; }

    /// <inheritdoc/>
    protected internal override void Assert(Claims say) =>
        say.Entry("affiliations").Say("with", With).Say("role", Role).Say("from", From).Say("to", To).Common(this);
}

/// <summary>What standards call an actor.</summary>
public sealed record ActorCodes
{
    /// <summary>ISO 3166 alpha-3.</summary>
    public string? Iso3166 { get; init; }

    /// <summary>The CAMEO country or actor code.</summary>
    public string? Cameo { get; init; }

    /// <summary>The Wikidata item, e.g. <c>Q423</c>.</summary>
    public string? Wikidata { get; init; }
}

/// <summary>What sort of actor.</summary>
[JsonConverter(typeof(WordJson<ActorType>))]
public enum ActorType
{
    /// <summary>A state.</summary>
    State,

    /// <summary>An organisation.</summary>
    Organisation,

    /// <summary>A person.</summary>
    Person,

    /// <summary>A medium.</summary>
    Media,
}
