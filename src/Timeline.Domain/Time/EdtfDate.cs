namespace Timeline.Domain.Time;

/// <summary>One date as read: the whole text, one end of an interval or one member of a set. It knows its bounds in any zone.</summary>
internal abstract record EdtfDate
{
    /// <summary>Whether it is a day or an instant, and said to be exactly that.</summary>
    internal abstract bool IsToTheDay { get; }

    /// <summary>Its bounds where days are counted in the given zone.</summary>
    internal abstract DateBounds BoundsIn(TimeZoneInfo zone);

    /// <summary>Whole days: a date of any precision within the years −9999 … 9999.</summary>
    /// <param name="First">The first day it may be, as <see cref="CivilCalendar.DayNumber"/> counts.</param>
    /// <param name="Last">The last day it may be, itself included.</param>
    /// <param name="IsApproximate">Whether ~ or % says that it may be another day still.</param>
    internal sealed record Days(int First, int Last, bool IsApproximate) : EdtfDate
    {
        internal override bool IsToTheDay => First == Last && !IsApproximate;

        internal override DateBounds BoundsIn(TimeZoneInfo zone)
        {
            var start = LocalDay.Start(First, zone);
            var nextStart = LocalDay.Start(Last + 1, zone);
            // A zone that crossed the date line skipped a day: there it is the instant at which it would have begun.
            return new(new(start), new(Math.Max(start, nextStart - 1)));
        }
    }

    /// <summary>A moment with a zone of its own; infinite if its offset carries it beyond the years −9999 … 9999.</summary>
    /// <param name="At">The moment, in UTC.</param>
    internal sealed record Moment(Instant At) : EdtfDate
    {
        internal override bool IsToTheDay => true;

        internal override DateBounds BoundsIn(TimeZoneInfo zone) => new(At, At);
    }

    /// <summary>A year of five digits or more, beyond the range. All such years on one side are one: none of them comes before another, so
    /// an interval between two is never refused as backwards.</summary>
    /// <param name="Infinity">The infinity on whose side it lies.</param>
    internal sealed record FarYear(Instant Infinity) : EdtfDate
    {
        internal override bool IsToTheDay => false;

        internal override DateBounds BoundsIn(TimeZoneInfo zone) => new(Infinity, Infinity);
    }
}
