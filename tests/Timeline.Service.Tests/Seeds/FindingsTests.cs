using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Timeline.Service.Tests.Samples;

/// <summary>
/// What readers of the sample found to be wrong or misleading: finding, question, where in the answer to look, right answer. The right
/// answers are worked out by hand from SEMANTICS and from what the sources say.
/// </summary>
[Collection(nameof(Korea))]
public sealed class FindingsTests(KoreaFixture korea)
{
    private const string Eve = "subjects/summit/us-dprk-2?known=2019-02-24", After = "subjects/summit/us-dprk-2?known=2019-03-01";
    private const string Place = "events?known=2019-02-24&type=PlaceConfirmed&publisher=twitter";
    private const string Trip = "subjects/visit/pompeo-pyongyang-2018-04?known=2018-04-05&knower=usa";
    private const string NewYear = "hindsight?date=2018-12-31&known=2019-12-31&limit=1000";
    private const string Hindsight = "hindsight?date=2019-02-24&known=2019-12-31&limit=1000";
    private const string Summit = "/items/[subject=summit/us-dprk-2]", Talks = "/items/[subject=talks/us-dprk]";

    /// <summary>
    /// In a place to look, <c>[member=value]</c> is the first item that has it, <c>[-1]</c> the last, and <c>#</c> how many there are. An
    /// answer that ends in <c>*</c> says how it begins; the empty one, that there is nothing.
    /// </summary>
    public static TheoryData<string, string, string, string> KnownSinceAndOnWhoseWord => new()
    {
        { "The place was known since the tweet of 9 February, not since the agency's report", Eve,
            "/provenance/~1place/since", "2019-02-09*" },
        { "The place was first told by the tweet", Eve, "/provenance/~1place/first/publisher", "twitter" },
        { "The place is in force on the agency's word", Eve, "/provenance/~1place/publisher", "kcna" },
        { "Three origins name the place", Eve, "/provenance/~1place/support", "3" },
        { "The history of the place says the same", "subjects/summit/us-dprk-2/history?pointer=/place&known=2019-02-24",
            "/items/[-1]/known", "2019-02-09*" },
        { "The dates were known since the address of 5 February in Washington", Eve, "/provenance/~1dates/since", "2019-02-06T04:59:59*" },
        { "That it was set was known since January", Eve, "/provenance/~1status/since", "2019-01-18*" },
        { "Only one paper said what it was for", Eve, "/provenance/~1purpose/support", "1" },
        { "Only one man said why there was no agreement", After, "/provenance/~1outcomeReason/support", "1" },
        { "That reason is disputed", After, "/provenance/~1outcomeReason/disputed", "true" },
        { "That there was no agreement two told", After, "/provenance/~1outcome/support", "2" },
        { "What a retold act was about is no news of the day", "subjects/summit/us-dprk-1?known=2019-02-24",
            "/provenance/~1status/since", "2018-06-12*" },
        { "No value of the summit is graded as confirmed where one alone told it", Eve, "/provenance/~1dates/assessment/credibility", "2" },
    };

    public static TheoryData<string, string, string, string> WhatHindsightSays => new()
    {
        { "Whether the declaration of Panmunjom is in force is open still", NewYear,
            "/items/[subject=agreement/inter-korean-2018-04]/questions/[open.question=inForce]/became", "open" },
        { "Whether that of Singapore is in force is open still", NewYear,
            "/items/[subject=agreement/us-dprk-1]/questions/[open.question=inForce]/became", "open" },
        { "The day of talks that were put off is asked no more", NewYear, $"{Talks}/questions/[open.question=dates]/became", "dropped" },
        { "A later account of Singapore was not hidden in December", NewYear,
            "/items/[subject=summit/us-dprk-1]/hiddenThen/pointers/#", "0" },
        { "That account supports what was known", NewYear, "/items/[subject=summit/us-dprk-1]/supported/0/now", "3" },
        { "The pledge of October was hidden in December", NewYear,
            $"{Talks}/hiddenThen/pointers/[new.value=to dismantle*]/cause", "learned" },
        { "In which building? In the Metropole", Hindsight, $"{Summit}/questions/[open.question=venue]/answers/0/pointer",
            "/venues/sofitel-legend-metropole/status" },
        { "It was used", Hindsight, $"{Summit}/questions/[open.question=venue]/answers/0/told/value", "used" },
        { "It was used on both days", Hindsight, $"{Summit}/questions/[open.question=venue]/answers/0/happened", "2019-02-27/2019-02-28" },
        { "The press centre is no venue, and no answer", Hindsight, $"{Summit}/questions/[open.question=venue]/answers/#", "1" },
        { "That it ended without agreement had not happened, so it was not hidden", Hindsight,
            $"{Summit}/hiddenThen/pointers/[pointer=/outcome]", "" },
        { "It happened since", Hindsight, $"{Summit}/happenedSince/pointers/[pointer=/outcome]/new/value", "noAgreement" },
        { "Nothing recorded about that day came out later", Hindsight, $"{Summit}/hiddenThen/pointers/#", "0" },
        { "The dates were kept", Hindsight, $"{Summit}/expectations/[expected.what=/dates]/outcome", "kept" },
        { "A declaration on the end of the war that nobody made has lapsed", Hindsight,
            "/items/[subject=agreement/korean-war-end]/expectations/0/outcome", "lapsed" },
        { "Whether anybody grants the request for food was answered", Hindsight,
            "/items/[subject=aid/dprk-food-2019]/questions/0/became", "answered" },
    };

