using System.Net;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Timeline.Domain.Record;
using Timeline.Postgres.Events;
using Timeline.Server.Access;
using Timeline.Server.Limits;
using Timeline.Service.Tests.Embedded;
using Timeline.Service.Tests.Fixtures;

namespace Timeline.Service.Tests.Limits;

/// <summary>Costly answers take turns, and everything else goes past them.</summary>
public sealed class ReadLanesTests
{
    private const string Event = """{"subject":"summit/s","type":"SummitScheduled","data":{"dates":"2019-02"}}""";

    private static Turns TurnsOf(TestServer server) => server.Services.GetRequiredService<ReadLanes>().Turns;

    private static Task<Answer> ImportAsync(TestServer server, string timeline, int events) => server.Api.Post(
        $"/v1/{timeline}/import", string.Join('\n', Enumerable.Repeat(Event, events)), "application/x-ndjson");

    [Fact]
    public async Task Every_read_says_what_it_costs()
    {
        await using var server = await TestServer.StartAsync();
        var reads = server.Services.GetRequiredService<EndpointDataSource>().Endpoints
            .Where(e => e.Metadata.GetMetadata<AccessRule>()?.Role == Role.Read && e.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Contains("GET")).ToList();
        Assert.True(reads.Count >= 20);
        Assert.All(reads, e => Assert.True(e.Metadata.GetMetadata<ReadCost>() is not null, $"{e.DisplayName} is neither costly nor small."));
    }

