using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Timeline.Server.Access;
using Timeline.Server.Hosting;
using Timeline.Server.Limits;
using Timeline.Service.Tests.Embedded;
using Timeline.Service.Tests.Fixtures;

namespace Timeline.Service.Tests.Limits;

/// <summary>How often one may ask.</summary>
public sealed class RateLimitsTests
{
    private static readonly (string, string)[] Three = [("Limits:PerAddress:PerSecond", "1"), ("Limits:PerAddress:Burst", "3")];

    private static async Task<IReadOnlyList<Answer>> Ask(Api api, int times, params (string Name, string Value)[] headers)
    {
        var answers = new List<Answer>();
        for (var i = 0; i < times; i++)
        {
            var request = new HttpRequestMessage(HttpMethod.Get, "/health/live");
            foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
            answers.Add(await api.Send(request));
        }

        return answers;
    }

    private static int Taken(IReadOnlyList<Answer> answers) => answers.Count(a => a.Status == HttpStatusCode.OK);

    [Fact]
    public async Task Whoever_asks_too_often_is_told_when_to_ask_again_and_then_is_answered()
    {
        await using var server = await TestServer.StartAsync(Three);
        var answers = await Ask(server.Api, 30);
        Assert.All(answers.Take(3), a => Assert.Equal(HttpStatusCode.OK, a.Status));
        var refused = answers.First(a => a.Status != HttpStatusCode.OK);
        Expect.Problem(refused, 429, "too-many-requests");
        Assert.Equal("1", refused.Headers["Retry-After"]);
        Assert.Equal("nosniff", refused.Headers["X-Content-Type-Options"]);
        await Eventually.TrueAsync("answered again", async () => Taken(await Ask(server.Api, 1)) == 1);
        Assert.Empty(server.Log.Entries);
    }

    [Fact]
    public async Task A_server_that_only_this_machine_reaches_asks_nobody_to_wait()
    {
        await using var server = await TestServer.StartAsync();
        Assert.Equal(500, Taken(await Ask(server.Api, 500)));
    }

