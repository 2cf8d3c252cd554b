using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Timeline.Domain.Record;
using Timeline.Domain.Time;

namespace Timeline.Domain.Json;

/// <summary>
/// JSON as this service takes and writes it. In: no duplicate, unknown, missing or null members, no NUL, no lone surrogate, nothing
/// deeper than <see cref="MaxDepth"/>; and every fault is told, not the first alone. Out: one canonical text for equal values.
/// </summary>
public static class StrictJson
{
    /// <summary>The greatest depth of a document: objects and arrays within one another.</summary>
    public const int MaxDepth = 32;

    // Told are the first so many: enough for whoever mends them, too few to fill a server's memory.
    private const int MaxFaults = 100;

    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>
    /// An input without the byte order mark at its start, which is passed over (RFC 8259 §8.1). Anywhere else it is refused.
    /// </summary>
    public static ReadOnlyMemory<byte> WithoutMark(ReadOnlyMemory<byte> utf8) => utf8.Span.StartsWith("\uFEFF"u8) ? utf8[3..] : utf8;

    /// <summary>Reads a document.</summary>
    /// <returns><see langword="false"/> and the faults where it is not JSON, or JSON that this service refuses whatever it is about.</returns>
    public static bool TryParse(ReadOnlyMemory<byte> utf8, [NotNullWhen(true)] out JsonDocument? document, out IReadOnlyList<Fault> faults)
    {
        document = null;
        if (FindSyntaxFault(utf8.Span) is { } fault)
        {
            faults = [fault];
            return false;
        }

        document = JsonDocument.Parse(utf8);
        var found = new List<Fault>();
        CheckText(document.RootElement, [], found);
        faults = found;
        if (found.Count == 0) return true;
        document.Dispose();
        document = null;
        return false;
    }

    /// <summary>Holds an element against the shape of a type, and adds every fault to <paramref name="faults"/>.</summary>
    public static void Check(JsonElement element, JsonTypeInfo shape, string pointer, ICollection<Fault> faults)
    {
        if (element.ValueKind == JsonValueKind.Null)
        {
            faults.Add(new Fault(pointer, "Must not be null; leave it out instead."));
            return;
        }

        switch (shape.Kind)
        {
            case JsonTypeInfoKind.Object: CheckObject(element, shape, pointer, faults); break;
            case JsonTypeInfoKind.Enumerable: CheckList(element, shape, pointer, faults); break;
            case JsonTypeInfoKind.Dictionary: CheckMap(element, shape, pointer, faults); break;
            default: CheckScalar(element, shape, pointer, faults); break;
        }
    }

    /// <summary>The canonical text of a value: members in the order of the type, no spaces, any script as it is.</summary>
    public static string Write<T>(T value, JsonTypeInfo<T> type) => Write(writer => JsonSerializer.Serialize(writer, value, type));

    /// <inheritdoc cref="Write{T}(T, JsonTypeInfo{T})"/>
    public static string Write(object value, JsonTypeInfo type) => Write(writer => JsonSerializer.Serialize(writer, value, type));

