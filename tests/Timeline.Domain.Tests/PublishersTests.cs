using FsCheck;
using FsCheck.Fluent;
using Timeline.Domain.Knowing;
using Timeline.Domain.Record;

namespace Timeline.Domain.Tests;

/// <summary>Who reported what, how fast, and how it held (SEMANTICS §7, publishers).</summary>
public sealed class PublishersTests
{
    private const long Day = 86_400;

    private readonly Ledger _ledger = new();

    private void Say(string label, string publisher, string data, string known, string? happened = null, string? more = null) =>
        _ledger.Say(label, "PlaceConfirmed", data, known, happened, $"\"source\":{{\"publisher\":\"{publisher}\"}}{(more is null ? "" : "," + more)}");

    private static string Place(string place, string more = "") => $$"""{"place":"{{place}}","by":"usa"{{more}}}""";

    private List<PublisherItem> All(Vantage vantage)
    {
        var publishers = new Publishers();
        publishers.Add(_ledger.Story(vantage));
        return [.. publishers.All];
    }

    private PublisherItem Of(string publisher, string known = "2019-12-31") => All(Ledger.From(known)).Single(p => p.Publisher.Value == publisher);

    [Fact]
    public void Those_who_published_most_come_first()
    {
        Say("a", "cnn", Place("Hanoi"), "2019-02-01");
        Say("b", "yonhap", Place("Hanoi"), "2019-02-02");
        Say("c", "bbc", Place("Hanoi"), "2019-02-03");
        Say("d", "yonhap", Place("Hue"), "2019-02-07");
        _ledger.Say("e", "PlaceConfirmed", Place("Hanoi"), "2019-02-05");
        Assert.Equal(["yonhap 2", "bbc 1", "cnn 1"], All(Ledger.From("2019-12-31")).Select(p => $"{p.Publisher} {p.Events}"));
        Assert.Equal(["bbc 1", "cnn 1", "yonhap 1"], All(Ledger.From("2019-02-06")).Select(p => $"{p.Publisher} {p.Events}"));
        Assert.Equal((Ledger.Moment("2019-02-02"), Ledger.Moment("2019-02-07")), (Of("yonhap").FirstKnown, Of("yonhap").LastKnown));
    }

    [Fact]
    public void Delays_are_told_where_the_dates_are_of_days()
    {
        Say("a", "cnn", Place("A"), "2019-02-05", "2019-02-05"); // the same day
        Say("b", "cnn", Place("B"), "2019-02-05", "2019-02-03"); // two days
        Say("c", "cnn", Place("C"), "2019-02-10", "2019-02-02/2019-02-20"); // it had begun eight days before
        Say("d", "cnn", Place("D"), "2019-02-05", "2019-02"); // some time in the month
        Say("e", "cnn", Place("E"), "2019-02", "2019-02-01"); // known some time in the month
        Say("f", "cnn", Place("F"), "2019-02-05", "2019-03-01"); // foreseen
        Say("g", "cnn", Place("G"), "2019-02-05T12:00:00Z", "2019-02-05T11:00:00Z"); // an hour
        Say("h", "cnn", Place("H"), "2019-02-05", "../2019-02-01"); // who knows since when
        var cnn = Of("cnn");
        Assert.Equal(new Delay(4, 3600, 8 * Day), cnn.HappenedToKnown);
        Assert.Equal(7, cnn.KnownToRecorded!.Events);
    }

    [Fact]
    public void What_was_recorded_before_it_got_out_tells_nothing_of_how_fast_it_was_recorded()
    {
        _ledger.Say("a", "PlaceConfirmed", Place("A"), more: "\"disclosures\":[{\"to\":\"usa\",\"at\":\"2019-02-01\"}],\"source\":{\"publisher\":\"cnn\"}");
        _ledger.Now = Ledger.Moment("2020-02-01T00:00:00Z");
        _ledger.Say("b", "EventDisclosed", """{"event":"@a","to":"public","at":"2020-01-20"}""");
        Assert.Null(Of("cnn", "2020-01-20").KnownToRecorded);
        Assert.NotNull(All(Ledger.From("2020-01-01", knowers: ["usa"])).Single().KnownToRecorded);
    }

    [Fact]
    public void A_quantile_is_one_of_the_delays()
    {
        for (var day = 1; day <= 10; day++) Say($"e{day}", "cnn", Place($"P{day}"), $"2019-03-{day + 10}", "2019-03-10");
        Assert.Equal(new Delay(10, 5 * Day, 9 * Day), Of("cnn").HappenedToKnown);
        Assert.Equal(new Delay(1, Day, Day), Of("cnn", "2019-03-11").HappenedToKnown);
    }

