using System.Net;
using System.Text.Json.Nodes;
using Timeline.Service.Tests.Fixtures;
using Timeline.Service.Tests.Samples;

namespace Timeline.Service.Tests.Replaying;

/// <summary>A history once more, over HTTP (SEMANTICS §7).</summary>
[Collection(nameof(Korea))]
public sealed class ReplayTests(KoreaFixture korea)
{
    private const string Lines = "application/x-ndjson";

    private Api Api => korea.Api;

    private async Task<List<JsonNode>> Replay(string query, string timeline = "korea")
    {
        var answer = await Api.Get($"/v1/{timeline}/replay?{query}");
        Assert.True(answer.Status == HttpStatusCode.OK, answer.Text);
        Assert.Equal(Lines, answer.Headers["Content-Type"]);
        return [.. answer.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!)];
    }

    // The whole state of every subject, one pointer after another, as its provenance lists them.
    private async Task<SortedDictionary<string, string>> States(string vantage)
    {
        var values = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var subjects = await Api.Get($"/v1/korea/subjects?limit=1000&{vantage}");
        foreach (var subject in subjects.At("/items")!.AsArray().Select(i => (string)i!["subject"]!))
        {
            var state = await Api.Get($"/v1/korea/subjects/{subject}?{vantage}");
            foreach (var (pointer, _) in state.At("/provenance")!.AsObject()) values[$"{subject} {pointer}"] = state.At($"/state{pointer}")!.ToJsonString();
        }

        return values;
    }

    private static void Apply(SortedDictionary<string, string> states, string subject, JsonNode changes)
    {
        foreach (var change in changes.AsArray())
        {
            var at = $"{subject} {change!["pointer"]}";
            Assert.Equal(change["old"]?.ToJsonString(), states.GetValueOrDefault(at));
            if (change["new"] is { } now) states[at] = now.ToJsonString();
            else states.Remove(at);
        }
    }

    [Theory]
    [InlineData("known", "known=2019-02-08", "known=2019-02-08")]
    [InlineData("known", "known=2019-02-24", "known=2019-02-24")]
    [InlineData("known", "known=2019-03-02&to=2019-02-24", "known=2019-02-24")]
    [InlineData("known", "known=2019-03-02&at=2019-02-10", "known=2019-03-02&at=2019-02-10")]
    [InlineData("known", "known=2026-01-01&knower=usa&without=kcna", "known=2026-01-01&knower=usa&without=kcna")]
    [InlineData("happened", "known=2026-01-01&to=2019-02-24", "known=2026-01-01&at=2019-02-24")]
    [InlineData("happened", "known=2019-03-01&at=..", "known=2019-03-01&at=..")]
    [InlineData("recorded", "known=2026-01-01", "known=2026-01-01")]
    public async Task All_changes_put_one_after_the_other_give_the_states(string axis, string query, string vantage)
    {
        var states = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var frame in await Replay($"axis={axis}&{query}")) Apply(states, (string)frame["subject"]!, frame["changes"]!);
        Assert.NotEmpty(states);
        Assert.Equal(await States(vantage), states);
    }

    [Theory]
    [InlineData("day", "2019-02-01", "2019-02-28", 28)]
    [InlineData("week", "2019-02-04", "2019-03-03", 4)]
    [InlineData("month", "2018-12-01", "2019-02-28", 3)]
    public async Task Steps_take_one_state_to_the_next(string step, string from, string to, int count)
    {
        var steps = await Replay($"step={step}&from={from}&to={to}");
        Assert.Equal(count, steps.Count);
        var states = await States($"known={DateOnly.Parse(from, System.Globalization.CultureInfo.InvariantCulture).AddDays(-1):yyyy-MM-dd}");
        foreach (var subject in steps.SelectMany(s => s["subjects"]!.AsArray())) Apply(states, (string)subject!["subject"]!, subject["changes"]!);
        Assert.Equal(await States($"known={to}"), states);

        var frames = (await Replay($"from={from}&to={to}")).Where(f => f["cameAbout"] is null).ToList();
        Assert.Equal(frames.Count, steps.Sum(s => (int)s["events"]!));
        foreach (var one in steps)
        {
            var inside = frames.Where(f => string.CompareOrdinal((string)f["at"]!, (string)one["from"]!) >= 0 && string.CompareOrdinal((string)f["at"]!, (string)one["to"]!) <= 0).ToList();
            Assert.Equal(inside.Count, (int)one["events"]!);
            Assert.Equal(inside.GroupBy(f => (string)f["subject"]!).Select(s => (s.Key, s.Count())).OrderBy(s => s.Key, StringComparer.Ordinal),
                one["subjects"]!.AsArray().Select(s => ((string)s!["subject"]!, (int)s["events"]!)).Where(s => s.Item2 > 0));
        }
    }

    [Fact]
    public async Task Frames_are_the_events_of_the_list_in_the_order_in_which_they_became_known()
    {
        const string Vantage = "known=2019-02-24";
        var listed = (await Api.Get($"/v1/korea/events?limit=1000&{Vantage}")).At("/items")!.AsArray();
        var frames = (await Replay(Vantage)).Where(f => f["cameAbout"] is null).ToList();
        Assert.Equal(listed.Select(e => (string)e!["id"]!).Order(), frames.Select(f => (string)f["event"]!["id"]!).Order());
        Assert.Equal(frames.OrderBy(f => (string)f["at"]!, StringComparer.Ordinal).ThenBy(f => (long)f["event"]!["seq"]!), frames);
        // Of an amendment nobody is told before they are told of its target.
        Assert.All(frames.Where(f => (string)f["event"]!["type"]! != "EventAmended"), f => Assert.Equal((string)f["at"]!, (string)f["event"]!["knownBy"]!));
        Assert.All(frames, f => Assert.Equal((string)f["subject"]!, (string)f["event"]!["subject"]!));

        // Of the world's events the one axis has what the story has; along the ledger they come as they came into view, a secret after the
        // event that discloses it.
        var story = (await Api.Get($"/v1/korea/subjects/summit/us-dprk-2/events?limit=1000&{Vantage}")).At("/items")!.AsArray().Select(e => (string)e!["id"]!);
        Assert.Equal(story, (await Replay($"axis=happened&{Vantage}&subject=summit/us-dprk-2")).Select(f => (string)f["event"]!["id"]!));
        var disclosed = listed.Where(e => (string)e!["type"]! == "EventDisclosed").ToDictionary(e => (string)e!["data"]!["event"]!, e => (long)e!["seq"]!);
        Assert.NotEmpty(disclosed);
        Assert.Equal(
            listed.OrderBy(e => disclosed.GetValueOrDefault((string)e!["id"]!, (long)e!["seq"]!)).ThenByDescending(e => (string)e!["type"]! == "EventDisclosed")
                .Select(e => (string)e!["id"]!),
            (await Replay($"axis=recorded&{Vantage}")).Select(f => (string)f["event"]!["id"]!));
    }

    [Fact]
    public async Task Filters_leave_out_frames_and_change_no_other()
    {
        var all = await Replay("known=2019-03-02");
        foreach (var filter in new[] { "subject=summit/us-dprk-2", "kind=aid", "type=VenueRejected", "publisher=cnn", "knownFrom=2019-02-20", "text=palace" })
        {
            var ids = (await Api.Get($"/v1/korea/events?limit=1000&known=2019-03-02&{filter}")).At("/items")!.AsArray().Select(e => (string)e!["id"]!).ToHashSet();
            var frames = await Replay($"known=2019-03-02&{filter}");
            Assert.NotEmpty(frames);
            Assert.Subset(all.Select(f => f.ToJsonString()).ToHashSet(), frames.Select(f => f.ToJsonString()).ToHashSet());
            Assert.Equal(ids.Order(), frames.Where(f => f["cameAbout"] is null).Select(f => (string)f["event"]!["id"]!).Order());
        }
    }

    [Fact]
    public async Task Along_the_ledger_positions_and_instants_bound_it()
    {
        var all = await Replay("axis=recorded&known=2026-01-01");
        var (low, high) = (all[20]["event"]!, all[40]["event"]!);
        var part = all.Skip(20).Take(21).Select(f => f.ToJsonString()).ToList();
        Assert.Equal(part, (await Replay($"axis=recorded&known=2026-01-01&from={low["seq"]}&to={high["seq"]}")).Select(f => f.ToJsonString()));
        Assert.Equal(part, (await Replay($"axis=recorded&known=2026-01-01&from={low["recordedAt"]}&to={high["recordedAt"]}")).Select(f => f.ToJsonString()));
        Assert.Empty(await Replay($"axis=recorded&known=2026-01-01&from={(long)all[^1]["event"]!["seq"]! + 1000}"));
    }

    [Fact]
    public async Task As_server_sent_events_it_has_the_same_frames_and_an_end()
    {
        foreach (var (query, name) in new[] { ("known=2019-02-24", "frame"), ("from=2019-02-01&to=2019-02-24&step=day", "step") })
        {
            var frames = await Replay(query);
            var request = new HttpRequestMessage(HttpMethod.Get, $"/v1/korea/replay?{query}") { Headers = { { "Accept", "text/event-stream" } } };
            var answer = await Api.Send(request);
            Assert.Equal("text/event-stream", answer.Headers["Content-Type"]);
            var told = frames.Select(f => $"event: {name}\ndata: {f.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping })}\n\n");
            Assert.Equal(string.Concat(told) + "event: end\ndata: {}\n\n", answer.Text);
        }
    }

    [Fact]
    public async Task A_replay_by_day_has_no_step_for_a_day_that_the_zone_skipped()
    {
        var timeline = await Api.NewTimeline();
        await Api.Record(timeline, """
            {"id":"0d000000-0000-4000-8000-000000000021","subject":"talks/a","type":"StatementMade","data":{"by":"wsm","statement":"x"},
             "happened":"2011-12-31T00:00:00+14:00","known":"2011-12-31T00:00:00+14:00"}
            """);

        var steps = await Replay("step=day&zone=Pacific/Apia&from=2011-12-29&to=2012-01-01", timeline);
        Assert.Equal(["2011-12-29", "2011-12-31", "2012-01-01"], steps.Select(s => (string)s["step"]!));
        Assert.Equal([0, 1, 0], steps.Select(s => (int)s["events"]!));
        Assert.All(steps, s => Assert.True(string.CompareOrdinal((string)s["from"]!, (string)s["to"]!) < 0, s.ToJsonString()));

        Assert.Single(await Replay("step=day&zone=Pacific/Apia&from=2011-12-30&to=2011-12-31", timeline));
        Assert.Empty(await Replay("step=day&zone=Pacific/Apia&from=2011-12-30&to=2011-12-30", timeline));
        Assert.Empty(await Replay("zone=Pacific/Apia&from=2011-12-30&to=2011-12-30", timeline));
    }

    [Fact]
    public async Task It_has_a_permalink_and_is_the_same_there()
    {
        var one = await Api.Get("/v1/korea/replay?axis=recorded&step=month&zone=Asia/Seoul&known=2019-02-24&from=2018&kind=summit&speed=1000000");
        var again = await Api.Get(one.Headers["Content-Location"]);
        Assert.Equal((one.Text, one.Headers["ETag"]), (again.Text, again.Headers["ETag"]));
        Assert.DoesNotContain("speed", one.Headers["Content-Location"], StringComparison.Ordinal);
        Assert.StartsWith("public, max-age=86400", again.Headers["Cache-Control"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Frames_come_at_the_speed_that_is_asked_for()
    {
        // Ten days in a tenth of a second each: less would be too fast, and what is longer is the machine's.
        var begun = System.Diagnostics.Stopwatch.StartNew();
        var steps = await Replay("step=day&from=2019-02-01&to=2019-02-11&speed=20");
        Assert.Equal(11, steps.Count);
        Assert.True(begun.Elapsed >= TimeSpan.FromSeconds(0.5), $"{begun.Elapsed}");
    }

    [Theory]
    [InlineData("axis=sideways", "axis")]
    [InlineData("axis=known&axis=known", "axis")]
    [InlineData("step=year", "step")]
    [InlineData("speed=0", "speed")]
    [InlineData("speed=-1", "speed")]
    [InlineData("speed=1e3", "speed")]
    [InlineData("speed=1000001", "speed")]
    [InlineData("speed=NaN", "speed")]
    [InlineData("from=2019-02-30", "from")]
    [InlineData("from=12", "from")]
    [InlineData("from=2019-03&to=2019-02", "from")]
    [InlineData("axis=recorded&from=9&to=8", "from")]
    [InlineData("axis=recorded&from=99999999999999999999", "from")]
    [InlineData("from=../2019", "from")]
    [InlineData("to=2019/..", "to")]
    [InlineData("limit=10", "limit")]
    [InlineData("cursor=AAAA", "cursor")]
    [InlineData("from=0001&to=2019&step=day", "step")]
    [InlineData("axis=happened&from=-9000&to=2019&step=week&known=2026-01-01", "step")]
    public async Task What_cannot_be_asked_is_refused_and_named(string query, string parameter)
    {
        var answer = await Api.Get($"/v1/korea/replay?{query}");
        Expect.Problem(answer, 400, "malformed-request", parameter);
    }

    [Fact]
    public async Task Of_a_timeline_without_events_there_is_nothing_to_replay()
    {
        var timeline = await Api.NewTimeline();
        Assert.Empty(await Replay("", timeline));
        Assert.Empty(await Replay("step=month", timeline));
        Assert.Equal(12, (await Replay("step=month&from=2018&to=2018", timeline)).Count);
        Expect.Problem(await Api.Get("/v1/nowhere/replay"), 404, "unknown-timeline");
    }
}
