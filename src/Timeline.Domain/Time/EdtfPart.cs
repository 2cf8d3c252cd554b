namespace Timeline.Domain.Time;

/// <summary>What is said against a year, month or day: <c>?</c> uncertain, <c>~</c> approximate, <c>%</c> both.</summary>
[Flags]
internal enum EdtfDoubt
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>It is doubted, but not blurred.</summary>
    Uncertain = 1,

    /// <summary>It may be another still.</summary>
    Approximate = 2,
}

/// <summary>A month or a day as written.</summary>
/// <param name="Digits">Its two digits; of a month 01 to 12 or 21 to 41 (<see cref="EdtfSeason"/>), as far as given.</param>
/// <param name="Doubt">What its own qualifier and those further right say against it.</param>
internal readonly record struct EdtfPart(EdtfDigits Digits, EdtfDoubt Doubt);

/// <summary>A year of four digits as written.</summary>
/// <param name="IsBeforeZero">Whether a minus stands before it.</param>
/// <param name="Digits">Its four digits.</param>
/// <param name="Significant">How many of them stand, from the left; the others are an estimate. Null: all, as far as given.</param>
/// <param name="Doubt">What the qualifiers say against it.</param>
internal readonly record struct EdtfYear(bool IsBeforeZero, EdtfDigits Digits, int? Significant, EdtfDoubt Doubt)
{
    /// <summary>The years that it may be: those that begin with the digits which stand.</summary>
    internal EdtfDigits Possible => Significant is { } count ? Digits.KeepFirst(count) : Digits;
}

/// <summary>
/// The parts of a year that stand in the place of a month, 21 to 41 (ISO 8601-2 §4.8). The standard gives them no bounds. Here they are
/// whole months of the year named: 21 to 24 its quarters, as edtf.js reads them. The northern spring, 25, is April to June, and each season
/// is the quarter after the one before it; a southern season is the quarter opposite to the northern one. So winter in the north and summer
/// in the south are January to March of the year.
/// </summary>
internal static class EdtfSeason
{
    internal const int First = 21;
    internal const int Last = 41;

    /// <summary>The first and last month of a part of the year, 1 to 12.</summary>
    internal static (int First, int Last) Months(int season) => season switch
    {
        <= 24 => Part(season - 21, 3),
        <= 28 => Part((season - 25 + 1) % 4, 3),
        <= 32 => Part((season - 29 + 3) % 4, 3),
        <= 36 => Part(season - 33, 3),
        <= 39 => Part(season - 37, 4),
        _ => Part(season - 40, 6),
    };

    private static (int First, int Last) Part(int index, int length) => (index * length + 1, (index + 1) * length);
}
