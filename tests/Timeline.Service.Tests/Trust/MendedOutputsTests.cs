using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CsvHelper;
using Timeline.Service.Tests.Fixtures;

namespace Timeline.Service.Tests.Trust;

/// <summary>
/// Whatever text is recorded, no output for people lets it turn what stands beside it or run as a formula: every route, in every media
/// type that is described, but those of data. JSON, its lines, Parquet and the cells of a CSV hold texts as recorded, bidi controls
/// among them: a program must get what was sent, and whoever shows it isolates it as anything from outside.
/// </summary>
public sealed partial class MendedOutputsTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private static readonly string[] Begins = ["=", "+", "-", "@", "\t=", "\r=", " =", "＝", "\u200F=", "\u202E", "\u2067", "\u2069", "\u202A"];

    private static readonly string[] Data =
    [
        "application/json", "application/x-ndjson", "application/vnd.apache.parquet", "text/event-stream", "application/cloudevents+json",
        "application/cloudevents-batch+json", "application/problem+json",
    ];

    private int _made;

    // Two overrides and an isolate that are never closed, an end that closes nothing, and a formula where there is one.
    private string Hostile() => $"{Begins[_made++ % Begins.Length]}cmd{_made}\u202Eevil\u202Dgnp\u2069\u2069\u2066open\u2067x";

    [Fact]
    public async Task No_output_for_people_is_turned_or_runs_whatever_was_recorded()
    {
        var timeline = await server.Api.NewTimeline();
        var title = new JsonObject { ["title"] = Hostile(), ["description"] = Hostile() };
        Assert.Equal(HttpStatusCode.OK, (await server.Api.Put($"/v1/{timeline}", title.ToJsonString())).Status);
        var recorded = await RecordAsync(timeline);
        var erased = recorded.First(e => e["type"]!.ToString() == "StatementMade");
        Assert.Equal(HttpStatusCode.OK, (await server.Api.Post(
            $"/v1/{timeline}/events/{erased["id"]}/erasure", new JsonObject { ["reason"] = Hostile() }.ToJsonString())).Status);

        var seen = new HashSet<string>();
        var paths = (await server.Api.Get("/openapi/v1.json")).Json["paths"]!.AsObject();
        foreach (var (path, operation) in paths.Where(p => p.Value!["get"] is not null))
        {
            foreach (var type in operation!["get"]!["responses"]!["200"]!["content"]?.AsObject().Select(c => c.Key).Except(Data) ?? [])
            {
                foreach (var address in AddressesOf(path, timeline, recorded))
                {
                    var request = new HttpRequestMessage(HttpMethod.Get, type == "text/csv" ? $"{address}?format=csv" : address);
                    request.Headers.TryAddWithoutValidation("Accept", type);
                    var answer = await server.Api.Send(request);
                    Assert.True(answer.Status == HttpStatusCode.OK, $"{address} {answer.Text}");
                    Assert.StartsWith(type, answer.Headers["Content-Type"], StringComparison.Ordinal);
                    seen.Add($"{path} {type}");
                    if (type == "text/csv") NothingRuns(answer.Text);
                    else foreach (var line in Lines(type, answer.Text)) NothingIsTurned($"{address} as {type}", line);
                }
            }
        }

        Assert.Superset(new HashSet<string>
        {
            "/v1/{timeline}/briefing text/html", "/v1/{timeline}/briefing text/markdown", "/v1/{timeline}/calendar.ics text/calendar",
            "/v1/{timeline}/cite text/plain", "/v1/{timeline}/cite application/x-bibtex", "/v1/{timeline}/export text/csv",
            "/v1/{timeline}/subjects/{kind}/{slug}/timemap application/link-format",
        }, seen);
    }

    // An event of each type in which every text is hostile that may be; the server says which may not.
    private async Task<List<JsonNode>> RecordAsync(string timeline)
    {
        var types = (await server.Api.Get("/v1/catalogue")).Json["types"]!.AsArray().Select(t => t!).ToList();
        var events = types.Where(t => t["example"]!["data"]!["event"] is null).Select(t => new JsonObject
        {
            ["id"] = Guid.NewGuid().ToString(),
            ["subject"] = $"{(t["kinds"]!.AsArray() is [{ } kind, ..] ? kind.ToString() : "summit")}/s",
            ["type"] = t["name"]!.ToString(),
            ["known"] = "2019-02-01",
            ["data"] = Spoilt(t["example"]!["data"]!),
            ["source"] = new JsonObject { ["publisher"] = "kcna", ["title"] = Hostile(), ["author"] = Hostile(), ["quote"] = Hostile(), ["locator"] = Hostile() },
        }).ToList();
        Assert.True(events.Count > 25);
        var statement = events.First(e => e["type"]!.ToString() == "StatementMade");
        foreach (var act in (string[])["EventRetracted", "EventDenied"])
        {
            var target = events.First(e => e["subject"]!.ToString() == "summit/s" && e != statement);
            events.Add(new JsonObject
            {
                ["id"] = Guid.NewGuid().ToString(),
                ["subject"] = target["subject"]!.ToString(),
                ["type"] = act,
                ["known"] = "2019-02-02",
                ["data"] = new JsonObject { ["event"] = target["id"]!.ToString(), ["reason"] = Hostile(), ["by"] = "usa" },
            });
        }

        for (var round = 0; round < 10; round++)
        {
            var answer = await server.Api.Post($"/v1/{timeline}/events?dryRun=true", new JsonArray([.. events.Select(e => e.DeepClone())]).ToJsonString());
            if (answer.Status == HttpStatusCode.OK) break;
            Assert.True(answer.At("/errors") is not null, answer.Text);
            foreach (var pointer in answer.At("/errors")!.AsArray().Select(e => e!["pointer"]!.ToString()).Distinct())
            {
                var steps = pointer.Split('/')[1..];
                var e = events[int.Parse(steps[0], CultureInfo.InvariantCulture)];
                var example = types.First(t => t["name"]!.ToString() == e["type"]!.ToString())["example"]!["data"]!;
                Restore(e, steps[1..], steps is [_, "data", ..] ? new JsonObject { ["data"] = example.DeepClone() } : null);
            }
        }

        var recorded = await server.Api.Post($"/v1/{timeline}/events", new JsonArray([.. events]).ToJsonString());
        Assert.True(recorded.Status == HttpStatusCode.Created, recorded.Text);
        Assert.True(recorded.Text.Split("cmd").Length > 150, "Few texts could be made hostile.");
        return [.. recorded.At("/items")!.AsArray().Select(i => i!)];
    }

    private JsonNode? Spoilt(JsonNode? node) => node switch
    {
        JsonObject o => new JsonObject(o.Select(m => KeyValuePair.Create(m.Key, Spoilt(m.Value)))),
        JsonArray a => new JsonArray([.. a.Select(Spoilt)]),
        JsonValue v when v.TryGetValue<string>(out _) => Hostile(),
        _ => node?.DeepClone(),
    };

    private static void Restore(JsonNode at, string[] steps, JsonNode? from)
    {
        for (var i = 0; i < steps.Length; i++)
        {
            var isLast = i == steps.Length - 1;
            if (at is JsonObject o)
            {
                var good = from?[steps[i]];
                if (isLast && good is null) o.Remove(steps[i]);
                else if (isLast || o[steps[i]] is null) o[steps[i]] = good?.DeepClone();
                if (isLast) return;
                (at, from) = (o[steps[i]]!, good);
            }
            else if (at is JsonArray a && int.TryParse(steps[i], out var index))
            {
                var good = from?[index];
                if (isLast) a[index] = good?.DeepClone();
                if (isLast) return;
                (at, from) = (a[index]!, good);
            }
        }
    }

    private static IEnumerable<string> AddressesOf(string path, string timeline, List<JsonNode> recorded)
    {
        var here = path.Replace("{timeline}", timeline, StringComparison.Ordinal);
        var subjects = recorded.Select(e => e["subject"]!.ToString()).Distinct().ToList();
        return path switch
        {
            _ when path.EndsWith("/cite", StringComparison.Ordinal) => recorded.Select(e => $"{here}?of=/v1/{timeline}/events/{e["id"]}")
                .Concat(subjects.Select(s => $"{here}?of=/v1/{timeline}/subjects/{s}")).Append($"{here}?of=/v1/{timeline}/briefing"),
            _ when path.Contains("{slug}", StringComparison.Ordinal) => subjects.Select(s => here.Replace("{kind}/{slug}", s, StringComparison.Ordinal)),
            _ when path.Contains("{id}", StringComparison.Ordinal) => recorded.Select(e => here.Replace("{id}", e["id"]!.ToString(), StringComparison.Ordinal)),
            _ => [here.Replace("{cause}", "conflict", StringComparison.Ordinal)],
        };
    }

    // What is a paragraph of its own: nothing in one turns another.
    private static string[] Lines(string type, string text) => (type switch
    {
        "text/html" => WebUtility.HtmlDecode(Tag().Replace(Block().Replace(Isolate().Replace(text, m => m.Value[1] == '/' ? "\u2069" : "\u2068"), "\n"), "")),
        "text/calendar" => text.Replace("\r\n ", "", StringComparison.Ordinal).Replace("\\n", "\n", StringComparison.Ordinal),
        _ => text,
    }).Split('\n');

    private static void NothingIsTurned(string where, string line)
    {
        var depth = 0;
        foreach (var c in line)
        {
            if (c is '\u2066' or '\u2067' or '\u2068') depth++;
            else if (c == '\u2069') Assert.True(--depth >= 0, $"{where}: an end that ends nothing: {Shown(line)}");
            else if (c is (>= '\u202A' and <= '\u202E') or '\u200F') Assert.True(depth > 0, $"{where}: turned: {Shown(line)}");
        }

        Assert.True(depth == 0, $"{where}: left open: {Shown(line)}");
    }

    private static void NothingRuns(string text)
    {
        using var reader = new StringReader(text);
        using var csv = new CsvParser(reader, CultureInfo.InvariantCulture);
        var cells = 0;
        while (csv.Read())
        {
            foreach (var cell in csv.Record!)
            {
                if (cell.Length == 0 || decimal.TryParse(cell, CultureInfo.InvariantCulture, out _)) continue;
                cells++;
                Assert.False(cell[0] is '=' or '+' or '-' or '@' or '\t' or '\r' or '\n' or '＝', $"It runs: {Shown(cell)}");
                Assert.DoesNotMatch(@"^[\s\p{C}""]*[=+\-@＝]", cell);
            }
        }

        Assert.True(cells > 200, $"{cells}");
    }

    private static string Shown(string text)
    {
        var shown = new StringBuilder();
        foreach (var c in text) shown.Append(c < ' ' || (c >= '\u2000' && c < '\u2100') ? $"<{(int)c:X4}>" : $"{c}");
        return shown.ToString();
    }

    [GeneratedRegex("</?bdi[^>]*>")]
    private static partial Regex Isolate();

    [GeneratedRegex("</?(?:p|li|h[1-6]|div|t[dhr]|d[dtl]|section|main|header|footer|ul|ol|title|br|body|head|html|style|nav|article|cite|blockquote)\\b[^>]*>")]
    private static partial Regex Block();

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tag();
}
