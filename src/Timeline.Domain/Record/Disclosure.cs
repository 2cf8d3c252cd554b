using System.Text.Json.Serialization;
using Timeline.Domain.Time;

namespace Timeline.Domain.Record;

/// <summary>Who came to know of an event, and when (SEMANTICS §1, §3).</summary>
public sealed record Disclosure
{
    /// <summary>The knower: <c>public</c> or an actor's key.</summary>
    [JsonRequired]
    public Key To { get; init; } = Key.Public;

    /// <summary>When they learned it. Known by its latest instant, or by <c>notedAt</c> if that is earlier.</summary>
    [JsonRequired]
    public Edtf At { get; init; } = null!;
}
