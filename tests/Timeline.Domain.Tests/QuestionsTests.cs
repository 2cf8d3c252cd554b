using Timeline.Domain.Knowing;

namespace Timeline.Domain.Tests;

/// <summary>What stays open and what is ahead, kind by kind (SEMANTICS §6).</summary>
public class QuestionsTests
{
    [Theory]
    [InlineData("SummitProposed", """{"by":"prk","with":["usa"]}""", "answer Unanswered /status")]
    [InlineData("SummitAccepted", """{"by":"usa"}""", "")]
    [InlineData("SummitPostponed", """{"by":"usa"}""", "dates Missing /dates")]
    [InlineData("SummitPostponed", """{"until":"2019-05"}""", "")]
    [InlineData("SummitScheduled", """{"dates":"2019-02~"}""", "dates Imprecise /dates, place Missing /place, venue Missing /venues, participants Missing /participants")]
    [InlineData("SummitScheduled", """{"dates":"2019-02-27","place":"Hanoi","participants":["usa"]}""", "venue Missing /venues")]
    [InlineData("SummitHeld", """{"venue":"Metropole","participants":["usa"],"dates":"2019-02-27"}""", "place Missing /place")]
    [InlineData("SummitConcluded", """{"outcome":"noAgreement"}""", "")]
    [InlineData("SummitCancelled", "{}", "")]
    [InlineData("VenueProposed", """{"venue":"Metropole"}""", "")]
    [InlineData("DemandMade", """{"by":"usa","of":"prk","demand":"disarm"}""", "demand Unanswered /demands/@")]
    [InlineData("OfferMade", """{"by":"usa","offer":"aid"}""", "offer Unanswered /offers/@")]
    [InlineData("PledgeMade", """{"by":"usa","pledge":"aid"}""", "due Missing /pledges/@/due")]
    [InlineData("PledgeMade", """{"by":"usa","pledge":"aid","due":"2020"}""", "")]
    public void A_summit_leaves_open(string type, string data, string open) => Assert.Equal(open, Open("summit", type, data));

    [Theory]
    [InlineData("VisitAnnounced", """{"visitor":"prk","host":"vnm"}""", "dates Missing /dates, stops Missing /stops")]
    [InlineData("VisitAnnounced", """{"visitor":"prk","host":"vnm","dates":"2019-03"}""", "dates Imprecise /dates, stops Missing /stops")]
    [InlineData("VisitMade", """{"visitor":"prk","host":"vnm"}""", "")]
    public void A_visit_leaves_open(string type, string data, string open) => Assert.Equal(open, Open("visit", type, data));

    [Theory]
    [InlineData("TalksProposed", """{"by":"usa","with":["prk"]}""", "answer Unanswered /status")]
    [InlineData("TalksScheduled", """{"dates":"2018-11"}""", "dates Imprecise /dates")]
    [InlineData("TalksScheduled", """{"dates":"2018-11-08"}""", "")]
    [InlineData("TalksPostponed", """{"by":"prk"}""", "dates Missing /dates")]
    [InlineData("ProposalTabled", """{"proposal":"a declaration"}""", "proposal Unanswered /proposals/@")]
    public void Talks_leave_open(string type, string data, string open) => Assert.Equal(open, Open("talks", type, data));

    [Theory]
    [InlineData("AidRequested", """{"requester":"prk","of":["un"]}""", "request Unanswered /status")]
    [InlineData("AidPledged", """{"by":"kor","to":"prk"}""", "delivery Unanswered /pledged/kor/unspecified")]
    [InlineData("AidDelivered", """{"by":"kor","to":"prk"}""", "")]
    [InlineData("AidDenied", """{"by":"usa"}""", "")]
    public void Aid_leaves_open(string type, string data, string open) => Assert.Equal(open, Open("aid", type, data));

    [Fact]
    public void A_confirmed_venue_answers_where_and_a_proposed_one_does_not()
    {
        var ledger = new Ledger("summit/hanoi");
        ledger.Say("a", "SummitScheduled", """{"dates":"2019-02-27"}""", "2019-02-01");
        ledger.Say("b", "VenueProposed", """{"venue":"Metropole"}""", "2019-02-02");
        ledger.Say("c", "VenueConfirmed", """{"venue":"Metropole"}""", "2019-02-03");

        Assert.Contains(ledger.State(Ledger.From("2019-02-02")).OpenQuestions, q => q.Question == "venue");
        Assert.DoesNotContain(ledger.State(Ledger.From("2019-02-03")).OpenQuestions, q => q.Question == "venue");
    }

