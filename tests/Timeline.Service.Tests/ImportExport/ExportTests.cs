using System.Net;
using System.Text.Json.Nodes;
using Timeline.Service.Tests.Fixtures;

namespace Timeline.Service.Tests.ImportExport;

/// <summary>What is exported can be imported, and then it is the same record (SEMANTICS §8, law 8).</summary>
public sealed class ExportTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private const string Lines = "application/x-ndjson";

    private static readonly string Korea = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "seeds", "korea.ndjson"));

    private Api Api => server.Api;

    private async Task<string> Import(string lines, int refused = 0)
    {
        var timeline = await Api.NewTimeline();
        var report = await Api.Post($"/v1/{timeline}/import", lines, Lines);
        Assert.True((int)report.At("/refused")! == refused, report.Text);
        return timeline;
    }

    private async Task<string[]> Export(string timeline, string query = "")
    {
        var export = await Api.Get($"/v1/{timeline}/export{query}");
        Assert.Equal(HttpStatusCode.OK, export.Status);
        Assert.Equal(Lines, export.Headers["Content-Type"]);
        return export.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private static string[] WithoutAssigned(IEnumerable<string> lines) =>
    [
        .. lines.Select(line =>
        {
            var e = JsonNode.Parse(line)!.AsObject();
            Assert.All(["seq", "recordedAt", "recordedBy"], member => Assert.True(e.Remove(member), $"{member} is missing in {line}"));
            return e.ToJsonString();
        }),
    ];

    [Fact]
    public async Task Law_8_holds_on_korea()
    {
        var first = await Import(Korea);
        var exported = await Export(first);
        Assert.Equal(Korea.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length, exported.Length);
        var second = await Import(string.Join('\n', exported));
        Assert.Equal(WithoutAssigned(exported), WithoutAssigned(await Export(second)));

        var subjects = (await Api.Get($"/v1/{first}/subjects?limit=1000")).At("/items")!.AsArray().Select(s => (string)s!["subject"]!).ToList();
        Assert.NotEmpty(subjects);
        foreach (var vantage in new[] { "known=2018-06-01", "known=2019-02-24", "known=2019-03-01&at=..", "known=2026-01-01", "known=2026-01-01&without=german-daily&reliability=C" })
        {
            foreach (var subject in subjects)
            {
                foreach (var part in new[] { "", "/events" })
                {
                    var (one, other) = (await Answer(first, vantage, subject + part), await Answer(second, vantage, subject + part));
                    Assert.True(JsonNode.DeepEquals(one, other), $"{subject}{part} from {vantage}\n{one?.ToJsonString()}\n{other?.ToJsonString()}");
                }
            }
        }
    }

    // Positions and the timeline's name are not of the record.
    private async Task<JsonNode?> Answer(string timeline, string vantage, string subject)
    {
        var answer = await Api.Get($"/v1/{timeline}/subjects/{subject}?{vantage}");
        if (answer.Status == HttpStatusCode.NotFound) return answer.Problem;
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        return Bare(answer.Json);
    }

    private static JsonNode? Bare(JsonNode? node) => node switch
    {
        JsonObject o => new JsonObject(o.Where(m => m.Key is not ("vantage" or "permalink" or "seq" or "recordedAt")).Select(m => KeyValuePair.Create(m.Key, Bare(m.Value)))),
        JsonArray a => new JsonArray([.. a.Select(Bare)]),
        _ => node?.DeepClone(),
    };

    [Fact]
    public async Task An_export_imported_where_it_came_from_changes_nothing()
    {
        var timeline = await Import(Korea);
        // Whoever may ask for every knower gets the whole record.
        var knowers = string.Join('&', Korea.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(l => JsonNode.Parse(l)!["disclosures"]?.AsArray() ?? []).Select(d => $"knower={d!["to"]}").Distinct());
        var exported = await Export(timeline, $"?{knowers}");
        var report = await Api.Post($"/v1/{timeline}/import", string.Join('\n', exported), Lines);
        Assert.Equal((0, exported.Length, 0), ((int)report.At("/recorded")!, (int)report.At("/repeated")!, (int)report.At("/refused")!));
        Assert.Equal(exported, await Export(timeline, $"?{knowers}"));
    }

    [Fact]
    public async Task Nothing_in_an_export_rests_on_later_knowledge()
    {
        var timeline = await Import(Korea);
        var ids = (await Export(timeline, "?known=2019-02-24")).Select(l => (string)JsonNode.Parse(l)!["id"]!).ToList();
        var listed = (await Api.Get($"/v1/{timeline}/events?known=2019-02-24&limit=1000")).At("/items")!.AsArray().Select(e => (string)e!["id"]!).ToList();
        Assert.Equal(listed, ids);
        Assert.InRange(ids.Count, 20, (await Export(timeline)).Length - 1);
    }

    [Fact]
    public async Task An_export_says_from_where_it_was_made_and_that_address_gives_it_for_ever()
    {
        var timeline = await Import(Korea);
        var export = await Api.Get($"/v1/{timeline}/export?known=2019-02-24&knower=usa&without=cnn");
        var permalink = export.Headers["Content-Location"];
        Assert.Contains("known=2019-02-24T23:59:59.999999Z", permalink);
        Assert.Contains("knower=usa", permalink);
        Assert.Contains("recorded=", permalink);
        await Api.Record(timeline, """{"subject":"summit/us-dprk-2","type":"PlaceConfirmed","known":"2019-02-01","data":{"place":"Hue"}}""");
        Assert.Equal(export.Text, (await Api.Get(permalink)).Text);
        Assert.NotEqual(export.Text, (await Api.Get($"/v1/{timeline}/export?known=2019-02-24&knower=usa&without=cnn")).Text);
    }

    [Fact]
    public async Task A_secret_stays_out_of_the_public_export_until_it_is_out()
    {
        var timeline = await Import(Korea);
        const string Trip = "visit/pompeo-pyongyang-2018-04";
        bool Tells(string[] lines) => lines.Any(l => l.Contains(Trip));
        Assert.False(Tells(await Export(timeline, "?known=2018-04-10")));
        Assert.True(Tells(await Export(timeline, "?known=2018-04-10&knower=usa")));
        Assert.True(Tells(await Export(timeline, "?known=2018-04-18")));
        Assert.DoesNotContain(await Export(timeline), l => l.Contains("{\"to\":\"usa\",\"at\""));
    }

    [Fact]
    public async Task A_leak_is_exported_to_whom_it_leaked_and_nobody_else()
    {
        var timeline = await Api.NewTimeline();
        await Api.Record(timeline, """
            [{"id":"00000000-0000-4000-8000-000000000001","subject":"summit/s","type":"PlaceConfirmed","data":{"place":"Hanoi"},"notedAt":"2019-01-05T00:00:00Z",
              "disclosures":[{"to":"usa","at":"2019-01-02"}]},
             {"id":"00000000-0000-4000-8000-000000000002","subject":"summit/s","type":"EventDisclosed","notedAt":"2019-02-05T00:00:00Z",
              "data":{"event":"00000000-0000-4000-8000-000000000001","to":"public","at":"2019-02-02"}}]
            """);
        Assert.Empty(await Export(timeline, "?known=2019-01-10"));
        var leaked = await Export(timeline);
        Assert.Equal(2, leaked.Length);
        Assert.DoesNotContain(leaked, l => l.Contains("usa"));
        var again = await Import(string.Join('\n', leaked));
        Assert.Equal(WithoutAssigned(leaked), WithoutAssigned(await Export(again)));
        foreach (var (known, status) in new[] { ("2019-02-01", HttpStatusCode.NotFound), ("2019-02-02", HttpStatusCode.OK) })
        {
            Assert.Equal(status, (await Api.Get($"/v1/{timeline}/subjects/summit/s?known={known}")).Status);
            Assert.Equal(status, (await Api.Get($"/v1/{again}/subjects/summit/s?known={known}")).Status);
        }
    }
}
