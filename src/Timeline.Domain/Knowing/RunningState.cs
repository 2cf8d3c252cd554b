using Timeline.Domain.Record;
using Timeline.Domain.Subjects;
using Timeline.Domain.Time;

namespace Timeline.Domain.Knowing;

/// <summary>What changed at a pointer of a state.</summary>
/// <param name="Pointer">Where.</param>
/// <param name="Old">The value before; <see langword="null"/>: none.</param>
/// <param name="New">The value since; <see langword="null"/>: none.</param>
public sealed record ValueChange(string Pointer, Value? Old, Value? New);

/// <summary>
/// The values of a state, kept while acts come, change and go. A state is a merge (SEMANTICS §6), so a change costs what the act says and
/// not what has been said before.
/// </summary>
internal sealed class RunningState(SubjectId subject)
{
    private readonly Kind _kind = Catalogue.KindOf(subject);
    private readonly Dictionary<string, Place> _places = new(StringComparer.Ordinal);
    private Dictionary<string, Value> _derived = new(StringComparer.Ordinal);

    /// <summary>Puts some acts in the place of others.</summary>
    /// <returns>What is another value now, in ordinal order of the pointers.</returns>
    internal IReadOnlyList<ValueChange> Replace(IReadOnlyCollection<ActInStory> old, IReadOnlyCollection<ActInStory> now)
    {
        var before = old.Concat(now).SelectMany(a => a.Values.Keys).Distinct(StringComparer.Ordinal).ToDictionary(p => p, Merged, StringComparer.Ordinal);
        foreach (var act in old)
        {
            foreach (var pointer in act.Values.Keys) _places[pointer].Remove(act, pointer);
        }

        foreach (var act in now)
        {
            foreach (var (pointer, value) in act.Values)
            {
                if (!_places.TryGetValue(pointer, out var place)) _places[pointer] = place = new();
                place.Add(act, pointer, value.InForce);
            }
        }

        // What follows from others stands before whatever is said there.
        var derived = _kind.Derive(pointer => _places.GetValueOrDefault(pointer)?.InForce)
            .ToDictionary(d => d.Pointer, d => d.Value.Value, StringComparer.Ordinal);
        var changes = before.Keys.Union(_derived.Keys).Union(derived.Keys).Order(StringComparer.Ordinal)
            .Select(p => new ValueChange(
                p, _derived.GetValueOrDefault(p) ?? before.GetValueOrDefault(p), derived.GetValueOrDefault(p) ?? Merged(p)))
            .Where(c => c.Old?.Json != c.New?.Json).ToList();
        _derived = derived;
        return changes;
    }

    private Value? Merged(string pointer) => _places.GetValueOrDefault(pointer)?.InForce?.Value;

    /// <summary>What acts say at one pointer, by their story keys.</summary>
    private sealed class Place
    {
        private readonly SortedList<(Instant, Instant, int, long), Said> _said = [];
        private readonly SortedList<(Instant, Instant, int, long), Said> _counted = [];
        private decimal _sum;

        /// <summary>The value of the act with the greatest key, or the sum of the tallies.</summary>
        internal InForce? InForce =>
            _counted.Count > 0
                ? new InForce
                {
                    Value = Value.Of(_sum),
                    By = _counted.Values[^1].Entry,
                    First = _counted.Values[0].Entry,
                    Tallied = _counted.Count,
                }
            : _said.Count > 0 ? new InForce { Value = _said.Values[^1].Value, By = _said.Values[^1].Entry }
            : null;

        internal void Add(ActInStory act, string pointer, Said said)
        {
            if (!act.Tallies.Contains(pointer))
            {
                _said.Add(act.Key, said);
                return;
            }

            _counted.Add(act.Key, said);
            _sum += said.Value.Number!.Value;
        }

        internal void Remove(ActInStory act, string pointer)
        {
            if (!act.Tallies.Contains(pointer))
            {
                _said.Remove(act.Key);
                return;
            }

            _counted.Remove(act.Key);
            // Taken away, a number would leave its decimal places behind.
            _sum = _counted.Values.Sum(s => s.Value.Number!.Value);
        }
    }
}
