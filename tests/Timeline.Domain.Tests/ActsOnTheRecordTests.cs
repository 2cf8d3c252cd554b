using Timeline.Domain.Knowing;
using Timeline.Domain.Record;
using Timeline.Domain.Time;

namespace Timeline.Domain.Tests;

/// <summary>Retractions, corrections, denials, disclosures and amendments (SEMANTICS §5).</summary>
public class ActsOnTheRecordTests
{
    private const string Status = "/venues/metropole/status";

    private readonly Ledger _ledger = new("summit/hanoi");

    public ActsOnTheRecordTests() => _ledger.Say("a", "VenueConfirmed", """{"venue":"Metropole","by":"usa"}""", "2019-02-05", "2019-02-05");

    [Fact]
    public void What_is_retracted_is_as_if_never_said_from_when_the_retraction_is_known()
    {
        Retract("r", "a", "2019-02-10");

        Assert.Contains(Status, State("2019-02-09").Values.Keys);
        Assert.Empty(State("2019-02-10").Values);
    }

    [Fact]
    public void A_retraction_known_to_one_retracts_for_that_one_only()
    {
        _ledger.Say("r", "EventRetracted", """{"event":"@a","reason":"r"}""", more: """ "disclosures":[{"to":"usa","at":"2019-02-10"}] """);

        Assert.NotEmpty(State("2020").Values);
        Assert.Empty(_ledger.State(Ledger.From("2020", knowers: ["usa"])).Values);
    }

    [Fact]
    public void A_retracted_retraction_no_longer_retracts()
    {
        Retract("r", "a", "2019-02-10");
        Retract("s", "r", "2019-02-12");
        Retract("t", "s", "2019-02-14");

        Assert.Empty(State("2019-02-11").Values);
        Assert.NotEmpty(State("2019-02-12").Values);
        Assert.Empty(State("2019-02-14").Values);
    }

    [Fact]
    public void A_correction_replaces_the_payload_as_a_whole()
    {
        Correct("c", """ "data":{"venue":"Opera House"} """, "2019-02-10");

        Assert.Equal(["/venues/opera-house/status", "/venues/opera-house/venue"], State("2019-02-10").Values.Keys);
        Assert.Contains("/venues/metropole/by", State("2019-02-09").Values.Keys);
    }

    [Fact]
    public void A_correction_of_happened_leaves_the_payload()
    {
        Correct("c", """ "happened":"2019-02-03" """, "2019-02-10");

        Assert.Contains(Status, State("2019-02-10", at: "2019-02-03").Values.Keys);
        Assert.Empty(State("2019-02-09", at: "2019-02-03").Values);
    }

    [Fact]
    public void Of_several_corrections_the_later_known_is_in_force_whichever_was_recorded_later()
    {
        Correct("c", """ "data":{"venue":"Opera House"} """, "2019-02-12");
        Correct("d", """ "data":{"venue":"Sofitel"} """, "2019-02-10");

        Assert.Contains("/venues/opera-house/status", State("2020").Values.Keys);
        Assert.Contains("/venues/sofitel/status", State("2019-02-11").Values.Keys);
    }

    [Fact]
    public void Data_and_happened_come_each_from_the_latest_correction_that_gives_it()
    {
        Correct("c", """ "data":{"venue":"Opera House"},"happened":"2019-02-01" """, "2019-02-10");
        Correct("d", """ "happened":"2019-02-02" """, "2019-02-12");

        var entry = _ledger.Story(Ledger.From("2020")).Entries.Single();

        Assert.Equal("2019-02-02", entry.Happened.Text);
        Assert.Contains("/venues/opera-house/status", State("2020").Values.Keys);
        Assert.Equal(2, entry.Corrections.Count);
    }

    [Fact]
    public void A_retracted_correction_gives_way_to_what_it_corrected()
    {
        Correct("c", """ "data":{"venue":"Opera House"} """, "2019-02-10");
        Retract("r", "c", "2019-02-12");

        Assert.Contains(Status, State("2019-02-12").Values.Keys);
    }

