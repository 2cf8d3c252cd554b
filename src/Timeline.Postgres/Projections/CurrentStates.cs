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
    /// <summary>Writes the rows of subjects, from all their events.</summary>
    internal static Statement Write(Key timeline, IEnumerable<IGrouping<SubjectId, TimelineEvent>> subjects)
    {
        Row[] rows = [.. subjects.Select(Row.Of)];
        return new Statement("""
            insert into timeline.current_states (tenant_id, subject, is_visible, state, holds_before, item)
            select $1, s.* from unnest($2, $3, $4, $5, $6) as s (subject, is_visible, state, holds_before, item)
            on conflict (tenant_id, subject) do update
            set is_visible = excluded.is_visible, state = excluded.state, holds_before = excluded.holds_before, item = excluded.item
            """,
            timeline.Value,
            Array.ConvertAll(rows, r => r.Subject.ToString()),
            Array.ConvertAll(rows, r => r.State is not null),
            new NpgsqlParameter { Value = Array.ConvertAll(rows, r => r.State), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text },
            Array.ConvertAll(rows, r => r.HoldsBefore.Microseconds),
            new NpgsqlParameter { Value = Array.ConvertAll(rows, r => r.Item), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
    }

    /// <summary>Of subjects, given with all their events, those whose row is another than it should be. One that has no row is folded live.</summary>
    internal static async Task<IReadOnlyList<SubjectId>> DifferingAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Key timeline, IReadOnlyList<IGrouping<SubjectId, TimelineEvent>> subjects,
        CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand("""
            select subject, state, holds_before, item, is_visible from timeline.current_states where tenant_id = $1 and subject = any($2)
            """, connection, transaction)
        {
            Parameters = { new() { Value = timeline.Value }, new() { Value = subjects.Select(s => s.Key.ToString()).ToArray() } },
        };
        var kept = new Dictionary<SubjectId, (Row, bool IsVisible)>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            var subject = SubjectId.Parse(reader.GetString(0));
            kept.Add(subject, (new Row(subject, Text(1), new Instant(reader.GetInt64(2)), Text(3)), reader.GetBoolean(4)));
        }

        return [.. subjects.Where(s => kept.TryGetValue(s.Key, out var row) && !IsRight(row, Row.Of(s))).Select(s => s.Key)];

        static bool IsRight((Row, bool) kept, Row row) => kept == (row, row.State is not null);

        string? Text(int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
    }

    /// <summary>Removes the rows of subjects, which are folded live from then on.</summary>
    internal static Statement Drop(Key timeline, IEnumerable<SubjectId> subjects) => new(
        "delete from timeline.current_states where tenant_id = $1 and subject = any($2)",
        timeline.Value,
        subjects.Select(s => s.ToString()).ToArray());

    // A subject that is not visible has neither state nor item.
    private sealed record Row(SubjectId Subject, string? State, Instant HoldsBefore, string? Item)
    {
        internal static Row Of(IGrouping<SubjectId, TimelineEvent> subject)
        {
            var newest = subject.Last();
            var story = At(newest.RecordedAt);
            // What the public never learns of does not date what is kept for it.
            if (story.Seen.Count > 0
                && story.Seen[^1].Recorded.RecordedAt < newest.RecordedAt) story = At(story.Seen[^1].Recorded.RecordedAt);
            // Nothing becomes visible by the mere passing of time: nobody has learned anything after it was recorded.
            if (!story.IsVisible) return new Row(subject.Key, null, Instant.PositiveInfinity, null);
            var state = Domain.Knowing.State.Of(subject.Key, story);
            return new Row(
                subject.Key, StrictJson.Write(StateItem.Of(state), RecordJson.Default.StateItem), state.HoldsBefore,
                StrictJson.Write(SubjectItem.Of(state), RecordJson.Default.SubjectItem));

            Story At(Instant now) => Story.Of(subject, new Vantage { Known = now, Recorded = newest.Seq, At = now });
        }
    }
}
