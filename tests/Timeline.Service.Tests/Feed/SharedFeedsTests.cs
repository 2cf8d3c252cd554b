using Timeline.Service.Tests.Fixtures;

namespace Timeline.Service.Tests.Feed;

/// <summary>What is recorded is read once, however many feeds tell it.</summary>
public sealed class SharedFeedsTests
{
    [Fact]
    public async Task An_event_is_read_as_often_for_forty_feeds_as_for_one()
    {
        await using var server = await TestServer.StartAsync(("Feed:HeartbeatSeconds", "3600"));
        var timeline = await server.Api.NewTimeline();
        using var first = await FeedClient.UpToDateAsync(server.Api, $"/v1/{timeline}/feed");
        await RecordAsync(); // what is planned once a connection is so
        var alone = await RecordAsync();
        var others = new List<FeedClient>();
        for (var i = 0; i < 39; i++) others.Add(await FeedClient.UpToDateAsync(server.Api, $"/v1/{timeline}/feed?kind={(i % 2 == 0 ? "summit" : "visit")}"));
        var together = await RecordAsync();
        Assert.InRange(together, 1, alone + 5);
        foreach (var (feed, i) in others.Select((f, i) => (f, i)))
        {
            using (feed)
            {
                if (i % 2 == 0) Assert.Equal("SummitScheduled", (await feed.NextAsync())!.Type);
            }
        }

        async Task<int> RecordAsync()
        {
            using var statements = new Statements(server.ConnectionString);
            await server.Api.Record(timeline, FeedTests.Event("summit/s"));
            Assert.NotNull((await first.NextAsync())!.Data);
            return statements.Count;
        }
    }

    [Fact]
    public async Task Feeds_of_several_knowers_are_each_told_what_theirs_learn_of_though_it_is_read_together()
    {
        await using var server = await TestServer.StartAsync(("Feed:HeartbeatSeconds", "3600"));
        var timeline = await server.Api.NewTimeline();
        string[] knowers = ["", "?knower=usa", "?knower=prk", "?knower=usa&knower=prk"];
        var feeds = new List<(string Query, FeedClient Feed)>();
        foreach (var query in knowers.Concat(knowers))
            feeds.Add((query, await FeedClient.UpToDateAsync(server.Api, $"/v1/{timeline}/feed{query}")));
        foreach (var to in new[] { "usa", "prk", "public", "usa", "public" })
        {
            await server.Api.Record(timeline,
                $$$"""{"subject":"talks/t","type":"SituationReported","disclosures":[{"to":"{{{to}}}","at":"2019-02-05"}],"data":{"situation":"s"}}""");
        }

        foreach (var (query, feed) in feeds)
        {
            using (feed)
            {
                var expected = (await server.Api.Get($"/v1/{timeline}/events{query}")).At("/items")!.AsArray().Select(e => e!.ToJsonString()).ToList();
                var told = new List<string>();
                while (told.Count < expected.Count) told.Add((await feed.NextAsync())!.Data!);
                Assert.Equal(expected, told);
            }
        }
    }
}
