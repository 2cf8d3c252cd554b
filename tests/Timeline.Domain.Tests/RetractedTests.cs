using Timeline.Domain.Knowing;
using Timeline.Domain.Telling;

namespace Timeline.Domain.Tests;

/// <summary>What was taken back is still told, struck through: who, when and why (SEMANTICS §§6, 7).</summary>
public class RetractedTests
{
    private readonly Ledger _ledger = new();

    private Story Known(string day, string[]? knowers = null) => _ledger.Story(Ledger.From(day, knowers: knowers));

    private static StoryItem Only(Story story) => Assert.Single(story.Retracted.Select(e => StoryItem.Of(e, story)));

    private RecordedItem Recorded(string label, string day) => Known(day) is var story ? RecordedItem.Of(story[Ledger.Id(label)], story) : null!;

    [Fact]
    public void A_report_taken_back_is_told_as_it_was_last_in_force_with_who_when_and_why()
    {
        _ledger.Say("a", "VenueRejected", """{"venue":"Opera House"}""", "2019-02-20");
        _ledger.Say("b", "EventCorrected", """{"event":"@a","data":{"venue":"Metropole"},"happened":"2019-02-18","reason":"misheard"}""", "2019-02-21");
        _ledger.Say("c", "EventRetracted", """{"event":"@a","reason":"its source withdrew it"}""", "2019-03-02", more: "\"source\":{\"publisher\":\"yonhap\"}");

        Assert.Empty(Known("2019-03-01").Retracted);
        var item = Only(Known("2019-03-02"));
        Assert.Equal(("Metropole", "2019-02-18"), (item.Data.GetProperty("venue").GetString(), item.Happened.Text));
        Assert.Equal((Ledger.Id("c"), "yonhap", "its source withdrew it", Ledger.Moment("2019-03-02")),
            (item.RetractedBy!.Event, item.RetractedBy.Publisher!.Value, item.RetractedBy.Reason, item.RetractedBy.KnownBy));
        Assert.Equal("misheard", Assert.Single(item.Corrections).Reason);
        Assert.Empty(Known("2019-03-02").Effective);

        var recorded = Recorded("a", "2019-03-02");
        Assert.Equal((Standing.Retracted, item.HappenedBy, Ledger.Id("c")), (recorded.Standing, recorded.HappenedBy, recorded.RetractedBy!.Event));
        Assert.Equal("Metropole", recorded.InForce!.Data!.Value.GetProperty("venue").GetString());
    }

    [Fact]
    public void A_retraction_is_told_only_to_whom_it_is_known()
    {
        _ledger.Say("a", "VenueRejected", """{"venue":"Opera House"}""", "2019-02-20");
        _ledger.Say("b", "EventRetracted", """{"event":"@a","reason":"secret"}""", more: """ "disclosures":[{"to":"usa","at":"2019-02-25"}] """);

        Assert.Empty(Known("2019-03-01").Retracted);
        Assert.Null(Recorded("a", "2019-03-01").RetractedBy);
        Assert.Equal("secret", Only(Known("2019-03-01", ["usa"])).RetractedBy!.Reason);
        Assert.Equal((1, null), (_ledger.State(Ledger.From("2019-03-01")) is var s ? StateItem.Of(s).Basis : null!) is { } basis ? (basis.Events, basis.Retracted) : default);
    }

    [Fact]
    public void A_subject_of_which_everything_was_taken_back_says_so()
    {
        _ledger.Say("a", "VenueRejected", """{"venue":"Opera House"}""", "2019-02-20");
        _ledger.Say("b", "EventRetracted", """{"event":"@a","reason":"wrong"}""", "2019-02-25");
        var state = _ledger.State(Ledger.From("2019-03-01"));
        Assert.Equal(new Basis(0, null, null, Retracted: 1), StateItem.Of(state).Basis);

        var briefed = Briefing.Of(state, Language.Default);
        Assert.Empty(briefed.Situation.Sentences);
        var told = Assert.Single(briefed.TakenBack.Sentences).Text;
        Assert.Contains("25 February 2019", told, StringComparison.Ordinal);
        Assert.Contains("wrong", told, StringComparison.Ordinal);
        Assert.Contains("Opera House", told, StringComparison.Ordinal);
    }

    [Fact]
    public void A_retraction_that_was_itself_taken_back_takes_nothing_back()
    {
        _ledger.Say("a", "VenueRejected", """{"venue":"Opera House"}""", "2019-02-20");
        _ledger.Say("b", "EventRetracted", """{"event":"@a","reason":"wrong"}""", "2019-02-25");
        _ledger.Say("c", "EventRetracted", """{"event":"@b","reason":"right after all"}""", "2019-02-26");
        Assert.Single(Known("2019-02-25").Retracted);
        Assert.Empty(Known("2019-02-26").Retracted);
        Assert.Empty(Briefing.Of(_ledger.State(Ledger.From("2019-02-26")), Language.Default).TakenBack.Sentences);
    }

    [Fact]
    public void A_correction_shows_where_its_event_shows_with_who_and_why()
    {
        _ledger.Say("a", "VenueRejected", """{"venue":"Opera House"}""", "2019-02-20");
        _ledger.Say("b", "EventCorrected", """{"event":"@a","happened":"2019-02-18","reason":"wrong day"}""", "2019-03-16", more: "\"source\":{\"publisher\":\"nhk\"}");
        Assert.Null(Recorded("a", "2019-03-15").Corrections);
        var correction = Assert.Single(Recorded("a", "2019-03-16").Corrections!);
        Assert.Equal(("nhk", "wrong day", Ledger.Moment("2019-03-16")), (correction.Publisher!.Value, correction.Reason, correction.KnownBy));
        Assert.Equal(Ledger.Moment("2019-02-18"), Recorded("a", "2019-03-16").HappenedBy);
    }

    [Fact]
    public void An_item_brings_by_when_it_had_happened_as_the_story_has_it()
    {
        _ledger.Say("a", "SummitScheduled", """{"dates":"2019-02"}""", "2019-02-05", "2019-02-01/2019-02-28");
        _ledger.Say("b", "SummitHeld", """{"venue":"Metropole"}""", "2019-02-05", "2019-02-27");
        _ledger.Say("c", "VenueRejected", """{"venue":"Opera"}""", "2019-02-24", "[..2019-03-01]");
        var story = Known("2019-03-03");
        foreach (var entry in story.Effective) Assert.Equal(entry.HappenedBy, RecordedItem.Of(entry.Seen, story).HappenedBy);
        Assert.Equal(Ledger.Moment("2019-02-27"), RecordedItem.Of(story[Ledger.Id("b")], story).HappenedBy);
    }
}
