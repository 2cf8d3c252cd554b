using System.Text.Json.Serialization;
using Timeline.Domain.Json;

namespace Timeline.Domain.Record;

/// <summary>How an event is meant where it is not asserted as fact (SEMANTICS §1). Such an event asserts nothing; it stands under said.</summary>
[JsonConverter(typeof(WordJson<Mode>))]
public enum Mode
{
    /// <summary>It may be, would be.</summary>
    Possible,

    /// <summary>Somebody means to, considers it, is ready to.</summary>
    Intended,

    /// <summary>It did not happen.</summary>
    Not,
}

/// <summary>What is said of a member that has no value (SEMANTICS §1).</summary>
[JsonConverter(typeof(WordJson<Absence>))]
public enum Absence
{
    /// <summary>Said to be unknown: an open question.</summary>
    Unknown,

    /// <summary>Said to be kept back: an open question.</summary>
    Withheld,

    /// <summary>Said not to exist: a value.</summary>
    None,
}