    [Fact]
    public void A_planned_stop_answers_where_a_visit_stops()
    {
        var ledger = new Ledger("visit/kim");
        ledger.Say("a", "VisitAnnounced", """{"visitor":"prk","host":"vnm","dates":"2019-03-01"}""", "2019-02-01");
        ledger.Say("b", "VisitStopPlanned", """{"place":"Haiphong"}""", "2019-02-02");

        Assert.Empty(ledger.State(Ledger.From("2019-02-02")).OpenQuestions);
    }

    [Theory]
    [InlineData("summit", "SummitProposed", """{"by":"prk","with":["usa"]}""")]
    [InlineData("talks", "TalksProposed", """{"by":"prk","with":["usa"]}""")]
    [InlineData("talks", "ProposalTabled", """{"proposal":"a declaration"}""")]
    [InlineData("aid", "AidRequested", """{"requester":"prk","of":["un"]}""")]
    [InlineData("aid", "DemandMade", """{"by":"usa","of":"prk","demand":"disarm"}""")]
    [InlineData("visit", "OfferMade", """{"by":"usa","offer":"aid"}""")]
    [InlineData("visit", "PledgeMade", """{"by":"usa","pledge":"aid"}""")]
    public void A_reply_to_the_act_or_any_account_of_it_answers(string kind, string type, string data)
    {
        foreach (var answered in new[] { "a", "b" })
        {
            var ledger = new Ledger($"{kind}/one");
            ledger.Say("a", type, data, "2019-02-01");
            ledger.Say("b", type, data, "2019-02-02", more: "\"accountOf\":\"@a\"");
            ledger.Say("c", "ReplyGiven", $$"""{"event":"@{{answered}}","by":"usa","reply":"refused"}""", "2019-02-03");

            Assert.Single(ledger.State(Ledger.From("2019-02-02")).OpenQuestions);
            Assert.Empty(ledger.State(Ledger.From("2019-02-03")).OpenQuestions);
        }
    }

    [Theory]
    [InlineData("aid to the north", true)]
    [InlineData("AID, to the North!", true)]
    [InlineData("something else", false)]
    public void A_pledge_withdrawn_in_the_same_words_is_no_longer_asked_about(string words, bool isWithdrawn)
    {
        var ledger = new Ledger("talks/one");
        ledger.Say("a", "PledgeMade", """{"by":"usa","pledge":"aid to the north"}""", "2019-02-01");
        ledger.Say("b", "PledgeWithdrawn", $$"""{"by":"usa","pledge":"{{words}}"}""", "2019-02-02");

        Assert.Equal(isWithdrawn, ledger.State(Ledger.From("2019-02-02")).OpenQuestions.Count == 0);
    }

    [Fact]
    public void A_pledge_is_withdrawn_by_the_party_that_made_it_or_by_naming_its_event_and_only_afterwards()
    {
        var ledger = new Ledger("talks/one");
        ledger.Say("a", "PledgeWithdrawn", """{"by":"usa","pledge":"aid"}""", "2019-01-01");
        ledger.Say("b", "PledgeMade", """{"by":"usa","pledge":"aid"}""", "2019-02-01");
        ledger.Say("c", "PledgeWithdrawn", """{"by":"prk","pledge":"aid"}""", "2019-02-02");
        ledger.Say("d", "PledgeWithdrawn", $$"""{"by":"usa","pledge":"{{Ledger.Id("b")}}"}""", "2019-02-03");

        Assert.Single(ledger.State(Ledger.From("2019-02-02")).OpenQuestions);
        Assert.Empty(ledger.State(Ledger.From("2019-02-03")).OpenQuestions);
    }

    [Fact]
    public void Delivered_aid_is_no_longer_asked_about()
    {
        var ledger = new Ledger("aid/food");
        ledger.Say("a", "AidPledged", """{"by":["kor","chn"],"to":"prk"}""", "2019-02-01");
        ledger.Say("b", "AidDelivered", """{"by":"kor","to":"prk"}""", "2019-02-02");

        Assert.Equal(["/pledged/chn/unspecified"], ledger.State(Ledger.From("2019-02-02")).OpenQuestions.Select(q => q.Pointer));
    }

