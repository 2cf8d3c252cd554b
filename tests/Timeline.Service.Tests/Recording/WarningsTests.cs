using System.Net;
using System.Text.Json.Nodes;
using Timeline.Service.Tests.Fixtures;

namespace Timeline.Service.Tests.Recording;

/// <summary>What may be a slip is recorded, and whoever records it is told (SEMANTICS §5).</summary>
public sealed class WarningsTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private static string Id(int n) => $"00000000-0000-4000-8000-{n:x12}";

    private static string Venue(int n) =>
        $$$"""{"id":"{{{Id(n)}}}","subject":"summit/s","type":"VenueConfirmed","known":"2019-02-20","data":{"venue":"Metropole"}}""";

    private static string Retracted(int n, string known, int of = 1) =>
        $$$"""{"id":"{{{Id(n)}}}","subject":"summit/s","type":"EventRetracted","known":"{{{known}}}","data":{"event":"{{{Id(of)}}}","reason":"slip"}}""";

    private async Task<string> NewTimeline()
    {
        var timeline = await server.Api.NewTimeline();
        await server.Api.Record(timeline, Venue(1));
        return timeline;
    }

    [Fact]
    public async Task One_event_is_answered_with_its_warnings_rehearsed_recorded_and_sent_again()
    {
        var timeline = await NewTimeline();
        var early = Retracted(2, "2019-02-19");
        foreach (var (query, status) in new[] { ("?dryRun=true", HttpStatusCode.OK), ("", HttpStatusCode.Created), ("", HttpStatusCode.OK) })
        {
            var answer = await server.Api.Post($"/v1/{timeline}/events{query}", early);
            Assert.Equal(status, answer.Status);
            Assert.Equal("/known", answer.TextAt("/warnings/0/pointer"));
            Assert.Contains("2019-02-20T23:59:59.999999Z", answer.TextAt("/warnings/0/detail"), StringComparison.Ordinal);
        }

        Assert.Null((await server.Api.Post($"/v1/{timeline}/events", Retracted(3, "2019-02-20"))).At("/warnings"));
        // It is whoever records that is warned, and nobody who reads.
        Assert.Null((await server.Api.Get($"/v1/{timeline}/events/{Id(2)}")).At("/warnings"));
    }

    [Fact]
    public async Task An_array_is_answered_with_the_warnings_of_all_of_its_events()
    {
        var timeline = await NewTimeline();
        var array = $"[{Retracted(2, "2019-02-20")},{Retracted(3, "2019-02-19")}]";
        foreach (var query in new[] { "?dryRun=true", "" })
        {
            var answer = await server.Api.Post($"/v1/{timeline}/events{query}", array);
            Assert.Equal("/1/known", Assert.Single(answer.At("/warnings")!.AsArray())!["pointer"]!.GetValue<string>());
        }
    }

    [Fact]
    public async Task A_cloud_event_is_warned_of_where_it_has_its_disclosures()
    {
        var timeline = await NewTimeline();
        var sent = (await server.Api.Get($"/v1/{await Exported(Retracted(2, "2019-02-19"))}/export?format=cloudevents")).Text.Split('\n')[..^1]
            .Select(l => JsonNode.Parse(l)!).Single(e => (string)e["id"]! == Id(2));
        var answer = await server.Api.Post($"/v1/{timeline}/events", sent.ToJsonString(), "application/cloudevents+json");
        Assert.Equal(HttpStatusCode.Created, answer.Status);
        Assert.NotNull(answer.TextAt("/warnings/0/pointer"));

        async Task<string> Exported(string act)
        {
            var other = await NewTimeline();
            await server.Api.Record(other, act);
            return other;
        }
    }

    [Fact]
    public async Task An_import_counts_the_lines_with_warnings_and_tells_the_first()
    {
        var timeline = await NewTimeline();
        var lines = string.Join('\n', Enumerable.Range(2, 25).Select(n => Retracted(n, "2019-02-19")).Append(Retracted(40, "2019-02-20")));
        var report = await server.Api.Post($"/v1/{timeline}/import", lines, "application/x-ndjson");
        Assert.Equal((26, 0, 25), ((int)report.At("/recorded")!, (int)report.At("/refused")!, (int)report.At("/warned")!));
        Assert.Equal(Enumerable.Range(1, 20), report.At("/warnings")!.AsArray().Select(w => (int)w!["line"]!));
        Assert.Equal("/known", report.TextAt("/warnings/0/pointer"));

        var told = (await server.Api.Post($"/v1/{timeline}/import", lines, "application/x-ndjson", ("Accept", "application/x-ndjson"))).Text.Split('\n')[..^1];
        Assert.Equal(20, told.Count(l => l.StartsWith("{\"warning\":{", StringComparison.Ordinal)));
        Assert.Equal("""{"report":{"lines":26,"recorded":0,"repeated":26,"refused":0,"warned":25}}""", told[^1]);

        var clean = await server.Api.Post($"/v1/{timeline}/import", Retracted(50, "2019-02-21"), "application/x-ndjson");
        Assert.Equal((null, null), (clean.At("/warned"), clean.At("/warnings")));
    }
}
