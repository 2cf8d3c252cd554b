using Timeline.Domain.Time;

namespace Timeline.Domain.Tests.Time;

public class CivilCalendarTests
{
    [Theory]
    [InlineData(1970, 1, 1, 0)]
    [InlineData(1969, 12, 31, -1)]
    [InlineData(2000, 2, 29, 11_016)]
    [InlineData(2019, 2, 27, 17_954)]
    [InlineData(0, 3, 1, -719_468)]
    [InlineData(0, 2, 29, -719_469)]
    [InlineData(-1, 12, 31, -719_529)]
    [InlineData(-9999, 1, 1, -4_371_587)]
    [InlineData(9999, 12, 31, 2_932_896)]
    public void Days_are_counted_from_1970(int year, int month, int day, int number)
    {
        Assert.Equal(number, CivilCalendar.DayNumber(year, month, day));
        Assert.Equal((year, month, day), CivilCalendar.Date(number));
    }

    [Fact]
    public void Every_day_of_the_range_follows_the_one_before()
    {
        var number = CivilCalendar.DayNumber(CivilCalendar.FirstYear, 1, 1);
        for (var year = CivilCalendar.FirstYear; year <= CivilCalendar.LastYear; year++)
        {
            for (var month = 1; month <= 12; month++)
            {
                for (var day = 1; day <= CivilCalendar.DaysInMonth(year, month); day++, number++)
                {
                    if (CivilCalendar.DayNumber(year, month, day) != number || CivilCalendar.Date(number) != (year, month, day))
                        Assert.Fail($"{year}-{month}-{day} is not day {number}");
                }
            }
        }
    }

    [Fact]
    public void Months_are_as_long_as_DateTime_has_them()
    {
        for (var year = 1; year <= 9999; year++)
        {
            for (var month = 1; month <= 12; month++)
            {
                if (CivilCalendar.DaysInMonth(year, month) != DateTime.DaysInMonth(year, month))
                    Assert.Fail($"{year}-{month}");
            }
        }
    }
}
