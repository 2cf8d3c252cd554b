using System.Text;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Timeline.Domain.Json;
using Timeline.Domain.Record;
using Timeline.Domain.Subjects.Summit;
using Timeline.Domain.Time;

namespace Timeline.Domain.Tests;

/// <summary>What an event may look like when it is sent, and where each fault is said to be.</summary>
public class EventReaderTests
{
    private const string Rejection = """{"subject":"summit/us-dprk-2","type":"VenueRejected","data":{"venue":"Metropole"}}""";

    private static readonly string SomeId = Ledger.Id("target").ToString();

    [Fact]
    public void A_whole_event_is_read_as_sent()
    {
        var e = Ledger.Read("""
            {"id":"@c","subject":"summit/us-dprk-2","type":"VenueRejected","data":{"venue":"Metropole","by":["usa","prk"],"note":"n"},
             "mode":"possible","absent":{"reason":"withheld"},"accountOf":"@a","happened":"[..2019-02-24]","known":"2019-02-24",
             "source":{"publisher":"reuters","title":"t","url":"https://example.org/a","published":"2019-02-24","language":"en-GB","author":"a","quote":"q",
               "locator":"p. 1","archived":"http://example.org/b"},
             "attribution":["two diplomatic sources"],"assessment":{"reliability":"B","credibility":2},"related":["visit/kim-2019"],
             "notedAt":"2019-02-25T00:00:00+09:00"}
            """, out var refusal);

        Assert.Null(refusal);
        Assert.Equal(Ledger.Id("c"), e!.Id);
        Assert.Equal(Ledger.Id("a"), e.AccountOf);
        Assert.Equal("VenueRejected", e.Type.Name);
        Assert.Equal(new Name("Metropole"), Assert.IsType<VenueRejected>(e.Data).Venue);
        Assert.Equal((Mode.Possible, Absence.Withheld), (e.Mode, e.Absent!.Of("reason")));
        Assert.Equal([new Disclosure { To = Key.Public, At = Edtf.Parse("2019-02-24") }], e.Disclosures);
        Assert.Equal("B2", e.Assessment!.ToString());
        Assert.Equal("en-GB", e.Source!.Language!.Text);
        Assert.Equal("2019-02-24T15:00:00.000000Z", e.NotedAt.ToString());
    }

    [Theory]
    [InlineData("2019-02-25T10:00:00.1234567Z", "2019-02-25T10:00:00.123456Z")]
    [InlineData("2019-02-25T10:00:00.123456789+00:00", "2019-02-25T10:00:00.123456Z")]
    [InlineData("2016-12-31T23:59:60Z", "2016-12-31T23:59:59.999999Z")]
    [InlineData("2017-01-01T08:59:60+09:00", "2016-12-31T23:59:59.999999Z")]
    public void Seconds_are_read_in_every_member_as_an_instant_has_them(string written, string read)
    {
        var e = Ledger.Read($$"""
            {"subject":"talks/a","type":"StatementMade","data":{"by":"usa","statement":"x","dates":"{{written}}"},"happened":"{{written}}",
             "disclosures":[{"to":"public","at":"{{written}}"}],"source":{"publisher":"a","published":"{{written}}"},"notedAt":"{{written}}"}
            """, out var refusal);

        Assert.Null(refusal);
        Assert.Equal(read, e!.NotedAt.ToString());
        Assert.All([e.Happened!, e.Disclosures![0].At, e.Source!.Published!, e.Data.Dates!], date =>
            Assert.Equal((written, read, read), (date.Text, date.Earliest.ToString(), date.Latest.ToString())));
    }

    [Theory]
    [InlineData("""{"subject":1""", "")]
    [InlineData("""{"a":{"b":1,"b":2}}""", "/a/b")]
    [InlineData("""{"a":["x","y\u0000"]}""", "/a/1")]
    [InlineData("""{"a":"\ud800"}""", "/a")]
    [InlineData("""{"a":{"\udc00":1}}""", "/a")]
    [InlineData("""{"a":{"x\u0000":1}}""", "/a")]
    [InlineData("""{"a":1} {"b":2}""", "")]
    [InlineData("""{"a":1,}""", "")]
    public void JSON_that_is_refused_whatever_it_is_about(string json, string pointer)
    {
        Assert.False(StrictJson.TryParse(Encoding.UTF8.GetBytes(json), out _, out var faults));
        Assert.Equal(pointer, Assert.Single(faults).Pointer);
    }

