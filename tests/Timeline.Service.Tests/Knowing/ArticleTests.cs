using System.Net;
using System.Text.Json.Nodes;
using Timeline.Service.Tests.Fixtures;
using Timeline.Service.Tests.Samples;

namespace Timeline.Service.Tests.Knowing;

/// <summary>
/// What a newspaper told its readers on 24 February 2019, fact by fact: the briefing of that day tells it, on whose word and how sure, and
/// tells nothing that became known later.
/// </summary>
[Collection(nameof(Korea))]
public sealed class ArticleTests(KoreaFixture korea)
{
    private const string Address = "/v1/korea/briefing?known=2019-02-24";

    private const string Visit = "visit/kim-vietnam-2019";
    private const string Summit = "summit/us-dprk-2";
    private const string Talks = "talks/us-dprk";
    private const string Food = "aid/dprk-food-2019";

    private const string Stated = "german-daily; usually reliable source, probably true (B2).";
    private const string Hearsay = "german-daily; usually reliable source, possibly true (B3).";

    /// <summary>Fact, subject, section, mode, how the sentence goes and how it ends; after a stroke, a note of the record.</summary>
    public static TheoryData<int, string, string, string?, string, string> Facts => new()
    {
        { 1, Visit, "situation", null,
            "On 23 February 2019, Kim Jong Un left Pyongyang for Hanoi by train (4,500 km) | armoured state train", Stated },
        { 1, Visit, "situation", null, "a visit of Kim Jong Un to Vietnam was announced (purpose: state visit, his first to Vietnam)",
            Stated },
        { 1, Visit, "scheduledNext", null, "a stop in Hanoi was planned, to be on 26 February 2019", Stated },
        { 2, Visit, "said", "intended",
            "a stop in Haiphong is meant to be made, to see the industrial park and Vietnam's economic dynamism", Stated },
        { 3, Visit, "said", "possible", "a stop in Ha Long Bay may be made, to relax", Hearsay },
        { 4, Summit, "situation", null,
            "the summit was set for 27–28 February 2019 (Hanoi), with Donald Trump and Kim Jong Un taking part, to bring clarity in "
            + "the nuclear dispute", Stated },
        { 4, Summit, "situation", null, "Hanoi was confirmed as the place to meet", Stated },
        { 4, Summit, "scheduledNext", null, "the summit was set for 27–28 February 2019 (Hanoi)", "" },
        { 5, Summit, "open", null, "In which building it is to be: none is confirmed. Reported withheld: | unknown, or kept like a "
            + "state secret", Hearsay },
        { 6, Summit, "situation", null,
            "By 24 February 2019, North Korea turned down Friendship Cultural Palace as the venue, the reason given: "
            + "security | By Kim's chief of staff. The building was a gift of the Soviet Union",
            "german-daily, according to South Korean information; usually reliable source, possibly true (B3)." },
        { 7, Summit, "situation", null,
            "The Hanoi Opera House would be a spectacular place to meet | The reporter's own idea. Nobody proposed it",
            "german-daily, according to the reporter; usually reliable source, truth cannot be judged (B6)." },
        { 8, "summit/us-dprk-1", "situation", null,
            "On 12 June 2018, Donald Trump and Kim Jong Un met | In Singapore, eight months before", Stated },
        { 9, Talks, "situation", null,
            "On 12 June 2018, Kim Jong Un made a pledge to the United States (unknown: due date; accounts differ on pledge): "
            + "complete denuclearisation, in principle | Allegedly; no commitment on how either", Hearsay },
        { 9, Talks, "open", null, "By when the pledge is to be kept. Reported unknown: | Allegedly; no commitment on how either", Hearsay },
        { 10, Talks, "open", null, "On 12 June 2018, Donald Trump left open the position on what the United States gives in return "
            + "(withheld: position)",
            Stated },
        { 11, Talks, "situation", null,
            "By 24 February 2019, Kim Jong Un made an accusation against Donald Trump: wants to make him disarm alone", Stated },
        { 12, Talks, "situation", null,
            "a situation was reported concerning Donald Trump: under pressure at home to show results after little progress",
            Stated },
        { 13, Talks, "situation", null,
            "the United States took a position on approach: step by step over a longer time instead of everything at once "
            + "| Apparently a change of tactics", Hearsay },
        { 13, Summit, "situation", null,
            "the United States took a position on outcome: a clear declaration of intent at the highest level, not a detailed "
            + "agreement", Hearsay },
        { 14, Talks, "situation", null,
            "Kim Jong Un took a position on approach: ready for a parallel process with early successes in single fields", Hearsay },
        { 15, "agreement/korean-war-end", "said", "possible",
            "the agreement “Joint declaration ending the Korean War” between the United States and North "
            + "Korea may be proposed, to be on 27–28 February 2019, to build trust and speed a peace treaty", Hearsay },
        { 15, "agreement/korean-war-end", "said", "possible",
            "the agreement “Peace treaty” between the United States, North Korea, China and South Korea "
            + "may be proposed", Hearsay },
        { 16, "relations/us-dprk", "said", "intended",
            "As of 18 February 2019, liaison offices between the United States and North Korea are under "
            + "consideration (purpose: a first step towards diplomatic relations) | In both capitals",
            "german-daily, according to CNN citing two diplomatic sources; usually reliable source, possibly true (B3)." },
        { 17, "sanctions/dprk", "situation", null,
            "Kim Jong Un took a position on sanctions: wants the global sanctions lifted, or at least eased", Stated },
        { 18, "sanctions/dprk", "said", "intended", "Donald Trump means to, or is ready to, ease sanctions: the global sanctions",
            "german-daily, according to Donald Trump; usually reliable source, probably true (B2)." },
        { 19, Food, "situation", null,
            "By 21 February 2019, North Korea asked the United Nations for food, the reason given: food is short", NorthKorea },
        { 19, Food, "pending", null, "Whether anybody grants the request. Not answered: by 21 February 2019, North Korea asked the "
            + "United Nations for food",
            NorthKorea },
        { 20, Food, "situation", null, "a shortage of food in North Korea was reported, with 1,400,000 tonnes missing", NorthKorea },
        { 21, Food, "situation", null, "a ration of 300 g/day, the cause given: mainly the United Nations sanctions", NorthKorea },
        // By almost half: what it was before is told by another account of the same memorandum.
        { 21, Food, "situation", null, "a ration of 300 g/day, after a ration of 550 g/day",
            "nbc-news, according to North Korea; completely reliable source, probably true (A2)." },
    };

