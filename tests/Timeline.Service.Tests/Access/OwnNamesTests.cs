using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Timeline.Server.Access;
using Timeline.Server.Hosting;
using Timeline.Server.Http;
using Timeline.Service.Tests.Fixtures;

namespace Timeline.Service.Tests.Access;

/// <summary>Where no key is asked for, a server answers by its own names only, and no page of another site changes anything.</summary>
public sealed class OwnNamesTests
{
    private const string Event = """{"subject":"summit/s","type":"SummitScheduled","data":{"dates":"2019-02"}}""";

    private const string Public = "https://timeline.example.org";

    private static readonly string[] Foreign =
    [
        "evil.example.org", "127.0.0.1.evil.example.org", "192.168.0.1", "timeline.example.org.evil.example.org", "example.org", "localhost.example.org",
        "[2001:db8::1]",
    ];

    private static readonly string[] Own = ["localhost", "LOCALHOST:1", "127.0.0.1:5080", "127.8.8.8", "[::1]:5080", "timeline.localhost"];

    public static TheoryData<string[]> Keyless => [[], ["--Access:Mode=open"], ["--Access:Mode=open", $"--PublicAddress={Public},http://other.example.org:8080"]];

    private static async Task<TestServer> StartAsync(params string[] settings) =>
        await TestServer.StartAsync(await TestCluster.CreateDatabaseAsync(CancellationToken.None), null, settings);

