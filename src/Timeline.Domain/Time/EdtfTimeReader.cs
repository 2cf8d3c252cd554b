namespace Timeline.Domain.Time;

/// <summary>
/// Reads the time of a day, after the T: <c>hh:mm:ss[.f…]</c> and <c>Z</c>, an offset, or neither. Digits of a fraction beyond the sixth are
/// cut off, so that a moment is never put later than it was.
/// </summary>
internal static class EdtfTimeReader
{
    /// <summary>Reads the time; if there is none, the scanner knows why.</summary>
    internal static bool TryRead(EdtfScanner text, out EdtfTime time)
    {
        time = default;
        if (!text.Number(23, "an hour from 00 to 23", out var hour)
            || !Colon(text)
            || !text.Number(59, "a minute from 00 to 59", out var minute)
            || !Colon(text))
        {
            return false;
        }
        var start = text.Position;
        if (!text.Number(60, "a second from 00 to 59, or 60 for a leap second", out var second)
            || !Fraction(text, out var microsecond)
            || !Offset(text, out var offset))
        {
            return false;
        }
        time = new(hour, minute, second, microsecond, offset);
        return second < 60 || time.MayEndWithALeapSecond
            || text.Fail(start, "a second 60, a leap second, ends a day of UTC: there it is 23:59:60");
    }

    private static bool Colon(EdtfScanner text) => text.Take(":") || text.Unexpected("':', a time being hh:mm:ss");

    private static bool Fraction(EdtfScanner text, out int microsecond)
    {
        microsecond = 0;
        // After a local time two dots go on to the end of a range.
        if (text.IsNext("..") || !text.Take("."))
            return true;
        if (!char.IsAsciiDigit(text.Current))
            return text.Unexpected("digits of a second's fraction");
        for (var unit = (int)Instant.MicrosecondsPerSecond / 10; text.TakeDigit(out var digit); unit /= 10)
            microsecond += digit * unit;
        return true;
    }

    /// <summary>Reads what the clock is ahead of UTC, in minutes; null if that is not said.</summary>
    private static bool Offset(EdtfScanner text, out int? offset)
    {
        offset = text.Take("Z") ? 0 : null;
        var sign = offset is not null ? 0 : text.Take("+") ? 1 : text.Take("-") ? -1 : 0;
        if (sign == 0)
            return true;
        var minutes = 0;
        if (!text.Number(23, "the hours of an offset, 00 to 23", out var hours)
            || (text.Take(":") && !text.Number(59, "the minutes of an offset, 00 to 59", out minutes)))
        {
            return false;
        }
        offset = sign * (hours * 60 + minutes);
        return true;
    }
}
