using Timeline.Domain.Record;
using Timeline.Domain.Subjects;
using Timeline.Domain.Time;

namespace Timeline.Domain.Knowing;

/// <summary>A moment at which what is known of a subject changed.</summary>
/// <param name="Known">K: from here on it is known so.</param>
/// <param name="Reports">What became known, or came about as foreseen, since the moment before; acts on the record among them.</param>
/// <param name="Comparison">How the state was, and how it is from here on.</param>
public sealed record HistoryStep(Instant Known, IReadOnlyList<SeenEvent> Reports, Comparison Comparison);

/// <summary>
/// The successive values of a subject's state as K runs from the beginning to the vantage's K (SEMANTICS §7). V runs with K where it is the
/// same at the vantage; otherwise it stays where the vantage has it.
/// </summary>
public static class History
{
    /// <summary>The steps after a moment, in order. They are folded as they are asked for: it takes as long as it has steps.</summary>
    /// <param name="events">All events of the subject up to the vantage's position, in order.</param>
    /// <param name="vantage">Up to where.</param>
    /// <param name="after">Only steps after it.</param>
    public static IEnumerable<HistoryStep> Of(IReadOnlyList<TimelineEvent> events, Vantage vantage, Instant after)
    {
        if (events.Count == 0) yield break;
        var before = Comparison.StateAt(events, At(after));
        foreach (var moment in Moments(Story.Of(events, vantage)).Where(m => m > after && m <= vantage.Known).Order().Distinct())
        {
            var state = Comparison.StateAt(events, At(moment));
            var comparison = Comparison.Of(events, before, state);
            var since = before.Story.Vantage.Known;
            if (!comparison.IsEmpty)
            {
                var reports = state.Story.Seen.Where(s => s.IsVisible
                    && (s.KnownBy > since || (state.Story.EntryOf(s) is { } entry && entry.HappenedBy > since && entry.HappenedBy <= moment)));
                yield return new HistoryStep(moment, [.. reports], comparison);
            }

            before = state;
        }

        Vantage At(Instant known) => vantage with { Known = known, At = vantage.At == vantage.Known ? known : vantage.At };
    }

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
}
