using Timeline.Domain.Time;

namespace Timeline.Domain.Tests.Time;

public class EdtfTests
{
    [Theory]
    [InlineData("2019", "2019-01-01", "2019-12-31")]
    [InlineData("2019-02", "2019-02-01", "2019-02-28")]
    [InlineData("2020-02", "2020-02-01", "2020-02-29")]
    [InlineData("2019-02-27", "2019-02-27", "2019-02-27")]
    [InlineData("0000", "0000-01-01", "0000-12-31")]
    [InlineData("-0044-03-15", "-0044-03-15", "-0044-03-15")]
    [InlineData("-9999", "-9999-01-01", "-9999-12-31")]
    [InlineData("9999", "9999-01-01", "9999-12-31")]
    [InlineData("2019-02?", "2019-02-01", "2019-02-28")]
    [InlineData("2019-02-27~", "2019-02-27", "2019-02-27")]
    [InlineData("201X%", "2010-01-01", "2019-12-31")]
    [InlineData("201X", "2010-01-01", "2019-12-31")]
    [InlineData("20XX", "2000-01-01", "2099-12-31")]
    [InlineData("2XXX", "2000-01-01", "2999-12-31")]
    [InlineData("XXXX", "0000-01-01", "9999-12-31")]
    [InlineData("-201X", "-2019-01-01", "-2010-12-31")]
    [InlineData("-000X", "-0009-01-01", "-0001-12-31")]
    [InlineData("-XXXX", "-9999-01-01", "-0001-12-31")]
    [InlineData("2019-XX", "2019-01-01", "2019-12-31")]
    [InlineData("2019-02-XX", "2019-02-01", "2019-02-28")]
    [InlineData("2019-XX-XX", "2019-01-01", "2019-12-31")]
    [InlineData("XXXX-XX", "0000-01-01", "9999-12-31")]
    [InlineData("XXXX-XX-XX", "0000-01-01", "9999-12-31")]
    [InlineData("2019-21", "2019-01-01", "2019-03-31")]
    [InlineData("2019-22", "2019-04-01", "2019-06-30")]
    [InlineData("2019-23", "2019-07-01", "2019-09-30")]
    [InlineData("2019-24~", "2019-10-01", "2019-12-31")]
    [InlineData("2019-02-27/2019-02-28", "2019-02-27", "2019-02-28")]
    [InlineData("2018/2019-02", "2018-01-01", "2019-02-28")]
    [InlineData("2019-02/2019-02-19", "2019-02-01", "2019-02-19")]
    [InlineData("2018-06~/2019-21?", "2018-06-01", "2019-03-31")]
    [InlineData("[2019-02-19,2019-02-20]", "2019-02-19", "2019-02-20")]
    [InlineData("[2019-02-20, 2019-02-19]", "2019-02-19", "2019-02-20")]
    [InlineData("[2019-02-16..2019-03-02]", "2019-02-16", "2019-03-02")]
    [InlineData("[2015,2017..2018,201X]", "2010-01-01", "2019-12-31")]
    [InlineData("[2019]", "2019-01-01", "2019-12-31")]
    // qualified in part
    [InlineData("2004-06~-11", "2004-06-11", "2004-06-11")]
    [InlineData("?2004-06-~11", "2004-06-11", "2004-06-11")]
    [InlineData("2011-%06-13", "2011-06-13", "2011-06-13")]
    [InlineData("2004?-06-11", "2004-06-11", "2004-06-11")]
    [InlineData("%2019-?02-~27?", "2019-02-27", "2019-02-27")]
    [InlineData("?-0044-03", "-0044-03-01", "-0044-03-31")]
    [InlineData("~2019-21", "2019-01-01", "2019-03-31")]
    // digits unspecified anywhere
    [InlineData("156X-12-25", "1560-12-25", "1569-12-25")]
    [InlineData("15XX-12-25", "1500-12-25", "1599-12-25")]
    [InlineData("15XX-12-XX", "1500-12-01", "1599-12-31")]
    [InlineData("1XXX-1X", "1000-10-01", "1999-12-31")]
    [InlineData("1XXX-XX", "1000-01-01", "1999-12-31")]
    [InlineData("1XXX-12", "1000-12-01", "1999-12-31")]
    [InlineData("XXXX-12-XX", "0000-12-01", "9999-12-31")]
    [InlineData("1984-1X", "1984-10-01", "1984-12-31")]
    [InlineData("2X1X", "2010-01-01", "2919-12-31")]
    [InlineData("X019", "0019-01-01", "9019-12-31")]
    [InlineData("2019-0X", "2019-01-01", "2019-09-30")]
    [InlineData("2019-X1", "2019-01-01", "2019-11-30")]
    [InlineData("2019-X5", "2019-05-01", "2019-05-31")]
    [InlineData("2019-05-X5", "2019-05-05", "2019-05-25")]
    [InlineData("2019-02-2X", "2019-02-20", "2019-02-28")]
    [InlineData("2019-XX-31", "2019-01-31", "2019-12-31")]
    [InlineData("2019-X2-30", "2019-12-30", "2019-12-30")]
    [InlineData("2019-XX-3X", "2019-01-30", "2019-12-31")]
    [InlineData("XXXX-02-29", "0000-02-29", "9996-02-29")]
    [InlineData("19XX-02-29", "1904-02-29", "1996-02-29")]
    [InlineData("-00XX-02-29", "-0096-02-29", "-0004-02-29")]
    [InlineData("-201X-12-25", "-2019-12-25", "-2010-12-25")]
    [InlineData("201X-21", "2010-01-01", "2019-03-31")]
    [InlineData("XXXX-41", "0000-07-01", "9999-12-31")]
    // significant digits
    [InlineData("1950S2", "1900-01-01", "1999-12-31")]
    [InlineData("1950S1", "1000-01-01", "1999-12-31")]
    [InlineData("1950S3~", "1950-01-01", "1959-12-31")]
    [InlineData("1950S4", "1950-01-01", "1950-12-31")]
    [InlineData("0050S2", "0000-01-01", "0099-12-31")]
    [InlineData("-1950S2", "-1999-01-01", "-1900-12-31")]
    // parts of the year
    [InlineData("2019-25", "2019-04-01", "2019-06-30")]
    [InlineData("2019-26", "2019-07-01", "2019-09-30")]
    [InlineData("2019-27", "2019-10-01", "2019-12-31")]
    [InlineData("2019-28", "2019-01-01", "2019-03-31")]
    [InlineData("2019-29", "2019-10-01", "2019-12-31")]
    [InlineData("2019-30", "2019-01-01", "2019-03-31")]
    [InlineData("2019-31", "2019-04-01", "2019-06-30")]
    [InlineData("2019-32", "2019-07-01", "2019-09-30")]
    [InlineData("2019-33", "2019-01-01", "2019-03-31")]
    [InlineData("2019-34", "2019-04-01", "2019-06-30")]
    [InlineData("2019-35", "2019-07-01", "2019-09-30")]
    [InlineData("2019-36", "2019-10-01", "2019-12-31")]
    [InlineData("2020-37", "2020-01-01", "2020-04-30")]
    [InlineData("2020-38", "2020-05-01", "2020-08-31")]
    [InlineData("2020-39", "2020-09-01", "2020-12-31")]
    [InlineData("2019-40", "2019-01-01", "2019-06-30")]
    [InlineData("2019-41", "2019-07-01", "2019-12-31")]
    // of intervals and sets
    [InlineData("2004-06-~01/2004-06-~20", "2004-06-01", "2004-06-20")]
    [InlineData("2004-06-XX/2004-07-03", "2004-06-01", "2004-07-03")]
    [InlineData("156X-12-25/1950S2", "1560-12-25", "1999-12-31")]
    [InlineData("2019-21/2019-41", "2019-01-01", "2019-12-31")]
    [InlineData("[201X-12-25,2019-37]", "2010-12-25", "2019-12-25")]
    [InlineData("{1667,1668,1670..1672}", "1667-01-01", "1672-12-31")]
    [InlineData("{1960,1961-12}", "1960-01-01", "1961-12-31")]
    [InlineData("{2019-05-03, 2019-05-01}", "2019-05-01", "2019-05-03")]
    [InlineData("{2019-?05-01,2019-40,1950S2}", "1900-01-01", "2019-06-30")]
    public void A_date_spans_whole_days(string text, string firstDay, string lastDay)
    {
        var date = Edtf.Parse(text);

        Assert.Equal($"{firstDay}T00:00:00.000000Z", date.Earliest.ToString());
        Assert.Equal($"{lastDay}T23:59:59.999999Z", date.Latest.ToString());
        Assert.Equal(new DateBounds(date.Earliest, date.Latest), date.Bounds);
    }

