using System.Net;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Timeline.Service.Tests.Fixtures;

namespace Timeline.Service.Tests.Http;

/// <summary>Whatever is asked wrongly is told with the parameter, and nothing that can be asked makes the server fail.</summary>
public sealed class BadParametersTests(ServerFixture server) : IClassFixture<ServerFixture>, IAsyncLifetime
{
    private const string Id = "11111111-1111-4111-8111-111111111111";

    private static readonly string[] WithPages = ["events", "subjects", "subjects/summit/s/events", "publishers", "days", "knowers"];

    private static readonly string[] Addresses = [.. WithPages, $"events/{Id}", "subjects/summit/s", "subjects/summit/s/timemap", "calendar.ics"];

    /// <summary>Every address that is read from a vantage.</summary>
    public static TheoryData<string> Reads => new(Addresses);

    /// <summary>Those with pages.</summary>
    public static TheoryData<string> Lists => new(WithPages);

    private string _timeline = "";
    private int _logged;

    public async Task InitializeAsync()
    {
        _logged = server.Log.Entries.Count;
        _timeline = await server.Api.NewTimeline();
        await server.Api.Record(_timeline,
            $$$"""{"id":"{{{Id}}}","subject":"summit/s","type":"SummitScheduled","known":"2019-02-05","data":{"dates":"2019-02"},"source":{"publisher":"cnn"}}""");
        await server.Api.Record(_timeline, """{"subject":"summit/s","type":"PlaceConfirmed","known":"2019-02-08","data":{"place":"Hanoi","by":"usa"}}""");
        await server.Api.Record(_timeline, """{"subject":"summit/t","type":"SummitScheduled","known":"2019-02-06","data":{"dates":"2019-03"},"source":{"publisher":"yonhap"}}""");
        await server.Api.Record(_timeline,
            """{"subject":"summit/t","type":"PlaceConfirmed","disclosures":[{"to":"kor","at":"2019-02-08"}],"data":{"place":"Hue","by":"usa"}}""");
    }

    public Task DisposeAsync()
    {
        Assert.Empty(server.Log.Entries.Skip(_logged));
        return Task.CompletedTask;
    }

    private Task<Answer> Get(string rest) => server.Api.Get($"/v1/{_timeline}/{rest}");

    [Theory]
    [MemberData(nameof(Reads))]
    public async Task Every_address_answers_without_parameters(string address)
    {
        Assert.Equal(HttpStatusCode.OK, (await Get(address)).Status);
    }

    [Theory]
    [MemberData(nameof(Reads))]
    public async Task What_cannot_be_so_is_told_with_its_parameter(string address)
    {
        (string Query, string Parameter)[] cases =
        [
            ("wrong=1", "wrong"), ("Known=2019", "Known"), ("=1", ""), ("known", "known"), ("known=", "known"), ("at=", "at"),
            ("known=2019&known=2020", "known"), ("recorded=1&recorded=1", "recorded"), ("zone=UTC&zone=UTC", "zone"),
            ("reliability=A&reliability=B", "reliability"), ("credibility=1&credibility=1", "credibility"),
            ("known=yesterday", "known"), ("known=2019-02-30", "known"), ("known=2019-2-5", "known"), ("known=..", "known"), ("known=2019/..", "known"),
            ("known=2019-02-24T12:00", "known"), ("known=2019-02-24T12:00:00+09:00", "known"), ("known=2019-02-24%00", "known"), ("known=%FF", "known"),
            ("known=%zz", "known"), ("known=Y99999", "known"), ("at=tomorrow", "at"), ("at=../..", "at"), ("at=2019-02-24/", "at"),
            ("recorded=-1", "recorded"), ("recorded=1.5", "recorded"), ("recorded=abc", "recorded"), ("recorded=0x10", "recorded"),
            ("recorded=99999999999999999999999", "recorded"), ("recorded=2999-01-01T00:00:00Z", "recorded"),
            ("recorded=2019-02-24", "recorded"), ("recorded=..", "recorded"), ("recorded=%D9%A1", "recorded"),
            ("knower=The+Public", "knower"), ("knower=", "knower"), ("knower=usa&knower=", "knower"), ("knower=%00", "knower"), ("knower=usa,prk", "knower"),
            ("without=CNN", "without"), ("without=", "without"), ("reliability=G", "reliability"), ("reliability=a", "reliability"), ("reliability=AB", "reliability"),
            ("credibility=0", "credibility"), ("credibility=7", "credibility"), ("credibility=1.0", "credibility"), ("credibility=%D9%A1", "credibility"),
            ("later=all", "later"), ("later=Sources", "later"), ("later=", "later"), ("later=sources&later=sources", "later"),
            ("show=Mars/Olympus", "show"), ("show=", "show"), ("show=UTC&show=UTC", "show"), ("show=Korea+Standard+Time", "show"),
            ("zone=Mars/Olympus", "zone"), ("zone=", "zone"), ("zone=../../../etc/passwd", "zone"), ("zone=/etc/passwd", "zone"), ("zone=Asia", "zone"),
            ("zone=/usr/share/zoneinfo/Asia/Seoul", "zone"), ("zone=Asia/../Asia/Seoul", "zone"), ("zone=zone.tab", "zone"), ("zone=%00", "zone"), ("zone=.", "zone"),
            ("zone=Asia/Seoul%00", "zone"), ("zone=Korea+Standard+Time", "zone"), ($"zone={new string('a', 3000)}", "zone"),
        ];
        foreach (var (query, parameter) in cases)
        {
            var answer = await Get($"{address}?{query}");
            Assert.True(answer.Status == HttpStatusCode.BadRequest, $"{query}: {answer.Status} {answer.Text}");
            Expect.Problem(answer, 400, "malformed-request", parameter);
        }
    }

