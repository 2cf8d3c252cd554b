using System.Diagnostics;
using Npgsql;
using Timeline.Postgres.Embedded;

namespace Timeline.Benchmarks;

/// <summary>
/// How many lines a second an import into a new timeline records, by one build of the server or by several in alternation. The floor is a
/// <c>COPY</c> of the same lines into a table with one key.
/// </summary>
internal static class ImportBenchmark
{
    private const int WarmUpLines = 5_000;

    internal static async Task RunAsync(EmbeddedPostgres cluster, Options options)
    {
        var builds = await Build.PrepareAsync(cluster, options.Servers);
        var report = new Report("import", "lines/s", options);
        await using var database = NpgsqlDataSource.Create(cluster.ConnectionString);
        for (var round = 1; round <= (options.Rounds ?? 5); round++)
        {
            using var running = await Build.StartAsync(builds, round);
            foreach (var build in running)
            {
                await build.Http.CreateTimelineAsync("warm-up");
                await build.Http.ImportAsync("warm-up", WarmUpLines, Made.Line);
                await build.Http.CreateTimelineAsync("import");
            }

            var floor = await Floor.CopyAsync(database, options.Lines);
            foreach (var build in running)
            {
                await build.CheckpointAsync();
                var before = build.CpuTime;
                var begun = Stopwatch.GetTimestamp();
                await build.Http.ImportAsync("import", options.Lines, Made.Line);
                var seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
                var cpu = build.CpuTime.Since(before, options.Lines);
                report.Add(new(round, $"{options.Lines:N0} lines", build.Name, options.Lines / seconds, floor, cpu));
            }
        }

        report.Print();
    }
}
