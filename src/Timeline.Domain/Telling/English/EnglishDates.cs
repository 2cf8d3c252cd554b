using System.Globalization;
using Timeline.Domain.Time;

namespace Timeline.Domain.Telling.English;

/// <summary>Dates in English, exactly as precise as they were written.</summary>
internal static class EnglishDates
{
    private static readonly string[] Months = CultureInfo.InvariantCulture.DateTimeFormat.MonthNames;

    /// <summary>When something took place or is to: "on 27–28 February 2019", "by 24 February 2019", "around February 2019".</summary>
    internal static string When(Edtf date)
    {
        var text = DateText.Of(date);
        return string.Join(" or ", text.Spans.Select(s => When(s, text.IsSet)));
    }

    /// <summary>A date as a noun: "27–28 February 2019", "24 February 2019 at the latest".</summary>
    internal static string Noun(Edtf date)
    {
        var text = DateText.Of(date);
        return string.Join(" or ", text.Spans.Select(s => Noun(s, text.IsSet)));
    }

    /// <summary>From when on something was so that is not an act of a moment: "as of 24 February 2019".</summary>
    internal static string AsOf(Edtf date) => DateText.Of(date) switch
    {
        { IsSet: true, Spans: [{ From: null, To: { } by }] } => $"as of {About(by)}",
        _ => $"as of {Noun(date)}",
    };

    /// <summary>What something is set for: "for 27–28 February 2019", "to be by May 2018".</summary>
    internal static string For(Edtf date) => DateText.Of(date) is { IsSet: false, Spans: [{ From: not null, To: not null }] }
        ? $"for {Noun(date)}"
        : $"to be {When(date)}";

    private static string When(DateSpan span, bool isSet) => span switch
    {
        { IsOne: true, From: { } one } => $"{Preposition(one)} {Noun(one)}",
        { From: { } from, To: { } to } when AreOfOneDay(from, to) => $"on {Noun(span, isSet)}",
        { From: { } from, To: { } to } when isSet => $"between {About(from)} and {About(to)}",
        { From: null, To: { } to } => isSet ? $"by {About(to)}" : $"until {About(to)}",
        { From: { } from, To: null } => isSet ? $"not before {About(from)}" : $"from {About(from)} on",
        { From: { } from, To: { } to } => AreOfOneMonth(from, to) ? $"on {Noun(span, isSet)}" : $"from {Noun(span, isSet)}",
        _ => "at an unknown time",
    };

    private static string Noun(DateSpan span, bool isSet) => span switch
    {
        { IsOne: true, From: { } one } => About(one),
        { From: { } from, To: { } to } when AreOfOneDay(from, to) =>
            $"{Day(from)} {(isSet ? "between" : "from")} {Clock(from)} {(isSet ? "and" : "to")} {Clock(to)} {Zone(to)}",
        { From: { } from, To: { } to } when isSet => $"some time between {About(from)} and {About(to)}",
        { From: null, To: { } to } => isSet ? $"{About(to)} at the latest" : $"the time until {About(to)}",
        { From: { } from, To: null } => isSet ? $"{About(from)} at the earliest" : $"{About(from)} onwards",
        // Days of one month tell it once, and those of one year the year.
        { From: { } from, To: { } to } when AreOfOneMonth(from, to) => $"{Number(from.Day!)}–{About(to)}",
        { From: { IsPlainDay: true } from, To: { IsPlainDay: true } to } when from.Year == to.Year =>
            $"{Number(from.Day!)} {MonthName(from)} to {About(to)}",
        { From: { } from, To: { } to } => $"{About(from)} to {About(to)}",
        _ => "an unknown time",
    };

    private static bool AreOfOneMonth(DatePart from, DatePart to) =>
        from.IsPlainDay && to.IsPlainDay && (from.Year, from.Month) == (to.Year, to.Month);

    private static bool AreOfOneDay(DatePart from, DatePart to) =>
        from.Time is not null && to.Time is not null
            && (from.Year, from.Month, from.Day, from.Offset) == (to.Year, to.Month, to.Day, to.Offset);

    private static string About(DatePart date) => (date.IsApproximate ? "around " : "") + Noun(date);

    private static string Preposition(DatePart date) => date.IsApproximate ? "around" : date.Day is null ? "in" : "on";

    private static string Noun(DatePart date)
    {
        var noun = date switch
        {
            { Time: not null } => $"{Day(date)} at {Clock(date)} {Zone(date)}",
            { Day: not null } => Day(date),
            { Month: not null } => Month(date),
            _ => Year(date.Year),
        };
        return date.IsUncertain ? $"{noun} (uncertain)" : noun;
    }

    private static string Day(DatePart date) =>
        date.Day == "XX" ? $"an unspecified day of {Month(date)}" : $"{Number(date.Day!)} {Month(date)}";

    private static string Month(DatePart date) =>
        $"{MonthName(date)} {(date.Month is "XX" or ['2', ..] || date.Year is not [not '0', _, _, _] ? "of " : "")}{Year(date.Year)}";

    private static string MonthName(DatePart date) => date.Month switch
    {
        "XX" => "an unspecified month",
        "21" => "the first quarter",
        "22" => "the second quarter",
        "23" => "the third quarter",
        "24" => "the fourth quarter",
        var month => Months[Number(month!) - 1],
    };

    private static string Year(string year)
    {
        var digits = year.TrimStart('-');
        var sign = year.StartsWith('-') ? "−" : "";
        var known = digits.TrimEnd('X');
        if (known.Length == digits.Length)
            return sign == "" && digits is [not '0', _, _, _] ? digits
                : $"the year {sign}{digits.TrimStart('0') switch { "" => "0", var y => y }}";
        if (known == "") return "an unspecified year";
        return sign == "" && digits.Length - known.Length == 1
            ? $"the {known}0s"
            : $"a year from {sign}{known.PadRight(digits.Length, '0')} to {sign}{known.PadRight(digits.Length, '9')}";
    }

    private static string Clock(DatePart date) => date.Time!.EndsWith(":00", StringComparison.Ordinal) ? date.Time[..^3] : date.Time;

    private static string Zone(DatePart date) => date.Offset is "Z" ? "UTC" : $"UTC{date.Offset!.Replace('-', '−')}";

    private static int Number(string digits) => int.Parse(digits, CultureInfo.InvariantCulture);
}
