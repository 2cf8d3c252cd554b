using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using FsCheck;
using FsCheck.Fluent;
using Timeline.Domain.Json;
using Timeline.Domain.Knowing;
using Timeline.Domain.Record;
using Timeline.Domain.Telling;
using Timeline.Domain.Time;

namespace Timeline.Domain.Tests;

/// <summary>What a knower never learns of is as if it were not in the record (SEMANTICS §4; §8, law 4).</summary>
public class SecretsTests
{
    private static readonly JsonSerializerOptions AnyJson = new(RecordJson.Default.Options)
    {
        TypeInfoResolver = JsonTypeInfoResolver.Combine(RecordJson.Default, new DefaultJsonTypeInfoResolver()),
    };

    private readonly Ledger _ledger = new("summit/hanoi");

    [Fact]
    public void Every_answer_is_as_if_what_the_knowers_never_learn_of_were_not_in_the_record()
    {
        var left = 0;
        var cases = from history in Histories.OfOne.Generator
                    from vantages in Histories.Vantages.ArrayOf(3)
                    select (history, vantages);
        var shrinking = Arb.From(cases, at => Histories.OfOne.Shrinker(at.history).Select(fewer => (fewer, at.vantages)));
        Prop.ForAll(shrinking, at =>
        {
            foreach (var vantage in at.vantages)
            {
                var without = Without(at.history.Events, vantage);
                left += at.history.Events.Count - without.Count;
                Assert.Equal(Told(without, vantage, at.vantages[0].Known), Told(at.history.Events, vantage, at.vantages[0].Known));
            }

            var (from, to) = (at.vantages[0], at.vantages[1]);
            var hidden = Secrets(at.history.Events, from).Intersect(Secrets(at.history.Events, to)).ToHashSet();
            Assert.Equal(
                Told([.. at.history.Events.Where(e => !hidden.Contains(e.Id))], from, to), Told(at.history.Events, from, to));
            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(400));
        Assert.True(left > 500, $"Only {left} secrets were left out.");
    }

    [Fact]
    public void Nothing_that_is_told_names_what_the_knowers_never_learn_of()
    {
        var named = 0;
        var cases = from history in Histories.OfOne.Generator from vantage in Histories.Vantages select (history, vantage);
        Prop.ForAll(cases.ToArbitrary(), at =>
        {
            var secrets = Secrets(at.history.Events, at.vantage);
            named += at.history.Events.Count(e => !secrets.Contains(e.Id) && Histories.Names(e).Any(secrets.Contains));
            var told = Told(at.history.Events, at.vantage, at.vantage.Known);
            Assert.All(secrets, id => Assert.DoesNotContain(id.ToString(), told, StringComparison.Ordinal));
            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(400));
        Assert.True(named > 40, $"Only {named} events named a secret.");
    }

    [Fact]
    public void Accounts_of_a_secret_are_one_act_named_by_the_first_known_of_them()
    {
        Secret("a", "PledgeMade", """{"by":"prk","pledge":"to disarm"}""");
        _ledger.Say("b", "PledgeMade", """{"by":"prk","pledge":"to disarm"}""", "2019-02-09", more: """ "accountOf":"@a","source":{"publisher":"cnn"} """);
        _ledger.Say("c", "PledgeMade", """{"by":"prk","due":"2019-03-01"}""", "2019-02-07", more: """ "accountOf":"@a","source":{"publisher":"bbc"} """);
        _ledger.Say("r", "ReplyGiven", """{"event":"@a","by":"usa","reply":"accepted"}""", "2019-02-10");

        var state = _ledger.State(Ledger.From("2020"));
        Assert.Contains($"/pledges/{Ledger.Id("c")}/pledge", state.Values.Keys);
        Assert.All(state.Story.Entries.Take(2), e => Assert.Equal((Ledger.Id("c"), 2), (e.Act, e.Support)));
        Assert.Equal([null, Ledger.Id("c")], state.Story.Entries.Take(2).Select(e => e.Event.AccountOf));
        Assert.DoesNotContain(state.Values.Keys, k => k.StartsWith("/replies", StringComparison.Ordinal));

        var usa = _ledger.State(Ledger.From("2020", knowers: ["usa"]));
        Assert.Contains($"/replies/{Ledger.Id("a")}/reply", usa.Values.Keys);
        Assert.Contains($"/pledges/{Ledger.Id("a")}/due", usa.Values.Keys);
    }

    [Fact]
    public void A_public_act_on_a_secret_tells_the_public_nothing()
    {
        Secret("a", "VenueConfirmed", """{"venue":"Metropole","by":"usa"}""");
        _ledger.Say("d", "EventDenied", """{"event":"@a","by":"prk"}""", "2019-02-06");
        _ledger.Say("r", "EventRetracted", """{"event":"@d","reason":"r"}""", "2019-02-07");

        var story = _ledger.Story(Ledger.From("2020"));
        Assert.Empty(story.Seen);
        Assert.False(story.Exists);
        Assert.Equal(3, _ledger.Story(Ledger.From("2020", knowers: ["usa"])).Seen.Count(s => s.IsVisible));
    }

    [Fact]
    public void A_corrected_or_amended_answer_does_not_say_what_secret_it_answers()
    {
        Secret("a", "DemandMade", """{"by":"usa","of":"prk","demand":"disarm"}""");
        _ledger.Say("b", "DemandMade", """{"by":"prk","of":"usa","demand":"pay"}""", "2019-02-04");
        _ledger.Say("r", "ReplyGiven", """{"event":"@b","by":"prk","reply":"refused"}""", "2019-02-05");
        _ledger.Say("c", "EventCorrected", """{"event":"@r","data":{"event":"@a","by":"prk","reply":"accepted"},"reason":"r"}""", "2019-02-06");
        _ledger.Say("m", "EventAmended", """{"event":"@r","data":{"event":"@a","by":"prk","reply":"accepted"},"reason":"r"}""", "2019-02-06");

        var vantage = Ledger.From("2020");
        Assert.DoesNotContain(Ledger.Id("a").ToString(), Told(_ledger.Events, vantage, vantage.Known), StringComparison.Ordinal);
        Assert.False(Matches(vantage, Ledger.Id("a").ToString()));
        Assert.True(Matches(Ledger.From("2020", knowers: ["usa"]), Ledger.Id("a").ToString()));

        bool Matches(Vantage from, string text) => _ledger.Story(from) is var story
            && story.Seen.Any(s => s.IsVisible && s.Event.Id != Ledger.Id("a") && new EventFilter { Text = text }.Matches(s, story));
    }

    [Fact]
    public void That_somebody_else_was_told_on_a_day_of_an_event_dates_it_no_better_for_the_public()
    {
        _ledger.Say("a", "VenueConfirmed", """{"venue":"Metropole","by":"usa"}""", "2019-02", "2019-02-05", """ "source":{"publisher":"cnn"} """);
        var before = Told(_ledger.Events, Ledger.From("2020"), Ledger.Moment("2020"));
        _ledger.Say("d", "EventDisclosed", """{"event":"@a","to":"usa","at":"2019-02-28"}""");

        Assert.Equal(before, Told(_ledger.Events, Ledger.From("2020"), Ledger.Moment("2020")));
    }

    private void Secret(string label, string type, string data) =>
        _ledger.Say(label, type, data, more: """ "disclosures":[{"to":"usa","at":"2019-02-05"}] """);

    private static List<TimelineEvent> Without(IReadOnlyList<TimelineEvent> events, Vantage vantage)
    {
        var secrets = Secrets(events, vantage);
        return [.. events.Where(e => !secrets.Contains(e.Id))];
    }

    private static HashSet<Guid> Secrets(IReadOnlyList<TimelineEvent> events, Vantage vantage) =>
        [.. events.Where(e => e.Seq <= vantage.Recorded).Select(e => e.Id).Except(NaiveReading.Of(events, vantage).Ids)];

    /// <summary>Whatever can be asked about one subject from a vantage, positions and versions and all, as JSON.</summary>
    private static string Told(IReadOnlyList<TimelineEvent> events, Vantage vantage, Instant then)
    {
        var text = new List<string>();
        var story = Story.Of(events, vantage);
        text.Add($"{story.Exists} {story.IsVisible} {story.Version} {story.LastKnown} {string.Join(' ', story.Learned)}");
        foreach (var seen in story.Seen.Where(s => s.IsVisible)) Add(RecordedItem.Of(seen, story));
        foreach (var entry in story.Effective) Add(StoryItem.Of(entry, story));
        foreach (var line in Export.Of(story).Values) Add(line);
        if (events.Count == 0 || !story.IsVisible) return string.Join('\n', text);
        var state = State.Of(events[0].Subject, story);
        Add(StateItem.Of(state));
        Add(SubjectItem.Of(state));
        text.Add($"{state.HoldsBefore}");
        Add(Briefing.Of(state, Language.Default));
        foreach (var plan in Calendar.Of(state))
            text.Add($"{plan.What} {plan.Date} {plan.Status} {plan.Sequence} {plan.KnownBy} {plan.By.Event.Id} {Calendar.PlaceOf(state, plan)}");
        var publishers = new Publishers();
        publishers.Add(story);
        foreach (var publisher in publishers.All) Add(publisher);
        foreach (var step in Knowing.History.Of(events, vantage, Instant.NegativeInfinity))
        {
            text.Add($"step {step.Known}");
            foreach (var report in step.Reports) Add(RecordedItem.Of(report, step.Story));
            foreach (var change in step.Changes) Add(change);
        }

        if (then <= vantage.Known)
        {
            var hindsight = Hindsight.Of(events, vantage with { Known = then, At = then }, vantage);
            foreach (var change in hindsight.Hidden.Concat(hindsight.Believed).Concat(hindsight.Happened))
                text.Add($"{change.Pointer} {change.Cause} {change.Old?.Value.Json} {change.New?.Value.Json}");
            foreach (var said in hindsight.HiddenSaid) Add(StoryItem.Of(said, hindsight.Found.Story));
            foreach (var said in hindsight.HappenedSaid) Add(StoryItem.Of(said, hindsight.Now.Story));
            text.AddRange(hindsight.Supported.Select(p => $"supported {p} {hindsight.Then.Values[p].Support} {hindsight.Found.Values[p].Support}"));
            foreach (var asked in hindsight.Questions)
            {
                text.Add($"{asked.Question.Pointer} {asked.Question.Question} {asked.Settled}");
                foreach (var answer in asked.Answers) Add(ToldValue.Of(hindsight.Now, answer)!);
            }

            foreach (var (expectation, became) in hindsight.Expectations)
                text.Add($"{expectation.What} {became.Outcome} {became.By?.Event.Id} {became.To?.Date} {became.To?.Became.Outcome}");
        }

        return string.Join('\n', text);

        void Add<T>(T told) => text.Add(Json(told));
    }

    private static string Told(IReadOnlyList<TimelineEvent> events, Vantage from, Vantage to)
    {
        if (events.Count == 0) return "";
        var text = new List<string>();
        AddDifferences(text, Comparison.Of(events, from, to));
        return string.Join('\n', text);
    }

    private static void AddDifferences(List<string> text, Comparison comparison)
    {
        var (from, to) = (comparison.From.Story, comparison.To.Story);
        foreach (var gained in comparison.Gained) text.Add($"gained {gained.Cause} {Json(StoryItem.Of(gained.Entry, to))}");
        foreach (var lost in comparison.Lost) text.Add($"lost {lost.Cause} {Json(StoryItem.Of(lost.Entry, from))}");
        foreach (var changed in comparison.Changed)
            text.Add($"changed {changed.Cause} {Json(StoryItem.Of(changed.From, from))} {Json(StoryItem.Of(changed.To, to))}");
        foreach (var p in comparison.Pointers)
            text.Add($"{p.Pointer} {p.Cause} {p.Old?.Value.Json} {p.Old?.By.Event.Id} {p.New?.Value.Json} {p.New?.By.Event.Id}");
    }

    private static string Json<T>(T told) => JsonSerializer.Serialize(told, AnyJson);
}
