using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Timeline.Service.Tests.Fixtures;

namespace Timeline.Service.Tests.Samples;

/// <summary>The sample timeline, imported once into a server of its own.</summary>
public sealed partial class KoreaFixture : IAsyncLifetime
{
    private readonly ServerFixture _server = new();
    private long _before;

    /// <summary>The lines of the seed, in order.</summary>
    public IReadOnlyList<JsonNode> Lines { get; private set; } = [];

    /// <summary>What the import answered.</summary>
    public Answer Report { get; private set; } = null!;

    public Api Api => _server.Api;

    /// <summary>The seed as it stands in the file.</summary>
    public static string File { get; } = System.IO.File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "seeds", "korea.ndjson"));

    public async Task InitializeAsync()
    {
        await _server.InitializeAsync();
        Lines = [.. File.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!)];
        await Api.Put("/v1/korea", """{"title":"The sample"}""");
        Report = await Import();
        _before = await Api.PositionAsync("korea") - Lines.Count;
    }

    public Task DisposeAsync() => _server.DisposeAsync();

    public Task<Answer> Import() => Api.Post("/v1/korea/import", File, "application/x-ndjson");

    /// <summary>Asks about a subject; <c>{n}</c> in the vantage is the position of the n-th line.</summary>
    public Task<Answer> Ask(string subject, string vantage)
    {
        var resolved = Line().Replace(vantage, n => $"{_before + int.Parse(n.Groups[1].Value, CultureInfo.InvariantCulture)}");
        return Api.Get($"/v1/korea/subjects/{subject}?{resolved}");
    }

    [GeneratedRegex(@"\{(\d+)\}")]
    private static partial Regex Line();
}

/// <summary>The tests that ask about the one import.</summary>
[CollectionDefinition(nameof(Korea))]
public sealed class Korea : ICollectionFixture<KoreaFixture>;
