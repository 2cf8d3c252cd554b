using Timeline.Domain.Knowing;
using Timeline.Domain.Record;
using Timeline.Domain.Subjects;

namespace Timeline.Domain.Tests;

/// <summary>By when an event is known and has happened, and from where it is visible (SEMANTICS §§3–4).</summary>
public class KnownAndHappenedTests
{
    private readonly Ledger _ledger = new("summit/hanoi");

    [Fact]
    public void A_date_is_known_by_its_latest_instant()
    {
        Venue("a", known: "2019-02");

        Assert.Equal(Ledger.Moment("2019-02-28T23:59:59.999999Z"), Entry("a", Ledger.From("2020")).KnownBy);
    }

    [Fact]
    public void A_disclosure_that_may_be_later_than_it_was_noted_counts_as_known_by_then()
    {
        Venue("a", known: "2019-02", more: "\"notedAt\":\"2019-02-10T12:00:00Z\"");

        Assert.Equal(Ledger.Moment("2019-02-10T12:00:00Z"), Entry("a", Ledger.From("2019-02-10")).KnownBy);
        Assert.False(_ledger.Story(Ledger.From("2019-02-10T11:59:59Z")).IsVisible);
    }

    [Fact]
    public void The_earliest_of_several_disclosures_counts_by_its_latest_instant()
    {
        Venue("a", more: """ "disclosures":[{"to":"public","at":"2019-02-20"},{"to":"usa","at":"2019"},{"to":"usa","at":"2019-02-04"}] """);

        Assert.Equal(Ledger.Moment("2019-02-20"), Entry("a", Ledger.From("2020")).KnownBy);
        Assert.Equal(Ledger.Moment("2019-02-04"), Entry("a", Ledger.From("2020", knowers: ["usa"])).KnownBy);
    }

    [Fact]
    public void What_is_public_is_known_to_everybody()
    {
        Venue("a", known: "2019-02-03");

        Assert.Equal(Ledger.Moment("2019-02-03"), Entry("a", Ledger.From("2020", knowers: ["prk"])).KnownBy);
    }

    [Fact]
    public void What_is_disclosed_to_one_is_not_known_to_another_nor_to_its_officials()
    {
        Venue("a", more: """ "disclosures":[{"to":"usa","at":"2019-02-03"}] """);

        Assert.True(_ledger.Story(Ledger.From("2019-02-03", knowers: ["usa"])).IsVisible);
        Assert.False(_ledger.Story(Ledger.From("2020")).IsVisible);
        Assert.False(_ledger.Story(Ledger.From("2020", knowers: ["prk"])).IsVisible);
        Assert.False(_ledger.Story(Ledger.From("2020", knowers: ["donald-trump"])).IsVisible);
        Assert.False(_ledger.Story(Ledger.From("2020")).Exists);
    }

    [Fact]
    public void Several_knowers_know_what_any_of_them_knew_by_the_earliest_of_their_disclosures()
    {
        Venue("a", more: """ "disclosures":[{"to":"usa","at":"2019-02-05"},{"to":"prk","at":"2019-02-03"}] """);
        Venue("b", more: """ "disclosures":[{"to":"kor","at":"2019-02-03"}] """);

        var story = _ledger.Story(Ledger.From("2019-02-05", knowers: ["usa", "prk"]));

        Assert.Equal((Ledger.Id("a"), Ledger.Moment("2019-02-03")), story.Entries.Select(e => (e.Event.Id, e.KnownBy)).Single());
    }

    [Fact]
    public void Knowers_have_one_canonical_form()
    {
        Assert.Equal("public", string.Join(',', Vantage.Canonical([])));
        Assert.Equal("public", string.Join(',', Vantage.Canonical([Key.Public, Key.Public])));
        Assert.Equal("prk,usa", string.Join(',', Vantage.Canonical([Key.Parse("usa"), Key.Public, Key.Parse("prk"), Key.Parse("usa")])));
    }

