using System.Net;
using System.Text.Json.Nodes;
using Timeline.Service.Tests.Fixtures;

namespace Timeline.Service.Tests.Postgres;

/// <summary>
/// Positions and times of recording follow the order of commits across servers: who reads by position never misses an event (SEMANTICS §1).
/// </summary>
[Trait(RunFramework.Suite, RunFramework.Ledger)]
public sealed class OrderTests
{
    private static string Event(string subject) =>
        $$$"""{"subject":"{{{subject}}}","type":"SummitScheduled","known":"2019-02-05","data":{"dates":"2019-02"}}""";

    private static async Task<JsonArray> All(Api api, string timeline)
    {
        var all = new JsonArray();
        for (var next = $"/v1/{timeline}/events?limit=1000"; next is not null;)
        {
            var page = await api.Get(next);
            Assert.True(page.Status == HttpStatusCode.OK, page.Text);
            foreach (var item in page.At("/items")!.AsArray()) all.Add(item!.DeepClone());
            next = page.TextAt("/next");
        }

        return all;
    }

    private static void IsInOrder(JsonArray events)
    {
        var seqs = events.Select(e => (long)e!["seq"]!).ToArray();
        Assert.Equal(seqs.Distinct().Order(), seqs);
        var times = events.Select(e => (string)e!["recordedAt"]!).ToArray();
        Assert.Equal(times.Distinct().Order(StringComparer.Ordinal), times);
        foreach (var subject in events.GroupBy(e => (string)e!["subject"]!))
            Assert.Equal(Enumerable.Range(1, subject.Count()), subject.Select(e => (int)e!["version"]!));
    }

    [Fact]
    public async Task Readers_by_position_see_only_additions_at_the_end_while_two_servers_record()
    {
        const int Writers = 8, Each = 20;
        var database = await TestCluster.CreateDatabaseAsync(CancellationToken.None);
        await using var one = await TestServer.StartAsync(database);
        await using var two = await TestServer.StartAsync(database);
        TestServer[] servers = [one, two];
        var timeline = await one.Api.NewTimeline();

        using var done = new CancellationTokenSource();
        var readers = servers.Select(async server =>
        {
            var before = new List<string>();
            var reads = 0;
            while (!done.IsCancellationRequested)
            {
                var now = (await All(server.Api, timeline)).Select(e => $"{e!["seq"]} {e["id"]}").ToList();
                Assert.Equal(before, now.Take(before.Count));
                before = now;
                reads++;
            }

            return reads;
        }).ToArray();

        await Task.WhenAll(Enumerable.Range(0, Writers).Select(async writer =>
        {
            for (var i = 0; i < Each; i++)
            {
                var (mine, other) = ($"summit/s-{writer % 3}", $"summit/s-{(writer + i) % 3}");
                var body = i % 4 == 0 ? $"[{Event(mine)},{Event(other)}]" : Event(mine);
                await servers[(writer + i) % 2].Api.Record(timeline, body);
            }
        }));
        await done.CancelAsync();
        Assert.All(await Task.WhenAll(readers), reads => Assert.True(reads > 1));

        var events = await All(one.Api, timeline);
        Assert.Equal(Writers * Each * 5 / 4, events.Count);
        IsInOrder(events);
        Assert.All(servers, s => Assert.Empty(s.Log.Entries));
    }

    [Fact]
    public async Task An_event_answered_is_visible_at_once_on_every_server()
    {
        var database = await TestCluster.CreateDatabaseAsync(CancellationToken.None);
        await using var one = await TestServer.StartAsync(database);
        await using var two = await TestServer.StartAsync(database);
        var timeline = await one.Api.NewTimeline();
        for (var i = 1; i <= 50; i++)
        {
            var (here, there) = i % 2 == 0 ? (one, two) : (two, one);
            var recorded = await here.Api.Record(timeline, """{"subject":"summit/s","type":"PlaceConfirmed","data":{"by":"usa","place":"Place 0"}}""".Replace("0", $"{i}"));
            foreach (var server in new[] { there, here })
            {
                var state = await server.Api.Get($"/v1/{timeline}/subjects/summit/s");
                Assert.Equal($"Place {i}", state.TextAt("/state/place"));
                Assert.Equal(recorded.TextAt("/seq"), state.TextAt("/vantage/recorded"));
                Assert.Equal(recorded.TextAt("/version"), state.TextAt("/version"));
            }
        }
    }

