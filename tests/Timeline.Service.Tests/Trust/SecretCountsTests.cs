using System.Diagnostics.Metrics;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Timeline.Postgres.Events;
using Timeline.Server.Http;
using Timeline.Service.Tests.Fixtures;

namespace Timeline.Service.Tests.Trust;

/// <summary>
/// What a reader may not know costs nothing (SEMANTICS §8, law 4): two timelines hold the same events, and one of them twenty times as many
/// besides that only the United States knows, like the others in all that a filter may ask for. Whatever is asked, of either PostgreSQL
/// touches as many rows, and as many events are decoded. The blocks differ by the depth of an index at most; where somebody is asked for by
/// name, by a page more for each event that they are told of by name, for those lie among what others are told by name.
/// </summary>
[Trait(RunFramework.Suite, RunFramework.Ledger)]
public sealed class SecretCountsTests
{
    private const int Shared = 260;
    private const int MostBlocks = 4;
    private const int ToldByName = Shared / 13;
    private const string Early = "1990";

    private static readonly int Secrets = Scale.Of(5_200 * 20);

    // One value or more for each parameter of any endpoint; {n} is the position of the n-th event that both have, {n@} when it was recorded.
    private static readonly Dictionary<string, string[]> Values = new()
    {
        ["known"] = ["2019-02-10", Early],
        ["recorded"] = ["{130}", "{130@}", "{1}"],
        ["at"] = ["2019-02-10", ".."],
        ["knower"] = ["prk"],
        ["zone"] = ["Asia/Seoul"],
        ["show"] = ["Asia/Seoul"],
        ["without"] = ["kcna"],
        ["reliability"] = ["B"],
        ["credibility"] = ["3"],
        ["later"] = ["sources"],
        ["limit"] = ["7"],
        ["cursor"] = [""],
        ["subject"] = ["talks/t1", "talks/secret"],
        ["kind"] = ["talks", "visit"],
        ["type"] = ["SituationReported", "EventCorrected", "PledgeMade"],
        ["actor"] = ["prk", "secret-actor"],
        ["publisher"] = ["kcna", "secret-times"],
        ["related"] = ["visit/v1", "talks/secret"],
        ["happenedFrom"] = ["2019-01-20", "2050"],
        ["happenedTo"] = ["2019-01-20", "1960"],
        ["knownFrom"] = ["2019-02-20"],
        ["knownTo"] = ["2019-02-03"],
        ["text"] = ["envoys", "xylophone", "env talks"],
        ["date"] = ["2019-02-10"],
        ["pointer"] = ["/situation"],
        ["axis"] = ["known", "recorded", "happened"],
        ["from"] = ["2019-02-05"],
        ["to"] = ["2019-02-20"],
        ["step"] = ["week"],
        ["speed"] = ["1000000"],
        ["format"] = [],
        ["cells"] = ["raw"],
        ["of"] = ["/v1/{timeline}/subjects/talks/t1", "/v1/{timeline}/briefing"],
        ["after"] = ["{130}", "0"],
        ["event"] = ["message"],
    };

    // What an endpoint cannot be asked without.
    private static readonly Dictionary<string, string> Needed = new() { ["date"] = "date=2019-02-10", ["of"] = "of=/v1/{timeline}/subjects/talks/t1" };

    // Each with another parameter that it goes with.
    private static readonly Dictionary<string, string> Beside = new() { ["cells"] = "format=csv" };

    private static readonly (string Kind, string Slug)[] Subjects = [("talks", "t1"), ("talks", "secret")];

    [Fact]
    public async Task Whatever_is_asked_as_many_rows_are_touched_and_events_decoded_with_secrets_beside_as_without()
    {
        // In one database, so that its tables are as large for both.
        var plans = new Plans();
        var made = new NpgsqlConnectionStringBuilder(await Plans.AskedForAsync(await TestCluster.CreateDatabaseAsync(CancellationToken.None)));
        // One plan for all values, that it does not go by how often a statement was run.
        made.Options += " -c plan_cache_mode=force_generic_plan";
        var database = made.ConnectionString;
        await using var server = await TestServer.StartAsync(database, plans);
        // Who asks may ask for North Korea's knowledge, and not for the United States'.
        using var writer = server.As(await server.KeyAsync("writer", "role=admin", "knowers=*"));
        using var reader = server.As(await server.KeyAsync("reader", "role=read", "knowers=prk"));
        using var plain = new Side(reader, plans, "plain");
        using var mixed = new Side(reader, plans, "mixed");
        await RecordAsync(server.ConnectionString, writer, plain, mixed);

        var (differing, asked) = (new List<string>(), 0);
        foreach (var request in Requests(server))
        {
            asked++;
            // A session that does something for the first time looks it up in the catalogue.
            var difference = await DifferenceAsync();
            for (var again = 0; difference is not null && again < 3; again++) difference = await DifferenceAsync();
            if (difference is not null) differing.Add($"{request}: {difference}");

            async Task<string?> DifferenceAsync() => Difference(
                await plain.AskAsync(request), await mixed.AskAsync(request),
                MostBlocks + (request.Address.Contains("knower", StringComparison.Ordinal) ? ToldByName : 0));
        }

        Assert.True(asked > 300, $"{asked} requests");
        Assert.True(differing.Count == 0, $"{differing.Count} of {asked}:\n{string.Join('\n', differing.Select(d => d.Split('\n')[0]))}\n\n{string.Join("\n\n", differing.Take(3))}");
    }