    [Fact]
    public void A_reported_gap_says_more_than_the_mere_lack_of_a_value()
    {
        var ledger = new Ledger("summit/hanoi");
        ledger.Say("a", "SummitScheduled", """{"participants":["usa"],"place":"Hanoi"}""", "2019-02-01", more: """ "absent":{"dates":"withheld"} """);

        var dates = Assert.Single(ledger.State(Ledger.From("2019-02-01")).OpenQuestions, q => q.Pointer == "/dates");

        Assert.Equal((OpenReason.Withheld, Ledger.Id("a")), (dates.Reason, dates.By!.Event.Id));
    }

    [Theory]
    [InlineData("2019-02-26T23:59:59.999999Z", Due.Ahead)]
    [InlineData("2019-02-27T00:00:00Z", Due.Now)]
    [InlineData("2019-02-28T23:59:59.999998Z", Due.Now)]
    [InlineData("2019-02-28", Due.Past)]
    public void A_planned_date_is_ahead_or_past_as_V_has_it(string at, Due when)
    {
        var ledger = new Ledger("summit/hanoi");
        ledger.Say("a", "SummitScheduled", """{"dates":"2019-02-27/2019-02-28"}""", "2019-02-01");

        Assert.Equal([("/dates", "2019-02-27/2019-02-28", when)], Expected(ledger, "2019-02-01", at));
    }

    [Fact]
    public void The_dates_of_a_summit_that_is_over_are_no_longer_ahead()
    {
        var ledger = new Ledger("summit/hanoi");
        ledger.Say("a", "SummitScheduled", """{"dates":"2019-02-27"}""", "2019-02-01");
        ledger.Say("b", "SummitCancelled", "{}", "2019-02-02");

        Assert.Empty(Expected(ledger, "2019-02-02"));
    }

    [Fact]
    public void A_foreseen_event_is_expected_until_it_has_happened()
    {
        var ledger = new Ledger("summit/hanoi");
        ledger.Say("a", "SummitHeld", "{}", "2019-02-01", "2019-02-27");

        Assert.Equal([("SummitHeld", "2019-02-27", Due.Ahead)], Expected(ledger, "2019-02-01"));
        Assert.Equal([("SummitHeld", "2019-02-27", Due.Now)], Expected(ledger, "2019-02-27T12:00:00Z"));
        Assert.Empty(Expected(ledger, "2019-02-27"));
    }

    [Fact]
    public void What_is_merely_said_is_expected_at_its_planned_dates_but_not_what_is_said_not_to_be()
    {
        var ledger = new Ledger("summit/hanoi");
        ledger.Say("a", "SummitScheduled", """{"dates":"2019-03"}""", "2019-02-01", more: "\"mode\":\"possible\"");
        ledger.Say("b", "SummitScheduled", """{"dates":"2019-04"}""", "2019-02-01", more: "\"mode\":\"not\"");

        Assert.Equal([("SummitScheduled", "2019-03", Due.Ahead)], Expected(ledger, "2019-02-01"));
    }

    [Fact]
    public void Deadlines_are_expected_by_date_until_they_are_answered_or_withdrawn()
    {
        var ledger = new Ledger("talks/one");
        ledger.Say("a", "PledgeMade", """{"by":"prk","pledge":"disarm","due":"2020"}""", "2019-02-01");
        ledger.Say("b", "DemandMade", """{"by":"usa","of":"prk","demand":"an inventory","due":"2019-06"}""", "2019-02-02");
        ledger.Say("c", "ReplyGiven", """{"event":"@b","by":"prk","reply":"refused"}""", "2019-02-03");
        ledger.Say("d", "PledgeWithdrawn", """{"by":"prk","pledge":"disarm"}""", "2019-02-04");

        Assert.Equal(["2019-06", "2020"], Expected(ledger, "2019-02-02").Select(e => e.Date));
        Assert.Equal(["2020"], Expected(ledger, "2019-02-03").Select(e => e.Date));
        Assert.Empty(Expected(ledger, "2019-02-04"));
    }

    private static string Open(string kind, string type, string data)
    {
        var ledger = new Ledger($"{kind}/one");
        ledger.Say("a", type, data, "2019-02-01");
        var open = ledger.State(Ledger.From("2019-02-01")).OpenQuestions;
        return string.Join(", ", open.Select(q => $"{q.Question} {q.Reason} {q.Pointer}")).Replace(Ledger.Id("a").ToString(), "@", StringComparison.Ordinal);
    }

    private static IEnumerable<(string What, string Date, Due When)> Expected(Ledger ledger, string known, string? at = null) =>
        ledger.State(Ledger.From(known, at)).Expectations.Select(e => (e.What, e.Date.Text, e.When));
}
