using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Timeline.Service.Tests.Fixtures;

namespace Timeline.Service.Tests.Recording;

/// <summary>
/// Whatever is wrong with what is sent: it is told with its cause and place, by a dry run in the same way, nothing is recorded, and nothing
/// fails.
/// </summary>
public sealed class BadInputTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private const string Id = "11111111-1111-4111-8111-111111111111";

    private const string Recorded =
        """{"id":"11111111-1111-4111-8111-111111111111","subject":"summit/s","type":"SummitScheduled","known":"2019-02-05","data":{"dates":"2019-02"}}""";

    private static string Event(string member, string value) => Event((member, value));

    // A good event, but for the members given; null leaves one out.
    private static string Event(params (string Member, string? Value)[] changes)
    {
        var members = new Dictionary<string, string?>
        {
            ["subject"] = "\"summit/s\"",
            ["type"] = "\"SummitScheduled\"",
            ["data"] = """{"dates":"2019-02-27"}""",
        };
        foreach (var (member, value) in changes) members[member] = value;
        return $"{{{string.Join(',', members.Where(m => m.Value is not null).Select(m => $"\"{m.Key}\":{m.Value}"))}}}";
    }

    private static string Act(string type, string data) => Event(("type", $"\"{type}\""), ("data", data));

    private static string Text(string value) => JsonValue.Create(value).ToJsonString();

    private Task Refused(string body, int status, string problem, params string[] pointers) =>
        Refused(api => timeline => api.Post($"/v1/{timeline}/events", body), status, problem, pointers);

    private async Task Refused(Func<Api, Func<string, Task<Answer>>> post, int status, string problem, params string[] pointers)
    {
        var logged = server.Log.Entries.Count;
        var timeline = await server.Api.NewTimeline();
        var recorded = await server.Api.Record(timeline, Recorded);
        var answer = await post(server.Api)(timeline);
        Expect.Problem(answer, status, problem, pointers);
        using var rehearsed = server.Asking("dryRun=true");
        Expect.Problem(await post(rehearsed)(timeline), status, problem, pointers);
        Assert.Equal((long)recorded.At("/seq")!, await server.Api.PositionAsync(timeline));
        Assert.Empty(server.Log.Entries.Skip(logged));
    }

    [Fact]
    public async Task The_event_that_these_tests_spoil_is_good()
    {
        await server.Api.Record(await server.Api.NewTimeline(), Event());
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \n ")]
    [InlineData("{")]
    [InlineData("""{"subject":"summit/s","type":"SummitSch""")]
    [InlineData("""{"subject":"summit/s","type":"SummitScheduled","data":{"dates":"2019-02"}} {}""")]
    [InlineData("""{"subject":"summit/s","type":"SummitScheduled","data":{"dates":"2019-02"}},""")]
    [InlineData("""{"subject":"summit/s","type":"SummitScheduled","data":{"dates":"2019-02"},}""")]
    [InlineData("""{"subject":"summit/s",/* why */"type":"SummitScheduled","data":{"dates":"2019-02"}}""")]
    [InlineData("""{'subject':'summit/s','type':'SummitScheduled','data':{'dates':'2019-02'}}""")]
    [InlineData("""{subject:"summit/s","type":"SummitScheduled","data":{"dates":"2019-02"}}""")]
    [InlineData("{\uFEFF\"subject\":\"summit/s\",\"type\":\"SummitScheduled\",\"data\":{\"dates\":\"2019-02\"}}")]
    [InlineData("""{"subject":"summit/s","type":"SummitScheduled","data":{"dates":"2019-02","distance":NaN}}""")]
    [InlineData("""{"subject":"summit/s","type":"SummitScheduled","data":{"dates":"2019-02","distance":01}}""")]
    [InlineData("{\"subject\":\"summit/s\",\"type\":\"SummitScheduled\",\"data\":{\"dates\":\"2019\u000102\"}}")]
    [InlineData("nonsense")]
    public Task What_is_no_JSON_is_refused(string body) => Refused(body, 400, "malformed-json", "");

    [Theory]
    [InlineData("null")]
    [InlineData("true")]
    [InlineData("7")]
    [InlineData("\"SummitScheduled\"")]
    [InlineData("[]")]
    public Task What_is_no_object_is_refused(string body) => Refused(body, 400, "malformed-event", "");

    [Fact]
    public Task An_array_in_an_array_is_refused() => Refused($"[[{Event()}]]", 400, "malformed-event", "/0");

    [Theory]
    [InlineData("""{"subject":"summit/s","subject":"summit/t","type":"SummitScheduled","data":{"dates":"2019-02"}}""", "/subject")]
    [InlineData("""{"subject":"summit/s","type":"SummitScheduled","data":{"dates":"2019-02"},"\u0064ata":{"dates":"2020"}}""", "/data")]
    [InlineData("""{"subject":"summit/s","type":"SummitScheduled","data":{"dates":"2019-02","\u0064ates":"2020"}}""", "/data/dates")]
    [InlineData("""{"subject":"summit/s","type":"SummitScheduled","data":{"dates":"2019-02"},"source":{"publisher":"a","publisher":"a"}}""", "/source/publisher")]
    [InlineData("""{"subject":"summit/s","type":"SummitScheduled","data":{},"absent":{"dates":"unknown","dates":"none"}}""", "/absent/dates")]
    [InlineData("""[{"subject":"summit/s","type":"SummitScheduled","data":{"dates":"2019","a/~b":1,"a/~b":2}}]""", "/0/data/a~1~0b")]
    public Task A_member_given_twice_is_refused(string body, string pointer) => Refused(body, 400, "malformed-json", pointer);

    [Theory]
    [InlineData("title", "\"a\\u0000b\"", "/data/title")]
    [InlineData("title", "\"a\\ud800b\"", "/data/title")]
    [InlineData("title", "\"a\\udc00\\ud800\"", "/data/title")]
    [InlineData("a\\u0000", "1", "/data")]
    [InlineData("a\\ud800", "1", "/data")]
    public Task NUL_and_half_of_a_surrogate_pair_are_refused_in_values_and_names(string member, string value, string pointer) =>
        Refused(Event("data", $$"""{"dates":"2019-02","{{member}}":{{value}}}"""), 400, "malformed-json", pointer);

    [Theory]
    [InlineData("title", new byte[] { 0xff })]
    [InlineData("title", new byte[] { 0xc3 })]
    [InlineData("title", new byte[] { 0xed, 0xa0, 0x80 })]
    [InlineData("title", new byte[] { 0xc0, 0x80 })]
    [InlineData("", new byte[] { 0xff })]
    public Task Invalid_UTF_8_is_refused_in_values_and_names(string member, byte[] wrong)
    {
        byte[] body =
        [
            .. """{"subject":"summit/s","type":"SummitScheduled","data":{"dates":"2019-02","x"""u8,
            .. member.Length == 0 ? wrong : Encoding.UTF8.GetBytes(member),
            .. "\":\""u8,
            .. member.Length > 0 ? wrong : "a"u8.ToArray(),
            .. "\"}}"u8,
        ];
        return Refused(api => timeline => api.PostBytes($"/v1/{timeline}/events", body), 400, "malformed-json",
            member.Length == 0 ? "/data" : $"/data/x{member}");
    }

    [Fact]
    public Task UTF_16_is_refused() =>
        Refused(api => timeline => api.PostBytes($"/v1/{timeline}/events", Encoding.Unicode.GetBytes(Event())), 400, "malformed-json", "");

    [Theory]
    [InlineData("id", "7", "/id")]
    [InlineData("id", "\"\"", "/id")]
    [InlineData("id", "\"one\"", "/id")]
    [InlineData("id", "\"11111111111141118111111111111111\"", "/id")]
    [InlineData("id", "\"{11111111-1111-4111-8111-111111111112}\"", "/id")]
    [InlineData("id", "\"00000000-0000-0000-0000-000000000000\"", "/id")]
    [InlineData("id", "null", "/id")]
    [InlineData("subject", "null", "/subject")]
    [InlineData("subject", "7", "/subject")]
    [InlineData("subject", "[\"summit/s\"]", "/subject")]
    [InlineData("subject", "\"summit\"", "/subject")]
    [InlineData("subject", "\"summit/\"", "/subject")]
    [InlineData("subject", "\"summit/s/t\"", "/subject")]
    [InlineData("subject", "\"summit/S\"", "/subject")]
    [InlineData("subject", "\"summit/a--b\"", "/subject")]
    [InlineData("subject", "\"summit/-a\"", "/subject")]
    [InlineData("subject", "\"summit/a_b\"", "/subject")]
    [InlineData("subject", "\"summit/é\"", "/subject")]
    [InlineData("subject", "\" summit/s\"", "/subject")]
    [InlineData("type", "null", "/type")]
    [InlineData("type", "7", "/type")]
    [InlineData("type", "\"\"", "/type")]
    [InlineData("type", "{}", "/type")]
    [InlineData("data", "null", "/data")]
    [InlineData("data", "7", "/data")]
    [InlineData("data", "[]", "/data")]
    [InlineData("data", "\"dates\"", "/data")]
    [InlineData("mode", "\"maybe\"", "/mode")]
    [InlineData("mode", "\"Possible\"", "/mode")]
    [InlineData("mode", "1", "/mode")]
    [InlineData("mode", "null", "/mode")]
    [InlineData("absent", "\"dates\"", "/absent")]
    [InlineData("absent", "{}", "/absent")]
    [InlineData("absent", "[]", "/absent")]
    [InlineData("absent", "null", "/absent")]
    [InlineData("absent", "{\"place\":\"gone\"}", "/absent")]
    [InlineData("absent", "{\"place\":null}", "/absent")]
    [InlineData("absent", "{\"dates\":\"unknown\"}", "/absent/dates")]
    [InlineData("absent", "{\"venue\":\"unknown\"}", "/absent/venue")]
    [InlineData("accountOf", "7", "/accountOf")]
    [InlineData("accountOf", "\"one\"", "/accountOf")]
    [InlineData("accountOf", "null", "/accountOf")]
    [InlineData("happened", "20190224", "/happened")]
    [InlineData("happened", "\"\"", "/happened")]
    [InlineData("happened", "\"yesterday\"", "/happened")]
    [InlineData("happened", "\"24.02.2019\"", "/happened")]
    [InlineData("happened", "\"2019-02-30\"", "/happened")]
    [InlineData("happened", "\"2019-02-29\"", "/happened")]
    [InlineData("happened", "\"2019-13\"", "/happened")]
    [InlineData("happened", "\"2019-00-01\"", "/happened")]
    [InlineData("happened", "\"2019-02-24T25:00:00Z\"", "/happened")]
    [InlineData("happened", "\"2019-02-24/2019-02-23\"", "/happened")]
    [InlineData("happened", "null", "/happened")]
    [InlineData("known", "null", "/known")]
    [InlineData("known", "false", "/known")]
    [InlineData("known", "\"2019-04-31\"", "/known")]
    [InlineData("disclosures", "[]", "/disclosures")]
    [InlineData("disclosures", "{}", "/disclosures")]
    [InlineData("disclosures", "null", "/disclosures")]
    [InlineData("disclosures", "[null]", "/disclosures/0")]
    [InlineData("disclosures", "[{}]", "/disclosures/0/to /disclosures/0/at")]
    [InlineData("disclosures", "[{\"to\":\"usa\"}]", "/disclosures/0/at")]
    [InlineData("disclosures", "[{\"to\":null,\"at\":null}]", "/disclosures/0/to /disclosures/0/at")]
    [InlineData("disclosures", "[{\"to\":\"The Public\",\"at\":\"2019\"}]", "/disclosures/0/to")]
    [InlineData("disclosures", "[{\"to\":\"usa\",\"at\":\"2019\",\"by\":\"prk\"}]", "/disclosures/0/by")]
    [InlineData("disclosures", "[{\"to\":\"usa\",\"at\":\"2019\"},{\"to\":\"usa\",\"at\":\"2019\"}]", "/disclosures")]
    [InlineData("source", "\"cnn\"", "/source")]
    [InlineData("source", "{}", "/source/publisher")]
    [InlineData("source", "null", "/source")]
    [InlineData("source", "{\"publisher\":null}", "/source/publisher")]
    [InlineData("source", "{\"publisher\":\"The Times\"}", "/source/publisher")]
    [InlineData("source", "{\"publisher\":\"cnn\",\"title\":\" \"}", "/source/title")]
    [InlineData("source", "{\"publisher\":\"cnn\",\"url\":\"cnn.com\"}", "/source/url")]
    [InlineData("source", "{\"publisher\":\"cnn\",\"url\":\"ftp://cnn.com/a\"}", "/source/url")]
    [InlineData("source", "{\"publisher\":\"cnn\",\"url\":\"javascript:alert(1)\"}", "/source/url")]
    [InlineData("source", "{\"publisher\":\"cnn\",\"url\":\"https://cnn.com/a b\"}", "/source/url")]
    [InlineData("source", "{\"publisher\":\"cnn\",\"url\":\"https://\"}", "/source/url")]
    [InlineData("source", "{\"publisher\":\"cnn\",\"published\":\"2019-2-24\"}", "/source/published")]
    [InlineData("source", "{\"publisher\":\"cnn\",\"language\":\"german!\"}", "/source/language")]
    [InlineData("source", "{\"publisher\":\"cnn\",\"Title\":\"x\"}", "/source/Title")]
    [InlineData("attribution", "\"cnn\"", "/attribution")]
    [InlineData("attribution", "[]", "/attribution")]
    [InlineData("attribution", "[7]", "/attribution/0")]
    [InlineData("attribution", "[\"cnn\",\" \"]", "/attribution/1")]
    [InlineData("attribution", "[null]", "/attribution/0")]
    [InlineData("assessment", "\"B2\"", "/assessment")]
    [InlineData("assessment", "{}", "/assessment/reliability /assessment/credibility")]
    [InlineData("assessment", "{\"reliability\":\"G\",\"credibility\":0}", "/assessment/reliability /assessment/credibility")]
    [InlineData("assessment", "{\"reliability\":\"b\",\"credibility\":7}", "/assessment/reliability /assessment/credibility")]
    [InlineData("assessment", "{\"reliability\":\"B\",\"credibility\":\"2\"}", "/assessment/credibility")]
    [InlineData("assessment", "{\"reliability\":\"B\",\"credibility\":2.5}", "/assessment/credibility")]
    [InlineData("related", "\"summit/t\"", "/related")]
    [InlineData("related", "[]", "/related")]
    [InlineData("related", "[\"t\"]", "/related/0")]
    [InlineData("related", "[\"summit/t\",\"summit/t\"]", "/related")]
    [InlineData("related", "[\"summit/s\"]", "/related")]
    [InlineData("notedAt", "\"2019-02-24\"", "/notedAt")]
    [InlineData("notedAt", "\"2019-02-24T12:00:00\"", "/notedAt")]
    [InlineData("notedAt", "\"..\"", "/notedAt")]
    [InlineData("notedAt", "1551009600", "/notedAt")]
    [InlineData("notedAt", "null", "/notedAt")]
    [InlineData("noted", "\"2019-02-24T12:00:00Z\"", "/noted")]
    [InlineData("Data", "{}", "/Data")]
    [InlineData("", "1", "/")]
    [InlineData("timeline", "\"korea\"", "/timeline")]
    [InlineData("version", "1", "/version")]
    [InlineData("seq", "1", "/seq")]
    [InlineData("recordedAt", "\"2019-02-24T12:00:00Z\"", "/recordedAt")]
    [InlineData("recordedBy", "\"me\"", "/recordedBy")]
    public Task A_member_that_cannot_be_so_is_pointed_to(string member, string value, string pointers) =>
        Refused(Event(member, value), 400, "malformed-event", pointers.Split(' '));

    [Theory]
    [InlineData("subject")]
    [InlineData("type")]
    [InlineData("data")]
    public Task A_missing_member_is_pointed_to(string member) => Refused(Event((member, null)), 400, "malformed-event", $"/{member}");

    [Theory]
    [InlineData("{}", "/data/dates")]
    [InlineData("""{"dates":null}""", "/data/dates")]
    [InlineData("""{"dates":["2019"]}""", "/data/dates")]
    [InlineData("""{"dates":"2019-02-30"}""", "/data/dates")]
    [InlineData("""{"dates":"2019","title":""}""", "/data/title")]
    [InlineData("""{"dates":"2019","title":7}""", "/data/title")]
    [InlineData("""{"dates":"2019","place":""}""", "/data/place")]
    [InlineData("""{"dates":"2019","place":"---"}""", "/data/place")]
    [InlineData("""{"dates":"2019","place":{}}""", "/data/place/name")]
    [InlineData("""{"dates":"2019","place":{"name":"Hanoi","latitude":91,"longitude":0}}""", "/data/place")]
    [InlineData("""{"dates":"2019","place":{"name":"Hanoi","latitude":21}}""", "/data/place")]
    [InlineData("""{"dates":"2019","place":{"name":"Hanoi","latitude":"21","longitude":"105"}}""", "/data/place/latitude /data/place/longitude")]
    [InlineData("""{"dates":"2019","place":{"name":"Hanoi","planet":"earth"}}""", "/data/place/planet")]
    [InlineData("""{"dates":"2019","participants":[]}""", "/data/participants")]
    [InlineData("""{"dates":"2019","participants":"usa"}""", "/data/participants")]
    [InlineData("""{"dates":"2019","participants":["usa","usa"]}""", "/data/participants")]
    [InlineData("""{"dates":"2019","participants":["usa",null]}""", "/data/participants")]
    [InlineData("""{"dates":"2019","participants":["Kim Jong Un"]}""", "/data/participants")]
    [InlineData("""{"dates":"2019","outcome":"noAgreement"}""", "/data/outcome")]
    public Task A_payload_that_does_not_fit_its_type_is_pointed_to(string data, string pointers) =>
        Refused(Event("data", data), 400, "malformed-event", pointers.Split(' '));

    [Theory]
    [InlineData("1e400")]
    [InlineData("-1e400")]
    [InlineData("1234567890123456789012345678901234567890")]
    [InlineData("\"50000\"")]
    [InlineData("null")]
    [InlineData("true")]
    [InlineData("[1]")]
    public Task A_number_that_is_none_or_too_big_is_refused(string amount) =>
        Refused(
            """{"subject":"aid/a","type":"AidPledged","data":{"by":"kor","to":"prk","commodity":"rice","quantity":{"unit":"t","amount":""" + amount + "}}}",
            400, "malformed-event", "/data/quantity/amount");

    [Fact]
    public Task A_key_too_long_is_refused() =>
        Refused(Event(("subject", Text($"summit/{new string('a', 121)}")), ("source", $$"""{"publisher":"{{new string('a', 121)}}"}""")),
            400, "malformed-event", "/subject", "/source/publisher");

    [Fact]
    public async Task A_key_and_a_slug_of_120_characters_are_taken()
    {
        var timeline = await server.Api.NewTimeline();
        var slug = new string('a', 120);
        await server.Api.Record(timeline, Event(("subject", Text($"summit/{slug}")), ("source", $$"""{"publisher":"{{slug}}"}""")));
        Assert.Equal(HttpStatusCode.OK, (await server.Api.Get($"/v1/{timeline}/subjects/summit/{slug}")).Status);
    }

    [Fact]
    public async Task A_name_has_at_most_500_characters()
    {
        await Refused(Event("data", $$"""{"dates":"2019","place":"{{new string('a', 501)}}"}"""), 400, "malformed-event", "/data/place");
        await server.Api.Record(await server.Api.NewTimeline(), Event("data", $$"""{"dates":"2019","place":"{{new string('a', 500)}}"}"""));
    }

    [Theory]
    [InlineData("""{"subject":"war/korea","type":"SummitScheduled","data":{"dates":"2019"}}""", "not-in-catalogue", "/subject")]
    [InlineData("""{"subject":"summit/s","type":"SummitDreamt","data":{"dates":"2019"}}""", "not-in-catalogue", "/type")]
    [InlineData("""{"subject":"summit/s","type":"summitScheduled","data":{"dates":"2019"}}""", "not-in-catalogue", "/type")]
    [InlineData("""{"subject":"summit/s","type":"summit_scheduled","data":{"dates":"2019"}}""", "not-in-catalogue", "/type")]
    [InlineData("""{"subject":"visit/v","type":"SummitScheduled","data":{"dates":"2019"}}""", "misplaced-type", "/type")]
    [InlineData("""[{"subject":"aid/a","type":"TalksHeld","data":{}}]""", "misplaced-type", "/0/type")]
    public Task What_the_catalogue_does_not_have_there_is_refused(string body, string problem, string pointer) => Refused(body, 422, problem, pointer);

    [Theory]
    [InlineData("""{"dates":"2019"}""", ",\"known\":\"2019-02-05\",\"disclosures\":[{\"to\":\"usa\",\"at\":\"2019\"}]", "/known")]
    [InlineData("""{"dates":"2019"}""", ",\"source\":{\"publisher\":\"cnn\"},\"attribution\":[\"cnn\"]", "/attribution/0")]
    [InlineData("""{"dates":"2019"}""", ",\"id\":\"22222222-2222-4222-8222-222222222222\",\"accountOf\":\"22222222-2222-4222-8222-222222222222\"", "/accountOf")]
    public Task What_contradicts_itself_is_refused(string data, string more, string pointer) =>
        Refused($$"""{"subject":"summit/s","type":"SummitScheduled","data":{{data}}{{more}}}""", 400, "malformed-event", pointer);

    [Theory]
    [InlineData("EventRetracted", """{"reason":"none"}""", "/data/event")]
    [InlineData("EventRetracted", """{"event":"one","reason":"none"}""", "/data/event")]
    [InlineData("EventCorrected", """{"event":"11111111-1111-4111-8111-111111111111","reason":"none"}""", "/data")]
    [InlineData("EventCorrected", """{"event":"11111111-1111-4111-8111-111111111111","reason":"r","data":{"dates":"2019-02-30"}}""", "/data/data/dates")]
    [InlineData("EventCorrected", """{"event":"11111111-1111-4111-8111-111111111111","reason":"r","data":{}}""", "/data/data/dates")]
    [InlineData("EventCorrected", """{"event":"11111111-1111-4111-8111-111111111111","reason":"r","data":[]}""", "/data/data")]
    [InlineData("EventAmended", """{"event":"11111111-1111-4111-8111-111111111111","reason":"r"}""", "/data")]
    [InlineData("EventAmended", """{"event":"11111111-1111-4111-8111-111111111111","reason":"r","void":"yes"}""", "/data/void")]
    [InlineData("EventAmended", """{"event":"11111111-1111-4111-8111-111111111111","reason":"r","mode":"sure"}""", "/data/mode")]
    [InlineData("EventAmended", """{"event":"11111111-1111-4111-8111-111111111111","reason":"r","disclosures":[]}""", "/data/disclosures")]
    [InlineData("EventDisclosed", """{"event":"11111111-1111-4111-8111-111111111111","to":"public"}""", "/data/at")]
    public Task An_act_on_the_record_that_does_not_fit_is_refused(string type, string data, string pointer) =>
        Refused(Act(type, data), 400, "malformed-event", pointer);

    [Theory]
    [InlineData("mode", "\"possible\"")]
    [InlineData("accountOf", "\"11111111-1111-4111-8111-111111111111\"")]
    public Task An_act_on_the_record_has_no_mode_and_is_no_account(string member, string value) =>
        Refused(Event(("type", "\"EventRetracted\""), ("data", $$"""{"event":"{{Id}}","reason":"r"}"""), (member, value)), 400, "malformed-event", $"/{member}");

    [Theory]
    [InlineData("EventRetracted", ",\"reason\":\"r\"")]
    [InlineData("EventCorrected", ",\"reason\":\"r\",\"happened\":\"2019-02-04\"")]
    [InlineData("EventDenied", "")]
    [InlineData("EventDisclosed", ",\"to\":\"usa\",\"at\":\"2019-02-04\"")]
    [InlineData("EventAmended", ",\"reason\":\"r\",\"happened\":\"2019-02-04\"")]
    [InlineData("ReplyGiven", ",\"by\":\"usa\",\"reply\":\"refused\"")]
    public async Task A_target_must_be_an_earlier_event_of_the_same_subject(string type, string rest)
    {
        var elsewhere = await server.Api.NewTimeline();
        await server.Api.Record(elsewhere, Recorded.Replace(Id, "33333333-3333-4333-8333-333333333333"));
        string Targeting(string id, string subject = "summit/s") =>
            $$$"""{"subject":"{{{subject}}}","type":"{{{type}}}","data":{"event":"{{{id}}}"{{{rest}}}}}""";

        await Refused(Targeting("44444444-4444-4444-8444-444444444444"), 422, "unknown-target", "/data/event");
        await Refused(Targeting("33333333-3333-4333-8333-333333333333"), 422, "unknown-target", "/data/event");
        await Refused(Targeting(Id, "summit/t"), 422, "unknown-target", "/data/event");
        var later = Event("id", "\"55555555-5555-4555-8555-555555555555\"");
        await Refused($"[{Targeting("55555555-5555-4555-8555-555555555555")},{later}]", 422, "unknown-target", "/0/data/event");

        var timeline = await server.Api.NewTimeline();
        await server.Api.Record(timeline, $"[{later},{Targeting("55555555-5555-4555-8555-555555555555")}]");
    }

    [Fact]
    public async Task An_act_on_itself_is_refused()
    {
        var own = "66666666-6666-4666-8666-666666666666";
        await Refused(Event(("id", Text(own)), ("type", "\"EventDenied\""), ("data", $$"""{"event":"{{own}}"}""")), 400, "malformed-event", "/data/event");
        await Refused(Event(("id", Text(own)), ("type", "\"ReplyGiven\""), ("data", $$"""{"event":"{{own}}","by":"usa","reply":"refused"}""")),
            422, "unknown-target", "/data/event");
    }

    [Fact]
    public async Task An_account_must_be_of_an_earlier_event_of_the_same_subject_and_type()
    {
        await Refused(Event("accountOf", "\"44444444-4444-4444-8444-444444444444\""), 422, "unknown-target", "/accountOf");
        await Refused(Event(("accountOf", Text(Id)), ("subject", "\"summit/t\"")), 422, "unknown-target", "/accountOf");
        await Refused(Event(("accountOf", Text(Id)), ("type", "\"SummitHeld\""), ("data", "{}")), 422, "unknown-target", "/accountOf");
    }

    [Theory]
    [InlineData("EventRetracted", "EventCorrected", "\"happened\":\"2019\"")]
    [InlineData("EventDenied", "EventDenied", "\"by\":\"usa\"")]
    [InlineData("EventDisclosed", "EventRetracted", "\"reason\":\"r\"")]
    [InlineData("EventDisclosed", "EventAmended", "\"happened\":\"2019\"")]
    [InlineData("EventAmended", "EventRetracted", "\"reason\":\"r\"")]
    [InlineData("EventAmended", "EventAmended", "\"void\":true")]
    [InlineData("EventRetracted", "ReplyGiven", "\"by\":\"usa\",\"reply\":\"refused\"")]
    public Task A_target_that_may_not_be_acted_on_so_is_refused(string target, string type, string rest)
    {
        var id = "77777777-7777-4777-8777-777777777777";
        var first = target switch
        {
            "EventDisclosed" => $$"""{"event":"{{Id}}","to":"usa","at":"2019-02-01"}""",
            "EventAmended" => $$"""{"event":"{{Id}}","void":true,"reason":"r"}""",
            "EventDenied" => $$"""{"event":"{{Id}}"}""",
            _ => $$"""{"event":"{{Id}}","reason":"r"}""",
        };
        var reason = type is "EventCorrected" or "EventAmended" ? ",\"reason\":\"r\"" : "";
        return Refused(
            $"[{Event(("id", Text(id)), ("type", Text(target)), ("data", first))},{Act(type, $$"""{"event":"{{id}}",{{rest}}{{reason}}}""")}]",
            422, "forbidden-target", "/1/data/event");
    }

    [Theory]
    [InlineData("known", "\"2999-01-01\"", "/known")]
    [InlineData("known", "\"9999\"", "/known")]
    [InlineData("disclosures", "[{\"to\":\"usa\",\"at\":\"2019\"},{\"to\":\"public\",\"at\":\"2999\"}]", "/disclosures/1/at")]
    [InlineData("notedAt", "\"2999-01-01T00:00:00Z\"", "/notedAt")]
    [InlineData("notedAt", "\"9999-12-31T23:59:59.999999Z\"", "/notedAt")]
    public Task What_is_known_or_noted_only_in_the_future_is_refused(string member, string value, string pointer) =>
        Refused(Event(member, value), 422, "not-yet", pointer);

    [Fact]
    public Task What_became_known_only_after_it_was_noted_is_refused() =>
        Refused(Event(("notedAt", "\"2019-02-24T12:00:00Z\""), ("known", "\"2019-02-25\"")), 422, "not-yet", "/known");

    [Fact]
    public async Task Of_many_faults_all_are_told()
    {
        await Refused(
            """{"id":"x","type":7,"data":{"dates":"2019"},"mode":"maybe","known":"soon","source":{"title":""},"wrong":1,"seq":3}""",
            400, "malformed-event", "/id", "/type", "/mode", "/known", "/source/title", "/source/publisher", "/wrong", "/seq", "/subject");
        await Refused(
            $$"""[{"subject":"summit/s"},{{Event()}},{{Event("data", """{"dates":"x","title":"","guests":1}""")}}]""",
            400, "malformed-event", "/0/type", "/0/data", "/2/data/dates", "/2/data/title", "/2/data/guests");
    }

    [Theory]
    [InlineData(400, "malformed-event", "/2/data/dates", """{"dates":"2019-02-30"}""", "summit/s")]
    [InlineData(422, "misplaced-type", "/2/type", """{"dates":"2019-02-28"}""", "aid/a")]
    public Task One_bad_event_among_good_ones_leaves_all_unrecorded(int status, string problem, string pointer, string data, string subject) =>
        Refused($"[{Event()},{Event("subject", "\"summit/t\"")},{Event(("data", data), ("subject", Text(subject)))},{Event()}]", status, problem, pointer);

    [Fact]
    public Task One_event_among_good_ones_that_the_ledger_refuses_leaves_all_unrecorded() =>
        Refused($"[{Event()},{Event("subject", "\"summit/t\"")},{Act("EventDenied", """{"event":"44444444-4444-4444-8444-444444444444"}""")}]",
            422, "unknown-target", "/2/data/event");

    [Fact]
    public async Task Depth_32_is_read_and_33_is_not()
    {
        string Nested(int depth) =>
            Event("data", $$"""{"dates":"2019","x":{{string.Concat(Enumerable.Repeat("[", depth - 2))}}{{string.Concat(Enumerable.Repeat("]", depth - 2))}}}""");
        await Refused(Nested(32), 400, "malformed-event", "/data/x");
        await Refused(Nested(33), 400, "malformed-json", "");
        await Refused(string.Concat(Enumerable.Repeat("[", 100_000)), 400, "malformed-json", "");
    }

    [Fact]
    public async Task An_event_has_at_most_256_KiB()
    {
        string OfLength(int length)
        {
            var bare = Event("data", """{"dates":"2019","note":"a"}""").Length;
            return Event("data", $$"""{"dates":"2019","note":"{{new string('a', length - bare + 1)}}"}""");
        }

        Assert.Equal(256 * 1024, OfLength(256 * 1024).Length);
        await server.Api.Record(await server.Api.NewTimeline(), OfLength(256 * 1024));
        await Refused(OfLength((256 * 1024) + 1), 413, "too-large", "");
        await Refused($"[{Event()},{OfLength((256 * 1024) + 1)}]", 413, "too-large", "/1");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_request_has_at_most_16_MiB(bool isLengthSaid)
    {
        var timeline = await server.Api.NewTimeline();
        var request = new HttpRequestMessage(HttpMethod.Post, $"/v1/{timeline}/events")
        {
            Content = new ByteArrayContent([.. Encoding.UTF8.GetBytes(Event()), .. Enumerable.Repeat((byte)' ', 16 * 1024 * 1024)]),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.ExpectContinue = true;
        request.Headers.TransferEncodingChunked = !isLengthSaid;
        Expect.Problem(await server.Api.Send(request), 413, "too-large");
        Assert.Equal(0, await server.Api.PositionAsync(timeline));
    }

    [Fact]
    public async Task A_request_of_nearly_16_MiB_is_taken_whole()
    {
        var timeline = await server.Api.NewTimeline();
        var padded = Event() + new string(' ', (16 * 1024 * 1024) - Event().Length);
        await server.Api.Record(timeline, padded);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("text/json")]
    [InlineData("application/x-ndjson")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/json; charset=iso-8859-1")]
    [InlineData("application/json; charset=utf-16")]
    public Task Another_media_type_or_character_set_is_refused(string type) =>
        Refused(api => timeline => api.Post($"/v1/{timeline}/events", Event(), type), 415, "wrong-media-type");

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/json; charset=utf-8")]
    [InlineData("application/json; charset=\"UTF-8\"")]
    [InlineData("Application/JSON")]
    public async Task JSON_in_UTF_8_is_taken_however_that_is_said(string type)
    {
        var timeline = await server.Api.NewTimeline();
        Assert.Equal(HttpStatusCode.Created, (await server.Api.Post($"/v1/{timeline}/events", Event(), type)).Status);
    }

    [Fact]
    public Task A_body_without_a_media_type_is_refused() =>
        Refused(api => timeline => api.Send(new(HttpMethod.Post, $"/v1/{timeline}/events") { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(Event())) }),
            415, "wrong-media-type");

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("identity, gzip")]
    public Task A_compressed_body_is_refused(string encoding) =>
        Refused(
            api => timeline =>
            {
                var content = new StringContent(Event(), Encoding.UTF8, "application/json");
                content.Headers.TryAddWithoutValidation("Content-Encoding", encoding);
                return api.Send(new(HttpMethod.Post, $"/v1/{timeline}/events") { Content = content });
            },
            415, "wrong-media-type");

    [Fact]
    public async Task Recording_in_a_timeline_that_is_not_there_is_refused()
    {
        Expect.Problem(await server.Api.Post("/v1/nowhere/events", Event()), 404, "unknown-timeline");
        Expect.Problem(await server.Api.Post("/v1/NoWhere/events", Event()), 404, "unknown-timeline");
        Expect.Problem(await server.Api.Post("/v1/catalogue/events", Event()), 404, "unknown-timeline");
    }

    [Fact]
    public Task Recording_takes_no_parameter_of_an_import() =>
        Refused(api => timeline => api.Post($"/v1/{timeline}/events?atomic=true", Event()), 400, "malformed-request", "atomic");

    [Theory]
    [InlineData("\uFFFF")]
    [InlineData("\uFDD0a")]
    [InlineData("a\u0301\u202E\u200D")]
    [InlineData("🏯")]
    [InlineData("평양")]
    public async Task Any_other_text_is_taken_or_refused_but_never_fails(string name)
    {
        var timeline = await server.Api.NewTimeline();
        var answer = await server.Api.Post($"/v1/{timeline}/events", Event("data", $$"""{"dates":"2019","title":{{Text("x" + name)}},"place":{{Text(name)}}}"""));
        Assert.True(answer.Status is HttpStatusCode.Created or HttpStatusCode.BadRequest, answer.Text);
    }
}
