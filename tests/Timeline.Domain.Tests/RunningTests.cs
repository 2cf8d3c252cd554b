using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Timeline.Domain.Json;
using Timeline.Domain.Knowing;
using Timeline.Domain.Record;
using Timeline.Domain.Time;
using Replay = Timeline.Domain.Knowing.Replay;

namespace Timeline.Domain.Tests;

/// <summary>
/// History and replay go on from step to step (SEMANTICS §7). Each step is held against two states that are folded from the beginning.
/// </summary>
public class RunningTests
{
    [Fact]
    public void Each_step_of_a_history_is_what_two_states_differ_in() => Holds((events, vantage) =>
    {
        var steps = Knowing.History.Of(events, vantage, Instant.NegativeInfinity).Select(Text).ToList();
        Assert.Equal(Compared(events, vantage), steps);
    });

    [Fact]
    public void A_history_from_a_step_on_is_the_rest_of_the_whole() => Holds((events, vantage) =>
    {
        var whole = Knowing.History.Of(events, vantage, Instant.NegativeInfinity).Select(s => (s.Known, Text: Text(s))).ToList();
        foreach (var (known, _) in whole)
        {
            Assert.Equal(
                whole.Where(s => s.Known > known).Select(s => s.Text), Knowing.History.Of(events, vantage, known).Select(Text));
        }
    });

    [Fact]
    public void A_history_of_one_pointer_is_what_of_the_whole_concerns_it() => Holds((events, vantage) =>
    {
        var whole = Knowing.History.Of(events, vantage, Instant.NegativeInfinity).SelectMany(s => s.Changes.Select(c => (s.Known, Text: Text(c), c.Pointer))).ToList();
        foreach (var pointer in whole.Select(c => c.Pointer).Distinct())
        {
            Assert.Equal(
                whole.Where(c => c.Pointer == pointer).Select(c => $"{c.Known} {c.Text}"),
                Knowing.History.Of(events, vantage, Instant.NegativeInfinity, pointer).SelectMany(s => s.Changes.Select(c => $"{s.Known} {Text(c)}")));
        }
    });

    [Theory]
    [InlineData(ReplayAxis.Known)]
    [InlineData(ReplayAxis.Recorded)]
    [InlineData(ReplayAxis.Happened)]
    public void Each_frame_of_a_replay_tells_its_event_as_a_story_of_that_moment_does(ReplayAxis axis) => Holds((events, vantage) =>
    {
        var cameAbout = Replay.Of(events, vantage, axis, Instant.NegativeInfinity).Where(f => f.CameAbout).ToLookup(f => f.Place.At);
        foreach (var frame in Replay.Of(events, vantage, axis, Instant.NegativeInfinity).Where(f => f.Seen is not null))
        {
            var at = frame.Place.At;
            var there = axis switch
            {
                ReplayAxis.Known => vantage.KnownAt(at),
                ReplayAxis.Recorded => vantage with { Recorded = events.Where(e => e.RecordedAt <= at).Max(e => e.Seq) },
                _ => vantage with { At = at },
            };
            // Within a moment at which several things become known or come about each is told as those before it leave it.
            var together = events.Count(e => IsKnownAt(e, at)) + (frame.CameAbout ? cameAbout[at].Count() : 0);
            if (axis is ReplayAxis.Known && together > 1) continue;
            var story = Story.Of(events, there);
            Assert.Equal(Json(RecordedItem.Of(story[frame.Seen!.Event.Id], story)), Json(RecordedItem.Of(frame.Seen, frame.Story)));
        }

        bool IsKnownAt(TimelineEvent e, Instant at) => Story.Of(events, vantage).Find(e.Id)?.KnownBy == at;
    });

    [Fact]
    public void An_event_as_it_was_recorded_is_what_a_story_of_that_moment_tells() => Holds((events, vantage) =>
    {
        var told = from e in events
                   let story = Story.Of(events, vantage with { Recorded = e.Seq, Known = e.RecordedAt, At = e.RecordedAt })
                   where story.Find(e.Id) is { IsVisible: true }
                   select (Json(RecordedItem.Of(story[e.Id], story)), Findable.Of(story[e.Id], story));
        var asked = events.Select(e => e.Id).ToHashSet();
        var arrivals = Strand.Of(events).SelectMany(s => Arrival.Of(s, vantage, asked)).OrderBy(a => a.Item.Seq).ToList();
        Assert.Equal(told.Select(t => t.Item1), arrivals.Select(a => Json(a.Item)));
        foreach (var (then, now) in told.Select(t => t.Item2).Zip(arrivals.Select(a => a.Findable)))
        {
            Assert.Equal((then.Event.Id, then.Happened, then.Source.Publisher, then.KnownBy), (now.Event.Id, now.Happened, now.Source.Publisher, now.KnownBy));
            Assert.Equal(then.InForce == then.Event.Data, now.InForce == now.Event.Data);
        }
    });

    private static IEnumerable<string> Compared(IReadOnlyList<TimelineEvent> events, Vantage vantage)
    {
        var subject = events[0].Subject;
        var before = State.Of(subject, Story.Of(events, vantage.KnownAt(Instant.NegativeInfinity)));
        foreach (var moment in Knowing.History.Moments(Story.Of(events, vantage)).Where(m => m <= vantage.Known).Order().Distinct())
        {
            var state = State.Of(subject, Story.Of(events, vantage.KnownAt(moment)));
            var comparison = Comparison.Of(events, before.Story.Vantage, state.Story.Vantage);
            if (!comparison.IsEmpty)
            {
                var since = before.Story.Vantage.Known;
                var reports = state.Story.Seen.Where(s => s.IsVisible
                    && (s.KnownBy > since || (state.Story.EntryOf(s) is { } entry && entry.HappenedBy > since && entry.HappenedBy <= moment)));
                var changes = comparison.Pointers.Select(p => new HistoryChange(
                    p.Pointer, p.Cause, ToldValue.Of(comparison.From, p.Pointer), ToldValue.Of(comparison.To, p.Pointer)));
                yield return Text(new HistoryStep(moment, [.. reports], [.. changes], state.Story));
            }

            before = state;
        }
    }

    private static string Text(HistoryStep step) => string.Join(
        '\n', [$"{step.Known}", .. step.Reports.Select(r => Json(RecordedItem.Of(r, step.Story))), .. step.Changes.Select(Text)]);

    private static string Text(HistoryChange change) => JsonSerializer.Serialize(change);

    private static string Json(RecordedItem item) => StrictJson.Write(item, RecordJson.Default.RecordedItem);

    private static void Holds(Action<IReadOnlyList<TimelineEvent>, Vantage> holds)
    {
        var cases = from history in Gen.OneOf(Histories.OfOne.Generator, Histories.WithErasures.Generator)
                    from vantage in Histories.Vantages
                    from isRunning in Gen.Elements(true, false)
                    select (history, vantage: isRunning ? vantage with { At = vantage.Known } : vantage);
        var shrinking = Arb.From(cases, at => Histories.OfOne.Shrinker(at.history).Select(fewer => (fewer, at.vantage)));
        Prop.ForAll(shrinking, at =>
        {
            if (at.history.Events.Count > 0) holds(at.history.Events, at.vantage);
            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(200));
    }
}
