using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Timeline.Service.Tests.Trust.Fuzz;

/// <summary>A request to send.</summary>
internal sealed record FuzzRequest
{
    internal required int Number { get; init; }

    /// <summary>What it asks for as described; <see langword="null"/>: its address or method is none of those described.</summary>
    internal FuzzOperation? Operation { get; init; }

    internal required string Method { get; init; }

    /// <summary>Path and query as they are sent.</summary>
    internal required string Target { get; init; }

    internal IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    internal byte[]? Body { get; init; }

    /// <summary>Whether it is one that a page of another site could send, and that may not be taken.</summary>
    internal bool IsForeign { get; init; }

    /// <summary>The timeline that it speaks of, where it is one that exists.</summary>
    internal string? Timeline { get; init; }

    public override string ToString()
    {
        var text = new StringBuilder().AppendLine(CultureInfo.InvariantCulture, $"#{Number} {Method} {Target}");
        foreach (var (name, value) in Headers.Take(10)) text.AppendLine(CultureInfo.InvariantCulture, $"{name}: {value}");
        if (Body is null) return text.ToString();
        var shown = Body.AsSpan(0, Math.Min(Body.Length, 2000));
        return text.AppendLine(CultureInfo.InvariantCulture, $"({Body.Length} bytes) {Encoding.UTF8.GetString(shown)}").ToString();
    }
}

