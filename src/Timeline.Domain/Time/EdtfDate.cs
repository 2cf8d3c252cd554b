namespace Timeline.Domain.Time;

/// <summary>One date as read: the whole text, one end of an interval or one member of a set. It knows its bounds in any zone.</summary>
/// <param name="Text">The date as written.</param>
internal abstract record EdtfDate(string Text)
{
    /// <summary>Whether it is a day or a moment, and said to be exactly that.</summary>
    internal abstract bool IsToTheDay { get; }

    /// <summary>Its bounds where days and times are those of the given zone; empty if the zone skipped it.</summary>
    internal abstract DateBounds BoundsIn(TimeZoneInfo zone);

    /// <summary>Whole days: a date of any precision within the years −9999 … 9999.</summary>
    /// <param name="Text">The date as written.</param>
    /// <param name="Year">Its year.</param>
    /// <param name="Month">Its month or part of the year; null: it is a year.</param>
    /// <param name="Day">Its day; null: it is a year, a month or a part of a year.</param>
    /// <param name="Pattern">The days that it may be, one at least.</param>
    internal sealed record Days(string Text, EdtfYear Year, EdtfPart? Month, EdtfPart? Day, EdtfPattern Pattern) : EdtfDate(Text)
    {
        private readonly (int First, int Last) _ends = (Pattern.First!.Value, Pattern.Last!.Value);

        internal override bool IsToTheDay => Day is { Digits.AreGiven: true } day && Month is { Digits.AreGiven: true } month
            && Year.Digits.AreGiven && ((Year.Doubt | month.Doubt | day.Doubt) & EdtfDoubt.Approximate) == 0;

        internal override DateBounds BoundsIn(TimeZoneInfo zone)
        {
            var (first, last) = _ends;
            // A zone that crossed the date line skipped a day. If no other fits, it is empty: it ends before it begins.
            while (LocalDay.IsSkipped(first, zone) && Pattern.Next(first + 1) is { } next)
                first = next;
            while (LocalDay.IsSkipped(last, zone) && Pattern.Previous(last - 1) is { } previous)
                last = previous;
            return new(new(LocalDay.Start(first, zone)), new(LocalDay.Start(last + 1, zone) - 1));
        }
    }

    /// <summary>
    /// A moment, whose clock is that of a zone of its own (UTC or an offset), or that of the zone which is asked for. It is infinite if an
    /// offset carries it beyond the years −9999 … 9999.
    /// </summary>
    /// <param name="Text">The date and time as written.</param>
    /// <param name="Day">The day by that clock, as <see cref="CivilCalendar.DayNumber"/> counts.</param>
    /// <param name="Time">The time by that clock.</param>
    internal sealed record Moment(string Text, int Day, EdtfTime Time) : EdtfDate(Text)
    {
        internal override bool IsToTheDay => true;

        /// <summary>Whether it is the same in every zone.</summary>
        internal bool IsInstant => Time.Offset is not null;

        internal override DateBounds BoundsIn(TimeZoneInfo zone)
        {
            var local = Day * Instant.MicrosecondsPerDay + Time.MicrosecondOfDay;
            if (Time.Offset is not { } offset)
                return LocalClock.BoundsOf(local, zone);
            var at = Instant.Saturate(local - offset * 60 * Instant.MicrosecondsPerSecond);
            return new(at, at);
        }
    }

    /// <summary>A year of five digits or more, beyond the range. All such years on one side are one: none of them comes before another, so
    /// an interval between two is never refused as backwards.</summary>
    /// <param name="Text">The year as written.</param>
    /// <param name="IsBeforeZero">Whether it lies before the range.</param>
    /// <param name="Digits">Its digits, the first not 0.</param>
    /// <param name="Exponent">How many zeros follow them.</param>
    /// <param name="Significant">How many of all its digits stand, from the left; the others are an estimate. Null: all.</param>
    /// <param name="Doubt">What the qualifiers say against it.</param>
    internal sealed record FarYear(string Text, bool IsBeforeZero, string Digits, int Exponent, int? Significant, EdtfDoubt Doubt)
        : EdtfDate(Text)
    {
        internal override bool IsToTheDay => false;

        internal override DateBounds BoundsIn(TimeZoneInfo zone) => IsBeforeZero
            ? new(Instant.NegativeInfinity, Instant.NegativeInfinity)
            : new(Instant.PositiveInfinity, Instant.PositiveInfinity);
    }
}

/// <summary>A time of day as written.</summary>
/// <param name="Hour">0 to 23.</param>
/// <param name="Minute">0 to 59.</param>
/// <param name="Second">0 to 59, or 60, a leap second.</param>
/// <param name="Microsecond">0 to 999,999: what is finer has been cut off.</param>
/// <param name="Offset">What the clock is ahead of UTC, in minutes; null for a local time, of whatever zone is asked for.</param>
internal readonly record struct EdtfTime(int Hour, int Minute, int Second, int Microsecond, int? Offset)
{
    /// <summary>Microseconds since midnight. A leap second is not counted: it is the last instant of its minute.</summary>
    internal long MicrosecondOfDay => Second == 60
        ? (Hour * 60L + Minute + 1) * 60 * Instant.MicrosecondsPerSecond - 1
        : ((Hour * 60L + Minute) * 60 + Second) * Instant.MicrosecondsPerSecond + Microsecond;

    /// <summary>
    /// Whether a minute of the clock may be the one that a leap second ends, 23:59 in UTC. Offsets have been quarters of an hour for as
    /// long as there have been leap seconds, since 1972; so a local time may be any minute before a quarter.
    /// </summary>
    internal bool MayEndWithALeapSecond => Offset is { } offset
        ? (Hour * 60 + Minute - offset + 2 * 1_440) % 1_440 == 1_439
        : Minute % 15 == 14;
}