    [Fact]
    public void A_byte_order_mark_is_passed_over_once_and_at_the_start_alone()
    {
        Assert.Equal("{}"u8, StrictJson.WithoutMark("\uFEFF{}"u8.ToArray()).Span);
        Assert.Equal("\uFEFF{}"u8, StrictJson.WithoutMark("\uFEFF\uFEFF{}"u8.ToArray()).Span);
        Assert.Equal(" \uFEFF"u8, StrictJson.WithoutMark(" \uFEFF"u8.ToArray()).Span);
        Assert.Equal([0xEF, 0xBB], StrictJson.WithoutMark(new byte[] { 0xEF, 0xBB }).ToArray());
    }

    [Fact]
    public void Bytes_that_are_no_UTF_8_are_refused()
    {
        byte[] json = [.. "{\"a\":\""u8, 0xff, .. "\"}"u8];

        Assert.False(StrictJson.TryParse(json, out _, out var faults));
        Assert.NotEmpty(faults);
    }

    [Theory]
    [InlineData("4500", true)]
    [InlineData("4500.50", true)]
    [InlineData("0.1234567890123456789012345678", true)]
    [InlineData("0.1234567890123456789012345678901234567", false)]
    [InlineData("1e-50", false)]
    [InlineData("1e400", false)]
    public void A_number_that_would_be_rounded_is_refused(string number, bool isRead)
    {
        var sent = $$$"""{"subject":"visit/a","type":"DelegationDeparted","data":{"head":"kim-jong-un","from":"Pyongyang","distanceKm":{{{number}}}}}""";
        Assert.True(StrictJson.TryParse(Encoding.UTF8.GetBytes(sent), out var document, out _));

        var read = EventReader.Read(document.RootElement, "", ignoreAssigned: false, out var refusal);

        Assert.Equal(isRead, read is not null);
        if (!isRead) Assert.Equal("/data/distanceKm", Assert.Single(refusal!.Faults).Pointer);
    }

    [Theory]
    [InlineData(32, true)]
    [InlineData(33, false)]
    public void Thirty_two_levels_are_deep_enough(int depth, bool isRead)
    {
        var json = new string('[', depth) + new string(']', depth);

        Assert.Equal(isRead, StrictJson.TryParse(Encoding.UTF8.GetBytes(json), out _, out _));
    }

