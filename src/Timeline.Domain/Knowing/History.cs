using Timeline.Domain.Record;
using Timeline.Domain.Subjects;
using Timeline.Domain.Time;

namespace Timeline.Domain.Knowing;

/// <summary>What changed at a pointer, and on whose word.</summary>
/// <param name="Pointer">A JSON Pointer into the state.</param>
/// <param name="Cause">Why.</param>
/// <param name="Old">What was in force before; <see langword="null"/>: nothing.</param>
/// <param name="New">What is in force since; <see langword="null"/>: nothing.</param>
public sealed record HistoryChange(string Pointer, Difference Cause, ToldValue? Old, ToldValue? New);

/// <summary>A moment at which what is known of a subject changed.</summary>
/// <param name="Known">K: from here on it is known so.</param>
/// <param name="Reports">What became known, or came about as foreseen, at this moment; acts on the record among them.</param>
/// <param name="Changes">The pointers that differ, in ordinal order; empty where only what is said, disputed or supported changed.</param>
/// <param name="Story">The reports as they are read at this moment. It goes on with the next step.</param>
public sealed record HistoryStep(Instant Known, IReadOnlyList<SeenEvent> Reports, IReadOnlyList<HistoryChange> Changes, Reading Story);

/// <summary>
/// The successive values of a subject's state as K runs from the beginning to the vantage's K (SEMANTICS §7). V runs with K where it is the
/// same at the vantage; otherwise it stays where the vantage has it.
/// </summary>
public static class History
{
    /// <summary>The steps after a moment, in order. They are folded as they are asked for, each from the one before.</summary>
    /// <param name="events">All events of the subject up to the vantage's position, in order.</param>
    /// <param name="vantage">Up to where.</param>
    /// <param name="after">Only steps after it.</param>
    /// <param name="pointer">Only what changed at or below it is told; empty: whatever changed.</param>
    public static IEnumerable<HistoryStep> Of(IReadOnlyList<TimelineEvent> events, Vantage vantage, Instant after, string pointer = "") =>
        events.Count == 0 ? [] : new Steps(Story.Of(events, vantage), events[0].Subject, pointer).After(after);

    /// <summary>
    /// The moments at which what is known of a subject may change: something became known, or what was foreseen came about, by its own date
    /// or by a corrected one, be it taken back since. In no order, and some more than once.
    /// </summary>
    public static IEnumerable<Instant> Moments(Story story) =>
        story.Seen.Where(s => s is { IsVoid: false, KnownBy: not null }).Select(s => s.KnownBy!.Value).Concat(Dates(story).Select(d => d.HappenedBy));

    /// <summary>By when each event of the world had happened, by its own date or by a corrected one.</summary>
    internal static IEnumerable<(SeenEvent Seen, Instant HappenedBy)> Dates(Story story)
    {
        var corrected = story.Seen.Where(s => s.Event.Data is EventCorrected { Happened: not null }).ToLookup(
            s => s.Event.Target!.Value, s => ((EventCorrected)s.Event.Data).Happened!);
        return from seen in story.Seen
               where seen is { IsVoid: false, KnownBy: not null } && !seen.Event.Type.IsActOnTheRecord
               from date in corrected[seen.Event.Id].Prepend(seen.Event.Happened)
               select (seen, Story.HappenedBy(date, seen.KnownBy!.Value));
    }

    private sealed class Steps
    {
        private readonly Story _end;
        private readonly string _pointer;
        private readonly RunningState _state;
        private readonly RunningStory _story;
        // A step behind, for what was in force before is told as it stood then.
        private readonly Merge _before;
        private readonly Runs _runs = new();
        private readonly ILookup<Instant, Turn> _turns;
        private readonly ILookup<Instant, SeenEvent> _learned, _dates;

        internal Steps(Story end, SubjectId subject, string pointer)
        {
            (_end, _pointer, _state, _before) = (end, pointer, new RunningState(subject), new Merge(subject));
            _story = new RunningStory(end, _state);
            _turns = Course.Of(end).ToLookup(t => t.At.At);
            // An amendment is shown with its target: what is known of it before that is news to nobody.
            _learned = end.Seen.Where(s => s.IsVisible && (s.Event.Data is not EventAmended || end[s.Event.Target!.Value].KnownBy <= s.KnownBy))
                .ToLookup(s => s.KnownBy!.Value);
            _dates = Dates(end).Where(d => d.Seen.IsVisible).ToLookup(d => d.HappenedBy, d => d.Seen);
        }