    [Fact]
    public void A_corrected_payload_says_with_absent_what_has_no_value()
    {
        _ledger.Say("c", "EventCorrected", """{"event":"@a","data":{},"reason":"r"}""", "2019-02-10", more: """ "absent":{"venue":"withheld"} """);

        Assert.Equal((OpenReason.Withheld, "/venues"), State("2019-02-10").OpenQuestions.Select(q => (q.Reason, q.Pointer)).Single());
    }

    [Fact]
    public void What_is_denied_stays_and_is_disputed_until_the_denial_is_retracted()
    {
        _ledger.Say("d", "EventDenied", """{"event":"@a","by":"prk"}""", "2019-02-10");
        Retract("r", "d", "2019-02-12");

        Assert.False(State("2019-02-09").Values[Status].By.IsDisputed);
        Assert.True(State("2019-02-10").Values[Status].By.IsDisputed);
        Assert.False(State("2019-02-12").Values[Status].By.IsDisputed);
    }

    [Fact]
    public void A_leak_makes_its_target_known_from_its_position_on()
    {
        _ledger.Say("b", "VenueRejected", """{"venue":"Metropole"}""", happened: "2019-02-06", more: """ "disclosures":[{"to":"usa","at":"2019-02-06"}] """);
        var leak = _ledger.Say("e", "EventDisclosed", """{"event":"@b","to":"public","at":"2019-02-20"}""").Seq;

        Assert.Equal("confirmed", StatusAt("2019-02-19"));
        Assert.Equal("rejected", StatusAt("2019-02-20"));
        Assert.Equal("confirmed", StatusAt("2019-02-20", recorded: leak - 1));
        Assert.Equal("rejected", StatusAt("2019-02-06", knowers: ["usa"], recorded: leak - 1));
        Assert.Equal(Ledger.Moment("2019-02-20"), _ledger.Story(Ledger.From("2020")).Entries.Last().KnownBy);
    }

    [Fact]
    public void A_leak_has_its_own_disclosure_and_counts_at_every_lens_and_knower()
    {
        _ledger.Say("b", "VenueRejected", """{"venue":"Metropole"}""", happened: "2019-02-06",
            more: """ "disclosures":[{"to":"usa","at":"2019-02-06"}],"assessment":{"reliability":"A","credibility":1} """);
        var leak = _ledger.Say("e", "EventDisclosed", """{"event":"@b","to":"public","at":"2019-02-20"}""");

        Assert.Equal([new Disclosure { To = Key.Public, At = Edtf.Parse("2019-02-20") }], leak.Disclosures);
        Assert.Single(_ledger.Story(Ledger.From("2019-02-20", lens: new Lens { Reliability = Reliability.A })).Entries);
    }

    [Fact]
    public void A_leak_amended_void_discloses_nothing()
    {
        _ledger.Say("b", "VenueRejected", """{"venue":"Metropole"}""", happened: "2019-02-06", more: """ "disclosures":[{"to":"usa","at":"2019-02-06"}] """);
        _ledger.Say("e", "EventDisclosed", """{"event":"@b","to":"public","at":"2019-02-20"}""");
        var mended = Amend("v", "\"void\":true", of: "e").Seq;

        Assert.Equal("confirmed", StatusAt("2020"));
        Assert.Equal("rejected", StatusAt("2020", recorded: mended - 1));
    }

    [Fact]
    public void An_amendment_is_read_at_every_time_but_only_from_its_position_on()
    {
        var mended = Amend("v", """ "data":{"venue":"Opera House"} """).Seq;

        Assert.Contains("/venues/opera-house/status", State("2019-02-05").Values.Keys);
        Assert.Contains(Status, _ledger.State(Ledger.From("2019-02-05", recorded: mended - 1)).Values.Keys);
    }

