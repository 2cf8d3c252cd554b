using System.Diagnostics;
using System.Globalization;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Timeline.Service.Tests.Embedded;
using Timeline.Service.Tests.Fixtures;

namespace Timeline.Service.Tests.Feed;

/// <summary>For how long a feed goes on, and what wakes it.</summary>
public sealed class FeedLifeTests
{
    private const string Seldom = "--Feed:HeartbeatSeconds=3600";

    private const string Often = "--Feed:HeartbeatSeconds=0.05";

    [Fact]
    public async Task A_heartbeat_says_how_far_it_has_come_and_what_only_others_know_makes_none()
    {
        await using var server = await StartAsync(Often);
        var timeline = await server.Api.NewTimeline();
        using (var feed = await FeedClient.UpToDateAsync(server.Api, $"/v1/{timeline}/feed?kind=visit"))
        {
            var seq = (await server.Api.Record(timeline, FeedTests.Event("summit/s"))).TextAt("/seq");
            var told = (await feed.NextAsync())!;
            for (var i = 0; told.Id != seq; told = (await feed.NextAsync())!, i++) Assert.True(i < 500 && told is { Data: null, Comment: "still here" }, $"{told}");
            Assert.Equal(new Told(seq, null, null, "still here", null), await feed.NextAsync());
        }

        await using var quiet = await StartAsync(Seldom);
        timeline = await quiet.Api.NewTimeline();
        using var silent = await FeedClient.UpToDateAsync(quiet.Api, $"/v1/{timeline}/feed");
        for (var i = 0; i < 20; i++)
            await quiet.Api.Record(timeline, """{"subject":"talks/t","type":"SituationReported","disclosures":[{"to":"usa","at":"2019-02-05"}],"data":{"situation":"quiet"}}""");
        var open = await quiet.Api.Record(timeline, FeedTests.Event("summit/s"));
        // The very next that comes.
        Assert.Equal((open.TextAt("/seq"), "SummitScheduled"), ((await silent.NextAsync())! is var next ? next.Id : null, next.Type));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("x")]
    [InlineData("NaN")]
    [InlineData("100000")]
    public async Task A_heartbeat_that_cannot_be_is_told_at_the_start(string seconds) =>
        await Assert.ThrowsAsync<FormatException>(() => StartAsync($"--Feed:HeartbeatSeconds={seconds}"));

    [Fact]
    public async Task It_ends_when_its_key_is_revoked_and_tells_nothing_more()
    {
        await using var server = await StartAsync(Seldom);
        var key = await server.KeyAsync("reader", "knowers=usa");
        using var admin = server.As(await server.KeyAsync("admin", "role=admin"));
        var timeline = await admin.NewTimeline();
        using var reader = server.As(key);
        using var feed = await FeedClient.UpToDateAsync(reader, $"/v1/{timeline}/feed?knower=usa");
        await admin.Record(timeline, FeedTests.Event("summit/s"));
        Assert.Equal("SummitScheduled", (await feed.NextAsync())!.Type);
        await server.RevokeAsync("reader");
        await admin.Record(timeline, FeedTests.Event("summit/s"));
        Assert.Null(await feed.NextAsync());
        var refused = await Assert.ThrowsAsync<HttpRequestException>(() => FeedClient.AtAsync(reader.Http, $"/v1/{timeline}/feed"));
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
    }

    [Fact]
    public async Task Where_nothing_is_recorded_a_heartbeat_finds_that_its_key_is_no_longer_good()
    {
        await using var server = await StartAsync(Often);
        using var nobody = server.As(null);
        var timeline = await nobody.NewTimeline();
        using var unasked = await FeedClient.UpToDateAsync(nobody, $"/v1/{timeline}/feed");
        // Now that there is a key, everybody is asked who they are.
        var soon = DateTimeOffset.UtcNow.AddSeconds(3).ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
        using var expiring = server.As(await server.KeyAsync("expiring", $"expires={soon}"));
        using var revoked = server.As(await server.KeyAsync("revoked"));
        using var feed = await FeedClient.UpToDateAsync(expiring, $"/v1/{timeline}/feed");
        using var other = await FeedClient.UpToDateAsync(revoked, $"/v1/{timeline}/feed");
        await server.RevokeAsync("revoked");
        foreach (var one in new[] { unasked, other, feed }) Assert.Null(await one.NextEventAsync());
    }

    [Fact]
    public async Task A_server_that_stops_is_not_held_up_by_its_feeds()
    {
        await using var server = await StartAsync(Seldom);
        var timeline = await server.Api.NewTimeline();
        var feeds = new List<FeedClient>();
        for (var i = 0; i < 20; i++) feeds.Add(await FeedClient.UpToDateAsync(server.Api, $"/v1/{timeline}/feed"));
        var stopping = Stopwatch.StartNew();
        await server.Services.GetRequiredService<IHost>().StopAsync();
        Assert.InRange(stopping.Elapsed.TotalSeconds, 0, 5);
        foreach (var feed in feeds)
        {
            using (feed) Assert.Null(await feed.NextAsync());
        }

        Assert.Empty(server.Log.Entries);
    }

