using System.Text.Json;
using System.Text.Json.Serialization;
using Timeline.Domain.Record;
using Timeline.Domain.Time;

namespace Timeline.Domain.Json;

/// <summary>
/// A value written as one JSON string. A text that is not one is a <see cref="JsonException"/> whose message says what would be.
/// </summary>
public abstract class TextJson<T> : JsonConverter<T> where T : class
{
    /// <summary>Reads the text.</summary>
    /// <exception cref="JsonException">It is not one; the message says what would be.</exception>
    protected abstract T Parse(string text);

    /// <summary>The text of a value.</summary>
    protected abstract string Format(T value);

    /// <inheritdoc/>
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String ? Parse(reader.GetString()!) : throw new JsonException("Must be a string.");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(Format(value));
}

/// <summary>Reads and writes <see cref="Key"/>.</summary>
public sealed class KeyJson : TextJson<Key>
{
    /// <inheritdoc/>
    protected override Key Parse(string text) =>
        Key.TryParse(text, out var key) ? key : throw new JsonException($"Is not a key: {Key.Rule}.");

    /// <inheritdoc/>
    protected override string Format(Key value) => value.Value;
}

/// <summary>Reads and writes <see cref="SubjectId"/>.</summary>
public sealed class SubjectIdJson : TextJson<SubjectId>
{
    /// <inheritdoc/>
    protected override SubjectId Parse(string text) =>
        SubjectId.TryParse(text, out var subject) ? subject : throw new JsonException($"Is not a subject: {SubjectId.Rule}.");

    /// <inheritdoc/>
    protected override string Format(SubjectId value) => value.ToString();
}

/// <summary>Reads and writes <see cref="Name"/>.</summary>
public sealed class NameJson : TextJson<Name>
{
    /// <inheritdoc/>
    protected override Name Parse(string text) =>
        text.Length > Name.MaxLength ? throw new JsonException($"A name has at most {Name.MaxLength} characters.")
        : new Name(text) is { Slug.Length: > 0 } name ? name
        : throw new JsonException("A name needs a letter, a digit or a symbol.");

    /// <inheritdoc/>
    protected override string Format(Name value) => value.Text;
}

/// <summary>Reads and writes <see cref="WebAddress"/>.</summary>
public sealed class WebAddressJson : TextJson<WebAddress>
{
    /// <inheritdoc/>
    protected override WebAddress Parse(string text) =>
        WebAddress.TryParse(text, out var address) ? address : throw new JsonException("Must be an absolute http or https address.");

    /// <inheritdoc/>
    protected override string Format(WebAddress value) => value.Text;
}

/// <summary>Reads and writes <see cref="LanguageTag"/>.</summary>
public sealed class LanguageTagJson : TextJson<LanguageTag>
{
    /// <summary>As a regular expression of JSON Schema.</summary>
    public const string Pattern = "^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$";

    /// <inheritdoc/>
    protected override LanguageTag Parse(string text) =>
        text.Length <= 35 && text.Split('-') is [{ Length: >= 2 and <= 8 } language, .. var rest] && language.All(char.IsAsciiLetter)
        && rest.All(part => part.Length is >= 1 and <= 8 && part.All(char.IsAsciiLetterOrDigit))
            ? new LanguageTag(text)
            : throw new JsonException("Must be a BCP 47 language tag such as 'de' or 'en-GB'.");

    /// <inheritdoc/>
    protected override string Format(LanguageTag value) => value.Text;
}

/// <summary>Reads and writes <see cref="Edtf"/>.</summary>
public sealed class EdtfJson : TextJson<Edtf>
{
    /// <inheritdoc/>
    protected override Edtf Parse(string text) =>
        Edtf.TryParse(text, out var date, out var error)
            ? date
            : throw new JsonException($"Is not a date (EDTF): {error.Reason} (at character {error.Position + 1}).");

    /// <inheritdoc/>
    protected override string Format(Edtf value) => value.Text;
}

/// <summary>Reads and writes <see cref="Instant"/>.</summary>
public sealed class InstantJson : JsonConverter<Instant>
{
    /// <summary>What is wrong with a text that is no instant.</summary>
    internal const string Fault = "Must be an instant (RFC 3339) such as '2019-02-24T12:00:00Z'.";

    /// <inheritdoc/>
    /// <remarks>
    /// What is kept of answers is read too: as of now everything lies before some date, so what has none lies before all.
    /// <see cref="StrictJson"/> refuses it of a client.
    /// </remarks>
    public override Instant Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType != JsonTokenType.String ? throw new JsonException(Fault)
        : Instant.TryParse(reader.GetString(), out var instant) ? instant
        : reader.ValueTextEquals("..") ? Instant.NegativeInfinity
        : throw new JsonException(Fault);

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, Instant value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}

/// <summary>A member of an enumeration, by its name in camel case; one-letter names keep their case.</summary>
public sealed class WordJson<TEnum> : JsonConverter<TEnum> where TEnum : struct, Enum
{
    /// <inheritdoc/>
    public override TEnum Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && Words.TryParse<TEnum>(reader.GetString()!, out var value)
            ? value
            : throw new JsonException($"Must be one of {string.Join(", ", Words.Of<TEnum>())}.");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, TEnum value, JsonSerializerOptions options) =>
        writer.WriteStringValue(Words.Text(value));
}

