using OpenQA.Selenium;
using Timeline.Browser.Tests.Fixtures;

namespace Timeline.Browser.Tests;

/// <summary>Events are recorded, and acted on, through the form.</summary>
public sealed class RecordingTests(PageFixture fixture) : PageTests(fixture)
{
    private const string Scheduled = """
        {"subject":"summit/us-dprk-3","type":"SummitScheduled","data":{"title":"Third summit","dates":"2019-06"},"known":"2019-02-20","source":{"publisher":"yonhap"}}
        """;

    private const string Rejected = """
        {"subject":"summit/us-dprk-3","type":"VenueRejected","data":{"venue":"Palace","by":"prk","reason":"security"},"known":"2019-02-24","source":{"publisher":"yonhap"}}
        """;

    [SkippableFact]
    public async Task An_event_is_recorded_and_shows_here_and_in_another_window()
    {
        Watch.Permit("status of 4");
        var timeline = await BeginAsync(Scheduled);
        var here = Page.Driver.CurrentWindowHandle;
        Page.Driver.SwitchTo().NewWindow(WindowType.Window);
        var there = Page.Driver.CurrentWindowHandle;
        Page.Open($"?timeline={timeline}&subject=summit/us-dprk-3");
        Page.Until("It follows.", () => Page.Text("nav")!.Contains("live", StringComparison.Ordinal));

        Page.Driver.SwitchTo().Window(here);
        Page.Button("Record …").Click();
        Page.Until("The form asks.", () => Page.Field("Subject").GetDomProperty("value") == "summit/us-dprk-3");
        Page.Choose("Type", "Venue rejected").Write("Venue", "Palace").Write("By", "prk").Write("Reason", "security").Write("Known to the public", "2019-02-24").Write("Publisher", "german-daily");
        UntilGood();
        Page.Button("Record").Click();
        AssertRejected();
        Assert.Contains("Recorded: Venue rejected", Page.Text("[role=status]"), StringComparison.Ordinal);
        var recorded = (await Api.Get($"/v1/{timeline}/events?type=VenueRejected")).At("/items")!.AsArray();
        Assert.Equal("2019-02-24T23:59:59.999999Z", Assert.Single(recorded)!["knownBy"]!.GetValue<string>());

        Page.Driver.SwitchTo().Window(there);
        AssertRejected();

        void AssertRejected()
        {
            var palace = Page.UntilPanel(p => p["Venues"].Entries.Length == 1)["Venues"].Entry("Palace")!;
            Assert.Equal(("rejected", "PRK", "security"), (palace["Status"], palace["By"], palace["Reason"]));
            Assert.StartsWith("German Daily · ", palace.Says, StringComparison.Ordinal);
        }
    }

    [SkippableFact]
    public async Task What_is_wrong_is_said_in_the_servers_words_before_it_is_sent()
    {
        Watch.Permit("status of 4");
        var timeline = await BeginAsync(Scheduled);
        Page.Button("Record …").Click();
        Page.Until("The form asks.", () => Page.Field("Subject").GetDomProperty("value") == "summit/us-dprk-3");
        Page.Choose("Type", "Venue rejected");
        Page.Button("Record").Click();
        Page.Until("A venue is needed.", () => Page.Field("Venue").GetDomAttribute("aria-invalid") == "true");

        Page.Write("Venue", "Palace");
        foreach (var wrong in (string[])["2019-02-30", "24 February", "2099-01-01"])
        {
            var refused = await Api.Post($"/v1/{timeline}/events?dryRun=true", Rejected.Replace("2019-02-24", wrong, StringComparison.Ordinal));
            // But for the instant at which it was asked.
            var reason = refused.TextAt("/errors/0/detail")!.Split("Z, ")[^1];
            Page.Write("Known to the public", wrong);
            Page.Until($"It is said of {wrong}.", () => Says("Known to the public").Contains(reason, StringComparison.Ordinal));
            Assert.Equal("true", Page.Field("Known to the public").GetDomAttribute("aria-invalid"));
        }

        Page.Write("Known to the public", "2019-02-24");
        UntilGood();
        Assert.Equal("false", Page.Field("Known to the public").GetDomAttribute("aria-invalid"));
        Assert.Empty((await Api.Get($"/v1/{timeline}/events?type=VenueRejected")).At("/items")!.AsArray());
    }

    [SkippableFact]
    public async Task The_form_warns_of_a_correction_that_became_known_before_its_target_and_records_it()
    {
        Watch.Permit("status of 4");
        await BeginAsync(Scheduled, Rejected);
        Page.Act("Venue rejected", "Correct it").Write("Venue", "Opera House").Write("Reason (needed)", "misheard").Write("Known to the public", "2019-01-01");
        Page.Until("It warns.", () => Page.Text(".record-warning")?.Contains("by when what it acts on became known", StringComparison.Ordinal) == true);
        UntilGood();
        Page.Button("Record").Click();
        Page.Until("It is recorded.", () => Page.Driver.FindElements(By.CssSelector("dialog[open]")).Count == 0);
    }