    [Theory]
    [InlineData("2019-02-27T10:00:00Z", "2019-02-27T10:00:00.000000Z")]
    [InlineData("2019-02-27T10:00:00.25+09:00", "2019-02-27T01:00:00.250000Z")]
    [InlineData("2019-12-31T23:30:00-00:30", "2020-01-01T00:00:00.000000Z")]
    [InlineData("-0044-03-15T12:00:00Z", "-0044-03-15T12:00:00.000000Z")]
    // What is finer than a microsecond is cut off, before 1970 too.
    [InlineData("2019-02-27T10:00:00.1234567Z", "2019-02-27T10:00:00.123456Z")]
    [InlineData("2019-02-27T10:00:00.999999999Z", "2019-02-27T10:00:00.999999Z")]
    [InlineData("2019-02-27T23:59:59.99999999999999999999+00:00", "2019-02-27T23:59:59.999999Z")]
    [InlineData("1969-12-31T23:59:59.9999999Z", "1969-12-31T23:59:59.999999Z")]
    [InlineData("1969-12-31T23:59:59.0000009Z", "1969-12-31T23:59:59.000000Z")]
    // A leap second is the last instant of its minute.
    [InlineData("2016-12-31T23:59:60Z", "2016-12-31T23:59:59.999999Z")]
    [InlineData("2016-12-31T23:59:60.123456789Z", "2016-12-31T23:59:59.999999Z")]
    [InlineData("2017-01-01T08:59:60+09:00", "2016-12-31T23:59:59.999999Z")]
    [InlineData("1990-12-31T15:59:60-08:00", "1990-12-31T23:59:59.999999Z")]
    [InlineData("2017-01-01T05:29:60+05:30", "2016-12-31T23:59:59.999999Z")]
    [InlineData("2017-01-01T08:59:60+09", "2016-12-31T23:59:59.999999Z")]
    [InlineData("9999-12-31T23:59:60Z", "9999-12-31T23:59:59.999999Z")]
    public void An_instant_is_both_its_ends(string text, string instant)
    {
        var date = Edtf.Parse(text);

        Assert.True(date.IsInstant);
        Assert.Equal(instant, date.Earliest.ToString());
        Assert.Equal(date.Earliest, date.Latest);
    }

