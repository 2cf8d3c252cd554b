using Npgsql;
using Timeline.Domain;
using Timeline.Domain.Record;
using Timeline.Domain.Subjects;
using Timeline.Domain.Time;
using Timeline.Postgres.Projections;

namespace Timeline.Postgres.Events;

/// <summary>How a timeline was when something began to be decided: nothing else but what is recorded after it, or erased, changes it.</summary>
/// <param name="Position">The newest position.</param>
/// <param name="Erased">How many events up to there were erased.</param>
internal sealed record Mark(long Position, long Erased);

/// <summary>What is decided of requests that are recorded all or none, a few at a time and without the timeline's lock.</summary>
internal sealed class WholeDecision
{
    private static readonly HashSet<string> ChangeWhoKnows =
        [.. Catalogue.Types.Where(t => t.ClrType == typeof(EventAmended) || t.ClrType == typeof(EventDisclosed)).Select(t => t.StoredName)];

    private readonly Key _timeline;
    private readonly Decider _decider;
    private readonly List<AppendRequest> _requests = [];
    private readonly List<Decision> _decisions = [];
    private readonly HashSet<Guid> _concerned = [];
    private readonly HashSet<Guid> _found = [];
    private readonly Dictionary<SubjectId, long> _versions = [];
    private readonly Dictionary<SubjectId, long> _shifts = [];

    internal WholeDecision(Key timeline, Mark since, Instant now, Instant next, bool isForAll)
    {
        (_timeline, Since) = (timeline, since);
        _decider = new Decider(timeline, now, next) { Audience = isForAll ? null : new Audience() };
    }

    /// <summary>Since when what is recorded may change it.</summary>
    internal Mark Since { get; }

    /// <summary>One for each request, in order.</summary>
    internal IReadOnlyList<Decision> Decisions => _decisions;

    /// <summary>What is to be recorded, in order.</summary>
    internal IEnumerable<TimelineEvent> New => _decisions.SelectMany(d => d.New);

    /// <summary>Of subjects, how much higher their new events' versions are than decided: so many others were recorded meanwhile.</summary>
    internal IReadOnlyDictionary<SubjectId, long> Shifts => _shifts;

    /// <summary>Whether an event was in the ledger before.</summary>
    internal bool IsOfLedger(Guid id) => _found.Contains(id);

    /// <summary>Decides some more.</summary>
    internal async Task<IReadOnlyList<Decision>> DecideAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, IReadOnlyList<AppendRequest> requests, CancellationToken cancellation)
    {
        await LookUpAsync(connection, transaction, requests, cancellation);
        List<Decision> decisions = [.. requests.Select(_decider.Decide)];
        _requests.AddRange(requests);
        _decisions.AddRange(decisions);
        return decisions;
    }

    /// <summary>Decides the same once more, by what is there now.</summary>
    internal async Task<WholeDecision> AgainAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Mark since, Instant now, Instant next, CancellationToken cancellation)
    {
        var again = new WholeDecision(_timeline, since, now, next, isForAll: _decider.Audience is null);
        foreach (var some in _requests.Chunk(1_000)) await again.DecideAsync(connection, transaction, some, cancellation);
        return again;
    }

    /// <summary>Takes note of an event that was recorded meanwhile.</summary>
    /// <returns>Whether everything is decided as before; only versions may be others.</returns>
    internal bool Heeds(Guid id, SubjectId subject, long version, string storedType)
    {
        if (_concerned.Contains(id) && !_found.Contains(id)) return false;
        if (!_versions.TryGetValue(subject, out var decided)) return true;
        if (_decider.Audience is not null && ChangeWhoKnows.Contains(storedType)) return false;
        if (version > decided) _shifts[subject] = version - decided;
        return true;
    }

    private async Task LookUpAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, IReadOnlyList<AppendRequest> requests, CancellationToken cancellation)
    {
        Guid[] ids = [.. Recording.Concerns(requests.SelectMany(r => r.Events)).Where(id => !_decider.Events.ContainsKey(id))];
        SubjectId[] subjects = [.. requests.SelectMany(r => r.Events).Select(e => e.Subject).Distinct().Where(s => !_versions.ContainsKey(s))];
        await using var batch = new NpgsqlBatch(connection, transaction)
        {
            BatchCommands = { EventRows.OfIds(_timeline, ids), EventRows.VersionsOf(_timeline, subjects) },
        };
        List<TimelineEvent> found;
        await using (var reader = await batch.ExecuteReaderAsync(cancellation))
        {
            found = await EventRows.ReadAllAsync(reader, cancellation);
            await reader.NextResultAsync(cancellation);
            foreach (var (subject, version) in await EventRows.ReadVersionsAsync(reader, cancellation))
                _versions[subject] = _decider.Versions[subject] = version;
        }

        foreach (var subject in subjects) _versions.TryAdd(subject, 0);
        _concerned.UnionWith(ids);
        _found.UnionWith(found.Select(e => e.Id));
        foreach (var e in found) _decider.Events[e.Id] = e;
        if (_decider.Audience is { } audience) await audience.AddAsync(connection, transaction, _timeline, found, cancellation);
    }
}
