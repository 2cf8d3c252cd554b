using Npgsql;
using Timeline.Domain.Record;

namespace Timeline.Postgres.Events;

/// <summary>The lock under which a timeline is written, one writer at a time across all servers; it is given up when its transaction ends.</summary>
internal static class TimelineLock
{
    /// <summary>Waits for it.</summary>
    internal static NpgsqlBatchCommand Take(Key timeline) => new("select pg_advisory_xact_lock(hashtextextended('timeline/' || $1, 0))")
    {
        Parameters = { new() { Value = timeline.Value } },
    };
}
