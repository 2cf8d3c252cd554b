using System.Net;
using Timeline.Service.Tests.Fixtures;

namespace Timeline.Service.Tests.Knowing;

/// <summary>SEMANTICS §9 word for word, over HTTP.</summary>
public sealed class WorkedExampleTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private const string Subject = "summit/us-dprk-2";

    private static readonly string[] Events =
    [
        """{"id":"00000000-0000-4000-8000-00000000000a","subject":"summit/us-dprk-2","type":"SummitScheduled","happened":"2019-01-18","known":"2019-01-18","data":{"dates":"2019-02~"}}""",
        """{"id":"00000000-0000-4000-8000-00000000000b","subject":"summit/us-dprk-2","type":"SummitScheduled","happened":"2019-02-05","known":"2019-02-05","data":{"dates":"2019-02-27/2019-02-28","place":"Vietnam"}}""",
        """{"id":"00000000-0000-4000-8000-00000000000c","subject":"summit/us-dprk-2","type":"VenueRejected","happened":"[..2019-02-24]","known":"2019-02-24","data":{"venue":"Friendship Cultural Palace","by":"prk","reason":"security"}}""",
        """{"id":"00000000-0000-4000-8000-00000000000d","subject":"summit/us-dprk-2","type":"SummitConcluded","happened":"2019-02-28","known":"2019-02-28","data":{"outcome":"noAgreement"}}""",
        """{"id":"00000000-0000-4000-8000-00000000000e","subject":"summit/us-dprk-2","type":"PlaceConfirmed","happened":"2019-02-08","known":"2019-02-08","data":{"place":"Hanoi"}}""",
        """{"id":"00000000-0000-4000-8000-00000000000f","subject":"summit/us-dprk-2","type":"EventRetracted","happened":"2019-03-02","known":"2019-03-02","data":{"event":"00000000-0000-4000-8000-00000000000c","reason":"withdrawn by its source"}}""",
    ];

    private async Task<(string Timeline, long[] Positions)> Recorded()
    {
        var timeline = await server.Api.NewTimeline();
        var positions = new List<long>();
        foreach (var e in Events) positions.Add((long)(await server.Api.Record(timeline, e)).At("/seq")!);
        return (timeline, [.. positions]);
    }

    private async Task<Answer> Ask(string query)
    {
        var (timeline, positions) = await Recorded();
        return await server.Api.Get($"/v1/{timeline}/subjects/{Subject}?{query.Replace("{d}", $"{positions[3]}")}");
    }

    [Fact]
    public async Task Known_on_17_January_it_is_not_known_then()
    {
        var answer = await Ask("known=2019-01-17");
        Assert.Equal(HttpStatusCode.NotFound, answer.Status);
        Assert.Equal("not-known-then", answer.Problem);
    }

    [Fact]
    public async Task Known_on_20_January_it_is_scheduled_and_dates_place_venue_and_participants_are_open()
    {
        var answer = await Ask("known=2019-01-20");
        Assert.Equal("scheduled", answer.TextAt("/state/status"));
        Assert.Equal("2019-02~", answer.TextAt("/state/dates"));
        Assert.Equal(["dates", "place", "venue", "participants"], answer.At("/openQuestions")!.AsArray().Select(q => (string)q!["question"]!));
    }

    [Fact]
    public async Task Known_on_7_February_the_days_and_Vietnam_are_known()
    {
        var answer = await Ask("known=2019-02-07");
        Assert.Equal("2019-02-27/2019-02-28", answer.TextAt("/state/dates"));
        Assert.Equal("Vietnam", answer.TextAt("/state/place"));
    }

    [Fact]
    public async Task Known_on_8_February_the_place_is_Hanoi_although_recorded_last()
    {
        Assert.Equal("Hanoi", (await Ask("known=2019-02-08")).TextAt("/state/place"));
    }

    [Fact]
    public async Task Known_on_8_February_as_recorded_before_the_place_is_Vietnam()
    {
        Assert.Equal("Vietnam", (await Ask("known=2019-02-08&recorded={d}")).TextAt("/state/place"));
    }

    [Fact]
    public async Task Known_on_24_February_the_palace_is_rejected_and_the_venue_open()
    {
        var answer = await Ask("known=2019-02-24");
        Assert.Equal("rejected", answer.TextAt("/state/venues/friendship-cultural-palace/status"));
        Assert.Equal("security", answer.TextAt("/state/venues/friendship-cultural-palace/reason"));
        Assert.Contains("venue", answer.At("/openQuestions")!.AsArray().Select(q => (string)q!["question"]!));
        Assert.Equal("scheduled", answer.TextAt("/state/status"));
        Assert.Null(answer.At("/state/outcome"));
    }

    [Fact]
    public async Task Known_at_noon_of_24_February_the_rejection_is_not_visible()
    {
        Assert.Null((await Ask("known=2019-02-24T12:00:00Z")).At("/state/venues"));
    }

    [Fact]
    public async Task Known_on_28_February_at_the_25th_the_conclusion_is_left_out_although_known()
    {
        var answer = await Ask("known=2019-02-28&at=2019-02-25");
        Assert.Equal("rejected", answer.TextAt("/state/venues/friendship-cultural-palace/status"));
        Assert.Equal("scheduled", answer.TextAt("/state/status"));
        Assert.Null(answer.At("/state/outcome"));
    }

    [Fact]
    public async Task Known_on_1_March_it_is_concluded_without_agreement_and_the_palace_rejected()
    {
        var answer = await Ask("known=2019-03-01");
        Assert.Equal("concluded", answer.TextAt("/state/status"));
        Assert.Equal("noAgreement", answer.TextAt("/state/outcome"));
        Assert.Equal("rejected", answer.TextAt("/state/venues/friendship-cultural-palace/status"));
    }

    [Fact]
    public async Task Known_on_2_March_the_rejection_is_gone()
    {
        var answer = await Ask("known=2019-03-02");
        Assert.Equal("concluded", answer.TextAt("/state/status"));
        Assert.Null(answer.At("/state/venues"));
    }
}
