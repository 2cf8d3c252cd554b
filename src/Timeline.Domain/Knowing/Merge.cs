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
    private readonly Dictionary<Guid, ActInStory> _acts = [];
    private readonly Dictionary<string, Place> _places = new(StringComparer.Ordinal);
    private Dictionary<string, InForce> _derived = new(StringComparer.Ordinal);

    /// <summary>Where something is said.</summary>
    internal IEnumerable<string> Pointers => _places.Keys.Union(_derived.Keys);

    /// <summary>The acts, in no order.</summary>
    internal IReadOnlyCollection<ActInStory> Acts => _acts.Values;

    /// <summary>What is in force at a pointer, without rivals and support; <see langword="null"/>: nothing.</summary>
    // What follows from others stands before whatever is said there.
    internal InForce? this[string pointer] => _derived.GetValueOrDefault(pointer) ?? _places.GetValueOrDefault(pointer)?.InForce;

    /// <summary>What is in force at one of the pointers, whole.</summary>
    internal InForce Whole(string pointer) => _derived.GetValueOrDefault(pointer) ?? _places[pointer].Whole(pointer);

    /// <summary>The acts that give a value at a pointer, in story order.</summary>
    internal IEnumerable<ActInStory> ActsAt(string pointer) => _places.GetValueOrDefault(pointer)?.Acts ?? [];

    /// <summary>Puts some accounts in the place of others.</summary>
    /// <returns>Where another value may be in force, with the value before.</returns>
    internal IReadOnlyDictionary<string, Value?> Replace(IEnumerable<StoryEntry> old, IEnumerable<StoryEntry> now)
    {
        var before = new Dictionary<string, Value?>(StringComparer.Ordinal);
        foreach (var changes in old.Select(e => (Entry: e, Comes: false)).Concat(now.Select(e => (Entry: e, Comes: true))).GroupBy(c => c.Entry.Act))
        {
            if (!_acts.TryGetValue(changes.Key, out var act)) _acts[changes.Key] = act = new(changes.Key);
            StoryKey? key = act.IsEmpty ? null : act.Key;
            var touched = changes.SelectMany(c => act.PointersOf(c.Entry)).ToHashSet(StringComparer.Ordinal);
            foreach (var (entry, comes) in changes)
            {
                if (comes) act.Add(entry);
                else act.Remove(entry);
            }

            StoryKey? keyNow = act.IsEmpty ? null : act.Key;
            if (keyNow != key) touched.UnionWith(act.Pointers);
            foreach (var pointer in touched) Replace(act, pointer, key, keyNow, before);
            if (act.IsEmpty) _acts.Remove(changes.Key);
        }

        var derived = _kind.Derive(pointer => _places.GetValueOrDefault(pointer)?.InForce)
            .ToDictionary(d => d.Pointer, d => d.Value, StringComparer.Ordinal);
        foreach (var pointer in _derived.Keys.Union(derived.Keys))
            before[pointer] = _derived.GetValueOrDefault(pointer)?.Value ?? (before.TryGetValue(pointer, out var value) ? value : this[pointer]?.Value);
        _derived = derived;
        return before;
    }

    private void Replace(ActInStory act, string pointer, StoryKey? old, StoryKey? now, Dictionary<string, Value?> before)
    {
        if (!_places.TryGetValue(pointer, out var place))
        {
            if (!act.Says(pointer)) return;
            _places[pointer] = place = new();
        }

        before.TryAdd(pointer, _derived.GetValueOrDefault(pointer)?.Value ?? place.InForce?.Value);
        if (old is { } from) place.Remove(from);
        if (now is { } to && act.Says(pointer)) place.Add(to, act, pointer);
        if (place.IsEmpty) _places.Remove(pointer);
    }

    /// <summary>What an act says at one pointer.</summary>
    private readonly record struct Held(StoryKey Key, Said? Said, ActInStory? Act);

    /// <summary>What acts say at one pointer, in story order.</summary>
    private sealed class Place
    {
        private static readonly Comparer<Held> InStoryOrder = Comparer<Held>.Create((a, b) => a.Key.CompareTo(b.Key));

        private readonly SortedSet<Held> _held = new(InStoryOrder);
        private bool _isTally;
        private decimal _sum;

        internal bool IsEmpty => _held.Count == 0;

        internal IEnumerable<ActInStory> Acts => _held.Select(h => h.Act!);

        /// <summary>The value of the act with the greatest key, or the sum of the tallies.</summary>
        internal InForce? InForce => IsEmpty ? null
            : _isTally ? new InForce { Value = Value.Of(_sum), By = _held.Max.Said!.Entry, First = _held.Min.Said!.Entry, Tallied = _held.Count }
            : new InForce { Value = _held.Max.Said!.Value, By = _held.Max.Said.Entry };

        internal InForce Whole(string pointer)
        {
            var inForce = InForce!;
            if (_isTally) return inForce;
            return inForce with
            {
                Support = _held.Reverse().TakeWhile(h => h.Said!.Value.Says(inForce.Value))
                    .SelectMany(h => h.Act!.SayingSo(pointer, inForce.Value)).Origins(),
                Rivals = _held.Max.Act!.RivalsAt(pointer),
                Over = BetterThan(_held.Max, _held.Reverse().Skip(1)) is { } over
                    ? over.Said! with { Support = over.Act!.SayingSo(pointer, over.Said.Value).Origins() }
                    : null,
            };
        }

        internal void Add(StoryKey key, ActInStory act, string pointer)
        {
            var said = act.InForceAt(pointer);
            _isTally = act.IsTally(pointer);
            _held.Add(new Held(key, said, act));
            if (_isTally) _sum += said.Value.Number!.Value;
        }

        internal void Remove(StoryKey key)
        {
            if (!_held.Remove(new Held(key, null, null)) || !_isTally) return;
            // Taken away, a number would leave its decimal places behind.
            _sum = _held.Sum(h => h.Said!.Value.Number!.Value);
        }

        // Looks back from the latest: better than the best word for the value in force that came after it. So neither a poor repetition of
        // a well assessed value nor a second poor word against one hides or invents anything.
        private static Held? BetterThan(Held inForce, IEnumerable<Held> superseded)
        {
            var best = inForce.Said!.Entry;
            foreach (var earlier in superseded)
            {
                if (!IsBetter(earlier.Said!.Entry, best)) continue;
                if (earlier.Said.Value != inForce.Said.Value) return earlier;
                best = earlier.Said.Entry;
            }

            return null;
        }

        private static bool IsBetter(StoryEntry one, StoryEntry other)
        {
            var (a, b) = (one.Event.Assessment ?? Assessment.CannotBeJudged, other.Event.Assessment ?? Assessment.CannotBeJudged);
            return (a.Credibility, a.Reliability).CompareTo((b.Credibility, b.Reliability)) < 0;
        }
    }
}
