using System.Net;
using Timeline.Browser.Tests.Fixtures;

namespace Timeline.Browser.Tests;

/// <summary>
/// What the page tells beside the story: what was taken back and corrected, what is untold, and in which direction it runs.
/// </summary>
public sealed class RetractedTests(PageFixture fixture) : PageTests(fixture)
{
    private static string Id(int n) => $"00000000-0000-4000-8000-{n:x12}";

    private async Task<string> Recorded(params string[] events)
    {
        var timeline = $"t{Guid.NewGuid():N}";
        await Api.Put($"/v1/{timeline}", """{"title":"Test"}""");
        foreach (var e in events) Assert.Equal(HttpStatusCode.Created, (await Api.Post($"/v1/{timeline}/events", e)).Status);
        return timeline;
    }

    private static string Event(int n, string type, string data, string known, string more = "") =>
        $"{{\"id\":\"{Id(n)}\",\"subject\":\"summit/s\",\"type\":\"{type}\",\"data\":{data},\"known\":\"{known}\"{more}}}";

    [SkippableFact]
    public async Task A_report_taken_back_stays_struck_through_with_who_when_and_why()
    {
        var timeline = await Recorded(
            Event(1, "VenueRejected", """{"venue":"Opera House"}""", "2019-02-20"),
            Event(2, "VenueProposed", """{"venue":"Metropole"}""", "2019-02-21"),
            Event(3, "EventRetracted", $"{{\"event\":\"{Id(1)}\",\"reason\":\"an error\"}}", "2019-03-02", ",\"source\":{\"publisher\":\"yonhap\"}"));
        Page.Open($"?timeline={timeline}&known=2019-03-05&subject=summit/s");
        var story = Page.UntilPanel(p => p.Parts.Any(x => x.Title == "The story (1)"))["The story (1)"];
        Assert.Equal(2, story.Items.Length);
        Assert.Contains("taken back on 2 March 2019 by Yonhap: an error", story.Items[1], StringComparison.Ordinal);
        Assert.Equal("Venue: Opera House", Page.Text(".story li.retracted s")!, ignoreCase: true);
        Page.Until("It is struck through in the lanes.", () => Page.Ask<long>("return document.querySelectorAll('.lanes .vis-item.retracted').length") > 0);
        Page.Button("Venue rejected").Click();
        Page.Until("Its card says so.", () => Page.Text(".event-card.retracted")?.Contains("taken back on 2 March 2019 by Yonhap: an error", StringComparison.Ordinal) == true);
    }