    private static Task<Answer> Ask(Api api, string method, string path, string? body, string? type, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            if (type is not null) request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        }

        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        return api.Send(request);
    }

    [Theory]
    [MemberData(nameof(Keyless))]
    public async Task Without_keys_it_is_asked_by_its_own_names_only(string[] settings)
    {
        await using var server = await StartAsync(settings);
        await server.Api.Put("/v1/t", """{"title":"T"}""");
        var isNamed = settings.Any(s => s.StartsWith("--PublicAddress", StringComparison.Ordinal));
        string[] named = ["timeline.example.org", "TIMELINE.example.org:5080", "other.example.org"];
        foreach (var host in Foreign.Concat(isNamed ? [] : named))
        {
            foreach (var path in (string[])["/", "/v1", "/v1/t/events", "/nowhere", "/health/live", "/openapi/v1.json"])
                Expect.Problem(await Ask(server.Api, "GET", path, null, null, ("Host", host)), 421, "misdirected");
            var refused = await Ask(server.Api, "POST", "/v1/t/events", Event, "application/json", ("Host", host), ("Origin", $"http://{host}"));
            Expect.Problem(refused, 421, "misdirected");
            Assert.Contains("PublicAddress", refused.TextAt("/detail"));
        }

        Assert.Equal(0, await server.Api.PositionAsync("t"));
        foreach (var host in Own.Concat(isNamed ? named : []))
            Assert.Equal(HttpStatusCode.OK, (await Ask(server.Api, "GET", "/v1/t", null, null, ("Host", host))).Status);
    }

    [Fact]
    public void The_address_that_a_request_came_in_at_is_its_own_name()
    {
        var names = OwnNames.Of([]);
        var http = new DefaultHttpContext();
        foreach (var (local, host, isOwn) in new[]
        {
            ("10.1.2.3", "10.1.2.3:8080", true), ("::ffff:10.1.2.3", "10.1.2.3", true), ("10.1.2.3", "10.1.2.4", false), ("2001:db8::1", "[2001:db8::1]:80", true),
            ("2001:db8::1", "[2001:db8::2]", false), ("10.1.2.3", "10.1.2.3.example.org", false),
        })
        {
            http.Connection.LocalIpAddress = IPAddress.Parse(local);
            http.Request.Host = HostString.FromUriComponent(host);
            Assert.Equal(isOwn, names.Refusal(http, new CrossOrigins([])) is null);
        }
    }

    [Theory]
    [MemberData(nameof(Keyless))]
    public async Task Without_keys_pages_of_other_sites_change_nothing(string[] settings)
    {
        await using var server = await StartAsync([.. settings, "--Cors:Origins=https://friend.example"]);
        var site = server.Api.Http.BaseAddress!.GetLeftPart(UriPartial.Authority);
        await server.Api.Put("/v1/t", """{"title":"T"}""");
        var id = (await server.Api.Record("t", Event)).TextAt("/id");
        (string Method, string Path, string Body, string Type)[] changes =
        [
            ("POST", "/v1/t/events", Event, "application/json"), ("POST", "/v1/t/import", Event, "application/x-ndjson"),
            ("POST", $"/v1/t/events/{id}/erasure", """{"reason":"r"}""", "application/json"), ("PUT", "/v1/t", """{"title":"Mine"}""", "application/json"),
            ("DELETE", "/v1/t", "", "application/json"),
        ];
        (string, string)[][] foreign =
        [
            [("Origin", "https://evil.example")], [("Origin", "null")], [("Origin", "")], [("Origin", site + ".evil.example")], [("Origin", "http://localhost:1")],
            [("Origin", site.Replace("http:", "https:", StringComparison.Ordinal))], [("Origin", "https://friend.example.evil.example")],
            [("Sec-Fetch-Site", "cross-site")], [("Sec-Fetch-Site", "same-site")], [("Sec-Fetch-Site", "cross-site"), ("Origin", "https://evil.example")],
            [("Sec-Fetch-Site", "same-origin"), ("Origin", "https://evil.example")],
        ];
        foreach (var change in changes)
        {
            foreach (var headers in foreign)
                Expect.Problem(await Ask(server.Api, change.Method, change.Path, change.Body, change.Type, headers), 403, "foreign-origin");
        }

        Assert.Equal(1, await server.Api.PositionAsync("t"));
        Assert.Equal("T", (await server.Api.Get("/v1/t")).TextAt("/title"));
        Assert.DoesNotContain("erased", (await server.Api.Get($"/v1/t/events/{id}")).Text, StringComparison.Ordinal);

        List<(string, string)[]> allowed =
        [
            [], [("Origin", site)], [("Origin", site), ("Sec-Fetch-Site", "same-origin")], [("Sec-Fetch-Site", "same-origin")], [("Sec-Fetch-Site", "none")],
            [("Origin", "https://friend.example"), ("Sec-Fetch-Site", "cross-site")],
        ];
        if (settings.Length > 1) allowed.Add([("Origin", Public)]);
        foreach (var headers in allowed)
            Assert.Equal(HttpStatusCode.Created, (await Ask(server.Api, "POST", "/v1/t/events", Event, "application/json", headers)).Status);
        // What changes nothing may be asked; the browser shows a foreign page nothing of the answer.
        Assert.Equal(HttpStatusCode.OK, (await Ask(server.Api, "GET", "/v1/t", null, null, foreign[0])).Status);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("TEXT/PLAIN; charset=utf-8")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("multipart/form-data; boundary=a")]
    [InlineData(null)]
    public async Task Nothing_that_changes_something_takes_a_media_type_that_needs_no_preflight(string? type)
    {
        await using var server = await StartAsync();
        await server.Api.Put("/v1/t", """{"title":"T"}""");
        var id = (await server.Api.Record("t", Event)).TextAt("/id");
        var asked = 0;
        foreach (var route in server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>())
        {
            var path = route.RoutePattern.RawText!.Replace("{timeline}", "t", StringComparison.Ordinal).Replace("{id}", id, StringComparison.Ordinal);
            foreach (var method in route.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods.Where(m => m is not ("GET" or "HEAD" or "OPTIONS")))
            {
                foreach (var query in path.EndsWith("/import", StringComparison.Ordinal)
                    ? ["", "?format=icews&known=2019-01-01", "?format=gdelt", "?atomic=true"] : (string[])[""])
                {
                    asked++;
                    Expect.Problem(await Ask(server.Api, method, path + query, Event, type), 415, "wrong-media-type");
                }
            }
        }

        Assert.True(asked >= 7, $"{asked}");
        Assert.Equal(1, await server.Api.PositionAsync("t"));
    }

    [Fact]
    public async Task With_keys_neither_name_nor_origin_matters_for_a_page_has_no_key()
    {
        await using var server = await StartAsync("--Access:Mode=required");
        using var api = server.As(await server.KeyAsync("admin", "role=admin"));
        var made = await Ask(api, "PUT", "/v1/t", """{"title":"T"}""", "application/json", ("Host", "anything.example"), ("Origin", "https://evil.example"));
        Assert.Equal(HttpStatusCode.Created, made.Status);
        Expect.Problem(await Ask(server.Api, "PUT", "/v1/t", """{"title":"T"}""", "application/json", ("Origin", "https://evil.example")), 401, "unauthenticated");
    }

    [Theory]
    [InlineData("timeline.example.org")]
    [InlineData("ftp://timeline.example.org")]
    [InlineData("https://timeline.example.org/path")]
    [InlineData("https://user@timeline.example.org")]
    [InlineData("https://")]
    public async Task A_public_address_that_is_none_is_refused_at_the_start(string address)
    {
        var error = await Assert.ThrowsAnyAsync<Exception>(() => StartAsync($"--PublicAddress={address}"));
        Assert.Contains($"'{address}' in PublicAddress is no address of a server", Welcome.Explain(error));
    }

    [Theory]
    [InlineData("open", Public, "localhost", Public)]
    [InlineData("open", null, "localhost:77", "http://localhost:77")]
    [InlineData("required", Public, "evil.example", Public)]
    [InlineData("required", null, "127.0.0.1", "http://127.0.0.1")]
    [InlineData("required", null, "evil.example", "")]
    public async Task Addresses_in_answers_begin_with_the_public_address_or_a_name_of_its_own(string mode, string? address, string host, string begins)
    {
        await using var server = await StartAsync([$"--Access:Mode={mode}", .. address is null ? (string[])[] : [$"--PublicAddress={address}"]]);
        using var api = server.As(mode == "open" ? null : await server.KeyAsync("admin", "role=admin"));
        await api.Put("/v1/t", """{"title":"T"}""");
        await api.Record("t", """{"subject":"summit/s","type":"SummitScheduled","data":{"dates":"2019-02-27"},"known":"2019-02-01"}""");
        Task<Answer> Get(string path, params (string, string)[] headers) => Ask(api, "GET", path, null, null, [("Host", host), .. headers]);

        foreach (var answer in new[]
        {
            (await Get("/v1/t/cite?of=/v1/t/events")).Text, (await Get("/v1/t/cite?format=bibtex&of=/v1/t/events")).Text,
            (await Get("/v1/t/subjects/summit/s/timemap")).Text, (await Get("/v1/t/subjects/summit/s")).Headers["Link"],
        })
        {
            Assert.Contains(begins + "/v1/t/", answer, StringComparison.Ordinal);
            Assert.DoesNotContain("evil.example", answer, StringComparison.Ordinal);
            if (begins.Length == 0) Assert.DoesNotContain("http://", answer, StringComparison.Ordinal);
        }

        var calendar = (await Get("/v1/t/calendar.ics")).Text.ReplaceLineEndings("\n").Replace("\n ", "", StringComparison.Ordinal);
        Assert.Contains("BEGIN:VEVENT", calendar, StringComparison.Ordinal);
        if (begins.Length == 0) Assert.DoesNotContain("\nURL", calendar, StringComparison.Ordinal);
        else Assert.Contains($"\nURL:{begins}/v1/t/subjects/summit/s\n", calendar, StringComparison.Ordinal);
        // No answer at any address repeats a name that is not the server's.
        if (host != "evil.example") return;
        foreach (var path in (string[])["/", "/questions", "/v1", "/v1/t", "/v1/t/events", "/v1/t/briefing", "/v1/t/subjects/summit/s/history", "/v1/t/export", "/openapi/v1.json", "/v1/catalogue"])
        {
            var answer = await Get(path);
            Assert.DoesNotContain("evil.example", answer.Text + string.Concat(answer.Headers.Values), StringComparison.Ordinal);
        }
    }
}
