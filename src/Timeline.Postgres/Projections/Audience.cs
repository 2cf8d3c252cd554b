using Npgsql;
using Timeline.Domain.Knowing;
using Timeline.Domain.Record;
using Timeline.Domain.Subjects;
using Timeline.Postgres.Events;

namespace Timeline.Postgres.Projections;

/// <summary>Who may ever learn of the events that requests name: a request may name no other (SEMANTICS §8, law 4).</summary>
internal sealed class Audience
{
    private readonly Dictionary<Guid, (TimelineEvent Event, HashSet<string> Knowers)> _all = [];

    /// <summary>Of events of the ledger, and of those that they act on.</summary>
    internal static async Task<Audience> OfAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Key timeline, IReadOnlyCollection<TimelineEvent> events,
            CancellationToken cancellation)
    {
        var audience = new Audience();
        await audience.AddAsync(connection, transaction, timeline, events, cancellation);
        return audience;
    }

    /// <summary>Adds events of the ledger, and those that they act on.</summary>
    internal async Task AddAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Key timeline, IReadOnlyCollection<TimelineEvent> events,
            CancellationToken cancellation)
    {
        for (var left = events.ToList(); left.Count > 0;)
        {
            var kept = await KeptAsync(connection, transaction, timeline, left, cancellation);
            foreach (var e in left) _all[e.Id] = (e, kept.GetValueOrDefault(e.Id, []));
            // An act is not there for whom its target is not, whoever is told of the act.
            Guid[] targets = [.. left.Select(e => e.Target).OfType<Guid>().Where(id => !_all.ContainsKey(id)).Distinct()];
            left = targets.Length == 0 ? []
                : await EventRows.ReadAsync(connection, transaction, EventRows.OfIds(timeline, targets), cancellation);
        }
    }

    /// <summary>Adds what was just recorded, in the same transaction.</summary>
    internal void Add(TimelineEvent recorded)
    {
        var told = recorded.Disclosures.Select(d => d.To.Value).ToHashSet();
        if (recorded.Target is { } id && _all.TryGetValue(id, out var target))
        {
            if (Acts.Reading(target.Event, recorded) is { } reading) target.Knowers.UnionWith(reading.Disclosures.Select(d => d.To.Value));
            if (recorded.Data is EventAmended) told = target.Knowers;
        }

        _all[recorded.Id] = (recorded, told);
    }

    /// <summary>Those of some events that nobody of a clearance ever learns of.</summary>
    internal IReadOnlySet<Guid> SecretTo(Clearance clearance, IEnumerable<Guid> ids)
    {
        if (clearance.IsForAll) return new HashSet<Guid>();
        var knowers = Reach.Names(clearance.Knowers);
        return ids.Where(id => _all.ContainsKey(id) && !IsThere(id)).ToHashSet();

        bool IsThere(Guid id) => !_all.TryGetValue(id, out var e)
            || (e.Knowers.Overlaps(knowers) && (e.Event.Target is not { } target || IsThere(target)));
    }

    private static async Task<Dictionary<Guid, HashSet<string>>> KeptAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Key timeline, List<TimelineEvent> events,
            CancellationToken cancellation)
    {
        var ids = events.ToDictionary(e => e.Seq, e => e.Id);
        var kept = new Dictionary<Guid, HashSet<string>>();
        await using (var command = new NpgsqlCommand("""
            select k.n, i.knowers from unnest($2) k (n)
            cross join lateral (select knowers from timeline.event_index i where i.tenant_id = $1 and i.seq_id = k.n offset 0) i
            """, connection, transaction))
        {
            command.Parameters.Add(new() { Value = timeline.Value });
            command.Parameters.Add(new() { Value = ids.Keys.ToArray() });
            await using var reader = await command.ExecuteReaderAsync(cancellation);
            while (await reader.ReadAsync(cancellation)) kept.Add(ids[reader.GetInt64(0)], [.. reader.GetFieldValue<string[]>(1)]);
        }

        return kept;
    }
}
