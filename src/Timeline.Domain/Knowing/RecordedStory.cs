using Timeline.Domain.Record;
using Timeline.Domain.Time;

namespace Timeline.Domain.Knowing;

/// <summary>
/// Single events of a strand while R runs: as they stand at each position (SEMANTICS §7). What is recorded changes how one event of the
/// world is read, and what of the acts on it is in view; so it costs what it changes. It is the same object all the time, as the events in
/// it are, so whoever looks at it does so before it goes on.
/// </summary>
internal sealed class RecordedStory : Reading
{
    private readonly RunningState _state;
    private readonly SeenEvents _events;
    private readonly Names _names;
    private readonly Dictionary<SeenEvent, OfTheWorld> _worlds = [];
    private readonly ILookup<long, (Guid Of, bool Begins)> _turns;

    // What is still ahead where V runs too, by when it will have happened.
    private readonly PriorityQueue<OfTheWorld, Instant> _ahead = new();

    // What names an event, but as what it acts on.
    private readonly Dictionary<Guid, List<SeenEvent>> _naming = [];

    /// <summary>Before any of a strand is recorded.</summary>
    /// <param name="strand">Its events up to where R ends, in order of position.</param>
    /// <param name="vantage">Where it ends.</param>
    /// <param name="state">What the story merges into.</param>
    internal RecordedStory(IEnumerable<TimelineEvent> strand, Vantage vantage, RunningState state) : base(vantage)
    {
        (_state, _events) = (state, new(vantage));
        _names = new(_events);
        // With an event of the world all acts on it are in view that ever are. So when it is effective, if it is in view, does not depend
        // on how it is amended or disclosed, and is found for all positions at once.
        var events = new SeenEvents(vantage);
        var acting = strand.Select(events.Add).Where(s => s is { World: not null, InViewFrom: <= Presence.InView }).ToList();
        _turns = TimesInEffect.Of(acting, TurnPlace.AsRecorded).SelectMany(t => t.Value, (t, turn) => (turn.At.Seq, Of: t.Key, turn.Begins))
            .ToLookup(t => t.Seq, t => (t.Of, t.Begins));
    }

    /// <summary>Records the next event.</summary>
    /// <returns>What comes into view with it, itself before the others, and what that makes of the state.</returns>
    internal (IReadOnlyList<SeenEvent> InView, Taken Taken) Record(TimelineEvent e)
    {
        Vantage = Vantage with { Recorded = e.Seq };
        var target = e.Target is { } id ? _events.FindAny(id) : null;
        var (wasInView, act) = (target is { IsVisible: true }, target is null ? e.AccountOf : target.World?.AccountOf);
        var first = FirstAccountOf(act);
        if (target?.World is { } before) _names.Remove(before);
        var seen = _events.Add(e);
        // It acts on what is not at hand, for the knower never learns of it.
        if (seen.World is not { } world) return ([], _state.Take([]));
        _names.Add(world);
        ReadAnew(seen);
        foreach (var named in e.Named.Where(n => n != e.Target))
        {
            if (!_naming.TryGetValue(named, out var naming)) _naming[named] = naming = [];
            naming.Add(seen);
        }

        if (!_worlds.TryGetValue(world, out var there)) _worlds[world] = there = new(world);
        var wasThere = there.Presence > Presence.Secret;
        there.Keep(seen);
        if (target is not null) there.Keep(target);
        // What it acts on may be brought back by it, and all that acts on an event of the world come along with that.
        SeenEvent[] came = [seen, .. wasInView || target is null ? [] : new[] { target }, .. there.ComeTo(world.Presence)];
        foreach (var (of, begins) in _turns[e.Seq])
        {
            if (of == world.Event.Id) there.IsTakenBack = !begins;
            else there.InForce.Set(_events.FindAny(of)!, begins);
        }

        // Where nothing is secret, only the event of the world that it acts on is touched.
        HashSet<OfTheWorld> touched = [there];
        if (wasThere != world.IsThere) touched.UnionWith(NamesAnew(world.Event.Id));
        if (first is not null && FirstAccountOf(act) is { } now && now != first) touched.UnionWith(NamesAnew(act!.Value));
        var inView = came.Where(s => s.IsVisible).Distinct().OrderBy(s => s == seen ? 0 : s.Event.Seq);
        return ([.. inView], _state.Take(touched.Select(TurnOf)));
    }

