using System.Numerics;
using static Timeline.Domain.Time.CivilCalendar;

namespace Timeline.Domain.Time;

/// <summary>
/// The dates that a text may mean: those of the calendar whose year, month and day all fit. Dates that do not exist fit nothing:
/// of <c>2019-X2-30</c> there is only 30 December.
/// </summary>
/// <param name="IsBeforeZero">Whether the years are counted backwards from 0, which is none of them.</param>
/// <param name="Year">The years that fit, without their sign.</param>
/// <param name="Months">The months that fit: bit 1 for January to bit 12 for December.</param>
/// <param name="Days">The days of a month that fit: bit 1 to bit 31.</param>
internal readonly record struct EdtfPattern(bool IsBeforeZero, EdtfDigits Year, uint Months, uint Days)
{
    /// <summary>Every month of a year.</summary>
    internal const uint AllMonths = 0x1FFE;

    /// <summary>Every day of a month.</summary>
    internal const uint AllDays = 0xFFFF_FFFE;

    private int FirstYear => IsBeforeZero ? -Year.High : Year.Low;

    private int LastYear => IsBeforeZero ? -Math.Max(Year.Low, 1) : Year.High;

    /// <summary>The first day that fits, as <see cref="DayNumber"/> counts; null if none does.</summary>
    internal int? First => Next(FirstYear, 1, 1);

    /// <summary>The last day that fits, as <see cref="DayNumber"/> counts; null if none does.</summary>
    internal int? Last => Previous(LastYear, 12, 31);

    /// <summary>The first day that fits and is not before the given one; null if none is.</summary>
    internal int? Next(int from)
    {
        var (year, month, day) = Date(from);
        return year < FirstYear ? First : Next(year, month, day);
    }

    /// <summary>The last day that fits and is not after the given one; null if none is.</summary>
    internal int? Previous(int to)
    {
        var (year, month, day) = Date(to);
        return year > LastYear ? Last : Previous(year, month, day);
    }

    /// <summary>The numbers up to 31 that fit the digits, as bits.</summary>
    internal static uint Bits(EdtfDigits digits, int last)
    {
        if (digits.AreGiven)
            return digits.Low >= 1 && digits.Low <= last ? 1u << digits.Low : 0;
        var bits = 0u;
        for (var number = 1; number <= last; number++)
            bits |= digits.Fits(number) ? 1u << number : 0;
        return bits;
    }

    /// <summary>The bits from the one number to the other, 31 at most.</summary>
    internal static uint Bits(int first, int last) => (uint)((1ul << (last + 1)) - (1ul << first));

    private int? Next(int year, int month, int day)
    {
        for (; year <= LastYear; (year, month, day) = (year + 1, 1, 1))
        {
            if (!Year.Fits(Math.Abs(year)))
                continue;
            for (; month <= 12; (month, day) = (month + 1, 1))
            {
                if ((DaysOf(year, month) & Bits(day, 31)) is > 0 and var days)
                    return DayNumber(year, month, BitOperations.TrailingZeroCount(days));
            }
        }
        return null;
    }

    private int? Previous(int year, int month, int day)
    {
        for (; year >= FirstYear; (year, month, day) = (year - 1, 12, 31))
        {
            if (!Year.Fits(Math.Abs(year)))
                continue;
            for (; month >= 1; (month, day) = (month - 1, 31))
            {
                if ((DaysOf(year, month) & Bits(1, day)) is > 0 and var days)
                    return DayNumber(year, month, BitOperations.Log2(days));
            }
        }
        return null;
    }

    /// <summary>The days that fit of a month of a year that fits, as bits; none if the month does not fit.</summary>
    private uint DaysOf(int year, int month) => (Months >> month & 1) == 0 ? 0 : Days & Bits(1, DaysInMonth(year, month));
}
