using System.Net;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Timeline.Server.Http;
using Timeline.Service.Tests.Fixtures;

namespace Timeline.Service.Tests.Http;

/// <summary>What every answer says to browsers, and whose scripts may ask.</summary>
public sealed class SecureHeadersTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private const string Data = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private const string Plain = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private const string Page = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        + "font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static void IsSecure(Answer answer, string? policy = null)
    {
        Assert.Equal("nosniff", answer.Headers["X-Content-Type-Options"]);
        Assert.Equal("no-referrer", answer.Headers["Referrer-Policy"]);
        Assert.Equal("DENY", answer.Headers["X-Frame-Options"]);
        Assert.Equal("same-origin", answer.Headers["Cross-Origin-Opener-Policy"]);
        Assert.Equal("same-origin", answer.Headers["Cross-Origin-Resource-Policy"]);
        Assert.Equal(policy ?? Data, answer.Headers["Content-Security-Policy"]);
        Assert.DoesNotContain("Strict-Transport-Security", answer.Headers.Keys);
        Assert.DoesNotContain("Server", answer.Headers.Keys);
    }

    private async Task<string> Recorded()
    {
        var timeline = await server.Api.NewTimeline();
        await server.Api.Record(timeline,
            """{"subject":"summit/s","type":"SummitScheduled","data":{"dates":"2019-02"},"known":"2019-01-18"}""");
        return timeline;
    }

    [Fact]
    public async Task Every_address_carries_them_whatever_it_answers()
    {
        var timeline = await Recorded();
        var id = (await server.Api.Get($"/v1/{timeline}/events")).TextAt("/items/0/id")!;
        var routes = server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().ToList();
        Assert.True(routes.Count > 20);
        foreach (var route in routes)
        {
            var path = route.RoutePattern.RawText!;
            var policy = path switch { "/questions" => Plain, "/" => WebPage.Built is null ? Plain : Page, _ => null };
            var known = path.Replace("{timeline}", timeline, StringComparison.Ordinal).Replace("{kind}", "summit", StringComparison.Ordinal)
                .Replace("{slug}", "s", StringComparison.Ordinal).Replace("{id}", id, StringComparison.Ordinal)
                .Replace("{file}", "questions.css", StringComparison.Ordinal).Replace("{cause}", "conflict", StringComparison.Ordinal);
            foreach (var method in route.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods)
            {
                IsSecure(await server.Api.Send(new HttpRequestMessage(new HttpMethod(method), known)), method == "GET" ? policy : null);
                IsSecure(await server.Api.Send(new HttpRequestMessage(new HttpMethod(method), known + "?nonsense=1")), method == "GET"
                    ? policy : null);
            }

            IsSecure(await server.Api.Send(new HttpRequestMessage(HttpMethod.Patch, known)));
            IsSecure(await server.Api.Send(new HttpRequestMessage(HttpMethod.Get, "/nothing" + known)));
        }
    }

    [Fact]
    public async Task A_page_may_be_styled_and_nothing_else_also_where_it_is_held_already()
    {
        var timeline = await Recorded();
        async Task<Answer> Page(string? tag = null)
        {
            var request = new HttpRequestMessage(HttpMethod.Get, $"/v1/{timeline}/briefing?known=2019-02-24");
            request.Headers.TryAddWithoutValidation("Accept", "text/html");
            if (tag is not null) request.Headers.TryAddWithoutValidation("If-None-Match", tag);
            return await server.Api.Send(request);
        }

        var page = await Page();
        var policy = page.Headers["Content-Security-Policy"];
        Assert.Matches("^default-src 'none'; style-src 'sha256-[^ ;]+'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'$",
            policy);
        IsSecure(page, policy);
        var held = await Page(page.Headers["ETag"]);
        Assert.Equal(HttpStatusCode.NotModified, held.Status);
        IsSecure(held, policy);
    }

    [Fact]
    public async Task Behind_a_proxy_that_speaks_https_browsers_are_told_to_go_on_so()
    {
        await using var behind = await TestServer.StartAsync(("Limits:Proxies", "127.0.0.1"));
        var request = new HttpRequestMessage(HttpMethod.Get, "/nothing");
        request.Headers.TryAddWithoutValidation("X-Forwarded-Proto", "https");
        var answer = await behind.Api.Send(request);
        Assert.Equal(HttpStatusCode.NotFound, answer.Status);
        Assert.Equal("max-age=31536000", answer.Headers["Strict-Transport-Security"]);
    }

    [Theory]
    [InlineData("/v1")]
    [InlineData("/v1/{t}/events")]
    [InlineData("/v1/{t}/export")]
    [InlineData("/v1/{t}/briefing")]
    [InlineData("/openapi/v1.json")]
    [InlineData("/v1/{t}/nothing")]
    [InlineData("/v1/{t}/events?limit=0")]
    public async Task Head_gives_the_headers_of_get_and_no_body(string path)
    {
        path = path.Replace("{t}", await Recorded(), StringComparison.Ordinal);
        var get = await server.Api.Get(path);
        var head = await server.Api.Send(new HttpRequestMessage(HttpMethod.Head, path));
        Assert.Equal(get.Status, head.Status);
        Assert.Equal("", head.Text);
        Assert.NotEqual("", get.Text);
        string[] varying = ["Content-Length", "Transfer-Encoding", "Date", "ETag", "Content-Location"];
        Assert.Equal(get.Headers.Where(h => !varying.Contains(h.Key)).OrderBy(h => h.Key), head.Headers.Where(h => !varying.Contains(h.Key))
            .OrderBy(h => h.Key));
    }

    [Fact]
    public async Task Head_is_refused_where_nothing_can_be_got()
    {
        var answer = await server.Api.Send(new HttpRequestMessage(HttpMethod.Head, $"/v1/{await Recorded()}/import"));
        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.Status);
    }
}
