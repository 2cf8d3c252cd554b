namespace Timeline.Domain.Time;

/// <summary>
/// The proleptic Gregorian calendar with a year 0, as ISO 8601 counts: years −9999 … 9999 and the day either side.
/// <see cref="DateTime"/> knows only the years 1 … 9999.
/// </summary>
/// <remarks>The arithmetic is Howard Hinnant's ("chrono-Compatible Low-Level Date Algorithms"): years begin in March, so that the
/// leap day comes last, and 400 years (146,097 days) form an era.</remarks>
internal static class CivilCalendar
{
    internal const int FirstYear = -9999;
    internal const int LastYear = 9999;

    private const int DaysPerEra = 146_097;

    /// <summary>Days from 0000-03-01, where the first era begins, to 1970-01-01.</summary>
    private const int DaysToEpoch = 719_468;

    /// <summary>Days from 1970-01-01 to the given date; negative before it. The date must exist.</summary>
    internal static int DayNumber(int year, int month, int day)
    {
        if (month <= 2)
            year--;
        var era = FloorDivide(year, 400);
        var yearOfEra = year - era * 400;
        var dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
        var dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
        return era * DaysPerEra + dayOfEra - DaysToEpoch;
    }

    /// <summary>The date that is the given number of days from 1970-01-01: the inverse of <see cref="DayNumber"/>.</summary>
    internal static (int Year, int Month, int Day) Date(int dayNumber)
    {
        var days = dayNumber + DaysToEpoch;
        var era = FloorDivide(days, DaysPerEra);
        var dayOfEra = days - era * DaysPerEra;
        var yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / (DaysPerEra - 1)) / 365;
        var dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        var shiftedMonth = (5 * dayOfYear + 2) / 153;
        var month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
        var year = era * 400 + yearOfEra + (month <= 2 ? 1 : 0);
        return (year, month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1);
    }

    /// <summary>How many days the month (1 … 12) has in that year: 28 to 31.</summary>
    internal static int DaysInMonth(int year, int month) => month switch
    {
        2 => IsLeap(year) ? 29 : 28,
        4 or 6 or 9 or 11 => 30,
        _ => 31,
    };

    private static bool IsLeap(int year) => year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

    private static int FloorDivide(int value, int by) => (value >= 0 ? value : value - (by - 1)) / by;
}