    [Theory]
    [InlineData("events")]
    [InlineData("subjects")]
    public async Task A_filter_that_cannot_be_is_told_with_its_parameter(string address)
    {
        (string Query, string Parameter)[] cases =
        [
            ("kind=war", "kind"), ("kind=Summit", "kind"), ("kind=", "kind"), ("kind=summit&kind=war", "kind"),
            ("type=venueRejected", "type"), ("type=venue_rejected", "type"), ("type=Nonsense", "type"), ("type=%00", "type"), ("type=VenueRejected,SummitHeld", "type"),
            ("actor=Kim+Jong+Un", "actor"), ("actor=usa&actor=", "actor"), ("actor=%F0%9F%8F%AF", "actor"), ("publisher=CNN", "publisher"),
            ("related=summit", "related"), ("related=summit/S", "related"), ("related=a/b/c", "related"), ("related=%22/%22", "related"),
            ("happenedFrom=yesterday", "happenedFrom"), ("happenedFrom=2019-02-30", "happenedFrom"), ("happenedFrom=2019&happenedFrom=2019", "happenedFrom"),
            ("happenedFrom=..", "happenedFrom"), ("happenedFrom=../2019", "happenedFrom"), ("happenedFrom=[..2019]", "happenedFrom"),
            ("happenedFrom=Y99999", "happenedFrom"), ("happenedTo=2019/..", "happenedTo"), ("happenedTo=..", "happenedTo"), ("happenedTo=", "happenedTo"),
            ("knownFrom=../..", "knownFrom"), ("knownFrom=2019-02-24T12:00:00+09:00", "knownFrom"), ("knownTo=soon", "knownTo"), ("knownTo=2019&knownTo=2018", "knownTo"),
            ("happenedFrom=2019-02-03&happenedTo=2019-02-02", "happenedFrom"), ("knownFrom=2020&knownTo=2019", "knownFrom"),
            ("knownFrom=2019-02-02T00:00:00Z&knownTo=2019-02-01", "knownFrom"),
            ("text=", "text"), ("text=%20", "text"), ("text=...", "text"), ("text=%00", "text"), ("text=a&text=b", "text"), ($"text={new string('a', 201)}", "text"),
            ($"text={string.Join('+', Enumerable.Range(1, 21))}", "text"), ("text=%E5%B9%B3%E5%A3%8C" + string.Concat(Enumerable.Range(0, 19).Select(n => $"%E4%B8%{0x80 + n:X2}")), "text"),
            ("subjects=summit/s", "subjects"), ("From=2019", "From"), ("Text=a", "Text"),
        ];
        foreach (var (query, parameter) in cases)
        {
            var answer = await Get($"{address}?{query}");
            Assert.True(answer.Status == HttpStatusCode.BadRequest, $"{query}: {answer.Status} {answer.Text}");
            Expect.Problem(answer, 400, "malformed-request", parameter);
        }

        Assert.Contains("'Nonsense'", (await Get($"{address}?type=Nonsense")).TextAt("/errors/0/detail"), StringComparison.Ordinal);
        Expect.Problem(await Get($"{address}?type=A&kind=b&actor=C&publisher=D&related=e&happenedFrom=x&happenedTo=y&knownFrom=2020&knownTo=2019&text=-"),
            400, "malformed-request", "kind", "type", "actor", "publisher", "related", "happenedFrom", "happenedTo", "knownFrom", "text");
    }

