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

    /// <summary>The IANA zone of that date where it is another than the event's; absent: the event's (SEMANTICS §2).</summary>
    public string? Zone { get; init; }

    /// <summary>The same as it is told beside an event of a zone: what is of another says of which.</summary>
    internal Disclosure Beside(LocalZone? zone) =>
        Zone is null && At.IsLocal && At.Zone != zone ? this with { Zone = At.Zone?.Id ?? "UTC" } : this;

    /// <summary>The same, its date read as one of its own zone or, where it has none, of the event's.</summary>
    internal Disclosure In(LocalZone? zone, Func<Edtf, LocalZone?, Edtf> read) =>
        this with { At = read(At, Zone is null ? zone : LocalZone.Of(Zone, null)) };
}
