using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Timeline.Domain.Json;
using Timeline.Domain.Knowing;
using Timeline.Domain.Record;
using Timeline.Domain.Telling;
using Timeline.Domain.Time;

namespace Timeline.Domain.Tests;

/// <summary>The same act is on 8 February in Washington and on the 9th in Hanoi (SEMANTICS §2, zones).</summary>
public class ZonesTests
{
    private const string Washington = "\"zone\":\"America/New_York\",\"zoneName\":\"Washington\"";

    private readonly Ledger _ledger = new();

    [Fact]
    public void Every_day_in_an_event_is_one_of_its_zone()
    {
        var e = Say("a", "2019-02-08", "2019-02-08",
            $"{Washington},\"source\":{{\"publisher\":\"white-house\",\"published\":\"2019-02-08\"}}", """{"dates":"2019-02-27/2019-02-28"}""");

        Assert.Equal(("2019-02-08T05:00:00.000000Z", "2019-02-09T04:59:59.999999Z"), Bounds(e.Happened));
        Assert.Equal(("2019-02-08T05:00:00.000000Z", "2019-02-09T04:59:59.999999Z"), Bounds(e.Disclosures[0].At));
        Assert.Equal(("2019-02-08T05:00:00.000000Z", "2019-02-09T04:59:59.999999Z"), Bounds(e.Source!.Published!));
        Assert.Equal(("2019-02-27T05:00:00.000000Z", "2019-03-01T04:59:59.999999Z"), Bounds(e.Data.Dates!));
    }

    [Fact]
    public void A_disclosure_may_have_a_zone_of_its_own()
    {
        var e = Say("a", null, "2019-02-08",
            $$"""{{Washington}},"disclosures":[{"to":"public","at":"2019-02-09","zone":"Asia/Ho_Chi_Minh"},{"to":"usa","at":"2019-02-08"}]""");

        Assert.Equal("2019-02-09T16:59:59.999999Z", e.Disclosures[0].At.Latest.ToString());
        Assert.Equal("2019-02-09T04:59:59.999999Z", e.Disclosures[1].At.Latest.ToString());
    }

    [Fact]
    public void What_is_stored_holds_the_bounds_and_is_read_without_the_rules_of_the_zone()
    {
        var e = Say("a", "2019-02-08", "{2019-02-08,2019-02-10}", Washington, """{"dates":"2019-02-27/2019-02-28"}""");
        var stored = StoredHeaders.Of(e).Write();
        // No machine knows this zone; and no bounds are found again, or these would not stand.
        var other = stored.Replace("America/New_York", "Atlantis/Poseidonis", StringComparison.Ordinal).Replace("2019-02-27T05", "2019-02-27T03", StringComparison.Ordinal);
        var read = JsonSerializer.Deserialize(other, RecordJson.Default.StoredHeaders)!.Event(
            e.Id, e.Timeline, e.Subject, e.Type, e.Type.ReadData(StrictJson.Write(w => EventType.WriteData(w, e.Data))), 1, 1, e.RecordedAt);

        Assert.Equal(("2019-02-27T03:00:00.000000Z", "2019-03-01T04:59:59.999999Z"), Bounds(read.Data.Dates!));
        Assert.Equal(["2019-02-08T05:00:00.000000Z", "2019-02-10T05:00:00.000000Z"], read.Happened.Members.Select(m => m.Earliest.ToString()));
        Assert.Equal(e.Happened.Start, read.Happened.Start);
        Assert.Equal(other, StoredHeaders.Of(read).Write());
    }

