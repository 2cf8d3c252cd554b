using System.Diagnostics;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Timeline.Server.Hosting;
using Timeline.Service.Tests.Fixtures;

namespace Timeline.Service.Tests.Others;

/// <summary>
/// Runs the program of the README's section "Your own projections with Marten" as it stands there, on the sample, and compares what it
/// prints with what is shown. <c>TIMELINE_UPDATE_README=1</c> writes that into the README instead.
/// </summary>
public sealed class OwnProjectionsTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private const string Project = "#:project timeline/";

    private static readonly string Readme = Path.Combine(Repository(), "README.md");

    /// <summary>A block of that section.</summary>
    internal static string Block(string language)
    {
        var readme = File.ReadAllText(Readme);
        var section = readme[readme.IndexOf("## Your own projections with Marten", StringComparison.Ordinal)..];
        return Regex.Match(section, $"```{language}\n(.*?)```", RegexOptions.Singleline).Groups[1].Value;
    }

    [Fact]
    public async Task The_program_of_the_README_prints_what_stands_there()
    {
        await server.Services.GetRequiredService<Seeds>().LoadAsync("korea", CancellationToken.None);
        var program = Block("csharp");
        Assert.StartsWith(Project, program, StringComparison.Ordinal);
        var before = await LedgerImage.OfRowsAsync(server.ConnectionString);
        var folder = Directory.CreateTempSubdirectory("timeline-readme-");
        try
        {
            var file = Path.Combine(folder.FullName, "venues.cs");
            await File.WriteAllTextAsync(file, program.Replace(Project, $"#:project {Repository()}/", StringComparison.Ordinal));
            var printed = await RunAsync(folder, ["run", file, "--", server.ConnectionString]);
            if (Environment.GetEnvironmentVariable("TIMELINE_UPDATE_README") == "1") await ShowAsync(printed);
            Assert.Equal(Block("text"), printed);
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        Assert.Equal(before, await LedgerImage.OfRowsAsync(server.ConnectionString));
        Assert.Contains("mt_doc_venues", await LedgerImage.TablesAsync(server.ConnectionString, "mine"));
        Assert.Empty(server.Log.Entries);
    }

    private static async Task ShowAsync(string printed)
    {
        var readme = await File.ReadAllTextAsync(Readme);
        readme = readme.Replace($"```text\n{Block("text")}```", $"```text\n{printed}```", StringComparison.Ordinal);
        await File.WriteAllTextAsync(Readme, readme);
    }

    private static async Task<string> RunAsync(DirectoryInfo folder, string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            // What is built of one file is kept there.
            Environment = { ["XDG_DATA_HOME"] = folder.FullName, ["MSBUILDDISABLENODEREUSE"] = "1" },
        })!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, await output + await error);
        return await output;
    }

    private static string Repository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Timeline.sln"))) folder = folder.Parent;
        return folder.FullName;
    }
}
