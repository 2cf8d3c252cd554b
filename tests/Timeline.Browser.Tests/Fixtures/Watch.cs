using System.Text.Json.Nodes;
using OpenQA.Selenium;
using OpenQA.Selenium.Chrome;

namespace Timeline.Browser.Tests.Fixtures;

/// <summary>What a browser says of a page that its reader does not see: errors, what the policy kept off, and whom it asked.</summary>
internal sealed class Watch
{
    private readonly ChromeDriver _driver;
    private readonly HashSet<string> _servers = [];
    private readonly HashSet<string> _expected = [];
    private readonly HashSet<string> _met = [];

    internal Watch(ChromeDriver driver)
    {
        _driver = driver;
        // What was before is another's.
        Take();
    }

    /// <summary>The page of this server is looked at, and asks it.</summary>
    internal void Serve(Uri server) => _servers.Add(server.GetLeftPart(UriPartial.Authority));

    /// <summary>
    /// The test has the server refuse something, or not answer: a browser writes that to the console, whatever the page makes of it.
    /// </summary>
    internal void Expect(string text) => _expected.Add(text);

    /// <summary>The same, where it depends on how quick everybody is whether it comes to that.</summary>
    internal void Permit(string text)
    {
        Expect(text);
        _met.Add(text);
    }

    /// <summary>Nothing was wrong but what was expected, and that was.</summary>
    internal void AssertClean()
    {
        var wrongs = Take();
        Assert.True(wrongs.Count == 0, string.Join('\n', wrongs));
        Assert.Empty(_expected.Except(_met));
    }

    /// <summary>What was wrong since it was last asked for, but for what was expected.</summary>
    internal IReadOnlyList<string> Take()
    {
        var wrongs = new List<string>();
        foreach (var entry in _driver.Manage().Logs.GetLog(LogType.Browser).Where(e => e.Level >= LogLevel.Warning))
        {
            if (_expected.FirstOrDefault(e => entry.Message.Contains(e, StringComparison.Ordinal)) is { } expected) _met.Add(expected);
            else wrongs.Add($"Console: {entry.Message}");
        }

        foreach (var entry in _driver.Manage().Logs.GetLog(LogType.Performance))
        {
            var message = JsonNode.Parse(entry.Message)!["message"]!;
            if (message["method"]!.GetValue<string>() != "Network.requestWillBeSent") continue;
            var address = new Uri(message["params"]!["request"]!["url"]!.GetValue<string>());
            // What begins with chrome: the browser asks of itself.
            if (address.Scheme is not ("data" or "chrome") && !_servers.Contains(address.GetLeftPart(UriPartial.Authority))) wrongs.Add($"Foreign request: {address}");
        }

        return wrongs;
    }
}
