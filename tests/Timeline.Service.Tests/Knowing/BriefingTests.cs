using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Timeline.Service.Tests.Fixtures;

namespace Timeline.Service.Tests.Knowing;

/// <summary>The briefing as it is asked for and answered: forms, pages, secrecy, and what it costs.</summary>
public sealed partial class BriefingTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private const string Hostile =
        "<script>alert(1)</script> `code` | a *b* _c_ [d](http://e) &amp; \\\\ \\n# heading\\r\\n- item \\u2028 <!-- \\\"x";

    [Theory]
    [InlineData(null, "application/json")]
    [InlineData("*/*", "application/json")]
    [InlineData("application/json", "application/json")]
    [InlineData("application/*", "application/json")]
    [InlineData("text/*", "text/markdown")]
    [InlineData("text/markdown", "text/markdown")]
    [InlineData("text/html", "text/html")]
    [InlineData("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html")]
    [InlineData("application/json;q=0.2, text/markdown;q=0.7, text/html;q=0.5", "text/markdown")]
    [InlineData("*/*;q=0.1, application/json;q=0", "text/markdown")]
    [InlineData("application/pdf, text/html;q=0.1", "text/html")]
    [InlineData("TEXT/HTML; charset=UTF-8", "text/html")]
    public async Task It_comes_in_the_form_that_is_liked_best(string? accept, string form)
    {
        var answer = await Get($"/v1/{await Recorded()}/briefing", accept);

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal($"{form}; charset=utf-8", answer.Headers["Content-Type"]);
        Assert.Equal("Accept", answer.Headers["Vary"]);
    }

    [Theory]
    [InlineData("application/pdf")]
    [InlineData("application/json;q=0")]
    [InlineData("text/html;level=1")]
    public async Task What_is_not_to_be_had_is_refused(string accept)
    {
        var answer = await Get($"/v1/{await Recorded()}/briefing", accept);

        Expect.Problem(answer, 406, "not-acceptable");
        Assert.Equal("Accept", answer.Headers["Vary"]);
        Assert.Contains("text/markdown", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_Accept_that_is_no_list_of_media_types_is_refused() =>
        Expect.Problem(await Get($"/v1/{await Recorded()}/briefing", "no media type"), 400, "malformed-request", "Accept");

    [Fact]
    public async Task An_unknown_timeline_or_parameter_is_a_problem_in_every_form()
    {
        foreach (var form in new[] { "application/json", "text/markdown", "text/html" })
        {
            Expect.Problem(await Get("/v1/nowhere/briefing", form), 404, "unknown-timeline");
            Expect.Problem(await Get($"/v1/{await Recorded()}/briefing?kinds=summit", form), 400, "malformed-request", "kinds");
        }
    }

    [Fact]
    public async Task A_timeline_of_which_nothing_is_or_was_known_has_an_empty_briefing()
    {
        string[] addresses = [$"/v1/{await server.Api.NewTimeline()}/briefing", $"/v1/{await Recorded()}/briefing?known=2018-01-01"];
        foreach (var address in addresses)
        {
            var answer = await server.Api.Get(address);
            Assert.Equal(HttpStatusCode.OK, answer.Status);
            Assert.Empty(answer.At("/items")!.AsArray());
            Assert.Null(answer.At("/next"));
            Assert.Contains("Nothing was known.", (await Get(address, "text/markdown")).Text, StringComparison.Ordinal);
            Assert.Contains("<p>Nothing was known.</p>", (await Get(address, "text/html")).Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task What_one_knower_alone_knows_is_in_the_briefing_of_that_knower_alone()
    {
        var timeline = await Recorded();
        await server.Api.Record(timeline, """
            {"subject":"talks/secret","type":"OfferMade","data":{"by":"prk","offer":"the moon"},
             "disclosures":[{"to":"usa","at":"2019-02-01"}]}
            """);
        foreach (var form in new[] { "application/json", "text/markdown", "text/html" })
        {
            Assert.DoesNotContain("moon", (await Get($"/v1/{timeline}/briefing?known=2019-02-24", form)).Text, StringComparison.Ordinal);
            Assert.DoesNotContain("secret", (await Get($"/v1/{timeline}/briefing?known=2019-02-24", form)).Text, StringComparison.Ordinal);
            Assert.Contains("the moon", (await Get($"/v1/{timeline}/briefing?known=2019-02-24&knower=usa", form)).Text,
                StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task It_may_tell_of_some_subjects_only()
    {
        var timeline = await Recorded();
        var whole = await server.Api.Get($"/v1/{timeline}/briefing");
        var first = whole.At("/items/0")!;
        var some = await server.Api.Get($"/v1/{timeline}/briefing?subject={first["subject"]}&subject=talks/nothing");
        Expect.SameJson(first, Assert.Single(some.At("/items")!.AsArray()));
        Assert.Equal(some.Text, (await server.Api.Get(some.TextAt("/permalink")!)).Text);
        Expect.SameJson(whole.At("/items"), (await server.Api.Get($"/v1/{timeline}/briefing?kind={first["kind"]}")).At("/items"));
        Assert.Empty((await server.Api.Get($"/v1/{timeline}/briefing?kind=aid")).At("/items")!.AsArray());
    }

    [Fact]
    public async Task The_permalink_gives_the_same_for_ever_in_every_form()
    {
        var timeline = await Recorded();
        foreach (var form in new[] { "application/json", "text/markdown", "text/html" })
        {
            var first = await Get($"/v1/{timeline}/briefing?known=2019-02-24", form);
            var permalink = (await server.Api.Get($"/v1/{timeline}/briefing?known=2019-02-24")).TextAt("/permalink")!;
            await server.Api.Record(timeline,
                """{"subject":"summit/later","type":"PlaceProposed","data":{"place":"Hanoi"},"known":"2019-02-01"}""");
            Assert.Equal(first.Text, (await Get(permalink, form)).Text);
            Assert.Contains(permalink, WebUtility.HtmlDecode(first.Text), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("text/markdown")]
    [InlineData("text/html")]
    public async Task All_dates_are_told_in_the_zone_of_the_reader(string form)
    {
        var timeline = await server.Api.NewTimeline();
        await server.Api.Record(timeline, """
            {"subject":"summit/s","type":"SummitScheduled","data":{"dates":"2019-02-27"},"zone":"America/New_York","zoneName":"Washington",
             "happened":"2019-02-08","known":"2019-02-08"}
            """);

        var asWritten = await Get($"/v1/{timeline}/briefing?known=2019-02-24", form);
        Assert.Contains("n 8 February 2019 (Washington)", asWritten.Text, StringComparison.Ordinal);
        Assert.Contains("27 February 2019 (Washington)", asWritten.Text, StringComparison.Ordinal);
        var shown = await Get($"/v1/{timeline}/briefing?known=2019-02-24&show=Asia/Seoul", form);
        Assert.Contains("etween 8 February 2019 at 14:00 and 9 February 2019 at 14:00 (Seoul)", shown.Text, StringComparison.Ordinal);
        Assert.Contains("between 27 February 2019 at 14:00 and 28 February 2019 at 14:00 (Seoul)", shown.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("(Washington)", shown.Text.Replace("\"zoneName\":\"Washington\"", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("show=Asia%2FSeoul", shown.Text, StringComparison.Ordinal);
        if (form != "application/json") Assert.Contains(" by 25 February 2019 at 09:00 (Seoul)", shown.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_needs_no_script_and_no_other_address()
    {
        var page = await Get($"/v1/{await Recorded()}/briefing", "text/html");
        var policy = page.Headers["Content-Security-Policy"];
        var style = StyleOf().Match(page.Text).Groups[1].Value;
        var hash = Convert.ToBase64String(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(style)));

        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.Contains($"style-src 'sha256-{hash}'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page.Text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("style=", page.Text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("//", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_that_was_recorded_is_markup()
    {
        var timeline = await server.Api.NewTimeline();
        await server.Api.Record(timeline, $$"""
            {"subject":"summit/hostile","type":"SummitProposed",
             "data":{"by":"prk","with":["usa"],"title":"{{Hostile}}","note":"{{Hostile}}","purpose":"{{Hostile}}" },
             "known":"2019-02-24","attribution":["{{Hostile}}"],"source":{"publisher":"cnn","published":"2019-02-24"} }
            """);
        await server.Api.Record(timeline, $$"""
            {"subject":"summit/hostile","type":"VenueRejected","data":{"venue":"{{Hostile}}","reason":"{{Hostile}}" },"known":"2019-02-24"}
            """);

        var markdown = (await Get($"/v1/{timeline}/briefing", "text/markdown")).Text;
        Assert.All(markdown.Split('\n'), line => Assert.Matches(@"^($|#{1,3} \S|- \S|---$|\S)", line));
        Assert.DoesNotContain(markdown.Split('\n'),
            line => line.StartsWith("# heading", StringComparison.Ordinal) || line.StartsWith("- item", StringComparison.Ordinal));
        Assert.All(markdown.Split('\n').Where(line => !line.StartsWith('[')), line => Assert.DoesNotMatch(@"(?<!\\)[<>`|&]", line));
        Assert.Contains(@"\<script\>alert(1)\</script\> \`code\` \| a \*b\* \_c\_ \[d\](http://e) \&amp; \\ \# heading - item \<!-- ",
            markdown, StringComparison.Ordinal);

        var page = (await Get($"/v1/{timeline}/briefing", "text/html")).Text;
        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<!-- ", page, StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;alert(1)&lt;/script&gt; `code` | a *b* _c_ [d](http://e) &amp;amp; \\ # heading - item &lt;!-- "
            + "&quot;x", page, StringComparison.Ordinal);
        Assert.Equal(["html", "head", "meta", "title", "style", "body", "main", "h1", "p", "h2", "h3", "ul", "li", "i", "footer", "a"],
            Tag().Matches(page).Select(t => t.Groups[1].Value).Distinct());
    }

    [Fact]
    public async Task Ten_thousand_subjects_are_briefed_page_by_page_in_a_few_statements()
    {
        const int Subjects = 10_000;
        var timeline = await server.Api.NewTimeline();
        var lines = new StringBuilder();
        for (var i = 0; i < Subjects; i++)
        {
            var day = new DateOnly(2018, 1, 1).AddDays(i * 7919 % 300);
            lines.Append(CultureInfo.InvariantCulture, $$"""
                {"subject":"summit/s{{i:00000}}","type":"PlaceProposed","data":{"place":"P{{i}}"},"known":"{{day:yyyy-MM-dd}}"}

                """);
        }

        Assert.Equal(Subjects, (int)(await server.Api.Post($"/v1/{timeline}/import", lines.ToString(), "application/x-ndjson"))
            .At("/recorded")!);

        var seen = new List<(string Known, string Subject)>();
        var pages = 0;
        for (var next = $"/v1/{timeline}/briefing?limit=1000"; next is not null; pages++)
        {
            using var statements = new Statements(server.ConnectionString);
            var page = await server.Api.Get(next);
            // A few thousand events are read at a time.
            Assert.InRange(statements.Count, 1, 8);
            seen.AddRange(page.At("/items")!.AsArray().Select(i => ((string)i!["lastKnown"]!, (string)i["subject"]!)));
            next = page.TextAt("/next");
            // What comes in between does not change the pages that are left.
            const string Later = """{"subject":"summit/s00000","type":"PlaceProposed","data":{"place":"Q"},"known":"2019-01-01"}""";
            if (pages == 2) await server.Api.Record(timeline, Later);
        }

        Assert.Equal(10, pages);
        Assert.Equal(Subjects, seen.Select(s => s.Subject).Distinct().Count());
        Assert.Equal(seen.OrderByDescending(s => s.Known, StringComparer.Ordinal).ThenBy(s => s.Subject, StringComparer.Ordinal), seen);
    }

    [Fact]
    public async Task The_description_has_all_three_forms()
    {
        var content = (await server.Api.Get("/openapi/v1.json"))
            .At("/paths/~1v1~1{timeline}~1briefing/get/responses/200/content")!.AsObject();
        Assert.Equal(["application/json", "text/html", "text/markdown"], content.Select(c => c.Key).Order());
    }

    private async Task<string> Recorded()
    {
        var timeline = await server.Api.NewTimeline();
        await server.Api.Record(timeline,
            """{"subject":"summit/s","type":"SummitScheduled","data":{"dates":"2019-02-27/2019-02-28"},"known":"2019-02-05"}""");
        return timeline;
    }

    private Task<Answer> Get(string address, string? accept)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (accept is not null) request.Headers.TryAddWithoutValidation("Accept", accept);
        return server.Api.Send(request);
    }

    [GeneratedRegex("<style>(.*?)</style>", RegexOptions.Singleline)]
    private static partial Regex StyleOf();

    [GeneratedRegex("<([a-z0-9]+)")]
    private static partial Regex Tag();
}
