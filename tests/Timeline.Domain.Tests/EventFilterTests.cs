using System.Text.Json;
using Timeline.Domain.Knowing;
using Timeline.Domain.Record;
using Timeline.Domain.Time;

namespace Timeline.Domain.Tests;

/// <summary>What a filter finds of what a vantage sees (SEMANTICS §10).</summary>
public class EventFilterTests
{
    private readonly Ledger _ledger = new("summit/hanoi");

    private bool Matches(string label, EventFilter filter, Vantage? from = null)
    {
        var story = _ledger.Story(from ?? Ledger.From("2019-12-31"));
        return filter.Matches(story.Seen.Single(s => s.Event.Id == Ledger.Id(label)), story);
    }

    private static EventFilter Actor(string key) => new() { Actors = [Key.Parse(key)] };

    private static EventFilter Publisher(string key) => new() { Publishers = [Key.Parse(key)] };

    private static EventFilter Happened(string date) => new() { Happened = Edtf.Parse(date).Bounds };

    private static EventFilter Known(string date) => new() { Known = Edtf.Parse(date).Bounds };

    private static EventFilter Text(string text) => new() { Text = text };

    [Theory]
    [InlineData("DelegationNamed", """{"party":"prk","head":"kim-jong-un","members":["ri-yong-ho"],"participants":["x"]}""", "prk kim-jong-un ri-yong-ho x")]
    [InlineData("Interaction", """{"source":"usa","target":"prk","cameo":"036"}""", "usa prk")]
    [InlineData("AmbassadorAppointed", """{"party":["usa","kor"],"to":"vnm","person":"harry-harris"}""", "usa kor vnm harry-harris")]
    [InlineData("PlaceConfirmed", """{"place":{"name":"Hanoi","country":"vnm"}}""", "")]
    [InlineData("EventDenied", """{"event":"11111111-1111-4111-8111-111111111111","by":"prk"}""", "prk")]
    [InlineData("EventDisclosed", """{"event":"11111111-1111-4111-8111-111111111111","to":"usa","at":"2019"}""", "")]
    public void Who_takes_part_is_whom_a_member_names_by_key_and_no_knower(string type, string json, string actors)
    {
        Assert.True(Catalogue.TryFindType(type, out var found));
        var data = found.ReadData(JsonSerializer.Deserialize<JsonElement>(json));
        Assert.Equal(actors.Split(' ', StringSplitOptions.RemoveEmptyEntries).Order(), found.ActorsIn(data).Select(a => a.Value).Order());
    }

    [Fact]
    public void A_corrected_payload_is_found_by_what_was_said_and_by_what_is_in_force_but_not_by_a_mixture()
    {
        _ledger.Say("a", "VenueRejected", """{"venue":"Opera House","by":"prk"}""", "2019-02-05");
        _ledger.Say("b", "EventCorrected", """{"event":"@a","data":{"venue":"Metropole","by":"usa"},"reason":"misheard"}""", "2019-02-07");

        Assert.True(Matches("a", Actor("prk") with { Text = "opera" }));
        Assert.True(Matches("a", Actor("usa") with { Text = "metropole" }));
        Assert.False(Matches("a", Actor("usa") with { Text = "opera" }));
        Assert.False(Matches("a", Actor("usa"), Ledger.From("2019-02-06")));
        Assert.True(Matches("b", Text("misheard metropole corrected")));
        Assert.False(Matches("b", Actor("usa")));
    }

    [Fact]
    public void When_it_happened_is_judged_by_what_is_in_force_and_within_its_bounds()
    {
        _ledger.Say("a", "VenueRejected", """{"venue":"Opera House"}""", "2019-02-10", happened: "[2019-02-03..2019-02-06]");
        _ledger.Say("b", "EventCorrected", """{"event":"@a","happened":"2019-02-08","reason":"wrong day"}""", "2019-02-12");
        var before = Ledger.From("2019-02-11");

        Assert.True(Matches("a", Happened("2019-02-06"), before));
        Assert.True(Matches("a", Happened("[..2019-02-03]"), before));
        Assert.False(Matches("a", Happened("2019-02-07"), before));
        Assert.True(Matches("a", Happened("2019-02-08")));
        Assert.False(Matches("a", Happened("2019-02-06")));
    }

    [Fact]
    public void When_it_became_known_is_judged_by_the_knower()
    {
        _ledger.Say("a", "VenueRejected", """{"venue":"Opera House"}""",
            more: """ "disclosures":[{"to":"usa","at":"2019-02-03"},{"to":"public","at":"2019-02"}] """);

        Assert.True(Matches("a", Known("2019-02-28")));
        Assert.False(Matches("a", Known("2019-02-03")));
        Assert.True(Matches("a", Known("2019-02-03"), Ledger.From("2019-12-31", knowers: ["usa"])));
        Assert.False(Matches("a", Known("2019-02-28"), Ledger.From("2019-12-31", knowers: ["usa"])));
    }

    [Fact]
    public void A_source_is_found_from_its_publication_on()
    {
        _ledger.Say("a", "VenueRejected", """{"venue":"Opera House"}""", "2019-02-05",
            more: """
                "source":{"publisher":"cnn","title":"No opera","author":"A. Reporter","quote":"not there","locator":"p. 7","published":"2019-02-10"},
                "attribution":["two diplomats"]
                """);

        foreach (var filter in new[] { Publisher("cnn"), Text("cnn no reporter there 7 diplomats"), Text("cnn"), Text("diplomats") })
        {
            Assert.True(Matches("a", filter));
            Assert.False(Matches("a", filter, Ledger.From("2019-02-09")));
        }
    }

    [Fact]
    public void An_amended_event_is_found_by_what_it_reads_and_no_longer_by_what_was_recorded()
    {
        _ledger.Say("a", "VenueRejected", """{"venue":"Opera House","by":"prk"}""", "2019-02-05",
            more: """ "source":{"publisher":"cnn"} """);
        _ledger.Say("b", "EventAmended",
            """
            {"event":"@a","data":{"venue":"Metropole"},"source":{"publisher":"yonhap","title":"Secretly"},"reason":"slip",
             "disclosures":[{"to":"kor","at":"2019-02-01"},{"to":"public","at":"2019-02-06"}]}
            """, "2019-02-20");

        Assert.True(Matches("a", Publisher("yonhap") with { Text = "metropole secretly" }));
        Assert.False(Matches("a", Publisher("cnn")));
        Assert.False(Matches("a", Text("opera")));
        // What it gives of source and disclosures is found where it is shown: at the target.
        Assert.True(Matches("b", Text("metropole slip")));
        Assert.False(Matches("b", Text("secretly")));
        Assert.False(Matches("b", Text("kor")));
    }

    [Theory]
    [InlineData("opera", true)]
    [InlineData("OPER", true)]
    [InlineData("house opera", true)]
    [InlineData("era", false)]
    [InlineData("opera guesthouse", false)]
    [InlineData("hanoi", true)]
    [InlineData("rejected", true)]
    [InlineData("venuerejected", false)]
    [InlineData("2019", false)]
    public void Every_word_asked_for_begins_a_word_of_the_event(string text, bool isFound)
    {
        _ledger.Say("a", "VenueRejected", """{"venue":"Opera House"}""", "2019-02-05");
        Assert.Equal(isFound, Matches("a", Text(text)));
    }

    [Fact]
    public void Without_anything_asked_every_event_matches()
    {
        Assert.True(EventFilter.None.IsEmpty);
        Assert.False(Text("a").IsEmpty);
        Assert.False(Known("2019").IsEmpty);
    }
}
