using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Timeline.Domain.Json;
using Timeline.Domain.Knowing;
using Timeline.Domain.Record;
using Timeline.Domain.Time;

namespace Timeline.Domain.CloudEvents;

/// <summary>
/// Events as CloudEvents 1.0 in the JSON event format. What stands in which attribute is in CLOUDEVENTS.md. A CloudEvent is made of what an
/// answer or a line of an export shows of an event, never of the event itself: it tells no more.
/// </summary>
public static class CloudEvent
{
    /// <summary>The version of the specification that is read and written.</summary>
    public const string SpecVersion = "1.0";

    /// <summary>The media type of one.</summary>
    public const string MediaType = "application/cloudevents+json";

    /// <summary>The media type of an array of them.</summary>
    public const string BatchMediaType = "application/cloudevents-batch+json";

    /// <summary>Writes a line of an export.</summary>
    public static void Write(Utf8JsonWriter writer, ExportedEvent e, Key timeline)
    {
        Begin(writer, e, timeline, e.KnownBy());
        End(writer, e.Data);
    }

    /// <summary>Writes an event of an answer, with where it stands there.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="item">The event.</param>
    /// <param name="erasedActs">Erased acts on it; absent: none.</param>
    public static void Write(Utf8JsonWriter writer, RecordedItem item, IReadOnlyList<ErasedItem>? erasedActs = null)
    {
        Begin(writer, Line(item), item.Timeline, item.KnownBy);
        if (item.AttestedLater is { } isLater) writer.WriteBoolean("attestedlater", isLater);
        if (item.Standing is { } standing) writer.WriteString("standing", Words.Text(standing));
        WriteJson(writer, "inforce", item.InForce, RecordJson.Default.CorrectedItem);
        if (item.Disputed is { } isDisputed) writer.WriteBoolean("disputed", isDisputed);
        if (item.Contradicted is { } isContradicted) writer.WriteBoolean("contradicted", isContradicted);
        WriteJson(writer, "amendments", item.Amendments, RecordJson.Default.IReadOnlyListGuid);
        WriteJson(writer, "erasedacts", erasedActs, RecordJson.Default.IReadOnlyListErasedItem);
        End(writer, item.Data);
    }

    private static void Begin(Utf8JsonWriter writer, ExportedEvent e, Key timeline, Instant? knownBy)
    {
        writer.WriteStartObject();
        writer.WriteString("specversion", SpecVersion);
        writer.WriteString("id", e.Id);
        writer.WriteString("source", $"/v1/{timeline}");
        writer.WriteString("type", e.Type);
        writer.WriteString("subject", e.Subject.ToString());
        // RFC 3339 has no years before 0.
        if (e.Happened.Latest is { IsFinite: true } latest && latest.ToString() is [not '-', ..] time) writer.WriteString("time", time);
        writer.WriteString("datacontenttype", "application/json");

        writer.WriteString("happened", e.Happened.Text);
        if (e.Zone is not null) writer.WriteString("zone", e.Zone);
        if (e.ZoneName is not null) writer.WriteString("zonename", e.ZoneName);
        if (e.Disclosures is [{ To.Value: "public", Zone: null } only]) writer.WriteString("known", only.At.Text);
        else WriteJson(writer, "disclosures", e.Disclosures, RecordJson.Default.IReadOnlyListDisclosure);
        if (knownBy is { } known) writer.WriteString("knowntime", known.ToString());
        if (e.Mode is { } mode) writer.WriteString("mode", Words.Text(mode));
        WriteJson(writer, "absent", e.Absent, RecordJson.Default.Absences);
        if (e.AccountOf is { } told) writer.WriteString("accountof", told);
        WriteJson(writer, "provenance", e.Source, RecordJson.Default.Source);
        WriteJson(writer, "attribution", e.Attribution, RecordJson.Default.IReadOnlyListString);
        WriteJson(writer, "assessment", e.Assessment, RecordJson.Default.Assessment);
        WriteJson(writer, "related", e.Related, RecordJson.Default.IReadOnlyListSubjectId);
        writer.WriteString("notedat", e.NotedAt.ToString());
        writer.WriteNumber("version", e.Version);
        // A position may be more than a number of CloudEvents holds.
        writer.WriteString("sequence", $"{e.Seq}");
        writer.WriteString("recordedtime", e.RecordedAt.ToString());
        writer.WriteString("recordedby", e.RecordedBy);
        WriteJson(writer, "erased", e.Erased, RecordJson.Default.Erasure);
    }

    private static void End(Utf8JsonWriter writer, JsonElement data)
    {
        writer.WritePropertyName("data");
        data.WriteTo(writer);
        writer.WriteEndObject();
    }

    private static void WriteJson<T>(Utf8JsonWriter writer, string name, T? value, JsonTypeInfo<T> type) where T : class
    {
        if (value is not null) writer.WriteString(name, AttributeTypes.Escaped(StrictJson.Write(value, type)));
    }

    private static ExportedEvent Line(RecordedItem item) => new()
    {
        Id = item.Id,
        Subject = item.Subject,
        Type = item.Type,
        Data = item.Data,
        Mode = item.Mode,
        Absent = item.Absent,
        AccountOf = item.AccountOf,
        Happened = item.Happened,
        Zone = item.Zone,
        ZoneName = item.Zone is { } zone && new LocalZone(zone, null).Name != item.ZoneName ? item.ZoneName : null,
        Disclosures = item.Disclosures,
        Source = item.Source,
        Attribution = item.Attribution,
        Assessment = item.Assessment,
        Related = item.Related,
        NotedAt = item.NotedAt,
        Version = item.Version,
        Seq = item.Seq,
        RecordedAt = item.RecordedAt,
        RecordedBy = item.RecordedBy,
        Erased = item.Erased,
    };
}
