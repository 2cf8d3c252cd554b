using System.Net;
using System.Text.Json.Nodes;
using Timeline.Service.Tests.Fixtures;

namespace Timeline.Service.Tests.Recording;

/// <summary>What is well formed on its face and made to break a reader: it is refused like anything else that is wrong, at once.</summary>
public sealed class HostileInputTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private static string Scheduled(string data) => $$"""{"subject":"summit/s","type":"SummitScheduled","data":{{data}}}""";

    private async Task Refused(string body, string problem, params string[] pointers)
    {
        var timeline = await server.Api.NewTimeline();
        Expect.Problem(await server.Api.Post($"/v1/{timeline}/events", body), 400, problem, pointers);
        Assert.Equal(0, await server.Api.PositionAsync(timeline));
    }

    [Theory]
    [InlineData("\uFFFEa")]
    [InlineData("a\uFFFE")]
    [InlineData("a\uFFFF")]
    [InlineData("a\uFDD0")]
    public async Task A_name_with_a_code_point_that_is_no_character_never_fails(string name)
    {
        var timeline = await server.Api.NewTimeline();
        var answer = await server.Api.Post($"/v1/{timeline}/events", Scheduled($$"""{"dates":"2019","place":{{JsonValue.Create(name).ToJsonString()}}}"""));
        Assert.True(answer.Status is HttpStatusCode.Created or HttpStatusCode.BadRequest, answer.Text);
    }

    [Theory]
    [InlineData("application/json", """{"subject":"summit/s","type":"SummitScheduled","data":{"dates":"2019"}}""")]
    [InlineData("application/json", """[{"subject":"summit/s","type":"SummitScheduled","data":{"dates":"2019"}}]""")]
    [InlineData("application/cloudevents+json",
        """{"specversion":"1.0","id":"a","source":"urn:b","type":"timeline.SummitScheduled","subject":"summit/s","data":{"dates":"2019"}}""")]
    public async Task A_byte_order_mark_before_a_body_is_passed_over(string type, string body)
    {
        var timeline = await server.Api.NewTimeline();
        var plain = await server.Api.Post($"/v1/{timeline}/events?dryRun=true", body, type);
        var marked = await server.Api.Post($"/v1/{timeline}/events?dryRun=true", "\uFEFF" + body, type);
        Assert.Equal((plain.Status, plain.Problem), (marked.Status, marked.Problem));
        Assert.NotEqual("malformed-json", marked.Problem);
        Expect.Problem(await server.Api.Post($"/v1/{timeline}/events", body[..1] + "\uFEFF" + body[1..], type), 400, "malformed-json", "");
        Expect.Problem(await server.Api.Post($"/v1/{timeline}/events", "\uFEFF\uFEFF" + body, type), 400, "malformed-json", "");
        Assert.Equal(HttpStatusCode.Created, (await server.Api.Put($"/v1/{timeline}x", "\uFEFF{\"title\":\"T\"}")).Status);
    }

    [Theory]
    [InlineData("""{"name":null}""", "/data/place/name")]
    [InlineData("""{"name":"Hanoi","country":null}""", "/data/place/country")]
    [InlineData("""{"name":"Hanoi","latitude":null,"longitude":null}""", "/data/place/latitude /data/place/longitude")]
    public Task Null_is_refused_in_a_place_too(string place, string pointers) =>
        Refused(Scheduled($$"""{"dates":"2019","place":{{place}}}"""), "malformed-event", pointers.Split(' '));

    [Theory]
    [InlineData("0.1234567890123456789012345678901234567890")]
    [InlineData("12345678901234567890.1234567890123456789")]
    [InlineData("1e-40")]
    [InlineData("1e-20000")]
    public async Task A_number_too_precise_to_be_kept_as_sent_is_refused(string amount)
    {
        string Pledge(string text) => """{"by":"kor","to":"prk","commodity":"rice","quantity":{"unit":"t","amount":""" + text + "}}";
        await Refused($$"""{"subject":"aid/a","type":"AidPledged","data":{{Pledge(amount)}}}""", "malformed-event", "/data/quantity/amount");

        var timeline = await server.Api.NewTimeline();
        var pledged = await server.Api.Record(timeline, $$"""{"subject":"aid/a","type":"AidPledged","data":{{Pledge("1")}}}""");
        var corrected = await server.Api.Post($"/v1/{timeline}/events",
            $$$"""{"subject":"aid/a","type":"EventCorrected","data":{"event":"{{{pledged.TextAt("/id")}}}","reason":"r","data":{{{Pledge(amount)}}}}}""");
        Expect.Problem(corrected, 400, "malformed-event", "/data/data/quantity/amount");
    }

    [Theory]
    [InlineData("50000.0")]
    [InlineData("5e4")]
    [InlineData("0.0000000000000000000000000001")]
    [InlineData("1e-28")]
    public async Task A_number_that_can_be_kept_as_sent_is_taken(string amount)
    {
        var timeline = await server.Api.NewTimeline();
        string Pledge(string text) => """{"by":"kor","to":"prk","commodity":"rice","quantity":{"unit":"t","amount":""" + text + "}}";
        var pledged = await server.Api.Record(timeline, $$"""{"subject":"aid/a","type":"AidPledged","data":{{Pledge(amount)}}}""");
        await server.Api.Record(timeline,
            $$$"""{"subject":"aid/a","type":"EventCorrected","data":{"event":"{{{pledged.TextAt("/id")}}}","reason":"r","data":{{{Pledge(amount)}}}}}""");
    }

    [Fact]
    public async Task Of_millions_of_faults_a_thousand_are_told()
    {
        var answer = await server.Api.Post(
            $"/v1/{await server.Api.NewTimeline()}/events", $"[{string.Join(',', Enumerable.Repeat("1", 3_000_000))}]");
        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Equal(1000, answer.At("/errors")!.AsArray().Count);
    }
}
