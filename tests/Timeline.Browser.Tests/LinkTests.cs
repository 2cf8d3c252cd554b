using OpenQA.Selenium;
using Timeline.Browser.Tests.Fixtures;
using Timeline.Service.Tests.Fixtures;

namespace Timeline.Browser.Tests;

/// <summary>The address bar holds all that is shown.</summary>
public sealed class LinkTests(PageFixture fixture) : PageTests(fixture)
{
    private const string Whole = "?timeline=korea&known=2019-02-24&at=2019-02-20&recorded=199&reliability=B&credibility=3&later=sources&text=summit"
        + "&subject=summit/us-dprk-2&pointer=/dates&knower=usa&knower=prk&without=cnn&kind=summit&actor=donald-trump&publisher=white-house&hindsight=2026-11-01T00:00:00Z";

    [SkippableFact]
    public void A_link_shows_the_same_again_after_a_reload_and_in_a_new_session()
    {
        Page.Open(Whole);
        Assert.Equal("24 February 2019", Page.Date);
        Assert.Equal("to USA, PRK", Page.Text(".slider-who"));
        (string Label, string Value)[] fields =
        [
            ("Known to", "usa prk"), ("State of affairs on", "2019-02-20"), ("As recorded at position", "199"), ("Without publisher", "cnn"), ("Source at least", "B"),
            ("Report at least", "3"), ("Kind", "summit"), ("Publisher", "white-house"), ("Actor", "donald-trump"), ("Words", "summit"),
        ];
        Assert.All(fields, f => Assert.Equal(f.Value, Page.Field(f.Label).GetDomProperty("value")));
        Assert.True(Page.Field("Hindsight").Selected);
        Assert.Contains(Page.UntilPanel(p => p.Status is not null)["What is known"].Rows, r => r.Whole.Contains("How “Dates” came to be known", StringComparison.Ordinal));
        var (address, shown) = (Page.Driver.Url, Page.Settle().Whole());

        Page.Driver.Navigate().Refresh();
        Page.Settle();
        Assert.Equal(address, Page.Driver.Url);
        Assert.Equal(shown, Page.Whole());

        var anew = NewPage().Open(Whole);
        Assert.Equal((address, shown), (anew.Driver.Url, anew.Whole()));
        Assert.True(anew.Field("Name sources published later").Selected);
        // It was pinned already, so both links are the address itself.
        Assert.EndsWith(Whole, anew.Link("Link to this view").GetDomAttribute("href")!.Replace("%2F", "/", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.EndsWith(Whole, anew.Link("Permanent link").GetDomAttribute("href")!.Replace("%2F", "/", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Each_step_stands_in_the_history_and_back_and_forward_go_through_it()
    {
        Page.Open("?timeline=korea&known=2019-02-24");
        Page.Button("Vantage · Filter").Click();
        (string Member, string? Value, Action Step)[] steps =
        [
            ("subject", "summit/us-dprk-2", () => Page.Lane("Second US–DPRK summit").Click()),
            ("pointer", "/dates", () => { Page.UntilPanel(p => p.Status is not null); Page.Button("27 February 2019 to 28 February 2019 (Hanoi)").Click(); }),
            ("knower", "usa", () => Page.Fill("Known to", "usa")),
            ("at", "2019-02-20", () => Page.Field("State of affairs on").SendKeys($"02202019{Keys.Enter}")),
            ("recorded", "199", () => Page.Fill("As recorded at position", "199")),
            ("without", "cnn", () => Page.Choose("Without publisher", "CNN")),
            ("reliability", "B", () => Page.Choose("Source at least", "B")),
            ("credibility", "3", () => Page.Choose("Report at least", "3")),
            ("later", "sources", () => Page.Field("Name sources published later").Click()),
            ("kind", "summit", () => Page.Choose("Kind", "Summit")),
            ("publisher", "white-house", () => Page.Choose("Publisher", "White House")),
            ("actor", "donald-trump", () => Page.Fill("Actor", "donald-trump")),
            ("text", "summit", () => Page.Fill("Words", "summit")),
            ("hindsight", "true", () => Page.Field("Hindsight").Click()),
            ("known", "2019-02-27", () => Page.Button("Next change").Click()),
            ("known", null, () => Page.Button("Now").Click()),
        ];
        var addresses = new List<string> { Page.Driver.Url };
        foreach (var (member, value, step) in steps)
        {
            step();
            Page.Until($"{member} is {value}.", () => Page[member] == value);
            addresses.Add(Page.Driver.Url);
        }

        Assert.Equal(addresses.Count, addresses.Distinct().Count());
        var shown = Page.Settle().Whole();
        for (var i = addresses.Count - 2; i >= 0; i--)
        {
            Page.Driver.Navigate().Back();
            Assert.Equal(addresses[i], Page.Driver.Url);
        }

        Page.Until("No subject is selected.", () => Page.Panel is null);
        foreach (var address in addresses.Skip(1))
        {
            Page.Driver.Navigate().Forward();
            Assert.Equal(address, Page.Driver.Url);
        }

        Page.Until("All is shown as before.", () => Page.Whole() == shown);
    }

    [SkippableFact]
    public void A_drag_is_one_step_back()
    {
        Page.Open("?timeline=korea&known=2019-02-24");
        Page.Button("Previous change").Click();
        var before = Page.Driver.Url;
        foreach (var day in (string[])["2019-02-01", "2019-01-20", "2019-01-10"]) Page.SlideTo(day);
        Assert.Equal("2019-01-10", Page["known"]);
        Page.Driver.Navigate().Back();
        Assert.NotEqual(before, Page.Driver.Url);
        Assert.Equal("2019-02-24", Page["known"]);
    }

    [SkippableFact]
    public async Task The_permanent_link_shows_the_same_whatever_is_recorded_later_and_says_so()
    {
        var timeline = $"t{Guid.NewGuid():N}";
        await Api.Put($"/v1/{timeline}", """{"title":"Test"}""");
        const string Venue = "00000000-0000-4000-8000-000000000001";
        var position = (await RecordAsync("VenueConfirmed", Venue, """{"venue":"Opera House"}""")).TextAt("/seq")!;
        foreach (var known in (string[])["", "&known=2019-03-20"])
        {
            Page.Open($"?timeline={timeline}{known}&subject=summit/s");
            Page.UntilPanel(p => p.Parts.Any(x => x.Title == "The story (1)"));
            Assert.DoesNotContain("as it stood at position", Page.Whole(), StringComparison.Ordinal);
            var (permanent, ofView) = (Page.Link("Permanent link").GetDomProperty("href")!, Page.Link("Link to this view").GetDomProperty("href")!);
            Assert.Equal(Page.Driver.Url, ofView);
            var before = Page.Settle().Text(".story")!;

            var act = Guid.NewGuid().ToString();
            await RecordAsync("EventCorrected", act, $"{{\"event\":\"{Venue}\",\"data\":{{\"venue\":\"Metropole\"}},\"reason\":\"slip\"}}");
            Page.Driver.Navigate().GoToUrl(ofView);
            Page.UntilPanel(p => p.Parts.Any(x => x.Items.Any(i => i.Contains("Metropole", StringComparison.Ordinal))));

            Page.Driver.Navigate().GoToUrl(permanent);
            Page.UntilPanel(p => p.Parts.Any(x => x.Title == "The story (1)"));
            Assert.Equal(before, Page.Settle().Text(".story"));
            Assert.Contains($"The ledger as it stood at position {position}.", Page.Text(".notice.pinned"), StringComparison.Ordinal);
            Assert.DoesNotContain("Metropole", Page.Whole(), StringComparison.Ordinal);
            // It is its own permanent link.
            Assert.Equal(permanent, Page.Link("Permanent link").GetDomProperty("href"));

            Page.Button("Show what was recorded since").Click();
            Page.UntilPanel(p => p.Parts.Any(x => x.Items.Any(i => i.Contains("Metropole", StringComparison.Ordinal))));
            Assert.Null(Page["recorded"]);
            position = (await RecordAsync("EventRetracted", Guid.NewGuid().ToString(), $"{{\"event\":\"{act}\",\"reason\":\"it was right\"}}")).TextAt("/seq")!;
        }

        async Task<Answer> RecordAsync(string type, string id, string data)
        {
            var answer = await Api.Post($"/v1/{timeline}/events", $"{{\"id\":\"{id}\",\"subject\":\"summit/s\",\"type\":\"{type}\",\"data\":{data},\"known\":\"2019-02-20\"}}");
            Assert.True(answer.Status == System.Net.HttpStatusCode.Created, answer.Text);
            return answer;
        }
    }

    [SkippableFact]
    public async Task Cite_copies_how_to_cite_what_is_shown()
    {
        Page.Open("?timeline=korea&known=2019-02-24&subject=summit/us-dprk-2");
        Page.UntilPanel(p => p.Status is not null);
        Page.Driver.ExecuteCdpCommand("Browser.grantPermissions", new() { ["permissions"] = new[] { "clipboardReadWrite", "clipboardSanitizedWrite" } });
        Page.Button("Cite").Click();
        Page.Until("It says that it is copied.", () => Page.Text(".actions button") == "Copied ✓");
        var copied = (string)Page.Driver.ExecuteAsyncScript("const done = arguments[0]; navigator.clipboard.readText().then(done, e => done(String(e)))")!;
        var permalink = (await Api.Get("/v1/korea/subjects/summit/us-dprk-2?known=2019-02-24")).TextAt("/permalink")!;
        Assert.Contains(permalink.Split('?')[0], copied, StringComparison.Ordinal);
        Assert.Contains("2019-02-24", copied, StringComparison.Ordinal);
    }
}