    [Theory]
    [InlineData("../2019-02-19", null, "2019-02-19T23:59:59.999999Z")]
    [InlineData("/2019", null, "2019-12-31T23:59:59.999999Z")]
    [InlineData("2019-02/..", "2019-02-01T00:00:00.000000Z", null)]
    [InlineData("2019/", "2019-01-01T00:00:00.000000Z", null)]
    [InlineData("2019-02-27T10:00:00Z/..", "2019-02-27T10:00:00.000000Z", null)]
    [InlineData("../..", null, null)]
    [InlineData("/..", null, null)]
    [InlineData("../", null, null)]
    [InlineData("[..2019-02-19]", null, "2019-02-19T23:59:59.999999Z")]
    [InlineData("[2019-02-19..]", "2019-02-19T00:00:00.000000Z", null)]
    [InlineData("[..2018,2019..]", null, null)]
    [InlineData("Y-17000/2019", null, "2019-12-31T23:59:59.999999Z")]
    [InlineData("{..1984}", null, "1984-12-31T23:59:59.999999Z")]
    [InlineData("{2019-05-01,2019-06..}", "2019-05-01T00:00:00.000000Z", null)]
    [InlineData("{Y-17E7,2019}", null, "2019-12-31T23:59:59.999999Z")]
    [InlineData("[2019..Y17E7S3]", "2019-01-01T00:00:00.000000Z", null)]
    public void An_end_that_is_not_given_is_infinite(string text, string? earliest, string? latest)
    {
        var date = Edtf.Parse(text);

        Assert.Equal(earliest, date.Earliest == Instant.NegativeInfinity ? null : date.Earliest.ToString());
        Assert.Equal(latest, date.Latest == Instant.PositiveInfinity ? null : date.Latest.ToString());
    }

    [Fact]
    public void What_lies_beyond_the_range_is_infinite_at_both_ends()
    {
        Assert.Equal(new(Instant.NegativeInfinity, Instant.NegativeInfinity), Edtf.Parse("Y-17E7").Bounds);
        Assert.Equal(new(Instant.PositiveInfinity, Instant.PositiveInfinity), Edtf.Parse("Y171010000S3").Bounds);
        Assert.Equal(new(Instant.PositiveInfinity, Instant.PositiveInfinity), Edtf.Parse("Y3388E2S3~").Bounds);
        Assert.Equal(new(Instant.PositiveInfinity, Instant.PositiveInfinity), Edtf.Parse("?Y1E99999999999999999999S7").Bounds);
        Assert.Equal(new(Instant.PositiveInfinity, Instant.PositiveInfinity), Edtf.Parse("Y17000").Bounds);
        Assert.Equal(new(Instant.NegativeInfinity, Instant.NegativeInfinity), Edtf.Parse("Y-17000?").Bounds);
        Assert.Equal(Edtf.Parse("Y17000").Bounds, Edtf.Parse("Y17000/Y16000").Bounds);
        Assert.Equal(new(Instant.PositiveInfinity, Instant.PositiveInfinity), Edtf.Parse("9999-12-31T23:00:00-01:00").Bounds);
        Assert.Equal(new(Instant.NegativeInfinity, Instant.NegativeInfinity), Edtf.Parse("-9999-01-01T00:00:00+00:01").Bounds);
    }

