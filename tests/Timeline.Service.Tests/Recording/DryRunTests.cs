using System.Net;
using System.Text.Json.Nodes;
using Npgsql;
using Timeline.Service.Tests.Embedded;
using Timeline.Service.Tests.Feed;
using Timeline.Service.Tests.Fixtures;

namespace Timeline.Service.Tests.Recording;

/// <summary>
/// Asking whether something would be recorded, and how: decided as recording decides, and nothing is left of it. What it refuses is tested
/// with everything else that recording refuses, <see cref="BadInputTests"/>.
/// </summary>
public sealed class DryRunTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private static readonly string[] Assigned = ["version", "seq", "recordedAt"];

    private Api Api => server.Api;

    private static string Event(Guid id, string subject = "summit/s", string type = "PlaceConfirmed", string data = """{"place":"Hanoi"}""", string more = "") =>
        $$"""{"id":"{{id}}","subject":"{{subject}}","type":"{{type}}","known":"2019-02-05","notedAt":"2019-02-06T00:00:00Z","data":{{data}}{{more}}}""";

    private Task<Answer> Rehearse(string timeline, string body, string type = "application/json", params (string, string)[] headers) =>
        Api.Post($"/v1/{timeline}/events?dryRun=true", body, type, headers);

    private async Task<long> LastPositionAsync()
    {
        await using var database = NpgsqlDataSource.Create(server.ConnectionString);
        await using var command = database.CreateCommand("select last_value from timeline.mt_events_sequence");
        return (long)(await command.ExecuteScalarAsync())!;
    }

    // What is recorded, without what is assigned only then.
    private static JsonObject Unassigned(JsonNode recorded)
    {
        var rest = recorded.DeepClone().AsObject();
        foreach (var member in Assigned) Assert.True(rest.Remove(member), $"{member} is missing: {recorded}");
        return rest;
    }

    [Fact]
    public async Task What_it_answers_is_what_is_recorded_afterwards()
    {
        var timeline = await Api.NewTimeline();
        var (first, account) = (Guid.NewGuid(), Guid.NewGuid());
        string[] sent =
        [
            Event(first, more: ""","happened":"2019-02-04~","source":{"publisher":"yonhap","url":"https://example.org/a"},"attribution":["two diplomatic sources"],"assessment":{"reliability":"B","credibility":2},"related":["talks/t"]"""),
            Event(account, data: "{}", more: $$""","accountOf":"{{first}}","mode":"possible","absent":{"place":"withheld"}"""),
            Event(Guid.NewGuid(), type: "EventCorrected", data: $$$"""{"event":"{{{first}}}","data":{"place":{"name":"Hanoi","country":"vnm"}},"reason":"a slip"}"""),
        ];
        foreach (var one in sent)
        {
            var rehearsed = await Rehearse(timeline, one);
            Assert.Equal(HttpStatusCode.OK, rehearsed.Status);
            Assert.False(rehearsed.Headers.ContainsKey("Location"));
            Assert.False(rehearsed.Headers.ContainsKey("ETag"));
            Expect.SameJson(Unassigned((await Api.Record(timeline, one)).Json), rehearsed.Json);
        }
    }

    [Fact]
    public async Task Defaults_are_written_in_and_an_id_is_not_made()
    {
        var timeline = await Api.NewTimeline();
        var rehearsed = await Rehearse(timeline, """{"subject":"summit/s","type":"SummitScheduled","data":{"dates":"2019-02"}}""");
        Assert.Equal(HttpStatusCode.OK, rehearsed.Status);
        Assert.Null(rehearsed.At("/id"));
        Assert.Equal("public", rehearsed.TextAt("/disclosures/0/to"));
        Assert.Equal(rehearsed.TextAt("/notedAt"), rehearsed.TextAt("/disclosures/0/at"));
        Assert.Equal(rehearsed.TextAt("/notedAt"), rehearsed.TextAt("/happened"));
        Assert.Equal("anonymous", rehearsed.TextAt("/recordedBy"));
    }

    [Fact]
    public async Task Nothing_is_recorded_and_nobody_hears_of_it()
    {
        var timeline = await Api.NewTimeline();
        await Api.Record(timeline, Event(Guid.NewGuid()));
        using var feed = await FeedClient.UpToDateAsync(Api, $"/v1/{timeline}/feed");
        var (listed, state, position) = (await Api.Get($"/v1/{timeline}/events?known=2020&recorded={await Api.PositionAsync(timeline)}"),
            await Api.Get($"/v1/{timeline}/subjects/summit/s?known=2020"), await LastPositionAsync());
        var id = Guid.NewGuid();
        Assert.Equal(HttpStatusCode.OK, (await Rehearse(timeline, Event(id, data: """{"place":"Da Nang"}"""))).Status);
        Assert.Equal(HttpStatusCode.OK, (await Rehearse(timeline, Event(Guid.NewGuid(), "summit/unheard-of"))).Status);
        Assert.Equal(position, await LastPositionAsync());
        Assert.Equal(listed.Text, (await Api.Get($"/v1/{timeline}/events?known=2020&recorded={await Api.PositionAsync(timeline)}")).Text);
        Assert.Equal(state.Text, (await Api.Get($"/v1/{timeline}/subjects/summit/s?known=2020")).Text);
        Assert.Equal(HttpStatusCode.NotFound, (await Api.Get($"/v1/{timeline}/subjects/summit/unheard-of")).Status);
        // The id is as free as before, for whatever else it may be sent with, and the next event is the next one a feed tells.
        var recorded = await Api.Record(timeline, Event(id, data: """{"place":"Singapore"}"""));
        Assert.Equal(2, (long)recorded.At("/version")!);
        Assert.Equal(recorded.TextAt("/seq"), (await feed.NextEventAsync())!.Id);
    }

    [Fact]
    public async Task An_array_is_decided_as_a_whole_and_its_events_may_name_one_another()
    {
        var timeline = await Api.NewTimeline();
        var first = Guid.NewGuid();
        var denial = Event(Guid.NewGuid(), type: "EventDenied", data: $$$"""{"event":"{{{first}}}","by":"prk"}""");
        var rehearsed = await Rehearse(timeline, $"[{Event(first)},{denial},{Event(first)}]");
        Assert.Equal(HttpStatusCode.OK, rehearsed.Status);
        Assert.Equal(3, rehearsed.At("/items")!.AsArray().Count);
        Assert.All(rehearsed.At("/items")!.AsArray(), i => Assert.All(Assigned, member => Assert.Null(i![member])));
        Expect.Problem(await Rehearse(timeline, denial), 422, "unknown-target", "/data/event");
        Expect.Problem(await Rehearse(timeline, $"[{Event(Guid.NewGuid())},{denial}]"), 422, "unknown-target", "/1/data/event");
    }

    [Fact]
    public async Task A_CloudEvent_is_taken_as_it_is_sent()
    {
        var timeline = await Api.NewTimeline();
        var cloudEvent = Event(Guid.NewGuid()).Replace("notedAt", "notedat", StringComparison.Ordinal).Replace("{\"id\"", "{\"specversion\":\"1.0\",\"source\":\"/elsewhere\",\"id\"", StringComparison.Ordinal);
        var rehearsed = await Rehearse(timeline, cloudEvent, "application/cloudevents+json");
        var batch = await Rehearse(timeline, $"[{cloudEvent}]", "application/cloudevents-batch+json");
        Assert.Empty((await Api.Get($"/v1/{timeline}/events")).At("/items")!.AsArray());
        var recorded = await Api.Post($"/v1/{timeline}/events", cloudEvent, "application/cloudevents+json");
        Expect.SameJson(Unassigned(recorded.Json), rehearsed.Json);
        Expect.SameJson(rehearsed.Json, batch.At("/items/0"));
    }

    [Fact]
    public async Task An_event_that_is_recorded_already_is_told_as_it_is()
    {
        var timeline = await Api.NewTimeline();
        var sent = Event(Guid.NewGuid());
        var recorded = await Api.Record(timeline, sent);
        Expect.SameJson(recorded.Json, (await Rehearse(timeline, sent)).Json);
        Expect.Problem(await Rehearse(timeline, sent.Replace("Hanoi", "Da Nang", StringComparison.Ordinal)), 409, "conflict", "/id");
    }

    [Fact]
    public async Task A_subject_that_is_not_as_expected_is_told()
    {
        var timeline = await Api.NewTimeline();
        var between = await Api.Record(timeline, Event(Guid.NewGuid()));
        var beaten = await Rehearse(timeline, Event(Guid.NewGuid()), "application/json", ("If-None-Match", "*"));
        Expect.Problem(beaten, 412, "precondition-failed");
        Assert.Equal(between.TextAt("/id"), beaten.TextAt("/events/0/id"));
        Assert.Equal(HttpStatusCode.OK, (await Rehearse(timeline, Event(Guid.NewGuid()), "application/json", ("If-Match", "\"1\""))).Status);
    }

    [Theory]
    [InlineData("dryRun=yes")]
    [InlineData("dryRun=")]
    [InlineData("dryRun=true&dryRun=true")]
    public async Task The_parameter_is_read_strictly(string query)
    {
        var timeline = await Api.NewTimeline();
        Expect.Problem(await Api.Post($"/v1/{timeline}/events?{query}", Event(Guid.NewGuid())), 400, "malformed-request", "dryRun");
        Assert.Empty((await Api.Get($"/v1/{timeline}/events")).At("/items")!.AsArray());
    }

    [Fact]
    public async Task With_false_it_is_recorded()
    {
        var timeline = await Api.NewTimeline();
        Assert.Equal(HttpStatusCode.Created, (await Api.Post($"/v1/{timeline}/events?dryRun=false", Event(Guid.NewGuid()))).Status);
    }

    [Fact]
    public async Task Those_recorded_in_the_same_transaction_do_not_notice_it()
    {
        const int Rounds = 40;
        var timeline = await Api.NewTimeline();
        Guid[] ids = [.. Enumerable.Range(0, Rounds).Select(_ => Guid.NewGuid())];
        Task<Answer>[] rehearsed, recorded;
        await using (var held = await HeldTimeline.TakeAsync(server.ConnectionString, timeline))
        {
            // Of each id one says something else than the other: whichever is decided first, only one of them counts.
            rehearsed = [.. ids.Select(id => Rehearse(timeline, Event(id, data: """{"place":"Da Nang"}""")))];
            await Eventually.TrueAsync("the writer waits for the lock", held.IsWaitedForAsync);
            recorded = [.. ids.Select(id => Api.Post($"/v1/{timeline}/events", Event(id)))];
        }

        var taken = await Task.WhenAll(recorded);
        Assert.All(taken, a => Assert.Equal(HttpStatusCode.Created, a.Status));
        Assert.Equal(Enumerable.Range(1, Rounds), taken.Select(a => (int)a.At("/version")!).Order());
        Assert.All(await Task.WhenAll(rehearsed), a => Assert.True(a.Status == HttpStatusCode.OK || a.Problem == "conflict", a.Text));
        var places = (await Api.Get($"/v1/{timeline}/events?limit=1000")).At("/items")!.AsArray().Select(e => (string?)e!["data"]!["place"]);
        Assert.Equal(Enumerable.Repeat("Hanoi", Rounds), places);
    }
}
