using System.Net;
using System.Net.Sockets;
using Timeline.Service.Tests.Fixtures;

namespace Timeline.Cli.Tests;

/// <summary>Every failure is one line that says what to do, and an exit code.</summary>
[Collection(nameof(Korea))]
public sealed class FailuresTests(KoreaFixture korea)
{
    [Theory]
    [InlineData("asof", 2, "Required argument missing", "timeline asof --help")]
    [InlineData("nonsense", 2, "", "timeline --help")]
    [InlineData("subjects --knwon 2019", 2, "--knwon", "timeline subjects --help")]
    [InlineData("subjects -x", 2, "-x", "timeline subjects --help")]
    [InlineData("export --format xml", 2, "xml", "timeline export --help")]
    [InlineData("record", 2, "What is to be recorded?", "--subject")]
    [InlineData("record /nowhere/event.json", 2, "/nowhere/event.json", "cannot be read")]
    [InlineData("import /nowhere/events.ndjson", 2, "/nowhere/events.ndjson", "cannot be read")]
    [InlineData("export /nowhere/events.ndjson", 2, "/nowhere/events.ndjson", "")]
    [InlineData("briefing --markdown --html", 2, "only one", "--json")]
    [InlineData("subjects --server ftp://x", 2, "no address of a server", "http://127.0.0.1:5080")]
    [InlineData("subjects --timeline nowhere", 1, "There is no such timeline.", "timeline timelines")]
    [InlineData("asof summit/nothing", 1, "There is no such subject.", "timeline subjects")]
    [InlineData("asof summit/us-dprk-2 --known 2017", 1, "It was not known then.", "vantage")]
    [InlineData("asof summit/us-dprk-2 --known 2019-02-30", 1, "The request is not one that this service takes.", "known: Is not a date (EDTF)")]
    public async Task Says_in_one_line_what_to_do(string arguments, int code, string what, string todo)
    {
        var failed = await korea.Cli.Run(arguments.Split(' '));
        Assert.Equal((code, ""), (failed.Code, failed.Output));
        Assert.StartsWith("timeline: ", failed.Error, StringComparison.Ordinal);
        Assert.Equal(failed.Error.Length - 1, failed.Error.IndexOf('\n', StringComparison.Ordinal));
        Assert.Contains(what, failed.Error, StringComparison.Ordinal);
        Assert.Contains(todo, failed.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Version_is_told_and_nobody_is_asked()
    {
        var told = await korea.Cli.Run("--version");
        Assert.Equal((0, ""), (told.Code, told.Error));
        Assert.Matches(@"^\d+\.\d+\.\d+\S*\n$", told.Output);
    }

    [Fact]
    public async Task With_json_a_refusal_is_the_server_s_problem_too()
    {
        var failed = await korea.Cli.Run("asof", "summit/nothing", "--json");
        Assert.Equal((1, (await korea.Api.Get("/v1/korea/subjects/summit/nothing")).Text + "\n"), (failed.Code, failed.Output));
    }

    [Fact]
    public async Task Where_nobody_answers_it_says_how_to_start_a_server()
    {
        using var closed = new TcpListener(IPAddress.Loopback, 0);
        closed.Start();
        var port = ((IPEndPoint)closed.LocalEndpoint).Port;
        closed.Stop();
        var failed = await korea.Cli.Run("timelines", "--server", $"127.0.0.1:{port}");
        Assert.Equal(3, failed.Code);
        Assert.Equal(
            $"timeline: http://127.0.0.1:{port} is not reached: nobody answers there. To start one: dotnet run --project src/Timeline.Server. "
            + "To ask another: --server URL or TIMELINE_SERVER.\n", failed.Error);
    }

    [Fact]
    public async Task Where_a_key_is_asked_for_it_says_how_to_pass_one_and_passes_it()
    {
        await using var server = await TestServer.StartAsync(("Access:Mode", "required"));
        var key = await server.KeyAsync("reader", "role=admin");
        var cli = new Cli(server.Api.Http.BaseAddress!);
        var failed = await cli.Run("timelines");
        Assert.Equal(1, failed.Code);
        Assert.Contains("set TIMELINE_KEY, or say --key KEY", failed.Error, StringComparison.Ordinal);
        Assert.Equal(0, (await cli.Run("timelines", "create", "a", "--key", key)).Code);
        Assert.Contains("a", (await new Cli(server.Api.Http.BaseAddress!, ("TIMELINE_KEY", key)).Run("timelines")).Lines[1], StringComparison.Ordinal);
        // Nothing of a long file is sent to who would refuse it.
        var refused = await cli.RunWith(new string('\n', 5_000_000), "import", "-", "-t", "a");
        Assert.Equal(1, refused.Code);
        Assert.Contains("TIMELINE_KEY", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Which_timeline_is_asked_about_goes_without_saying_only_where_there_is_one_and_nothing_is_written()
    {
        await using var server = await TestServer.StartAsync();
        var cli = new Cli(server.Api.Http.BaseAddress!);
        Assert.Contains("timelines create", (await cli.Run("subjects")).Error, StringComparison.Ordinal);
        await cli.Run("timelines", "create", "a");
        Assert.Equal(0, (await cli.Run("subjects")).Code);
        Assert.Equal((2, "timeline: Which timeline? Say --timeline NAME, or set TIMELINE_TIMELINE.\n"), await Code(cli.RunWith("{}", "record", "-")));
        await cli.Run("timelines", "create", "b");
        Assert.Equal((2, "timeline: Which timeline? Say --timeline with one of: a, b.\n"), await Code(cli.Run("subjects")));

        static async Task<(int, string)> Code(Task<Ran> ran) => ((await ran).Code, (await ran).Error);
    }

    [Fact]
    public async Task Ctrl_C_ends_it_with_130_whatever_it_waits_for()
    {
        using var waiting = korea.Cli.Start("import", "-");
        await waiting.StandardInput.WriteLineAsync();
        await waiting.StandardInput.FlushAsync();
        await Service.Tests.Embedded.Eventually.TrueAsync("it handles signals", () => IsCatching(waiting.Id));
        var ended = await Cli.InterruptAsync(waiting);
        Assert.Equal((130, "", ""), (ended.Code, ended.Output, ended.Error));
    }

    [Fact]
    public async Task Who_reads_no_further_ends_it_quietly()
    {
        var piped = await korea.Cli.Shell("timeline export -t korea | head -n 1 | wc -l; echo ${PIPESTATUS[0]}");
        Assert.Equal("1", piped.Lines[0]);
        Assert.Contains(piped.Lines[1], new[] { "0", "141" });
        Assert.Equal("", piped.Error);
    }

    // Bit 2 of the signals that a process catches (proc(5)).
    private static bool IsCatching(int process) => !OperatingSystem.IsLinux()
        || Convert.ToUInt64(File.ReadLines($"/proc/{process}/status").First(l => l.StartsWith("SigCgt", StringComparison.Ordinal)).Split('\t')[1], 16) is var caught
            && (caught & 2) != 0;
}
