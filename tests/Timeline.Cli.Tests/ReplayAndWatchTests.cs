using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Timeline.Service.Tests.Fixtures;

namespace Timeline.Cli.Tests;

/// <summary>The replay and the feed, by what their addresses promise.</summary>
public sealed class ReplayAndWatchTests
{
    private const string Event = """
        {"id":"11111111-1111-4111-8111-111111111111","timeline":"t","subject":"summit/x","type":"SummitScheduled","data":{"dates":"2019-02"},"happened":"2019-01-18","disclosures":[{"to":"public","at":"2019-01-18"}],"source":{"publisher":"afp"},"notedAt":"2026-01-01T00:00:00.000000Z","version":1,"seq":SEQ,"recordedAt":"2026-01-01T00:00:00.000000Z","recordedBy":"me"}
        """;

    private const string Frame = $$$"""
        {"at":"2019-01-18T23:59:59.999999Z","subject":"summit/x","event":{{{Event}}},"changes":[{"pointer":"/status","old":null,"new":{"value":"scheduled","type":"SummitScheduled"}},{"pointer":"/dates","old":"2019-01","new":"2019-02"}]}
        """;

    [Fact]
    public async Task A_replay_is_told_frame_by_frame()
    {
        var asked = "";
        await using var server = await ContractServer.StartAsync("/v1/t/replay", http =>
        {
            asked = http.Request.QueryString.Value!;
            return Lines(http, Frame.Trim().Replace("SEQ", "1"), """{"step":"2019-02","from":"2019-02-01","to":"2019-02-28","events":3,"subjects":[{"subject":"summit/x","events":3,"changes":2}]}""");
        });
        var told = await server.Cli.Run("replay", "--axis", "known", "--from", "2019-01", "--to", "2019-03", "--step", "month", "--speed", "30", "--kind", "summit", "--knower", "usa");
        Assert.Equal((0, ""), (told.Code, told.Error));
        Assert.Equal("?axis=known&from=2019-01&to=2019-03&step=month&speed=30&knower=usa&kind=summit", asked);
        Assert.Equal(
            [
                "2019-01-18  summit/x  SummitScheduled dates: 2019-02  afp", "    status: – → scheduled", "    dates: 2019-01 → 2019-02",
                "2019-02  3 events", "    summit/x: 3 events, 2 changes",
            ], told.Lines);

        var json = await server.Cli.Run("replay", "--json");
        Assert.Equal(Frame.Trim().Replace("SEQ", "1"), json.Lines[0]);
    }

