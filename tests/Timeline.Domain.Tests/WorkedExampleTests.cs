using Timeline.Domain.Knowing;

namespace Timeline.Domain.Tests;

/// <summary>SEMANTICS §9, bullet by bullet.</summary>
public class WorkedExampleTests
{
    private const string Palace = "/venues/friendship-cultural-palace";

    private readonly Ledger _ledger = new("summit/us-dprk-2");

    public WorkedExampleTests()
    {
        _ledger.Say("a", "SummitScheduled", """{"dates":"2019-02~"}""", "2019-01-18", "2019-01-18");
        _ledger.Say("b", "SummitScheduled", """{"dates":"2019-02-27/2019-02-28","place":"Vietnam"}""", "2019-02-05", "2019-02-05");
        _ledger.Say("c", "VenueRejected", """{"venue":"Friendship Cultural Palace","by":"prk","reason":"security"}""", "2019-02-24", "[..2019-02-24]");
        _ledger.Say("d", "SummitConcluded", """{"outcome":"noAgreement"}""", "2019-02-28", "2019-02-28");
        _ledger.Say("e", "PlaceConfirmed", """{"place":"Hanoi"}""", "2019-02-08", "2019-02-08");
        _ledger.Say("f", "EventRetracted", """{"event":"@c","reason":"withdrawn by its source"}""", "2019-03-02", "2019-03-02");
    }

    [Fact]
    public void On_2019_01_17_nothing_was_known_of_a_subject_that_exists()
    {
        var story = _ledger.Story(Ledger.From("2019-01-17"));

        Assert.True(story.Exists);
        Assert.False(story.IsVisible);
        Assert.Empty(story.Entries);
    }

    [Fact]
    public void On_2019_01_20_it_was_scheduled_vaguely_and_four_questions_were_open()
    {
        var state = _ledger.State(Ledger.From("2019-01-20"));

        Assert.Equal(["/dates = \"2019-02~\"", "/status = \"scheduled\""], Values(state));
        Assert.Equal(["dates", "place", "venue", "participants"], state.OpenQuestions.Select(q => q.Question));
    }

    [Fact]
    public void On_2019_02_07_the_days_and_the_country_were_known()
    {
        var state = _ledger.State(Ledger.From("2019-02-07"));

        Assert.Equal(["/dates = \"2019-02-27/2019-02-28\"", "/place = \"Vietnam\"", "/status = \"scheduled\""], Values(state));
        Assert.Equal(["venue", "participants"], state.OpenQuestions.Select(q => q.Question));
    }

    [Fact]
    public void On_2019_02_08_the_place_was_Hanoi_though_that_was_recorded_after_the_conclusion()
    {
        var state = _ledger.State(Ledger.From("2019-02-08"));

        Assert.Equal("Hanoi", Text(state, "/place"));
        Assert.Equal(Ledger.Id("e"), state.Values["/place"].By.Event.Id);
        Assert.Equal("scheduled", Text(state, "/status"));
    }

    [Fact]
    public void On_2019_02_08_as_the_ledger_held_it_at_the_conclusion_the_place_was_Vietnam()
    {
        var conclusion = _ledger.Events.Single(e => e.Type.Name == "SummitConcluded").Seq;

        Assert.Equal("Vietnam", Text(_ledger.State(Ledger.From("2019-02-08", recorded: conclusion)), "/place"));
    }

    [Fact]
    public void On_2019_02_24_the_palace_was_rejected_for_security_and_no_venue_confirmed()
    {
        var state = _ledger.State(Ledger.From("2019-02-24"));

        Assert.Equal("rejected", Text(state, $"{Palace}/status"));
        Assert.Equal("prk", Text(state, $"{Palace}/by"));
        Assert.Equal("security", Text(state, $"{Palace}/reason"));
        Assert.Contains(state.OpenQuestions, q => q.Question == "venue");
        Assert.Equal("scheduled", Text(state, "/status"));
        Assert.DoesNotContain("/outcome", state.Values.Keys);
    }

    [Fact]
    public void At_noon_on_2019_02_24_the_rejection_was_not_visible()
    {
        var state = _ledger.State(Ledger.From("2019-02-24T12:00:00Z"));

        Assert.DoesNotContain($"{Palace}/status", state.Values.Keys);
        Assert.DoesNotContain(state.Story.Seen, s => s.IsVisible && s.Event.Id == Ledger.Id("c"));
    }

    [Fact]
    public void Known_2019_02_28_at_2019_02_25_leaves_out_the_conclusion_although_known()
    {
        var state = _ledger.State(Ledger.From("2019-02-28", at: "2019-02-25"));

        Assert.Equal("rejected", Text(state, $"{Palace}/status"));
        Assert.Equal("scheduled", Text(state, "/status"));
        Assert.DoesNotContain("/outcome", state.Values.Keys);
        Assert.Contains(state.Story.Seen, s => s.IsVisible && s.Event.Id == Ledger.Id("d"));
    }

    [Fact]
    public void On_2019_03_01_it_was_concluded_without_agreement_and_the_palace_rejected()
    {
        var state = _ledger.State(Ledger.From("2019-03-01"));

        Assert.Equal("concluded", Text(state, "/status"));
        Assert.Equal("noAgreement", Text(state, "/outcome"));
        Assert.Equal("rejected", Text(state, $"{Palace}/status"));
    }

    [Fact]
    public void On_2019_03_02_the_rejection_was_gone_for_it_was_retracted()
    {
        var state = _ledger.State(Ledger.From("2019-03-02"));

        Assert.Equal("concluded", Text(state, "/status"));
        Assert.DoesNotContain(state.Values.Keys, p => p.StartsWith(Palace, StringComparison.Ordinal));
        Assert.Equal(Standing.Retracted, state.Story.StandingOf(state.Story.Seen.Single(s => s.Event.Id == Ledger.Id("c"))));
    }

    private static string? Text(State state, string pointer) => state.Values[pointer].Value.Text;

    private static IEnumerable<string> Values(State state) => state.Values.Select(v => $"{v.Key} = {v.Value.Value.Json}");
}
