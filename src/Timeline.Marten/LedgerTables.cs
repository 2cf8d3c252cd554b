using System.Data.Common;
using Marten;
using Weasel.Core;
using Weasel.Core.Migrations;

namespace Timeline.Marten;

/// <summary>The ledger's tables as a store has them that does not own them: whatever stands there is as it should be.</summary>
internal static class LedgerTables
{
    /// <summary>Takes the making and changing of the ledger's tables from a store, whatever its <c>AutoCreate</c>.</summary>
    internal static void LeaveAlone(StoreOptions options)
    {
        // Marten makes this list once, and goes by it.
        var objects = ((IFeatureSchema)options.Events).Objects;
        for (var i = 0; i < objects.Length; i++) objects[i] = new LeftAlone(objects[i].Identifier);
    }

    private sealed class LeftAlone(DbObjectName name) : ISchemaObject
    {
        public DbObjectName Identifier => name;

        public IEnumerable<DbObjectName> AllNames() => [];

        public void WriteCreateStatement(Migrator migrator, TextWriter writer)
        {
        }

        public void WriteDropStatement(Migrator rules, TextWriter writer)
        {
        }

        public void ConfigureQueryCommand(Weasel.Core.DbCommandBuilder builder) => builder.Append("select 1;");

        public async Task<ISchemaObjectDelta> CreateDeltaAsync(DbDataReader reader, CancellationToken ct)
        {
            while (await reader.ReadAsync(ct))
            {
                // One row, which says nothing.
            }

            return new SchemaObjectDelta(this, SchemaPatchDifference.None);
        }
    }
}
