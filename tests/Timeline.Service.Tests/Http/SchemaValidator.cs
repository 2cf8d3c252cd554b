using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Timeline.Service.Tests.Fixtures;

namespace Timeline.Service.Tests.Http;

/// <summary>A JSON Schema validator that is not ours: npm's ajv.</summary>
internal static class SchemaValidator
{
    private static readonly NpmTool Ajv = new("ajv");

    /// <summary>Validates documents, each by the schema named; for each <see langword="null"/>, or why it is not valid.</summary>
    internal static async Task<IReadOnlyList<string?>> ValidateAsync(JsonObject schemas, IEnumerable<(string Schema, JsonNode? Document)> documents)
    {
        var input = new JsonObject
        {
            ["schemas"] = schemas.DeepClone(),
            ["documents"] = new JsonArray([.. documents.Select(d => new JsonArray(d.Schema, d.Document?.DeepClone()))]),
        };
        return [.. JsonNode.Parse(await Ajv.RunAsync("validate.cjs", input.ToJsonString()))!.AsArray().Select(r => (string?)r)];
    }

    /// <summary>Validates very many documents, each on one line, by the schema named; tells those that are not valid, by their place, and why.</summary>
    internal static async Task<IReadOnlyList<(int Index, string Why)>> ValidateLinesAsync(JsonObject schemas, IEnumerable<(string Schema, string Document)> documents)
    {
        var input = new StringBuilder(schemas.ToJsonString()).Append('\n');
        foreach (var (schema, document) in documents) input.Append(schema).Append('\t').Append(document).Append('\n');
        var output = await Ajv.RunAsync("validate-lines.cjs", input.ToString());
        return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split('\t', 2)).Select(l => (int.Parse(l[0], CultureInfo.InvariantCulture), l[1]))];
    }
}
