using System.Net;
using System.Text.Json.Nodes;
using Timeline.Service.Tests.Fixtures;

namespace Timeline.Service.Tests.Knowing;

/// <summary>Who published what, over all subjects, as far as the knower may see it.</summary>
public sealed class PublishersTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private static string Report(string publisher, string slug, string disclosed = "\"known\":\"2019-02-05\"") =>
        $$$"""{"subject":"summit/{{{slug}}}","type":"PlaceConfirmed",{{{disclosed}}},"happened":"2019-02-04","data":{"place":"Hanoi","by":"usa"},"source":{"publisher":"{{{publisher}}}"}}""";

    private async Task<string> Recorded()
    {
        var timeline = await server.Api.NewTimeline();
        foreach (var e in new[] { Report("cnn", "a"), Report("yonhap", "b"), Report("yonhap", "c"), Report("kcna", "a", "\"disclosures\":[{\"to\":\"usa\",\"at\":\"2019-02-05\"}]") })
            await server.Api.Record(timeline, e);
        return timeline;
    }

    private async Task<Answer> Get(string address)
    {
        var answer = await server.Api.Get(address);
        Assert.True(answer.Status == HttpStatusCode.OK, answer.Text);
        return answer;
    }

    private static string[] Names(Answer answer) => [.. answer.At("/items")!.AsArray().Select(i => $"{i!["publisher"]} {i["events"]}")];

    [Fact]
    public async Task Publishers_are_counted_over_all_subjects()
    {
        var answer = await Get($"/v1/{await Recorded()}/publishers?known=2019-02-24");
        Assert.Equal(["yonhap 2", "cnn 1"], Names(answer));
        Expect.SameJson(JsonNode.Parse("""{"events":1,"medianSeconds":86400,"p90Seconds":86400}"""), answer.At("/items/1/happenedToKnown"));
        Assert.Equal(answer.Text, (await Get(answer.TextAt("/permalink")!)).Text);
    }

    [Fact]
    public async Task Whoever_is_known_to_others_only_is_not_there()
    {
        var timeline = await Recorded();
        var open = await Get($"/v1/{timeline}/publishers");
        Assert.DoesNotContain("kcna", open.Text, StringComparison.Ordinal);
        Assert.Equal(["yonhap 2", "cnn 1", "kcna 1"], Names(await Get($"/v1/{timeline}/publishers?knower=usa")));
        Assert.Equal(["cnn 1", "kcna 1"], Names(await Get($"/v1/{timeline}/publishers?knower=usa&without=yonhap")));
        Assert.Empty(Names(await Get($"/v1/{timeline}/publishers?known=2019-02-04&knower=usa")));
    }

    [Fact]
    public async Task Pages_together_are_the_whole_while_others_record()
    {
        var timeline = await Recorded();
        var (names, next) = (new List<string>(), (string?)$"/v1/{timeline}/publishers?knower=usa&limit=1");
        while (next is not null)
        {
            var page = await Get(next);
            names.AddRange(Names(page));
            next = page.TextAt("/next");
            await server.Api.Record(timeline, Report("bbc", "a"));
        }

        Assert.Equal(["yonhap 2", "cnn 1", "kcna 1"], names);
    }
}
