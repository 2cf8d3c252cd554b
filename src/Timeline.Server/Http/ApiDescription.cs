using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.OpenApi;
using Timeline.Domain.CloudEvents;
using Timeline.Domain.Json;
using Timeline.Server.Access;

namespace Timeline.Server.Http;

/// <summary>The description of the API, OpenAPI 3.1, from the same metadata and types that serve it.</summary>
internal static class ApiDescription
{
    private const string Bearer = "bearer";

    private static readonly (string Name, string Description)[] Tags =
    [
        ("Knowing", "What was known from a vantage: subjects, events, stories, briefings and what is derived from them."),
        ("Comparing", "How what was known differs between two vantages, and how it changed."),
        ("Recording", "Events, acts on the record, imports, erasures and timelines are written."),
        ("Exporting", "What a vantage sees, whole, in forms that are read elsewhere."),
        ("Replaying", "A stretch of time once more, event by event or step by step."),
        ("Feed", "What is recorded, as it is recorded."),
        ("Description", "What the service says of itself: its catalogue and its problems."),
        ("Health", "Whether the service lives and is ready."),
    ];

    internal static void AddApiDescription(this IServiceCollection services) => services.AddOpenApi("v1", options =>
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo
            {
                Title = "Timeline",
                Version = "1",
                Description = "What was known about something on a given day, to whom, and on whose word.",
                License = new OpenApiLicense { Name = "Apache-2.0", Url = new Uri("https://www.apache.org/licenses/LICENSE-2.0") },
                Contact = new OpenApiContact { Name = "Whoever operates this server" },
            };
            // Wherever the description was read from: a server need not know by which names it is reached.
            document.Servers = [new OpenApiServer { Url = "/", Description = "This server." }];
            document.Tags = Tags.Select(t => new OpenApiTag { Name = t.Name, Description = t.Description }).ToHashSet();
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
            {
                [Bearer] = new OpenApiSecurityScheme
                {
                    Type = SecuritySchemeType.Http,
                    Scheme = "bearer",
                    Description = "A key of this service, or a token of the issuer that it trusts. A server without either asks nobody.",
                },
            };
            return Task.CompletedTask;
        });
        options.AddOperationTransformer(async (operation, context, cancellation) =>
        {
            var metadata = context.Description.ActionDescriptor.EndpointMetadata;
            foreach (var other in metadata.OfType<OtherAnswer>())
            {
                var answered = operation.Responses!["200"].Content!["application/json"];
                answered.Schema = new OpenApiSchema { AnyOf = [answered.Schema!, await context.GetOrCreateSchemaAsync(other.Type, null, cancellation)] };
            }

            if (metadata.OfType<OneOrMany>().Any())
                DescribeOneOrMany(operation, await context.GetOrCreateSchemaAsync(typeof(ProblemFault), null, cancellation));
            DescribeAccess(operation, metadata.OfType<AccessRule>().Single(), context.Document!);
            foreach (var form in metadata.OfType<OtherForms>().SelectMany(f => f.MediaTypes))
                operation.Responses!["200"].Content![form] = new() { Schema = new OpenApiSchema { Type = JsonSchemaType.String } };
            foreach (var lines in metadata.OfType<LinesForm>())
            {
                var line = await context.GetOrCreateSchemaAsync(lines.Line, null, cancellation);
                operation.Responses!["200"].Content![Body.Lines[0]] = new() { Schema = line };
            }

            foreach (var form in metadata.OfType<OtherBodies>().SelectMany(f => f.MediaTypes))
                operation.RequestBody!.Content![form] = new() { Schema = new OpenApiSchema { Type = JsonSchemaType.String } };
            if (metadata.OfType<CloudEventBodies>().Any())
            {
                operation.RequestBody!.Content![CloudEvent.MediaType] = new() { Schema = CloudEventSchema.OfOne };
                operation.RequestBody.Content[CloudEvent.BatchMediaType] = new() { Schema = CloudEventSchema.OfBatch };
            }

            foreach (var form in metadata.OfType<CloudEventAnswer>())
            {
                operation.Responses!["200"].Content![form.IsBatch ? CloudEvent.BatchMediaType : CloudEvent.MediaType] =
                    new() { Schema = form.IsBatch ? CloudEventSchema.OfBatch : CloudEventSchema.OfOne };
            }

            if (metadata.OfType<CloudEventLines>().Any() && operation.Responses!["200"].Content![Body.Lines[0]] is { } lineForm)
                lineForm.Schema = new OpenApiSchema { AnyOf = [lineForm.Schema!, CloudEventSchema.OfOne] };
            foreach (var header in metadata.OfType<RequestHeader>()) AddParameter(operation, ParameterLocation.Header, header.Name, header.Description);
            foreach (var header in metadata.OfType<ResponseHeader>()) AddHeader(operation, header);
            foreach (var parameter in context.Description.ActionDescriptor.EndpointMetadata.OfType<QueryParameters>().SelectMany(p => p.All))
            {
                operation.Parameters ??= [];
                operation.Parameters.Add(Describe(parameter));
            }
        });
        options.AddSchemaTransformer((schema, context, _) =>
        {
            if (EventSchema.OfScalar(context.JsonTypeInfo.Type) is { } scalar) Describe(schema, scalar);
            else DescribeRequired(schema, context.JsonTypeInfo);
            // Of a list of scalars of ours the generator does not know what they are.
            if (schema.Type?.HasFlag(JsonSchemaType.Array) == true && schema.Items is null)
            {
                schema.Items = context.JsonTypeInfo.ElementType is { } element && EventSchema.OfScalar(element) is { } item
                    ? Schema(item)
                    : new OpenApiSchema();
            }

            return Task.CompletedTask;
        });
    });

    private static void DescribeAccess(OpenApiOperation operation, AccessRule rule, OpenApiDocument document)
    {
        operation.Security = rule.IsForAll ? []
            : [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Bearer, document)] = [] }];
        var who = rule.IsForAll ? "Takes no key: nobody is asked who they are."
            : rule.Role is { } role ? $"Takes the role `{Words.Text(role)}`." : "Takes a key or token.";
        operation.Description = operation.Description is { } said ? $"{said}\n\n{who}" : who;
        if (rule.IsForAll) return;
        foreach (var status in (int[])[401, 403])
            operation.Responses!.TryAdd($"{status}", new OpenApiResponse
            {
                Description = ReasonPhrases.GetReasonPhrase(status),
                Content = operation.Responses["500"].Content,
            });
    }

    // What is null is left out, whatever a constructor asks for, but for what is written always.
    private static void DescribeRequired(OpenApiSchema schema, JsonTypeInfo type)
    {
        foreach (var property in type.Kind == JsonTypeInfoKind.Object ? type.Properties.Where(p => p.IsGetNullable) : [])
        {
            if (!property.AttributeProvider!.IsDefined(typeof(JsonIgnoreAttribute), inherit: true)) schema.Required?.Remove(property.Name);
            else (schema.Required ??= new HashSet<string>()).Add(property.Name);
        }
    }

    private static void AddParameter(OpenApiOperation operation, ParameterLocation where, string name, string description)
    {
        operation.Parameters ??= [];
        operation.Parameters.Add(new OpenApiParameter { Name = name, In = where, Description = description, Schema = new OpenApiSchema { Type = JsonSchemaType.String } });
    }

    private static void AddHeader(OpenApiOperation operation, ResponseHeader header)
    {
        foreach (var status in header.Statuses)
        {
            var response = (OpenApiResponse)operation.Responses![status.ToString(CultureInfo.InvariantCulture)];
            response.Headers ??= new Dictionary<string, IOpenApiHeader>();
            var text = new OpenApiSchema { Type = JsonSchemaType.String };
            response.Headers[header.Name] = new OpenApiHeader { Description = header.Description, Schema = text };
        }
    }

    // One event is answered by one, an array of them by a list.
    private static void DescribeOneOrMany(OpenApiOperation operation, OpenApiSchema warning)
    {
        var sent = operation.RequestBody!.Content!["application/json"];
        sent.Schema = new OpenApiSchema { AnyOf = [sent.Schema!, new OpenApiSchema { Type = JsonSchemaType.Array, Items = sent.Schema, MinItems = 1 }] };
        foreach (var status in (string[])["200", "201"])
        {
            var answered = operation.Responses![status].Content!["application/json"];
            var list = new OpenApiSchema
            {
                Type = JsonSchemaType.Object,
                Properties = new Dictionary<string, IOpenApiSchema>
                {
                    ["items"] = new OpenApiSchema { Type = JsonSchemaType.Array, Items = answered.Schema },
                    ["warnings"] = new OpenApiSchema { Type = JsonSchemaType.Array, Items = warning },
                },
                Required = new HashSet<string> { "items" },
            };
            answered.Schema = new OpenApiSchema { AnyOf = [answered.Schema!, list] };
        }
    }

    private static OpenApiParameter Describe(QueryParameter parameter)
    {
        var one = new OpenApiSchema { Type = JsonSchemaType.String, Enum = parameter.Words?.Select(w => (JsonNode)w).ToList() };
        return new OpenApiParameter
        {
            Name = parameter.Name,
            In = ParameterLocation.Query,
            Description = parameter.Description,
            Explode = parameter.IsRepeatable,
            Schema = parameter.IsRepeatable ? new OpenApiSchema { Type = JsonSchemaType.Array, Items = one } : one,
        };
    }

    private static void Describe(OpenApiSchema schema, JsonObject scalar)
    {
        schema.Type = Enum.TryParse<JsonSchemaType>(scalar["type"]?.GetValue<string>(), ignoreCase: true, out var type) ? type : null;
        schema.Description ??= scalar["description"]?.GetValue<string>();
        schema.Format ??= scalar["format"]?.GetValue<string>();
        schema.Pattern = scalar["pattern"]?.GetValue<string>();
        schema.MaxLength = scalar["maxLength"]?.GetValue<int>();
        schema.MinItems = scalar["minItems"]?.GetValue<int>();
        schema.Minimum = scalar["minimum"]?.GetValue<int>().ToString(CultureInfo.InvariantCulture);
        schema.Maximum = scalar["maximum"]?.GetValue<int>().ToString(CultureInfo.InvariantCulture);
        if (scalar["enum"] is JsonArray words) schema.Enum = [.. words.Select(w => w!.DeepClone())];
        if (scalar["items"] is JsonObject items) schema.Items = Schema(items);
        if (scalar["anyOf"] is JsonArray choices) schema.AnyOf = [.. choices.OfType<JsonObject>().Select(Schema)];
        if (scalar["additionalProperties"] is JsonObject values) schema.AdditionalProperties = Schema(values);
        if (scalar["properties"] is JsonObject properties)
            schema.Properties = properties.ToDictionary(p => p.Key, IOpenApiSchema (p) => Schema((JsonObject)p.Value!));
        if (scalar["required"] is JsonArray required) schema.Required = required.Select(r => r!.GetValue<string>()).ToHashSet();
    }

    private static IOpenApiSchema Schema(JsonObject scalar)
    {
        var schema = new OpenApiSchema();
        Describe(schema, scalar);
        return schema;
    }
}

