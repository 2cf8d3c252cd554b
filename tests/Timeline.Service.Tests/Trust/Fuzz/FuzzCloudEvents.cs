using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Timeline.Service.Tests.Trust.Fuzz;

/// <summary>Events as CloudEvents, by the table of CLOUDEVENTS.md.</summary>
internal static class FuzzCloudEvents
{
    private static readonly JsonSerializerOptions AsIs = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    internal static JsonObject Of(JsonObject own, FuzzValues values)
    {
        var told = new JsonObject { ["specversion"] = "1.0", ["source"] = values.Of(["/fuzz", "urn:fuzz", "https://example.org/a?b#c"]) };
        foreach (var (member, value) in own)
        {
            if (member == "data") told["data"] = value?.DeepClone();
            else told[member == "source" ? "provenance" : member.ToLowerInvariant()] = value is JsonValue ? value.DeepClone() : value?.ToJsonString(AsIs);
        }

        if (!told.ContainsKey("id")) told["id"] = values.Chance(0.5) ? values.Uuid() : values.Word();
        if (values.Chance(0.3)) told["time"] = "2019-02-24T12:00:00.123456789Z";
        if (values.Chance(0.3)) told["traceparent"] = "00-0af7651916cd43dd8448eb211c80319c-b9c7c989f97918e1-01";
        return told;
    }
}