    [Theory]
    [InlineData("2019-02-03", "2019-02-05", "2019-02-03")] // over before it was known
    [InlineData("2019-02", "2019-02-05", "2019-02-05")] // what is reported has happened by then
    [InlineData("[..2019-02-24]", "2019-02-05", "2019-02-05")]
    [InlineData("2019-02-10", "2019-02-05", "2019-02-10")] // foreseen
    [InlineData("2019-03", "2019-02-05", "2019-03")]
    [InlineData("2019-02-27/2019-02-28", "2019-02-05", "2019-02-27")] // foreseen, and lasts: it has begun
    [InlineData("2019-02-03/2019-02-28", "2019-02-05", "2019-02-03")] // has begun, under way
    [InlineData("2019-02/2019-03", "2019-02-05", "2019-02-05")] // began within February, by the day it was reported
    [InlineData("2019-02-03/..", "2019-02-05", "2019-02-03")]
    [InlineData("2019-02-10/..", "2019-02-05", "2019-02-10")]
    [InlineData("../2019-02-03", "2019-02-05", "2019-02-03")]
    [InlineData("/2019-02-20", "2019-02-05", "2019-02-05")]
    [InlineData("2019-02-05T10:00:00Z", "2019-02-05", "2019-02-05T10:00:00Z")]
    [InlineData("2019-02-05T10:00:00Z", "2019-02-05T10:00:00Z", "2019-02-05T10:00:00Z")]
    [InlineData("2019-02-05", "2019-02-05T10:00:00Z", "2019-02-05T10:00:00Z")]
    // What is on several dates has begun with the first of them.
    [InlineData("{2019-02-05,2019-02-09}", "2019-02-20", "2019-02-05")]
    [InlineData("{2019-02-09,2019-02-05..2019-02-06}", "2019-02-20", "2019-02-05")]
    [InlineData("{2019-02-10,2019-02-12}", "2019-02-05", "2019-02-10")]
    [InlineData("{2019-02-04,2019-02-12}", "2019-02-03T10:00:00Z", "2019-02-04")]
    public void What_is_reported_has_happened_by_then_unless_it_was_foreseen(string happened, string known, string happenedBy)
    {
        Venue("a", known, happened);

        Assert.Equal(Ledger.Moment(happenedBy), Entry("a", Ledger.From("..")).HappenedBy);
    }

    [Fact]
    public void What_is_foreseen_enters_the_story_when_it_has_happened()
    {
        Venue("a", "2019-02-05", "2019-02-10");

        Assert.Empty(_ledger.Story(Ledger.From("2019-02-09")).Entries);
        Assert.Single(_ledger.Story(Ledger.From("2019-02-10")).Entries);
        Assert.Single(_ledger.Story(Ledger.From("2019-02-05", at: "..")).Entries);
    }

    [Fact]
    public void What_may_have_happened_by_then_is_listed_as_possibly()
    {
        Venue("a", "2019-02-25", "2019-02");

        Assert.Equal(["a"], Labels(_ledger.Story(Ledger.From("2019-02-25", at: "2019-02-10")).Possibly));
        Assert.Empty(_ledger.Story(Ledger.From("2019-02-25", at: "2019-02-10")).Entries);
        Assert.Empty(_ledger.Story(Ledger.From("2019-02-25", at: "2019-01-31")).Possibly);
        Assert.Empty(_ledger.Story(Ledger.From("2019-02-25")).Possibly);
    }

    [Fact]
    public void Possibly_begins_with_the_earliest_instant_itself()
    {
        Venue("a", "2019-02-25", "2019-02");

        Assert.Single(_ledger.Story(Ledger.From("2019-02-25", at: "2019-02-01T00:00:00Z")).Possibly);
    }

    [Fact]
    public void A_corrected_happened_moves_an_event_in_the_story()
    {
        Venue("a", "2019-02-05", "2019-02-05");
        Venue("b", "2019-02-08", "2019-02-08");
        _ledger.Say("c", "EventCorrected", """{"event":"@b","happened":"2019-02-01","reason":"wrong day"}""", "2019-02-10");

        Assert.Equal(["a", "b"], Labels(_ledger.Story(Ledger.From("2019-02-09")).Entries));
        Assert.Equal(["b", "a"], Labels(_ledger.Story(Ledger.From("2019-02-10")).Entries));
        Assert.Equal(Ledger.Moment("2019-02-01"), Entry("b", Ledger.From("2019-02-10")).HappenedBy);
    }

