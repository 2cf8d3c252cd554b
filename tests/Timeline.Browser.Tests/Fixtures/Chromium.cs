using OpenQA.Selenium;
using OpenQA.Selenium.Chrome;
using OpenQA.Selenium.Chromium;
using Timeline.Server.Http;
using Timeline.Service.Tests.Embedded;

namespace Timeline.Browser.Tests.Fixtures;

/// <summary>
/// A Chromium without a window, with a profile of its own. It and its driver are those of the system; nothing is downloaded. Where they
/// are not there, tests that need them are skipped; in CI they fail.
/// </summary>
internal sealed class Chromium : IAsyncDisposable
{
    private readonly TemporaryFolder _profile = new();

    private Chromium()
    {
        var service = ChromeDriverService.CreateDefaultService(Path.GetDirectoryName(Find("chromedriver")!), Path.GetFileName(Find("chromedriver")!));
        service.SuppressInitialDiagnosticInformation = true;
        service.LogPath = Path.Combine(_profile.Path, "driver.log");
        var options = new ChromeOptions { BinaryLocation = Find("chromium")! };
        options.AddArguments("--headless=new", "--lang=en", "--window-size=1400,950", $"--user-data-dir={Path.Combine(_profile.Path, "profile")}",
            "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage", "--disable-gpu");
        // Chromium's sandbox is not for root, as who runs in a container often is.
        if (Environment.IsPrivilegedProcess) options.AddArgument("--no-sandbox");
        options.SetLoggingPreference(LogType.Browser, LogLevel.All);
        options.SetLoggingPreference(LogType.Performance, LogLevel.All);
        options.PerformanceLoggingPreferences = new ChromiumPerformanceLoggingPreferences { IsCollectingPageEvents = false };
        Driver = new ChromeDriver(service, options);
    }

    internal ChromeDriver Driver { get; }

    internal static Chromium Start() => new();

    /// <summary>Skips the test where there is no browser or no page; in CI it fails.</summary>
    internal static void Require()
    {
        var missing = Find("chromium") is null ? "There is no chromium." : Find("chromedriver") is null ? "There is no chromedriver."
            : WebPage.Built is null ? "The page was not built." : null;
        Skip.If(missing is not null && Environment.GetEnvironmentVariable("CI") != "true", missing);
        Assert.True(missing is null, missing);
    }

    internal static bool IsThere { get; } = Find("chromium") is not null && Find("chromedriver") is not null;

    public async ValueTask DisposeAsync()
    {
        await Driver.DisposeAsync();
        _profile.Dispose();
    }

    private static string? Find(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Where(folder => folder.Length > 0).Select(folder => Path.Combine(folder, OperatingSystem.IsWindows() ? $"{program}.exe" : program)).FirstOrDefault(File.Exists);
}
