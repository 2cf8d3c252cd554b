using Npgsql;
using NpgsqlTypes;
using Timeline.Domain.Json;
using Timeline.Domain.Knowing;
using Timeline.Domain.Record;
using Timeline.Domain.Time;
using Timeline.Postgres.Events;

namespace Timeline.Postgres.Projections;

/// <summary>The current state of each subject, as the public knows it: kept in the transaction of the append, never ahead or behind.</summary>
internal static class CurrentStates
{
    internal static async Task UpdateAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Key timeline, IEnumerable<SubjectId> touched, CancellationToken cancellation)
    {
        // A bounded number of subjects is in memory at once, however many an import touches.
        foreach (var subjects in touched.Chunk(100))
        {
            var rows = await FoldAsync(connection, transaction, timeline, subjects, cancellation);
            await using var command = new NpgsqlCommand("""
                insert into timeline.current_states (tenant_id, subject, is_visible, state, holds_before)
                select $1, s.subject, s.is_visible, s.state, s.holds_before from unnest($2, $3, $4, $5) as s (subject, is_visible, state, holds_before)
                on conflict (tenant_id, subject) do update
                set is_visible = excluded.is_visible, state = excluded.state, holds_before = excluded.holds_before
                """, connection, transaction)
            {
                Parameters =
                {
                    new() { Value = timeline.Value },
                    new() { Value = Array.ConvertAll(rows, r => r.Subject.ToString()) },
                    new() { Value = Array.ConvertAll(rows, r => r.State is not null) },
                    new() { Value = Array.ConvertAll(rows, r => r.State), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text },
                    new() { Value = Array.ConvertAll(rows, r => r.HoldsBefore.Microseconds) },
                },
            };
            await command.ExecuteNonQueryAsync(cancellation);
        }
    }

    internal static async Task DropAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Key timeline, IReadOnlyCollection<SubjectId> touched, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand("delete from timeline.current_states where tenant_id = $1 and subject = any($2)", connection, transaction)
        {
            Parameters = { new() { Value = timeline.Value }, new() { Value = touched.Select(s => s.ToString()).ToArray() } },
        };
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private static async Task<(SubjectId Subject, string? State, Instant HoldsBefore)[]> FoldAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Key timeline, SubjectId[] subjects, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            $"select {EventRows.Columns} from timeline.mt_events where tenant_id = $1 and stream_id = any($2) order by stream_id, version",
            connection, transaction)
        {
            Parameters = { new() { Value = timeline.Value }, new() { Value = Array.ConvertAll(subjects, s => s.ToString()) } },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var events = await EventRows.ReadAllAsync(reader, cancellation);
        return [.. events.GroupBy(e => e.Subject).Select(s => Fold(s.Key, [.. s]))];
    }

    private static (SubjectId, string?, Instant) Fold(SubjectId subject, TimelineEvent[] events)
    {
        var now = events[^1].RecordedAt;
        var story = Story.Of(events, new Vantage { Known = now, Recorded = events[^1].Seq, At = now });
        // Nothing becomes visible by the mere passing of time: nobody has learned anything after it was recorded.
        if (!story.IsVisible) return (subject, null, Instant.PositiveInfinity);
        var state = State.Of(subject, story);
        return (subject, StrictJson.Write(StateItem.Of(state), RecordJson.Default.StateItem), state.HoldsBefore);
    }
}
