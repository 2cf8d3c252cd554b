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
    [InlineData("2011-12-29", "2011-12-29T10:00:00.000000Z", "2011-12-30T09:59:59.999999Z", false)]
    [InlineData("2011-12-30", "2011-12-30T10:00:00.000000Z", "2011-12-30T09:59:59.999999Z", true)]
    [InlineData("2011-12-31", "2011-12-30T10:00:00.000000Z", "2011-12-31T09:59:59.999999Z", false)]
    [InlineData("2011-12-30T12:00:00", "2011-12-30T10:00:00.000000Z", "2011-12-30T09:59:59.999999Z", true)]
    [InlineData("2011-X2-30", "2011-12-30T10:00:00.000000Z", "2011-12-30T09:59:59.999999Z", true)]
    [InlineData("2011-12-30/2011-12-30", "2011-12-30T10:00:00.000000Z", "2011-12-30T09:59:59.999999Z", true)]
    [InlineData("[2011-12-30..2011-12-30]", "2011-12-30T10:00:00.000000Z", "2011-12-30T09:59:59.999999Z", true)]
    [InlineData("{2011-12-30,2011-12-30T12:00:00}", "2011-12-30T10:00:00.000000Z", "2011-12-30T09:59:59.999999Z", true)]
    // An interval reaches to where the skipped day would have been; a set has no such member.
    [InlineData("2011-12-30/2012-01-02", "2011-12-30T10:00:00.000000Z", "2012-01-02T09:59:59.999999Z", false)]
    [InlineData("2011-12-28/2011-12-30", "2011-12-28T10:00:00.000000Z", "2011-12-30T09:59:59.999999Z", false)]
    [InlineData("[..2011-12-30]", "..", "2011-12-30T09:59:59.999999Z", false)]
    [InlineData("[2011-12-30,2012-01-02]", "2012-01-01T10:00:00.000000Z", "2012-01-02T09:59:59.999999Z", false)]
    [InlineData("{2011-12-20,2011-12-30}", "2011-12-20T10:00:00.000000Z", "2011-12-21T09:59:59.999999Z", false)]
    // Of unspecified digits the days count that existed there.
    [InlineData("2011-12-X0", "2011-12-10T10:00:00.000000Z", "2011-12-21T09:59:59.999999Z", false)]
    [InlineData("2011-12-3X", "2011-12-30T10:00:00.000000Z", "2011-12-31T09:59:59.999999Z", false)]
    [InlineData("2011-12", "2011-12-01T10:00:00.000000Z", "2011-12-31T09:59:59.999999Z", false)]
    public void A_day_that_Samoa_skipped_is_empty(string text, string earliest, string latest, bool isEmpty)
    {
        AssertBounds("Pacific/Apia", text, earliest, latest);
        Assert.Equal(isEmpty, Edtf.Parse(text).BoundsIn(Zone("Pacific/Apia")).IsEmpty);
    }

    [Theory]
    [InlineData("Europe/Berlin", "2019-03-31T01:59:59.999999", "2019-03-31T00:59:59.999999Z", "2019-03-31T00:59:59.999999Z")]
    [InlineData("Europe/Berlin", "2019-03-31T02:00:00", "2019-03-31T01:00:00.000000Z", "2019-03-31T00:59:59.999999Z")]
    [InlineData("Europe/Berlin", "2019-03-31T02:30:00", "2019-03-31T01:00:00.000000Z", "2019-03-31T00:59:59.999999Z")]
    [InlineData("Europe/Berlin", "2019-03-31T03:00:00", "2019-03-31T01:00:00.000000Z", "2019-03-31T01:00:00.000000Z")]
    public void A_local_time_that_the_clocks_skip_is_empty(string zone, string text, string earliest, string latest) =>
        AssertBounds(zone, text, earliest, latest);

    [Theory]
    [InlineData("Europe/Berlin", "2019-10-27T01:59:59", "2019-10-26T23:59:59.000000Z", "2019-10-26T23:59:59.000000Z")]
    [InlineData("Europe/Berlin", "2019-10-27T02:00:00", "2019-10-27T00:00:00.000000Z", "2019-10-27T01:00:00.000000Z")]
    [InlineData("Europe/Berlin", "2019-10-27T02:30:00", "2019-10-27T00:30:00.000000Z", "2019-10-27T01:30:00.000000Z")]
    [InlineData("Europe/Berlin", "2019-10-27T03:00:00", "2019-10-27T02:00:00.000000Z", "2019-10-27T02:00:00.000000Z")]
    [InlineData("Australia/Lord_Howe", "2019-04-07T01:45:00", "2019-04-06T14:45:00.000000Z", "2019-04-06T15:15:00.000000Z")]
    [InlineData("Europe/Berlin", "2019-10-27T02:10:00/2019-10-27T02:20:00", "2019-10-27T00:10:00.000000Z", "2019-10-27T01:20:00.000000Z")]
    public void A_local_time_that_the_clocks_show_twice_is_both(string zone, string text, string earliest, string latest) =>
        AssertBounds(zone, text, earliest, latest);

    [Theory]
    [InlineData("Asia/Seoul", "2019-02-24T23:20:30", "2019-02-24T14:20:30.000000Z")]
    [InlineData("Asia/Seoul", "2017-01-01T08:59:60", "2016-12-31T23:59:59.999999Z")]
    [InlineData("Asia/Kolkata", "2019-02-24T00:00:00.5", "2019-02-23T18:30:00.500000Z")]
    [InlineData("Asia/Seoul", "-0044-03-15T12:00:00", "-0044-03-15T12:00:00.000000Z")]
    public void A_local_time_is_that_of_the_zone(string zone, string text, string at) => AssertBounds(zone, text, at, at);

    [Theory]
    [InlineData("Pacific/Apia", "2011-12-30", "2011-12-30")]
    [InlineData("Pacific/Apia", "2011-12-30?", "2011-12-30?")]
    [InlineData("Pacific/Apia", "2011-12-30T23:59:59", "2011-12-30T23:59:59")]
    [InlineData("Pacific/Apia", "2011-12-30T23:59:59Z", null)]
    [InlineData("Pacific/Apia", "2011-12-28/2011-12-30", "2011-12-30")]
    [InlineData("Pacific/Apia", "2011-12-29/2011-12-31", null)]
    [InlineData("Pacific/Apia", "[2011-12-30,2012-01-02]", "2011-12-30")]
    [InlineData("Pacific/Apia", "{2011-12-20, 2011-12-30..2012-01-02}", "2011-12-30")]
    [InlineData("Pacific/Apia", "2011-12", null)]
    [InlineData("Pacific/Apia", "2011-12-3X", null)]
    [InlineData("Pacific/Apia", "2011-12-31", null)]
    [InlineData("Asia/Seoul", "2011-12-30", null)]
    [InlineData("UTC", "2011-12-30", null)]
    [InlineData("Europe/Berlin", "2019-03-31T02:30:00", "2019-03-31T02:30:00")]
    [InlineData("Europe/Berlin", "2019-03-31T01:30:00/2019-03-31T02:30:00", "2019-03-31T02:30:00")]
    [InlineData("Europe/Berlin", "2019-03-31T03:30:00", null)]
    [InlineData("Europe/Berlin", "2019-10-27T02:30:00", null)]
    public void What_a_zone_skipped_is_named_as_it_is_written(string zone, string text, string? skipped) =>
        Assert.Equal(skipped, Edtf.Parse(text).SkippedIn(Zone(zone)));

    [Theory]
    [InlineData("2019-02-27/2019-03", "2019-02-26T15:00:00.000000Z", "2019-02-27T14:59:59.999999Z")]
    [InlineData("{2019-03,2019-02-27..2019-02-28}", "2019-02-26T15:00:00.000000Z", "2019-02-27T14:59:59.999999Z")]
    public void The_start_is_counted_in_the_days_of_the_zone(string text, string earliest, string latest)
    {
        var start = Edtf.Parse(text).StartIn(Zone("Asia/Seoul"));
        Assert.Equal((earliest, latest), (start?.Earliest.ToString(), start?.Latest.ToString()));
    }

    [Fact]
    public void What_is_on_several_days_does_not_begin_with_a_skipped_one()
    {
        var apia = Zone("Pacific/Apia");
        Assert.Equal(Edtf.Parse("2012-01-02").BoundsIn(apia), Edtf.Parse("{2011-12-30,2012-01-02}").StartIn(apia));
        Assert.Equal(Edtf.Parse("2011-12-30").BoundsIn(apia), Edtf.Parse("{2011-12-30}").StartIn(apia));
        Assert.Null(Edtf.Parse("2011-12-30").StartIn(apia));
    }

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
    public void Ends_that_a_zone_puts_out_of_order_leave_nothing_between_them()
    {
        var date = Edtf.Parse("2019-02-27T20:00:00Z/2019-02-27");
        var bounds = date.BoundsIn(Zone("Asia/Seoul"));

        Assert.True(bounds.IsEmpty);
        Assert.Equal(new(date.Earliest, date.Earliest.Previous), bounds);
        Assert.Null(date.SkippedIn(Zone("Asia/Seoul")));
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