    [Theory]
    [InlineData("text=%ED%A0%80")]
    [InlineData("text=%EF%BF%BE%EF%BF%BFa")]
    [InlineData("text='%20%22%20%5C%20a:*%20%7C%20!b%20%26")]
    [InlineData("text=%EF%B7%BA")]
    [InlineData("text=20+20+20+20+20+20+20+20+20+20+20+20+20+20+20+20+20+20+20+20+20+20")]
    [InlineData("happenedFrom=-9999&happenedTo=9999")]
    [InlineData("happenedFrom=0001-01-01&zone=Asia/Seoul")]
    [InlineData("knownFrom=[2019-02-05,2019-02-08]&knownTo=2019-02-24T12:00:00%2B09:00")]
    [InlineData("actor=a.b~c-d&publisher=x&related=x/y&kind=actor&type=EventAmended")]
    public async Task The_far_ends_of_what_can_be_filtered_are_answered(string query)
    {
        foreach (var address in new[] { "events", "subjects" })
        {
            var answer = await Get($"{address}?{query}");
            Assert.True(answer.Status == HttpStatusCode.OK, answer.Text);
            Assert.Equal(answer.Text, (await server.Api.Get(answer.TextAt("/permalink")!)).Text);
        }
    }

    [Theory]
    [InlineData("events/" + Id)]
    [InlineData("subjects/summit/s")]
    [InlineData("subjects/summit/s/events")]
    public async Task What_is_no_list_of_events_or_subjects_takes_no_filter(string address)
    {
        Expect.Problem(await Get($"{address}?actor=USA&type=x&knownFrom=x&text=a"), 400, "malformed-request", "actor", "type", "knownFrom", "text");
    }

    [Theory]
    [InlineData("events")]
    [InlineData("subjects")]
    public async Task A_cursor_belongs_to_its_filter(string address)
    {
        const string Filter = "kind=summit&knownTo=2020&text=20";
        var cursor = (await Get($"{address}?limit=1&{Filter}")).TextAt("/next")!.Split("cursor=")[1];
        Assert.Equal(HttpStatusCode.OK, (await Get($"{address}?limit=1&cursor={cursor}&text=20&knownTo=2020&kind=summit")).Status);
        foreach (var other in new[] { "", "kind=summit", "kind=summit&knownTo=2020", "kind=summit&knownTo=2020&text=2019", $"{Filter}&type=SummitHeld", $"{Filter}&actor=usa" })
            Expect.Problem(await Get($"{address}?limit=1&cursor={cursor}&{other}".TrimEnd('&')), 400, "malformed-request", "cursor");
        var unfiltered = (await Get($"{address}?limit=1")).TextAt("/next")!.Split("cursor=")[1];
        Expect.Problem(await Get($"{address}?limit=1&cursor={unfiltered}&{Filter}"), 400, "malformed-request", "cursor");
    }

    [Theory]
    [MemberData(nameof(Lists))]
    public async Task A_page_has_1_to_1000_items(string address)
    {
        foreach (var limit in new[] { "0", "1001", "-1", "+1", "abc", "1.5", "1e2", "99999999999", "", "%D9%A1", " 5" })
            Expect.Problem(await Get($"{address}?limit={limit}"), 400, "malformed-request", "limit");
        foreach (var limit in new[] { "1", "1000", "007" })
            Assert.Equal(HttpStatusCode.OK, (await Get($"{address}?limit={limit}")).Status);
        Expect.Problem(await Get($"{address}?limit=1&limit=1"), 400, "malformed-request", "limit");
    }

