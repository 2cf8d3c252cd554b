using System.Globalization;

namespace Timeline.Domain.Time;

/// <summary>The numbers that some digits stand for. Each digit may be unspecified: <c>2X1X</c> is 2010, 2011 and so on to 2919.</summary>
/// <param name="Count">How many digits there are.</param>
/// <param name="Low">The least of the numbers: every X a 0.</param>
/// <param name="Unspecified">A 1 for every X, a 0 for every digit that is given: 101 for <c>2X1X</c>.</param>
internal readonly record struct EdtfDigits(int Count, int Low, int Unspecified)
{
    /// <summary>The greatest of the numbers: every X a 9.</summary>
    internal int High => Low + 9 * Unspecified;

    /// <summary>Whether every digit is given.</summary>
    internal bool AreGiven => Unspecified == 0;

    /// <summary>Whether no digit is given.</summary>
    internal bool AreUnspecified => ToString().All(c => c == 'X');

    /// <summary>Whether the number, from 0 on, is one of those that these digits stand for.</summary>
    internal bool Fits(int number)
    {
        var (low, unspecified) = (Low, Unspecified);
        for (; low > 0 || unspecified > 0 || number > 0; (low, unspecified, number) = (low / 10, unspecified / 10, number / 10))
        {
            if (unspecified % 10 == 0 && low % 10 != number % 10)
                return false;
        }
        return true;
    }

    /// <summary>These with one more digit, or an X for null.</summary>
    internal EdtfDigits Append(int? digit) => new(Count + 1, Low * 10 + (digit ?? 0), Unspecified * 10 + (digit is null ? 1 : 0));

    /// <summary>These with all but the first so many unspecified.</summary>
    internal EdtfDigits KeepFirst(int count)
    {
        var kept = new EdtfDigits();
        foreach (var (index, digit) in ToString().Index())
            kept = kept.Append(index < count && digit != 'X' ? digit - '0' : null);
        return kept;
    }

    /// <summary>The digits as written, an X for each that is unspecified.</summary>
    public override string ToString()
    {
        var digits = Low.ToString($"D{Count}", CultureInfo.InvariantCulture).ToCharArray();
        for (var (i, unspecified) = (Count - 1, Unspecified); i >= 0; (i, unspecified) = (i - 1, unspecified / 10))
        {
            if (unspecified % 10 == 1)
                digits[i] = 'X';
        }
        return new(digits);
    }
}
