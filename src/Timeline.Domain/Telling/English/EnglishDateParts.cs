using System.Globalization;
using System.Numerics;
using Timeline.Domain.Time;
using Nouns = Timeline.Domain.Telling.English.Noun;

namespace Timeline.Domain.Telling.English;

/// <summary>One date in English: its day, month and year, what of them is unspecified, and what is said against them.</summary>
internal static class EnglishDateParts
{
    /// <summary>The most digits of a year that are written out; beyond them a year is told by its exponent.</summary>
    private const int WrittenDigits = 15;

    private static readonly string[] Months = CultureInfo.InvariantCulture.DateTimeFormat.MonthNames;

    private static readonly string[] Ordinals = ["first", "second", "third", "fourth"];

    internal static string Of(EdtfDate date) => date switch
    {
        EdtfDate.Moment moment => $"{Day(moment.Day)} at {Clock(moment)}{Zone(moment)}",
        EdtfDate.Days { Day: { } day } days => $"{Day(days, day)}{Remarks(date)}",
        EdtfDate.Days { Month: not null } days => $"{Month(days)}{Remarks(date)}",
        EdtfDate.Days { Year: var year } => $"{Year(year)}{Remarks(date)}",
        EdtfDate.FarYear year => $"{Year(year)}{Remarks(date)}",
        _ => date.Text,
    };

    /// <summary>What is said against a date beyond that it is around then: " (uncertain)", " (year uncertain, day approximate)".</summary>
    private static string Remarks(EdtfDate date)
    {
        var (parts, remarks) = (Doubts(date), new List<string>());
        var uncertain = parts.FindAll(p => p.Doubt.HasFlag(EdtfDoubt.Uncertain)).ConvertAll(p => p.Part);
        var approximate = IsApproximate(date) ? [] : parts.FindAll(p => p.Doubt.HasFlag(EdtfDoubt.Approximate)).ConvertAll(p => p.Part);
        if (uncertain.Count == parts.Count)
            remarks.Add("uncertain");
        else if (uncertain.Count > 0 && uncertain.SequenceEqual(approximate))
            return $" ({Nouns.List(uncertain)} uncertain and approximate)";
        else if (uncertain.Count > 0)
            remarks.Add($"{Nouns.List(uncertain)} uncertain");
        if (approximate.Count > 0)
            remarks.Add($"{Nouns.List(approximate)} approximate");
        return remarks.Count == 0 ? "" : $" ({string.Join(", ", remarks)})";
    }

    internal static bool IsApproximate(EdtfDate date) =>
        Doubts(date) is [_, ..] parts && parts.TrueForAll(p => p.Doubt.HasFlag(EdtfDoubt.Approximate));

    /// <summary>What is said against each part of a date. Nothing is said against a moment.</summary>
    internal static List<(string Part, EdtfDoubt Doubt)> Doubts(EdtfDate date) => date switch
    {
        EdtfDate.FarYear year => [("year", year.Doubt)],
        EdtfDate.Days { Year: var year, Month: { } month, Day: { } day } =>
            [("year", year.Doubt), ("month", month.Doubt), ("day", day.Doubt)],
        EdtfDate.Days { Year: var year, Month: { } month } => [("year", year.Doubt), ("month", month.Doubt)],
        EdtfDate.Days { Year: var year } => [("year", year.Doubt)],
        _ => [],
    };

    internal static string Day(int dayNumber)
    {
        var (year, month, day) = CivilCalendar.Date(dayNumber);
        return $"{day} {Month(month)} {(year >= 1000 ? "" : "of ")}{Year(year)}";
    }

    private static string Day(EdtfDate.Days date, EdtfPart day)
    {
        var month = Month(date);
        if (day.Digits.AreUnspecified)
            return $"an unspecified day of {month}";
        // Of one month of one year it is known which days there are.
        var pattern = date.Pattern;
        var isOfOneMonth = BitOperations.IsPow2(pattern.Months);
        var last = isOfOneMonth && pattern.Year is { AreGiven: true, Low: var year }
            ? CivilCalendar.DaysInMonth(pattern.IsBeforeZero ? -year : year, BitOperations.Log2(pattern.Months))
            : 31;
        var numbers = Numbers(pattern.Days & EdtfPattern.Bits(1, last));
        return numbers.Count > 2 && numbers[^1] - numbers[0] == numbers.Count - 1
            ? $"a day from {numbers[0]} to {numbers[^1]} {(isOfOneMonth ? "" : "of ")}{month}"
            : $"{(isOfOneMonth ? "" : "day ")}{Either(numbers.ConvertAll(Written))} {(isOfOneMonth ? "" : "of ")}{month}";
    }

    internal static string Month(EdtfDate.Days date)
    {
        var (digits, isNamed) = (date.Month!.Value.Digits, false);
        string months;
        if (digits is { AreGiven: true, Low: >= EdtfSeason.First })
        {
            months = Season(digits.Low);
        }
        else if (digits.AreUnspecified)
        {
            months = "an unspecified month";
        }
        else
        {
            var numbers = Numbers(date.Pattern.Months);
            isNamed = numbers.Count == 1;
            months = numbers.Count > 2 ? $"a month from {Month(numbers[0])} to {Month(numbers[^1])}" : Either(numbers.ConvertAll(Month));
        }

        var year = Year(date.Year);
        var between = date.Year.Digits switch
        {
            { AreGiven: true, Low: >= 1000 } when isNamed && !date.Year.IsBeforeZero => "",
            _ when year.StartsWith("the ", StringComparison.Ordinal) && year.EndsWith('s') => isNamed ? "in " : "of a year in ",
            _ => "of ",
        };
        return $"{months} {between}{year}";
    }

