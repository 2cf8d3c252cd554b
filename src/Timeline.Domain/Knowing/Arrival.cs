using Timeline.Domain.Record;
using Timeline.Domain.Time;

namespace Timeline.Domain.Knowing;

/// <summary>An event as it was when it was recorded: nothing later is in it (SEMANTICS §12).</summary>
/// <param name="Item">What is told of it.</param>
/// <param name="Findable">What a filter is held against.</param>
public sealed record Arrival(RecordedItem Item, Findable Findable)
{
    /// <summary>
    /// Those of some events of a strand that were visible when they were recorded, in order. K and V are the moment of each.
    /// </summary>
    /// <remarks>Each goes on from the one before, so many cost no more than as many strands of one.</remarks>
    /// <param name="strand">The events of the strand that the knower learns of at some time, in order of position.</param>
    /// <param name="whose">To whom they are told, through which lens; its K, V and R do not matter.</param>
    /// <param name="asked">The ids of those.</param>
    public static IEnumerable<Arrival> Of(IReadOnlyList<TimelineEvent> strand, Vantage whose, IReadOnlySet<Guid> asked)
    {
        var last = strand.Where(e => asked.Contains(e.Id)).Select(e => e.Seq).DefaultIfEmpty(long.MinValue).Max();
        // Whoever noted an event knew it, so when an event is recorded all before it is known already (SEMANTICS §3).
        var always = whose with { Recorded = long.MaxValue, Known = Instant.PositiveInfinity, At = Instant.NegativeInfinity };
        var story = new RecordedStory(strand, always, new RunningState(strand[0].Subject));
        foreach (var e in strand.TakeWhile(e => e.Seq <= last))
        {
            story.GoTo(e.RecordedAt);
            story.Record(e);
            if (asked.Contains(e.Id) && story.Find(e.Id) is { IsVisible: true } seen)
                yield return new Arrival(RecordedItem.Of(seen, story), Findable.Of(seen, story));
        }
    }
}
