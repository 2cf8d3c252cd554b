using OpenQA.Selenium;
using Timeline.Browser.Tests.Fixtures;
using Timeline.Service.Tests.Fixtures;

namespace Timeline.Browser.Tests;

/// <summary>Dates are told with the place whose days they are, or all in one zone of the reader's.</summary>
public sealed class ZoneTests(PageFixture fixture) : PageTests(fixture)
{
    private const string Address = "?timeline=korea&subject=summit/us-dprk-2&known=2019-02-24";
    private const string Scheduled = "c7e89d5a-2fef-8bcd-aa6c-d44980250228";

    [SkippableFact]
    public void A_date_is_told_with_the_place_whose_day_it_is()
    {
        Page.Open($"{Address}&event={Scheduled}");
        var panel = Page.UntilPanel(p => p["What is known"]["Dates"] is not null && Story(p).Length > 0);
        Assert.Equal("27 February 2019 to 28 February 2019 (Hanoi)", panel["What is known"]["Dates"]);
        Assert.Contains(Story(panel), i => i.StartsWith("8 February 2019 (Washington) Place confirmed", StringComparison.Ordinal));
        Assert.Contains(panel["Expected"].Items, i => i.StartsWith("27 February 2019 to 28 February 2019 (Hanoi):", StringComparison.Ordinal));
        // What was disclosed elsewhere is told with that place.
        Page.Until("The event is open.", () => Page.Text(".event-card h3") == "Summit scheduled");
        Assert.Equal("6 February 2019 (Hanoi)", Page.Text(".event-card .event-date b"));
        Assert.Contains("public since 5 February 2019 (New York)", Page.Text(".event-card"), StringComparison.Ordinal);
        Assert.DoesNotContain("zoneName", Page.Whole(), StringComparison.OrdinalIgnoreCase);
        Page.Picture("zones");
    }

    [SkippableFact]
    public void The_reader_has_all_dates_told_in_one_zone_and_links_hold_it()
    {
        Page.Open(Address);
        Page.UntilPanel(p => p.Status is not null);
        Page.Button("Vantage · Filter").Click();
        Page.Fill("Show times in", "asia/seoul");
        Page.Until("The address holds it.", () => Page["show"] == "Asia/Seoul");
        AssertSeoul();
        Assert.Contains("those of Seoul", Page.Text(".notice.shown-in"), StringComparison.Ordinal);
        Assert.Contains("known since 25 February 2019, 09:00 (Seoul)", Page.Whole(), StringComparison.Ordinal);
        Page.Picture("zones-shown");

        var (permanent, ofView) = (Page.Link("Permanent link").GetDomProperty("href")!, Page.Link("Link to this view").GetDomProperty("href")!);
        Assert.Equal(Page.Driver.Url, ofView);
        Assert.Contains("show=Asia/Seoul", permanent, StringComparison.Ordinal);
        Page.Driver.Navigate().GoToUrl(permanent);
        AssertSeoul();
        Page.Button("Briefing").Click();
        Page.Until("The briefing is told.", () => Page.Texts(".briefing li").Count > 0);
        Assert.Contains("show=Asia", Page.Text(".briefing-permalink"), StringComparison.Ordinal);

        Page.Button("Show them as recorded").Click();
        Page.UntilPanel(p => p["What is known"]["Dates"] == "27 February 2019 to 28 February 2019 (Hanoi)");
        Assert.Null(Page["show"]);

        void AssertSeoul()
        {
            var panel = Page.UntilPanel(p => p["What is known"]["Dates"] == "27 February 2019, 02:00 to 1 March 2019, 02:00 (Seoul)" && Story(p).Length > 0);
            Assert.Contains(Story(panel), i => i.StartsWith("between 8 February 2019, 14:00 and 9 February 2019, 14:00 (Seoul) Place confirmed", StringComparison.Ordinal));
            Assert.Contains(Story(panel), i => i.StartsWith("by 25 February 2019, 09:00 (Seoul) Venue rejected", StringComparison.Ordinal));
            // What is coarser than a day stays as it was said.
            Assert.Contains(Story(panel), i => i.Contains("dates: about February 2019", StringComparison.Ordinal));
        }
    }

