using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Timeline.Domain.CloudEvents;

namespace Timeline.Server.Http;

/// <summary>The shape of a CloudEvent, for the description of the API.</summary>
internal static class CloudEventSchema
{
    // Attributes that are no text of this service's own are passed over.
    private static readonly string[] Texts =
    [
        "type", "subject", "datacontenttype", "happened", "zone", "zonename", "known", "disclosures", "mode", "absent", "accountof", "provenance", "attribution",
        "assessment", "related", "notedat", "knowntime", "erased", "sequence", "recordedby", "standing", "amendments", "erasedacts",
    ];

    private static readonly string[] Times = ["time", "recordedtime"];

    internal static OpenApiSchema OfOne => new()
    {
        Type = JsonSchemaType.Object,
        Description = "A CloudEvent 1.0 in the JSON event format.",
        Properties = new Dictionary<string, IOpenApiSchema>(
        [
            new("specversion", new OpenApiSchema { Type = JsonSchemaType.String, Enum = [(JsonNode)CloudEvent.SpecVersion] }),
            new("id", Text()),
            new("source", Text("uri-reference")),
            .. Texts.Select(name => KeyValuePair.Create<string, IOpenApiSchema>(name, Text())),
            .. Times.Select(name => KeyValuePair.Create<string, IOpenApiSchema>(name, Text("date-time"))),
            new("version", new OpenApiSchema { Type = JsonSchemaType.Integer }),
            new("attestedlater", new OpenApiSchema { Type = JsonSchemaType.Boolean }),
            new("data", new OpenApiSchema { Type = JsonSchemaType.Object }),
            new("data_base64", Text()),
        ]),
        Required = new HashSet<string> { "specversion", "id", "source", "type", "subject" },
    };

    internal static OpenApiSchema OfBatch => new() { Type = JsonSchemaType.Array, Items = OfOne };

    private static OpenApiSchema Text(string? format = null) => new() { Type = JsonSchemaType.String, Format = format };
}