    [Fact]
    public void What_was_taken_back_corrected_or_denied_counts_from_when_that_is_known()
    {
        Say("a", "cnn", Place("A"), "2019-02-01");
        Say("b", "cnn", Place("B"), "2019-02-01");
        Say("c", "cnn", Place("C"), "2019-02-01");
        _ledger.Say("ra", "EventRetracted", """{"event":"@a","reason":"r"}""", "2019-02-03");
        _ledger.Say("cb", "EventCorrected", """{"event":"@b","happened":"2019-01-30","reason":"r"}""", "2019-02-04");
        _ledger.Say("dc", "EventDenied", """{"event":"@c","by":"prk"}""", "2019-02-05");
        _ledger.Say("rr", "EventRetracted", """{"event":"@dc","reason":"r"}""", "2019-02-06");
        foreach (var (known, counts) in new[] { ("2019-02-02", "0 0 0"), ("2019-02-03", "1 0 0"), ("2019-02-04", "1 1 0"), ("2019-02-05", "1 1 1"), ("2019-02-06", "1 1 0") })
        {
            var cnn = Of("cnn", known);
            Assert.Equal((3, counts), (cnn.Events, $"{cnn.Retracted} {cnn.Corrected} {cnn.Denied}"));
        }
    }

    [Theory]
    [InlineData("yonhap", "Hanoi", "", 1, 0)] // another says the same
    [InlineData("yonhap", "Da Nang", "", 0, 1)] // another says otherwise
    [InlineData("cnn", "Hanoi", "", 0, 0)] // it says so itself again
    [InlineData("cnn", "Da Nang", "", 0, 0)]
    [InlineData("yonhap", "Hanoi", "\"attribution\":[\"cnn\"]", 0, 0)] // an echo bears nothing out
    [InlineData("yonhap", "Da Nang", "\"attribution\":[\"cnn\"]", 0, 1)]
    [InlineData("yonhap", "Hanoi", "\"happened\":\"2019-01-20\"", 0, 1)] // on another day
    [InlineData("yonhap", "Hanoi", "\"happened\":\"2019-01\"", 1, 0)] // some time in that month
    [InlineData("yonhap", "Hanoi", "\"mode\":\"possible\"", 0, 0)] // asserts nothing
    public void Another_account_bears_out_or_contradicts(string publisher, string place, string more, int borneOut, int contradicted)
    {
        Say("a", "cnn", Place("Hanoi"), "2019-02-01", "2019-01-31");
        Assert.Equal((0, 0), (Of("cnn").BorneOut, Of("cnn").Contradicted));
        Say("b", publisher, Place(place), "2019-02-02", more: "\"accountOf\":\"@a\"" + (more.Length == 0 ? "" : "," + more));
        Assert.Equal((0, 0), (Of("cnn", "2019-02-01").BorneOut, Of("cnn", "2019-02-01").Contradicted));
        Assert.Equal((borneOut, contradicted), (Of("cnn").BorneOut, Of("cnn").Contradicted));
        // So it is the other way about.
        if (publisher != "cnn") Assert.Equal((borneOut, contradicted), (Of(publisher).BorneOut, Of(publisher).Contradicted));
    }

    [Fact]
    public void Whom_a_publisher_echoes_is_the_last_it_names()
    {
        Say("a", "cnn", Place("A"), "2019-02-01", more: "\"attribution\":[\"yonhap\",\"an official\"]");
        Say("b", "cnn", Place("B"), "2019-02-01", more: "\"attribution\":[\"an official\"]");
        Say("c", "cnn", Place("C"), "2019-02-01", more: "\"attribution\":[\"kcna\"]");
        Say("d", "cnn", Place("D"), "2019-02-01");
        Assert.Equal([new Echo("an official", 2), new Echo("kcna", 1)], Of("cnn").Echoes);
    }

    [Fact]
    public void A_source_published_later_names_nobody_yet()
    {
        _ledger.Say("a", "PlaceConfirmed", Place("A"), "2019-02-01", more: "\"source\":{\"publisher\":\"cnn\",\"published\":\"2019-02-10\"}");
        Assert.Empty(All(Ledger.From("2019-02-09")));
        Assert.Equal(1, Of("cnn", "2019-02-10").Events);
    }

    [Fact]
    public void On_random_histories_every_visible_report_counts_once_and_no_publisher_is_told_that_the_events_do_not_name() =>
        Prop.ForAll(
            (from history in Histories.OfOne.Generator.Where(h => h.Events.Count > 0) from vantage in Histories.Vantages select (history, vantage)).ToArbitrary(), at =>
            {
                var story = Story.Of(at.history.Events, at.vantage);
                var publishers = new Publishers();
                publishers.Add(story);
                var told = story.Seen.Where(s => s.IsVisible && !s.Event.Type.IsActOnTheRecord).Select(s => RecordedItem.Of(s, story)).ToList();
                var expected = told.Select(i => i.Source?.Publisher).OfType<Key>().GroupBy(p => p).ToDictionary(p => p.Key, p => p.Count());
                return expected.Count == publishers.All.Count() && publishers.All.All(p =>
                    expected[p.Publisher] == p.Events
                    && p.Retracted == told.Count(i => i.Source?.Publisher == p.Publisher && i.Standing == Standing.Retracted)
                    && Math.Max(p.BorneOut, p.Contradicted) <= p.Events - p.Retracted
                    && p.Echoes.Sum(e => e.Events) <= p.Events
                    && p.HappenedToKnown is not { MedianSeconds: < 0 } and not { P90Seconds: < 0 } && p.KnownToRecorded is not { MedianSeconds: < 0 });
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));
}
