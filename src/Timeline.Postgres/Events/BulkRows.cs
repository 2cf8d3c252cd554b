using Npgsql;
using Timeline.Domain.Record;

namespace Timeline.Postgres.Events;

/// <summary>
/// The rows of many events in two statements, as Marten would write them one by one. They are operations of a Marten session like its own.
/// </summary>
internal static class BulkRows
{
    /// <summary>Draws positions, under the lock: so they follow the order of commits. They increase.</summary>
    internal static async Task<long[]> DrawAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, int count, CancellationToken cancellation)
    {
        const string Draw = "select array(select nextval('timeline.mt_events_sequence') from generate_series(1, $1))";
        await using var command = new NpgsqlCommand(Draw, connection, transaction) { Parameters = { new() { Value = count } } };
        return (long[])(await command.ExecuteScalarAsync(cancellation))!;
    }

    /// <summary>Writes events that have their positions.</summary>
    internal static IEnumerable<Statement> Insert(Key timeline, TimelineEvent[] events)
    {
        var streams = events.GroupBy(e => e.Subject).Select(s => s.MaxBy(e => e.Version)!).ToArray();
        yield return new Statement("""
            insert into timeline.mt_streams (tenant_id, id, version)
            select $1, s.id, s.version from unnest($2, $3) as s (id, version)
            on conflict (tenant_id, id) do update set version = excluded.version
            """,
            timeline.Value,
            Array.ConvertAll(streams, e => e.Subject.ToString()),
            Array.ConvertAll(streams, e => e.Version));
        yield return Events(timeline, events, "timeline");
    }

    /// <summary>Writes the rows of events alone, into the ledger or into a table of the same name in another schema.</summary>
    internal static Statement Events(Key timeline, IReadOnlyList<TimelineEvent> given, string schema)
    {
        TimelineEvent[] events = [.. given];
        return new Statement($"""
            insert into {schema}.mt_events
                (tenant_id, seq_id, id, stream_id, version, data, type, timestamp, mt_dotnet_type, headers, is_archived)
            select $1, e.seq, e.id, e.subject, e.version, e.data::jsonb, e.type, e.at, e.dotnet_type, e.headers::jsonb, e.is_archived
            from unnest($2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
                as e (seq, id, subject, version, data, type, at, dotnet_type, headers, is_archived)
            """,
            timeline.Value,
            Array.ConvertAll(events, e => e.Seq),
            Array.ConvertAll(events, e => e.Id),
            Array.ConvertAll(events, e => e.Subject.ToString()),
            Array.ConvertAll(events, e => e.Version),
            Array.ConvertAll(events, EventRows.Data),
            Array.ConvertAll(events, e => e.Type.StoredName),
            Array.ConvertAll(events, e => e.RecordedAt.ToDateTimeOffset().UtcDateTime),
            Array.ConvertAll(events, EventRows.DotNetType),
            Array.ConvertAll(events, e => StoredHeaders.Of(e).Write()),
            // Marten's own readers pass over what is archived: there is no payload of its type.
            Array.ConvertAll(events, e => e.Erased is not null));
    }
}
