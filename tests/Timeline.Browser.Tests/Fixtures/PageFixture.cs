using System.Net;
using OpenQA.Selenium;
using Timeline.Service.Tests.Fixtures;

namespace Timeline.Browser.Tests.Fixtures;

/// <summary>A real server with the sample in it and a browser to look at it with; shared by the tests of one class.</summary>
public sealed class PageFixture : IAsyncLifetime
{
    private readonly ServerFixture _server = new();
    private Chromium? _chromium;

    /// <summary>Asks the server beside the page.</summary>
    public Api Api => _server.Api;

    public async Task InitializeAsync()
    {
        if (!Chromium.IsThere) return;
        await _server.InitializeAsync();
        await PutKoreaAsync(Api);
        _chromium = Chromium.Start();
    }

    public async Task DisposeAsync()
    {
        if (_chromium is null) return;
        await _chromium.DisposeAsync();
        await _server.DisposeAsync();
    }

    /// <summary>Has a server hold the sample.</summary>
    internal static async Task PutKoreaAsync(Api api)
    {
        await api.Put("/v1/korea", """{"title":"The US–DPRK process up to the Hanoi summit"}""");
        var seed = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "seeds", "korea.ndjson"));
        Assert.Equal(HttpStatusCode.OK, (await api.Post("/v1/korea/import", seed, "application/x-ndjson")).Status);
    }

    /// <summary>Looks over the browser while one test runs.</summary>
    internal Watch Watch() => new(_chromium!.Driver);

    /// <summary>A tab without a past, in which nothing is kept from the last one: the page of this server, or of another.</summary>
    internal ThePage NewPage(Watch watch, Uri? address = null)
    {
        Leave();
        address ??= Api.Http.BaseAddress!;
        var origin = address.GetLeftPart(UriPartial.Authority);
        _chromium!.Driver.ExecuteCdpCommand("Storage.clearDataForOrigin", new() { ["origin"] = origin, ["storageTypes"] = "all" });
        watch.Serve(address);
        return new ThePage(_chromium.Driver, address).Resize(1400, 950);
    }

    /// <summary>Goes to a new tab and closes all others, so that none asks its server any more.</summary>
    internal void Leave()
    {
        var driver = _chromium!.Driver;
        var last = driver.WindowHandles;
        driver.SwitchTo().NewWindow(WindowType.Tab);
        var tab = driver.CurrentWindowHandle;
        foreach (var window in last)
        {
            driver.SwitchTo().Window(window);
            driver.Close();
        }

        driver.SwitchTo().Window(tab);
    }
}
