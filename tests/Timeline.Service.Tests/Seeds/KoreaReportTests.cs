using System.Text.Json.Nodes;
using Timeline.Service.Tests.Fixtures;

namespace Timeline.Service.Tests.Samples;

/// <summary>
/// What the report of 24 February 2019 told its readers: every fact is there that day, in its mode, with whom it is attributed to; nothing
/// that became known later is.
/// </summary>
[Collection(nameof(Korea))]
public sealed class KoreaReportTests(KoreaFixture korea)
{
    private const string Vietnam = "visit/kim-vietnam-2019", S1 = "summit/us-dprk-1", S2 = "summit/us-dprk-2", Talks = "talks/us-dprk";
    private const string Sanctions = "sanctions/dprk", WarEnd = "agreement/korean-war-end", Relations = "relations/us-dprk";
    private const string Food = "aid/dprk-food-2019", Cnn = "cnn, two diplomatic sources";

    private const string Uuid = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";

    /// <summary>Subject, type, mode, attribution, what is looked at in the event, what it says.</summary>
    public static TheoryData<string, string, string, string, string, string> Facts => new()
    {
        { Vietnam, "DelegationDeparted", "", "", "/data/distanceKm", "4500" },
        { Vietnam, "VisitAnnounced", "", "", "/data/purpose", "state visit, his first to Vietnam" },
        { Vietnam, "VisitStopPlanned", "", "", "/data/dates", "2019-02-26" },
        { Vietnam, "VisitStopPlanned", "intended", "", "/data/place", "Haiphong" },
        { Vietnam, "VisitStopPlanned", "possible", "", "/data/place", "Ha Long Bay" },
        { S2, "SummitScheduled", "", "", "/data/dates", "2019-02-27/2019-02-28" },
        { S2, "SummitScheduled", "", "", "/data/purpose", "to bring clarity in the nuclear dispute" },
        { S2, "PlaceConfirmed", "", "", "/data/place/name", "Hanoi" },
        { S2, "VenueConfirmed", "", "", "/absent/venue", "withheld" },
        { S2, "VenueRejected", "", "South Korean information", "/data/venue", "Friendship Cultural Palace" },
        { S2, "VenueRejected", "", "South Korean information", "/assessment/credibility", "3" },
        { S2, "StatementMade", "", "the reporter", "/data/statement", "The Hanoi Opera House would be a spectacular place to meet." },
        { S1, "SummitHeld", "", "", "/happened", "2018-06-12" },
        { Talks, "PledgeMade", "", "", "/data/pledge", "complete denuclearisation, in principle" },
        { Talks, "PledgeMade", "", "", "/absent/due", "unknown" },
        { Talks, "PledgeMade", "", "", "/assessment/credibility", "3" },
        { Talks, "PositionStated", "", "", "/absent/position", "withheld" },
        { Talks, "AccusationMade", "", "", "/data/accusation", "wants to make him disarm alone" },
        { Talks, "SituationReported", "", "", "/data/situation", "under pressure at home to show results after little progress" },
        { Talks, "PositionStated", "", "", "/data/position", "step by step over a longer time instead of everything at once" },
        { S2, "PositionStated", "", "", "/data/position", "a clear declaration of intent at the highest level, not a detailed agreement" },
        { Talks, "PositionStated", "", "", "/data/position", "ready for a parallel process with early successes in single fields" },
        { WarEnd, "AgreementProposed", "possible", "", "/data/title", "Joint declaration ending the Korean War" },
        { WarEnd, "AgreementProposed", "possible", "", "/data/parties", """["usa","prk","chn","kor"]""" },
        { Relations, "LiaisonOfficeProposed", "intended", Cnn, "/data/purpose", "a first step towards diplomatic relations" },
        { Relations, "LiaisonOfficeProposed", "intended", Cnn, "/happened", "[..2019-02-18]" },
        { Sanctions, "PositionStated", "", "", "/data/position", "wants the global sanctions lifted, or at least eased" },
        { Sanctions, "SanctionsEased", "intended", "donald-trump", "/data/scope", "the global sanctions" },
        { Food, "AidRequested", "", "prk", "/data/of", """["un"]""" },
        { Food, "ShortageReported", "", "prk", "/data/shortfall", """{"amount":1400000,"unit":"t"}""" },
        { Food, "ShortageReported", "", "prk", "/data/ration", """{"amount":300,"unit":"g/day"}""" },
        { Food, "ShortageReported", "", "prk", "/data/cause", "mainly the United Nations sanctions" },
    };

