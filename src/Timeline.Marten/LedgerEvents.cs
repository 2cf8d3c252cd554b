using JasperFx.Events;
using Timeline.Domain;
using Timeline.Domain.Record;
using Timeline.Domain.Time;

namespace Timeline.Marten;

/// <summary>Marten's events and Timeline's.</summary>
public static class LedgerEvents
{
    /// <summary>The event as Timeline has it (SEMANTICS §1).</summary>
    /// <param name="e">An event that a store with <see cref="TimelineStoreOptions.UseTimeline"/> has read.</param>
    /// <exception cref="ArgumentException">It was read by another store.</exception>
    public static TimelineEvent ToTimelineEvent(this IEvent e)
    {
        ArgumentNullException.ThrowIfNull(e);
        if (e.Headers is not LedgerHeaders { Stored: var stored })
            throw new ArgumentException("It is not of a ledger. Read it with a store on which UseTimeline() was called.", nameof(e));
        var type = Catalogue.StoredType(e.EventTypeName);
        return stored.Event(
            e.Id, Key.Parse(e.TenantId), SubjectId.Parse(e.StreamKey!), type, stored.Shown(type, (EventData)e.Data), e.Version, e.Sequence,
            Instant.FromDateTimeOffset(e.Timestamp));
    }

    /// <summary>What Marten appends, or overwrites, for an event.</summary>
    internal static IEvent ToMarten(TimelineEvent e, IEvent wrapped)
    {
        wrapped.Id = e.Id;
        wrapped.Timestamp = e.RecordedAt.ToDateTimeOffset();
        wrapped.TenantId = e.Timeline.Value;
        wrapped.Sequence = e.Seq;
        wrapped.Headers = new LedgerHeaders(StoredHeaders.Of(e));
        return wrapped;
    }
}