    [Theory]
    // Unknown members.
    [InlineData("""{"subject":"summit/a","type":"VenueRejected","data":{"venue":"M"},"colour":"red"}""", "/colour")]
    [InlineData("""{"subject":"summit/a","type":"VenueRejected","data":{"venue":"M"},"Mode":"not"}""", "/Mode")]
    [InlineData("""{"subject":"summit/a","type":"VenueRejected","data":{"venue":"M","role":"preferred"}}""", "/data/role")]
    [InlineData("""{"subject":"summit/a","type":"VenueRejected","data":{"venue":"M"},"source":{"publisher":"p","x/y~":"z"}}""", "/source/x~1y~0")]
    [InlineData("""{"subject":"summit/a","type":"PlaceConfirmed","data":{"place":{"name":"Hanoi","x":1}}}""", "/data/place/x")]
    // Missing ones.
    [InlineData("""{"type":"VenueRejected","data":{"venue":"M"}}""", "/subject")]
    [InlineData("""{"subject":"summit/a","data":{"venue":"M"}}""", "/type")]
    [InlineData("""{"subject":"summit/a","type":"VenueRejected"}""", "/data")]
    [InlineData("""{"subject":"summit/a","type":"VenueRejected","data":{}}""", "/data/venue")]
    [InlineData("""{"subject":"summit/a","type":"VenueRejected","data":{"venue":"M"},"source":{"title":"t"}}""", "/source/publisher")]
    [InlineData("""{"subject":"summit/a","type":"VenueRejected","data":{"venue":"M"},"assessment":{"reliability":"A"}}""", "/assessment/credibility")]
    [InlineData("""{"subject":"summit/a","type":"VenueRejected","data":{"venue":"M"},"disclosures":[{"to":"usa"}]}""", "/disclosures/0/at")]
    [InlineData("""{"subject":"summit/a","type":"PlaceConfirmed","data":{"place":{"country":"vnm"}}}""", "/data/place/name")]
    // Null ones.
    [InlineData("""{"subject":"summit/a","type":"VenueRejected","data":null}""", "/data")]
    [InlineData("""{"subject":"summit/a","type":"VenueRejected","data":{"venue":"M"},"mode":null}""", "/mode")]
    [InlineData("""{"subject":"summit/a","type":"VenueRejected","data":{"venue":"M","by":null}}""", "/data/by")]
    [InlineData("""{"subject":"summit/a","type":"VenueRejected","data":{"venue":"M"},"attribution":[null]}""", "/attribution/0")]
    [InlineData("""{"subject":"summit/a","type":"VenueRejected","data":{"venue":"M"},"absent":{"by":null}}""", "/absent")]
    [InlineData("""{"subject":"summit/a","type":"PlaceConfirmed","data":{"place":{"name":"Hanoi","country":null}}}""", "/data/place/country")]
    // Of the wrong type.
    [InlineData("""{"subject":"summit/a","type":"VenueRejected","data":[]}""", "/data")]
    [InlineData("""{"subject":"summit/a","type":7,"data":{"venue":"M"}}""", "/type")]
    [InlineData("""{"subject":"summit/a","type":"VenueRejected","data":{"venue":7}}""", "/data/venue")]
    [InlineData("""{"subject":"summit/a","type":"VenueRejected","data":{"venue":"M"},"mode":"Possible"}""", "/mode")]
    [InlineData("""{"subject":"summit/a","type":"VenueRejected","data":{"venue":"M"},"mode":1}""", "/mode")]
    [InlineData("""{"subject":"summit/a","type":"VenueRejected","data":{"venue":"M"},"assessment":{"reliability":"G","credibility":1}}""", "/assessment/reliability")]
    [InlineData("""{"subject":"summit/a","type":"VenueRejected","data":{"venue":"M"},"assessment":{"reliability":"A","credibility":7}}""", "/assessment/credibility")]
    [InlineData("""{"subject":"summit/a","type":"VenueRejected","data":{"venue":"M"},"assessment":{"reliability":"A","credibility":1.5}}""", "/assessment/credibility")]
    [InlineData("""{"subject":"summit/a","type":"VenueRejected","data":{"venue":"M"},"happened":"2019-02-30"}""", "/happened")]
    [InlineData("""{"subject":"summit/a","type":"VenueRejected","data":{"venue":"M"},"known":"yesterday"}""", "/known")]
    [InlineData("""{"subject":"summit/a","type":"VenueRejected","data":{"venue":"M"},"notedAt":"2019-02-24"}""", "/notedAt")]
    [InlineData("""{"subject":"summit/a","type":"VenueRejected","data":{"venue":"M"},"source":{"publisher":"p","url":"ftp://example.org"}}""", "/source/url")]
    [InlineData("""{"subject":"summit/a","type":"VenueRejected","data":{"venue":"M"},"source":{"publisher":"p","url":"/a"}}""", "/source/url")]
    [InlineData("""{"subject":"summit/a","type":"VenueRejected","data":{"venue":"M"},"source":{"publisher":"p","language":"german tongue"}}""", "/source/language")]
    [InlineData("""{"subject":"summit/a","type":"PlaceConfirmed","data":{"place":{"name":"Hanoi","latitude":21}}}""", "/data/place")]
    [InlineData("""{"subject":"summit/a","type":"PlaceConfirmed","data":{"place":{"name":"Hanoi","latitude":91,"longitude":0}}}""", "/data/place")]
    // Blank texts, names without a letter, digit or symbol.
    [InlineData("""{"subject":"summit/a","type":"VenueRejected","data":{"venue":"M","reason":" "}}""", "/data/reason")]
    [InlineData("""{"subject":"summit/a","type":"VenueRejected","data":{"venue":"–"}}""", "/data/venue")]
    [InlineData("""{"subject":"summit/a","type":"VenueRejected","data":{"venue":"M"},"attribution":["a",""]}""", "/attribution/1")]
    // Ids and keys.
    [InlineData("""{"id":"00000000-0000-0000-0000-000000000000","subject":"summit/a","type":"VenueRejected","data":{"venue":"M"}}""", "/id")]
    [InlineData("""{"id":"seven","subject":"summit/a","type":"VenueRejected","data":{"venue":"M"}}""", "/id")]
    [InlineData("""{"subject":"summit","type":"VenueRejected","data":{"venue":"M"}}""", "/subject")]
    [InlineData("""{"subject":"summit/a/b","type":"VenueRejected","data":{"venue":"M"}}""", "/subject")]
    [InlineData("""{"subject":"summit/A","type":"VenueRejected","data":{"venue":"M"}}""", "/subject")]
    [InlineData("""{"subject":"summit/a--b","type":"VenueRejected","data":{"venue":"M"}}""", "/subject")]
    [InlineData("""{"subject":"summit/a","type":"VenueRejected","data":{"venue":"M","by":"Kim Jong Un"}}""", "/data/by")]
    [InlineData("""{"subject":"summit/a","type":"VenueRejected","data":{"venue":"M","by":["usa","usa"]}}""", "/data/by")]
    [InlineData("""{"subject":"summit/a","type":"VenueRejected","data":{"venue":"M","participants":"usa"}}""", "/data/participants")]
    // Empty lists and maps.
    [InlineData("""{"subject":"summit/a","type":"VenueRejected","data":{"venue":"M"},"disclosures":[]}""", "/disclosures")]
    [InlineData("""{"subject":"summit/a","type":"VenueRejected","data":{"venue":"M"},"attribution":[]}""", "/attribution")]
    [InlineData("""{"subject":"summit/a","type":"VenueRejected","data":{"venue":"M"},"related":[]}""", "/related")]
    [InlineData("""{"subject":"summit/a","type":"VenueRejected","data":{"venue":"M","by":[]}}""", "/data/by")]
    [InlineData("""{"subject":"summit/a","type":"VenueRejected","data":{"venue":"M"},"absent":{}}""", "/absent")]
    // What contradicts itself.
    [InlineData("""{"subject":"summit/a","type":"VenueRejected","data":{"venue":"M"},"absent":{"venue":"unknown"}}""", "/absent/venue")]
    [InlineData("""{"subject":"summit/a","type":"VenueRejected","data":{"venue":"M"},"absent":{"colour":"unknown"}}""", "/absent/colour")]
    [InlineData("""{"subject":"summit/a","type":"VenueRejected","data":{"venue":"M"},"absent":{"by":"lost"}}""", "/absent")]
    [InlineData("""{"subject":"summit/a","type":"VenueRejected","data":{"venue":"M"},"known":"2019","disclosures":[{"to":"usa","at":"2019"}]}""", "/known")]
    [InlineData("""{"subject":"summit/a","type":"VenueRejected","data":{"venue":"M"},"disclosures":[{"to":"usa","at":"2019"},{"to":"usa","at":"2019"}]}""", "/disclosures")]
    [InlineData("""{"subject":"summit/a","type":"VenueRejected","data":{"venue":"M"},"related":["summit/a"]}""", "/related")]
    [InlineData("""{"subject":"summit/a","type":"VenueRejected","data":{"venue":"M"},"related":["aid/b","aid/b"]}""", "/related")]
    [InlineData("""{"subject":"summit/a","type":"VenueRejected","data":{"venue":"M"},"source":{"publisher":"cnn"},"attribution":["cnn"]}""", "/attribution/0")]
    [InlineData("""{"id":"@c","subject":"summit/a","type":"VenueRejected","data":{"venue":"M"},"accountOf":"@c"}""", "/accountOf")]
    // What a server assigns.
    [InlineData("""{"subject":"summit/a","type":"VenueRejected","data":{"venue":"M"},"timeline":"korea"}""", "/timeline")]
    [InlineData("""{"subject":"summit/a","type":"VenueRejected","data":{"venue":"M"},"version":1}""", "/version")]
    [InlineData("""{"subject":"summit/a","type":"VenueRejected","data":{"venue":"M"},"seq":1}""", "/seq")]
    [InlineData("""{"subject":"summit/a","type":"VenueRejected","data":{"venue":"M"},"recordedAt":"2019-02-24T00:00:00Z"}""", "/recordedAt")]
    [InlineData("""{"subject":"summit/a","type":"VenueRejected","data":{"venue":"M"},"recordedBy":"me"}""", "/recordedBy")]
    // Acts on the record.
    [InlineData("""{"subject":"summit/a","type":"EventRetracted","data":{"reason":"r"}}""", "/data/event")]
    [InlineData("""{"subject":"summit/a","type":"EventRetracted","data":{"event":"@c"}}""", "/data/reason")]
    [InlineData("""{"subject":"summit/a","type":"EventRetracted","data":{"reason":"r"},"absent":{"event":"unknown"}}""", "/data/event")]
    [InlineData("""{"id":"@c","subject":"summit/a","type":"EventRetracted","data":{"event":"@c","reason":"r"}}""", "/data/event")]
    [InlineData("""{"subject":"summit/a","type":"EventRetracted","data":{"event":"@c","reason":"r"},"mode":"not"}""", "/mode")]
    [InlineData("""{"subject":"summit/a","type":"EventRetracted","data":{"event":"@c","reason":"r"},"accountOf":"@d"}""", "/accountOf")]
    [InlineData("""{"subject":"summit/a","type":"EventCorrected","data":{"event":"@c","reason":"r"}}""", "/data")]
    [InlineData("""{"subject":"summit/a","type":"EventCorrected","data":{"event":"@c","reason":"r","happened":"2019"},"absent":{"by":"unknown"}}""", "/absent")]
    [InlineData("""{"subject":"summit/a","type":"EventAmended","data":{"event":"@c","reason":"r"}}""", "/data")]
    [InlineData("""{"subject":"summit/a","type":"EventAmended","data":{"event":"@c","reason":"r","void":"yes"}}""", "/data/void")]
    [InlineData("""{"subject":"summit/a","type":"EventAmended","data":{"event":"@c","reason":"r","disclosures":[]}}""", "/data/disclosures")]
    [InlineData("""{"subject":"summit/a","type":"EventAmended","data":{"event":"@c","reason":"r","data":"x"}}""", "/data/data")]
    [InlineData("""{"subject":"summit/a","type":"EventDisclosed","data":{"event":"@c","to":"usa"}}""", "/data/at")]
    [InlineData("""{"subject":"summit/a","type":"EventDisclosed","data":{"event":"@c","to":"usa"},"absent":{"at":"unknown"}}""", "/data")]
    [InlineData("""{"subject":"summit/a","type":"EventDisclosed","data":{"event":"@c","to":"usa","at":"2019"},"known":"2019"}""", "/known")]
    [InlineData("""{"subject":"summit/a","type":"EventDisclosed","data":{"event":"@c","to":"usa","at":"2019"},"disclosures":[{"to":"prk","at":"2019"}]}""", "/disclosures")]
    public void What_is_malformed_is_refused_where_it_is_wrong(string json, string pointer)
    {
        Assert.Null(Ledger.Read(json, out var refusal));
        Assert.Equal(RefusalKind.Malformed, refusal!.Kind);
        Assert.Equal([pointer], refusal.Faults.Select(f => f.Pointer));
    }