    [Fact]
    public void Of_what_happened_at_one_moment_the_earlier_known_comes_first_then_the_place_in_the_catalogue_then_the_position()
    {
        _ledger.Say("a", "VenueConfirmed", """{"venue":"M"}""", "2019-02-06", "2019-02-01");
        _ledger.Say("b", "VenueConfirmed", """{"venue":"M"}""", "2019-02-05", "2019-02-01");
        _ledger.Say("c", "VenueConfirmed", """{"venue":"M"}""", "2019-02-05", "2019-02-01");
        _ledger.Say("d", "VenueProposed", """{"venue":"M"}""", "2019-02-05", "2019-02-01");

        Assert.Equal(["d", "b", "c", "a"], Labels(_ledger.Story(Ledger.From("2020")).Entries));
    }

    [Fact]
    public void Only_what_the_ledger_held_at_the_position_counts()
    {
        var seq = Venue("a", "2019-02-05").Seq;

        Assert.True(_ledger.Story(Ledger.From("2020", recorded: seq)).IsVisible);
        Assert.False(_ledger.Story(Ledger.From("2020", recorded: seq - 1)).IsVisible);
    }

    [Theory]
    [InlineData("A", 1, "A", true)]
    [InlineData("B", 1, "A", false)]
    [InlineData("B", 1, "B", true)]
    [InlineData("E", 1, "F", true)]
    [InlineData("F", 1, "F", false)]
    public void A_reliability_floor_keeps_what_is_at_least_as_good_and_never_F(string letter, int digit, string floor, bool passes)
    {
        Venue("a", "2019-02-05", more: $$""" "assessment":{"reliability":"{{letter}}","credibility":{{digit}}} """);

        Assert.Equal(passes, IsVisibleThrough(new Lens { Reliability = Enum.Parse<Reliability>(floor) }));
    }

    [Theory]
    [InlineData(2, 2, true)]
    [InlineData(3, 2, false)]
    [InlineData(5, 6, true)]
    [InlineData(6, 6, false)]
    public void A_credibility_floor_keeps_what_is_at_least_as_good_and_never_6(int digit, int floor, bool passes)
    {
        Venue("a", "2019-02-05", more: $$""" "assessment":{"reliability":"A","credibility":{{digit}}} """);

        Assert.Equal(passes, IsVisibleThrough(new Lens { Credibility = (Credibility)floor }));
    }

    [Fact]
    public void What_was_never_assessed_passes_no_floor()
    {
        Venue("a", "2019-02-05");

        Assert.True(IsVisibleThrough(Lens.Clear));
        Assert.False(IsVisibleThrough(new Lens { Reliability = Reliability.F }));
        Assert.False(IsVisibleThrough(new Lens { Credibility = Credibility.CannotBeJudged }));
    }

    [Theory]
    [InlineData("cnn", false)]
    [InlineData("wires", false)]
    [InlineData("bbc", false)]
    [InlineData("reuters", true)]
    public void Leaving_out_a_publisher_leaves_out_what_is_attributed_to_it(string without, bool passes)
    {
        Venue("a", "2019-02-05", more: """ "source":{"publisher":"cnn"},"attribution":["wires","bbc"] """);

        Assert.Equal(passes, IsVisibleThrough(new Lens { Without = [Key.Parse(without)] }));
    }

    [Fact]
    public void Retractions_and_corrections_pass_the_lens_with_their_target()
    {
        Venue("a", "2019-02-05", more: """ "source":{"publisher":"reuters"},"assessment":{"reliability":"A","credibility":1} """);
        _ledger.Say("b", "EventCorrected", """{"event":"@a","data":{"venue":"N"},"reason":"r"}""", "2019-02-06", more: """ "source":{"publisher":"cnn"} """);
        _ledger.Say("c", "EventRetracted", """{"event":"@b","reason":"r"}""", "2019-02-07", more: """ "source":{"publisher":"cnn"} """);

        Assert.All([new Lens { Reliability = Reliability.A }, new Lens { Without = [Key.Parse("cnn")] }],
            lens => Assert.Equal(["a", "b", "c"], Visible(lens)));
        Assert.Empty(Visible(new Lens { Without = [Key.Parse("reuters")] }));
    }

