using Timeline.Browser.Tests.Fixtures;
using Xunit.Abstractions;

namespace Timeline.Browser.Tests;

/// <summary>The main states of the page, wide and small, light and dark: nothing serious keeps anybody from using it. Each is kept as a picture.</summary>
public sealed class AccessibilityTests(PageFixture fixture, ITestOutputHelper output) : PageTests(fixture)
{
    private static readonly (string Name, string Query)[] States =
    [
        ("opened", "?timeline=korea&known=2019-02-24&subject=summit/us-dprk-2"),
        ("concluded", "?timeline=korea&known=2019-03-01&subject=summit/us-dprk-2"),
        ("history", "?timeline=korea&known=2019-03-01&subject=summit/us-dprk-2&pointer=/place"),
        ("vantage", "?timeline=korea&known=2018-04-05&subject=visit/pompeo-pyongyang-2018-04&knower=usa&reliability=B"),
        ("hindsight", "?timeline=korea&known=2019-02-24&subject=summit/us-dprk-2&hindsight=true"),
        ("now", "?timeline=korea"),
        ("nothing", "?timeline=korea&known=2019-02-24&text=nothing-of-the-kind"),
    ];

    [SkippableTheory]
    [InlineData("light", 1400)]
    [InlineData("light", 360)]
    [InlineData("dark", 1400)]
    [InlineData("dark", 360)]
    public async Task Nothing_serious_is_in_the_way_of_anybody(string scheme, int width)
    {
        Page.Resize(width, width < 1000 ? 740 : 950).Prefer("prefers-color-scheme", scheme);
        var found = new List<string>();
        foreach (var (name, query) in States)
        {
            Page.Open(query);
            output.WriteLine(Page.Picture($"{name}-{scheme}-{width}"));
            found.AddRange((await Axe.LookAsync(Page)).Select(f => $"{name}: {f}"));
        }

        Assert.True(found.Count == 0, string.Join('\n', found));
    }

    [SkippableFact]
    public void A_reader_who_prefers_the_dark_has_it()
    {
        Page.Prefer("prefers-color-scheme", "light").Open();
        var (paper, ink) = (Lightness("background-color"), Lightness("color"));
        Page.Prefer("prefers-color-scheme", "dark");
        Assert.True(paper > 200 && ink < 60 && Lightness("background-color") < 60 && Lightness("color") > 200);

        double Lightness(string property) => Page.Driver.FindElement(OpenQA.Selenium.By.TagName("body")).GetCssValue(property)
            .Split('(', ',', ')')[1..4].Average(c => double.Parse(c, System.Globalization.CultureInfo.InvariantCulture));
    }
}
