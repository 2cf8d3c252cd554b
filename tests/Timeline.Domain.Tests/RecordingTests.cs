using Timeline.Domain.Knowing;
using Timeline.Domain.Record;
using Timeline.Domain.Time;

namespace Timeline.Domain.Tests;

/// <summary>What is written into the record and what is refused (SEMANTICS §§1, 3, 5).</summary>
public class RecordingTests
{
    private readonly Ledger _ledger = new("summit/hanoi");

    [Fact]
    public void Without_a_disclosure_an_event_is_public_when_it_was_noted()
    {
        var noted = Say("a", more: "\"notedAt\":\"2019-02-24T10:00:00Z\"");
        var now = Say("b");

        Assert.Equal([new Disclosure { To = Key.Public, At = Edtf.Parse("2019-02-24T10:00:00.000000Z") }], noted.Disclosures);
        Assert.Equal([new Disclosure { To = Key.Public, At = Edtf.At(now.RecordedAt) }], now.Disclosures);
        Assert.Equal(now.RecordedAt, now.NotedAt);
    }

    [Fact]
    public void Where_the_record_is_far_ahead_of_the_clock_the_clock_says_when_an_event_is_noted()
    {
        var ahead = Say("a");
        (_ledger.Now, _ledger.IsBehind) = (Ledger.Moment("2019-06-01T10:00:00Z"), true);
        var now = Say("b");

        Assert.Equal((ahead.RecordedAt.Next, _ledger.Now), (now.RecordedAt, now.NotedAt));
        Assert.Equal([new Disclosure { To = Key.Public, At = Edtf.At(_ledger.Now) }], now.Disclosures);
        Assert.Equal(now.Disclosures[0].At, now.Happened);
        // What is sent again has its defaults filled in as the first time, and nothing is learned that the clock has still to reach.
        _ledger.Now = Ledger.Moment("2019-06-02T10:00:00Z");
        Assert.Equal(now, Say("b"));
        Assert.Equal(RefusalKind.NotYet, _ledger.TrySay("c", "PlaceConfirmed", """{"place":"Hanoi"}""", known: "2019-06-03").Refusal!.Kind);
    }

    [Fact]
    public void Without_happened_an_event_happened_by_its_earliest_disclosure() => Assert.Equal(
        "2019-02-04~", Say("a", more: """ "disclosures":[{"to":"public","at":"2019-02-20"},{"to":"usa","at":"2019-02-04~"},{"to":"prk","at":"2019"}] """).Happened.Text);

    [Theory]
    [InlineData("\"known\":\"2019-02-20\"", "\"known\":\"2019-02-19\"", "/known")]
    [InlineData("\"known\":\"2019-02-20\"", "\"known\":\"2019-02-20\"", null)]
    [InlineData("\"known\":\"2019-02-20\"", "\"known\":\"2019-02-20T10:00:00Z\"", "/known")]
    [InlineData("\"known\":\"2019-02-20\"", "\"known\":\"2019-02\"", null)]
    [InlineData("\"known\":\"2019-02\"", "\"known\":\"2019-02-20\"", "/known")]
    [InlineData("\"known\":\"2019-02-20\"", "\"known\":\"2019-02\",\"notedAt\":\"2019-02-10T00:00:00Z\"", "/known")]
    [InlineData("\"known\":\"2019-02\",\"notedAt\":\"2019-02-10T00:00:00Z\"", "\"known\":\"2019-02-12\"", null)]
    [InlineData("\"known\":\"2019-02-20\"", "\"notedAt\":\"2019-02-10T00:00:00Z\"", "/notedAt")]
    [InlineData("\"known\":\"2019-02-20\"", "", null)]
    [InlineData("\"known\":\"2019-02-20\"", "\"disclosures\":[{\"to\":\"usa\",\"at\":\"2019-02-10\"},{\"to\":\"public\",\"at\":\"2019-02-19\"}]", "/disclosures")]
    [InlineData("\"known\":\"2019-02-20\"", "\"disclosures\":[{\"to\":\"usa\",\"at\":\"2019-02-10\"},{\"to\":\"public\",\"at\":\"2019-02-20\"}]", null)]
    [InlineData("\"disclosures\":[{\"to\":\"usa\",\"at\":\"2019-02-10\"},{\"to\":\"public\",\"at\":\"2019-02-20\"}]", "\"known\":\"2019-02-15\"", null)]
    public void A_correction_or_retraction_that_became_known_before_what_it_acts_on_is_recorded_with_a_warning(string target, string act, string? pointer)
    {
        Say("a", more: target);
        foreach (var (label, type, data) in new[]
        {
            ("b", "EventCorrected", """{"event":"@a","data":{"venue":"Opera"},"reason":"slip"}"""), ("c", "EventRetracted", """{"event":"@a","reason":"slip"}"""),
        })
        {
            var sent = Act(label, type, data, act);
            var outcome = Assert.Single(_ledger.Decide(sent).Outcomes!);
            Assert.Equal(pointer, outcome.Warnings.SingleOrDefault()?.Pointer);
            Assert.True(outcome.IsNew);
            Assert.NotNull(_ledger.TryRecord(sent).Recorded);
            // Sent again it is told the same.
            var again = Assert.Single(_ledger.Decide(sent).Outcomes!);
            Assert.Equal((false, outcome.Warnings.SingleOrDefault()), (again.IsNew, again.Warnings.SingleOrDefault()));
        }
    }

