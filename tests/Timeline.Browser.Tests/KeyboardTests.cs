using OpenQA.Selenium;
using Timeline.Browser.Tests.Fixtures;

namespace Timeline.Browser.Tests;

/// <summary>Everything is done without a mouse.</summary>
public sealed class KeyboardTests(PageFixture fixture) : PageTests(fixture)
{
    /// <summary>What can be done on the page, in the order in which it stands there.</summary>
    private const string Interactive = """
        const is = e => e.matches('a[href], button, input, select, textarea, summary, [tabindex]:not([tabindex="-1"])') && !e.disabled
            && e.checkVisibility({ visibilityProperty: true }) && e.getClientRects().length > 0;
        const name = e => `${e.localName} ${e.getAttribute('aria-label') ?? e.closest('label')?.innerText ?? e.innerText}`.trim().split('\n')[0];
        const all = [...document.body.querySelectorAll('*')].filter(is);
        """;

    [SkippableTheory]
    [InlineData(1400)]
    [InlineData(360)]
    public void Tab_goes_through_everything_in_its_order_and_the_focus_is_seen(int width)
    {
        Page.Resize(width, 800).Open("?timeline=korea&known=2019-02-24&subject=summit/us-dprk-2&knower=usa");
        var expected = Page.Ask<IEnumerable<object>>(Interactive + "return all.map((e, i) => `${i} ${name(e)}`)").Cast<string>().ToList();
        Assert.True(expected.Count > 60, $"{expected.Count} things can be done.");
        var met = new List<string>();
        while (met.Count < expected.Count)
        {
            Page.Press(Keys.Tab);
            var at = Page.Ask<string>(Interactive + """
                const e = document.activeElement;
                const style = getComputedStyle(e);
                const box = e.getBoundingClientRect();
                const isSeen = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
                return `${all.indexOf(e)} ${name(e)}${isSeen ? '' : ' (not seen)'}`;
                """);
            // A date has fields of its own within.
            if (met.Count == 0 || met[^1].Split(' ')[0] != at.Split(' ')[0]) met.Add(at);
            if (at.StartsWith("-1 ", StringComparison.Ordinal)) break;
        }

        Assert.Equal(expected, met);
    }

    [SkippableFact]
    public void A_lane_is_chosen_a_history_is_opened_and_followed_and_the_slider_goes_on_with_keys_alone()
    {
        Page.Open("?timeline=korea&known=2019-02-24");
        TabTo("Second US–DPRK summit");
        Page.Press(Keys.Enter);
        Assert.Equal("Scheduled", Page.UntilPanel(p => p.Status is not null).Status);

        TabTo("Hanoi, VNM");
        Page.Press(Keys.Enter);
        Page.UntilPanel(p => p["What is known"].Rows.Any(r => r.Whole.Contains("9 February 2019", StringComparison.Ordinal)));
        Assert.Equal("/place", Page["pointer"]);
        TabTo("9 February 2019");
        Page.Press(Keys.Enter);
        Page.Until("The slider stands where that became known.", () => Page.Date == "9 February 2019");

        // Wherever the focus is, as long as nothing is written there.
        Page.Press(Keys.ArrowRight, Keys.ArrowRight);
        Assert.Equal("11 February 2019", Page.Date);
    }

    [SkippableFact]
    public void The_lanes_are_moved_to_what_was_earlier_and_back_with_keys_alone()
    {
        Page.Open("?timeline=korea&known=2019-02-24");
        var opened = Months();
        Assert.DoesNotContain("2018", opened, StringComparison.Ordinal);
        TabTo("←");
        Page.Press(Keys.Enter, Keys.Enter);
        Page.Until("Earlier months are in sight.", () => Months().Contains("2018", StringComparison.Ordinal));
        TabTo("→");
        Page.Press(Keys.Enter, Keys.Enter);
        Page.Until("It is back.", () => Months() == opened);

        string Months() => string.Join(' ', Page.Texts(".lanes .vis-time-axis .vis-text:not(.vis-measure)"));
    }

    [SkippableFact]
    public void Arrows_in_a_field_stay_in_it()
    {
        Page.Open("?timeline=korea&known=2019-02-24&knower=usa");
        Page.Field("Known to").SendKeys(Keys.ArrowLeft + Keys.ArrowLeft);
        Page.Field("Speed").SendKeys(Keys.ArrowRight);
        Assert.Equal("24 February 2019", Page.Date);
    }

    private void TabTo(string name)
    {
        for (var presses = 0; presses < 200; presses++)
        {
            Page.Press(Keys.Tab);
            if (Page.Ask<string>("return document.activeElement.innerText ?? ''").StartsWith(name, StringComparison.Ordinal)) return;
        }

        Assert.Fail($"Tab does not reach “{name}”.");
    }
}