    /// <summary>Goes to a later moment, as K and V: what was ahead comes about.</summary>
    internal void GoTo(Instant moment)
    {
        Vantage = Vantage with { Known = moment, At = moment };
        while (_ahead.TryPeek(out var there, out var happened) && happened <= moment)
        {
            _ahead.Dequeue();
            _state.Take([TurnOf(there)]);
        }
    }

    /// <inheritdoc/>
    public override SeenEvent? Find(Guid id) => _events.Find(id);

    /// <inheritdoc/>
    public override StoryEntry? EntryOf(SeenEvent seen) => _state.Of(seen)?.Entry;

    /// <inheritdoc/>
    public override StoryEntry? RetractedOf(SeenEvent seen) =>
        seen.IsVisible && seen == seen.World && EntryOf(seen) is null ? _worlds[seen].InForce.Now(_names) : null;

    private protected override ActInStory TogetherWith(StoryEntry entry) => _state.Together(entry.Act, _state.Of(entry.Seen)!.HasHappened);

    private Guid? FirstAccountOf(Guid? act) => act is { } id ? _names.FirstAccountOf(id) : null;

    // Whoever begins or ceases to learn of an event is told otherwise of what names it; so are they of what names accounts of it in turn.
    private HashSet<OfTheWorld> NamesAnew(Guid named)
    {
        var (touched, left) = (new HashSet<OfTheWorld>(), new Stack<Guid>([named]));
        while (left.TryPop(out var id))
        {
            _names.Forget(id);
            var all = _naming.GetValueOrDefault(id, []);
            foreach (var naming in all) _names.Add(naming);
            foreach (var naming in all)
            {
                ReadAnew(naming);
                touched.Add(_worlds[naming.World!]);
                if (naming is { IsThere: true, AccountOf: { } act } && act == id) left.Push(naming.Event.Id);
            }
        }

        return touched;
    }

    private void ReadAnew(SeenEvent seen)
    {
        _names.Cut(seen);
        if (seen.World is { } world && world != seen) _names.Cut(world);
    }

    private Turn TurnOf(OfTheWorld there)
    {
        var entry = there is { IsTakenBack: false, Seen.IsVisible: true } ? there.InForce.Now(_names) : null;
        if (entry?.HappenedBy > Vantage.At) _ahead.Enqueue(there, entry.HappenedBy);
        return new Turn(TurnPlace.AsRecorded(there.Seen), there.Seen, entry, entry?.HappenedBy <= Vantage.At, []);
    }

    /// <summary>An event of the world, with what acts on it.</summary>
    private sealed class OfTheWorld(SeenEvent seen)
    {
        // What is in view as soon as the event of the world comes so far.
        private readonly Dictionary<Presence, HashSet<SeenEvent>> _inViewFrom = [];

        internal SeenEvent Seen => seen;

        internal Presence Presence { get; private set; }

        internal InForceSoFar InForce { get; } = new(seen);

        internal bool IsTakenBack { get; set; }

        /// <summary>Keeps one of them ready to come into view, unless it was struck from the record.</summary>
        internal void Keep(SeenEvent one)
        {
            if (!_inViewFrom.TryGetValue(one.InViewFrom, out var ready)) _inViewFrom[one.InViewFrom] = ready = [];
            if (one.IsVoid) ready.Remove(one);
            else ready.Add(one);
        }

        /// <summary>The event of the world comes so far.</summary>
        /// <returns>What comes into view with that.</returns>
        internal IEnumerable<SeenEvent> ComeTo(Presence presence)
        {
            var before = Presence;
            Presence = presence;
            for (var next = before + 1; next <= presence; next++)
            {
                foreach (var one in _inViewFrom.GetValueOrDefault(next, [])) yield return one;
            }
        }
    }
}