    [Fact]
    public void Member_by_member_the_latest_amendment_wins()
    {
        Amend("v", """ "happened":"2019-02-01","assessment":{"reliability":"B","credibility":2} """);
        Amend("w", """ "happened":"2019-02-02","source":{"publisher":"reuters"},"attribution":["bbc"] """);

        var entry = _ledger.Story(Ledger.From("2020")).Entries.Single();

        Assert.Equal(("2019-02-02", "B2", "reuters", "bbc"),
            (entry.Happened.Text, entry.Event.Assessment!.ToString(), entry.Event.Source!.Publisher.Value, entry.Event.Attribution![0]));
        Assert.Equal([Ledger.Id("v"), Ledger.Id("w")], entry.Seen.Amendments);
    }

    [Fact]
    public void What_is_amended_void_is_not_read_and_may_be_read_again()
    {
        var voided = Amend("v", "\"void\":true").Seq;
        Amend("w", "\"void\":false");

        Assert.False(_ledger.Story(Ledger.From("2020", recorded: voided)).IsVisible);
        Assert.False(_ledger.Story(Ledger.From("2020", recorded: voided)).Exists);
        Assert.True(_ledger.Story(Ledger.From("2020")).IsVisible);
    }

    [Fact]
    public void A_mode_may_be_amended_and_taken_away()
    {
        var possible = Amend("v", "\"mode\":\"possible\"").Seq;
        Amend("w", "\"mode\":\"asserted\"");

        Assert.Empty(_ledger.State(Ledger.From("2020", recorded: possible)).Values);
        Assert.Single(_ledger.State(Ledger.From("2020", recorded: possible)).Said);
        Assert.NotEmpty(State("2020").Values);
    }

    [Fact]
    public void Amended_disclosures_replace_all_and_are_clipped_to_when_the_target_was_noted()
    {
        _ledger.Say("b", "VenueRejected", """{"venue":"Metropole"}""", "2019-02-06", more: "\"notedAt\":\"2019-02-10T00:00:00Z\"");
        Amend("v", """ "disclosures":[{"to":"prk","at":"2019-02"}] """, of: "b");

        Assert.Equal("confirmed", StatusAt("2020"));
        Assert.Equal("rejected", StatusAt("2019-02-10", knowers: ["prk"]));
        Assert.Equal("confirmed", StatusAt("2019-02-09", knowers: ["prk"]));
    }

    [Fact]
    public void A_regrading_counts_at_the_lens()
    {
        Amend("v", """ "assessment":{"reliability":"A","credibility":1} """);

        Assert.True(_ledger.Story(Ledger.From("2019-02-05", lens: new Lens { Reliability = Reliability.A })).IsVisible);
    }

    [Fact]
    public void An_amendment_is_seen_only_by_whom_its_target_is()
    {
        _ledger.Say("b", "VenueRejected", """{"venue":"Metropole"}""", more: """ "disclosures":[{"to":"usa","at":"2019-02-06"}] """);
        Amend("v", """ "happened":"2019-02-04" """, of: "b");

        Assert.Equal(1, _ledger.Story(Ledger.From("2021")).Version);
        Assert.Equal(3, _ledger.Story(Ledger.From("2021", knowers: ["usa"])).Version);
    }

    [Theory]
    [InlineData("EventRetracted", "EventRetracted", true)]
    [InlineData("EventRetracted", "EventCorrected", true)]
    [InlineData("EventRetracted", "EventDenied", true)]
    [InlineData("EventRetracted", "EventDisclosed", false)]
    [InlineData("EventRetracted", "EventAmended", false)]
    [InlineData("EventCorrected", "EventCorrected", false)]
    [InlineData("EventDenied", "EventRetracted", false)]
    [InlineData("EventDisclosed", "EventDenied", false)]
    [InlineData("EventDisclosed", "EventDisclosed", false)]
    [InlineData("EventAmended", "EventRetracted", false)]
    [InlineData("EventAmended", "EventAmended", false)]
    [InlineData("EventAmended", "EventDisclosed", true)]
    public void Acts_target_events_of_the_world_and_few_others(string act, string target, bool isTaken)
    {
        _ledger.Say("t", target, Data(target, "a"), target == "EventDisclosed" ? null : "2019-02-06");

        var (recorded, refusal) = _ledger.TrySay("x", act, Data(act, "t"));

        Assert.Equal(isTaken, recorded is not null);
        if (!isTaken) Assert.Equal((RefusalKind.ForbiddenTarget, "/data/event"), (refusal!.Kind, refusal.Faults.Single().Pointer));

        static string Data(string type, string of) => $$"""{"event":"@{{of}}", """ + type switch
        {
            "EventRetracted" => "\"reason\":\"r\"}",
            "EventCorrected" => "\"reason\":\"r\",\"happened\":\"2019-02-01\"}",
            "EventDenied" => "\"by\":\"prk\"}",
            "EventDisclosed" => "\"to\":\"usa\",\"at\":\"2019-02-02\"}",
            _ => "\"reason\":\"r\",\"void\":true}",
        };
    }

