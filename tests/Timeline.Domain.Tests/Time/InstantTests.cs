using System.Globalization;
using Timeline.Domain.Time;

namespace Timeline.Domain.Tests.Time;

public class InstantTests
{
    [Theory]
    [InlineData("2019-02-24T23:59:59.999999Z", "2019-02-25T00:00:00.000000Z")]
    [InlineData("2019-02-24T23:59:59.999998Z", "2019-02-24T23:59:59.999998Z")]
    [InlineData("1950-06-25T23:59:59.999999Z", "1950-06-26T00:00:00.000000Z")]
    [InlineData("9999-12-31T23:59:59.999999Z", "9999-12-31T23:59:59.999999Z")]
    public void Of_the_last_microsecond_of_a_second_people_are_told_its_end(string instant, string end) =>
        Assert.Equal(end, Edtf.Parse(instant).Earliest.EndOfSecond.ToString());

    private static readonly Instant First = Read("-9999-01-01T00:00:00Z");
    private static readonly Instant Last = Read("9999-12-31T23:59:59.999999Z");

    [Theory]
    [InlineData("1970-01-01T00:00:00Z", 0)]
    [InlineData("1969-12-31T23:59:59.999999Z", -1)]
    [InlineData("2019-02-27T10:00:00Z", 1_551_261_600_000_000)]
    [InlineData("2019-02-27T19:00:00+09:00", 1_551_261_600_000_000)]
    [InlineData("2019-02-27T19:00:00+09", 1_551_261_600_000_000)]
    [InlineData("2019-02-27T05:30:00-04:30", 1_551_261_600_000_000)]
    [InlineData("2019-02-27T10:00:00-00:00", 1_551_261_600_000_000)]
    [InlineData("2019-02-27T10:00:00.5Z", 1_551_261_600_500_000)]
    [InlineData("2019-02-27T10:00:00.000001Z", 1_551_261_600_000_001)]
    [InlineData("2019-02-27T10:00:00.0000019Z", 1_551_261_600_000_001)]
    [InlineData("2019-02-27T10:00:00.999999999Z", 1_551_261_600_999_999)]
    [InlineData("1969-12-31T23:59:59.9999999Z", -1)]
    [InlineData("1969-12-31T23:59:60Z", -1)]
    [InlineData("1970-01-01T00:59:60.5+01:00", -1)]
    [InlineData("0000-01-01T00:00:00Z", -62_167_219_200_000_000)]
    public void Reads_what_RFC_3339_writes(string text, long microseconds)
    {
        Assert.True(Instant.TryParse(text, out var instant));
        Assert.Equal(microseconds, instant.Microseconds);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("2019-02-27")]
    [InlineData("2019-02-27T10:00:00")]
    [InlineData("2019-02-27T10:00Z")]
    [InlineData("2019-02-27 10:00:00Z")]
    [InlineData("2019-02-27t10:00:00z")]
    [InlineData("2019-02-27T10:00:00.Z")]
    [InlineData("2019-02-27T10:00:60Z")]
    [InlineData("2016-12-31T23:59:61Z")]
    [InlineData("2016-12-31T23:59:60")]
    [InlineData("2019-02-27T10:00:00.1234567")]
    [InlineData("2019-02-27T24:00:00Z")]
    [InlineData("2019-02-27T10:00:00Z/2019-02-27T11:00:00Z")]
    [InlineData("9999-12-31T23:59:59-01:00")]
    public void Reads_nothing_else(string? text)
    {
        Assert.False(Instant.TryParse(text, out var instant));
        Assert.Equal(default, instant);
    }

    [Theory]
    [InlineData("2019-02-24T23:59:59.999999Z")]
    [InlineData("1969-12-31T23:59:59.999999Z")]
    [InlineData("-0044-03-15T00:00:00.000000Z")]
    [InlineData("0000-02-29T12:30:00.000100Z")]
    [InlineData("-9999-01-01T00:00:00.000000Z")]
    [InlineData("9999-12-31T23:59:59.999999Z")]
    public void Is_written_as_it_was_read(string text) => Assert.Equal(text, Read(text).ToString());

