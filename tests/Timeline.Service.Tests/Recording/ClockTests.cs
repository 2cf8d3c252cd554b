using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Timeline.Server.Hosting;
using Timeline.Server.Maintenance;
using Timeline.Service.Tests.Fixtures;

namespace Timeline.Service.Tests.Recording;

/// <summary>A wrong clock records nothing, and what was once recorded by one does not spoil its timeline (SEMANTICS §§1, 4).</summary>
[Trait(RunFramework.Suite, RunFramework.Ledger)]
public sealed class ClockTests
{
    private static readonly TimeSpan Wrong = TimeSpan.FromDays(400);

    private static string Event(string place, string more = "\"known\":\"2019-02-05\"") =>
        $$$"""{"id":"{{{Guid.NewGuid()}}}","subject":"summit/s","type":"PlaceConfirmed",{{{more}}},"data":{"place":"{{{place}}}"}}""";

    private static string Undated(string place) => Event(place, "\"source\":{\"publisher\":\"cnn\"}");

    private static DateTimeOffset Moment(JsonNode? instant) => DateTimeOffset.Parse((string)instant!, CultureInfo.InvariantCulture);

    private static Task<Answer> Events(Api api, string timeline, string query = "") => api.Get($"/v1/{timeline}/events?limit=1000{query}");

    private static async Task<int> CountAsync(Api api, string timeline, string query = "") =>
        (await Events(api, timeline, query)).At("/items")!.AsArray().Count;

