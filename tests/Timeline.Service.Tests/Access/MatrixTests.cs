using System.Net;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Timeline.Server.Access;
using Timeline.Server.Http;
using Timeline.Service.Tests.Fixtures;

namespace Timeline.Service.Tests.Access;

/// <summary>
/// Who may use which endpoint: every endpoint of the route table, asked by everybody there can be, of public and of secret data. The
/// expectations stand here once more, so that a rule cannot be changed, nor an endpoint added, without saying so.
/// </summary>
public sealed class MatrixTests(MatrixTests.Server fixture) : IClassFixture<MatrixTests.Server>
{
    private const string Told = "11111111-1111-4111-8111-111111111111";

    private const string Secret = "22222222-2222-4222-8222-222222222222";

    private const string Erasable = "33333333-3333-4333-8333-333333333333";

    /// <summary>Stands in whatever only the United States know.</summary>
    private const string Marker = "zanzibar";

    private const string All = "all", Known = "known", Read = "read", Record = "record", Curate = "curate", Admin = "admin";

    private static readonly string[] Ladder = [Read, Record, Curate, Admin];

    /// <summary>How an endpoint is asked, who may, and whether what only some know shows in its answer to them.</summary>
    private sealed record Row(string Endpoint, string Who, string Path, Func<HttpContent?>? Body = null, bool ShowsSecrets = false)
    {
        internal string Method => Body is null ? "GET" : Endpoint == "PutTimeline" ? "PUT" : "POST";
    }

    private static readonly Row[] Table =
    [
        new("/", All, "/"),
        new("/assets/{file}", All, "/assets/questions.css"),
        new("/questions", All, "/questions"),
        new("/openapi/v1.json", All, "/openapi/v1.json"),
        new("Live", All, "/health/live"),
        new("Ready", All, "/health/ready"),
        new("GetProblem", All, "/problems/forbidden"),
        new("GetCatalogue", All, "/v1/catalogue"),
        new("ListTimelines", Known, "/v1"),
        new("GetTimeline", Read, "/v1/korea"),
        new("PutTimeline", Admin, "/v1/korea", () => Json("""{"title":"Korea"}""")),
        new("RecordEvents", Record, "/v1/korea/events", () => Json(Event())),
        new("RecordEvents", Curate, "/v1/korea/events", () => Json(Denial())),
        new("RecordEvents", Record, "/v1/korea/events", () => Json(CloudEvent(Event()), "application/cloudevents+json")),
        new("RecordEvents", Curate, "/v1/korea/events", () => Json(CloudEvent(Denial()), "application/cloudevents+json")),
        new("RecordEvents", Record, "/v1/korea/events?dryRun=true", () => Json(Event())),
        new("RecordEvents", Curate, "/v1/korea/events?dryRun=true", () => Json(Denial())),
        new("ImportEvents", Record, "/v1/korea/import", () => Json(Event(), "application/x-ndjson")),
        new("EraseEvent", Admin, $"/v1/korea/events/{Erasable}/erasure", () => Json("""{"reason":"A court's order"}""")),
        new("ListEvents", Read, "/v1/korea/events", ShowsSecrets: true),
        new("GetEvent", Read, $"/v1/korea/events/{Told}"),
        new("ListSubjects", Read, "/v1/korea/subjects", ShowsSecrets: true),
        new("GetSubject", Read, "/v1/korea/subjects/summit/s", ShowsSecrets: true),
        new("GetStory", Read, "/v1/korea/subjects/summit/s/events", ShowsSecrets: true),
        new("GetHistory", Read, "/v1/korea/subjects/summit/s/history", ShowsSecrets: true),
        new("GetTimemap", Read, "/v1/korea/subjects/summit/s/timemap"),
        new("CompareSubject", Read, "/v1/korea/subjects/summit/s/compare?from.known=2019-01-01&to.known=2019-03-01", ShowsSecrets: true),
        new("CompareTimeline", Read, "/v1/korea/compare?from.known=2019-01-01&to.known=2019-03-01", ShowsSecrets: true),
        new("GetSubjectHindsight", Read, "/v1/korea/subjects/summit/s/hindsight?date=2019-02-05", ShowsSecrets: true),
        new("GetTimelineHindsight", Read, "/v1/korea/hindsight?date=2019-02-05", ShowsSecrets: true),
        new("GetBriefing", Read, "/v1/korea/briefing?known=2019-03-01", ShowsSecrets: true),
        new("GetCalendar", Read, "/v1/korea/calendar.ics"),
        new("ListKnowers", Read, "/v1/korea/knowers"),
        new("ListPublishers", Read, "/v1/korea/publishers", ShowsSecrets: true),
        new("ListDays", Read, "/v1/korea/days"),
        new("ExportEvents", Read, "/v1/korea/export", ShowsSecrets: true),
        new("ExportEvents", Read, "/v1/korea/export?format=cloudevents", ShowsSecrets: true),
        new("ExportEvents", Read, "/v1/korea/export?format=csv", ShowsSecrets: true),
        new("ExportEvents", Read, "/v1/korea/export?format=parquet"),
        new("OpenFeed", Read, "/v1/korea/feed?after=0", ShowsSecrets: true),
        new("GetReplay", Read, "/v1/korea/replay", ShowsSecrets: true),
        new("Cite", Read, $"/v1/korea/cite?of=/v1/korea/events/{Told}"),
    ];