    private static string NorthKorea => "german-daily, according to North Korea; usually reliable source, probably true (B2).";

    [Theory]
    [MemberData(nameof(Facts))]
    public async Task A_fact_of_the_article_is_in_the_briefing_of_its_day(int fact, string subject, string section, string? mode,
        string told, string word)
    {
        var (text, note) = told.Split(" | ") is [var t, var n] ? (t, n) : (told, "");
        var briefed = Items(await korea.Api.Get(Address)).Single(s => (string?)s["subject"] == subject);
        var sentences = briefed[section]!["sentences"]!.AsArray().Select(s => s!).ToList();

        var found = sentences.Where(s => Has(s, "text", text) && $"{s["text"]}".EndsWith(word, StringComparison.Ordinal)
            && Has(s, "note", note)).ToList();

        Assert.True(found.Count == 1, $"Fact {fact} is told {found.Count} times among\n"
            + $"{string.Join('\n', sentences.Select(s => $"{s["text"]} {s["note"]}"))}");
        Assert.Equal(mode, (string?)found[0]["mode"]);

        static bool Has(JsonNode sentence, string member, string part) =>
            $"{sentence[member]}".Contains(part, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void No_fact_of_the_article_is_missing_from_the_table() =>
        Assert.Equal(Enumerable.Range(1, 21), Facts.Select(row => (int)row[0]!).Distinct());

    [Fact]
    public async Task Every_sentence_stands_in_all_three_forms()
    {
        var sentences = Sentences(await korea.Api.Get(Address)).ToList();
        var markdown = (await Get("text/markdown")).Text.Replace("\\", "", StringComparison.Ordinal);
        var page = WebUtility.HtmlDecode((await Get("text/html")).Text);

        Assert.True(sentences.Count > 200);
        Assert.All(sentences, s => Assert.Contains($"{s["text"]}", markdown, StringComparison.Ordinal));
        Assert.All(sentences, s => Assert.Contains($"{s["text"]}", page, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("2018-04-05", "usa")]
    [InlineData("2019-02-24", "public")]
    [InlineData("2019-07-24", "public")]
    public async Task Nothing_in_a_briefing_became_known_later(string known, string knower)
    {
        var visible = (await korea.Api.Get($"/v1/korea/events?known={known}&knower={knower}&limit=1000")).At("/items")!.AsArray()
            .Select(e => (string?)e!["id"]).ToHashSet();
        var briefing = await korea.Api.Get($"/v1/korea/briefing?known={known}&knower={knower}&limit=1000");

        Assert.All(Sentences(briefing).Select(s => (string?)s["event"]).OfType<string>(), id => Assert.Contains(id, visible));
    }

    [Fact]
    public async Task What_the_readers_of_that_day_could_not_know_is_in_no_form()
    {
        foreach (var form in new[] { "application/json", "text/markdown", "text/html" })
        {
            var text = (await Get(form)).Text;
            Assert.DoesNotContain("no agreement", text, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("Metropole was confirmed", text, StringComparison.Ordinal);
            Assert.DoesNotContain("met at Sofitel", text, StringComparison.Ordinal);
            Assert.DoesNotContain("2019-03-", text, StringComparison.Ordinal);
            Assert.DoesNotContain("March 2019", text, StringComparison.Ordinal);
        }

        var later = (await korea.Api.Get("/v1/korea/briefing?known=2019-03-01")).Text;
        Assert.Contains("with no agreement", later, StringComparison.Ordinal);
        Assert.Contains("met at Sofitel", later, StringComparison.Ordinal);
    }

    private Task<Answer> Get(string form) =>
        korea.Api.Send(new HttpRequestMessage(HttpMethod.Get, Address) { Headers = { { "Accept", form } } });

    private static IEnumerable<JsonNode> Items(Answer briefing) => briefing.At("/items")!.AsArray().Select(i => i!);

    private static IEnumerable<JsonNode> Sentences(Answer briefing) => Items(briefing)
        .SelectMany(item => item.AsObject().Select(member => (member.Value as JsonObject)?["sentences"]).OfType<JsonArray>())
        .SelectMany(sentences => sentences).Select(s => s!);
}
