using Timeline.Browser.Tests.Fixtures;

namespace Timeline.Browser.Tests;

/// <summary>What some knew before the public did.</summary>
public sealed class KnowerTests(PageFixture fixture) : PageTests(fixture)
{
    private const string Trip = "visit/pompeo-pyongyang-2018-04";

    [SkippableFact]
    public async Task A_secret_trip_is_there_for_who_knew_of_it_and_not_for_the_public()
    {
        Watch.Expect("status of 404");
        Page.Open($"?timeline=korea&known=2018-04-05&subject={Trip}");
        Assert.Equal("Nothing was known of it by then.", Page.UntilPanel(p => p.Notice is not null).Notice);
        Assert.DoesNotContain(Page.Lanes, l => l.StartsWith("Pompeo", StringComparison.Ordinal));

        Page.Button("Vantage · Filter").Click();
        Page.Fill("Known to", "usa");
        Assert.Equal("usa", Page["knower"]);
        var panel = Page.UntilPanel(p => p.Status is not null);
        var answer = await Api.Get($"/v1/korea/subjects/{Trip}?known=2018-04-05&knower=usa");
        Assert.Equal((answer.TextAt("/state/status"), "Mike Pompeo"), (panel.Status!.ToLowerInvariant(), panel["What is known"]["Visitor"]));
        Page.Until("The trip has a lane.", () => Page.Lanes.Any(l => l.StartsWith("Pompeo Pyongyang 2018 04", StringComparison.Ordinal)));
        Assert.Contains("to USA", Page.Text("[aria-live]"), StringComparison.Ordinal);

        // The public learned of it on the 17th.
        Page.Fill("Known to", "");
        Page.UntilPanel(p => p.Notice is not null);
        Page.SlideTo("2018-04-16");
        Page.Settle();
        Assert.NotNull(Page.Panel!.Notice);
        Page.SlideTo("2018-04-17");
        Assert.Equal("Mike Pompeo", Page.UntilPanel(p => p.Status is not null)["What is known"]["Visitor"]);
    }

    [SkippableFact]
    public void Knowers_are_offered_and_one_of_whom_nothing_is_recorded_is_remarked_on()
    {
        Page.Open("?timeline=korea&known=2019-02-24&knower=washington");
        Page.Until("It is remarked on.", () => Page.Texts(".unknown-knower").Any(t =>
            t.Contains("Nothing recorded here was known to washington by then.", StringComparison.Ordinal)));
        // Others are offered beside who stands there.
        Page.Until("The others are offered.", () => Offers().Contains("washington usa"));
        Page.Fill("Known to", "usa");
        Page.Until("The remark is gone.", () => Page.Texts(".unknown-knower").Count == 0);
        Page.Until("Who stands there is not offered again.", () => !Offers().Any(o => o.EndsWith("usa", StringComparison.Ordinal)));

        string[] Offers() => Page.Ask<string>("return [...document.querySelectorAll('.vantage datalist option')].map(o => o.value).join('|')").Split('|');
    }

    [SkippableFact]
    public void Without_a_publisher_what_it_said_is_gone()
    {
        Page.Open("?timeline=korea&known=2019-02-24&subject=summit/us-dprk-2");
        Assert.NotNull(Page.UntilPanel(p => p.Status is not null)["Venues"].Entry("Friendship Cultural Palace"));
        Page.Button("Vantage · Filter").Click();
        Page.Choose("Without publisher", "German Daily");
        Assert.Equal("german-daily", Page["without"]);
        Page.UntilPanel(p => p.Status is not null && p["Venues"].Entry("Friendship Cultural Palace") is null && p["Venues"].Entry("Government Guesthouse") is not null);
    }
}