    [Fact]
    public void A_warning_in_an_array_says_which_event_it_is_of_and_other_acts_get_none()
    {
        Say("a", more: "\"known\":\"2019-02-20\"");
        const string Known = "\"known\":\"2019-02-10\"";
        var decision = _ledger.Decide(
            Act("b", "EventDenied", """{"event":"@a"}""", Known),
            Act("c", "EventCorrected", """{"event":"@a","happened":"2019-02-01","reason":"slip"}""", Known),
            Act("d", "EventAmended", """{"event":"@a","void":true,"reason":"slip"}""", Known),
            Act("e", "EventRetracted", """{"event":"@a","reason":"slip"}""", Known));
        Assert.Equal(["/1/known", "/3/known"], decision.Outcomes!.SelectMany(o => o.Warnings).Select(w => w.Pointer));
    }

    [Fact]
    public void A_warning_tells_nothing_of_whom_the_recorder_may_not_ask_about()
    {
        Say("a", more: "\"disclosures\":[{\"to\":\"usa\",\"at\":\"2019-02-01\"},{\"to\":\"public\",\"at\":\"2019-02-20\"}]");
        Say("b", more: "\"disclosures\":[{\"to\":\"public\",\"at\":\"2019-02-20\"}]");
        foreach (var (clearance, isTold) in new[] { (Clearance.None, true), (Clearance.For([Key.Parse("prk")]), true), (Clearance.For([Key.Parse("usa")]), false), (Clearance.All, false) })
        {
            Assert.Equal(isTold, IsWarned("a", clearance));
            Assert.True(IsWarned("b", clearance));
        }

        bool IsWarned(string target, Clearance clearance)
        {
            var sent = Act("c", "EventRetracted", $$"""{"event":"@{{target}}","reason":"slip"}""", "\"known\":\"2019-02-10\"");
            return Recording.Decide([sent], [""], precondition: null, _ledger.Facts([sent]) with { Clearance = clearance }).Outcomes!.Single().Warnings.Count > 0;
        }
    }

    [Fact]
    public void An_id_is_made_where_none_is_sent()
    {
        var proposed = Ledger.Read("""{"subject":"summit/hanoi","type":"SummitHeld","data":{}}""", out _)!;

        var id = _ledger.TryRecord(proposed).Recorded!.Id;

        Assert.Equal(7, id.Version);
        Assert.NotEqual(id, _ledger.TryRecord(proposed).Recorded!.Id);
    }

    [Fact]
    public void Versions_count_within_a_subject_and_instants_increase_within_a_timeline()
    {
        var one = Read("a", "summit/hanoi");
        var decision = _ledger.Decide(one, Read("b", "summit/other"), Read("c", "summit/hanoi"), one);

        Assert.Equal([1, 1, 2, 1], decision.Outcomes!.Select(o => o.Event.Version));
        Assert.Equal([true, true, true, false], decision.Outcomes!.Select(o => o.IsNew));
        Assert.True(decision.Outcomes![0].Event.RecordedAt < decision.Outcomes[1].Event.RecordedAt);
        Assert.True(decision.Outcomes[1].Event.RecordedAt < decision.Outcomes[2].Event.RecordedAt);
    }