/// <summary>An endpoint takes one of a thing or an array of them, and answers alike.</summary>
internal sealed record OneOrMany;

/// <summary>An endpoint may answer with one of these instead, as its parameters have it.</summary>
internal sealed record OtherAnswer(Type Type);

/// <summary>An endpoint answers as text in these media types too, as the header Accept has it.</summary>
internal sealed record OtherForms(IReadOnlyList<string> MediaTypes);

/// <summary>An endpoint answers line by line too, as the header Accept has it: each line is one of these.</summary>
internal sealed record LinesForm(Type Line);

/// <summary>An endpoint takes text of these media types too.</summary>
internal sealed record OtherBodies(IReadOnlyList<string> MediaTypes);

/// <summary>An endpoint takes CloudEvents too, one or a batch of them.</summary>
internal sealed record CloudEventBodies;

/// <summary>The lines that an endpoint answers with may be CloudEvents.</summary>
internal sealed record CloudEventLines;

/// <summary>An endpoint answers as a CloudEvent too, or a batch of them, as the header Accept has it.</summary>
internal sealed record CloudEventAnswer(bool IsBatch);

/// <summary>A header of the request that an endpoint minds.</summary>
internal sealed record RequestHeader(string Name, string Description);

/// <summary>A header that an endpoint's responses of some statuses carry.</summary>
internal sealed record ResponseHeader(string Name, string Description, params IReadOnlyList<int> Statuses);
