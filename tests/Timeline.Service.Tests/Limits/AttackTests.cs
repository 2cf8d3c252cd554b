using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Timeline.Server.Limits;
using Timeline.Service.Tests.Embedded;
using Timeline.Service.Tests.Feed;
using Timeline.Service.Tests.Fixtures;

namespace Timeline.Service.Tests.Limits;

/// <summary>
/// Whatever is known to hurt a server, all at once and each from an address of its own: everybody else is answered meanwhile. How fast is
/// measured with the benchmarks (dos).
/// </summary>
public sealed class AttackTests
{
    private const int Asked = 20;

    private static readonly string[] Costly = ["publishers", "export", "calendar.ics"];

    [Fact]
    public async Task Everybody_else_is_answered_while_all_that_hurts_is_asked_for_at_once()
    {
        await using var server = await TestServer.StartAsync(
            ("Limits:Connections:PerAddress", $"{Scale.Of(256)}"), ("Limits:Connections:HeadersSeconds", "600"),
            ("Limits:Connections:GraceSeconds", "600"), ("Limits:Costly:Workers", "1"));
        var (large, chain, victim) = (await server.Api.NewTimeline(), await server.Api.NewTimeline(), await server.Api.NewTimeline());
        await ImportAsync(server, large, Scale.Of(200_000), i => $$"""
            {"subject":"summit/s-{{i / 100}}","type":"SummitScheduled","data":{"dates":"2019-03"},"known":"2019-02-{{1 + i % 28:00}}"}
            """);
        await ImportAsync(server, chain, Scale.Of(20_000), i => Link(i, $"\"id\":\"{Id(i)}\"," + (i == 0 ? "" : $"\"accountOf\":\"{Id(i - 1)}\",")));
        await server.Api.Record(victim, Small(0));

        using var stop = new CancellationTokenSource();
        var hostile = new List<Task<IReadOnlyList<HttpStatusCode>>>();
        using var readers = server.From(IPAddress.Parse("127.0.0.2"));
        for (var i = 0; i < Scale.Of(64); i++) hostile.Add(AgainAsync(() => readers.Get($"/v1/{large}/{Costly[i % Costly.Length]}"), stop.Token));
        using var writer = server.From(IPAddress.Parse("127.0.0.3"));
        hostile.Add(AgainAsync(() => writer.Post($"/v1/{chain}/events", Link(0, $"\"accountOf\":\"{Id(0)}\",")), stop.Token));
        var idle = new List<RawClient>();
        for (var i = 0; i < Scale.Of(5_000); i++)
        {
            if (await RawClient.TryConnectAsync(server.Api, IPAddress.Parse("127.0.0.6")) is { } held) idle.Add(held);
        }

        var paused = new List<RawClient>();
        for (var i = 0; i < Scale.Of(60); i++)
        {
            paused.Add(await RawClient.ConnectAsync(server.Api, from: IPAddress.Parse("127.0.0.7")));
            await paused[i].SendAsync($"GET /v1/{large}/replay?speed=0.001 HTTP/1.1\r\nHost: localhost\r\n\r\n");
        }

        // More than one address may have.
        using var listener = server.From(IPAddress.Parse("127.0.0.4"));
        using var other = server.From(IPAddress.Parse("127.0.0.5"));
        var feeds = new List<FeedClient>();
        for (var i = 0; i < Scale.Of(300); i++)
            feeds.Add(i % 2 == 0 ? await FeedClient.UpToDateAsync(listener, $"/v1/{victim}/feed") : await FeedClient.UpToDateAsync(other, $"/v1/{chain}/feed"));

        for (var i = 1; i <= Asked; i++)
        {
            await server.Api.Record(victim, Small(i));
            Assert.Equal(HttpStatusCode.OK, (await server.Api.Get($"/v1/{victim}/subjects/talks/small")).Status);
            Assert.Equal(HttpStatusCode.OK, (await server.Api.Get("/health/ready")).Status);
        }

        foreach (var feed in feeds.Where((_, i) => i % 2 == 0))
        {
            for (var i = 1; i <= Asked; i++)
                Assert.Equal($"s{i}", (string?)JsonNode.Parse((await feed.NextEventAsync())!.Data!)!["data"]!["statement"]);
        }

        await stop.CancelAsync();
        var answers = await Task.WhenAll(hostile);
        // The attack did come through, and was never answered with a failure.
        Assert.All(answers.SelectMany(a => a), status => Assert.Contains(
            status, (HttpStatusCode[])[HttpStatusCode.OK, HttpStatusCode.Created, HttpStatusCode.TooManyRequests, HttpStatusCode.ServiceUnavailable]));
        Assert.Contains(HttpStatusCode.Created, answers[^1]);
        Assert.Contains(HttpStatusCode.OK, answers[..^1].SelectMany(a => a));
        Assert.True(idle.Count(c => c.IsHeld()) <= Scale.Of(256));
        foreach (var client in idle.Concat(paused)) client.Dispose();
        foreach (var feed in feeds) feed.Dispose();
        var turns = server.Services.GetRequiredService<ReadLanes>().Turns;
        await Eventually.TrueAsync("nobody has or waits for a worker", () => turns is { Working: 0, Count: 0 });
        Assert.Contains("too many", Assert.Single(server.Log.Entries), StringComparison.Ordinal);
    }

    private static async Task<IReadOnlyList<HttpStatusCode>> AgainAsync(Func<Task<Answer>> ask, CancellationToken stop)
    {
        var answers = new List<HttpStatusCode>();
        while (!stop.IsCancellationRequested) answers.Add((await ask()).Status);
        return answers;
    }

    private static async Task ImportAsync(TestServer server, string timeline, int lines, Func<int, string> line)
    {
        var imported = await server.Api.Post(
            $"/v1/{timeline}/import", string.Join('\n', Enumerable.Range(0, lines).Select(line)), "application/x-ndjson");
        Assert.True((int)imported.At("/recorded")! == lines, imported.Text);
    }

    private static string Small(int i) => $$"""{"subject":"talks/small","type":"StatementMade","data":{"by":"usa","statement":"s{{i}}"} }""";

    private static string Link(int i, string more) => $$"""
        {"subject":"talks/chain",{{more}}"type":"StatementMade","data":{"by":"usa","statement":"s{{i}}"},"known":"2019-02-08"}
        """;

    private static Guid Id(int i) => new(i, 1, 0x7000, 0x80, 0, 0, 0, 0, 0, 0, 1);
}
