using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using Timeline.Domain.CloudEvents;
using Timeline.Domain.Importing;
using Timeline.Domain.Json;
using Timeline.Domain.Knowing;
using Timeline.Domain.Record;
using Timeline.Domain.Time;

namespace Timeline.Domain.Tests.CloudEvents;

/// <summary>An event as a CloudEvent says all that its own form says, and what is written holds to the specification.</summary>
public sealed partial class CloudEventTests
{
    private static readonly Key Korea = Key.Parse("korea");

    private static readonly Vantage Everything = Ledger.From("..", knowers: ["usa", "prk", "kor"]);

    [Fact]
    public void What_is_exported_as_CloudEvents_and_imported_is_what_is_exported_and_imported() => Holds((history, vantage) =>
    {
        var exported = Export(history.Events, vantage);
        var (own, told) = (exported.ConvertAll(Own), exported.ConvertAll(Told));
        var (first, second) = (Import(own), Import(told));
        Assert.Equal(first.Refused, second.Refused);
        Assert.Equal(Export(first.Ledger.Events, Everything).ConvertAll(Own), Export(second.Ledger.Events, Everything).ConvertAll(Own));
        if (first.Refused.Count == 0)
            Assert.Equal(told.ConvertAll(Unassigned), Export(second.Ledger.Events, vantage with { Recorded = long.MaxValue }).ConvertAll(e => Unassigned(Told(e))));
    });

    [Fact]
    public void Attributes_are_named_and_typed_as_the_specification_has_it() => Holds((history, vantage) =>
    {
        foreach (var e in Export(history.Events, vantage))
        {
            var text = Told(e);
            using var document = JsonDocument.Parse(text);
            foreach (var attribute in document.RootElement.EnumerateObject().Where(m => m.Name != "data"))
            {
                Assert.Matches("^[a-z0-9]{1,20}$", attribute.Name);
                Assert.True(attribute.Value.ValueKind is JsonValueKind.String or JsonValueKind.True or JsonValueKind.False
                    || attribute.Value.TryGetInt32(out _), text);
                if (attribute.Value.ValueKind == JsonValueKind.String) Assert.DoesNotContain(attribute.Value.GetString()!, char.IsControl);
            }
        }
    });

