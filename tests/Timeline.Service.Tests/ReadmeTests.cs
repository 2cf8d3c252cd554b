using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Timeline.Server.Hosting;
using Timeline.Service.Tests.Fixtures;

namespace Timeline.Service.Tests;

/// <summary>
/// Runs the README's commands as they stand there, in a shell, against a server as it is after a fresh start, and compares the answers
/// with those shown. <c>TIMELINE_UPDATE_README=1</c> writes the answers into the README instead.
/// </summary>
public sealed partial class ReadmeTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private static readonly JsonSerializerOptions Laid = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [SkippableFact]
    public async Task Every_curl_of_the_README_gets_the_answer_it_shows()
    {
        var isCi = Environment.GetEnvironmentVariable("CI") == "true";
        Skip.If(!isCi && !HasCurl(), "curl is not installed.");
        await server.Services.GetRequiredService<Seeds>().LoadAsync("korea", CancellationToken.None);
        var path = Path.Combine(Repository(), "README.md");
        var readme = await File.ReadAllTextAsync(path);
        var isUpdate = Environment.GetEnvironmentVariable("TIMELINE_UPDATE_README") == "1";
        var compared = 0;
        foreach (Match curl in Commands().Matches(readme))
        {
            if (curl.Groups["command"].Value.Contains("/erasure", StringComparison.Ordinal)) await IsCorrectedAsync();
            var answer = await RunAsync(curl.Groups["command"].Value.Replace("http://127.0.0.1:5080", server.Api.Http.BaseAddress!.ToString().TrimEnd('/'), StringComparison.Ordinal));
            if (!curl.Groups["answer"].Success) continue;
            if (isUpdate) readme = readme.Replace(curl.Groups["answer"].Value, Lay(JsonNode.Parse(answer)!), StringComparison.Ordinal);
            else Assert.True(JsonNode.DeepEquals(Steady(curl.Groups["answer"].Value), Steady(answer)), $"{curl.Groups["command"].Value}\n{answer}");
            compared++;
        }

        Assert.Equal(5, compared);
        var erased = await server.Api.Get("/v1/trial/subjects/talks/us-dprk/events?known=2019-02-01");
        Assert.StartsWith("Order of", erased.TextAt("/items/0/erased/reason"), StringComparison.Ordinal);
        Assert.DoesNotContain("dismantle", erased.Text, StringComparison.Ordinal);
        if (isUpdate) await File.WriteAllTextAsync(path, readme);
    }

    private async Task IsCorrectedAsync()
    {
        const string pledge = "/state/pledges/5a3f1f0e-8f0c-4c52-9d2b-6a1f5f6f2a01/pledge";
        var corrected = await server.Api.Get("/v1/trial/subjects/talks/us-dprk?known=2019-02-01");
        Assert.StartsWith("to dismantle and destroy ", corrected.TextAt(pledge), StringComparison.Ordinal);
        var before = await server.Api.Get("/v1/trial/subjects/talks/us-dprk?known=2019-01-31");
        Assert.StartsWith("to dismantle plutonium", before.TextAt(pledge), StringComparison.Ordinal);
    }

    private static async Task<string> RunAsync(string command)
    {
        var start = new ProcessStartInfo("bash", ["-c", command.Replace("curl ", "curl -sS ", StringComparison.Ordinal)]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, await error);
        return await output;
    }

    // When it is recorded is all that differs from one run to the next.
    private static JsonNode Steady(string json)
    {
        var node = JsonNode.Parse(json)!;
        Replace(node);
        return node;

        static void Replace(JsonNode node)
        {
            if (node is JsonObject o)
            {
                foreach (var name in o.Select(m => m.Key).ToList())
                {
                    if (name is "recordedAt" or "notedAt") o[name] = "then";
                    else if (o[name] is { } below) Replace(below);
                }
            }
            else if (node is JsonArray a)
            {
                foreach (var item in a.OfType<JsonNode>()) Replace(item);
            }
        }
    }

    // Objects and lists that fit stay on one line.
    private static string Lay(JsonNode node, int depth = 0)
    {
        var line = node.ToJsonString(new JsonSerializerOptions { Encoder = Laid.Encoder });
        if (line.Length + (depth * 2) <= 120 || node is not (JsonObject or JsonArray)) return line;
        var indent = new string(' ', (depth + 1) * 2);
        var items = node is JsonObject o
            ? o.Select(m => $"{indent}\"{m.Key}\": {(m.Value is null ? "null" : Lay(m.Value, depth + 1))}")
            : ((JsonArray)node).Select(i => indent + Lay(i!, depth + 1));
        var (open, close) = node is JsonObject ? ('{', '}') : ('[', ']');
        return $"{open}\n{string.Join(",\n", items)}\n{new string(' ', depth * 2)}{close}";
    }

    private static bool HasCurl() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, "curl")));

    internal static string Repository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Timeline.sln"))) folder = folder.Parent;
        return folder.FullName;
    }

    [GeneratedRegex("```sh\n(?<command>curl .*?)\n```(\n\n```json\n(?<answer>.*?)\n```)?", RegexOptions.Singleline)]
    private static partial Regex Commands();
}