    [Fact]
    public void Every_fault_is_told_at_once()
    {
        Ledger.Read("""{"subject":"Summit","type":"","data":7,"mode":"maybe","colour":1,"source":{"title":" "}}""", out var envelope);
        Ledger.Read("""
            {"subject":"summit/a","type":"VenueRejected","data":{"by":"A B","role":"backup"},"absent":{"by":"none"},
             "known":"2019","disclosures":[{"to":"usa","at":"2019"}],"related":["summit/a"]}
            """, out var payload);

        Assert.Equal(["/colour", "/data", "/mode", "/source/publisher", "/source/title", "/subject", "/type"], Pointers(envelope));
        Assert.Equal(["/absent/by", "/data/by", "/data/role", "/data/venue", "/known", "/related"], Pointers(payload));
    }

    [Fact]
    public void Pointers_begin_where_the_event_stands_in_the_body()
    {
        Assert.True(StrictJson.TryParse("""{"subject":"summit/a","type":"VenueRejected","data":{},"colour":1}"""u8.ToArray(), out var document, out _));

        EventReader.Read(document.RootElement, "/events/3", ignoreAssigned: false, out var refusal);

        Assert.Equal("/events/3/colour", Assert.Single(refusal!.Faults).Pointer);
    }

    [Theory]
    [InlineData("Metro\\uFFFEpole")]
    [InlineData("Metro\\uFFFFpole")]
    [InlineData("Metro\\uD83F\\uDFFEpole")]
    [InlineData("\\uFDFA")]
    public void A_name_with_an_odd_character_is_still_a_name(string name) =>
        Assert.NotNull(Ledger.Read($$$"""{"subject":"summit/a","type":"VenueRejected","data":{"venue":"{{{name}}}"}}""", out _));