    [Theory]
    [InlineData("2019-02-27T10:00:00Z/2019-02-28T05:00:00Z", "2019-02-27T10:00:00.000000Z", "2019-02-28T05:00:00.000000Z")]
    [InlineData("2019-02-27T10:00:00+09:00/2019-02-28", "2019-02-27T01:00:00.000000Z", "2019-02-28T23:59:59.999999Z")]
    [InlineData("2019-02/2019-02-28T05:00:00Z", "2019-02-01T00:00:00.000000Z", "2019-02-28T05:00:00.000000Z")]
    [InlineData("[2019-02-27T10:00:00Z..2019-02-28T05:00:00Z]", "2019-02-27T10:00:00.000000Z", "2019-02-28T05:00:00.000000Z")]
    public void Instants_bound_intervals_and_sets_as_dates_do(string text, string earliest, string latest)
    {
        var date = Edtf.Parse(text);

        Assert.False(date.IsInstant);
        Assert.Equal((earliest, latest), (date.Earliest.ToString(), date.Latest.ToString()));
    }

    [Theory]
    [InlineData("2019-02-24T23:20:30", "2019-02-24T23:20:30.000000Z")]
    [InlineData("2019-02-24T23:20:30.1234567", "2019-02-24T23:20:30.123456Z")]
    [InlineData("2016-12-31T23:59:60", "2016-12-31T23:59:59.999999Z")]
    [InlineData("2017-01-01T05:44:60", "2017-01-01T05:44:59.999999Z")]
    public void A_local_time_is_dated_to_the_day_but_is_no_instant(string text, string inUtc)
    {
        var date = Edtf.Parse(text);

        Assert.Equal((inUtc, inUtc), (date.Earliest.ToString(), date.Latest.ToString()));
        Assert.True(date.IsToTheDay);
        Assert.False(date.IsInstant);
        Assert.False(Instant.TryParse(text, out _));
    }

    [Theory]
    [InlineData("[2019-02-24T23:20:30..2019-02-25T01:00:00.5]", "2019-02-24T23:20:30.000000Z", "2019-02-25T01:00:00.500000Z")]
    [InlineData("{2019-02-24T23:20:30,2019-02-26}", "2019-02-24T23:20:30.000000Z", "2019-02-26T23:59:59.999999Z")]
    [InlineData("2019-02-24T23:20:30.25/2019-02-25", "2019-02-24T23:20:30.250000Z", "2019-02-25T23:59:59.999999Z")]
    public void Local_times_bound_intervals_and_sets(string text, string earliest, string latest)
    {
        var date = Edtf.Parse(text);

        Assert.Equal((earliest, latest), (date.Earliest.ToString(), date.Latest.ToString()));
    }

    [Theory]
    [InlineData("{2019-02,2019-03-01}", "2019-02")]
    [InlineData("{2019-03-01,2019-02}", "2019-02")]
    // It has begun with the first day of a range, and by the earlier of two that may be either way round.
    [InlineData("{2019-02-01..2019-02-10,2019-03}", "2019-02-01")]
    [InlineData("{2019-02,2019-02-10}", "2019-02-01/2019-02-10")]
    [InlineData("{..1984,1990}", "../1984")]
    public void What_is_on_several_dates_has_begun_with_the_first(string text, string start) =>
        Assert.Equal(Edtf.Parse(start).Bounds, Edtf.Parse(text).Start);

    [Theory]
    [InlineData("{2019-05-03, 2019-05-01..2019-05-02,2019-05-01}", "2019-05-01 2019-05-01/2019-05-02 2019-05-03")]
    [InlineData("{..1984,1990-12~,1995..}", "../1984 1990-12~ 1995/..")]
    [InlineData("{2019}", "2019")]
    [InlineData("2019", "2019")]
    [InlineData("2019/2020", "2019/2020")]
    [InlineData("[2019,2020]", "2019 2020")]
    public void The_members_of_a_set_of_all_are_dates_of_their_own_in_order_of_time(string text, string members)
    {
        var date = Edtf.Parse(text);

        Assert.Equal(members, string.Join(' ', date.Members));
        Assert.All(date.Members, member => Assert.Equal(Edtf.Parse(member.Text).Bounds, member.Bounds));
    }