    [Fact]
    public async Task Whoever_leaves_is_forgotten()
    {
        await using var server = await StartAsync(Seldom);
        var timeline = await server.Api.NewTimeline();
        var wakes = server.Services.GetRequiredService<Timeline.Server.Feed.Wakes>();
        for (var i = 0; i < 3; i++)
        {
            using (await FeedClient.UpToDateAsync(server.Api, $"/v1/{timeline}/feed")) Assert.Equal(1, wakes.Count);
            await Eventually.TrueAsync("nobody is to be woken", () => wakes.Count == 0);
        }

        Assert.Empty(server.Log.Entries);
    }

    [Fact]
    public async Task What_is_recorded_at_one_server_is_told_by_another_at_once()
    {
        await using var one = await StartAsync(Seldom);
        await using var other = await TestServer.StartAsync(one.ConnectionString, null, Seldom);
        var (timeline, elsewhere) = (await one.Api.NewTimeline(), await one.Api.NewTimeline());
        using var feed = await FeedClient.UpToDateAsync(other.Api, $"/v1/{timeline}/feed");
        for (var i = 0; i < 50; i++)
        {
            await one.Api.Record(elsewhere, FeedTests.Event("summit/else"));
            var seq = (await one.Api.Record(timeline, FeedTests.Event("summit/s"))).TextAt("/seq");
            Assert.Equal(seq, (await feed.NextAsync())!.Id);
        }

        // An import too, and whatever else is recorded in bulk.
        var report = await one.Api.Post($"/v1/{timeline}/import", string.Join('\n', Enumerable.Range(0, 50).Select(i => FeedTests.Event($"visit/v{i}"))), "application/x-ndjson");
        Assert.Equal("50", report.TextAt("/recorded"));
        for (var i = 0; i < 50; i++) Assert.Equal("SituationReported", (await feed.NextAsync())!.Type);
    }

    [Fact]
    public async Task Where_the_listening_connection_is_lost_nothing_is()
    {
        await using var server = await StartAsync(Seldom);
        var timeline = await server.Api.NewTimeline();
        using var feed = await FeedClient.UpToDateAsync(server.Api, $"/v1/{timeline}/feed");
        await using var database = NpgsqlDataSource.Create(server.ConnectionString);
        var seqs = new List<string>();
        using var recording = new CancellationTokenSource();
        var recorder = Task.Run(async () =>
        {
            while (!recording.IsCancellationRequested) seqs.Add((await server.Api.Record(timeline, FeedTests.Event($"summit/s{seqs.Count % 10}"))).TextAt("/seq")!);
        });
        var ended = new HashSet<int>();
        for (var i = 1; i <= 5; i++)
        {
            await Eventually.TrueAsync("more is recorded", () => seqs.Count >= 10 * i);
            await Eventually.TrueAsync("it listens again", async () =>
            {
                await using var end = database.CreateCommand("""
                    select pid from pg_stat_activity where datname = current_database() and query = 'listen timeline_events' and state = 'idle'
                    """);
                return await end.ExecuteScalarAsync() is int pid && ended.Add(pid) && await KilledAsync(pid);
            });
        }

        await recording.CancelAsync();
        await recorder;
        foreach (var seq in seqs) Assert.Equal(seq, (await feed.NextAsync())!.Id);
        Assert.NotEmpty(server.Log.Entries); // it is said once that it was lost

        async Task<bool> KilledAsync(int pid)
        {
            await using var end = database.CreateCommand("select pg_terminate_backend($1)");
            end.Parameters.Add(new() { Value = pid });
            return (bool)(await end.ExecuteScalarAsync())!;
        }
    }

    [Fact]
    public async Task A_feed_waits_for_its_database_and_goes_on()
    {
        await using var server = await StartAsync(Often);
        var timeline = await server.Api.NewTimeline();
        using var feed = await FeedClient.UpToDateAsync(server.Api, $"/v1/{timeline}/feed");
        var first = (await server.Api.Record(timeline, FeedTests.Event("summit/s"))).TextAt("/seq")!;
        Assert.Equal(first, (await feed.NextEventAsync())!.Id);
        var name = new NpgsqlConnectionStringBuilder(server.ConnectionString).Database;
        await using var admin = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(server.ConnectionString) { Database = "postgres" });
        await ExecuteAsync($"alter database {name} allow_connections false");
        await ExecuteAsync($"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{name}'");
        Expect.Problem(await server.Api.Get($"/v1/{timeline}/feed"), 503, "unavailable");
        // It is still there, and says no more than it knows.
        for (var i = 0; i < 10; i++) Assert.Equal(new Told(first, null, null, "still here", null), await feed.NextAsync());
        await ExecuteAsync($"alter database {name} allow_connections true");
        var second = (await server.Api.Record(timeline, FeedTests.Event("summit/s"))).TextAt("/seq")!;
        Assert.Equal(second, (await feed.NextEventAsync())!.Id);

        async Task ExecuteAsync(string sql)
        {
            await using var command = admin.CreateCommand(sql);
            await command.ExecuteNonQueryAsync();
        }
    }

    private static async Task<TestServer> StartAsync(params string[] settings) =>
        await TestServer.StartAsync(await TestCluster.CreateDatabaseAsync(CancellationToken.None), null, settings);
}
