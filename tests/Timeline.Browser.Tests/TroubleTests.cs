using Timeline.Browser.Tests.Fixtures;
using Timeline.Service.Tests.Fixtures;

namespace Timeline.Browser.Tests;

/// <summary>Where there is nothing to show, the page says why and what to do.</summary>
public sealed class TroubleTests(PageFixture fixture) : PageTests(fixture)
{
    [SkippableFact]
    public async Task An_empty_server_says_how_it_is_filled()
    {
        var server = await ServeAsync();
        var page = NewPage(server.Api.Http.BaseAddress).Open();
        Assert.Contains("Nothing is known here yet", page.Text("main"), StringComparison.Ordinal);
        Assert.Contains("PUT /v1/NAME", page.Text("main"), StringComparison.Ordinal);
        Assert.Equal("/questions", page.Link("Questions and API").GetDomAttribute("href"));
    }

    [SkippableFact]
    public async Task A_timeline_with_nothing_in_it_says_so()
    {
        var name = await Api.NewTimeline();
        Page.Open($"?timeline={name}");
        Assert.Contains("From this vantage nothing of it was known.", Page.Text("main"), StringComparison.Ordinal);
        Assert.Null(Page.Alert);
    }

    [SkippableFact]
    public void A_timeline_that_is_not_there_is_said_to_be_none()
    {
        Watch.Expect("status of 404");
        Page.Open("?timeline=nowhere");
        Assert.Contains("There is no timeline 'nowhere' here", Page.Alert, StringComparison.Ordinal);
        Page.Link("Start afresh").Click();
        Page.Until("The sample is there.", () => Page.Date == "24 February 2019");
    }

    [SkippableFact]
    public void A_date_that_is_none_is_shown_with_the_servers_reason()
    {
        Watch.Expect("status of 400");
        Page.Open("?timeline=korea&known=nonsense");
        Assert.Equal("nonsense", Page.Date);
        Assert.Contains("known: Is not a date (EDTF)", Page.Alert, StringComparison.Ordinal);
        Page.Button("Now").Click();
        Page.Until("Nothing is wrong any more.", () => Page.Alert is null && Page.Lanes.Count > 0);
    }

    [SkippableFact]
    public void A_filter_that_nothing_matches_says_what_to_do()
    {
        Page.Open("?timeline=korea&known=2019-02-24&text=nothing-of-the-kind");
        Assert.Contains("Move the slider to a later day, or clear the filters.", Page.Text(".lanes .notice"), StringComparison.Ordinal);
        Page.Button("Clear").Click();
        Page.Until("There is something.", () => Page.Lanes.Count > 0);
    }

    [SkippableFact]
    public async Task A_server_that_stopped_is_said_to_be_away()
    {
        var server = await TestServer.StartAsync();
        var page = NewPage(server.Api.Http.BaseAddress);
        try
        {
            await PageFixture.PutKoreaAsync(server.Api);
            page.Open("?timeline=korea&known=2019-02-24&subject=summit/us-dprk-2");
        }
        finally
        {
            await server.DisposeAsync();
        }

        Watch.Expect("ERR_CONNECTION_REFUSED");
        Watch.Permit("/feed");
        page.SlideTo("2019-02-20");
        page.Until("It is said.", () => page.Alert?.StartsWith("The server was not reached.", StringComparison.Ordinal) == true);
    }
}
