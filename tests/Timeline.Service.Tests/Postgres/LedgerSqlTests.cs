using System.Text.RegularExpressions;

namespace Timeline.Service.Tests.Postgres;

/// <summary>Which files have SQL on Marten's tables: all else goes through Marten's own sessions.</summary>
public sealed partial class LedgerSqlTests
{
    /// <summary>SQL that writes them. Each statement is an operation of a Marten session, so it is sent with the session's own.</summary>
    private static readonly string[] Writing =
    [
        "Timeline.Postgres/Events/BulkRows.cs", // an import, in one statement for all rows: Marten's one by one take PostgreSQL longer
        "Timeline.Postgres/Events/LedgerSession.cs", // an erased event is archived, for which Marten has no call of its own
        "Timeline.Postgres/Events/Staging.cs", // an import that is all or nothing moves the rows that it has made before
    ];

    /// <summary>SQL that reads them, because Marten's own queries cannot be given a plan.</summary>
    private static readonly string[] Reading =
    [
        // What begins with the knower: secrecy rests on those plans.
        "Timeline.Postgres/Events/LedgerReader.cs",
        // What a writer looks up by many keys at once, and what is newest.
        "Timeline.Postgres/Events/Append.cs",
        "Timeline.Postgres/Events/EventRows.cs",
        "Timeline.Postgres/Events/Standing.cs",
        "Timeline.Postgres/Projections/EventIndex.cs",
        // Which subjects there are, by their names, for a rebuild.
        "Timeline.Postgres/Projections/Upkeep.cs",
    ];

    /// <summary>SQL that neither reads nor writes rows: it adds to the tables that Marten made, or vacuums them.</summary>
    private static readonly string[] Keeping =
    [
        "Timeline.Postgres/Events/Remains.cs",
        "Timeline.Postgres/Schema/Tables.cs",
        "Timeline.Postgres/Schema/Tables.sql",
        "Timeline.Postgres/Schema/Tables.txt",
    ];

    private static IEnumerable<(string Name, string Text)> Files()
    {
        var sources = Path.Combine(ReadmeTests.Repository(), "src");
        return Directory.EnumerateFiles(sources, "*", SearchOption.AllDirectories)
            .Where(f => Path.GetExtension(f) is ".cs" or ".sql" or ".txt" && !Built().IsMatch(f))
            .Select(f => (Path.GetRelativePath(sources, f).Replace('\\', '/'), File.ReadAllText(f)));
    }

    [Fact]
    public void Every_file_with_SQL_on_Martens_tables_is_listed_here()
    {
        var found = Files().Where(f => Tables().IsMatch(f.Text)).Select(f => f.Name).Order(StringComparer.Ordinal);
        Assert.Equal(Writing.Concat(Reading).Concat(Keeping).Order(StringComparer.Ordinal), found);
    }

    [Fact]
    public void Every_statement_that_writes_them_is_an_operation_of_a_Marten_session()
    {
        var writing = Files().Where(f => !Keeping.Contains(f.Name)).SelectMany(f => Writes().Matches(f.Text), (f, write) => (f.Name, f.Text, write.Index)).ToList();
        Assert.Equal(Writing.Order(StringComparer.Ordinal), writing.Select(w => w.Name).Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(5, writing.Count);
        Assert.All(writing, w => Assert.Matches(IsOperation(), w.Text[..w.Index]));
    }

    [GeneratedRegex(@"[/\\](bin|obj|node_modules)[/\\]")]
    private static partial Regex Built();

    [GeneratedRegex(@"\bmt_(events|streams)\b")]
    private static partial Regex Tables();

    [GeneratedRegex(@"\b(insert\s+into|update|delete\s+from|truncate|merge\s+into|copy)\s+timeline\.mt_", RegexOptions.IgnoreCase)]
    private static partial Regex Writes();

    // The statement begins as the text of one.
    [GeneratedRegex(@"(new Statement\(|Queue\(\[new\()(""|""""""\s*)$")]
    private static partial Regex IsOperation();
}
