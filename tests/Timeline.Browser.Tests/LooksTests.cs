using OpenQA.Selenium;
using Timeline.Browser.Tests.Fixtures;

namespace Timeline.Browser.Tests;

/// <summary>When it became known, and the briefing: what stands beside a subject instead of the lanes.</summary>
public sealed class LooksTests(PageFixture fixture) : PageTests(fixture)
{
    private const string Dots = ".known-view > svg .dot";

    [SkippableFact]
    public async Task Each_event_has_a_dot_and_what_was_secret_or_came_out_late_jumps_out()
    {
        Page.Open("?timeline=korea&known=2019-03-01&knower=usa");
        Page.Button("When it became known").Click();
        Assert.Equal("known", Page["look"]);
        var events = (await Api.Get("/v1/korea/events?known=2019-03-01&knower=usa&limit=1000")).At("/items")!.AsArray()
            .Where(e => (string)e!["standing"]! is not ("act" or "retracted")).ToList();
        Page.Until("Every event has a dot.", () => Page.Driver.FindElements(By.CssSelector(Dots)).Count == events.Count);

        // The trip that only some knew of is a sign of its own, and says since when who knew.
        var trip = Assert.Single(Page.Driver.FindElements(By.CssSelector($"{Dots}.secret[aria-label*='Pompeo Pyongyang 2018 04']")), d => Label(d).StartsWith("Visit made", StringComparison.Ordinal));
        Assert.Contains("public since 17 April 2018", Label(trip), StringComparison.Ordinal);
        Assert.Contains("known to USA since", Label(trip), StringComparison.Ordinal);
        trip.Click();
        Assert.Equal("visit/pompeo-pyongyang-2018-04", Page["subject"]);
        Page.Until("The event is open.", () => Page.Text(".event-card h3") == "Visit made");
        var answer = await Api.Get($"/v1/korea/events/{Page["event"]}?known=2019-03-01&knower=usa");
        Assert.Equal("VisitMade", answer.TextAt("/type"));

        // To the public it is one more that came out late.
        Page.Open("?timeline=korea&known=2019-03-01&look=known");
        Assert.Empty(Page.Driver.FindElements(By.CssSelector($"{Dots}.secret")));
        Assert.NotEmpty(Page.Driver.FindElements(By.CssSelector($"{Dots}.late")));
        var late = Page.Texts(".late li");
        Assert.Equal(late.OrderByDescending(Days), late);

        static int Days(string text) => int.Parse(text.Split(" days later")[0].Split(' ')[^1], System.Globalization.CultureInfo.InvariantCulture);
    }

    [SkippableFact]
    public void Arrows_go_from_dot_to_dot_and_leave_the_slider_where_it_is()
    {
        Page.Open("?timeline=korea&known=2019-03-01&look=known");
        Page.Ask<object?>($"document.querySelector('{Dots}[tabindex=\"0\"]').focus()");
        var first = Focused();
        Page.Press(Keys.ArrowRight, Keys.ArrowRight);
        var third = Focused();
        Assert.NotEqual(first, third);
        Assert.Equal("2019-03-01", Page["known"]);
        Page.Press(Keys.Enter);
        Page.Until("The event is open.", () => Page.Text(".event-card h3") is { } title && third.StartsWith(title, StringComparison.Ordinal));
        Page.Press(Keys.Home);
        Assert.Equal(first, Focused());

        string Focused() => Page.Driver.SwitchTo().ActiveElement().GetDomAttribute("aria-label")!;
    }

    [SkippableFact]
    public async Task The_briefing_says_what_the_server_briefs_and_prints_alone()
    {
        Page.Open("?timeline=korea&known=2019-02-24&subject=summit/us-dprk-2&kind=summit");
        Page.Button("Briefing").Click();
        Page.Until("It is told.", () => Page.Text(".briefing h2") == "Briefing, as known on 24 February 2019");
        Page.Settle();
        var briefing = (await Api.Get("/v1/korea/briefing?known=2019-02-24&kind=summit")).At("/items")!.AsArray();
        string[] sections = ["situation", "said", "scheduledNext", "pending", "open", "disputed", "knownLately", "takenBack"];
        var sentences = briefing.SelectMany(s => sections.SelectMany(n => s![n]!["sentences"]!.AsArray())).ToList();
        var told = Page.Texts(".briefing li");
        Assert.Equal(sentences.Count, told.Count);
        Assert.All(sentences.Zip(told), pair => Assert.StartsWith((string)pair.First!["text"]!, pair.Second, StringComparison.Ordinal));
        Assert.Contains(told, t => t.Contains("Friendship Cultural Palace", StringComparison.Ordinal));
        Page.Picture("briefing");

        Page.Driver.ExecuteCdpCommand("Emulation.setEmulatedMedia", new() { ["media"] = "print" });
        Assert.False(Page.Driver.FindElement(By.CssSelector("input[type=range]")).Displayed);
        Assert.False(Page.Driver.FindElement(By.TagName("aside")).Displayed);
        Assert.True(Page.Driver.FindElement(By.CssSelector(".briefing li")).Displayed);
        Assert.Contains("/v1/korea/briefing?known=2019-02-24T23:59:59.999999Z", Page.Text(".briefing-permalink"), StringComparison.Ordinal);
        Page.Driver.ExecuteCdpCommand("Emulation.setEmulatedMedia", new() { ["media"] = "" });
    }

    private static string Label(IWebElement element) => element.GetDomAttribute("aria-label")!;
}