/// <summary>Makes requests, sound and broken, from what the server says of itself and has told so far.</summary>
internal sealed class FuzzRequests(FuzzApi api, FuzzKnowledge known, int seed)
{
    private static readonly string[] Methods = ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "get", "PROPFIND"];

    private static readonly string[] OddPaths =
    [
        "/v1//events", "/v1/%20", "/v1/{t}/events/", "/v1/{t}/nosuch", "/V1/{t}/Events", "/v1/{t}/events/../subjects", "/v1/{t}/./events",
            "/v1/{t}/subjects/summit",
        "/v1/{t}/subjects/summit/a/b/c", "/v1/{t}%2Fevents", "/v1/%2e%2e/v1", "/v1/{t};a=b/events", "/v1/{t}/events%3Flimit=1", "/nosuch",
            "/v2", "/openapi/v2.json",
        "/openapi/v1.json", "/", "/questions", "/assets/questions.css", "/assets/..%2findex.html", "/assets/", "/favicon.ico", "/robots.txt", "/.env", "/v1/%zz", "/v1/%", "/v1/%c3%28/events",
            "/v1/%ed%a0%80", "/v1/\\", "/v1/{t}/events#a",
        "/v1/{t}/events??limit=1", "/v1/{t}/events?&&&", "/v1/{t}/events?=1", "/v1/{t}/events?%", "/v1/{t}/events?limit", "/problems/",
            "/problems/%2e%2e%2f", "/health", "//v1",
    ];

    /// <summary>The request of a number: always the same, as far as what was told before is the same.</summary>
    internal FuzzRequest Make(int number)
    {
        var values = new FuzzValues(new Random(unchecked((seed * 1_000_003) + number)));
        var maker = new Maker(api, known, values, number);
        return values.Random.Next(100) switch
        {
            < 4 when known.Next.Count > 0 => maker.Follow(values.Of(known.Next)),
            < 12 when known.Addresses.Count > 0 => maker.Follow(values.Of(known.Addresses)),
            < 14 => maker.OddPath(values.Of(OddPaths)),
            < 17 => maker.OddMethod(values.Of(Methods)),
            < 70 => maker.Sound(maker.Operation()),
            _ => maker.Broken(maker.Operation()),
        };
    }

    /// <summary>How often an operation is asked for, beside another.</summary>
    private static int WeightOf(FuzzOperation operation) => operation.Id switch
    {
        "RecordEvents" => 16,
        "ImportEvents" => 4,
        "GetCatalogue" or "ListTimelines" or "EraseEvent" => 1,
        "PutTimeline" or "Live" or "Ready" or "GetProblem" or "ExportEvents" => 2,
        _ => 4,
    };

    private sealed class Maker(FuzzApi api, FuzzKnowledge known, FuzzValues values, int number)
    {
        private readonly FuzzEvents _events = new(api, known, values);
        private readonly string _timeline = values.Of(known.Timelines.TakeLast(values.Chance(0.8) ? 3 : 8).ToList());

        internal FuzzOperation Operation()
        {
            var at = values.Random.Next(api.Operations.Sum(WeightOf));
            return api.Operations.First(o => (at -= WeightOf(o)) < 0);
        }

        internal FuzzRequest Follow(FuzzAddress address) => new()
        {
            Number = number,
            Operation = address.Operation,
            Method = address.Operation.Method,
            Target = address.Target,
            Headers = address.ETag is { } tag && values.Chance(0.7) ? [("If-None-Match", tag)] : [],
        };

        internal FuzzRequest OddPath(string path) => new()
        {
            Number = number,
            Method = values.Chance(0.8) ? "GET" : values.Of(Methods),
            Target = path.Replace("{t}", _timeline, StringComparison.Ordinal),
        };

        internal FuzzRequest OddMethod(string method)
        {
            var sound = Sound(Operation());
            var operation = api.Operations.FirstOrDefault(o =>
                o.Path == sound.Operation!.Path && o.Method == (method == "HEAD" ? "GET" : method));
            return sound with { Method = method, Operation = operation, Body = method is "GET" or "HEAD" or "TRACE" ? null : sound.Body };
        }

        internal FuzzRequest Sound(FuzzOperation operation)
        {
            var (path, timeline) = PathOf(operation);
            var headers = new List<(string, string)>();
            byte[]? body = null;
            if (operation.BodyTypes.Count > 0)
            {
                var type = values.Of(operation.BodyTypes);
                headers.Add(("Content-Type", values.Chance(0.2) ? $"{type}; charset=utf-8" : type));
                body = BodyOf(operation, headers);
            }

            foreach (var header in operation.Parameters.Where(p => p.In == "header" && values.Chance(0.08)))
                headers.Add((header.Name, SoundHeader(header.Name)));
            return new FuzzRequest
            {
                Number = number,
                Operation = operation,
                Method = operation.Method,
                Target = path + Text(QueryOf(operation)),
                Headers = headers,
                Body = body,
                Timeline = timeline,
            };
        }

        internal FuzzRequest Broken(FuzzOperation operation)
        {
            var broken = Sound(operation);
            for (var i = values.Random.Next(1, 3); i > 0; i--) broken = Break(broken);
            return broken;
        }

        private FuzzRequest Break(FuzzRequest sound)
        {
            var operation = sound.Operation!;
            var parameters = operation.Query.ToList();
            FuzzRequest With(string query) => sound with { Target = sound.Target + (sound.Target.Contains('?') ? "&" : "?") + query };
            FuzzRequest Headed(string name, string value) =>
                sound with { Headers = [.. sound.Headers.Where(h => h.Name != name), (name, value)] };
            var hasBody = sound.Body is not null;
            // As a page of another site would ask, by its own name or across origins.
            if (values.Chance(0.15))
            {
                switch (values.Random.Next(hasBody ? 4 : 3))
                {
                    case 0: return Headed("Host", values.ForeignHost()) with { IsForeign = true };
                    case 1: return Headed("Origin", values.ForeignOrigin()) with { IsForeign = hasBody };
                    case 2: return Headed("Sec-Fetch-Site", values.Of(["cross-site", "same-site", "x"])) with { IsForeign = hasBody };
                    default: return Headed("Content-Type", values.SimpleType()) with { IsForeign = true };
                }
            }

            // Bodies are what there is most to be said about.
            switch (hasBody && values.Chance(0.6) ? values.Random.Next(13, 16) : values.Random.Next(hasBody ? 13 : 11))
            {
                case 0: return With($"{Escape(values.OddText())}={Escape(values.OddText())}");
                case 1 or 2 when parameters.Count > 0:
                    return With(
                    $"{values.Of(parameters).Name}={Escape(values.Chance(0.5) ? values.BadDate() : values.OddText())}");
                case 3 when parameters.Count > 0: return With($"{values.Of(parameters).Name}=");
                case 4 when parameters.Count > 0:
                    var parameter = values.Of(parameters);
                    return With($"{parameter.Name}={Escape(ValueOf(parameter))}&{parameter.Name}={Escape(ValueOf(parameter))}");
                case 5 when known.Next.Count > 0:
                    return With($"cursor={Escape(Tampered())}");
                case 6: return With($"zone={Escape(values.BadZone())}");
                case 7:
                    return Headed(
                    values.Of(["If-Match", "If-None-Match", "Accept", "Accept-Datetime", "Last-Event-ID", "Range", "Cookie", "Accept-Encoding", "Forwarded",
                        "If-Modified-Since", "Origin"]), values.OddHeader());
                case 8 when operation.Path.Contains('{'):
                    var part = operation.Parameters.First(p =>
                        p.In == "path" && (p.Name != "timeline" || operation.Parameters.Count(q => q.In == "path") == 1
                            || values.Chance(0.3)));
                    return sound with { Target = PathOf(operation, part.Name).Path + Text(QueryOf(operation)), Timeline = null };
                case 9 when values.Chance(0.3): return With($"text={new string('a', values.Random.Next(7_900, 9_000))}");
                case 9: return Headed("X-Long", new string('a', values.Random.Next(31_000, 34_000)));
                case 10:
                    var more = Enumerable.Range(0, values.Random.Next(90, 120)).Select(i => ($"X-{i}", "a"));
                    return sound with { Headers = [.. sound.Headers, .. more] };
                case 11:
                    return Headed("Content-Type",
                    values.Of(["text/plain", "application/xml", "application/json; charset=latin1", "application/cloudevents+json", "a",
                        "multipart/form-data", "application/json, text/html"]));
                case 12: return Headed("Content-Encoding", values.Of(["gzip", "br", "identity", "x"]));
                case 13: return sound with { Body = _events.Spoil(Encoding.UTF8.GetString(sound.Body!)) };
                case 14 or 15:
                    byte[] Line() => values.Chance(0.8)
                        ? _events.Broken(_timeline) : Encoding.UTF8.GetBytes(_events.Sound(_timeline).ToJsonString());
                    var count = operation.Id == "ImportEvents" ? values.Random.Next(1, 6) : 1;
                    byte[][] lines = [.. Enumerable.Range(0, count).Select(_ => Line())];
                    return sound with { Body = [.. lines.SelectMany(l => (byte[])[.. l, .. "\n"u8])] };
                default: return With("limit=" + values.Of(["0", "1001", "-1", "1.5", "01", "99999999999", "ten", "%31", "+1"]));
            }
        }

        private byte[] BodyOf(FuzzOperation operation, List<(string, string)> headers)
        {
            switch (operation.Id)
            {
                case "RecordEvents" when headers[0].Item2.StartsWith("application/cloudevents", StringComparison.Ordinal):
                    JsonObject CloudEvent() => FuzzCloudEvents.Of(_events.Sound(_timeline), values);
                    return Encoding.UTF8.GetBytes(!headers[0].Item2.Contains("batch", StringComparison.Ordinal) ? CloudEvent().ToJsonString()
                        : $"[{string.Join(',', Enumerable.Range(0, values.Random.Next(1, 4)).Select(_ => CloudEvent().ToJsonString()))}]");
                case "RecordEvents":
                    var before = known.Events.Where(e => e.Timeline == _timeline && e.Sent is not null).ToList();
                    if (before.Count > 0 && values.Chance(0.08)) return Encoding.UTF8.GetBytes(values.Of(before).Sent!);
                    if (before.Count > 0 && values.Chance(0.04))
                    {
                        var other = _events.Sound(_timeline);
                        other["id"] = values.Of(before).Id;
                        return Encoding.UTF8.GetBytes(other.ToJsonString());
                    }

                    if (before.Count > 0 && values.Chance(0.08))
                    {
                        var last = values.Of(before);
                        var next = _events.Sound(_timeline);
                        if ((string)next["subject"]! == last.Subject
                            || values.Chance(0.3)) headers.Add(("If-Match", $"\"{last.Version}\""));
                        return Encoding.UTF8.GetBytes(next.ToJsonString());
                    }

                    var several = values.Chance(0.2) ? values.Random.Next(1, 5) : 0;
                    return Encoding.UTF8.GetBytes(several == 0
                        ? _events.Sound(_timeline).ToJsonString()
                        : $"[{string.Join(',', Enumerable.Range(0, several).Select(_ => _events.Sound(_timeline).ToJsonString()))}]");
                case "ImportEvents":
                    if (known.Exports.Count > 0 && values.Chance(0.15)) return Encoding.UTF8.GetBytes(values.Of(known.Exports).Lines);
                    return Encoding.UTF8.GetBytes(string.Join(values.Of(["\n", "\r\n", "\n\n"]),
                        Enumerable.Range(0, values.Random.Next(1, 7)).Select(_ => values.Chance(0.1)
                            ? FuzzCloudEvents.Of(_events.Sound(_timeline), values).ToJsonString() : _events.Sound(_timeline).ToJsonString()))
                            + (values.Chance(0.5) ? "\n" : ""));
                case "EraseEvent":
                    return """{"reason":"An order of a court"}"""u8.ToArray();
                default:
                    return Encoding.UTF8.GetBytes(values.Chance(0.5) ? """{"title":"A trial","description":"김정은"}"""
                        : """{"title":"Another"}""");
            }
        }

        private (string Path, string? Timeline) PathOf(FuzzOperation operation, string? odd = null)
        {
            var here = known.Events.Where(e => e.Timeline == _timeline).ToList();
            var of = here.Count > 0 ? values.Of(here) : null;
            string Value(string name)
            {
                // An odd step stays one step: '.' and '/' would make another address.
                if (name == odd) return Escape(values.OddText().TrimStart('.', '/', '\0')
                    .Replace("\0", "", StringComparison.Ordinal) is { Length: > 0 } text ? text : "Odd");
                return name switch
                {
                    "timeline" => operation.Method == "PUT" && values.Chance(0.2) ? $"p{values.Random.Next(20)}" : _timeline,
                    "kind" => of?.Subject.Split('/')[0] ?? "summit",
                    "slug" => of?.Subject.Split('/')[1] ?? "s1",
                    "id" => of?.Id ?? values.Uuid(),
                    "cause" => values.Of(known.Causes),
                    _ => values.Key(),
                };
            }

            var path = string.Join('/', operation.Path.Split('/').Select(step => step is ['{', .. var name, '}'] ? Value(name) : step));
            return (path, odd == "timeline" ? null : _timeline);
        }

        private List<(string Name, string Value)> QueryOf(FuzzOperation operation)
        {
            var query = new List<(string, string)>();
            var share = values.Of([0.0, 0.08, 0.2]);
            foreach (var parameter in operation.Query.Where(p => p.Name is "date" or "of" || (p.Name != "cursor" && values.Chance(share))))
                for (var i = parameter.IsRepeatable && values.Chance(0.3) ? 2
                    : 1; i > 0; i--) query.Add((parameter.Name, ValueOf(parameter)));
            return query;
        }

        private string ValueOf(FuzzParameter parameter)
        {
            if (parameter.Words.Count > 0) return values.Of(parameter.Words);
            return parameter.Name.Split('.')[^1] switch
            {
                "at" when values.Chance(0.2) => "..",
                "known" or "at" or "date" or "happenedFrom" or "happenedTo" or "knownFrom" or "knownTo" or "from" or "to" =>
                    values.Chance(0.3) ? values.Edtf() : values.Day(),
                "recorded" => known.Positions.Count > 0 && values.Chance(0.9) ? values.Of(known.Positions)
                    .ToString(CultureInfo.InvariantCulture) : "2026-01-01T00:00:00Z",
                "after" => Position(),
                "zone" => values.Zone(),
                // Slower ones are sound too, and take their time.
                "speed" => "1000000",
                "limit" => values.Of(["1", "2", "7", "100", "1000"]),
                "subject" or "related" => $"{values.Of(api.Kinds)}/s{values.Random.Next(1, 6)}",
                "text" => values.Word(),
                "pointer" => values.Of(["/status", "/venues", "/dates", "/a~1b", "/"]),
                "of" => known.Permalinks.Count > 0
                    ? values.Of(known.Permalinks.Where(p => p.StartsWith($"/v1/{_timeline}/", StringComparison.Ordinal))
                    .DefaultIfEmpty(known.Permalinks[0]).ToList()) : "/v1",
                "cursor" => Tampered(),
                _ => values.Key(),
            };
        }

        private string SoundHeader(string name) => name switch
        {
            "If-Match" => values.Of(["*", "\"1\"", "\"2\""]),
            "If-None-Match" => "*",
            "Last-Event-ID" => Position(),
            "Accept-Datetime" => values.Of(["Sun, 24 Feb 2019 12:00:00 GMT", "Fri, 01 Mar 2019 00:00:00 GMT"]),
            "Accept" => values.Of(
                ["text/plain", "application/x-bibtex", "*/*", "application/json", "application/x-ndjson", "text/event-stream", "text/html", "text/markdown;q=0.5, text/html;q=0.1",
                    "application/cloudevents+json", "application/cloudevents-batch+json", "text/csv", "application/vnd.apache.parquet"]),
            _ => values.Key(),
        };

        private string Position() => known.Positions.Count > 0 && values.Chance(0.5)
            ? values.Of(known.Positions).ToString(CultureInfo.InvariantCulture) : "0";

        private string Tampered()
        {
            if (known.Next.Count == 0) return "AAAA";
            var real = values.Of(known.Next).Target.Split("cursor=")[^1];
            var at = values.Random.Next(real.Length);
            return values.Random.Next(3) switch { 0 => real, 1 => real[..at], _ => $"{real[..at]}A{real[(at + 1)..]}" };
        }

        private static string Text(List<(string Name, string Value)> query) =>
            query.Count == 0 ? "" : "?" + string.Join('&', query.Select(q => $"{q.Name}={Escape(q.Value)}"));

        // Half of a pair of surrogates cannot be escaped as such.
        private static string Escape(string text) => Uri.EscapeDataString(Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)));
    }
}
