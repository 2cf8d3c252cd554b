using System.Globalization;
using System.Text.Json.Nodes;
using Timeline.Service.Tests.Fixtures;

namespace Timeline.Service.Tests.Feed;

/// <summary>
/// Whoever is cut off again and again, and goes on at one server or the other after what they were told last, is told in the end exactly
/// what a list holds: nothing is left out, nothing told twice, nothing out of order.
/// </summary>
public sealed class FeedReconnectTests
{
    private const int Writers = 4;
    private const int Readers = 6;
    private const int RequestsOfEach = 30;

    private static readonly string[] Publishers = ["cnn", "afp", "yonhap"];

    private static readonly string[] Subjects = ["summit/a", "summit/b", "visit/c", "visit/d", "talks/e"];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Told_in_pieces_while_several_record_it_is_what_a_list_tells(int seed)
    {
        await using var one = await StartAsync(await TestCluster.CreateDatabaseAsync(CancellationToken.None));
        await using var other = await StartAsync(one.ConnectionString);
        TestServer[] servers = [one, other];
        var timeline = await one.Api.NewTimeline();
        var writing = Task.WhenAll(Enumerable.Range(0, Writers).Select(w => Task.Run(() => WriteAsync(servers[w % 2].Api, timeline, new Random(seed * 100 + w)))));
        var reading = Enumerable.Range(0, Readers).Select(r => Task.Run(() => ReadAsync(servers, timeline, writing, new Random(seed * 1000 + r)))).ToList();
        var (cuts, events) = (0, 0);
        foreach (var (query, told, connections) in await Task.WhenAll(reading))
        {
            var listed = new List<string>();
            for (var next = $"/v1/{timeline}/events?limit=1000&{query}"; next is not null;)
            {
                var page = await other.Api.Get(next);
                listed.AddRange(page.At("/items")!.AsArray().Select(i => i!.ToJsonString()));
                next = page.TextAt("/next");
            }

            Assert.Equal(listed, told);
            (cuts, events) = (cuts + connections, events + told.Count);
        }

        // There was something to be told, and to be cut.
        Assert.True(cuts > 10 * Readers && events > 100, $"{cuts} connections, {events} events");
    }

    private static Task<TestServer> StartAsync(string connection) => TestServer.StartAsync(connection, null, "--Feed:HeartbeatSeconds=0.05");

    private static async Task WriteAsync(Api api, string timeline, Random random)
    {
        for (var i = 0; i < RequestsOfEach; i++)
        {
            var events = Enumerable.Range(0, random.Next(1, 5)).Select(_ => Event(random));
            await api.Record(timeline, $"[{string.Join(',', events)}]");
        }
    }

    private static string Event(Random random)
    {
        var knower = random.Next(4) switch { 0 => "usa", 1 => "prk", _ => "public" };
        return FeedTests.Event(Of(Subjects, random), more: $$"""
            "source":{"publisher":"{{Of(Publishers, random)}}"},"assessment":{"reliability":"{{"ABCDEF"[random.Next(6)]}}","credibility":{{random.Next(1, 7)}}}
            """).Replace("\"known\":\"2019-02-05\"", $$"""
            "happened":"2019-02-01","disclosures":[{"to":"{{knower}}","at":"2019-02-0{{random.Next(1, 10)}}"}]
            """, StringComparison.Ordinal);
    }

    private static async Task<(string Query, IReadOnlyList<string> Told, int Connections)> ReadAsync(
        TestServer[] servers, string timeline, Task writing, Random random)
    {
        var query = string.Join('&', new[]
        {
            $"kind={Of(["summit", "visit"], random)}", $"subject={Of(Subjects, random)}&subject=talks/e", $"publisher={Of(Publishers, random)}",
            $"without={Of(Publishers, random)}", "knower=usa", "knower=prk", "reliability=D", "knownTo=2019-02-06", "text=quiet",
        }.Where(_ => random.Next(4) == 0));
        var newest = Task.Run(async () =>
        {
            await writing;
            // Above what they may learn of themselves, nothing is told to them, not even how much there is.
            return (long)(await servers[0].Api.Get($"/v1/{timeline}/events?limit=1&{query}")).At("/vantage/recorded")!;
        });
        var (told, last, connections) = (new List<string>(), "0", 0);
        while (!newest.IsCompleted || long.Parse(last, CultureInfo.InvariantCulture) < await newest)
        {
            connections++;
            using var feed = await FeedClient.AtAsync(Of(servers, random).Api.Http, $"/v1/{timeline}/feed?{query}", last);
            for (var blocks = random.Next(1, 12); blocks > 0; blocks--)
            {
                var next = (await feed.NextAsync())!;
                if (next.Data is { } data) told.Add(JsonNode.Parse(data)!.ToJsonString());
                last = next.Id!;
            }
        }

        return (query, told, connections);
    }

    private static T Of<T>(T[] some, Random random) => some[random.Next(some.Length)];
}
