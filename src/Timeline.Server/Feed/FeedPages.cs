using System.Runtime.CompilerServices;
using Timeline.Domain.Knowing;
using Timeline.Domain.Record;
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
        var viewpoint = await vantages.ResolveAsync(timeline, query, cancellation);
        var upTo = viewpoint.Vantage.Recorded;
        var candidates = await ledger.PositionsAsync(viewpoint.Reach, viewpoint.Narrowing, position, upTo, PageSize, cancellation);
        var items = new List<RecordedItem>();
        await foreach (var (seen, story) in AsRecordedAsync(viewpoint, candidates, cancellation))
        {
            if (seen.IsVisible && query.Filter.Matches(seen, story)) items.Add(RecordedItem.Of(seen, story));
        }

        var isLast = candidates.Count < PageSize;
        return new FeedPage(items, isLast ? Math.Max(position, upTo) : candidates[^1].Seq, isLast);
    }

    // Each in the story of its subject as it was then, one after another: of a page of a long story not all are held at a time.
    private async IAsyncEnumerable<(SeenEvent Seen, Story Story)> AsRecordedAsync(
        Viewpoint viewpoint, IReadOnlyList<(long Seq, Guid Id, SubjectId Subject)> page, [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (page.Count == 0) yield break;
        var events = await ledger.SubjectsAsync(viewpoint.Reach, page.Select(p => p.Subject).Distinct(), page[^1].Seq, cancellation);
        foreach (var (seq, id, subject) in page)
        {
            TimelineEvent[] then = [.. events[subject].TakeWhile(e => e.Seq <= seq)];
            if (then is not [.., var last] || last.Id != id) continue;
            var vantage = viewpoint.Vantage with { Recorded = seq, Known = last.RecordedAt, At = last.RecordedAt };
            var story = Story.Of(then, vantage);
            if (story.Find(id) is { } seen) yield return (seen, story);
        }
    }
}
