using Timeline.Domain.Time;

namespace Timeline.Domain.Tests.Time;

public class EdtfZoneTests
{
    [Theory]
    [InlineData("Asia/Seoul", "2019-02-27", "2019-02-26T15:00:00.000000Z", "2019-02-27T14:59:59.999999Z")]
    [InlineData("Asia/Seoul", "2019-02", "2019-01-31T15:00:00.000000Z", "2019-02-28T14:59:59.999999Z")]
    [InlineData("Asia/Seoul", "2019-02-27/2019-03", "2019-02-26T15:00:00.000000Z", "2019-03-31T14:59:59.999999Z")]
    [InlineData("Asia/Seoul", "[2019-02-27,2019-03-01]", "2019-02-26T15:00:00.000000Z", "2019-03-01T14:59:59.999999Z")]
    [InlineData("Asia/Kolkata", "2019", "2018-12-31T18:30:00.000000Z", "2019-12-31T18:29:59.999999Z")]
    public void A_date_is_counted_in_the_days_of_the_zone(string zone, string text, string earliest, string latest) =>
        AssertBounds(zone, text, earliest, latest);

    [Theory]
    [InlineData("America/New_York", "2019-03-10", "2019-03-10T05:00:00.000000Z", "2019-03-11T03:59:59.999999Z")]
    [InlineData("America/New_York", "2019-11-03", "2019-11-03T04:00:00.000000Z", "2019-11-04T04:59:59.999999Z")]
    public void A_day_on_which_the_clocks_change_is_shorter_or_longer(string zone, string text, string earliest, string latest) =>
        AssertBounds(zone, text, earliest, latest);

    [Theory]
    // São Paulo's clocks went from 00:00 to 01:00, and back from 00:00 to 23:00 of the day before.
    [InlineData("America/Sao_Paulo", "2018-11-03", "2018-11-03T03:00:00.000000Z", "2018-11-04T02:59:59.999999Z")]
    [InlineData("America/Sao_Paulo", "2018-11-04", "2018-11-04T03:00:00.000000Z", "2018-11-05T01:59:59.999999Z")]
    [InlineData("America/Sao_Paulo", "2019-02-16", "2019-02-16T02:00:00.000000Z", "2019-02-17T02:59:59.999999Z")]
    // Havana's go back from 01:00 to 00:00, and St John's went back at 00:01: two midnights.
    [InlineData("America/Havana", "2019-11-03", "2019-11-03T04:00:00.000000Z", "2019-11-04T04:59:59.999999Z")]
    [InlineData("America/St_Johns", "2010-11-07", "2010-11-07T02:30:00.000000Z", "2010-11-08T03:29:59.999999Z")]
    public void A_day_starts_at_its_first_valid_instant(string zone, string text, string earliest, string latest) =>
        AssertBounds(zone, text, earliest, latest);

    [Theory]
    [InlineData("2011-12-29", "2011-12-29T10:00:00.000000Z", "2011-12-30T09:59:59.999999Z")]
    [InlineData("2011-12-30", "2011-12-30T10:00:00.000000Z", "2011-12-30T10:00:00.000000Z")]
    [InlineData("2011-12-31", "2011-12-30T10:00:00.000000Z", "2011-12-31T09:59:59.999999Z")]
    public void A_day_that_Samoa_skipped_is_the_instant_at_which_it_would_have_begun(string text, string earliest, string latest) =>
        AssertBounds("Pacific/Apia", text, earliest, latest);

    [Theory]
    [InlineData("2019-02-27T10:00:00Z")]
    [InlineData("2019-02-27T10:00:00+05:00/2019-02-28T05:00:00Z")]
    [InlineData("../..")]
    [InlineData("Y17000")]
    public void Instants_and_infinities_are_the_same_in_every_zone(string text)
    {
        var date = Edtf.Parse(text);
        Assert.Equal(date.Bounds, date.BoundsIn(Zone("Asia/Seoul")));
    }

    [Theory]
    [InlineData("-0044-03-15")]
    [InlineData("0000-06")]
    public void Days_beyond_the_zones_stay_UTC_days(string text)
    {
        var date = Edtf.Parse(text);
        Assert.Equal(date.Bounds, date.BoundsIn(Zone("Asia/Seoul")));
    }

    [Theory]
    [InlineData("0001-01-01")]
    [InlineData("0000-12-31")]
    [InlineData("9999-12-31")]
    [InlineData("XXXX")]
    [InlineData("-9999")]
    public void The_edges_of_the_range_have_ordered_bounds_in_every_zone(string text)
    {
        foreach (var zone in TimeZoneInfo.GetSystemTimeZones())
        {
            var bounds = Edtf.Parse(text).BoundsIn(zone);
            Assert.True(bounds.Earliest <= bounds.Latest, zone.Id);
        }
    }

    [Fact]
    public void Ends_that_a_zone_puts_out_of_order_make_an_instant()
    {
        var date = Edtf.Parse("2019-02-27T20:00:00Z/2019-02-27");
        Assert.Equal(new(date.Earliest, date.Earliest), date.BoundsIn(Zone("Asia/Seoul")));
    }

    [Fact]
    public void In_UTC_the_bounds_are_the_bounds()
    {
        var date = Edtf.Parse("[..2018-02-28,2019-21]");
        Assert.Equal(date.Bounds, date.BoundsIn(TimeZoneInfo.Utc));
    }

    private static void AssertBounds(string zone, string text, string earliest, string latest)
    {
        var bounds = Edtf.Parse(text).BoundsIn(Zone(zone));
        Assert.Equal((earliest, latest), (bounds.Earliest.ToString(), bounds.Latest.ToString()));
    }

    private static TimeZoneInfo Zone(string id) => TimeZoneInfo.FindSystemTimeZoneById(id);
}
