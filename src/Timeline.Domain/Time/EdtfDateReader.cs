using static Timeline.Domain.Time.CivilCalendar;

namespace Timeline.Domain.Time;

/// <summary>
/// Reads one date: <c>[-]YYYY[-MM[-DD]]</c> with X for unspecified digits and a qualifier before or after each part, with a part of the
/// year for a month, or a time after a day; a year with significant digits; or <c>Y</c> and a year of five digits or more. Each method reads on
/// from where the last one stopped.
/// </summary>
internal static class EdtfDateReader
{
    private const string Year = "a year of four digits (a decade is written 199X, a century 19XX)";
    private const string Month = "a month from 01 to 12 or a part of the year from 21 to 41; unspecified digits are X";
    private const string Day = "a day of two digits; unspecified digits are X";

    /// <summary>Reads a date; null if there is none, and then the scanner knows why.</summary>
    internal static EdtfDate? Read(EdtfScanner text)
    {
        var start = text.Position;
        var doubt = TakeDoubt(text);
        return text.Take("Y") ? ReadFarYear(text, start, doubt) : ReadFromYear(text, start, doubt);
    }

    private static EdtfDate.FarYear? ReadFarYear(EdtfScanner text, int start, EdtfDoubt doubt)
    {
        const string FiveDigits = "five digits or more, the first not 0: other years are written without Y";
        var isBeforeZero = text.Take("-");
        var first = text.Position;
        if (!text.Positive(FiveDigits, out _))
            return null;
        var digits = text.From(first);
        var exponent = 0;
        if (text.Take("E") && !text.Positive("an exponent, a whole number from 1 on", out exponent))
            return null;
        var count = digits.Length + exponent;
        if (count < 5)
        {
            return exponent == 0
                ? text.Unexpected<EdtfDate.FarYear>(FiveDigits)
                : text.Refuse<EdtfDate.FarYear>(first, $"expected {FiveDigits}");
        }
        if (!ReadSignificant(text, count, out var significant))
            return null;
        doubt |= TakeDoubt(text);
        return new(text.From(start), isBeforeZero, digits, exponent, significant, doubt);
    }

    private static EdtfDate? ReadFromYear(EdtfScanner text, int start, EdtfDoubt doubt)
    {
        var first = text.Position;
        var isBeforeZero = text.Take("-");
        if (!text.Digits(4, Year, out var digits))
            return null;
        if (char.IsAsciiDigit(text.Current))
            return text.Refuse<EdtfDate>(text.Position, "a hyphen parts year and month; longer years are written Y17000");
        if (isBeforeZero && digits.High == 0)
            return text.Refuse<EdtfDate>(first, "there is no year -0000: before 0001 comes 0000, before it -0001");

        int? significant = null;
        if (digits.AreGiven && !ReadSignificant(text, digits.Count, out significant))
            return null;
        var after = TakeDoubt(text);
        var year = new EdtfYear(isBeforeZero, digits, significant, doubt | after);
        return significant is null && text.Take("-")
            ? ReadFromMonth(text, start, year)
            : Days(text, start, year, null, null, new(isBeforeZero, year.Possible, EdtfPattern.AllMonths, EdtfPattern.AllDays));
    }

    /// <summary>Reads how many digits of a year stand, if that comes next.</summary>
    private static bool ReadSignificant(EdtfScanner text, int digits, out int? significant)
    {
        significant = null;
        if (!text.Take("S"))
            return true;
        var start = text.Position;
        if (!text.Positive("how many digits are significant, from 1 on", out var count))
            return false;
        significant = count;
        return count <= digits || text.Fail(start, $"the year has {digits} digits, so no more are significant");
    }

    private static EdtfDate? ReadFromMonth(EdtfScanner text, int start, EdtfYear year)
    {
        var doubt = TakeDoubt(text);
        var first = text.Position;
        if (!text.Digits(2, Month, out var digits))
            return null;
        if (digits is not { AreGiven: true, Low: >= EdtfSeason.First and <= EdtfSeason.Last })
        {
            var months = EdtfPattern.Bits(digits, 12);
            if (months > 0)
                return ReadFromDay(text, start, year, new(digits, doubt), months);
            var reason = digits.AreGiven ? $"expected {Month}" : $"no month is written {digits}: an X is a digit of 01 to 12";
            return text.Refuse<EdtfDate>(first, reason);
        }
        Doubt(ref year, ref doubt, TakeDoubt(text));
        if (text.Current == '-')
            return text.Refuse<EdtfDate>(text.Position, "a part of the year has no days");
        var (from, to) = EdtfSeason.Months(digits.Low);
        return Days(text, start, year, new(digits, doubt), null,
            new(year.IsBeforeZero, year.Digits, EdtfPattern.Bits(from, to), EdtfPattern.AllDays));
    }

    private static EdtfDate? ReadFromDay(EdtfScanner text, int start, EdtfYear year, EdtfPart month, uint months)
    {
        var doubt = month.Doubt;
        Doubt(ref year, ref doubt, TakeDoubt(text));
        month = month with { Doubt = doubt };
        if (!text.Take("-"))
            return Days(text, start, year, month, null, new(year.IsBeforeZero, year.Digits, months, EdtfPattern.AllDays));

        var dayDoubt = TakeDoubt(text);
        var first = text.Position;
        if (!text.Digits(2, Day, out var digits))
            return null;
        var pattern = new EdtfPattern(year.IsBeforeZero, year.Digits, months, EdtfPattern.Bits(digits, 31));
        if (pattern.First is not { } dayNumber)
            return text.Refuse<EdtfDate>(first, NoSuchDay(year, month));

        var isPlain = (year.Doubt | month.Doubt | dayDoubt) == EdtfDoubt.None
            && year.Digits.AreGiven && month.Digits.AreGiven && digits.AreGiven;
        if (isPlain && text.Take("T"))
            return EdtfTimeReader.TryRead(text, out var time) ? new EdtfDate.Moment(text.From(start), dayNumber, time) : null;
        var after = TakeDoubt(text);
        Doubt(ref year, ref doubt, after);
        return Days(text, start, year, month with { Doubt = doubt }, new(digits, dayDoubt | after), pattern);
    }

    private static string NoSuchDay(EdtfYear year, EdtfPart month)
    {
        if (!month.Digits.AreGiven)
            return "none of these months has such a day";
        var number = year.IsBeforeZero ? -year.Digits.Low : year.Digits.Low;
        return year.Digits.AreGiven
            ? $"the days of that month are 01 to {DaysInMonth(number, month.Digits.Low)}"
            : "that month has no such day in any of these years";
    }

    private static EdtfDate.Days Days(
        EdtfScanner text, int start, EdtfYear year, EdtfPart? month, EdtfPart? day, EdtfPattern pattern) =>
        new(text.From(start), year, month, day, pattern);

    /// <summary>A qualifier after a part says something against all that is left of it, too.</summary>
    private static void Doubt(ref EdtfYear year, ref EdtfDoubt month, EdtfDoubt after)
    {
        year = year with { Doubt = year.Doubt | after };
        month |= after;
    }

    /// <summary>Reads a qualifier, if one comes next.</summary>
    private static EdtfDoubt TakeDoubt(EdtfScanner text) =>
        text.Take("?") ? EdtfDoubt.Uncertain
        : text.Take("~") ? EdtfDoubt.Approximate
        : text.Take("%") ? EdtfDoubt.Uncertain | EdtfDoubt.Approximate
        : EdtfDoubt.None;
}
