using System.Text;
using System.Text.Json;
using Timeline.Domain.Importing;
using Timeline.Domain.Json;
using Timeline.Domain.Record;

namespace Timeline.Domain.CloudEvents;

/// <summary>
/// Reads CloudEvents 1.0 (CLOUDEVENTS.md): each is put into the form in which events are sent and read like one, so that both are held to the
/// same rules. All faults are told at once, each with where it is in the CloudEvent.
/// </summary>
public sealed class CloudEventReader
{
    private const string Data = "data", DataBase64 = "data_base64";

    // The attributes that are members of an event, those with structure as the text of their JSON.
    private static readonly (string Attribute, string Member, bool IsJson)[] Members =
    [
        ("subject", "subject", false),
        ("type", "type", false),
        ("happened", "happened", false),
        ("zone", "zone", false),
        ("zonename", "zoneName", false),
        ("known", "known", false),
        ("disclosures", "disclosures", true),
        ("mode", "mode", false),
        ("absent", "absent", true),
        ("accountof", "accountOf", false),
        ("provenance", "source", true),
        ("attribution", "attribution", true),
        ("assessment", "assessment", true),
        ("related", "related", true),
        ("notedat", "notedAt", false),
        ("erased", "erased", true),
    ];

    private readonly string _pointer;
    private readonly Dictionary<string, JsonElement> _attributes = new(StringComparer.Ordinal);
    private readonly List<Fault> _faults = [];
    private string _data = Data;
    private string _happened = "happened";

    private CloudEventReader(string pointer) => _pointer = pointer;

    /// <summary>The event; <see langword="null"/>: it is refused.</summary>
    public ProposedEvent? Event { get; private set; }

    /// <summary>Why not.</summary>
    public Refusal? Refusal { get; private set; }

    /// <summary>Whether an object is meant as a CloudEvent: no event of our own has such a member.</summary>
    public static bool IsOne(JsonElement sent) => sent.ValueKind == JsonValueKind.Object && sent.TryGetProperty("specversion", out _);

    /// <summary>Reads one CloudEvent.</summary>
    /// <param name="sent">As it was sent, read by <see cref="StrictJson.TryParse"/>.</param>
    /// <param name="pointer">Where it stands in the body.</param>
    /// <param name="takesErased">Takes the mark of an erased event, as an import does.</param>
    public static CloudEventReader Read(JsonElement sent, string pointer, bool takesErased)
    {
        var reader = new CloudEventReader(pointer);
        if (sent.ValueKind != JsonValueKind.Object) reader.Fault("", "Must be an object.");
        else if (!sent.TryGetProperty("specversion", out var version)) reader.Fault("/specversion", "Is missing.");
        else if (version.ValueKind != JsonValueKind.String || !version.ValueEquals(CloudEvent.SpecVersion)) reader.Fault("/specversion", $"Must be \"{CloudEvent.SpecVersion}\".");
        else reader.ReadEvent(sent, takesErased);
        if (reader._faults.Count > 0) reader.Refusal = new Refusal(RefusalKind.Malformed, reader._faults);
        return reader;
    }

    /// <summary>Where in the CloudEvent lies a fault that was found in the event made of it.</summary>
    public Fault Locate(Fault fault)
    {
        var own = fault.Pointer[_pointer.Length..];
        if (own.Length == 0) return fault;
        var end = own.IndexOf('/', 1) is var next and > 0 ? next : own.Length;
        var attribute = own[1..end] switch
        {
            Data => _data,
            "happened" => _happened,
            var member => Members.FirstOrDefault(m => m.Member == member).Attribute ?? member,
        };
        return fault with { Pointer = $"{_pointer}/{attribute}{own[end..]}" };
    }

    private void ReadEvent(JsonElement sent, bool takesErased)
    {
        ReadAttributes(sent);
        var own = StrictJson.Write(writer =>
        {
            writer.WriteStartObject();
            WriteId(writer);
            foreach (var (attribute, member, isJson) in Members)
            {
                if (!_attributes.TryGetValue(attribute, out var value)) continue;
                if (isJson) WriteJson(writer, member, attribute, value);
                else WriteMember(writer, member, value);
            }

            WriteTime(writer);
            WriteData(writer, sent);
            writer.WriteEndObject();
        });
        if (!StrictJson.TryParse(Encoding.UTF8.GetBytes(own), out var document, out var faults))
        {
            _faults.AddRange(faults.Select(f => Locate(f with { Pointer = _pointer + f.Pointer })));
            return;
        }

        using (document)
        {
            var read = EventReader.Read(document.RootElement, _pointer, ignoreAssigned: takesErased, out var refusal);
            if (_faults.Count == 0)
            {
                Event = read;
                Refusal = refusal is null ? null : refusal with { Faults = [.. refusal.Faults.Select(Locate)] };
            }
            else if (refusal is { Kind: RefusalKind.Malformed })
            {
                // What could not be read is not missing besides.
                _faults.AddRange(refusal.Faults.Select(Locate).Where(f => !_faults.Exists(told => told.Pointer == f.Pointer)).ToList());
            }
        }
    }