    [SkippableFact]
    public async Task A_subject_of_which_all_was_taken_back_says_so_instead_of_an_empty_story()
    {
        var timeline = await Recorded(
            Event(1, "VenueRejected", """{"venue":"Opera House"}""", "2019-02-20"),
            Event(2, "EventRetracted", $"{{\"event\":\"{Id(1)}\",\"reason\":\"an error\"}}", "2019-03-02"));
        Page.Open($"?timeline={timeline}&known=2019-03-05&subject=summit/s");
        var panel = Page.UntilPanel(p => p.Parts.Any(x => x.Title == "The story"));
        Assert.Equal("The one report of it was taken back.", panel.Notice);
        Assert.Single(panel["The story"].Items);
        Assert.DoesNotContain("(0)", Page.Whole(), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_correction_shows_where_its_event_shows()
    {
        var timeline = await Recorded(
            Event(1, "VenueRejected", """{"venue":"Opera House"}""", "2019-02-20"),
            Event(2, "EventCorrected", $"{{\"event\":\"{Id(1)}\",\"happened\":\"2019-02-18\",\"reason\":\"wrong day\"}}", "2019-03-16", ",\"source\":{\"publisher\":\"yonhap\"}"));
        Page.Open($"?timeline={timeline}&known=2019-03-20&subject=summit/s");
        var story = Page.UntilPanel(p => p.Parts.Any(x => x.Title == "The story (1)"))["The story (1)"];
        Assert.Contains("corrected on 16 March 2019 by Yonhap: wrong day", Assert.Single(story.Items), StringComparison.Ordinal);
        Page.Until("It is marked in the lanes.", () => Page.Ask<long>("return document.querySelectorAll('.lanes .vis-item.corrected').length") > 0);
        Page.Open($"?timeline={timeline}&known=2019-03-15&subject=summit/s");
        Assert.DoesNotContain("corrected on", Page.Whole(), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_venue_that_is_withheld_is_never_called_confirmed()
    {
        var timeline = await Recorded(Event(1, "VenueConfirmed", "{}", "2019-02-20", ",\"absent\":{\"venue\":\"withheld\"}"));
        Page.Open($"?timeline={timeline}&known=2019-03-05&subject=summit/s&event={Id(1)}");
        Page.Until("The event is open.", () => Page.Text(".event-card h3") is not null);
        Assert.Equal("Venue: withheld", Page.Text(".event-card h3"));
        Assert.DoesNotContain("Venue confirmed", Page.Whole(), StringComparison.Ordinal);
        Page.Button("When it became known").Click();
        Page.Until("There is a dot.", () => Page.Ask<long>("return document.querySelectorAll('svg .dot[aria-label]').length") > 0);
        Assert.StartsWith("Venue: withheld, ", Page.Ask<string>("return document.querySelector('svg .dot[aria-label]').getAttribute('aria-label')"), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task When_something_had_happened_is_what_the_server_says()
    {
        var timeline = await Recorded(
            Event(1, "SummitHeld", "{}", "2019-02-19", ",\"happened\":\"2019-02-01/2019-02-28\""),
            Event(2, "SummitScheduled", """{"dates":"2019-03"}""", "2019-02-19", ",\"happened\":\"2019-02-26/2019-02-28\""));
        Page.Open($"?timeline={timeline}&known=2019-03-05&look=known");
        Page.Until("There are dots.", () => Page.Ask<long>("return document.querySelectorAll('svg .dot[aria-label]').length") == 2);
        var said = Page.Ask<string>("return [...document.querySelectorAll('svg .dot[aria-label]')].map(d => d.getAttribute('aria-label')).join('|')").Split('|');
        // It had begun on the first day; and of what was foreseen the day is that on which it has begun.
        Assert.Contains(said, s => s.StartsWith("Summit held", StringComparison.Ordinal) && s.Contains("18 days later", StringComparison.Ordinal));
        Assert.Contains(said, s => s.StartsWith("Summit scheduled", StringComparison.Ordinal) && s.Contains("7 days before", StringComparison.Ordinal));
    }

    /// <summary>As a reader sees it: what follows the value stands to its right, whatever is in it.</summary>
    [SkippableTheory]
    [InlineData("الرئيس يزور الرياض", "الرياض")]
    [InlineData("He said \u202Eno", "no")]
    [InlineData("\u2069\u202Eno\u2067", "no")]
    public async Task The_source_stands_after_a_value_whatever_direction_that_has(string statement, string last)
    {
        var timeline = await Recorded(
            Event(1, "StatementMade", $"{{\"by\":\"tur\",\"statement\":\"{statement}\"}}", "2019-02-20", ",\"source\":{\"publisher\":\"38north\"},\"assessment\":{\"reliability\":\"B\",\"credibility\":2}"));
        foreach (var address in new[] { $"v1/{timeline}/briefing", $"?timeline={timeline}&known=2019-03-05&look=briefing" })
        {
            Page.Driver.Navigate().GoToUrl(new Uri(Api.Http.BaseAddress!, address));
            Page.Until("It is told.", () => Page.Text("li")?.Contains("38north", StringComparison.Ordinal) == true);
            var lefts = Page.Ask<System.Collections.ObjectModel.ReadOnlyCollection<object>>("""
                const item = [...document.querySelectorAll('li')].find(li => li.textContent.includes('38north'));
                item.style.whiteSpace = 'nowrap';
                const left = text => {
                    const walk = document.createTreeWalker(item, NodeFilter.SHOW_TEXT);
                    for (let node = walk.nextNode(); node !== null; node = walk.nextNode()) {
                        const at = node.data.indexOf(text);
                        if (at < 0) continue;
                        const range = document.createRange();
                        range.setStart(node, at);
                        range.setEnd(node, at + text.length);
                        return range.getBoundingClientRect().left;
                    }
                    return NaN;
                };
                return [left('made a statement'), left(arguments[0]), left('38north'), left('usually'), left('(B2)')];
                """, last).Select(Convert.ToDouble).ToArray();
            Assert.Equal(lefts.Order(), lefts);
        }
    }
}
