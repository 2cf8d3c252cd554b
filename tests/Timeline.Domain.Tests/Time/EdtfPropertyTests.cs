using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
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

    /// <summary>
    /// Dates of every precision and sign, quarters, unspecified digits, qualified or not, and instants. No day is a 29 February: what is
    /// one in the year n need not be one in the year -n.
    /// </summary>
    private static readonly Gen<string> Dates = Gen.OneOf(
        from sign in Gen.Elements("", "-")
        from day in Days
        from format in Gen.Elements("yyyy", "yyyy-MM", "yyyy-MM-dd", "yyyy-MM-XX", "yyyy-XX", "yyyy-XX-XX", "yyyy-21", "yyyy-24")
        from qualifier in Gen.Elements("", "?", "~", "%")
        select sign + (day is { Month: 2, Day: 29 } ? day.AddDays(-1) : day).ToString(format, CultureInfo.InvariantCulture) + qualifier,
        Gen.Elements("201X", "20XX", "2XXX", "XXXX", "XXXX-XX", "XXXX-XX-XX", "-201X", "Y17000", "Y-17000"),
        from moment in Moments
        from offset in Gen.Elements("Z", "+09:00", "-23:59", "+05:30", "+14")
        select moment.ToString("yyyy-MM-ddTHH:mm:ss.ffffff", CultureInfo.InvariantCulture) + offset);

    private static readonly Gen<string> Texts = Gen.OneOf(
        Dates,
        from a in Dates.Or("..").Or("")
        from b in Dates.Or("..").Or("")
        select $"{a}/{b}",
        from members in Dates.NonEmptyListOf()
        select $"[{string.Join(',', members.Take(4))}]",
        from a in Dates
        from b in Dates
        select $"[{a}..{b}]",
        from a in Dates
        select $"[..{a}]",
        from a in Dates
        select $"[{a}..]");

    /// <summary>Texts with one character taken away, put in or replaced.</summary>
    private static readonly Gen<string> SpoiltTexts =
        from text in Texts
        from at in Gen.Choose(0, text.Length - 1)
        from removed in Gen.Choose(0, 1)
        from added in Gen.Elements("", "0", "9", "X", "T", "Z", "Y", "-", "+", ":", ".", "..", "/", "[", "]", ",", " ", "?", "\0", "é")
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
            var local = date.BoundsIn(at.zone);
            return date.Earliest <= date.Latest && local.Earliest <= local.Latest;
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
    public void A_day_of_a_zone_starts_when_its_clocks_first_show_it_and_ends_when_the_next_starts()
    {
        var zones = Gen.Elements(TimeZoneInfo.GetSystemTimeZones().ToArray());
        var days = Gen.Choose(new DateOnly(1970, 1, 1).DayNumber, new DateOnly(2037, 12, 30).DayNumber).Select(DateOnly.FromDayNumber);
        Check(from zone in zones from day in days select (zone, day), at =>
        {
            var today = BoundsOf(at.day);
            var tomorrow = BoundsOf(at.day.AddDays(1));
            // A day the zone skipped is the instant at which the next one starts.
            var isSkipped = today.Earliest == tomorrow.Earliest;
            return (isSkipped ? today.Latest == today.Earliest : today.Latest.Next == tomorrow.Earliest)
                && LocalDay(today.Earliest) == at.day.AddDays(isSkipped ? 1 : 0)
                && LocalDay(today.Earliest.Previous) < at.day;

            DateBounds BoundsOf(DateOnly day) =>
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

    private static void Check<T>(Gen<T> cases, Func<T, bool> holds) =>
        Prop.ForAll(cases.ToArbitrary(), holds).QuickCheckThrowOnFailure();
}

internal static class GenExtensions
{
    /// <summary>Now and then the text instead of what is generated.</summary>
    internal static Gen<string> Or(this Gen<string> texts, string text) => Gen.Frequency((5, texts), (1, Gen.Constant(text)));
}