    public static TheoryData<string, string, string, string> WhatAReaderIsTold => new()
    {
        { "A permanent link is pinned to a position", Eve, "/permalink", "*&recorded=*" },
        { "A venue that is withheld is not called confirmed", "subjects/summit/us-dprk-2/events?known=2019-02-24&limit=1000",
            "/items/[type=VenueConfirmed]/untold/venue", "withheld" },
        { "Washington had something that the public had not", "knowers?known=2018-04-05", "/items/[knower=usa]/events", "1" },
        { "Nobody recorded anything known to washington", "events?known=2018-04-05&knower=washington",
            "/vantage/unknownKnower/0", "washington" },
        { "To usa something was known", "events?known=2018-04-05&knower=usa", "/vantage/unknownKnower", "" },
        { "A guess of December is not expected beside the dates that were set", Eve, "/expectations/#", "1" },
        { "What is expected are the dates that were set", Eve, "/expectations/0/date", "2019-02-27/2019-02-28" },
        { "That guess stays among what was said", Eve, "/said/[type=SummitScheduled]/data/dates", "[2019-01,2019-02]" },
        { "Nobody asks for the days of a summit that was held", "subjects/summit/inter-korean-4?known=2018-05-27",
            "/openQuestions/#", "0" },
    };

    public static TheoryData<string, string, string, string> WhatTheSampleIs => new()
    {
        { "A reader can look up a report", "subjects/relations/us-dprk/events?known=2018-05-09",
            "/items/0/source/url", "https://www.axios.com/*" },
        { "The release is told by a report of its day", "subjects/relations/us-dprk/events?known=2018-05-09",
            "/items/0/source/published", "2018-05-09" },
        { "The summit of April is told by a report of its day", "subjects/summit/inter-korean-3/events?known=2018-04-27",
            "/items/[type=SummitHeld]/source/published", "2018-04-27" },
        { "A state agency is no usually reliable source of what happened", "events?publisher=kcna&type=DelegationDeparted",
            "/items/0/assessment/reliability", "C" },
        { "It is one of what the state says", "events?publisher=kcna&type=PlaceConfirmed", "/items/0/assessment/reliability", "B" },
        { "A tweet is not confirmed by itself", "events?publisher=twitter&type=PlaceConfirmed", "/items/0/assessment/credibility", "2" },
        { "Nothing is completely reliable and confirmed", "events?reliability=A&credibility=1&limit=1000", "/items/#", "0" },
        { "The Melia was the press centre", "events?text=melia", "/items/0/type", "SituationReported" },
        { "The Melia was never a venue", "subjects/summit/us-dprk-2?known=2019-12-31", "/state/venues/melia-hotel-us-press-centre", "" },
        { "Nobody proposed the Opera House", "subjects/summit/us-dprk-2?known=2019-12-31", "/state/venues/hanoi-opera-house", "" },
        { "The Opera House is the reporter's idea", "events?text=opera", "/items/0/attribution/0", "the reporter" },
        { "There was a fifth summit of North and South", "subjects/summit/inter-korean-5?known=2018-09-06",
            "/state/title", "Fifth inter-Korean summit" },
        { "It was set for three days", "subjects/summit/inter-korean-5?known=2018-09-06", "/state/dates", "2018-09-18/2018-09-20" },
        { "It was held", "subjects/summit/inter-korean-5?known=2018-09-18", "/state/status", "held" },
        { "It ended with a declaration", "subjects/summit/inter-korean-5?known=2018-09-20", "/state/outcome", "statement" },
        { "The declaration names its summit", "events?type=AgreementSigned&related=summit/inter-korean-5",
            "/items/0/data/title", "Pyongyang Joint Declaration" },
        { "The third has a name", "subjects/summit/inter-korean-3?known=2018-03-29", "/state/title", "Third inter-Korean summit" },
        { "The fourth has a name once it was told", "subjects/summit/inter-korean-4?known=2018-05-27",
            "/state/title", "Fourth inter-Korean summit" },
        { "The third meeting of Trump and Kim has a name", "subjects/summit/us-dprk-3?known=2019-06-30",
            "/state/title", "Third US–DPRK meeting" },
        { "The dyad counts what stands nowhere else", "subjects/interaction/prk-usa?known=2019-12-31", "/state/count", "4" },
        { "The release is told once", "events?happenedFrom=2018-05-09&happenedTo=2018-05-09&kind=interaction", "/items/#", "0" },
        { "Who the President was is told by somebody", "subjects/actor/donald-trump?known=2018-01-01",
            "/provenance/~1name/publisher", "cbs-news" },
        { "No actor is common knowledge", "events?kind=actor&text=common+knowledge", "/items/#", "0" },
        { "The rumour of an execution stands with the man", "subjects/actor/kim-hyok-chol?known=2019-05-31",
            "/state/situations/[situation=executed]/situation", "executed" },
        { "It is disputed since CNN told otherwise", "subjects/actor/kim-hyok-chol/events?known=2019-06-04&limit=100",
            "/items/[data.situation=executed]/disputed", "true" },
        { "He was told to be alive", "subjects/actor/kim-hyok-chol?known=2019-06-04",
            "/state/situations/[situation=alive*]/situation", "alive, in custody and under investigation" },
        { "The rumour does not hang under the talks", "subjects/talks/us-dprk-working-level?known=2019-06-30", "/state/situations", "" },
        { "The retreat in Sweden is spelled as Swedes spell it", "events?text=hackholmssund", "/items/#", "1" },
    };

