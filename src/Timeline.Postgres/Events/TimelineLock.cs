using Npgsql;
using Timeline.Domain.Record;

namespace Timeline.Postgres.Events;

/// <summary>
/// The lock under which a timeline is written, one writer at a time across all servers; it is given up when its transaction ends.
/// </summary>
internal static class TimelineLock
{
    /// <summary>
    /// Waits for it. The transaction may write to the ledger from then on, which the tables refuse to any other. It finds rows by their
    /// keys only: a plan made while a table was small would read it whole, however large it has become since.
    /// </summary>
    internal static NpgsqlBatchCommand Take(Key timeline) => new("""
        select pg_advisory_xact_lock(hashtextextended('timeline/' || $1, 0)),
            set_config('timeline.is_server', 'on', true), set_config('enable_seqscan', 'off', true)
        """)
    {
        Parameters = { new() { Value = timeline.Value } },
    };
}
