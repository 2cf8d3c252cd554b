using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Timeline.Server.Hosting;
using Timeline.Server.Http;
using Timeline.Service.Tests.Fixtures;

namespace Timeline.Service.Tests.Http;

/// <summary>What the service says of itself is so: the description of its API, its pages and its health.</summary>
public sealed partial class DescriptionTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    [GeneratedRegex("(?:href|src)=\"([^\"]*)\"")]
    private static partial Regex Link { get; }

    private IEnumerable<RouteEndpoint> Routes => server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>();

    private static string[] Methods(RouteEndpoint route) => [.. route.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? []];

    [Fact]
    public async Task Every_address_is_described_with_every_parameter_and_nothing_else_is()
    {
        var description = await server.Api.Get("/openapi/v1.json");
        Assert.StartsWith("3.1.", description.TextAt("/openapi"), StringComparison.Ordinal);
        var described = description.At("/paths")!.AsObject().SelectMany(p => p.Value!.AsObject().Select(o => (Path: p.Key, Method: o.Key.ToUpperInvariant(), Operation: o.Value!)))
            .ToDictionary(o => (o.Path, o.Method), o => o.Operation);
        var routes = Routes.Where(r => r.Metadata.GetMetadata<IExcludeFromDescriptionMetadata>()?.ExcludeFromDescription != true)
            .SelectMany(r => Methods(r).Select(m => (Path: r.RoutePattern.RawText!, Method: m, Route: r))).ToList();
        Assert.Equal(routes.Select(r => $"{r.Method} {r.Path}").Order(), described.Keys.Select(d => $"{d.Method} {d.Path}").Order());
        Assert.True(routes.Count >= 14);
        foreach (var (path, method, route) in routes)
        {
            var parameters = described[(path, method)]["parameters"]?.AsArray().Select(p => $"{p!["in"]} {p["name"]}") ?? [];
            Assert.Equal(
                (route.Metadata.GetMetadata<QueryParameters>()?.All ?? []).Select(p => $"query {p.Name}").Concat(route.RoutePattern.Parameters.Select(p => $"path {p.Name}")).Order(),
                parameters.Where(p => !p.StartsWith("header ", StringComparison.Ordinal)).Order());
        }
    }

    [Fact]
    public async Task Every_operation_has_a_name_a_summary_an_answer_and_its_problems()
    {
        var description = await server.Api.Get("/openapi/v1.json");
        var operations = description.At("/paths")!.AsObject().SelectMany(p => p.Value!.AsObject()).Select(o => o.Value!).ToList();
        Assert.Equal(operations.Count, operations.Select(o => (string?)o["operationId"]).OfType<string>().Distinct().Count());
        foreach (var operation in operations)
        {
            Assert.NotEqual("", (string?)operation["summary"] ?? "");
            var responses = operation["responses"]!.AsObject();
            Assert.Contains(responses, r => r.Key.StartsWith('2'));
            Assert.All(responses.Where(r => r.Key[0] is '4' or '5'), r => Assert.NotNull(r.Value!["content"]!["application/problem+json"]));
        }
    }

    [Fact]
    public async Task Every_operation_says_what_it_takes_to_ask_it_and_every_list_what_is_in_it()
    {
        var description = await server.Api.Get("/openapi/v1.json");
        var tags = description.At("/tags")!.AsArray().ToDictionary(t => (string)t!["name"]!, t => (string?)t!["description"]);
        Assert.All(tags, t => Assert.NotEqual("", t.Value ?? ""));
        foreach (var operation in description.At("/paths")!.AsObject().SelectMany(p => p.Value!.AsObject()).Select(o => o.Value!))
        {
            Assert.NotEqual("", (string?)operation["description"] ?? "");
            Assert.All(operation["tags"]!.AsArray(), t => Assert.Contains((string)t!, tags.Keys));
            var isOpen = ((string)operation["description"]!).Contains("Takes no key", StringComparison.Ordinal);
            Assert.Equal(isOpen ? 0 : 1, operation["security"]!.AsArray().Count);
        }

        foreach (var parameter in (string[])["related", "knower", "without", "type"])
        {
            var events = description.At("/paths")!["/v1/{timeline}/events"]!["get"]!["parameters"]!.AsArray().Single(p => (string)p!["name"]! == parameter)!;
            Assert.Equal(("array", "string"), ((string)events["schema"]!["type"]!, (string)events["schema"]!["items"]!["type"]!));
        }

        foreach (var member in (string[])["StoryItem/properties/related", "VantageItem/properties/knower", "LensItem/properties/without"])
            Assert.Equal("string", description.TextAt($"/components/schemas/{member}/items/type"));
        Assert.Equal(("/", "Apache-2.0"), (description.TextAt("/servers/0/url"), description.TextAt("/info/license/name")));
    }

    [Fact]
    public async Task What_has_a_permalink_is_described_with_its_tag_and_may_be_held_already()
    {
        var description = await server.Api.Get("/openapi/v1.json");
        var permalinked = Routes.Where(r => r.Metadata.GetMetadata<Permalinked>() is not null).Select(r => r.RoutePattern.RawText!).ToList();
        Assert.True(permalinked.Count >= 7);
        foreach (var path in permalinked)
        {
            var operation = description.At("/paths")![path]!["get"]!;
            Assert.Contains(operation["parameters"]!.AsArray(), p => ((string)p!["in"]!, (string)p["name"]!) == ("header", "If-None-Match"));
            foreach (var status in new[] { "200", "304" })
                Assert.Superset(new HashSet<string> { "ETag", "Cache-Control" }, operation["responses"]![status]!["headers"]!.AsObject().Select(h => h.Key).ToHashSet());
        }

        var subject = description.At("/paths")!["/v1/{timeline}/subjects/{kind}/{slug}"]!["get"]!["responses"]!;
        Assert.Equal(["Link", "Location", "Vary"], subject["302"]!["headers"]!.AsObject().Select(h => h.Key).Order());
        Assert.NotNull(description.At("/paths")!["/v1/{timeline}/subjects/{kind}/{slug}/timemap"]!["get"]!["responses"]!["200"]!["content"]!["application/link-format"]);
        var citation = description.At("/paths")!["/v1/{timeline}/cite"]!["get"]!["responses"]!["200"]!["content"]!;
        Assert.Equal(["application/x-bibtex", "text/plain"], citation.AsObject().Select(c => c.Key).Order());
    }

    [Fact]
    public async Task The_feed_is_described_as_a_stream_of_events_that_goes_on_after_the_last_id()
    {
        var feed = (await server.Api.Get("/openapi/v1.json")).At("/paths")!["/v1/{timeline}/feed"]!["get"]!;
        Assert.Equal(["text/event-stream"], feed["responses"]!["200"]!["content"]!.AsObject().Select(c => c.Key));
        var parameters = feed["parameters"]!.AsArray().Select(p => $"{p!["in"]} {p["name"]}").ToList();
        Assert.Contains("header Last-Event-ID", parameters);
        Assert.Contains("query after", parameters);
        Assert.Contains("query knower", parameters);
        Assert.DoesNotContain("query known", parameters);
        Assert.DoesNotContain("header If-None-Match", parameters);
    }

    [Fact]
    public async Task Every_reference_of_the_description_leads_somewhere()
    {
        var description = await server.Api.Get("/openapi/v1.json");
        var references = new List<string>();
        Collect(description.Json);
        Assert.NotEmpty(references);
        Assert.All(references, r => Assert.NotNull(description.At(r.TrimStart('#'))));

        void Collect(JsonNode? node)
        {
            if (node is JsonArray array) foreach (var item in array) Collect(item);
            if (node is not JsonObject members) return;
            if (members["$ref"] is JsonValue reference) references.Add((string)reference!);
            foreach (var (_, value) in members) Collect(value);
        }
    }

    [Fact]
    public async Task The_description_names_no_address_of_this_machine()
    {
        var description = await server.Api.Get("/openapi/v1.json");
        Assert.DoesNotContain("127.0.0.1", description.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("localhost", description.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_link_of_the_page_is_answered_and_none_leads_elsewhere()
    {
        await server.Services.GetRequiredService<Seeds>().LoadAsync("korea", CancellationToken.None);
        var page = await server.Api.Get("/questions");
        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Equal("text/html; charset=utf-8", page.Headers["Content-Type"]);
        Assert.Contains("default-src 'none'", page.Headers["Content-Security-Policy"], StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page.Text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("style=", page.Text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("//", page.Text, StringComparison.Ordinal);

        var links = Link.Matches(page.Text).Select(m => WebUtility.HtmlDecode(m.Groups[1].Value)).ToList();
        Assert.Equal(LandingPage.Addresses, links.Where(l => l.StartsWith("/v1/korea/", StringComparison.Ordinal) && l.Contains('?')));
        Assert.Equal(5, LandingPage.Addresses.Count());
        foreach (var link in links)
        {
            Assert.StartsWith("/", link, StringComparison.Ordinal);
            var answer = await server.Api.Get(link);
            Assert.True(answer.Status == HttpStatusCode.OK, $"{link}: {answer.Text}");
        }
    }

    [Fact]
    public async Task The_seed_is_loaded_once()
    {
        var seeds = server.Services.GetRequiredService<Seeds>();
        await seeds.LoadAsync("korea", CancellationToken.None);
        var position = await server.Api.PositionAsync("korea");
        await seeds.LoadAsync("korea", CancellationToken.None);
        Assert.Equal(position, await server.Api.PositionAsync("korea"));
        foreach (var name in new[] { "nowhere", "../README", "Korea" })
            Assert.Contains("no seed", (await Assert.ThrowsAsync<InvalidOperationException>(() => seeds.LoadAsync(name, CancellationToken.None))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_type_of_problem_has_its_page()
    {
        Assert.Equal(Cause.All.Count, Cause.All.DistinctBy(c => c.Name).Count());
        Assert.Equal(
            typeof(Cause).GetFields(System.Reflection.BindingFlags.Static | System.Reflection.BindingFlags.NonPublic).Count(f => f.FieldType == typeof(Cause)), Cause.All.Count);
        foreach (var cause in Cause.All)
        {
            var page = await server.Api.Get(cause.Problem().Type);
            Assert.Equal(HttpStatusCode.OK, page.Status);
            Assert.StartsWith("text/plain", page.Headers["Content-Type"], StringComparison.Ordinal);
            Assert.Contains($"{cause.Name} ({cause.Status})", page.Text, StringComparison.Ordinal);
            Assert.Contains(cause.Title, page.Text, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    public async Task A_healthy_server_says_so(string path)
    {
        var answer = await server.Api.Get(path);
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal("ok", answer.TextAt("/status"));
    }

    [Fact]
    public async Task A_server_without_its_database_lives_and_is_not_ready_and_answers_again_when_it_is_back()
    {
        var connection = await TestCluster.CreateDatabaseAsync(CancellationToken.None);
        await using var other = await TestServer.StartAsync(connection);
        var timeline = await other.Api.NewTimeline();
        var name = new Npgsql.NpgsqlConnectionStringBuilder(connection).Database;
        await using var admin = Npgsql.NpgsqlDataSource.Create(new Npgsql.NpgsqlConnectionStringBuilder(connection) { Database = "postgres" });
        await Execute($"alter database {name} allow_connections false");
        await Execute($"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{name}'");
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(HttpStatusCode.OK, (await other.Api.Get("/health/live")).Status);
            foreach (var path in new[] { "/health/ready", $"/v1/{timeline}/events" })
            {
                var answer = await other.Api.Get(path);
                Expect.Problem(answer, 503, "unavailable");
                Assert.Equal("1", answer.Headers["Retry-After"]);
            }
        }

        Expect.Problem(
            await other.Api.Post($"/v1/{timeline}/events", """{"subject":"summit/s","type":"SummitScheduled","data":{"dates":"2019-02"}}"""), 503, "unavailable");
        await Execute($"alter database {name} allow_connections true");
        Assert.Equal(HttpStatusCode.OK, (await other.Api.Get("/health/ready")).Status);
        Assert.Equal(0, await other.Api.PositionAsync(timeline));

        async Task Execute(string sql)
        {
            await using var command = admin.CreateCommand(sql);
            await command.ExecuteNonQueryAsync();
        }
    }
}
