using Timeline.Domain.Time;

namespace Timeline.Domain.Knowing;

/// <summary>
/// Of some dates those that none of the others refines. They lie beside one another, so whether any date refines another is found among
/// them at once, however many there are.
/// </summary>
internal sealed class InnermostDates
{
    private static readonly Comparer<Span> ByEarliest = Comparer<Span>.Create((a, b) => a.Bounds.Earliest.CompareTo(b.Bounds.Earliest));

    private readonly Dictionary<Span, int> _all = [];

    // None contains another: their earliest and their latest instants come in the same order. null: to be found anew.
    private SortedSet<Span>? _innermost = new(ByEarliest);

    internal void Add(Value date)
    {
        var span = Span.Of(date);
        _all[span] = _all.GetValueOrDefault(span) + 1;
        if (_innermost is not null) Put(_innermost, span);
    }

    internal void Remove(Value date)
    {
        var span = Span.Of(date);
        if (--_all[span] > 0) return;
        _all.Remove(span);
        // What it kept out may be one of them now.
        if (_innermost?.Contains(span) == true) _innermost = null;
    }

    /// <summary>Whether one of the dates refines a date.</summary>
    internal bool IsAnyWithin(Value date)
    {
        if (_innermost is null)
        {
            _innermost = new(ByEarliest);
            foreach (var one in _all.Keys) Put(_innermost, one);
        }

        var span = Span.Of(date);
        return FirstFrom(_innermost, span) is { } first && first.Refines(span);
    }

    private static void Put(SortedSet<Span> innermost, Span span)
    {
        if (FirstFrom(innermost, span) is { } first && (first == span || first.Refines(span))) return;
        while (innermost.Count > 0 && Overlying(innermost, span) is { } wider) innermost.Remove(wider);
        innermost.Add(span);
    }

    private static Span? FirstFrom(SortedSet<Span> innermost, Span span)
    {
        if (innermost.Count == 0 || ByEarliest.Compare(innermost.Max, span) < 0) return null;
        return innermost.GetViewBetween(span, innermost.Max).Min;
    }

    private static Span? Overlying(SortedSet<Span> innermost, Span span)
    {
        if (ByEarliest.Compare(innermost.Min, span) > 0) return null;
        var last = innermost.GetViewBetween(innermost.Min, span).Max;
        return span.Refines(last) ? last : null;
    }

    /// <summary>What decides which of two dates refines the other: their bounds and, where these are the same, whether they are of a zone.</summary>
    private readonly record struct Span(DateBounds Bounds, bool IsLocal)
    {
        internal static Span Of(Value date) => new(date.Date!.Bounds, date.Date.IsLocal);

        internal bool Refines(Span wide) => wide.Bounds.Contains(Bounds) && (Bounds != wide.Bounds || (IsLocal && !wide.IsLocal));
    }
}
