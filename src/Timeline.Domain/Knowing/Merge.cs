using Timeline.Domain.Record;
using Timeline.Domain.Subjects;

namespace Timeline.Domain.Knowing;

/// <summary>What changed at a pointer of a state.</summary>
/// <param name="Pointer">Where.</param>
/// <param name="Old">The value before; <see langword="null"/>: none.</param>
/// <param name="New">The value since; <see langword="null"/>: none.</param>
public sealed record ValueChange(string Pointer, Value? Old, Value? New);

/// <summary>
/// What the acts of a story merge into, the values of a state (SEMANTICS §6), kept while accounts come and go. The order in which they come
/// makes no difference, so a change costs what an account says and not what was said before.
/// </summary>
internal sealed class Merge(SubjectId subject)
{
    private readonly Kind _kind = Catalogue.KindOf(subject);
    private readonly Dictionary<Guid, Held> _acts = [];
    private readonly Dictionary<string, AtPointer> _places = new(StringComparer.Ordinal);
    private Dictionary<string, InForce> _derived = new(StringComparer.Ordinal);

    /// <summary>Where something is said.</summary>
    internal IEnumerable<string> Pointers => _places.Keys.Union(_derived.Keys);

    /// <summary>The acts, in no order.</summary>
    internal IEnumerable<ActInStory> Acts => _acts.Values.Select(h => h.Act);

    /// <summary>One of them; <see langword="null"/>: it has no account in the story.</summary>
    internal ActInStory? ActOf(Guid id) => _acts.GetValueOrDefault(id)?.Act;

    /// <summary>What is in force at a pointer, without rivals and support; <see langword="null"/>: nothing.</summary>
    // What follows from others stands before whatever is said there.
    internal InForce? this[string pointer] => _derived.GetValueOrDefault(pointer) ?? _places.GetValueOrDefault(pointer)?.InForce;

    /// <summary>What is in force at one of the pointers, without rivals.</summary>
    internal InForce Supported(string pointer) => _derived.GetValueOrDefault(pointer) ?? _places[pointer].Supported;

    /// <summary>What is in force at one of the pointers, whole.</summary>
    internal InForce Whole(string pointer) => _derived.GetValueOrDefault(pointer) ?? _places[pointer].Whole;

    /// <summary>The acts that give a value at a pointer, in story order.</summary>
    internal IEnumerable<ActInStory> ActsAt(string pointer) => _places.GetValueOrDefault(pointer)?.Acts ?? [];

    /// <summary>Puts some accounts in the place of others.</summary>
    /// <returns>Where another value may be in force, with the value before.</returns>
    internal IReadOnlyDictionary<string, Value?> Replace(IEnumerable<StoryEntry> old, IEnumerable<StoryEntry> now)
    {
        var before = new Dictionary<string, Value?>(StringComparer.Ordinal);
        foreach (var changes in old.Select(e => (Entry: e, Comes: false)).Concat(now.Select(e => (Entry: e, Comes: true))).GroupBy(c => c.Entry.Act))
            Replace(changes.Key, [.. changes], before);
        var derived = _kind.Derive(pointer => _places.GetValueOrDefault(pointer)?.InForce)
            .ToDictionary(d => d.Pointer, d => d.Value, StringComparer.Ordinal);
        foreach (var pointer in _derived.Keys.Union(derived.Keys))
            before[pointer] = _derived.GetValueOrDefault(pointer)?.Value ?? (before.TryGetValue(pointer, out var value) ? value : this[pointer]?.Value);
        _derived = derived;
        return before;
    }

    private void Replace(Guid id, (StoryEntry Entry, bool Comes)[] changes, Dictionary<string, Value?> before)
    {
        if (!_acts.TryGetValue(id, out var held)) _acts[id] = held = new(id);
        var act = held.Act;
        var touched = changes.SelectMany(c => act.PointersOf(c.Entry)).ToHashSet(StringComparer.Ordinal);
        foreach (var pointer in touched) before.TryAdd(pointer, this[pointer]?.Value);
        foreach (var (entry, comes) in changes)
        {
            if (comes) act.Add(entry);
            else act.Remove(entry);
        }

        // Where it stands alone nothing comes of it that the act's place in the story is another.
        if (!act.IsEmpty && act.Key != held.Key)
        {
            foreach (var pointer in held.Shared.Where(touched.Add)) before.TryAdd(pointer, this[pointer]?.Value);
        }

        foreach (var pointer in touched)
        {
            if (_places.GetValueOrDefault(pointer)?.Remove(held) == true) _places.Remove(pointer);
        }

        if (act.IsEmpty)
        {
            _acts.Remove(id);
            return;
        }

        held.Key = act.Key;
        foreach (var pointer in touched.Where(act.Says))
        {
            if (!_places.TryGetValue(pointer, out var place)) _places[pointer] = place = new(pointer);
            place.Add(held);
        }
    }