    private static string? Difference(Cost plain, Cost mixed, int blocks)
    {
        if ((plain.Refused ?? mixed.Refused) is { } refused) return refused;
        if (plain.Status != mixed.Status) return $"{plain.Status} and {mixed.Status}";
        if (plain.Decoded != mixed.Decoded) return $"decodes {plain.Decoded} events, with secrets beside {mixed.Decoded}";
        if (!plain.Ran.Select(r => r.Text).SequenceEqual(mixed.Ran.Select(r => r.Text)))
        {
            static string Listed(Cost cost) => string.Concat(cost.Ran.Select(r => $"\n  {r.Text[..Math.Min(160, r.Text.Length)]}"));
            return $"runs{Listed(plain)}\nwith secrets beside{Listed(mixed)}";
        }

        foreach (var (one, other) in plain.Ran.Zip(mixed.Ran))
        {
            var (rows, rowsBeside) = (RowsOf(one.Plan), RowsOf(other.Plan));
            if (rows != rowsBeside) return $"touches {rows} rows, with secrets beside {rowsBeside}:\n{one.Text}\n{one.Explained}\n{other.Explained}";
            if (Math.Abs(one.Blocks - other.Blocks) > blocks)
                return $"touches {one.Blocks} blocks, with secrets beside {other.Blocks}:\n{one.Text}\n{one.Explained}\n{other.Explained}";
        }

        return null;
    }

    // Returned and removed, of every node.
    private static long RowsOf(JsonNode plan)
    {
        double Of(string name) => (double?)plan[name] ?? 0;
        var touched = Of("Actual Rows") + Of("Rows Removed by Filter") + Of("Rows Removed by Join Filter") + Of("Rows Removed by Index Recheck");
        return (long)(touched * Of("Actual Loops")) + (plan["Plans"]?.AsArray().Sum(below => RowsOf(below!)) ?? 0);
    }

    // Every address that is read, without parameters and with each of its own; so a new one cannot be forgotten.
    private static List<Request> Requests(TestServer server)
    {
        var requests = new List<Request>();
        foreach (var endpoint in server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>())
        {
            if (endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Contains("GET") != true) continue;
            var pattern = endpoint.RoutePattern.RawText!;
            if (!pattern.StartsWith("/v1/{timeline}", StringComparison.Ordinal)) continue;
            var names = endpoint.Metadata.GetMetadata<QueryParameters>()?.All ?? [];
            var needed = Needed.Where(n => names.Any(p => p.Name == n.Key)).ToDictionary();
            foreach (var path in Paths(pattern))
            {
                Add(path, "", needed);
                Add(path, "", needed, HttpMethod.Head);
                foreach (var parameter in names.Where(p => p.Name != "cursor"))
                {
                    foreach (var value in parameter.Words is { } words && words.Count < 6 ? words : ValuesOf(parameter.Name))
                    {
                        // Nothing is looked back on from before it.
                        if (value == Early && needed.ContainsKey("date")) continue;
                        Add(path, $"{parameter.Name}={value}", needed.Where(n => n.Key != parameter.Name).ToDictionary());
                    }
                }

                // The United States' secrets are secrets to others, too.
                if (names.Any(p => p.Name == "knower"))
                {
                    foreach (var filter in ((string[])["actor", "publisher", "text", "type", "subject"]).Where(f => names.Any(p => p.Name == f)))
                        Add(path, $"knower=prk&{filter}={Values[filter][0]}", needed);
                }

                if (names.Any(p => p.Name == "cursor")) requests.Add(new Request(HttpMethod.Get, Address(path, "limit=3", needed), IsFollowed: true));
            }
        }

        return requests;

        void Add(string path, string query, Dictionary<string, string> needed, HttpMethod? method = null) =>
            requests.Add(new Request(method ?? HttpMethod.Get, Address(path, query, needed)));

        static string Address(string path, string query, Dictionary<string, string> needed)
        {
            var beside = Beside.GetValueOrDefault(query.Split('=')[0]);
            var all = needed.Values.Append(query).Append(beside).Where(q => !string.IsNullOrEmpty(q));
            return $"{path}?{string.Join('&', all)}".TrimEnd('?');
        }
    }

