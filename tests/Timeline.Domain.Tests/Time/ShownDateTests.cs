using Timeline.Domain.Knowing;
using Timeline.Domain.Telling;
using Timeline.Domain.Telling.English;
using Timeline.Domain.Time;

namespace Timeline.Domain.Tests.Time;

/// <summary>All dates in one zone of the reader's (SEMANTICS §4, <c>show</c>).</summary>
public class ShownDateTests
{
    private const string Washington = "America/New_York", Hanoi = "Asia/Ho_Chi_Minh", Seoul = "Asia/Seoul";

    [Theory]
    // A day in Washington is parts of two in Seoul; a day as long as one there is that day.
    [InlineData("2019-02-08", Washington, Seoul, "[2019-02-08T14:00:00..2019-02-09T14:00:00]", "between 8 February 2019 at 14:00 and 9 February 2019 at 14:00 (Seoul)")]
    [InlineData("2019-02-08", "Asia/Tokyo", Seoul, "2019-02-08", "on 8 February 2019 (Seoul)")]
    [InlineData("2019-02-08", Seoul, Seoul, "2019-02-08", "on 8 February 2019 (Seoul)")]
    [InlineData("2019-02-24", null, Seoul, "[2019-02-24T09:00:00..2019-02-25T09:00:00]", "between 24 February 2019 at 09:00 and 25 February 2019 at 09:00 (Seoul)")]
    // What lasts, lasts; what is not known to the day is not.
    [InlineData("2019-02-27/2019-02-28", Hanoi, Washington, "2019-02-26T12:00:00/2019-02-28T12:00:00", "from 26 February 2019 at 12:00 to 28 February 2019 at 12:00 (New York)")]
    [InlineData("2019-02-27/2019-02-28", "Asia/Tokyo", Seoul, "2019-02-27/2019-02-28", "on 27–28 February 2019 (Seoul)")]
    [InlineData("[2019-02-27..2019-02-28]", "Asia/Tokyo", Seoul, "[2019-02-27..2019-02-28]", "between 27 February 2019 and 28 February 2019 (Seoul)")]
    [InlineData("[..2019-02-24]", "Asia/Tokyo", Seoul, "[..2019-02-24]", "by 24 February 2019 (Seoul)")]
    [InlineData("2019-02-24/..", "Asia/Tokyo", Seoul, "2019-02-24/..", "from 24 February 2019 on (Seoul)")]
    [InlineData("{2019-02-09,2019-02-05}", "Asia/Tokyo", Seoul, "{2019-02-05,2019-02-09}", "on 5 and 9 February 2019 (Seoul)")]
    [InlineData("[2019-02-05,2019-02-09]", "Asia/Tokyo", Seoul, "[2019-02-05,2019-02-09]", "on 5 February 2019 or on 9 February 2019 (Seoul)")]
    // Moments are local times.
    [InlineData("2019-02-26T08:15:00+07:00", null, Washington, "2019-02-25T20:15:00", "on 25 February 2019 at 20:15 (New York)")]
    [InlineData("2019-02-26T08:15:00", Hanoi, Seoul, "2019-02-26T10:15:00", "on 26 February 2019 at 10:15 (Seoul)")]
    // The day on which the clocks went forward had 23 hours; a zone may have skipped one.
    [InlineData("2019-03-31", "Europe/Berlin", Seoul, "[2019-03-31T08:00:00..2019-04-01T07:00:00]", "between 31 March 2019 at 08:00 and 1 April 2019 at 07:00 (Seoul)")]
    [InlineData("2011-12-29", "Pacific/Apia", Seoul, "[2011-12-29T19:00:00..2011-12-30T19:00:00]", "between 29 December 2011 at 19:00 and 30 December 2011 at 19:00 (Seoul)")]
    [InlineData("2019-02-08", Washington, "UTC", "[2019-02-08T05:00:00..2019-02-09T05:00:00]", "between 8 February 2019 at 05:00 and 9 February 2019 at 05:00 (UTC)")]
    [InlineData("2019-02-08", null, "UTC", "2019-02-08", "on 8 February 2019")]
    // Coarser or doubted: as it was written.
    [InlineData("2019-02", Washington, Seoul, "2019-02", "in February 2019 (New York)")]
    [InlineData("2019-02-08?", Washington, Seoul, "2019-02-08?", "on 8 February 2019 (uncertain) (New York)")]
    [InlineData("2019-02-08~", null, Seoul, "2019-02-08~", "around 8 February 2019")]
    [InlineData("2019-02-0X", null, Seoul, "2019-02-0X", null)]
    [InlineData("9999-12-31", null, Seoul, "9999-12-31", "on 31 December 9999")]
    [InlineData("-0044-03-15", null, Seoul, "-0044-03-15", null)]
    [InlineData("Y-17E7", null, Seoul, "Y-17E7", null)]
    [InlineData("../..", null, Seoul, "../..", null)]
    public void A_date_is_told_in_the_zone_of_the_reader(string text, string? zone, string show, string shown, string? told)
    {
        var date = Edtf.Parse(text).In(LocalZone.Of(zone, null)).ShownIn(new LocalZone(show, null));
        Assert.Equal(shown, date.Text);
        if (told is not null) Assert.Equal(told, EnglishDates.When(date));
    }

    [Theory]
    [InlineData("2019-02-24T23:59:59.999999Z", null, "the end of 24 February 2019 (UTC)")]
    [InlineData("2019-02-24T23:59:59.999999Z", Seoul, "25 February 2019 at 09:00 (Seoul)")]
    [InlineData("2019-02-24T14:59:59.999999Z", Seoul, "the end of 24 February 2019 (Seoul)")]
    [InlineData("1950-06-24T23:59:59.999999Z", Seoul, "25 June 1950 at 10:00 (Seoul)")]
    [InlineData("9999-12-31T23:59:59.999999Z", null, "the end of 31 December 9999 (UTC)")]
    [InlineData("9999-12-31T23:59:59.999999Z", Seoul, "the end of 31 December 9999 (UTC)")]
    public void The_moment_of_a_vantage_is_told_in_the_zone_of_the_reader(string known, string? show, string told)
    {
        var moment = Edtf.Parse(known).Earliest;
        var vantage = new Vantage { Known = moment, At = moment, Recorded = 1 };
        Assert.StartsWith($"What was known by {told} to", Language.Default.Describe(vantage, show is null ? null : new(show, null)), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_zone_it_is_as_it_was_written()
    {
        var date = Edtf.Parse("2019-02-08").In(LocalZone.Of(Washington, "Washington"));
        Assert.Same(date, date.ShownIn(null));
    }
}
