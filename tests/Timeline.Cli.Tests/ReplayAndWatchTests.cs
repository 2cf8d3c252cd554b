using System.Text;
using Microsoft.AspNetCore.Http;

namespace Timeline.Cli.Tests;

/// <summary>The replay and the feed, by what their addresses promise.</summary>
public sealed class ReplayAndWatchTests
{
    private const string Event = """
        {"id":"11111111-1111-4111-8111-111111111111","timeline":"t","subject":"summit/x","type":"SummitScheduled","data":{"dates":"2019-02"},"happened":"2019-01-18","disclosures":[{"to":"public","at":"2019-01-18"}],"source":{"publisher":"afp"},"notedAt":"2026-01-01T00:00:00.000000Z","version":1,"seq":SEQ,"recordedAt":"2026-01-01T00:00:00.000000Z","recordedBy":"me"}
        """;

    private const string Frame = $$$"""
        {"at":"2019-01-18T23:59:59.999999Z","event":{{{Event}}},"changes":[{"pointer":"/status","old":null,"new":{"value":"scheduled","type":"SummitScheduled"}},{"pointer":"/dates","old":"2019-01","new":"2019-02"}]}
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
    public async Task Watching_is_ended_by_Ctrl_C_and_begins_where_it_is_told_to()
    {
        var after = "";
        await using var server = await ContractServer.StartAsync("/v1/t/feed", async http =>
        {
            after = http.Request.Headers["Last-Event-ID"].ToString();
            http.Response.ContentType = "text/event-stream";
            await http.Response.Body.WriteAsync(Encoding.UTF8.GetBytes($"id: 8\ndata: {Event.Trim().Replace("SEQ", "8")}\n\n"));
            await http.Response.Body.FlushAsync();
            await Task.Delay(Timeout.Infinite, http.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        });
        using var watching = server.Cli.Start("watch", "--after", "7", "--json");
        Assert.Equal(Event.Trim().Replace("SEQ", "8"), await watching.StandardOutput.ReadLineAsync());
        Assert.Equal(130, (await Cli.InterruptAsync(watching)).Code);
        Assert.Equal("7", after);
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
}
