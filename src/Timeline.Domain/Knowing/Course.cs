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
        // What was in force before each of the corrections, the last first.
        var before = new Stack<(SeenEvent? Payload, SeenEvent? Dated)>();
        (SeenEvent? Payload, SeenEvent? Dated) last = (null, null);
        foreach (var correction in entry.Corrections)
        {
            before.Push(last);
            last = With(last, correction);
        }

        foreach (var correction in entry.Corrections.Reverse())
        {
            var (payload, dated) = before.Pop();
            if (!Says(story.Read(entry.Seen, payload, dated))) return correction;
        }

        return null;

        bool Says(StoryEntry before) => pointer == $"/accounts/{entry.Act}/happened"
            ? before.Happened == entry.Happened
            : before.Claims.Assertions.Any(a => a.Pointer == pointer && a.Value == inForce.Value);
    }

    private static (SeenEvent? Payload, SeenEvent? Dated) With((SeenEvent? Payload, SeenEvent? Dated) last, SeenEvent correction) =>
        (correction.Event.Data is EventCorrected { Data: not null } ? correction : last.Payload,
            correction.Event.Data is EventCorrected { Happened: not null } ? correction : last.Dated);

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
        var (course, from) = (new InForceCourse(story, seen), seen.KnownBy!.Value);
        var moments = Below(seen.Event.Id, acts).GroupBy(a => Instant.Max(a.KnownBy!.Value, from)).OrderBy(m => m.Key)
            .Select(m => (At: m.Key, Acts: m.AsEnumerable())).ToList();
        if (moments.Count == 0 || moments[0].At > from) moments.Insert(0, (from, []));
        StoryEntry? told = null;
        for (var i = 0; i < moments.Count; i++)
        {
            if (!course.Learn(moments[i].Acts) && told is not null) continue;
            var now = course.Now();
            var at = now is not null && isRunning ? Instant.Max(moments[i].At, now.HappenedBy) : moments[i].At;
            var isTold = now is not null && (isRunning
                ? at <= vantage.Known && (i == moments.Count - 1 || at < moments[i + 1].At)
                : now.HappenedBy <= vantage.At);
            if (told is not null && !(isTold && at == moments[i].At)) yield return (moments[i].At, told, told = null);
            if (isTold) yield return (at, told, told = now);
        }
    }

    // Whatever acts on an event, and on that in turn, however long the chain.
    private static IEnumerable<SeenEvent> Below(Guid id, ILookup<Guid, SeenEvent> acts)
    {
        var left = new Stack<SeenEvent>(acts[id]);
        while (left.TryPop(out var act))
        {
            yield return act;
            foreach (var next in acts[act.Event.Id]) left.Push(next);
        }
    }

    /// <summary>What is in force of one event while acts on it, and on these in turn, become known.</summary>
    private sealed class InForceCourse(Story story, SeenEvent seen)
    {
        private static readonly Comparer<SeenEvent> AsKnown =
            Comparer<SeenEvent>.Create((a, b) => (a.KnownBy!.Value, a.Event.Seq).CompareTo((b.KnownBy!.Value, b.Event.Seq)));

        private readonly Dictionary<Guid, SeenEvent> _known = [];
        private readonly Dictionary<Guid, int> _retractions = [];
        private readonly SortedSet<SeenEvent> _payloads = new(AsKnown);
        private readonly SortedSet<SeenEvent> _dates = new(AsKnown);
        private (bool IsTakenBack, SeenEvent? Payload, SeenEvent? Dated)? _last;

        /// <summary>Whether what is in force changed with this.</summary>
        internal bool Learn(IEnumerable<SeenEvent> acts)
        {
            foreach (var act in acts)
            {
                _known.Add(act.Event.Id, act);
                if (!IsRetracted(act.Event.Id)) Set(act, isEffective: true);
            }

            (bool, SeenEvent?, SeenEvent?) now = (IsRetracted(seen.Event.Id), _payloads.Max, _dates.Max);
            if (now == _last) return false;
            _last = now;
            return true;
        }

        /// <summary>What is in force; null: it is taken back.</summary>
        internal StoryEntry? Now() => IsRetracted(seen.Event.Id) ? null : story.Read(seen, _payloads.Max, _dates.Max);

        private bool IsRetracted(Guid id) => _retractions.GetValueOrDefault(id) > 0;

        // A retraction takes effect on its target, and so on as long as that changes anything.
        private void Set(SeenEvent act, bool isEffective)
        {
            while (act.Event.Data is EventRetracted { Event: { } target })
            {
                var count = _retractions[target] = _retractions.GetValueOrDefault(target) + (isEffective ? 1 : -1);
                if (count != (isEffective ? 1 : 0) || !_known.TryGetValue(target, out var next)) return;
                (act, isEffective) = (next, !isEffective);
            }

            if (act.Event.Target != seen.Event.Id) return;
            if (act.Event.Data is not EventCorrected { Data: var data, Happened: var happened }) return;
            if (data is not null) Put(_payloads, act, isEffective);
            if (happened is not null) Put(_dates, act, isEffective);

            static void Put(SortedSet<SeenEvent> corrections, SeenEvent correction, bool isIn)
            {
                if (isIn) corrections.Add(correction);
                else corrections.Remove(correction);
            }
        }
    }
}