    [Fact]
    public void One_request_may_name_events_of_its_own_and_is_refused_as_a_whole()
    {
        var retraction = Ledger.Read("""{"subject":"summit/hanoi","type":"EventRetracted","data":{"event":"@a","reason":"r"}}""", out _)!;

        Assert.NotNull(_ledger.Decide(Read("a", "summit/hanoi"), retraction).Outcomes);
        var refused = _ledger.Decide(retraction, Read("a", "summit/hanoi"));
        Assert.Null(refused.Outcomes);
        Assert.Equal((RefusalKind.UnknownTarget, "/data/event"), Told(refused.Refusal));
    }

    [Theory]
    [InlineData("EventRetracted", """{"event":"@x","reason":"r"}""", "/data/event")]
    [InlineData("EventRetracted", """{"event":"@other","reason":"r"}""", "/data/event")]
    [InlineData("ReplyGiven", """{"event":"@x","by":"usa","reply":"refused"}""", "/data/event")]
    [InlineData("ReplyGiven", """{"event":"@other","by":"usa","reply":"refused"}""", "/data/event")]
    public void An_event_that_is_named_must_be_an_earlier_one_of_the_subject(string type, string data, string pointer)
    {
        Assert.NotNull(_ledger.TryRecord(Read("other", "summit/other")).Recorded);

        Assert.Equal((RefusalKind.UnknownTarget, pointer), Told(_ledger.TrySay("r", type, data).Refusal));
    }

    [Theory]
    [InlineData("@x")]
    [InlineData("@other")]
    [InlineData("@proposed")]
    public void An_account_is_of_an_earlier_event_of_the_subject_and_type(string told)
    {
        Assert.NotNull(_ledger.TryRecord(Read("other", "summit/other")).Recorded);
        _ledger.Say("proposed", "VenueProposed", """{"venue":"Metropole"}""");

        var (_, refusal) = _ledger.TrySay("a", "SummitHeld", "{}", more: $"\"accountOf\":\"{told}\"");

        Assert.Equal((RefusalKind.UnknownTarget, "/accountOf"), Told(refusal));
    }

    [Fact]
    public void Nothing_answers_an_act_on_the_record()
    {
        Say("a");
        _ledger.Say("d", "EventDenied", """{"event":"@a"}""");

        var (_, refusal) = _ledger.TrySay("r", "ReplyGiven", """{"event":"@d","by":"usa","reply":"refused"}""");

        Assert.Equal((RefusalKind.ForbiddenTarget, "/data/event"), Told(refusal));
    }

    [Theory]
    [InlineData("@d", RefusalKind.ForbiddenTarget)] // an act on the record
    [InlineData("@x", RefusalKind.UnknownTarget)]
    [InlineData("@later", RefusalKind.UnknownTarget)]
    [InlineData("@r", RefusalKind.UnknownTarget)] // the reply itself
    public void A_corrected_reply_answers_an_event_that_is_earlier_than_the_reply(string answered, RefusalKind kind)
    {
        Say("a");
        _ledger.Say("d", "EventDenied", """{"event":"@a"}""");
        _ledger.Say("r", "ReplyGiven", """{"event":"@a","by":"usa","reply":"refused"}""");
        Say("later");

        var (_, refusal) = _ledger.TrySay(
            "c", "EventCorrected", $$$"""{"event":"@r","reason":"wrong","data":{"event":"{{{answered}}}","by":"usa","reply":"refused"}}""");

        Assert.Equal((kind, "/data/data/event"), Told(refusal));
    }

    [Theory]
    [InlineData("EventCorrected", """{"by":"usa"}""", "/data/data/venue")]
    [InlineData("EventAmended", """{"by":"usa"}""", "/data/data/venue")]
    [InlineData("EventCorrected", """{"venue":"M","role":"preferred"}""", "/data/data/role")]
    [InlineData("EventAmended", """{"venue":"M","reason":" "}""", "/data/data/reason")]
    public void A_replaced_payload_is_held_against_the_type_of_the_target(string type, string data, string pointer)
    {
        _ledger.Say("a", "VenueRejected", """{"venue":"Metropole"}""");

        var (_, refusal) = _ledger.TrySay("c", type, $$"""{"event":"@a","reason":"r","data":{{data}}}""");

        Assert.Equal((RefusalKind.Malformed, pointer), Told(refusal));
    }

