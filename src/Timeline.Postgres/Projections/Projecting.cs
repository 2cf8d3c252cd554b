using Npgsql;
using Timeline.Domain.Record;
using Timeline.Postgres.Events;

namespace Timeline.Postgres.Projections;

/// <summary>What is kept beside the ledger so that it need not be folded for every answer; all of it follows from the ledger alone.</summary>
internal static class Projecting
{
    /// <summary>How many subjects are in memory at once.</summary>
    private const int ChunkSize = 100;

    /// <summary>Brings what is kept of subjects up to date with the events recorded in this transaction.</summary>
    internal static async Task UpdateAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Key timeline, IEnumerable<SubjectId> touched, CancellationToken cancellation)
    {
        foreach (var subjects in touched.Chunk(ChunkSize))
        {
            var events = await EventsAsync(connection, transaction, timeline, subjects, cancellation);
            await CurrentStates.WriteAsync(connection, transaction, timeline, events, cancellation);
        }
    }

    /// <summary>Makes anew whatever is kept of subjects.</summary>
    internal static async Task RebuildAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Key timeline, IReadOnlyList<SubjectId> subjects, CancellationToken cancellation)
    {
        var events = await EventsAsync(connection, transaction, timeline, subjects, cancellation);
        await CurrentStates.WriteAsync(connection, transaction, timeline, events, cancellation);
        await EventIndex.RebuildAsync(connection, transaction, timeline, subjects, events, cancellation);
    }

    /// <summary>All events of subjects, each subject's in order.</summary>
    internal static async Task<ILookup<SubjectId, TimelineEvent>> EventsAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Key timeline, IReadOnlyList<SubjectId> subjects, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            $"select {EventRows.Columns} from unnest($2) k (subject) {EventRows.BySubject}", connection, transaction)
        {
            Parameters = { new() { Value = timeline.Value }, new() { Value = subjects.Select(s => s.ToString()).ToArray() } },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        return (await EventRows.ReadAllAsync(reader, cancellation)).ToLookup(e => e.Subject);
    }
}
