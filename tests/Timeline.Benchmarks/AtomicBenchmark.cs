using System.Diagnostics;
using System.Globalization;
using Timeline.Postgres.Embedded;

namespace Timeline.Benchmarks;

/// <summary>
/// How long an import of 100,000 lines that is all or none keeps a post into another subject of its timeline waiting. Beside it stands the
/// time that the whole import takes, most of it before anybody waits.
/// </summary>
internal static class AtomicBenchmark
{
    private const double MostSeconds = 3;

    private const int Lines = 100_000, Rounds = 3;

    /// <returns>Whether it holds.</returns>
    internal static async Task<bool> RunAsync(EmbeddedPostgres cluster, Options options)
    {
        using var server = await ServerUnderTest.StartAsync(cluster.ConnectionString, options.Servers[0]);
        using var http = server.CreateClient();
        await http.CreateTimelineAsync("atomic");
        await http.ImportAsync("atomic", Lines / 20, Made.Line, isAtomic: true);
        var holds = true;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"atomic: the longest post beside an import of {Lines:N0} lines, all or none"));
        for (var round = 1; round <= Rounds; round++)
        {
            var begun = Stopwatch.GetTimestamp();
            var timeline = $"atomic-{round}";
            await http.CreateTimelineAsync(timeline);
            var import = http.ImportAsync(timeline, Lines, Made.Line, isAtomic: true);
            var (longest, posts) = (TimeSpan.Zero, 0);
            for (; !import.IsCompleted; posts++)
            {
                var taken = await http.PostStatementAsync(timeline, "talks/beside");
                if (taken > longest) longest = taken;
            }

            await import;
            var isOk = longest.TotalSeconds <= MostSeconds;
            holds &= isOk;
            var whole = Stopwatch.GetElapsedTime(begun);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"  {longest.TotalSeconds:N2} s of {whole.TotalSeconds:N1} s, of {posts:N0} posts   {(isOk ? "ok" : "TOO MUCH")}"));
        }

        Console.WriteLine(holds ? "atomic: passed" : "atomic: FAILED");
        return holds;
    }
}