    [Fact]
    public void Whatever_is_recorded_is_read_between_the_instants_found_then() => Prop.ForAll(Histories.OfOne, history =>
    {
        foreach (var e in history.Events)
        {
            var read = JsonSerializer.Deserialize(StoredHeaders.Of(e).Write(), RecordJson.Default.StoredHeaders)!.Event(
                e.Id, e.Timeline, e.Subject, e.Type, e.Type.ReadData(StrictJson.Write(w => EventType.WriteData(w, e.Data))), e.Version, e.Seq, e.RecordedAt);
            Assert.Equal(e.Dates.Select(d => (d.Text, d.Zone, d.Bounds)), read.Dates.Select(d => (d.Text, d.Zone, d.Bounds)));
            Assert.Equal(StoredHeaders.Of(e).Write(), StoredHeaders.Of(read).Write());
        }
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    [Fact]
    public void A_date_of_which_the_bounds_are_lost_is_not_guessed()
    {
        var e = Say("a", "2019-02-08", "2019-02-08", Washington);
        var headers = StoredHeaders.Of(e) with { Local = new Dictionary<string, IReadOnlyDictionary<string, LocalBounds>>() };
        Assert.Throws<InvalidDataException>(() => headers.Event(e.Id, e.Timeline, e.Subject, e.Type, e.Data, 1, 1, e.RecordedAt));
    }

    [Theory]
    [InlineData("2011-12-30", "Pacific/Apia", "2011-12-30 did not exist in Pacific/Apia.")]
    [InlineData("2019-03-31T02:30:00", "Europe/Berlin", "2019-03-31T02:30:00 did not exist in Europe/Berlin.")]
    [InlineData("2011-12-30/2012-01-02", "Pacific/Apia", "2011-12-30 did not exist in Pacific/Apia.")]
    public void What_the_zone_skipped_is_refused(string date, string zone, string detail)
    {
        var (_, refusal) = _ledger.TrySay("a", "SummitScheduled", """{"dates":"2019"}""", "2019-02-08", date, $"\"zone\":\"{zone}\"");
        Assert.Equal(("/happened", detail), (refusal!.Faults.Single().Pointer, refusal.Faults.Single().Detail));
    }

    [Theory]
    [InlineData("\"zone\":\"Europe/Bonn\"", "/zone")]
    [InlineData("\"zone\":\"W. Europe Standard Time\"", "/zone")]
    [InlineData("\"zoneName\":\"Washington\"", "/zoneName")]
    public void What_is_no_zone_is_refused(string more, string pointer)
    {
        var (_, refusal) = _ledger.TrySay("a", "SummitScheduled", """{"dates":"2019"}""", "2019-02-08", more: more);
        Assert.Equal(pointer, refusal!.Faults.Single().Pointer);
    }

    [Fact]
    public void A_time_that_the_clocks_showed_twice_spans_both()
    {
        var e = Say("a", "2019-11-10", "2019-11-03T01:30:00", Washington);
        Assert.Equal(("2019-11-03T05:30:00.000000Z", "2019-11-03T06:30:00.000000Z"), Bounds(e.Happened));
    }

    [Fact]
    public void A_default_takes_date_and_zone_together()
    {
        var known = Say("a", null, null, """ "disclosures":[{"to":"public","at":"2019-02-08","zone":"America/New_York"}] """, """{"place":"Hanoi"}""", "PlaceConfirmed");
        Assert.Equal(("2019-02-08", "America/New_York"), (known.Happened.Text, known.Zone!.Id));

        var other = Say("b", null, null,
            """ "disclosures":[{"to":"public","at":"2019-02-08","zone":"America/New_York"}] """, """{"place":"Hanoi","dates":"2019-02-27"}""", "PlaceConfirmed");
        Assert.Equal(("[2019-02-08T05:00:00.000000Z..2019-02-09T04:59:59.999999Z]", null), (other.Happened.Text, other.Zone));
        Assert.Equal(Bounds(known.Happened), Bounds(other.Happened));
    }

    [Fact]
    public void An_account_takes_the_date_of_what_it_tells_with_its_zone()
    {
        Say("a", "2019-02-08", "2019-02-08", Washington, """{"place":"Hanoi"}""", "PlaceConfirmed");
        var account = Say("b", "2019-02-09T12:00:00Z", null, "\"accountOf\":\"@a\"", """{"place":"Hanoi"}""", "PlaceConfirmed");
        Assert.Equal(("2019-02-08", "America/New_York"), (account.Happened.Text, account.Zone!.Id));
    }

    [Fact]
    public void An_act_on_the_record_reads_its_own_dates_in_its_own_zone()
    {
        Say("a", "2019-02-08", "2019-02-08", Washington, """{"dates":"2019-02-27"}""");
        Say("c", "2019-02-10", null, """ "zone":"Asia/Ho_Chi_Minh" """,
            """{"event":"@a","happened":"2019-02-09","data":{"dates":"2019-02-27"},"reason":"day"}""", "EventCorrected");
        var state = _ledger.State(Ledger.From("2019-02-12"));

        var entry = state.Story.Entries.Single();
        Assert.Equal(("2019-02-08T17:00:00.000000Z", "2019-02-09T16:59:59.999999Z"), Bounds(entry.Happened));
        Assert.Equal("""{"date":"2019-02-27","zone":"Asia/Ho_Chi_Minh","zoneName":"Ho Chi Minh City"}""", state.Values["/dates"].Value.Json);
        var told = StoryItem.Of(entry, state.Story);
        Assert.Equal(("America/New_York", "Washington", "Asia/Ho_Chi_Minh", "Asia/Ho_Chi_Minh"), (told.Zone, told.ZoneName, told.HappenedZone!.Zone, told.DataZone!.Zone));
    }

    [Fact]
    public void An_amendment_may_give_the_zone_that_was_forgotten()
    {
        Say("a", "2019-02-08", "2019-02-08", "\"source\":{\"publisher\":\"white-house\",\"published\":\"2019-02-08\"}", """{"dates":"2019-02-27"}""");
        Assert.Equal("\"2019-02-27\"", _ledger.State(Ledger.From("2019-02-12")).Values["/dates"].Value.Json);
        Say("m", "2019-02-12", null, null, """{"event":"@a","zone":"America/New_York","zoneName":"Washington","reason":"it is Washington's day"}""", "EventAmended");
        var state = _ledger.State(Ledger.From("2019-02-12"));

        Assert.Equal("""{"date":"2019-02-27","zone":"America/New_York","zoneName":"Washington"}""", state.Values["/dates"].Value.Json);
        Assert.Equal("2019-02-09T04:59:59.999999Z", state.Story.Entries.Single().KnownBy.ToString());
        Assert.Empty(_ledger.State(Ledger.From("2019-02-08")).Story.Entries);
    }

    [Fact]
    public void Values_that_differ_in_zone_differ_and_refinement_goes_by_bounds()
    {
        Say("a", "2019-02-08", "2019-02-08", Washington, """{"place":"Hanoi"}""", "PlaceConfirmed");
        Say("b", "2019-02-10", "2019-02-09", """ "accountOf":"@a","zone":"Asia/Ho_Chi_Minh" """, """{"place":"Hanoi"}""", "PlaceConfirmed");
        Say("c", "2019-02-10", "2019-02", """ "accountOf":"@a" """, """{"place":"Hanoi"}""", "PlaceConfirmed");
        var happened = _ledger.State(Ledger.From("2019-02-12")).Values[$"/accounts/{Ledger.Id("a")}/happened"];

        Assert.Equal("Asia/Ho_Chi_Minh", happened.Value.Date!.Zone!.Id);
        Assert.Equal("America/New_York", Assert.Single(happened.Rivals).Value.Date!.Zone!.Id);
    }

    [Fact]
    public void An_account_that_takes_its_date_in_instants_does_not_differ_on_it()
    {
        Say("a", "2019-02-08", "2019-02-08", Washington, """{"place":"Hanoi"}""", "PlaceConfirmed");
        var account = Say("b", "2019-02-10", null, """ "accountOf":"@a" """, """{"place":"Hanoi"}""", "PlaceConfirmed");
        var happened = _ledger.State(Ledger.From("2019-02-12")).Values[$"/accounts/{Ledger.Id("a")}/happened"];

        Assert.Equal("[2019-02-08T05:00:00.000000Z..2019-02-09T04:59:59.999999Z]", account.Happened.Text);
        Assert.Equal("2019-02-08", happened.Value.Date!.Text);
        Assert.Empty(happened.Rivals);
    }

    [Fact]
    public void An_export_gives_text_and_zone_and_an_import_finds_the_bounds_anew()
    {
        var e = Say("a", "2019-02-08", "2019-02-08", Washington, """{"dates":"2019-02-27"}""");
        var line = StrictJson.Write(Export.Of(_ledger.Story(Ledger.From("..")))[e.Id], RecordJson.Default.ExportedEvent);
        Assert.Contains($"{Washington}", line, StringComparison.Ordinal);
        Assert.DoesNotContain("05:00", line, StringComparison.Ordinal);

        var again = new Ledger();
        Assert.True(StrictJson.TryParse(System.Text.Encoding.UTF8.GetBytes(line), out var document, out _));
        var proposed = EventReader.Read(document!.RootElement, "", ignoreAssigned: true, out var refusal);
        Assert.Null(refusal);
        Assert.Equal(Bounds(e.Data.Dates!), Bounds(again.TryRecord(proposed!).Recorded!.Data.Dates!));
        // A repeat is one, whatever the machine knows of zones.
        Assert.Equal(e, _ledger.TryRecord(proposed!).Recorded);
    }

    [Theory]
    [InlineData("America/New_York", null, "New York")]
    [InlineData("America/New_York", "Washington", "Washington")]
    [InlineData("Asia/Ho_Chi_Minh", null, "Ho Chi Minh City")]
    [InlineData("America/Argentina/Buenos_Aires", null, "Buenos Aires")]
    [InlineData("Asia/Seoul", null, "Seoul")]
    public void People_are_told_the_name_given_or_the_city(string zone, string? given, string name) => Assert.Equal(name, new LocalZone(zone, given).Name);

    [Fact]
    public void A_sentence_says_whose_day_it_is()
    {
        Say("a", "2019-02-08", "2019-02-08", Washington, """{"place":"Hanoi","by":"usa"}""", "PlaceConfirmed");
        var briefed = Briefing.Of(_ledger.State(Ledger.From("2019-02-24")), Language.Default);
        Assert.Contains("On 8 February 2019 (Washington)", Assert.Single(briefed.Situation.Sentences).Text, StringComparison.Ordinal);
    }

    private TimelineEvent Say(string label, string? known, string? happened, string? more, string data = """{"dates":"2019"}""", string type = "SummitScheduled") =>
        _ledger.Say(label, type, data, known, happened, more);

    private static (string, string) Bounds(Edtf date) => (date.Earliest.ToString(), date.Latest.ToString());
}
