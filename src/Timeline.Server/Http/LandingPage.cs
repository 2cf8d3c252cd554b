using System.Net.Mime;
using System.Text;
using Timeline.Server.Access;

namespace Timeline.Server.Http;

/// <summary>
/// The plain page: what this is, and five questions about the sample timeline. It stands at <c>/questions</c>, and at <c>/</c> where
/// <see cref="WebPage"/> was not built.
/// </summary>
internal static class LandingPage
{
    /// <summary>The name of its style sheet among the assets.</summary>
    internal const string StyleFile = "questions.css";

    /// <summary>It may be styled and nothing else.</summary>
    internal const string Policy = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static readonly (string Question, string Address)[] Questions =
    [
        ("On 24 February 2019, what was known about the second summit? Its place within Hanoi was not.",
            "/v1/korea/subjects/summit/us-dprk-2?known=2019-02-24"),
        ("And on 1 March, the day after it ended?", "/v1/korea/subjects/summit/us-dprk-2?known=2019-03-01"),
        ("In what order did it come about, as far as known on the 24th, and who said so?",
            "/v1/korea/subjects/summit/us-dprk-2/events?known=2019-02-24"),
        ("A trip to Pyongyang at Easter 2018: what did Washington know of it on 5 April that the public did not?",
            "/v1/korea/subjects/visit/pompeo-pyongyang-2018-04?known=2018-04-05&knower=usa"),
        ("What had North Korea asked the United Nations for, and on whose word?", "/v1/korea/subjects/aid/dprk-food-2019?known=2019-02-24"),
    ];

    private static readonly string Page = $$"""
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>Timeline: what was known, when, to whom</title>
        <link rel="stylesheet" href="/assets/{{StyleFile}}">
        </head>
        <body>
        <main>
        <h1>Timeline</h1>
        <p>What was known about something on a given day, to whom, and on whose word? Events are recorded here as claims, with their
        sources, and kept for ever; every answer is given from a vantage: <em>as known on a date</em>.</p>
        <h2>Five questions about the sample, the US–DPRK process up to the Hanoi summit</h2>
        <ol>
        {{string.Join('\n', Questions.Select(q => $"<li><p>{q.Question}</p><p><a href=\"{q.Address.Replace("&", "&amp;", StringComparison.Ordinal)}\">{q.Address.Replace("&", "&amp;", StringComparison.Ordinal)}</a></p></li>"))}}
        </ol>
        <h2>Further</h2>
        <ul>
        <li><a href="/v1">The timelines</a>, <a href="/v1/korea/subjects">the subjects of the sample</a>, <a href="/v1/korea/events">its events</a></li>
        <li><a href="/v1/korea/briefing">A briefing</a>: what is known, in sentences that say on whose word; to read and to print</li>
        <li><a href="/v1/catalogue">The catalogue</a>: which events there are, with a schema and an example each</li>
        <li><a href="/openapi/v1.json">The API</a> as OpenAPI 3.1</li>
        </ul>
        </main>
        </body>
        </html>

        """;

    private const string Style = """
        :root { color-scheme: light dark; font: 1.05rem/1.6 Georgia, serif; }
        body { margin: 0; }
        main { max-width: 44rem; margin: 3rem auto; padding: 0 1.25rem; }
        h1, h2 { font-family: system-ui, sans-serif; line-height: 1.25; }
        h2 { margin-top: 2.5rem; font-size: 1.15rem; }
        li { margin-bottom: 1rem; }
        li p { margin: 0; }
        a { overflow-wrap: anywhere; font: .9rem/1.5 ui-monospace, monospace; }
        ul a { font: inherit; }

        """;

    private static readonly WebFile File = new(Encoding.UTF8.GetBytes(Page), null, $"{MediaTypeNames.Text.Html}; charset=utf-8");

    /// <summary>How it looks.</summary>
    internal static WebFile StyleSheet { get; } = new(Encoding.UTF8.GetBytes(Style), null, $"{MediaTypeNames.Text.Css}; charset=utf-8");

    internal static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/questions", Answer).ExcludeFromDescription().ForAll();

    internal static IResult Answer(HttpContext http) => WebPage.Answer(http, File, "no-cache", Policy);

    /// <summary>The addresses to try, as the server prints them.</summary>
    internal static IEnumerable<string> Addresses => Questions.Select(q => q.Address);
}
