using System.Text.Json;
using Npgsql;
using Timeline.Domain;
using Timeline.Domain.Json;
using Timeline.Domain.Record;
using Timeline.Domain.Time;

namespace Timeline.Postgres.Events;

/// <summary>Events as rows of the ledger.</summary>
internal static class EventRows
{
    /// <summary>The columns that <see cref="Read"/> takes, in its order.</summary>
    internal const string Columns = "tenant_id, seq_id, id, stream_id, version, data::text, type, timestamp, headers::text";

    /// <summary>
    /// Joins a list <c>k (sought)</c> with the events of those ids. Like the others below, key by key: a plan for all keys at once depends on
    /// what the planner believes, and of a timeline that its statistics do not know it would read everything.
    /// </summary>
    internal const string ById =
        "cross join lateral (select * from timeline.mt_events e where e.tenant_id = $1 and e.id = k.sought offset 0) e";

    /// <summary>Joins a list <c>k (n)</c> with the events at those positions.</summary>
    internal const string ByPosition =
        "cross join lateral (select * from timeline.mt_events e where e.tenant_id = $1 and e.seq_id = k.n offset 0) e";

    /// <summary>Joins a list <c>k (subject)</c> with the events of those subjects.</summary>
    internal const string BySubject = """
        cross join lateral (
            select * from timeline.mt_events e where e.tenant_id = $1 and e.stream_id = k.subject order by e.version offset 0) e
        """;

    internal static TimelineEvent Read(NpgsqlDataReader row)
    {
        var type = Catalogue.StoredType(row.GetString(6));
        var headers = JsonSerializer.Deserialize(row.GetString(8), RecordJson.Default.StoredHeaders)!;
        return headers.Event(
            id: row.GetGuid(2),
            timeline: Key.Parse(row.GetString(0)),
            subject: SubjectId.Parse(row.GetString(3)),
            type,
            headers.Data(type, row.GetString(5)),
            version: row.GetInt64(4),
            seq: row.GetInt64(1),
            recordedAt: Instant.FromDateTimeOffset(row.GetFieldValue<DateTimeOffset>(7)));
    }

    internal static async Task<List<TimelineEvent>> ReadAllAsync(NpgsqlDataReader reader, CancellationToken cancellation)
    {
        var events = new List<TimelineEvent>();
        while (await reader.ReadAsync(cancellation)) events.Add(Read(reader));
        return events;
    }

    /// <summary>The events of some ids, in no order; those that are not there are not among them.</summary>
    internal static async Task<List<TimelineEvent>> ReadAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Key timeline, Guid[] ids, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand($"select {Columns} from unnest($2) k (sought) {ById}", connection, transaction)
        {
            Parameters = { new() { Value = timeline.Value }, new() { Value = ids } },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        return await ReadAllAsync(reader, cancellation);
    }

    /// <summary>What Marten finds the payload's type by.</summary>
    internal static string DotNetType(TimelineEvent e) => $"{e.Type.ClrType.FullName}, {e.Type.ClrType.Assembly.GetName().Name}";

    internal static string Data(TimelineEvent e) => StrictJson.Write(writer => EventType.WriteData(writer, e.Data));
}
