using Timeline.Domain.Knowing;
using Timeline.Domain.Record;

namespace Timeline.Domain.Tests;

/// <summary>Acts, values, rivals, provenance and what is said (SEMANTICS §6).</summary>
public class StateTests
{
    private readonly Ledger _ledger = new("summit/hanoi");

    [Fact]
    public void Late_knowledge_falls_into_its_place_and_does_not_overrule_what_happened_after_it()
    {
        Venue("a", "VenueConfirmed", "2019-02-10");
        _ledger.Say("b", "VenueRejected", """{"venue":"Metropole","reason":"security"}""", "2019-02-20", "2019-02-05");

        var state = State();

        Assert.Equal("confirmed", state.Values["/venues/metropole/status"].Value.Text);
        Assert.Equal("security", state.Values["/venues/metropole/reason"].Value.Text);
    }

    [Theory]
    [InlineData("Friendship Cultural Palace", "friendship-cultural-palace")]
    [InlineData("  Hôtel –– Métropole!! ", "hôtel-métropole")]
    [InlineData("ＡＢＣ　１２", "abc-12")]
    [InlineData("ﬁve ² ½", "five-2-1-2")]
    [InlineData("평양", "평양")]
    [InlineData("हिन्दी", "हिन्दी")]
    [InlineData("ΑΘΗΝΑ", "αθηνα")]
    [InlineData("a/b~c", "a-b-c")]
    [InlineData("!?", "")]
    [InlineData("🏛️", "")]
    public void A_name_is_made_a_slug(string name, string slug) => Assert.Equal(slug, Name.SlugOf(name));

    [Fact]
    public void Decomposed_and_composed_names_are_the_same_thing() => Assert.Equal(Name.SlugOf("Me\u0301tropole"), Name.SlugOf("M\u00e9tropole"));

    [Fact]
    public void A_slug_is_its_own_slug()
    {
        foreach (var name in new[] { "Friendship Cultural Palace", "ＡＢＣ ﬁ", "ÀÉ", "Straße İstanbul", "한국 – 서울", "ᾳΐ", "i\u0307\u0307\u0323" })
            Assert.Equal(Name.SlugOf(name), Name.SlugOf(Name.SlugOf(name)));
    }

    [Fact]
    public void A_member_not_given_asserts_nothing()
    {
        _ledger.Say("a", "VenueRejected", """{"venue":"Metropole","by":"prk","reason":"security"}""", "2019-02-01");
        _ledger.Say("b", "VenueRejected", """{"venue":"Metropole"}""", "2019-02-02");

        Assert.Equal(Ledger.Id("a"), State().Values["/venues/metropole/reason"].By.Event.Id);
        Assert.Equal(Ledger.Id("b"), State().Values["/venues/metropole/status"].By.Event.Id);
    }

    [Theory]
    [InlineData("unknown", OpenReason.Unknown)]
    [InlineData("withheld", OpenReason.Withheld)]
    public void Unknown_and_withheld_are_open_questions_and_supersede_no_value(string absence, OpenReason reason)
    {
        _ledger.Say("a", "SummitScheduled", """{"dates":"2019-02-27","place":"Hanoi"}""", "2019-02-01");
        _ledger.Say("b", "SummitScheduled", """{"dates":"2019-02-27"}""", "2019-02-02", more: $$""" "absent":{"place":"{{absence}}"} """);

        var state = State();

        Assert.Equal("Hanoi", state.Values["/place"].Value.Text);
        Assert.Contains(state.OpenQuestions, q => q.Pointer == "/place" && q.Reason == reason && q.By!.Event.Id == Ledger.Id("b"));
    }

    [Fact]
    public void A_later_value_answers_what_was_reported_unknown()
    {
        _ledger.Say("a", "SummitScheduled", """{"dates":"2019-02-27"}""", "2019-02-01", more: """ "absent":{"place":"unknown"} """);
        _ledger.Say("b", "PlaceConfirmed", """{"place":"Hanoi"}""", "2019-02-02");

        Assert.DoesNotContain(State().OpenQuestions, q => q.Pointer == "/place");
        Assert.Contains(_ledger.State(Ledger.From("2019-02-01")).OpenQuestions, q => q is { Pointer: "/place", Reason: OpenReason.Unknown });
    }

