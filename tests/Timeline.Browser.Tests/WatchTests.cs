using Timeline.Browser.Tests.Fixtures;

namespace Timeline.Browser.Tests;

/// <summary>What is looked for after every test is found where it is.</summary>
public sealed class WatchTests(PageFixture fixture) : PageTests(fixture)
{
    [SkippableFact]
    public async Task A_foreign_request_an_error_and_what_the_policy_forbids_are_found()
    {
        var other = await ServeAsync();
        var foreign = other.Api.Http.BaseAddress!;
        Page.Open();
        Assert.Empty(Watch.Take());

        Page.Driver.ExecuteAsyncScript("const done = arguments[1]; fetch(arguments[0]).then(done, () => done())", foreign.ToString());
        Assert.Contains(Watch.Take(), w => w.Contains("Content Security Policy", StringComparison.Ordinal));

        Page.Driver.ExecuteScript("setTimeout(() => { throw new Error('of the page') })");
        var found = new List<string>();
        Page.Until("An error in a script is found.", () => { found.AddRange(Watch.Take()); return found.Any(w => w.Contains("of the page", StringComparison.Ordinal)); });

        Page.Driver.ExecuteScript("location.href = arguments[0]", foreign.ToString());
        found.Clear();
        Page.Until("A request to another is found.", () => { found.AddRange(Watch.Take()); return found.Any(w => w.StartsWith($"Foreign request: {foreign}", StringComparison.Ordinal)); });
        Page.Open();
        Watch.Take();
    }
}
