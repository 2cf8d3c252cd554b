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
    public void An_end_that_is_not_given_is_infinite(string text, string? earliest, string? latest)
    {
        var date = Edtf.Parse(text);

        Assert.Equal(earliest, date.Earliest == Instant.NegativeInfinity ? null : date.Earliest.ToString());
        Assert.Equal(latest, date.Latest == Instant.PositiveInfinity ? null : date.Latest.ToString());
    }

    [Fact]
    public void What_lies_beyond_the_range_is_infinite_at_both_ends()
    {
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