    /// <summary>The canonical text of what <paramref name="write"/> writes.</summary>
    public static string Write(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Plain)) write(writer);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static Fault? FindSyntaxFault(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = int.MaxValue });
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject && reader.CurrentDepth >= MaxDepth)
                    return new Fault("", $"Is deeper than {MaxDepth} levels.");
            }

            return null;
        }
        catch (JsonException e)
        {
            return new Fault("", $"Is not JSON, at line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}.");
        }
    }

    // A pointer is made where there is a fault: made at every step, a long name above a long list would take for ever.
    private static void CheckText(JsonElement element, Stack<object> steps, List<Fault> faults)
    {
        if (faults.Count >= MaxFaults) return;
        switch (element.ValueKind)
        {
            case JsonValueKind.String:
                if (TextFault(element.GetString) is { } wrong) faults.Add(new Fault(Pointer(), wrong));
                break;
            case JsonValueKind.Array:
                var index = 0;
                foreach (var item in element.EnumerateArray()) CheckBelow(index++, item);
                break;
            case JsonValueKind.Object:
                var seen = new HashSet<string>(StringComparer.Ordinal);
                foreach (var member in element.EnumerateObject())
                {
                    if (TextFault(() => member.Name) is { } name)
                    {
                        faults.Add(new Fault(Pointer(), $"A member's name: {name}"));
                        continue;
                    }

                    if (!seen.Add(member.Name)) faults.Add(new Fault(JsonPointer.To(Pointer(), member.Name), "Is given twice."));
                    if (faults.Count >= MaxFaults) return;
                    CheckBelow(member.Name, member.Value);
                }

                break;
        }

        void CheckBelow(object step, JsonElement below)
        {
            if (below.ValueKind is not (JsonValueKind.String or JsonValueKind.Array or JsonValueKind.Object)) return;
            steps.Push(step);
            CheckText(below, steps, faults);
            steps.Pop();
        }

        string Pointer() => steps.Reverse().Aggregate("", (at, step) => step is int i ? JsonPointer.To(at, i) : JsonPointer.To(at, (string)step));
    }

    private static string? TextFault(Func<string?> text)
    {
        try
        {
            return text()!.Contains('\0', StringComparison.Ordinal) ? "Must not contain NUL." : null;
        }
        catch (InvalidOperationException) // how System.Text.Json reports bytes or escapes that are no Unicode text
        {
            return "Is not Unicode text: it has an invalid UTF-8 sequence or half of a surrogate pair.";
        }
    }

    private static void CheckObject(JsonElement element, JsonTypeInfo shape, string pointer, ICollection<Fault> faults)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            faults.Add(new Fault(pointer, "Must be an object."));
            return;
        }

        var given = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in element.EnumerateObject())
        {
            given.Add(member.Name);
            var property = shape.Properties.FirstOrDefault(p => p.Name == member.Name);
            var at = JsonPointer.To(pointer, member.Name);
            if (property is null) faults.Add(new Fault(at, $"Is not known here. Known are {string.Join(", ", shape.Properties.Select(p => p.Name))}."));
            else Check(member.Value, shape.Options.GetTypeInfo(property.PropertyType), at, faults);
        }

        foreach (var property in shape.Properties)
        {
            if (property.IsRequired && !given.Contains(property.Name)) faults.Add(new Fault(JsonPointer.To(pointer, property.Name), "Is missing."));
        }
    }

    private static void CheckList(JsonElement element, JsonTypeInfo shape, string pointer, ICollection<Fault> faults)
    {
        if (element.ValueKind != JsonValueKind.Array) faults.Add(new Fault(pointer, "Must be a list."));
        else if (element.GetArrayLength() == 0) faults.Add(new Fault(pointer, "Must not be empty; leave it out instead."));
        else
        {
            var index = 0;
            var type = shape.Options.GetTypeInfo(shape.ElementType!);
            foreach (var item in element.EnumerateArray()) Check(item, type, JsonPointer.To(pointer, index++), faults);
        }
    }

    private static void CheckMap(JsonElement element, JsonTypeInfo shape, string pointer, ICollection<Fault> faults)
    {
        if (element.ValueKind != JsonValueKind.Object) faults.Add(new Fault(pointer, "Must be an object."));
        else if (!element.EnumerateObject().Any()) faults.Add(new Fault(pointer, "Must not be empty; leave it out instead."));
        else
        {
            var type = shape.Options.GetTypeInfo(shape.ElementType!);
            foreach (var member in element.EnumerateObject()) Check(member.Value, type, JsonPointer.To(pointer, member.Name), faults);
        }
    }

    private static void CheckScalar(JsonElement element, JsonTypeInfo shape, string pointer, ICollection<Fault> faults)
    {
        var type = Nullable.GetUnderlyingType(shape.Type) ?? shape.Type;
        if (type == typeof(Place) && element.ValueKind == JsonValueKind.Object)
        {
            var before = faults.Count;
            Check(element, RecordJson.Default.DetailedPlace, pointer, faults);
            if (faults.Count > before) return;
        }

        var wrong = type switch
        {
            _ when type == typeof(string) => element.ValueKind != JsonValueKind.String ? "Must be a string."
                : string.IsNullOrWhiteSpace(element.GetString()) ? "Must not be blank; leave it out instead." : null,
            _ when type == typeof(Guid) => element.ValueKind != JsonValueKind.String || !element.TryGetGuid(out var id) ? "Must be a UUID."
                : id == Guid.Empty ? "Must not be the nil UUID." : null,
            _ when type == typeof(decimal) => element.ValueKind != JsonValueKind.Number || !IsKept(element)
                ? "Must be a number of at most 28 digits." : null,
            _ when type == typeof(bool) => element.ValueKind is not (JsonValueKind.True or JsonValueKind.False) ? "Must be true or false." : null,
            _ when type == typeof(Instant) => element.ValueKind != JsonValueKind.String || !Instant.TryParse(element.GetString(), out _)
                ? InstantJson.Fault : null,
            _ when type == typeof(JsonElement) => element.ValueKind != JsonValueKind.Object ? "Must be an object." : null,
            _ => ConversionFault(element, shape),
        };
        if (wrong is not null) faults.Add(new Fault(pointer, wrong));
    }

    // What is recorded is what was sent: a number that would be rounded is refused; and zeros without end, which the database would not
    // take where a payload is kept as sent.
    private static bool IsKept(JsonElement number) =>
        number.GetRawText() is { Length: <= 64 } text && text.IndexOfAny(['e', 'E']) is var e && (e < 0 || text.Length - e <= 4)
        && number.TryGetDecimal(out var value) && JsonElement.DeepEquals(number, JsonSerializer.SerializeToElement(value, RecordJson.Default.Decimal));

    private static string? ConversionFault(JsonElement element, JsonTypeInfo shape)
    {
        try
        {
            element.Deserialize(shape);
            return null;
        }
        catch (JsonException e)
        {
            return e.Path is null or "$" ? e.Message : $"{e.Path.TrimStart('$', '.')}: {e.Message}";
        }
    }
}
