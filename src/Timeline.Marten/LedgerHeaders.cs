using Timeline.Domain.Record;

namespace Timeline.Marten;

/// <summary>
/// The headers of an event as Marten hands them on: one value instead of a dictionary's entries, so that they are stored in the project's
/// own JSON and read as they were written. <see cref="LedgerEvents.ToTimelineEvent"/> makes an event of them.
/// </summary>
/// <param name="stored">Everything that the ledger keeps of an event beside its payload and its columns.</param>
public sealed class LedgerHeaders(StoredHeaders stored) : Dictionary<string, object>
{
    /// <summary>Everything that the ledger keeps of an event beside its payload and its columns.</summary>
    public StoredHeaders Stored { get; } = stored;
}
