namespace Timeline.Domain.Time;

/// <summary>Reads the rest of an instant, after the T: <c>hh:mm:ss[.ffffff]</c> and <c>Z</c> or an offset.</summary>
internal static class EdtfTimeReader
{
    /// <summary>Reads the time of the given local day; null if there is none, and then the scanner knows why.</summary>
    internal static EdtfDate.Moment? Read(EdtfScanner text, int dayNumber)
    {
        if (!text.Number(23, "an hour from 00 to 23", out var hour)
            || !Colon(text)
            || !text.Number(59, "a minute from 00 to 59", out var minute)
            || !Colon(text)
            || !text.Number(59, "a second from 00 to 59 (leap seconds are not counted)", out var second)
            || !Fraction(text, out var microsecond)
            || !Offset(text, out var offset))
        {
            return null;
        }
        var localSecond = dayNumber * 86_400L + hour * 3_600 + minute * 60 + second;
        return new(Instant.Saturate((localSecond - offset) * Instant.MicrosecondsPerSecond + microsecond));
    }

    private static bool Colon(EdtfScanner text) => text.Take(":") || text.Unexpected("':', a time being hh:mm:ss");

    private static bool Fraction(EdtfScanner text, out long microsecond)
    {
        microsecond = 0;
        if (!text.Take("."))
            return true;
        if (!char.IsAsciiDigit(text.Current))
            return text.Unexpected("one to six digits of a second's fraction");
        for (var unit = Instant.MicrosecondsPerSecond / 10; unit > 0 && text.TakeDigit(out var digit); unit /= 10)
            microsecond += digit * unit;
        return !char.IsAsciiDigit(text.Current)
            || text.Fail(text.Position, "a second's fraction has at most six digits: time is kept to the microsecond");
    }

    /// <summary>Reads what local time is ahead of UTC, in seconds.</summary>
    private static bool Offset(EdtfScanner text, out int seconds)
    {
        seconds = 0;
        if (text.Take("Z"))
            return true;
        var sign = text.Take("+") ? 1 : text.Take("-") ? -1 : 0;
        if (sign == 0)
            return text.Unexpected("Z or an offset such as +09:00, without which it could be several moments");
        var minutes = 0;
        if (!text.Number(23, "the hours of an offset, 00 to 23", out var hours)
            || (text.Take(":") && !text.Number(59, "the minutes of an offset, 00 to 59", out minutes)))
        {
            return false;
        }
        seconds = sign * (hours * 3_600 + minutes * 60);
        return true;
    }
}