    [Theory]
    [InlineData("venue_rejected")]
    [InlineData("event_disclosed")]
    [InlineData("erased")]
    public void A_CloudEvent_is_written_as_it_always_was(string name)
    {
        var ledger = new Ledger();
        ledger.Say("venue", "VenueRejected", """{"venue":"Friendship Cultural Palace","by":"prk","reason":"security"}""",
            happened: "[..2019-02-24]", more: """
            "disclosures":[{"to":"usa","at":"2019-02-23"},{"to":"public","at":"2019-02-24"}],"absent":{"dates":"unknown"},"attribution":["two diplomatic sources"],
            "source":{"publisher":"cnn","title":"Palace & park: “no”","quote":"one\nline","published":"2019-02-24"},
            "assessment":{"reliability":"B","credibility":2},"related":["visit/kim-2019"],"notedAt":"2019-02-25T09:00:00.5+09:00"
            """);
        ledger.Say("leak", "EventDisclosed", """{"event":"@venue","to":"public","at":"2019-02-24"}""", happened: "2019-02-01/..");
        if (name == "erased") ledger.Erase(Ledger.Id("venue"));
        var told = Told(Export(ledger.Events, Everything).Single(e => e.Type == (name == "event_disclosed" ? "EventDisclosed" : "VenueRejected")));
        var file = Path.Combine(GoldenFilesTests.Folder, "CloudEvents", $"{name}.json");
        if (!File.Exists(file) && GoldenFilesTests.IsWriting)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, told + "\n");
        }

        Assert.Equal(File.ReadAllText(file), told + "\n");
    }

    [Fact]
    public void An_id_that_is_no_UUID_is_one_within_its_source()
    {
        var first = Read("\"id\":\"A234-1234-1234\"").Event!.Id;
        Assert.Equal(first, Read("\"id\":\"A234-1234-1234\"").Event!.Id);
        Assert.Equal(5, first!.Value.Version);
        Assert.NotEqual(first, Read("\"id\":\"A234-1234-1235\"").Event!.Id);
        Assert.NotEqual(first, Read("\"id\":\"A234-1234-1234\",\"source\":\"/mycontext/4798\"").Event!.Id);
        Assert.Equal(Guid.Parse("11111111-1111-4111-8111-111111111111"), Read("\"id\":\"11111111-1111-4111-8111-111111111111\"").Event!.Id);
    }

    [Theory]
    [InlineData("2018-04-05T17:31:00Z", "2018-04-05T17:31:00Z")]
    [InlineData("2018-04-05t17:31:00.123456789z", "2018-04-05T17:31:00.123456Z")]
    [InlineData("2018-04-05T17:31:00.5+09:00", "2018-04-05T17:31:00.5+09:00")]
    [InlineData("2018-04-05T17:31:00-00:00", "2018-04-05T17:31:00Z")]
    public void Where_nothing_says_when_it_happened_its_time_does(string time, string happened)
    {
        Assert.Equal(Edtf.Parse(happened), Read($"\"time\":\"{time}\"").Event!.Happened);
        Assert.Equal(Edtf.Parse("2018-04~"), Read($"\"time\":\"{time}\",\"happened\":\"2018-04~\"").Event!.Happened);
    }

    [Theory]
    [InlineData("2016-12-31T23:59:60Z", "2016-12-31T23:59:59.999999Z")]
    [InlineData("2017-01-01T08:59:60.5+09:00", "2016-12-31T23:59:59.999999Z")]
    public void A_leap_second_of_its_time_is_the_last_instant_of_its_minute(string time, string last)
    {
        var read = Read($"\"time\":\"{time}\"");
        Assert.True(read.Event is not null, $"{read.Refusal}");
        Assert.Equal(Ledger.Moment(last), read.Event.Happened.Latest);
    }

    [Fact]
    public void What_others_add_is_passed_over_and_so_is_what_the_server_assigns()
    {
        var plain = Read("\"mode\":\"possible\"").Event;
        Assert.Equal(plain, Read("""
            "mode":"possible","traceparent":"00-0af7651916cd43dd8448eb211c80319c-b9c7c989f97918e1-01","partitionkey":"1","sampledrate":5,"comexampleothervalue":true,
            "dataschema":"https://example.org/schema","sequence":"7","version":3,"recordedtime":"2020-01-01T00:00:00Z","recordedby":"somebody","knowntime":"2019-02-24T23:59:59Z",
            "time":null,"happened":null,"known":null
            """).Event);
    }

    [Theory]
    [InlineData("""{"venue":"Opera House"}""", "application/json")]
    [InlineData("""{"venue":"Opera House"}""", "application/json; charset=utf-8")]
    [InlineData("""{"venue":"Opera House"}""", "application/vnd.example.venue+json")]
    public void Data_may_be_sent_as_Base64_of_JSON(string data, string type)
    {
        var encoded = Convert.ToBase64String(Encoding.UTF8.GetBytes(data));
        Assert.Equal(Read($"\"data\":{data}", data: false).Event, Read($"\"data_base64\":\"{encoded}\",\"datacontenttype\":\"{type}\"", data: false).Event);
    }

    [Theory]
    [InlineData("\"time\":\"24 February\"", "/time")]
    [InlineData("\"time\":\"2019-02-30T00:00:00Z\"", "/time")]
    [InlineData("\"happened\":\"2019-02-30\"", "/happened")]
    [InlineData("\"known\":\"2019-02-24\",\"disclosures\":\"[{\\\"to\\\":\\\"usa\\\",\\\"at\\\":\\\"2019-02-24\\\"}]\"", "/known")]
    [InlineData("\"disclosures\":[{\"to\":\"usa\",\"at\":\"2019-02-24\"}]", "/disclosures")]
    [InlineData("\"disclosures\":\"[{\\\"to\\\":\\\"usa\\\"}]\"", "/disclosures/0/at")]
    [InlineData("\"provenance\":\"{\\\"publisher\\\":\\\"CNN!\\\",\\\"link\\\":1}\"", "/provenance/publisher", "/provenance/link")]
    [InlineData("\"provenance\":\"{\\\"publisher\\\":\\\"cnn\\\",\\\"publisher\\\":\\\"bbc\\\"}\"", "/provenance/publisher")]
    [InlineData("\"provenance\":\"cnn\"", "/provenance")]
    [InlineData("\"provenance\":7,\"mode\":true", "/provenance", "/mode")]
    [InlineData("\"assessment\":\"{}\",\"accountof\":\"x\"", "/accountof", "/assessment/reliability", "/assessment/credibility")]
    [InlineData("\"source\":\"no address\"", "/source")]
    [InlineData("\"source\":\"\"", "/source")]
    [InlineData("\"source\":null", "/source")]
    [InlineData("\"source\":5", "/source")]
    [InlineData("\"id\":\"\"", "/id")]
    [InlineData("\"id\":\"00000000-0000-0000-0000-000000000000\"", "/id")]
    [InlineData("\"subject\":\"somewhere\"", "/subject")]
    [InlineData("\"subject\":null", "/subject")]
    [InlineData("\"datacontenttype\":\"text/xml\"", "/datacontenttype")]
    [InlineData("\"myExtension\":\"a\",\"my_extension\":\"a\",\"extension\":{},\"rate\":1.5,\"line\":\"a\\u0007\"", "/myExtension", "/my_extension", "/extension", "/rate", "/line")]
    [InlineData("\"erased\":\"{\\\"at\\\":\\\"2020-01-01T00:00:00Z\\\",\\\"reason\\\":\\\"r\\\",\\\"by\\\":\\\"admin\\\"}\"", "/erased")]
    [InlineData("\"attribution\":\"[]\"", "/attribution")]
    [InlineData("\"data_base64\":\"e30=\"", "/data_base64")]
    public void Faults_are_told_where_they_are(string attributes, params string[] pointers) => Refuses(Read(attributes), pointers);

    [Theory]
    [InlineData("\"data\":{\"venue\":5,\"colour\":\"red\"}", "/data/venue", "/data/colour")]
    [InlineData("\"data\":\"text\"", "/data")]
    [InlineData("\"time\":\"24 February\",\"data\":{}", "/time", "/data/venue")]
    [InlineData("\"data_base64\":\"eyJ2ZW51ZSI6NX0=\"", "/data_base64/venue")]
    [InlineData("\"data_base64\":\"eyJ2ZW51ZSI6\"", "/data_base64")]
    [InlineData("\"data_base64\":\"!\"", "/data_base64")]
    [InlineData("\"mode\":\"possible\"", "/data")]
    public void Faults_of_data_are_told_where_they_are(string members, params string[] pointers) => Refuses(Read(members, data: false), pointers);

    [Theory]
    [InlineData("""{"specversion":"0.3","id":7}""")]
    [InlineData("""{"specversion":1.0}""")]
    [InlineData("""{"id":"1"}""")]
    public void Only_version_1_0_is_read(string sent) => Refuses(Read(JsonDocument.Parse(sent).RootElement), ["/specversion"]);

    [Fact]
    public void A_fault_that_the_ledger_finds_is_told_where_it_is()
    {
        var read = Read("\"accountof\":\"11111111-1111-4111-8111-111111111111\",\"known\":\"2030-01-01\",\"time\":\"2019-02-24T00:00:00Z\"");
        Assert.Equal("/3/accountof", At("/accountOf"));
        Assert.Equal("/3/provenance/url", At("/source/url"));
        Assert.Equal("/3/time", At("/happened"));
        Assert.Equal("/3/data/event", At("/data/event"));
        Assert.Equal("/3", At(""));

        string At(string own) => read.Locate(new Fault($"/3{own}", "")).Pointer;
    }

    private static void Refuses(CloudEventReader read, string[] pointers)
    {
        Assert.Null(read.Event);
        Assert.Equal(RefusalKind.Malformed, read.Refusal!.Kind);
        Assert.Equal(pointers.Select(p => $"/3{p}").Order(StringComparer.Ordinal), read.Refusal.Faults.Select(f => f.Pointer).Order(StringComparer.Ordinal));
    }

    // A CloudEvent that is taken, with some attributes instead of its own.
    private static CloudEventReader Read(string attributes, bool data = true)
    {
        var given = JsonDocument.Parse($"{{{attributes}}}").RootElement;
        string[] own =
        [
            "\"specversion\":\"1.0\"", "\"id\":\"A234-1234-1234\"", "\"source\":\"/mycontext\"", "\"type\":\"VenueRejected\"", "\"subject\":\"summit/s\"",
            .. data ? (string[])["\"data\":{\"venue\":\"Opera House\"}"] : [],
        ];
        var rest = own.Where(o => !given.TryGetProperty(o.Split('"')[1], out _));
        Assert.True(StrictJson.TryParse(Encoding.UTF8.GetBytes($"{{{string.Join(',', [.. rest, attributes])}}}"), out var document, out _));
        return Read(document.RootElement);
    }

    private static CloudEventReader Read(JsonElement sent) => CloudEventReader.Read(sent, "/3", takesErased: false);

    private static void Holds(Action<History, Vantage> holds)
    {
        var cases = from history in Histories.OfSeveralWithErasures.Generator from vantage in Histories.Vantages select (history, vantage);
        Prop.ForAll(Arb.From(cases), at =>
        {
            holds(at.history, at.vantage);
            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(100));
    }

    private static List<ExportedEvent> Export(IEnumerable<TimelineEvent> events, Vantage vantage) =>
        [.. events.GroupBy(e => e.Subject).SelectMany(s => Knowing.Export.Of(Story.Of(s, vantage)).Values).OrderBy(e => e.Seq)];

    private static string Own(ExportedEvent e) => StrictJson.Write(e, RecordJson.Default.ExportedEvent);

    private static string Told(ExportedEvent e) => StrictJson.Write(writer => CloudEvent.Write(writer, e, Korea));

    private static string Unassigned(string told) => Assigned().Replace(told, "");

    private static (Ledger Ledger, List<string> Refused) Import(IEnumerable<string> lines)
    {
        var (ledger, refused) = (new Ledger { Now = Ledger.Moment("2025-01-01T00:00:00Z") }, new List<string>());
        foreach (var line in lines)
        {
            var read = new OwnLines(256 * 1024).Read(Encoding.UTF8.GetBytes(line))!;
            var faults = read.Event is null ? read.Faults : ledger.TryRecord(read.Event).Refusal?.Faults;
            if (faults is not null) refused.AddRange(faults.Select(f => f.Detail));
        }

        return (ledger, refused);
    }

    [GeneratedRegex(",\"(?:sequence|recordedtime|recordedby|version)\":(?:\"[^\"]*\"|[0-9]+)")]
    private static partial Regex Assigned();
}