    public static TheoryData<string, string, string, string> InWhoseDay => new()
    {
        { "Hanoi was named on 8 February in Washington", Place, "/items/[type=PlaceConfirmed]/happened", "2019-02-08" },
        { "It says whose day that is", Place, "/items/[type=PlaceConfirmed]/zone", "America/New_York" },
        { "People are told the place", Place, "/items/[type=PlaceConfirmed]/zoneName", "Washington" },
        { "It was known by the end of that day there", Place, "/items/[type=PlaceConfirmed]/knownBy", "2019-02-09T04:59:59.999999Z" },
        { "The days of the summit are Hanoi's", Eve, "/state/dates/zoneName", "Hanoi" },
        { "So are those that are expected", Eve, "/expectations/0/dateZone/zone", "Asia/Ho_Chi_Minh" },
        { "A sentence says whose day it was", "briefing?known=2019-02-10&subject=summit/us-dprk-2",
            "/items/0/situation/sentences/0/text", "On 8 February 2019 (Washington)*" },
        { "A reader in Seoul is told what the clocks showed there", "briefing?known=2019-02-10&subject=summit/us-dprk-2&show=Asia/Seoul",
            "/items/0/situation/sentences/0/text", "Between 8 February 2019 at 14:00 and 9 February 2019 at 14:00 (Seoul)*" },
    };

    public static TheoryData<string, string, string, string> WhatWasPublishedLater => new()
    {
        { "Washington knew of the trip at Easter", Trip, "/state/status", "made" },
        { "The paper that told of it had not told yet", Trip, "/provenance/~1status/publisher", "" },
        { "That there is a source which came later is said", Trip, "/provenance/~1status/attestedLater", "true" },
        { "Whoever asks is told who it was", $"{Trip}&later=sources", "/provenance/~1status/publisher", "washington-post" },
        { "It stays marked as published later", $"{Trip}&later=sources", "/provenance/~1status/attestedLater", "true" },
        { "The question is part of the permalink", $"{Trip}&later=sources", "/permalink", "*later=sources*" },
    };