    private static string[] ValuesOf(string parameter)
    {
        var name = parameter.Split('.')[^1];
        Assert.True(Values.TryGetValue(name, out var values), $"Give '{parameter}' values to be asked with.");
        return values!;
    }

    private static IEnumerable<string> Paths(string pattern) =>
        pattern.Contains("{kind}", StringComparison.Ordinal)
            ? Subjects.Select(s => pattern.Replace("{kind}", s.Kind, StringComparison.Ordinal).Replace("{slug}", s.Slug, StringComparison.Ordinal))
        : pattern.Contains("{id}", StringComparison.Ordinal) ? [pattern.Replace("{id}", $"{Id(5)}", StringComparison.Ordinal), pattern.Replace("{id}", $"{Guid.AllBitsSet}", StringComparison.Ordinal)]
        : [pattern];

    private static Guid Id(int n) => new(n, 0, 0x4000, 0x80, 0, 0, 0, 0, 0, 0, 1);

    private static async Task RecordAsync(string database, Api writer, Side plain, Side mixed)
    {
        var secret = 0;
        var (inPlain, inMixed) = (new List<string>(), new List<string>());
        for (var n = 0; n < Shared; n++)
        {
            // Before, in between and after.
            for (; secret < (long)Secrets * (n + 1) / (Shared + 1); secret++) inMixed.Add(Secret(secret, n));
            inPlain.Add(Open(n));
            inMixed.Add(Open(n));
        }

        for (; secret < Secrets; secret++) inMixed.Add(Secret(secret, Shared));
        // A leak, of which nobody else learns.
        inMixed.Add($$$"""{"subject":"talks/t1","type":"EventDisclosed","data":{"event":"{{{Id(5)}}}","to":"usa","at":"2018-12-01"}}""");
        await plain.ImportAsync(database, writer, inPlain);
        await mixed.ImportAsync(database, writer, inMixed);
    }

    // Mostly public, some told to North Korea alone; with acts on the record among them, and the same subjects, actors and words as secrets.
    private static string Open(int n) => n switch
    {
        _ when n % 26 == 20 => $$$"""{"id":"{{{Id(n)}}}","subject":"talks/t{{{(n - 8) % 4}}}","type":"EventCorrected",{{{To("public", n)}}},"data":{"event":"{{{Id(n - 8)}}}","data":{{{Situation(n)}}},"reason":"r"}}""",
        _ when n % 26 == 22 => $$$"""{"id":"{{{Id(n)}}}","subject":"talks/t{{{(n - 8) % 4}}}","type":"EventDenied",{{{To("public", n)}}},"data":{"event":"{{{Id(n - 8)}}}"}}""",
        _ when n % 26 == 24 => Report(Id(n), n, n % 4, "public", $"\"accountOf\":\"{Id(n - 8)}\","),
        _ => Report(Id(n), n, n % 4, n % 13 == 3 ? "prk" : "public", n % 5 == 0 ? "\"related\":[\"visit/v1\"]," : ""),
    };

    // Of the world, of a subject of their own and of others; accounts, corrections and denials of what is public; and retractions of secrets.
    private static string Secret(int n, int before)
    {
        var id = new Guid(n, 0, 0x4000, 0x80, 0, 0, 0, 0, 0, 0, 2);
        var target = Id(Math.Max(0, before - 1) / 26 * 26);
        return (before > 1 ? n % 10 : 9) switch
        {
            0 => Report(id, n, Of(target), "usa", $"\"accountOf\":\"{target}\",", word: "xylophone"),
            1 => $$$"""{"id":"{{{id}}}","subject":"talks/t{{{Of(target)}}}","type":"EventCorrected",{{{To("usa", n)}}},"data":{"event":"{{{target}}}","data":{{{Situation(n, "xylophone")}}},"happened":"2055","reason":"r"}}""",
            2 => $$$"""{"id":"{{{id}}}","subject":"talks/t{{{Of(target)}}}","type":"EventDenied",{{{To("usa", n)}}},"data":{"event":"{{{target}}}"}}""",
            3 => Report(id, n, -1, "usa", "\"related\":[\"visit/v1\",\"talks/t1\"],", word: "xylophone"),
            _ => Report(id, n, n % 4, "usa", "\"related\":[\"visit/v1\"],", word: n % 3 == 0 ? "xylophone" : "envoys"),
        };

        static int Of(Guid target) => BitConverter.ToInt32(target.ToByteArray(), 0) % 4;
    }

