using System.Collections.Concurrent;
using System.Threading.Channels;
using Npgsql;
using Timeline.Domain.Record;
using Timeline.Postgres.Events;

namespace Timeline.Server.Feed;

/// <summary>
/// Wakes the feeds of a timeline when something may have been recorded there, by whichever server: one connection hears for all of them,
/// from the first on. Wherever it may have missed something, all are woken.
/// </summary>
internal sealed partial class Wakes(Announcements announcements, TimeProvider clock, ILogger<Wakes> logger) : BackgroundService
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(100);

    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<Wake, Key> _wakes = new();
    private readonly ConcurrentDictionary<Key, long> _counts = new();
    private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private long _all;

    /// <summary>How many there are to be woken.</summary>
    internal int Count => _wakes.Count;

    /// <summary>
    /// How often it was announced that something may have been recorded in a timeline. What was recorded before an announcement can be read
    /// once it is counted here, and before anybody is woken by it.
    /// </summary>
    internal long CountOf(Key timeline) => Interlocked.Read(ref _all) + _counts.GetValueOrDefault(timeline);

    /// <summary>Wakes whoever asks, until it is disposed.</summary>
    internal Wake For(Key timeline)
    {
        var wake = new Wake(w => _wakes.TryRemove(w, out _));
        _wakes[wake] = timeline;
        _first.TrySetResult();
        return wake;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await _first.Task.WaitAsync(stoppingToken);
        var (pause, hasHeard) = (ShortestPause, true);
        while (true)
        {
            try
            {
                await announcements.HearAsync(Hears, Comes, stoppingToken);
            }
            catch (NpgsqlException e)
            {
                // Once is enough: it is tried again and again.
                if (hasHeard) Lost(e.Message);
                hasHeard = false;
            }

            await Task.Delay(pause, clock, stoppingToken);
            pause = TimeSpan.FromTicks(Math.Min(2 * pause.Ticks, LongestPause.Ticks));
        }

        void Hears()
        {
            if (!hasHeard) HearsAgain();
            (pause, hasHeard) = (ShortestPause, true);
            Interlocked.Increment(ref _all);
            Wake(_ => true);
        }

        void Comes(Key timeline)
        {
            _counts.AddOrUpdate(timeline, 1, (_, count) => count + 1);
            Wake(w => w.Value == timeline);
        }
    }

    private void Wake(Func<KeyValuePair<Wake, Key>, bool> isMeant)
    {
        foreach (var wake in _wakes.Where(isMeant)) wake.Key.Come();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Announcements of what is recorded are not heard ({Why}); until they are, feeds look with each heartbeat")]
    private partial void Lost(string why);

    [LoggerMessage(Level = LogLevel.Information, Message = "Announcements of what is recorded are heard again")]
    private partial void HearsAgain();
}

/// <summary>Says to one who waits that there may be something new. What comes before it is waited for again is one.</summary>
internal sealed class Wake(Action<Wake> dispose) : IDisposable
{
    private readonly Channel<bool> _come = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Waits for the next.</summary>
    internal Task<bool> ComesAsync(CancellationToken cancellation) => _come.Reader.ReadAsync(cancellation).AsTask();

    internal void Come() => _come.Writer.TryWrite(true);

    public void Dispose() => dispose(this);
}
