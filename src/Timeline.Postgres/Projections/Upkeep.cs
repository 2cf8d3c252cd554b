using System.Data;
using System.Runtime.CompilerServices;
using Npgsql;
using Timeline.Domain.Record;
using Timeline.Domain.Time;
using Timeline.Postgres.Events;

namespace Timeline.Postgres.Projections;

/// <summary>How far a long job is.</summary>
/// <param name="Subjects">How many subjects are done.</param>
/// <param name="Events">How many events they have.</param>
/// <param name="AllEvents">How many events there were when it began.</param>
public readonly record struct Progress(long Subjects, long Events, long AllEvents);

/// <summary>Something that is not as it should be.</summary>
/// <param name="Subject">Where; <see langword="null"/>: in the timeline as a whole.</param>
/// <param name="Detail">What.</param>
/// <param name="IsKept">It is in what is kept beside the ledger, which can be rebuilt; otherwise in the ledger itself.</param>
public sealed record Damage(SubjectId? Subject, string Detail, bool IsKept);

/// <summary>
/// Rebuilds and verifies what is kept beside the ledger, while servers go on reading and recording (SEMANTICS §8, law 7).
/// </summary>
public sealed class Upkeep(NpgsqlDataSource database, LedgerReader reader, Ledger ledger)
{
    /// <summary>How many events are in memory at once, unless a single subject has more.</summary>
    private const int ChunkSize = 2_000;

    /// <summary>Keeps the state of subjects of which none is kept, such as those of an import that was broken off.</summary>
    /// <returns>How many there were.</returns>
    public async Task<long> ProjectMissingAsync(CancellationToken cancellation)
    {
        var projected = 0L;
        while (await MissingAsync(cancellation) is { Count: > 0 } missing)
        {
            foreach (var timeline in missing.GroupBy(m => m.Timeline, m => m.Subject)) await ledger.ProjectAsync(timeline.Key, timeline, cancellation);
            projected += missing.Count;
        }

        return projected;
    }

    /// <summary>Makes anew what is kept of timelines where nothing is kept any more: an earlier build kept it in other tables.</summary>
    /// <returns>The timelines.</returns>
    public async Task<IReadOnlyList<Key>> RebuildMissingAsync(CancellationToken cancellation)
    {
        var missing = new List<Key>();
        await using (var command = database.CreateCommand("""
            select name from timeline.timelines t
            where exists (select from timeline.mt_streams s where s.tenant_id = t.name)
                and not exists (select from timeline.event_index i where i.tenant_id = t.name)
            """))
        {
            await using var reader = await command.ExecuteReaderAsync(cancellation);
            while (await reader.ReadAsync(cancellation)) missing.Add(Key.Parse(reader.GetString(0)));
        }

        foreach (var timeline in missing) await RebuildAsync(timeline, new Progress<Progress>(), cancellation);
        return missing;
    }

    private async Task<List<(Key Timeline, SubjectId Subject)>> MissingAsync(CancellationToken cancellation)
    {
        await using var command = database.CreateCommand("""
            select tenant_id, id from timeline.mt_streams s
            where not exists (select from timeline.current_states c where c.tenant_id = s.tenant_id and c.subject = s.id) limit 1000
            """);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var missing = new List<(Key, SubjectId)>();
        while (await reader.ReadAsync(cancellation)) missing.Add((Key.Parse(reader.GetString(0)), SubjectId.Parse(reader.GetString(1))));
        return missing;
    }

    /// <summary>Makes anew what is kept of a timeline, some subjects at a time under its lock.</summary>
    public async Task RebuildAsync(Key timeline, IProgress<Progress> progress, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await foreach (var (streams, done) in ChunksAsync(connection, timeline, cancellation))
        {
            await WriteAsync(timeline, append => append.RebuildAsync([.. streams.Select(s => s.Subject)], cancellation), cancellation);
            progress.Report(done);
        }
    }

    private async Task WriteAsync(Key timeline, Func<Append, Task> write, CancellationToken cancellation)
    {
        await using var append = await ledger.BeginUpkeepAsync(timeline, cancellation)
            ?? throw new InvalidOperationException($"There is no timeline '{timeline}' any more.");
        await write(append);
        await append.CommitAsync(cancellation);
    }

