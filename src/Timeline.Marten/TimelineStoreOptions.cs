using JasperFx.Events;
using JasperFx.MultiTenancy;
using Marten;
using Timeline.Domain;

namespace Timeline.Marten;

/// <summary>Makes a store of Marten's read the ledger of a Timeline server.</summary>
public static class TimelineStoreOptions
{
    /// <summary>The schema that the ledger's tables are in.</summary>
    public const string Schema = "timeline";

    /// <summary>
    /// Lets a store of your own read the ledger: a tenant is a timeline, a stream a subject, an event one of the catalogue's payloads
    /// (<see cref="LedgerEvents.ToTimelineEvent"/> gives the whole of it). Your projections and the async daemon run on it. Your documents
    /// are in a schema of your own and are created as usual. Call it after you have chosen your own serializer.
    /// </summary>
    /// <remarks>
    /// <para>
    /// The ledger's tables are never created or altered, and nothing is written to them. Whatever would append, overwrite, archive or mask
    /// events throws <see cref="NotSupportedException"/>; the tables themselves refuse what goes past Marten's sessions. So inline
    /// projections never run, and natural keys and event tags, which Marten fills as it appends, are not available. The table of a
    /// flat-table projection is created, but only in a schema of your own (<c>SchemaNameSource.DocumentSchema</c>).
    /// </para>
    /// <para>
    /// Marten notes beside the ledger how far a projection is and what it failed at, by its name. Stores that share a ledger
    /// give their projections different names.
    /// </para>
    /// <para>
    /// Erased events are archived, so queries and projections pass over them unless they ask for them (<c>MaybeArchived()</c>). Such a
    /// store sees every knower's events, and what it has copied is not reached by an erasure.
    /// </para>
    /// </remarks>
    public static StoreOptions UseTimeline(this StoreOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.MapLedger();
        options.Listeners.Add(new LedgerIsReadOnly());
        LedgerTables.LeaveAlone(options);
        return options;
    }

    /// <summary>How the ledger lies in Marten's tables.</summary>
    internal static void MapLedger(this StoreOptions options)
    {
        options.Serializer(new LedgerSerializer(options.Serializer()));
        var events = options.Events;
        events.DatabaseSchemaName = Schema;
        events.StreamIdentity = StreamIdentity.AsString;
        events.TenancyStyle = TenancyStyle.Conjoined;
        // In another mode a batch gets its positions stream by stream, or one time for all of it.
        events.AppendMode = EventAppendMode.Rich;
        events.MetadataConfig.HeadersEnabled = true;
        foreach (var type in Catalogue.Types) events.MapEventType(type.ClrType, type.StoredName);
    }
}
