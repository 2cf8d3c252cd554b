using Timeline.Browser.Tests.Fixtures;

namespace Timeline.Browser.Tests;

/// <summary>A server that asks who is there.</summary>
public sealed class KeyTests(PageFixture fixture) : PageTests(fixture)
{
    [SkippableFact]
    public async Task A_key_is_asked_for_and_kept_for_the_session_only()
    {
        var server = await ServeAsync();
        await PageFixture.PutKoreaAsync(server.Api);
        var key = await KeyAsync(server, "reader");
        Watch.Expect("status of 401");

        var page = NewPage(server.Api.Http.BaseAddress);
        page.Open("?timeline=korea&known=2019-02-24&subject=summit/us-dprk-2");
        Assert.Contains("This server asks for a key", page.Text("form.key"), StringComparison.Ordinal);
        Assert.Equal("password", page.Field("Key").GetDomAttribute("type"));
        page.Fill("Key", "tlk_wrong");
        page.Until("A wrong key is said to be one.", () => page.Text("form.key")?.Contains("not good here", StringComparison.Ordinal) == true);

        page.Fill("Key", key);
        Assert.Equal("Scheduled", page.UntilPanel(p => p.Status is not null).Status);
        Assert.DoesNotContain(key, page.Driver.Url, StringComparison.Ordinal);
        Assert.DoesNotContain(key, page.Ask<string>("return JSON.stringify(localStorage) + document.cookie"), StringComparison.Ordinal);
        page.Driver.Navigate().Refresh();
        Assert.Equal("Scheduled", page.UntilPanel(p => p.Status is not null).Status);

        page.Button("Forget the key").Click();
        page.Until("The key is asked for again.", () => page.Text("form.key") is not null);
        page.Fill("Key", key);
        page.UntilPanel(p => p.Status is not null);

        var later = NewPage(server.Api.Http.BaseAddress).Open("?timeline=korea&known=2019-02-24&subject=summit/us-dprk-2");
        Assert.Contains("This server asks for a key", later.Text("form.key"), StringComparison.Ordinal);
    }
}