    [Fact]
    public void A_denial_passes_the_lens_with_its_target_only_if_it_has_no_source()
    {
        Venue("a", "2019-02-05", more: """ "assessment":{"reliability":"A","credibility":1} """);
        _ledger.Say("b", "EventDenied", """{"event":"@a"}""", "2019-02-06");
        _ledger.Say("c", "EventDenied", """{"event":"@a","by":"prk"}""", "2019-02-06", more: """ "source":{"publisher":"kcna"} """);

        Assert.Equal(["a", "b"], Visible(new Lens { Reliability = Reliability.A }));
        Assert.Equal(["a", "b"], Visible(new Lens { Without = [Key.Parse("kcna")] }));
        Assert.Equal(["a", "b", "c"], Visible(Lens.Clear));
    }

    [Fact]
    public void An_answer_shows_only_disclosures_to_the_knower_or_the_public_that_were_made_by_then()
    {
        Venue("a", more: """ "disclosures":[{"to":"usa","at":"2019-02-01"},{"to":"prk","at":"2019-02-02"},{"to":"public","at":"2019-02-10"}] """);

        Assert.Equal(["usa"], Shown(Ledger.From("2019-02-05", knowers: ["usa"])));
        Assert.Equal(["usa", "public"], Shown(Ledger.From("2019-02-10", knowers: ["usa"])));
        Assert.Equal(["public"], Shown(Ledger.From("2019-02-10")));

        IEnumerable<string> Shown(Vantage vantage)
        {
            var story = _ledger.Story(vantage);
            return story.Shown(story.Seen.Single()).Select(d => d.To.Value);
        }
    }

    [Fact]
    public void A_source_published_later_is_not_shown()
    {
        var e = Venue("a", "2019-02-05", more: """ "source":{"publisher":"kcna","published":"2019-02-08"} """);

        Assert.False(_ledger.Story(Ledger.From("2019-02-08T12:00:00Z")).SourceOf(e).IsShown);
        Assert.True(_ledger.Story(Ledger.From("2019-02-08")).SourceOf(e).IsShown);
    }

    [Theory]
    [InlineData("2019-02-05", "2019-02-05T10:00:00Z", "2019-02-05T10:00:00Z")]
    [InlineData("2019-02", "2019-02-05", "2019-02-05")]
    [InlineData("2019", "2019-02-05", "2019-02-05")]
    [InlineData("2019-02~", "2019-02-05", "2019-02-05")]
    [InlineData("2019-02-0X", "2019-02-05", "2019-02-05")]
    [InlineData("../2019-02-09", "2019-02-05", "2019-02-05")]
    [InlineData("2019-02-04/..", "2019-02-05", "2019-02-05")]
    [InlineData("2019-02-05", "2019-02", "2019-02-28")]
    [InlineData("2019-02-05", "2019-02-04", "2019-02-05")]
    [InlineData("2019-03", "2019-02-05", "2019-03")]
    [InlineData("2019-01", "2019-02-05", "2019-02-05")]
    public void A_source_with_a_vague_date_counts_as_published_when_the_event_became_known(string published, string known, string shownBy)
    {
        var e = Venue("a", known, more: $$""" "source":{"publisher":"kcna","published":"{{published}}"} """);

        var shown = Ledger.Moment(shownBy);
        Assert.True(_ledger.Story(Ledger.From("2020") with { Known = shown }).SourceOf(e).IsShown);
        var before = _ledger.Story(Ledger.From("2020") with { Known = shown.Previous });
        Assert.False(before.IsVisible && before.SourceOf(e).IsShown);
    }

    [Fact]
    public void A_leak_before_the_publication_does_not_hide_from_the_leaks_reader_what_the_public_is_shown()
    {
        var e = Venue("a", more: """ "disclosures":[{"to":"usa","at":"2019-01-31"},{"to":"public","at":"2019-02-05"}],"source":{"publisher":"kcna","published":"2019-02"} """);

        Assert.False(_ledger.Story(Ledger.From("2019-02-04", knowers: ["usa"])).SourceOf(e).IsShown);
        Assert.True(_ledger.Story(Ledger.From("2019-02-05", knowers: ["usa"])).SourceOf(e).IsShown);
        Assert.True(_ledger.Story(Ledger.From("2019-02-05")).SourceOf(e).IsShown);
    }