    [Theory]
    [InlineData("events/" + Id)]
    [InlineData("subjects/summit/s")]
    public async Task What_has_no_pages_takes_no_page(string address)
    {
        Expect.Problem(await Get($"{address}?limit=1&cursor=abc"), 400, "malformed-request", "limit", "cursor");
    }

    [Theory]
    [MemberData(nameof(Reads))]
    public async Task Of_many_wrong_parameters_all_are_told(string address)
    {
        Expect.Problem(await Get($"{address}?wrong=1&zone=Mars&known=x&recorded=y&at=z&knower=A&without=B&reliability=Z&credibility=9"),
            400, "malformed-request", "wrong", "zone", "knower", "without", "reliability", "credibility", "known", "at", "recorded");
    }

    [Theory]
    [InlineData("recorded=0001-01-01T00:00:00Z")]
    [InlineData("recorded=0000-12-31T23:59:59Z")]
    [InlineData("recorded=-0044-03-15T00:00:00Z")]
    [InlineData("recorded=-9999-01-01T00:00:00Z")]
    [InlineData("recorded=1970-01-01T00:00:00.000001Z")]
    [InlineData("recorded=0")]
    public async Task Before_anything_was_recorded_there_is_nothing(string query)
    {
        var list = await Get($"events?{query}");
        Assert.True(list.Status == HttpStatusCode.OK, list.Text);
        Assert.Empty(list.At("/items")!.AsArray());
        Assert.Equal(0, (int)list.At("/vantage/recorded")!);
        Assert.Empty((await Get($"subjects?{query}")).At("/items")!.AsArray());
        Expect.Problem(await Get($"subjects/summit/s?{query}"), 404, "unknown-subject");
        Expect.Problem(await Get($"subjects/summit/s/events?{query}"), 404, "unknown-subject");
        Expect.Problem(await Get($"events/{Id}?{query}"), 404, "unknown-event");
    }

    [Theory]
    [InlineData("known=-5000")]
    [InlineData("known=-9999")]
    [InlineData("known=9999")]
    [InlineData("known=-9998&at=9999-12-31T23:59:59.999999Z")]
    [InlineData("known=9999&zone=Pacific/Kiritimati")]
    [InlineData("known=-9999&zone=America/New_York")]
    [InlineData("known=0001-01-01&zone=Asia/Seoul")]
    [InlineData("at=..&known=2019")]
    [InlineData("known=2019-02-05&knower=a.b~c-d&without=x&reliability=F&credibility=6&later=sources")]
    [InlineData("known=[2019-02-05,2019-02-06]")]
    [InlineData("known=2019-02-24T12:00:00%2B09:00")]
    public async Task The_far_ends_of_what_can_be_asked_are_answered(string query)
    {
        foreach (var address in Addresses)
        {
            var answer = await Get($"{address}?{query}");
            Assert.True(answer.Status is HttpStatusCode.OK or HttpStatusCode.NotFound, $"{address}: {answer.Text}");
        }
    }

    [Theory]
    [MemberData(nameof(Lists))]
    public async Task A_cursor_of_something_else_is_refused(string address)
    {
        var own = (await Get($"{address}?limit=1")).TextAt("/next");
        if (address.StartsWith("subjects/", StringComparison.Ordinal)) Assert.NotNull(own);
        var cursor = own!.Split("cursor=")[1];
        foreach (var other in WithPages.Where(a => a != address))
            Expect.Problem(await Get($"{other}?cursor={cursor}"), 400, "malformed-request", "cursor");
        foreach (var changed in new[] { "knower=usa", "without=cnn", "reliability=A", "credibility=1", "later=sources", "known=2019", "at=2019", "recorded=0" })
            Expect.Problem(await Get($"{address}?cursor={cursor}&{changed}"), 400, "malformed-request", "cursor");
        Expect.Problem(await server.Api.Get($"/v1/{await server.Api.NewTimeline()}/events?cursor={cursor}"), 400, "malformed-request", "cursor");
        Expect.Problem(await Get($"{address}?cursor={cursor}&cursor={cursor}"), 400, "malformed-request", "cursor");
    }

