using Timeline.Domain.Time;

namespace Timeline.Domain.Tests.Time;

public class EdtfRefusalTests
{
    [Theory]
    // no date at all
    [InlineData("", 0, "a year of four digits")]
    [InlineData(" ", 0, "no space")]
    [InlineData("yesterday", 0, "a year of four digits")]
    [InlineData("open", 0, "a year of four digits")]
    [InlineData("unknown", 0, "a year of four digits")]
    // years
    [InlineData("19", 2, "a century 19XX")]
    [InlineData("199", 3, "a decade is written 199X")]
    [InlineData("20190", 4, "written Y17000")]
    [InlineData("-0000", 0, "no year -0000")]
    [InlineData("+2019", 0, "a year of four digits")]
    [InlineData("Y2019", 5, "five digits or more")]
    [InlineData("Y02019", 1, "the first not 0")]
    [InlineData("Y-2019", 6, "five digits or more")]
    [InlineData("Y17000-02", 6, "nothing after the date")]
    [InlineData("Y", 1, "five digits or more")]
    [InlineData("Y-", 2, "five digits or more")]
    [InlineData("YX7000", 1, "five digits or more")]
    [InlineData("Y2E3", 1, "five digits or more")]
    [InlineData("Y17E", 4, "an exponent")]
    [InlineData("Y17E0", 4, "an exponent")]
    [InlineData("Y17E07", 4, "an exponent")]
    [InlineData("Y17E-7", 4, "an exponent")]
    [InlineData("Y1.7E7", 2, "five digits or more")]
    [InlineData("1950E2", 4, "only a year with Y has an exponent")]
    [InlineData("1950S", 5, "how many digits are significant")]
    [InlineData("1950S0", 5, "how many digits are significant")]
    [InlineData("1950S5", 5, "the year has 4 digits")]
    [InlineData("1950S2-12", 6, "nothing after the date")]
    [InlineData("195XS2", 4, "without X")]
    [InlineData("1950-12S2", 7, "of a year alone")]
    [InlineData("Y17000S6", 7, "the year has 5 digits")]
    [InlineData("Y17E7S10", 6, "the year has 9 digits")]
    [InlineData("y17000", 0, "capitals")]
    // months and days
    [InlineData("2019-", 5, "a month from 01 to 12")]
    [InlineData("2019-2", 6, "a month from 01 to 12")]
    [InlineData("2019-00", 5, "a month from 01 to 12")]
    [InlineData("2019-13", 5, "a month from 01 to 12")]
    [InlineData("2019-20", 5, "a part of the year from 21 to 41")]
    [InlineData("2019-42", 5, "a part of the year from 21 to 41")]
    [InlineData("2019-21-01", 7, "a part of the year has no days")]
    [InlineData("2019-41-01", 7, "a part of the year has no days")]
    [InlineData("2019-33?-01", 8, "a part of the year has no days")]
    [InlineData("2019-02-00", 8, "01 to 28")]
    [InlineData("2019-02-29", 8, "01 to 28")]
    [InlineData("2020-02-30", 8, "01 to 29")]
    [InlineData("2019-04-31", 8, "01 to 30")]
    [InlineData("1900-02-29", 8, "01 to 28")]
    [InlineData("2019-02-2", 9, "a day of two digits")]
    [InlineData("2019-02-27-", 10, "nothing after the date")]
    [InlineData("20190227", 4, "written Y17000")]
    [InlineData("2019/02/27", 7, "a year of four digits")]
    // unspecified digits
    [InlineData("201x", 3, "capitals")]
    [InlineData("XXX", 3, "a year of four digits")]
    [InlineData("XXXXX", 4, "nothing after the date")]
    [InlineData("2019-2X", 5, "no month is written 2X")]
    [InlineData("2019-4X", 5, "no month is written 4X")]
    [InlineData("2019-X", 6, "unspecified digits are X")]
    [InlineData("2019-02-3X", 8, "01 to 28")]
    [InlineData("2019-02-4X", 8, "01 to 28")]
    [InlineData("-2019-02-29", 9, "01 to 28")]
    [InlineData("XXXX-02-30", 8, "no such day in any of these years")]
    [InlineData("20X1-02-29", 8, "no such day in any of these years")]
    [InlineData("XXXX-XX-32", 8, "none of these months has such a day")]
    [InlineData("2019-XX-00", 8, "none of these months has such a day")]
    // qualifiers
    [InlineData("2019?~", 5, "% for both")]
    [InlineData("??2019", 1, "one qualifier on either side")]
    [InlineData("2019-02??", 8, "one qualifier on either side")]
    [InlineData("-?2019", 1, "one qualifier on either side")]
    [InlineData("20?19", 2, "one qualifier on either side")]
    [InlineData("2019-02-27T10:00:00Z?", 20, "a time none")]
    [InlineData("2019-02-27T10:00:00?", 19, "a time none")]
    [InlineData("2019-02-27?T10:00:00Z", 11, "without a qualifier")]
    [InlineData("?2019-02-27T10:00:00Z", 11, "without a qualifier")]
    // times
    [InlineData("2019-02-27T10:00Z", 16, "hh:mm:ss")]
    [InlineData("2019-02-27T", 11, "an hour from 00 to 23")]
    [InlineData("2019-02-27T24:00:00Z", 11, "an hour from 00 to 23")]
    [InlineData("2019-02-27T10:60:00Z", 14, "a minute from 00 to 59")]
    [InlineData("2019-02-27T10:00:61Z", 17, "a second from 00 to 59")]
    [InlineData("2016-12-31T23:58:60Z", 17, "23:59:60")]
    [InlineData("2016-12-31T12:59:60Z", 17, "23:59:60")]
    [InlineData("2016-12-31T23:59:60+09:00", 17, "23:59:60")]
    [InlineData("2017-01-01T08:59:60+09:30", 17, "23:59:60")]
    [InlineData("2016-12-31T23:58:60", 17, "23:59:60")]
    [InlineData("2019-02-27TXX:00:00Z", 11, "an hour from 00 to 23")]
    [InlineData("2019-02-27T10:00:00.Z", 20, "digits of a second's fraction")]
    [InlineData("2019-02-27T10:00:00.", 20, "digits of a second's fraction")]
    [InlineData("2019-02-27T10:00:00,5Z", 19, "nothing after the date")]
    [InlineData("2019-02-27T10:00", 16, "hh:mm:ss")]
    [InlineData("2019-02-27T10:00:00+24:00", 20, "the hours of an offset")]
    [InlineData("2019-02-27T10:00:00+09:60", 23, "the minutes of an offset")]
    [InlineData("2019-02-27T10:00:00+0900", 22, "nothing after the date")]
    [InlineData("2019-02-27t10:00:00Z", 10, "capitals")]
    [InlineData("2019-02-27T10:00:00z", 19, "capitals")]
    [InlineData("2019-02-27 10:00:00Z", 10, "no space")]
    [InlineData("2019-02T10:00:00Z", 7, "only a whole date")]
    [InlineData("2019-02-XXT10:00:00Z", 10, "only a whole date")]
    // intervals
    [InlineData("/", 1, "at least one end")]
    [InlineData("..", 2, "'/'")]
    [InlineData("2019/2018", 5, "ends before it starts")]
    [InlineData("2019-02-28/2019-02-27", 11, "ends before it starts")]
    [InlineData("2019-02-27T10:00:00Z/2019-02-27T10:00:00+09:00", 21, "ends before it starts")]
    [InlineData("Y17000/2019", 7, "ends before it starts")]
    [InlineData("2019/2020/2021", 9, "nothing after the interval")]
    [InlineData("2019/..2020", 7, "nothing after the interval")]
    [InlineData("..2019", 2, "'/'")]
    [InlineData("2019..", 4, "stands in brackets")]
    [InlineData("2018..2019", 4, "stands in brackets")]
    [InlineData("2019 / 2020", 4, "no space")]
    [InlineData("2018/[2019,2020]", 5, "a year of four digits")]
    // sets
    [InlineData("[]", 1, "a year of four digits")]
    [InlineData("[.2019]", 1, "a year of four digits")]
    [InlineData("[..]", 3, "a year of four digits")]
    [InlineData("[2019", 5, "or ']'")]
    [InlineData("[2019,]", 6, "a year of four digits")]
    [InlineData("[,2019]", 1, "a year of four digits")]
    [InlineData("[2019,  2020]", 7, "no space")]
    [InlineData("[2019 ,2020]", 5, "no space")]
    [InlineData("[ 2019]", 1, "no space")]
    [InlineData("[2019]?", 6, "nothing after the set")]
    [InlineData("[2018/2019]", 5, "or ']'")]
    [InlineData("[2020..2019]", 7, "the range ends before it starts")]
    [InlineData("[2018..2019..2020]", 11, "or ']'")]
    [InlineData("[2018,..2019]", 6, "only the first in a set")]
    [InlineData("[2018..,2019]", 7, "only the last in a set")]
    [InlineData("{}", 1, "a year of four digits")]
    [InlineData("{..}", 3, "a year of four digits")]
    [InlineData("{2019", 5, "or '}'")]
    [InlineData("{2019]", 5, "or '}'")]
    [InlineData("[2019}", 5, "or ']'")]
    [InlineData("{2019,[2020,2021]}", 6, "brackets stand around the whole text")]
    [InlineData("{2019}/2020", 6, "nothing after the set")]
    [InlineData("{2020..2019}", 7, "the range ends before it starts")]
    [InlineData("{2018,..2019}", 6, "only the first in a set")]
    [InlineData("{2018..,2019}", 7, "only the last in a set")]
    [InlineData("2019,2020", 4, "stand in brackets")]
    // what surrounds a date
    [InlineData(" 2019", 0, "no space")]
    [InlineData("2019 ", 4, "no space")]
    [InlineData("2019\n", 4, "no space")]
    [InlineData("2019\0", 4, "nothing after the date")]
    [InlineData("2019-02-27Z", 10, "nothing after the date")]
    [InlineData("２０１９", 0, "ASCII")]
    [InlineData("201٩", 3, "ASCII")]
    [InlineData("2019–2020", 4, "ASCII")]
    public void Is_refused_where_and_why_it_is_wrong(string text, int position, string reason)
    {
        Assert.False(Edtf.TryParse(text, out var date, out var error));

        Assert.Null(date);
        Assert.Equal(position, error.Position);
        Assert.Contains(reason, error.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void The_message_has_the_text_the_position_and_the_reason()
    {
        var error = Assert.Throws<EdtfException>(() => Edtf.Parse("2019-02-30"));

        Assert.Equal("'2019-02-30' is not a date: at position 8, the days of that month are 01 to 28.", error.Message);
        Assert.IsAssignableFrom<FormatException>(error);
    }

    [Fact]
    public void No_text_is_refused_like_an_empty_one()
    {
        Assert.False(Edtf.TryParse(null, out _, out var error));
        Assert.Equal(0, error.Position);
    }

    [Fact]
    public void An_over_long_text_is_refused_and_not_repeated()
    {
        var longest = "Y" + new string('9', Edtf.MaxLength - 1);
        Assert.True(Edtf.TryParse(longest, out _, out _));

        Assert.False(Edtf.TryParse(longest + "9", out _, out var error));
        Assert.Equal(Edtf.MaxLength, error.Position);
        Assert.DoesNotContain("999", error.Message, StringComparison.Ordinal);
    }
}
