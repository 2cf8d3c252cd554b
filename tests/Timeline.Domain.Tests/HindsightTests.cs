using FsCheck;
using FsCheck.Fluent;
using Timeline.Domain.Knowing;

namespace Timeline.Domain.Tests;

/// <summary>What was hidden or wrongly believed on a date, and how what was open and ahead turned out (SEMANTICS §7, hindsight).</summary>
public class HindsightTests
{
    private readonly Ledger _ledger = new();

    [Fact]
    public void The_lists_are_what_differs_between_the_states_read_naively()
    {
        var cases = from history in Histories.OfOne.Generator
                    from now in Histories.Vantages
                    from day in Gen.Choose(1, 20)
                    let then = Ledger.Moment($"2019-02-{day:00}")
                    where history.Events.Count > 0 && then <= now.Known
                    select (history, now, then);
        Prop.ForAll(Arb.From(cases, at => Histories.OfOne.Shrinker(at.history).Select(fewer => (fewer, at.now, at.then))), at =>
        {
            var (events, now, then) = (at.history.Events, at.now, at.then);
            var hindsight = Hindsight.Of(events, now with { Known = then, At = then }, now);
            var (t, a, n) = (Values(now with { Known = then, At = then }), Values(now with { At = then }), Values(now));

            Assert.Equal(a.Keys.Except(t.Keys).Order(StringComparer.Ordinal), hindsight.Hidden.Select(p => p.Pointer));
            Assert.Equal(
                t.Keys.Where(p => a.GetValueOrDefault(p)?.Json != t[p].Json).Order(StringComparer.Ordinal), hindsight.Believed.Select(p => p.Pointer));
            Assert.Equal(
                a.Keys.Union(n.Keys).Where(p => a.GetValueOrDefault(p)?.Json != n.GetValueOrDefault(p)?.Json).Order(StringComparer.Ordinal),
                hindsight.Happened.Select(p => p.Pointer));
            Assert.Equal(
                t.Keys.Where(p => a.TryGetValue(p, out var there) && there.Json == t[p].Json && there.Support != t[p].Support).Order(StringComparer.Ordinal),
                hindsight.Supported);
            Assert.Equal(Silent(now with { At = then }).Except(Acts(now with { Known = then, At = then })).Order(),
                hindsight.HiddenSaid.Select(e => e.Act).Order());
            Assert.Equal(Silent(now).Except(Acts(now with { At = then })).Order(), hindsight.HappenedSaid.Select(e => e.Act).Order());

            SortedDictionary<string, NaiveReading.Answer> Values(Vantage vantage) => NaiveReading.Of(events, vantage).Values();

            IEnumerable<Guid> Acts(Vantage vantage) => NaiveReading.Of(events, vantage) is var naive ? naive.Story.Select(e => naive.Act(e.Id)).Distinct() : [];

            // §7: acts none of whose accounts asserts anything.
            IEnumerable<Guid> Silent(Vantage vantage)
            {
                var naive = NaiveReading.Of(events, vantage);
                return naive.Story.GroupBy(e => naive.Act(e.Id)).Where(act => act.All(naive.SaysNothing)).Select(act => act.Key);
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(200));
    }

    [Fact]
    public void A_second_report_that_adds_only_an_origin_is_in_no_list()
    {
        Say("a", "SummitHeld", """{"venue":"Capella Hotel"}""", "2019-02-10", "\"source\":{\"publisher\":\"cnn\"}");
        Say("b", "SummitHeld", """{"venue":"Capella Hotel"}""", "2019-03-10", "\"source\":{\"publisher\":\"bbc\"},\"accountOf\":\"@a\",\"happened\":\"2019-02-10\"");
        var hindsight = On("2019-02-20");

        Assert.Empty(hindsight.Hidden.Concat(hindsight.Believed).Concat(hindsight.Happened));
        Assert.Equal(["/status", "/venues/capella-hotel/status", "/venues/capella-hotel/venue"], hindsight.Supported);
    }

    [Fact]
    public void The_building_that_nobody_could_name_is_the_one_that_was_used_and_not_what_else_became_of_others()
    {
        Say("s", "SummitScheduled", """{"dates":"2019-02-27/2019-02-28","place":"Hanoi"}""", "2019-02-05");
        Say("m", "VenueProposed", """{"venue":"Metropole"}""", "2019-02-20");
        Say("r", "VenueRejected", """{"venue":"Melia","by":"prk"}""", "2019-02-26");
        Say("h", "SummitHeld", """{"venue":"Metropole"}""", "2019-02-28", "\"happened\":\"2019-02-27/2019-02-28\"");

        var venue = On("2019-02-24").Questions.Single(q => q.Question.Question == "venue");
        Assert.Equal((Settled.Answered, "/venues/metropole/status"), (venue.Settled, Assert.Single(venue.Answers)));
    }

    [Fact]
    public void A_question_that_is_asked_still_is_open_and_one_asked_no_more_without_an_answer_is_dropped()
    {
        Say("s", "SummitScheduled", """{"dates":"2019-02-27/2019-02-28"}""", "2019-02-05");
        Assert.Equal(Settled.Open, Question("place"));
        Say("c", "SummitCancelled", """{"by":"usa"}""", "2019-02-25");
        Assert.Equal(Settled.Dropped, Question("place"));

        Settled Question(string name) => On("2019-02-24").Questions.Single(q => q.Question.Question == name).Settled;
    }

    [Fact]
    public void A_date_that_stood_there_while_it_was_open_answers_nothing()
    {
        var talks = new Ledger("talks/us-dprk");
        talks.Say("s", "TalksScheduled", """{"dates":"2018-11-08","parties":["usa","prk"]}""", "2018-11-05");
        talks.Say("p", "TalksPostponed", """{"by":"prk"}""", "2018-11-07");
        talks.Say("h", "TalksHeld", """{"parties":["usa","prk"]}""", "2019-02-21");

        var dates = On("2018-12-31", talks).Questions.Single(q => q.Question.Question == "dates");
        Assert.Equal((Settled.Dropped, 0), (dates.Settled, dates.Answers.Count));
    }

    [Fact]
    public void That_an_agreement_is_signed_does_not_bring_it_into_force()
    {
        var agreement = new Ledger("agreement/panmunjom");
        agreement.Say("s", "AgreementSigned", """{"parties":["prk","kor"]}""", "2018-04-27");
        Assert.Equal(Settled.Open, On("2018-12-31", agreement).Questions.Single().Settled);
    }

    [Theory]
    [InlineData("", "Undecided", "2019-02-26")]
    [InlineData("", "Lapsed", "2019-03-10")]
    [InlineData("SummitHeld {\"venue\":\"Metropole\"} 2019-02-27 2019-02-27", "Kept h", "2019-03-10")]
    [InlineData("SummitConcluded {\"outcome\":\"noAgreement\"} 2019-02-28 2019-02-28", "Kept h", "2019-03-10")]
    [InlineData("SummitHeld {} 2019-03-02 2019-03-02", "Moved to 2019-03-02 Kept h", "2019-03-10")]
    [InlineData("SummitHeld {} 2019-02-25 2019-02-25", "Moved to 2019-02-25 Kept h", "2019-03-10")]
    [InlineData("SummitHeld {} 2019-02-25 2019-02-27", "Lapsed", "2019-03-10")] // foretold: time alone keeps nothing
    [InlineData("SummitRescheduled {\"dates\":\"2019-03-05\"} 2019-02-25 2019-02-25", "Moved to 2019-03-05 Lapsed", "2019-03-10")]
    [InlineData("SummitRescheduled {\"dates\":\"2019-03-15\"} 2019-02-25 2019-02-25", "Moved to 2019-03-15 Undecided", "2019-03-10")]
    [InlineData("SummitRescheduled {\"dates\":\"2019-02-27\"} 2019-02-25 2019-02-25", "Lapsed", "2019-03-10")] // it refines the old
    [InlineData("SummitCancelled {} 2019-02-26 2019-02-26", "Cancelled h", "2019-03-10")]
    [InlineData("SummitPostponed {\"until\":\"2019-04\"} 2019-02-26 2019-02-26", "Moved to 2019-04 Undecided", "2019-03-10")]
    [InlineData("EventRetracted {\"event\":\"@s\",\"reason\":\"no\"} 2019-02-26 2019-02-26", "Cancelled h", "2019-03-10")]
    public void An_expectation_turned_out_so(string then, string became, string now)
    {
        Say("s", "SummitScheduled", """{"dates":"2019-02-27/2019-02-28"}""", "2019-02-05");
        if (then.Split(' ') is [var type, var data, var known, var happened]) Say("h", type, data, known, $"\"happened\":\"{happened}\"");
        Assert.Equal(became, Text(On("2019-02-24", now: now).Expectations.Single().Became));
    }

    [Theory]
    [InlineData("2019-02-20", "Moved to 2019-02-20 Kept e")]
    [InlineData("2019-03-02", "Kept e")]
    [InlineData("", "Kept p")]
    public void An_until_is_kept_if_its_status_stood_until_then(string reinstated, string became)
    {
        Say("p", "SummitPostponed", """{"until":"2019-03"}""", "2019-02-05");
        if (reinstated.Length > 0) Say("e", "SummitReinstated", "{}", reinstated);
        Assert.Equal(became, Text(On("2019-02-10", now: "2019-05-01").Expectations.Single(e => e.Expectation.What.EndsWith("until", StringComparison.Ordinal)).Became));
    }

    [Fact]
    public void A_guess_ends_once_a_date_is_asserted_and_later_guesses_stay()
    {
        Say("g", "SummitScheduled", """{"dates":"[2019-01,2019-02]"}""", "2018-12-01", "\"mode\":\"possible\"");
        Assert.Equal(["SummitScheduled"], Expected("2018-12-31"));
        Assert.Equal("Moved to 2019-03-05 Undecided", After(() => Say("s", "SummitScheduled", """{"dates":"2019-03-05"}""", "2019-02-05")));
        Say("l", "SummitScheduled", """{"dates":"2019-04"}""", "2019-02-10", "\"mode\":\"possible\"");

        Assert.Equal(["/dates"], Expected("2019-02-09"));
        Assert.Equal(["/dates", "SummitScheduled"], Expected("2019-02-24"));
        var calendar = Calendar.Of(_ledger.State(Ledger.From("2019-02-24"))).ToDictionary(p => p.What, p => p.Status);
        Assert.Equal(PlanStatus.Cancelled, calendar[$"said/{Ledger.Id("g")}"]);
        Assert.Equal(PlanStatus.Tentative, calendar[$"said/{Ledger.Id("l")}"]);

        string After(Action record)
        {
            record();
            return Text(On("2018-12-31", now: "2019-02-24").Expectations.Single().Became);
        }

        IEnumerable<string> Expected(string known) => _ledger.State(Ledger.From(known)).Expectations.Select(e => e.What);
    }

    [Fact]
    public void What_was_foreseen_is_kept_only_by_another_report()
    {
        var visit = new Ledger("visit/kim-vietnam");
        visit.Say("f", "DelegationArrived", """{"head":"kim-jong-un","place":"Hanoi"}""", "2019-02-24", "2019-02-26");
        Assert.Equal("Lapsed", Became());
        visit.Say("r", "DelegationArrived", """{"head":"kim-jong-un","place":"Hanoi"}""", "2019-02-26", "2019-02-26");
        Assert.Equal("Kept r", Became());

        string Became() => Text(On("2019-02-24", visit).Expectations.Single().Became);
    }

    [Fact]
    public void Nothing_past_is_expected_of_what_is_over()
    {
        var visit = new Ledger("visit/kim-vietnam");
        visit.Say("a", "VisitAnnounced", """{"visitor":"kim-jong-un","host":"vnm","dates":"2019-03-01/2019-03-02"}""", "2019-02-20");
        visit.Say("h", "VisitStopPlanned", """{"place":"Haiphong","dates":"2019-03-02"}""", "2019-02-22");
        visit.Say("x", "VisitEnded", "{}", "2019-03-02");

        Assert.Empty(visit.State(Ledger.From("2019-03-03")).Expectations);
        Assert.Equal(2, visit.State(Ledger.From("2019-02-25")).Expectations.Count);
    }

    [Fact]
    public void Delivering_one_kind_of_aid_closes_no_pledge_of_another()
    {
        var aid = new Ledger("aid/prk");
        aid.Say("p", "AidPledged", """{"by":"kor","to":"prk","commodity":"rice"}""", "2019-02-01");
        aid.Say("m", "AidPledged", """{"by":"kor","to":"prk","commodity":"medicine"}""", "2019-02-02");
        aid.Say("d", "AidDelivered", """{"by":"kor","to":"prk","commodity":"medicine"}""", "2019-02-10");

        Assert.Equal(["/pledged/kor/rice"], aid.State(Ledger.From("2019-02-11")).OpenQuestions.Select(q => q.Pointer));
        var (medicine, rice) = (Asked("medicine"), Asked("rice"));
        Assert.Equal((Settled.Answered, "/delivered/kor/medicine/deliveries"), (medicine.Settled, medicine.Answers.Single()));
        Assert.Equal(Settled.Open, rice.Settled);

        AskedThen Asked(string commodity) => On("2019-02-05", aid).Questions.Single(q => q.Question.Pointer == $"/pledged/kor/{commodity}");
    }

    private void Say(string label, string type, string data, string known, string? more = null) => _ledger.Say(label, type, data, known, more: more);

    private Hindsight On(string date, Ledger? ledger = null, string now = "2019-03-31") => Hindsight.Of(
        (ledger ?? _ledger).Events, Ledger.From(date), Ledger.From(now));

    private static string Text(Became became) => became.To is var (date, there)
        ? $"{became.Outcome} to {date} {Text(there)}"
        : $"{became.Outcome} {(became.By is { } by ? Label(by.Event.Id) : "")}".TrimEnd();

    private static string Label(Guid id) => System.Text.Encoding.ASCII.GetString(id.ToByteArray(bigEndian: true)).TrimEnd('\0');
}