    [Theory]
    [MemberData(nameof(Facts))]
    public async Task What_the_report_told_stands_in_the_story_of_that_day(
        string subject, string type, string mode, string attribution, string pointer, string says)
    {
        var story = await korea.Api.Get($"/v1/korea/subjects/{subject}/events?known=2019-02-24&limit=1000");
        var told = story.At("/items")!.AsArray().Select(i => i!).Where(i => (string?)i["source"]?["publisher"] == "german-daily"
            && (string?)i["type"] == type && Text(At(i, pointer)) == says);

        var item = Assert.Single(told);
        Assert.Equal(mode, Text(item["mode"]));
        Assert.Equal(attribution, string.Join(", ", item["attribution"]?.AsArray().Select(Text) ?? []));
        Assert.Equal("de", (string?)item["source"]!["language"]);
        Assert.Equal("2019-02-24T23:59:59.999999Z", (string?)item["knownBy"]);

        // Said is not known: what may be, or is meant, gives the state no value.
        var state = await korea.Ask(subject, "known=2019-02-24");
        var isSaid = state.At("/said")!.AsArray().Any(s => (string?)s!["id"] == (string?)item["id"]);
        Assert.Equal(mode.Length > 0, isSaid);
        if (isSaid) Assert.DoesNotContain((string)item["id"]!, state.At("/provenance")!.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task CNN_had_told_of_the_liaison_offices_six_days_before()
    {
        var story = await korea.Api.Get($"/v1/korea/subjects/{Relations}/events?known=2019-02-18");
        var told = Assert.Single(story.At("/items")!.AsArray(), i => (string?)i!["type"] == "LiaisonOfficeProposed");
        Assert.Equal("cnn", (string?)told!["source"]!["publisher"]);
        Assert.Equal("""["two diplomatic sources"]""", told["attribution"]!.ToJsonString());
        Assert.Equal("intended", (string?)told["mode"]);
    }

    [Theory]
    [InlineData("public", "2018-04-05")]
    [InlineData("usa", "2018-04-05")]
    [InlineData("public", "2018-12-31")]
    [InlineData("kim-jong-un", "2018-12-31")]
    [InlineData("public", "2019-02-24")]
    [InlineData("prk", "2019-02-28")]
    [InlineData("wfp", "2019-07-22")]
    public async Task Nothing_known_later_appears(string knower, string known)
    {
        var vantage = $"known={known}&knower={knower}&limit=1000";
        var events = await korea.Api.Get($"/v1/korea/events?{vantage}");
        var visible = events.At("/items")!.AsArray().Select(e => (string)e!["id"]!).ToHashSet();
        Assert.Equal(KoreaSeed.KnownBy(korea.Lines, knower, known), visible.Order(StringComparer.Ordinal));

        var subjects = await korea.Api.Get($"/v1/korea/subjects?{vantage}");
        foreach (var subject in subjects.At("/items")!.AsArray().Select(s => (string)s!["subject"]!))
            AssertRestsOn(visible, await korea.Ask(subject, $"known={known}&knower={knower}"));
    }

    [Fact]
    public async Task All_is_known_in_the_end()
    {
        var events = await korea.Api.Get("/v1/korea/events?limit=1000");
        Assert.Equal(korea.Lines.Count, events.At("/items")!.AsArray().Count);
    }

    // Every id in an answer is that of a visible event, or of the first of the accounts of one act, which may have been secret.
    private void AssertRestsOn(HashSet<string> visible, Answer answer)
    {
        var acts = korea.Lines.Where(l => visible.Contains((string)l["id"]!)).Select(l => (string?)l["accountOf"]).OfType<string>();
        var found = System.Text.RegularExpressions.Regex.Matches(answer.Text, Uuid).Select(m => m.Value).ToHashSet();
        Assert.Empty(found.Except(visible).Except(acts));
    }

    private static JsonNode? At(JsonNode node, string pointer) =>
        pointer.Split('/')[1..].Aggregate((JsonNode?)node, (n, step) => (n as JsonObject)?[step]);

    private static string Text(JsonNode? node) => node is null or JsonValue ? node?.ToString() ?? "" : node.ToJsonString();
}
