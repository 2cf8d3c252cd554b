using Npgsql;

namespace Timeline.Service.Tests.Others;

/// <summary>All that can be seen of the ledger's schema, to compare it with what it was before.</summary>
internal static class LedgerImage
{
    /// <summary>Every relation with the file it is in, every column, constraint, trigger and function.</summary>
    internal static Task<List<string>> OfTablesAsync(string connectionString) => LinesAsync(connectionString, """
        select format('%s %s %s', c.relkind, c.relname, c.relfilenode) from pg_class c where c.relnamespace = to_regnamespace('timeline')
        union all
        select format('%s.%s %s %s %s %s',
            c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attcollation, a.attnotnull, a.attstattarget)
        from pg_class c join pg_attribute a on a.attrelid = c.oid where c.relnamespace = to_regnamespace('timeline')
        union all
        select format('%s %s', conrelid::regclass, pg_get_constraintdef(oid)) from pg_constraint
        where connamespace = to_regnamespace('timeline')
        union all
        select pg_get_indexdef(i.indexrelid) from pg_index i join pg_class c on c.oid = i.indrelid
        where c.relnamespace = to_regnamespace('timeline')
        union all
        select format('%s %s', pg_get_triggerdef(t.oid), t.tgenabled) from pg_trigger t join pg_class c on c.oid = t.tgrelid
        where c.relnamespace = to_regnamespace('timeline')
        union all
        select pg_get_functiondef(oid) from pg_proc where pronamespace = to_regnamespace('timeline')
        """);

    /// <summary>Every row of the ledger with where it stands and which transaction wrote it.</summary>
    internal static Task<List<string>> OfRowsAsync(string connectionString) => LinesAsync(connectionString, """
        select format('%s %s %s', e.ctid, e.xmin, e) from timeline.mt_events e
        union all
        select format('%s %s %s', s.ctid, s.xmin, s) from timeline.mt_streams s
        union all
        select t::text from timeline.timelines t
        """);

    /// <summary>The tables of a schema.</summary>
    internal static Task<List<string>> TablesAsync(string connectionString, string schema) =>
        LinesAsync(connectionString, $"select tablename::text from pg_tables where schemaname = '{schema}'");

    internal static async Task<List<string>> LinesAsync(string connectionString, string sql)
    {
        await using var database = NpgsqlDataSource.Create(Foreign.Named(connectionString));
        await using var command = database.CreateCommand($"select line from ({sql}) found (line) order by line collate \"C\"");
        await using var reader = await command.ExecuteReaderAsync();
        var lines = new List<string>();
        while (await reader.ReadAsync()) lines.Add(reader.GetString(0));
        return lines;
    }

    internal static async Task ExecuteAsync(string connectionString, string sql)
    {
        await using var database = NpgsqlDataSource.Create(Foreign.Named(connectionString));
        await using var command = database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
