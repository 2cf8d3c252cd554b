using System.Globalization;
using System.Text.Json;
using Npgsql;
using OpenQA.Selenium;
using OpenQA.Selenium.Chrome;
using OpenQA.Selenium.Support.UI;

namespace Timeline.Benchmarks;

/// <summary>
/// The page in a Chromium over 100,000 events (or TIMELINE_BENCHMARK_EVENTS): how long it takes to open, until lanes and marks are drawn, and
/// to follow the slider; and the longest time between two frames while it plays. The floor is the same page over 200 events.
/// </summary>
internal static class PageBenchmark
{
    private const int Few = 200;

    private const int Rounds = 7;

    internal static async Task RunAsync(NpgsqlDataSource database)
    {
        var count = int.Parse(Environment.GetEnvironmentVariable("TIMELINE_BENCHMARK_EVENTS") ?? "100000", CultureInfo.InvariantCulture);
        using var server = await ServerUnderTest.StartAsync(database.ConnectionString);
        using var http = server.CreateClient();
        foreach (var (name, lines) in new[] { ("few", Few), ("many", count) })
        {
            await http.CreateTimelineAsync(name);
            await http.ImportAsync(name, lines, Made.Line);
        }

        // As a server is after a night: its tables were looked over.
        await using (var analyze = database.CreateCommand("vacuum analyze")) await analyze.ExecuteNonQueryAsync();
        using var driver = Start();
        var middle = new Dictionary<string, string> { ["few"] = await MiddleAsync(http, "few"), ["many"] = await MiddleAsync(http, "many") };

        Console.WriteLine("page                       ms    floor ms   ratio   (median of seven; frames: the longest)");
        foreach (var (what, measure) in new (string, Func<string, double>)[]
        {
            ("open", timeline => Median(() => Open(driver, server.Address, $"?timeline={timeline}&known={middle[timeline]}"))),
            ("open, known now", timeline => Median(() => Open(driver, server.Address, $"?timeline={timeline}"))),
            ("slide, drawn", timeline => { Open(driver, server.Address, $"?timeline={timeline}&known={middle[timeline]}"); return Median(() => Slide(driver, "main")); }),
            ("slide, told", timeline => { Open(driver, server.Address, $"?timeline={timeline}&known={middle[timeline]}"); return Median(() => Slide(driver, "main, main *")); }),
            ("frames in play", timeline => { Open(driver, server.Address, $"?timeline={timeline}&known={middle[timeline]}"); return Play(driver); }),
        })
        {
            var (floor, many) = (measure("few"), measure("many"));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {what,-20}{many,8:N0}{floor,12:N0}{many / floor,8:N1}"));
        }
    }

    /// <summary>The day in the middle of those on which something became known.</summary>
    private static async Task<string> MiddleAsync(HttpClient http, string timeline)
    {
        using var answer = JsonDocument.Parse(await http.GetStringAsync(new Uri($"/v1/{timeline}/days?limit=1000", UriKind.Relative)));
        var days = answer.RootElement.GetProperty("items");
        return days[days.GetArrayLength() / 2].GetProperty("day").GetString()!;
    }

    /// <summary>From the beginning of the navigation until marks and lanes with events in them are there.</summary>
    private static double Open(ChromeDriver driver, Uri server, string query)
    {
        driver.Navigate().GoToUrl(new Uri(server, "/" + query));
        return Until(driver, """
            return (document.querySelector('.slider-marks path')?.getAttribute('d') ?? '') + (document.querySelectorAll('.slider-marks path')[1]?.getAttribute('d') ?? '') !== ''
                && document.querySelector('.lanes .vis-item') !== null && document.querySelector('.lane-name') !== null ? performance.now() : null
            """);
    }

    /// <summary>From a step of the slider until what is below has followed it: what is drawn, or what is told of the subjects too.</summary>
    private static double Slide(ChromeDriver driver, string below)
    {
        driver.ExecuteScript("""
            window.isAsked = false;
            new MutationObserver((_, observer) => { if (document.querySelector('main[aria-busy=true]')) { window.isAsked = true; observer.disconnect(); } })
                .observe(document.querySelector('main'), { attributes: true });
            window.begun = performance.now();
            const slider = document.querySelector('input[type=range]');
            // There and back, so that every round is the same.
            window.step = -(window.step ?? 1);
            slider.value = Number(slider.value) + window.step;
            slider.dispatchEvent(new Event('input', { bubbles: true }));
            """);
        return Until(driver, $"return window.isAsked && ![...document.querySelectorAll('{below}')].some(e => e.ariaBusy === 'true') ? performance.now() - window.begun : null");
    }

    /// <summary>The longest time between two frames while it plays for five seconds.</summary>
    private static double Play(ChromeDriver driver) => Convert.ToDouble(driver.ExecuteAsyncScript("""
        const done = arguments[0];
        document.querySelector('.slider-buttons .primary').click();
        const begun = performance.now();
        let last = begun, longest = 0;
        const look = now => {
            longest = Math.max(longest, now - last);
            last = now;
            if (now - begun < 5000) requestAnimationFrame(look); else done(longest);
        };
        requestAnimationFrame(now => { last = now; requestAnimationFrame(look); });
        """), CultureInfo.InvariantCulture);

    private static double Median(Func<double> once)
    {
        once();
        return Enumerable.Range(0, Rounds).Select(_ => once()).Order().ElementAt(Rounds / 2);
    }

    private static double Until(ChromeDriver driver, string script)
    {
        var wait = new WebDriverWait(new SystemClock(), driver, TimeSpan.FromSeconds(60), TimeSpan.FromMilliseconds(5));
        try
        {
            return Convert.ToDouble(wait.Until(_ => driver.ExecuteScript(script)), CultureInfo.InvariantCulture);
        }
        catch (WebDriverTimeoutException e)
        {
            throw new InvalidOperationException($"Not so in time at {driver.Url}; the page says: {driver.ExecuteScript("return document.body.innerText")}", e);
        }
    }

    private static ChromeDriver Start()
    {
        string Find(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(f => Path.Combine(f, program)).FirstOrDefault(File.Exists)
            ?? throw new InvalidOperationException($"There is no {program}: install Debian's chromium and chromium-driver.");
        var service = ChromeDriverService.CreateDefaultService(Path.GetDirectoryName(Find("chromedriver"))!, "chromedriver");
        service.SuppressInitialDiagnosticInformation = true;
        var options = new ChromeOptions { BinaryLocation = Find("chromium") };
        options.AddArguments("--headless=new", "--lang=en", "--window-size=1400,950", "--no-first-run", "--disable-gpu", "--disable-dev-shm-usage");
        if (Environment.IsPrivilegedProcess) options.AddArgument("--no-sandbox");
        var driver = new ChromeDriver(service, options);
        driver.Manage().Timeouts().AsynchronousJavaScript = TimeSpan.FromSeconds(30);
        return driver;
    }
}