    [Theory]
    [MemberData(nameof(KnownSinceAndOnWhoseWord))]
    [MemberData(nameof(InWhoseDay))]
    [MemberData(nameof(WhatWasPublishedLater))]
    [MemberData(nameof(WhatHindsightSays))]
    [MemberData(nameof(WhatAReaderIsTold))]
    [MemberData(nameof(WhatTheSampleIs))]
    public async Task A_finding_is_answered_right(string finding, string question, string look, string right)
    {
        var answer = await korea.Api.Get($"/v1/korea/{question}");
        Assert.True(answer.Status == HttpStatusCode.OK, $"{finding}: {answer.Text}");
        var told = Look(answer.Json, look);
        Assert.True(Says(told, right), $"{finding}: {question} says at {look} '{told}', not '{right}'.");
    }

    [Fact]
    public async Task Known_since_and_history_agree_on_every_value_of_the_summit()
    {
        var state = await korea.Api.Get($"/v1/korea/{Eve}");
        Assert.NotEmpty(state.At("/provenance")!.AsObject());
        foreach (var (pointer, word) in state.At("/provenance")!.AsObject())
        {
            var history = await korea.Api.Get(
                $"/v1/korea/subjects/summit/us-dprk-2/history?pointer={Uri.EscapeDataString(pointer)}&known=2019-02-24");
            var since = history.At("/items")!.AsArray().Last(s => s!["changes"]!.AsArray().Count > 0)!["changes"]![0]!["new"]!["since"];
            Assert.Equal($"{since}", $"{word!["since"]}");
        }
    }

