namespace Timeline.Domain.Time;

/// <summary>What a whole text says: a date, an interval <c>A/B</c>, or a set of which one or all are meant.</summary>
/// <param name="Form">Which of the four.</param>
/// <param name="Spans">One span for a date or an interval; for a set one for each member, in the order written. Never empty.</param>
internal sealed record EdtfExpression(EdtfForm Form, IReadOnlyList<EdtfSpan> Spans)
{
    /// <summary>Whether every date in it is given, and to the day. One of several never is.</summary>
    internal bool IsToTheDay => Form != EdtfForm.OneOf && Spans.All(span => span.IsToTheDay);

    /// <summary>The expression that is one date.</summary>
    internal static EdtfExpression Of(EdtfDate date) => new(EdtfForm.Date, [new(date, date)]);

    /// <summary>The bounds of all spans together where days and times are those of the given zone.</summary>
    internal DateBounds BoundsIn(TimeZoneInfo zone)
    {
        var bounds = Spans[0].BoundsIn(zone);
        for (var i = 1; i < Spans.Count; i++)
            bounds = bounds.With(Spans[i].BoundsIn(zone));
        return bounds;
    }

    /// <summary>
    /// The bounds of what it begins with, in the given zone: of A in an interval A/B, null if that is open or unknown. What is on several
    /// dates has begun with the first of them, whichever that is. Null for a date and for one of several.
    /// </summary>
    internal DateBounds? StartIn(TimeZoneInfo zone)
    {
        if (Form == EdtfForm.Interval)
            return Spans[0].From?.BoundsIn(zone);
        if (Form != EdtfForm.AllOf)
            return null;
        var starts = Spans.Select(span => span.From?.BoundsIn(zone) ?? span.BoundsIn(zone)).ToList();
        var held = starts.FindAll(start => !start.IsEmpty);
        return held.Count == 0
            ? starts.MinBy(start => start.Earliest)
            : new(held.Min(start => start.Earliest), held.Min(start => start.Latest));
    }

    /// <summary>The first date in it, as written, that the zone skipped; null if there is none.</summary>
    internal string? SkippedIn(TimeZoneInfo zone) => Spans.SelectMany(span => new[] { span.From, span.To })
        .FirstOrDefault(date => date is not null && date.BoundsIn(zone).IsEmpty)?.Text;
}

/// <summary>The forms that a text may have.</summary>
internal enum EdtfForm
{
    /// <summary>One date or moment.</summary>
    Date,

    /// <summary>What lasts from one date to another.</summary>
    Interval,

    /// <summary>One of several dates, it is not known which.</summary>
    OneOf,

    /// <summary>All of several dates.</summary>
    AllOf,
}

/// <summary>From one date to another; a date alone reaches from itself to itself.</summary>
/// <param name="From">The first end; null if open or unknown.</param>
/// <param name="To">The last end; null if open or unknown.</param>
internal readonly record struct EdtfSpan(EdtfDate? From, EdtfDate? To)
{
    /// <summary>Whether it is one date.</summary>
    internal bool IsOne => ReferenceEquals(From, To);

    /// <summary>Whether it ends before it starts: the latest of its last end is before the earliest of its first, in UTC.</summary>
    internal bool IsBackwards => LatestIn(TimeZoneInfo.Utc) < EarliestIn(TimeZoneInfo.Utc);

    /// <summary>Whether both ends are given, and to the day.</summary>
    internal bool IsToTheDay => From is { IsToTheDay: true } && To is { IsToTheDay: true };

    /// <summary>
    /// From the earliest of its first end to the latest of its last. It is empty where a zone skipped all of it. It is empty, too, where a
    /// zone puts its ends out of order, one being a day or time of the zone and the other an instant.
    /// </summary>
    internal DateBounds BoundsIn(TimeZoneInfo zone)
    {
        if (IsOne && From is { } date)
            return date.BoundsIn(zone);
        var (earliest, latest) = (EarliestIn(zone), LatestIn(zone));
        return new(earliest, latest < earliest ? earliest.Previous : latest);
    }

    private Instant EarliestIn(TimeZoneInfo zone) => From?.BoundsIn(zone).Earliest ?? Instant.NegativeInfinity;

    private Instant LatestIn(TimeZoneInfo zone) => To?.BoundsIn(zone).Latest ?? Instant.PositiveInfinity;
}
