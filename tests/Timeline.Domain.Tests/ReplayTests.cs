using FsCheck;
using FsCheck.Fluent;
using Timeline.Domain.Json;
using Timeline.Domain.Knowing;
using Timeline.Domain.Record;
using Timeline.Domain.Subjects;
using Timeline.Domain.Time;
using Replay = Timeline.Domain.Knowing.Replay;

namespace Timeline.Domain.Tests;

/// <summary>Strands and the replay (SEMANTICS §7) over random histories, held against whole stories and states.</summary>
public class ReplayTests
{
    private static readonly Ledger Hanoi = new();

    [Fact]
    public void What_a_vantage_makes_of_an_event_depends_on_its_strand_alone() => Holds((events, vantage) =>
    {
        var whole = Story.Of(events, vantage);
        var exported = Export.Of(whole);
        var strands = Strand.Of(events);
        Assert.Equal(events.Select(e => e.Seq), strands.SelectMany(s => s.Select(e => e.Seq)).Order());
        foreach (var strand in strands)
        {
            var story = Story.Of(strand, vantage);
            var lines = Export.Of(story);
            foreach (var e in strand)
            {
                Assert.Equal(Told(whole, e), Told(story, e));
                Assert.Equal(Line(exported.GetValueOrDefault(e.Id)), Line(lines.GetValueOrDefault(e.Id)));
            }
        }
    });

    [Fact]
    public void Strands_are_found_whether_or_not_what_holds_them_together_is_there()
    {
        var history = new Ledger();
        var a = history.Say("a", "SummitScheduled", """{"dates":"2019-02"}""", known: "2019-01-18");
        var b = history.Say("b", "SummitScheduled", "{}", known: "2019-01-19", more: "\"accountOf\":\"@a\"");
        var c = history.Say("c", "SummitScheduled", "{}", known: "2019-01-20", more: "\"accountOf\":\"@a\"");
        var d = history.Say("d", "PlaceConfirmed", """{"place":"Hanoi"}""", known: "2019-02-08");
        Assert.Equal([[a, b, c], [d]], Strand.Of([a, b, c, d]));
        Assert.Equal([[b, c], [d]], Strand.Of([b, c, d]));
        Assert.Equal([[b], [d]], Strand.Of([b, d]));
    }

    [Theory]
    [InlineData(ReplayAxis.Known)]
    [InlineData(ReplayAxis.Recorded)]
    [InlineData(ReplayAxis.Happened)]
    public void The_changes_of_all_frames_up_to_a_moment_give_the_state_at_that_moment(ReplayAxis axis) =>
        Holds((events, vantage) => GivesTheStates(events, vantage, axis));

    [Fact]
    public void As_knowledge_grows_every_visible_event_has_its_frame_when_it_becomes_known() => Holds((events, vantage) =>
    {
        var story = Story.Of(events, vantage);
        var visible = story.Seen.Where(s => s.IsVisible).Select(s => (
            // Of an amendment nobody is told before they are told of its target.
            s.Event.Data is EventAmended ? Instant.Max(s.KnownBy!.Value, story[s.Event.Target!.Value].KnownBy!.Value) : s.KnownBy!.Value,
            s.Event.Id)).Order();
        var frames = Replay.Of(events, vantage, ReplayAxis.Known, Instant.NegativeInfinity).ToList();
        Assert.Equal(visible, frames.Where(f => !f.CameAbout).Select(f => (f.Place.At, f.Seen!.Event.Id)).Order());
        Assert.All(frames, f => Assert.True(f.Seen!.IsVisible));
        Assert.All(frames.Where(f => f.CameAbout), f => Assert.True(f.Place.At > f.Seen!.KnownBy));
    });

    [Fact]
    public void As_the_ledger_grows_every_event_has_its_frame_when_it_comes_into_view() => Holds((events, vantage) =>
    {
        var frames = Replay.Of(events, vantage, ReplayAxis.Recorded, Instant.NegativeInfinity).Where(f => f.Seen is not null).ToList();
        var (came, inView) = (new List<(Instant, Guid)>(), new List<Guid>());
        foreach (var e in events.Where(e => e.Seq <= vantage.Recorded))
        {
            var visible = Story.Of(events, vantage with { Recorded = e.Seq }).Seen.Where(s => s.IsVisible).Select(s => s.Event.Id).ToList();
            came.AddRange(visible.Except(inView).Select(id => (e.RecordedAt, id)));
            inView = visible;
        }

        Assert.Equal(came.Order(), frames.Select(f => (f.Place.At, f.Seen!.Event.Id)).Order());
    });

