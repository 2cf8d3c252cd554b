using Timeline.Domain.Record;
using Timeline.Domain.Time;
using Timeline.Postgres.Projections;

namespace Timeline.Postgres.Events;

/// <summary>Decides requests one after another, each by what the ledger holds and by what those before it are to record.</summary>
/// <param name="timeline">Whose ledger.</param>
/// <param name="now">See <see cref="LedgerFacts.Now"/>.</param>
/// <param name="next">See <see cref="LedgerFacts.Next"/>.</param>
internal sealed class Decider(Key timeline, Instant now, Instant next)
{
    private Instant _now = now;
    private Instant _next = next;

    /// <summary>The events that are sent again or named, as far as they are there.</summary>
    internal Dictionary<Guid, TimelineEvent> Events { get; init; } = [];

    /// <summary>At which version each subject is.</summary>
    internal Dictionary<SubjectId, long> Versions { get; init; } = [];

    /// <summary>Who may learn of them; <see langword="null"/>: whoever asks may name whatever there is.</summary>
    internal Audience? Audience { get; init; }

    internal Decision Decide(AppendRequest request)
    {
        var concerned = Recording.Concerns(request.Events);
        var facts = new LedgerFacts
        {
            Timeline = timeline,
            Events = concerned.Where(Events.ContainsKey).ToDictionary(id => id, id => Events[id]),
            Versions = request.Events.Select(e => e.Subject).Distinct().Where(Versions.ContainsKey).ToDictionary(s => s, s => Versions[s]),
            Now = _now,
            Next = _next,
            RecordedBy = request.By,
            Clearance = request.Clearance,
            Secret = Audience?.SecretTo(request.Clearance, concerned) ?? new HashSet<Guid>(),
        };
        var decision = Recording.Decide(request.Events, request.Pointers, request.Precondition, facts);
        if (request.IsDryRun) return decision;
        foreach (var recorded in decision.New)
        {
            Events[recorded.Id] = recorded;
            Audience?.Add(recorded);
            Versions[recorded.Subject] = recorded.Version;
            (_now, _next) = (_now.Next, _next.Next);
        }

        return decision;
    }
}