    [Fact]
    public async Task No_report_of_the_day_is_said_to_be_published_later()
    {
        var briefing = await korea.Api.Send(new HttpRequestMessage(HttpMethod.Get, "/v1/korea/briefing?known=2019-02-24&limit=1000")
        {
            Headers = { { "Accept", "text/markdown" } },
        });
        Assert.DoesNotContain("not yet published", briefing.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("without a source", briefing.Text, StringComparison.Ordinal);
        var events = await korea.Api.Get("/v1/korea/events?known=2019-02-24&limit=1000");
        Assert.DoesNotContain(events.At("/items")!.AsArray(), e => e!["attestedLater"] is not null);
    }

    // Cases that the sample has none of, in a timeline of their own: what is recorded, and then finding, question, place, right answer.
    public static TheoryData<string, string[], string, string, string> OnTimelinesOfTheirOwn => new()
    {
        { "A corrected number is known since the correction", [Hostages, Corrected], "subjects/talks/doha?known=2026-03-20",
            $"/provenance/~1offers~1{Id(1)}~1offer/since", "2026-03-16*" },
        { "The correction is named", [Hostages, Corrected], "subjects/talks/doha?known=2026-03-20",
            $"/provenance/~1offers~1{Id(1)}~1offer/correctedBy/event", Id(2) },
        { "Before it the number was the old one", [Hostages, Corrected], "subjects/talks/doha?known=2026-03-15",
            $"/state/offers/{Id(1)}/offer", "to release 12 hostages" },
        { "What was taken back stands beside the story", [Hostages, Retracted], "subjects/talks/doha/events?known=2026-03-20",
            "/retracted/0/id", Id(1) },
        { "It says why", [Hostages, Retracted], "subjects/talks/doha/events?known=2026-03-20",
            "/retracted/0/retractedBy/reason", "misheard" },
        { "The state counts what was taken back", [Hostages, Retracted], "subjects/talks/doha?known=2026-03-20", "/basis/retracted", "1" },
        { "Nothing of it is in the story", [Hostages, Retracted], "subjects/talks/doha/events?known=2026-03-20", "/items/#", "0" },
        { "Confirmed by nobody else is the assessor's judgement", [Hostages], "briefing?known=2026-03-15",
            "/items/0/situation/sentences/0/text", "*confirmed in the assessor's judgement (B1)." },
        { "What cannot be judged does not outweigh what is probably true", [Held, Elsewhere], "subjects/summit/s?known=2026-05-01",
            "/state/purpose", "to sign" },
        { "It stands beside it", [Held, Elsewhere], "subjects/summit/s?known=2026-05-01", "/rivals/~1purpose/0/value", "to talk" },
        { "A date that moved is not called kept", [Set, Moved, Held], "subjects/summit/s/hindsight?date=2026-03-02&known=2026-05-01",
            "/expectations/0/outcome", "moved" },
        { "The new date was kept", [Set, Moved, Held], "subjects/summit/s/hindsight?date=2026-03-02&known=2026-05-01",
            "/expectations/0/to/outcome", "kept" },
    };

    private static string Hostages => Event(1, "talks/doha", "OfferMade",
        """{"by":"hamas","offer":"to release 12 hostages"}""", "2026-03-14", 1);

    private static string Corrected => Event(2, "talks/doha", "EventCorrected",
        $$$"""{"event":"{{{Id(1)}}}","data":{"by":"hamas","offer":"to release 20 hostages"},"reason":"misheard"}""", "2026-03-16", 2);

    private static string Retracted => Event(2, "talks/doha", "EventRetracted",
        $$"""{"event":"{{Id(1)}}","reason":"misheard"}""", "2026-03-16", 2);

    private static string Set => Event(3, "summit/s", "SummitScheduled", """{"dates":"2026-03-20"}""", "2026-03-01", 2);

    private static string Moved => Event(4, "summit/s", "SummitRescheduled", """{"dates":"2026-04-10"}""", "2026-03-15", 2);

    private static string Held => Event(5, "summit/s", "SummitHeld", """{"purpose":"to sign"}""", "2026-04-10", 2);

    private static string Elsewhere => $$$"""
        {"subject":"summit/s","type":"SummitHeld","data":{"purpose":"to talk"},"accountOf":"{{{Id(5)}}}","known":"2026-04-11",
         "source":{"publisher":"a-blog","published":"2026-04-11"}}
        """;

    [Theory]
    [MemberData(nameof(OnTimelinesOfTheirOwn))]
    public async Task A_finding_is_answered_right_elsewhere(string finding, string[] events, string question, string look, string right)
    {
        var timeline = await korea.Api.NewTimeline();
        foreach (var e in events) await korea.Api.Record(timeline, e);
        var answer = await korea.Api.Get($"/v1/{timeline}/{question}");
        Assert.True(answer.Status == HttpStatusCode.OK, $"{finding}: {answer.Text}");
        var told = Look(answer.Json, look);
        Assert.True(Says(told, right), $"{finding}: {question} says at {look} '{told}', not '{right}'.");
    }

    private static string Id(int n) => $"00000000-0000-4000-8000-{n:x12}";

    private static string Event(int n, string subject, string type, string data, string known, int credibility) => $$$"""
        {"id":"{{{Id(n)}}}","subject":"{{{subject}}}","type":"{{{type}}}","data":{{{data}}},"known":"{{{known}}}",
         "source":{"publisher":"al-jazeera","published":"{{{known}}}"},"assessment":{"reliability":"B","credibility":{{{credibility}}}}}
        """;

    private static bool Says(string told, string right) => right.Split('*') switch
    {
        [var whole] => told == whole,
        [var start, ""] => told.StartsWith(start, StringComparison.Ordinal),
        ["", var end] => told.EndsWith(end, StringComparison.Ordinal),
        ["", var part, ""] => told.Contains(part, StringComparison.Ordinal),
        _ => throw new ArgumentException($"'{right}' is no answer to look for.", nameof(right)),
    };

    private static string Look(JsonNode? node, string look)
    {
        // A value within brackets may hold a stroke.
        foreach (var step in Regex.Matches(look, @"/(\[[^\]]*\]+|[^/]*)").Select(m => m.Groups[1].Value))
        {
            if (step == "#") return $"{(node as JsonArray)?.Count ?? 0}";
            node = (node, step) switch
            {
                (JsonArray a, "[-1]") => a.LastOrDefault(),
                (JsonArray a, ['[', .. var has, ']']) => First(a, has),
                (JsonObject o, ['[', .. var has, ']']) => First(o.Select(m => m.Value), has),
                (JsonArray a, _) => int.Parse(step, CultureInfo.InvariantCulture) is var i && i < a.Count ? a[i] : null,
                (JsonObject o, _) => o[step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)],
                _ => null,
            };
        }

        return node is JsonObject or JsonArray ? node.ToJsonString() : node?.ToString() ?? "";
    }

    private static JsonNode? First(IEnumerable<JsonNode?> items, string has)
    {
        var (member, value) = (has[..has.IndexOf('=')], has[(has.IndexOf('=') + 1)..]);
        return items.FirstOrDefault(i => Says(member.Split('.').Aggregate(i, (n, m) => (n as JsonObject)?[m])?.ToString() ?? "", value));
    }
}