    [Theory]
    [InlineData("http://127.0.0.1:5080", null, false)]
    [InlineData("http://localhost:5080;http://[::1]:5080", null, false)]
    [InlineData("http://127.0.0.1:5080;http://10.0.0.1:5080", null, true)]
    [InlineData("http://0.0.0.0:8080", null, true)]
    [InlineData("http://*:8080", null, true)]
    [InlineData("http://127.0.0.1:5080", "10.0.0.1", true)]
    [InlineData(null, null, true)]
    public void Whether_others_reach_a_server_follows_from_where_it_listens(string? urls, string? proxies, bool isForOthers)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { ["urls"] = urls, ["Limits:Proxies"] = proxies }).Build();
        Assert.Equal(isForOthers, LimitSettings.IsForOthers(configuration));
        Assert.Equal(isForOthers, LimitSettings.Of(configuration, isForOthers).PerAddress is { PerSecond: 50, Burst: 200 });
    }

    [Theory]
    [InlineData("Limits:PerKey:PerSecond", "many")]
    [InlineData("Limits:PerAddress:PerSecond", "-1")]
    [InlineData("Limits:Connections:GraceSeconds", "1")]
    [InlineData("Limits:Connections:MinBodyRate", "0")]
    [InlineData("Limits:Proxies", "proxy.example.org")]
    [InlineData("Limits:Proxies", "10.0.0.1, 10.0.0.0/99")]
    [InlineData("Cors:Origins", "*")]
    [InlineData("Cors:Origins", "example.org")]
    [InlineData("Cors:Origins", "https://example.org/a")]
    public async Task A_setting_that_means_nothing_keeps_the_server_from_starting(string name, string value) =>
        await Assert.ThrowsAsync<FormatException>(() => TestServer.StartAsync((name, value)));

    [Fact]
    public async Task What_a_client_says_of_its_address_counts_only_from_a_proxy_that_is_known()
    {
        await using var direct = await TestServer.StartAsync(Three);
        var spoofed = new List<Answer>();
        for (var i = 0; i < 30; i++) spoofed.AddRange(await Ask(direct.Api, 1, ("X-Forwarded-For", $"203.0.113.{i}")));
        Assert.Contains(spoofed, a => a.Status == HttpStatusCode.TooManyRequests);

        await using var behind = await TestServer.StartAsync([.. Three, ("Limits:Proxies", "127.0.0.1, 10.0.0.0/8")]);
        for (var i = 0; i < 30; i++) Assert.Equal(1, Taken(await Ask(behind.Api, 1, ("X-Forwarded-For", $"203.0.113.{i}"))));
        // What a client put before what the proxies added is no address of its own.
        var chained = new List<Answer>();
        for (var i = 0; i < 30; i++) chained.AddRange(
            await Ask(behind.Api, 1, ("X-Forwarded-For", $"198.51.100.{i}, 203.0.113.99, 10.1.2.3")));
        Assert.Contains(chained, a => a.Status == HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task The_addresses_of_one_IPv6_network_count_as_one()
    {
        await using var behind = await TestServer.StartAsync([.. Three, ("Limits:Proxies", "127.0.0.1")]);
        var one = new List<Answer>();
        for (var i = 1; i <= 30; i++) one.AddRange(await Ask(behind.Api, 1, ("X-Forwarded-For", $"2001:db8:0:1::{i:x}")));
        Assert.Contains(one, a => a.Status == HttpStatusCode.TooManyRequests);
        for (var i = 2; i <= 30; i++) Assert.Equal(1, Taken(await Ask(behind.Api, 1, ("X-Forwarded-For", $"2001:db8:0:{i:x}::1"))));
    }

    [Fact]
    public async Task Wrong_credentials_count_against_the_address_and_right_ones_do_not()
    {
        await using var app = Known([.. Three]);
        await app.StartAsync();
        using var api = new Api(new Uri(app.Urls.First()));
        Assert.Equal(20, Taken(await Ask(api, 20, ("Authorization", "Bearer one"))));
        var guesses = await Ask(api, 30, ("Authorization", "Bearer wrong"));
        Assert.All(guesses.Take(3), a => Assert.Equal(HttpStatusCode.Unauthorized, a.Status));
        Assert.Contains(guesses, a => a.Status == HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task Who_has_a_key_is_not_held_up_by_those_of_the_same_address_who_have_none()
    {
        await using var app = Known([.. Three]);
        await app.StartAsync();
        using var api = new Api(new Uri(app.Urls.First()));
        Assert.Contains(await Ask(api, 30), a => a.Status == HttpStatusCode.TooManyRequests);
        Assert.Equal(20, Taken(await Ask(api, 20, ("Authorization", "Bearer one"))));
    }

    [Fact]
    public async Task Each_key_is_limited_by_itself()
    {
        await using var app = Known(("Limits:PerKey:PerSecond", "1"), ("Limits:PerKey:Burst", "5"));
        await app.StartAsync();
        using var api = new Api(new Uri(app.Urls.First()));
        var first = await Ask(api, 40, ("Authorization", "Bearer one"));
        Assert.All(first.Take(5), a => Assert.Equal(HttpStatusCode.OK, a.Status));
        Expect.Problem(first.First(a => a.Status != HttpStatusCode.OK), 429, "too-many-requests");
        Assert.Equal(5, Taken((await Ask(api, 5, ("Authorization", "Bearer two")))));
        Assert.Equal(40, Taken(await Ask(api, 40)));
    }

    // The limits as the server has them, around a check that knows two keys.
    private static WebApplication Known(params (string Name, string Value)[] settings)
    {
        var builder = TimelineServer.CreateBuilder(["--urls", "http://127.0.0.1:0"]);
        builder.Configuration.AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Name, (string?)s.Value)));
        builder.Services.AddTraffic(builder.Configuration);
        var app = builder.Build();
        app.UseLimits();
        app.Use(async (http, next) =>
        {
            var key = http.Request.Headers.Authorization.ToString();
            if (key is "Bearer one" or "Bearer two") http.Features.Set(new Principal(key, []));
            if (key is "" or "Bearer one" or "Bearer two") await next(http);
            else http.Response.StatusCode = StatusCodes.Status401Unauthorized;
        });
        app.UseKeyLimits();
        app.MapGet("/health/live", () => "ok");
        return app;
    }
}