    [Fact]
    public void None_is_a_value_and_supersedes_one()
    {
        _ledger.Say("a", "SummitScheduled", """{"dates":"2019-02-27","place":"Hanoi"}""", "2019-02-01");
        _ledger.Say("b", "SummitScheduled", """{"dates":"2019-02-27"}""", "2019-02-02", more: """ "absent":{"place":"none"} """);

        Assert.Equal(Value.None, State().Values["/place"].Value);
        Assert.DoesNotContain(State().OpenQuestions, q => q.Pointer == "/place");
    }

    [Theory]
    [InlineData("possible")]
    [InlineData("intended")]
    [InlineData("not")]
    public void What_has_a_mode_is_said_and_asserts_nothing(string mode)
    {
        Venue("a", "VenueConfirmed", "2019-02-01", $"\"mode\":\"{mode}\"");

        Assert.Empty(State().Values);
        Assert.Equal([Ledger.Id("a")], State().Said.Select(s => s.Event.Id));
    }

    [Fact]
    public void Accounts_of_one_act_take_part_once_at_their_smallest_story_key()
    {
        Scheduled("a", "2019-02-10", happened: "2019-02-10", dates: "2019-02-26");
        Scheduled("b", "2019-02-15", happened: "2019-02-15", dates: "2019-02-27");
        Scheduled("c", "2019-02-20", happened: "2019-02-20", dates: "2019-02-28", more: "\"accountOf\":\"@a\"");

        // c is the newest, but speaks of the act of a, which b overruled.
        Assert.Equal("2019-02-27", State().Values["/dates"].Value.Text);
        Assert.Equal("2019-02-26", State("2019-02-14").Values["/dates"].Value.Text);
    }

    [Fact]
    public void An_account_of_an_account_is_of_the_same_act()
    {
        Scheduled("a", "2019-02-01", dates: "2019-02-26");
        Scheduled("b", "2019-02-02", dates: "2019-02-26", more: "\"accountOf\":\"@a\"");
        Scheduled("c", "2019-02-03", dates: "2019-02-26", more: "\"accountOf\":\"@b\"");

        Assert.All(_ledger.Story(Ledger.From("2020")).Entries, e => Assert.Equal(Ledger.Id("a"), e.Act));
    }

    [Fact]
    public void An_account_happened_when_its_act_did_unless_it_says_otherwise()
    {
        Scheduled("a", "2019-02-05", happened: "2019-02-01", dates: "2019-02-26");

        Assert.Equal("2019-02-01", Scheduled("b", "2019-02-06", dates: "2019-02-26", more: "\"accountOf\":\"@a\"").Happened.Text);
    }

    [Fact]
    public void Support_counts_origins_and_not_reports()
    {
        Scheduled("a", "2019-02-01", dates: "2019-02-26", more: """ "source":{"publisher":"reuters"} """);
        Scheduled("b", "2019-02-02", dates: "2019-02-26", more: """ "accountOf":"@a","source":{"publisher":"cnn"},"attribution":["wires","reuters"] """);
        Scheduled("c", "2019-02-03", dates: "2019-02-26", more: """ "accountOf":"@a","source":{"publisher":"cnn"},"attribution":["two diplomatic sources"] """);
        Scheduled("d", "2019-02-04", dates: "2019-02-26", more: "\"accountOf\":\"@a\"");

        Assert.All(_ledger.Story(Ledger.From("2020")).Entries, e => Assert.Equal(2, e.Support));
        Assert.All(_ledger.Story(Ledger.From("2019-02-02")).Entries, e => Assert.Equal(1, e.Support));
    }

    [Theory]
    [InlineData("B", 2, "A", 3, "first")] // the smaller digit before the smaller letter
    [InlineData("A", 3, "B", 2, "second")]
    [InlineData("A", 2, "B", 2, "first")]
    [InlineData("B", 2, "A", 2, "second")]
    [InlineData("B", 2, "B", 2, "second")] // the later known
    public void Of_rivals_the_better_assessed_is_in_force_and_among_equals_the_later_known(string letter1, int digit1, string letter2, int digit2, string inForce)
    {
        Scheduled("first", "2019-02-01", dates: "2019-02-26", more: Assessed(letter1, digit1));
        Scheduled("second", "2019-02-02", dates: "2019-02-27", more: "\"accountOf\":\"@first\"," + Assessed(letter2, digit2));

        var dates = State().Values["/dates"];

        Assert.Equal(Ledger.Id(inForce), dates.By.Event.Id);
        Assert.Equal(Ledger.Id(inForce == "first" ? "second" : "first"), Assert.Single(dates.Rivals).Entry.Event.Id);
        Assert.Null(dates.Over);
    }

