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
        var midnight = DateTime.UnixEpoch.Ticks + dayNumber * TimeSpan.TicksPerDay;
        if (ReferenceEquals(zone, TimeZoneInfo.Utc) || midnight < DateTime.MinValue.Ticks || midnight > DateTime.MaxValue.Ticks)
            return dayNumber * Instant.MicrosecondsPerDay;

        // No offset reaches 24 hours, so these are the offsets before and after any change that touches this midnight.
        var before = midnight - Offset(zone, midnight - TimeSpan.TicksPerDay);
        var after = midnight - Offset(zone, midnight + TimeSpan.TicksPerDay);
        var (first, second) = before <= after ? (before, after) : (after, before);
        var start = IsMidnight(first) ? first : IsMidnight(second) ? second : EndOfGap(zone, midnight, first, second);
        return (start - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

        bool IsMidnight(long utc) => utc + Offset(zone, utc) == midnight;
    }

    /// <summary>The first tick at which the zone's clocks have passed the midnight they skip: not yet at from, but by to.</summary>
    private static long EndOfGap(TimeZoneInfo zone, long midnight, long from, long to)
    {
        while (to - from > 1)
        {
            var middle = from + (to - from) / 2;
            if (middle + Offset(zone, middle) >= midnight)
                to = middle;
            else
                from = middle;
        }
        return to;
    }

    private static long Offset(TimeZoneInfo zone, long utcTicks) =>
        zone.GetUtcOffset(new DateTime(Math.Clamp(utcTicks, DateTime.MinValue.Ticks, DateTime.MaxValue.Ticks), DateTimeKind.Utc)).Ticks;
}
