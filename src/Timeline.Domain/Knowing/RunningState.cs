using Timeline.Domain.Record;
using Timeline.Domain.Time;

namespace Timeline.Domain.Knowing;

/// <summary>What some turns made of one event.</summary>
/// <param name="Old">Its entry in the story before; <see langword="null"/>: it was not in it.</param>
/// <param name="New">Its entry since; <see langword="null"/>: it is not in it.</param>
/// <param name="WasEffective">Whether it was effective before, be it still ahead.</param>
/// <param name="IsEffective">Whether it is since.</param>
/// <param name="By">The corrections and denials of it that came into effect or went out of it.</param>
internal sealed record Turned(StoryEntry? Old, StoryEntry? New, bool WasEffective, bool IsEffective, IReadOnlyCollection<SeenEvent> By);

/// <summary>What some turns made of a state.</summary>
/// <param name="Before">Where another value may be in force, with the value before.</param>
/// <param name="Events">What they made of each of their events.</param>
/// <param name="Supported">Of the acts of these, how many origins stood behind them before.</param>
internal sealed record Taken(
    IReadOnlyDictionary<string, Value?> Before, IReadOnlyList<Turned> Events, IReadOnlyDictionary<Guid, int> Supported)
{
    internal IEnumerable<StoryEntry> Old => Events.Select(e => e.Old).OfType<StoryEntry>();

    internal IEnumerable<StoryEntry> New => Events.Select(e => e.New).OfType<StoryEntry>();
}

/// <summary>A subject's state while its story goes on, turn by turn.</summary>
internal sealed class RunningState(SubjectId subject)
{
    private readonly Dictionary<Guid, Turn> _turns = [];
    private readonly Dictionary<Guid, ActInStory> _ahead = [];

    /// <summary>What the story merges into so far.</summary>
    internal Merge Values { get; } = new(subject);

    /// <summary>How an effective event stands so far; <see langword="null"/>: it is not known, or taken back.</summary>
    internal Turn? Of(SeenEvent seen) => _turns.GetValueOrDefault(seen.Event.Id);

    /// <summary>The accounts of an act that stand on one side of V.</summary>
    internal ActInStory Together(Guid act, bool hasHappened) => hasHappened ? Values.ActOf(act)! : _ahead[act];

    /// <summary>Takes some turns, in order: of each event the last one counts.</summary>
    internal Taken Take(IEnumerable<Turn> turns)
    {
        Turned[] events = [.. turns.GroupBy(t => t.Seen).Select(t => Take([.. t]))];
        var (old, now) = (events.Select(e => e.Old).OfType<StoryEntry>(), events.Select(e => e.New).OfType<StoryEntry>());
        var supported = old.Concat(now).Select(e => e.Act).Distinct().ToDictionary(a => a, SupportOf);
        return new Taken(Values.Replace(old, now), events, supported);
    }

    /// <summary>How many origins stand behind an act in the story.</summary>
    internal int SupportOf(Guid act) => Values.ActOf(act)?.Support ?? 0;

    private Turned Take(Turn[] turns)
    {
        var (before, now) = (Of(turns[0].Seen), turns[^1]);
        if (before is { Entry: { } was, HasHappened: false }) Leave(was);
        if (now is { Entry: { } entry, HasHappened: false }) Ahead(entry.Act).Add(entry);
        if (now.Entry is null) _turns.Remove(now.Seen.Event.Id);
        else _turns[now.Seen.Event.Id] = now;
        // What came into effect and went out of it again did nothing.
        var by = new HashSet<SeenEvent>();
        foreach (var act in turns.SelectMany(t => t.By))
        {
            if (!by.Remove(act)) by.Add(act);
        }

        return new Turned(InStory(before), InStory(now), before?.Entry is not null, now.Entry is not null, by);
    }

    private ActInStory Ahead(Guid act) => _ahead.TryGetValue(act, out var ahead) ? ahead : _ahead[act] = new(act);

    private void Leave(StoryEntry entry)
    {
        _ahead[entry.Act].Remove(entry);
        if (_ahead[entry.Act].IsEmpty) _ahead.Remove(entry.Act);
    }

    private static StoryEntry? InStory(Turn? turn) => turn is { HasHappened: true } ? turn.Entry : null;
}

/// <summary>
/// Single events of a story while K or V runs: as they stand at each moment. It is the same object all the time, so whoever looks at it
/// does so before it goes on.
/// </summary>
internal sealed class RunningStory(Story end, RunningState state) : Reading(end.Vantage)
{
    private readonly Lazy<ILookup<Guid, SeenEvent>> _acts =
        new(() => end.Seen.Where(s => s.IsVisible && s.Event.Target is not null).ToLookup(s => s.Event.Target!.Value));

    private TurnPlace _at;

    /// <summary>Goes to another moment.</summary>
    internal void GoTo(Vantage vantage, long through = long.MaxValue) => (Vantage, _at) = (vantage, new TurnPlace(vantage.Known, through));

    /// <inheritdoc/>
    public override SeenEvent? Find(Guid id) => end.Find(id);

    /// <inheritdoc/>
    public override StoryEntry? EntryOf(SeenEvent seen) => state.Of(seen)?.Entry;

    /// <inheritdoc/>
    public override StoryEntry? RetractedOf(SeenEvent seen) =>
        seen.Event.Type.IsActOnTheRecord || state.Of(seen) is not null ? null : Course.LastInForce(end, seen, _at, _acts.Value);

    private protected override ActInStory TogetherWith(StoryEntry entry) => state.Together(entry.Act, state.Of(entry.Seen)!.HasHappened);
}

/// <summary>What was in force at each pointer from one moment to the next, and from which moment on the same was said (SEMANTICS §6, since).</summary>
internal sealed class Runs
{
    private readonly Dictionary<string, List<(Instant Known, InForce? InForce, int First)>> _runs = new(StringComparer.Ordinal);

    /// <summary>From a moment on something else may be in force.</summary>
    internal void Add(string pointer, Instant known, InForce? inForce)
    {
        if (!_runs.TryGetValue(pointer, out var runs)) _runs[pointer] = runs = [];
        if (runs.Count > 0 && runs[^1].InForce?.Value == inForce?.Value) return;
        var first = runs.Count;
        // Who says what says this, says this too: what was found for an earlier run is not looked for again.
        while (inForce is not null && first > 0 && runs[first - 1].InForce?.Value.Says(inForce.Value) == true) first = runs[first - 1].First;
        runs.Add((known, inForce, first));
    }

    /// <summary>Since when what is in force at a pointer has been known; <see langword="null"/>: nothing is.</summary>
    internal Since? Since(string pointer) => _runs.GetValueOrDefault(pointer) is { Count: > 0 } runs && runs[^1] is { InForce: not null } last
        ? new Since(runs[last.First].Known, runs[last.First].InForce!.By.Seen) : null;
}
