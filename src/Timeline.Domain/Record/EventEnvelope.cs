using System.Text.Json;
using System.Text.Json.Serialization;
using Timeline.Domain.Json;
using Timeline.Domain.Time;

namespace Timeline.Domain.Record;

/// <summary>An event as it is sent (SEMANTICS §1), before its payload is held against its type.</summary>
public sealed record EventEnvelope
{
    /// <summary>A UUID made by the client, so that a repeat is recognised.</summary>
    public Guid? Id { get; init; }

    /// <summary>What it is about: <c>kind/slug</c>.</summary>
    [JsonRequired]
    public SubjectId Subject { get; init; } = null!;

    /// <summary>Its type in the catalogue.</summary>
    [JsonRequired]
    public string Type { get; init; } = null!;

    /// <summary>The payload, in the shape of the type.</summary>
    [JsonRequired]
    public JsonElement Data { get; init; }

    /// <summary>The IANA zone of every day and local time in it; absent: UTC.</summary>
    public string? Zone { get; init; }

    /// <summary>What people are told instead of the zone's city, e.g. <c>Washington</c>.</summary>
    public string? ZoneName { get; init; }

    /// <summary>How it is meant; absent: asserted as fact.</summary>
    public Mode? Mode { get; init; }

    /// <summary>Members said to be unknown, withheld or none.</summary>
    public Absences? Absent { get; init; }

    /// <summary>The id of an earlier event of the same subject and type: another report of the same act.</summary>
    public Guid? AccountOf { get; init; }

    /// <summary>When the act took place (EDTF).</summary>
    public Edtf? Happened { get; init; }

    /// <summary>Short for one disclosure to the public (EDTF).</summary>
    public Edtf? Known { get; init; }

    /// <summary>Who came to know it and when.</summary>
    public IReadOnlyList<Disclosure>? Disclosures { get; init; }

    /// <summary>Where it was reported.</summary>
    public Source? Source { get; init; }

    /// <summary>From the publisher back to the origin, the publisher not repeated.</summary>
    public IReadOnlyList<string>? Attribution { get; init; }

    /// <summary>The Admiralty code.</summary>
    public Assessment? Assessment { get; init; }

    /// <summary>Other subjects that list it.</summary>
    public IReadOnlyList<SubjectId>? Related { get; init; }

    /// <summary>When whoever records it had it (RFC 3339).</summary>
    public Instant? NotedAt { get; init; }
}

/// <summary>Everything of a recorded event that the ledger keeps beside its payload and its own columns.</summary>
public sealed record StoredHeaders
{
    /// <summary>See <see cref="TimelineEvent.Happened"/>.</summary>
    [JsonRequired]
    public Edtf Happened { get; init; } = null!;

    /// <summary>See <see cref="TimelineEvent.Disclosures"/>.</summary>
    [JsonRequired]
    public IReadOnlyList<Disclosure> Disclosures { get; init; } = null!;

    /// <summary>See <see cref="Report.Zone"/>.</summary>
    public string? Zone { get; init; }

    /// <summary>See <see cref="LocalZone.Given"/>.</summary>
    public string? ZoneName { get; init; }

    /// <summary>Between which instants the dates of a zone lie, by zone and text: found when the event was recorded, and never again.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, LocalBounds>>? Local { get; init; }

    /// <summary>See <see cref="Report.Mode"/>.</summary>
    public Mode? Mode { get; init; }

    /// <summary>See <see cref="Report.Absent"/>.</summary>
    public Absences? Absent { get; init; }

    /// <summary>See <see cref="Report.AccountOf"/>.</summary>
    public Guid? AccountOf { get; init; }

    /// <summary>See <see cref="Report.Source"/>.</summary>
    public Source? Source { get; init; }

    /// <summary>See <see cref="Report.Attribution"/>.</summary>
    public IReadOnlyList<string>? Attribution { get; init; }

    /// <summary>See <see cref="Report.Assessment"/>.</summary>
    public Assessment? Assessment { get; init; }

    /// <summary>See <see cref="Report.Related"/>.</summary>
    public IReadOnlyList<SubjectId>? Related { get; init; }

    /// <summary>See <see cref="TimelineEvent.NotedAt"/>.</summary>
    [JsonRequired]
    public Instant NotedAt { get; init; }

    /// <summary>See <see cref="TimelineEvent.RecordedBy"/>.</summary>
    [JsonRequired]
    public string RecordedBy { get; init; } = null!;

    /// <summary>See <see cref="Report.Erased"/>.</summary>
    public Erasure? Erased { get; init; }

    /// <summary>The headers of an event.</summary>
    public static StoredHeaders Of(TimelineEvent e) => new()
    {
        Happened = e.Happened,
        Disclosures = e.Disclosures,
        Zone = e.Zone?.Id,
        ZoneName = e.Zone?.Given,
        Local = LocalDates.Union(LocalDates.Of(e.Dates), e.Given)?.ByZone,
        Mode = e.Mode,
        Absent = e.Absent,
        AccountOf = e.AccountOf,
        Source = e.Source,
        Attribution = e.Attribution,
        Assessment = e.Assessment,
        Related = e.Related,
        NotedAt = e.NotedAt,
        RecordedBy = e.RecordedBy,
        Erased = e.Erased,
    };

    /// <summary>The payload that these headers belong to, given as it is stored: of an erased event of the world nothing is left.</summary>
    public EventData Shown(EventType type, EventData stored) => Erased is not null && !type.IsActOnTheRecord ? new ErasedData() : stored;

    /// <summary>The event that these headers, its payload and its columns make.</summary>
    /// <exception cref="InvalidDataException">A date is of a zone, and the headers do not say between which instants it lies.</exception>
    public TimelineEvent Event(
        Guid id, Key timeline, SubjectId subject, EventType type, EventData data, long version, long seq, Instant recordedAt)
    {
        var (zone, found) = (LocalZone.Of(Zone, ZoneName), Local is null ? null : new LocalDates(Local));
        var e = new TimelineEvent
        {
            Id = id,
            Timeline = timeline,
            Subject = subject,
            Type = type,
            Data = data,
            Version = version,
            Seq = seq,
            RecordedAt = recordedAt,
            Zone = zone,
            Given = type.IsActOnTheRecord ? found : null,
            Happened = Happened,
            Disclosures = Disclosures,
            Mode = Mode,
            Absent = Absent,
            AccountOf = AccountOf,
            Source = Source,
            Attribution = Attribution,
            Assessment = Assessment,
            Related = Related,
            NotedAt = NotedAt,
            RecordedBy = RecordedBy,
            Erased = Erased,
        };
        return found is null ? e : e.In(zone, (date, of) => LocalDates.Read(date, of, found));
    }

    /// <summary>Canonical JSON.</summary>
    public string Write() => StrictJson.Write(this, RecordJson.Default.StoredHeaders);
}
