using System.Net;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Timeline.Service.Tests.Fixtures;

namespace Timeline.Service.Tests.Knowing;

/// <summary>Reading: pages, permalinks, who sees what of it, and that the row kept of a state is what is folded from the ledger.</summary>
public sealed class ReadsTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private static string Id(int n) => $"00000000-0000-4000-8000-{n:x12}";

    // An event of a summit; more members may follow.
    private static string Scheduled(int n, string known, string more = "", string slug = "s") =>
        $$$"""{"id":"{{{Id(n)}}}","subject":"summit/{{{slug}}}","type":"SummitScheduled",{{{known}}},"data":{"dates":"2019-02"}{{{more}}}}""";

    private static string Known(string date) => $"\"known\":\"{date}\"";

    private static string To(string knower, string date) => $$"""{"to":"{{knower}}","at":"{{date}}"}""";

    private static string Disclosures(params string[] disclosures) => $"\"disclosures\":[{string.Join(',', disclosures)}]";

    private static string Act(int n, string type, string known, string data, string slug = "s") =>
        $$$"""{"id":"{{{Id(n)}}}","subject":"summit/{{{slug}}}","type":"{{{type}}}",{{{known}}},"data":{{{{data}}}}}""";

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

    private static string[] Ids(Answer answer, string list = "/items") =>
        [.. answer.At(list)!.AsArray().Select(e => (string?)(e!["id"] ?? e["subject"]) ?? "")];

    private static IEnumerable<int> Numbers(Answer answer, string list = "/items") => Ids(answer, list).Select(id => Convert.ToInt32(id[^12..], 16));

    private async Task<List<JsonNode>> Walk(string timeline, string address, int limit, Func<Task>? between = null)
    {
        var items = new List<JsonNode>();
        for (var next = $"/v1/{timeline}/{address}{(address.Contains('?') ? '&' : '?')}limit={limit}"; next is not null;)
        {
            var page = await server.Api.Get(next);
            Assert.True(page.Status == HttpStatusCode.OK, page.Text);
            var found = page.At("/items")!.AsArray();
            next = page.TextAt("/next");
            Assert.True(next is null ? found.Count <= limit : found.Count == limit);
            items.AddRange(found.Select(i => i!.DeepClone()));
            var again = await server.Api.Get(page.TextAt("/permalink")!);
            Assert.Equal(page.Text, again.Text);
            if (between is not null) await between();
        }

        return items;
    }

    private static void SameItems(IEnumerable<JsonNode> expected, IEnumerable<JsonNode> actual) =>
        Assert.Equal(expected.Select(i => i.ToJsonString()), actual.Select(i => i.ToJsonString()));

    [Theory]
    [InlineData("events")]
    [InlineData("subjects")]
    [InlineData("subjects/summit/s/events")]
    [InlineData("events?knower=usa&at=..")]
    [InlineData("subjects?knower=usa&known=2019-02-20")]
    [InlineData("subjects/summit/s/events?without=cnn")]
    public async Task The_pages_together_are_the_whole_and_stay_so_while_others_record(string address)
    {
        var timeline = await Recorded(
        [
            .. Enumerable.Range(1, 7).Select(n => Scheduled(n, Known($"2019-02-0{n}"), n == 3 ? ",\"source\":{\"publisher\":\"cnn\"}" : "")),
            // Subjects that the public never learns of lie between those it knows.
            .. Enumerable.Range(1, 9).Select(n => Scheduled(100 + n, n % 3 == 0 ? Known("2019-02-10") : Disclosures(To("usa", "2019-02-10")), slug: $"t{n}")),
        ]);
        var whole = (await Get(timeline, address)).At("/items")!.AsArray().Select(i => i!.DeepClone()).ToList();
        Assert.True(whole.Count > 2);
        var recorded = 1000;
        for (var limit = 1; limit <= 3; limit++) SameItems(whole, await Walk(timeline, address, limit));
        for (var limit = whole.Count - 1; limit <= whole.Count + 1; limit++) SameItems(whole, await Walk(timeline, address, limit));
        SameItems(whole, await Walk(timeline, address, 2, async () =>
        {
            await server.Api.Record(timeline, Scheduled(++recorded, Known("2019-02-01")));
            await server.Api.Record(timeline, Scheduled(++recorded, Known("2019-02-01"), slug: $"a{recorded}"));
            await server.Api.Record(timeline, Act(++recorded, "EventRetracted", Known("2019-02-02"), $"\"event\":\"{Id(4)}\",\"reason\":\"r\""));
        }));
    }

    [Fact]
    public async Task What_was_said_of_a_time_before_every_date_is_answered_as_it_is_kept()
    {
        var timeline = await server.Api.NewTimeline();
        await server.Api.Record(timeline, """{"subject":"summit/s","type":"SummitHeld","data":{},"mode":"possible","happened":"Y-170000"}""");
        foreach (var address in new[] { $"/v1/{timeline}/subjects/summit/s", $"/v1/{timeline}/subjects" })
        {
            var answer = await server.Api.Get(address);
            Assert.True(answer.Status == HttpStatusCode.OK, answer.Text);
        }

        Assert.Equal("..", (await server.Api.Get($"/v1/{timeline}/subjects/summit/s")).TextAt("/said/0/happenedBy"));
    }

    [Fact]
    public async Task What_is_said_once_for_a_list_stands_on_its_first_page_only()
    {
        var timeline = await Recorded(
            Scheduled(1, Known("2019-02-01")), Scheduled(2, Known("2019-02-02")),
            Scheduled(3, Known("2019-02-02"), ",\"happened\":\"2019-02/2019-03\"").Replace("2019-02/2019-03", "[2019-02-03..2019-12-01]"),
            Scheduled(4, Known("2019-02-03"), ",\"related\":[\"summit/s\"]", "other"));
        var first = await Get(timeline, "subjects/summit/s/events?limit=1&known=2019-02-05");
        Assert.Equal([4], Numbers(first, "/related"));
        var second = await server.Api.Get(first.TextAt("/next")!);
        Assert.Empty(Ids(second, "/related"));
        Assert.Empty(Ids(second, "/possibly"));
    }

    [Fact]
    public async Task Events_are_listed_by_position_and_the_story_by_what_happened()
    {
        var timeline = await Recorded(Scheduled(1, Known("2019-02-05")), Scheduled(2, Known("2019-02-03")), Scheduled(3, Known("2019-02-04")));
        Assert.Equal([1, 2, 3], Numbers(await Get(timeline, "events")));
        Assert.Equal([2, 3, 1], Numbers(await Get(timeline, "subjects/summit/s/events")));
    }

    [Fact]
    public async Task What_was_foreseen_is_ahead_then_possible_then_happened()
    {
        var timeline = await Recorded(Scheduled(1, Known("2019-02-01")),
            Act(2, "SummitConcluded", Known("2019-02-02") + ",\"happened\":\"[2019-02-27..2019-03-02]\"", "\"outcome\":\"noAgreement\""));
        foreach (var (at, story, possibly, standing) in new (string, int[], int[], string)[]
        {
            ("2019-02-26", [1], [], "ahead"), ("2019-02-28", [1], [2], "possibly"), ("2019-03-02", [1, 2], [], "happened"), ("..", [1, 2], [], "happened"),
        })
        {
            var answer = await Get(timeline, $"subjects/summit/s/events?known=2019-02-03&at={at}");
            Assert.Equal(story, Numbers(answer));
            Assert.Equal(possibly, Numbers(answer, "/possibly"));
            Assert.Equal(standing, (await Get(timeline, $"events/{Id(2)}?known=2019-02-03&at={at}")).TextAt("/standing"));
        }
    }

    [Fact]
    public async Task Each_event_says_where_it_stands()
    {
        var timeline = await Recorded(
            Scheduled(1, Known("2019-02-01")), Scheduled(2, Known("2019-02-01")),
            Act(3, "EventRetracted", Known("2019-02-03"), $"\"event\":\"{Id(2)}\",\"reason\":\"r\""),
            Act(4, "EventAmended", Known("2019-02-03"), $"\"event\":\"{Id(1)}\",\"mode\":\"possible\",\"reason\":\"r\""));
        var items = (await Get(timeline, "events")).At("/items")!.AsArray();
        Assert.Equal(["happened", "retracted", "act", "act"], items.Select(i => (string)i!["standing"]!));
        Assert.Equal("possible", (string?)items[0]!["mode"]);
        Assert.Equal([Id(4)], items[0]!["amendments"]!.AsArray().Select(a => (string)a!));
        Assert.Equal("happened", (await Get(timeline, $"events/{Id(2)}?known=2019-02-02")).TextAt("/standing"));
    }

    [Fact]
    public async Task Each_event_says_what_is_in_force_of_it_and_who_contradicts_it()
    {
        var timeline = await Recorded(
            Scheduled(1, Known("2019-02-01")), Scheduled(2, Known("2019-02-01"), $",\"accountOf\":\"{Id(1)}\""), Scheduled(3, Known("2019-02-01")),
            Act(4, "EventCorrected", Known("2019-02-03"), $"\"event\":\"{Id(2)}\",\"data\":{{\"dates\":\"2019-05\"}},\"happened\":\"2019-01-20\",\"reason\":\"r\""),
            Act(5, "EventDenied", Known("2019-02-04"), $"\"event\":\"{Id(3)}\""));
        async Task<string[]> At(string known) =>
            [.. (await Get(timeline, $"events?known={known}")).At("/items")!.AsArray().Select(i =>
                $"{i!["inForce"]?["data"]?["dates"]}/{i["inForce"]?["happened"]} {i["contradicted"]} {i["disputed"]}".Trim())];

        Assert.Equal(["/", "/", "/"], await At("2019-02-01"));
        Assert.Equal(["/ true", "2019-05/2019-01-20 true", "/", "/"], await At("2019-02-03"));
        Assert.Equal(["/ true", "2019-05/2019-01-20 true", "/  true", "/", "/"], await At("2019-02-04"));
    }

    [Fact]
    public async Task Related_events_of_other_subjects_are_listed_as_far_as_they_are_in_those_stories()
    {
        var related = ",\"related\":[\"summit/s\",\"visit/v\"]";
        var timeline = await Recorded(
            Scheduled(1, Known("2019-02-01")),
            Scheduled(2, Known("2019-02-03"), related, "b"), Scheduled(3, Known("2019-02-02"), related, "a"), Scheduled(4, Known("2019-02-02"), "", "a"),
            Scheduled(5, Disclosures(To("usa", "2019-02-01")), related, "c"),
            Scheduled(6, Known("2019-02-02"), related, "d"), Act(7, "EventRetracted", Known("2019-02-04"), $"\"event\":\"{Id(6)}\",\"reason\":\"r\"", "d"));
        Assert.Equal([3, 2], Numbers(await Get(timeline, "subjects/summit/s/events"), "/related"));
        Assert.Equal([3, 6, 2], Numbers(await Get(timeline, "subjects/summit/s/events?known=2019-02-03"), "/related"));
        Assert.Equal([5, 3, 2], Numbers(await Get(timeline, "subjects/summit/s/events?knower=usa"), "/related"));
        Assert.Equal([1], Numbers(await Get(timeline, "subjects/summit/s/events")));
        // To be named as related is not to be there.
        Expect.Problem(await server.Api.Get($"/v1/{timeline}/subjects/visit/v"), 404, "unknown-subject");
    }

    [Fact]
    public async Task A_source_is_shown_from_its_publication_on()
    {
        var source = ",\"source\":{\"publisher\":\"cnn\",\"published\":\"2019-02-10\"},\"attribution\":[\"unnamed\"]";
        var timeline = await Recorded(Scheduled(1, Known("2019-02-01"), source));
        foreach (var (known, isShown) in new[] { ("2019-02-09", false), ("2019-02-10", true) })
        {
            foreach (var (address, at) in new[]
            {
                ("events", "/items/0"), ($"events/{Id(1)}", ""), ("subjects/summit/s/events", "/items/0"), ("subjects/summit/s", "/provenance/~1dates"),
            })
            {
                var answer = await Get(timeline, $"{address}?known={known}");
                Assert.Equal(isShown ? null : "true", answer.TextAt($"{at}/attestedLater"));
                Assert.Equal(isShown, (answer.TextAt($"{at}/source/publisher") ?? answer.TextAt($"{at}/publisher")) == "cnn");
                Assert.Equal(isShown, answer.At($"{at}/attribution") is not null);
                Assert.Equal(isShown, answer.Text.Contains("cnn", StringComparison.Ordinal));
            }
        }
    }

    [Fact]
    public async Task A_source_published_later_is_shown_where_it_is_asked_for_and_its_permalink_asks_again()
    {
        var source = ",\"source\":{\"publisher\":\"cnn\",\"published\":\"2019-02-10\"},\"attribution\":[\"unnamed\"]";
        var timeline = await Recorded(Scheduled(1, Known("2019-02-01"), source));
        foreach (var (address, at) in new[]
        {
            ("events", "/items/0"), ($"events/{Id(1)}", ""), ("subjects/summit/s/events", "/items/0"), ("subjects/summit/s", "/provenance/~1dates"),
            ("briefing", "/items/0/situation/sentences/0"), ("subjects/summit/s/history", "/items/0/reports/0"),
        })
        {
            var answer = await Get(timeline, $"{address}?known=2019-02-09&later=sources");
            Assert.Equal("true", answer.TextAt($"{at}/attestedLater"));
            Assert.Equal("cnn", answer.TextAt($"{at}/source/publisher") ?? answer.TextAt($"{at}/publisher"));
            Assert.Equal("unnamed", answer.TextAt($"{at}/attribution/0"));
            Assert.Equal("sources", answer.TextAt("/vantage/later"));
            Assert.Equal(answer.Text, (await server.Api.Get(answer.TextAt("/permalink")!)).Text);
            Assert.DoesNotContain("cnn", (await Get(timeline, $"{address}?known=2019-02-09")).Text, StringComparison.Ordinal);
        }

        Assert.Contains("reported since by CNN (10 February 2019)", (await Get(timeline, "briefing?known=2019-02-09&later=sources")).Text, StringComparison.Ordinal);
        Assert.Equal([1], Numbers(await Get(timeline, "events?known=2019-02-09&later=sources&publisher=cnn")));
        Assert.Empty(Numbers(await Get(timeline, "events?known=2019-02-09&publisher=cnn")));
        Assert.Equal([1], Numbers(await Get(timeline, "events?known=2019-02-09&later=sources&text=unnamed")));
        Expect.Problem(await server.Api.Get($"/v1/{timeline}/subjects/summit/s?known=2019-01-31&later=sources"), 404, "not-known-then");
    }

    [Fact]
    public async Task Of_its_disclosures_an_event_shows_those_to_the_knower_by_then()
    {
        var timeline = await Recorded(Scheduled(1, Disclosures(To("usa", "2019-02-01"), To("prk", "2019-02-02"), To("public", "2019-02-05"))));
        foreach (var (query, expected) in new (string, string[])[]
        {
            ("known=2019-02-05", ["public"]), ("known=2019-02-01&knower=usa", ["usa"]), ("known=2019-02-05&knower=usa", ["usa", "public"]),
            ("known=2019-02-02&knower=usa&knower=prk", ["usa", "prk"]), ("knower=prk&knower=public", ["prk", "public"]), ("known=2019-02-06&knower=kor", ["public"]),
        })
        {
            foreach (var (address, at) in new[] { ("events", "/items/0"), ($"events/{Id(1)}", ""), ("subjects/summit/s/events", "/items/0") })
            {
                var answer = await Get(timeline, $"{address}?{query}");
                Assert.Equal(expected, answer.At($"{at}/disclosures")!.AsArray().Select(d => (string)d!["to"]!));
            }
        }

        Expect.Problem(await server.Api.Get($"/v1/{timeline}/events/{Id(1)}?known=2019-02-04"), 404, "not-known-then");
        Expect.Problem(await server.Api.Get($"/v1/{timeline}/events/{Id(1)}?known=2019-02-04&knower=kor"), 404, "not-known-then");
    }

    [Fact]
    public async Task Several_knowers_know_what_any_of_them_knew_in_whatever_order_they_are_named()
    {
        var timeline = await Recorded(Scheduled(1, Disclosures(To("usa", "2019-02-01"))), Scheduled(2, Disclosures(To("prk", "2019-02-02"))), Scheduled(3, Known("2019-02-03")));
        Assert.Equal([1, 3], Numbers(await Get(timeline, "events?knower=usa")));
        Assert.Equal([2, 3], Numbers(await Get(timeline, "events?knower=prk")));
        var both = await Get(timeline, "events?known=2019-02-10&knower=usa&knower=prk");
        Assert.Equal([1, 2, 3], Numbers(both));
        Assert.Equal(both.Text, (await Get(timeline, "events?known=2019-02-10&knower=prk&knower=public&knower=usa&knower=usa")).Text);
        Assert.Equal(["prk", "usa"], both.At("/vantage/knower")!.AsArray().Select(k => (string)k!));
    }

    [Fact]
    public async Task A_secret_subject_is_to_the_public_as_if_it_were_not_there()
    {
        var timeline = await Recorded(Scheduled(1, Known("2019-02-01")), Scheduled(2, Disclosures(To("usa", "2019-02-01")), slug: "secret"));
        foreach (var address in new[] { "subjects/summit/secret", "subjects/summit/secret/events" })
        {
            var nothing = await server.Api.Get($"/v1/{timeline}/{address.Replace("secret", "nobody")}");
            var secret = await server.Api.Get($"/v1/{timeline}/{address}");
            Expect.Problem(secret, 404, "unknown-subject");
            Assert.Equal(nothing.Text.Replace("nobody", "secret"), secret.Text);
        }

        Expect.Problem(await server.Api.Get($"/v1/{timeline}/events/{Id(2)}"), 404, "unknown-event");
        Assert.Equal(["summit/s"], Ids(await Get(timeline, "subjects")));
        Assert.Equal([1], Numbers(await Get(timeline, "events")));
        Assert.Equal(["summit/s", "summit/secret"], Ids(await Get(timeline, "subjects?knower=usa")));

        // What acts on a secret stays as secret, whatever its own disclosure says.
        await server.Api.Record(timeline, Act(3, "EventAmended", Known("2019-02-02"), $"\"event\":\"{Id(2)}\",\"mode\":\"possible\",\"reason\":\"r\"", "secret"));
        Expect.Problem(await server.Api.Get($"/v1/{timeline}/subjects/summit/secret"), 404, "unknown-subject");
        Expect.Problem(await server.Api.Get($"/v1/{timeline}/events/{Id(3)}"), 404, "unknown-event");
        Assert.Equal([1], Numbers(await Get(timeline, "events")));

        // Got out, it is there from then on.
        await server.Api.Record(timeline, Act(4, "EventDisclosed", Known("2019-02-09"), $"\"event\":\"{Id(2)}\",\"to\":\"public\",\"at\":\"2019-02-09\"", "secret"));
        await Get(timeline, "subjects/summit/secret?known=2019-02-09");
        Expect.Problem(await server.Api.Get($"/v1/{timeline}/subjects/summit/secret?known=2019-02-08"), 404, "not-known-then");
    }

    [Fact]
    public async Task A_lens_leaves_out_publishers_and_what_is_assessed_worse()
    {
        static string From(int n, string publisher, string attribution, string letter, int digit) => Scheduled(n, Known("2019-02-01"),
            $$$""","source":{"publisher":"{{{publisher}}}"},"attribution":["{{{attribution}}}"],"assessment":{"reliability":"{{{letter}}}","credibility":{{{digit}}}}""");
        var timeline = await Recorded(From(1, "cnn", "a", "A", 1), From(2, "times", "cnn", "B", 2), From(3, "times", "b", "C", 3), From(4, "post", "b", "F", 6),
            Scheduled(5, Known("2019-02-01")));
        foreach (var (query, expected) in new (string, int[])[]
        {
            ("without=cnn", [3, 4, 5]), ("without=times", [1, 4, 5]), ("without=cnn&without=times", [4, 5]), ("without=b", [1, 2, 5]),
            ("reliability=A", [1]), ("reliability=B", [1, 2]), ("reliability=F", [1, 2, 3]), ("credibility=2", [1, 2]), ("credibility=6", [1, 2, 3]),
            ("reliability=B&credibility=1", [1]), ("without=post&reliability=C", [1, 2, 3]),
        })
        {
            var answer = await Get(timeline, $"events?{query}");
            Assert.Equal(expected, Numbers(answer));
            Assert.Equal(answer.Text, (await server.Api.Get(answer.TextAt("/permalink")!)).Text);
        }

        var lens = await Get(timeline, "events?without=times&without=cnn&without=cnn&reliability=B&credibility=3");
        Expect.SameJson(JsonNode.Parse("""{"without":["cnn","times"],"reliability":"B","credibility":3}"""), lens.At("/vantage/lens"));
    }

    [Fact]
    public async Task A_date_is_a_day_of_the_zone_asked()
    {
        // 2019-02-24 ends in Seoul at 15:00 UTC, in New York on the 25th at 05:00.
        var timeline = await Recorded(Scheduled(1, Known("2019-02-24T14:59:59.999999Z")), Scheduled(2, Known("2019-02-24T15:00:00Z")), Scheduled(3, Known("2019-02-25T04:59:59Z")));
        foreach (var (zone, expected, end) in new (string, int[], string)[]
        {
            ("Asia/Seoul", [1], "2019-02-24T14:59:59.999999Z"), ("UTC", [1, 2], "2019-02-24T23:59:59.999999Z"), ("America/New_York", [1, 2, 3], "2019-02-25T04:59:59.999999Z"),
        })
        {
            var answer = await Get(timeline, $"events?known=2019-02-24&zone={zone}");
            Assert.Equal(expected, Numbers(answer));
            Assert.Equal((end, end), (answer.TextAt("/vantage/known"), answer.TextAt("/vantage/at")));
            Assert.Equal(answer.Text, (await server.Api.Get(answer.TextAt("/permalink")!)).Text);
        }

        // An instant is one wherever it is read.
        Assert.Equal([1, 2], Numbers(await Get(timeline, "events?known=2019-02-25T00:00:00%2B09:00&zone=Asia/Seoul")));
    }

    [Fact]
    public async Task A_day_that_the_zone_skipped_ends_before_the_next_begins()
    {
        // Samoa went from 29 to 31 December 2011, at 10:00 UTC on the 30th.
        var timeline = await Recorded(Scheduled(1, Known("2011-12-30T09:59:59.999999Z")), Scheduled(2, Known("2011-12-30T10:00:00Z")));
        foreach (var (known, expected) in new (string, int[])[]
        {
            ("2011-12-29", [1]), ("2011-12-30", [1]), ("2011-12-30T12:00:00", [1]), ("2011-12-31", [1, 2]), ("2011-12-31T00:00:00", [1, 2]),
        })
        {
            var answer = await Get(timeline, $"events?known={known}&zone=Pacific/Apia");
            Assert.True(expected.SequenceEqual(Numbers(answer)), known);
            Assert.Equal(answer.Text, (await server.Api.Get(answer.TextAt("/permalink")!)).Text);
        }

        var skipped = await Get(timeline, "events?known=2011-12-30&zone=Pacific/Apia");
        Assert.Equal(("2011-12-30T09:59:59.999999Z", "2011-12-30T09:59:59.999999Z"), (skipped.TextAt("/vantage/known"), skipped.TextAt("/vantage/at")));
    }

    [Fact]
    public async Task What_the_ledger_held_is_asked_by_position_or_by_instant()
    {
        var timeline = await server.Api.NewTimeline();
        var answers = new List<Answer>();
        for (var n = 1; n <= 4; n++) answers.Add(await server.Api.Record(timeline, Scheduled(n, Known("2019-02-01"))));
        for (var n = 1; n <= 4; n++)
        {
            var (seq, at) = (answers[n - 1].TextAt("/seq"), answers[n - 1].TextAt("/recordedAt"));
            foreach (var recorded in new[] { seq, at })
            {
                var answer = await Get(timeline, $"events?recorded={recorded}");
                Assert.Equal(Enumerable.Range(1, n), Numbers(answer));
                Assert.Equal(seq, answer.TextAt("/vantage/recorded"));
            }

            Expect.Problem(await server.Api.Get($"/v1/{timeline}/events/{Id(n)}?recorded={(long)answers[n - 1].At("/seq")! - 1}"), 404, "unknown-event");
        }
    }

    [Fact]
    public async Task An_answer_at_its_permalink_is_the_same_byte_for_byte_whatever_is_recorded_since()
    {
        var timeline = await Recorded(
            Scheduled(1, Known("2019-02-01"), ",\"source\":{\"publisher\":\"cnn\",\"published\":\"2019-02-03\"}"), Scheduled(2, Disclosures(To("usa", "2019-02-02"))),
            Scheduled(3, Known("2019-02-03"), ",\"related\":[\"summit/s\"]", "other"),
            Act(4, "EventDenied", Known("2019-02-04"), $"\"event\":\"{Id(1)}\",\"by\":\"prk\""));
        string[] queries = ["", "known=2019-02-04", "knower=usa", "known=2019-02-02&knower=usa&at=..", "without=times&known=2019-02-10&zone=Asia/Seoul", "credibility=6&known=2019-02-03", "known=2019-02-02&later=sources"];
        string[] addresses = ["events", $"events/{Id(1)}", "subjects", "subjects/summit/s", "subjects/summit/s/events", "events?limit=1", "subjects?limit=1", "subjects/summit/s/events?limit=1"];
        var asked = new List<Answer>();
        foreach (var address in addresses)
        {
            foreach (var query in queries)
            {
                var answer = await server.Api.Get($"/v1/{timeline}/{address}{(address.Contains('?') ? '&' : '?')}{query}".TrimEnd('?', '&'));
                if (answer.Status == HttpStatusCode.OK) asked.Add(answer);
                if (answer.Status == HttpStatusCode.OK && answer.TextAt("/next") is { } next) asked.Add(await server.Api.Get(next));
            }
        }

        Assert.True(asked.Count > 40);
        await server.Api.Record(timeline, Act(11, "EventRetracted", Known("2019-02-02"), $"\"event\":\"{Id(1)}\",\"reason\":\"r\""));
        await server.Api.Record(timeline, Act(12, "EventAmended", Known("2019-02-02"), $"\"event\":\"{Id(2)}\",\"void\":true,\"reason\":\"r\""));
        await server.Api.Record(timeline, Act(13, "EventDisclosed", Known("2019-02-02"), $"\"event\":\"{Id(3)}\",\"to\":\"usa\",\"at\":\"2019-02-01\"", "other").Replace("\"known\":\"2019-02-02\",", ""));
        await server.Api.Record(timeline, Scheduled(14, Known("2019-02-01"), ",\"accountOf\":\"" + Id(1) + "\""));
        foreach (var answer in asked)
        {
            var again = await server.Api.Get(answer.TextAt("/permalink")!);
            Assert.Equal(answer.Text, again.Text);
            Assert.Equal(answer.Headers["Content-Type"], again.Headers["Content-Type"]);
        }
    }

    [Fact]
    public async Task The_row_kept_of_a_state_is_given_up_when_time_passes_a_date_in_it()
    {
        var clock = new SetClock(new DateTimeOffset(2026, 1, 2, 12, 0, 0, TimeSpan.Zero));
        await using var own = await TestServer.StartAsync(clock);
        var timeline = await own.Api.NewTimeline();
        await own.Api.Record(timeline,
            $$$"""{"id":"{{{Id(1)}}}","subject":"summit/s","type":"SummitScheduled","known":"2026-01-02","data":{"dates":"2026-01-04"},"source":{"publisher":"cnn","published":"2026-01-03"}}""");
        await own.Api.Record(timeline,
            $$$"""{"id":"{{{Id(2)}}}","subject":"summit/s","type":"SummitConcluded","known":"2026-01-02","happened":"2026-01-05","data":{"outcome":"agreement"}}""");
        foreach (var (day, status, when, isAttested) in new[] { (2, "scheduled", "ahead", false), (3, "scheduled", "ahead", false), (4, "scheduled", "now", true), (5, "scheduled", "past", true), (6, "concluded", "past", true) })
        {
            clock.Now = new DateTimeOffset(2026, 1, day, 13, 0, 0, TimeSpan.Zero);
            var answer = await own.Api.Get($"/v1/{timeline}/subjects/summit/s");
            Assert.Equal(status, answer.TextAt("/state/status"));
            Assert.Equal(isAttested, answer.TextAt("/provenance/~1dates/publisher") == "cnn");
            Assert.Equal(when, answer.At("/expectations")!.AsArray().Where(e => (string)e!["what"]! == "/dates").Select(e => (string)e!["when"]!).SingleOrDefault() ?? "past");
            Assert.Equal(answer.Text, (await own.Api.Get(answer.TextAt("/permalink")!)).Text);
        }
    }

    [Fact]
    public async Task How_things_are_now_is_what_is_folded_from_the_ledger_on_random_histories()
    {
        var clock = new SetClock(new DateTimeOffset(2019, 2, 10, 9, 0, 0, TimeSpan.Zero));
        await using var own = await TestServer.StartAsync(clock);
        Prop.ForAll(ArbMap.Default.GeneratorFor<int>().ToArbitrary(), async seed =>
        {
            var random = new Random(seed);
            var timeline = await own.Api.NewTimeline();
            var history = new History(random, clock);
            for (var i = 0; i < 14; i++)
            {
                var answer = await own.Api.Post($"/v1/{timeline}/events", history.Next());
                Assert.True((int)answer.Status is 201 or 400 or 422, answer.Text);
                if (answer.Status == HttpStatusCode.Created) history.Took(answer);
                if (random.Next(2) == 0) clock.Now += TimeSpan.FromHours(random.Next(60));
                var now = await own.Api.Get($"/v1/{timeline}/subjects/summit/s");
                Assert.True((int)now.Status is 200 or 404, now.Text);
                if (now.Status == HttpStatusCode.OK) Assert.Equal(now.Text, (await own.Api.Get(now.TextAt("/permalink")!)).Text);
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(30));
        Assert.Empty(own.Log.Entries);
    }

    /// <summary>Makes events one after another, around the clock's present: some secret, some foreseen, some with sources published later, some acts.</summary>
    private sealed class History(Random random, SetClock clock)
    {
        private readonly List<(string Id, string Type)> _taken = [];
        private int _made;

        private string Day(int from, int to) => clock.Now.AddDays(random.Next(from, to + 1)).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

        private bool Chance(int percent) => random.Next(100) < percent;

        internal void Took(Answer answer) => _taken.Add((answer.TextAt("/id")!, answer.TextAt("/type")!));

        internal string Next()
        {
            var e = new JsonObject { ["id"] = Id(++_made), ["subject"] = "summit/s" };
            var target = _taken.Count > 0 && Chance(45) ? _taken[random.Next(_taken.Count)] : default;
            (e["type"], e["data"]) = target.Id is null ? World() : Acting(target);
            if (target.Id is not null && Chance(25) && !target.Type.StartsWith("Event", StringComparison.Ordinal))
                (e["type"], e["data"], e["accountOf"]) = (target.Type, new JsonObject(), target.Id);
            var isAct = ((string)e["type"]!).StartsWith("Event", StringComparison.Ordinal);
            if ((string)e["type"]! != "EventDisclosed" && Chance(80))
                e["disclosures"] = new JsonArray(JsonNode.Parse(To(Chance(70) ? "public" : "usa", Day(-5, 0))));
            if (Chance(40)) e["happened"] = Chance(50) ? Day(-6, 6) : $"[{Day(-3, 0)}..{Day(1, 5)}]";
            if (!isAct && Chance(15)) e["mode"] = "possible";
            if (Chance(50)) e["source"] = new JsonObject { ["publisher"] = "cnn", ["published"] = Day(-4, 6) };
            if (Chance(40)) e["assessment"] = new JsonObject { ["reliability"] = Chance(50) ? "B" : "D", ["credibility"] = random.Next(1, 6) };
            return e.ToJsonString();
        }

        private (string, JsonObject) World() => random.Next(5) switch
        {
            0 => ("SummitScheduled", new JsonObject { ["dates"] = $"{Day(-3, 0)}/{Day(1, 6)}", ["place"] = "Hanoi" }),
            1 => ("PlaceConfirmed", new JsonObject { ["place"] = Chance(50) ? "Hanoi" : "Da Nang", ["by"] = "usa" }),
            2 => ("VenueRejected", new JsonObject { ["venue"] = $"Palace {random.Next(3)}", ["by"] = "prk" }),
            3 => ("PledgeMade", new JsonObject { ["by"] = "prk", ["pledge"] = "to talk", ["due"] = Day(-2, 4) }),
            _ => ("SummitConcluded", new JsonObject { ["outcome"] = "noAgreement" }),
        };

        private (string, JsonObject) Acting((string Id, string Type) target) => random.Next(5) switch
        {
            0 => ("EventRetracted", new JsonObject { ["event"] = target.Id, ["reason"] = "r" }),
            1 => ("EventCorrected", new JsonObject { ["event"] = target.Id, ["happened"] = Day(-4, 5), ["reason"] = "r" }),
            2 => ("EventDenied", new JsonObject { ["event"] = target.Id, ["by"] = "prk" }),
            3 => ("EventDisclosed", new JsonObject { ["event"] = target.Id, ["to"] = Chance(60) ? "public" : "usa", ["at"] = Day(-3, 0) }),
            _ when Chance(30) => ("EventAmended", new JsonObject { ["event"] = target.Id, ["reason"] = "r", ["void"] = true }),
            _ => ("EventAmended", new JsonObject { ["event"] = target.Id, ["reason"] = "r", ["happened"] = Day(-4, 5) }),
        };
    }
}
