using System.Globalization;

namespace Timeline.Service.Tests.Fixtures;

/// <summary>
/// How large the data of tests about growth is. The usual run takes a twentieth of the promised counts; <c>TIMELINE_TEST_SCALE=20</c> takes
/// them in full.
/// </summary>
internal static class Scale
{
    private const int Whole = 20;

    private static readonly int Factor =
        int.Parse(Environment.GetEnvironmentVariable("TIMELINE_TEST_SCALE") ?? "1", NumberStyles.None, CultureInfo.InvariantCulture);

    /// <summary>What this run takes of a promised count.</summary>
    internal static int Of(int promised) => promised / Whole * Factor;
}
