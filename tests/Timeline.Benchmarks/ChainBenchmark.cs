using System.Globalization;
using Timeline.Postgres.Embedded;

namespace Timeline.Benchmarks;

/// <summary>
/// What a post takes into a subject of 20,000 events (or TIMELINE_BENCHMARK_CHAIN) that hang together, and how long it keeps a post into another
/// subject of its timeline waiting. The floor is a post into a subject of as many plain events.
/// </summary>
internal static class ChainBenchmark
{
    private const double MostTimes = 3;

    private const int Rounds = 9;

    private static readonly (string Name, Func<int, string> Line)[] Shapes =
    [
        ("plain", n => Statement(n, "")),
        ("chain-of-accounts", n => Statement(n, n == 0 ? "" : $"\"accountOf\":\"{Id(n - 1)}\",")),
        ("accounts-of-one", n => Statement(n, n == 0 ? "" : $"\"accountOf\":\"{Id(0)}\",")),
        ("chain-of-retractions", n => n == 0 ? Statement(0, "") : Act(n, "EventRetracted", n - 1, "\"reason\":\"wrong\"")),
        ("corrections-of-one", n => n == 0 ? Statement(0, "") : Act(n, "EventCorrected", 0, Otherwise(n))),
        ("amendments-of-one", n => n == 0 ? Statement(0, "") : Act(n, "EventAmended", 0, Otherwise(n))),
        ("leaks-of-one", n => n == 0 ? Statement(0, "") : Act(n, "EventDisclosed", 0, "\"to\":\"usa\",\"at\":\"2019-02-01\"", known: "")),
    ];

    /// <returns>Whether it holds.</returns>
    internal static async Task<bool> RunAsync(EmbeddedPostgres cluster, Options options)
    {
        var count = int.Parse(Environment.GetEnvironmentVariable("TIMELINE_BENCHMARK_CHAIN") ?? "20000", CultureInfo.InvariantCulture);
        using var server = await ServerUnderTest.StartAsync(cluster.ConnectionString, options.Servers[0]);
        using var http = server.CreateClient();
        foreach (var (name, line) in Shapes)
        {
            await http.CreateTimelineAsync(name);
            await http.ImportAsync(name, count, line);
        }

        await Build.ExecuteAsync(cluster.ConnectionString, "vacuum analyze");
        var taken = Shapes.ToDictionary(s => s.Name, _ => new List<(double Own, double Other)>());
        for (var round = 0; round <= Rounds; round++)
        {
            foreach (var (name, _) in Shapes)
            {
                var own = http.PostStatementAsync(name, "talks/chain");
                var other = http.PostStatementAsync(name, $"talks/other-{round}");
                var both = ((await own).TotalMilliseconds, (await other).TotalMilliseconds);
                // The first time, everything is new to the server.
                if (round > 0) taken[name].Add(both);
            }
        }

        var floor = Median(taken["plain"].Select(t => t.Own));
        var holds = true;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"chain: a post into a subject of {count:N0} events, and one beside it (medians of {Rounds})"));
        foreach (var (name, _) in Shapes)
        {
            var (own, other) = (Median(taken[name].Select(t => t.Own)), Median(taken[name].Select(t => t.Other)));
            var isOk = Math.Max(own, other) <= MostTimes * floor;
            holds &= isOk;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"  {name,-24}{own,8:N0} ms {own / floor,5:N1} times   beside {other,8:N0} ms {other / floor,5:N1} times  {(isOk ? "ok" : "TOO MUCH")}"));
        }

        Console.WriteLine(holds ? "chain: passed" : "chain: FAILED");
        return holds;
    }

    private static double Median(IEnumerable<double> taken) => taken.Order().ElementAt(Rounds / 2);

    private static string Statement(int n, string more) =>
        $$"""{"id":"{{Id(n)}}","subject":"talks/chain","type":"StatementMade",{{more}}"data":{"by":"usa","statement":"s{{n}}"},"known":"2019-02-08"}""";

    private static string Act(int n, string type, int on, string data, string known = ",\"known\":\"2019-02-08\"") =>
        $$"""{"id":"{{Id(n)}}","subject":"talks/chain","type":"{{type}}","data":{"event":"{{Id(on)}}",{{data.Trim()}} }{{known}} }""";

    private static string Otherwise(int n) => $$""" "reason":"slip","data":{"by":"usa","statement":"c{{n}}"} """;

    private static Guid Id(int n) => new(n, 1, 0x7000, 0x80, 0, 0, 0, 0, 0, 0, 3);
}