    [Fact]
    public void A_source_published_later_is_shown_where_it_is_asked_for_and_said_to_be_later()
    {
        var e = Venue("a", "2019-02-05", more: """ "source":{"publisher":"kcna","published":"2019-02-08"},"attribution":["cnn"] """);
        var asked = Ledger.From("2019-02-05") with { Later = Later.Sources };

        var shown = _ledger.Story(asked).SourceOf(e);
        Assert.Equal(("kcna", "cnn", true), (shown.Publisher?.Value, shown.Attribution?.Single(), shown.AttestedLater));
        Assert.False(_ledger.Story(Ledger.From("2019-02-04") with { Later = Later.Sources }).IsVisible);
        Assert.Null(_ledger.Story(asked with { Known = Ledger.Moment("2019-02-08") }).SourceOf(e).AttestedLater);
    }

    [Fact]
    public void A_filter_by_publisher_or_words_matches_a_source_published_later_only_where_it_is_shown()
    {
        Venue("a", "2019-02-05", more: """ "source":{"publisher":"kcna","title":"Exclusive","published":"2019-02-08"} """);
        EventFilter[] filters = [new() { Publishers = [Key.Parse("kcna")] }, new() { Text = "exclusive" }];

        Assert.All(filters, filter => Assert.False(Matches(filter, later: null)));
        Assert.All(filters, filter => Assert.True(Matches(filter, Later.Sources)));

        bool Matches(EventFilter filter, Later? later) =>
            _ledger.Story(Ledger.From("2019-02-05") with { Later = later }) is var story && filter.Matches(story.Seen.Single(), story);
    }

    [Fact]
    public void What_an_amendment_gives_as_source_is_cut_by_when_its_target_became_known()
    {
        Venue("a", "2019-02-05");
        var e = _ledger.Say("b", "EventAmended", """{"event":"@a","source":{"publisher":"kcna","published":"2019-02"},"reason":"slip"}""", "2019-03-01");

        var story = _ledger.Story(Ledger.From("2019-02-05"));
        Assert.Equal("kcna", story.SourceOf(story[Ledger.Id("a")].Event).Publisher?.Value);
        Assert.Equal("kcna", ((EventAmended)story.ShownData(e)).Source?.Publisher.Value);
    }

    [Fact]
    public void A_state_holds_until_the_source_of_an_act_on_it_is_shown()
    {
        Venue("a", "2019-02-05");
        _ledger.Say("b", "EventCorrected", """{"event":"@a","data":{"venue":"Opera"},"reason":"slip"}""", "2019-02-06",
            more: """ "source":{"publisher":"kcna","published":"2019-02-08"} """);

        Assert.Equal(Ledger.Moment("2019-02-08"), _ledger.State(Ledger.From("2019-02-07")).HoldsBefore);
    }

    private TimelineEvent Venue(string label, string? known = null, string? happened = null, string? more = null) =>
        _ledger.Say(label, "VenueConfirmed", """{"venue":"Metropole"}""", known, happened, more);

    private StoryEntry Entry(string label, Vantage vantage) => _ledger.Story(vantage).Effective.Single(e => e.Event.Id == Ledger.Id(label));

    private bool IsVisibleThrough(Lens lens) => _ledger.Story(Ledger.From("2020", lens: lens)).IsVisible;

    private IEnumerable<string> Visible(Lens lens) =>
        _ledger.Story(Ledger.From("2020", lens: lens)).Seen.Where(s => s.IsVisible).Select(s => LabelOf(s.Event.Id));

    private static IEnumerable<string> Labels(IEnumerable<StoryEntry> entries) => entries.Select(e => LabelOf(e.Event.Id));

    private static string LabelOf(Guid id) => "abcdefgh".Select(c => c.ToString()).Single(l => Ledger.Id(l) == id);
}
