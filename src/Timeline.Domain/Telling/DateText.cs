using System.Text.RegularExpressions;
using Timeline.Domain.Time;

namespace Timeline.Domain.Telling;

/// <summary>What the text of a date is made of, for whoever puts it into words: its bounds do not say how it was written.</summary>
/// <param name="IsSet">One of several dates is meant; otherwise it is one date or lasts from one to another.</param>
/// <param name="Spans">One span, or the members of the set. Never empty.</param>
internal sealed record DateText(bool IsSet, IReadOnlyList<DateSpan> Spans)
{
    internal static DateText Of(Edtf date)
    {
        var text = date.Text;
        if (!text.StartsWith('[')) return new(false, [DateSpan.Of(text, "/")]);
        return new(true, [.. text[1..^1].Split(',').Select(member => DateSpan.Of(member.Trim(), ".."))]);
    }
}

/// <summary>From one date to another; a date alone is both ends, the same.</summary>
/// <param name="From">Null if open or unknown.</param>
/// <param name="To">Null if open or unknown.</param>
internal sealed record DateSpan(DatePart? From, DatePart? To)
{
    internal bool IsOne => ReferenceEquals(From, To);

    internal static DateSpan Of(string text, string separator)
    {
        if (text.IndexOf(separator, StringComparison.Ordinal) is var at && at < 0)
        {
            var one = DatePart.Of(text);
            return new(one, one);
        }

        return new(End(text[..at]), End(text[(at + separator.Length)..]));

        static DatePart? End(string text) => text is "" or ".." ? null : DatePart.Of(text);
    }
}

/// <summary>One date as written.</summary>
/// <param name="Year">Its digits, an X for each that is not specified; a minus before 0.</param>
/// <param name="Month">01 to 12, a quarter 21 to 24, or XX; <see langword="null"/>: a year.</param>
/// <param name="Day">01 to 31, or XX; <see langword="null"/>: a month or year.</param>
/// <param name="Time">Of an instant: hours, minutes, seconds.</param>
/// <param name="Offset">Of an instant: Z, or hours and minutes from UTC.</param>
/// <param name="IsUncertain">Whether it is doubted.</param>
/// <param name="IsApproximate">Whether it is about then.</param>
internal sealed partial record DatePart(
    string Year, string? Month, string? Day, string? Time, string? Offset, bool IsUncertain, bool IsApproximate)
{
    /// <summary>Whether it is a day, and nothing is said to blur it.</summary>
    internal bool IsPlainDay => this is { Day: not (null or "XX"), Time: null, IsUncertain: false, IsApproximate: false };

    internal static DatePart Of(string text)
    {
        var read = Written().Match(text);
        var qualifier = read.Groups["qualifier"].Value;
        return new(
            Part("year")!, Part("month"), Part("day"), Part("time"), Part("offset"), qualifier is "?" or "%", qualifier is "~" or "%");

        string? Part(string name) => read.Groups[name] is { Success: true, Value: var value } ? value : null;
    }

    [GeneratedRegex(
        @"^Y?(?<year>-?[0-9X]+)(-(?<month>[0-9X]{2})(-(?<day>[0-9X]{2})(T(?<time>[0-9:]+)(\.[0-9]+)?(?<offset>Z|[+-][0-9:]+))?)?)?"
        + "(?<qualifier>[?~%])?$")]
    private static partial Regex Written();
}
