using System.Text.RegularExpressions;
using Timeline.Service.Tests.Embedded;

namespace Timeline.Cli.Tests;

/// <summary>What a shell is told of the tool, and the tool as it is installed.</summary>
[Collection(nameof(Korea))]
public sealed partial class ShellTests(KoreaFixture korea)
{
    [Theory]
    [InlineData("as", "asof")]
    [InlineData("asof --kno", "--known --knower")]
    [InlineData("asof summit/us-dprk-", "summit/us-dprk-1 summit/us-dprk-2 summit/us-dprk-3")]
    [InlineData("asof --timeline ko", "korea")]
    [InlineData("events --type VenueR", "VenueRejected")]
    [InlineData("replay --axis h", "happened")]
    [InlineData("export --format p", "parquet")]
    public async Task Bash_completes_commands_options_and_what_only_the_server_knows(string typed, string names)
    {
        using var folder = new TemporaryFolder();
        var program = Path.Combine(folder.Path, "timeline");
        await File.WriteAllTextAsync(program, $"#!/bin/sh\nexec {Cli.Command} \"$@\"\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var completed = await korea.Cli.Shell($$"""
            unset -f timeline; PATH='{{folder.Path}}':$PATH
            source <(timeline completion bash)
            COMP_LINE='timeline {{typed}}'; COMP_POINT=${#COMP_LINE}; COMP_WORDS=($COMP_LINE); COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
            _timeline_complete
            echo "${COMPREPLY[*]}"
            """);
        Assert.Equal("", completed.Error);
        Assert.Equal(names.Split(' ').Order(), completed.Output.Trim().Split(' ').Order());
    }

    [Theory]
    [InlineData("bash")]
    [InlineData("zsh")]
    [InlineData("fish")]
    public async Task Every_shell_has_a_script_that_asks_the_tool(string shell)
    {
        var script = await korea.Cli.Run("completion", shell);
        Assert.Equal(0, script.Code);
        Assert.Contains("[suggest:", script.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_no_server_answers_nothing_is_suggested_and_nothing_said()
    {
        var suggested = await new Cli(new Uri("http://127.0.0.1:1")).Run("[suggest:14]", "timeline asof ");
        Assert.Equal((0, ""), (suggested.Code, suggested.Error));
        Assert.DoesNotContain("summit/", suggested.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_packed_tool_is_installed_and_runs()
    {
        using var folder = new TemporaryFolder();
        var configuration = AppContext.BaseDirectory.Contains("/Release/", StringComparison.Ordinal) ? "Release" : "Debug";
        var installed = await korea.Cli.Shell($"""
            set -e; cd '{folder.Path}'; export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
            dotnet pack '{Repository()}/src/Timeline.Cli' --no-build -c {configuration} -o packed >log 2>&1 || (cat log; exit 1)
            dotnet tool install Timeline.Cli --tool-path tools --source "$PWD/packed" >log 2>&1 || (cat log; exit 1)
            tools/timeline timelines --json
            """);
        Assert.True(installed.Code == 0, installed.Output + installed.Error);
        Assert.Equal((await korea.Api.Get("/v1")).Text + "\n", installed.Output);
    }

    [Fact]
    public async Task Every_command_of_the_README_does_what_it_says_when_pasted()
    {
        var readme = await File.ReadAllTextAsync(Path.Combine(Repository(), "README.md"));
        var block = Commands().Match(readme).Groups[1].Value;
        var pasted = await korea.Cli.Shell($"set -e -o pipefail\n{block}");
        Assert.True(pasted.Code == 0, pasted.Error);
        Assert.Equal("", pasted.Error);
        foreach (var shown in new[] { "Second US–DPRK summit", "scheduled", "From:", "Looking back on 2019-02-24", "# ", "0 refused", "Recorded: talks/us-dprk" })
            Assert.Contains(shown, pasted.Output, StringComparison.Ordinal);
    }

    [GeneratedRegex("```sh\n(export TIMELINE_TIMELINE=.*?)```", RegexOptions.Singleline)]
    private static partial Regex Commands();

    private static string Repository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Timeline.sln"))) folder = folder.Parent!;
        return folder.FullName;
    }
}
