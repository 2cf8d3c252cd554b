using System.Text.Json.Nodes;
using Timeline.Domain.Tests.Importing;
using Timeline.Service.Tests.Embedded;
using Timeline.Service.Tests.Fixtures;

namespace Timeline.Service.Tests.ImportExport;

/// <summary>An import that is answered line by line while it is still read.</summary>
public sealed class StreamedImportTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private const string Lines = "application/x-ndjson";

    private static string Line(int n) =>
        $$$"""{"id":"00000000-0000-4000-8000-{{{n:x12}}}","subject":"summit/s-{{{n / 40}}}","type":"SummitScheduled","known":"2019-02-05","data":{"dates":"2019-02"}}""";

    private Task<Answer> Import(string timeline, string body, string query = "") =>
        server.Api.Post($"/v1/{timeline}/import{query}", body, Lines, ("Accept", Lines));

    private static JsonObject[] Told(Answer answer)
    {
        Assert.Equal(200, (int)answer.Status);
        Assert.Equal(Lines, answer.Headers["Content-Type"]);
        Assert.Contains("Accept", answer.Headers["Vary"]);
        // How far it is comes in between where the machine takes more than half a second.
        return [.. answer.Text.Split('\n')[..^1].Select(l => JsonNode.Parse(l)!.AsObject()).Where(l => !l.ContainsKey("progress"))];
    }

    [Fact]
    public async Task Faults_are_told_one_by_one_and_the_report_last()
    {
        var timeline = await server.Api.NewTimeline();
        var told = Told(await Import(timeline, $"{Line(1)}\n{{\n{Line(1)}\nnull\n"));
        Assert.Equal([2, 4], told[..^1].Select(t => (int)t["error"]!["line"]!));
        Assert.Equal("""{"report":{"lines":4,"recorded":1,"repeated":1,"refused":2}}""", told[^1].ToJsonString());
    }

    [Fact]
    public async Task All_or_nothing_ends_in_a_problem_where_a_line_is_bad()
    {
        var timeline = await server.Api.NewTimeline();
        var told = Told(await Import(timeline, $"{Line(1)}\n{{\n", "?atomic=true"));
        Assert.Equal(["error", "problem"], told.Select(t => t.Single().Key));
        Assert.Equal((422, "/problems/import-refused"), ((int)told[1]["problem"]!["status"]!, (string)told[1]["problem"]!["type"]!));
        Assert.Equal(0, await server.Api.PositionAsync(timeline));
    }

    [Fact]
    public async Task What_is_wrong_before_anything_is_told_has_its_own_status()
    {
        Expect.Problem(await Import("nowhere", Line(1)), 404, "unknown-timeline");
        Expect.Problem(await Import(await server.Api.NewTimeline(), Line(1), "?atomic=1"), 400, "malformed-request", "atomic");
        var other = await server.Api.Post($"/v1/{await server.Api.NewTimeline()}/import", Line(1), Lines, ("Accept", "text/html"));
        Expect.Problem(other, 406, "not-acceptable");
    }

    [Fact]
    public async Task Progress_and_faults_are_told_while_more_is_still_sent()
    {
        var timeline = await server.Api.NewTimeline();
        using var client = await RawClient.ConnectAsync(server.Api);
        await client.SendAsync(
            $"POST /v1/{timeline}/import HTTP/1.1\r\nHost: localhost:{server.Api.Http.BaseAddress!.Port}\r\nContent-Type: {Lines}\r\nAccept: {Lines}\r\n"
            + "Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n");
        await SendChunkAsync(client, "{\n" + string.Join('\n', Enumerable.Range(1, 499).Select(Line)) + "\n");
        var answer = await client.ReadUntilAsync("\"error\":");
        // How far it is, is told once half a second is over and more is done: so more is sent, as fast as it is recorded, until it is told.
        var (first, position) = (500, 0L);
        while (!answer.Contains("\"progress\":", StringComparison.Ordinal))
        {
            await Eventually.TrueAsync("what was sent is recorded", async () => await server.Api.PositionAsync(timeline) > position);
            position = await server.Api.PositionAsync(timeline);
            await SendChunkAsync(client, string.Join('\n', Enumerable.Range(first, 500).Select(Line)) + "\n");
            first += 500;
            answer += client.ReadWhatIsThere();
        }

        await client.SendAsync("0\r\n\r\n");
        answer += await client.ReadToEndAsync();
        Assert.StartsWith("HTTP/1.1 200", answer);
        var lines = answer.Split('\n').Select(l => l.Trim()).Where(l => l.StartsWith('{')).Select(l => JsonNode.Parse(l)!.AsObject()).ToList();
        Assert.Equal(1, (int)lines[0]["error"]!["line"]!);
        Assert.Contains("progress", lines[1].Select(m => m.Key));
        Assert.Equal(first, (int)lines[^1]["report"]!["lines"]!);
        var counts = lines[1..^1].Select(l => (long)l["progress"]!["lines"]!).ToList();
        Assert.Equal(counts.Order(), counts);
    }

    [Fact]
    public async Task An_import_that_breaks_off_keeps_what_was_told_and_is_taken_up_by_sending_it_again()
    {
        var timeline = await server.Api.NewTimeline();
        string[] rows = [.. Enumerable.Range(1, 1200).Select(n => Rows.Icews(n))];
        using (var client = await RawClient.ConnectAsync(server.Api))
        {
            await client.SendAsync(
                $"POST /v1/{timeline}/import?format=icews&known=2019-02-24 HTTP/1.1\r\nHost: localhost:{server.Api.Http.BaseAddress!.Port}\r\n"
                + $"Content-Type: text/csv\r\nAccept: {Lines}\r\nTransfer-Encoding: chunked\r\n\r\n");
            await SendChunkAsync(client, string.Join('\n', rows) + "\n");
            await Eventually.TrueAsync("two transactions are done", async () => await server.Api.PositionAsync(timeline) > 0
                && (await server.Api.Get($"/v1/{timeline}/subjects/interaction/graustark-border-guard~ruritania")).TextAt("/state/count") == "1000");
        }

        var again = await server.Api.Post($"/v1/{timeline}/import?format=icews&known=2019-02-24", string.Join('\n', rows), "text/csv");
        Assert.Equal((1200, 200, 1000, 0),
            ((int)again.At("/lines")!, (int)again.At("/recorded")!, (int)again.At("/repeated")!, (int)again.At("/refused")!));
    }

    private static async Task SendChunkAsync(RawClient client, string text) => await client.SendAsync($"{text.Length:x}\r\n{text}\r\n");
}
