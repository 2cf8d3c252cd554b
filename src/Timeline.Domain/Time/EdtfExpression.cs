namespace Timeline.Domain.Time;

/// <summary>What a whole text says: a date, an interval <c>A/B</c>, or a set of which one is meant.</summary>
/// <param name="Form">Which of the three.</param>
/// <param name="Spans">One span for a date or an interval; for a set one for each member, in the order written. Never empty.</param>
internal sealed record EdtfExpression(EdtfForm Form, IReadOnlyList<EdtfSpan> Spans)
{
    /// <summary>The expression that is one date.</summary>
    internal static EdtfExpression Of(EdtfDate date) => new(EdtfForm.Date, [new(date, date)]);

    /// <summary>The bounds of all spans together where days are counted in the given zone.</summary>
    internal DateBounds BoundsIn(TimeZoneInfo zone)
    {
        var (earliest, latest) = (Instant.PositiveInfinity, Instant.NegativeInfinity);
        foreach (var span in Spans)
        {
            earliest = Instant.Min(earliest, span.EarliestIn(zone));
            latest = Instant.Max(latest, span.LatestIn(zone));
        }
        // Ends in order in UTC may not be so in a zone, where one end is a day and the other an instant: it lasts an instant then.
        return new(earliest, Instant.Max(earliest, latest));
    }
}

/// <summary>The three forms a text may have.</summary>
internal enum EdtfForm
{
    /// <summary>One date or instant.</summary>
    Date,

    /// <summary>What lasts from one date to another.</summary>
    Interval,

    /// <summary>One of several dates, it is not known which.</summary>
    Set,
}

/// <summary>From one date to another; a date alone reaches from itself to itself.</summary>
/// <param name="From">The first end; null if open or unknown.</param>
/// <param name="To">The last end; null if open or unknown.</param>
internal readonly record struct EdtfSpan(EdtfDate? From, EdtfDate? To)
{
    /// <summary>Whether it ends before it starts: the latest of its last end is before the earliest of its first, in UTC.</summary>
    internal bool IsBackwards => LatestIn(TimeZoneInfo.Utc) < EarliestIn(TimeZoneInfo.Utc);

    /// <summary>Whether both ends are given, and to the day.</summary>
    internal bool IsToTheDay => From is { IsToTheDay: true } && To is { IsToTheDay: true };

    internal Instant EarliestIn(TimeZoneInfo zone) => From?.BoundsIn(zone).Earliest ?? Instant.NegativeInfinity;

    internal Instant LatestIn(TimeZoneInfo zone) => To?.BoundsIn(zone).Latest ?? Instant.PositiveInfinity;
}
