using Microsoft.Extensions.Caching.Memory;
using Timeline.Domain.Record;

namespace Timeline.Postgres.Events;

/// <summary>All events of a subject, in order, as they were read under the lock of its timeline.</summary>
/// <param name="Changed">When one of its events was last erased, else when its stream began. Nothing else changes events.</param>
/// <param name="Events">At least one.</param>
internal sealed record History(DateTime Changed, IReadOnlyList<TimelineEvent> Events)
{
    internal TimelineEvent Last => Events[^1];
}

/// <summary>
/// The histories of subjects that this process wrote to lately. They are never trusted: whoever holds the lock reads what is new since, and
/// checks that the last event is the same and that nothing was erased. So it does not matter who else writes.
/// </summary>
internal sealed class RecentHistories : IDisposable
{
    /// <summary>So many events at most, of all subjects together: some 50 MB.</summary>
    private const int MostEvents = 20_000;

    // What another server erased is soon gone here too, whether or not anybody writes to the subject again.
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(1);

    private readonly MemoryCache _cache = new(new MemoryCacheOptions { SizeLimit = MostEvents, ExpirationScanFrequency = Kept });

    internal History? Find(Key timeline, SubjectId subject) => _cache.Get<History>((timeline, subject));

    internal void Keep(Key timeline, SubjectId subject, History history) =>
        _cache.Set(
            (timeline, subject), history,
            new MemoryCacheEntryOptions { Size = history.Events.Count, AbsoluteExpirationRelativeToNow = Kept });

    internal void Forget(Key timeline, SubjectId subject) => _cache.Remove((timeline, subject));

    /// <inheritdoc/>
    public void Dispose() => _cache.Dispose();
}