    [Fact]
    public void Accounts_that_agree_are_no_rivals()
    {
        Scheduled("a", "2019-02-01", dates: "2019-02-26");
        Scheduled("b", "2019-02-02", dates: "2019-02-26", more: "\"accountOf\":\"@a\"");

        Assert.Empty(State().Values["/dates"].Rivals);
    }

    [Theory]
    [InlineData("""{"head":"kim-jong-un","from":"Pyongyang","distanceKm":4500}""", """{"head":"kim-jong-un","from":"Pyongyang","distanceKm":4500.0}""")]
    [InlineData("""{"head":"kim-jong-un","from":"Pyongyang"}""", """{"head":"kim-jong-un","from":{"name":"PYONGYANG","country":"prk"}}""")]
    [InlineData("""{"head":"kim-jong-un","from":"A","participants":["prk","vnm"]}""", """{"head":"kim-jong-un","from":"A","participants":["vnm","prk"]}""")]
    public void Accounts_that_say_the_same_in_another_way_are_no_rivals(string one, string other)
    {
        _ledger.Say("a", "DelegationDeparted", one, "2019-02-23");
        _ledger.Say("b", "DelegationDeparted", other, "2019-02-24", more: $"\"accountOf\":\"{Ledger.Id("a")}\"");

        Assert.All(State().Values.Values, v => Assert.Empty(v.Rivals));
    }

    [Fact]
    public void A_date_inside_the_bounds_of_another_refines_it_and_is_no_rival()
    {
        Scheduled("a", "2019-02-01", dates: "2019-02", more: Assessed("A", 1));
        Scheduled("b", "2019-02-02", dates: "2019-02-27/2019-02-28", more: "\"accountOf\":\"@a\"");

        Assert.Equal(Ledger.Id("b"), State().Values["/dates"].By.Event.Id);
        Assert.Empty(State().Values["/dates"].Rivals);
    }

    [Fact]
    public void A_date_that_overlaps_another_is_its_rival()
    {
        Scheduled("a", "2019-02-01", dates: "2019-02", more: Assessed("A", 1));
        Scheduled("b", "2019-02-02", dates: "2019-02-27/2019-03-01", more: "\"accountOf\":\"@a\"");

        Assert.Equal(Ledger.Id("a"), State().Values["/dates"].By.Event.Id);
        Assert.Single(State().Values["/dates"].Rivals);
    }

    [Fact]
    public void Accounts_that_say_it_happened_at_different_times_are_rivals_in_that()
    {
        Scheduled("a", "2019-02-05", happened: "2019-02-01", dates: "2019-02-26", more: Assessed("A", 1));
        Scheduled("b", "2019-02-06", happened: "2019-02-02", dates: "2019-02-26", more: "\"accountOf\":\"@a\"");

        var happened = State().Values[$"/accounts/{Ledger.Id("a")}/happened"];

        Assert.Equal("2019-02-01", happened.Value.Text);
        Assert.Equal("2019-02-02", Assert.Single(happened.Rivals).Value.Text);
    }

    [Fact]
    public void A_worse_assessed_value_shows_the_better_one_that_it_superseded()
    {
        Scheduled("a", "2019-02-01", dates: "2019-02-26", more: Assessed("B", 2));
        Scheduled("b", "2019-02-02", dates: "2019-02-27", more: Assessed("C", 3));

        var dates = State().Values["/dates"];

        Assert.Equal("2019-02-27", dates.Value.Text);
        Assert.Equal(("2019-02-26", Ledger.Id("a")), (dates.Over!.Value.Text, dates.Over.Entry.Event.Id));
        Assert.Null(State().Values["/status"].Over); // the same value
    }