    // A member that is null is one that is not there (JSON event format §2.2).
    private void ReadAttributes(JsonElement sent)
    {
        foreach (var member in sent.EnumerateObject().Where(m => m.Name is not (Data or DataBase64) && m.Value.ValueKind != JsonValueKind.Null))
        {
            if (AttributeFault(member) is { } wrong) Fault(JsonPointer.To("", member.Name), wrong);
            else _attributes.Add(member.Name, member.Value);
        }

        foreach (var required in (string[])["id", "source"])
        {
            if (!sent.TryGetProperty(required, out var value) || value.ValueKind == JsonValueKind.Null) Fault($"/{required}", "Is missing.");
            else if (value.ValueKind != JsonValueKind.String) FaultOnce($"/{required}", "Must be a string.");
            else if (value.ValueEquals("")) Fault($"/{required}", "Must not be empty.");
        }

        if (Text("source") is { Length: > 0 } source && !AttributeTypes.IsUriReference(source)) Fault("/source", "Must be a URI reference (RFC 3986).");
        if (_attributes.TryGetValue("datacontenttype", out var type) && !(type.ValueKind == JsonValueKind.String && AttributeTypes.IsJson(type.GetString()!)))
            Fault("/datacontenttype", "Must be application/json or another media type of JSON.");
    }

    private static string? AttributeFault(JsonProperty attribute)
    {
        if (!attribute.Name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c)) || attribute.Name.Length == 0)
            return "Is no attribute of a CloudEvent: its name has lower-case letters and digits only.";
        return attribute.Value.ValueKind switch
        {
            JsonValueKind.True or JsonValueKind.False => null,
            JsonValueKind.String => AttributeTypes.StringFault(attribute.Value.GetString()!),
            JsonValueKind.Number when attribute.Value.TryGetInt32(out _) => null,
            _ => "Must be a string, a whole number of 32 bits, or true or false; what has structure is sent as the text of its JSON.",
        };
    }

    // What is no UUID is one within its source, so that a repeat is recognised.
    private void WriteId(Utf8JsonWriter writer)
    {
        if (Text("id") is not { Length: > 0 } id || Text("source") is not { Length: > 0 } source) return;
        // A source has no spaces, so no two pairs make one name.
        if (_attributes["id"].TryGetGuid(out var uuid)) writer.WriteString("id", uuid);
        else writer.WriteString("id", NameUuid.Of(NameUuid.Imported, $"cloudevents/{source} {id}"));
    }

    private void WriteJson(Utf8JsonWriter writer, string member, string attribute, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String)
        {
            Fault($"/{attribute}", "Must be the text of its JSON.");
            return;
        }

        if (Parsed(Encoding.UTF8.GetBytes(value.GetString()!), attribute) is not { } document) return;
        using (document) WriteMember(writer, member, document.RootElement);
    }

    // Where it is not said when the act took place, the moment of the CloudEvent says it.
    private void WriteTime(Utf8JsonWriter writer)
    {
        if (!_attributes.TryGetValue("time", out var time)) return;
        if (time.ValueKind != JsonValueKind.String || !AttributeTypes.TryReadTime(time.GetString()!, out var moment))
        {
            Fault("/time", "Must be a moment (RFC 3339) such as '2019-02-24T12:00:00Z'.");
        }
        else if (!_attributes.ContainsKey("happened"))
        {
            _happened = "time";
            writer.WriteString("happened", moment);
        }
    }

    private void WriteData(Utf8JsonWriter writer, JsonElement sent)
    {
        var isGiven = sent.TryGetProperty(Data, out var data);
        if (!sent.TryGetProperty(DataBase64, out var encoded) || encoded.ValueKind == JsonValueKind.Null)
        {
            if (isGiven) WriteMember(writer, Data, data);
            return;
        }

        _data = DataBase64;
        if (isGiven) Fault($"/{DataBase64}", "Stands beside 'data'; give one or the other.");
        else if (encoded.ValueKind != JsonValueKind.String || !encoded.TryGetBytesFromBase64(out var bytes)) Fault($"/{DataBase64}", "Must be Base64 (RFC 4648 §4).");
        else if (Parsed(bytes, DataBase64) is { } document)
        {
            using (document) WriteMember(writer, Data, document.RootElement);
        }
    }

    private JsonDocument? Parsed(byte[] utf8, string attribute)
    {
        if (StrictJson.TryParse(StrictJson.WithoutMark(utf8), out var document, out var faults)) return document;
        foreach (var fault in faults) Fault($"/{attribute}{fault.Pointer}", fault.Detail);
        return null;
    }

    private static void WriteMember(Utf8JsonWriter writer, string member, JsonElement value)
    {
        writer.WritePropertyName(member);
        value.WriteTo(writer);
    }

    private string? Text(string attribute) =>
        _attributes.TryGetValue(attribute, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private void Fault(string at, string detail) => _faults.Add(new Fault(_pointer + at, detail));

    private void FaultOnce(string at, string detail)
    {
        if (!_faults.Exists(f => f.Pointer == _pointer + at)) Fault(at, detail);
    }
}