    [Fact]
    public void An_infinity_is_written_as_two_dots()
    {
        Assert.Equal("..", Instant.NegativeInfinity.ToString());
        Assert.Equal("..", Instant.PositiveInfinity.ToString());
    }

    [Fact]
    public void The_infinities_lie_beyond_every_moment()
    {
        Assert.True(Instant.NegativeInfinity < First);
        Assert.True(First < Last);
        Assert.True(Last < Instant.PositiveInfinity);
        Assert.True(First.IsFinite && Last.IsFinite);
        Assert.False(Instant.NegativeInfinity.IsFinite || Instant.PositiveInfinity.IsFinite);
    }

    [Fact]
    public void Nothing_lies_between_an_instant_and_the_next()
    {
        Assert.Equal(1, default(Instant).Next.Microseconds);
        Assert.Equal(-1, default(Instant).Previous.Microseconds);
    }

    [Fact]
    public void Beyond_the_range_is_infinity_and_stays_there()
    {
        Assert.Equal(Instant.PositiveInfinity, Last.Next);
        Assert.Equal(Instant.NegativeInfinity, First.Previous);
        Assert.Equal(Instant.PositiveInfinity, Instant.PositiveInfinity.Previous);
        Assert.Equal(Instant.NegativeInfinity, Instant.NegativeInfinity.Next);
    }

    [Fact]
    public void Microseconds_beyond_the_range_make_no_instant()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new Instant(Last.Microseconds + 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Instant(First.Microseconds - 1));
    }

    [Fact]
    public void Min_and_max_are_the_earlier_and_the_later()
    {
        Assert.Equal(First, Instant.Min(First, Last));
        Assert.Equal(First, Instant.Min(Last, First));
        Assert.Equal(Last, Instant.Max(First, Last));
        Assert.Equal(Last, Instant.Max(Last, First));
    }

    [Theory]
    [InlineData("2019-02-27T19:00:00.1234569+09:00", "2019-02-27T10:00:00.123456Z")]
    [InlineData("1969-12-31T23:59:59.9999999Z", "1969-12-31T23:59:59.999999Z")]
    [InlineData("0001-01-01T00:00:00Z", "0001-01-01T00:00:00.000000Z")]
    [InlineData("9999-12-31T23:59:59.9999999Z", "9999-12-31T23:59:59.999999Z")]
    public void A_DateTimeOffset_loses_what_is_finer_than_a_microsecond(string text, string expected)
    {
        var instant = Instant.FromDateTimeOffset(DateTimeOffset.Parse(text, CultureInfo.InvariantCulture));

        Assert.Equal(expected, instant.ToString());
        Assert.Equal(instant, Instant.FromDateTimeOffset(instant.ToDateTimeOffset()));
        Assert.Equal(TimeSpan.Zero, instant.ToDateTimeOffset().Offset);
    }

    [Fact]
    public void What_DateTimeOffset_cannot_hold_is_not_converted()
    {
        Assert.Throws<OverflowException>(() => Read("0000-12-31T23:59:59.999999Z").ToDateTimeOffset());
        Assert.Throws<OverflowException>(() => Instant.NegativeInfinity.ToDateTimeOffset());
        Assert.Throws<OverflowException>(() => Instant.PositiveInfinity.ToDateTimeOffset());
    }

    [Fact]
    public void Bounds_contain_themselves_and_what_lies_within()
    {
        var bounds = Edtf.Parse("2019-02").Bounds;

        Assert.True(bounds.Contains(bounds));
        Assert.True(bounds.Contains(Edtf.Parse("2019-02-28").Bounds));
        Assert.False(bounds.Contains(Edtf.Parse("2019-02-28/2019-03-01").Bounds));
        Assert.False(bounds.Contains(Edtf.Parse("2019-01-31/2019-02-01").Bounds));
        Assert.True(Edtf.Parse("../..").Bounds.Contains(bounds));
    }

    private static Instant Read(string text) => Instant.TryParse(text, out var instant) ? instant : throw new FormatException(text);
}
