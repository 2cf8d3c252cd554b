using Timeline.Browser.Tests.Fixtures;

namespace Timeline.Browser.Tests;

/// <summary>A telephone's width.</summary>
public sealed class SmallWindowTests(PageFixture fixture) : PageTests(fixture)
{
    [SkippableTheory]
    [InlineData("?timeline=korea&known=2019-02-24&subject=summit/us-dprk-2")]
    [InlineData("?timeline=korea&known=2019-03-01&subject=summit/us-dprk-2&pointer=/dates&hindsight=true&knower=usa")]
    [InlineData("?timeline=korea")]
    [InlineData("?timeline=korea&look=known&knower=usa")]
    [InlineData("?timeline=korea&known=2019-02-24&look=briefing&subject=summit/us-dprk-2&event=67a0a196-e951-8580-8906-f3064d266050&without=cnn")]
    [InlineData("?timeline=korea&known=2018-12-31&text=nothing-of-the-kind")]
    public async Task Nothing_is_wider_than_360_pixels_and_everything_is_reached(string query)
    {
        // A second timeline, with a long title, to choose from.
        await Api.Put("/v1/another", $$"""{"title":"{{string.Join(' ', Enumerable.Repeat("Another", 12))}}"}""");
        Page.Resize(360, 740).Open(query);
        Assert.Equal(360, Page.Ask<long>("return document.documentElement.scrollWidth"));
        var beyond = Page.Ask<IEnumerable<object>>("""
            return [...document.querySelectorAll('a[href], button, input, select, summary, h1, h2, h3, dt, dd')]
                .filter(e => e.checkVisibility() && e.closest('.vis-center') === null)
                .filter(e => { e.scrollIntoView({ block: 'center' }); const b = e.getBoundingClientRect(); return b.width > 0 && (b.left < 0 || b.right > 360.5 || b.top < -1 || b.bottom > Math.max(741, b.height)); })
                .map(e => `${e.localName} ${e.innerText}: ${JSON.stringify(e.getBoundingClientRect())}`);
            """);
        Assert.Empty(beyond);
        // Nothing lies under the slider, which stays where it is, or under anything else.
        var covered = Page.Ask<IEnumerable<object>>("""
            return [...document.querySelectorAll('a[href], button:not(:disabled), input, select, summary')].filter(e => e.checkVisibility() && e.closest('.vis-timeline') === null).filter(e => {
                e.scrollIntoView({ block: 'center' });
                const b = e.getBoundingClientRect();
                const on = document.elementFromPoint(b.left + Math.min(8, b.width / 2), b.top + Math.min(8, b.height / 2));
                return on === null || !(e.contains(on) || on.contains(e));
            }).map(e => `${e.localName} ${e.innerText}`);
            """);
        Assert.Empty(covered);
    }
}
