using System.Globalization;
using System.Text;
using System.Text.Json;
using Timeline.Cli.Client;
using Timeline.Domain;
using Timeline.Domain.Knowing;
using Timeline.Domain.Record;
using Timeline.Domain.Scripts;
using Timeline.Domain.Telling;
using Timeline.Domain.Time;

namespace Timeline.Cli.Output;

/// <summary>What answers hold, as one line of text each.</summary>
internal static class Texts
{
    // As the culture is, the reader's zone is of the whole run.
    private static readonly AsyncLocal<LocalZone?> Shown = new();

    /// <summary>From here on dates and instants are told in one zone of the reader's; null: as they were written, and in UTC.</summary>
    /// <param name="zone">Its IANA id; the server says so where it is none.</param>
    internal static void ShowIn(string? zone) => Shown.Value = zone is not null && LocalZone.IsKnown(zone) ? new(zone, null) : null;

    /// <summary>
    /// A text with nothing in it that a terminal would obey: what was recorded must not move the cursor, colour what follows, or turn
    /// its direction.
    /// </summary>
    internal static string Plain(string text)
    {
        if (!text.Any(c => IsControl(c) || IsIsolate(c))) return text;
        var plain = new StringBuilder(text.Length);
        foreach (var c in text) plain.Append(c is '\n' or '\t' or '\r' ? ' ' : IsControl(c) ? '\uFFFD' : c);
        return Bidi.Closed(plain.ToString());

        // Line and paragraph separators, and what overrides the direction of writing, are no letters either. Isolates keep it apart.
        static bool IsControl(char c) => char.IsControl(c) || c is '\u2028' or '\u2029' or (>= '\u202A' and <= '\u202E');

        static bool IsIsolate(char c) => c is >= '\u2066' and <= '\u2069';
    }

    /// <summary>A value from outside, as it may stand beside others.</summary>
    internal static string Value(string text) => Bidi.Isolate(Plain(text));

    /// <summary>A date as it was written, with the name of its zone, or in the reader's zone.</summary>
    internal static string Of(Edtf date, ZoneItem? zone)
    {
        var of = zone is null ? null : LocalZone.Of(zone.Zone, zone.ZoneName);
        if (Shown.Value is null || (of is not null && !LocalZone.IsKnown(of.Id))) return of is null ? date.Text : $"{date.Text} ({Value(of.Name)})";
        var shown = date.In(of).ShownIn(Shown.Value);
        return shown.Zone is { } told ? $"{shown.Text} ({Value(told.Name)})" : shown.Text;
    }

    /// <summary>An instant; the last of a day is that day.</summary>
    internal static string Of(Instant instant)
    {
        if (Shown.Value is { } zone && instant.IsFinite && Edtf.At(instant).ShownIn(zone) is { Zone: not null, Text: var shown })
        {
            // The last microsecond of a day is that day there, too.
            var isEnd = instant.EndOfSecond != instant && shown.EndsWith("T23:59:59", StringComparison.Ordinal);
            return isEnd ? shown[..10] : shown[..^3].Replace('T', ' ');
        }

        var text = instant.ToString();
        return !instant.IsFinite ? ".."
            : text.EndsWith("T23:59:59.999999Z", StringComparison.Ordinal) ? text[..^17]
            : $"{text[..^11].Replace('T', ' ')}Z";
    }

    internal static string Of(JsonElement value) => Plain(value.ValueKind switch
    {
        JsonValueKind.String => Value(value.GetString()!),
        JsonValueKind.Array => string.Join(", ", value.EnumerateArray().Select(Of)),
        JsonValueKind.Object when ZonedDate(value) is { } date => Of(date.Date, date.Zone),
        JsonValueKind.Object when value.TryGetProperty("name", out var name) && name.ValueKind == JsonValueKind.String =>
            Value(name.GetString()!),
        JsonValueKind.Object => string.Join(", ", value.EnumerateObject().Select(m => $"{m.Name}: {Of(m.Value)}")),
        JsonValueKind.Null or JsonValueKind.Undefined => "–",
        _ => value.GetRawText(),
    });

    // A date of a zone, as a state has it.
    private static (Edtf Date, ZoneItem Zone)? ZonedDate(JsonElement value) =>
        value.TryGetProperty("date", out var text) && text.ValueKind == JsonValueKind.String && Edtf.TryParse(text.GetString(), out var date, out _)
        && value.TryGetProperty("zone", out var zone) && value.TryGetProperty("zoneName", out var name)
            ? (date, new ZoneItem(zone.GetString()!, name.GetString()!)) : null;

    /// <summary>A value that may come alone or with the word it is on.</summary>
    internal static string OfValue(JsonElement? value) => value is not { } given ? "–"
        : given.ValueKind == JsonValueKind.Object && given.TryGetProperty("value", out var inner) && given.TryGetProperty("type", out _) ? Of(inner)
        : Of(given);

    internal static string ValueOf(Rival? value) => value is null ? "–" : Of(value.Value);

    internal static string ValueOf(ToldValue? value) => value is null ? "–" : Of(value.Value);

    /// <summary>On whose word: the publisher, the origin, how good it is.</summary>
    internal static string WordOf(Word? word)
    {
        if (word is null) return "";
        if (word is Provenance { Count: { } count }) return $"counted from {count} {(count == 1 ? "event" : "events")}";
        var grade = word.Assessment?.ToString();
        string?[] notes =
        [
            grade == "F6" ? null : grade, word.Support > 1 ? $"{word.Support} origins" : null, word.Disputed == true ? "disputed" : null,
            (word as Provenance)?.CorrectedBy is { } correction ? $"corrected {Of(correction.KnownBy)}" : null,
        ];
        var text = $"{Who(word.Publisher?.Value, word.Attribution, word.AttestedLater)} {Brackets(notes)}".Trim();
        return word is Provenance { First: { } first } && first.Event != word.Event
            ? $"{text}; first {Who(first.Publisher?.Value, first.Attribution, first.AttestedLater)}".TrimEnd()
            : text;
    }