    private static string Report(Guid id, int n, int subject, string to, string more, string word = "envoys") =>
        $$$"""{"id":"{{{id}}}","subject":"talks/{{{(subject < 0 ? "secret" : $"t{subject}")}}}","type":"SituationReported",{{{more}}}"data":{{{Situation(n, word)}}},"""
        + $$$""" "happened":"2019-01-{{{1 + (n % 28):00}}}",{{{To(to, n)}}},"source":{"publisher":"{{{(n % 3 == 0 ? "kcna" : n % 7 == 0 && to == "usa" ? "secret-times" : "cnn")}}}","title":"Report {{{n % 9}}}"}}""";

    private static string Situation(int n, string word = "envoys") =>
        $$$"""{"situation":"The {{{word}}} met for talks number {{{n % 50}}}","about":["prk","{{{(word == "xylophone" ? "secret-actor" : "kor")}}}"]}""";

    private static string To(string knower, int n) => $"\"disclosures\":[{{\"to\":\"{knower}\",\"at\":\"2019-02-{1 + (n % 28):00}\"}}]";

    /// <summary>What is asked; with places for the name of the timeline and for positions.</summary>
    private sealed record Request(HttpMethod Method, string Address, bool IsFollowed = false)
    {
        public override string ToString() => $"{Method} {Address}{(IsFollowed ? ", the next page" : "")}";
    }

    /// <summary>What an answer took.</summary>
    private sealed record Cost(HttpStatusCode Status, IReadOnlyList<Ran> Ran, long Decoded)
    {
        internal string? Refused { get; init; }
    }

    /// <summary>One of the timelines.</summary>
    private sealed class Side : IDisposable
    {
        private readonly Api _reader;
        private readonly Plans _plans;
        private readonly string _name;
        private readonly List<(long Seq, string At)> _shared = [];
        private readonly MeterListener _meter = new();
        private long _decoded;

        internal Side(Api reader, Plans plans, string name)
        {
            (_reader, _plans, _name) = (reader, plans, name);
            _meter.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument is { Meter.Name: EventRows.MeterName, Name: EventRows.DecodedName }) listener.EnableMeasurementEvents(instrument);
            };
            _meter.SetMeasurementEventCallback<long>((_, count, tags, _) =>
            {
                if (tags.Length > 0 && (string?)tags[0].Value == name) Interlocked.Add(ref _decoded, count);
            });
            _meter.Start();
        }

        internal async Task ImportAsync(string connectionString, Api writer, List<string> lines)
        {
            Assert.Equal(HttpStatusCode.Created, (await writer.Put($"/v1/{_name}", """{"title":"Test"}""")).Status);
            var report = await writer.Post($"/v1/{_name}/import", string.Join('\n', lines), "application/x-ndjson");
            Assert.True(report.Status == HttpStatusCode.OK && (int)report.At("/recorded")! == lines.Count, report.Text);
            await using var database = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
            await using (var vacuum = database.CreateCommand("vacuum analyze")) await vacuum.ExecuteNonQueryAsync();
            await using var shared = database.CreateCommand(
                "select seq_id, timestamp from timeline.mt_events where id::text like '%-000000000001' and tenant_id = $1 order by seq_id");
            shared.Parameters.Add(new() { Value = _name });
            await using var reader = await shared.ExecuteReaderAsync();
            while (await reader.ReadAsync())
                _shared.Add((reader.GetInt64(0), reader.GetFieldValue<DateTime>(1).ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture)));
            Assert.Equal(Shared, _shared.Count);
        }

        internal async Task<Cost> AskAsync(Request request)
        {
            var address = new StringBuilder(request.Address).Replace("{timeline}", _name).Replace("{130}", $"{_shared[130].Seq}")
                .Replace("{130@}", _shared[130].At).Replace("{1}", $"{_shared[1].Seq}").ToString();
            if (request.IsFollowed)
            {
                var first = await _reader.Get(address);
                if (first.Status != HttpStatusCode.OK || first.TextAt("/next") is not { } next) return new Cost(first.Status, [], 0);
                address = next;
            }

            _plans.Take();
            Interlocked.Exchange(ref _decoded, 0);
            var answer = await _reader.Send(new HttpRequestMessage(request.Method, address));
            // The pool resets a session whenever it comes to it. What is refused shows nothing: then the values are wrong.
            var ran = _plans.Take().Where(r => !r.Text.StartsWith("SET SESSION AUTHORIZATION", StringComparison.Ordinal));
            return new Cost(answer.Status, [.. ran], Interlocked.Exchange(ref _decoded, 0)) { Refused = answer.Status == HttpStatusCode.BadRequest ? answer.Text : null };
        }

        public void Dispose() => _meter.Dispose();
    }
}
