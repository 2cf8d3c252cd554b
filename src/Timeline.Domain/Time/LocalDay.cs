namespace Timeline.Domain.Time;

/// <summary>
/// When a calendar day begins in a time zone: at its first valid instant. That is midnight; the end of the gap where clocks skip
/// midnight; the first of the two where they repeat it; and where a zone skipped the whole day, the start of the next.
/// </summary>
internal static class LocalDay
{
    /// <summary>
    /// Microseconds since the epoch at which the day begins. Days outside the years 1 … 9999 begin at midnight UTC: no zone's rules
    /// reach them.
    /// </summary>
    /// <param name="dayNumber">Days since 1970-01-01, as <see cref="CivilCalendar.DayNumber"/> counts.</param>
    /// <param name="zone">The zone whose clocks count.</param>
    internal static long Start(int dayNumber, TimeZoneInfo zone)
    {
        var midnight = dayNumber * Instant.MicrosecondsPerDay;
        return ReferenceEquals(zone, TimeZoneInfo.Utc) || dayNumber < FirstDay || dayNumber > LastDay
            ? midnight
            : LocalClock.BoundsOf(midnight, zone).Earliest.Microseconds;
    }

    /// <summary>Whether the zone's clocks went from before the day to after it: then it has no instant.</summary>
    /// <param name="dayNumber">Days since 1970-01-01, as <see cref="CivilCalendar.DayNumber"/> counts.</param>
    /// <param name="zone">The zone whose clocks count.</param>
    internal static bool IsSkipped(int dayNumber, TimeZoneInfo zone) =>
        !ReferenceEquals(zone, TimeZoneInfo.Utc) && Start(dayNumber, zone) >= Start(dayNumber + 1, zone);

    private static readonly int FirstDay = CivilCalendar.DayNumber(1, 1, 1);
    private static readonly int LastDay = CivilCalendar.DayNumber(CivilCalendar.LastYear, 12, 31);
}
