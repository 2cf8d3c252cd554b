using System.Buffers;
using System.Data.Common;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using Timeline.Domain;
using Timeline.Domain.Json;
using Timeline.Domain.Record;
using Weasel.Core;
using ISerializer = Marten.ISerializer;
using ValueCasting = Marten.ValueCasting;

namespace Timeline.Marten;

/// <summary>
/// Payloads and headers of events in the project's own strict, canonical JSON, which is a storage contract; all else, such as your
/// documents, by another serializer.
/// </summary>
/// <param name="others">Serializes whatever is no event of the ledger.</param>
public sealed class LedgerSerializer(ISerializer others) : ISerializer
{
    // jsonb begins with the version of its format.
    private const byte JsonbVersion = 1;

    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <inheritdoc/>
    public EnumStorage EnumStorage => others.EnumStorage;

    /// <inheritdoc/>
    public Casing Casing => others.Casing;

    /// <inheritdoc/>
    public ValueCasting ValueCasting => others.ValueCasting;

    /// <inheritdoc/>
    public string ToJson(object? document)
    {
        if (!IsOurs(document)) return others.ToJson(document);
        var buffer = new ArrayBufferWriter<byte>();
        Write(buffer, document!);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <inheritdoc/>
    public string ToCleanJson(object? document) => IsOurs(document) ? ToJson(document) : others.ToCleanJson(document);

    /// <inheritdoc/>
    public string ToJsonWithTypes(object document) => IsOurs(document) ? ToJson(document) : others.ToJsonWithTypes(document);

    /// <inheritdoc/>
    public void WriteTo(IBufferWriter<byte> writer, object? value)
    {
        if (IsOurs(value)) Write(writer, value!);
        else others.WriteTo(writer, value);
    }

    /// <inheritdoc/>
    public void WriteToCleanJson(IBufferWriter<byte> writer, object? value)
    {
        if (IsOurs(value)) Write(writer, value!);
        else others.WriteToCleanJson(writer, value);
    }

    /// <inheritdoc/>
    public void WriteToJsonWithTypes(IBufferWriter<byte> writer, object value)
    {
        if (IsOurs(value)) Write(writer, value);
        else others.WriteToJsonWithTypes(writer, value);
    }

    /// <inheritdoc/>
    public void WriteToParameter(NpgsqlParameter parameter, object? value)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        if (!IsOurs(value))
        {
            others.WriteToParameter(parameter, value);
            return;
        }

        var buffer = new ArrayBufferWriter<byte>();
        Write(buffer, value!);
        parameter.NpgsqlDbType = NpgsqlDbType.Jsonb;
        parameter.Value = buffer.WrittenMemory;
    }

    /// <inheritdoc/>
    public T FromJson<T>(Stream stream) => (T)FromJson(typeof(T), stream);

    /// <inheritdoc/>
    public T FromJson<T>(DbDataReader reader, int index) =>
        IsOurs(typeof(T)) ? (T)FromJson(typeof(T), reader, index) : others.FromJson<T>(reader, index);

    /// <inheritdoc/>
    public object FromJson(Type type, Stream stream)
    {
        if (!IsOurs(type)) return others.FromJson(type, stream);
        ArgumentNullException.ThrowIfNull(stream);
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        return Read(type, memory.ToArray());
    }

    /// <inheritdoc/>
    public object FromJson(Type type, DbDataReader reader, int index)
    {
        ArgumentNullException.ThrowIfNull(reader);
        return IsOurs(type) ? Read(type, reader.GetFieldValue<byte[]>(index)) : others.FromJson(type, reader, index);
    }

    /// <inheritdoc/>
    public async ValueTask<T> FromJsonAsync<T>(Stream stream, CancellationToken cancellationToken = default) =>
        (T)await FromJsonAsync(typeof(T), stream, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<T> FromJsonAsync<T>(DbDataReader reader, int index, CancellationToken cancellationToken = default) =>
        IsOurs(typeof(T)) ? FromJson<T>(reader, index) : await others.FromJsonAsync<T>(reader, index, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<object> FromJsonAsync(Type type, Stream stream, CancellationToken cancellationToken = default)
    {
        if (!IsOurs(type)) return await others.FromJsonAsync(type, stream, cancellationToken);
        ArgumentNullException.ThrowIfNull(stream);
        using var memory = new MemoryStream();
        await stream.CopyToAsync(memory, cancellationToken);
        return Read(type, memory.ToArray());
    }

    /// <inheritdoc/>
    public async ValueTask<object> FromJsonAsync(
        Type type, DbDataReader reader, int index, CancellationToken cancellationToken = default) =>
        IsOurs(type) ? FromJson(type, reader, index) : await others.FromJsonAsync(type, reader, index, cancellationToken);

    /// <summary>The event in a row of the ledger, given the texts of its two JSON columns.</summary>
    internal static (StoredHeaders Headers, EventData Data) Read(EventType type, string headers, string data)
    {
        var stored = JsonSerializer.Deserialize(headers, RecordJson.Default.StoredHeaders)!;
        return (stored, stored.Shown(type, type.ReadData(data)));
    }

    private static bool IsOurs(object? value) => value is EventData or LedgerHeaders;

    private static bool IsOurs(Type type) => typeof(EventData).IsAssignableFrom(type) || type == typeof(Dictionary<string, object>);

    private static void Write(IBufferWriter<byte> to, object value)
    {
        using var writer = new Utf8JsonWriter(to, Plain);
        if (value is LedgerHeaders headers) JsonSerializer.Serialize(writer, headers.Stored, RecordJson.Default.StoredHeaders);
        else EventType.WriteData(writer, (EventData)value);
    }

    private object Read(Type type, byte[] json)
    {
        var text = json is [JsonbVersion, ..] ? json.AsSpan(1) : json;
        if (type != typeof(Dictionary<string, object>))
            return JsonSerializer.Deserialize(text, RecordJson.Default.Options.GetTypeInfo(type))!;
        if (AreOfTheLedger(text)) return new LedgerHeaders(JsonSerializer.Deserialize(text, RecordJson.Default.StoredHeaders)!);
        using var stream = new MemoryStream(text.ToArray());
        return others.FromJson(type, stream);
    }

    // Your documents may have headers too. Every event of the ledger has these.
    private static bool AreOfTheLedger(ReadOnlySpan<byte> headers)
    {
        var reader = new Utf8JsonReader(headers);
        var (hasHappened, hasDisclosures, hasNotedAt, hasRecordedBy) = (false, false, false, false);
        while (reader.Read())
        {
            if (reader.CurrentDepth != 1 || reader.TokenType != JsonTokenType.PropertyName) continue;
            hasHappened |= reader.ValueTextEquals("happened"u8);
            hasDisclosures |= reader.ValueTextEquals("disclosures"u8);
            hasNotedAt |= reader.ValueTextEquals("notedAt"u8);
            hasRecordedBy |= reader.ValueTextEquals("recordedBy"u8);
        }

        return hasHappened && hasDisclosures && hasNotedAt && hasRecordedBy;
    }
}
