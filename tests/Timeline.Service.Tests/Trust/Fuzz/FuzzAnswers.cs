using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Timeline.Service.Tests.Trust.Fuzz;

/// <summary>What came back.</summary>
internal sealed record FuzzAnswer(int Status, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    internal string? MediaType => Headers.TryGetValue("Content-Type", out var type) ? MediaTypeHeaderValue.Parse(type).MediaType : null;

    public override string ToString() => $"→ {Status} {MediaType} {Encoding.UTF8.GetString(Body.AsSpan(0, Math.Min(Body.Length, 1500)))}";
}

/// <summary>Holds answers against what is described, and learns from them.</summary>
internal sealed class FuzzAnswers(FuzzApi api, FuzzKnowledge known)
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    private readonly HashSet<string> _seen = [];

    /// <summary>Documents to hold against their schemas, each with the request that it answers.</summary>
    internal List<(string Schema, string Document, FuzzRequest Request)> Documents { get; } = [];

    /// <summary>Events acknowledged one by one: timeline and id.</summary>
    internal HashSet<(string Timeline, string Id)> Recorded { get; } = [];

    /// <summary>Events acknowledged by their number, line by line.</summary>
    internal long Imported { get; private set; }

    /// <summary>How often each operation was answered with each status.</summary>
    internal Dictionary<string, Dictionary<int, int>> Counts { get; } = [];

    /// <summary>What is wrong with an answer; <see langword="null"/>: nothing, as far as can be said without its schema.</summary>
    internal string? Check(FuzzRequest request, FuzzAnswer answer)
    {
        var (status, type, isHead) = (answer.Status, answer.MediaType, request.Method == "HEAD");
        if (status >= 500) return "The server failed.";
        if (request.IsForeign && status < 400) return "What a page of another site could send was taken.";
        if (answer.Headers.GetValueOrDefault("X-Content-Type-Options") != "nosniff"
            || !answer.Headers.ContainsKey("Content-Security-Policy")) return "A secure header is missing.";
        if (isHead && answer.Body.Length > 0) return "HEAD is answered with a body.";
        var isText = type != "application/vnd.apache.parquet";
        string text;
        try
        {
            text = isText ? Strict.GetString(answer.Body) : Encoding.Latin1.GetString(answer.Body);
        }
        catch (DecoderFallbackException)
        {
            return "The answer is not UTF-8.";
        }

        string schema;
        if (request.Operation is not { } operation)
        {
            if (status is 405 && !answer.Headers.ContainsKey("Allow")) return "405 without Allow.";
            if (status < 400) return null;
            if (type != "application/problem+json") return "A problem is told in another media type.";
            schema = api.Operations[0].Answers[400][type];
        }
        else
        {
            var counts = Counts.TryGetValue(operation.Id, out var c) ? c : Counts[operation.Id] = [];
            counts[status] = counts.GetValueOrDefault(status) + 1;
            if (!operation.Answers.TryGetValue(status, out var types)) return $"{operation.Id} is not described to answer {status}.";
            if (types.Count == 0) return answer.Body.Length == 0 ? null : $"{status} has a body that is not described.";
            if (type is null || !types.TryGetValue(type,
                out schema!)) return $"{operation.Id} is not described to answer {status} as {type}.";
        }

        if (isHead) return null;
        // An export of nothing has no line.
        if (text.Length == 0) return type == "application/x-ndjson" ? null : $"{status} as {type} without a body.";
        if (!isText) return text.StartsWith("PAR1", StringComparison.Ordinal) && text.EndsWith("PAR1", StringComparison.Ordinal) ? null : "It is no file of Parquet.";
        if (type is "application/problem+json" && JsonDocument.Parse(text).RootElement.GetProperty("status")
            .GetInt32() != status) return "A problem tells another status.";
        if (type == "application/x-ndjson")
        {
            if (!text.EndsWith('\n')) return "The last line has no end.";
            foreach (var line in text.Split('\n')[..^1]) Add(schema, line, request);
        }
        else if (type!.EndsWith("json", StringComparison.Ordinal))
        {
            Add(schema, text, request);
        }

        return null;
    }

    /// <summary>Learns what later requests may speak of, and counts what was acknowledged.</summary>
    internal string? Learn(FuzzRequest request, FuzzAnswer answer)
    {
        if (answer.MediaType is not { } type || request.Method == "HEAD" || request.Operation is not { } operation) return null;
        if (type == "application/problem+json")
        {
            var cause = JsonDocument.Parse(answer.Body).RootElement.GetProperty("type").GetString()!.Split('/')[^1];
            if (!known.Causes.Contains(cause)) known.Causes.Add(cause);
            return null;
        }

        if (operation.Id == "ExportEvents" && type == "application/x-ndjson" && answer.Body.Length is > 0 and < 50_000 && request.Timeline is { } from)
            FuzzKnowledge.Keep(known.Exports, (from, Encoding.UTF8.GetString(answer.Body)));
        // An import told line by line ends in the same report, or says why nothing was imported.
        if (operation.Id == "ImportEvents" && type == "application/x-ndjson") return LearnImport(answer);
        if (type != "application/json") return null;
        using var document = JsonDocument.Parse(answer.Body);
        var root = document.RootElement;
        switch (operation.Id)
        {
            // A dry run tells events that are not there.
            case "RecordEvents" when request.Target.Contains("dryRun=true", StringComparison.Ordinal):
                return null;
            case "RecordEvents":
                foreach (var one in root.TryGetProperty("items", out var items) ? items.EnumerateArray()
                    : (IEnumerable<JsonElement>)[root]) Learn(one, request, answer.Status);
                return null;
            case "ImportEvents":
                return LearnReport(root);
            default:
                if (answer.Status != 200 || request.Method != "GET") return null;
                LearnAddresses(root, operation, request, answer);
                return null;
        }
    }

    private string? LearnImport(FuzzAnswer answer)
    {
        var last = Encoding.UTF8.GetString(answer.Body).TrimEnd('\n').Split('\n')[^1];
        using var line = JsonDocument.Parse(last);
        return line.RootElement.TryGetProperty("report", out var report) ? LearnReport(report)
            : line.RootElement.TryGetProperty("problem", out _) ? null
            : "An import told line by line does not end in its report.";
    }

    private string? LearnReport(JsonElement report)
    {
        Imported += report.GetProperty("recorded").GetInt64();
        var sum = report.GetProperty("recorded").GetInt64() + report.GetProperty("repeated").GetInt64() + report.GetProperty("refused").GetInt64();
        return sum == report.GetProperty("lines").GetInt64() ? null : "The lines of an import are not what was recorded, repeated and refused.";
    }

    private void Learn(JsonElement recorded, FuzzRequest request, int status)
    {
        var (timeline, id) = (recorded.GetProperty("timeline").GetString()!, recorded.GetProperty("id").GetString()!);
        Recorded.Add((timeline, id));
        FuzzKnowledge.Keep(known.Positions, recorded.GetProperty("seq").GetInt64());
        var sent = status == 201 && request.Body is [(byte)'{', ..] body && Encoding.UTF8.GetString(body) is { } text
            && text.Contains(id, StringComparison.Ordinal) && !text.Contains("specversion", StringComparison.Ordinal) ? text : null;
        FuzzKnowledge.Keep(known.Events, new FuzzEvent(
            timeline, id, recorded.GetProperty("subject").GetString()!, recorded.GetProperty("type").GetString()!,
                recorded.GetProperty("version").GetInt64(), sent));
    }

    private void LearnAddresses(JsonElement root, FuzzOperation operation, FuzzRequest request, FuzzAnswer answer)
    {
        if (root.TryGetProperty("next", out var next) && next.ValueKind == JsonValueKind.String)
            FuzzKnowledge.Keep(known.Next, new FuzzAddress(operation, next.GetString()!, null));
        if (!root.TryGetProperty("permalink", out var permalink)) return;
        FuzzKnowledge.Keep(known.Permalinks, permalink.GetString()!);
        FuzzKnowledge.Keep(known.Addresses,
            new FuzzAddress(operation, request.Number % 2 == 0 ? permalink.GetString()! : request.Target,
                answer.Headers.GetValueOrDefault("ETag")));
    }

    // What was seen before was held against its schema before.
    private void Add(string schema, string document, FuzzRequest request)
    {
        if (_seen.Add($"{schema}{document}")) Documents.Add((schema, document.ReplaceLineEndings(" "), request));
    }

    /// <summary>What was asked for and how it was answered, a line for each operation.</summary>
    internal string Summary() => string.Join('\n', api.Operations.Select(o => $"{o.Id,-22} {Of(o.Id)}"));

    private string Of(string operation) =>
        string.Join("  ", Counts.GetValueOrDefault(operation, []).OrderBy(c => c.Key).Select(c => $"{c.Key}: {c.Value}"));
}
