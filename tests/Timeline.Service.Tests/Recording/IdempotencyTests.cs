using System.Net;
using System.Text.Json.Nodes;
using Timeline.Service.Tests.Fixtures;

namespace Timeline.Service.Tests.Recording;

/// <summary>An event with an id is recorded once, however often it is sent (SEMANTICS §8, law 9).</summary>
[Trait(RunFramework.Suite, RunFramework.Ledger)]
public sealed class IdempotencyTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private const string Id = "aaaaaaaa-1111-4111-8111-111111111111";

    private const string Pledge = """
        {"id":"aaaaaaaa-1111-4111-8111-111111111111","subject":"aid/a","type":"AidPledged","known":"2019-02-05","happened":"2019-02-04",
         "data":{"by":"kor","to":"prk","commodity":"rice","quantity":{"amount":50000,"unit":"t"}},
         "source":{"publisher":"yonhap","title":"Rice"},"assessment":{"reliability":"B","credibility":2}}
        """;

    private async Task<(string Timeline, Answer First)> Recorded(params string[] events)
    {
        var timeline = await server.Api.NewTimeline();
        Answer? first = null;
        foreach (var e in events) first = await server.Api.Record(timeline, e);
        return (timeline, first!);
    }

    private async Task IsRepeat(string timeline, Answer first, string json)
    {
        var position = await server.Api.PositionAsync(timeline);
        var again = await server.Api.Post($"/v1/{timeline}/events", json);
        Assert.True(again.Status == HttpStatusCode.OK, again.Text);
        Expect.SameJson(first.Json, again.Json);
        Assert.Equal(first.Headers["Location"], again.Headers["Location"]);
        Assert.Equal(first.Headers["ETag"], again.Headers["ETag"]);
        Assert.Equal(position, await server.Api.PositionAsync(timeline));
        Assert.Empty(server.Log.Entries);
    }

    private async Task IsConflict(string timeline, string json)
    {
        var position = await server.Api.PositionAsync(timeline);
        Expect.Problem(await server.Api.Post($"/v1/{timeline}/events", json), 409, "conflict", "/id");
        Assert.Equal(position, await server.Api.PositionAsync(timeline));
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("\n", " \t\r\n")]
    [InlineData("50000", "50000.0")]
    [InlineData("50000", "5e4")]
    [InlineData("50000", "50000.000")]
    [InlineData("aaaaaaaa-", "AAAAAAAA-")]
    [InlineData("\"kor\"", "[\"kor\"]")]
    [InlineData("\"Rice\"", "\"\\u0052ice\"")]
    [InlineData("\"known\":\"2019-02-05\"", "\"disclosures\":[{\"at\":\"2019-02-05\",\"to\":\"public\"}]")]
    [InlineData("\"amount\":50000,\"unit\":\"t\"", "\"unit\":\"t\",\"amount\":50000")]
    [InlineData("\"by\":\"kor\",\"to\":\"prk\"", "\"to\":\"prk\",\"by\":\"kor\"")]
    public async Task The_same_content_otherwise_written_is_a_repeat(string from, string to)
    {
        var (timeline, first) = await Recorded(Pledge);
        await IsRepeat(timeline, first, from.Length == 0 ? Pledge : Pledge.Replace(from, to));
    }

    [Fact]
    public async Task Members_in_another_order_are_a_repeat()
    {
        var (timeline, first) = await Recorded(Pledge);
        var turned = new JsonObject(JsonNode.Parse(Pledge)!.AsObject().Reverse().Select(m => KeyValuePair.Create(m.Key, m.Value?.DeepClone())));
        await IsRepeat(timeline, first, turned.ToJsonString());
    }

    [Theory]
    [InlineData("aid/a", "aid/b")]
    [InlineData("AidPledged", "AidDelivered")]
    [InlineData("50000", "50001")]
    [InlineData("rice", "Rice")]
    [InlineData("\"unit\":\"t\"", "\"unit\":\"kg\"")]
    [InlineData("\"known\":\"2019-02-05\"", "\"known\":\"2019-02-06\"")]
    [InlineData("\"known\":\"2019-02-05\",", "")]
    [InlineData("\"happened\":\"2019-02-04\",", "")]
    [InlineData("\"happened\":\"2019-02-04\"", "\"happened\":\"2019-02-04~\"")]
    [InlineData("\"title\":\"Rice\"", "\"title\":\"Rice \"")]
    [InlineData("\"credibility\":2", "\"credibility\":3")]
    [InlineData("\"data\":", "\"mode\":\"possible\",\"data\":")]
    [InlineData("\"data\":", "\"notedAt\":\"2020-01-01T00:00:00Z\",\"data\":")]
    [InlineData("\"data\":", "\"related\":[\"summit/s\"],\"data\":")]
    [InlineData("\"data\":", "\"attribution\":[\"unnamed\"],\"data\":")]
    [InlineData("\"data\":", "\"absent\":{\"due\":\"unknown\"},\"data\":")]
    public async Task Other_content_under_the_same_id_is_a_conflict(string from, string to)
    {
        var (timeline, first) = await Recorded(Pledge);
        var other = Pledge.Replace(from, to);
        Assert.NotEqual(Pledge, other);
        await IsConflict(timeline, other);
        await IsRepeat(timeline, first, Pledge);
    }

    [Fact]
    public async Task Instants_are_compared_by_value_where_they_are_values_and_by_text_where_the_text_is_kept()
    {
        const string E = """{"id":"aaaaaaaa-1111-4111-8111-111111111111","subject":"summit/s","type":"SummitConcluded","data":{"outcome":"noAgreement"},"known":"2019-02-28T05:00:00Z","notedAt":"2019-03-01T00:00:00Z"}""";
        var (timeline, first) = await Recorded(E);
        await IsRepeat(timeline, first, E.Replace("2019-03-01T00:00:00Z", "2019-03-01T09:00:00.000+09:00"));
        // A date is stored and returned as sent, so another text is other content.
        await IsConflict(timeline, E.Replace("2019-02-28T05:00:00Z", "2019-02-28T14:00:00+09:00"));
    }

    [Fact]
    public async Task What_the_server_filled_in_does_not_make_a_repeat_other_content()
    {
        const string Bare = """{"id":"aaaaaaaa-1111-4111-8111-111111111111","subject":"summit/s","type":"SummitConcluded","data":{"outcome":"noAgreement"}}""";
        var (timeline, first) = await Recorded(Bare);
        await IsRepeat(timeline, first, Bare);
        var whole = JsonNode.Parse(Bare)!.AsObject();
        foreach (var member in new[] { "happened", "disclosures", "notedAt" }) whole[member] = first.At($"/{member}")!.DeepClone();
        await IsRepeat(timeline, first, whole.ToJsonString());
    }

    [Fact]
    public async Task An_account_that_took_over_the_date_of_its_event_is_recognised()
    {
        const string Account = """{"id":"bbbbbbbb-1111-4111-8111-111111111111","subject":"aid/a","type":"AidPledged","accountOf":"aaaaaaaa-1111-4111-8111-111111111111","data":{"by":"kor"}}""";
        var (timeline, first) = await Recorded(Pledge, Account);
        Assert.Equal("2019-02-04", first.TextAt("/happened"));
        await IsRepeat(timeline, first, Account);
        await server.Api.Record(timeline, $$$"""{"subject":"aid/a","type":"EventAmended","data":{"event":"{{{Id}}}","happened":"2019-02-01","reason":"slip"}}""");
        await IsRepeat(timeline, first, Account);
    }

    [Fact]
    public async Task An_amended_or_retracted_event_is_repeated_as_it_was_sent()
    {
        var (timeline, first) = await Recorded(Pledge);
        await server.Api.Record(timeline,
            $$$"""{"subject":"aid/a","type":"EventAmended","data":{"event":"{{{Id}}}","data":{"by":"kor","to":"prk","commodity":"maize"},"reason":"slip"}}""");
        await server.Api.Record(timeline, $$$"""{"subject":"aid/a","type":"EventRetracted","data":{"event":"{{{Id}}}","reason":"withdrawn"}}""");
        await IsRepeat(timeline, first, Pledge);
        await IsConflict(timeline, Pledge.Replace("rice", "maize"));
    }

    [Theory]
    [InlineData("EventCorrected")]
    [InlineData("EventAmended")]
    public async Task A_replaced_payload_in_another_order_is_a_repeat(string type)
    {
        string Act(string data) =>
            $$$"""{"id":"cccccccc-1111-4111-8111-111111111111","subject":"aid/a","type":"{{{type}}}","data":{"event":"{{{Id}}}","reason":"r","data":{{{data}}}}}""";
        var (timeline, first) = await Recorded(Pledge, Act("""{"by":"kor","to":"prk","commodity":"rice","quantity":{"amount":60000,"unit":"t"}}"""));
        await IsRepeat(timeline, first, Act("""{"quantity":{"unit":"t","amount":60000.00},"commodity":"rice","to":"prk","by":"kor"}"""));
        await IsConflict(timeline, Act("""{"quantity":{"unit":"t","amount":60001},"commodity":"rice","to":"prk","by":"kor"}"""));
    }

    [Fact]
    public async Task Repeats_in_an_array_are_answered_in_their_places()
    {
        var (timeline, first) = await Recorded(Pledge);
        const string New = """{"id":"dddddddd-1111-4111-8111-111111111111","subject":"aid/a","type":"AidRefused","data":{"by":"prk"}}""";
        var answer = await server.Api.Post($"/v1/{timeline}/events", $"[{New},{Pledge},{New}]");
        Assert.True(answer.Status == HttpStatusCode.Created, answer.Text);
        Expect.SameJson(first.Json, answer.At("/items/1"));
        Expect.SameJson(answer.At("/items/0"), answer.At("/items/2"));
        Assert.Equal(2, (int)answer.At("/items/0/version")!);

        var again = await server.Api.Post($"/v1/{timeline}/events", $"[{New},{Pledge},{New}]");
        Assert.Equal(HttpStatusCode.OK, again.Status);
        Expect.SameJson(answer.Json, again.Json);
    }

    [Fact]
    public async Task The_same_id_twice_in_an_array_with_other_content_is_a_conflict_and_nothing_is_recorded()
    {
        var timeline = await server.Api.NewTimeline();
        var answer = await server.Api.Post($"/v1/{timeline}/events", $"[{Pledge},{Pledge.Replace("rice", "maize")}]");
        Expect.Problem(answer, 409, "conflict", "/1/id");
        Assert.Equal(0, await server.Api.PositionAsync(timeline));
    }

    [Fact]
    public async Task An_array_that_conflicts_in_one_event_records_none()
    {
        var (timeline, _) = await Recorded(Pledge);
        await IsConflictAt(timeline, """[{"subject":"aid/a","type":"AidRefused","data":{"by":"prk"}},""" + Pledge.Replace("rice", "maize") + "]", "/1/id");

        async Task IsConflictAt(string name, string json, string pointer)
        {
            var position = await server.Api.PositionAsync(name);
            Expect.Problem(await server.Api.Post($"/v1/{name}/events", json), 409, "conflict", pointer);
            Assert.Equal(position, await server.Api.PositionAsync(name));
        }
    }

    [Fact]
    public async Task The_same_id_in_two_timelines_is_two_events()
    {
        var (one, first) = await Recorded(Pledge);
        var (two, second) = await Recorded(Pledge.Replace("rice", "maize"));
        await IsRepeat(one, first, Pledge);
        await IsRepeat(two, second, Pledge.Replace("rice", "maize"));
        Assert.Equal("rice", (await server.Api.Get($"/v1/{one}/events/{Id}")).TextAt("/data/commodity"));
        Assert.Equal("maize", (await server.Api.Get($"/v1/{two}/events/{Id}")).TextAt("/data/commodity"));
    }

    [Fact]
    public async Task An_event_without_an_id_is_a_new_one_every_time()
    {
        var timeline = await server.Api.NewTimeline();
        const string Bare = """{"subject":"summit/s","type":"SummitConcluded","known":"2019-02-28","data":{"outcome":"noAgreement"}}""";
        var ids = new HashSet<string?>();
        for (var i = 0; i < 3; i++) ids.Add((await server.Api.Record(timeline, Bare)).TextAt("/id"));
        Assert.Equal(3, ids.Count);
        Assert.All(ids, id => Assert.Equal('7', id![14]));
    }

    [Fact]
    public async Task Twenty_identical_requests_at_once_record_one_event_and_all_get_it()
    {
        for (var round = 0; round < 5; round++)
        {
            var timeline = await server.Api.NewTimeline();
            var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => server.Api.Post($"/v1/{timeline}/events", Pledge)));
            Assert.Single(answers, a => a.Status == HttpStatusCode.Created);
            Assert.Equal(19, answers.Count(a => a.Status == HttpStatusCode.OK));
            Assert.All(answers, a => Expect.SameJson(answers[0].Json, a.Json));
            Assert.Single((await server.Api.Get($"/v1/{timeline}/events")).At("/items")!.AsArray());
        }

        Assert.Empty(server.Log.Entries);
    }

    [Fact]
    public async Task Of_different_events_under_one_id_at_once_one_is_recorded_and_the_others_conflict()
    {
        var timeline = await server.Api.NewTimeline();
        var answers = await Task.WhenAll(Enumerable.Range(1, 20).Select(i => server.Api.Post($"/v1/{timeline}/events", Pledge.Replace("50000", $"{i}"))));
        Assert.Single(answers, a => a.Status == HttpStatusCode.Created);
        Assert.Equal(19, answers.Count(a => a.Problem == "conflict"));
    }
}
