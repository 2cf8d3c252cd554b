using System.Net;
using System.Text.Json.Nodes;
using Timeline.Service.Tests.Fixtures;

namespace Timeline.Service.Tests.Limits;

/// <summary>
/// How long a thing may be, at the edge: what is just short enough is taken, what is just too long is refused with a reason.
/// </summary>
public sealed class LengthsTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private static string Name() => $"t{Guid.NewGuid():N}";

    [Theory]
    [InlineData("title", 1, true)]
    [InlineData("title", 500, true)]
    [InlineData("title", 501, false)]
    [InlineData("description", 10_000, true)]
    [InlineData("description", 10_001, false)]
    public async Task A_timeline_is_named_and_described_within_reason(string member, int length, bool isTaken)
    {
        var body = new JsonObject { ["title"] = "A trial" };
        body[member] = string.Concat(Enumerable.Repeat("😀", length));
        var answer = await server.Api.Put($"/v1/{Name()}", body.ToJsonString());
        if (isTaken) Assert.Equal(HttpStatusCode.Created, answer.Status);
        else Expect.Problem(answer, 400, "malformed-request", $"/{member}");
    }

    [Fact]
    public async Task An_address_has_at_most_8_KiB_and_a_longer_one_is_refused_in_the_same_words_as_everything_else()
    {
        string Of(int length) => "/v1?a=" + new string('a', length - "/v1?a=".Length);
        Expect.Problem(await server.Api.Get(Of(8192)), 400, "malformed-request", "a");
        Expect.Problem(await server.Api.Get(Of(8193)), 414, "address-too-long");
        Expect.Problem(await server.Api.Get(Of(32_000)), 414, "address-too-long");
        // Beyond that the server does not listen to the end.
        using var response = await server.Api.Http.GetAsync(new Uri(Of(40_000), UriKind.Relative));
        Assert.Equal(HttpStatusCode.RequestUriTooLong, response.StatusCode);
    }

    [Fact]
    public async Task Headers_have_at_most_32_KiB_together_and_are_at_most_100()
    {
        async Task<Answer> Long(int length)
        {
            var request = new HttpRequestMessage(HttpMethod.Get, "/health/live");
            request.Headers.TryAddWithoutValidation("Host", "localhost");
            // Name, colon, space and end of two lines.
            request.Headers.TryAddWithoutValidation("X", new string('a', length - "Host: localhost\r\n".Length - "X: \r\n".Length));
            return await server.Api.Send(request);
        }

        Assert.Equal(HttpStatusCode.OK, (await Long(32 * 1024)).Status);
        Expect.Problem(await Long((32 * 1024) + 1), 431, "headers-too-large");
        Expect.Problem(await Long(100_000), 431, "headers-too-large");

        async Task<Answer> Many(int count)
        {
            var request = new HttpRequestMessage(HttpMethod.Get, "/health/live");
            request.Headers.TryAddWithoutValidation("Host", "localhost");
            for (var i = 1; i < count; i++) request.Headers.TryAddWithoutValidation($"X-{i}", "a");
            return await server.Api.Send(request);
        }

        Assert.Equal(HttpStatusCode.OK, (await Many(100)).Status);
        Expect.Problem(await Many(101), 431, "headers-too-large");
    }

    [Theory]
    [InlineData("limit=1", true)]
    [InlineData("limit=1000", true)]
    [InlineData("limit=0", false)]
    [InlineData("limit=1001", false)]
    public async Task A_page_has_1_to_1000_items(string query, bool isTaken)
    {
        var answer = await server.Api.Get($"/v1/{await server.Api.NewTimeline()}/events?{query}");
        if (isTaken) Assert.Equal(HttpStatusCode.OK, answer.Status);
        else Expect.Problem(answer, 400, "malformed-request", "limit");
    }

    [Fact]
    public async Task Json_is_at_most_32_levels_deep()
    {
        // The event is the first level, its data the second.
        string Event(int depth) =>
            """{"subject":"summit/s","type":"SummitScheduled","data":{"dates":""" + new string('[', depth - 2) + new string(']', depth - 2)
                + "}}";
        var timeline = await server.Api.NewTimeline();
        Expect.Problem(await server.Api.Post($"/v1/{timeline}/events", Event(32)), 400, "malformed-event", "/data/dates");
        Expect.Problem(await server.Api.Post($"/v1/{timeline}/events", Event(33)), 400, "malformed-json", "");
    }
}
