using Timeline.Domain.Record;

namespace Timeline.Domain.Knowing;

/// <summary>
/// What the accounts of one act say at one pointer (SEMANTICS §6, rivals). Accounts come and go; the value in force is kept along, so that
/// it costs no more where there are many of them.
/// </summary>
internal sealed class SaidInAct
{
    // The better assessed account is in force, among equals the one known later.
    private static readonly Comparer<Said> BestFirst = Comparer<Said>.Create((a, b) => Rank(a).CompareTo(Rank(b)));

    private readonly SortedSet<Said> _said = new(BestFirst);
    private readonly Dictionary<Value, Dictionary<string, int>> _values = [];
    private readonly InnermostDates _innermost = new();

    // The best date, the best of those that refine it, the best of those that refine that, and so on.
    private readonly List<Said> _refining = [];

    /// <summary>Whether nobody says anything.</summary>
    internal bool IsEmpty => _said.Count == 0;

    /// <summary>Whether two accounts say different things, be it that one refines the other.</summary>
    internal bool Differs => _values.Count > 1;

    /// <summary>The best account's value, or the narrower date that refines it.</summary>
    internal Said InForce => _said.Min!.Value.Date is null ? _said.Min : _refining[^1];

    /// <summary>Whether something is said that is a rival of what is in force.</summary>
    internal bool HasRivals => Differs && InForce.Value is var inForce && _values.Keys.Any(v => IsRival(v, inForce));

    /// <summary>What is said instead of what is in force, the best first.</summary>
    internal IReadOnlyList<Said> Rivals
    {
        get
        {
            var inForce = InForce.Value;
            Said[] rivals = Differs ? [.. _said.Where(s => IsRival(s.Value, inForce))] : [];
            if (rivals.Length == 0) return [];
            var origins = Origins.Saying(_said);
            return [.. rivals.Select(s => s with { Support = origins[s.Value] })];
        }
    }

    internal void Add(Said said)
    {
        // What one account says twice is taken down once.
        if (!_said.Add(said)) return;
        if (!_values.TryGetValue(said.Value, out var origins)) _values[said.Value] = origins = new(StringComparer.Ordinal);
        // Who names nobody supports nothing, and says so all the same.
        origins[said.Entry.Origin ?? ""] = origins.GetValueOrDefault(said.Entry.Origin ?? "") + 1;
        if (said.Value.Date is null) return;
        _innermost.Add(said.Value);
        var at = ~_refining.BinarySearch(said, BestFirst);
        if (at == 0 || said.Value.Refines(_refining[at - 1].Value)) RefineFrom(at, said);
    }

    internal void Remove(Said said)
    {
        if (!_said.Remove(said)) return;
        var origins = _values[said.Value];
        if (--origins[said.Entry.Origin ?? ""] == 0) origins.Remove(said.Entry.Origin ?? "");
        if (origins.Count == 0) _values.Remove(said.Value);
        if (said.Value.Date is null) return;
        _innermost.Remove(said.Value);
        var at = _refining.BinarySearch(said, BestFirst);
        if (at < 0) return;
        _refining.RemoveRange(at, _refining.Count - at);
        GoOn(From(said));
    }

    /// <summary>The origins that say a value, or a date that refines it, some more than once.</summary>
    internal IEnumerable<string> OriginsOf(Value value) => (value.Date is null || !_innermost.IsAnyWithin(value)
        ? _values.GetValueOrDefault(value)?.Keys ?? Enumerable.Empty<string>()
        : _values.Where(v => v.Key.Says(value)).SelectMany(v => v.Value.Keys)).Where(o => o.Length > 0);

    /// <summary>Whether a value is a rival of what is in force.</summary>
    internal bool IsRival(Value value) => IsRival(value, InForce.Value);

    private static bool IsRival(Value value, Value inForce) => !inForce.Refines(value) && value != inForce;

    // Something new stands among what is refined. What refined what stood before it there may refine this as well.
    private void RefineFrom(int at, Said said)
    {
        if (!_innermost.IsAnyWithin(said.Value))
        {
            _refining.RemoveRange(at, _refining.Count - at);
            _refining.Add(said);
            return;
        }

        var next = From(said).First(s => s.Value.Refines(said.Value));
        var there = _refining.BinarySearch(next, BestFirst);
        if (there >= at)
        {
            _refining.RemoveRange(at, there - at);
            _refining.Insert(at, said);
            return;
        }

        _refining.RemoveRange(at, _refining.Count - at);
        _refining.Add(said);
        GoOn(From(next));
    }

    private void GoOn(IEnumerable<Said> bestFirst)
    {
        if (!IsMore()) return;
        foreach (var next in bestFirst)
        {
            if (next.Value.Date is null || (_refining.Count > 0 && !next.Value.Refines(_refining[^1].Value))) continue;
            _refining.Add(next);
            if (!IsMore()) return;
        }

        bool IsMore() => _refining.Count == 0 || _innermost.IsAnyWithin(_refining[^1].Value);
    }

    private SortedSet<Said> From(Said said) =>
        _said.Count == 0 || BestFirst.Compare(said, _said.Max!) > 0 ? [] : _said.GetViewBetween(said, _said.Max!);

    private static (Credibility, Reliability, long, long) Rank(Said said)
    {
        var assessment = said.Entry.Event.Assessment ?? Assessment.CannotBeJudged;
        return (assessment.Credibility, assessment.Reliability, -said.Entry.KnownBy.Microseconds, -said.Entry.Event.Seq);
    }
}
