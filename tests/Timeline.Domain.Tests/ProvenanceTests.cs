using Timeline.Domain.Knowing;
using Timeline.Domain.Time;

namespace Timeline.Domain.Tests;

/// <summary>Since when a value is known, on whose word first, and how many say so (SEMANTICS §6, provenance).</summary>
public class ProvenanceTests
{
    private readonly Ledger _ledger = new();

    [Fact]
    public void A_value_is_known_since_the_first_who_said_it_though_another_is_in_force()
    {
        Place("tweet", "2019-02-09", "twitter");
        Place("paper", "2019-02-20", "german-daily");
        Place("agency", "2019-02-24", "kcna");

        Assert.Equal(("agency", "2019-02-09", "tweet", 3), At("2019-02-24", "/place"));
        Assert.Equal(("tweet", "2019-02-09", "tweet", 1), At("2019-02-19", "/place"));
    }

    [Fact]
    public void Support_counts_who_says_this_value_and_not_who_reports_the_act()
    {
        _ledger.Say("b", "StatementMade", """{"by":"usa","statement":"talks","purpose":"clarity"}""", "2019-02-20", more: Source("german-daily"));
        _ledger.Say("c", "StatementMade", """{"statement":"talks"}""", "2019-02-21", more: $"{Source("cnn")},\"accountOf\":\"@b\"");
        var state = StateAt("2019-02-24");

        var purpose = state.Values.Single(v => v.Key.EndsWith("/purpose", StringComparison.Ordinal));
        var statement = state.Values.Single(v => v.Key.EndsWith("/statement", StringComparison.Ordinal));
        Assert.Equal((1, 2), (purpose.Value.Support, statement.Value.Support));
    }

    [Fact]
    public void What_others_said_before_somebody_said_something_else_supports_nothing()
    {
        Place("tweet", "2019-02-09", "twitter");
        Place("doubt", "2019-02-10", "cnn", "Da Nang");
        Place("agency", "2019-02-24", "kcna");

        Assert.Equal(("agency", "2019-02-24", "agency", 1), At("2019-02-24", "/place"));
    }

    [Fact]
    public void A_corrected_value_is_known_since_the_correction_which_is_named()
    {
        Place("a", "2019-02-09", "cnn", "Da Nang");
        _ledger.Say("x", "EventCorrected", """{"event":"@a","data":{"place":"Hanoi","by":"usa"},"reason":"wrong"}""", "2019-02-12");
        _ledger.Say("y", "EventCorrected", """{"event":"@a","data":{"place":"Hanoi","by":"vnm"},"reason":"who"}""", "2019-02-14");

        Assert.Equal(("a", "2019-02-12", "a", 1), At("2019-02-24", "/place"));
        Assert.Equal(Ledger.Id("x"), StateAt("2019-02-24").CorrectedBy("/place")?.Event.Id);
        Assert.Null(StateAt("2019-02-11").CorrectedBy("/place"));
    }

    [Fact]
    public void What_a_retraction_hid_and_another_brought_back_is_known_since_the_latter()
    {
        Place("a", "2019-02-09", "cnn");
        _ledger.Say("r", "EventRetracted", """{"event":"@a","reason":"no"}""", "2019-02-12");
        _ledger.Say("rr", "EventRetracted", """{"event":"@r","reason":"yes"}""", "2019-02-15");

        Assert.Equal(("a", "2019-02-15", "a", 1), At("2019-02-24", "/place"));
        var told = StateItem.Of(StateAt("2019-02-24")).Provenance["/place"];
        Assert.Equal(Ledger.Moment("2019-02-09"), told.First!.KnownBy);
    }

    [Fact]
    public void A_vaguer_date_is_not_yet_the_date_but_a_narrower_one_is()
    {
        Dates("a", "2019-01-18", "2019-02");
        Dates("b", "2019-02-05", "2019-02-27/2019-02-28");
        Assert.Equal(("b", "2019-02-05", "b", 1), At("2019-02-24", "/dates"));

        Dates("c", "2019-02-20", "2019-02-27/2019-03-01");
        Assert.Equal(("c", "2019-02-05", "b", 2), At("2019-02-24", "/dates"));
    }

    [Fact]
    public void What_was_foreseen_is_known_since_it_came_about_by_an_event_known_before()
    {
        _ledger.Say("held", "SummitHeld", """{"venue":"Metropole"}""", "2019-02-20", "2019-02-27");

        Assert.Equal(("held", "2019-02-27", "held", 0), At("2019-02-28", "/status"));
        Assert.Equal(Ledger.Moment("2019-02-20"), StateItem.Of(StateAt("2019-02-28")).Provenance["/status"].First!.KnownBy);
    }

    [Fact]
    public void A_tally_is_known_since_its_last_change_and_supported_by_nobody()
    {
        var dyad = new Ledger("interaction/prk-usa");
        dyad.Say("a", "Interaction", """{"source":"usa","target":"prk","cameo":"036","intensity":4}""", "2019-02-01", more: Source("icews"));
        dyad.Say("b", "Interaction", """{"source":"prk","target":"usa","cameo":"036","intensity":6}""", "2019-02-05", more: Source("gdelt"));
        dyad.Say("c", "Interaction", """{"source":"prk","target":"usa","cameo":"042"}""", "2019-02-09", more: Source("gdelt"));
        var told = StateItem.Of(State.Of(dyad.Subject, Story.Of(dyad.Events, Known("2019-02-24")))).Provenance;

        Assert.Equal((3, "2019-02-09"), (told["/count"].Count, Day(told["/count"].Since)));
        Assert.Equal((2, "2019-02-05"), (told["/intensity/mean"].Count, Day(told["/intensity/mean"].Since)));
        Assert.Equal((3, "2019-02-01"), (told["/first"].Count, Day(told["/first"].Since)));
        Assert.All(["/count", "/first", "/last", "/intensity/mean"], p => Assert.Equal((null, null), (told[p].Support, told[p].Event)));
        Assert.Equal((Ledger.Id("a"), Ledger.Id("c")), (told["/count"].First!.Event, told["/count"].Last!.Event));
    }

    private void Place(string label, string known, string publisher, string place = "Hanoi") =>
        _ledger.Say(label, "PlaceConfirmed", $$"""{"place":"{{place}}","by":"usa"}""", known, more: Source(publisher));

    private void Dates(string label, string known, string dates) =>
        _ledger.Say(label, "SummitScheduled", $$"""{"dates":"{{dates}}"}""", known, more: Source(label));

    private (string By, string Since, string First, int Support) At(string known, string pointer)
    {
        var state = StateAt(known);
        var (value, since) = (state.Values[pointer], state.Since(pointer));
        return (Label(value.By.Event.Id), Day(since.Known), Label(since.First.Event.Id), value.Support);
    }

    private State StateAt(string known) => State.Of(_ledger.Subject, Story.Of(_ledger.Events, Known(known)));

    private static Vantage Known(string known) => new() { Known = Ledger.Moment(known), At = Ledger.Moment(known), Recorded = long.MaxValue };

    private static string Source(string publisher) => $$"""
        "source":{"publisher":"{{publisher}}"}
        """.Trim();

    private static string Day(Instant instant) => instant.ToString()[..10];

    private static string Label(Guid id) => System.Text.Encoding.ASCII.GetString(id.ToByteArray(bigEndian: true)).TrimEnd('\0');
}
