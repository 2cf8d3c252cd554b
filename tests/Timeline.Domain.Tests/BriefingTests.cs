using FsCheck;
using FsCheck.Fluent;
using Timeline.Domain.Knowing;
using Timeline.Domain.Record;
using Timeline.Domain.Telling;
using Timeline.Domain.Time;

namespace Timeline.Domain.Tests;

/// <summary>What a briefing tells of a subject, and where (SEMANTICS §7).</summary>
public class BriefingTests
{
    private const string Source = """
        "source":{"publisher":"german-daily","published":"2019-02-24"},"assessment":{"reliability":"B","credibility":3}
        """;

    [Fact]
    public void What_is_asserted_stands_in_the_situation_the_newest_first_with_who_says_so()
    {
        var ledger = new Ledger();
        ledger.Say("set", "SummitScheduled", """{"dates":"2019-02-27/2019-02-28","title":"Second summit"}""", "2019-02-05", more: Source);
        ledger.Say("palace", "VenueRejected", """{"venue":"Palace","by":"prk","reason":"security","note":"A gift."}""", "2019-02-24",
            "[..2019-02-24]", $"\"attribution\":[\"South Korean information\"],{Source}");

        var told = Told(ledger, "2019-02-24");

        Assert.Equal(("Second summit", "scheduled"), (told.Title, told.Status));
        Assert.Equal(Ids("palace", "set"), told.Situation.Sentences.Select(s => s.Event));
        var palace = told.Situation.Sentences[0];
        Assert.Equal("By 24 February 2019, North Korea turned down Palace as the venue, the reason given: security — german-daily, "
            + "according to South Korean information; usually reliable source, possibly true (B3).", palace.Text);
        Assert.Equal(("VenueRejected", "A gift.", "german-daily", false),
            (palace.Type, palace.Note, palace.Publisher?.Value, palace.Disputed));
        Assert.Equal(Edtf.Parse("[..2019-02-24]"), palace.Happened);
        Assert.Equal(Ledger.Moment("2019-02-24"), palace.KnownBy);
    }

    [Fact]
    public void What_has_a_mode_stands_under_said()
    {
        var ledger = new Ledger("visit/kim");
        ledger.Say("stop", "VisitStopPlanned", """{"place":"Ha Long Bay"}""", "2019-02-24", more: "\"mode\":\"possible\"");

        var told = Told(ledger, "2019-02-24");

        Assert.Empty(told.Situation.Sentences);
        var said = Assert.Single(told.Said.Sentences);
        Assert.Equal("As of 24 February 2019, a stop in Ha Long Bay may be made — recorded without a source.", said.Text);
        Assert.Equal(Mode.Possible, said.Mode);
    }

    [Fact]
    public void What_is_ahead_has_its_date_and_what_is_past_is_not_scheduled_next()
    {
        var ledger = new Ledger();
        ledger.Say("set", "SummitScheduled", """{"dates":"2019-02-27/2019-02-28"}""", "2019-02-05");
        ledger.Say("held", "SummitHeld", "{}", "2019-02-06", "2019-02-27");

        Assert.Equal([("set", Due.Ahead), ("held", Due.Ahead)], Scheduled("2019-02-24").Order().Reverse());
        Assert.Equal([("set", Due.Now)], Scheduled("2019-02-27T12:00:00Z").Where(s => s.Id == "set"));
        Assert.Empty(Scheduled("2019-03-02"));
        Assert.Contains(Told(ledger, "2019-02-24").ScheduledNext.Sentences,
            s => s.Text.StartsWith("On 27 February 2019, the summit is to be held —", StringComparison.Ordinal));

        (string Id, Due When)[] Scheduled(string known) =>
            [.. Told(ledger, known).ScheduledNext.Sentences.Select(s => (s.Event == Ledger.Id("set") ? "set" : "held", s.When!.Value))];
    }

