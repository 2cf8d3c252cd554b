using System.Collections.Concurrent;
using Timeline.Domain.Record;
using Timeline.Postgres.Events;

namespace Timeline.Server.Feed;

/// <summary>
/// Reads what is recorded in a timeline once for all its feeds on this server that are up to date. Who is behind reads by itself until it
/// is. Everything goes by positions, so nothing depends on who reads what.
/// </summary>
internal sealed class SharedFeeds(LedgerReader ledger, Wakes wakes, FeedSettings settings, TimeProvider clock)
{
    private readonly ConcurrentDictionary<Key, Line> _lines = new();

    private LedgerReader Ledger => ledger;

    private Wakes Wakes => wakes;

    private FeedSettings Settings => settings;

    private TimeProvider Clock => clock;

    /// <summary>Takes a seat among the feeds of a timeline, until it is disposed.</summary>
    internal Seat Open(Key timeline, IReadOnlyList<Key> knowers)
    {
        while (true)
        {
            var line = _lines.GetOrAdd(timeline, name => new Line(name, this));
            if (line.TryJoin(knowers)) return new Seat(this, line, knowers);
        }
    }

    private void Leave(Line line, IReadOnlyList<Key> knowers)
    {
        if (line.LeavesNobody(knowers)) _lines.TryRemove(KeyValuePair.Create(line.Timeline, line));
    }

    /// <summary>One feed's.</summary>
    internal sealed class Seat(SharedFeeds feeds, Line line, IReadOnlyList<Key> knowers) : IDisposable
    {
        private bool _hasLooked;

        /// <summary>What was recorded after a position; <see langword="null"/>: it is behind, and reads by itself.</summary>
        internal async Task<FeedBatch?> AfterAsync(long position, CancellationToken cancellation)
        {
            var (batch, hasLooked) = await line.AfterAsync(position, knowers, !_hasLooked, cancellation);
            _hasLooked |= hasLooked;
            return batch;
        }

        /// <summary>It has read by itself up to a position, the newest there was.</summary>
        internal void CaughtUp(long position)
        {
            _hasLooked = true;
            line.CaughtUp(position);
        }

        public void Dispose() => feeds.Leave(line, knowers);
    }

    /// <summary>The feeds of one timeline.</summary>
    internal sealed class Line(Key timeline, SharedFeeds feeds)
    {
        private const int PageSize = 500;

        // Who falls behind a little finds here what was read meanwhile.
        private const int MostBatches = 8;

        private const int MostEvents = 5_000;

        private readonly Lock _lock = new();
        private readonly Dictionary<Key, int> _knowers = [];
        private readonly LinkedList<FeedBatch> _recent = new();
        private int _seats;
        private bool _isClosed;

        // Up to where it has read, whether there was more, and how many wakes there had been when it began.
        private long? _upTo;
        private bool _isMore;
        private long _wakes = -1;
        private long _readAt;
        private (Task<FeedBatch> Task, long Wakes)? _reading;

        internal Key Timeline => timeline;

        internal bool TryJoin(IReadOnlyList<Key> knowers)
        {
            lock (_lock)
            {
                if (_isClosed) return false;
                _seats++;
                foreach (var knower in knowers) _knowers[knower] = _knowers.GetValueOrDefault(knower) + 1;
                return true;
            }
        }

        internal bool LeavesNobody(IReadOnlyList<Key> knowers)
        {
            lock (_lock)
            {
                foreach (var knower in knowers)
                {
                    if (--_knowers[knower] == 0) _knowers.Remove(knower);
                }

                return _isClosed = --_seats == 0;
            }
        }

        internal void CaughtUp(long position)
        {
            lock (_lock) _upTo ??= position;
        }

