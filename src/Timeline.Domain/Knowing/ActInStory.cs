using Timeline.Domain.Record;
using Timeline.Domain.Time;

namespace Timeline.Domain.Knowing;

/// <summary>The accounts of one act in a story, and what they say together (SEMANTICS §6). It takes part in the state once.</summary>
internal sealed class ActInStory
{
    private readonly Dictionary<string, List<Said>> _said = new(StringComparer.Ordinal);

    private ActInStory(IGrouping<Guid, StoryEntry> accounts, Story story)
    {
        Key = accounts.Min(e => e.Key);
        foreach (var account in accounts.Where(e => e.IsAsserted))
        {
            var (assertions, gaps) = Claims.Of(account.Data, account.Absent, accounts.Key, story.ActOf);
            foreach (var assertion in assertions) Add(assertion.Pointer, assertion.Value, account, assertion.IsTally);
            Gaps.AddRange(gaps.Select(g => new GapInStory(g, account, this)));
        }

        if (accounts.Where(e => e.IsAsserted).Select(e => e.Happened).Distinct().Skip(1).Any())
        {
            foreach (var account in accounts.Where(e => e.IsAsserted))
                Add($"/accounts/{accounts.Key}/happened", (Value)account.Happened!, account, isTally: false);
        }

        Values = _said.ToDictionary(s => s.Key, s => Rank(s.Value), StringComparer.Ordinal);
    }

    /// <summary>The smallest story key of its accounts: it takes part there, once.</summary>
    internal (Instant, Instant, int, long) Key { get; }

    internal HashSet<string> Tallies { get; } = new(StringComparer.Ordinal);

    internal List<GapInStory> Gaps { get; } = [];

    internal Dictionary<string, (Said InForce, IReadOnlyList<Said> Rivals)> Values { get; }

    /// <summary>The acts of some entries of a story.</summary>
    internal static IEnumerable<ActInStory> Of(IEnumerable<StoryEntry> entries, Story story) =>
        entries.GroupBy(e => e.Act).Select(act => new ActInStory(act, story));

    private void Add(string pointer, Value value, StoryEntry account, bool isTally)
    {
        if (isTally) Tallies.Add(pointer);
        if (!_said.TryGetValue(pointer, out var said)) _said[pointer] = said = [];
        said.Add(new Said(value, account));
    }

    // The better assessed account is in force, among equals the one known later; a date within its bounds refines it (SEMANTICS §6).
    private static (Said, IReadOnlyList<Said>) Rank(List<Said> said)
    {
        if (said.Count == 1) return (said[0], []);
        var ranked = said.OrderBy(s => s.Entry.Event.Assessment?.Credibility ?? Credibility.CannotBeJudged)
            .ThenBy(s => s.Entry.Event.Assessment?.Reliability ?? Reliability.F)
            .ThenByDescending(s => s.Entry.KnownBy).ThenByDescending(s => s.Entry.Event.Seq).ToList();
        var inForce = ranked.Aggregate((best, next) => next.Value.Refines(best.Value) ? next : best);
        return (inForce, [.. ranked.Where(s => s.Value != inForce.Value && !inForce.Value.Refines(s.Value))]);
    }
}

/// <summary>What an event of an act says is unknown or withheld.</summary>
internal sealed record GapInStory(ReportedGap Gap, StoryEntry By, ActInStory Act);