    [Fact]
    public void What_was_asked_and_not_answered_is_pending_and_everything_else_that_is_open_is_open()
    {
        var ledger = new Ledger("talks/us-dprk");
        ledger.Say("demand", "DemandMade", """{"by":"usa","of":"prk","demand":"disarm"}""", "2019-02-10");
        ledger.Say("pledge", "PledgeMade", """{"by":"prk","pledge":"to disarm"}""", "2019-02-11");
        ledger.Say("position", "PositionStated", """{"party":"usa","topic":"sanctions"}""", "2019-02-12",
            more: "\"absent\":{\"position\":\"withheld\"}");

        var told = Told(ledger, "2019-02-24");

        Assert.Equal("Whether the demand is met. Not answered: on 10 February 2019, the United States made a demand of North Korea: "
            + "disarm — recorded without a source.", Assert.Single(told.Pending.Sentences).Text);
        Assert.Equal(
            [
                "By when the pledge is to be kept. Not said: on 11 February 2019, North Korea made a pledge: to disarm — recorded "
                    + "without a source.",
                "Position. Reported withheld: on 12 February 2019, the United States left open the position on sanctions (withheld: "
                    + "position) — recorded without a source.",
            ],
            told.Open.Sentences.Select(s => s.Text));
        Assert.Equal([OpenReason.Missing, OpenReason.Withheld], told.Open.Sentences.Select(s => s.Reason!.Value));
        Assert.DoesNotContain(told.Situation.Sentences, s => s.Event == Ledger.Id("position"));
    }

    [Fact]
    public void A_question_that_nobody_spoke_of_names_no_event()
    {
        var ledger = new Ledger();
        ledger.Say("set", "SummitScheduled", """{"dates":"2019-02-27"}""", "2019-02-05");

        var who = Told(ledger, "2019-02-24").Open.Sentences.Single(s => s.Question == "participants");

        Assert.Equal("Who takes part. Nobody is known to have said.", who.Text);
        Assert.Null(who.Event);
    }

    [Fact]
    public void What_is_disputed_says_so_and_is_followed_by_who_disputes_it()
    {
        var ledger = new Ledger();
        ledger.Say("palace", "VenueRejected", """{"venue":"Palace","by":"prk"}""", "2019-02-20");
        ledger.Say("denial", "EventDenied", """{"event":"@palace","by":"kor","reason":"never said"}""", "2019-02-22", more: Source);

        var told = Told(ledger, "2019-02-24");

        Assert.Equal(Ids("palace", "denial"), told.Disputed.Sentences.Select(s => s.Event));
        Assert.Contains("as the venue (disputed) —", told.Situation.Sentences[0].Text, StringComparison.Ordinal);
        Assert.Equal("On 22 February 2019, South Korea disputed a report, the reason given: never said (concerning: on 20 February "
            + "2019, North Korea turned down Palace as the venue (disputed)) — its source was not yet published; usually reliable source, "
            + "possibly true (B3).",
            Told(ledger, "2019-02-22").Disputed.Sentences[1].Text);
    }

    [Fact]
    public void Accounts_that_contradict_each_other_say_on_what()
    {
        var ledger = new Ledger();
        ledger.Say("one", "SummitScheduled", """{"dates":"2019-02-27"}""", "2019-02-20");
        ledger.Say("other", "SummitScheduled", """{"dates":"2019-03-01"}""", "2019-02-21", more: "\"accountOf\":\"@one\"");

        Assert.All(Told(ledger, "2019-02-24").Situation.Sentences,
            s => Assert.Contains("(accounts differ on dates)", s.Text, StringComparison.Ordinal));
    }

    [Fact]
    public void Known_lately_is_what_became_known_after_seven_days_before_and_by_then()
    {
        var ledger = new Ledger();
        ledger.Say("before", "PlaceProposed", """{"place":"Bangkok"}""", "2019-02-17");
        ledger.Say("first", "PlaceProposed", """{"place":"Da Nang"}""", "2019-02-18");
        ledger.Say("last", "PlaceProposed", """{"place":"Hanoi"}""", "2019-02-24");
        ledger.Say("after", "PlaceProposed", """{"place":"Hawaii"}""", "2019-02-25");

        Assert.Equal(Ids("last", "first"), Told(ledger, "2019-02-24").KnownLately.Sentences.Select(s => s.Event));
    }

