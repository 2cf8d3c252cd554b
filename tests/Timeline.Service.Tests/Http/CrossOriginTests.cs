using System.Net;
using Timeline.Service.Tests.Fixtures;

namespace Timeline.Service.Tests.Http;

/// <summary>Whose scripts may ask (CORS): nobody's, but of the origins that the settings name.</summary>
public sealed class CrossOriginTests
{
    private const string Known = "https://known.example";

    private const string Other = "https://other.example";

    private static readonly (string, string) Setting = ("Cors:Origins", $"{Known}, http://localhost:5173");

    private static Task<Answer> Ask(Api api, string method, string path, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(new HttpMethod(method), path);
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        return api.Send(request);
    }

    private static Task<Answer> Preflight(Api api, string origin, string method = "POST",
        string headers = "authorization,content-type,if-match") =>
        Ask(api, "OPTIONS", "/v1/t/events", ("Origin", origin), ("Access-Control-Request-Method", method),
            ("Access-Control-Request-Headers", headers));

    [Fact]
    public async Task Without_the_setting_no_script_of_another_site_may_ask()
    {
        await using var server = await TestServer.StartAsync();
        var asked = await Ask(server.Api, "GET", "/v1", ("Origin", Known));
        Assert.DoesNotContain(asked.Headers.Keys, h => h.StartsWith("Access-Control-", StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain("Vary", asked.Headers.Keys);
        var preflight = await Preflight(server.Api, Known);
        Expect.Problem(preflight, 405, "wrong-method");
        Assert.DoesNotContain(preflight.Headers.Keys, h => h.StartsWith("Access-Control-", StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData(Known)]
    [InlineData("http://localhost:5173")]
    public async Task With_it_those_origins_may_and_see_the_headers_that_clients_need(string origin)
    {
        await using var server = await TestServer.StartAsync(Setting);
        foreach (var path in new[] { "/v1", "/v1/nowhere", "/v1?wrong=1", "/nothing" })
        {
            var asked = await Ask(server.Api, "GET", path, ("Origin", origin));
            Assert.Equal(origin, asked.Headers["Access-Control-Allow-Origin"]);
            Assert.Contains("Origin", asked.Headers["Vary"].Split(", "));
            Assert.DoesNotContain("Access-Control-Allow-Credentials", asked.Headers.Keys);
            var exposed = asked.Headers["Access-Control-Expose-Headers"].Split(',', StringSplitOptions.TrimEntries);
            foreach (var header in new[] { "ETag", "Location", "Content-Location", "Link", "Retry-After", "Memento-Datetime",
                "Vary" }) Assert.Contains(header, exposed);
        }
    }

    [Fact]
    public async Task A_preflight_is_answered_without_credentials()
    {
        await using var server = await TestServer.StartAsync(Setting);
        foreach (var method in new[] { "GET", "POST", "PUT", "DELETE" })
        {
            var answer = await Preflight(server.Api, Known, method);
            Assert.Equal(HttpStatusCode.NoContent, answer.Status);
            Assert.Equal(Known, answer.Headers["Access-Control-Allow-Origin"]);
            Assert.Contains(method, answer.Headers["Access-Control-Allow-Methods"].Split(','));
            Assert.Contains("If-Match", answer.Headers["Access-Control-Allow-Headers"].Split(','));
            Assert.Contains("Authorization", answer.Headers["Access-Control-Allow-Headers"].Split(','));
        }
    }

    [Theory]
    [InlineData(Other)]
    [InlineData("null")]
    [InlineData("https://known.example.evil.example")]
    [InlineData("http://known.example")]
    public async Task Other_origins_may_not(string origin)
    {
        await using var server = await TestServer.StartAsync(Setting);
        foreach (var answer in new[] { await Ask(server.Api, "GET", "/v1", ("Origin", origin)), await Preflight(server.Api, origin) })
        {
            Assert.DoesNotContain("Access-Control-Allow-Origin", answer.Headers.Keys);
            Assert.Contains("Origin", answer.Headers["Vary"].Split(", "));
        }
    }

    [Fact]
    public async Task An_answer_to_nobodys_script_says_that_it_hangs_on_the_origin_beside_what_else_it_hangs_on()
    {
        await using var server = await TestServer.StartAsync(Setting);
        var timeline = await server.Api.NewTimeline();
        Assert.Equal("Origin", (await Ask(server.Api, "GET", "/v1")).Headers["Vary"]);
        foreach (var origin in new[] { [], new[] { ("Origin", Known) } })
        {
            var briefing = await Ask(server.Api, "GET", $"/v1/{timeline}/briefing", origin);
            Assert.Equal(["Accept", "Origin"], briefing.Headers["Vary"].Split(", ").Order());
        }
    }
}
