using System.Text;
using System.Text.Json.Nodes;
using Timeline.Service.Tests.Embedded;

namespace Timeline.Cli.Tests;

/// <summary>What is recorded, imported and exported by the tool.</summary>
[Collection(nameof(Korea))]
public sealed class InAndOutTests(KoreaFixture korea)
{
    private const string Good = """{"id":"11111111-1111-4111-8111-111111111111","subject":"talks/a","type":"TalksScheduled","data":{"dates":"2019-03"},"known":"2019-02-01"}""";
    private const string Bad = """{"subject":"talks/a","type":"TalksScheduled","data":{"dates":"2019-02-30"},"known":"2019-02-01"}""";

    [Fact]
    public async Task What_is_exported_into_a_pipe_is_imported_from_it()
    {
        await korea.Cli.Run("timelines", "create", "copy", "--title", "A copy");
        var piped = await korea.Cli.Shell("set -o pipefail; timeline export | timeline import --timeline copy -");
        Assert.Equal((0, ""), (piped.Code, piped.Error));
        Assert.Equal("standard input: 211 lines: 211 recorded, 0 there already, 0 refused\n", piped.Output);

        var again = await korea.Cli.Shell("timeline export | timeline import --timeline copy -");
        Assert.Equal("standard input: 211 lines: 0 recorded, 211 there already, 0 refused\n", again.Output);

        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "copy.ndjson");
        Assert.Equal(0, (await korea.Cli.Run("export", file, "-t", "copy")).Code);
        Assert.Equal(Steady((await korea.Cli.Run("export")).Output), Steady(await File.ReadAllTextAsync(file)));
        Assert.Equal([file], Directory.GetFiles(folder.Path));

