using System.Net;
using System.Text.Json.Nodes;
using Timeline.Service.Tests.Fixtures;

namespace Timeline.Service.Tests.Knowing;

/// <summary>Filters of the lists of events and of subjects (SEMANTICS §10): what they find, at which vantage, page by page.</summary>
public sealed class FiltersTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private static string Id(int n) => $"00000000-0000-4000-8000-{n:x12}";

    private static string Event(int n, string subject, string type, string data, string more = "\"known\":\"2019-02-05\"") =>
        $$$"""{"id":"{{{Id(n)}}}","subject":"{{{subject}}}","type":"{{{type}}}","data":{{{data}}},{{{more}}}}""";

    private async Task<string> Recorded(params string[] events)
    {
        var timeline = await server.Api.NewTimeline();
        foreach (var e in events) await server.Api.Record(timeline, e);
        return timeline;
    }

    private async Task<Answer> Get(string timeline, string rest)
    {
        var answer = await server.Api.Get($"/v1/{timeline}/{rest}");
        Assert.True(answer.Status == HttpStatusCode.OK, $"{rest}: {answer.Text}");
        return answer;
    }

    private static IEnumerable<int> Numbers(Answer answer) =>
        answer.At("/items")!.AsArray().Select(e => Convert.ToInt32(((string)e!["id"]!)[^12..], 16));

    private async Task<IEnumerable<int>> Events(string timeline, string query) => Numbers(await Get(timeline, $"events?{query}"));

    private async Task<string> Subjects(string timeline, string query) =>
        string.Join(' ', (await Get(timeline, $"subjects?{query}")).At("/items")!.AsArray().Select(s => (string)s!["subject"]!));

    private async Task Finds(string timeline, params (string Query, int[] Events, string Subjects)[] cases)
    {
        foreach (var (query, events, subjects) in cases)
        {
            Assert.True(events.SequenceEqual(await Events(timeline, query)), $"events?{query}: {string.Join(',', await Events(timeline, query))}");
            Assert.True(subjects == await Subjects(timeline, query), $"subjects?{query}: {await Subjects(timeline, query)}");
        }
    }

    private Task<string> Several() => Recorded(
        Event(1, "summit/s", "SummitScheduled", """{"dates":"2019-02","place":"Vietnam"}"""),
        Event(2, "summit/s", "VenueRejected", """{"venue":"Opera House","by":"prk"}""",
            """ "known":"2019-02-06","source":{"publisher":"cnn","title":"Opera turned down"},"related":["visit/v"] """),
        Event(3, "summit/t", "VenueRejected", """{"venue":"Metropole","by":["usa","kor"]}""", """ "known":"2019-02-07","source":{"publisher":"yonhap"} """),
        Event(4, "visit/v", "VisitMade", """{"visitor":"mike-pompeo","host":"prk"}""", """ "known":"2019-02-08","related":["summit/s","summit/t"] """),
        Event(5, "visit/v", "DelegationNamed", """{"party":"usa","head":"mike-pompeo","members":["stephen-biegun"]}"""),
        Event(6, "summit/t", "EventDenied", $$"""{"event":"{{Id(3)}}","by":"prk"}""", """ "known":"2019-02-09","source":{"publisher":"kcna"} """),
        Event(7, "talks/t", "PledgeMade", """{"by":"prk","pledge":"to dismantle Yongbyon"}""", """ "disclosures":[{"to":"usa","at":"2019-02-05"}] """));

    [Fact]
    public async Task A_filter_for_a_day_that_the_zone_skipped_finds_nothing()
    {
        var timeline = await Recorded(
            Event(1, "talks/a", "StatementMade", """{"by":"usa","statement":"x"}""", """ "happened":"2011-12-30T09:59:59.999999Z/2011-12-30T10:00:00Z","known":"2011-12-30T10:00:00Z" """));
        const string Apia = "zone=Pacific/Apia";
        await Finds(timeline,
            ($"happenedFrom=2011-12-29&happenedTo=2011-12-29&{Apia}", [1], "talks/a"),
            ($"happenedFrom=2011-12-30&happenedTo=2011-12-30&{Apia}", [], ""),
            ($"happenedFrom=2011-12-30T01:00:00&happenedTo=2011-12-30T02:00:00&{Apia}", [], ""),
            ($"happenedFrom=2011-12-31&happenedTo=2011-12-31&{Apia}", [1], "talks/a"),
            ($"happenedFrom=2011-12-30&{Apia}", [1], "talks/a"), ($"happenedTo=2011-12-30&{Apia}", [1], "talks/a"),
            ($"knownFrom=2011-12-30&knownTo=2011-12-30&{Apia}", [], ""), ($"knownTo=2011-12-30&{Apia}", [], ""), ($"knownFrom=2011-12-30&{Apia}", [1], "talks/a"));

        var answer = await Get(timeline, $"events?known=2012&happenedFrom=2011-12-30&happenedTo=2011-12-30&{Apia}");
        Assert.Equal(answer.Text, (await server.Api.Get(answer.TextAt("/permalink")!)).Text);
        Expect.Problem(await server.Api.Get($"/v1/{timeline}/events?knownFrom=2011-12-30&knownTo=2011-12-28&{Apia}"), 400, "malformed-request", "knownFrom");
    }

    [Fact]
    public async Task Each_filter_finds_the_events_that_match_and_the_subjects_that_have_one()
    {
        await Finds(await Several(),
            ("kind=summit", [1, 2, 3, 6], "summit/s summit/t"), ("kind=visit", [4, 5], "visit/v"), ("kind=talks", [], ""), ("kind=talks&knower=usa", [7], "talks/t"),
            ("type=VenueRejected", [2, 3], "summit/s summit/t"), ("type=EventDenied", [6], ""),
            ("actor=prk", [2, 4, 6], "summit/s visit/v"), ("actor=kor", [3], "summit/t"), ("actor=mike-pompeo", [4, 5], "visit/v"),
            ("actor=stephen-biegun", [5], "visit/v"), ("actor=nobody", [], ""), ("actor=prk&knower=usa", [2, 4, 6, 7], "summit/s talks/t visit/v"),
            ("publisher=cnn", [2], "summit/s"), ("publisher=kcna", [6], ""), ("publisher=tass", [], ""),
            ("related=visit/v", [2], "summit/s"), ("related=summit/t", [4], "visit/v"), ("related=summit/nobody", [], ""),
            ("text=opera", [2], "summit/s"), ("text=OPERA+turn", [2], "summit/s"), ("text=rejected", [2, 3], "summit/s summit/t"),
            ("text=perform", [], ""), ("text=yongb", [], ""), ("text=yongb&knower=usa", [7], "talks/t"));
    }

    [Fact]
    public async Task Text_is_found_whatever_its_case_accents_and_vowel_signs()
    {
        var timeline = await Recorded(
            Event(1, "summit/a", "VenueProposed", """{"venue":"İstanbul"}"""), Event(2, "summit/b", "VenueProposed", """{"venue":"Αθήνας"}"""),
            Event(3, "summit/c", "VenueProposed", """{"venue":"Hôtel nu\u00ADclé\u00ADaire"}"""), Event(4, "summit/d", "VenueProposed", """{"venue":"يَرُوشَلَيِم"}"""));
        await Finds(timeline,
            ("text=istanbul", [1], "summit/a"), ("text=ISTANBUL", [1], "summit/a"), ("text=%C4%B0stanb", [1], "summit/a"), ("text=%C4%B1stanbul", [1], "summit/a"),
            ($"text={Uri.EscapeDataString("ΑΘΗΝΑΣ")}", [2], "summit/b"), ($"text={Uri.EscapeDataString("αθηνας")}", [2], "summit/b"),
            ("text=hotel+nucleaire", [3], "summit/c"), ($"text={Uri.EscapeDataString("يروشليم")}", [4], "summit/d"));
    }

    [Fact]
    public async Task A_subject_is_asked_for_by_its_name()
    {
        await Finds(await Several(),
            ("subject=summit/t", [3, 6], "summit/t"), ("subject=visit/v&subject=summit/t", [3, 4, 5, 6], "summit/t visit/v"), ("subject=talks/t", [], ""),
            ("subject=talks/t&knower=usa", [7], "talks/t"), ("subject=talks/t&subject=summit/t&kind=talks&knower=usa", [7], "talks/t"));
    }

    [Fact]
    public async Task Of_a_parameter_any_value_will_do_and_all_parameters_must_match_one_event()
    {
        await Finds(await Several(),
            ("publisher=cnn&publisher=yonhap", [2, 3], "summit/s summit/t"), ("actor=kor&actor=stephen-biegun", [3, 5], "summit/t visit/v"),
            ("kind=visit&kind=talks", [4, 5], "visit/v"), ("type=VisitMade&type=SummitScheduled", [1, 4], "summit/s visit/v"),
            ("related=visit/v&related=summit/t", [2, 4], "summit/s visit/v"), ("kind=summit&actor=prk", [2, 6], "summit/s"),
            ("actor=prk&actor=usa&publisher=cnn&publisher=yonhap", [2, 3], "summit/s summit/t"),
            // The subject has an event of each, and none of both.
            ("type=SummitScheduled&actor=prk", [], ""), ("text=vietnam+opera", [], ""), ("type=VisitMade&text=biegun", [], ""));
    }

    [Fact]
    public async Task Ranges_count_whole_dates_in_the_zone_asked_and_whatever_may_lie_in_them()
    {
        static string Happened(int n, string happened, string known) =>
            Event(n, $"summit/s{n}", "VenueProposed", """{"venue":"Opera House"}""", $"\"happened\":\"{happened}\",\"known\":\"{known}\"");
        var timeline = await Recorded(
            Happened(1, "2019-02-03", "2019-02-05"), Happened(2, "[2019-02-03..2019-02-06]", "2019-02-06T14:59:59Z"), Happened(3, "2019-02", "2019-02-06T15:00:00Z"),
            Happened(4, "2019-03-01/..", "2019-02-07"), Happened(5, "[..2019-01-20]", "2019-02-08"), Happened(6, "2019-02-06T15:00:00Z", "2019-02"));
        foreach (var (query, expected) in new (string, int[])[]
        {
            ("happenedFrom=2019-02-04", [2, 3, 4, 6]), ("happenedTo=2019-02-02", [3, 5]), ("happenedFrom=2019-02-05&happenedTo=2019-02-05", [2, 3]),
            ("happenedFrom=2019-02-07", [3, 4]), ("happenedFrom=2019-02-07&zone=Asia/Seoul", [2, 3, 4, 6]), ("happenedTo=2019-01", [5]),
            ("happenedFrom=2019-02-06T15:00:00Z&happenedTo=2019-02-06T15:00:00Z", [2, 3, 6]), ("happenedFrom=2020", [4]), ("happenedTo=-0044", [5]),
            ("knownFrom=2019-02-06", [2, 3, 4, 5, 6]), ("knownTo=2019-02-06", [1, 2, 3]), ("knownTo=2019-02-06&zone=Asia/Seoul", [1, 2]),
            ("knownFrom=2019-02-07&zone=Asia/Seoul", [3, 4, 5, 6]), ("knownFrom=2019-02-06T15:00:00Z&knownTo=2019-02-06T15:00:00Z", [3]),
            ("knownFrom=2019-02-28&knownTo=2019-02-28", [6]), ("knownFrom=2019-02-28T12:00:00%2B09:00&knownTo=2019-03", [6]),
            ("happenedFrom=2019-02-04&knownTo=2019-02-06", [2, 3]), ("happenedFrom=2019-02-03&happenedTo=2019-02-03&knownFrom=2019-02-06", [2, 3]),
        })
        {
            Assert.True(expected.SequenceEqual(await Events(timeline, query)), $"{query}: {string.Join(',', await Events(timeline, query))}");
            Assert.Equal(string.Join(' ', expected.Select(n => $"summit/s{n}")), await Subjects(timeline, query));
        }
    }

    [Theory]
    [InlineData("북미 정상회담은 하노이에서 열린다", "정상회담 하노이", "회담")]
    [InlineData("金正恩访问河内", "河内 金正恩", "平壤")]
    [InlineData("米朝首脳会談はハノイで開かれる", "ハノイ 会談", "東京")]
    [InlineData("Außenminister reist über Zürich", "ZURICH außen", "zuerich")]
    [InlineData("การประชุมสุดยอดฮานอย", "ฮานอย", "กรุงเทพ ฯ ๒")]
    [InlineData("Саммит в Ханое", "САММИТ хано", "аммит")]
    [InlineData("قمة هانوي", "هانوي", "سيول")]
    [InlineData("हनोई शिखर सम्मेलन", "शिखर हनोई", "खर")]
    public async Task Text_is_found_in_any_script_however_it_is_encoded(string title, string found, string missed)
    {
        var timeline = await Recorded(
            Event(1, "summit/s", "VenueProposed", """{"venue":"Opera House"}""",
                $$"""
                "known":"2019-02-05","source":{"publisher":"a","title":"{{title.Normalize(System.Text.NormalizationForm.FormD)}}"}
                """),
            Event(2, "summit/t", "SituationReported", $$"""{"situation":"{{title.Normalize(System.Text.NormalizationForm.FormC)}}"}"""),
            Event(3, "summit/u", "SituationReported", """{"situation":"nothing of that"}"""));
        foreach (var form in new[] { System.Text.NormalizationForm.FormC, System.Text.NormalizationForm.FormD })
        {
            Assert.Equal([1, 2], await Events(timeline, $"text={Uri.EscapeDataString(found.Normalize(form))}"));
            Assert.Equal("summit/s summit/t", await Subjects(timeline, $"text={Uri.EscapeDataString(found.Normalize(form))}"));
            Assert.Equal([], await Events(timeline, $"text={Uri.EscapeDataString(missed.Normalize(form))}"));
        }
    }

    [Fact]
    public async Task An_event_with_more_words_than_the_index_lists_is_found_by_each()
    {
        var words = string.Join(' ', Enumerable.Range(0, 5000).Select(n => $"w{n}x{new string('ü', 40)}"));
        var long_ = new string('y', 3000);
        var timeline = await Recorded(
            Event(1, "summit/s", "SituationReported", $$"""{"situation":"{{words[..100_000]}}"}"""),
            Event(2, "summit/s", "EventCorrected", $$$"""{"event":"{{{Id(1)}}}","data":{"situation":"{{{words[100_000..200_000]}}}"},"reason":"more"}"""),
            Event(3, "summit/t", "SituationReported", $$"""{"situation":"{{long_}}"}"""));
        await Finds(timeline, ("text=w17x", [1], "summit/s"), ("text=w3000x", [1, 2], "summit/s"), ("text=w4999x", [], ""), ("text=nothing", [], ""),
            ($"text={long_[..150]}", [3], "summit/t"), ("text=more", [2], ""));
    }

    [Fact]
    public async Task What_is_corrected_matches_as_said_and_from_the_correction_on_as_corrected()
    {
        var timeline = await Recorded(
            Event(1, "summit/s", "VenueRejected", """{"venue":"Opera House","by":"prk"}""", """ "known":"2019-02-05","happened":"2019-02-04" """),
            Event(2, "summit/s", "EventCorrected",
                $$$"""{"event":"{{{Id(1)}}}","data":{"venue":"Metropole","by":"usa"},"happened":"2019-02-01","reason":"misheard"}""", "\"known\":\"2019-02-10\""));
        await Finds(timeline,
            ("text=opera&actor=prk", [1], "summit/s"), ("text=metropole&actor=usa", [1], "summit/s"), ("text=opera&actor=usa", [], ""),
            ("text=metropole&known=2019-02-09", [], ""), ("actor=usa&known=2019-02-09", [], ""), ("actor=prk&known=2019-02-09", [1], "summit/s"),
            ("happenedTo=2019-02-03&type=VenueRejected", [1], "summit/s"), ("happenedTo=2019-02-03&known=2019-02-09", [], ""),
            ("happenedFrom=2019-02-03&happenedTo=2019-02-05", [], ""), ("happenedFrom=2019-02-03&happenedTo=2019-02-05&known=2019-02-09", [1], "summit/s"),
            ("text=metropole", [1, 2], "summit/s"), ("text=misheard", [2], ""));
    }

    [Fact]
    public async Task What_is_amended_matches_as_it_reads_from_the_amendment_on_and_before_as_recorded()
    {
        var timeline = await Recorded(Event(1, "summit/s", "VenueRejected", """{"venue":"Opera House"}""", """ "known":"2019-02-05","source":{"publisher":"cnn"} """));
        var before = (await Get(timeline, "events")).TextAt("/vantage/recorded");
        await server.Api.Record(timeline, Event(2, "summit/s", "EventAmended",
            $$$"""
            {"event":"{{{Id(1)}}}","data":{"venue":"Metropole"},"source":{"publisher":"yonhap","title":"Not the opera"},"happened":"2019-01-01",
             "disclosures":[{"to":"usa","at":"2019-01-02"},{"to":"public","at":"2019-02-20"}],"reason":"slip"}
            """));
        await Finds(timeline,
            ("publisher=yonhap", [1], "summit/s"), ("publisher=cnn", [], ""), ($"publisher=cnn&recorded={before}", [1], "summit/s"),
            ($"publisher=yonhap&recorded={before}", [], ""), ("text=metropole+opera", [1], "summit/s"), ("text=house", [], ""),
            ("happenedTo=2019-01-01&type=VenueRejected", [1], "summit/s"), ($"happenedTo=2019-01-01&recorded={before}", [], ""),
            ("knownFrom=2019-02-20&type=VenueRejected", [1], "summit/s"), ("knownTo=2019-02-10&type=VenueRejected", [], ""),
            ("knownTo=2019-01-02&knower=usa", [1], "summit/s"), ("type=EventAmended&text=slip", [2], ""));
    }

    [Fact]
    public async Task A_source_published_later_and_a_disclosure_to_others_are_not_found_by()
    {
        var timeline = await Recorded(
            Event(1, "summit/s", "VenueRejected", """{"venue":"Opera House"}""",
                """ "known":"2019-02-05","source":{"publisher":"cnn","title":"Exclusive","published":"2019-02-10"},"attribution":["wires"] """),
            Event(2, "summit/s", "EventDisclosed", $$"""{"event":"{{Id(1)}}","to":"prk","at":"2019-02-01"}""").Replace(",\"known\":\"2019-02-05\"", ""));
        await Finds(timeline,
            ("publisher=cnn", [1], "summit/s"), ("text=exclusive+wires+cnn", [1], "summit/s"), ("publisher=cnn&known=2019-02-09", [], ""),
            ("text=exclusive&known=2019-02-09", [], ""), ("text=wires&known=2019-02-09", [], ""), ("text=opera&known=2019-02-09", [1], "summit/s"),
            ("knownTo=2019-02-01", [], ""), ("knownTo=2019-02-01&knower=prk", [1, 2], "summit/s"), ("text=prk", [], ""), ("actor=prk&knower=prk", [], ""));
    }

    [Fact]
    public async Task What_was_taken_back_is_listed_among_events_and_no_longer_makes_its_subject_listed()
    {
        var timeline = await Recorded(
            Event(1, "summit/s", "VenueRejected", """{"venue":"Opera House"}"""), Event(2, "summit/s", "SummitScheduled", """{"dates":"2019-02"}"""),
            Event(3, "summit/s", "EventRetracted", $$"""{"event":"{{Id(1)}}","reason":"withdrawn"}""", "\"known\":\"2019-02-10\""));
        await Finds(timeline,
            ("text=opera", [1], ""), ("text=opera&known=2019-02-09", [1], "summit/s"), ("type=EventRetracted", [3], ""), ("text=withdrawn", [3], ""),
            ("kind=summit", [1, 2, 3], "summit/s"));
    }

    [Fact]
    public async Task What_the_lens_leaves_out_is_not_found()
    {
        await Finds(await Several(), ("actor=prk&without=kcna&without=cnn", [4], "visit/v"), ("text=rejected&without=cnn", [3], "summit/t"), ("kind=summit&reliability=A", [], ""));
    }

    [Theory]
    [InlineData("events?kind=summit&actor=prk&text=room+7")]
    [InlineData("events?type=VenueRejected&knownFrom=2019-02-02&zone=Asia/Seoul")]
    [InlineData("subjects?text=%EB%B0%A9&kind=summit")]
    [InlineData("subjects?publisher=cnn&happenedTo=2019-02-27&related=visit/v&related=visit/w")]
    public async Task Pages_of_what_is_filtered_are_together_the_whole_and_stay_so_while_others_record(string address)
    {
        static string Matching(int n, string known) => Event(n, $"summit/s{n}", "VenueRejected", """{"venue":"Room 7 방","by":"prk"}""",
            $$""" "known":"{{known}}","source":{"publisher":"cnn"},"related":["visit/v"] """);
        var timeline = await Recorded(
        [
            .. Enumerable.Range(1, 7).Select(n => Matching(n, $"2019-02-0{1 + n}")),
            .. Enumerable.Range(11, 30).Select(n => Event(n, $"summit/s{n}", "VenueRejected", """{"venue":"Hall 8","by":"usa"}""", "\"known\":\"2019-01-01\"")),
            .. Enumerable.Range(51, 2).Select(n => Matching(n, "2019-02-09")),
        ]);
        var whole = (await Get(timeline, address)).At("/items")!.AsArray();
        Assert.Equal(9, whole.Count);
        var recorded = 100;
        for (var limit = 1; limit <= 10; limit++)
        {
            var items = new List<string>();
            for (var next = $"/v1/{timeline}/{address}&limit={limit}"; next is not null;)
            {
                var page = await server.Api.Get(next);
                Assert.True(page.Status == HttpStatusCode.OK, page.Text);
                Assert.Equal(page.Text, (await server.Api.Get(page.TextAt("/permalink")!)).Text);
                items.AddRange(page.At("/items")!.AsArray().Select(i => i!.ToJsonString()));
                next = page.TextAt("/next");
                if (limit == 4) await server.Api.Record(timeline, Matching(++recorded, "2019-02-03"));
            }

            if (limit <= 4) Assert.Equal(whole.Select(i => i!.ToJsonString()), items);
        }
    }

    [Fact]
    public async Task A_filter_stands_in_the_permalink_in_one_order_escaped_and_with_its_dates_resolved()
    {
        var timeline = await Several();
        const string Asked = "text=Op%20%26%20ho%23%2B%25%ED%95%98+&knownTo=2019-02-28&knownFrom=2019-02&happenedTo=2019-12&happenedFrom=2018&related=visit/v&related=summit/t"
            + "&publisher=cnn&publisher=bbc&publisher=cnn&actor=usa&actor=prk&type=VenueRejected&type=SummitScheduled&kind=visit&kind=summit&subject=summit/t&subject=summit/s";
        var answer = await Get(timeline, $"events?zone=Asia/Seoul&limit=7&known=2019-03-01&{Asked}");
        var permalink = answer.TextAt("/permalink")!;
        Assert.EndsWith(
            "&subject=summit/s&subject=summit/t&kind=summit&kind=visit&type=SummitScheduled&type=VenueRejected&actor=prk&actor=usa&publisher=bbc&publisher=cnn"
            + "&related=summit/t&related=visit/v&happenedFrom=2017-12-31T15:00:00.000000Z&happenedTo=2019-12-31T14:59:59.999999Z"
            + "&knownFrom=2019-01-31T15:00:00.000000Z&knownTo=2019-02-28T14:59:59.999999Z&text=Op%20%26%20ho%23%2B%25%ED%95%98%20&limit=7",
            permalink, StringComparison.Ordinal);
        Assert.Equal(answer.Text, (await server.Api.Get(permalink)).Text);
    }

    [Fact]
    public async Task Far_apart_matches_are_found_in_a_long_timeline()
    {
        var timeline = await server.Api.NewTimeline();
        var lines = Enumerable.Range(1, 3000).Select(n => Event(n, $"summit/s{n % 7}", "VenueRejected", n % 1000 == 0 ? """{"venue":"Rare"}""" : """{"venue":"Common"}"""));
        Assert.Equal(HttpStatusCode.OK, (await server.Api.Post($"/v1/{timeline}/import", string.Join('\n', lines), "application/x-ndjson")).Status);
        Assert.Equal([1000, 2000, 3000], await Events(timeline, "text=rare"));
        Assert.Equal("summit/s4 summit/s5 summit/s6", await Subjects(timeline, "text=rare"));
        var first = await Get(timeline, "events?text=rare&limit=1");
        Assert.Equal([1000], Numbers(first));
        Assert.Equal([2000], Numbers(await server.Api.Get(first.TextAt("/next")!)));
        // What does not narrow is read in ever longer looks.
        Assert.Equal([], await Events(timeline, "publisher=nobody&limit=1"));
    }

    [Fact]
    public async Task The_description_names_what_a_filter_may_be()
    {
        var description = await server.Api.Get("/openapi/v1.json");
        JsonNode Parameter(string path, string name) => description.At($"/paths/{path.Replace("/", "~1")}/get/parameters")!.AsArray().Single(p => (string)p!["name"]! == name)!;
        foreach (var path in new[] { "/v1/{timeline}/events", "/v1/{timeline}/subjects" })
        {
            Assert.Contains("VenueRejected", Parameter(path, "type")["schema"]!["items"]!["enum"]!.AsArray().Select(t => (string)t!));
            Assert.Contains("summit", Parameter(path, "kind")["schema"]!["items"]!["enum"]!.AsArray().Select(t => (string)t!));
            foreach (var name in new[] { "actor", "publisher", "related" }) Assert.Equal("array", (string)Parameter(path, name)["schema"]!["type"]!);
            foreach (var name in new[] { "happenedFrom", "happenedTo", "knownFrom", "knownTo", "text" })
                Assert.Equal("string", (string)Parameter(path, name)["schema"]!["type"]!);
        }
    }
}