    [Theory]
    [InlineData("2019-02/2019-03", "2019-02")]
    [InlineData("2019-02~/..", "2019-02")]
    [InlineData("2019-02-27T10:00:00Z/", "2019-02-27T10:00:00Z")]
    public void A_given_start_has_the_bounds_of_a_date_by_itself(string text, string start) =>
        Assert.Equal(Edtf.Parse(start).Bounds, Edtf.Parse(text).Start);

    [Theory]
    [InlineData("2019")]
    [InlineData("2019-02-27T10:00:00Z")]
    [InlineData("../2019")]
    [InlineData("/2019")]
    [InlineData("../..")]
    [InlineData("[2018..2019]")]
    public void Only_an_interval_that_gives_it_has_a_start(string text) => Assert.Null(Edtf.Parse(text).Start);

    [Theory]
    [InlineData("2019-02-27", true)]
    [InlineData("2019-02-27?", true)]
    [InlineData("2019-02-27T10:00:00Z", true)]
    [InlineData("2019-02-27/2019-02-28", true)]
    [InlineData("2019-02-27T10:00:00Z/2019-02-28?", true)]
    [InlineData("2019-02-27~", false)]
    [InlineData("2019-02-27%", false)]
    [InlineData("2019-02-27/2019-02-28~", false)]
    [InlineData("2019-02-27/..", false)]
    [InlineData("2019-02-27/", false)]
    [InlineData("../2019-02-27", false)]
    [InlineData("/2019-02-27", false)]
    [InlineData("../..", false)]
    [InlineData("2019-02", false)]
    [InlineData("2019-02-27/2019-03", false)]
    [InlineData("2019-02-XX", false)]
    [InlineData("2019-21", false)]
    [InlineData("Y17000", false)]
    [InlineData("[2019-02-27]", false)]
    [InlineData("[2019-02-27,2019-02-28]", false)]
    [InlineData("{2019-02-27}", true)]
    [InlineData("{2019-02-27,2019-03-01..2019-03-02?}", true)]
    [InlineData("{2019-02-27,2019-03}", false)]
    [InlineData("{2019-02-27,2019-03-01..}", false)]
    [InlineData("?2019-02-27", true)]
    [InlineData("2019-02-~27", false)]
    [InlineData("2019~-02-27", false)]
    [InlineData("2019-X2-30", false)]
    [InlineData("2019-02-24T23:20:30", true)]
    public void Is_to_the_day_if_every_end_is_given_as_a_day_and_not_blurred(string text, bool expected) =>
        Assert.Equal(expected, Edtf.Parse(text).IsToTheDay);

    [Fact]
    public void The_text_is_kept_as_sent()
    {
        const string sent = "[2019-02-20, 2019-02-19..2019-02-19]";

        Assert.Equal(sent, Edtf.Parse(sent).Text);
        Assert.Equal(sent, Edtf.Parse(sent).ToString());
    }

    [Fact]
    public void Dates_are_equal_if_their_texts_are()
    {
        Assert.Equal(Edtf.Parse("2019-02"), Edtf.Parse("2019-02"));
        Assert.Equal(Edtf.Parse("2019-02").GetHashCode(), Edtf.Parse("2019-02").GetHashCode());
        Assert.True(Edtf.Parse("2019-02") == Edtf.Parse("2019-02"));
        Assert.True(Edtf.Parse("2019-02") != Edtf.Parse("2019-02-01/2019-02-28"));
        Assert.False(Edtf.Parse("2019-02").Equals(null));
    }

    [Fact]
    public void An_instant_becomes_the_date_that_reads_back_as_it()
    {
        Assert.True(Instant.TryParse("2019-02-27T10:00:00+09:00", out var instant));
        var date = Edtf.At(instant);

        Assert.Equal("2019-02-27T01:00:00.000000Z", date.Text);
        Assert.Equal(date, Edtf.Parse(date.Text));
        Assert.Equal(new(instant, instant), date.Bounds);
        Assert.True(date.IsInstant && date.IsToTheDay);
        Assert.Throws<ArgumentOutOfRangeException>(() => Edtf.At(Instant.PositiveInfinity));
    }
}
