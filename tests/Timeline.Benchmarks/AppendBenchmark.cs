using Timeline.Postgres.Embedded;

namespace Timeline.Benchmarks;

/// <summary>
/// How many events a second so many clients record over HTTP, by one build of the server or by several in alternation. The floor is as
/// many connections (or as many as there are) that each commit one row of the same payload, and nothing else.
/// <para>
/// Each measurement has a timeline of its own that holds 2,000 events before. <em>known</em>: <c>vacuum analyze</c> ran after they were
/// recorded. <em>unknown</em>: it ran just before the timeline was made, so the planner has fresh statistics in which the timeline does not
/// occur. Both cases differ in nothing else. All builds are prepared before the first of them is measured, so that what is compared
/// happens at nearly the same time.
/// </para>
/// </summary>
internal static class AppendBenchmark
{
    private const int EventsBefore = 2_000;

    internal static async Task RunAsync(EmbeddedPostgres cluster, Options options)
    {
        var builds = await Build.PrepareAsync(cluster, options.Servers);
        var report = new Report("append", "events/s", options);
        for (var round = 1; round <= (options.Rounds ?? 10); round++)
        {
            using var running = await Build.StartAsync(builds, round);
            foreach (var build in running)
            {
                await build.Http.CreateTimelineAsync("warm-up");
                await new Load(build.Address, "warm-up", Clients: 64, Seconds: 10).RunAsync();
            }

            foreach (var clients in options.Clients)
            {
                var connections = Math.Min(clients, Build.ConnectionsEach(builds.Count));
                var floor = await Floor.CommitsAsync(cluster.ConnectionString, connections, options.Seconds);
                foreach (var statistics in (string[])["known", "unknown"])
                {
                    var timeline = $"{statistics}-{clients}";
                    foreach (var build in running) await PrepareAsync(build, timeline, statistics == "known");
                    foreach (var build in running)
                    {
                        await build.CheckpointAsync();
                        var before = build.CpuTime;
                        var load = await new Load(build.Address, timeline, clients, options.Seconds).RunAsync();
                        var cpu = build.CpuTime.Since(before, load.All);
                        var what = $"{clients} clients, {statistics}";
                        report.Add(new(round, what, build.Name, load.PerSecond, floor, cpu, load.P50, load.P99));
                    }
                }
            }
        }

        report.Print();
    }

    private static async Task PrepareAsync(RunningBuild build, string timeline, bool known)
    {
        if (!known) await build.VacuumAnalyzeAsync();
        await build.Http.CreateTimelineAsync(timeline);
        await build.Http.ImportAsync(timeline, EventsBefore, n => LoadGenerator.Event("before", n));
        if (known) await build.VacuumAnalyzeAsync();
    }
}
