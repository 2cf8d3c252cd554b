using System.Net;
using Timeline.Service.Tests.Embedded;
using Timeline.Service.Tests.Fixtures;

namespace Timeline.Browser.Tests.Fixtures;

/// <summary>
/// Tests of the page in a browser. After each of them nothing may stand in the console, nothing have been kept off by the page's policy
/// and nobody but the server have been asked.
/// </summary>
public abstract class PageTests(PageFixture fixture) : IClassFixture<PageFixture>, IAsyncLifetime
{
    private readonly List<TestServer> _servers = [];
    private Watch? _watch;
    private ThePage? _page;

    /// <summary>Asks the server beside the page.</summary>
    protected Api Api => fixture.Api;

    /// <summary>What the browser says of the page.</summary>
    private protected Watch Watch => _watch ??= fixture.Watch();

    /// <summary>The page of the server with the sample.</summary>
    private protected ThePage Page => _page ??= NewPage();

    /// <summary>The page in a new session, or that of another server.</summary>
    private protected ThePage NewPage(Uri? address = null) => fixture.NewPage(Watch, address);

    /// <summary>Another server, which ends when nobody looks at its page any more.</summary>
    private protected async Task<TestServer> ServeAsync()
    {
        _servers.Add(await TestServer.StartAsync());
        return _servers[^1];
    }

    /// <summary>Makes a key, from which on the server asks for one.</summary>
    private protected static async Task<string> KeyAsync(TestServer server, string name, params string[] rights)
    {
        var key = await server.KeyAsync(name, rights);
        // A server looks now and then whether there are keys.
        await Eventually.TrueAsync("A key is asked for.", async () => (await server.Api.Get("/v1")).Status == HttpStatusCode.Unauthorized);
        return key;
    }

    public Task InitializeAsync()
    {
        Chromium.Require();
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        if (_watch is not null) fixture.Leave();
        foreach (var server in _servers) await server.DisposeAsync();
        _watch?.AssertClean();
    }
}
