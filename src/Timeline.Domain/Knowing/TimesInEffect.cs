using Timeline.Domain.Subjects;
using Timeline.Domain.Time;

namespace Timeline.Domain.Knowing;

/// <summary>A place in the order in which things become known or are recorded: by moment, within one by position.</summary>
/// <param name="At">The moment.</param>
/// <param name="Seq">The position; what comes about at a moment by itself stands before all positions.</param>
internal readonly record struct TurnPlace(Instant At, long Seq) : IComparable<TurnPlace>
{
    /// <inheritdoc/>
    public int CompareTo(TurnPlace other) => (At, Seq).CompareTo((other.At, other.Seq));

    /// <summary>Where an event becomes known.</summary>
    internal static TurnPlace AsKnown(SeenEvent seen) => new(seen.KnownBy!.Value, seen.Event.Seq);

    /// <summary>Where an event is recorded.</summary>
    internal static TurnPlace AsRecorded(SeenEvent seen) => new(seen.Event.RecordedAt, seen.Event.Seq);
}

/// <summary>
/// The times at which an event is effective (SEMANTICS §5) as K or R runs: it begins to be, ends to be, and so on. What retractions take back
/// and other retractions bring back is found for all events in one pass, from the newest down, however long a chain of them is.
/// </summary>
internal sealed class TimesInEffect
{
    private static readonly Comparer<(TurnPlace At, bool)> InOrder = Comparer<(TurnPlace At, bool)>.Create((a, b) => a.At.CompareTo(b.At));

    private readonly SortedSet<(TurnPlace At, bool IsOn)> _turns = new(InOrder);

    // What is said to be on is off, and the reverse.
    private bool _isFlipped;

    // Where it begins or ends to be effective, in order.
    private IEnumerable<(TurnPlace At, bool Begins)> Turns => _turns.Select(t => (t.At, t.IsOn != _isFlipped));

    /// <summary>
    /// Where visible events begin or end to be effective, each of these in order: events of the world, and what acts on these themselves.
    /// </summary>
    /// <param name="visible">The visible events, in order of position.</param>
    /// <param name="placeOf">Where one becomes known or is recorded.</param>
    internal static Dictionary<Guid, IReadOnlyList<(TurnPlace At, bool Begins)>> Of(
        IEnumerable<SeenEvent> visible, Func<SeenEvent, TurnPlace> placeOf)
    {
        var found = new Dictionary<Guid, IReadOnlyList<(TurnPlace At, bool Begins)>>();
        var takenBack = new Dictionary<Guid, TimesInEffect>();
        // Whatever acts on an event is younger than it.
        foreach (var seen in visible.Reverse())
        {
            if (!takenBack.Remove(seen.Event.Id, out var times)) times = new();
            times.TurnOver(placeOf(seen));
            // The times of what acts on acts go into those of what it acts on.
            if (seen.Target is null || seen.Target == seen.World) found[seen.Event.Id] = [.. times.Turns];
            if (seen.Event.Data is not EventRetracted { Event: { } target }) continue;
            takenBack[target] = takenBack.TryGetValue(target, out var others) ? Union(times, others) : times;
        }

        return found;
    }

    // An event is effective from when it is known, but while it is taken back.
    private void TurnOver(TurnPlace known)
    {
        var isTakenBack = false;
        while (_turns.Count > 0 && _turns.Min is var first && first.At.CompareTo(known) <= 0)
        {
            isTakenBack = first.IsOn != _isFlipped;
            _turns.Remove(first);
        }

        _isFlipped = !_isFlipped;
        if (!isTakenBack) Put(known, isOn: true);
    }

    // The fewer go into the more: so each turn moves but a few times.
    private static TimesInEffect Union(TimesInEffect one, TimesInEffect other)
    {
        var (few, many) = one._turns.Count < other._turns.Count ? (one, other) : (other, one);
        TurnPlace? begun = null;
        foreach (var (at, begins) in few.Turns)
        {
            if (begins) begun = at;
            else
            {
                many.Cover(begun!.Value, at);
                begun = null;
            }
        }

        if (begun is { } last) many.Cover(last, null);
        return many;
    }

    // No two retractions begin or end to take back at one place, for an event stands at each.
    private void Cover(TurnPlace from, TurnPlace? to)
    {
        var (isOnBefore, isOnAfter) = (IsOnAt(from), to is { } end && IsOnAt(end));
        while (FirstFrom(from) is { } turn && (to is null || turn.At.CompareTo(to.Value) < 0)) _turns.Remove(turn);
        if (!isOnBefore) Put(from, isOn: true);
        if (to is { } ends && !isOnAfter) Put(ends, isOn: false);
    }

    private bool IsOnAt(TurnPlace at) => _turns.Count > 0 && _turns.Min.At.CompareTo(at) <= 0
        && _turns.GetViewBetween(_turns.Min, (at, false)).Max.IsOn != _isFlipped;

    private (TurnPlace At, bool IsOn)? FirstFrom(TurnPlace at) =>
        _turns.Count == 0 || _turns.Max.At.CompareTo(at) < 0 ? null : _turns.GetViewBetween((at, false), _turns.Max).Min;

    private void Put(TurnPlace at, bool isOn) => _turns.Add((at, isOn != _isFlipped));
}
