using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace Timeline.Service.Tests.Fixtures;

/// <summary>What tests of several folders expect or ask in the same way.</summary>
public static class Expect
{
    /// <summary>A problem of a type, with all its faults: their pointers, parameters or headers, in order.</summary>
    public static void Problem(Answer answer, int status, string type, params string[] faults)
    {
        Assert.True((int)answer.Status == status, $"{(int)answer.Status} instead of {status}: {answer.Text}");
        Assert.Equal("application/problem+json", answer.Headers["Content-Type"]);
        Assert.Equal($"/problems/{type}", answer.TextAt("/type"));
        Assert.Equal(status, (int)answer.At("/status")!);
        Assert.NotEqual("", answer.TextAt("/title"));
        Assert.Equal(faults, Faults(answer).Select(f => f["pointer"] ?? f["parameter"] ?? f["header"]).Select(f => (string?)f));
        Assert.All(Faults(answer), f => Assert.NotEqual("", (string)f["detail"]!));
    }

    /// <summary>The position of the newest event of a timeline, as far as whoever asks may know of it.</summary>
    public static async Task<long> PositionAsync(this Api api, string timeline) =>
        (long)(await api.Get($"/v1/{timeline}/knowers?limit=1")).At("/vantage/recorded")!;

    /// <summary>Records more than what the machine keeps for both ends of a connection: who does not read it is waited for.</summary>
    public static async Task RecordMuchAsync(this Api api, string timeline)
    {
        for (var i = 0; i < 12; i++)
        {
            var events = Enumerable.Range(0, 10).Select(_ => new JsonObject
            {
                ["subject"] = $"summit/s{i}",
                ["type"] = "SummitScheduled",
                ["data"] = new JsonObject { ["dates"] = "2019-02", ["note"] = new string('n', 200_000) },
            });
            await api.Record(timeline, new JsonArray([.. events]).ToJsonString());
        }
    }

    public static Task<Answer> PostBytes(this Api api, string path, byte[] body, string type = "application/json") =>
        api.Send(new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new ByteArrayContent(body) { Headers = { ContentType = MediaTypeHeaderValue.Parse(type) } },
        });

    /// <summary>Compares JSON by value: the order of members says nothing.</summary>
    public static void SameJson(JsonNode? expected, JsonNode? actual) =>
        Assert.True(JsonNode.DeepEquals(expected, actual), $"Expected {expected?.ToJsonString()}\nbut got {actual?.ToJsonString()}");

    private static IEnumerable<JsonNode> Faults(Answer answer) => (answer.At("/errors") as JsonArray ?? []).Select(f => f!);
}
