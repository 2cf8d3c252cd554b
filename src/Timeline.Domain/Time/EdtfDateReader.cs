using static Timeline.Domain.Time.CivilCalendar;

namespace Timeline.Domain.Time;

/// <summary>
/// Reads one date: <c>[-]YYYY[-MM[-DD]]</c> with X for unspecified digits, a quarter for a month, a time after a day or a qualifier
/// after anything else; or <c>Y</c> and a year of five digits or more. Each method reads on from where the last one stopped.
/// </summary>
internal static class EdtfDateReader
{
    private const string Year = "a year of four digits (a decade is written 199X, a century 19XX)";
    private const string Month = "a month from 01 to 12, a quarter from 21 to 24, or XX";
    private const string Day = "a day of two digits, or XX";

    /// <summary>Reads a date; null if there is none, and then the scanner knows why.</summary>
    internal static EdtfDate? Read(EdtfScanner text)
    {
        if (text.Take("Y"))
            return ReadFarYear(text);

        var start = text.Position;
        var isNegative = text.Take("-");
        if (!text.Digits(4, Year, out var year))
            return null;
        if (char.IsAsciiDigit(text.Current))
            return text.Refuse<EdtfDate>(text.Position, "a hyphen parts year and month; longer years are written Y17000");
        if (!isNegative)
            return ReadFromMonth(text, year);
        // As a number -201X runs from -2019 to -2010; -000X does not reach 0, which has no sign.
        return year.High == 0
            ? text.Refuse<EdtfDate>(start, "there is no year -0000: before 0001 comes 0000, before it -0001")
            : ReadFromMonth(text, new(-year.High, -Math.Max(year.Low, 1)));
    }

    private static EdtfDate.FarYear? ReadFarYear(EdtfScanner text)
    {
        var infinity = text.Take("-") ? Instant.NegativeInfinity : Instant.PositiveInfinity;
        var count = 0;
        if (text.Current != '0')
        {
            while (text.TakeDigit(out _))
                count++;
        }
        if (count < 5)
            return text.Unexpected<EdtfDate.FarYear>("five digits or more, the first not 0: other years are written without Y");
        _ = TakeQualifier(text);
        return new(infinity);
    }

    private static EdtfDate? ReadFromMonth(EdtfScanner text, EdtfDigits year)
    {
        if (!text.Take("-"))
            return Days(text, DayNumber(year.Low, 1, 1), DayNumber(year.High, 12, 31));

        var start = text.Position;
        if (!text.Digits(2, Month, out var month))
            return null;
        if (!year.AreGiven && (year, month) is not ((0, 9999), (0, 99)))
            return text.Refuse<EdtfDate>(start, "of the years with unspecified digits only XXXX has a month, and that is XX");
        if (month is (0, 99))
        {
            return text.Take("-") && !ReadUnspecifiedDay(text)
                ? null
                : Days(text, DayNumber(year.Low, 1, 1), DayNumber(year.High, 12, 31));
        }
        return month switch
        {
            { AreGiven: false } => text.Refuse<EdtfDate>(start, $"of a month both digits are given or neither: {Month}"),
            { Low: >= 1 and <= 12 } => ReadFromDay(text, year.Low, month.Low),
            { Low: >= 21 and <= 24 } => ReadQuarter(text, year.Low, month.Low - 20),
            { Low: >= 25 and <= 41 } => text.Refuse<EdtfDate>(start, "the seasons 25 to 41 are level 2, which is not read"),
            _ => text.Refuse<EdtfDate>(start, $"expected {Month}"),
        };
    }

    private static bool ReadUnspecifiedDay(EdtfScanner text)
    {
        var start = text.Position;
        return text.Digits(2, Day, out var day) && (day is (0, 99) || text.Fail(start, "the day of an unspecified month is XX"));
    }

    private static EdtfDate? ReadQuarter(EdtfScanner text, int year, int quarter)
    {
        if (text.Current == '-')
            return text.Refuse<EdtfDate>(text.Position, "a quarter has no days");
        var lastMonth = quarter * 3;
        return Days(text, DayNumber(year, lastMonth - 2, 1), DayNumber(year, lastMonth, DaysInMonth(year, lastMonth)));
    }

    private static EdtfDate? ReadFromDay(EdtfScanner text, int year, int month)
    {
        var lastDay = DaysInMonth(year, month);
        if (!text.Take("-"))
            return Days(text, DayNumber(year, month, 1), DayNumber(year, month, lastDay));

        var start = text.Position;
        if (!text.Digits(2, Day, out var day))
            return null;
        if (day is (0, 99))
            return Days(text, DayNumber(year, month, 1), DayNumber(year, month, lastDay));
        if (!day.AreGiven)
            return text.Refuse<EdtfDate>(start, $"of a day both digits are given or neither: {Day}");
        if (day.Low < 1 || day.Low > lastDay)
            return text.Refuse<EdtfDate>(start, $"the days of that month are 01 to {lastDay}");

        var dayNumber = DayNumber(year, month, day.Low);
        return text.Take("T") ? EdtfTimeReader.Read(text, dayNumber) : Days(text, dayNumber, dayNumber);
    }

    private static EdtfDate.Days Days(EdtfScanner text, int first, int last) => new(first, last, TakeQualifier(text));

    /// <summary>Reads a qualifier, if one comes next, and says whether it blurs the date: <c>?</c> only doubts it.</summary>
    private static bool TakeQualifier(EdtfScanner text) => !text.Take("?") && (text.Take("~") || text.Take("%"));
}
