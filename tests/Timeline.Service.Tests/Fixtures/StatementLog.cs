using System.Buffers;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Timeline.Service.Tests.Fixtures;

/// <summary>
/// What a log of statements tells of the ledger's own tables: a statement that writes them belongs in a transaction that took the timeline's
/// lock before. Who damages them on purpose says so (<see cref="Sabotage"/>) and is passed over.
/// </summary>
/// <param name="Writes">How many statements wrote them, without damage done on purpose.</param>
/// <param name="Violations">Those of them that did so without the lock.</param>
internal sealed partial record StatementLog(int Writes, IReadOnlyList<string> Violations)
{
    private const int LongestExcerpt = 600;

    // One of them stands in whatever the expressions below find.
    private static readonly SearchValues<string> Words = SearchValues.Create(
        ["pg_advisory", "insert", "update", "delete", "merge", "copy", "truncate", "mt_quick_append", "mt_append", "mt_archive"],
        StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads a log of PostgreSQL's <c>jsonlog</c>, entry by entry.</summary>
    internal static async Task<StatementLog> ReadAsync(TextReader log, CancellationToken cancellation)
    {
        var writes = 0;
        var violations = new List<string>();
        // By process: the transaction in which it last took a timeline's lock.
        var holders = new Dictionary<int, string>();
        while (await log.ReadLineAsync(cancellation) is { } line)
        {
            // Most statements read, and parsing them would take most of the time.
            if (!line.AsSpan().ContainsAny(Words)) continue;
            using var entry = JsonDocument.Parse(line);
            if (!IsStatement(entry.RootElement, out var statement)) continue;
            statement = QuotedBodies().Replace(statement, body => body.Groups["runs"].Success ? body.Value : "");
            var (process, transaction) = (entry.RootElement.GetProperty("pid").GetInt32(), Text(entry.RootElement, "vxid"));
            var (taken, written) = (Lock().Match(statement), Write().Match(statement));
            if (written.Success && Text(entry.RootElement, "application_name") != Sabotage.Application)
            {
                writes++;
                var isHeld = taken.Success && taken.Index < written.Index
                    || transaction.Length > 0 && holders.GetValueOrDefault(process) == transaction;
                if (!isHeld) violations.Add(Describe(entry.RootElement, statement));
            }

            if (taken.Success) holders[process] = transaction;
        }

        return new StatementLog(writes, violations);
    }

    // A statement by itself, or one prepared, with a name or without.
    private static bool IsStatement(JsonElement entry, out string statement)
    {
        var message = Text(entry, "error_severity") == "LOG" ? Text(entry, "message") : "";
        var begin = message.StartsWith("statement: ", StringComparison.Ordinal) || message.StartsWith("execute ", StringComparison.Ordinal)
            ? message.IndexOf(": ", StringComparison.Ordinal) + 2
            : -1;
        statement = begin < 0 ? "" : message[begin..];
        return begin >= 0;
    }

    private static string Describe(JsonElement entry, string statement) =>
        $"{Text(entry, "timestamp")} process {Text(entry, "pid")}, transaction {Text(entry, "vxid")}, database {Text(entry, "dbname")}, "
        + $"application '{Text(entry, "application_name")}':\n"
        + (statement.Length <= LongestExcerpt ? statement : string.Concat(statement.AsSpan(0, LongestExcerpt), " …"));

    private static string Text(JsonElement entry, string member) => entry.TryGetProperty(member, out var value) ? value.ToString() : "";

    // The body of a function does nothing where it is defined; that of DO does.
    [GeneratedRegex(@"(?<runs>\bdo\s+(language\s+\w+\s+)?)?\$(?<tag>\w*)\$.*?\$\k<tag>\$", RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex QuotedBodies();

    [GeneratedRegex(@"\bpg_advisory_xact_lock\s*\(\s*hashtextextended\s*\(\s*'timeline/", RegexOptions.IgnoreCase)]
    private static partial Regex Lock();

    /// <summary>The ledger's tables and their partitions, by statements on them and by Marten's functions that write them.</summary>
    [GeneratedRegex(
        """
        \b(?: insert \s+ into | update (?:\s+only)? | (?:delete \s+ from | merge \s+ into) (?:\s+only)? ) \s+ (?:"?timeline"?\s*\.\s*)? "?mt_(?:events|streams)
        | \b copy \s+ (?:"?timeline"?\s*\.\s*)? "?mt_(?:events|streams)\w*"? \s* (?:\([^)]*\))? \s* from \b
        | \b truncate \s+ (?!on\b) [^;()]* \b mt_(?:events|streams)
        | (?<! \b function \s+ (?:if \s+ exists \s+)? (?:"?timeline"?\s*\.\s*)? "?) \b mt_(?:quick_append_events|append_event|archive_stream) "? \s* \(
        """,
        RegexOptions.IgnoreCase | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Write();
}