    [Theory]
    [InlineData("A", "first")] // two poor words do not outweigh a good one
    [InlineData("C", null)] // and a good word said again by somebody poor stays good
    public void A_value_is_over_what_was_better_assessed_than_every_word_for_it_since(string letter, string? over)
    {
        Scheduled("first", "2019-02-01", dates: "2019-02-26", more: Assessed(letter, 2));
        Scheduled("second", "2019-02-02", dates: "2019-02-27", more: Assessed("B", 2));
        Scheduled("third", "2019-02-03", dates: "2019-02-27", more: Assessed("D", 2));
        Scheduled("fourth", "2019-02-04", dates: "2019-02-27", more: Assessed("D", 2));

        Assert.Equal(over is null ? null : Ledger.Id(over), State().Values["/dates"].Over?.Entry.Event.Id);
    }

    [Fact]
    public void An_equally_assessed_value_is_over_nothing()
    {
        Scheduled("a", "2019-02-01", dates: "2019-02-26", more: Assessed("B", 2));
        Scheduled("b", "2019-02-02", dates: "2019-02-27", more: Assessed("B", 2));

        Assert.Null(State().Values["/dates"].Over);
    }

    [Fact]
    public void Deliveries_add_up_by_unit_and_each_act_counts_once()
    {
        var ledger = new Ledger("aid/food");
        Delivered("a", "2019-02-01", 300, "t");
        Delivered("b", "2019-02-02", 200, "t");
        Delivered("c", "2019-02-03", 250, "t", "\"accountOf\":\"@b\",\"assessment\":{\"reliability\":\"A\",\"credibility\":1}");
        Delivered("d", "2019-02-04", 5, "kg");

        var state = ledger.State(Ledger.From("2020"));
        var (count, tonnes) = (state.Values["/delivered/wfp/unspecified/deliveries"], state.Values["/delivered/wfp/unspecified/total/t/amount"]);

        Assert.Equal((3m, 3), (count.Value.Number, count.Tallied));
        Assert.Equal((Ledger.Id("a"), Ledger.Id("d")), (count.First!.Event.Id, count.By.Event.Id));
        Assert.Equal((550m, 2), (tonnes.Value.Number, tonnes.Tallied));
        Assert.Equal(5m, state.Values["/delivered/wfp/unspecified/total/kg/amount"].Value.Number);

        void Delivered(string label, string known, int amount, string unit, string? more = null) => ledger.Say(
            label, "AidDelivered", $$$"""{"by":"wfp","to":"prk","quantity":{"amount":{{{amount}}},"unit":"{{{unit}}}"}}""", known, more: more);
    }

    [Fact]
    public void Every_word_of_a_status_is_said_by_some_type()
    {
        foreach (var kind in Catalogue.Kinds)
        {
            var reached = new HashSet<string>();
            foreach (var type in Catalogue.Types.Where(t => t.Fits(kind.Name) && !t.IsActOnTheRecord && t.Name != "ReplyGiven"))
            {
                var alone = new Ledger($"{kind.Name}/one");
                alone.Say("a", type.Name, type.Example, "2019-02-01");
                if (alone.State(Ledger.From("2020")).Values.TryGetValue("/status", out var status)) reached.Add(status.Value.Text!);
            }

            Assert.Equal(kind.StatusValues.Order(), reached.Order());
            Assert.Subset(kind.StatusValues.ToHashSet(), kind.Over.ToHashSet());
        }
    }

    [Fact]
    public void What_happened_after_V_takes_no_part_however_long_it_is_known()
    {
        Scheduled("a", "2019-02-01", dates: "2019-02-26");
        _ledger.Say("b", "SummitConcluded", """{"outcome":"noAgreement"}""", "2019-02-02", "2019-02-28");

        Assert.Equal("scheduled", State("2019-02-27").Values["/status"].Value.Text);
        Assert.Equal("concluded", State("2019-02-28").Values["/status"].Value.Text);
    }

    private TimelineEvent Scheduled(string label, string known, string dates, string? happened = null, string? more = null) =>
        _ledger.Say(label, "SummitScheduled", $$"""{"dates":"{{dates}}"}""", known, happened, more);

    private void Venue(string label, string type, string known, string? more = null) => _ledger.Say(label, type, """{"venue":"Metropole"}""", known, more: more);

    private static string Assessed(string letter, int digit) => $$""" "assessment":{"reliability":"{{letter}}","credibility":{{digit}}} """;

    private State State(string at = "2020") => _ledger.State(Ledger.From("2020", at));
}
