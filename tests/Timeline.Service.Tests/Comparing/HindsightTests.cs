using System.Net;
using System.Text.Json.Nodes;
using Timeline.Service.Tests.Fixtures;

namespace Timeline.Service.Tests.Comparing;

/// <summary>What the readers of a day did not know, and how what they expected turned out: asked of the sample.</summary>
public sealed class HindsightTests(ServerFixture server) : IClassFixture<ServerFixture>, IAsyncLifetime
{
    private static readonly string Korea = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "seeds", "korea.ndjson"));

    private string _timeline = "";

    public async Task InitializeAsync()
    {
        _timeline = await server.Api.NewTimeline();
        Assert.Equal(0, (int)(await server.Api.Post($"/v1/{_timeline}/import", Korea, "application/x-ndjson")).At("/refused")!);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    private async Task<JsonNode> On(string date, string subject)
    {
        var answer = await server.Api.Get($"/v1/{_timeline}/hindsight?date={date}&limit=1000");
        Assert.True(answer.Status == HttpStatusCode.OK, answer.Text);
        var item = answer.At("/items")!.AsArray().Single(i => (string)i!["subject"]! == subject)!;
        // Asked of the subject alone it is the same.
        var alone = await server.Api.Get($"/v1/{_timeline}/subjects/{subject}/hindsight?date={date}&known={answer.TextAt("/vantage/known")}");
        foreach (var member in new[] { "questions", "expectations", "hiddenThen", "believedWrongly", "happenedSince", "supported" })
            Assert.True(JsonNode.DeepEquals(item[member], alone.At($"/{member}")), alone.Text);
        return item;
    }

    private static IEnumerable<JsonNode> Hidden(JsonNode item, string member) => item["hiddenThen"]!["pointers"]!.AsArray()
        .Where(p => ((string)p!["pointer"]!).EndsWith($"/{member}", StringComparison.Ordinal)).Select(p => p!);

    [Fact]
    public async Task On_24_February_2019_nobody_knew_that_it_would_be_the_Metropole_and_that_there_would_be_no_agreement()
    {
        var summit = await On("2019-02-24", "summit/us-dprk-2");
        var venue = summit["questions"]!.AsArray().Single(q => (string)q!["open"]!["question"]! == "venue")!;
        var answer = Assert.Single(venue["answers"]!.AsArray())!;
        Assert.Equal(("answered", "/venues/sofitel-legend-metropole/status"), ((string)venue["became"]!, (string)answer["pointer"]!));
        Assert.Equal(("used", "2019-02-27/2019-02-28"), ((string)answer["told"]!["value"]!, (string)answer["happened"]!));
        var dates = summit["expectations"]!.AsArray().Single(t => (string)t!["expected"]!["what"]! == "/dates")!;
        Assert.Equal("kept", (string)dates["outcome"]!);
        var since = summit["happenedSince"]!["pointers"]!.AsArray();
        Assert.Contains(since, b => (string)b!["pointer"]! == "/outcome" && b["old"] is null && (string)b["new"]!["value"]! == "noAgreement");
        Assert.Contains(since, b => (string)b!["pointer"]! == "/status" && (string)b["old"]!["value"]! == "scheduled" && (string)b["new"]!["value"]! == "concluded");
        Assert.DoesNotContain(summit["hiddenThen"]!["pointers"]!.AsArray(), p => (string)p!["pointer"]! is "/outcome" or "/status");
    }

    [Fact]
    public async Task On_31_December_2018_the_enrichment_pledge_was_hidden()
    {
        var pledge = Assert.Single(Hidden(await On("2018-12-31", "talks/us-dprk"), "pledge"), p => ((string)p["new"]!["value"]!).Contains("enrichment"));
        Assert.Equal("learned", (string)pledge["cause"]!);
        Assert.StartsWith("2019-01-31", (string)pledge["new"]!["since"]!);
    }

    [Fact]
    public async Task On_1_March_2019_the_paper_handed_over_the_day_before_was_hidden()
    {
        var papers = Hidden(await On("2019-03-01", "talks/us-dprk"), "demand").ToList();
        var paper = Assert.Single(papers);
        Assert.Equal(("learned", "hand over all nuclear weapons and bomb fuel to the United States"), ((string)paper["cause"]!, (string)paper["new"]!["value"]!));
        Assert.StartsWith("2019-03-29", (string)paper["new"]!["since"]!);
    }

    [Fact]
    public async Task Who_knew_the_secret_has_nothing_to_learn()
    {
        var answer = await server.Api.Get($"/v1/{_timeline}/subjects/talks/us-dprk/hindsight?date=2018-12-31&knower=usa");
        Assert.DoesNotContain(answer.At("/hiddenThen/pointers")!.AsArray(), p => p!["new"]!["value"]!.ToJsonString().Contains("enrichment"));
    }

    [Fact]
    public async Task Its_permalink_gives_the_same_answer()
    {
        foreach (var address in new[] { "hindsight", "subjects/summit/us-dprk-2/hindsight" })
        {
            var answer = await server.Api.Get($"/v1/{_timeline}/{address}?date=2019-02-24&zone=Asia/Seoul");
            Assert.Equal("2019-02-24T14:59:59.999999Z", answer.TextAt("/date"));
            Assert.Equal(answer.Text, (await server.Api.Get(answer.TextAt("/permalink")!)).Text);
        }
    }
}
