using System.Text.Json.Nodes;
using OpenQA.Selenium;
using Timeline.Browser.Tests.Fixtures;

namespace Timeline.Browser.Tests;

/// <summary>Two vantages side by side: then and now, with a publisher and without.</summary>
public sealed class BesideTests(PageFixture fixture) : PageTests(fixture)
{
    private const string Summit = "summit/us-dprk-2";

    [SkippableFact]
    public async Task Hindsight_on_24_February_sets_then_against_now()
    {
        Page.Open($"?timeline=korea&known=2019-02-24&subject={Summit}");
        Page.UntilPanel(p => p.Status == "Scheduled");
        Page.Field("Hindsight").Click();
        Assert.Equal("true", Page["hindsight"]);
        Page.Until("Both sides are told.", () => Rows("Then and now").Count > 0);
        var told = await Api.Get($"/v1/korea/subjects/{Summit}/hindsight?date=2019-02-24");
        Assert.Equal(
            told.At("/hiddenThen/pointers")!.AsArray().Count + told.At("/believedWrongly")!.AsArray().Count + told.At("/happenedSince/pointers")!.AsArray().Count,
            Page.Texts(".beside tbody tr").Count);
        var status = Rows("Then and now").Single(r => r.Name == "Status");
        Assert.Equal(("scheduled", "concluded", "≠ happened since"), (status.Left.Split('\n')[0], status.Right.Split('\n')[0], status.Cause));
        var outcome = Rows("Then and now").Single(r => r.Name == "Outcome");
        Assert.Equal(("nothing known", "no agreement"), (outcome.Left, outcome.Right.Split('\n')[0]));

        // What was ahead, and the building that nobody could name.
        var turnedOut = Page.Texts(".turned-out li");
        Assert.Contains(turnedOut, t => t.StartsWith("27 February 2019 to 28 February 2019", StringComparison.Ordinal) && t.Contains("took place", StringComparison.Ordinal));
        Assert.Contains(turnedOut, t => t.StartsWith("? In which building", StringComparison.Ordinal)
            && t.Contains("Sofitel Legend Metropole › Status: used, 27 February 2019 to 28 February 2019", StringComparison.Ordinal));
        // The lanes show what became known only later.
        Page.Until("Later is drawn.", () => Page.Driver.FindElements(By.CssSelector(".vis-item.later")).Count > 0);
        Page.Picture("hindsight-on-24-february");
        Page.Field("Hindsight").Click();
        Page.Until("One side again.", () => Page.Driver.FindElements(By.CssSelector(".beside, .vis-item.later")).Count == 0);
    }

    [SkippableFact]
    public void What_was_not_known_on_a_day_is_summed_up_in_hindsight()
    {
        // Of the trip nothing was known then: the server says so, and a browser writes that to its console.
        Watch.Expect("status of 404");
        Page.Open("?timeline=korea&known=2018-04-05&hindsight=true");
        Page.Until("It is summed up.", () => Page.Text(".hindsight-summary")?.Contains("Pompeo Pyongyang 2018 04", StringComparison.Ordinal) == true);
        Page.Button("Pompeo Pyongyang 2018 04").Click();
        Assert.Equal("visit/pompeo-pyongyang-2018-04", Page["subject"]);
        Page.Until("What was hidden is told.", () => Page.Texts(".hidden-then .cause").Contains("≠ became known later"));
    }

    [SkippableFact]
    public void Without_a_publisher_the_same_page_says_what_is_missing()
    {
        Page.Open($"?timeline=korea&known=2019-02-24&subject={Summit}");
        Page.UntilPanel(p => p["Venues"].Entry("Friendship Cultural Palace") is not null);
        var rejected = Page.Driver.FindElements(By.CssSelector(".story button.link")).Single(b => b.Text == "Venue rejected");
        rejected.Click();
        Page.Until("The event is open.", () => Page.Text(".event-card h3") == "Venue rejected");
        Assert.Contains("German Daily, according to South Korean information", Page.Text(".event-card"), StringComparison.Ordinal);
        Page.Button("See it without German Daily").Click();
        Assert.Equal("german-daily", Page["without"]);
        Page.Until("It says so.", () => Page.Text(".notice.without")?.StartsWith("Seen without German Daily", StringComparison.Ordinal) == true);
        Page.Until("Both sides are told.", () => Rows("Without German Daily").Any(r => r.Name.Contains("Friendship Cultural Palace", StringComparison.Ordinal)));
        Assert.All(Rows("Without German Daily"), r => Assert.Equal("≠ left out", r.Cause));
        Page.Button("Show it with them").Click();
        Page.UntilPanel(p => p["Venues"].Entry("Friendship Cultural Palace") is not null);
        Assert.Null(Page["without"]);
    }

    [SkippableFact]
    public async Task What_is_cited_is_what_the_server_says()
    {
        Page.Driver.ExecuteCdpCommand("Browser.grantPermissions", new() { ["permissions"] = new[] { "clipboardReadWrite", "clipboardSanitizedWrite" } });
        Page.Open($"?timeline=korea&known=2019-02-24&subject={Summit}");
        Page.UntilPanel(p => p.Status is not null);
        Page.Button("Cite").Click();
        Page.Until("It is copied.", () => Page.Text(".cited") is not null);
        var cited = Page.Text(".cited")!;
        var permalink = new Uri(Page.Link("JSON").GetDomProperty("href")!).PathAndQuery;
        Assert.Equal((await Api.Get($"/v1/korea/cite?of={Uri.EscapeDataString(permalink)}")).Text.Trim(), cited);
        Assert.Equal(cited, ((string)Page.Driver.ExecuteAsyncScript("navigator.clipboard.readText().then(arguments[0])")!).Trim());
    }

    private IReadOnlyList<(string Name, string Left, string Right, string Cause)> Rows(string title) =>
        [.. JsonNode.Parse(Page.Ask<string>("""
            const table = [...document.querySelectorAll('.beside')].find(s => s.querySelector('h3').innerText === arguments[0]);
            return JSON.stringify([...table?.querySelectorAll('tbody tr') ?? []].map(row => {
                const [name, left, right] = row.children;
                return [name.childNodes[0].textContent, left.innerText.trim(), right?.innerText.trim() ?? '', name.querySelector('.cause').innerText.trim()];
            }));
            """, title))!.AsArray().Select(r => ((string)r![0]!, (string)r[1]!, (string)r[2]!, (string)r[3]!))];
}
