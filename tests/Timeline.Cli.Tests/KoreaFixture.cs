using System.Net;
using Timeline.Service.Tests.Fixtures;

namespace Timeline.Cli.Tests;

/// <summary>A real server with the sample in it, and the tool told of it.</summary>
public sealed class KoreaFixture : IAsyncLifetime
{
    private readonly ServerFixture _server = new();

    public Api Api => _server.Api;

    internal Cli Cli { get; private set; } = null!;

    /// <summary>The newest position when it was imported; with <c>known</c> it makes every answer the same each time.</summary>
    public string Position { get; private set; } = "";

    public static string File { get; } = Path.Combine(AppContext.BaseDirectory, "seeds", "korea.ndjson");

    public async Task InitializeAsync()
    {
        await _server.InitializeAsync();
        await Api.Put("/v1/korea", """{"title":"The sample"}""");
        var report = await Api.Post("/v1/korea/import", await System.IO.File.ReadAllTextAsync(File), "application/x-ndjson");
        Assert.Equal(HttpStatusCode.OK, report.Status);
        Position = (await Api.Get("/v1/korea/subjects?limit=1")).TextAt("/vantage/recorded")!;
        Cli = new Cli(Api.Http.BaseAddress!, ("TIMELINE_TIMELINE", "korea"));
    }

    public Task DisposeAsync() => _server.DisposeAsync();
}

/// <summary>The tests that ask about the one import.</summary>
[CollectionDefinition(nameof(Korea))]
public sealed class Korea : ICollectionFixture<KoreaFixture>;
