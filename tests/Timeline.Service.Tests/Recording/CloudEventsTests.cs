using System.Net;
using System.Text.Json.Nodes;
using Timeline.Service.Tests.Fixtures;

namespace Timeline.Service.Tests.Recording;

/// <summary>Events sent and read as CloudEvents 1.0, in every mode of the HTTP protocol binding.</summary>
public sealed class CloudEventsTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private const string One = "application/cloudevents+json", Batch = "application/cloudevents-batch+json", Lines = "application/x-ndjson";

    private static readonly string Korea = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "seeds", "korea.ndjson"));

    private static readonly NpmTool Sdk = new("cloudevents");

    private Api Api => server.Api;

    // The example of the specification, with a type and data of the catalogue.
    private static string Example(string id = "A234-1234-1234", string members = "") => $$$"""
        {"specversion":"1.0","type":"VenueRejected","source":"https://github.com/cloudevents/spec/pull","subject":"summit/us-dprk-2","id":"{{{id}}}",
         "time":"2018-04-05T17:31:00Z","comexampleextension1":"value","comexampleothervalue":5,"datacontenttype":"application/json",{{{members}}}
         "data":{"venue":"Friendship Cultural Palace"}}
        """;

    [Fact]
    public async Task An_event_is_recorded_once_in_whichever_mode_it_is_sent()
    {
        var timeline = await Api.NewTimeline();
        var first = await Post(timeline, Example(), $"{One}; charset=utf-8");
        Assert.Equal(HttpStatusCode.Created, first.Status);
        Assert.Equal($"/v1/{timeline}/events/{first.TextAt("/id")}", first.Headers["Location"]);
        Assert.Equal("2018-04-05T17:31:00Z", first.TextAt("/happened"));
        foreach (var again in new[]
        {
            await Post(timeline, Example(), One), await Post(timeline, $"[{Example()}]", Batch),
            await Post(timeline, """{"venue":"Friendship Cultural Palace"}""", "application/json", Headers("A234-1234-1234")),
            await Post(timeline, """{"venue":"Friendship Cultural Palace"}""", "application/vnd.example+json", Headers("A234-1234-1234")),
        })
        {
            Assert.True(again.Status == HttpStatusCode.OK, again.Text);
            Assert.Equal(first.TextAt("/seq"), again.TextAt("/seq") ?? again.TextAt("/items/0/seq"));
        }

        Expect.Problem(await Post(timeline, Example().Replace("Palace", "Hall"), One), 409, "conflict", "/id");
        Expect.Problem(await Post(timeline, Example("B"), One, ("If-None-Match", "*")), 412, "precondition-failed");
    }

    [Fact]
    public async Task A_batch_is_recorded_whole_or_not_at_all_and_each_fault_is_told_where_it_is()
    {
        var timeline = await Api.NewTimeline();
        var wrong = await Post(timeline, $"[{Example("a")},{Example("b", "\"provenance\":\"{}\",")},{Example("c", "\"known\":\"soon\",")}]", Batch);
        Expect.Problem(wrong, 400, "malformed-event", "/1/provenance/publisher", "/2/known");
        var unknown = await Post(timeline, $"[{Example("a")},{Example("b", "\"accountof\":\"11111111-1111-4111-8111-111111111111\",")}]", Batch);
        Expect.Problem(unknown, 422, "unknown-target", "/1/accountof");
        Expect.Problem(await Post(timeline, Example(), Batch), 400, "malformed-event", "");
        Expect.Problem(await Post(timeline, $"[{Example()}]", One), 400, "malformed-event", "");
        Assert.Equal(0, await Api.PositionAsync(timeline));
        var both = await Post(timeline, $"[{Example("a")},{Example("b")}]", Batch);
        Assert.Equal((HttpStatusCode.Created, 2), (both.Status, both.At("/items")!.AsArray().Count));
    }

    [Fact]
    public async Task An_empty_batch_is_taken_and_records_nothing()
    {
        var timeline = await Api.NewTimeline();
        foreach (var query in new[] { "", "?dryRun=true" })
        {
            var answer = await Api.Post($"/v1/{timeline}/events{query}", "[]", Batch);
            Assert.True(answer.Status == HttpStatusCode.OK, answer.Text);
            Expect.SameJson(JsonNode.Parse("""{"items":[]}"""), answer.Json);
            Assert.False(answer.Headers.ContainsKey("ETag"));
        }

        Assert.Equal(0, await Api.PositionAsync(timeline));
        Expect.Problem(await Post("nowhere", "[]", Batch), 404, "unknown-timeline");
        Expect.Problem(await Post(timeline, "[]", Batch, ("If-None-Match", "*")), 400, "malformed-request");
        // A single event and our own form are no batch.
        Expect.Problem(await Post(timeline, "[]", One), 400, "malformed-event", "");
        Expect.Problem(await Post(timeline, "[]", "application/json"), 400, "malformed-event", "");
    }

    [Theory]
    [InlineData("\uffff")]
    [InlineData("\ufffe")]
    [InlineData("\ufdd0")]
    [InlineData("\ufdef")]
    [InlineData("\U0001fffe")]
    [InlineData("\U0010ffff")]
    [InlineData("\u0085")]
    [InlineData("\u007f")]
    public async Task A_character_that_no_attribute_may_have_is_refused_in_every_mode(string character)
    {
        var timeline = await Api.NewTimeline();
        Expect.Problem(await Post(timeline, Example($"a{character}b"), One), 400, "malformed-event", "/id");
        var passedOver = Example(members: $"\"partitionkey\":\"{character}\",");
        Expect.Problem(await Post(timeline, passedOver, One), 400, "malformed-event", "/partitionkey");
        var headers = Headers(Uri.EscapeDataString($"a{character}b"));
        Expect.Problem(await Post(timeline, """{"venue":"Hall"}""", "application/json", headers), 400, "malformed-event", "ce-id");
    }

    [Fact]
    public async Task In_binary_mode_data_without_a_type_is_JSON()
    {
        var timeline = await Api.NewTimeline();
        var request = new HttpRequestMessage(HttpMethod.Post, $"/v1/{timeline}/events")
        {
            Content = new ByteArrayContent("""{"venue":"Friendship Cultural Palace"}"""u8.ToArray()),
        };
        foreach (var (name, value) in Headers("A234-1234-1234")) request.Headers.TryAddWithoutValidation(name, value);
        var untyped = await Api.Send(request);
        Assert.True(untyped.Status == HttpStatusCode.Created, untyped.Text);
        Assert.Equal(untyped.TextAt("/id"), (await Post(timeline, Example(), One)).TextAt("/id"));
        // Without attributes in headers the type is needed, as ever.
        var own = new HttpRequestMessage(HttpMethod.Post, $"/v1/{timeline}/events") { Content = new ByteArrayContent("{}"u8.ToArray()) };
        Expect.Problem(await Api.Send(own), 415, "wrong-media-type");
    }

    [Fact]
    public async Task Whatever_characters_an_event_has_it_goes_out_as_a_CloudEvent_and_comes_in_again()
    {
        const string Line = """
            {"subject":"summit/s","type":"StatementMade","known":"2019-02-24","data":{"by":"usa","statement":"a"},
             "source":{"publisher":"cnn","title":"a\u007f\u0085\ufffe\ufdd0\ud83f\udffeb"}}
            """;
        var first = await Imported(Line.ReplaceLineEndings(""));
        var told = await Export(first, "format=cloudevents");
        Assert.DoesNotContain('\ufffe', JsonNode.Parse(told[0])!["provenance"]!.ToString());
        var second = await Imported(told[0]);
        Assert.Equal(JsonNode.Parse(Line)!["source"]!["title"]!.ToString(), (await Api.Get($"/v1/{second}/events")).TextAt("/items/0/source/title"));
    }

    [Fact]
    public async Task A_version_of_CloudEvents_that_is_not_read_is_told()
    {
        var timeline = await Api.NewTimeline();
        Expect.Problem(await Post(timeline, Example().Replace("\"1.0\"", "\"0.3\""), One), 400, "malformed-event", "/specversion");
        Expect.Problem(await Post(timeline, "{}", "application/json", [.. Headers("a").Where(h => h.Name != "ce-specversion"), ("ce-specversion", "0.3")]), 400, "malformed-event", "ce-specversion");
        Expect.Problem(await Post(timeline, Example(), "application/json"), 400, "malformed-event",
            "/specversion", "/source", "/id", "/time", "/comexampleextension1", "/comexampleothervalue", "/datacontenttype");
        Expect.Problem(await Post(timeline, """{"specversion":"1.0","specversion":"1.0"}""", One), 400, "malformed-json", "/specversion");
    }

    [Fact]
    public async Task In_binary_mode_a_header_is_decoded_and_a_fault_names_it()
    {
        var timeline = await Api.NewTimeline();
        var told = await Post(timeline, """{"venue":"Friendship Cultural Palace"}""", "application/json", Headers("Euro%20%E2%82%AC%20%F0%9F%98%80",
            ("ce-provenance", """%7B%22publisher%22:%22cnn%22,%22title%22:%22Palace%20%E2%80%93%2050%25%22%7D"""), ("Ce-Attribution", "\"[\\\"two diplomatic sources\\\"]\""),
            ("ce-known", "2019-02-24")));
        Assert.True(told.Status == HttpStatusCode.Created, told.Text);
        Assert.Equal("Palace – 50%", told.TextAt("/source/title"));
        Assert.Equal("two diplomatic sources", told.TextAt("/attribution/0"));
        Assert.Equal(told.TextAt("/id"), (await Post(timeline, Example("Euro € 😀", """
            "provenance":"{\"publisher\":\"cnn\",\"title\":\"Palace – 50%\"}","attribution":"[\"two diplomatic sources\"]","known":"2019-02-24",
            """), One)).TextAt("/id"));

        Expect.Problem(await Post(timeline, """{"venue":5,"place":{"nmae":"a"}}""", "application/json", Headers("b", ("ce-my_name", "a"))),
            400, "malformed-event", "ce-my_name", "/venue", "/place");
        var faulty = await Post(timeline, """{"venue":"Hall"}""", "application/json",
            Headers("b", ("ce-provenance", "{%22link%22:1}"), ("ce-happened", "soon"), ("ce-my_name", "a")));
        Expect.Problem(faulty, 400, "malformed-event", "ce-my_name", "ce-happened", "ce-provenance", "ce-provenance");
        Assert.Contains(faulty.At("/errors")!.AsArray(), e => ((string)e!["detail"]!).StartsWith("/publisher: ", StringComparison.Ordinal));
        Expect.Problem(await Post(timeline, "{}", "application/json", Headers("b", ("ce-known", "%C0%A0"), ("ce-mode", "50%"), ("ce-datacontenttype", "application/json"), ("ce-data", "a"))),
            400, "malformed-event", "ce-known", "ce-mode", "ce-datacontenttype", "ce-data");
        Expect.Problem(await Post(timeline, """{"venue":"Hall"}""", "application/json", Headers("b", ("ce-accountof", "11111111-1111-4111-8111-111111111111"))), 422, "unknown-target", "ce-accountof");
        Expect.Problem(await Post(timeline, """{"event":"11111111-1111-4111-8111-111111111111"}""", "application/json",
            [.. Headers("b").Where(h => h.Name != "ce-type"), ("ce-type", "EventDenied")]), 422, "unknown-target", "/event");
        Expect.Problem(await Post(timeline, "<data/>", "text/xml", Headers("b")), 415, "wrong-media-type");
        Expect.Problem(await Post(timeline, """{"venue":1,"venue":2}""", "application/json", Headers("b")), 400, "malformed-json", "/venue");
    }

    [Fact]
    public async Task A_CloudEvent_too_large_is_refused()
    {
        var timeline = await Api.NewTimeline();
        Expect.Problem(await Post(timeline, $"[{Example("a")},{Example("b", $"\"x\":\"{new string('a', 256 * 1024)}\",")}]", Batch), 413, "too-large", "/1");
    }

    [Fact]
    public async Task An_answer_may_be_CloudEvents_that_say_what_it_says()
    {
        var timeline = await Imported();
        var event1 = (await Api.Get($"/v1/{timeline}/events?known=2019-02-24&knower=usa&limit=1")).At("/items/0")!;
        var path = $"/v1/{timeline}/events/{event1["id"]}?known=2019-02-24&knower=usa";
        var (own, told) = (await Api.Get(path), await Get(path, One));
        Assert.Equal($"{One}; charset=utf-8", told.Headers["Content-Type"]);
        Assert.Equal("Accept", told.Headers["Vary"]);
        Assert.Equal("Accept", own.Headers["Vary"]);
        Assert.Equal(own.TextAt("/permalink"), told.Headers["Content-Location"]);
        Assert.NotEqual(own.Headers["ETag"], told.Headers["ETag"]);
        foreach (var (attribute, member) in new[]
        {
            ("id", "id"), ("type", "type"), ("subject", "subject"), ("happened", "happened"), ("knowntime", "knownBy"), ("notedat", "notedAt"), ("version", "version"),
            ("sequence", "seq"), ("recordedtime", "recordedAt"), ("recordedby", "recordedBy"), ("standing", "standing"),
        }) Assert.Equal(own.TextAt($"/{member}"), told.TextAt($"/{attribute}"));
        Expect.SameJson(own.At("/data"), told.At("/data"));
        Expect.SameJson(own.At("/source"), told.TextAt("/provenance") is { } source ? JsonNode.Parse(source) : null);

        var held = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { { "Accept", One }, { "If-None-Match", told.Headers["ETag"] } } };
        Assert.Equal(HttpStatusCode.NotModified, (await Api.Send(held)).Status);
        Expect.Problem(await Get(path, Batch), 406, "not-acceptable");
        Expect.Problem(await Get($"/v1/{timeline}/events/{Guid.NewGuid()}", One), 404, "unknown-event");
    }

    [Fact]
    public async Task The_pages_of_a_list_may_be_batches_that_lead_to_one_another()
    {
        var timeline = await Imported();
        var query = $"/v1/{timeline}/events?known=2019-02-24&limit=40";
        var (ids, pages) = (new List<string>(), 0);
        for (string? next = query; next is not null; pages++)
        {
            var page = await Get(next, Batch);
            Assert.Equal($"{Batch}; charset=utf-8", page.Headers["Content-Type"]);
            Assert.Contains("known=2019-02-24T23:59:59.999999Z", page.Headers["Content-Location"]);
            ids.AddRange(page.Json.AsArray().Select(e => (string)e!["id"]!));
            next = page.Headers.GetValueOrDefault("Link") is { } link ? link[1..link.IndexOf('>')] : null;
            if (next is not null) Assert.EndsWith("; rel=\"next\"", page.Headers["Link"]);
        }

        Assert.True(pages > 2);
        Assert.Equal((await Api.Get($"/v1/{timeline}/events?known=2019-02-24&limit=1000")).At("/items")!.AsArray().Select(e => (string)e!["id"]!), ids);
    }

    [Theory]
    [InlineData("")]
    [InlineData("known=2019-02-24&knower=usa")]
    [InlineData("known=2019-02-28&without=cnn")]
    public async Task Law_8_holds_by_way_of_CloudEvents(string vantage)
    {
        var first = await Imported();
        var told = await Export(first, $"format=cloudevents&{vantage}");
        var second = await Imported(string.Join('\n', told));
        Assert.Equal((await Export(first, vantage)).Select(Bare), (await Export(second, vantage)).Select(Bare));
        Assert.Equal(told.Select(Bare), (await Export(second, $"format=cloudevents&{vantage}")).Select(Bare));

        string Bare(string line)
        {
            var e = JsonNode.Parse(line)!.AsObject();
            // Without all that came before it an event may have another version.
            foreach (var member in new[] { "seq", "recordedAt", "recordedBy", "sequence", "recordedtime", "recordedby", "source", "version" })
                if (member != "source" || e[member] is JsonValue) e.Remove(member);
            return e.ToJsonString();
        }
    }

    [Fact]
    public async Task Both_forms_may_stand_in_one_import_and_faults_are_told_where_they_are()
    {
        var timeline = await Api.NewTimeline();
        string[] lines =
        [
            Example("a"), """{"subject":"summit/s","type":"PlaceConfirmed","data":{"place":"Hanoi"}}""", Example("b", "\"provenance\":\"{}\","),
            Example("c", "\"accountof\":\"11111111-1111-4111-8111-111111111111\","), Example("d", "\"erased\":\"{\\\"at\\\":\\\"2020-01-01T00:00:00Z\\\"}\","),
            """{"subject":"summit/s","type":"PlaceConfirmed","accountOf":"11111111-1111-4111-8111-111111111111","data":{"place":"Hanoi"}}""",
        ];
        var report = await Api.Post($"/v1/{timeline}/import", string.Join('\n', lines.Select(l => l.ReplaceLineEndings(""))), Lines);
        Assert.Equal((2, 4), ((int)report.At("/recorded")!, (int)report.At("/refused")!));
        Assert.Equal(
            ["3 /provenance/publisher", "4 /accountof", "5 /erased/by", "5 /erased/reason", "6 /accountOf"],
            report.At("/errors")!.AsArray().Select(e => $"{e!["line"]} {e["pointer"]}").Order(StringComparer.Ordinal));
    }

    [SkippableFact]
    public async Task A_library_of_CloudEvents_reads_what_is_answered_and_is_read()
    {
        var timeline = await Imported();
        var answers = new JsonArray(
            [.. (await Export(timeline, "format=cloudevents")).Select(line => new JsonArray(One, line)), new JsonArray(Batch, (await Get($"/v1/{timeline}/events?limit=1000", Batch)).Text)]);
        var send = new JsonArray(
            new JsonObject
            {
                ["id"] = "library 1",
                ["source"] = "/library",
                ["type"] = "StatementMade",
                ["subject"] = "summit/us-dprk-2",
                ["time"] = "2019-02-24T12:00:00.000Z",
                ["happened"] = "2019-02-24~",
                ["provenance"] = """{"publisher":"cnn","title":"Nothing agreed"}""",
                ["data"] = new JsonObject { ["by"] = "usa", ["statement"] = "김정은" },
            });
        var output = JsonNode.Parse(await Sdk.RunAsync("check.cjs", new JsonObject { ["send"] = send, ["answers"] = answers }.ToJsonString()))!;
        Assert.All(output["read"]!.AsArray(), r => Assert.True(r!["wrong"] is null, (string?)r["wrong"]));
        Assert.Equal(Korea.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length,
            output["read"]!.AsArray().SkipLast(1).Sum(r => r!["events"]!.AsArray().Count));

        var statuses = new List<HttpStatusCode>();
        foreach (var message in output["messages"]!.AsArray().SelectMany(m => m!.AsArray()))
        {
            var headers = message!["headers"]!.AsObject().Where(h => h.Key != "content-type").Select(h => (h.Key, h.Value!.ToString())).ToArray();
            var answer = await Post(timeline, message["body"]!.ToString(), (string)message["headers"]!["content-type"]!, headers);
            statuses.Add(answer.Status);
            Assert.Equal("Nothing agreed", answer.TextAt("/source/title"));
            Assert.Equal("2019-02-24~", answer.TextAt("/happened"));
        }

        Assert.Equal([HttpStatusCode.Created, HttpStatusCode.OK], statuses);
    }

    private Task<Answer> Post(string timeline, string body, string type, params (string Name, string Value)[] headers) =>
        Api.Post($"/v1/{timeline}/events", body, type, headers);

    private static (string Name, string Value)[] Headers(string id, params (string Name, string Value)[] more) =>
    [
        ("ce-specversion", "1.0"), ("ce-id", id), ("ce-source", "https://github.com/cloudevents/spec/pull"), ("ce-type", "VenueRejected"), ("ce-subject", "summit/us-dprk-2"),
        ("ce-time", "2018-04-05T17:31:00Z"), .. more,
    ];

    private Task<Answer> Get(string path, string accept) => Api.Send(new HttpRequestMessage(HttpMethod.Get, path) { Headers = { { "Accept", accept } } });

    private async Task<string> Imported(string? lines = null)
    {
        var timeline = await Api.NewTimeline();
        var report = await Api.Post($"/v1/{timeline}/import", lines ?? Korea, Lines);
        Assert.True((int)report.At("/refused")! == 0, report.Text);
        return timeline;
    }

    private async Task<string[]> Export(string timeline, string query)
    {
        var export = await Api.Get($"/v1/{timeline}/export?{query}".TrimEnd('?', '&'));
        Assert.Equal(HttpStatusCode.OK, export.Status);
        return export.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