        /// <returns>What follows a position, and whether the ledger was looked at for it since it was asked for.</returns>
        internal async Task<(FeedBatch? Batch, bool HasLooked)> AfterAsync(
            long position, IReadOnlyList<Key> knowers, bool isFirst, CancellationToken cancellation)
        {
            var now = feeds.Wakes.CountOf(timeline);
            for (var hasLooked = false; ;)
            {
                (Task<FeedBatch> Task, long Wakes) reading;
                bool counts;
                lock (_lock)
                {
                    if (_recent.FirstOrDefault(b => b.After <= position && position < b.UpTo) is { } batch)
                    {
                        // One of its knowers may have taken a seat only since.
                        if (!knowers.All(batch.For.Contains)) return (null, false);
                        return (batch with { IsLast = batch.IsLast && batch.UpTo == _upTo && (hasLooked || !isFirst) }, hasLooked);
                    }

                    if (_upTo is not { } upTo || position < upTo) return (null, false);
                    if (_reading is null && !_isMore && (hasLooked || (!isFirst && IsFresh(now)))) return (Nothing(position), hasLooked);
                    // Whoever records announces it afterwards: so what is read after an announcement is all that was announced. Who has
                    // only come is told what was recorded before, announced or not.
                    counts = _reading is null || (!isFirst && _reading.Value.Wakes >= now);
                    _reading ??= (Task.Run(() => ReadAsync(upTo, [.. _knowers.Keys], now)), now);
                    reading = _reading.Value;
                }

                await reading.Task.WaitAsync(cancellation);
                hasLooked |= counts;
            }
        }

        // An announcement may be lost with its connection before anybody notices: so with each heartbeat it is looked, once for all feeds.
        private bool IsFresh(long wakes) =>
            _wakes >= wakes && feeds.Clock.GetElapsedTime(_readAt) < feeds.Settings.Heartbeat / 2;

        private static FeedBatch Nothing(long position) => new(
            position, position, true, new HashSet<Key>(), [], Array.Empty<TimelineEvent>().ToLookup(e => e.Subject),
            Array.Empty<(long, Key)>().ToLookup(k => k.Item1, k => k.Item2));

        private async Task<FeedBatch> ReadAsync(long after, IReadOnlyList<Key> knowers, long wakesBefore)
        {
            var begun = feeds.Clock.GetTimestamp();
            try
            {
                var reach = Reach.Of(timeline, knowers);
                // A timeline that has feeds is there for good.
                var head = (await feeds.Ledger.HeadAsync(Reach.Whole(timeline), CancellationToken.None))!.Position;
                var nothing = Nothing(after) with { UpTo = head };
                var batch = head <= after ? nothing with { UpTo = after } : await PageAsync(reach, after, head, knowers);
                lock (_lock)
                {
                    (_upTo, _isMore, _wakes, _readAt, _reading) = (batch.UpTo, !batch.IsLast, wakesBefore, begun, null);
                    if (batch.UpTo > batch.After) Keep(batch);
                }

                return batch;
            }
            catch
            {
                lock (_lock) _reading = null;
                throw;
            }
        }

        private async Task<FeedBatch> PageAsync(Reach reach, long after, long head, IReadOnlyList<Key> knowers)
        {
            var (page, strands) = await feeds.Ledger.StrandsAsync(reach, null, after, head, PageSize, CancellationToken.None);
            var isLast = page.Count < PageSize;
            long[] positions = [.. strands.SelectMany(s => s).Select(e => e.Seq)];
            var knowersOf = positions.Length == 0
                ? Array.Empty<(long Seq, Key Knower)>().ToLookup(k => k.Seq, k => k.Knower)
                : await feeds.Ledger.KnowersOfAsync(reach, positions, CancellationToken.None);
            var told = knowers.Append(Key.Public).ToHashSet();
            return new FeedBatch(after, isLast ? head : page[^1].Seq, isLast, told, page, strands, knowersOf);
        }

        private void Keep(FeedBatch batch)
        {
            _recent.AddLast(batch);
            while (_recent.Count > 1 && (_recent.Count > MostBatches || _recent.Sum(b => b.Count) > MostEvents)) _recent.RemoveFirst();
        }
    }
}