        static IEnumerable<string> Steady(string lines) => lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line =>
        {
            var e = JsonNode.Parse(line)!.AsObject();
            foreach (var name in new[] { "seq", "recordedAt", "recordedBy" }) e.Remove(name);
            return e.ToJsonString();
        });
    }

    [Fact]
    public async Task An_export_is_written_in_the_form_that_is_asked_for_or_that_its_file_is_named_for()
    {
        using var folder = new TemporaryFolder();
        var (csv, parquet) = (Path.Combine(folder.Path, "korea.csv"), Path.Combine(folder.Path, "korea.parquet"));
        Assert.Equal(0, (await korea.Cli.Run("export", csv, "--known", "2019-02-24")).Code);
        Assert.Equal(0, (await korea.Cli.Run("export", parquet, "--known", "2019-02-24")).Code);
        Assert.StartsWith("id,subject,kind,type,data,", await File.ReadAllTextAsync(csv), StringComparison.Ordinal);
        Assert.Equal((await korea.Cli.Run("export", "--format", "csv", "--known", "2019-02-24")).Output, await File.ReadAllTextAsync(csv));
        // As recorded, for programs.
        Assert.Equal(0, (await korea.Cli.Run("export", csv, "--known", "2019-02-24", "--raw-cells")).Code);
        Assert.StartsWith("id,subject,kind,type,data,", await File.ReadAllTextAsync(csv), StringComparison.Ordinal);
        Assert.Equal(2, (await korea.Cli.Run("export", "--raw-cells")).Code);
        var bytes = await File.ReadAllBytesAsync(parquet);
        Assert.Equal(("PAR1", "PAR1"), (Encoding.ASCII.GetString(bytes[..4]), Encoding.ASCII.GetString(bytes[^4..])));
        // It is whole, and the same, when it is written on.
        Assert.Equal($"{bytes.Length}\n", (await korea.Cli.Shell("timeline export --format parquet --known 2019-02-24 | wc -c | tr -d ' '")).Output);

        await korea.Cli.Run("timelines", "create", "clouds", "--title", "By way of CloudEvents");
        var piped = await korea.Cli.Shell("set -o pipefail; timeline export --format cloudevents | timeline import --timeline clouds -");
        Assert.Equal("standard input: 211 lines: 211 recorded, 0 there already, 0 refused\n", piped.Output);
    }

    [Fact]
    public async Task Bad_lines_are_told_with_their_number_and_good_ones_kept()
    {
        var timeline = await korea.Api.NewTimeline();
        var imported = await korea.Cli.RunWith($"{Good}\n{Bad}\nnonsense\n", "import", "-", "-t", timeline);
        Assert.Equal((1, "standard input: 3 lines: 1 recorded, 0 there already, 2 refused\n"), (imported.Code, imported.Output));
        Assert.Contains("timeline: standard input:2: /data/dates: ", imported.Error, StringComparison.Ordinal);
        Assert.Contains("timeline: standard input:3: ", imported.Error, StringComparison.Ordinal);

        var json = await korea.Cli.RunWith($"{Good}\n", "import", "-", "-t", timeline, "--json");
        Assert.Equal((0, """{"lines":1,"recorded":0,"repeated":1,"refused":0,"errors":[]}""" + "\n"), (json.Code, json.Output));
    }

    [Fact]
    public async Task An_atomic_import_with_a_bad_line_records_nothing()
    {
        var timeline = await korea.Api.NewTimeline();
        var imported = await korea.Cli.RunWith($"{Good}\n{Bad}\n", "import", "-", "--atomic", "-t", timeline);
        Assert.Equal((1, ""), (imported.Code, imported.Output));
        Assert.StartsWith("timeline: standard input:2: /data/dates: ", imported.Error, StringComparison.Ordinal);
        Assert.Contains("\ntimeline: Nothing was imported. 1 of 2 lines are refused", imported.Error);
        Assert.Empty((await korea.Api.Get($"/v1/{timeline}/events")).At("/items")!.AsArray());
    }

    [Fact]
    public async Task A_server_that_tells_how_far_it_is_is_heard_to_its_end()
    {
        // It writes more than any buffer between holds before it has read on, so it is heard while it is sent to or never.
        var filler = new string('x', 1 << 16);
        await using var server = await ContractServer.StartAsync("/v1/t/import", async http =>
        {
            Assert.Contains("application/x-ndjson", http.Request.Headers.Accept.ToString(), StringComparison.Ordinal);
            http.Response.ContentType = "application/x-ndjson";
            var (buffer, read) = (new byte[1 << 20], 0L);
            while (await http.Request.Body.ReadAsync(buffer) is var n and > 0)
            {
                read += n;
                await Write($$$"""{"progress":{"lines":{{{read}}},"recorded":1,"repeated":0,"refused":0}}""");
                await Write($$$"""{"progress":{"lines":1,"recorded":1,"repeated":0,"refused":0,"filler":"{{{filler}}}"}}""");
            }

            await Write("""{"error":{"line":7,"pointer":"/data/dates","detail":"Is not a date."}}""");
            await Write($$$"""{"report":{"lines":{{{read}}},"recorded":1,"repeated":0,"refused":1}}""");

            async Task Write(string line) => await http.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(line + "\n"));
        });
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "long.ndjson");
        var line = new string(' ', 999) + "\n";
        await File.WriteAllLinesAsync(file, Enumerable.Repeat(line, 30_000));
        var length = new FileInfo(file).Length;

        var imported = await server.Cli.Run("import", file);
        Assert.Equal((1, $"long.ndjson: {length} lines: 1 recorded, 0 there already, 1 refused\n"), (imported.Code, imported.Output));
        Assert.Equal("timeline: long.ndjson:7: /data/dates: Is not a date.\n", imported.Error);
    }

    [SkippableFact]
    public async Task On_a_terminal_the_report_is_left_when_the_bar_is_gone()
    {
        Skip.If(!File.Exists("/usr/bin/script"), "There is no 'script' to make a terminal with.");
        var timeline = await korea.Api.NewTimeline();
        var shown = await korea.Cli.Shell($"""export TERM=xterm; script -qec "{Cli.Command} import {KoreaFixture.File} -t {timeline}" /dev/null""");
        Assert.Contains("korea.ndjson", shown.Output, StringComparison.Ordinal);
        Assert.EndsWith("korea.ndjson: 211 lines: 211 recorded, 0 there already, 0 refused", shown.Output.TrimEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_import_that_ends_without_a_report_is_no_success()
    {
        await using var server = await ContractServer.StartAsync("/v1/t/import", async http =>
        {
            http.Response.ContentType = "application/x-ndjson";
            await http.Response.Body.WriteAsync("""{"progress":{"lines":1,"recorded":1,"repeated":0,"refused":0}}"""u8.ToArray());
            await http.Response.Body.FlushAsync();
            http.Abort();
        });
        var imported = await server.Cli.RunWith($"{Good}\n", "import", "-");
        Assert.Equal(3, imported.Code);
        Assert.Single(imported.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task Events_are_recorded_from_a_file_from_standard_input_and_from_options()
    {
        var timeline = await korea.Api.NewTimeline();
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "event.json");
        await File.WriteAllTextAsync(file, Good);
        var first = await korea.Cli.Run("record", file, "-t", timeline);
        Assert.Equal(0, first.Code);
        Assert.StartsWith("Recorded: talks/a version 1, TalksScheduled 11111111-1111-4111-8111-111111111111, position ", first.Output, StringComparison.Ordinal);
        Assert.StartsWith("Recorded before: ", (await korea.Cli.RunWith(Good, "record", "-", "-t", timeline)).Output, StringComparison.Ordinal);

        var composed = await korea.Cli.Run(
            "record", "-t", timeline, "--subject", "talks/a", "--type", "StatementMade", "--data", """{"by":"usa","statement":"So."}""", "--known", "2019-03-05", "--publisher", "afp",
            "--if-version", "1", "--json");
        if (composed.Code != 0) Assert.Fail(composed.Error);
        Assert.Equal(("2", "afp"), (JsonNode.Parse(composed.Output)!["version"]!.ToString(), JsonNode.Parse(composed.Output)!["source"]!["publisher"]!.ToString()));

        var late = await korea.Cli.RunWith(Good.Replace("1111-4111", "1111-4112"), "record", "-", "-t", timeline, "--if-version", "1");
        Assert.Equal(1, late.Code);
        Assert.StartsWith("timeline: The subject is not at the version expected.", late.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_recorded_makes_a_terminal_do_anything()
    {
        var timeline = await korea.Api.NewTimeline();
        await korea.Api.Record(timeline, """{"subject":"talks/a","type":"TalksScheduled","data":{"dates":"2019-03","note":"n"},"known":"2019-02-01"}""");
        await korea.Api.Record(timeline, """{"subject":"talks/a","type":"StatementMade","data":{"by":"usa","statement":"\u001b[31mred\u001b]0;title\u0007 \u202eback [bold]x[/]"},"known":"2019-02-01"}""");
        foreach (var command in new[] { "asof talks/a", "events", "history talks/a", "briefing" })
        {
            var told = await korea.Cli.Run([.. command.Split(' '), "-t", timeline]);
            Assert.Equal(0, told.Code);
            Assert.DoesNotContain(told.Output, c => c != '\n' && char.IsControl(c) || c == '\u202e');
            Assert.Contains("[bold]x[/]", told.Output.ReplaceLineEndings(" "), StringComparison.Ordinal);
        }
    }
}
