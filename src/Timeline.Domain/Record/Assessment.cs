using System.Text.Json.Serialization;
using Timeline.Domain.Json;

namespace Timeline.Domain.Record;

/// <summary>
/// The Admiralty code (NATO AJP-2.1): how reliable the source is and how credible what it says. An event without one is
/// <see cref="CannotBeJudged"/>.
/// </summary>
public sealed record Assessment
{
    /// <summary>F6: neither source nor content can be judged.</summary>
    public static readonly Assessment CannotBeJudged = new() { Reliability = Reliability.F, Credibility = Credibility.CannotBeJudged };

    /// <summary>A completely reliable … E unreliable, F cannot be judged.</summary>
    [JsonRequired]
    public Reliability Reliability { get; init; }

    /// <summary>1 confirmed by other sources … 5 improbable, 6 cannot be judged.</summary>
    [JsonRequired]
    public Credibility Credibility { get; init; } = Credibility.CannotBeJudged;

    /// <summary>The code as written, e.g. <c>B2</c>.</summary>
    public override string ToString() => $"{Reliability}{(int)Credibility}";
}

/// <summary>The letter of the Admiralty code: the source.</summary>
[JsonConverter(typeof(WordJson<Reliability>))]
public enum Reliability
{
    /// <summary>Completely reliable.</summary>
    A,

    /// <summary>Usually reliable.</summary>
    B,

    /// <summary>Fairly reliable.</summary>
    C,

    /// <summary>Not usually reliable.</summary>
    D,

    /// <summary>Unreliable.</summary>
    E,

    /// <summary>Cannot be judged.</summary>
    F,
}

/// <summary>The digit of the Admiralty code: what is said. Written as the number.</summary>
[JsonConverter(typeof(CredibilityJson))]
public enum Credibility
{
    /// <summary>1: confirmed by other sources.</summary>
    Confirmed = 1,

    /// <summary>2: probably true.</summary>
    ProbablyTrue,

    /// <summary>3: possibly true.</summary>
    PossiblyTrue,

    /// <summary>4: doubtful.</summary>
    Doubtful,

    /// <summary>5: improbable.</summary>
    Improbable,

    /// <summary>6: cannot be judged.</summary>
    CannotBeJudged,
}
