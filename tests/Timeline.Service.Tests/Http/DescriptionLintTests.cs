using System.Text.Json.Nodes;
using Timeline.Service.Tests.Fixtures;

namespace Timeline.Service.Tests.Http;

/// <summary>The description of the API holds to what linters that are not ours recommend: Redocly's and Spectral's.</summary>
public sealed class DescriptionLintTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private static readonly NpmTool Linters = new("openapi");

    [SkippableFact]
    public async Task Linters_find_neither_an_error_nor_a_warning_in_the_description()
    {
        var description = (await server.Api.Get("/openapi/v1.json")).Text;
        var found = JsonNode.Parse(await Linters.RunAsync("lint.cjs", description))!.AsArray().Select(f => (string)f!).ToList();
        Assert.True(found.Count == 0, string.Join('\n', found));
    }

    [SkippableFact]
    public async Task A_description_with_something_wrong_is_found_by_both()
    {
        const string Wrong = """{"openapi":"3.1.0","info":{"title":"t","version":"1"},"paths":{"/a":{"get":{"responses":{"200":{"description":"d"}}}}}}""";
        var found = JsonNode.Parse(await Linters.RunAsync("lint.cjs", Wrong))!.AsArray().Select(f => (string)f!).ToList();
        foreach (var linter in (string[])["redocly", "spectral"]) Assert.Contains(found, f => f.StartsWith($"{linter} ", StringComparison.Ordinal));
    }
}