    [SkippableFact]
    public void A_zone_that_there_is_not_is_remarked_on_and_dates_stay_as_recorded()
    {
        Page.Open($"{Address}&show=Asia/Hanoi");
        Page.UntilPanel(p => p["What is known"]["Dates"] == "27 February 2019 to 28 February 2019 (Hanoi)");
        Assert.Contains("There is no time zone “Asia/Hanoi”.", Page.Alert, StringComparison.Ordinal);
        Page.Button("Show them as recorded").Click();
        Page.Until("The remark is gone.", () => Page.Alert is null && Page["show"] is null);
    }

    [SkippableFact]
    public async Task An_event_is_recorded_with_its_zone()
    {
        Watch.Permit("status of 4");
        var timeline = await Api.NewTimeline();
        await Api.Record(timeline, """{"subject":"summit/s","type":"SummitScheduled","data":{"title":"A summit","dates":"2019-06"},"known":"2019-02-01"}""");
        Page.Open($"?timeline={timeline}&subject=summit/s");
        Page.UntilPanel(p => p.Status is not null);
        Page.Button("Record …").Click();
        Page.Until("The form asks.", () => Page.Field("Subject").GetDomProperty("value") == "summit/s");
        Page.Choose("Type", "Place confirmed").Write("Place", "Hanoi").Write("Happened", "2019-02-08").Write("Known to the public", "2019-02-08");
        Page.Write("Time zone", "America/Nowhere").Press(Keys.Tab);
        Page.Until("There is no such zone.", () => Page.Field("Time zone").GetDomAttribute("aria-invalid") == "true");
        Page.Write("Time zone", "America/New_York").Write("Place to name", "Washington");
        Assert.StartsWith("8 February 2019 (Washington)", Page.Text("output.reading[for=record-happened]"), StringComparison.Ordinal);
        Page.Until("It is good.", () => Page.Text("dialog [role=status]") == "✓ It can be recorded.");
        Page.Button("Record").Click();
        Page.UntilPanel(p => Story(p).Any(i => i.StartsWith("8 February 2019 (Washington) Place confirmed", StringComparison.Ordinal)));
        var recorded = Assert.Single((await Api.Get($"/v1/{timeline}/events?type=PlaceConfirmed")).At("/items")!.AsArray());
        Assert.Equal("2019-02-09T04:59:59.999999Z", (string)recorded!["knownBy"]!);
        Assert.Equal("Washington", (string)recorded["zoneName"]!);
    }

    [SkippableFact]
    public async Task What_was_published_only_later_is_named_at_a_click_and_unnamed_again()
    {
        var timeline = await Api.NewTimeline();
        await Api.Record(timeline, """
            {"subject":"summit/s","type":"SummitScheduled","data":{"title":"A summit","dates":"2019-06"},"known":"2019-02-01","source":{"publisher":"yonhap","published":"2019-02-20"}}
            """);
        Page.Open($"?timeline={timeline}&subject=summit/s&known=2019-02-10");
        Assert.StartsWith("published only later", Page.UntilPanel(p => p.StatusSays is not null).StatusSays, StringComparison.Ordinal);
        Page.Button("Show the source").Click();
        Page.UntilPanel(p => p.StatusSays?.StartsWith("Yonhap (published only later)", StringComparison.Ordinal) == true);
        Assert.Equal("sources", Page["later"]);
        Page.Button("Name only those published by then").Click();
        Page.UntilPanel(p => p.StatusSays?.StartsWith("published only later", StringComparison.Ordinal) == true);
        Assert.Null(Page["later"]);
    }

    private static string[] Story(Panel panel) => panel.Parts.FirstOrDefault(p => p.Title.StartsWith("The story", StringComparison.Ordinal))?.Items ?? [];
}
