using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Timeline.Service.Tests.Fixtures;

namespace Timeline.Service.Tests.Knowing;

/// <summary>What is planned as a calendar, read by a parser that is not ours: npm's ical.js.</summary>
public sealed class CalendarTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private static readonly NpmTool Ical = new("ical");

    private static string Id(int n) => $"00000000-0000-4000-8000-{n:x12}";

    private static string Event(int n, string type, string known, string data, string more = "", string subject = "summit/s") =>
        $$$"""{"id":"{{{Id(n)}}}","subject":"{{{subject}}}","type":"{{{type}}}","known":"{{{known}}}","data":{{{{data}}}}{{{more}}}}""";

    private async Task<string> Recorded(params string[] events)
    {
        var timeline = await server.Api.NewTimeline();
        foreach (var e in events) await server.Api.Record(timeline, e);
        return timeline;
    }

    private async Task<List<JsonNode>> Read(string timeline, string query)
    {
        var answer = await server.Api.Get($"/v1/{timeline}/calendar.ics?{query}");
        Assert.True(answer.Status == HttpStatusCode.OK, answer.Text);
        Assert.Equal("text/calendar; charset=utf-8", answer.Headers["Content-Type"]);
        Assert.Equal(answer.Text, (await server.Api.Get(answer.Headers["Content-Location"])).Text);
        Assert.All(answer.Text.Split("\r\n"), line => Assert.InRange(Encoding.UTF8.GetByteCount(line), 0, 75));
        Assert.DoesNotContain('\n', answer.Text.Replace("\r\n", ""));
        var events = JsonNode.Parse(await Ical.RunAsync("parse.cjs", answer.Text))!.AsArray().Select(e => e!).ToList();
        Assert.Equal(events.Count, events.Select(e => (string)e["uid"]!).Distinct().Count());
        return events;
    }

    [Fact]
    public async Task What_was_erased_is_no_plan_any_more_and_the_calendar_says_so()
    {
        var timeline = await Recorded(
            Event(1, "SummitScheduled", "2019-01-18", "\"dates\":\"2019-02-27\",\"title\":\"Second summit\""),
            Event(2, "SummitScheduled", "2019-01-18", "\"dates\":\"2019-03-27\"", subject: "summit/t"));
        Assert.Equal(2, (await Read(timeline, "known=2019-02-01")).Count);
        var reason = string.Concat(Enumerable.Repeat("a court's order; of \\\"Tuesday\\\", 한국어, ", 20));
        Assert.Equal(HttpStatusCode.OK, (await server.Api.Post($"/v1/{timeline}/events/{Id(1)}/erasure", $"{{\"reason\":\"{reason}\"}}")).Status);
        Assert.Equal("2019-03-27", (string)Assert.Single(await Read(timeline, "known=2019-02-01"))["start"]!);
        Assert.Contains("\r\nX-TIMELINE-ERASED:", (await server.Api.Get($"/v1/{timeline}/calendar.ics?known=2019-02-01")).Text, StringComparison.Ordinal);
        Assert.DoesNotContain("ERASED", (await server.Api.Get($"/v1/{timeline}/calendar.ics?known=2019-02-01&subject=summit/t")).Text, StringComparison.Ordinal);
    }

    private static string Told(JsonNode e) => $"{e["status"]} {e["sequence"]} {e["start"]} {e["end"]}";

    [Fact]
    public async Task A_summit_keeps_its_place_in_the_calendar_however_often_it_is_put_off_and_called_off()
    {
        var timeline = await Recorded(
            Event(1, "SummitScheduled", "2019-01-18", "\"dates\":\"2019-02~\",\"title\":\"Second summit\""),
            Event(2, "SummitScheduled", "2019-02-05", "\"dates\":\"2019-02-27/2019-02-28\",\"place\":{\"name\":\"Hanoi\",\"country\":\"vnm\"}"),
            Event(3, "SummitRescheduled", "2019-02-08", "\"dates\":\"2019-03-05\""),
            Event(4, "EventRetracted", "2019-02-10", $"\"event\":\"{Id(3)}\",\"reason\":\"r\""),
            Event(5, "SummitPostponed", "2019-02-12", "\"by\":\"usa\""),
            Event(6, "SummitRescheduled", "2019-02-14", "\"dates\":\"2019-03-01T10:00:00+09:00/2019-03-01T12:30:00.5+09:00\""),
            Event(7, "SummitCancelled", "2019-02-16", "\"by\":\"usa\""));
        var uids = new HashSet<string>();
        foreach (var (known, told, place, modified) in new[]
        {
            ("2019-01-20", "TENTATIVE 0 2019-02-01 2019-03-01", null, "2019-01-19T00:00:00Z"),
            ("2019-02-07", "CONFIRMED 1 2019-02-27 2019-03-01", "Hanoi", "2019-02-06T00:00:00Z"),
            ("2019-02-09", "CONFIRMED 2 2019-03-05 2019-03-06", "Hanoi", "2019-02-09T00:00:00Z"),
            ("2019-02-11", "CONFIRMED 3 2019-02-27 2019-03-01", "Hanoi", "2019-02-11T00:00:00Z"),
            ("2019-02-13", "CANCELLED 4 2019-02-27 2019-03-01", "Hanoi", "2019-02-13T00:00:00Z"),
            ("2019-02-15", "CONFIRMED 5 2019-03-01T01:00:00Z 2019-03-01T03:30:01Z", "Hanoi", "2019-02-15T00:00:00Z"),
            ("2019-02-17", "CANCELLED 6 2019-03-01T01:00:00Z 2019-03-01T03:30:01Z", "Hanoi", "2019-02-17T00:00:00Z"),
        })
        {
            var summit = Assert.Single(await Read(timeline, $"known={known}"));
            Assert.Equal((told, "Second summit", place), (Told(summit), (string)summit["summary"]!, (string?)summit["location"]));
            Assert.Equal(modified, (string)summit["modified"]!);
            Assert.Equal(modified, (string)summit["stamp"]!);
            var address = new Uri((string)summit["url"]!);
            Assert.Equal(server.Api.Http.BaseAddress!.Authority, address.Authority);
            Assert.Equal($"/v1/{timeline}/subjects/summit/s", address.PathAndQuery);
            uids.Add((string)summit["uid"]!);
        }

        Assert.Single(uids);
    }

    [Theory]
    [InlineData("2019-02-27", "CONFIRMED 0 2019-02-27 2019-02-28")]
    [InlineData("2019-02-27/2019-03-02", "CONFIRMED 0 2019-02-27 2019-03-03")]
    [InlineData("2019-02-27T10:00:00Z", "CONFIRMED 0 2019-02-27T10:00:00Z ")]
    [InlineData("2019-02-27T10:00:00Z/2019-02-28T05:00:00Z", "CONFIRMED 0 2019-02-27T10:00:00Z 2019-02-28T05:00:00Z")]
    [InlineData("2019-02-27T10:00:00Z/2019-02-28", "CONFIRMED 0 2019-02-27T10:00:00Z 2019-03-01T00:00:00Z")]
    [InlineData("2019-03", "TENTATIVE 0 2019-03-01 2019-04-01")]
    [InlineData("2019-03/2019-04", "TENTATIVE 0 2019-03-01 2019-05-01")]
    [InlineData("2019-22", "TENTATIVE 0 2019-04-01 2019-07-01")]
    [InlineData("2019-02-27?", "TENTATIVE 0 2019-02-27 2019-02-28")]
    [InlineData("2019-02-27~", "TENTATIVE 0 2019-02-27 2019-02-28")]
    [InlineData("[2019-02-27..2019-03-05]", "TENTATIVE 0 2019-02-27 2019-03-06")]
    [InlineData("[2019-02-27]", "TENTATIVE 0 2019-02-27 2019-02-28")]
    [InlineData("[2019-02-27,2019-02-27]", "TENTATIVE 0 2019-02-27 2019-02-28")]
    [InlineData("2019-03-10/..", "TENTATIVE 0 2019-03-10 ")]
    [InlineData("[..2019-03-10]", "TENTATIVE 0 2019-03-10 2019-03-11")]
    [InlineData("/2019-03-10T12:00:00Z", "TENTATIVE 0 2019-03-10T00:00:00Z 2019-03-10T12:00:00Z")]
    [InlineData("2019-03-10T12:00:00Z/..", "TENTATIVE 0 2019-03-10T12:00:00Z ")]
    [InlineData("-0044-03-15/1000-01-01", "CONFIRMED 0 1000-01-01 1000-01-02")]
    [InlineData("9998-12-31", "CONFIRMED 0 9998-12-31 9999-01-01")]
    [InlineData("2019-03-10/9999", "TENTATIVE 0 2019-03-10 ")]
    public async Task A_date_spans_its_bounds_and_is_sure_where_it_is_of_days(string date, string told)
    {
        var timeline = await Recorded(Event(1, "SummitScheduled", "2019-01-18", $"\"dates\":\"{date}\""));
        var summit = Assert.Single(await Read(timeline, "known=2019-02-01"));
        Assert.Equal(told, Told(summit));
    }

    [Theory]
    [InlineData("2019-02-27", "CONFIRMED 0 2019-02-27 2019-02-28")]
    [InlineData("2019-02-27/2019-03-02", "CONFIRMED 0 2019-02-27 2019-03-03")]
    [InlineData("2019-03", "TENTATIVE 0 2019-03-01 2019-04-01")]
    [InlineData("[..2019-03-10]", "TENTATIVE 0 2019-03-10 2019-03-11")]
    [InlineData("2019-02-27T10:00:00", "CONFIRMED 0 2019-02-27T01:00:00Z ")]
    [InlineData("2019-02-27T10:00:00/2019-02-28", "CONFIRMED 0 2019-02-27T01:00:00Z 2019-02-28T15:00:00Z")]
    [InlineData("2019-02-27T10:00:00Z", "CONFIRMED 0 2019-02-27T10:00:00Z ")]
    public async Task A_day_of_a_zone_is_the_day_there_and_a_local_time_an_instant(string date, string told)
    {
        var timeline = await Recorded(Event(1, "SummitScheduled", "2019-01-18", $"\"dates\":\"{date}\"", ",\"zone\":\"Asia/Seoul\""));
        Assert.Equal(told, Told(Assert.Single(await Read(timeline, "known=2019-02-01"))));
    }

    [Theory]
    [InlineData("../..")]
    [InlineData("-0044-03-15")]
    [InlineData("XXXX")]
    [InlineData("XXXX-XX-XX")]
    [InlineData("9999-12-31")]
    [InlineData("/9999-12-31")]
    [InlineData("[..9999]")]
    [InlineData("[9999-01-01..]")]
    [InlineData("Y17000")]
    [InlineData("[9999-01-01,9999-12-31]")]
    public async Task What_no_calendar_can_date_is_left_out(string date)
    {
        Assert.Empty(await Read(await Recorded(Event(1, "SummitScheduled", "2019-01-18", $"\"dates\":\"{date}\"")), "known=2019-02-01"));
    }

    [Fact]
    public async Task Each_member_of_a_set_has_an_entry_that_keeps_its_name()
    {
        var timeline = await Recorded(
            Event(1, "SummitScheduled", "2019-01-18", "\"dates\":\"[2019-02-27,2019-03-05]\""),
            Event(2, "SummitScheduled", "2019-01-20", "\"dates\":\"[2019-03-05,2019-02-27,2019-03-10..2019-03-12,2019-04]\""),
            Event(3, "SummitScheduled", "2019-01-22", "\"dates\":\"2019-03-05\""),
            Event(4, "SummitCancelled", "2019-01-24", "\"by\":\"usa\""));
        var two = await Read(timeline, "known=2019-01-19");
        Assert.Equal(["TENTATIVE 0 2019-02-27 2019-02-28", "TENTATIVE 0 2019-03-05 2019-03-06"], two.Select(Told));
        var more = await Read(timeline, "known=2019-01-21");
        Assert.Equal(
            ["TENTATIVE 1 2019-02-27 2019-02-28", "TENTATIVE 1 2019-03-05 2019-03-06", "TENTATIVE 1 2019-03-10 2019-03-13", "TENTATIVE 1 2019-04-01 2019-05-01"],
            more.Select(Told));
        Assert.Equal(two.Select(Uid).Order(), more.Take(2).Select(Uid).Order());
        var one = Assert.Single(await Read(timeline, "known=2019-01-23"));
        Assert.Equal(("CONFIRMED 2 2019-03-05 2019-03-06", Uid(two[0]).Split('-')[0]), (Told(one), Uid(one).Split('@')[0]));
        Assert.Equal("CANCELLED 3 2019-03-05 2019-03-06", Told(Assert.Single(await Read(timeline, "known=2019-01-25"))));

        static string Uid(JsonNode e) => (string)e["uid"]!;
    }

    [Fact]
    public async Task Whoever_polls_is_sent_nothing_while_nothing_changes_though_the_clock_runs()
    {
        var clock = new SetClock(new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero));
        await using var own = await TestServer.StartAsync(clock);
        await own.Api.Put("/v1/korea", """{"title":"Korea; the process, whole"}""");
        await own.Api.Record("korea", Event(1, "SummitScheduled", "2019-01-18", "\"dates\":\"2021-02-27\""));
        var first = await own.Api.Get("/v1/korea/calendar.ics");
        foreach (var query in new[] { "", "?at=..", "?knower=usa", "?without=cnn", "?recorded=1" })
        {
            var asked = await own.Api.Get($"/v1/korea/calendar.ics{query}");
            clock.Now = clock.Now.AddDays(1);
            Assert.Equal(asked.Text, (await own.Api.Get($"/v1/korea/calendar.ics{query}")).Text);
            Assert.Equal(HttpStatusCode.NotModified, (await Held(query, asked.Headers["ETag"])).Status);
        }

        foreach (var line in new[] { "NAME:Korea\\; the process\\, whole", "X-WR-CALNAME:Korea\\; the process\\, whole", $"URL:{Site()}/v1/korea/subjects/summit/s" })
            Assert.Contains($"\r\n{line}\r\n", first.Text, StringComparison.Ordinal);
        // What is recorded of another subject changes nothing either; what is of this one does.
        await own.Api.Record("korea", Event(2, "VisitMade", "2019-01-19", "\"visitor\":\"usa\",\"host\":\"prk\"", subject: "visit/v"));
        Assert.Equal(HttpStatusCode.NotModified, (await Held("", first.Headers["ETag"])).Status);
        await own.Api.Record("korea", Event(3, "PlaceConfirmed", "2019-01-20", "\"place\":\"Hanoi\""));
        var changed = await Held("", first.Headers["ETag"]);
        Assert.Equal(HttpStatusCode.OK, changed.Status);
        Assert.Contains("\r\nDTSTAMP:20190121T000000Z\r\nLAST-MODIFIED:20190121T000000Z\r\n", changed.Text, StringComparison.Ordinal);

        Task<Answer> Held(string query, string tag) =>
            own.Api.Send(new HttpRequestMessage(HttpMethod.Get, $"/v1/korea/calendar.ics{query}") { Headers = { { "If-None-Match", tag } } });

        string Site() => own.Api.Http.BaseAddress!.GetLeftPart(UriPartial.Authority);
    }

    [Fact]
    public async Task Each_thing_planned_is_there_once_under_its_own_name()
    {
        var timeline = await Recorded(
            Event(1, "PledgeMade", "2019-02-01", "\"by\":\"prk\",\"pledge\":\"to dismantle Yongbyon\",\"due\":\"2019-06-30\"", subject: "talks/t"),
            Event(2, "PledgeMade", "2019-02-01", "\"by\":\"usa\",\"pledge\":\"to talk\",\"due\":\"2019-05\"", subject: "talks/t"),
            Event(3, "PledgeWithdrawn", "2019-02-10", "\"by\":\"prk\",\"pledge\":\"To dismantle Yongbyon!\"", subject: "talks/t"),
            Event(4, "EventCorrected", "2019-02-12", $"\"event\":\"{Id(2)}\",\"data\":{{\"by\":\"usa\",\"pledge\":\"to talk\",\"due\":\"2019-05-20\"}},\"reason\":\"r\"", subject: "talks/t"),
            Event(5, "SummitScheduled", "2019-02-03", "\"dates\":\"2019-08-01\"", ",\"mode\":\"possible\""),
            Event(6, "SummitScheduled", "2019-02-04", "\"dates\":\"2019-08-02\"", $",\"mode\":\"possible\",\"accountOf\":\"{Id(5)}\""),
            Event(7, "SummitHeld", "2019-02-05", "\"participants\":[\"usa\"]", ",\"happened\":\"2019-02-27\""),
            Event(8, "SummitScheduled", "2019-02-05", "\"dates\":\"2019-09-01\"", ",\"mode\":\"not\""));
        foreach (var (known, told) in new (string, string[])[]
        {
            ("2019-02-14", ["summit/s: SummitScheduled TENTATIVE", "summit/s: SummitHeld CONFIRMED"]),
            ("2019-03-14", ["summit/s: SummitScheduled TENTATIVE", "summit/s: SummitHeld CONFIRMED"]),
            ("2019-02-03", ["summit/s: SummitScheduled TENTATIVE"]),
        })
        {
            var plans = await Read(timeline, $"known={known}");
            Assert.Equal(told, plans.Where(p => ((string)p["summary"]!).StartsWith('s')).Select(p => $"{p["summary"]} {p["status"]}"));
            Assert.Equal(["talks/t: pledges due: to dismantle Yongbyon", "talks/t: pledges due: to talk"],
                plans.Select(p => (string)p["summary"]!).Where(s => s.StartsWith('t')));
        }
    }

    [Fact]
    public async Task A_withdrawn_pledge_is_cancelled_and_a_corrected_one_counts_on()
    {
        var timeline = await Recorded(
            Event(1, "PledgeMade", "2019-02-01", "\"by\":\"prk\",\"pledge\":\"to dismantle Yongbyon\",\"due\":\"2019-06-30\"", subject: "talks/t"),
            Event(2, "PledgeMade", "2019-02-01", "\"by\":\"usa\",\"pledge\":\"to talk\",\"due\":\"2019-05\"", subject: "talks/t"),
            Event(3, "PledgeWithdrawn", "2019-02-10", "\"by\":\"prk\",\"pledge\":\"To dismantle Yongbyon!\"", subject: "talks/t"),
            Event(4, "EventCorrected", "2019-02-12", $"\"event\":\"{Id(2)}\",\"data\":{{\"by\":\"usa\",\"pledge\":\"to talk\",\"due\":\"2019-05-20\"}},\"reason\":\"r\"", subject: "talks/t"));
        Assert.Equal(["CONFIRMED 0 2019-06-30 2019-07-01", "TENTATIVE 0 2019-05-01 2019-06-01"], (await Read(timeline, "known=2019-02-05")).Select(Told));
        var later = await Read(timeline, "known=2019-02-14");
        Assert.Equal(["CANCELLED 1 2019-06-30 2019-07-01", "CONFIRMED 1 2019-05-20 2019-05-21"], later.Select(Told));
        Assert.Equal(["2019-02-13T00:00:00Z", "2019-02-13T00:00:00Z"], later.Select(e => (string)e["modified"]!));
        Assert.Contains("pledge: to talk", (string)later[1]["description"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Any_text_comes_through_folded_and_escaped()
    {
        var title = "Gipfel; Hà Nội, \\n 2\nBEGIN:VEVENT " + string.Concat(Enumerable.Repeat("평양 🕊️ ", 30)) + "end";
        var timeline = await Recorded(Event(1, "SummitScheduled", "2019-01-18",
            $"\"dates\":\"2019-02-27\",\"title\":{JsonSerializer.Serialize(title)},\"place\":\"Hà Nội, Sofitel; Metropole\"", ",\"source\":{\"publisher\":\"cnn\"}"));
        var summit = Assert.Single(await Read(timeline, "known=2019-02-01"));
        Assert.Equal((title, "Hà Nội, Sofitel; Metropole"), ((string)summit["summary"]!, (string)summit["location"]!));
        Assert.Equal("date: 2019-02-27\nstatus: scheduled\nknown by 2019-01-18T23:59:59.999999Z, from cnn", (string)summit["description"]!);
    }

    [Fact]
    public async Task Only_what_is_known_and_asked_is_there()
    {
        var timeline = await Recorded(
            Event(1, "SummitScheduled", "2019-02-01", "\"dates\":\"2019-03-01\""),
            Event(2, "SummitScheduled", "2019-02-02", "\"dates\":\"2019-03-02\"", subject: "summit/t"),
            Event(3, "TalksScheduled", "2019-02-03", "\"dates\":\"2019-03-03\"", subject: "talks/t"),
            Event(4, "SummitScheduled", "x", "\"dates\":\"2019-03-04\"", subject: "summit/u").Replace("\"known\":\"x\"", "\"disclosures\":[{\"to\":\"usa\",\"at\":\"2019-02-01\"}]"),
            Event(5, "SummitRescheduled", "x", "\"dates\":\"2019-03-05\"").Replace("\"known\":\"x\"", "\"disclosures\":[{\"to\":\"usa\",\"at\":\"2019-02-01\"}]"));
        foreach (var (query, told) in new (string, string[])[]
        {
            ("known=2019-02-10", ["0 2019-03-01", "0 2019-03-02", "0 2019-03-03"]), ("known=2019-02-01", ["0 2019-03-01"]), ("known=2019-01-01", []),
            ("known=2019-02-10&subject=summit/t", ["0 2019-03-02"]), ("known=2019-02-10&kind=talks", ["0 2019-03-03"]), ("known=2019-02-10&subject=summit/u", []),
            ("known=2019-02-10&kind=summit&knower=usa", ["0 2019-03-05", "0 2019-03-02", "0 2019-03-04"]), ("known=2019-02-10&subject=summit/s&kind=talks", []),
        })
            Assert.Equal(told, (await Read(timeline, query)).Select(e => $"{e["sequence"]} {e["start"]}"));
        Expect.Problem(await server.Api.Get($"/v1/{timeline}/calendar.ics?kind=war&limit=1"), 400, "malformed-request", "limit", "kind");
    }
}
