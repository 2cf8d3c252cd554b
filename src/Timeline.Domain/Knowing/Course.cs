using Timeline.Domain.Record;
using Timeline.Domain.Subjects;
using Timeline.Domain.Time;

namespace Timeline.Domain.Knowing;

/// <summary>
/// How a subject's story came to be what it is, as K runs up to the vantage's and V with it where the two are equal (SEMANTICS §7,
/// history): which accounts came, changed and went at each moment. One pass over it costs what the events say, whatever became of them.
/// </summary>
internal static class Course
{
    /// <summary>Since when what is in force at each pointer has been known (SEMANTICS §6).</summary>
    internal static IReadOnlyDictionary<string, Since> Since(SubjectId subject, Story story, IReadOnlyDictionary<string, InForce> values)
    {
        var merge = new Merge(subject);
        var runs = new Dictionary<string, List<(Instant Known, InForce? InForce)>>(StringComparer.Ordinal);
        foreach (var moment in Changes(story).GroupBy(c => c.At).OrderBy(m => m.Key))
        {
            foreach (var pointer in merge.Replace(moment.Select(c => c.Old).OfType<StoryEntry>(), moment.Select(c => c.New).OfType<StoryEntry>()).Keys)
            {
                if (!runs.TryGetValue(pointer, out var run)) runs[pointer] = run = [];
                var now = merge[pointer];
                if (run.Count == 0 || run[^1].InForce?.Value != now?.Value) run.Add((moment.Key, now));
            }
        }

        return values.ToDictionary(v => v.Key, v => Of(runs[v.Key], v.Value.Value), StringComparer.Ordinal);

        static Since Of(List<(Instant Known, InForce? InForce)> run, Value value)
        {
            var first = run.Count - 1;
            while (first > 0 && run[first - 1].InForce?.Value.Says(value) == true) first--;
            return new Since(run[first].Known, run[first].InForce!.By.Seen);
        }
    }

    /// <summary>The correction from which on the event in force at a pointer says what it says; <see langword="null"/>: it always did.</summary>
    internal static SeenEvent? CorrectedBy(Story story, string pointer, InForce inForce)
    {
        var entry = inForce.By;
        for (var last = entry.Corrections.Count - 1; last >= 0; last--)
        {
            var before = story.Read(entry.Seen, entry.Corrections.Take(last));
            if (!Says(before)) return entry.Corrections[last];
        }

        return null;

        bool Says(StoryEntry before) => pointer == $"/accounts/{entry.Act}/happened"
            ? before.Happened == entry.Happened
            : before.Claims.Assertions.Any(a => a.Pointer == pointer && a.Value == inForce.Value);
    }

    private static IEnumerable<(Instant At, StoryEntry? Old, StoryEntry? New)> Changes(Story story)
    {
        var acts = story.Seen.Where(s => s.IsVisible && s.Event.Data is EventRetracted or EventCorrected).ToLookup(s => s.Event.Target!.Value);
        return story.Seen.Where(s => s.IsVisible && !s.Event.Type.IsActOnTheRecord).SelectMany(s => Changes(story, s, acts));
    }

    // What is in force of one event changes only when it, or something that takes back or corrects, becomes known. It is in the story from
    // when it had happened.
    private static IEnumerable<(Instant At, StoryEntry? Old, StoryEntry? New)> Changes(Story story, SeenEvent seen, ILookup<Guid, SeenEvent> acts)
    {
        var (vantage, isRunning) = (story.Vantage, story.Vantage.At == story.Vantage.Known);
        List<SeenEvent> onIt = [.. Below(seen.Event.Id).OrderByDescending(a => a.Event.Seq)];
        var from = seen.KnownBy!.Value;
        List<Instant> moments = [.. onIt.Select(a => Instant.Max(a.KnownBy!.Value, from)).Append(from).Distinct().Order()];
        StoryEntry? told = null;
        for (var i = 0; i < moments.Count; i++)
        {
            var now = ReadAt(moments[i]);
            if (told is not null && now is not null && now.Corrections.SequenceEqual(told.Corrections)) continue;
            var at = now is not null && isRunning ? Instant.Max(moments[i], now.HappenedBy) : moments[i];
            var isTold = now is not null && (isRunning
                ? at <= vantage.Known && (i == moments.Count - 1 || at < moments[i + 1])
                : now.HappenedBy <= vantage.At);
            if (told is not null && !(isTold && at == moments[i])) yield return (moments[i], told, told = null);
            if (isTold) yield return (at, told, told = now);
        }

        IEnumerable<SeenEvent> Below(Guid id) => acts[id].SelectMany(a => Below(a.Event.Id).Prepend(a));

        // What acts on an event is younger than it, so one pass downwards settles what is taken back.
        StoryEntry? ReadAt(Instant known)
        {
            var (retracted, corrections) = (new HashSet<Guid>(), new List<SeenEvent>());
            foreach (var act in onIt.Where(a => a.KnownBy <= known && !retracted.Contains(a.Event.Id)))
            {
                if (act.Event.Data is EventRetracted { Event: { } target }) retracted.Add(target);
                else if (act.Event.Target == seen.Event.Id) corrections.Add(act);
            }

            return retracted.Contains(seen.Event.Id) ? null : story.Read(seen, corrections);
        }
    }
}
