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
}
