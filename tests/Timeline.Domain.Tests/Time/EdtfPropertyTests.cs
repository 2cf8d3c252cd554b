using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Timeline.Domain.Telling.English;
using Timeline.Domain.Time;

namespace Timeline.Domain.Tests.Time;

public class EdtfPropertyTests
{
    private static readonly Gen<DateOnly> Days =
        Gen.Choose(0, DateOnly.MaxValue.DayNumber).Select(DateOnly.FromDayNumber);

    private static readonly Gen<DateTime> Moments =
        from day in Days
        from second in Gen.Choose(0, 86_399)
        from microsecond in Gen.Choose(0, 999_999)
        select day.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc).AddSeconds(second).AddMicroseconds(microsecond);

    private static readonly Gen<string> Qualifiers = Gen.Frequency((4, Gen.Constant("")), (1, Gen.Elements("?", "~", "%")));

    /// <summary>
    /// Dates of every precision and sign, parts of the year, unspecified and significant digits, qualified as a whole, in part or not at
    /// all, instants and local times. No day is a 29 February: what is one in the year n need not be one in the year -n.
    /// </summary>
    private static readonly Gen<string> Dates = Gen.OneOf(
        from sign in Gen.Elements("", "-")
        from day in Days
        from format in Gen.Elements(
            "yyyy", "yyyy-MM", "yyyy-MM-dd", "yyyy-MM-XX", "yyyy-XX", "yyyy-XX-XX", "yyyy-XX-dd", "yyyy-21", "yyyy-41")
        from qualifiers in Qualifiers.ListOf(6)
        let existing = day is { Month: 2, Day: 29 } ? day.AddDays(-1) : day
        select Qualified(sign + existing.ToString(format, CultureInfo.InvariantCulture), qualifiers),
        Gen.Elements("201X", "20XX", "2XXX", "XXXX", "XXXX-XX", "XXXX-XX-XX", "-201X", "Y17000", "Y-17000", "Y-17E7", "Y17E8S3~", "1950S2",
            "156X-12-25", "15XX-12-XX", "X9X9-0X-3X", "201X-1X", "2019-X2-30", "201X-25", "-1950S1?"),
        from moment in Moments
        from offset in Gen.Elements("", "Z", "+09:00", "-23:59", "+05:30", "+14")
        select moment.ToString("yyyy-MM-ddTHH:mm:ss.ffffff", CultureInfo.InvariantCulture) + offset);

    private static readonly Gen<string> Texts = Gen.OneOf(
        Dates,
        from a in Dates.Or("..").Or("")
        from b in Dates.Or("..").Or("")
        select $"{a}/{b}",
        from members in Dates.NonEmptyListOf()
        from brackets in Gen.Elements("[]", "{}")
        select $"{brackets[0]}{string.Join(',', members.Take(4))}{brackets[1]}",
        from a in Dates
        from b in Dates
        from brackets in Gen.Elements("[]", "{}")
        from text in Gen.Elements($"{a}..{b}", $"..{a}", $"{a}..", $"..{a},{b}..")
        select $"{brackets[0]}{text}{brackets[1]}");

    /// <summary>Texts with one character taken away, put in or replaced.</summary>
    private static readonly Gen<string> SpoiltTexts =
        from text in Texts
        from at in Gen.Choose(0, text.Length - 1)
        from removed in Gen.Choose(0, 1)
        from added in Gen.Elements(
            "", "0", "9", "X", "T", "Z", "Y", "S2", "E", "~", "{", "}", "-", "+", ":", ".", "..", "/", "[", "]", ",", " ", "?", "\0", "é")
        select text.Remove(at, removed).Insert(at, added);

    [Fact]
    public void Whatever_the_text_it_is_read_or_refused_with_a_position_in_it()
    {
        Check(ArbMap.Default.GeneratorFor<string>(), IsReadOrRefused);
        Check(SpoiltTexts, IsReadOrRefused);
        Check(Texts, IsReadOrRefused);

        static bool IsReadOrRefused(string? text) => Edtf.TryParse(text, out var date, out var error)
            ? error is null && date.Text == text
            : date is null && error.Position >= 0 && error.Position <= (text?.Length ?? 0) && error.Reason.Length > 0;
    }

    [Fact]
    public void Every_date_is_told_in_words_and_never_by_its_pattern() => Check(Gen.OneOf(Texts, SpoiltTexts), text =>
    {
        if (!Edtf.TryParse(text, out var date, out _))
            return true;
        return new[] { EnglishDates.When(date), EnglishDates.Noun(date), EnglishDates.AsOf(date), EnglishDates.For(date) }
            .All(words => words.Length > 0 && !words.Any("X?~%[]{}/\\".Contains) && !words.Contains("..", StringComparison.Ordinal));
    });

    [Fact]
    public void Every_date_generated_is_read() => Check(Dates, text => Edtf.TryParse(text, out _, out _));

    [Fact]
    public void Bounds_are_ordered_in_every_zone()
    {
        var zones = Gen.Elements(TimeZoneInfo.GetSystemTimeZones().ToArray());
        var cases = from text in Gen.OneOf(Texts, SpoiltTexts) from zone in zones select (text, zone);
        Check(cases, at =>
        {
            if (!Edtf.TryParse(at.text, out var date, out _))
                return true;
            // What is empty there ends a microsecond before it begins.
            var local = date.BoundsIn(at.zone);
            return date.Earliest <= date.Latest && (local.Earliest <= local.Latest || local.Latest.Next == local.Earliest);
        });
    }

    [Fact]
    public void A_day_has_the_bounds_DateTime_gives_it() => Check(Days, day =>
    {
        var date = Edtf.Parse(day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        var start = new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
        var end = new DateTimeOffset(day.ToDateTime(TimeOnly.MaxValue), TimeSpan.Zero);
        return date.IsToTheDay
            && date.Bounds == new DateBounds(Instant.FromDateTimeOffset(start), Instant.FromDateTimeOffset(end));
    });

    [Fact]
    public void A_pattern_of_digits_lies_from_the_first_to_the_last_day_of_the_calendar_that_fits_it()
    {
        static Gen<string> Digits(Gen<int> numbers, string format) =>
            from number in numbers
            from places in Gen.Elements(false, false, true).ListOf(format.Length)
            select string.Concat(number.ToString(format, CultureInfo.InvariantCulture).Zip(places, (digit, isX) => isX ? 'X' : digit));

        var patterns =
            // Of years a hundred at most, or the enumeration takes too long.
            from year in Digits(Gen.Choose(1, 9999), "0000").Where(year => year.Count(c => c == 'X') <= 2)
            from month in Digits(Gen.Choose(1, 12), "00")
            from day in Digits(Gen.Choose(1, 31), "00")
            from text in Gen.Elements(year, $"{year}-{month}", $"{year}-{month}-{day}", $"{year}-{month}-{day}")
            select text;

        // The calendar of the framework has no year 0.
        Check(patterns.Where(text => !text[..4].All(c => c is '0' or 'X')), text =>
        {
            var days = AllDays(text[..4].Replace('X', '0'), text[..4].Replace('X', '9')).Where(day => Fits(day, text)).ToList();
            return Edtf.TryParse(text, out var date, out var error)
                ? days.Count > 0 && date.Bounds == BoundsOf(days[0]).With(BoundsOf(days[^1]))
                : days.Count == 0 && error.Position == text.LastIndexOf('-') + 1;
        });

        static bool Fits(DateOnly day, string text) =>
            text.Zip(day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)).All(c => c.First == 'X' || c.First == c.Second);
    }

    [Fact]
    public void A_part_of_a_year_is_the_months_that_it_stands_for()
    {
        // Each as the standard names it, in months of the year; the northern spring is the quarter opposite to the southern.
        string[] months =
        [
            "1-3", "4-6", "7-9", "10-12", "4-6", "7-9", "10-12", "1-3", "10-12", "1-3", "4-6", "7-9",
            "1-3", "4-6", "7-9", "10-12", "1-4", "5-8", "9-12", "1-6", "7-12",
        ];
        Check(from year in Gen.Choose(1, 9999) from part in Gen.Choose(21, 41) select (year, part), at =>
        {
            var ends = months[at.part - 21].Split('-').Select(month => int.Parse(month, CultureInfo.InvariantCulture)).ToArray();
            return Edtf.Parse($"{at.year:0000}-{at.part}").Bounds
                == Edtf.Parse($"{at.year:0000}-{ends[0]:00}").Bounds.With(Edtf.Parse($"{at.year:0000}-{ends[1]:00}").Bounds);
        });
        for (var northern = 25; northern <= 28; northern++)
            Assert.Equal(6, Math.Abs(First(northern) - First(northern + 4)));

        static int First(int part) => Edtf.Parse($"2019-{part}").Earliest.ToDateTimeOffset().Month;
    }

    [Fact]
    public void Significant_digits_leave_the_others_open() => Check(
        from year in Gen.Choose(1, 9999) from count in Gen.Choose(1, 4) from sign in Gen.Elements("", "-") select (year, count, sign),
        at =>
        {
            var digits = at.year.ToString("0000", CultureInfo.InvariantCulture);
            return Edtf.Parse($"{at.sign}{digits}S{at.count}").Bounds
                == Edtf.Parse($"{at.sign}{digits[..at.count].PadRight(4, 'X')}").Bounds;
        });

    [Fact]
    public void A_qualifier_moves_no_bound() => Check(
        from text in Dates.Where(text => !text.Contains('T', StringComparison.Ordinal))
        from qualifiers in Qualifiers.ListOf(6)
        select (Plain: string.Concat(text.Split('?', '~', '%')), qualifiers),
        at => Edtf.Parse(Qualified(at.Plain, at.qualifiers)).Bounds == Edtf.Parse(at.Plain).Bounds);

    [Fact]
    public void What_is_finer_than_a_microsecond_is_cut_off() => Check(
        from moment in Moments
        from more in Gen.Choose(0, int.MaxValue)
        from offset in Gen.Elements("", "Z", "+05:30")
        select (moment, more, offset),
        at =>
        {
            var text = at.moment.ToString("yyyy-MM-ddTHH:mm:ss.ffffff", CultureInfo.InvariantCulture);
            return Edtf.Parse($"{text}{at.more}{at.offset}").Bounds == Edtf.Parse($"{text}{at.offset}").Bounds;
        });

    [Fact]
    public void Only_the_last_minute_of_a_day_in_UTC_ends_with_a_leap_second() => Check(
        from moment in Moments
        from offset in Gen.Choose(-1_439, 1_439)
        from isLast in Gen.Elements(false, true)
        select (moment, offset, isLast),
        at =>
        {
            var utc = at.isLast ? at.moment.Date.AddDays(1).AddMinutes(-1) : at.moment.AddTicks(-(at.moment.Ticks % TimeSpan.TicksPerMinute));
            if (utc.Year is < 2 or > 9998)
                return true;
            var (local, span) = (utc.AddMinutes(at.offset), TimeSpan.FromMinutes(Math.Abs(at.offset)));
            var sign = at.offset < 0 ? '-' : '+';
            var text = string.Create(CultureInfo.InvariantCulture, $"{local:yyyy-MM-ddTHH:mm}:60{sign}{span:hh\\:mm}");
            var last = Instant.FromDateTimeOffset(new DateTimeOffset(utc, TimeSpan.Zero).AddMinutes(1)).Previous;
            return utc is { Hour: 23, Minute: 59 }
                ? Edtf.Parse(text).Bounds == new DateBounds(last, last)
                : !Edtf.TryParse(text, out _, out var error) && error.Position == 17;
        });

    [Fact]
    public void A_set_of_all_begins_with_its_first_member_and_ends_with_its_last() => Check(
        Dates.NonEmptyListOf().Select(members => members.Take(4).ToArray()),
        members =>
        {
            var all = Edtf.Parse($"{{{string.Join(',', members)}}}");
            var bounds = members.Select(member => Edtf.Parse(member).Bounds).ToArray();
            return all.Bounds == Edtf.Parse($"[{string.Join(',', members)}]").Bounds
                && all.Start == new DateBounds(bounds.Min(b => b.Earliest), bounds.Min(b => b.Latest))
                && all.Members.Select(member => member.Text).Order().SequenceEqual(members.Order())
                && all.Members.Zip(all.Members.Skip(1)).All(pair => pair.First.Earliest <= pair.Second.Earliest);
        });

    [Fact]
    public void A_day_of_a_zone_starts_when_its_clocks_first_show_it_and_ends_when_the_next_starts()
    {
        var zones = Gen.Elements(TimeZoneInfo.GetSystemTimeZones().ToArray());
        var days = Gen.Choose(new DateOnly(1970, 1, 1).DayNumber, new DateOnly(2037, 12, 30).DayNumber).Select(DateOnly.FromDayNumber);
        Check(from zone in zones from day in days select (zone, day), at =>
        {
            var today = LocalBounds(at.day);
            var tomorrow = LocalBounds(at.day.AddDays(1));
            // A day the zone skipped is empty.
            var isSkipped = today.Earliest == tomorrow.Earliest;
            return today.Latest.Next == tomorrow.Earliest && today.IsEmpty == isSkipped
                && LocalDay(today.Earliest) == at.day.AddDays(isSkipped ? 1 : 0)
                && LocalDay(today.Earliest.Previous) < at.day;

            DateBounds LocalBounds(DateOnly day) =>
                Edtf.Parse(day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)).BoundsIn(at.zone);

            DateOnly LocalDay(Instant instant) =>
                DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant.ToDateTimeOffset(), at.zone).DateTime);
        });
    }

    [Fact]
    public void The_members_of_a_set_lie_within_its_bounds() => Check(
        Dates.NonEmptyListOf().Select(members => members.Take(4).ToArray()),
        members =>
        {
            var bounds = members.Select(member => Edtf.Parse(member).Bounds).ToArray();
            var set = Edtf.Parse($"[{string.Join(", ", members)}]").Bounds;
            return bounds.All(set.Contains) && bounds.Any(b => b.Earliest == set.Earliest) && bounds.Any(b => b.Latest == set.Latest);
        });

    [Fact]
    public void An_interval_lasts_from_the_earliest_of_its_start_to_the_latest_of_its_end() => Check(
        from a in Dates from b in Dates select (a, b),
        ends =>
        {
            var (a, b) = (Edtf.Parse(ends.a).Bounds, Edtf.Parse(ends.b).Bounds);
            return Edtf.TryParse($"{ends.a}/{ends.b}", out var interval, out var error)
                ? interval.Bounds == new DateBounds(a.Earliest, b.Latest) && interval.Start == a
                : b.Latest < a.Earliest && error.Position == ends.a.Length + 1;
        });

    [Fact]
    public void An_instant_with_an_offset_is_the_same_in_UTC() => Check(
        from moment in Moments from offset in Gen.Choose(-1_439, 1_439) select (moment, offset),
        at =>
        {
            var (sign, minutes) = (at.offset < 0 ? '-' : '+', Math.Abs(at.offset));
            var local = at.moment.ToString("yyyy-MM-ddTHH:mm:ss.ffffff", CultureInfo.InvariantCulture);
            var date = Edtf.Parse(string.Create(CultureInfo.InvariantCulture, $"{local}{sign}{minutes / 60:00}:{minutes % 60:00}"));
            var utc = Instant.FromDateTimeOffset(at.moment).Microseconds - at.offset * 60_000_000L;
            return date.IsInstant && (date.Earliest.Microseconds == utc || (!date.Earliest.IsFinite && at.moment.Year == 9999));
        });

    [Fact]
    public void An_instant_is_written_as_it_is_read() => Check(
        from sign in Gen.Elements(1, -1) from moment in Moments select (sign, moment),
        at =>
        {
            var instant = new Instant(Instant.FromDateTimeOffset(at.moment).Microseconds * at.sign);
            return Edtf.At(instant).Equals(Edtf.Parse(instant.ToString()))
                && Instant.TryParse(instant.ToString(), out var read)
                && read == instant;
        });

    /// <summary>The text with a qualifier before or after each of its parts, or none.</summary>
    private static string Qualified(string text, IEnumerable<string> qualifiers)
    {
        // Neither what comes after Y nor the sign of a year is a part.
        var isSigned = text.StartsWith('-');
        var parts = text.StartsWith('Y') ? [text] : text[(isSigned ? 1 : 0)..].Split('-');
        if (isSigned)
            parts[0] = $"-{parts[0]}";
        var left = new Queue<string>(qualifiers);
        return string.Join('-', parts.Select(part => left.Dequeue() + part + left.Dequeue()));
    }

    private static IEnumerable<DateOnly> AllDays(string firstYear, string lastYear)
    {
        var last = new DateOnly(int.Parse(lastYear, CultureInfo.InvariantCulture), 12, 31);
        for (var day = new DateOnly(int.Parse(firstYear, CultureInfo.InvariantCulture), 1, 1); day < last; day = day.AddDays(1))
            yield return day;
        yield return last;
    }

    private static DateBounds BoundsOf(DateOnly day) => new(
        Instant.FromDateTimeOffset(new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero)),
        Instant.FromDateTimeOffset(new DateTimeOffset(day.ToDateTime(TimeOnly.MaxValue), TimeSpan.Zero)));

    private static void Check<T>(Gen<T> cases, Func<T, bool> holds) =>
        Prop.ForAll(cases.ToArbitrary(), holds).QuickCheckThrowOnFailure();
}

internal static class GenExtensions
{
    /// <summary>Now and then the text instead of what is generated.</summary>
    internal static Gen<string> Or(this Gen<string> texts, string text) => Gen.Frequency((5, texts), (1, Gen.Constant(text)));
}