    /// <summary>An act, and where in the story it stands at all its places.</summary>
    private sealed class Held(Guid id)
    {
        internal ActInStory Act { get; } = new(id);

        internal StoryKey Key { get; set; }

        /// <summary>Where others say something too.</summary>
        internal HashSet<string> Shared { get; } = new(StringComparer.Ordinal);
    }

    /// <summary>What acts say at one pointer, in story order.</summary>
    private sealed class AtPointer(string pointer)
    {
        private static readonly Comparer<Held> InStoryOrder = Comparer<Held>.Create((a, b) => a.Key.CompareTo(b.Key));

        private readonly SortedSet<Held> _held = new(InStoryOrder);
        private readonly Tally _tally = new();

        internal IEnumerable<ActInStory> Acts => _held.Select(h => h.Act);

        /// <summary>The value of the act with the greatest key, or the sum of the tallies.</summary>
        internal InForce InForce => _tally.Count > 0
            ? new InForce { Value = Value.Of(_tally.Sum), By = Said(_held.Max!).Entry, First = Said(_held.Min!).Entry, Tallied = _tally.Count }
            : new InForce { Value = Said(_held.Max!).Value, By = Said(_held.Max!).Entry };

        internal InForce Supported
        {
            get
            {
                var inForce = InForce;
                if (inForce.Tallied > 0) return inForce;
                return inForce with
                {
                    Support = _held.Reverse().TakeWhile(h => Said(h).Value.Says(inForce.Value))
                        .SelectMany(h => h.Act.OriginsOf(pointer, inForce.Value)).Distinct().Count(),
                    Over = BetterThan(inForce, _held.Reverse().Skip(1)) is { } over
                        ? Said(over) with { Support = over.Act.OriginsOf(pointer, Said(over).Value).Distinct().Count() }
                        : null,
                };
            }
        }

        internal InForce Whole => Supported is { Tallied: 0 } inForce ? inForce with { Rivals = _held.Max!.Act.RivalsAt(pointer) } : InForce;

        internal void Add(Held held)
        {
            if (_held.Count == 1) _held.Min!.Shared.Add(pointer);
            _held.Add(held);
            if (_held.Count > 1) held.Shared.Add(pointer);
            if (held.Act.IsTally(pointer)) _tally.Add(held, Said(held).Value.Number!.Value);
        }

        /// <returns>Whether nothing is left.</returns>
        internal bool Remove(Held held)
        {
            if (!_held.Remove(held)) return false;
            held.Shared.Remove(pointer);
            if (_held.Count == 1) _held.Min!.Shared.Remove(pointer);
            _tally.Remove(held);
            return _held.Count == 0;
        }

        private Said Said(Held held) => held.Act.InForceAt(pointer);

        // Looks back from the latest: better than the best word for the value in force that came after it. So neither a poor repetition of
        // a well assessed value nor a second poor word against one hides or invents anything.
        private Held? BetterThan(InForce inForce, IEnumerable<Held> superseded)
        {
            var best = inForce.By;
            foreach (var earlier in superseded)
            {
                var said = Said(earlier);
                if (!IsBetter(said.Entry, best)) continue;
                if (said.Value != inForce.Value) return earlier;
                best = said.Entry;
            }

            return null;
        }

        private static bool IsBetter(StoryEntry one, StoryEntry other)
        {
            var (a, b) = (one.Event.Assessment ?? Assessment.CannotBeJudged, other.Event.Assessment ?? Assessment.CannotBeJudged);
            return (a.Credibility, a.Reliability).CompareTo((b.Credibility, b.Reliability)) < 0;
        }
    }

    /// <summary>The sum of the numbers of some acts. It has as many decimal places as the number that has the most.</summary>
    private sealed class Tally
    {
        private readonly Dictionary<Held, decimal> _numbers = [];
        private readonly int[] _ofScale = new int[29];

        internal int Count => _numbers.Count;

        internal decimal Sum { get; private set; }

        internal void Add(Held held, decimal number)
        {
            _numbers.Add(held, number);
            _ofScale[number.Scale]++;
            Sum += number;
        }

        internal void Remove(Held held)
        {
            if (!_numbers.Remove(held, out var number)) return;
            _ofScale[number.Scale]--;
            // Taken away, a number would leave its decimal places behind.
            Sum = decimal.Round(Sum - number, Math.Max(0, Array.FindLastIndex(_ofScale, many => many > 0)));
        }
    }
}
