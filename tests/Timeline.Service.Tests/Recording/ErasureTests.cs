using System.Net;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Timeline.Domain.Knowing;
using Timeline.Domain.Record;
using Timeline.Domain.Tests;
using Timeline.Postgres.Events;
using Timeline.Postgres.Projections;
using Timeline.Server.Http;
using Timeline.Server.Recording;
using Timeline.Service.Tests.Embedded;
using Timeline.Service.Tests.Fixtures;
using Ledger = Timeline.Postgres.Events.Ledger;

namespace Timeline.Service.Tests.Recording;

/// <summary>Erasing an event over HTTP (SEMANTICS §11).</summary>
[Trait(RunFramework.Suite, RunFramework.Ledger)]
public sealed class ErasureTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    // Letters only, so that no index and no statistic takes it apart.
    private readonly string _marker = string.Concat($"marker{Guid.NewGuid():N}".Select(c => char.IsDigit(c) ? (char)('g' + c - '0') : c));

    private Api Api => server.Api;

    private NpgsqlDataSource Database => server.Services.GetRequiredService<NpgsqlDataSource>();

    private static string Id(int n) => $"00000000-0000-4000-8000-{n:x12}";

    private static string Event(int n, string type, string data, string more = "\"known\":\"2019-02-24\"", string subject = "summit/s") =>
        $$"""{"id":"{{Id(n)}}","subject":"{{subject}}","type":"{{type}}","data":{{data}},{{more}}}""";

    private Task<Answer> Erase(string timeline, int n, string reason = "a court's order") =>
        Api.Post($"/v1/{timeline}/events/{Id(n)}/erasure", $$"""{"reason":"{{reason}}"}""");

    /// <summary>A record in which one event, and all that acts on it, says a word that nothing else says.</summary>
    private async Task<string> Marked(string known = "\"known\":\"2019-02-24\"")
    {
        var timeline = await Api.NewTimeline();
        var report = $$"""
            "source":{"publisher":"{{_marker}}","title":"{{_marker}}","quote":"«{{_marker}}»","author":"{{_marker}}","locator":"{{_marker}}"},"attribution":["said {{_marker}}"]
            """;
        string[] events =
        [
            Event(1, "SummitScheduled", """{"dates":"2019-02-27","title":"Second summit"}""", "\"known\":\"2019-02-05\""),
            Event(2, "VenueRejected", $$"""{"venue":"{{_marker}} Palace","by":"{{_marker}}","reason":"{{_marker}}","note":"{{_marker}}"}""", $"{known},{report}"),
            Event(3, "EventCorrected", $$"""{"event":"{{Id(2)}}","data":{"venue":"{{_marker}} Park","by":"{{_marker}}"},"reason":"{{_marker}}"}""", $"\"known\":\"2019-02-25\",{report}"),
            Event(4, "EventDenied", $$"""{"event":"{{Id(2)}}","by":"{{_marker}}","reason":"{{_marker}}"}""", $"\"known\":\"2019-02-25\",{report}"),
            Event(5, "EventRetracted", $$"""{"event":"{{Id(4)}}","reason":"{{_marker}}"}""", $"\"known\":\"2019-02-26\",{report}"),
            Event(6, "EventDisclosed", $$"""{"event":"{{Id(2)}}","to":"kor","at":"2019-02-20","note":"{{_marker}}"}""", report),
            Event(7, "EventAmended", $$"""{"event":"{{Id(2)}}","data":{"venue":"{{_marker}} Hall","due":"2019-03-01"},"source":{"publisher":"{{_marker}}","quote":"{{_marker}}"},"attribution":["said {{_marker}}"],"reason":"{{_marker}}"}""", report),
            Event(8, "VenueConfirmed", """{"venue":"Metropole"}""", "\"known\":\"2019-02-25\",\"source\":{\"publisher\":\"reuters\"}"),
        ];
        foreach (var e in events) await Api.Record(timeline, e);
        return timeline;
    }

    private static IEnumerable<string> Reads(string timeline, string vantage)
    {
        string[] addresses =
        [
            "events?", "events?limit=3&", $"events?actor=usa&", "events?text=metropole&", .. Enumerable.Range(1, 8).Select(n => $"events/{Id(n)}?"),
            "subjects?", "subjects?publisher=reuters&", "subjects/summit/s?", "subjects/summit/s/events?", "subjects/summit/s/history?", "subjects/summit/s/timemap?",
            "subjects/summit/s/hindsight?date=2019-02-06&", "hindsight?date=2019-02-06&", "briefing?", "export?", "calendar.ics?", "publishers?",
        ];
        return addresses.Select(a => $"/v1/{timeline}/{a}{vantage}")
            .Append($"/v1/{timeline}/cite?of={Uri.EscapeDataString($"/v1/{timeline}/subjects/summit/s?{vantage}")}")
            .Concat(new[] { "subjects/summit/s/compare", "compare" }.Select(a =>
                $"/v1/{timeline}/{a}?from.known=2019-02-06&from.recorded=1&{string.Join('&', vantage.Split('&').Select(p => $"to.{p}"))}".Replace("&from.recorded=1", "", StringComparison.Ordinal)));
    }

    private async Task<Answer> Ask(string address, string accept)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (accept.Length > 0) request.Headers.TryAddWithoutValidation("Accept", accept);
        return await Api.Send(request);
    }

    private async Task<List<string>> Everywhere()
    {
        var tables = new List<string>();
        await using (var list = Database.CreateCommand("select format('%I.%I', schemaname, tablename) from pg_tables where schemaname = 'timeline'"))
        await using (var reader = await list.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync()) tables.Add(reader.GetString(0));
        }

        Assert.True(tables.Count >= 6);
        var rows = new List<string>();
        foreach (var table in tables.Append("pg_stats"))
        {
            await using var all = Database.CreateCommand($"select t::text from {table} t");
            await using var reader = await all.ExecuteReaderAsync();
            while (await reader.ReadAsync()) rows.Add($"{table} {reader.GetString(0)}");
        }

        return rows;
    }

    // The bytes of a relation as they are on disk.
    private async Task<bool> IsOnDisk(string relation)
    {
        await using (var checkpoint = Database.CreateCommand("checkpoint")) await checkpoint.ExecuteNonQueryAsync();
        await using var command = Database.CreateCommand("select position($1::bytea in pg_read_binary_file(pg_relation_filepath($2::regclass))) > 0");
        command.Parameters.Add(new() { Value = System.Text.Encoding.UTF8.GetBytes(_marker) });
        command.Parameters.Add(new() { Value = relation });
        return (bool)(await command.ExecuteScalarAsync())!;
    }

    private bool IsMarked(string text) => text.Contains(_marker, StringComparison.OrdinalIgnoreCase);

    [Fact]
    public async Task A_word_that_was_erased_is_nowhere_any_more_and_its_place_is_marked_wherever_it_was_visible()
    {
        var timeline = await Marked();
        await using (var analyze = Database.CreateCommand("analyze")) await analyze.ExecuteNonQueryAsync();
        var newest = await Api.PositionAsync(timeline);
        string[] vantages =
        [
            $"known=2019-02-24&at=..&recorded={newest}", $"known=2019-02-26&at=2019-02-26&recorded={newest}", $"known=2019-02-20&at=..&recorded={newest}&knower=kor",
            "known=2026-01-01&at=2026-01-01", $"known=2026-01-01&at=..&recorded={newest}&without={_marker}", $"known=2026-01-01&at=..&recorded={newest}&reliability=F",
            $"known=2026-01-01&at=2026-01-01&recorded={newest - 6}", $"known=2026-01-01&at=2026-01-01&recorded={newest - 1}",
        ];
        string[] accepts = ["", "text/markdown", "text/html"];
        var before = new Dictionary<(string, string), Answer>();
        foreach (var address in vantages.SelectMany(v => Reads(timeline, v)))
        {
            foreach (var accept in address.Contains("/briefing", StringComparison.Ordinal) ? accepts : [""])
                before[(address, accept)] = await Ask(address, accept);
        }

        Assert.Contains(before.Values, a => IsMarked(a.Text));
        Assert.Contains(await Everywhere(), IsMarked);
        Assert.True(await IsOnDisk("timeline.event_terms_public_terms"));

        var erased = await Erase(timeline, 2, "a court\u2019s order");

        Assert.True(erased.Status == HttpStatusCode.OK, erased.Text);
        Assert.Equal("{}", erased.At("/data")!.ToJsonString());
        Assert.Equal("a court’s order", erased.TextAt("/erased/reason"));
        Assert.Equal("anonymous", erased.TextAt("/erased/by"));
        Assert.DoesNotContain(await Everywhere(), IsMarked);
        Assert.False(await IsOnDisk("timeline.event_terms_public_terms"));
        foreach (var ((address, accept), was) in before)
        {
            var now = await Ask(address, accept);
            var (old, text) = (was.Text, now.Text);
            Assert.False(IsMarked(text.Replace($"without={_marker}", "", StringComparison.Ordinal).Replace($"\"without\":[\"{_marker}\"]", "", StringComparison.Ordinal)
                .Replace($"without%3D{_marker}", "", StringComparison.Ordinal).Replace($"without {_marker}", "", StringComparison.Ordinal)), $"{address}\n{text}");
            if (address.Contains("without=", StringComparison.Ordinal) || address.Contains("to.without", StringComparison.Ordinal)) continue;
            Assert.Equal((address, was.Status), (address, now.Status));
            if (was.Status != HttpStatusCode.OK || address.Contains("reliability=", StringComparison.Ordinal)) continue;
            var changed = IsMarked(old);
            // Whatever lost something says so, and whatever lost nothing and cannot have is the same to the byte.
            if (changed) Assert.True(text.Contains("erased", StringComparison.OrdinalIgnoreCase), $"{address} {accept}\n{text}");
            if (changed && was.Headers.TryGetValue("ETag", out var tag)) Assert.NotEqual(tag, now.Headers["ETag"]);
            if (!text.Contains("erased", StringComparison.OrdinalIgnoreCase))
                Assert.True(address.Contains("/cite", StringComparison.Ordinal) || old == text, $"{address}\n{old}\n{text}");
        }

        foreach (var vantage in vantages.Take(4))
        {
            var (list, was) = (await Api.Get($"/v1/{timeline}/events?{vantage}"), before[($"/v1/{timeline}/events?{vantage}", "")]);
            Assert.Equal(was.At("/items")!.AsArray().Select(Place), list.At("/items")!.AsArray().Select(Place));
            var mark = list.At("/items")!.AsArray().Single(e => (string)e!["id"]! == Id(2))!["erased"]!;
            Expect.SameJson(erased.At("/erased"), mark);
            var state = await Api.Get($"/v1/{timeline}/subjects/summit/s?{vantage}");
            Assert.Contains(Id(2), state.At("/erased")!.AsArray().Select(e => (string)e!["event"]!));
            Assert.Equal(before[($"/v1/{timeline}/subjects/summit/s?{vantage}", "")].TextAt("/basis/events"), state.TextAt("/basis/events"));
        }

        Assert.Empty(await Damage(timeline));
        // To those who had not learned of it then there is nothing to tell.
        var unknown = await Api.Get($"/v1/{timeline}/subjects/summit/s?known=2019-02-10&at=..&recorded={newest}");
        Assert.DoesNotContain("erased", unknown.Text, StringComparison.Ordinal);

        static string Place(JsonNode? e) => $"{e!["id"]} {e["seq"]} {e["version"]} {e["knownBy"]} {e["standing"]} {e["happened"]} {e["recordedAt"]} {e["type"]}";
    }

    [Fact]
    public async Task What_is_kept_of_the_present_is_what_is_folded_of_it()
    {
        var timeline = await Marked();
        await Erase(timeline, 2);
        var state = await Api.Get($"/v1/{timeline}/subjects/summit/s");
        Assert.Equal(state.Text, (await Api.Get(state.TextAt("/permalink")!)).Text);
        // That it was disclosed to one is no news to the public.
        Assert.Equal(5, state.At("/erased")!.AsArray().Count);
        var list = await Api.Get($"/v1/{timeline}/subjects");
        Assert.Equal(list.Text, (await Api.Get(list.TextAt("/permalink")!)).Text);
        Assert.Equal(5, list.At("/items/0/erased")!.AsArray().Count);
    }

    [Fact]
    public async Task Marten_would_pass_over_an_erased_row()
    {
        var timeline = await Marked();
        await Erase(timeline, 2);
        await using var command = Database.CreateCommand(
            "select string_agg(version::text, ',' order by version) from timeline.mt_events where tenant_id = $1 and is_archived");
        command.Parameters.Add(new() { Value = timeline });
        Assert.Equal("2,3,4,5,6,7", await command.ExecuteScalarAsync());
    }

    [Theory]
    [InlineData("""{}""", "malformed-request", "/reason")]
    [InlineData("""{"reason":null}""", "malformed-request", "/reason")]
    [InlineData("""{"reason":" "}""", "malformed-request", "/reason")]
    [InlineData("""{"reason":1}""", "malformed-request", "/reason")]
    [InlineData("""{"reason":"r","more":1}""", "malformed-request", "/more")]
    [InlineData("""{"reason":"r","reason":"r"}""", "malformed-json", "/reason")]
    [InlineData("LONG", "malformed-request", "/reason")]
    [InlineData("[]", "malformed-request", "")]
    public async Task A_request_without_a_reason_erases_nothing(string body, string problem, string fault)
    {
        var timeline = await Marked();
        var sent = body == "LONG" ? $$"""{"reason":"{{new string('r', 1001)}}"}""" : body;
        Expect.Problem(await Api.Post($"/v1/{timeline}/events/{Id(2)}/erasure", sent), 400, problem, fault);
        Assert.True(IsMarked((await Api.Get($"/v1/{timeline}/events/{Id(2)}")).Text));
        Assert.Equal(HttpStatusCode.OK, (await Api.Post($"/v1/{timeline}/events/{Id(2)}/erasure", $$"""{"reason":"{{new string('r', 1000)}}"}""")).Status);
    }

    [Fact]
    public async Task What_is_not_there_cannot_be_erased()
    {
        var timeline = await Marked();
        Expect.Problem(await Erase(timeline, 99), 404, "unknown-event");
        Expect.Problem(await Api.Post($"/v1/{timeline}/events/nonsense/erasure", """{"reason":"r"}"""), 404, "unknown-event");
        Expect.Problem(await Erase("nowhere", 2), 404, "unknown-timeline");
        Expect.Problem(await Api.Post($"/v1/{timeline}/events/{Id(2)}/erasure?known=2019", """{"reason":"r"}"""), 400, "malformed-request", "known");
        Expect.Problem(await Api.Post($"/v1/{timeline}/events/{Id(2)}/erasure", """{"reason":"r"}""", "text/plain"), 415, "wrong-media-type");
    }

    [Fact]
    public async Task What_one_never_gets_to_know_of_one_cannot_erase_and_what_one_does_is_told_without_the_others()
    {
        var timeline = await Api.NewTimeline();
        await Api.Record(timeline, Event(1, "VenueRejected", """{"venue":"v"}""", """ "disclosures":[{"to":"usa","at":"2019-02-24"},{"to":"kor","at":"2019-02-25"}] """));
        var handler = ActivatorUtilities.CreateInstance<EraseEventHandler>(server.Services);
        foreach (var clearance in new[] { Clearance.None, Clearance.For([Key.Parse("prk")]) })
        {
            var refused = await Assert.ThrowsAsync<ProblemException>(() => handler.Handle(new EraseEvent(timeline, Id(1), "r", "b", clearance), CancellationToken.None));
            Assert.Equal("/problems/unknown-event", refused.Problem.Type);
        }

        var erased = await handler.Handle(new EraseEvent(timeline, Id(1), "r", "b", Clearance.For([Key.Parse("usa")])), CancellationToken.None);
        Assert.Equal("b", erased.Erased!.By);
        Assert.Equal("usa", Assert.Single(erased.Disclosures).To.Value);
        Assert.Equal(2, (await Api.Get($"/v1/{timeline}/events/{Id(1)}?knower=usa&knower=kor")).At("/disclosures")!.AsArray().Count);
    }

    [Fact]
    public async Task Erased_again_the_first_mark_stays()
    {
        var timeline = await Marked();
        var first = await Erase(timeline, 2, "first");
        var second = await Erase(timeline, 2, "second");
        Assert.Equal(HttpStatusCode.OK, second.Status);
        Assert.Equal(first.Text, second.Text);
    }

    [Fact]
    public async Task What_is_struck_from_the_record_can_still_be_erased()
    {
        var timeline = await Marked();
        await Api.Record(timeline, Event(9, "EventAmended", $$"""{"event":"{{Id(2)}}","void":true,"reason":"r"}""", "\"mode\":null").Replace(",\"mode\":null", "", StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.OK, (await Erase(timeline, 2)).Status);
        Assert.DoesNotContain(await Everywhere(), IsMarked);
        Assert.Contains("\"erased\"", (await Api.Get($"/v1/{timeline}/export")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_event_is_not_recorded_again_nor_given_back_by_an_act()
    {
        var timeline = await Marked();
        var export = (await Api.Get($"/v1/{timeline}/export")).Text;
        await Erase(timeline, 2);
        Expect.Problem(await Api.Post($"/v1/{timeline}/events", Event(2, "VenueRejected", """{"venue":"v"}""")), 409, "erased", "/id");
        Expect.Problem(await Api.Post($"/v1/{timeline}/events",
            $$$"""{"subject":"summit/s","type":"EventCorrected","data":{"event":"{{{Id(2)}}}","data":{"venue":"v"},"reason":"r"}}"""), 409, "erased", "/data/data");
        var report = await Api.Post($"/v1/{timeline}/import", export, "application/x-ndjson");
        Assert.Equal(("5", "2", "0"), (report.TextAt("/refused"), report.TextAt("/repeated"), report.TextAt("/recorded")));
        Assert.All(report.At("/errors")!.AsArray(), e => Assert.Equal("/id", (string)e!["pointer"]!));
        Assert.DoesNotContain(await Everywhere(), IsMarked);
        await Api.Record(timeline, $$$"""{"subject":"summit/s","type":"EventDenied","data":{"event":"{{{Id(2)}}}","by":"usa"}}""");
        await Api.Record(timeline, $$$"""{"subject":"summit/s","type":"EventRetracted","data":{"event":"{{{Id(2)}}}","reason":"r"}}""");
        Assert.Empty(await Damage(timeline));
    }

    [Fact]
    public async Task Law_8_an_export_with_erased_events_imported_again_gives_the_same_export()
    {
        var timeline = await Marked();
        await Erase(timeline, 2);
        var again = await Api.NewTimeline();
        var (export, tag) = await Exported(timeline);
        var report = await Api.Post($"/v1/{again}/import", export, "application/x-ndjson");
        Assert.Equal(("0", "8"), (report.TextAt("/refused"), report.TextAt("/recorded")));
        Assert.Equal(Bare(export), Bare((await Exported(again)).Text));
        Assert.Equal("8", (await Api.Post($"/v1/{timeline}/import", export, "application/x-ndjson")).TextAt("/repeated"));
        Expect.Problem(await Api.Post($"/v1/{again}/events", export.Split('\n')[1]), 400, "malformed-event",
            "/version", "/seq", "/recordedAt", "/recordedBy", "/erased");
        Assert.Empty(await Damage(again));
        Assert.Equal(
            (await Api.Get($"/v1/{timeline}/subjects/summit/s?known=2019-02-26")).At("/state")!.ToJsonString(),
            (await Api.Get($"/v1/{again}/subjects/summit/s?known=2019-02-26")).At("/state")!.ToJsonString());

        async Task<(string Text, string Tag)> Exported(string name)
        {
            var answer = await Api.Get($"/v1/{name}/export?knower=kor");
            return (answer.Text, answer.Headers["ETag"]);
        }

        static string[] Bare(string lines) =>
        [
            .. lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line =>
            {
                var e = JsonNode.Parse(line)!.AsObject();
                foreach (var member in new[] { "seq", "recordedAt", "recordedBy" }) e.Remove(member);
                return e.ToJsonString();
            }),
        ];
    }

    [Fact]
    public async Task The_tag_of_an_export_changes_where_it_saw_what_was_erased_and_only_there()
    {
        var timeline = await Marked("\"disclosures\":[{\"to\":\"usa\",\"at\":\"2019-02-24\"}]");
        var newest = await Api.PositionAsync(timeline);
        string[] seeing = [$"known=2019-02-24&at=..&recorded={newest}&knower=usa", $"known=2019-02-24&at=..&recorded={newest}&knower=kor"];
        string[] blind = [$"known=2019-02-24&at=..&recorded={newest}", $"known=2019-02-23&at=..&recorded={newest}&knower=usa", $"known=2019-02-24&at=..&recorded={newest - 7}&knower=usa"];
        var before = new Dictionary<string, Answer>();
        foreach (var vantage in seeing.Concat(blind)) before[vantage] = await Api.Get($"/v1/{timeline}/export?{vantage}");
        await Erase(timeline, 2);
        foreach (var (vantage, was) in before)
        {
            var now = await Api.Get($"/v1/{timeline}/export?{vantage}");
            Assert.Equal(blind.Contains(vantage), was.Headers["ETag"] == now.Headers["ETag"]);
            Assert.Equal(blind.Contains(vantage), was.Text == now.Text);
        }
    }

    [Fact]
    public async Task Erasing_what_is_secret_changes_no_byte_and_no_tag_of_an_answer_to_the_public()
    {
        var timeline = await Api.NewTimeline();
        await Api.Record(timeline, Event(1, "SummitScheduled", """{"dates":"2019-02-27"}""", "\"known\":\"2019-02-05\""));
        await Api.Record(timeline, Event(2, "VenueRejected", """{"venue":"v"}""", """ "disclosures":[{"to":"usa","at":"2019-02-24"}],"source":{"publisher":"cia"} """));
        await Api.Record(timeline, Event(3, "EventCorrected", $$"""{"event":"{{Id(2)}}","data":{"venue":"w"},"reason":"r"}""", """ "disclosures":[{"to":"usa","at":"2019-02-24"}] """));
        await Api.Record(timeline, Event(4, "VenueRejected", """{"venue":"v"}""", """ "disclosures":[{"to":"usa","at":"2019-02-24"}]""", "summit/secret"));
        await Api.Record(timeline, Event(5, "VenueConfirmed", """{"venue":"Metropole","by":"usa"}"""));
        var newest = await Api.PositionAsync(timeline);
        var before = new List<(string Address, string Text, string? Tag)>();
        foreach (var address in new[] { $"known=2026-01-01&at=..&recorded={newest}", "known=2026-01-01&at=2026-01-01" }.SelectMany(v => Reads(timeline, v)))
        {
            var answer = await Api.Get(address);
            before.Add((address, answer.Text, answer.Headers.GetValueOrDefault("ETag")));
        }

        var nowTag = (await Api.Get($"/v1/{timeline}/subjects/summit/s")).Headers["ETag"];
        await Erase(timeline, 2);
        await Erase(timeline, 4);
        foreach (var (address, text, tag) in before.Where(b => !b.Address.Contains("/cite", StringComparison.Ordinal)))
        {
            var now = await Api.Get(address);
            Assert.Equal((address, text, tag), (address, now.Text, now.Headers.GetValueOrDefault("ETag")));
        }

        Assert.Equal(nowTag, (await Api.Get($"/v1/{timeline}/subjects/summit/s")).Headers["ETag"]);
        Assert.Contains("\"erased\"", (await Api.Get($"/v1/{timeline}/subjects/summit/s?knower=usa")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_filtered_by_what_is_gone_tells_what_might_have_been_in_it()
    {
        var timeline = await Api.NewTimeline();
        await Api.Record(timeline, Event(1, "VenueRejected", """{"venue":"Metropole","by":"usa"}"""));
        await Api.Record(timeline, Event(2, "VenueRejected", """{"venue":"Metropole","by":"usa"}""", subject: "summit/t"));
        await Erase(timeline, 1);
        foreach (var filter in new[] { "actor=usa", "text=metropole", "actor=prk", "publisher=cnn" })
        {
            var events = await Api.Get($"/v1/{timeline}/events?{filter}");
            Assert.DoesNotContain(Id(1), events.At("/items")!.AsArray().Select(e => (string)e!["id"]!));
            Assert.Equal(Id(1), (string)Assert.Single(events.At("/erased")!.AsArray())!["event"]!);
            Assert.Equal(Id(1), (string)Assert.Single((await Api.Get($"/v1/{timeline}/subjects?{filter}")).At("/erased")!.AsArray())!["event"]!);
        }

        foreach (var filter in new[] { "actor=usa&kind=talks", "actor=usa&subject=summit/t", "actor=usa&knownFrom=2019-03", "subject=summit/t" })
            Assert.Null((await Api.Get($"/v1/{timeline}/events?{filter}")).At("/erased"));
        Assert.Equal(Id(1), (string)Assert.Single((await Api.Get($"/v1/{timeline}/events?type=VenueRejected&subject=summit/s")).At("/items")!.AsArray())!["id"]!);
    }

    [Fact]
    public async Task An_amendment_erased_by_itself_is_told_beside_its_target()
    {
        var timeline = await Marked();
        await Erase(timeline, 7);
        var e = await Api.Get($"/v1/{timeline}/events/{Id(2)}");
        Assert.Null(e.At("/erased"));
        Assert.Equal($"{_marker} Palace", e.TextAt("/data/venue"));
        Assert.Equal(Id(7), (string)Assert.Single(e.At("/erasedActs")!.AsArray())!["event"]!);
        var story = await Api.Get($"/v1/{timeline}/subjects/summit/s/events");
        Assert.Equal(Id(7), (string)Assert.Single(story.At("/erased")!.AsArray())!["event"]!);
    }

    [Fact]
    public void Law_7_what_is_kept_of_a_record_with_erased_events_equals_what_is_rebuilt_and_imported()
    {
        var ledger = server.Services.GetRequiredService<Ledger>();
        Prop.ForAll((from history in Histories.OfSeveral.Generator.Where(h => h.Events.Count > 0) from seed in Gen.Choose(0, int.MaxValue) select (history, seed)).ToArbitrary(), async at =>
        {
            var (timeline, random) = (Key.Parse(await Api.NewTimeline()), new Random(at.seed));
            var recorded = new List<TimelineEvent>();
            foreach (var e in at.history.Events)
            {
                var decision = (await ledger.AppendAsync(timeline, [new AppendRequest([Histories.Again(e)], [""], null, "tester", Clearance.All)], CancellationToken.None))![0];
                // What would act on an erased event may be refused by now, and what acts on that.
                if (decision.Outcomes is not null) recorded.Add(decision.Outcomes[0].Event);
                if (recorded.Count > 0 && random.Next(4) == 0)
                    await ledger.EraseAsync(timeline, recorded[random.Next(recorded.Count)].Id, "r", "b", CancellationToken.None);
            }

            Assert.Empty(await Damage(timeline.Value));
            var kept = await Rows(timeline.Value);
            await server.Services.GetRequiredService<Upkeep>().RebuildAsync(timeline, new Nobody(), CancellationToken.None);
            Assert.Equal(kept, await Rows(timeline.Value));
            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(25));
    }

    [Fact]
    public async Task While_others_record_and_read_nobody_sees_half_of_an_erasure()
    {
        var timeline = await Api.NewTimeline();
        const int Events = 30;
        for (var n = 1; n <= Events; n++)
        {
            await Api.Record(timeline, Event(n, "VenueRejected", $$"""{"venue":"{{_marker}} {{n}}"}""", "\"known\":\"2019-02-24\",\"source\":{\"publisher\":\"cnn\"}", $"summit/s-{n}"));
            await Api.Record(timeline, Event(100 + n, "EventCorrected", $$"""{"event":"{{Id(n)}}","data":{"venue":"{{_marker}} {{n}}"},"reason":"{{_marker}}"}""", subject: $"summit/s-{n}"));
        }

        using var enough = new CancellationTokenSource();
        var reading = Enumerable.Range(0, 3).Select(async reader =>
        {
            var read = 0;
            for (var n = reader; !enough.IsCancellationRequested; n++, read++)
            {
                var subject = 1 + (n % Events);
                var story = await Api.Get($"/v1/{timeline}/subjects/summit/s-{subject}/events?at=..");
                var (isMarked, isErased) = (IsMarked(story.Text), story.At("/erased") is not null);
                Assert.True(isMarked != isErased, story.Text);
                Assert.Equal(isErased, story.At("/items/0/erased") is not null);
                Assert.Equal(isErased, story.At("/items/0/corrections/0/erased") is not null);
                var state = await Api.Get($"/v1/{timeline}/subjects/summit/s-{subject}");
                Assert.True(IsMarked(state.Text) != (state.At("/erased") is not null), state.Text);
                Assert.False(isErased && IsMarked(state.Text), "What was gone is there again.");
            }

            return read;
        }).ToArray();
        var recording = Task.Run(async () =>
        {
            for (var n = 0; !enough.IsCancellationRequested; n++)
            {
                var id = $"summit/s-{1 + (n % Events)}";
                var answer = await Api.Post($"/v1/{timeline}/events", $$$"""{"subject":"{{{id}}}","type":"EventDenied","known":"2019-02-25","data":{"event":"{{{Id(1 + (n % Events))}}}"}}""");
                Assert.True(answer.Status == HttpStatusCode.Created, answer.Text);
            }
        });
        var erasing = Enumerable.Range(0, 2).Select(async half =>
        {
            for (var n = 1 + half; n <= Events; n += 2) Assert.Equal(HttpStatusCode.OK, (await Erase(timeline, n)).Status);
        });
        await Task.WhenAll(erasing);
        // Two may ask for the same at once: one of them does it.
        await Api.Record(timeline, Event(200, "VenueRejected", """{"venue":"v"}"""));
        var same = await Task.WhenAll(Enumerable.Range(0, 4).Select(n => Erase(timeline, 200, $"{n}")));
        Assert.Single(same.Select(s => s.Text).Distinct());
        await enough.CancelAsync();
        await recording;
        Assert.All(await Task.WhenAll(reading), read => Assert.True(read > 0));
        Assert.DoesNotContain(await Everywhere(), IsMarked);
        Assert.Empty(await Damage(timeline));
        Assert.DoesNotContain(server.Log.Entries, e => e.Contains("beneath its tables", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(Commit.IsLost)]
    [InlineData(Commit.LosesItsAnswer)]
    public async Task An_erasure_whose_commit_is_not_answered_is_settled_by_looking(Commit commit)
    {
        using var proxy = new Proxy(await TestCluster.CreateDatabaseAsync(CancellationToken.None));
        await using var behind = await TestServer.StartAsync(proxy.ConnectionString);
        var timeline = await behind.Api.NewTimeline();
        await behind.Api.Record(timeline, Event(1, "VenueRejected", """{"venue":"v"}"""));
        proxy.Next = commit;
        var answer = await behind.Api.Post($"/v1/{timeline}/events/{Id(1)}/erasure", """{"reason":"r"}""");
        Assert.Equal(commit == Commit.IsLost ? HttpStatusCode.ServiceUnavailable : HttpStatusCode.OK, answer.Status);
        Assert.Equal(commit == Commit.IsLost, (await behind.Api.Get($"/v1/{timeline}/events/{Id(1)}")).At("/erased") is null);
        Assert.Equal(HttpStatusCode.OK, (await behind.Api.Post($"/v1/{timeline}/events/{Id(1)}/erasure", """{"reason":"r"}""")).Status);
    }

    [Fact]
    public async Task Where_the_role_may_not_vacuum_it_is_erased_and_the_log_says_what_is_left()
    {
        await using var clerk = await TestServer.StartAsync(await TestCluster.CreateDatabaseForClerkAsync(CancellationToken.None));
        var timeline = await clerk.Api.NewTimeline();
        await clerk.Api.Record(timeline, Event(1, "VenueRejected", $$"""{"venue":"{{_marker}}"}"""));
        var answer = await clerk.Api.Post($"/v1/{timeline}/events/{Id(1)}/erasure", """{"reason":"r"}""");
        Assert.True(answer.Status == HttpStatusCode.OK, answer.Text);
        Assert.False(IsMarked((await clerk.Api.Get($"/v1/{timeline}/events/{Id(1)}")).Text));
        Assert.Contains(clerk.Log.Entries, e => e.Contains("beneath its tables", StringComparison.Ordinal) && e.Contains(Id(1), StringComparison.Ordinal));
        Assert.DoesNotContain(clerk.Log.Entries, IsMarked);
    }

    [Fact]
    [Trait(RunFramework.Postgres, RunFramework.Embedded)]
    public async Task Kill_9_while_it_erases_leaves_it_done_wholly_or_not_at_all()
    {
        using var folder = new TemporaryFolder();
        var running = await RealServer.StartAsync(folder.DataDirectory);
        try
        {
            var timeline = "";
            const int Events = 60;
            using (var api = new Api(running.Address))
            {
                timeline = await api.NewTimeline();
                for (var n = 1; n <= Events; n++)
                {
                    await api.Record(timeline,
                        $"[{Event(n, "VenueRejected", $$"""{"venue":"{{_marker}} {{n}}"}""", subject: $"summit/s-{n % 7}")},"
                        + $"{Event(100 + n, "EventCorrected", $$"""{"event":"{{Id(n)}}","data":{"venue":"{{_marker}} {{n}}"},"reason":"{{_marker}}"}""", subject: $"summit/s-{n % 7}")}]");
                }
            }

            var acknowledged = new HashSet<int>();
            for (var round = 0; round < 4; round++)
            {
                using var api = new Api(running.Address);
                var goal = acknowledged.Count + 3;
                var erasing = Task.Run(async () =>
                {
                    try
                    {
                        foreach (var n in Enumerable.Range(1, Events).Where(n => !acknowledged.Contains(n)).ToList())
                        {
                            var answer = await api.Post($"/v1/{timeline}/events/{Id(n)}/erasure", """{"reason":"r"}""");
                            Assert.Equal(HttpStatusCode.OK, answer.Status);
                            lock (acknowledged) acknowledged.Add(n);
                        }
                    }
                    catch (HttpRequestException)
                    {
                        // It was killed, and did not say what became of it.
                    }
                });
                await Eventually.TrueAsync("it erases", () => { lock (acknowledged) return acknowledged.Count >= goal; }, TimeSpan.FromSeconds(60));
                await running.KillAsync();
                await erasing;
                running.Dispose();
                running = await RealServer.StartAsync(folder.DataDirectory);
            }

            using (var api = new Api(running.Address))
            {
                for (var n = 1; n <= Events; n++)
                {
                    var (e, act) = (await api.Get($"/v1/{timeline}/events/{Id(n)}"), await api.Get($"/v1/{timeline}/events/{Id(100 + n)}"));
                    Assert.True(IsMarked(e.Text) != (e.At("/erased") is not null), e.Text);
                    Assert.Equal(IsMarked(e.Text), IsMarked(act.Text));
                    if (acknowledged.Contains(n)) Assert.False(IsMarked(e.Text));
                }

                Assert.InRange(acknowledged.Count, 1, Events - 1);
            }

            var (exitCode, output, error) = await RealServer.RunAsync("verify", "--Postgres:Data", folder.DataDirectory);
            Assert.True(exitCode == 0, output + error);
            await running.StopAsync();
        }
        finally
        {
            running.Dispose();
        }
    }

    private async Task<List<Damage>> Damage(string timeline)
    {
        var damage = new List<Damage>();
        await foreach (var one in server.Services.GetRequiredService<Upkeep>().VerifyAsync(Key.Parse(timeline), new Nobody(), CancellationToken.None)) damage.Add(one);
        return damage;
    }

    private async Task<List<string>> Rows(string timeline)
    {
        await using var command = Database.CreateCommand("""
            select c::text from timeline.current_states c where tenant_id = $1
            union all select i::text from timeline.event_index i where tenant_id = $1 order by 1
            """);
        command.Parameters.Add(new() { Value = timeline });
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync()) rows.Add(reader.GetString(0));
        return rows;
    }

    private sealed class Nobody : IProgress<Progress>
    {
        public void Report(Progress value)
        {
        }
    }
}