    [Fact]
    public async Task While_all_workers_are_held_costly_answers_wait_or_are_refused_and_everything_else_is_answered()
    {
        await using var server = await TestServer.StartAsync(
            ("Limits:Costly:Workers", "1"), ("Limits:Costly:PerClient", "2"), ("Limits:Costly:Max", "3"));
        using var neighbour = server.From(IPAddress.Parse("127.0.0.2"));
        var timeline = await server.Api.NewTimeline();
        var recorded = await server.Api.Record(timeline, Event);
        var turns = TurnsOf(server);
        var held = await turns.TakeAsync("somebody", CancellationToken.None);
        using var leaving = new CancellationTokenSource();
        var leaves = server.Api.Http.GetAsync(new Uri($"/v1/{timeline}/calendar.ics", UriKind.Relative), leaving.Token);
        var waits = server.Api.Get($"/v1/{timeline}/publishers");
        await Eventually.TrueAsync("both wait", () => turns.Waiting == 2);

        foreach (var (refused, status, cause) in new[]
        {
            (await server.Api.Get($"/v1/{timeline}/briefing"), 429, "too-many-requests"),
            (await neighbour.Get($"/v1/{timeline}/replay"), 503, "overloaded"),
        })
        {
            Expect.Problem(refused, status, cause);
            Assert.Equal("1", refused.Headers["Retry-After"]);
            Assert.NotEqual("", refused.TextAt("/detail"));
        }

        foreach (var small in new[] { "events", "subjects", "subjects/summit/s", "subjects/summit/s/history", $"events/{recorded.TextAt("/id")}" })
            Assert.Equal(HttpStatusCode.OK, (await server.Api.Get($"/v1/{timeline}/{small}")).Status);
        Assert.Equal(HttpStatusCode.OK, (await server.Api.Get("/health/ready")).Status);
        await server.Api.Record(timeline, Event);

        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaves);
        await Eventually.TrueAsync("the one that left is forgotten", () => turns is { Waiting: 1, Count: 2 });
        held.Dispose();
        Assert.Equal(HttpStatusCode.OK, (await waits).Status);
        await Eventually.TrueAsync("nobody is left", () => turns is { Working: 0, Count: 0 });
        Assert.Empty(server.Log.Entries);
    }

    [Theory]
    [InlineData("subjects/summit/s/history", 600)]
    [InlineData("subjects/summit/s?known=2030", 2100)]
    [InlineData("events?limit=1000&text=nothing", 0)]
    public async Task A_small_answer_that_turns_out_to_be_large_waits_its_turn(string address, int events)
    {
        await using var server = await TestServer.StartAsync(("Limits:Costly:Workers", "1"));
        var timeline = await server.Api.NewTimeline();
        await ImportAsync(server, timeline, Math.Max(1, events));
        var turns = TurnsOf(server);
        var held = await turns.TakeAsync("somebody", CancellationToken.None);
        var asked = server.Api.Get($"/v1/{timeline}/{address}");
        if (events > 0)
        {
            await Eventually.TrueAsync("it waits", () => turns.Waiting == 1);
            held.Dispose();
        }

        Assert.Equal(HttpStatusCode.OK, (await asked).Status);
        Assert.Empty(server.Log.Entries);
    }

    [Fact]
    public async Task What_costly_answers_hold_together_is_bounded_and_one_alone_may_hold_more()
    {
        await using var server = await TestServer.StartAsync(("Limits:Costly:Workers", "2"), ("Limits:Costly:Events", "10"));
        var timeline = await server.Api.NewTimeline();
        await ImportAsync(server, timeline, 30);
        var (lanes, ledger) = (server.Services.GetRequiredService<ReadLanes>(), server.Services.GetRequiredService<LedgerReader>());
        var (holds, lets) = (new TaskCompletionSource(), new TaskCompletionSource());
        var other = lanes.ReadAsync("somebody", 0, async () =>
        {
            await ledger.SubjectAsync(Reach.Of(Key.Parse(timeline), []), SubjectId.Parse("summit/s"), long.MaxValue, CancellationToken.None);
            holds.SetResult();
            await lets.Task;
            return true;
        }, CancellationToken.None);
        await holds.Task;
        var refused = await server.Api.Get($"/v1/{timeline}/publishers");
        Expect.Problem(refused, 503, "overloaded");
        Assert.Equal("1", refused.Headers["Retry-After"]);
        lets.SetResult();
        await other;
        Assert.Equal(HttpStatusCode.OK, (await server.Api.Get($"/v1/{timeline}/publishers")).Status);
        Assert.Empty(server.Log.Entries);
    }

    [Fact]
    public async Task Whoever_reads_an_answer_slowly_holds_no_worker_meanwhile()
    {
        await using var server = await TestServer.StartAsync(("Limits:Costly:Workers", "1"), ("Limits:Connections:GraceSeconds", "600"));
        var timeline = await server.Api.NewTimeline();
        await server.Api.RecordMuchAsync(timeline);
        using var slow = await RawClient.ConnectAsync(server.Api, receiveBuffer: 4096);
        await slow.SendAsync($"GET /v1/{timeline}/export HTTP/1.1\r\nHost: localhost\r\n\r\n");
        await slow.ArrivesAsync();
        Assert.Equal(HttpStatusCode.OK, (await server.Api.Get($"/v1/{timeline}/days")).Status);
        Assert.Equal((0, 1), (TurnsOf(server).Working, TurnsOf(server).Count));
        Assert.True(slow.IsHeld());
    }

    [Fact]
    public async Task Paced_replays_hold_no_worker_and_a_client_has_only_so_many()
    {
        await using var server = await TestServer.StartAsync(("Limits:Costly:Workers", "1"), ("Limits:Costly:PerClient", "3"));
        var timeline = await server.Api.NewTimeline();
        foreach (var day in new[] { "2019-02-01", "2019-02-20" })
            await server.Api.Record(timeline, $$"""{"subject":"summit/s","type":"SummitScheduled","data":{"dates":"2019-03"},"known":"{{day}}"}""");
        var paused = new List<RawClient>();
        for (var i = 0; i < 3; i++)
        {
            paused.Add(await RawClient.ConnectAsync(server.Api));
            await paused[i].SendAsync($"GET /v1/{timeline}/replay?speed=0.001 HTTP/1.1\r\nHost: localhost\r\n\r\n");
            await paused[i].ReadUntilAsync("SummitScheduled");
        }

        Assert.Equal((0, 3), (TurnsOf(server).Working, TurnsOf(server).Count));
        Expect.Problem(await server.Api.Get($"/v1/{timeline}/publishers"), 429, "too-many-requests");
        foreach (var client in paused) client.Dispose();
        await Eventually.TrueAsync("they have left", () => TurnsOf(server).Count == 0);
        Assert.Equal(HttpStatusCode.OK, (await server.Api.Get($"/v1/{timeline}/publishers")).Status);
    }

    [Fact]
    public async Task A_long_replay_is_kept_in_the_folder_that_is_set_and_only_so_much_of_it()
    {
        using var folder = new TemporaryFolder();
        await using var server = await TestServer.StartAsync(("Limits:Spool:Folder", folder.Path), ("Limits:Spool:MaxBytes", "1000000"));
        var spools = server.Services.GetRequiredService<Spools>();
        var timeline = await server.Api.NewTimeline();
        string Long(string note) => $$$"""{"subject":"summit/s","type":"SummitScheduled","data":{"dates":"2019-02","note":"{{{note}}}"}}""";
        await server.Api.Record(timeline, Long(new string('a', 100_000)));
        Assert.Equal(HttpStatusCode.OK, (await server.Api.Get($"/v1/{timeline}/replay")).Status);
        for (var i = 0; i < 6; i++) await server.Api.Record(timeline, Long(new string('b', 200_000)));
        Expect.Problem(await server.Api.Get($"/v1/{timeline}/replay"), 503, "overloaded");
        Assert.Equal(0, spools.Bytes);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
        await Assert.ThrowsAsync<FormatException>(() => TestServer.StartAsync(("Limits:Spool:Folder", Path.Combine(folder.Path, "nowhere"))));
    }
}
