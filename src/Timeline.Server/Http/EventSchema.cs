using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;
using Timeline.Domain;
using Timeline.Domain.Json;
using Timeline.Domain.Record;
using Timeline.Domain.Time;

namespace Timeline.Server.Http;

/// <summary>JSON Schemas (2020-12) of events, from the same types that read them.</summary>
internal static class EventSchema
{
    private static readonly JsonSchemaExporterOptions Exporter = new() { TreatNullObliviousAsNonNullable = true, TransformSchemaNode = Transform };

    /// <summary>A whole event of one type. What the type requires may be left out where <c>absent</c> stands in, or by an account.</summary>
    internal static JsonObject Of(EventType type)
    {
        var schema = (JsonObject)RecordJson.Default.EventEnvelope.GetJsonSchemaAsNode(Exporter);
        var properties = (JsonObject)schema["properties"]!;
        properties["type"] = new JsonObject { ["const"] = type.Name };
        properties["data"] = type.Shape.GetJsonSchemaAsNode(Exporter);
        var all = new JsonArray { new JsonObject { ["not"] = new JsonObject { ["required"] = new JsonArray("known", "disclosures") } } };
        if (type.IsActOnTheRecord) OfAct(type, properties, all);
        else AbsentOf(type, properties);
        // What an act on the record needs to act at all, nothing can stand in for.
        foreach (var member in type.Required.Where(m => !type.IsActOnTheRecord || m == "reason"))
        {
            all.Add(new JsonObject
            {
                ["anyOf"] = new JsonArray(
                    Requires("data", member),
                    Requires("absent", member, "absent"),
                    new JsonObject { ["required"] = new JsonArray("accountOf") }),
            });
        }

        schema["allOf"] = all;
        var titled = new JsonObject { ["$schema"] = "https://json-schema.org/draft/2020-12/schema", ["title"] = type.Name, ["description"] = type.Description };
        foreach (var (name, value) in schema) titled[name] = value?.DeepClone();
        return titled;

        static JsonObject Requires(string member, string inner, params string[] also) => new()
        {
            ["properties"] = new JsonObject { [member] = new JsonObject { ["required"] = new JsonArray(inner) } },
            ["required"] = new JsonArray([.. also.Select(a => (JsonNode)a)]),
        };
    }

