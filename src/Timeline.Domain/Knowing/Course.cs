using Timeline.Domain.Record;
using Timeline.Domain.Subjects;

namespace Timeline.Domain.Knowing;

/// <summary>From a place on an event of the world stands otherwise in its story.</summary>
/// <param name="At">From where on.</param>
/// <param name="Seen">The event.</param>
/// <param name="Entry">What is in force of it; <see langword="null"/>: it is taken back.</param>
/// <param name="HasHappened">Whether it is in the story, for it has happened by V.</param>
/// <param name="By">The corrections and denials of it that come into effect or go out of it there.</param>
internal sealed record Turn(TurnPlace At, SeenEvent Seen, StoryEntry? Entry, bool HasHappened, IReadOnlyList<SeenEvent> By);

/// <summary>
/// How a subject's story came to be what it is, as K runs up to the vantage's and V with it where the two are equal (SEMANTICS §7). Each
/// event is looked at by itself, with what acts on it: so the whole costs n log n, whatever became of the events.
/// </summary>
internal static class Course
{
    /// <summary>The turns of all events, in order.</summary>
    internal static IReadOnlyList<Turn> Of(Story story)
    {
        var isRunning = story.Vantage.At == story.Vantage.Known;
        var times = TimesInEffect.Of(story.Seen.Where(s => s.IsVisible), TurnPlace.AsKnown);
        var acts = story.Seen.Where(s => s.IsVisible && s.Event.Data is EventCorrected or EventDenied).ToLookup(s => s.Event.Target!.Value);
        return
        [
            .. story.Seen.Where(s => s.IsVisible && !s.Event.Type.IsActOnTheRecord)
                .SelectMany(s => Turns(story, s, acts[s.Event.Id], times, isRunning)).OrderBy(t => t.At).ThenBy(t => t.Seen.Event.Seq),
        ];
    }

    /// <summary>Since when what is in force at each pointer has been known (SEMANTICS §6).</summary>
    internal static IReadOnlyDictionary<string, Since> Since(SubjectId subject, Story story, IReadOnlyDictionary<string, InForce> values)
    {
        var (state, runs) = (new RunningState(subject), new Runs());
        foreach (var moment in Of(story).GroupBy(t => t.At.At))
        {
            foreach (var pointer in state.Take(moment).Before.Keys) runs.Add(pointer, moment.Key, state.Values[pointer]);
        }

        return values.ToDictionary(v => v.Key, v => runs.Since(v.Key)!, StringComparer.Ordinal);
    }

    /// <summary>The correction from which on the event in force at a pointer says what it says; <see langword="null"/>: it always did.</summary>
    internal static SeenEvent? CorrectedBy(Story story, string pointer, InForce inForce)
    {
        var entry = inForce.By;
        var isDate = pointer == $"/accounts/{entry.Act}/happened";
        // Those that do not give it change nothing there.
        var giving = entry.Corrections.Reverse().Where(isDate ? GivesDate : GivesPayload).GetEnumerator();
        for (var last = Next(); last is not null;)
        {
            var earlier = Next();
            if (!Says(isDate ? story.Read(entry.Seen, payload: null, earlier) : story.Read(entry.Seen, earlier, dated: null))) return last;
            last = earlier;
        }

        return null;

        SeenEvent? Next() => giving.MoveNext() ? giving.Current : null;

        bool Says(StoryEntry before) => isDate
            ? before.Happened == entry.Happened
            : before.Claims.Assertions.Any(a => a.Pointer == pointer && a.Value == inForce.Value);
    }

    /// <summary>What was last in force of a visible event that is taken back, with what took it back, as known at a place.</summary>
    internal static StoryEntry LastInForce(Story story, SeenEvent seen, TurnPlace at, ILookup<Guid, SeenEvent> acts)
    {
        var (taken, effective) = (new HashSet<Guid>(), new List<SeenEvent>());
        foreach (var act in Below(seen.Event.Id).OrderByDescending(a => a.Event.Seq).Where(a => !taken.Contains(a.Event.Id)))
        {
            if (act.Event.Data is EventRetracted { Event: { } target }) taken.Add(target);
            if (act.Event.Target == seen.Event.Id) effective.Add(act);
        }

        return story.Read(seen, effective);

        // Whatever acts on an event by then, and on that in turn, however long the chain.
        IEnumerable<SeenEvent> Below(Guid id)
        {
            var left = new Stack<SeenEvent>(acts[id]);
            while (left.TryPop(out var act))
            {
                if (TurnPlace.AsKnown(act).CompareTo(at) <= 0) yield return act;
                foreach (var next in acts[act.Event.Id]) left.Push(next);
            }
        }
    }

    private static IEnumerable<Turn> Turns(
        Story story, SeenEvent seen, IEnumerable<SeenEvent> acts, Dictionary<Guid, IReadOnlyList<(TurnPlace At, bool Begins)>> times,
        bool isRunning)
    {
        var turns = acts.Prepend(seen).SelectMany(of => times[of.Event.Id].Select(t => (t.At, Of: of, t.Begins)))
            .OrderBy(t => t.At).GroupBy(t => t.At).ToList();
        var vantage = story.Vantage;
        var (inForce, isOn) = (new InForceSoFar(seen), false);
        for (var i = 0; i < turns.Count; i++)
        {
            var at = turns[i].Key;
            SeenEvent[] by = [.. turns[i].Where(t => t.Of != seen).Select(t => t.Of)];
            foreach (var turn in turns[i])
            {
                if (turn.Of == seen) isOn = turn.Begins;
                else inForce.Set(turn.Of, turn.Begins);
            }

            if (!isOn)
            {
                if (turns[i].Any(t => t.Of == seen)) yield return new Turn(at, seen, null, HasHappened: false, by);
                continue;
            }

            var entry = inForce.Now(story.Names);
            yield return new Turn(at, seen, entry, entry.HappenedBy <= (isRunning ? at.At : vantage.At), by);
            var comesAbout = new TurnPlace(entry.HappenedBy, long.MinValue);
            if (isRunning && comesAbout.CompareTo(at) > 0 && entry.HappenedBy > at.At && entry.HappenedBy <= vantage.Known
                && (i == turns.Count - 1 || comesAbout.CompareTo(turns[i + 1].Key) < 0))
                yield return new Turn(comesAbout, seen, entry, HasHappened: true, []);
        }
    }

    internal static bool GivesPayload(SeenEvent correction) => correction.Event.Data is EventCorrected { Data: not null };

    internal static bool GivesDate(SeenEvent correction) => correction.Event.Data is EventCorrected { Happened: not null };
}
