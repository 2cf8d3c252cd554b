using System.Globalization;
using System.Text.Json.Serialization;
using Timeline.Domain.Json;

namespace Timeline.Domain.Time;

/// <summary>How long a step of the calendar is.</summary>
[JsonConverter(typeof(WordJson<CalendarUnit>))]
public enum CalendarUnit
{
    /// <summary>A day.</summary>
    Day,

    /// <summary>A week of ISO 8601, from Monday on.</summary>
    Week,

    /// <summary>A month.</summary>
    Month,
}

/// <summary>A day, week or month of a zone's calendar. A day that the zone skipped is no step.</summary>
public sealed record CalendarStep
{
    private readonly CalendarUnit _unit;
    private readonly TimeZoneInfo _zone;
    private readonly int _firstDay;

    private CalendarStep(CalendarUnit unit, TimeZoneInfo zone, int firstDay) => (_unit, _zone, _firstDay) = (unit, zone, firstDay);

    /// <summary>Its first instant.</summary>
    public Instant Earliest => Instant.Saturate(LocalDay.Start(_firstDay, _zone));

    /// <summary>Its last instant.</summary>
    public Instant Latest => Instant.Saturate(LocalDay.Start(NextDay, _zone) - 1);

    /// <summary>The one after it.</summary>
    public CalendarStep Next => new(_unit, _zone, NextDay);

    private int NextDay
    {
        get
        {
            if (_unit == CalendarUnit.Week) return _firstDay + 7;
            if (_unit == CalendarUnit.Day)
            {
                var next = _firstDay + 1;
                while (LocalDay.IsSkipped(next, _zone)) next++;
                return next;
            }

            var (year, month, _) = CivilCalendar.Date(_firstDay);
            return _firstDay + CivilCalendar.DaysInMonth(year, month);
        }
    }

    /// <summary>The one that a finite instant lies in.</summary>
    public static CalendarStep Of(Instant instant, CalendarUnit unit, TimeZoneInfo zone)
    {
        // No zone's day begins a whole day before or after that of UTC. A skipped day begins with the next, and the next is found first.
        var day = (int)Math.Floor((double)instant.Microseconds / Instant.MicrosecondsPerDay) + 1;
        while (LocalDay.Start(day, zone) > instant.Microseconds) day--;
        return new CalendarStep(unit, zone, unit switch
        {
            CalendarUnit.Day => day,
            CalendarUnit.Week => day - DayOfWeek(day),
            _ => day - CivilCalendar.Date(day).Day + 1,
        });
    }

    /// <summary>Its name: <c>2019-02-24</c>, <c>2019-W08</c> (ISO 8601) or <c>2019-02</c>.</summary>
    public override string ToString()
    {
        var (year, month, dayOfMonth) = CivilCalendar.Date(_firstDay);
        switch (_unit)
        {
            case CalendarUnit.Day: return string.Create(CultureInfo.InvariantCulture, $"{year:0000;-0000}-{month:00}-{dayOfMonth:00}");
            case CalendarUnit.Month: return string.Create(CultureInfo.InvariantCulture, $"{year:0000;-0000}-{month:00}");
            default:
                // A week is of the year that its Thursday is in, and the first week is that with the first Thursday.
                var thursday = _firstDay + 3;
                var weekYear = CivilCalendar.Date(thursday).Year;
                var week = (thursday - CivilCalendar.DayNumber(weekYear, 1, 1)) / 7 + 1;
                return string.Create(CultureInfo.InvariantCulture, $"{weekYear:0000;-0000}-W{week:00}");
        }
    }

    // Days since Monday; 1970-01-01 was a Thursday.
    private static int DayOfWeek(int day) => ((day + 3) % 7 + 7) % 7;
}