    /// <summary>Looks for what is not as it should be: in what is kept, and in the ledger itself. It reads one moment of the database.</summary>
    public async IAsyncEnumerable<Damage> VerifyAsync(
        Key timeline, IProgress<Progress> progress, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellation);
        var before = Instant.NegativeInfinity;
        await foreach (var e in reader.WholeAsync(timeline, cancellation))
        {
            if (e.RecordedAt <= before)
                yield return new Damage(null, $"The event at position {e.Seq} is recorded no later than the one before it.", IsKept: false);
            before = e.RecordedAt;
        }

        await foreach (var (streams, done) in ChunksAsync(connection, timeline, cancellation))
        {
            var events = await EventRows.ReadAsync(connection, transaction, timeline, streams.Select(s => s.Subject), cancellation);
            foreach (var (subject, version) in streams)
            {
                if (Flaw([.. events[subject]], version) is { } flaw) yield return new Damage(subject, flaw, IsKept: false);
            }

            foreach (var subject in await CurrentStates.DifferingAsync(connection, transaction, timeline, [.. events], cancellation))
                yield return new Damage(subject, "The state kept is not what its events give.", IsKept: true);
            foreach (var subject in await EventIndex.DifferingAsync(connection, transaction, timeline, [.. streams.Select(s => s.Subject)], events, cancellation))
                yield return new Damage(subject, "The index of its events is not what they give.", IsKept: true);
            progress.Report(done);
        }
    }

    // A subject's versions count from 1 in the order of positions, and whatever an event names is older than it.
    private static string? Flaw(List<TimelineEvent> events, long version)
    {
        if (events.Count != version) return $"It is at version {version} but has {events.Count} events.";
        var earlier = new HashSet<Guid>();
        for (var i = 0; i < events.Count; i++)
        {
            var e = events[i];
            if (e.Version != i + 1) return $"Version {i + 1} is missing.";
            if (i > 0 && e.Seq <= events[i - 1].Seq) return $"Version {e.Version} stands at a position no greater than the version before it.";
            if ((e.Target ?? e.AccountOf) is { } named && !earlier.Contains(named)) return $"Version {e.Version} names event {named}, which is not an earlier one.";
            earlier.Add(e.Id);
        }

        return null;
    }

    // Subjects in order of their names, some at a time.
    private static async IAsyncEnumerable<(IReadOnlyList<(SubjectId Subject, long Version)> Streams, Progress Done)> ChunksAsync(
        NpgsqlConnection connection, Key timeline, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var done = new Progress(0, 0, await CountAsync(connection, timeline, cancellation));
        var after = "";
        while (true)
        {
            var page = await PageAsync(connection, timeline, after, cancellation);
            if (page.Count == 0) yield break;
            for (var from = 0; from < page.Count;)
            {
                var (to, events) = (from, 0L);
                while (to < page.Count && (to == from || events + page[to].Version <= ChunkSize)) events += page[to++].Version;
                done = done with { Subjects = done.Subjects + to - from, Events = done.Events + events };
                yield return (page[from..to], done);
                from = to;
            }

            after = page[^1].Subject.ToString();
        }
    }

    private static async Task<long> CountAsync(NpgsqlConnection connection, Key timeline, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand("select coalesce(sum(version), 0)::bigint from timeline.mt_streams where tenant_id = $1", connection)
        {
            Parameters = { new() { Value = timeline.Value } },
        };
        return (long)(await command.ExecuteScalarAsync(cancellation))!;
    }

    private static async Task<List<(SubjectId Subject, long Version)>> PageAsync(
        NpgsqlConnection connection, Key timeline, string after, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            "select id, version from timeline.mt_streams where tenant_id = $1 and id > $2 order by id limit 1000", connection)
        {
            Parameters = { new() { Value = timeline.Value }, new() { Value = after } },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var page = new List<(SubjectId, long)>();
        while (await reader.ReadAsync(cancellation)) page.Add((SubjectId.Parse(reader.GetString(0)), reader.GetInt64(1)));
        return page;
    }
}
