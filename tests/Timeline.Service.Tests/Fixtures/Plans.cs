using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Timeline.Service.Tests.Fixtures;

/// <summary>
/// Hears the plan of every statement of a server, with the blocks that it touched. PostgreSQL's auto_explain sends plans as notices, and
/// Npgsql logs notices. The statements of a trigger, such as a foreign key's check, have plans of their own and are in no other.
/// </summary>
internal sealed partial class Plans : ILoggerFactory, ILogger
{
    private static readonly string[] Settings =
    [
        "session_preload_libraries=auto_explain", "auto_explain.log_min_duration=0", "auto_explain.log_analyze=on",
        "auto_explain.log_buffers=on", "auto_explain.log_timing=off", "auto_explain.log_nested_statements=on",
        "auto_explain.log_format=json", "auto_explain.log_level=notice", "client_min_messages=notice",
    ];

    // A server runs these whatever it is asked: it looks up keys, and what a broken import left to do.
    private static readonly string[] OwnAccord = ["timeline.access_keys", "where not exists (select from timeline.current_states"];

    private readonly ConcurrentQueue<string> _heard = new();

    /// <summary>A connection string whose sessions send their plans.</summary>
    internal static async Task<string> AskedForAsync(string connectionString)
    {
        var asked = new NpgsqlConnectionStringBuilder(connectionString)
        {
            Options = string.Join(' ', Settings.Select(s => $"-c {s}")),
        }.ConnectionString;
        try
        {
            await using var once = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(asked) { Pooling = false });
            await using var connection = await once.OpenConnectionAsync();
            return asked;
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.UndefinedFile or PostgresErrorCodes.InsufficientPrivilege)
        {
            throw new InvalidOperationException(
                $"Blocks are counted by auto_explain, which this PostgreSQL does not load ({e.MessageText}). Install one that has it: "
                + "Debian's package postgresql, or postgresql-contrib elsewhere.", e);
        }
    }

    /// <summary>The statements since the last call.</summary>
    internal IReadOnlyList<Ran> Take()
    {
        var ran = new List<Ran>();
        while (_heard.TryDequeue(out var notice))
        {
            var plan = JsonNode.Parse(notice[notice.IndexOf('{', StringComparison.Ordinal)..])!;
            var text = Spaces().Replace(plan["Query Text"]!.ToString(), " ").Trim();
            if (!OwnAccord.Any(own => text.Contains(own, StringComparison.Ordinal))) ran.Add(new Ran(text, plan["Plan"]!));
        }

        return ran;
    }

    public ILogger CreateLogger(string categoryName) => categoryName == "Npgsql.Connection" ? this : NullLogger.Instance;

    public bool IsEnabled(LogLevel logLevel) => logLevel == LogLevel.Debug;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (state is not IEnumerable<KeyValuePair<string, object?>> values) return;
        var notice = values.FirstOrDefault(v => v.Key == "NoticeText").Value as string;
        if (notice?.StartsWith("duration:", StringComparison.Ordinal) == true) _heard.Enqueue(notice);
    }

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public void Dispose()
    {
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}

/// <summary>A statement that was run.</summary>
/// <param name="Text">What it was.</param>
/// <param name="Plan">How, and what it touched.</param>
internal sealed record Ran(string Text, JsonNode Plan)
{
    /// <summary>The blocks it touched, in memory or not. Those of the topmost node include all below it.</summary>
    internal long Blocks { get; } = BlocksOf(Plan);

    /// <summary>The plan, one node on a line.</summary>
    internal string Explained
    {
        get
        {
            var text = new StringBuilder();
            Explain(text, Plan, 0);
            return text.ToString();
        }
    }

    private static long BlocksOf(JsonNode node) => (long)(node["Shared Hit Blocks"] ?? 0)! + (long)(node["Shared Read Blocks"] ?? 0)!;

    private static void Explain(StringBuilder text, JsonNode node, int depth)
    {
        text.Append(' ', 6 + (2 * depth)).Append(CultureInfo.InvariantCulture, $"{node["Node Type"]}");
        if (node["Index Name"] is { } index) text.Append(CultureInfo.InvariantCulture, $" by {index}");
        if ((node["Relation Name"] ?? node["Function Name"] ?? node["CTE Name"]) is { } on)
            text.Append(CultureInfo.InvariantCulture, $" on {on}");
        foreach (var name in (string[])["Index Cond", "Recheck Cond", "Hash Cond", "Merge Cond", "Join Filter", "Filter"])
        {
            if (node[name] is { } condition) text.Append(CultureInfo.InvariantCulture, $", {name} {Shortened(condition)}");
        }

        if (node["Rows Removed by Filter"] is { } removed && (double)removed > 0)
            text.Append(CultureInfo.InvariantCulture, $", removed {removed}");
        text.Append(CultureInfo.InvariantCulture, $": rows {node["Actual Rows"]} (planned {node["Plan Rows"]})")
            .Append(CultureInfo.InvariantCulture, $" x {node["Actual Loops"]}, {BlocksOf(node)} blocks\n");
        foreach (var below in node["Plans"]?.AsArray() ?? []) Explain(text, below!, depth + 1);
    }

    private static string Shortened(JsonNode condition) =>
        condition.ToString() is { Length: > 160 } text ? $"{text[..160]}…" : condition.ToString();
}
