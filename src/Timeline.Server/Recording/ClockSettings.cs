using System.Globalization;
using Timeline.Postgres.Events;

namespace Timeline.Server.Recording;

/// <summary>How far clocks may differ before nothing is recorded any more, from the section <c>Clock</c> of the settings.</summary>
internal static class ClockSettings
{
    private const string Name = "Clock:ToleranceSeconds";

    /// <summary>The least and the most that can be set: the most is some thirty years, for tests on a clock of their own.</summary>
    private const double Least = 1, Most = 1_000_000_000;

    /// <exception cref="FormatException">The setting is not in its range.</exception>
    internal static TimeSpan Read(IConfiguration configuration)
    {
        if (configuration[Name] is not { Length: > 0 } text) return LedgerClock.DefaultTolerance;
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && seconds is >= Least and <= Most
            ? TimeSpan.FromSeconds(seconds)
            : throw new FormatException($"{Name} is '{text}'. It can be any number of seconds from {Least:0} to {Most:0}; left out it is 60.");
    }
}
