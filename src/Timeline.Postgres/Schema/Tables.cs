using System.Data.Common;
using System.Reflection;
using Timeline.Marten;
using Weasel.Core;
using Weasel.Core.Migrations;
using Weasel.Postgresql;
using DbCommandBuilder = Weasel.Core.DbCommandBuilder;

namespace Timeline.Postgres.Schema;

/// <summary>
/// Timeline's own tables, and what it needs of Marten's beyond what Marten makes: applied and asserted with Marten's, by one command.
/// </summary>
/// <remarks>
/// <c>Tables.sql</c> makes what is missing. <c>Tables.txt</c> lists what has to be there, as PostgreSQL's catalogue tells it. That includes
/// what Weasel does not compare: collations, statistics targets, triggers, and by what an index is unique.
/// </remarks>
internal sealed class Tables : FeatureSchemaBase
{
    internal Tables(PostgresqlMigrator migrator) : base("timeline", migrator)
    {
    }

    /// <summary>What has to be there, a line each.</summary>
    internal static IReadOnlyList<string> Expected { get; } = Text("Tables.txt").Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Tells what is there, a row each: Timeline's tables, and what was added to Marten's.</summary>
    internal const string Actual = """
        select format('%s.%s %s%s%s%s', c.relname, a.attname, format_type(a.atttypid, a.atttypmod),
            ' collate ' || (select collname from pg_collation co where co.oid = a.attcollation and a.attcollation <> t.typcollation),
            case when a.attnotnull then ' not null' end, case when a.attstattarget = 0 then ' statistics 0' end)
        from pg_class c
        join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
        join pg_type t on t.oid = a.atttypid
        where c.relnamespace = to_regnamespace('timeline') and c.relkind in ('r', 'p')
            and (c.relname not like 'mt\_%' or (c.relname, a.attname) in (('mt_streams', 'id'), ('mt_events', 'stream_id')))
        union all
        select pg_get_indexdef(i.indexrelid) from pg_index i join pg_class c on c.oid = i.indrelid join pg_class n on n.oid = i.indexrelid
        where c.relnamespace = to_regnamespace('timeline') and i.indisvalid
            and (c.relname not like 'mt\_%' or n.relname in ('mt_events_id', 'mt_events_in_order', 'mt_events_erased'))
        union all
        -- Told without the schema where it is searched anyway.
        select replace(pg_get_triggerdef(t.oid), ' timeline.keep()', ' keep()') from pg_trigger t join pg_class c on c.oid = t.tgrelid
        where c.relnamespace = to_regnamespace('timeline') and t.tgname in ('keep', 'only_server') and t.tgenabled <> 'D'
        """;

    private static string Script { get; } = Text("Tables.sql");

    /// <inheritdoc/>
    public override Type StorageType => typeof(Tables);

    /// <inheritdoc/>
    protected override IEnumerable<ISchemaObject> schemaObjects() => [new All()];

    private static string Text(string name)
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream($"Timeline.Postgres.Schema.{name}")!);
        return reader.ReadToEnd();
    }

    /// <summary>All of them as one object: they are made by one script.</summary>
    private sealed class All : ISchemaObject
    {
        public DbObjectName Identifier { get; } = PostgresqlProvider.Instance.Parse($"{TimelineStoreOptions.Schema}.timelines");

        public IEnumerable<DbObjectName> AllNames() => [Identifier];

        public void WriteCreateStatement(Migrator migrator, TextWriter writer) => writer.WriteLine(Script);

        public void WriteDropStatement(Migrator rules, TextWriter writer) =>
            writer.WriteLine("-- The tables of Timeline are not dropped by a program.");

        public void ConfigureQueryCommand(DbCommandBuilder builder) => builder.Append($"{Actual};");

        public async Task<ISchemaObjectDelta> CreateDeltaAsync(DbDataReader reader, CancellationToken ct)
        {
            var there = new HashSet<string>(StringComparer.Ordinal);
            while (await reader.ReadAsync(ct)) there.Add(reader.GetString(0));
            return new Delta(this, [.. Expected.Where(line => !there.Contains(line))]);
        }
    }

    private sealed class Delta(All all, IReadOnlyList<string> missing) : ISchemaObjectDelta
    {
        public ISchemaObject SchemaObject => all;

        public SchemaPatchDifference Difference => missing.Count switch
        {
            0 => SchemaPatchDifference.None,
            _ when missing.Count == Expected.Count => SchemaPatchDifference.Create,
            _ => SchemaPatchDifference.Update,
        };

        public void WriteUpdate(Migrator rules, TextWriter writer)
        {
            foreach (var line in missing) writer.WriteLine($"-- Not there, or otherwise: {line}");
            all.WriteCreateStatement(rules, writer);
        }

        public void WriteRollback(Migrator rules, TextWriter writer) => all.WriteDropStatement(rules, writer);

        public void WriteRestorationOfPreviousState(Migrator rules, TextWriter writer) => all.WriteDropStatement(rules, writer);
    }
}
