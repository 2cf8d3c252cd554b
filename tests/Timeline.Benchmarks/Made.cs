using System.Globalization;

namespace Timeline.Benchmarks;

/// <summary>Event data as its sets have them: dyads of which few have much; some reports repeated, put right, denied and taken back.</summary>
internal static class Made
{
    private const int Actors = 400;

    private static readonly string[] Roots = ["010", "036", "042", "051", "057", "110", "112", "130", "173", "190"];

    /// <summary>The n-th event, as it is sent.</summary>
    internal static string Line(int n) => (n % 100) switch
    {
        7 or 31 or 59 or 83 when n > 100 => Report(n, Target(n), $"\"accountOf\":\"{Id(Target(n))}\","),
        13 when n > 100 => Act(n, "EventCorrected", $$""","data":{{Data(Target(n), 190)}},"reason":"miscoded" """),
        47 when n > 100 => Act(n, "EventDenied", ""),
        71 when n > 100 => Act(n, "EventRetracted", """,  "reason":"withdrawn" """),
        _ => Report(n, n, ""),
    };

    private static string Report(int n, int of, string account) =>
        $$$"""{"id":"{{{Id(n)}}}","subject":"{{{Subject(of)}}}","type":"Interaction",{{{account}}}"data":{{{Data(of, 0)}}},"happened":"{{{Day(of)}}}","known":"{{{Day(n, 1)}}}","source":{"publisher":"wire-{{{Mixed(n, 5) % 60}}}","title":"Report {{{n}}}"},"assessment":{"reliability":"{{{(char)('A' + Mixed(n, 6) % 6)}}}","credibility":{{{1 + Mixed(n, 7) % 6}}}},"notedAt":"2020-01-01T00:00:00Z"}""";

    private static string Act(int n, string type, string more) =>
        $$$"""{"id":"{{{Id(n)}}}","subject":"{{{Subject(Target(n))}}}","type":"{{{type}}}","data":{"event":"{{{Id(Target(n))}}}"{{{more}}}},"known":"{{{Day(n, 3)}}}","source":{"publisher":"wire-{{{Mixed(n, 5) % 60}}}"},"notedAt":"2020-01-01T00:00:00Z"}""";

    // An earlier plain report, not far back.
    private static int Target(int n) => n / 100 * 100 - 100 * (1 + Mixed(n, 8) % Math.Min(n / 100, 30)) + 2 * (Mixed(n, 9) % 50);

    private static string Data(int n, int root)
    {
        var (source, target) = Pair(n);
        return $$"""{"source":"actor-{{source}}","target":"actor-{{target}}","cameo":"{{(root == 0 ? Roots[Mixed(n, 3) % Roots.Length] : root)}}","intensity":{{(Mixed(n, 4) % 200 - 100) / 10m}}}""";
    }

    private static string Subject(int n)
    {
        var (source, target) = Pair(n);
        string[] both = [$"actor-{source}", $"actor-{target}"];
        Array.Sort(both, StringComparer.Ordinal);
        return $"interaction/{both[0]}~{both[1]}";
    }

    private static (int, int) Pair(int n) => (Skewed(Mixed(n, 1)), Skewed(Mixed(n, 2)));

    // The greater its number, the seldomer an actor.
    private static int Skewed(int random) => (int)(Actors * Math.Pow(random % 10_000 / 10_000.0, 2.5));

    private static string Day(int n, int late = 0) =>
        new DateTime(2010, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddDays(n / 400 % 3500 + (late == 0 ? 0 : Mixed(n, 10) % 5 + late)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static Guid Id(int n) => new(n, 0, 0x7000, 0x80, 0, 0, 0, 0, 0, 0, 1);

    // The same for ever, and nothing to be seen in it.
    private static int Mixed(int n, int salt)
    {
        var x = (uint)n * 2654435761u + (uint)salt * 40503u * 65537u;
        x = (x ^ (x >> 15)) * 2246822519u;
        x = (x ^ (x >> 13)) * 3266489917u;
        return (int)((x ^ (x >> 16)) & 0x7fffffff);
    }
}
