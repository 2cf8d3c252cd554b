using System.Text.Json.Nodes;
using Timeline.Domain.Time;

namespace Timeline.Service.Tests.Samples;

/// <summary>What is read from the lines of the seed themselves, without the service.</summary>
internal static class KoreaSeed
{
    internal static bool IsAct(JsonNode line) => ((string)line["type"]!).StartsWith("Event", StringComparison.Ordinal);

    internal static string? Note(JsonNode line) => (string?)line["data"]!["note"];

    /// <summary>The Admiralty code; F6 where none is given.</summary>
    internal static string Grade(JsonNode line) =>
        line["assessment"] is { } assessment ? $"{assessment["reliability"]}{assessment["credibility"]}" : "F6";

    /// <summary>All dates in an event that say when something took place, became known or is planned.</summary>
    internal static IEnumerable<Edtf> Dates(JsonNode line)
    {
        var data = line["data"]!;
        JsonNode?[] dates = [line["happened"], line["source"]?["published"], data["dates"], data["due"]];
        return dates.OfType<JsonNode>().Select(d => Date(line, d)).Concat(Disclosures(line).Select(d => d.At));
    }

    /// <summary>A date of an event, read as one of its zone.</summary>
    internal static Edtf Date(JsonNode line, JsonNode date, string? zone = null) =>
        Edtf.Parse((string)date!).In(LocalZone.Of(zone ?? (string?)line["zone"], null));

    /// <summary>Who came to know an event, and when.</summary>
    internal static IEnumerable<(string To, Edtf At)> Disclosures(JsonNode line) => line switch
    {
        _ when line["known"] is { } known => [("public", Date(line, known))],
        _ when line["disclosures"] is JsonArray all => all.Select(d => ((string)d!["to"]!, Date(line, d["at"]!, (string?)d["zone"]))),
        _ when (string)line["type"]! == "EventDisclosed" => [((string)line["data"]!["to"]!, Date(line, line["data"]!["at"]!))],
        _ => [],
    };

    /// <summary>By when the public knew of it; null where nothing in the line tells them.</summary>
    internal static Instant? PublicBy(JsonNode line) =>
        Disclosures(line).Where(d => d.To == "public").Select(d => (Instant?)d.At.Latest).FirstOrDefault();

    /// <summary>The act that an event is an account of.</summary>
    internal static string Act(JsonNode line) => (string)(line["accountOf"] ?? line["id"])!;

    /// <summary>Whose word it is in the end.</summary>
    internal static string? Origin(JsonNode line) =>
        (string?)(line["attribution"]?.AsArray() is { Count: > 0 } chain ? chain[^1] : line["source"]?["publisher"]);

    /// <summary>Whether the keeper of the record says that nobody checked it.</summary>
    internal static bool IsUnchecked(JsonNode line) => Note(line)?.Contains("not checked", StringComparison.Ordinal) == true;

    /// <summary>
    /// The ids of what a knower knew by a day, in ordinal order. An amendment that does not say when it was noted is noted when it is
    /// imported, long after.
    /// </summary>
    internal static IEnumerable<string> KnownBy(IReadOnlyList<JsonNode> lines, string knower, string day)
    {
        var by = Edtf.Parse(day).Latest;
        var known = new HashSet<string>();
        foreach (var line in lines.Where(l => Disclosures(l).Any(d => (d.To == "public" || d.To == knower) && d.At.Latest <= by)))
        {
            known.Add((string)line["id"]!);
            if ((string)line["type"]! == "EventDisclosed") known.Add((string)line["data"]!["event"]!);
        }

        return known.Order(StringComparer.Ordinal);
    }
}