    private static void OfAct(EventType type, JsonObject properties, JsonArray all)
    {
        properties.Remove("mode");
        properties.Remove("accountOf");
        var data = (JsonObject)properties["data"]!;
        data["required"] = new JsonArray([.. type.Required.Where(m => m != "reason").Select(m => (JsonNode)m)]);
        if (!typeof(IReplacesPayload).IsAssignableFrom(type.ClrType))
        {
            AbsentOf(type, properties);
            return;
        }

        var replaced = type.ClrType.GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly)
            .Where(p => p.SetMethod is not null).Select(p => JsonNamingPolicy.CamelCase.ConvertName(p.Name)).Where(m => m != "reason");
        data["anyOf"] = new JsonArray([.. replaced.Select(m => (JsonNode)new JsonObject { ["required"] = new JsonArray(m) })]);
        // There 'absent' speaks of the payload given, which only the target's type can say more about.
        all.Add(new JsonObject
        {
            ["anyOf"] = new JsonArray(
                new JsonObject { ["not"] = new JsonObject { ["required"] = new JsonArray("absent") } },
                new JsonObject { ["properties"] = new JsonObject { ["data"] = new JsonObject { ["required"] = new JsonArray("data") } } }),
        });
    }

    private static void AbsentOf(EventType type, JsonObject properties) =>
        properties["absent"]!["propertyNames"] = new JsonObject { ["enum"] = Names(type.Members) };

    /// <summary>What the types that are written as one JSON value look like, for schemas of events and of the API alike.</summary>
    // Four letters are blank: fillers of Hangul.
    private const string NamePattern = @"(?![\u115F\u1160\u3164\uFFA0])[\p{L}\p{N}\p{S}\p{Me}\p{Co}\p{Cn}]";

    internal static JsonObject? OfScalar(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(Key)) return Text(Key.Rule, Key.Pattern, Key.MaxLength);
        if (type == typeof(SubjectId)) return Text(SubjectId.Rule, "^[a-z0-9]+([-.~][a-z0-9]+)*/[a-z0-9]+([-.~][a-z0-9]+)*$", (2 * Key.MaxLength) + 1);
        if (type == typeof(Edtf)) return Text("A date (EDTF).", maxLength: Edtf.MaxLength, format: "edtf");
        if (type == typeof(Instant)) return Text("An instant (RFC 3339, UTC, microseconds); '..' lies beyond every date.");
        if (type == typeof(Name)) return Text("A name with at least one letter, digit or symbol.", NamePattern, Name.MaxLength);
        if (type == typeof(WebAddress)) return Text("An absolute http or https address.", "^[Hh][Tt][Tt][Pp][Ss]?://");
        if (type == typeof(CameoCode)) return Text("A CAMEO code.", CameoCodeJson.Pattern);
        if (type == typeof(Texts)) return new JsonObject { ["type"] = "array", ["items"] = Text("Not blank.", @"\S"), ["minItems"] = 1 };
        if (type == typeof(LanguageTag)) return Text("A BCP 47 language tag.", LanguageTagJson.Pattern);
        if (type == typeof(Credibility)) return new JsonObject { ["type"] = "integer", ["minimum"] = 1, ["maximum"] = 6 };
        if (type == typeof(Keys)) return List(OfScalar(typeof(Key))!);
        if (type == typeof(Actors)) return new JsonObject { ["anyOf"] = new JsonArray(OfScalar(typeof(Key)), List(OfScalar(typeof(Key))!)) };
        if (type == typeof(Absences))
            return new JsonObject { ["type"] = "object", ["minProperties"] = 1, ["additionalProperties"] = new JsonObject { ["enum"] = Names(Words.Of<Absence>()) } };
        if (type == typeof(Place)) return new JsonObject { ["anyOf"] = new JsonArray(OfScalar(typeof(Name)), Detailed()) };
        return type.IsEnum && WordsOf(type) is { } words ? new JsonObject { ["enum"] = Names(words) } : null;
    }

    private static JsonNode Transform(JsonSchemaExporterContext context, JsonNode schema)
    {
        var type = context.TypeInfo.Type;
        if (OfScalar(type) is { } scalar) return scalar;
        if (type == typeof(string)) return Text("Not blank.", @"\S");
        if ((Nullable.GetUnderlyingType(type) ?? type) == typeof(Guid)) return
            new JsonObject { ["type"] = "string", ["format"] = "uuid", ["not"] = new JsonObject { ["const"] = Guid.Empty.ToString() } };
        if (type == typeof(JsonElement)) return new JsonObject { ["type"] = "object" };
        if (schema is not JsonObject described) return schema;
        // Null is refused everywhere: what is not said is left out.
        if (described["type"] is JsonArray types) described["type"] = types.First(t => t!.GetValue<string>() != "null")!.DeepClone();
        if (context.TypeInfo is { Kind: JsonTypeInfoKind.Enumerable, ElementType: { } element })
        {
            described["minItems"] = 1;
            if (element == typeof(SubjectId) || element == typeof(Disclosure)) described["uniqueItems"] = true;
            // The exporter leaves out items whose type has a converter of its own, before this could describe them.
            if (described["items"] is null && OfScalar(element) is { } items) described["items"] = items;
        }

        if (context.TypeInfo.Kind == JsonTypeInfoKind.Object) described["additionalProperties"] = false;
        return described;
    }

    private static JsonObject Detailed() => new()
    {
        ["type"] = "object",
        ["properties"] = new JsonObject
        {
            ["name"] = OfScalar(typeof(Name)),
            ["country"] = OfScalar(typeof(Key)),
            ["latitude"] = new JsonObject { ["type"] = "number", ["minimum"] = -90, ["maximum"] = 90 },
            ["longitude"] = new JsonObject { ["type"] = "number", ["minimum"] = -180, ["maximum"] = 180 },
        },
        ["required"] = new JsonArray("name"),
        ["dependentRequired"] = new JsonObject { ["latitude"] = new JsonArray("longitude"), ["longitude"] = new JsonArray("latitude") },
        ["additionalProperties"] = false,
    };

    // A format that a reader does not know it passes over, as it does with any other remark.
    private static JsonObject Text(string description, string? pattern = null, int? maxLength = null, string? format = null)
    {
        var schema = new JsonObject { ["type"] = "string", ["description"] = description };
        if (pattern is not null) schema["pattern"] = pattern;
        if (maxLength is { } length) schema["maxLength"] = length;
        if (format is not null) schema["format"] = format;
        return schema;
    }

    private static JsonObject List(JsonObject items) =>
        new() { ["type"] = "array", ["items"] = items, ["minItems"] = 1, ["uniqueItems"] = true };

    private static JsonArray Names(IReadOnlyList<string> words) => [.. words.Select(w => (JsonNode)w)];

    private static IReadOnlyList<string>? WordsOf(Type type) =>
        (IReadOnlyList<string>?)typeof(Words).GetMethod(nameof(Words.Of))!.MakeGenericMethod(type).Invoke(null, null);
}
