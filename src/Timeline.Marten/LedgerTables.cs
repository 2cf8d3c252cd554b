using System.Runtime.CompilerServices;
using JasperFx.Events.Daemon;
using Marten;
using Marten.Events;
using Marten.Events.Projections;
using Marten.Schema;
using Weasel.Core;
using Weasel.Core.Migrations;

namespace Timeline.Marten;

/// <summary>The ledger's tables as a store has them that does not own them: it neither makes nor changes any.</summary>
internal static class LedgerTables
{
    /// <summary>Takes the making and changing of the ledger's tables from a store, whatever its <c>AutoCreate</c>.</summary>
    internal static void LeaveAlone(StoreOptions options)
    {
        var events = (EventGraph)options.Events;
        // Asked first when the store is used: projections are added until then.
        ObjectsOf(events) = new(() => [.. OfProjections(options, events)]);
        // Marten keeps what projections failed at beside the events, in a table which the server makes.
        options.Storage.Add(new NoObjects(typeof(DeadLetterEvent), options.Advanced.Migrator));
        options.Policies.ForAllDocuments(mapping =>
        {
            if (mapping.DocumentType == typeof(DeadLetterEvent)) SkipSchemaGeneration(mapping, true);
            else RefuseSchema(options.DatabaseSchemaName);
        });
    }

    private static void RefuseSchema(string schema)
    {
        if (schema == TimelineStoreOptions.Schema)
            throw new InvalidOperationException($"Schema '{schema}' is the ledger's. Your documents and tables go into one of your own.");
    }

    /// <summary>The tables that projections write rows to.</summary>
    private static IEnumerable<ISchemaObject> OfProjections(StoreOptions options, EventGraph events)
    {
        foreach (var item in options.Projections.All.OfType<IProjectionSchemaSource>().SelectMany(p => p.CreateSchemaObjects(events)))
        {
            RefuseSchema(item.Identifier.Schema);
            yield return item;
        }
    }

    // Marten cannot be told that its tables are another's. It is one version exactly; without these members UseTimeline() would throw.
    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_objectsCache")]
    private static extern ref Lazy<ISchemaObject[]>? ObjectsOf(EventGraph events);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "set_SkipSchemaGeneration")]
    private static extern void SkipSchemaGeneration(DocumentMapping mapping, bool value);

    private sealed class NoObjects(Type of, Migrator migrator) : FeatureSchemaBase("timeline", migrator)
    {
        public override Type StorageType => of;

        protected override IEnumerable<ISchemaObject> schemaObjects() => [];
    }
}