    [Fact]
    public async Task A_clock_set_back_leaves_times_of_recording_increasing_and_hides_nothing()
    {
        var clock = new SetClock(new DateTimeOffset(2026, 1, 2, 12, 0, 0, TimeSpan.Zero));
        await using var server = await TestServer.StartAsync(clock);
        var timeline = await server.Api.NewTimeline();
        for (var i = 1; i <= 6; i++)
        {
            var recorded = await server.Api.Record(timeline, """{"subject":"summit/s","type":"PlaceConfirmed","data":{"by":"usa","place":"Place 0"}}""".Replace("Place 0", $"Place {i}"));
            await server.Api.Record(timeline, $"[{Event("summit/t")},{Event("summit/t")}]");
            var state = await server.Api.Get($"/v1/{timeline}/subjects/summit/s");
            Assert.Equal($"Place {i}", state.TextAt("/state/place"));
            Assert.True(string.CompareOrdinal(recorded.TextAt("/recordedAt"), state.TextAt("/vantage/known")) <= 0);
            Assert.Equal(3 * i, (await All(server.Api, timeline)).Count);
            Assert.Equal(HttpStatusCode.OK, (await server.Api.Get($"/v1/{timeline}/events?recorded={recorded.TextAt("/recordedAt")}")).Status);
            clock.Now += i % 2 == 0 ? TimeSpan.FromMinutes(1) : -TimeSpan.FromHours(1);
        }

        IsInOrder(await All(server.Api, timeline));
        Assert.Empty(server.Log.Entries);
    }

    [Fact]
    public async Task Servers_whose_clocks_differ_keep_one_order()
    {
        var database = await TestCluster.CreateDatabaseAsync(CancellationToken.None);
        var noon = new DateTimeOffset(2026, 1, 2, 12, 0, 0, TimeSpan.Zero);
        await using var ahead = await TestServer.StartAsync(database, new SetClock(noon));
        await using var behind = await TestServer.StartAsync(database, new SetClock(noon - TimeSpan.FromMinutes(5)));
        var timeline = await ahead.Api.NewTimeline();
        for (var i = 0; i < 10; i++)
        {
            await (i % 2 == 0 ? ahead : behind).Api.Record(timeline, Event("summit/s"));
            Assert.Equal(i + 1, (int)(await ahead.Api.Get($"/v1/{timeline}/subjects/summit/s")).At("/version")!);
            Assert.Equal(i + 1, (int)(await behind.Api.Get($"/v1/{timeline}/subjects/summit/s")).At("/version")!);
        }

        IsInOrder(await All(behind.Api, timeline));
    }

    [Fact]
    public async Task What_is_recorded_by_a_moment_is_found_by_that_moment()
    {
        var clock = new SetClock(new DateTimeOffset(2026, 1, 2, 12, 0, 0, TimeSpan.Zero));
        await using var server = await TestServer.StartAsync(clock);
        var timeline = await server.Api.NewTimeline();
        var recorded = new List<Answer>();
        for (var i = 0; i < 4; i++)
        {
            recorded.Add(await server.Api.Record(timeline, Event("summit/s")));
            clock.Now += TimeSpan.FromMinutes(1);
        }

        for (var i = 0; i < 4; i++)
        {
            var at = DateTimeOffset.Parse(recorded[i].TextAt("/recordedAt")!, System.Globalization.CultureInfo.InvariantCulture);
            foreach (var moment in new[] { at, at.AddSeconds(59) })
            {
                var list = await server.Api.Get($"/v1/{timeline}/events?recorded={moment.UtcDateTime:yyyy-MM-ddTHH:mm:ss.ffffffZ}");
                Assert.Equal(recorded[i].TextAt("/seq"), list.TextAt("/vantage/recorded"));
                Assert.Equal(i + 1, list.At("/items")!.AsArray().Count);
            }
        }
    }
}