    internal static string Month(int number) => Months[number - 1];

    private static string Season(int season) => season switch
    {
        <= 24 => $"the {Ordinals[season - 21]} quarter",
        <= 28 => $"the northern {OfTheYear(season - 25)}",
        <= 32 => $"the southern {OfTheYear(season - 29)}",
        <= 36 => $"the {Ordinals[season - 33]} quarter",
        37 => "the first four months",
        38 => "the middle four months",
        39 => "the last four months",
        _ => $"the {Ordinals[season - 40]} half",
    };

    private static string OfTheYear(int season) => season switch { 0 => "spring", 1 => "summer", 2 => "autumn", _ => "winter" };

    private static string Year(EdtfYear year)
    {
        var (digits, possible) = (year.Digits, year.Possible);
        if (digits.AreGiven)
            return possible.AreGiven ? Year(Signed(digits.Low)) : $"{Range()} (estimated {Written(Signed(digits.Low))})";
        if (digits.AreUnspecified)
            return year.IsBeforeZero ? "an unspecified year before 0" : "an unspecified year";
        var written = digits.ToString();
        var known = written.TrimEnd('X');
        if (!known.Contains('X', StringComparison.Ordinal))
            return !year.IsBeforeZero && known is [not '0', _, _] ? $"the {known}0s" : Range();
        var ending = written[(written.LastIndexOf('X') + 1)..];
        var start = written.IndexOf('X', StringComparison.Ordinal);
        // What is given after an X stands at the end, or its places are told.
        if (written.Count(c => c == 'X') == written.Length - start - ending.Length)
            return $"{Range()} that ends in {ending}";
        var given = written.Index().Where(d => d.Index > start && d.Item != 'X').Select(d => $"{Ordinals[d.Index]} digit is {d.Item}");
        return $"{Range()} whose {Nouns.List([.. given])}";

        int Signed(int number) => year.IsBeforeZero ? -number : number;

        string Range()
        {
            var (low, high) = year.IsBeforeZero ? (-possible.High, -Math.Max(possible.Low, 1)) : (possible.Low, possible.High);
            return $"a year from {Written(low)} to {Written(high)}";
        }
    }

    private static string Year(int year) => year >= 1000 ? Written(year) : $"the year {Written(year)}";

    private static string Year(EdtfDate.FarYear year)
    {
        var (count, sign) = (year.Digits.Length + year.Exponent, year.IsBeforeZero ? "−" : "");
        if (year.Exponent > 0 && count > WrittenDigits)
        {
            var told = $"the year {sign}{Grouped(year.Digits)} × 10{Superscript(year.Exponent)}";
            return year.Significant is { } to && to < count ? $"{told} (estimated, to {to} {(to == 1 ? "digit" : "digits")})" : told;
        }

        var digits = year.Digits + new string('0', year.Exponent);
        if (year.Significant is not { } kept || kept == count)
            return $"the year {sign}{Grouped(digits)}";
        var (low, high) = (digits[..kept].PadRight(count, '0'), digits[..kept].PadRight(count, '9'));
        var (from, to2) = year.IsBeforeZero ? (high, low) : (low, high);
        return $"a year from {sign}{Grouped(from)} to {sign}{Grouped(to2)} (estimated {sign}{Grouped(digits)})";
    }

    /// <summary>Digits in groups of three where there are more than five.</summary>
    private static string Grouped(string digits) => digits.Length <= 5 ? digits
        : string.Join(',', digits.Reverse().Chunk(3).Reverse().Select(three => string.Concat(three.Reverse())));

    private static string Superscript(int number) =>
        string.Concat(number.ToString(CultureInfo.InvariantCulture).Select(d => "⁰¹²³⁴⁵⁶⁷⁸⁹"[d - '0']));

    private static string Written(int number) => number < 0 ? $"−{-number}" : $"{number}";

    private static string Either(List<string> items) => items.Count == 1 ? items[0] : $"{string.Join(", ", items[..^1])} or {items[^1]}";

    private static List<int> Numbers(uint bits) => [.. Enumerable.Range(1, 31).Where(number => (bits >> number & 1) == 1)];

    internal static string Clock(EdtfDate.Moment moment)
    {
        var (hour, minute, second) = (moment.Time.Hour, moment.Time.Minute, moment.Time.Second);
        return second == 0
            ? string.Create(CultureInfo.InvariantCulture, $"{hour:00}:{minute:00}")
            : string.Create(CultureInfo.InvariantCulture, $"{hour:00}:{minute:00}:{second:00}");
    }

    internal static string Zone(EdtfDate.Moment moment) => moment.Time.Offset switch
    {
        // A local time is told as its day is, without a zone.
        null => "",
        0 => " UTC",
        < 0 and var behind => $" UTC−{HoursAndMinutes(-behind)}",
        var ahead => $" UTC+{HoursAndMinutes(ahead.Value)}",
    };

    private static string HoursAndMinutes(int minutes) => string.Create(CultureInfo.InvariantCulture, $"{minutes / 60:00}:{minutes % 60:00}");
}