    [Fact]
    public void As_time_passes_the_story_is_told_in_its_order() => Holds((events, vantage) =>
        Assert.Equal(
            Story.Of(events, vantage).Entries.Select(e => (e.HappenedBy, e.Event.Id)),
            Replay.Of(events, vantage, ReplayAxis.Happened, Instant.NegativeInfinity).Select(f => (f.Place.At, f.Seen!.Event.Id))));

    [Theory]
    [InlineData(ReplayAxis.Known)]
    [InlineData(ReplayAxis.Recorded)]
    [InlineData(ReplayAxis.Happened)]
    public void A_replay_from_a_moment_on_is_the_rest_of_the_whole(ReplayAxis axis) => Holds((events, vantage) =>
    {
        var whole = Replay.Of(events, vantage, axis, Instant.NegativeInfinity).Select(Text).ToList();
        foreach (var day in Days)
        {
            var rest = Replay.Of(events, vantage, axis, day).ToList();
            Assert.All(rest, f => Assert.True(f.Place.At >= day));
            Assert.Equal(whole.TakeLast(rest.Count), rest.Select(Text));
            Assert.Equal(whole.Count(t => Instant.TryParse(t.Split(' ')[0], out var at) && at >= day), rest.Count);
        }
    });

    [Fact]
    public void The_sample_of_the_semantics_is_replayed_as_it_became_known()
    {
        Hanoi.Say("a", "SummitScheduled", """{"dates":"2019-02~"}""", known: "2019-01-18");
        Hanoi.Say("b", "SummitScheduled", """{"dates":"2019-02-27/2019-02-28","place":"Vietnam"}""", known: "2019-02-05");
        Hanoi.Say("c", "VenueRejected", """{"venue":"Friendship Cultural Palace","by":"prk","reason":"security"}""", known: "2019-02-24", happened: "[..2019-02-24]");
        Hanoi.Say("d", "SummitConcluded", """{"outcome":"noAgreement"}""", known: "2019-02-28");
        Hanoi.Say("e", "PlaceConfirmed", """{"place":"Hanoi"}""", known: "2019-02-08");
        Hanoi.Say("f", "EventRetracted", """{"event":"@c","reason":"withdrawn by its source"}""", known: "2019-03-02");
        var end = Ledger.Moment("2019-03-02");
        var frames = Replay.Of(Hanoi.Events, new Vantage { Known = end, At = end, Recorded = Hanoi.Newest }, ReplayAxis.Known, Ledger.Moment("2019-02-08"));
        Assert.Equal(
            [
                "2019-02-08 PlaceConfirmed /place 'Vietnam' → 'Hanoi', /places/hanoi/place – → 'Hanoi', /places/hanoi/status – → 'confirmed'",
                "2019-02-24 VenueRejected /venues/friendship-cultural-palace/by – → 'prk', /venues/friendship-cultural-palace/reason – → 'security', "
                    + "/venues/friendship-cultural-palace/status – → 'rejected', /venues/friendship-cultural-palace/venue – → 'Friendship Cultural Palace'",
                "2019-02-28 SummitConcluded /outcome – → 'noAgreement', /status 'scheduled' → 'concluded'",
                "2019-03-02 EventRetracted /venues/friendship-cultural-palace/by 'prk' → –, /venues/friendship-cultural-palace/reason 'security' → –, "
                    + "/venues/friendship-cultural-palace/status 'rejected' → –, /venues/friendship-cultural-palace/venue 'Friendship Cultural Palace' → –",
            ],
            [.. frames.Select(f => $"{f.Place.At.ToString()[..10]} {f.Seen!.Event.Type} {Changes(f).Replace('"', '\'')}")]);
    }

    [Fact]
    public void Counts_and_what_follows_from_them_are_replayed_too()
    {
        var dyad = new Ledger("interaction/kor~prk");
        for (var day = 1; day <= 6; day++)
            dyad.Say($"i{day}", "Interaction", $$"""{"source":"kor","target":"prk","cameo":"0{{day}}0","intensity":{{day}}.50}""", known: $"2019-02-0{day}");
        dyad.Say("account", "Interaction", """{"source":"kor","target":"prk","cameo":"020","intensity":1.5}""", known: "2019-02-03", more: "\"accountOf\":\"@i2\"");
        dyad.Say("c", "EventCorrected", """{"event":"@i4","data":{"source":"prk","target":"kor","cameo":"040","intensity":-2},"happened":"2018","reason":"mistaken"}""", known: "2019-02-07");
        dyad.Say("r", "EventRetracted", """{"event":"@i1","reason":"withdrawn"}""", known: "2019-02-08");
        dyad.Say("rr", "EventRetracted", """{"event":"@r","reason":"withdrawn"}""", known: "2019-02-10");
        var vantage = new Vantage { Known = Ledger.Moment("2019-03-01"), At = Ledger.Moment("2019-03-01"), Recorded = dyad.Newest };
        foreach (var axis in Enum.GetValues<ReplayAxis>()) GivesTheStates(dyad.Events, vantage, axis);
        var last = Replay.Of(dyad.Events, vantage, ReplayAxis.Known, Ledger.Moment("2019-02-10")).Single();
        Assert.Contains("/count 5 → 6", Changes(last), StringComparison.Ordinal);
        Assert.Contains("/intensity/mean", Changes(last), StringComparison.Ordinal);
    }

    private static void GivesTheStates(IReadOnlyList<TimelineEvent> events, Vantage vantage, ReplayAxis axis)
    {
        var subject = events[0].Subject;
        var frames = Replay.Of(events, vantage, axis, Instant.NegativeInfinity).ToList();
        Assert.Equal(frames.Select(f => f.Place).Order(), frames.Select(f => f.Place));
        var moments = frames.Select(f => f.Place.At).Concat(Days.Where(d => d <= End(vantage, axis))).Distinct().Order();
        var (state, next) = (new SortedDictionary<string, string>(StringComparer.Ordinal), 0);
        foreach (var moment in moments)
        {
            for (; next < frames.Count && frames[next].Place.At <= moment; next++)
            {
                foreach (var change in frames[next].Changes)
                {
                    Assert.Equal(state.GetValueOrDefault(change.Pointer), change.Old?.Json);
                    if (change.New is null) state.Remove(change.Pointer);
                    else state[change.Pointer] = change.New.Json;
                }
            }

            var there = axis switch
            {
                ReplayAxis.Known => vantage.KnownAt(moment),
                ReplayAxis.Recorded => vantage with { Recorded = Math.Min(vantage.Recorded, events.Where(e => e.RecordedAt <= moment).Select(e => e.Seq).DefaultIfEmpty().Max()) },
                _ => vantage with { At = moment },
            };
            Assert.Equal(State.Of(subject, Story.Of(events, there)).Values.Select(v => (v.Key, v.Value.Value.Json)), state.Select(s => (s.Key, s.Value)));
        }
    }

    private static IEnumerable<Instant> Days => Enumerable.Range(1, 28).Select(day => Ledger.Moment($"2019-02-{day:00}"));

    private static Instant End(Vantage vantage, ReplayAxis axis) => axis switch
    {
        ReplayAxis.Known => vantage.Known,
        ReplayAxis.Recorded => Instant.PositiveInfinity,
        _ => vantage.At,
    };

    private static string Text(ReplayFrame frame) => $"{frame.Place.At} {frame.Seen?.Event.Id} {frame.CameAbout} {Changes(frame)}";

    private static string Changes(ReplayFrame frame) =>
        string.Join(", ", frame.Changes.Select(c => $"{c.Pointer} {c.Old?.Json ?? "–"} → {c.New?.Json ?? "–"}"));

    private static string? Told(Story story, TimelineEvent e) =>
        story.Find(e.Id) is { } seen && seen.IsVisible ? StrictJson.Write(RecordedItem.Of(seen, story), RecordJson.Default.RecordedItem) : null;

    private static string? Line(ExportedEvent? line) => line is null ? null : StrictJson.Write(line, RecordJson.Default.ExportedEvent);

    private static void Holds(Action<IReadOnlyList<TimelineEvent>, Vantage> holds)
    {
        var cases = from history in Gen.OneOf(Histories.OfOne.Generator, Histories.WithErasures.Generator)
                    from vantage in Histories.Vantages
                    from isRunning in Gen.Elements(true, false)
                    select (history, vantage: isRunning ? vantage with { At = vantage.Known } : vantage);
        Prop.ForAll(cases.ToArbitrary(), at =>
        {
            if (at.history.Events.Count > 0) holds(at.history.Events, at.vantage);
            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(200));
    }
}