        internal IEnumerable<HistoryStep> After(Instant after)
        {
            var from = _end.Vantage.KnownAt(Instant.NegativeInfinity);
            foreach (var moment in Moments(_end).Where(m => m <= _end.Vantage.Known).Distinct().Order())
            {
                var to = _end.Vantage.KnownAt(moment);
                _story.GoTo(to);
                var taken = _state.Take(_turns[moment]);
                Change[] changes = moment > after ? [.. Differing(taken).Where(c => IsAsked(c.Pointer))] : [];
                var old = changes.Select(c => _runs.Since(c.Pointer)).ToArray();
                foreach (var pointer in taken.Before.Keys) _runs.Add(pointer, moment, _state.Values[pointer]);
                if (moment > after && taken.Events.Any(HasChanged))
                    yield return new HistoryStep(moment, Reports(moment), Told(changes, old, taken, from, to), _story);
                _before.Replace(taken.Old, taken.New);
                from = to;
            }
        }

        private bool IsAsked(string pointer) =>
            _pointer.Length == 0 || pointer == _pointer || pointer.StartsWith(_pointer + "/", StringComparison.Ordinal);

        private IEnumerable<Change> Differing(Taken taken) =>
            from before in taken.Before.OrderBy(b => b.Key, StringComparer.Ordinal)
            let now = _state.Values[before.Key]
            where before.Value?.Json != now?.Value.Json
            select new Change(before.Key, before.Value is not null, now is not null);

        // Whether an event came into the story, left it, or is corrected or disputed otherwise.
        private static bool HasChanged(Turned turned) => turned switch
        {
            { Old: null, New: null } => false,
            { Old: not null, New: not null } => turned.By.Count > 0,
            _ => true,
        };

        private List<SeenEvent> Reports(Instant moment) =>
        [
            .. _learned[moment].Concat(_dates[moment].Where(s => _story.EntryOf(s)?.HappenedBy == moment)).Distinct().OrderBy(s => s.Event.Seq),
        ];

        private HistoryChange[] Told(Change[] changes, Since?[] since, Taken taken, Vantage from, Vantage to)
        {
            if (changes.Length == 0) return [];
            _story.GoTo(from);
            var old = changes.Select((c, i) => c.WasSaid ? Told(_before, c.Pointer, since[i]!) : default).ToArray();
            _story.GoTo(to);
            var now = changes.Select(c => c.IsSaid ? Told(_state.Values, c.Pointer, _runs.Since(c.Pointer)!) : default).ToArray();
            var causes = new Causes(taken, _state, from, to);
            return [.. changes.Select((c, i) => new HistoryChange(c.Pointer, causes.Of(old[i].InForce, now[i].InForce), old[i].Told, now[i].Told))];
        }

        private (InForce? InForce, ToldValue? Told) Told(Merge values, string pointer, Since since)
        {
            var inForce = values.Supported(pointer);
            return (inForce, ToldValue.Of(inForce, since, Course.CorrectedBy(_end, pointer, inForce), _story));
        }

        private sealed record Change(string Pointer, bool WasSaid, bool IsSaid);
    }

    /// <summary>Why a step changed what it did: as two vantages are compared (SEMANTICS §7), of which only K, and V with it, differ.</summary>
    private sealed class Causes
    {
        private readonly Dictionary<Guid, Difference> _causes = [];
        private readonly Func<StoryEntry, bool> _isSupported;
        private readonly Difference _ofVantages;

        internal Causes(Taken taken, RunningState state, Vantage from, Vantage to)
        {
            foreach (var turned in taken.Events)
            {
                if (turned.Old is null && turned.New is { } gained) _causes[gained.Event.Id] = WhatHides(gained, turned.WasEffective, from);
                else if (turned.New is null && turned.Old is { } lost) _causes[lost.Event.Id] = WhatHides(lost, turned.IsEffective, to);
                else if (turned.New is { } changed && turned.By.Count > 0)
                    _causes[changed.Event.Id] = turned.By.Any(a => a.Event.Data is EventCorrected) ? Difference.Corrected : Difference.Disputed;
            }

            _isSupported = entry => taken.Supported.TryGetValue(entry.Act, out var before) && before != state.SupportOf(entry.Act);
            _ofVantages = from.At != to.At ? Difference.Happened : Difference.Learned;
        }

        // What says so on the one side and is hidden or different on the other. A sum, or a value that another order of knowledge brings
        // out, has no such event; then it is one of those that differ.
        internal Difference Of(InForce? old, InForce? now)
        {
            InForce[] said = [.. new[] { old, now }.OfType<InForce>()];
            List<Difference> causes = [.. said.Select(s => s.By).Select(CauseOf).OfType<Difference>()];
            if (causes.Count == 0 || said.Any(s => s.Tallied > 0)) causes.AddRange(_causes.Values);
            return causes.Count > 0 ? causes.Min() : _ofVantages;
        }

        private Difference? CauseOf(StoryEntry entry) =>
            _causes.TryGetValue(entry.Event.Id, out var cause) ? cause : _isSupported(entry) ? Difference.Supported : null;

        private static Difference WhatHides(StoryEntry entry, bool isEffective, Vantage side) =>
            entry.KnownBy <= side.Known && !isEffective ? Difference.Retracted
            : isEffective || entry.HappenedBy > side.At || entry.HappenedBy > side.Known ? Difference.Happened
            : Difference.Learned;
    }
}