    [Fact]
    public void Nothing_is_noted_in_the_future_nor_learned_after_it_was_noted()
    {
        var future = "\"notedAt\":\"2020-01-01T00:00:00.000001Z\"";
        var now = "\"notedAt\":\"2020-01-01T00:00:00Z\"";

        Assert.Equal((RefusalKind.NotYet, "/notedAt"), Told(_ledger.TrySay("a", "SummitHeld", "{}", more: future).Refusal));
        Assert.Equal(RefusalKind.NotYet, _ledger.TrySay("a", "SummitHeld", "{}", "2020-01-02", more: now).Refusal?.Kind);
        Assert.Equal((RefusalKind.NotYet, "/disclosures/1/at"), Told(_ledger.TrySay("a", "SummitHeld", "{}",
            more: """ "disclosures":[{"to":"usa","at":"2019"},{"to":"prk","at":"2019-02-25"}],"notedAt":"2019-02-24T23:00:00Z" """).Refusal));
        Assert.NotNull(_ledger.TrySay("a", "SummitHeld", "{}", "2020", more: now).Recorded);
    }

    [Fact]
    public void Amended_disclosures_were_made_by_when_the_target_was_noted()
    {
        Say("a", more: "\"notedAt\":\"2019-02-24T23:00:00Z\"");

        var (_, refusal) = _ledger.TrySay("v", "EventAmended", """{"event":"@a","reason":"slip","disclosures":[{"to":"usa","at":"2019-02-25"}]}""");

        Assert.Equal((RefusalKind.NotYet, "/data/disclosures/0/at"), Told(refusal));
    }

    [Fact]
    public void Contradiction_is_recorded_and_not_refused()
    {
        Assert.NotNull(_ledger.TrySay("a", "VenueRejected", """{"venue":"never proposed"}""").Recorded);
        Assert.NotNull(_ledger.TrySay("b", "SummitConcluded", """{"outcome":"agreement"}""", happened: "2019-02-28").Recorded);
        Assert.NotNull(_ledger.TrySay("c", "SummitConcluded", """{"outcome":"noAgreement"}""", happened: "2019-02-01").Recorded);
    }

    [Theory]
    [InlineData(0L, 0, true)]
    [InlineData(0L, 1, false)]
    [InlineData(1L, 1, true)]
    [InlineData(2L, 1, false)]
    [InlineData(null, 0, false)]
    [InlineData(null, 2, true)]
    public void A_request_may_expect_a_version_of_its_subject(long? expected, int recorded, bool isMet)
    {
        for (var i = 0; i < recorded; i++) Say($"e{i}");
        ProposedEvent[] request = [Read("new", "summit/hanoi")];

        var decision = Recording.Decide(request, [""], new Precondition(expected), _ledger.Facts(request));

        Assert.Equal(isMet, decision.Outcomes is not null);
        Assert.Equal(isMet ? null : recorded, decision.BeatenAt);
    }

    [Fact]
    public void A_repeat_succeeds_whatever_has_been_recorded_since()
    {
        Say("a");
        Say("b");
        ProposedEvent[] request = [Read("a", "summit/hanoi")];

        Assert.False(Recording.Decide(request, [""], new Precondition(0), _ledger.Facts(request)).Outcomes!.Single().IsNew);
    }

    [Fact]
    public void A_correction_sent_again_with_its_members_in_another_order_is_a_repeat()
    {
        _ledger.Say("a", "VenueRejected", """{"venue":"Metropole"}""");
        _ledger.Say("c", "EventCorrected", """{"event":"@a","reason":"r","data":{"venue":"Opera","by":"usa"}}""");

        Assert.NotNull(_ledger.TrySay("c", "EventCorrected", """{"reason":"r","data":{"by":"usa","venue":"Opera"},"event":"@a"}""").Recorded);
        Assert.Equal((RefusalKind.OtherContent, "/id"),
            Told(_ledger.TrySay("c", "EventCorrected", """{"event":"@a","reason":"r","data":{"venue":"Opera","by":"prk"}}""").Refusal));
    }

    private TimelineEvent Say(string label, string? more = null) => _ledger.Say(label, "SummitHeld", "{}", more: more);

    private static ProposedEvent Act(string label, string type, string data, string more) =>
        Ledger.Read($$$"""{"id":"@{{{label}}}","subject":"summit/hanoi","type":"{{{type}}}","data":{{{data}}}{{{(more.Length == 0 ? "" : $",{more}")}}}}""", out _)!;

    private static ProposedEvent Read(string label, string subject) =>
        Ledger.Read($$$"""{"id":"@{{{label}}}","subject":"{{{subject}}}","type":"SummitHeld","data":{}}""", out _)!;

    private static (RefusalKind, string) Told(Refusal? refusal)
    {
        Assert.NotNull(refusal);
        return (refusal.Kind, Assert.Single(refusal.Faults).Pointer);
    }
}