    /// <summary>Events with one place of them replaced by something else.</summary>
    [Fact]
    public void Whatever_is_sent_is_read_or_refused_with_reasons()
    {
        var junk = Gen.Elements("null", "0", "-1", "1e400", "1.5", "\"\"", "\" \"", "\"x\"", "\"2019-02-30\"", "\"\\uFFFE\"", "[]", "[[]]", "[null]", "[1,1]",
            "[\"a\",\"a\"]", "{}", "{\"x\":1}", "{\"name\":null}", "true", "\"00000000-0000-0000-0000-000000000000\"");
        var cases = from history in Histories.OfSeveral.Generator from with in junk from at in Gen.Choose(0, 1000) select (history, with, at);
        Prop.ForAll(cases.ToArbitrary(), c => c.history.Sent.All(sent =>
        {
            var places = Places(JsonNode.Parse(sent)!).ToList();
            var place = places[c.at % places.Count];
            place.ReplaceWith(JsonNode.Parse(c.with));
            var read = Ledger.Read(place.Root.ToJsonString(), out var refusal);
            return read is null ? refusal!.Faults.Count > 0 && refusal.Faults.All(f => f.Detail.Length > 0) : c.history.Ledger.Decide(read) is not null;
        })).Check(Config.QuickThrowOnFailure.WithMaxTest(200));

        static IEnumerable<JsonNode> Places(JsonNode node) => node switch
        {
            JsonObject members => members.Select(m => m.Value!).SelectMany(v => Places(v).Prepend(v)),
            JsonArray items => items.SelectMany(i => Places(i!).Prepend(i!)),
            _ => [],
        };
    }

