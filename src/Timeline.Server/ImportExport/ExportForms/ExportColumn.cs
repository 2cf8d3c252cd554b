using System.Text.Json.Serialization.Metadata;
using Timeline.Domain.Json;
using Timeline.Domain.Knowing;
using Timeline.Domain.Time;

namespace Timeline.Server.ImportExport.ExportForms;

/// <summary>A column of the forms that are tables: a name, and what stands there of an event, a text, a whole number or an instant.</summary>
/// <param name="Name">Its name, that of the member where there is one.</param>
/// <param name="Type">What its values are.</param>
/// <param name="Value">The value; <see langword="null"/>: there is none.</param>
/// <param name="IsFreeText">Its values are words of somebody, and no number, moment or date.</param>
internal sealed record ExportColumn(string Name, Type Type, Func<ExportedEvent, object?> Value, bool IsFreeText = false)
{
    /// <summary>All columns, in their order. What has structure is the text of its JSON.</summary>
    internal static readonly IReadOnlyList<ExportColumn> All =
    [
        Text("id", e => e.Id.ToString()),
        Text("subject", e => e.Subject.ToString()),
        Text("kind", e => e.Subject.Kind.Value),
        Text("type", e => e.Type),
        Text("data", e => StrictJson.Write(e.Data.WriteTo)),
        Text("mode", e => e.Mode is { } mode ? Words.Text(mode) : null),
        Text("absent", e => Json(e.Absent, RecordJson.Default.Absences)),
        Text("accountOf", e => e.AccountOf?.ToString()),
        Text("zone", e => e.Zone),
        Text("zoneName", e => e.ZoneName),
        Date("happened", e => e.Happened),
        Moment("happenedFrom", e => e.Happened.Earliest),
        Moment("happenedTo", e => e.Happened.Latest),
        Moment("known", e => e.KnownBy()),
        Text("disclosures", e => Json(e.Disclosures, RecordJson.Default.IReadOnlyListDisclosure)),
        Text("publisher", e => e.Source?.Publisher.Value),
        Text("title", e => e.Source?.Title),
        Text("url", e => e.Source?.Url?.Text),
        Date("published", e => e.Source?.Published),
        Text("language", e => e.Source?.Language?.Text),
        Text("author", e => e.Source?.Author),
        Text("quote", e => e.Source?.Quote),
        Text("locator", e => e.Source?.Locator),
        Text("archived", e => e.Source?.Archived?.Text),
        Text("attribution", e => Json(e.Attribution, RecordJson.Default.IReadOnlyListString)),
        Text("reliability", e => e.Assessment is { } assessment ? Words.Text(assessment.Reliability) : null),
        Number("credibility", e => (long?)e.Assessment?.Credibility),
        Text("related", e => Json(e.Related, RecordJson.Default.IReadOnlyListSubjectId)),
        Moment("notedAt", e => e.NotedAt),
        Number("version", e => e.Version),
        Number("seq", e => e.Seq),
        Moment("recordedAt", e => e.RecordedAt),
        Text("recordedBy", e => e.RecordedBy),
        Text("erased", e => Json(e.Erased, RecordJson.Default.Erasure)),
    ];

    private static ExportColumn Text(string name, Func<ExportedEvent, string?> value) => new(name, typeof(string), value, IsFreeText: true);

    // EDTF. It may begin with a minus, but calls nothing.
    private static ExportColumn Date(string name, Func<ExportedEvent, Edtf?> value) => new(name, typeof(string), e => value(e)?.Text);

    private static ExportColumn Number(string name, Func<ExportedEvent, long?> value) => new(name, typeof(long), e => value(e));

    // What has no end has no moment.
    private static ExportColumn Moment(string name, Func<ExportedEvent, Instant?> value) =>
        new(name, typeof(Instant), e => value(e) is { IsFinite: true } instant ? instant : null);

    private static string? Json<T>(T? value, JsonTypeInfo<T> type) where T : class => value is null ? null : StrictJson.Write(value, type);
}
