using System.Net;
using Timeline.Service.Tests.Fixtures;

namespace Timeline.Service.Tests.Knowing;

/// <summary>How an answer is cited: what, as known when and to whom, and its permalink.</summary>
public sealed class CiteTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private const string Id = "33333333-3333-4333-8333-333333333333";

    private string Site => server.Api.Http.BaseAddress!.ToString().TrimEnd('/');

    private async Task<string> Timeline(string title = "US–DPRK summit", string timelineTitle = "Korea")
    {
        var timeline = $"c{Guid.NewGuid():N}";
        await server.Api.Put($"/v1/{timeline}", System.Text.Json.JsonSerializer.Serialize(new { title = timelineTitle }));
        await server.Api.Record(timeline, System.Text.Json.JsonSerializer.Serialize(new
        {
            id = Id,
            subject = "summit/s",
            type = "SummitScheduled",
            disclosures = new[] { new { to = "usa", at = "2019-02-01" }, new { to = "public", at = "2019-02-05" } },
            data = new { dates = "2019-02", title },
        }));
        return timeline;
    }

    private Task<Answer> Cite(string timeline, string of, string more = "", string? accept = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, $"/v1/{timeline}/cite?of={Uri.EscapeDataString(of)}{more}");
        if (accept is not null) request.Headers.TryAddWithoutValidation("Accept", accept);
        return server.Api.Send(request);
    }

    [Fact]
    public async Task An_answer_is_cited_by_what_it_says_and_its_permalink()
    {
        var timeline = await Timeline();
        var newest = await server.Api.PositionAsync(timeline);
        var today = DateTime.UtcNow.ToString("d MMMM yyyy", System.Globalization.CultureInfo.InvariantCulture);
        foreach (var (of, what, seen) in new[]
        {
            ("subjects/summit/s?known=2019-02-24", "US–DPRK summit", "24 February 2019 to the public"),
            ("subjects/summit/s?known=2019-02-01&knower=usa", "US–DPRK summit", "1 February 2019 to usa"),
            ("subjects/summit/s/events?known=2019-02-24T12:00:00Z", "US–DPRK summit: events", "24 February 2019, 12:00:00 UTC to the public"),
            ("subjects/summit/s/timemap?known=2019-02-24", "US–DPRK summit: timemap", "24 February 2019 to the public"),
            ($"events/{Id}?known=2019-02-24&at=..", $"SummitScheduled, event {Id} of summit/s", "24 February 2019 to the public, whether or not it had happened"),
            ("events?known=2019-02-24&at=2019-02-20&knower=usa&knower=prk&kind=summit&text=us%20dprk", "events",
                "24 February 2019 to prk or usa, of what had happened by 20 February 2019"),
            ("subjects?known=2019-02-24&without=cnn&reliability=B&credibility=2&limit=7", "subjects",
                "24 February 2019 to the public, without cnn, from sources of reliability B or better, of credibility 2 or better"),
            ("export?known=2019-02-24", "export", "24 February 2019 to the public"),
        })
        {
            var answer = await Cite(timeline, $"/v1/{timeline}/{of}");
            Assert.True(answer.Status == HttpStatusCode.OK, answer.Text);
            Assert.Equal("text/plain; charset=utf-8", answer.Headers["Content-Type"]);
            Assert.Equal("Accept", answer.Headers["Vary"]);
            var cited = await server.Api.Get($"/v1/{timeline}/{of}");
            var permalink = of.StartsWith("export", StringComparison.Ordinal) ? cited.Headers["Content-Location"]
                : of.Contains("timemap", StringComparison.Ordinal) ? cited.Text.Split('<', '>')[3][Site.Length..] : cited.TextAt("/permalink");
            Assert.Equal($"“{what}”, Korea, as known on {seen}, as recorded at position {newest}. Timeline, {Site}{permalink} (accessed {today}).\n", answer.Text);
            // The permalink is cited alike.
            Assert.Equal(answer.Text, (await Cite(timeline, permalink!)).Text);
        }
    }

    [Fact]
    public async Task What_was_open_is_cited_as_it_is_now()
    {
        var timeline = await Timeline();
        var answer = await Cite(timeline, $"/v1/{timeline}/subjects/summit/s");
        var permalink = answer.Text.Split(Site)[1].Split(' ')[0];
        Assert.Equal(permalink, (await server.Api.Get(permalink)).TextAt("/permalink"));
    }

    [Theory]
    [InlineData("&format=bibtex", null)]
    [InlineData("&format=bibtex", "text/plain")]
    [InlineData("", "application/x-bibtex")]
    [InlineData("", "text/plain;q=0.5, application/x-bibtex")]
    [InlineData("", "*/*;q=0.1, application/x-bibtex;q=0.2")]
    public async Task Who_asks_for_BibTeX_gets_it(string format, string? accept)
    {
        var timeline = await Timeline();
        var answer = await Cite(timeline, $"/v1/{timeline}/subjects/summit/s?known=2019-02-24", format, accept);
        Assert.Equal("application/x-bibtex; charset=utf-8", answer.Headers["Content-Type"]);
        Assert.StartsWith("@misc{timeline-", answer.Text, StringComparison.Ordinal);
        Assert.Contains("  title = {US–DPRK summit},\n  howpublished = {Korea},\n  note = {as known on 24 February 2019 to the public, as recorded at position ", answer.Text, StringComparison.Ordinal);
        Assert.Contains($"  year = {{2019}},\n  publisher = {{Timeline}},\n  url = {{{Site}/v1/{timeline}/subjects/summit/s?known=2019-02-24T23:59:59.999999Z&", answer.Text, StringComparison.Ordinal);
        Assert.Contains($"  urldate = {{{DateTime.UtcNow:yyyy-MM-dd}}}\n}}\n", answer.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("&format=plain", "application/x-bibtex")]
    [InlineData("", "*/*")]
    [InlineData("", "application/x-bibtex;q=0, */*")]
    [InlineData("", "text/html")]
    [InlineData("", "nonsense")]
    public async Task Anybody_else_gets_plain_text(string format, string? accept)
    {
        var timeline = await Timeline();
        Assert.StartsWith("text/plain", (await Cite(timeline, $"/v1/{timeline}/events", format, accept)).Headers["Content-Type"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Titles_cannot_break_out_of_BibTeX()
    {
        var timeline = await Timeline("a } b { c \\ d\n$e & #1 50% x_y ~z ^2 @misc{evil,} \"q\"\t", "{{{\\end{document}\r\n\u0085%");
        var text = (await Cite(timeline, $"/v1/{timeline}/subjects/summit/s?known=2019-02-24", "&format=bibtex")).Text;
        Assert.Contains("title = {a \\textbraceright{} b \\textbraceleft{} c \\textbackslash{} d \\$e \\& \\#1 50\\% x\\_y \\textasciitilde{}z \\textasciicircum{}2 "
            + "@misc\\textbraceleft{}evil,\\textbraceright{} \"q\"},\n", text, StringComparison.Ordinal);
        Assert.Equal(10, text.Split('\n').Length);
        var depth = 0;
        foreach (var c in text.TrimEnd())
        {
            depth += c == '{' ? 1 : c == '}' ? -1 : 0;
            Assert.True(depth >= 0);
        }

        Assert.Equal(0, depth);
        Assert.Single((await Cite(timeline, $"/v1/{timeline}/subjects/summit/s?known=2019-02-24")).Text.TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task What_is_no_answer_of_the_timeline_is_refused_with_the_parameter()
    {
        var (timeline, other) = (await Timeline(), await Timeline());
        foreach (var of in new[]
        {
            "", "events", "/", "//", "/v1", $"/v1/{timeline}", $"/v1/{other}/events", "/v1/catalogue", "/health/live", $"/v1/{timeline}/cite", $"/v1/{timeline}/cite?of=x", $"/v1/{timeline}/nothing",
            $"/v1/{timeline}/events?known=yesterday", $"/v1/{timeline}/events?recorded=99999999999999999999", $"/v1/{timeline}/events?wrong=1", $"/v1/{timeline}/events?", "http://elsewhere/v1/x/events",
            $"http://elsewhere/v1/{timeline}/events", "\\..\\", "%", "%zz", "/v1/%00/events", $"/v1/{timeline}/events?known=2019&known=2020", "😀",
        })
        {
            var answer = await Cite(timeline, of);
            if (of.EndsWith("events?", StringComparison.Ordinal)) Assert.Equal(HttpStatusCode.OK, answer.Status);
            else Expect.Problem(answer, 400, "malformed-request", [.. (answer.At("/errors")?.AsArray() ?? []).Select(_ => "of")]);
        }

        Expect.Problem(await server.Api.Get($"/v1/{timeline}/cite"), 400, "malformed-request", "of");
        Expect.Problem(await server.Api.Get($"/v1/{timeline}/cite?of=/v1/{timeline}/events&of=x&format=html&x=1"), 400, "malformed-request", "of", "x", "format");
        Expect.Problem(await Cite("none", "/v1/none/events"), 404, "unknown-timeline");
        foreach (var (of, cause) in new[] { ("subjects/summit/none", "unknown-subject"), ("subjects/summit/s?known=2019-02-02", "not-known-then"), ("events/1", "unknown-event") })
            Expect.Problem(await Cite(timeline, $"/v1/{timeline}/{of}"), 404, cause);
    }
}
