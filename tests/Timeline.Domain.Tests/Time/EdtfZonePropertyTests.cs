using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Timeline.Domain.Time;

namespace Timeline.Domain.Tests.Time;

/// <summary>
/// Days and local times of many zones, most of them near a change of the clocks, against a naive reading: what the clocks show is asked for
/// every minute around. Since 1975 every change is at a whole minute.
/// </summary>
public class EdtfZonePropertyTests
{
    private const int MinutesAround = 50 * 60;

    /// <summary>Changes of the clocks, as the minutes of UTC at which they came: some of every zone, and skipped days.</summary>
    private static readonly (TimeZoneInfo Zone, DateTime Utc)[] Changes =
    [
        .. TimeZoneInfo.GetSystemTimeZones().Where(zone => zone.HasIanaId).SelectMany(zone =>
            Enumerable.Range(0, 50 * 366).Select(day => new DateTime(1975, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddDays(day))
                .Where(day => zone.GetUtcOffset(day) != zone.GetUtcOffset(day.AddDays(1)))
                .Take(12).Select(day => (zone, Minute(zone, day)))),
        .. new[]
            {
                ("Pacific/Apia", "2011-12-30"), ("Pacific/Fakaofo", "2011-12-30"), ("Pacific/Kiritimati", "1994-12-31"),
                ("Pacific/Kwajalein", "1993-08-21"),
            }
            .SelectMany(skipped => Enumerable.Repeat(
                (TimeZoneInfo.FindSystemTimeZoneById(skipped.Item1), DateTime.Parse(skipped.Item2, CultureInfo.InvariantCulture)), 50)),
    ];

    private static readonly Gen<(TimeZoneInfo Zone, DateTime Local)> Cases =
        from change in Gen.Elements(Changes)
        from minutes in Gen.Frequency((3, Gen.Choose(-120, 120)), (1, Gen.Choose(-1_500, 1_500)), (1, Gen.Constant(0)))
        let local = change.Utc + change.Zone.GetUtcOffset(change.Utc.AddMinutes(-1))
        select (change.Zone, local.AddMinutes(minutes));

    [Fact]
    public void A_local_time_is_when_the_clocks_show_it() => Check(at =>
    {
        var shown = Clock(at.Zone, at.Local).Where(c => c.Local == at.Local).Select(c => c.Utc).ToList();
        var bounds = Edtf.Parse(at.Local.ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture)).BoundsIn(at.Zone);
        return shown.Count > 0
            ? bounds == new DateBounds(Of(shown[0]), Of(shown[^1]))
            : IsEmptyBefore(bounds, Clock(at.Zone, at.Local).First(c => c.Local > at.Local).Utc);
    });

    [Fact]
    public void A_day_lasts_from_when_the_clocks_first_show_it_to_the_next() => Check(at =>
    {
        var day = at.Local.Date;
        var text = day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var start = Clock(at.Zone, day).First(c => c.Local >= day).Utc;
        var next = Clock(at.Zone, day.AddDays(1)).First(c => c.Local >= day.AddDays(1)).Utc;
        var bounds = Edtf.Parse(text).BoundsIn(at.Zone);
        return bounds == new DateBounds(Of(start), Of(next).Previous)
            && bounds.IsEmpty == (start == next)
            && Edtf.Parse(text).SkippedIn(at.Zone) == (bounds.IsEmpty ? text : null);
    });

    [Fact]
    public void An_interval_and_a_range_last_from_the_start_of_the_one_to_the_end_of_the_other() => Check(at =>
    {
        var (a, b) = (at.Local.Date, at.Local.Date.AddDays(at.Local.Minute % 3));
        var (first, last) = ($"{a:yyyy-MM-dd}", $"{b:yyyy-MM-dd}");
        var expected = new DateBounds(Edtf.Parse(first).BoundsIn(at.Zone).Earliest, Edtf.Parse(last).BoundsIn(at.Zone).Latest);
        return new[] { $"{first}/{last}", $"[{first}..{last}]", $"{{{first}..{last}}}" }
            .All(text => Edtf.Parse(text).BoundsIn(at.Zone) == expected);
    });

    [Fact]
    public void A_set_holds_those_of_its_members_that_existed() => Check(at =>
    {
        string[] members = [$"{at.Local:yyyy-MM-dd}", $"{at.Local:yyyy-MM-ddTHH:mm:ss}", $"{at.Local.AddDays(1):yyyy-MM-dd}"];
        var held = members.Select(member => Edtf.Parse(member).BoundsIn(at.Zone)).Where(bounds => !bounds.IsEmpty).ToList();
        var expected = new DateBounds(held.Min(bounds => bounds.Earliest), held.Max(bounds => bounds.Latest));
        var list = string.Join(',', members);
        return Edtf.Parse($"[{list}]").BoundsIn(at.Zone) == expected && Edtf.Parse($"{{{list}}}").BoundsIn(at.Zone) == expected
            && Edtf.Parse($"{{{list}}}").StartIn(at.Zone) == new DateBounds(expected.Earliest, held.Min(bounds => bounds.Latest));
    });

    [Fact]
    public void A_step_of_a_day_is_a_day_that_existed() => Check(at =>
    {
        var step = CalendarStep.Of(Edtf.Parse($"{at.Local:yyyy-MM-ddTHH:mm:ss}").BoundsIn(at.Zone).Earliest, CalendarUnit.Day, at.Zone);
        return new[] { step, step.Next }.All(IsADay)
            && step.Next.Earliest == step.Latest.Next;

        bool IsADay(CalendarStep s) =>
            s.Earliest <= s.Latest && Edtf.Parse(s.ToString()).BoundsIn(at.Zone) == new DateBounds(s.Earliest, s.Latest);
    });

    private static void Check(Func<(TimeZoneInfo Zone, DateTime Local), bool> holds) =>
        Prop.ForAll(Cases.ToArbitrary(), holds).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    /// <summary>What the clocks show in the minutes around a local time.</summary>
    private static IEnumerable<(DateTime Utc, DateTime Local)> Clock(TimeZoneInfo zone, DateTime around) =>
        Enumerable.Range(-MinutesAround, 2 * MinutesAround)
            .Select(minute => DateTime.SpecifyKind(around, DateTimeKind.Utc).AddMinutes(minute))
            .Select(utc => (utc, DateTime.SpecifyKind(utc + zone.GetUtcOffset(utc), DateTimeKind.Unspecified)));

    /// <summary>The minute within the day after the given time at which the offset changes.</summary>
    private static DateTime Minute(TimeZoneInfo zone, DateTime from) =>
        Enumerable.Range(0, 1_441).Select(minute => from.AddMinutes(minute))
            .First(utc => zone.GetUtcOffset(utc) != zone.GetUtcOffset(from));

    private static Instant Of(DateTime utc) => Instant.FromDateTimeOffset(new DateTimeOffset(utc, TimeSpan.Zero));

    private static bool IsEmptyBefore(DateBounds bounds, DateTime next) => bounds == new DateBounds(Of(next), Of(next).Previous);
}
