using Timeline.Domain.Knowing;
using Timeline.Postgres.Events;
using Timeline.Server.Http;
using Timeline.Server.Knowing;

namespace Timeline.Server.Feed;

/// <summary>Some of what a feed tells, in order of position.</summary>
/// <param name="Items">The events.</param>
/// <param name="UpTo">The position up to which everything is told with them.</param>
/// <param name="IsLast">There is nothing more for now.</param>
internal sealed record FeedPage(IReadOnlyList<RecordedItem> Items, long UpTo, bool IsLast);

/// <summary>
/// Reads what a feed tells: each event as it was seen when it was recorded (SEMANTICS §12), so that it is told in the same way whenever and
/// by whichever server. Positions follow the order of commits, so whatever stands up to the newest is there to be read.
/// </summary>
internal sealed class FeedPages(Vantages vantages, LedgerReader ledger)
{
    private const int PageSize = 500;

    internal async Task<FeedPage> AfterAsync(long position, string timeline, VantageQuery query, CancellationToken cancellation)
    {
        var viewpoint = await vantages.PlaceAsync(timeline, query, cancellation);
        var upTo = viewpoint.Vantage.Recorded;
        var (page, strands) = await ledger.StrandsAsync(viewpoint.Reach, viewpoint.Narrowing, position, upTo, PageSize, cancellation);
        var items = new List<RecordedItem>();
        var strandOf = strands.SelectMany(Strand.Of).SelectMany(s => s.Select(e => (e.Id, Strand: s))).ToDictionary(s => s.Id, s => s.Strand);
        foreach (var e in page)
        {
            var then = viewpoint.Vantage with { Recorded = e.Seq, Known = e.RecordedAt, At = e.RecordedAt };
            var story = Story.Of(strandOf[e.Id], then);
            if (story.Find(e.Id) is { IsVisible: true } seen && query.Filter.Matches(seen, story)) items.Add(RecordedItem.Of(seen, story));
        }

        var isLast = page.Count < PageSize;
        return new FeedPage(items, isLast ? Math.Max(position, upTo) : page[^1].Seq, isLast);
    }
}
