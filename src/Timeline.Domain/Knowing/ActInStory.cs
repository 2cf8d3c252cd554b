namespace Timeline.Domain.Knowing;

/// <summary>
/// The accounts of one act in a story, and what they say together (SEMANTICS §6). It takes part in the state once. Accounts may come and
/// go, which costs what they say and not how many there are.
/// </summary>
internal sealed class ActInStory(Guid id)
{
    private static readonly Comparer<StoryEntry> InStoryOrder = Comparer<StoryEntry>.Create((a, b) => a.Key.CompareTo(b.Key));

    private readonly SortedSet<StoryEntry> _accounts = new(InStoryOrder);
    private readonly Dictionary<string, SaidInAct> _said = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _origins = new(StringComparer.Ordinal);
    private readonly HashSet<string> _tallies = new(StringComparer.Ordinal);
    private readonly string _happened = $"/accounts/{id}/happened";

    /// <summary>Whether no account is left.</summary>
    internal bool IsEmpty => _accounts.Count == 0;

    /// <summary>The smallest story key of its accounts: it takes part there, once.</summary>
    internal StoryKey Key => _accounts.Min!.Key;

    /// <summary>How many origins stand behind it (SEMANTICS §6).</summary>
    internal int Support => _origins.Count;

    /// <summary>Where it says something.</summary>
    internal IEnumerable<string> Pointers => _said.Keys.Where(Says);

    /// <summary>What its accounts say is unknown or withheld.</summary>
    internal IEnumerable<GapInStory> Gaps => _accounts.SelectMany(a => a.Claims.Gaps.Select(g => new GapInStory(g, a, this)));

    /// <summary>The act of some entries, which are accounts of it.</summary>
    internal static ActInStory Of(Guid id, IEnumerable<StoryEntry> accounts)
    {
        var act = new ActInStory(id);
        foreach (var account in accounts) act.Add(account);
        return act;
    }

    /// <summary>Whether it says something at a pointer. When it happened it says only where its accounts differ on that.</summary>
    internal bool Says(string pointer) => _said.TryGetValue(pointer, out var said) && (pointer != _happened || said.Differs);

    /// <summary>Whether what it says at a pointer adds to a number.</summary>
    internal bool IsTally(string pointer) => _tallies.Contains(pointer);

    /// <summary>Where what the act says may change if an account of it comes or goes.</summary>
    internal IEnumerable<string> PointersOf(StoryEntry account) => Said(account).Select(a => a.Pointer);

    internal void Add(StoryEntry account)
    {
        _accounts.Add(account);
        if (account.Origin is { } origin) _origins[origin] = _origins.GetValueOrDefault(origin) + 1;
        foreach (var assertion in Said(account))
        {
            if (assertion.IsTally) _tallies.Add(assertion.Pointer);
            if (!_said.TryGetValue(assertion.Pointer, out var said)) _said[assertion.Pointer] = said = new();
            said.Add(new Said(assertion.Value, account));
        }
    }

    internal void Remove(StoryEntry account)
    {
        _accounts.Remove(account);
        if (account.Origin is { } origin && --_origins[origin] == 0) _origins.Remove(origin);
        foreach (var assertion in Said(account))
        {
            // What one account says twice was taken down once.
            if (!_said.TryGetValue(assertion.Pointer, out var said)) continue;
            said.Remove(new Said(assertion.Value, account));
            if (said.IsEmpty) _said.Remove(assertion.Pointer);
        }
    }

    /// <summary>What is in force of what it says at a pointer: the best account's value, or a narrower date that refines it.</summary>
    internal Said InForceAt(string pointer) => _said[pointer].InForce;

    /// <summary>What its other accounts say instead, the best first.</summary>
    internal IReadOnlyList<Said> RivalsAt(string pointer) => _said[pointer].Rivals;

    /// <summary>The origins that say a value at a pointer, or a date that refines it, some more than once.</summary>
    internal IEnumerable<string> OriginsOf(string pointer, Value value) => _said[pointer].OriginsOf(value);

    /// <summary>Whether an account says a rival of what another account says and is in force, or says what is in force and has rivals.</summary>
    internal bool IsContradicted(StoryEntry account) => _accounts.Count > 1 && Said(account).Any(assertion =>
        _said[assertion.Pointer] is var said && (said.IsRival(assertion.Value) || (said.HasRivals && said.InForce.Value == assertion.Value)));

    private IEnumerable<Assertion> Said(StoryEntry account) => !account.IsAsserted ? []
        : account.Claims.Assertions.Append(new Assertion(_happened, ((Value?)account.Happened)!, IsTally: false));
}

/// <summary>What an event of an act says is unknown or withheld.</summary>
internal sealed record GapInStory(ReportedGap Gap, StoryEntry By, ActInStory Act);
