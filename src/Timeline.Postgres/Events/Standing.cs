using Npgsql;
using Timeline.Domain.Record;
using Timeline.Domain.Time;

namespace Timeline.Postgres.Events;

/// <summary>How a timeline stands when something is to be recorded in it.</summary>
/// <param name="Newest">Its newest event; <see langword="null"/>: it has none.</param>
/// <param name="Accepted">What an operator has accepted last of it being ahead of the clock.</param>
/// <param name="Postgres">PostgreSQL's time.</param>
internal sealed record Standing(Newest? Newest, Acceptance? Accepted, Instant Postgres)
{
    /// <summary>Asks for it.</summary>
    /// <param name="timeline">Whose.</param>
    /// <param name="planning">How the transaction's statements are planned (<c>plan_cache_mode</c>).</param>
    internal static NpgsqlBatchCommand Of(Key timeline, string planning) => new($"""
        select e.seq_id, e.timestamp, a.position, a.recorded_at, clock_timestamp(), set_config('plan_cache_mode', $2, true)
        from timeline.timelines t
        left join lateral (
            select e.seq_id, e.timestamp from timeline.mt_events e
            where {EventRows.OfTimeline} {EventRows.NewestFirst} limit 1) e on true
        left join lateral (
            select a.position, a.recorded_at from timeline.clock_acceptances a
            where a.timeline = $1 order by a.position desc limit 1) a on true
        where t.name = $1
        """)
    {
        Parameters = { new() { Value = timeline.Value }, new() { Value = planning } },
    };

    /// <summary>Reads what <see cref="Of"/> asks for.</summary>
    /// <returns><see langword="null"/>: there is no such timeline.</returns>
    internal static async Task<Standing?> ReadAsync(NpgsqlDataReader reader, CancellationToken cancellation)
    {
        if (!await reader.ReadAsync(cancellation)) return null;
        return new Standing(
            reader.IsDBNull(0) ? null : new Newest(reader.GetInt64(0), At(1)),
            reader.IsDBNull(2) ? null : new Acceptance(reader.GetInt64(2), At(3)),
            At(4));

        Instant At(int column) => Instant.FromDateTimeOffset(reader.GetFieldValue<DateTimeOffset>(column));
    }

    /// <summary>When the next event is noted and recorded.</summary>
    /// <param name="clock">The server's.</param>
    /// <param name="timeline">Whose standing it is.</param>
    /// <param name="before">The time when it was asked for.</param>
    /// <exception cref="ClockException">The clock cannot be trusted.</exception>
    internal (Instant Now, Instant Next) Follow(LedgerClock clock, Key timeline, Instant before) =>
        clock.FaultBeside(before, Postgres) is { } fault ? throw new ClockException(fault) : clock.Follow(timeline, Newest, Accepted);
}