    [Theory]
    [MemberData(nameof(Lists))]
    public async Task A_cursor_tampered_with_is_refused_or_answered_but_never_fails(string address)
    {
        var cursor = (await Get($"{address}?limit=1")).TextAt("/next")!.Split("cursor=")[1];
        var parts = Decode(cursor).Split('|', 5);
        string[] wrong = ["", "0", "-1", "abc", "\0", "a\0b", "\uFFFF", "9223372036854775807", "99999999999999999999", "..", "2999-01-01T00:00:00Z", "|", "summit/s\0"];
        for (var part = 0; part < parts.Length; part++)
        {
            foreach (var value in wrong)
            {
                string[] tampered = [.. parts];
                tampered[part] = value;
                var answer = await Get($"{address}?limit=1&cursor={Encode(string.Join('|', tampered))}");
                Assert.True((int)answer.Status is 200 or 400 or 404, $"'{value}' as {part}: {answer.Text}");
            }
        }

        foreach (var value in new[] { "\0", "summit/s\0", "nonsense!" })
            Expect.Problem(await Get($"{address}?cursor={Encode(string.Join('|', [.. parts[..4], value]))}"), 400, "malformed-request", "cursor");
    }

    [Theory]
    [MemberData(nameof(Lists))]
    public async Task A_cursor_of_random_bytes_is_refused(string address)
    {
        var bytes = ArbMap.Default.GeneratorFor<byte[]>();
        var good = (await Get($"{address}?limit=1")).TextAt("/next")!.Split("cursor=")[1];
        // Random bytes, and a good cursor with one character changed.
        var cursors = Gen.OneOf(
            bytes.Select(b => Convert.ToBase64String(b).Replace('+', '-').Replace('/', '_')),
            from at in Gen.Choose(0, good.Length - 1)
            from c in Gen.Elements("ABCxyz019-_=.%".ToCharArray())
            select $"{good[..at]}{Uri.EscapeDataString(c.ToString())}{good[(at + 1)..]}");
        Prop.ForAll(cursors.ToArbitrary(), async cursor =>
        {
            var answer = await Get($"{address}?cursor={cursor}");
            return (int)answer.Status is 200 or 404 || answer.Problem == "malformed-request";
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(150));
    }

    [Theory]
    [MemberData(nameof(Reads))]
    public void Random_parameters_never_make_the_server_fail(string address)
    {
        string[] names =
        [
            "known", "recorded", "at", "knower", "zone", "without", "reliability", "credibility", "later", "limit", "cursor", "x",
            "subject", "kind", "type", "actor", "publisher", "related", "happenedFrom", "happenedTo", "knownFrom", "knownTo", "text", "text",
        ];
        string[] values =
        [
            "2019-02-05", "2019-02-05T00:00:00Z", "0", "1", "..", "usa", "public", "Asia/Seoul", "UTC", "A", "F", "6", "2019-02/..", "-0001", "[..2019]", "2019-XX",
            "%00", "%ED%A0%80", "%F0%9F%8F%AF", "%25", "%26", "+", "'", "\"", ";drop", "1%2B1", "\\", "{}",
        ];
        var queries = (from name in Gen.Elements(names)
                       from value in Gen.OneOf(Gen.Elements(values), ArbMap.Default.GeneratorFor<NonNull<string>>().Select(s => Escape(s.Get)))
                       select $"{name}={value}").ListOf(4).Select(q => string.Join('&', q));
        Prop.ForAll(queries.ToArbitrary(), async query => (int)(await Get($"{address}?{query}")).Status is 200 or 400 or 404)
            .Check(Config.QuickThrowOnFailure.WithMaxTest(150));

        static string Escape(string text) => string.Concat(Encoding.UTF8.GetBytes(text).Select(b => $"%{b:X2}"));
    }

    [Theory]
    [InlineData("nowhere")]
    [InlineData("NoWhere")]
    [InlineData("no_where")]
    [InlineData("a--b")]
    [InlineData("%F0%9F%8F%AF")]
    [InlineData("no%20where")]
    [InlineData("no%2Fwhere")]
    [InlineData("%27;drop%20table")]
    [InlineData("catalogue")]
    public async Task An_unknown_timeline_is_told(string name)
    {
        if (name != "catalogue") Expect.Problem(await server.Api.Get($"/v1/{name}"), 404, "unknown-timeline");
        foreach (var address in Addresses)
            Expect.Problem(await server.Api.Get($"/v1/{name}/{address}"), 404, "unknown-timeline");
    }

    [Theory]
    [InlineData("summit/nobody")]
    [InlineData("war/s")]
    [InlineData("summit/S")]
    [InlineData("summit/a_b")]
    [InlineData("summit/%F0%9F%8F%AF")]
    [InlineData("summit/%2E%2E%2E")]
    [InlineData("summit%2Fs/t")]
    [InlineData("summit/s%20")]
    public async Task An_unknown_subject_is_told(string subject)
    {
        Expect.Problem(await Get($"subjects/{subject}"), 404, "unknown-subject");
        Expect.Problem(await Get($"subjects/{subject}/events"), 404, "unknown-subject");
    }

    [Theory]
    [InlineData("00000000-0000-0000-0000-000000000000")]
    [InlineData("22222222-2222-4222-8222-222222222222")]
    [InlineData("one")]
    [InlineData("1")]
    [InlineData("%7B11111111-1111-4111-8111-111111111111%7D")]
    [InlineData("11111111111141118111111111111111")]
    public async Task An_unknown_event_is_told(string id)
    {
        Expect.Problem(await Get($"events/{id}"), 404, "unknown-event");
    }

    [Fact]
    public async Task What_was_not_known_then_is_told_apart_from_what_is_not_there()
    {
        Expect.Problem(await Get("subjects/summit/s?known=2019-02-04"), 404, "not-known-then");
        Expect.Problem(await Get("subjects/summit/s/events?known=2019-02-04"), 404, "not-known-then");
        Expect.Problem(await Get($"events/{Id}?known=2019-02-04"), 404, "not-known-then");
        Expect.Problem(await Get("subjects/summit/s?credibility=1"), 404, "not-known-then");
    }

    [Theory]
    [InlineData("/v1/x/nothing")]
    [InlineData("/v2")]
    [InlineData("/v1/a/b/c/d/e/f")]
    [InlineData("/favicon.ico")]
    [InlineData("/problems/nonsense")]
    [InlineData("/problems/%00x")]
    [InlineData("/v1/x/subjects/summit")]
    public async Task An_address_with_nothing_at_it_is_told(string path)
    {
        var answer = await server.Api.Get(path);
        Assert.True((int)answer.Status is 404 or 400, answer.Text);
        if ((int)answer.Status == 404) Expect.Problem(answer, 404, "unknown-address");
    }

    [Theory]
    [InlineData("DELETE", "/v1/{t}")]
    [InlineData("POST", "/v1/{t}")]
    [InlineData("DELETE", "/v1/{t}/events")]
    [InlineData("PUT", "/v1/{t}/events")]
    [InlineData("PATCH", "/v1/{t}/events/11111111-1111-4111-8111-111111111111")]
    [InlineData("DELETE", "/v1/{t}/events/11111111-1111-4111-8111-111111111111")]
    [InlineData("GET", "/v1/{t}/import")]
    [InlineData("POST", "/v1/{t}/subjects/summit/s")]
    [InlineData("POST", "/v1")]
    [InlineData("POST", "/v1/catalogue")]
    public async Task Another_method_is_refused_and_the_right_ones_named(string method, string path)
    {
        var answer = await server.Api.Send(new HttpRequestMessage(new HttpMethod(method), path.Replace("{t}", _timeline)));
        Expect.Problem(answer, 405, "wrong-method");
        Assert.DoesNotContain(method, answer.Headers["Allow"]);
        Assert.NotEqual("", answer.Headers["Allow"]);
    }

    [Theory]
    [InlineData("/v1")]
    [InlineData("/v1/{t}")]
    [InlineData("/v1/catalogue")]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    [InlineData("/problems/conflict")]
    public async Task What_takes_no_parameters_says_so(string path)
    {
        Assert.Equal(HttpStatusCode.OK, (await server.Api.Get(path.Replace("{t}", _timeline))).Status);
        Expect.Problem(await server.Api.Get(path.Replace("{t}", _timeline) + "?known=2019"), 400, "malformed-request", "known");
    }

    [Theory]
    [InlineData("Korea")]
    [InlineData("a_b")]
    [InlineData("-a")]
    [InlineData("a--b")]
    [InlineData("%20")]
    [InlineData("a%2Fb")]
    [InlineData("%ED%95%9C%EA%B5%AD")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public async Task A_timeline_cannot_have_a_name_that_is_no_key(string name)
    {
        Expect.Problem(await server.Api.Put($"/v1/{name}", """{"title":"Test"}"""), 400, "malformed-request");
    }

    [Fact]
    public async Task A_timeline_cannot_be_called_catalogue()
    {
        Expect.Problem(await server.Api.Put("/v1/catalogue", """{"title":"Test"}"""), 422, "reserved-name");
    }

    [Theory]
    [InlineData("", "malformed-json", "")]
    [InlineData("{", "malformed-json", "")]
    [InlineData("""{"title":"a","title":"b"}""", "malformed-json", "/title")]
    [InlineData("""{"title":"a\u0000"}""", "malformed-json", "/title")]
    [InlineData("null", "malformed-request", "")]
    [InlineData("[]", "malformed-request", "")]
    [InlineData("{}", "malformed-request", "/title")]
    [InlineData("""{"title":null}""", "malformed-request", "/title")]
    [InlineData("""{"title":" "}""", "malformed-request", "/title")]
    [InlineData("""{"title":7,"description":8,"name":"x"}""", "malformed-request", "/title /description /name")]
    [InlineData("""{"Title":"a"}""", "malformed-request", "/Title /title")]
    public async Task A_timeline_is_made_of_a_title_and_perhaps_a_description(string body, string problem, string pointers)
    {
        var name = $"t{Guid.NewGuid():N}";
        Expect.Problem(await server.Api.Put($"/v1/{name}", body), 400, problem, pointers.Split(' '));
        Expect.Problem(await server.Api.Get($"/v1/{name}"), 404, "unknown-timeline");
    }

    [Fact]
    public async Task Making_a_timeline_again_gives_it_another_title_and_keeps_everything_else()
    {
        var name = await server.Api.NewTimeline();
        var first = await server.Api.Get($"/v1/{name}");
        await server.Api.Record(name, """{"subject":"summit/s","type":"SummitScheduled","data":{"dates":"2019-02"}}""");
        var again = await server.Api.Put($"/v1/{name}", """{"title":"Other","description":"Why"}""");
        Assert.Equal(HttpStatusCode.OK, again.Status);
        Assert.Equal(("Other", "Why", first.TextAt("/created")), (again.TextAt("/title"), again.TextAt("/description"), again.TextAt("/created")));
        Assert.NotEqual(0, await server.Api.PositionAsync(name));
        var listed = (await server.Api.Get("/v1")).At("/items")!.AsArray().Single(t => (string?)t!["name"] == name);
        Expect.SameJson(again.Json, listed);
        Assert.Equal(HttpStatusCode.OK, (await server.Api.Put($"/v1/{name}", """{"title":"Other"}""")).Status);
        Assert.Null((await server.Api.Get($"/v1/{name}")).At("/description"));
    }

    [Fact]
    public async Task Of_twenty_who_make_one_timeline_at_once_one_makes_it()
    {
        var name = $"t{Guid.NewGuid():N}";
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => server.Api.Put($"/v1/{name}", """{"title":"Test"}""")));
        Assert.Single(answers, a => a.Status == HttpStatusCode.Created);
        Assert.Equal(19, answers.Count(a => a.Status == HttpStatusCode.OK));
    }

    private static string Decode(string cursor) =>
        Encoding.UTF8.GetString(Convert.FromBase64String(cursor.Replace('-', '+').Replace('_', '/').PadRight((cursor.Length + 3) / 4 * 4, '=')));

    private static string Encode(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text)).Replace('+', '-').Replace('/', '_').TrimEnd('=');
}
