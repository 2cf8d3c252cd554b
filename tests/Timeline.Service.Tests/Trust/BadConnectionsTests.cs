using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Timeline.Service.Tests.Fixtures;

namespace Timeline.Service.Tests.Trust;

/// <summary>What is no HTTP, or hardly: it is refused, nothing is recorded, and the server lives on.</summary>
public sealed class BadConnectionsTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private const string Event = """{"subject":"summit/s","type":"SummitScheduled","data":{"dates":"2019-02"}}""";

    private const string Post = "POST /v1/{t}/events HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";

    [Theory]
    [InlineData("GET\r\n\r\n")]
    [InlineData("GET /v1\r\n\r\n")]
    [InlineData("GET /v1 HTTP/9.9\r\nHost: localhost\r\n\r\n")]
    [InlineData("GET /v1 HTTP/1.1\r\n\r\n")]
    [InlineData("GET /v1 HTTP/1.1\r\nHost: localhost\r\nHost: b\r\n\r\n")]
    [InlineData("GET /v1 HTTP/1.1\r\nHost: a b\r\n\r\n")]
    [InlineData("GET /v1/%00 HTTP/1.1\r\nHost: localhost\r\n\r\n")]
    [InlineData("GET /v1/\u00ff\u00fe HTTP/1.1\r\nHost: localhost\r\n\r\n")]
    [InlineData("GET  /v1 HTTP/1.1\r\nHost: localhost\r\n\r\n")]
    [InlineData("G\u0000T /v1 HTTP/1.1\r\nHost: localhost\r\n\r\n")]
    [InlineData("GET v1 HTTP/1.1\r\nHost: localhost\r\n\r\n")]
    [InlineData("GET ftp://a/v1 HTTP/1.1\r\nHost: b\r\n\r\n")]
    [InlineData("CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\nConnection: close\r\n\r\n")]
    [InlineData("OPTIONS * HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")]
    [InlineData("GET /v1 HTTP/1.1\r\nHost: localhost\r\nX\r\n\r\n")]
    [InlineData("GET /v1 HTTP/1.1\r\nHost: localhost\r\nX : b\r\n\r\n")]
    [InlineData("GET /v1 HTTP/1.1\r\nHost: localhost\r\nX: \u0000\r\n\r\n")]
    [InlineData("GET /v1 HTTP/1.1\r\nHost: localhost\r\nX: \u00ff\r\n\r\n")]
    [InlineData("GET /v1 HTTP/1.1\r\nHost: localhost\r\n X: folded\r\n\r\n")]
    [InlineData("POST /v1/{t}/events HTTP/1.0\r\nContent-Type: application/json\r\n\r\n{e}")]
    [InlineData("{post}Content-Length: -1\r\n\r\n{e}")]
    [InlineData("{post}Content-Length: +72\r\n\r\n{e}")]
    [InlineData("{post}Content-Length: 7 2\r\n\r\n{e}")]
    [InlineData("{post}Content-Length: 72,72\r\n\r\n{e}")]
    [InlineData("{post}Content-Length: 0x48\r\n\r\n{e}")]
    [InlineData("{post}Content-Length: \r\n\r\n{e}")]
    [InlineData("{post}Content-Length: 99999999999999999999999999\r\n\r\n{e}")]
    [InlineData("{post}Content-Length: 1\r\nContent-Length: 2\r\n\r\n{e}")]
    [InlineData("{post}Transfer-Encoding: gzip\r\n\r\n{e}")]
    [InlineData("{post}Transfer-Encoding: chunked\r\n\r\nzz\r\n{e}")]
    [InlineData("{post}Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n{e}")]
    [InlineData("{post}Content-Length: 17000000\r\n\r\n{e}")]
    [InlineData("\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003")]
    [InlineData("*1\r\n$4\r\nPING\r\n")]
    public async Task What_is_hardly_http_is_refused_and_the_server_lives_on(string sent)
    {
        var timeline = await server.Api.NewTimeline();
        using (var client = await RawClient.ConnectAsync(server.Api))
        {
            await client.SendAsync(sent.Replace("{post}", Post, StringComparison.Ordinal).Replace("{t}", timeline, StringComparison.Ordinal)
                .Replace("{e}", Event, StringComparison.Ordinal));
            var answer = await client.ReadToEndAsync();
            Assert.True(answer.StartsWith("HTTP/1.1 4", StringComparison.Ordinal)
                || answer.StartsWith("HTTP/1.1 505", StringComparison.Ordinal), answer);
        }

        Assert.Equal(HttpStatusCode.OK, (await server.Api.Get("/health/live")).Status);
        Assert.Equal(0, await server.Api.PositionAsync(timeline));
        Assert.True(server.Log.Entries.Count == 0, string.Join('\n', server.Log.Entries));
    }

    [Theory]
    [InlineData("events", "application/json")]
    [InlineData("import", "application/x-ndjson")]
    [InlineData("import?atomic=true", "application/x-ndjson")]
    public async Task A_body_that_breaks_off_records_nothing_of_what_was_not_complete(string address, string type)
    {
        var timeline = await server.Api.NewTimeline();
        var sent = $"POST /v1/{timeline}/{address} HTTP/1.1\r\nHost: localhost\r\nContent-Type: {type}\r\nContent-Length: 100000\r\n\r\n{Event}\n";
        // It breaks off sooner and later, for what the server is at then differs.
        await Parallel.ForEachAsync(Enumerable.Range(0, 1000), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (n, _) =>
        {
            using var client = await RawClient.ConnectAsync(server.Api);
            await client.SendAsync(sent);
            Thread.SpinWait(n % 50 * 200);
        });

        Assert.Equal(HttpStatusCode.OK, (await server.Api.Get("/health/live")).Status);
        Assert.Equal(0, await server.Api.PositionAsync(timeline));
        Assert.True(server.Log.Entries.Count == 0, string.Join('\n', server.Log.Entries));
    }

    [Fact]
    public async Task An_address_in_absolute_form_is_the_same_address()
    {
        using var client = await RawClient.ConnectAsync(server.Api);
        await client.SendAsync("GET http://localhost/health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 200", await client.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Random_bytes_never_end_the_server()
    {
        var random = new Random(20190224);
        var post = Post.Replace("{t}", await server.Api.NewTimeline(), StringComparison.Ordinal);
        var sound = Encoding.ASCII.GetBytes($"{post}Content-Length: {Event.Length}\r\nConnection: close\r\n\r\n{Event}");
        await Parallel.ForEachAsync(Enumerable.Range(0, 300).Select(_ => Spoil()).ToList(),
            new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (bytes, _) =>
        {
            using var client = await RawClient.ConnectAsync(server.Api);
            await client.SendAsync(bytes);
            client.EndSending();
            var answer = await client.ReadToEndAsync();
            Assert.True(answer.Length == 0 || answer.StartsWith("HTTP/1.1 2", StringComparison.Ordinal)
                || answer.StartsWith("HTTP/1.1 4", StringComparison.Ordinal)
                || answer.StartsWith("HTTP/1.1 505", StringComparison.Ordinal), answer);
            if (answer.Contains("problem+json", StringComparison.Ordinal)) Assert.NotNull(
                JsonNode.Parse(answer[(answer.IndexOf('{', StringComparison.Ordinal))..(answer.LastIndexOf('}') + 1)]));
        });
        Assert.Equal(HttpStatusCode.OK, (await server.Api.Get("/health/live")).Status);
        Assert.True(server.Log.Entries.Count == 0, string.Join('\n', server.Log.Entries));

        byte[] Spoil()
        {
            var spoilt = sound.ToArray();
            for (var i = random.Next(1, 6); i > 0; i--) spoilt[random.Next(spoilt.Length)] = (byte)random.Next(256);
            return random.Next(4) == 0 ? spoilt[..random.Next(1, spoilt.Length)] : spoilt;
        }
    }
}
