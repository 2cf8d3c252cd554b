using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Timeline.Domain.Time;

namespace Timeline.Domain.Tests.Time;

public class CalendarStepTests
{
    private static readonly TimeZoneInfo[] Zones =
        [.. new[] { "UTC", "Asia/Seoul", "America/New_York", "Pacific/Apia", "Atlantic/Azores" }.Select(TimeZoneInfo.FindSystemTimeZoneById)];

    [Theory]
    [InlineData("2019-02-24T12:00:00Z", CalendarUnit.Day, "UTC", "2019-02-24", "2019-02-24T00:00:00.000000Z", "2019-02-24T23:59:59.999999Z")]
    [InlineData("2019-02-24T15:00:00Z", CalendarUnit.Day, "Asia/Seoul", "2019-02-25", "2019-02-24T15:00:00.000000Z", "2019-02-25T14:59:59.999999Z")]
    [InlineData("2019-02-24T12:00:00Z", CalendarUnit.Week, "UTC", "2019-W08", "2019-02-18T00:00:00.000000Z", "2019-02-24T23:59:59.999999Z")]
    [InlineData("2021-01-03T00:00:00Z", CalendarUnit.Week, "UTC", "2020-W53", "2020-12-28T00:00:00.000000Z", "2021-01-03T23:59:59.999999Z")]
    [InlineData("2019-12-31T00:00:00Z", CalendarUnit.Week, "UTC", "2020-W01", "2019-12-30T00:00:00.000000Z", "2020-01-05T23:59:59.999999Z")]
    [InlineData("2019-02-24T12:00:00Z", CalendarUnit.Month, "UTC", "2019-02", "2019-02-01T00:00:00.000000Z", "2019-02-28T23:59:59.999999Z")]
    [InlineData("-0044-03-15T12:00:00Z", CalendarUnit.Month, "UTC", "-0044-03", "-0044-03-01T00:00:00.000000Z", "-0044-03-31T23:59:59.999999Z")]
    public void A_step_has_the_name_and_the_bounds_of_its_calendar(string instant, CalendarUnit unit, string zone, string name, string earliest, string latest)
    {
        Assert.True(Instant.TryParse(instant, out var at));
        var step = CalendarStep.Of(at, unit, TimeZoneInfo.FindSystemTimeZoneById(zone));
        Assert.Equal((name, earliest, latest), (step.ToString(), step.Earliest.ToString(), step.Latest.ToString()));
    }

    [Fact]
    public void Steps_follow_one_another_without_a_gap_and_hold_what_lies_in_them()
    {
        var cases = from day in Gen.Choose(-1_000_000, 1_000_000)
                    from second in Gen.Choose(0, 86_399)
                    from unit in Gen.Elements(Enum.GetValues<CalendarUnit>())
                    from zone in Gen.Elements(Zones)
                    select (At: new Instant(day * 86_400_000_000L + second * 1_000_000L), unit, zone);
        Prop.ForAll(cases.ToArbitrary(), c =>
        {
            var step = CalendarStep.Of(c.At, c.unit, c.zone);
            return step.Earliest <= c.At && c.At <= step.Latest
                && step.Next.Earliest.Microseconds == step.Latest.Microseconds + 1
                && step.Next == CalendarStep.Of(step.Next.Earliest, c.unit, c.zone)
                && step == CalendarStep.Of(step.Earliest, c.unit, c.zone) && step == CalendarStep.Of(step.Latest, c.unit, c.zone);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
    }

    [Fact]
    public void A_day_that_the_zone_skipped_is_no_step()
    {
        Assert.True(Instant.TryParse("2011-12-30T09:59:59.999999Z", out var last));
        var before = CalendarStep.Of(last, CalendarUnit.Day, TimeZoneInfo.FindSystemTimeZoneById("Pacific/Apia"));

        Assert.Equal(("2011-12-29", "2011-12-31"), (before.ToString(), before.Next.ToString()));
        Assert.Equal((last, last.Next), (before.Latest, before.Next.Earliest));
        Assert.Equal("2012-01-01", before.Next.Next.ToString());
    }

    [Theory]
    [InlineData("Pacific/Apia", "2011-12-28")]
    [InlineData("Pacific/Kiritimati", "1994-12-29")]
    [InlineData("Pacific/Kwajalein", "1993-08-19")]
    [InlineData("America/Sao_Paulo", "2018-11-02")]
    [InlineData("America/Havana", "2019-11-01")]
    public void No_step_ends_before_it_begins_and_none_begins_with_another(string zone, string from)
    {
        Assert.True(Instant.TryParse($"{from}T00:00:00Z", out var at));
        foreach (var unit in Enum.GetValues<CalendarUnit>())
        {
            var step = CalendarStep.Of(at, unit, TimeZoneInfo.FindSystemTimeZoneById(zone));
            for (var i = 0; i < 5; i++, step = step.Next)
            {
                Assert.True(step.Earliest <= step.Latest, step.ToString());
                Assert.True(step.Latest < step.Next.Earliest && step.Latest.Next == step.Next.Earliest, step.ToString());
            }
        }
    }

    [Fact]
    public void Weeks_are_those_of_the_calendar_of_the_framework()
    {
        for (var day = new DateTime(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc); day.Year < 2030; day = day.AddDays(1))
        {
            var step = CalendarStep.Of(Instant.FromDateTimeOffset(day), CalendarUnit.Week, TimeZoneInfo.Utc);
            Assert.Equal($"{ISOWeek.GetYear(day)}-W{ISOWeek.GetWeekOfYear(day):00}", step.ToString());
        }
    }
}
