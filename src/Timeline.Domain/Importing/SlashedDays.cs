using System.Globalization;
using System.Text.RegularExpressions;

namespace Timeline.Domain.Importing;

/// <summary>
/// Days of a file written with slashes: month first, as ICEWS published them, or day first, as spreadsheets elsewhere save them. This is
/// decided once for the file, by any day in it that can be only one of the two. Where every day can be either, the month is first.
/// </summary>
internal sealed partial class SlashedDays
{
    private string? _monthFirst;
    private string? _dayFirst;
    private bool? _isDayFirst;

    /// <summary>Why no day of the file can be read; <see langword="null"/>: nothing speaks against it.</summary>
    internal string? Fault => _isDayFirst is null && _monthFirst is not null && _dayFirst is not null
        ? $"is one of days in both orders: {_monthFirst} has the month first, {_dayFirst} the day. Write them as 2019-02-24."
        : null;

    /// <summary>How its days are written, for whoever wrote one that there is not.</summary>
    internal string Written => _isDayFirst is true ? "day first, as 24/2/2019" : "month first, as 2/24/2019";

    /// <summary>Whether a text is written so.</summary>
    internal static bool IsOne(string text) => Form().IsMatch(text);

    /// <summary>Sees a text of the file before any is read.</summary>
    internal void Survey(string text)
    {
        if (Form().Match(text) is not { Success: true } match) return;
        switch (Number(match, 1), Number(match, 2))
        {
            case ( <= 12, > 12 and <= 31): _monthFirst ??= text; break;
            case ( > 12 and <= 31, <= 12): _dayFirst ??= text; break;
        }
    }

    /// <summary>
    /// The day as 2019-02-24, which may be none that there is. The first that is read decides, where not all were seen before.
    /// </summary>
    internal string Read(string text)
    {
        Survey(text);
        _isDayFirst ??= _dayFirst is not null;
        var match = Form().Match(text);
        var (month, day) = _isDayFirst.Value ? (2, 1) : (1, 2);
        return string.Create(CultureInfo.InvariantCulture, $"{match.Groups[3].Value}-{Number(match, month):00}-{Number(match, day):00}");
    }

    private static int Number(Match match, int group) =>
        int.Parse(match.Groups[group].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);

    [GeneratedRegex("^([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})$")]
    private static partial Regex Form();
}