    /// <summary>On whose word an event stands.</summary>
    internal static string WordOf(RecordedItem e) =>
        $"{Who(e.Source?.Publisher.Value, e.Attribution, e.AttestedLater)} {Brackets([e.Assessment?.ToString()])}".Trim();

    internal static string Of(VantageItem vantage)
    {
        var text = new StringBuilder($"as known to {string.Join(", ", vantage.Knower)} by {Of(vantage.Known)}");
        if (vantage.At != vantage.Known) text.Append(CultureInfo.InvariantCulture, $", of what had happened by {Of(vantage.At)}");
        text.Append(CultureInfo.InvariantCulture, $", recorded up to {vantage.Recorded}");
        if (vantage.Lens?.Without is { } without) text.Append(CultureInfo.InvariantCulture, $", without {string.Join(", ", without)}");
        if (vantage.Lens?.Reliability is { } letter) text.Append(CultureInfo.InvariantCulture, $", reliability {letter} or better");
        if (vantage.Lens?.Credibility is { } digit) text.Append(CultureInfo.InvariantCulture, $", credibility {digit} or better");
        if (vantage.Later is Later.Sources) text.Append(", with sources that were published later");
        if (Shown.Value is { } zone) text.Append(CultureInfo.InvariantCulture, $", times in {zone.Name}");
        return text.ToString();
    }

    /// <summary>A pointer without its first slash, ids cut.</summary>
    internal static string OfPointer(string pointer) => string.Join('/', pointer.TrimStart('/').Split('/').Select(Step));

    /// <summary>A step of a pointer; of an id its beginning.</summary>
    internal static string Step(string step)
    {
        var name = step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
        return Value(Guid.TryParseExact(name, "D", out _) ? $"{name[..8]}…" : name);
    }

    /// <summary>An event in one line: its mode, type, and what it says.</summary>
    internal static string Of(StoryItem e) => Of(e.Type, e.Untold, e.Mode, e.Data, e.DataZone ?? ZoneOf(e.Zone, e.ZoneName));

    /// <summary>An event in one line: its mode, type, and what it says.</summary>
    internal static string Of(RecordedItem e) => Of(e.Type, e.Untold, e.Mode, e.Data, e.DataZone ?? ZoneOf(e.Zone, e.ZoneName));

    /// <summary>When an act took place.</summary>
    internal static string HappenedOf(StoryItem e) => Of(e.Happened, e.HappenedZone ?? ZoneOf(e.Zone, e.ZoneName));

    private static ZoneItem? ZoneOf(string? zone, string? name) => zone is null ? null : new ZoneItem(zone, name ?? zone);

    private static string Of(string type, Absences? untold, Mode? mode, JsonElement data, ZoneItem? zone)
    {
        var shape = Catalogue.TryFindType(type, out var known) ? known.ClrType.GetProperties() : [];
        var said = data.ValueKind == JsonValueKind.Object
            ? string.Join(", ", data.EnumerateObject().Where(m => m.Name != "note").Select(m => $"{m.Name}: {Member(m)}"))
            : "";
        return Plain($"{(mode is { } m ? $"{Domain.Json.Words.Text(m)}: " : "")}{EventTitle.Of(type, untold)} {said}".TrimEnd());

        string Member(JsonProperty member) => member.Value.ValueKind == JsonValueKind.String
            && Array.Exists(shape, p => p.PropertyType == typeof(Edtf) && p.Name.Equals(member.Name, StringComparison.OrdinalIgnoreCase))
            && Edtf.TryParse(member.Value.GetString(), out var date, out _) ? Of(date, zone) : Of(member.Value);
    }

    /// <summary>What is wrong, in one line that says what to do.</summary>
    internal static string Of(Problem problem)
    {
        var text = new StringBuilder(problem.Title);
        if (problem.Detail is { } detail) text.Append(' ').Append(detail);
        if (problem.Errors is [var first, ..])
        {
            text.Append(' ').Append(Of(first));
            if (problem.Errors.Count > 1) text.Append(CultureInfo.InvariantCulture, $" ({problem.Errors.Count - 1} more: --json shows all)");
        }

        return Plain(text.ToString());
    }

    internal static string Of(ProblemFault fault)
    {
        var where = fault switch
        {
            { Parameter: { } parameter } => $"{parameter}: ",
            { Header: { } header } => $"{header}: ",
            { Pointer: { Length: > 0 } pointer } => $"{pointer}: ",
            _ => "",
        };
        return Plain(where + fault.Detail);
    }

    /// <summary>What became of an import, or has so far.</summary>
    internal static string Counts(ImportCounts counts) => string.Create(CultureInfo.InvariantCulture,
        $"{counts.Lines} lines: {counts.Recorded} recorded, {counts.Repeated} there already, {counts.Refused} refused"
        + $"{(counts.Warned is { } warned ? $", {warned} with a warning" : "")}");

    /// <summary>Who says so: the publisher, the origins, and whether that was published only later.</summary>
    internal static string Who(string? publisher, IReadOnlyList<string>? attribution, bool? isLater) => Plain(
        string.Join(", ", new[]
        {
            publisher,
            attribution is { Count: > 0 } ? $"from {string.Join(", from ", attribution.Select(Value))}" : null,
            isLater == true ? "attested later" : null,
        }.OfType<string>()));

    private static string Brackets(IEnumerable<string?> notes) =>
        string.Join(", ", notes.OfType<string>()) is { Length: > 0 } joined ? $"({joined})" : "";
}
