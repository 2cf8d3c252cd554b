using System.Net;
using System.Text;
using Timeline.Service.Tests.Fixtures;

namespace Timeline.Service.Tests.Recording;

/// <summary>What is short on its face and long to work through is refused in no more time and memory than its length asks for.</summary>
public sealed class LongInputTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private static string Scheduled(string data) => $$"""{"subject":"summit/s","type":"SummitScheduled","data":{{data}}}""";

    [Fact]
    public async Task A_long_name_above_a_long_list_is_read_in_no_more_time_than_its_length_asks_for()
    {
        var body = Scheduled($$"""{"dates":"2019","{{new string('n', 8_000_000)}}":[{{string.Join(',', Enumerable.Repeat("1", 3_000_000))}}]}""");
        var timeline = await server.Api.NewTimeline();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        using var response = await server.Api.Http.PostAsync(
            new Uri($"/v1/{timeline}/events", UriKind.Relative), new StringContent(body, Encoding.UTF8, "application/json"), limit.Token);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
    }

    [Fact]
    public async Task Of_a_million_doubled_members_the_first_hundred_are_told()
    {
        var answer = await server.Api.Post(
            $"/v1/{await server.Api.NewTimeline()}/events", Scheduled($$"""{"dates":"2019",{{string.Join(',', Enumerable.Repeat("\"a\":1", 1_000_000))}}}"""));
        Assert.Equal("malformed-json", answer.Problem);
        Assert.Equal(100, answer.At("/errors")!.AsArray().Count);
    }

    [Theory]
    [InlineData("0e-20000")]
    [InlineData("0e20000")]
    [InlineData("1.{0}")]
    public async Task A_number_of_zeros_without_end_is_refused_where_a_payload_is_kept_as_sent(string amount)
    {
        amount = amount.Replace("{0}", new string('0', 20_000));
        string Pledge(string text) => """{"by":"kor","to":"prk","commodity":"rice","quantity":{"unit":"t","amount":""" + text + "}}";
        var timeline = await server.Api.NewTimeline();
        var pledged = await server.Api.Record(timeline, $$"""{"subject":"aid/a","type":"AidPledged","data":{{Pledge("1")}}}""");
        var corrected = await server.Api.Post($"/v1/{timeline}/events",
            $$$"""{"subject":"aid/a","type":"EventCorrected","data":{"event":"{{{pledged.TextAt("/id")}}}","reason":"r","data":{{{Pledge(amount)}}}}}""");
        Expect.Problem(corrected, 400, "malformed-event", "/data/data/quantity/amount");
    }
}
