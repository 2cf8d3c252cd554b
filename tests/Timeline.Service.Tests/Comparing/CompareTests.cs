using System.Net;
using Timeline.Service.Tests.Fixtures;

namespace Timeline.Service.Tests.Comparing;

/// <summary>Two vantages compared over HTTP: the worked example of SEMANTICS §9, causes, pages and secrets.</summary>
public sealed class CompareTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private Api Api => server.Api;

    private static string Event(string id, string type, string data, string known, string more = "") =>
        $$$"""{"id":"00000000-0000-4000-8000-00000000000{{{id}}}","subject":"summit/us-dprk-2","type":"{{{type}}}","data":{{{data}}},"known":"{{{known}}}"{{{more}}}}""";

    private async Task<(string Timeline, long[] Positions)> Example()
    {
        var timeline = await Api.NewTimeline();
        string[] events =
        [
            Event("a", "SummitScheduled", """{"dates":"2019-02~"}""", "2019-01-18"),
            Event("b", "SummitScheduled", """{"dates":"2019-02-27/2019-02-28","place":"Vietnam"}""", "2019-02-05"),
            Event("c", "VenueRejected", """{"venue":"Friendship Cultural Palace","by":"prk","reason":"security"}""", "2019-02-24",
                """ ,"happened":"[..2019-02-24]","source":{"publisher":"german-daily"}"""),
            Event("d", "SummitConcluded", """{"outcome":"noAgreement"}""", "2019-02-28"),
            Event("e", "PlaceConfirmed", """{"place":"Hanoi"}""", "2019-02-08"),
            Event("f", "EventRetracted", """{"event":"00000000-0000-4000-8000-00000000000c","reason":"withdrawn by its source"}""", "2019-03-02"),
        ];
        var positions = new List<long>();
        foreach (var e in events) positions.Add((long)(await Api.Record(timeline, e)).At("/seq")!);
        return (timeline, [.. positions]);
    }

    // In short: cause and type of what is gained (+), lost (-) and changed (~), then the pointers.
    private static string[] Told(Answer answer)
    {
        Assert.True(answer.Status == HttpStatusCode.OK, answer.Text);
        return
        [
            .. answer.At("/gained")!.AsArray().Select(e => $"+ {e!["event"]!["type"]} {e["cause"]}"),
            .. answer.At("/lost")!.AsArray().Select(e => $"- {e!["event"]!["type"]} {e["cause"]}"),
            .. answer.At("/changed")!.AsArray().Select(e => $"~ {e!["to"]!["type"]} {e["cause"]}"),
            .. answer.At("/pointers")!.AsArray().Select(p => $"{p!["pointer"]} {p["old"]?["value"]} > {p["new"]?["value"]} {p["cause"]}"),
        ];
    }

    [Fact]
    public async Task The_retraction_of_the_worked_example_is_the_cause_of_what_is_lost()
    {
        var (timeline, _) = await Example();
        Assert.Equal(
            [
                "- VenueRejected retracted",
                "/venues/friendship-cultural-palace/by prk >  retracted",
                "/venues/friendship-cultural-palace/reason security >  retracted",
                "/venues/friendship-cultural-palace/status rejected >  retracted",
                "/venues/friendship-cultural-palace/venue Friendship Cultural Palace >  retracted",
            ],
            Told(await Api.Get($"/v1/{timeline}/subjects/summit/us-dprk-2/compare?from.known=2019-03-01&to.known=2019-03-02")));
    }

    [Fact]
    public async Task Each_parameter_of_a_vantage_is_a_cause_of_its_own()
    {
        var (timeline, at) = await Example();
        await Api.Record(timeline, Event("7", "VenueConfirmed", """{"venue":"Opera House"}""", "2019-02-10").Replace("\"known\":\"2019-02-10\"",
            """ "happened":"2019-02-09","disclosures":[{"to":"usa","at":"2019-02-10"}],"notedAt":"2019-02-10T23:59:59Z" """));
        foreach (var (query, told) in new[]
        {
            ($"from.known=2019-02-10&from.recorded={at[3]}&to.known=2019-02-10", "+ PlaceConfirmed recordedLate|/place Vietnam > Hanoi recordedLate"),
            ("from.known=2019-02-07&to.known=2019-02-10", "+ PlaceConfirmed happened|/place Vietnam > Hanoi happened"),
            ("from.known=2019-02-05&from.at=2019-02-28&to.known=2019-02-28&to.at=2019-02-05", ""),
            ("from.known=2019-02-28&from.at=2019-02-24&to.known=2019-02-28", "+ SummitConcluded happened|/outcome  > noAgreement happened"),
            ("from.known=2019-02-10&to.known=2019-02-10&to.knower=usa", "+ VenueConfirmed disclosed"),
            ("from.known=2019-02-24&from.without=german-daily&to.known=2019-02-24", "+ VenueRejected filtered|/venues/friendship-cultural-palace/by  > prk filtered"),
            ("from.known=2019-02-24T12:00:00Z&from.at=2019-02-24&to.known=2019-02-24", "+ VenueRejected happened"),
            ("from.known=2019-02-23&to.known=2019-02-24&from.at=..&to.at=..", "+ VenueRejected happened"),
        })
        {
            var there = Told(await Api.Get($"/v1/{timeline}/subjects/summit/us-dprk-2/compare?{query}"));
            Assert.True(told.Split('|', StringSplitOptions.RemoveEmptyEntries).All(t => there.Any(l => l.StartsWith(t, StringComparison.Ordinal))), $"{query}: {string.Join(" | ", there)}");
            // With the sides swapped it is the same the other way round.
            var swapped = query.Replace("from.", "x.").Replace("to.", "from.").Replace("x.", "to.");
            var back = Told(await Api.Get($"/v1/{timeline}/subjects/summit/us-dprk-2/compare?{swapped}"));
            Assert.Equal(there.Count(t => t[0] == '+'), back.Count(t => t[0] == '-'));
            Assert.Equal(there.Length, back.Length);
        }
    }

    [Fact]
    public async Task What_both_sides_have_is_corrected_amended_disputed_or_supported()
    {
        var (timeline, at) = await Example();
        const string B = "00000000-0000-4000-8000-00000000000b";
        await Api.Record(timeline, Event("1", "EventCorrected", $$"""{"event":"{{B}}","data":{"dates":"2019-02-27/2019-02-28","place":"Hanoi"},"reason":"said later"}""", "2019-02-06"));
        await Api.Record(timeline, Event("2", "EventDenied", $$"""{"event":"{{B}}","by":"prk"}""", "2019-02-07"));
        await Api.Record(timeline, Event("3", "SummitScheduled", "{}", "2019-02-08", $$""","accountOf":"{{B}}","source":{"publisher":"ap"}"""));
        var amended = await Api.Record(timeline, Event("4", "EventAmended", $$"""{"event":"{{B}}","assessment":{"reliability":"A","credibility":1},"reason":"regraded"}""", "2019-02-08"));
        var before = (long)amended.At("/seq")! - 1;
        foreach (var (query, cause) in new[]
        {
            ("from.known=2019-02-05&to.known=2019-02-06", "corrected"), ("from.known=2019-02-06&to.known=2019-02-07", "disputed"),
            ("from.known=2019-02-07&to.known=2019-02-08", "supported"), ($"from.known=2019-02-08&from.recorded={before}&to.known=2019-02-08", "amended"),
        })
            Assert.Contains($"~ SummitScheduled {cause}", Told(await Api.Get($"/v1/{timeline}/subjects/summit/us-dprk-2/compare?{query}")));
        Assert.NotEqual(0, at[0]);
    }

    [Fact]
    public async Task Its_permalink_gives_the_same_answer_after_later_recordings()
    {
        var (timeline, _) = await Example();
        foreach (var address in new[] { $"/v1/{timeline}/subjects/summit/us-dprk-2/compare", $"/v1/{timeline}/compare" })
        {
            var answer = await Api.Get($"{address}?from.known=2019-01-20&from.knower=usa&to.known=2019-03-01&to.without=ap&to.zone=Asia/Seoul");
            await Api.Record(timeline, Event("9", "PlaceConfirmed", """{"place":"Hue"}""", "2019-01-19").Replace("00000000-0000-4000-8000-000000000009", $"{Guid.NewGuid()}"));
            Assert.Equal(answer.Text, (await Api.Get(answer.TextAt("/permalink")!)).Text);
            Assert.NotEqual(answer.Text, (await Api.Get($"{address}?from.known=2019-01-20&from.knower=usa&to.known=2019-03-01&to.without=ap&to.zone=Asia/Seoul")).Text);
        }
    }

    [Fact]
    public async Task A_timeline_is_compared_page_by_page_and_only_what_differs_is_told()
    {
        var timeline = await Api.NewTimeline();
        for (var i = 0; i < 25; i++)
        {
            await Api.Record(timeline, $$$"""{"subject":"summit/s-{{{i:00}}}","type":"PlaceConfirmed","data":{"place":"Hanoi"},"known":"2019-01-0{{{1 + i % 2 * 8}}}"}""");
        }

        var seen = new List<string>();
        for (var next = $"/v1/{timeline}/compare?from.known=2019-01-05&to.known=2019-01-10&limit=5"; next is not null;)
        {
            var page = await Api.Get(next);
            Assert.True(page.Status == HttpStatusCode.OK, page.Text);
            Assert.InRange(page.At("/items")!.AsArray().Count, 1, 5);
            seen.AddRange(page.At("/items")!.AsArray().Select(i => (string)i!["subject"]!));
            next = page.TextAt("/next");
        }

        Assert.Equal(Enumerable.Range(0, 25).Where(i => i % 2 == 1).Select(i => $"summit/s-{i:00}"), seen);
    }

    [Theory]
    [InlineData("compare?known=2019-01-01", "known")]
    [InlineData("compare?from.known=x", "from.known")]
    [InlineData("compare?from.zone=Mars", "from.zone")]
    [InlineData("compare?from.knower=US", "from.knower")]
    [InlineData("compare?limit=0", "limit")]
    [InlineData("compare?cursor=x", "cursor")]
    [InlineData("hindsight", "date")]
    [InlineData("hindsight?date=x", "date")]
    [InlineData("hindsight?date=2100", "date")]
    [InlineData("hindsight?date=2019-02-02&known=2019-02-01", "date")]
    [InlineData("subjects/summit/us-dprk-2/history?pointer=status", "pointer")]
    [InlineData("subjects/summit/us-dprk-2/compare?limit=5", "limit")]
    public async Task A_bad_parameter_is_named(string address, string parameter)
    {
        var (timeline, _) = await Example();
        var answer = await Api.Get($"/v1/{timeline}/{address}");
        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Equal(parameter, answer.TextAt("/errors/0/parameter"));
        Assert.Single(answer.At("/errors")!.AsArray());
    }

    [Fact]
    public async Task A_subject_seen_from_one_side_is_compared_and_one_seen_from_neither_is_not_known_then()
    {
        var (timeline, _) = await Example();
        Assert.Equal("not-known-then", (await Api.Get($"/v1/{timeline}/subjects/summit/us-dprk-2/compare?from.known=2018-01-01&to.known=2018-02-01")).Problem);
        Assert.Equal("unknown-subject", (await Api.Get($"/v1/{timeline}/subjects/summit/us-dprk-9/compare")).Problem);
        Assert.Contains("+ SummitScheduled happened", Told(await Api.Get($"/v1/{timeline}/subjects/summit/us-dprk-2/compare?from.known=2018-01-01&to.known=2019-02-01")));
        Assert.Empty(Told(await Api.Get($"/v1/{timeline}/subjects/summit/us-dprk-2/compare")));
    }

    [Fact]
    public async Task Comparing_ten_thousand_subjects_takes_a_handful_of_statements()
    {
        await using var own = await TestServer.StartAsync(TimeProvider.System);
        var timeline = await own.Api.NewTimeline();
        var lines = Enumerable.Range(0, 10_000).Select(i =>
            $$$"""{"subject":"summit/s-{{{i}}}","type":"PlaceConfirmed","data":{"place":"Hanoi"},"known":"2019-01-0{{{1 + i % 9}}}"}""");
        Assert.Equal(10_000, (int)(await own.Api.Post($"/v1/{timeline}/import", string.Join('\n', lines), "application/x-ndjson")).At("/recorded")!);
        foreach (var address in new[] { "compare?from.known=2019-01-08&to.known=2019-01-09&limit=1000", "hindsight?date=2019-01-05&limit=1000", "compare?from.known=2019-01-09&to.known=2019-01-09" })
        {
            using var statements = new Statements(own.ConnectionString);
            Assert.Equal(HttpStatusCode.OK, (await own.Api.Get($"/v1/{timeline}/{address}")).Status);
            Assert.InRange(statements.Count, 1, 5);
        }
    }
}
