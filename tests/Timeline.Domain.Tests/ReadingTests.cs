using FsCheck;
using FsCheck.Fluent;
using Timeline.Domain.Knowing;
using Timeline.Domain.Record;

namespace Timeline.Domain.Tests;

/// <summary><see cref="Story"/> and <see cref="State"/> against <see cref="NaiveReading"/>.</summary>
public class ReadingTests
{
    [Fact]
    public void The_domain_reads_random_histories_as_the_semantics_say() => Reads(Histories.OfOne);

    [Fact]
    public void The_domain_reads_random_histories_of_which_events_were_erased_as_the_semantics_say() => Reads(Histories.WithErasures);

    private static void Reads(Arbitrary<History> histories)
    {
        var cases = from history in histories.Generator
                    from vantages in Histories.Vantages.ArrayOf(4)
                    select (history, vantages);
        var shrinking = Arb.From(cases, at => histories.Shrinker(at.history).Select(fewer => (fewer, at.vantages)));
        Prop.ForAll(shrinking, at => Array.ForEach(at.vantages, vantage => Compare(at.history, vantage))).Check(Config.QuickThrowOnFailure.WithMaxTest(300));
    }

    private static void Compare(History history, Vantage vantage)
    {
        var (story, naive) = (Story.Of(history.Events, vantage), NaiveReading.Of(history.Events, vantage));
        var state = State.Of(history.Ledger.Subject, story);

        Assert.Equal(naive.Ids, story.Seen.Select(s => s.Event.Id));
        foreach (var seen in story.Seen)
        {
            var recorded = history.Events.Single(e => e.Id == seen.Event.Id);
            Assert.Equal((seen.Event.Id, naive.KnownBy(recorded)), (seen.Event.Id, seen.KnownBy));
            Assert.Equal((seen.Event.Id, naive.IsVisible(recorded)), (seen.Event.Id, seen.IsVisible));
            Assert.Equal((seen.Event.Id, naive.IsEffective(recorded)), (seen.Event.Id, seen.IsEffective));
            var source = story.SourceOf(seen.Event);
            var isPublished = naive.IsPublished(recorded);
            Assert.Equal((seen.Event.Id, isPublished ? null : true), (seen.Event.Id, source.AttestedLater));
            Assert.Equal((seen.Event.Id, isPublished || vantage.Later is Later.Sources), (seen.Event.Id, source.IsShown));
        }

        Assert.Equal(naive.Story.Select(e => Text(naive, e)), story.Entries.Select(Text));
        Assert.Equal(naive.Possibly.Select(e => e.Id), story.Possibly.Select(e => e.Event.Id));
        Assert.Equal(naive.Said.Select(e => e.Id), state.Said.Select(e => e.Event.Id));
        Assert.Equal(naive.Values().Select(v => $"{v.Key} {v.Value}"), state.Values.Select(v => $"{v.Key} {AnswerOf(state, v.Key)}"));
        Assert.Equal(
            NaiveReading.Since(history.Events, vantage).Select(s => $"{s.Key} {s.Value}"),
            state.Values.Keys.Select(p => $"{p} {new NaiveReading.SinceWhen(state.Since(p).Known, state.Since(p).First.Event.Id)}"));
    }

    private static NaiveReading.Answer AnswerOf(State state, string pointer)
    {
        var value = state.Values[pointer];
        return new(
            value.Value.Json, value.By.Event.Id, string.Join(',', value.Rivals.Select(Text)), value.Over is null ? "" : Text(value.Over),
            value.Tallied, value.First?.Event.Id, value.Support, value.Tallied > 0 ? null : state.CorrectedBy(pointer)?.Event.Id);
    }

    private static string Text(Said said) => $"{said.Value.Json} by {said.Entry.Event.Id}";

    private static string Text(StoryEntry e) =>
        $"{e.Event.Id} act {e.Act} happened {e.Happened} by {e.HappenedBy} known {e.KnownBy} disputed {e.IsDisputed} support {e.Support} {EventType.ToElement(e.Data)}";

    private static string Text(NaiveReading naive, TimelineEvent e) =>
        $"{e.Id} act {naive.Act(e.Id)} happened {naive.Happened(e)} by {naive.HappenedBy(e)} known {naive.KnownBy(e)} disputed {naive.IsDisputed(e)} "
        + $"support {naive.Support(e)} {EventType.ToElement(naive.Data(e))}";
}
