using Timeline.Domain.Knowing;
using Timeline.Domain.Record;
using Timeline.Postgres.Events;
using Timeline.Server.Http;
using Timeline.Server.Knowing;
using Timeline.Server.Limits;

namespace Timeline.Server.Feed;

/// <summary>Some of what a feed tells, in order of position.</summary>
/// <param name="Items">The events.</param>
/// <param name="UpTo">The position up to which everything is told with them; others may have recorded it, so it is told to nobody.</param>
/// <param name="Newest">The newest position of what its knowers may learn of; 0: there was none.</param>
/// <param name="IsLast">There is nothing more for now.</param>
internal sealed record FeedPage(IReadOnlyList<RecordedItem> Items, long UpTo, long Newest, bool IsLast);

/// <summary>
/// Reads what a feed tells: each event as it was seen when it was recorded (SEMANTICS §12), so that it is told in the same way whenever and
/// by whichever server. Positions follow the order of commits, so whatever stands up to the newest is there to be read.
/// </summary>
internal sealed class FeedPages(Vantages vantages, LedgerReader ledger, ReadLanes lanes)
{
    private const int PageSize = 500;

    // So many events it reads past the turns of costly answers: whoever was away for a moment is not to wait for them.
    private const int Few = 2000;

    /// <summary>What comes after a position: as it was read for all who are up to date, or else by itself.</summary>
    /// <param name="position">After which.</param>
    /// <param name="query">Whose knowledge, through which lens and filter.</param>
    /// <param name="timeline">Where.</param>
    /// <param name="seat">The feed's among those of its timeline.</param>
    /// <param name="client">Whose turn it is where much is read.</param>
    /// <param name="isBehind">Whether there was more than what it told last.</param>
    /// <param name="cancellation">Ends it.</param>
    internal async Task<FeedPage> AfterAsync(
        long position, string timeline, VantageQuery query, SharedFeeds.Seat seat, string client, bool isBehind,
        CancellationToken cancellation)
    {
        var (after, newest, items) = (position, 0L, new List<RecordedItem>());
        // What was read meanwhile, in one page.
        while (await seat.AfterAsync(after, cancellation) is { } batch)
        {
            var whose = new Vantage
            {
                Known = default,
                Recorded = batch.UpTo,
                At = default,
                Knowers = query.Knowers,
                Lens = query.Lens,
                Later = query.Later,
            };
            var seen = batch.Page.Count == 0 ? [] : await batch.SeenAsync(whose).WaitAsync(cancellation);
            items.AddRange(Matching(seen.Where(a => a.Item.Seq > position), query));
            (after, newest) = (batch.UpTo, Math.Max(newest, batch.NewestFor(query.Knowers)));
            if (batch.IsLast || items.Count >= PageSize) return new FeedPage(items, after, newest, batch.IsLast);
        }

        if (after > position) return new FeedPage(items, after, newest, IsLast: false);
        var page = await lanes.ReadAsync(
            client, isBehind ? 0 : Few, () => ByItselfAsync(position, timeline, query, cancellation), cancellation);
        if (page.IsLast) seat.CaughtUp(page.UpTo);
        return page;
    }

    /// <summary>The newest position in a timeline, whoever may learn of what stands there: it is told to nobody.</summary>
    internal async Task<long> NewestAsync(string timeline, CancellationToken cancellation) =>
        Key.TryParse(timeline, out var name) && await ledger.HeadAsync(Reach.Whole(name), cancellation) is { } head ? head.Position : 0;

    private async Task<FeedPage> ByItselfAsync(long position, string timeline, VantageQuery query, CancellationToken cancellation)
    {
        // Whatever was recorded by now is looked at, so it goes on from there with the others, whoever may learn of the newest.
        var newestOfAll = await NewestAsync(timeline, cancellation);
        var viewpoint = await vantages.PlaceAsync(timeline, query, cancellation);
        var upTo = Math.Max(viewpoint.Vantage.Recorded, newestOfAll);
        var (page, strands) = await ledger.StrandsAsync(viewpoint.Reach, viewpoint.Narrowing, position, upTo, PageSize, cancellation);
        // Whatever is within reach, its knowers may learn of.
        var learned = strands.SelectMany(s => s).ToLookup(e => e.Seq, _ => Key.Public);
        var isLast = page.Count < PageSize;
        var end = isLast ? Math.Max(position, upTo) : page[^1].Seq;
        var batch = new FeedBatch(position, end, isLast, new HashSet<Key>(), page, strands, learned);
        // What its filter passes over is behind it, too.
        var newest = isLast ? viewpoint.Vantage.Recorded : page[^1].Seq;
        return new FeedPage(Matching(batch.See(viewpoint.Vantage), query), end, newest, isLast);
    }

    private static List<RecordedItem> Matching(IEnumerable<Arrival> all, VantageQuery query) =>
        [.. all.Where(a => query.Filter.Matches(a.Findable)).Select(a => a.Item)];
}
