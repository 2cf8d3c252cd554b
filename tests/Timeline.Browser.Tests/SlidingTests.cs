using System.Text.Json.Nodes;
using OpenQA.Selenium;
using OpenQA.Selenium.Interactions;
using Timeline.Browser.Tests.Fixtures;

namespace Timeline.Browser.Tests;

/// <summary>The slider, and the second summit as its panel tells it day by day; each time as the server has it.</summary>
public sealed class SlidingTests(PageFixture fixture) : PageTests(fixture)
{
    [SkippableFact]
    public async Task The_page_opens_on_a_day_that_shows_what_it_is_about()
    {
        Page.Open();
        Assert.Equal(("korea", "2019-02-24", "summit/us-dprk-2"), (Page["timeline"], Page["known"], Page["subject"]));
        Assert.Equal("24 February 2019", Page.Date);
        await AssertAsServerSaysAsync("2019-02-24");
    }

    [SkippableFact]
    public async Task On_20_February_the_summit_is_scheduled_and_two_buildings_are_proposed()
    {
        Page.Open().SlideTo("2019-02-20");
        Assert.Equal("20 February 2019", Page.Date);
        var panel = Page.UntilPanel(p => p["Venues"].Entries.Length == 2);
        Assert.Equal(("Summit", "Second US–DPRK summit", "Scheduled"), (panel.Kind, panel.Title, panel.Status));
        Assert.Equal("27 February 2019 to 28 February 2019 (Hanoi)", panel["What is known"]["Dates"]);
        Assert.Equal("Hanoi, VNM", panel["What is known"]["Place"]);
        Assert.Equal("Vietnam, VNM", panel["Places"].Entry("Vietnam")!["Place"]);
        Assert.All(panel["Venues"].Entries, venue => Assert.Equal("proposed", venue["Status"]));
        await AssertAsServerSaysAsync("2019-02-20");
    }

    [SkippableFact]
    public async Task On_24_February_a_palace_is_rejected_on_whose_word_it_says_and_the_building_is_open()
    {
        Page.Open().SlideTo("2019-02-20").SlideTo("2019-02-24");
        var panel = Page.UntilPanel(p => p["Venues"].Entry("Friendship Cultural Palace") is not null);
        var palace = panel["Venues"].Entry("Friendship Cultural Palace")!;
        Assert.Equal(("rejected", "PRK", "security"), (palace["Status"], palace["By"], palace["Reason"]));
        Assert.Equal("German Daily, according to South Korean information · usually reliable, possibly true (B3) · known since 24 February 2019", palace.Says);
        Assert.Equal("? In which building it is to be: none is confirmed. withheld", Assert.Single(panel["Open questions"].Items));
        Assert.Equal("Scheduled", panel.Status);
        await AssertAsServerSaysAsync("2019-02-24");
    }

    [SkippableFact]
    public async Task On_1_March_it_is_concluded_without_an_agreement()
    {
        Page.Open().SlideTo("2019-03-01");
        var panel = Page.UntilPanel(p => p.Status == "Concluded");
        Assert.Equal("no agreement", panel["What is known"]["Outcome"]);
        Assert.Empty(panel["Open questions"].Items);
        Assert.Equal("used", panel["Venues"].Entry("Sofitel Legend Metropole")!["Status"]);
        await AssertAsServerSaysAsync("2019-03-01");
    }

    [SkippableFact]
    public async Task Arrows_move_it_by_a_day_and_with_Shift_to_the_next_change()
    {
        Page.Open();
        Page.Driver.FindElement(By.CssSelector("input[type=range]")).SendKeys(Keys.ArrowLeft);
        Assert.Equal("23 February 2019", Page.Date);
        Page.Press(Keys.ArrowLeft, Keys.ArrowLeft, Keys.ArrowLeft);
        Assert.Equal("2019-02-20", Page["known"]);
        await AssertAsServerSaysAsync("2019-02-20");

        Page.SlideTo("2019-03-10").PressShift(Keys.ArrowRight);
        var change = Page["known"]!;
        Assert.True(string.CompareOrdinal(change, "2019-03-11") > 0);
        Assert.DoesNotContain("nothing became known", Page.SliderSays, StringComparison.Ordinal);
        var between = await Api.Get($"/v1/korea/events?knownFrom=2019-03-11&knownTo={change}&known={change}");
        Assert.All(between.Json["items"]!.AsArray(), e => Assert.StartsWith(change, e!["knownBy"]!.GetValue<string>(), StringComparison.Ordinal));
        Page.PressShift(Keys.ArrowLeft);
        Assert.True(string.CompareOrdinal(Page["known"], "2019-03-10") <= 0);
    }

    [SkippableFact]
    public async Task It_is_dragged_with_a_mouse_too()
    {
        Page.Open();
        var slider = Page.Driver.FindElement(By.CssSelector("input[type=range]"));
        // The middle of the thumb, which goes a little less far than the track is long.
        var from = Page.Ask<long>("const s = arguments[0]; return Math.round(((s.value - s.min) / (s.max - s.min) - 0.5) * (s.clientWidth - 16))", slider);
        new Actions(Page.Driver).MoveToElement(slider, (int)from, 0).ClickAndHold().MoveByOffset(-20, 0).MoveByOffset(-180, 0).Release().Perform();
        Assert.True(string.CompareOrdinal(Page["known"], "2018-12-31") < 0 && string.CompareOrdinal(Page["known"], "2018-10-31") > 0, Page["known"]);
        await AssertAsServerSaysAsync(Page["known"]!);
    }

    [SkippableFact]
    public async Task Playing_goes_on_day_by_day_until_it_is_paused()
    {
        Page.Open("?timeline=korea&known=2019-02-20&subject=summit/us-dprk-2");
        Page.Choose("Speed", "1 day a second").Button("Play").Click();
        Page.Until("It goes on.", () => string.CompareOrdinal(Page["known"], "2019-02-22") >= 0);
        Page.Button("Pause").Click();
        var day = Page["known"]!;
        await AssertAsServerSaysAsync(day);
        Page.Settle();
        Assert.Equal(day, Page["known"]);
        Page.Button("Play");
    }

    // Every property, open question, expectation and event that the server has is there, and nothing else.
    private async Task AssertAsServerSaysAsync(string known)
    {
        var answer = await Api.Get($"/v1/korea/subjects/summit/us-dprk-2?known={known}");
        var story = await Api.Get($"/v1/korea/subjects/summit/us-dprk-2/events?known={known}&limit=200");
        string[] apart = ["/title", "/status"];
        var panel = Page.UntilPanel(p => p["Open questions"].Items.Length == Items("/openQuestions").Length
            && p.Properties == answer.At("/provenance")!.AsObject().Count(m => !apart.Contains(m.Key))
            && p.Parts[^1].Title == $"The story ({story.At("/items")!.AsArray().Count})");
        Assert.Equal(answer.TextAt("/state/title"), panel.Title);
        Assert.Equal(answer.TextAt("/state/status"), panel.Status!.ToLowerInvariant());
        Assert.All(Items("/openQuestions").Zip(panel["Open questions"].Items), q => Assert.StartsWith($"? {q.First["text"]} ", q.Second, StringComparison.Ordinal));
        Assert.Equal(Items("/expectations").Length, panel["Expected"].Items.Length);
        Assert.Equal(Items("/said").Length, panel["Merely said"].Items.Length);

        JsonNode[] Items(string pointer) => [.. answer.At(pointer)!.AsArray().Select(i => i!)];
    }
}
