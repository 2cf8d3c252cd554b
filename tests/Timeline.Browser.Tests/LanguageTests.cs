using Timeline.Browser.Tests.Fixtures;

namespace Timeline.Browser.Tests;

/// <summary>The languages that the page speaks.</summary>
public sealed class LanguageTests(PageFixture fixture) : PageTests(fixture)
{
    private const string Address = "?timeline=korea&known=2019-02-24&subject=summit/us-dprk-2";

    [SkippableFact]
    public void It_speaks_the_language_that_is_chosen_and_remembers_it()
    {
        Page.Open(Address);
        Assert.Equal("en", Page.Language);
        var english = Texts();
        Page.Choose("Language", "Deutsch");
        Page.Until("It speaks German.", () => Page.Language == "de");
        Page.Settle();
        var german = Texts();
        Assert.Equal("24. Februar 2019", Page.Date);
        Assert.Empty(english.Intersect(german));
        Assert.Contains("Offene Fragen", german);

        Page.Open(Address);
        Assert.Equal("de", Page.Language);
        Assert.Equal("en", NewPage().Open(Address).Language);
    }

    [SkippableFact]
    public void It_speaks_the_readers_language_where_none_is_chosen()
    {
        Page.Driver.ExecuteCdpCommand("Emulation.setUserAgentOverride", new() { ["userAgent"] = "Test", ["acceptLanguage"] = "fr,de-AT,en" });
        Page.Open(Address);
        Assert.Equal(("de", "24. Februar 2019"), (Page.Language, Page.Date));
    }

    // The page's own words: headings, buttons and labels of fields. What is recorded stays in the language in which it was.
    private HashSet<string> Texts() =>
        [.. Page.Texts(".slider-buttons button, .slider-date span, .slider .help, summary, .lanes h2, .lanes .help, .legend li, h3, .actions button, .actions a")
            .Where(t => t is not ("|‹" or "›|" or "JSON" or "Accounts" or "Venues" or "Places" or "Letters" or "Legs" or "Positions" or "Proposals" or "Responses" or "Statements"))];
}
