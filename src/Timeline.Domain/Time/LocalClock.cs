namespace Timeline.Domain.Time;

/// <summary>When a zone's clocks show a time.</summary>
internal static class LocalClock
{
    /// <summary>
    /// The instants at which the clocks show the time: one; the first and the last where they are put back over it; none where they skip
    /// it, and then the bounds are empty and begin with the first instant at which the clocks have passed it. Outside the years 1 … 9999 the
    /// clocks show UTC: no zone's rules reach there.
    /// </summary>
    /// <param name="local">Microseconds from 1970-01-01T00:00:00 to the time, both by those clocks.</param>
    /// <param name="zone">The zone whose clocks count.</param>
    internal static DateBounds BoundsOf(long local, TimeZoneInfo zone)
    {
        if (ReferenceEquals(zone, TimeZoneInfo.Utc) || local < FirstLocal || local > LastLocal)
            return new(new(local), new(local));

        // In ticks. No offset reaches 24 hours, so these are the offsets before and after any change that touches this time.
        var shown = DateTime.UnixEpoch.Ticks + local * TimeSpan.TicksPerMicrosecond;
        var before = shown - Offset(zone, shown - TimeSpan.TicksPerDay);
        var after = shown - Offset(zone, shown + TimeSpan.TicksPerDay);
        var (first, last) = before <= after ? (before, after) : (after, before);
        if (IsShown(first) || IsShown(last))
            return new(At(IsShown(first) ? first : last), At(IsShown(last) ? last : first));
        var end = At(EndOfGap(zone, shown, first, last));
        return new(end, end.Previous);

        bool IsShown(long utc) => utc + Offset(zone, utc) == shown;
    }

    private static readonly long FirstLocal = (DateTime.MinValue.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;
    private static readonly long LastLocal = (DateTime.MaxValue.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    /// <summary>The first tick at which the zone's clocks have passed a time that they skip: not yet at from, but by to.</summary>
    private static long EndOfGap(TimeZoneInfo zone, long shown, long from, long to)
    {
        while (to - from > 1)
        {
            var middle = from + (to - from) / 2;
            if (middle + Offset(zone, middle) >= shown)
                to = middle;
            else
                from = middle;
        }
        return to;
    }

    private static Instant At(long utcTicks) => new((utcTicks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond);

    private static long Offset(TimeZoneInfo zone, long utcTicks) =>
        zone.GetUtcOffset(new DateTime(Math.Clamp(utcTicks, DateTime.MinValue.Ticks, DateTime.MaxValue.Ticks), DateTimeKind.Utc)).Ticks;
}