    [SkippableFact]
    public async Task An_event_is_corrected_denied_amended_and_taken_back()
    {
        Watch.Permit("status of 4");
        var timeline = await BeginAsync(Scheduled, Rejected);
        Page.Act("Venue rejected", "Correct it").Write("Venue", "Opera House").Write("Reason (needed)", "misheard");
        Send();
        Assert.Equal("rejected", Page.UntilPanel(p => p["Venues"].Entry("Opera House") is not null)["Venues"].Entry("Opera House")!["Status"]);
        Assert.Null(Page.Panel!["Venues"].Entry("Palace"));

        Page.Act("Venue rejected", "Deny it").Write("By", "prk");
        Send();
        Page.UntilPanel(p => p.Parts[^1].Items.Any(i => i.Contains("Venue rejected", StringComparison.Ordinal) && i.Contains("disputed", StringComparison.Ordinal)));

        Page.Act("Venue rejected", "Amend the record").Button("Source").Click();
        Page.Write("Publisher", "tass").Write("Reason (needed)", "a slip of ours");
        Send();
        Page.UntilPanel(p => p["Venues"].Entry("Opera House")?.Says?.Contains("Tass", StringComparison.OrdinalIgnoreCase) == true);

        Page.Act("Venue rejected", "Take it back").Write("Reason", "not so");
        Send();
        Page.UntilPanel(p => p.Status is not null && p["Venues"].Entries.Length == 0);

        var acts = (await Api.Get($"/v1/{timeline}/events?type=EventCorrected&type=EventDenied&type=EventAmended&type=EventRetracted")).At("/items")!.AsArray();
        Assert.Equal(["EventCorrected", "EventDenied", "EventAmended", "EventRetracted"], acts.OrderBy(a => a!["seq"]!.GetValue<long>()).Select(a => a!["type"]!.GetValue<string>()));

        void Send()
        {
            UntilGood();
            Page.Button("Record").Click();
            Page.Until("It is recorded.", () => Page.Driver.FindElements(By.CssSelector("dialog[open]")).Count == 0);
        }
    }

    [SkippableFact]
    public async Task Who_may_only_read_is_told_so_and_another_key_may_record_what_was_typed()
    {
        var server = await ServeAsync();
        var timeline = await server.Api.NewTimeline();
        await server.Api.Record(timeline, Scheduled);
        var (reader, writer) = (await KeyAsync(server, "reader"), await KeyAsync(server, "writer", "role=record"));
        Watch.Permit("status of 4");
        var page = NewPage(server.Api.Http.BaseAddress).Open($"?timeline={timeline}&subject=summit/us-dprk-3");
        page.Fill("Key", reader);
        page.UntilPanel(p => p.Status is not null);

        page.Button("Record …").Click();
        page.Until("The form asks.", () => page.Field("Subject").GetDomProperty("value") == "summit/us-dprk-3");
        page.Choose("Type", "Venue rejected").Write("Venue", "Palace");
        page.Until("It is refused.", () => page.Text("dialog [role=alert]")?.StartsWith("The key in use may not record this.", StringComparison.Ordinal) == true);
        page.Fill("A key that may", writer);
        page.Until("It is good.", () => page.Text("dialog [role=status]") == "✓ It can be recorded.");
        page.Button("Record").Click();
        page.UntilPanel(p => p["Venues"].Entry("Palace") is not null);
    }

    [SkippableFact]
    public async Task The_form_is_in_nobodys_way()
    {
        Watch.Permit("status of 4");
        await BeginAsync(Scheduled, Rejected);
        var found = new List<string>();
        foreach (var (scheme, width) in ((string, int)[])[("light", 1400), ("dark", 360)])
        {
            Page.Resize(width, 800).Prefer("prefers-color-scheme", scheme);
            Page.Act("Venue rejected", "Correct it").Write("Venue", "").Write("Happened", "2019-02-30").Press(Keys.Tab);
            Page.Until("It says what is wrong.", () => Says("Happened").Length > 0 && Page.Field("Happened").GetDomAttribute("aria-invalid") == "true");
            Page.Picture($"form-{scheme}-{width}");
            found.AddRange(await Axe.LookAsync(Page));
            Assert.Empty(Page.Ask<IEnumerable<object>>("""
                return [...document.querySelectorAll('dialog *')].filter(e => e.checkVisibility() && e.getBoundingClientRect().right > arguments[0] + 0.5)
                    .map(e => `${e.localName}.${e.className} ${e.innerText}`);
                """, width));
            Page.Press(Keys.Escape);
            Page.Until("It is closed.", () => Page.Driver.FindElements(By.CssSelector("dialog[open]")).Count == 0);
        }

        Assert.True(found.Count == 0, string.Join('\n', found));
    }

    // A timeline of its own with some events in it, seen as of now.
    private async Task<string> BeginAsync(params string[] events)
    {
        var timeline = await Api.NewTimeline();
        foreach (var e in events) await Api.Record(timeline, e);
        Page.Open($"?timeline={timeline}&subject=summit/us-dprk-3");
        Page.UntilPanel(p => p.Status is not null);
        return timeline;
    }

    private void UntilGood() => Page.Until("It is good.", () => Page.Text("dialog [role=status]") == "✓ It can be recorded.");

    // What is said beside a field, to who sees it and to who does not.
    private string Says(string label) => Page.Text($"#{Page.Field(label).GetDomAttribute("aria-describedby")}") ?? "";
}