    /// <summary>Who asks, and with which bearer.</summary>
    public static TheoryData<string> Askers => ["nobody", "nonsense", "unknown", "revoked", "expired", "elsewhere", "nowhere", "everywhere", .. Ladder];

    private TestServer Own => fixture.Own;

    [Fact]
    public void Every_endpoint_has_a_rule_and_a_row()
    {
        var endpoints = Own.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().ToList();
        Assert.All(endpoints, e => Assert.True(e.Metadata.GetMetadata<AccessRule>() is not null, $"{e.RoutePattern.RawText} has no rule."));
        Assert.Equal(Table.Select(r => r.Endpoint).Distinct().Order(StringComparer.Ordinal), endpoints.Select(Name).Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Askers))]
    public async Task Whoever_asks_gets_what_their_role_allows_and_nothing_else(string asker)
    {
        using var api = Own.As(fixture.Bearers[asker]);
        var isKnown = Ladder.Contains(asker) || asker is "elsewhere" or "everywhere" or "nowhere";
        foreach (var row in Table)
        {
            var answer = await AskAsync(api, row, row.Path);
            var what = $"{asker}: {row.Method} {row.Path}: {(int)answer.Status} {answer.Text}";
            if (row.Who == All || (row.Who == Known && isKnown))
            {
                Assert.True(answer.Status == HttpStatusCode.OK, what);
            }
            else if (!isKnown)
            {
                Expect.Problem(answer, 401, "unauthenticated");
                Assert.Equal(asker == "nobody" ? "Bearer realm=\"timeline\"" : "Bearer realm=\"timeline\", error=\"invalid_token\"", answer.Headers["WWW-Authenticate"]);
            }
            else if (asker is "elsewhere" or "nowhere" && row.Endpoint != "PutTimeline")
            {
                // As for a timeline that nobody ever made.
                Expect.Problem(answer, 404, "unknown-timeline");
                var unmade = await AskAsync(api, row, row.Path.Replace("korea", "atlantis"));
                Assert.Equal(unmade.Text.Replace("atlantis", "korea"), answer.Text);
                Assert.Equal(Headers(unmade), Headers(answer));
            }
            else if (asker is "elsewhere" or "nowhere" || Rank(asker) < Rank(row.Who))
            {
                Expect.Problem(answer, 403, "forbidden", row.Who == Curate && asker == Record ? ["/type"] : []);
            }
            else
            {
                Assert.True((int)answer.Status is 200 or 201, what);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Askers))]
    public async Task What_only_some_know_is_told_to_nobody_who_may_not_ask_for_them(string asker)
    {
        if (!Ladder.Contains(asker) && asker is not "everywhere") return; // not told anything at all: see above
        using var api = Own.As(fixture.Bearers[asker]);
        foreach (var row in Table.Where(r => r.Method == "GET"))
        {
            Assert.DoesNotContain(Marker, (await AskAsync(api, row, row.Path)).Text);
            foreach (var path in Asking(row, "usa"))
            {
                var refused = await AskAsync(api, row, path);
                Expect.Problem(refused, 403, "forbidden-knower");
                // Of one of whom nothing is kept secret it is said in the same words.
                var other = await AskAsync(api, row, path.Replace("=usa", "=atlantis").Replace("%3Dusa", "%3Datlantis"));
                Assert.Equal(other.Text.Replace("atlantis", "usa"), refused.Text);
            }
        }

        var hidden = await api.Get($"/v1/korea/events/{Secret}");
        var none = Guid.NewGuid().ToString();
        Expect.Problem(hidden, 404, "unknown-event");
        Assert.Equal((await api.Get($"/v1/korea/events/{none}")).Text.Replace(none, Secret), hidden.Text);
        var unseen = await api.Get($"/v1/korea/subjects/talks/{Marker}");
        Expect.Problem(unseen, 404, "unknown-subject");
        Assert.Equal((await api.Get("/v1/korea/subjects/talks/nosuch")).Text.Replace("nosuch", Marker), unseen.Text);
    }

    [Theory]
    [InlineData(Read)]
    [InlineData(Admin)]
    public async Task Who_may_ask_for_them_is_told(string role)
    {
        using var api = Own.As(fixture.Bearers[$"{role}-usa"]);
        var audited = Own.Audited("read").Count;
        foreach (var row in Table.Where(r => r.Method == "GET"))
        {
            foreach (var path in Asking(row, "usa"))
            {
                var answer = await AskAsync(api, row, path);
                Assert.True(answer.Status == HttpStatusCode.OK, $"{path}: {answer.Text}");
                Assert.True(!row.ShowsSecrets || answer.Text.Contains(Marker, StringComparison.Ordinal), $"{path}: {answer.Text}");
                var read = Own.Audited("read")[^1];
                Assert.Equal((++audited, $"key:{role}-usa", "usa"), (Own.Audited("read").Count, (string?)read["who"], string.Join(',', read["knowers"]!.AsArray())));
            }

            foreach (var path in Asking(row, "prk")) Expect.Problem(await AskAsync(api, row, path), 403, "forbidden-knower");
        }

        Assert.Contains(Marker, (await api.Get($"/v1/korea/events/{Secret}?knower=usa")).Text);
    }

    [Fact]
    public async Task A_list_of_timelines_holds_those_that_one_may_see()
    {
        foreach (var (asker, seen) in new[] { ("read", "korea"), ("elsewhere", "other"), ("nowhere", ""), ("everywhere", "korea,other") })
        {
            using var api = Own.As(fixture.Bearers[asker]);
            var listed = (await api.Get("/v1")).At("/items")!.AsArray().Select(t => (string)t!["name"]!);
            Assert.Equal(seen, string.Join(',', listed));
        }
    }

    // The same question of somebody's knowledge; none, where an endpoint cannot be asked so.
    private IEnumerable<string> Asking(Row row, string knower)
    {
        if (row.Endpoint == "Cite")
        {
            yield return $"{row.Path}%3Fknower%3D{knower}";
            yield break;
        }

        var taken = Own.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().First(e => Name(e) == row.Endpoint)
            .Metadata.OfType<QueryParameters>().SelectMany(p => p.All).Select(p => p.Name);
        foreach (var name in taken.Where(n => n.EndsWith("knower", StringComparison.Ordinal)))
            if (name != "from.knower") yield return $"{row.Path}{(row.Path.Contains('?') ? '&' : '?')}{name}={knower}";
    }

    private static string Name(RouteEndpoint endpoint) =>
        endpoint.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName ?? endpoint.RoutePattern.RawText!;

    private static int Rank(string role) => role switch { "everywhere" => 0, _ => Array.IndexOf(Ladder, role) };

    private static Dictionary<string, string> Headers(Answer answer) =>
        answer.Headers.Where(h => h.Key is not ("Date" or "Content-Length")).ToDictionary();

    private static Task<Answer> AskAsync(Api api, Row row, string path) =>
        api.Send(new HttpRequestMessage(new HttpMethod(row.Method), path) { Content = row.Body?.Invoke() });

    private static string Event() =>
        $$$"""{"id":"{{{Guid.NewGuid()}}}","subject":"summit/more","type":"SummitScheduled","known":"2019-02-05","data":{"dates":"2019-02"}}""";

    private static string Denial() =>
        $$$"""{"id":"{{{Guid.NewGuid()}}}","subject":"summit/s","type":"EventDenied","known":"2019-02-05","data":{"event":"{{{Told}}}","by":"prk"}}""";

    private static string CloudEvent(string own) => own.Replace("{\"id\"", "{\"specversion\":\"1.0\",\"source\":\"/elsewhere\",\"id\"", StringComparison.Ordinal);

    private static StringContent Json(string body, string type = "application/json") =>
        new(body) { Headers = { ContentType = System.Net.Http.Headers.MediaTypeHeaderValue.Parse(type) } };

    /// <summary>A server that asks for keys, with one of each sort, on data some of which only the United States know.</summary>
    public sealed class Server : IAsyncLifetime
    {
        public TestServer Own { get; private set; } = null!;

        public Dictionary<string, string?> Bearers { get; } = [];

        public async Task InitializeAsync()
        {
            Own = await TestServer.StartAsync(await TestCluster.CreateDatabaseAsync(CancellationToken.None), null, "--Access:Mode", "required");
            foreach (var role in Ladder)
            {
                Bearers[role] = await Own.KeyAsync(role, "timeline=korea", $"role={role}");
                Bearers[$"{role}-usa"] = await Own.KeyAsync($"{role}-usa", "timeline=korea", $"role={role}", "knowers=usa");
            }

            Bearers["elsewhere"] = await Own.KeyAsync("elsewhere", "timeline=other", "role=admin", "knowers=*");
            Bearers["nowhere"] = await Own.KeyAsync("nowhere", "timeline=neverland", "role=read");
            Bearers["everywhere"] = await Own.KeyAsync("everywhere");
            Bearers["revoked"] = await Own.KeyAsync("revoked", "role=admin", "knowers=*");
            await Own.RevokeAsync("revoked");
            Bearers["expired"] = await Own.KeyAsync("expired", "role=admin", "knowers=*", "expires=2026-01-01");
            Bearers["unknown"] = ApiKey.New().Text;
            Bearers["nonsense"] = "nonsense";
            Bearers["nobody"] = null;

            using var maker = Own.As(await Own.KeyAsync("maker", "role=admin", "knowers=*"));
            foreach (var timeline in (string[])["korea", "other"]) await maker.Put($"/v1/{timeline}", """{"title":"T"}""");
            await maker.Record("korea", $$$"""{"id":"{{{Told}}}","subject":"summit/s","type":"SummitScheduled","known":"2019-02-05","data":{"dates":"2019-02"}}""");
            await maker.Record("korea", $$$"""{"id":"{{{Erasable}}}","subject":"summit/e","type":"SummitScheduled","known":"2019-02-05","data":{"dates":"2019-02"}}""");
            await maker.Record("korea", $$$"""
                {"id":"{{{Secret}}}","subject":"summit/s","type":"VenueRejected","happened":"2019-02-04","disclosures":[{"to":"usa","at":"2019-02-06"}],
                 "data":{"venue":"{{{Marker}}}","by":"prk"},"source":{"publisher":"{{{Marker}}}"}}
                """);
            await maker.Record("korea", $$$"""
                {"subject":"talks/{{{Marker}}}","type":"PledgeMade","happened":"2019-02-04","disclosures":[{"to":"usa","at":"2019-02-06"}],
                 "data":{"by":"prk","pledge":"{{{Marker}}}"},"source":{"publisher":"{{{Marker}}}"}}
                """);
        }

        public async Task DisposeAsync()
        {
            Assert.Empty(Own.Log.Entries);
            await Own.DisposeAsync();
        }
    }
}
