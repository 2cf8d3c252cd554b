using System.Text.Json;
using System.Text.Json.Serialization;
using Timeline.Domain.Json;
using Timeline.Domain.Record;
using Timeline.Domain.Time;

namespace Timeline.Domain.Subjects;

/// <summary>Who said it takes it back: the target is as if never said (SEMANTICS §5).</summary>
[Requires("event", "reason")]
public sealed record EventRetracted : ActOnTheRecord
{
    /// <summary>Why it was taken back.</summary>
    public string? Reason { get; init; }
}

/// <summary>Who said it replaces the payload, <c>happened</c> or both (SEMANTICS §5).</summary>
[Requires("event", "reason")]
public sealed record EventCorrected : ActOnTheRecord, IReplacesPayload
{
    /// <inheritdoc/>
    public JsonElement? Data { get; init; }

    /// <inheritdoc/>
    public Edtf? Happened { get; init; }

    /// <summary>Why it was corrected.</summary>
    public string? Reason { get; init; }
}

/// <summary>Somebody disputes the target or, where nobody is named, evidence speaks against it (SEMANTICS §5). It stays, disputed.</summary>
[Requires("event")]
public sealed record EventDenied : ActOnTheRecord
{
    /// <summary>Who denies it.</summary>
    public Actors? By { get; init; }

    /// <summary>On what grounds.</summary>
    public string? Reason { get; init; }
}

/// <summary>The target became known to somebody: a leak, a declassification (SEMANTICS §5). Its own disclosure is that same one.</summary>
[Requires("event", "to", "at")]
public sealed record EventDisclosed : ActOnTheRecord
{
    /// <summary>Who came to know it.</summary>
    public Key? To { get; init; }

    /// <summary>When.</summary>
    public Edtf? At { get; init; }
}

/// <summary>
/// The record keeper's own slip or regrading, not the source's (SEMANTICS §5): from here on the target is read as if recorded so.
/// </summary>
[Requires("event", "reason")]
public sealed record EventAmended : ActOnTheRecord, IReplacesPayload
{
    /// <inheritdoc/>
    public JsonElement? Data { get; init; }

    /// <summary>Another mode; <c>asserted</c> takes a mode away.</summary>
    public AmendedMode? Mode { get; init; }

    /// <inheritdoc/>
    public Edtf? Happened { get; init; }

    /// <summary>The IANA zone in which the dates of the target, and those given here, are read; absent: the target's is not changed.</summary>
    public string? Zone { get; init; }

    /// <summary>What people are told instead of the zone's city.</summary>
    public string? ZoneName { get; init; }

    /// <summary>Other disclosures, all of them.</summary>
    public IReadOnlyList<Disclosure>? Disclosures { get; init; }

    /// <summary>Another source, whole.</summary>
    public Source? Source { get; init; }

    /// <summary>Another attribution, whole.</summary>
    public IReadOnlyList<string>? Attribution { get; init; }

    /// <summary>Another assessment.</summary>
    public Assessment? Assessment { get; init; }

    /// <summary>The target is read not at all.</summary>
    public bool? Void { get; init; }

    /// <summary>Why the record is mended.</summary>
    public string? Reason { get; init; }

    /// <summary>The zone that it gives its target; <see langword="null"/>: none, or UTC.</summary>
    internal LocalZone? ZoneGiven => LocalZone.Of(Zone, ZoneName);

    /// <inheritdoc/>
    internal override LocalZone? ZoneIn(LocalZone? ofEvent) => Zone is null ? ofEvent : ZoneGiven;

    /// <inheritdoc/>
    internal override EventData WithDates(LocalZone? ofEvent, ReadDate read)
    {
        var zone = ZoneIn(ofEvent);
        var amended = (EventAmended)base.WithDates(ofEvent, read);
        return amended with
        {
            Disclosures = Disclosures is null ? null
                : [.. Disclosures.Select((d, i) => d.In(zone, (date, of) => read($"/disclosures/{i}/at", date, of)))],
            Source = Source?.In(date => read("/source/published", date, zone)),
        };
    }
}

/// <summary>What an amendment may make of a mode: one of <see cref="Record.Mode"/>, or none.</summary>
[JsonConverter(typeof(WordJson<AmendedMode>))]
public enum AmendedMode
{
    /// <summary>It may be, would be.</summary>
    Possible,

    /// <summary>Somebody means to.</summary>
    Intended,

    /// <summary>It did not happen.</summary>
    Not,

    /// <summary>It is asserted as fact after all.</summary>
    Asserted,
}
