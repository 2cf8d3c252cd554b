using System.Net;
using System.Net.Sockets;
using System.Text;
using Timeline.Service.Tests.Embedded;
using Timeline.Service.Tests.Fixtures;

namespace Timeline.Service.Tests.Limits;

/// <summary>How many connections one address may have.</summary>
public sealed class ConnectionLimitsTests
{
    private const string Ask = "GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n";

    private static readonly IPAddress Neighbour = IPAddress.Parse("127.0.0.2");

    [Fact]
    public async Task An_address_that_takes_all_the_connections_it_may_have_shuts_nobody_else_out()
    {
        await using var server = await TestServer.StartAsync(("Limits:Connections:PerAddress", "3"), ("Limits:Connections:HeadersSeconds", "600"));
        var hoarded = new List<RawClient>();
        for (var i = 0; i < 40; i++)
        {
            if (await RawClient.TryConnectAsync(server.Api, Neighbour) is { } client) hoarded.Add(client);
        }

        await Eventually.TrueAsync("all but three are closed", () => hoarded.Count(c => c.IsHeld()) == 3);
        Assert.Equal(HttpStatusCode.OK, (await server.Api.Get("/health/live")).Status);
        // However many there are, it is logged once.
        Assert.Contains("too many: 1 since this was last logged, the last from 127.0.0.2", Assert.Single(server.Log.Entries), StringComparison.Ordinal);

        foreach (var client in hoarded) client.Dispose();
        await Eventually.TrueAsync("the address is answered again", async () =>
        {
            try
            {
                using var again = await RawClient.ConnectAsync(server.Api, from: Neighbour);
                await again.SendAsync(Ask.Replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n", StringComparison.Ordinal));
                return (await again.ReadToEndAsync()).StartsWith("HTTP/1.1 200", StringComparison.Ordinal);
            }
            catch (SocketException)
            {
                return false; // it is still counted
            }
        });
    }

    [Fact]
    public async Task A_proxy_carries_more_connections_than_one_address_may_have()
    {
        await using var server = await TestServer.StartAsync(("Limits:Connections:PerAddress", "1"), ("Limits:Proxies", "127.0.0.2"));
        var carried = new List<RawClient>();
        for (var i = 0; i < 5; i++)
        {
            carried.Add(await RawClient.ConnectAsync(server.Api, from: Neighbour));
            await carried[i].SendAsync(Ask);
            Assert.StartsWith("HTTP/1.1 200", await carried[i].ReadUntilAsync("ok"), StringComparison.Ordinal);
        }

        foreach (var client in carried) client.Dispose();
        Assert.Empty(server.Log.Entries);
    }

    [Fact]
    public async Task A_connection_that_says_nothing_is_closed()
    {
        await using var server = await TestServer.StartAsync(("Limits:Connections:HeadersSeconds", "0.2"));
        using var silent = await RawClient.ConnectAsync(server.Api);
        Assert.Equal("", await silent.ReadToEndAsync());
    }

    [Theory]
    [InlineData("127.0.0.1", "timeline.example", "http", HttpStatusCode.MisdirectedRequest)]
    [InlineData("127.0.0.1", "localhost", "http", HttpStatusCode.Forbidden)]
    [InlineData("127.0.0.1", "localhost", "https", HttpStatusCode.Created)]
    [InlineData("192.0.2.1", "timeline.example", "https", HttpStatusCode.Forbidden)]
    public async Task Host_and_scheme_are_those_that_a_named_proxy_was_asked_for_and_nobody_elses(
        string proxies, string host, string scheme, HttpStatusCode status)
    {
        await using var server = await TestServer.StartAsync(("Limits:Proxies", proxies), ("Access:Mode", "open"));
        // Without keys a server answers by its own names only, and nothing is changed from another origin.
        var request = new HttpRequestMessage(HttpMethod.Put, "/v1/proxied")
        {
            Content = new StringContent("""{"title":"Proxied"}""", Encoding.UTF8, "application/json"),
        };
        request.Headers.Host = "localhost";
        request.Headers.Add("Origin", "https://localhost");
        request.Headers.Add("X-Forwarded-For", "203.0.113.1");
        request.Headers.Add("X-Forwarded-Host", host);
        request.Headers.Add("X-Forwarded-Proto", scheme);
        Assert.Equal(status, (await server.Api.Send(request)).Status);
    }
}
