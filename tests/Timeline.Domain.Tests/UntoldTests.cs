using Timeline.Domain.Knowing;
using Timeline.Domain.Telling;

namespace Timeline.Domain.Tests;

/// <summary>An event whose subject matter is not told is called by that, never by the name of its type (SEMANTICS §6).</summary>
public class UntoldTests
{
    private readonly Ledger _ledger = new();

    [Theory]
    [InlineData("VenueConfirmed", "venue")]
    [InlineData("PlaceConfirmed", "place")]
    [InlineData("SummitScheduled", "dates")]
    [InlineData("SummitConcluded", "outcome")]
    [InlineData("PositionStated", "topic position")]
    [InlineData("StatementMade", "statement")]
    [InlineData("ReplyGiven", "reply")]
    [InlineData("SiteDismantled", "site")]
    [InlineData("VisitMade", "")]
    [InlineData("LiaisonOfficeOpened", "")]
    [InlineData("DelegationArrived", "")]
    [InlineData("EventRetracted", "")]
    public void What_a_type_is_about_are_the_required_members_that_name_the_thing(string name, string members)
    {
        Assert.True(Catalogue.TryFindType(name, out var type));
        Assert.Equal(members, string.Join(' ', type.SubjectMatter));
    }

    [Fact]
    public void A_venue_confirmed_and_withheld_is_called_venue_withheld()
    {
        _ledger.Say("a", "VenueConfirmed", "{}", "2019-02-20", more: """ "absent":{"venue":"withheld"} """);
        _ledger.Say("b", "VenueConfirmed", """{"venue":"Metropole"}""", "2019-02-21", more: """ "absent":{"by":"unknown"} """);
        var story = _ledger.Story(Ledger.From("2019-03-01"));
        string Title(string label) => RecordedItem.Of(story[Ledger.Id(label)], story) is var item ? EventTitle.Of(item.Type, item.Untold) : "";

        Assert.Equal("venue: withheld", Title("a"));
        Assert.Equal("VenueConfirmed", Title("b"));
        Assert.DoesNotContain("confirmed", Briefing.Of(_ledger.State(Ledger.From("2019-02-20")), Language.Default).KnownLately.Sentences[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_correction_leaves_untold_is_untold()
    {
        _ledger.Say("a", "VenueConfirmed", """{"venue":"Metropole"}""", "2019-02-20");
        _ledger.Say("b", "EventCorrected", """{"event":"@a","data":{},"reason":"not yet"}""", "2019-02-22", more: """ "absent":{"venue":"withheld"} """);
        foreach (var (day, title) in new[] { ("2019-02-21", "VenueConfirmed"), ("2019-02-22", "venue: withheld") })
        {
            var story = _ledger.Story(Ledger.From(day));
            Assert.Equal(title, StoryItem.Of(story.Entries.Single(), story) is var item ? EventTitle.Of(item.Type, item.Untold) : "");
        }
    }
}