    [Fact]
    public void What_was_taken_back_is_told_by_the_retraction_alone()
    {
        var ledger = new Ledger();
        ledger.Say("palace", "VenueRejected", """{"venue":"Palace"}""", "2019-02-20");
        ledger.Say("back", "EventRetracted", """{"event":"@palace","reason":"an error"}""", "2019-02-22");

        var told = Told(ledger, "2019-02-24");

        Assert.All(told.Sections().Where(s => s.Name is not (SectionName.KnownLately or SectionName.TakenBack)), s => Assert.Empty(s.Section.Sentences));
        var back = Assert.Single(told.KnownLately.Sentences);
        Assert.Equal((Ledger.Id("back"), Ledger.Moment("2019-02-22")), (back.Event!.Value, told.LastKnown));
        Assert.Equal(back, Assert.Single(told.TakenBack.Sentences));
        Assert.Contains("(concerning: on 20 February 2019, Palace was turned down as the venue)", back.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void An_answer_to_a_secret_does_not_tell_it()
    {
        var ledger = new Ledger("talks/us-dprk");
        ledger.Say("secret", "OfferMade", """{"by":"prk","offer":"the moon"}""",
            more: "\"disclosures\":[{\"to\":\"usa\",\"at\":\"2019-02-01\"}]");
        ledger.Say("reply", "ReplyGiven", """{"event":"@secret","by":"usa","reply":"refused"}""", "2019-02-22");

        Assert.DoesNotContain("moon", All(ledger, Ledger.From("2019-02-24")), StringComparison.Ordinal);
        Assert.Contains("moon", All(ledger, Ledger.From("2019-02-24", knowers: ["usa"])), StringComparison.Ordinal);

        static string All(Ledger ledger, Vantage vantage) =>
            string.Join('\n', Briefing.Of(ledger.State(vantage), Language.Default).Sections().SelectMany(s => s.Section.Sentences)
                .Select(s => s.Text));
    }

    [Fact]
    public void A_section_is_bounded_and_counts_what_it_leaves_out()
    {
        var ledger = new Ledger();
        const string Data = """{"by":"usa","statement":"s"}""";
        for (var i = 0; i < Briefing.MostSentences + 7; i++) ledger.Say($"e{i}", "StatementMade", Data, "2019-02-01");

        var situation = Told(ledger, "2019-02-24").Situation;

        Assert.Equal((Briefing.MostSentences, 7), (situation.Sentences.Count, situation.LeftOut));
        Assert.Equal(Ledger.Id($"e{Briefing.MostSentences + 6}"), situation.Sentences[0].Event);
    }

    /// <summary>That no sentence is worded by what is not visible either is held by the laws: their answers include the briefing.</summary>
    [Fact]
    public void Nothing_in_a_briefing_rests_on_an_event_not_visible_from_its_vantage() => Check.QuickThrowOnFailure(Prop.ForAll(
        Histories.OfSeveral, Histories.Vantages.ToArbitrary(), (history, vantage) =>
        {
            foreach (var subject in history.Events.GroupBy(e => e.Subject))
            {
                var story = Story.Of(subject, vantage);
                if (!story.IsVisible) continue;
                var visible = story.Seen.Where(s => s.IsVisible).Select(s => s.Event.Id).ToHashSet();
                var told = Briefing.Of(State.Of(subject.Key, story), Language.Default);
                Assert.True(told.LastKnown <= vantage.Known);
                Assert.All(Sentences(told).Where(s => s.Event is not null), s => Assert.Contains(s.Event!.Value, visible));
                Assert.All(Sentences(told), s => Assert.EndsWith(".", s.Text, StringComparison.Ordinal));
            }
        }));

    private static IEnumerable<Sentence> Sentences(BriefedSubject told) => told.Sections().SelectMany(s => s.Section.Sentences);

    private static IEnumerable<Guid?> Ids(params string[] labels) => labels.Select(l => (Guid?)Ledger.Id(l));

    private static BriefedSubject Told(Ledger ledger, string known) => Briefing.Of(ledger.State(Ledger.From(known)), Language.Default);
}