    [Fact]
    public void What_is_no_object_is_no_event()
    {
        Assert.Null(Ledger.Read("[]", out var list));
        Assert.Null(Ledger.Read("null", out var nothing));
        Assert.Equal([""], Pointers(list));
        Assert.Equal([""], Pointers(nothing));
    }

    [Theory]
    [InlineData("war/a", "VenueRejected", RefusalKind.NotInCatalogue, "/subject")]
    [InlineData("summit/a", "WarDeclared", RefusalKind.NotInCatalogue, "/type")]
    [InlineData("summit/a", "venue_rejected", RefusalKind.NotInCatalogue, "/type")]
    [InlineData("aid/a", "VenueRejected", RefusalKind.Misplaced, "/type")]
    public void Kinds_and_types_are_those_of_the_catalogue(string subject, string type, RefusalKind kind, string pointer)
    {
        Assert.Null(Ledger.Read($$$"""{"subject":"{{{subject}}}","type":"{{{type}}}","data":{"venue":"M"}}""", out var refusal));
        Assert.Equal((kind, pointer), (refusal!.Kind, Assert.Single(refusal.Faults).Pointer));
    }

    [Fact]
    public void An_import_passes_over_what_a_server_assigned()
    {
        var exported = Rejection[..^1] + ""","timeline":"korea","version":1,"seq":7,"recordedAt":"2019-02-24T00:00:00Z","recordedBy":"me"}""";
        Assert.True(StrictJson.TryParse(Encoding.UTF8.GetBytes(exported), out var document, out _));

        Assert.NotNull(EventReader.Read(document.RootElement, "", ignoreAssigned: true, out var refusal));
        Assert.Null(refusal);
    }

    [Theory]
    [InlineData("unknown")]
    [InlineData("withheld")]
    [InlineData("none")]
    public void What_is_said_to_be_absent_stands_in_for_a_required_member(string absence) => Assert.NotNull(Ledger.Read(
        $$$"""{"subject":"summit/a","type":"VenueRejected","data":{},"absent":{"venue":"{{{absence}}}"}}""", out _));

    [Fact]
    public void An_account_of_another_event_may_leave_out_anything() => Assert.NotNull(Ledger.Read(
        $$"""{"subject":"summit/a","type":"VenueRejected","data":{},"accountOf":"{{SomeId}}"}""", out _));

    [Fact]
    public void An_EventDisclosed_may_repeat_its_own_disclosure() => Assert.NotNull(Ledger.Read(
        """{"subject":"summit/a","type":"EventDisclosed","data":{"event":"@c","to":"usa","at":"2019"},"disclosures":[{"to":"usa","at":"2019"}]}""", out _));

    [Fact]
    public void One_actor_and_a_list_of_that_one_are_the_same()
    {
        var one = Ledger.Read("""{"subject":"summit/a","type":"VenueRejected","data":{"venue":"M","by":"usa"}}""", out _)!;
        var list = Ledger.Read("""{"subject":"summit/a","type":"VenueRejected","data":{"venue":"M","by":["usa"]}}""", out _)!;

        Assert.Equal(one.Data, list.Data);
    }

    private static IEnumerable<string> Pointers(Refusal? refusal) => refusal!.Faults.Select(f => f.Pointer).Order(StringComparer.Ordinal);
}