/// <summary>Reads and writes <see cref="Credibility"/>.</summary>
public sealed class CredibilityJson : JsonConverter<Credibility>
{
    /// <inheritdoc/>
    public override Credibility Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var digit) && digit is >= 1 and <= 6
            ? (Credibility)digit
            : throw new JsonException("Must be a whole number from 1 to 6.");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, Credibility value, JsonSerializerOptions options) =>
        writer.WriteNumberValue((int)value);
}

/// <summary>Reads and writes <see cref="Keys"/>.</summary>
public sealed class KeysJson : JsonConverter<Keys>
{
    /// <inheritdoc/>
    public override Keys Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(ReadList(ref reader));

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, Keys value, JsonSerializerOptions options) => WriteList(writer, value.Items);

    internal static List<Key> ReadList(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartArray) throw new JsonException("Must be a list of keys.");
        var keys = new List<Key>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) keys.Add(ReadKey(ref reader));
        if (keys.Count == 0) throw new JsonException("Must not be empty; leave it out instead.");
        if (keys.Distinct().Count() != keys.Count) throw new JsonException("Must not name the same key twice.");
        return keys;
    }

    internal static Key ReadKey(ref Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.String && Key.TryParse(reader.GetString(), out var key)
            ? key
            : throw new JsonException($"Is not a key: {Key.Rule}.");

    internal static void WriteList(Utf8JsonWriter writer, IReadOnlyList<Key> keys)
    {
        writer.WriteStartArray();
        foreach (var key in keys) writer.WriteStringValue(key.Value);
        writer.WriteEndArray();
    }
}

/// <summary>Reads and writes <see cref="Actors"/>.</summary>
public sealed class ActorsJson : JsonConverter<Actors>
{
    /// <inheritdoc/>
    public override Actors Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.StartArray ? new Actors(KeysJson.ReadList(ref reader)) : new Actors([KeysJson.ReadKey(ref reader)]);

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, Actors value, JsonSerializerOptions options)
    {
        if (value.Items is [var one]) writer.WriteStringValue(one.Value);
        else KeysJson.WriteList(writer, value.Items);
    }
}

/// <summary>Reads and writes <see cref="Place"/>.</summary>
public sealed class PlaceJson : JsonConverter<Place>
{
    /// <inheritdoc/>
    public override Place Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String)
            return new Place { Name = JsonSerializer.Deserialize(ref reader, RecordJson.Default.Name)! };
        if (reader.TokenType != JsonTokenType.StartObject) throw new JsonException("Must be a name or {name, country?, latitude?, longitude?}.");
        var place = JsonSerializer.Deserialize(ref reader, RecordJson.Default.DetailedPlace)!;
        if (place.Latitude is < -90 or > 90) throw new JsonException("latitude must be from -90 to 90.");
        if (place.Longitude is < -180 or > 180) throw new JsonException("longitude must be from -180 to 180.");
        if (place.Latitude is null != place.Longitude is null) throw new JsonException("latitude and longitude go together.");
        return new Place { Name = place.Name, Country = place.Country, Latitude = place.Latitude, Longitude = place.Longitude };
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, Place value, JsonSerializerOptions options)
    {
        if (value is { Country: null, Latitude: null })
        {
            writer.WriteStringValue(value.Name.Text);
            return;
        }

        var detailed = new DetailedPlace { Name = value.Name, Country = value.Country, Latitude = value.Latitude, Longitude = value.Longitude };
        JsonSerializer.Serialize(writer, detailed, RecordJson.Default.DetailedPlace);
    }
}

/// <summary>Reads and writes <see cref="CameoCode"/>.</summary>
public sealed class CameoCodeJson : TextJson<CameoCode>
{
    /// <summary>As a regular expression of JSON Schema.</summary>
    public const string Pattern = "^(0[1-9]|1[0-9]|20)[0-9]{0,2}$";

    /// <inheritdoc/>
    protected override CameoCode Parse(string text) =>
        CameoCode.TryParse(text, out var code) ? code : throw new JsonException("Is not a CAMEO code: two to four digits, of which the first two are 01 to 20.");

    /// <inheritdoc/>
    protected override string Format(CameoCode value) => value.Text;
}

/// <summary>Reads and writes <see cref="Texts"/>.</summary>
public sealed class TextsJson : JsonConverter<Texts>
{
    /// <inheritdoc/>
    public override Texts Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray) throw new JsonException("Must be a list of texts.");
        var texts = new List<string>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var text = reader.TokenType == JsonTokenType.String ? reader.GetString()! : throw new JsonException("Must be a list of texts.");
            texts.Add(string.IsNullOrWhiteSpace(text) ? throw new JsonException("Must not have blank texts.") : text);
        }

        return texts.Count == 0 ? throw new JsonException("Must not be empty; leave it out instead.") : new Texts(texts);
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, Texts value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        foreach (var text in value.Items) writer.WriteStringValue(text);
        writer.WriteEndArray();
    }
}
