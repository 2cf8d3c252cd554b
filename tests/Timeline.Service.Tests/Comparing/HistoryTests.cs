using System.Net;
using Timeline.Service.Tests.Fixtures;

namespace Timeline.Service.Tests.Comparing;

/// <summary>What was known of a subject, one time after another, by whom and how late (SEMANTICS §7).</summary>
public sealed class HistoryTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private const string Subject = "subjects/summit/us-dprk-2/history";

    private Api Api => server.Api;

    private async Task<string> Example()
    {
        var timeline = await Api.NewTimeline();
        await Api.Record(timeline, """
            [{"id":"00000000-0000-4000-8000-00000000000a","subject":"summit/us-dprk-2","type":"SummitScheduled","known":"2019-01-18","data":{"dates":"2019-02~"},
              "source":{"publisher":"white-house","published":"2019-01-18"},"assessment":{"reliability":"A","credibility":1}},
             {"id":"00000000-0000-4000-8000-00000000000b","subject":"summit/us-dprk-2","type":"SummitScheduled","known":"2019-02-05","data":{"dates":"2019-02-27/2019-02-28","place":"Vietnam"}},
             {"id":"00000000-0000-4000-8000-00000000000c","subject":"summit/us-dprk-2","type":"PlaceConfirmed","happened":"2019-02-06","known":"2019-02-08","data":{"place":"Hanoi"},
              "source":{"publisher":"ap"},"attribution":["donald-trump"]},
             {"id":"00000000-0000-4000-8000-00000000000d","subject":"summit/us-dprk-2","type":"SummitHeld","happened":"2019-02-27","known":"2019-02-20","data":{"venue":"Opera House"}},
             {"id":"00000000-0000-4000-8000-00000000000e","subject":"summit/us-dprk-2","type":"EventCorrected","known":"2019-03-01",
              "data":{"event":"00000000-0000-4000-8000-00000000000d","data":{"venue":"Metropole"},"reason":"misheard"}},
             {"id":"00000000-0000-4000-8000-00000000000f","subject":"summit/us-dprk-2","type":"PositionStated","mode":"possible","known":"2019-03-02","data":{"party":"usa","topic":"x","position":"y"}},
             {"subject":"summit/us-dprk-2","type":"PlaceConfirmed","data":{"place":"Hue"},"notedAt":"2019-02-11T00:00:00Z","disclosures":[{"to":"usa","at":"2019-02-10"}]}]
            """);
        return timeline;
    }

    private static string[] Told(Answer answer)
    {
        Assert.True(answer.Status == HttpStatusCode.OK, answer.Text);
        return
        [
            .. answer.At("/items")!.AsArray().Select(i => $"{((string)i!["known"]!)[..10]} "
                + string.Join(", ", i["changes"]!.AsArray().Select(c => $"{c!["pointer"]}={c["new"]?["value"]}"))
                + " by " + string.Join(", ", i["reports"]!.AsArray().Select(r => ((string)r!["event"]!)[^1]))),
        ];
    }

    [Fact]
    public async Task A_pointer_has_its_successive_values_with_the_events_that_gave_them()
    {
        var timeline = await Example();
        Assert.Equal(["2019-02-05 /place=Vietnam by b", "2019-02-08 /place=Hanoi by c"], Told(await Api.Get($"/v1/{timeline}/{Subject}?pointer=/place")));
        Assert.Equal(["2019-01-18 /dates=2019-02~ by a", "2019-02-05 /dates=2019-02-27/2019-02-28 by b"], Told(await Api.Get($"/v1/{timeline}/{Subject}?pointer=/dates")));
        Assert.Equal(
            [
                "2019-02-27 /venues/opera-house/status=used, /venues/opera-house/venue=Opera House by d",
                "2019-03-01 /venues/metropole/status=used, /venues/metropole/venue=Metropole, /venues/opera-house/status=, /venues/opera-house/venue= by e",
            ],
            Told(await Api.Get($"/v1/{timeline}/{Subject}?pointer=/venues")));
    }

    [Fact]
    public async Task What_was_foreseen_changes_the_state_when_it_comes_about()
    {
        var timeline = await Example();
        var known = Told(await Api.Get($"/v1/{timeline}/{Subject}")).Select(t => t[..10]);
        Assert.Equal(["2019-01-18", "2019-02-05", "2019-02-08", "2019-02-27", "2019-03-01", "2019-03-02"], known);
        // Where V is lifted it is there as soon as it is known.
        Assert.Contains("2019-02-20", Told(await Api.Get($"/v1/{timeline}/{Subject}?at=..")).Select(t => t[..10]));
        // What is only said changes no value.
        Assert.EndsWith("2019-03-02  by f", Told(await Api.Get($"/v1/{timeline}/{Subject}"))[^1]);
    }

    [Fact]
    public async Task It_is_told_who_reported_it_and_how_late()
    {
        var timeline = await Example();
        var place = (await Api.Get($"/v1/{timeline}/{Subject}?pointer=/place")).At("/items/1/reports/0")!;
        Assert.Equal(("ap", "donald-trump", "P2D"), ((string)place["publisher"]!, (string)place["attribution"]![0]!, (string)place["knownAfter"]!));
        Assert.Equal("F", (string)place["assessment"]!["reliability"]!);
        Assert.StartsWith("P", (string)place["recordedAfter"]!);
        var held = (await Api.Get($"/v1/{timeline}/{Subject}?pointer=/venues/opera-house")).At("/items/0/reports/0")!;
        Assert.Null(held["knownAfter"]);
    }

    [Fact]
    public async Task It_ends_at_the_vantage_and_depends_on_the_knower()
    {
        var timeline = await Example();
        Assert.Equal(["2019-02-05 /place=Vietnam by b"], Told(await Api.Get($"/v1/{timeline}/{Subject}?pointer=/place&known=2019-02-07")));
        Assert.Contains("/place=Hue", Told(await Api.Get($"/v1/{timeline}/{Subject}?pointer=/place&knower=usa"))[^1]);
        Assert.DoesNotContain("Hue", (await Api.Get($"/v1/{timeline}/{Subject}")).Text);
        Assert.Equal("not-known-then", (await Api.Get($"/v1/{timeline}/{Subject}?known=2018-01-01")).Problem);
    }

    [Fact]
    public async Task Its_pages_together_are_the_whole_and_pinned()
    {
        var timeline = await Example();
        var whole = Told(await Api.Get($"/v1/{timeline}/{Subject}"));
        var pages = new List<string>();
        for (var next = $"/v1/{timeline}/{Subject}?limit=2"; next is not null;)
        {
            var page = await Api.Get(next);
            pages.AddRange(Told(page));
            Assert.Equal(page.Text, (await Api.Get(page.TextAt("/permalink")!)).Text);
            next = page.TextAt("/next");
            await Api.Record(timeline, """{"subject":"summit/us-dprk-2","type":"PlaceConfirmed","known":"2019-01-01","data":{"place":"Da Nang"}}""");
        }

        Assert.Equal(whole, pages);
    }
}
