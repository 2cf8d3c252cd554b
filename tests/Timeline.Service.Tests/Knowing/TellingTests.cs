using System.Net;
using System.Text.Json.Nodes;
using Timeline.Service.Tests.Fixtures;

namespace Timeline.Service.Tests.Knowing;

/// <summary>
/// What answers tell beside the story: what was taken back and corrected, what is untold, and in which direction it runs.
/// </summary>
public sealed class TellingTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private static string Id(int n) => $"00000000-0000-4000-8000-{n:x12}";

    private async Task<string> Recorded(params string[] events)
    {
        var timeline = await server.Api.NewTimeline();
        foreach (var e in events) await server.Api.Record(timeline, e);
        return timeline;
    }

    private async Task<Answer> Get(string path, string? accept = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (accept is not null) request.Headers.TryAddWithoutValidation("Accept", accept);
        var answer = await server.Api.Send(request);
        Assert.True(answer.Status == HttpStatusCode.OK, answer.Text);
        return answer;
    }

    private Task<string> TakenBack() => Recorded(
        $$$"""{"id":"{{{Id(1)}}}","subject":"summit/s","type":"VenueRejected","data":{"venue":"Opera"},"known":"2019-02-20"}""",
        $$$"""{"id":"{{{Id(2)}}}","subject":"summit/s","type":"EventCorrected","data":{"event":"{{{Id(1)}}}","happened":"2019-02-18","reason":"wrong day"},"known":"2019-02-21","source":{"publisher":"nhk"}}""",
        $$$"""{"id":"{{{Id(3)}}}","subject":"summit/s","type":"EventRetracted","data":{"event":"{{{Id(1)}}}","reason":"an error"},"known":"2019-02-22","source":{"publisher":"cnn"}}""");

    [Fact]
    public async Task A_story_tells_what_was_taken_back_by_whom_when_and_why()
    {
        var timeline = await TakenBack();
        var story = await Get($"/v1/{timeline}/subjects/summit/s/events?known=2019-02-24");
        Assert.Empty(story.At("/items")!.AsArray());
        var item = Assert.Single(story.At("/retracted")!.AsArray())!;
        Assert.Equal((Id(1), "2019-02-18"), ((string)item["id"]!, (string)item["happened"]!));
        Assert.Equal((Id(3), "cnn", "an error", "2019-02-22T23:59:59.999999Z"), ((string)item["retractedBy"]!["event"]!,
            (string)item["retractedBy"]!["publisher"]!, (string)item["retractedBy"]!["reason"]!, (string)item["retractedBy"]!["knownBy"]!));
        Assert.Equal("nhk", (string)item["corrections"]![0]!["publisher"]!);

        Assert.Empty((await Get($"/v1/{timeline}/subjects/summit/s/events?known=2019-02-21")).At("/retracted")!.AsArray());
        Assert.Equal(1, (int)(await Get($"/v1/{timeline}/subjects/summit/s?known=2019-02-24")).At("/basis/retracted")!);
        Assert.Null((await Get($"/v1/{timeline}/subjects/summit/s?known=2019-02-21")).At("/basis/retracted"));

        var briefing = await Get($"/v1/{timeline}/briefing?known=2019-03-24");
        var told = (string)briefing.At("/items/0/takenBack/sentences/0/text")!;
        Assert.Contains("an error", told, StringComparison.Ordinal);
        Assert.Contains("cnn", told, StringComparison.Ordinal);
        foreach (var form in new[] { "text/html", "text/markdown" })
            Assert.Contains("Taken back", (await Get($"/v1/{timeline}/briefing?known=2019-03-24", form)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_event_of_the_list_has_happened_by_the_moment_that_its_story_tells()
    {
        var timeline = await TakenBack();
        await server.Api.Record(timeline, """{"subject":"summit/s","type":"SummitScheduled","data":{"dates":"2019-03"},"happened":"2019-02-26","known":"2019-02-19"}""");
        await server.Api.Record(timeline, """{"subject":"summit/s","type":"SummitHeld","data":{},"happened":"2019-02-01/2019-02-28","known":"2019-02-19"}""");
        await server.Api.Record(timeline, """{"subject":"summit/s","type":"VenueRejected","data":{"venue":"B"},"happened":"[..2019-03-01]","known":"2019-02-24"}""");
        var story = (await Get($"/v1/{timeline}/subjects/summit/s/events?known=2019-03-24")).At("/items")!.AsArray();
        var items = (await Get($"/v1/{timeline}/events?known=2019-03-24")).At("/items")!.AsArray().ToDictionary(e => (string)e!["id"]!);
        Assert.Equal(3, story.Count);
        Assert.All(story, e => Assert.Equal((string)e!["happenedBy"]!, (string)items[(string)e["id"]!]!["happenedBy"]!));
        Assert.Equal((Id(3), "2019-02-18T23:59:59.999999Z"), ((string)items[Id(1)]!["retractedBy"]!["event"]!, (string)items[Id(1)]!["happenedBy"]!));
    }

    [Fact]
    public async Task An_event_whose_venue_is_withheld_is_called_so()
    {
        var timeline = await Recorded(
            $$$"""{"id":"{{{Id(1)}}}","subject":"summit/s","type":"VenueConfirmed","data":{},"absent":{"venue":"withheld"},"known":"2019-02-20"}""");
        Assert.Equal("withheld", (string)(await Get($"/v1/{timeline}/events")).At("/items/0/untold/venue")!);
        Assert.Equal("withheld", (string)(await Get($"/v1/{timeline}/subjects/summit/s/events")).At("/items/0/untold/venue")!);
        Assert.Equal("withheld", (string)(await Get($"/v1/{timeline}/subjects/summit/s/history")).At("/items/0/reports/0/untold/venue")!);
        var cited = (await Get($"/v1/{timeline}/cite?of={Uri.EscapeDataString($"/v1/{timeline}/events/{Id(1)}")}")).Text;
        Assert.Contains("“venue: withheld, event", cited, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_value_that_runs_from_right_to_left_is_isolated_in_words_and_kept_in_data()
    {
        const string Title = "قمة الرياض", Statement = "He said \u202Eno";
        var timeline = await Recorded(
            $$$"""{"subject":"summit/s","type":"SummitScheduled","data":{"title":"{{{Title}}}","dates":"2019-03"},"known":"2019-02-20"}""",
            $$$"""{"subject":"summit/s","type":"StatementMade","data":{"by":"tur","statement":{{{JsonValue.Create(Statement).ToJsonString()}}}},"known":"2019-02-20","source":{"publisher":"example-wire"}}""");

        var html = (await Get($"/v1/{timeline}/briefing", "text/html")).Text;
        Assert.Contains($"<h2><bdi>{Title}</bdi></h2>", html, StringComparison.Ordinal);
        Assert.Matches("<bdi>He said (\u202E|&#x202E;)no</bdi> — example-wire", html);
        Assert.DoesNotContain('\u2068', html);
        Assert.Contains($"## \u2068{Title}\u2069", (await Get($"/v1/{timeline}/briefing", "text/markdown")).Text, StringComparison.Ordinal);
        Assert.Contains($"\u2068{Statement}\u2069 — example-wire", (await Get($"/v1/{timeline}/briefing", "text/markdown")).Text, StringComparison.Ordinal);
        Assert.Contains(Statement, (await Get($"/v1/{timeline}/events")).Text.Replace("\\u202E", "\u202E", StringComparison.OrdinalIgnoreCase), StringComparison.Ordinal);
        Assert.Equal(Statement, (string)(await Get($"/v1/{timeline}/events")).At("/items/1/data/statement")!);

        var cited = (await Get($"/v1/{timeline}/cite?of={Uri.EscapeDataString($"/v1/{timeline}/subjects/summit/s")}")).Text;
        Assert.StartsWith($"“\u2068{Title}\u2069”, ", cited, StringComparison.Ordinal);
        Assert.Contains($"SUMMARY:\u2068{Title}\u2069", (await Get($"/v1/{timeline}/calendar.ics")).Text.Replace("\r\n ", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }
}
