using Timeline.Domain.Record;
using Timeline.Domain.Time;

namespace Timeline.Domain.Knowing;

/// <summary>
/// The accounts of one act in a story, and what they say together (SEMANTICS §6). It takes part in the state once. Accounts may come and
/// go, which costs what they say and not how many there are.
/// </summary>
internal sealed class ActInStory(Guid id)
{
    private static readonly Comparer<StoryEntry> InStoryOrder = Comparer<StoryEntry>.Create((a, b) => a.Key.CompareTo(b.Key));

    // The better assessed account is in force, among equals the one known later (SEMANTICS §6).
    private static readonly Comparer<Said> BestFirst = Comparer<Said>.Create((a, b) => Rank(a).CompareTo(Rank(b)));

    private readonly SortedSet<StoryEntry> _accounts = new(InStoryOrder);
    private readonly Dictionary<string, SortedSet<Said>> _said = new(StringComparer.Ordinal);
    private readonly HashSet<string> _tallies = new(StringComparer.Ordinal);
    private readonly Dictionary<Edtf, int> _dates = [];
    private readonly string _happened = $"/accounts/{id}/happened";

    /// <summary>Whether no account is left.</summary>
    internal bool IsEmpty => _accounts.Count == 0;

    /// <summary>The smallest story key of its accounts: it takes part there, once.</summary>
    internal StoryKey Key => _accounts.Min!.Key;

    /// <summary>Where it says something.</summary>
    internal IEnumerable<string> Pointers => _said.Keys.Where(Says);

    /// <summary>What its accounts say is unknown or withheld.</summary>
    internal IEnumerable<GapInStory> Gaps => _accounts.SelectMany(a => a.Claims.Gaps.Select(g => new GapInStory(g, a, this)));

    /// <summary>The acts of some entries of a story, in story order.</summary>
    internal static IEnumerable<ActInStory> Of(IEnumerable<StoryEntry> entries)
    {
        var acts = new Dictionary<Guid, ActInStory>();
        foreach (var entry in entries)
        {
            if (!acts.TryGetValue(entry.Act, out var act)) acts[entry.Act] = act = new(entry.Act);
            act.Add(entry);
        }

        return acts.Values.OrderBy(a => a.Key);
    }

    /// <summary>Whether it says something at a pointer. When it happened it says only where its accounts differ on that.</summary>
    internal bool Says(string pointer) => _said.ContainsKey(pointer) && (pointer != _happened || _dates.Count > 1);

    /// <summary>Whether what it says at a pointer adds to a number.</summary>
    internal bool IsTally(string pointer) => _tallies.Contains(pointer);

    /// <summary>Where what the act says may change if an account of it comes or goes.</summary>
    internal IEnumerable<string> PointersOf(StoryEntry account) => account.Claims.Assertions.Select(a => a.Pointer).Append(_happened);

    internal void Add(StoryEntry account)
    {
        _accounts.Add(account);
        if (!account.IsAsserted) return;
        _dates[account.Happened] = _dates.GetValueOrDefault(account.Happened) + 1;
        foreach (var assertion in Said(account))
        {
            if (assertion.IsTally) _tallies.Add(assertion.Pointer);
            if (!_said.TryGetValue(assertion.Pointer, out var said)) _said[assertion.Pointer] = said = new(BestFirst);
            said.Add(new Said(assertion.Value, account));
        }
    }

    internal void Remove(StoryEntry account)
    {
        _accounts.Remove(account);
        if (!account.IsAsserted) return;
        if (--_dates[account.Happened] == 0) _dates.Remove(account.Happened);
        foreach (var assertion in Said(account))
        {
            // What one account says twice was taken down once.
            if (!_said.TryGetValue(assertion.Pointer, out var said)) continue;
            said.Remove(new Said(assertion.Value, account));
            if (said.Count == 0) _said.Remove(assertion.Pointer);
        }
    }

    /// <summary>What is in force of what it says at a pointer: the best account's value, or a narrower date that refines it.</summary>
    internal Said InForceAt(string pointer)
    {
        var said = _said[pointer];
        return said.Min!.Value.Date is null ? said.Min : said.Aggregate((best, next) => next.Value.Refines(best.Value) ? next : best);
    }

    /// <summary>What its other accounts say instead, the best first.</summary>
    internal IReadOnlyList<Said> RivalsAt(string pointer)
    {
        if (_said[pointer].Count == 1) return [];
        var inForce = InForceAt(pointer);
        return
        [
            .. _said[pointer].Where(s => s.Value != inForce.Value && !inForce.Value.Refines(s.Value))
                .Select(s => s with { Support = SayingSo(pointer, s.Value).Origins() }),
        ];
    }

    /// <summary>Who says a value at a pointer.</summary>
    internal IEnumerable<StoryEntry> SayingSo(string pointer, Value value) => _said[pointer].Where(s => s.Value.Says(value)).Select(s => s.Entry);

    private IEnumerable<Assertion> Said(StoryEntry account) =>
        account.Claims.Assertions.Append(new Assertion(_happened, ((Value?)account.Happened)!, IsTally: false));

    private static (Credibility, Reliability, long, long) Rank(Said said)
    {
        var assessment = said.Entry.Event.Assessment ?? Assessment.CannotBeJudged;
        return (assessment.Credibility, assessment.Reliability, -said.Entry.KnownBy.Microseconds, -said.Entry.Event.Seq);
    }
}

/// <summary>What an event of an act says is unknown or withheld.</summary>
internal sealed record GapInStory(ReportedGap Gap, StoryEntry By, ActInStory Act);
