using System.Net;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Timeline.Domain.Knowing;
using Timeline.Domain.Record;
using Timeline.Domain.Subjects;
using Timeline.Domain.Tests;
using Timeline.Domain.Time;
using Timeline.Postgres.Events;
using Timeline.Server.Knowing;
using Timeline.Service.Tests.Fixtures;
using Ledger = Timeline.Postgres.Events.Ledger;

namespace Timeline.Service.Tests.Knowing;

/// <summary>Who knew something by then, and that somebody asked for knew nothing (SEMANTICS §§4, 7).</summary>
public sealed class KnowersTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private const string Id = "11111111-1111-4111-8111-111111111111";

    private static readonly Key[] Everybody = [.. ((string[])["kor", "prk", "public", "usa", "washington"]).Select(Key.Parse)];

    private static string Report(string disclosures, string more = "") => $$$"""
        {"subject":"summit/s","type":"PlaceConfirmed","happened":"2019-02-01","data":{"place":"Hanoi"},"disclosures":[{{{disclosures}}}]{{{more}}}}
        """;

    private static string To(string knower, string at) => $$"""{"to":"{{knower}}","at":"{{at}}"}""";

    private async Task<string> Recorded(params string[] events)
    {
        var timeline = await server.Api.NewTimeline();
        foreach (var e in events) await server.Api.Record(timeline, e);
        return timeline;
    }

    private static string[] Items(Answer answer)
    {
        Assert.True(answer.Status == HttpStatusCode.OK, answer.Text);
        return [.. answer.At("/items")!.AsArray().Select(k => $"{k!["knower"]} {k["events"]} {Day(k["first"])} {Day(k["last"])}".TrimEnd())];

        static string Day(object? instant) => $"{instant}".Split('T')[0];
    }

    private async Task<string[]> Knowers(string timeline, string query = "") => Items(await server.Api.Get($"/v1/{timeline}/knowers?{query}".TrimEnd('?')));

    private async Task<string?> Unknown(string timeline, string query) =>
        (await server.Api.Get($"/v1/{timeline}/events?{query}")).At("/vantage/unknownKnower")?.ToJsonString();

    [Fact]
    public async Task Knowers_are_those_to_whom_something_is_told_by_name_by_then_with_how_much()
    {
        var timeline = await Recorded(
            Report($"{To("usa", "2018-10-07")},{To("public", "2019-01-31")}"), Report(To("usa", "2019-02-03")), Report(To("prk", "2019-02-10")),
            Report($"{To("public", "2019-01-10")},{To("kor", "2019-02-20")}"));
        Assert.Empty(await Knowers(timeline, "known=2018-10-06"));
        Assert.Equal(["usa 1 2018-10-07 2018-10-07"], await Knowers(timeline, "known=2018-10-07"));
        Assert.Equal(["public 1 2019-01-10 2019-01-10", "usa 1 2018-10-07 2018-10-07"], await Knowers(timeline, "known=2019-01-30"));
        // Korea knew what was public before it was told by name.
        string[] all = ["kor 1 2019-01-10 2019-01-10", "prk 1 2019-02-10 2019-02-10", "public 2 2019-01-10 2019-01-31", "usa 2 2018-10-07 2019-02-03"];
        Assert.Equal(all, await Knowers(timeline));
        // Whoever is asked for, and whatever had happened by when.
        Assert.Equal(all, await Knowers(timeline, "knower=usa&at=1990"));
        var pages = new List<string>();
        for (var next = (string?)$"/v1/{timeline}/knowers?limit=1"; next is not null;)
        {
            var page = await server.Api.Get(next);
            pages.AddRange(Items(page));
            next = page.TextAt("/next");
            await server.Api.Record(timeline, Report(To("chn", "2019-02-01")));
        }

        Assert.Equal(all, pages);
    }

    [Fact]
    public async Task A_knower_to_whom_nothing_is_told_by_name_is_remarked_on_in_every_answer_with_a_vantage()
    {
        var timeline = await Recorded(
            Report(To("public", "2019-02-05"), $",\"id\":\"{Id}\""), Report(To("usa", "2019-02-06")), Report(To("usa", "2019-02-07"), ",\"related\":[\"visit/v\"]"));
        foreach (var address in new[]
        {
            "events?", $"events/{Id}?", "subjects?", "subjects/summit/s?", "subjects/summit/s/events?", "subjects/summit/s/history?", "publishers?", "days?",
            "briefing?", "knowers?", "hindsight?date=2019-02-10&", "subjects/summit/s/hindsight?date=2019-02-10&",
        })
        {
            var both = await server.Api.Get($"/v1/{timeline}/{address}knower=washington&knower=usa&knower=london");
            Assert.Equal("""["london","washington"]""", both.At("/vantage/unknownKnower")?.ToJsonString());
            // There it is the same for ever.
            Assert.Equal(both.Text, (await server.Api.Get(both.TextAt("/permalink")!)).Text);
            foreach (var known in new[] { "", "knower=public", "knower=usa", "knower=usa&reliability=A", "knower=usa&at=1990" })
            {
                if (known.Contains("reliability", StringComparison.Ordinal) && address.StartsWith("subjects/", StringComparison.Ordinal)) continue;
                if (known.Contains("reliability", StringComparison.Ordinal) && address.Contains(Id, StringComparison.Ordinal)) continue;
                var answer = await server.Api.Get($"/v1/{timeline}/{address}{known}");
                Assert.True(answer.Status == HttpStatusCode.OK, answer.Text);
                Assert.Null(answer.At("/vantage/unknownKnower"));
            }
        }

        foreach (var address in new[] { "compare?", "subjects/summit/s/compare?" })
        {
            var compared = await server.Api.Get($"/v1/{timeline}/{address}from.knower=washington&to.knower=usa");
            Assert.Equal(("""["washington"]""", null), (compared.At("/from/unknownKnower")?.ToJsonString(), compared.At("/to/unknownKnower")));
        }

        foreach (var accept in new[] { "text/markdown", "text/html" })
        {
            var request = new HttpRequestMessage(HttpMethod.Get, $"/v1/{timeline}/briefing?knower=washington") { Headers = { { "Accept", accept } } };
            Assert.Contains("Nothing recorded here was known to", (await server.Api.Send(request)).Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task What_was_not_told_by_then_or_not_recorded_yet_makes_nobody_a_knower()
    {
        var timeline = await Recorded(Report(To("public", "2019-02-01")), Report(To("usa", "2019-02-06"), $",\"id\":\"{Id}\""));
        var before = await server.Api.PositionAsync(timeline);
        Assert.Equal("""["usa"]""", await Unknown(timeline, "knower=usa&known=2019-02-05"));
        Assert.Null(await Unknown(timeline, "knower=usa&known=2019-02-06"));
        Assert.Equal("""["usa"]""", await Unknown(timeline, $"knower=usa&recorded={before - 1}"));
        Assert.Equal("""["usa"]""", await Unknown(timeline, "knower=usa&recorded=0"));

        // A leak makes a knower, from where it is recorded on.
        await server.Api.Record(timeline, $$$"""{"subject":"summit/s","type":"EventDisclosed","data":{"event":"{{{Id}}}","to":"prk","at":"2019-02-08"}}""");
        Assert.Null(await Unknown(timeline, "knower=prk&known=2019-02-08"));
        Assert.Equal("""["prk"]""", await Unknown(timeline, $"knower=prk&known=2019-02-08&recorded={before}"));
        Assert.Equal("""["prk"]""", await Unknown(timeline, "knower=prk&known=2019-02-07"));
        Assert.Contains("prk 1 2019-02-08 2019-02-08", await Knowers(timeline));

        // An amendment's disclosures stand in the place of those recorded; what leaked stays.
        await server.Api.Record(timeline, $$$"""
            {"subject":"summit/s","type":"EventAmended","data":{"event":"{{{Id}}}","disclosures":[{{{To("kor", "2019-02-04")}}}],"reason":"not to them"}}
            """);
        Assert.Equal("""["usa"]""", await Unknown(timeline, "knower=usa&knower=kor&knower=prk"));
        Assert.Null(await Unknown(timeline, $"knower=usa&recorded={before}"));
        Assert.Equal(["kor 1 2019-02-04 2019-02-04", "prk 1 2019-02-08 2019-02-08", "public 1 2019-02-01 2019-02-01"], await Knowers(timeline));

        // What is struck from the record was told to nobody; that it leaked stands there still, an act on the record.
        await server.Api.Record(timeline, $$$"""{"subject":"summit/s","type":"EventAmended","data":{"event":"{{{Id}}}","void":true,"reason":"a mistake"}}""");
        Assert.Equal("""["kor","usa"]""", await Unknown(timeline, "knower=usa&knower=kor&knower=prk"));
        Assert.Equal(["prk 0", "public 1 2019-02-01 2019-02-01"], await Knowers(timeline));
    }

    [Fact]
    public async Task Whoever_is_told_of_an_act_on_the_record_alone_knows_something_and_no_event_of_the_world()
    {
        var timeline = await Recorded(
            Report(To("public", "2019-02-01"), $",\"id\":\"{Id}\""),
            $$$"""{"subject":"summit/s","type":"EventRetracted","disclosures":[{{{To("usa", "2019-02-04")}}}],"data":{"event":"{{{Id}}}","reason":"r"}}""",
            $$$"""{"subject":"summit/s","type":"EventAmended","disclosures":[{{{To("kor", "2019-02-04")}}}],"data":{"event":"{{{Id}}}","mode":"possible","reason":"r"}}""");
        Assert.Equal(["public 1 2019-02-01 2019-02-01", "usa 0"], await Knowers(timeline));
        Assert.Equal("""["kor"]""", await Unknown(timeline, "knower=usa&knower=kor"));
    }

    [Fact]
    public async Task A_lens_leaves_out_what_it_hides_of_the_count_and_makes_nobody_unknown()
    {
        var timeline = await Recorded(
            Report(To("usa", "2019-02-01"), ",\"source\":{\"publisher\":\"cnn\"}"), Report(To("usa", "2019-02-02"), ",\"source\":{\"publisher\":\"afp\"}"),
            Report(To("prk", "2019-02-02"), ",\"source\":{\"publisher\":\"cnn\"}"));
        Assert.Equal(["usa 1 2019-02-02 2019-02-02"], await Knowers(timeline, "without=cnn"));
        Assert.Null(await Unknown(timeline, "knower=prk&without=cnn"));
    }

    [Fact]
    public async Task Many_events_that_turn_out_to_be_told_to_nobody_are_passed_over()
    {
        var timeline = await Recorded();
        var voided = Enumerable.Range(0, 40).Select(_ => Guid.NewGuid()).ToList();
        var lines = voided.Select(id => Report(To("usa", "2019-02-01"), $",\"id\":\"{id}\"")).Concat(
            voided.Select(id => $$$"""{"subject":"summit/s","type":"EventAmended","data":{"event":"{{{id}}}","void":true,"reason":"r"}}"""));
        await server.Api.Post($"/v1/{timeline}/import", string.Join('\n', lines.Select(l => l.Trim())), "application/x-ndjson");
        Assert.Equal("""["usa"]""", await Unknown(timeline, "knower=usa"));
        var last = await server.Api.PositionAsync(timeline);
        await server.Api.Record(timeline, Report(To("usa", "2019-02-02")));
        Assert.Null(await Unknown(timeline, "knower=usa"));
        Assert.Equal("""["usa"]""", await Unknown(timeline, $"knower=usa&recorded={last}"));
        Assert.Equal(["usa 1 2019-02-02 2019-02-02"], await Knowers(timeline));
    }

    [Fact]
    public async Task A_ledger_of_an_earlier_build_gets_the_table_at_the_next_start_and_answers_the_same()
    {
        var database = await TestCluster.CreateDatabaseAsync(CancellationToken.None);
        string before;
        await using (var own = await TestServer.StartAsync(database))
        {
            await own.Api.Put("/v1/korea", """{"title":"Korea"}""");
            foreach (var e in new[]
            {
                Report($"{To("usa", "2018-10-07")},{To("public", "2019-01-31")}", $",\"id\":\"{Id}\""), Report(To("chn", "2019-02-03")),
                $$$"""{"subject":"summit/s","type":"EventDisclosed","data":{"event":"{{{Id}}}","to":"prk","at":"2019-02-08"}}""",
                $$$"""
                {"subject":"summit/s","type":"EventAmended","data":{"event":"{{{Id}}}","disclosures":[{{{To("kor", "2019-02-04")}}}],"reason":"r"}}
                """,
            }) await own.Api.Record("korea", e);
            before = await ToldAsync(own);
            Assert.Contains("chn 1", before, StringComparison.Ordinal);
        }

        await using (var source = NpgsqlDataSource.Create(database))
        await using (var drop = source.CreateCommand("drop table timeline.event_named")) await drop.ExecuteNonQueryAsync();
        await using (var own = await TestServer.StartAsync(database)) Assert.Equal(before, await ToldAsync(own));

        static async Task<string> ToldAsync(TestServer own)
        {
            var told = Items(await own.Api.Get("/v1/korea/knowers"));
            var unknown = (await own.Api.Get("/v1/korea/events?knower=usa&knower=prk&knower=kor&knower=chn")).At("/vantage/unknownKnower");
            return $"{string.Join(", ", told)}; {unknown?.ToJsonString()}";
        }
    }

    [Fact]
    public async Task Of_whom_one_may_not_ask_nothing_is_told()
    {
        await using var own = await TestServer.StartAsync(await TestCluster.CreateDatabaseAsync(CancellationToken.None));
        await own.Api.Put("/v1/korea", """{"title":"Korea"}""");
        await own.Api.Record("korea", Report(To("public", "2019-02-01")));
        await own.Api.Record("korea", Report(To("usa", "2019-02-02")));
        using var all = own.As(await own.KeyAsync("all", "role=record", "knowers=*"));
        using var some = own.As(await own.KeyAsync("some", "role=read", "knowers=prk,kor"));
        using var none = own.As(await own.KeyAsync("none", "role=read"));
        Assert.Equal(["public 1 2019-02-01 2019-02-01", "usa 1 2019-02-02 2019-02-02"], Items(await all.Get("/v1/korea/knowers")));
        const string Known = "known=2019-02-24&recorded=";
        var position = await all.PositionAsync("korea");
        List<string> before = [await Told(some), await Told(none)];
        foreach (var disclosures in new[] { To("usa", "2019-02-03"), To("chn", "2019-02-03") }) await all.Record("korea", Report(disclosures));
        List<string> after = [await Told(some), await Told(none)];
        Assert.Equal(before, after);
        Assert.Equal(["public 1 2019-02-01 2019-02-01"], Items(await some.Get("/v1/korea/knowers")));
        foreach (var (api, knower) in new[] { (some, "usa"), (some, "chn"), (some, "nobody"), (none, "usa"), (none, "nobody") })
            Expect.Problem(await api.Get($"/v1/korea/knowers?knower={knower}"), 403, "forbidden-knower");
        Assert.Equal("""["kor","prk"]""", (await some.Get("/v1/korea/events?knower=kor&knower=prk")).At("/vantage/unknownKnower")!.ToJsonString());
        // Who may ask for them is told.
        await all.Record("korea", Report(To("prk", "2019-02-04")));
        Assert.Equal(["prk 1 2019-02-04 2019-02-04", "public 1 2019-02-01 2019-02-01"], Items(await some.Get("/v1/korea/knowers")));

        async Task<string> Told(Api api)
        {
            var (pinned, now) = (await api.Get($"/v1/korea/knowers?{Known}{position}&at=.."), await api.Get("/v1/korea/knowers"));
            return $"{pinned.Text} {pinned.Headers["ETag"]} {now.At("/items")!.ToJsonString()}";
        }
    }

    [Fact]
    public void Knowers_are_those_of_a_naive_reading_of_random_histories()
    {
        var ledger = server.Services.GetRequiredService<Ledger>();
        var (known, unknown) = (0, 0);
        var cases = from history in Histories.OfSeveral.Generator.Where(h => h.Events.Count > 0) from vantage in Histories.Vantages select (history, vantage);
        Prop.ForAll(cases.ToArbitrary(), async at =>
        {
            var timeline = await server.Api.NewTimeline();
            var requests = at.history.Events.Select(e => new AppendRequest([Histories.Again(e)], [""], null, "tester", Clearance.All)).ToList();
            Assert.All((await ledger.AppendAsync(Key.Parse(timeline), requests, CancellationToken.None))!, d => Assert.NotNull(d.Outcomes));
            var reader = server.Services.GetRequiredService<LedgerReader>();
            var events = await reader.WholeAsync(Key.Parse(timeline), CancellationToken.None).ToListAsync();
            foreach (var recorded in new[] { events[^1].Seq, events[events.Count / 2].Seq, events[Random.Shared.Next(events.Count)].Seq })
            {
                var vantage = at.vantage with { Known = Instant.Min(at.vantage.Known, Domain.Tests.Ledger.Moment("9999")), Recorded = recorded };
                var pin = string.Join('&', VantageItem.Of(vantage).Parameters().Select(p => $"{p.Name}={p.Value}"));
                Assert.Equal(Everybody.Select(k => Naive(events, vantage, k)).OfType<string>(), await Knowers(timeline, pin));

                var open = vantage with { Lens = Lens.Clear };
                var asked = Everybody.Where(k => k != Key.Public).ToList();
                var none = asked.Where(k => Naive(events, open, k) is null).ToList();
                pin = string.Join('&', VantageItem.Of(vantage with { Knowers = asked }).Parameters().Select(p => $"{p.Name}={p.Value}"));
                Assert.Equal($"[{string.Join(',', none.Select(k => $"\"{k}\""))}]", await Unknown(timeline, pin));
                (known, unknown) = (known + asked.Count - none.Count, unknown + none.Count);
            }

            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(40));
        Assert.True(known > 50 && unknown > 150, $"{known} known, {unknown} unknown");
    }

    // Every subject read whole, for one knower alone; null: nothing is told to them by name.
    private static string? Naive(IEnumerable<TimelineEvent> events, Vantage vantage, Key knower)
    {
        var alone = vantage with { Knowers = [knower] };
        var told = events.GroupBy(e => e.Subject).SelectMany(s => Story.Of(s, alone).Seen)
            .Where(s => s.IsVisible && s.Event.Data is not EventAmended && s.Disclosures.Any(d => d.Stated.To == knower && d.KnownBy <= vantage.Known)).ToList();
        if (told.Count == 0) return null;
        var world = told.Where(s => !s.Event.Type.IsActOnTheRecord).Select(s => $"{s.KnownBy}".Split('T')[0]).Order(StringComparer.Ordinal).ToList();
        return world.Count == 0 ? $"{knower} 0" : $"{knower} {world.Count} {world[0]} {world[^1]}";
    }
}
