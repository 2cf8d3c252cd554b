using System.Globalization;
using System.Text.Json.Nodes;

namespace Timeline.Service.Tests.Trust.Fuzz;

/// <summary>A parameter as described.</summary>
/// <param name="Name">Its name.</param>
/// <param name="In">path, query or header.</param>
/// <param name="Words">The only values it takes; empty: it takes others.</param>
/// <param name="IsRepeatable">It may be given several times.</param>
internal sealed record FuzzParameter(string Name, string In, IReadOnlyList<string> Words, bool IsRepeatable);

/// <summary>An operation as described.</summary>
internal sealed record FuzzOperation
{
    internal required string Id { get; init; }

    internal required string Method { get; init; }

    internal required string Path { get; init; }

    internal required IReadOnlyList<FuzzParameter> Parameters { get; init; }

    /// <summary>The media types of its body.</summary>
    internal required IReadOnlyList<string> BodyTypes { get; init; }

    /// <summary>For each status the media types of the answer, with the names of their schemas.</summary>
    internal required IReadOnlyDictionary<int, IReadOnlyDictionary<string, string>> Answers { get; init; }

    internal IEnumerable<FuzzParameter> Query => Parameters.Where(p => p.In == "query");
}

/// <summary>What a server says of itself: operations from its OpenAPI document, event types from its catalogue.</summary>
internal sealed class FuzzApi
{
    private readonly Dictionary<string, string> _names = [];

    internal FuzzApi(JsonNode document, JsonNode catalogue)
    {
        Operations = [.. document["paths"]!.AsObject()
            .SelectMany(p => p.Value!.AsObject().Select(o => Read(p.Key, o.Key.ToUpperInvariant(), o.Value!)))];
        // What a schema refers to stands beside it; the name of a place in a document is all that differs.
        var all = document["components"]!["schemas"]!.ToJsonString().Replace("#/components/schemas/", "#/$defs/", StringComparison.Ordinal);
        foreach (var (schema, name) in _names)
        {
            var whole = JsonNode.Parse(schema.Replace("#/components/schemas/", "#/$defs/", StringComparison.Ordinal))!.AsObject();
            whole["$defs"] = JsonNode.Parse(all);
            Schemas[name] = whole;
        }

        Types = [.. catalogue["types"]!.AsArray().Select(t => new FuzzType(
            (string)t!["name"]!, [.. t["kinds"]!.AsArray().Select(k => (string)k!)], t["example"]!["data"]!.AsObject(),
            t["schema"]!["properties"]!["data"]!.AsObject()))];
        Kinds = [.. catalogue["kinds"]!.AsArray().Select(k => (string)k!["name"]!)];
    }

    internal IReadOnlyList<FuzzOperation> Operations { get; }

    internal IReadOnlyList<FuzzType> Types { get; }

    internal IReadOnlyList<string> Kinds { get; }

    /// <summary>The schemas of all answers, by name.</summary>
    internal JsonObject Schemas { get; } = [];

    private FuzzOperation Read(string path, string method, JsonNode operation) => new()
    {
        Id = (string)operation["operationId"]!,
        Method = method,
        Path = path,
        Parameters = [.. (operation["parameters"]?.AsArray() ?? []).Select(p => new FuzzParameter(
            (string)p!["name"]!, (string)p["in"]!, Words(p["schema"]!), (string?)p["schema"]!["type"] == "array"))],
        BodyTypes = [.. (operation["requestBody"]?["content"]?.AsObject() ?? []).Select(c => c.Key)],
        Answers = operation["responses"]!.AsObject().ToDictionary(
            r => int.Parse(r.Key, CultureInfo.InvariantCulture),
            IReadOnlyDictionary<string, string> (r) =>
                (r.Value!["content"]?.AsObject() ?? []).ToDictionary(c => c.Key, c => NameOf(c.Value!["schema"]!))),
    };

    private static IReadOnlyList<string> Words(JsonNode schema) =>
        [.. ((schema["items"] ?? schema)["enum"]?.AsArray() ?? []).Select(w => (string)w!)];

    private string NameOf(JsonNode schema)
    {
        var text = schema.ToJsonString();
        if (!_names.TryGetValue(text, out var name)) _names[text] = name = $"s{_names.Count}";
        return name;
    }
}

/// <summary>An event type of the catalogue.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kinds">The kinds it belongs to; empty: any.</param>
/// <param name="Example">The data of its example.</param>
/// <param name="Data">The schema of its data.</param>
internal sealed record FuzzType(string Name, IReadOnlyList<string> Kinds, JsonObject Example, JsonObject Data)
{
    internal bool NeedsTarget => Example["event"] is not null;
}