    [SkippableFact]
    public async Task On_a_terminal_a_replay_is_a_view_that_ends_as_it_was_last()
    {
        Skip.If(!File.Exists("/usr/bin/script"), "There is no 'script' to make a terminal with.");
        await using var server = await ContractServer.StartAsync("/v1/t/replay", http => Lines(http, [.. Enumerable.Range(1, 50).Select(n => Frame.Trim().Replace("SEQ", $"{n}"))]));
        var told = await server.Cli.Shell($"""export TERM=xterm; script -qec "{Cli.Command} replay" /dev/null""");
        Assert.Equal(0, told.Code);
        Assert.Contains("t  2019-01-18  50 events", told.Output, StringComparison.Ordinal);
        Assert.EndsWith("dates: 2019-01 → 2019-02", told.Output.TrimEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_the_feed_breaks_off_it_goes_on_after_the_last_position()
    {
        var (asked, connections) = (new List<string>(), 0);
        await using var server = await ContractServer.StartAsync("/v1/t/feed", async http =>
        {
            asked.Add($"{http.Request.Headers["Last-Event-ID"]}{http.Request.QueryString}");
            var first = ++connections * 2 - 1;
            if (connections == 2)
            {
                http.Response.StatusCode = 503;
                return;
            }

            http.Response.ContentType = "text/event-stream";
            await Write(": still here\nretry: 50\n\n");
            await Write($"id: {first}\nevent: SummitScheduled\ndata: {Event.Trim().Replace("SEQ", $"{first}")}\n\n");
            await Write(": still here\n\n");
            await Write($"id: {first + 1}\nevent: SummitScheduled\ndata: {Event.Trim().Replace("SEQ", $"{first + 1}")}\n\n");

            async Task Write(string text)
            {
                await http.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(text));
                await http.Response.Body.FlushAsync();
            }
        });
        var told = await server.Cli.Run("watch", "--count", "4", "--type", "SummitScheduled");
        Assert.Equal(0, told.Code);
        Assert.Equal(["1", "2", "5", "6"], told.Lines.Where(l => char.IsDigit(l[0])).Select(l => l.Split(' ')[0]));
        Assert.Equal(["?type=SummitScheduled", "2?type=SummitScheduled", "2?type=SummitScheduled"], asked);
        Assert.Contains("again in 0.1 s, after position 2.", told.Error, StringComparison.Ordinal);
        Assert.Contains("503", told.Error, StringComparison.Ordinal);
        Assert.Contains("The feed goes on.", told.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_event_that_came_only_in_part_is_asked_for_again()
    {
        var (asked, connections) = (new List<string>(), 0);
        await using var server = await ContractServer.StartAsync("/v1/t/feed", async http =>
        {
            asked.Add(http.Request.Headers["Last-Event-ID"].ToString());
            http.Response.ContentType = "text/event-stream";
            // Cut off before anything is told, after an id, and after all but the end.
            string[] cut = ["retry: 50\nid: 3\n\n", "id: 4\n", $"id: 4\ndata: {Event.Trim().Replace("SEQ", "4")}\n", $"id: 4\ndata: {Event.Trim().Replace("SEQ", "4")}\n\n"];
            await http.Response.WriteAsync($"retry: 50\n\n{cut[connections++]}");
        });
        var told = await server.Cli.Run("watch", "--count", "1");
        Assert.Equal((0, 1), (told.Code, told.Lines.Length));
        Assert.Equal(["", "3", "3", "3"], asked);
    }

    [Fact]
    public async Task Watching_is_ended_by_Ctrl_C_and_begins_where_it_is_told_to()
    {
        await using var server = await TestServer.StartAsync();
        var timeline = await server.Api.NewTimeline();
        var seqs = new List<string>();
        for (var i = 0; i < 3; i++) seqs.Add(await RecordAsync(server, timeline, $"summit/s{i}"));
        var cli = new Cli(server.Api.Http.BaseAddress!, ("TIMELINE_TIMELINE", timeline));

        using var watching = cli.Start("watch", "--after", seqs[0], "--json");
        var listed = (await server.Api.Get($"/v1/{timeline}/events")).At("/items")!.AsArray();
        foreach (var seq in seqs[1..])
        {
            var told = JsonNode.Parse((await watching.StandardOutput.ReadLineAsync())!)!;
            Assert.Equal(seq, told["seq"]!.ToString());
            Assert.True(JsonNode.DeepEquals(listed[seqs.IndexOf(seq)], told), told.ToJsonString());
        }

        // What is recorded now comes at once.
        var next = await RecordAsync(server, timeline, "summit/s4");
        Assert.Contains($"\"seq\":{next},", await watching.StandardOutput.ReadLineAsync(), StringComparison.Ordinal);
        Assert.Equal(130, (await Cli.InterruptAsync(watching)).Code);
    }

    [Fact]
    public async Task Watching_tells_people_a_line_for_each_event_that_they_asked_for()
    {
        await using var server = await TestServer.StartAsync();
        var timeline = await server.Api.NewTimeline();
        foreach (var subject in (string[])["summit/s", "visit/v", "summit/t"]) await RecordAsync(server, timeline, subject);
        var cli = new Cli(server.Api.Http.BaseAddress!, ("TIMELINE_TIMELINE", timeline));

        var told = await cli.Run("watch", "--after", "0", "--kind", "summit", "--knower", "usa", "--without", "cnn", "--count", "2");
        Assert.Equal((0, ""), (told.Code, told.Error));
        Assert.Equal(["summit/s  SituationReported", "summit/t  SituationReported"], told.Lines.Select(l => string.Join("  ", l.Split("  ")[2..4])).Select(l => l.Split(" situation")[0]));

        Assert.Equal(2, (await cli.Run("watch", "--known", "2019")).Code);
    }

    [Fact]
    public async Task Watching_goes_on_when_the_server_is_back()
    {
        var connection = await TestCluster.CreateDatabaseAsync(CancellationToken.None);
        var first = await TestServer.StartAsync(connection);
        var (timeline, address) = (await first.Api.NewTimeline(), first.Api.Http.BaseAddress!);
        var cli = new Cli(address, ("TIMELINE_TIMELINE", timeline));
        using var watching = cli.Start("watch", "--after", "0", "--json");
        var told = new List<string>();
        var seqs = new List<string> { await RecordAsync(first, timeline, "summit/s") };
        told.Add((await watching.StandardOutput.ReadLineAsync())!);
        await first.DisposeAsync();

        await using var second = await TestServer.StartAsync(connection, null, $"--urls={address}");
        for (var i = 0; i < 2; i++) seqs.Add(await RecordAsync(second, timeline, "summit/s"));
        for (var i = 0; i < 2; i++) told.Add((await watching.StandardOutput.ReadLineAsync())!);
        Assert.Equal(seqs, told.Select(t => JsonNode.Parse(t)!["seq"]!.ToString()));
        var ended = await Cli.InterruptAsync(watching);
        Assert.Contains("The feed goes on.", ended.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_without_a_feed_is_told_at_once()
    {
        await using var server = await ContractServer.StartAsync("/v1/t/other", _ => Task.CompletedTask);
        var told = await server.Cli.Run("watch");
        Assert.Equal(1, told.Code);
        Assert.Contains("404", told.Error, StringComparison.Ordinal);
    }

    private static async Task Lines(HttpContext http, params string[] lines)
    {
        http.Response.ContentType = "application/x-ndjson";
        foreach (var line in lines) await http.Response.WriteAsync(line + "\n");
    }

    private static async Task<string> RecordAsync(TestServer server, string timeline, string subject) =>
        (await server.Api.Record(timeline, $$$"""{"subject":"{{{subject}}}","type":"SituationReported","known":"2019-02-05","data":{"situation":"quiet"}}""")).TextAt("/seq")!;
}