    /// <summary>Runs a command as an operator does, on the database that servers use.</summary>
    private static async Task<string> RunAsync(string connectionString, params string[] words)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { ["ConnectionStrings:Timeline"] = connectionString }).Build();
        await using var storage = await Storage.OpenAsync(configuration, NullLoggerFactory.Instance, CancellationToken.None);
        using var output = new StringWriter();
        Assert.Equal(0, await Verb.Parse(words).RunAsync(storage, () => throw new InvalidOperationException("Nothing is audited."), output, TextWriter.Null));
        return output.ToString();
    }

    /// <summary>A timeline in which an event was recorded while the clock was far ahead and nothing looked at it.</summary>
    private static async Task<(string Timeline, Answer Poison)> PoisonedAsync(string database, TimeSpan ahead, string? timeline = null)
    {
        await using var wrong = await TestServer.StartAsync(database, new OwnClock(ahead), "--Clock:ToleranceSeconds=1000000000");
        timeline ??= await wrong.Api.NewTimeline();
        return (timeline, await wrong.Api.Record(timeline, Undated("Poison")));
    }

    private static async Task RefusesAsync(TestServer server, string timeline, Guid recorded)
    {
        var position = await server.Api.PositionAsync(timeline);
        var path = $"/v1/{timeline}";
        Answer[] answers =
        [
            await server.Api.Post($"{path}/events", Event("Oslo")),
            await server.Api.Post($"{path}/events?dryRun=true", Event("Oslo")),
            await server.Api.Post($"{path}/import", Event("Oslo"), "application/x-ndjson"),
            await server.Api.Post($"{path}/import?atomic=true", Event("Oslo"), "application/x-ndjson"),
            await server.Api.Post($"{path}/events/{recorded}/erasure", """{"reason":"a court's order"}"""),
        ];
        Assert.All(answers, a =>
        {
            Expect.Problem(a, 503, "clock");
            Assert.NotNull(a.Headers["Retry-After"]);
        });
        Assert.Equal(position, await server.Api.PositionAsync(timeline));
        Assert.Equal(1, await CountAsync(server.Api, timeline));
        var ready = await server.Api.Get("/health/ready");
        Assert.Equal((HttpStatusCode.OK, "readOnly"), (ready.Status, ready.TextAt("/status")));
        Assert.NotNull(ready.TextAt("/detail"));
    }

    private static async Task RecordsAsync(TestServer server, string timeline)
    {
        await server.Api.Record(timeline, Event("Hanoi"));
        Assert.Equal("ok", (await server.Api.Get("/health/ready")).TextAt("/status"));
    }

    [Fact]
    public async Task A_clock_that_is_not_PostgreSQLs_records_nothing_until_it_is_set_right()
    {
        var clock = new OwnClock(TimeSpan.Zero);
        var database = await TestCluster.CreateDatabaseAsync(CancellationToken.None);
        await using var server = await TestServer.StartAsync(database, clock, "--Clock:ToleranceSeconds=60");
        var timeline = await server.Api.NewTimeline();
        var recorded = Guid.Parse((await server.Api.Record(timeline, Event("Da Nang"))).TextAt("/id")!);
        foreach (var off in new[] { Wrong, -Wrong })
        {
            clock.Offset = off;
            await RefusesAsync(server, timeline, recorded);
            Assert.Contains(off > TimeSpan.Zero ? "400 days ahead of" : "400 days behind", (await server.Api.Get("/health/ready")).TextAt("/detail"));
            clock.Offset = TimeSpan.FromSeconds(30);
            Assert.Equal("ok", (await server.Api.Get("/health/ready")).TextAt("/status"));
        }

        await RecordsAsync(server, timeline);
        // Once for each time that it was wrong, however many asked.
        Assert.Equal(2, server.Log.Entries.Count);
        Assert.All(server.Log.Entries, e => Assert.StartsWith("Nothing is recorded. This server's clock is 400 days", e));
    }

    [Fact]
    public async Task A_clock_that_was_wrong_at_the_start_and_was_set_right_records()
    {
        var clock = new OwnClock(Wrong);
        var database = await TestCluster.CreateDatabaseAsync(CancellationToken.None);
        await using var server = await TestServer.StartAsync(database, clock, "--Clock:ToleranceSeconds=60");
        var timeline = await server.Api.NewTimeline();
        Expect.Problem(await server.Api.Post($"/v1/{timeline}/events", Event("Oslo")), 503, "clock");
        clock.Offset = TimeSpan.Zero;
        await RecordsAsync(server, timeline);
    }

    [Fact]
    public async Task A_clock_that_has_jumped_records_nothing_though_PostgreSQLs_has_jumped_with_it()
    {
        // That time passes while both clocks stand is the same as that both jump back.
        var clock = new OwnClock(TimeSpan.Zero);
        var database = await TestCluster.CreateDatabaseAsync(CancellationToken.None);
        await using var server = await TestServer.StartAsync(database, clock, "--Clock:ToleranceSeconds=60");
        var timeline = await server.Api.NewTimeline();
        var recorded = Guid.Parse((await server.Api.Record(timeline, Event("Da Nang"))).TextAt("/id")!);
        clock.Passed = Wrong;
        await RefusesAsync(server, timeline, recorded);
        Assert.Contains("jumped back by 400 days", (await server.Api.Get("/health/ready")).TextAt("/detail"));
        clock.Passed = TimeSpan.Zero;
        await RecordsAsync(server, timeline);
        Assert.Single(server.Log.Entries);
    }

    [Fact]
    public async Task A_timeline_that_is_ahead_of_the_clock_is_recorded_in_once_an_operator_has_accepted_it()
    {
        var database = await TestCluster.CreateDatabaseAsync(CancellationToken.None);
        var (timeline, poison) = await PoisonedAsync(database, Wrong);
        await using var server = await TestServer.StartAsync(database);
        // It is known from then on only.
        Assert.Equal(0, await CountAsync(server.Api, timeline));
        foreach (var _ in Enumerable.Range(0, 3))
        {
            var refused = await server.Api.Post($"/v1/{timeline}/events", Undated("Oslo"));
            Expect.Problem(refused, 503, "clock");
            Assert.Contains($"Timeline.Server clock accept {timeline}", refused.TextAt("/detail"));
        }

        Assert.Equal("readOnly", (await server.Api.Get("/health/ready")).TextAt("/status"));
        Assert.Single(server.Log.Entries);
        // Another timeline is none the worse for it.
        await server.Api.Record(await server.Api.NewTimeline(), Event("Hanoi"));

        Assert.Contains("accepted by", await RunAsync(database, "clock", "accept", timeline));
        var before = DateTimeOffset.UtcNow;
        var sent = Undated("Hanoi");
        var recorded = await server.Api.Record(timeline, sent);
        Assert.Equal("ok", (await server.Api.Get("/health/ready")).TextAt("/status"));
        Assert.Equal(Moment(poison.At("/recordedAt")).AddMicroseconds(1), Moment(recorded.At("/recordedAt")));
        Assert.InRange(Moment(recorded.At("/notedAt")), before.AddMilliseconds(-1), DateTimeOffset.UtcNow);
        Assert.Equal(recorded.TextAt("/notedAt"), recorded.TextAt("/disclosures/0/at"));
        Assert.Equal(recorded.TextAt("/notedAt"), recorded.TextAt("/happened"));
        // It is seen at once, by default and by a date, and what is sent again is the same.
        Assert.Equal(1, await CountAsync(server.Api, timeline));
        Assert.Equal(1, await CountAsync(server.Api, timeline, $"&known={DateTimeOffset.UtcNow:yyyy-MM-dd}"));
        Assert.Equal("Hanoi", (await server.Api.Get($"/v1/{timeline}/subjects/summit/s")).TextAt("/state/place"));
        Assert.Equal(HttpStatusCode.OK, (await server.Api.Post($"/v1/{timeline}/events", sent)).Status);
        // A day is clipped to when it was noted, and none that is still to come passes, though recordedAt is later.
        await server.Api.Record(timeline, Event("Today", $"\"known\":\"{DateTimeOffset.UtcNow:yyyy-MM-dd}\""));
        Assert.Equal(2, await CountAsync(server.Api, timeline));
        Expect.Problem(
            await server.Api.Post($"/v1/{timeline}/events", Event("Later", $"\"known\":\"{DateTimeOffset.UtcNow.AddDays(3):yyyy-MM-dd}\"")),
            422, "not-yet", "/known");
        // An import goes on in the same way, a microsecond a line.
        await server.Api.Post($"/v1/{timeline}/import?atomic=true", $"{Undated("A")}\n{Undated("B")}", "application/x-ndjson");
        var events = (await Events(server.Api, timeline)).At("/items")!.AsArray();
        Assert.Equal(4, events.Count);
        Assert.Equal(
            Enumerable.Range(1, 4).Select(i => Moment(poison.At("/recordedAt")).AddMicroseconds(i)),
            events.Select(e => Moment(e!["recordedAt"])).Order());

        // What is accepted is what was recorded by then: a clock that goes wrong once more is seen again.
        await PoisonedAsync(database, Wrong * 2, timeline);
        Expect.Problem(await server.Api.Post($"/v1/{timeline}/events", Undated("Oslo")), 503, "clock");
        Assert.Contains("accepted by", await RunAsync(database, "clock", "accept", timeline));
        await server.Api.Record(timeline, Undated("Oslo"));
        Assert.Contains("nothing to accept", await RunAsync(database, "clock", "accept", await server.Api.NewTimeline()));
    }

    [Fact]
    public async Task What_is_kept_of_a_state_is_not_told_from_the_time_of_a_clock_that_was_ahead()
    {
        var database = await TestCluster.CreateDatabaseAsync(CancellationToken.None);
        var (timeline, _) = await PoisonedAsync(database, Wrong);
        await RunAsync(database, "clock", "accept", timeline);
        await using var server = await TestServer.StartAsync(database);
        var dates = DateTimeOffset.UtcNow.AddDays(100);
        await server.Api.Record(timeline,
            $$$"""{"subject":"summit/s","type":"SummitScheduled","data":{"dates":"{{{dates:yyyy-MM-dd}}}"}}""");
        foreach (var path in new[] { "subjects/summit/s", "subjects" })
        {
            var answer = await server.Api.Get($"/v1/{timeline}/{path}");
            Assert.Equal(answer.Text, (await server.Api.Get(answer.TextAt("/permalink")!)).Text);
        }

        Assert.Equal("ahead", (await server.Api.Get($"/v1/{timeline}/subjects/summit/s")).TextAt("/expectations/0/when"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Whoever_has_recorded_something_sees_it_at_once_through_a_server_whose_clock_is_50_seconds_behind(bool isPoisoned)
    {
        var database = await TestCluster.CreateDatabaseAsync(CancellationToken.None);
        await using var ahead = await TestServer.StartAsync(database, new OwnClock(TimeSpan.FromSeconds(25)), "--Clock:ToleranceSeconds=60");
        await using var behind = await TestServer.StartAsync(database, new OwnClock(TimeSpan.FromSeconds(-25)), "--Clock:ToleranceSeconds=60");
        var timeline = isPoisoned ? (await PoisonedAsync(database, Wrong)).Timeline : await ahead.Api.NewTimeline();
        if (isPoisoned) await RunAsync(database, "clock", "accept", timeline);
        for (var i = 1; i <= 6; i++)
        {
            var recorded = await (i % 2 == 0 ? behind : ahead).Api.Record(timeline, Undated($"Place {i}"));
            if (!isPoisoned) Assert.Equal(recorded.TextAt("/recordedAt"), recorded.TextAt("/notedAt"));
            foreach (var server in new[] { ahead, behind })
            {
                Assert.Equal(i, await CountAsync(server.Api, timeline));
                var known = Moment((await Events(server.Api, timeline)).At("/vantage/known"));
                Assert.InRange(known, DateTimeOffset.UtcNow.AddMinutes(-2), DateTimeOffset.UtcNow.AddMinutes(2));
            }
        }
    }

    [Theory]
    [InlineData("0")]
    [InlineData("0.5")]
    [InlineData("1000000001")]
    [InlineData("a minute")]
    [InlineData("NaN")]
    public async Task A_tolerance_out_of_bounds_stops_the_start(string seconds)
    {
        var error = await Assert.ThrowsAsync<FormatException>(() => TestServer.StartAsync(("Clock:ToleranceSeconds", seconds)));
        Assert.Contains("Clock:ToleranceSeconds", error.Message);
    }

    /// <summary>A clock that is off by so much, beside time that passes as it does.</summary>
    private sealed class OwnClock(TimeSpan offset) : TimeProvider
    {
        internal TimeSpan Offset { get; set; } = offset;

        internal TimeSpan Passed { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Offset;

        public override long GetTimestamp() => base.GetTimestamp() + (long)(Passed.TotalSeconds * TimestampFrequency);
    }
}