    [Fact]
    public void What_an_amendment_gives_of_disclosures_and_source_is_shown_as_its_target_shows_it()
    {
        var ledger = new Ledger();
        ledger.Say("a", "PlaceConfirmed", """{"place":"Hanoi"}""", known: "2019-02-01");
        ledger.Say("b", "EventAmended", """
            {"event":"@a","reason":"slip","disclosures":[{"to":"public","at":"2019-02-01"},{"to":"usa","at":"2019-01-01"}],
             "source":{"publisher":"cnn","published":"2019-03-01"},"attribution":["officials"]}
            """, known: "2019-02-01");

        Assert.Equal("""{"event":"@a","disclosures":[{"to":"public","at":"2019-02-01"}],"reason":"slip"}""", Shown(Ledger.From("2019-02-24")));
        Assert.Equal(
            """{"event":"@a","disclosures":[{"to":"public","at":"2019-02-01"},{"to":"usa","at":"2019-01-01"}],"reason":"slip"}""",
            Shown(Ledger.From("2019-02-24", knowers: ["usa"])));
        Assert.Equal(
            """{"event":"@a","disclosures":[{"to":"public","at":"2019-02-01"}],"source":{"publisher":"cnn","published":"2019-03-01"},"attribution":["officials"],"reason":"slip"}""",
            Shown(Ledger.From("2019-03-02")));

        string Shown(Vantage vantage)
        {
            var story = ledger.Story(vantage);
            var listed = RecordedItem.Of(story[Ledger.Id("b")], story).Data.GetRawText();
            Assert.Equal(listed, Export.Of(story)[Ledger.Id("b")].Data.GetRawText());
            return listed.Replace(Ledger.Id("a").ToString(), "@a");
        }
    }

    [Fact]
    public void An_EventDisclosed_can_be_amended_in_nothing_but_void()
    {
        _ledger.Say("t", "EventDisclosed", """{"event":"@a","to":"usa","at":"2019-02-02"}""");

        var (_, refusal) = _ledger.TrySay("x", "EventAmended", """{"event":"@t","void":true,"happened":"2019-02-01","reason":"r"}""");

        Assert.Equal(RefusalKind.ForbiddenTarget, refusal!.Kind);
    }

    private void Retract(string label, string target, string known) =>
        _ledger.Say(label, "EventRetracted", $$"""{"event":"@{{target}}","reason":"withdrawn"}""", known);

    private void Correct(string label, string what, string known) =>
        _ledger.Say(label, "EventCorrected", $$"""{"event":"@a","reason":"wrong",{{what}}}""", known);

    private TimelineEvent Amend(string label, string what, string of = "a") =>
        _ledger.Say(label, "EventAmended", $$"""{"event":"@{{of}}","reason":"slip",{{what}}}""");

    private State State(string known, string? at = null) => _ledger.State(Ledger.From(known, at));

    private string? StatusAt(string known, string[]? knowers = null, long recorded = long.MaxValue) =>
        _ledger.State(Ledger.From(known, knowers: knowers, recorded: recorded)).Values[Status].Value.Text;
}
