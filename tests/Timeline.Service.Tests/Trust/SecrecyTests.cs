using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Timeline.Domain.Knowing;
using Timeline.Domain.Record;
using Timeline.Domain.Tests;
using Timeline.Domain.Time;
using Timeline.Postgres.Events;
using Timeline.Service.Tests.Fixtures;
using Timeline.Service.Tests.ImportExport;
using Ledger = Timeline.Postgres.Events.Ledger;

namespace Timeline.Service.Tests.Trust;

/// <summary>
/// SEMANTICS §8, law 4, over HTTP: two servers hold the same events, and one of them others besides that only the United States knows.
/// Whoever does not ask for their knowledge cannot tell the two apart, whatever is asked: status, headers and bodies are the same to the
/// byte, but for
/// positions and versions.
/// </summary>
[Trait(RunFramework.Suite, RunFramework.Ledger)]
public sealed partial class SecrecyTests
{
    private const string Timeline = "korea";

    private static readonly DateTimeOffset Start = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public Task What_only_others_know_tells_nothing_on_random_histories(int seed) =>
        IsNotTold(RandomHistory(seed), new Random(seed));

    [Fact]
    public Task What_only_others_know_tells_nothing_on_a_history_made_by_hand() => IsNotTold(HandMade(), new Random(7));

    [Fact]
    public async Task What_is_public_is_told_wherever_it_is_asked_for()
    {
        var (plain, mixed, clock) = await StartAsync();
        await using (plain)
        await using (mixed)
        {
            var recorded = await RecordAsync(plain, mixed, clock, HandMade(), new Random(7), isSecret: false);
            var told = await DifferingAsync(plain, mixed, recorded);
            var addresses = Requests(recorded).Where(r => r.Value.Count > 0).Select(r => r.Key)
                .Where(k => k.StartsWith("/v1/{timeline}/", StringComparison.Ordinal)).Except(told.Select(d => d.Pattern)).ToList();
            Assert.True(addresses.Count == 0, string.Join('\n', addresses));
        }
    }

    // Of a number of random histories the longest.
    private static IReadOnlyList<TimelineEvent> RandomHistory(int seed) =>
        Histories.OfSeveral.Generator.Sample(30, new Rnd((ulong)seed, 1UL), 100).MaxBy(h => h.Events.Count)!.Events;

    private static async Task IsNotTold(IReadOnlyList<TimelineEvent> history, Random random)
    {
        var (plain, mixed, clock) = await StartAsync();
        await using (plain)
        await using (mixed)
        {
            var recorded = await RecordAsync(plain, mixed, clock, history, random, isSecret: true);
            var told = await DifferingAsync(plain, mixed, recorded);
            Assert.True(told.Count == 0, string.Join("\n\n", told.Take(5).Select(d => $"{d.Request}\n- {d.Plain}\n+ {d.Mixed}")));
        }
    }

    private static async Task<(TestServer Plain, TestServer Mixed, SetClock Clock)> StartAsync()
    {
        var clock = new SetClock(Start);
        var (plain, mixed) = (await TestServer.StartAsync(clock), await TestServer.StartAsync(clock));
        foreach (var server in new[] { plain, mixed }) await server.Api.Put($"/v1/{Timeline}", """{"title":"The same"}""");
        return (plain, mixed, clock);
    }

    // A clock of minutes, so that what both have is recorded at one moment in both; the secrets in between, and last of all.
    private static async Task<Recorded> RecordAsync(
        TestServer plain, TestServer mixed, SetClock clock, IReadOnlyList<TimelineEvent> history, Random random, bool isSecret)
    {
        var recorded = new Recorded(plain, mixed);
        var (shared, secret) = Parted(history);
        var target = default(ProposedEvent);
        foreach (var e in history)
        {
            clock.Now = clock.Now.AddMinutes(1);
            if (shared.Contains(e.Id)) await recorded.InBothAsync(Histories.Again(e));
            else if (secret.Contains(e.Id)) await recorded.InMixedAsync(Histories.Again(e));
            if (!shared.Contains(e.Id)) continue;
            for (var i = random.Next(4); i > 0; i--)
            {
                clock.Now = clock.Now.AddSeconds(5);
                var made = Secret(random, e, random.Next(2) == 0 ? target : Histories.Again(e), recorded.Secrets.Count + 1, isSecret);
                if (await recorded.InMixedAsync(made)) target = made;
            }
        }

        var end = clock.Now.AddMinutes(1);
        clock.Now = end.AddDays(1);
        Assert.True(await recorded.InMixedAsync(Secret(random, history[0], null, recorded.Secrets.Count + 1, isSecret)));
        clock.Now = end;
        Assert.True(recorded.Secrets.Count > 5, $"{recorded.Secrets.Count} secrets");
        return recorded;
    }

    // What at no position anybody but the United States ever learns of; and what can be recorded without it.
    private static (HashSet<Guid> Shared, HashSet<Guid> Secret) Parted(IReadOnlyList<TimelineEvent> events)
    {
        var learned = new HashSet<Guid>();
        for (var n = 1; n <= events.Count; n++)
        {
            foreach (var subject in events.Take(n).GroupBy(e => e.Subject))
            {
                var vantage = new Vantage
                {
                    Known = Instant.PositiveInfinity,
                    Recorded = long.MaxValue,
                    At = Instant.PositiveInfinity,
                    Knowers = [Key.Parse("kor"), Key.Parse("prk")],
                };
                learned.UnionWith(Story.Of(subject, vantage).Seen.Select(s => s.Event.Id));
            }
        }

        var (shared, secret) = (new HashSet<Guid>(), new HashSet<Guid>());
        foreach (var e in events)
        {
            if (learned.Contains(e.Id) && Histories.Names(e).All(shared.Contains)) shared.Add(e.Id);
            else if (!learned.Contains(e.Id) && Histories.Names(e).All(id => shared.Contains(id) || secret.Contains(id))) secret.Add(e.Id);
        }

        return (shared, secret);
    }

    // Told to the United States alone: of the same subject or one of its own, an account, an answer, an act, with what is found nowhere
    // else.
    private static ProposedEvent Secret(Random random, TimelineEvent like, ProposedEvent? target, int number, bool isSecret)
    {
        var (isNamed, isWorld) = (target is not null, target is not null && !target.Type.IsActOnTheRecord);
        var (type, data) = (isWorld ? random.Next(9) : isNamed ? 6 + random.Next(3) : 7 + random.Next(2)) switch
        {
            0 => ("EventRetracted", $$"""{"event":"{{target!.Id}}","reason":"xylophone"}"""),
            1 => ("EventCorrected", $$"""{"event":"{{target!.Id}}","happened":"1953-07-27","reason":"xylophone"}"""),
            2 => ("EventDenied", $$"""{"event":"{{target!.Id}}","by":"secret-actor"}"""),
            3 => ("EventDisclosed", $$"""{"event":"{{target!.Id}}","to":"usa","at":"2019-01-05"}"""),
            4 => ("ReplyGiven", $$"""{"event":"{{target!.Id}}","by":"secret-actor","reply":"accepted"}"""),
            5 => (target!.Type.Name, """{"note":"xylophone","dates":"2093-01-01"}"""),
            6 when target!.Data is Domain.Subjects.EventRetracted or Domain.Subjects.EventDenied => ("EventRetracted",
                $$"""{"event":"{{target.Id}}","reason":"xylophone"}"""),
            7 => ("PledgeMade", """{"by":"secret-actor","pledge":"xylophone","due":"2019-02-10"}"""),
            _ => ("SituationReported", """{"situation":"xylophone pay Hanoi","about":["secret-actor","prk"]}"""),
        };
        var subject = data.Contains("\"event\"", StringComparison.Ordinal) || type == target?.Type.Name ? target!.Subject.ToString()
            : random.Next(3) switch { 0 => like.Subject.ToString(), 1 => "actor/aaa", _ => $"talks/secret-{random.Next(2)}" };
        var account = type == target?.Type.Name && isWorld && target.Subject.ToString() == subject && !data.Contains("\"event\"",
            StringComparison.Ordinal)
            ? $"\"accountOf\":\"{target.Id}\"," : "";
        var told = type == "EventDisclosed" ? "" : "\"disclosures\":[{\"to\":\"usa\",\"at\":\"2019-02-01\"}],";
        // Somebody may tell everybody of an act on what they may not know.
        if (isSecret && type == "EventRetracted" && target!.Disclosures?.All(d =>
            d.To.Value == "usa") == true) told = "\"known\":\"2019-02-02\",";
        var json = $$"""
            {"id":"00000000-0000-7000-9000-{{number:x12}}","subject":"{{subject}}","type":"{{type}}",{{account}}{{told}}"data":{{data}},
             "happened":"{{(number % 3) switch { 0 => "1953-07-27", 1 => "2093-01-01", _ => "2019-02-03" }}}","related":["{{(subject == "summit/one" ? "aid/one" : "summit/one")}}"],
             "source":{"publisher":"secret-times"},"attribution":["secret-source"],"assessment":{"reliability":"A","credibility":1},
             "notedAt":"2019-06-01T00:00:00Z"}
            """;
        if (!isSecret) json = json.Replace("\"to\":\"usa\"", "\"to\":\"public\"", StringComparison.Ordinal);
        var made = Domain.Tests.Ledger.Read(json, out var refusal);
        Assert.True(made is not null, $"{refusal} {string.Join(',', refusal?.Faults ?? [])} {json}");
        return made;
    }

    private static List<TimelineEvent> HandMade()
    {
        var (summit, aid) = (new Domain.Tests.Ledger("summit/one"), new Domain.Tests.Ledger("aid/one"));
        summit.Say("a", "SummitScheduled", """{"dates":"2019-02~"}""", "2019-01-18", "2019-01-18", Source("cnn", "B", 2));
        summit.Say("b", "SummitScheduled", """{"dates":"2019-02-27/2019-02-28","place":"Vietnam"}""", "2019-02-05", "2019-02-05",
            Source("reuters", "A", 1));
        summit.Say("c", "VenueRejected", """{"venue":"Friendship Cultural Palace","by":"prk","reason":"security"}""", "2019-02-07",
            more: Source("cnn", "C", 3));
        summit.Say("d", "VenueRejected", """{"venue":"Friendship Cultural Palace","by":"usa"}""", "2019-02-08", more: Source("yonhap",
            "B", 2) + ",\"accountOf\":\"@c\"");
        summit.Say("e", "DemandMade", """{"by":"prk","of":"usa","demand":"pay"}""", "2019-02-06", more: "\"related\":[\"aid/one\"]");
        summit.Say("f", "ReplyGiven", """{"event":"@e","by":"usa","reply":"refused"}""", "2019-02-09");
        summit.Say("g", "PledgeMade", """{"by":"prk","pledge":"to disarm","due":"2019-03-01"}""", "2019-02-09", more: Source("kcna", "D",
            4));
        summit.Say("h", "EventCorrected", """{"event":"@c","data":{"venue":"Opera House","by":"prk"},"reason":"wrong"}""", "2019-02-10");
        summit.Say("i", "EventDenied", """{"event":"@d","by":"prk"}""", "2019-02-11");
        summit.Say("j", "EventRetracted", """{"event":"@a","reason":"withdrawn"}""", "2019-02-12");
        summit.Say("k", "VenueProposed", """{"venue":"Metropole"}""", more: "\"disclosures\":[{\"to\":\"prk\",\"at\":\"2019-02-03\"}]");
        summit.Say("l", "EventDisclosed", """{"event":"@k","to":"public","at":"2019-02-14"}""");
        summit.Say("m", "EventAmended", """{"event":"@g","assessment":{"reliability":"B","credibility":2},"reason":"slip"}""",
            "2019-02-14");
        aid.Say("n", "AidRequested", """{"requester":"prk","of":["kor"],"quantity":{"amount":300,"unit":"t"}}""", "2019-02-04",
            more: Source("yonhap", "B", 2));
        aid.Say("o", "AidPledged", """{"by":"kor","to":"prk","quantity":{"amount":200,"unit":"t"},"due":"2019-02-20"}""", "2019-02-08");
        return [.. summit.Events, .. aid.Events];

        static string Source(string publisher, string reliability, int credibility) =>
            $$""" "source":{"publisher":"{{publisher}}"},"assessment":{"reliability":"{{reliability}}","credibility":{{credibility}}} """;
    }

    /// <summary>What stands in either server.</summary>
    private sealed class Recorded(TestServer plain, TestServer mixed)
    {
        internal List<(Guid Id, SubjectId Subject, long Plain, long Mixed)> Shared { get; } = [];

        internal List<(Guid Id, SubjectId Subject)> Secrets { get; } = [];

        internal async Task InBothAsync(ProposedEvent e)
        {
            var (one, other) = (await AppendAsync(plain, e), await AppendAsync(mixed, e));
            Assert.True(one.Outcomes is not null && other.Outcomes is not null, $"{one.Refusal} {other.Refusal}");
            Assert.Equal(one.Outcomes[0].Event.RecordedAt, other.Outcomes[0].Event.RecordedAt);
            Shared.Add((e.Id!.Value, e.Subject, one.Outcomes[0].Event.Seq, other.Outcomes[0].Event.Seq));
        }

        internal async Task<bool> InMixedAsync(ProposedEvent e)
        {
            // An act that is refused is none; there are enough others.
            if ((await AppendAsync(mixed, e)).Outcomes is null) return false;
            Secrets.Add((e.Id!.Value, e.Subject));
            return true;
        }

        private static async Task<Decision> AppendAsync(TestServer server, ProposedEvent e) =>
            (await server.Services.GetRequiredService<Ledger>().AppendAsync(
                Key.Parse(Timeline), [new AppendRequest([e], [""], null, "tester", Clearance.All)], CancellationToken.None))![0];
    }

    private sealed record Ask(string Path, string? Accept = null, string? Datetime = null);

    private sealed record Difference(string Pattern, string Request, string Plain, string Mixed);

    private static async Task<List<Difference>> DifferingAsync(TestServer plain, TestServer mixed, Recorded recorded)
    {
        var (requests, differing) = (Requests(recorded), new List<Difference>());
        var addresses = mixed.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Contains("GET") == true).Select(e =>
                e.RoutePattern.RawText!);
        Assert.Equal(addresses.Distinct().Order(StringComparer.Ordinal), requests.Keys.Order(StringComparer.Ordinal));
        foreach (var (pattern, asks) in requests)
        {
            foreach (var ask in asks)
            {
                (string? one, string? other) = (At(ask.Path, recorded.Shared.ConvertAll(e => e.Plain)), At(ask.Path,
                    recorded.Shared.ConvertAll(e => e.Mixed)));
                for (var page = 0; one is not null && other is not null && page < 60; page++)
                {
                    var (a, b) = (await SendAsync(plain, one, ask), await SendAsync(mixed, other, ask));
                    var (told, toldMixed) = (Told(a, one, plain, recorded.Shared.ConvertAll(e => e.Plain)), Told(b, other, mixed,
                        recorded.Shared.ConvertAll(e => e.Mixed)));
                    if (told != toldMixed) differing.Add(new Difference(pattern, $"{other} {ask.Accept} {ask.Datetime}", Around(told,
                        toldMixed), Around(toldMixed, told)));
                    (one, other) = (Next(a), Next(b));
                }
            }
        }

        return differing;

        static string? Next(Answer answer) => answer.Status == HttpStatusCode.OK
            && answer.Headers.GetValueOrDefault("Content-Type")?.StartsWith("application/json", StringComparison.Ordinal) == true
            ? answer.TextAt("/next") : null;

        static string Around(string text, string other)
        {
            var at = text.Zip(other).TakeWhile(c => c.First == c.Second).Count();
            return text[Math.Max(0, at - 200)..Math.Min(text.Length, at + 300)];
        }
    }

    // {n} is the position of the n-th of the events that both have.
    private static string At(string path, List<long> positions) =>
        Placeholder().Replace(path, n => positions[int.Parse(n.Groups[1].Value,
            CultureInfo.InvariantCulture)].ToString(CultureInfo.InvariantCulture));

    private static async Task<Answer> SendAsync(TestServer server, string path, Ask ask)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (ask.Accept is not null) request.Headers.TryAddWithoutValidation("Accept", ask.Accept);
        if (ask.Datetime is not null) request.Headers.TryAddWithoutValidation("Accept-Datetime", ask.Datetime);
        return path.Contains("format=parquet", StringComparison.Ordinal) ? await SendForParquetAsync(server, request) : await server.Api.Send(request);
    }

    // What a file of Parquet says: its bytes follow from that, positions and versions included.
    private static async Task<Answer> SendForParquetAsync(TestServer server, HttpRequestMessage request)
    {
        using var response = await server.Api.Http.SendAsync(request);
        var headers = response.Headers.Concat(response.Content.Headers).ToDictionary(h => h.Key, h => string.Join(", ", h.Value),
            StringComparer.OrdinalIgnoreCase);
        if (response.StatusCode != HttpStatusCode.OK) return new Answer(response.StatusCode, headers, await response.Content.ReadAsStringAsync());
        var file = await response.Content.ReadAsByteArrayAsync();
        var told = Tables.OfParquet(file).Select(row => string.Join(',', Tables.Columns.Zip(row, (column, value) => $"\"{column}\":{value}")))
            .Concat(Tables.TypesOfParquet(file)).Concat(Tables.MetadataOfParquet(file).Select(m => $"{m.Key}={m.Value}"));
        return new Answer(response.StatusCode, headers, string.Join('\n', told));
    }

    // All of an answer, with positions put as the number of shared events up to them, and versions, which are told by nothing else, left
    // out.
    private static string Told(Answer answer, string path, TestServer server, List<long> positions)
    {
        Assert.Equal($"{Encoding.UTF8.GetByteCount(answer.Text)}",
            answer.Headers.GetValueOrDefault("Content-Length") ?? $"{Encoding.UTF8.GetByteCount(answer.Text)}");
        var headers = answer.Headers.Where(h => h.Key is not ("Date" or "Content-Length")).OrderBy(h => h.Key, StringComparer.Ordinal)
            .Select(h => $"{h.Key}: {(h.Key == "ETag" ? Tag().Replace(h.Value, "\"\"") : h.Value)}");
        var text = $"{(int)answer.Status}\n{string.Join('\n', headers)}\n\n{answer.Text.Replace("\r\n ", "", StringComparison.Ordinal)}";
        text = text.Replace(server.Api.Http.BaseAddress!.Authority, "server", StringComparison.Ordinal);
        // What a feed tells has its position before it; what it says between events, the position up to which it has told everything.
        text = EventId().Replace(text, n => $"id: #{positions.IndexOf(Number(n))}");
        text = Seq().Replace(text, n => $"{n.Groups[1].Value}#{positions.IndexOf(Number(n))}");
        text = Position().Replace(text, n => $"{n.Groups[1].Value}{UpTo(Number(n))}");
        text = Version().Replace(text, "\"version\":0");
        text = VersionAndSeqOfCsv().Replace(text, n => $"0,#{positions.IndexOf(Number(n))}");
        text = BibTeXKey().Replace(text, "@misc{timeline-");
        return CursorText().Replace(text, n => $"cursor={OfCursor(n.Groups[1].Value)}");

        int UpTo(long position) => positions.Count(p => p <= position);

        static long Number(Match n) => long.Parse(n.Groups[2].Value, CultureInfo.InvariantCulture);

        string OfCursor(string cursor)
        {
            var padded = cursor.Replace('-', '+').Replace('_', '/').PadRight((cursor.Length + 3) / 4 * 4, '=');
            var parts = Encoding.UTF8.GetString(Convert.FromBase64String(padded)).Split('|', 5);
            parts[1] = $"{UpTo(long.Parse(parts[1], CultureInfo.InvariantCulture))}";
            if (path.StartsWith($"/v1/{Timeline}/events", StringComparison.Ordinal))
                parts[4] = $"#{positions.IndexOf(long.Parse(parts[4], CultureInfo.InvariantCulture))}";
            return string.Join('|', parts);
        }
    }

    private static SortedDictionary<string, List<Ask>> Requests(Recorded recorded)
    {
        const string T = $"/v1/{Timeline}";
        string[] vantages =
        [
            "", "known=2019-02-07", "known=2019-02-09&at=..", "at=2019-02-08", "knower=prk", "knower=kor&knower=prk&known=2019-02-11",
                "recorded={3}",
            "recorded={7}&known=2019-02-12&at=2019-02-12", "recorded=2020-01-01T00:05:30Z", "without=cnn", "reliability=B", "credibility=3",
            "known=1960", "known=2100", "later=sources&known=2019-02-07",
        ];
        // A feed goes on, so it is asked from no time.
        string[] open = ["", "knower=prk", "knower=kor&knower=prk", "without=cnn", "reliability=B", "credibility=3", "later=sources"];
        string[] filters =
        [
            "kind=talks", "kind=actor", "type=SituationReported", "type=EventDisclosed", "type=PledgeMade", "actor=secret-actor",
                "actor=prk",
            "publisher=secret-times", "publisher=cnn", "related=summit/one", "related=aid/one", "happenedTo=1960", "happenedFrom=2050",
                "knownFrom=2019-02-05",
            "knownTo=2019-02-02", "text=xylophone", "text=pay", "text=secret", "text=hanoi&knower=prk",
        ];
        string[] pairs =
        [
            "from.known=2019-02-05&to.known=2019-02-10", "from.knower=public&to.knower=prk", "from.recorded={2}", "from.known=2019-02-05",
                "to.without=cnn",
            "from.known=1960&to.known=2100", "from.at=2019-02-08",
        ];
        var subjects = recorded.Shared.Select(e => e.Subject).Concat(recorded.Secrets.Select(s => s.Subject)).Distinct().Select(s =>
            s.ToString())
            .Append("talks/nothing").ToList();
        var ids = recorded.Shared.Select(e => e.Id).Take(6).Concat(recorded.Secrets.Select(s => s.Id).Take(8))
            .Append(Guid.AllBitsSet).ToList();
        var paged = vantages.Select(v => $"limit=1&{v}").Take(7);
        var all = new SortedDictionary<string, List<Ask>>(StringComparer.Ordinal)
        {
            ["/"] = [new("/")],
            ["/assets/{file}"] = [new("/assets/questions.css")],
            ["/questions"] = [new("/questions")],
            ["/health/live"] = [new("/health/live")],
            ["/health/ready"] = [new("/health/ready")],
            ["/problems/{cause}"] = [new("/problems/unknown-event")],
            ["/openapi/v1.json"] = [new("/openapi/v1.json")],
            ["/v1"] = [new("/v1")],
            ["/v1/catalogue"] = [new("/v1/catalogue")],
            ["/v1/{timeline}"] = [new(T)],
            ["/v1/{timeline}/events"] = Of("events", [.. vantages, .. filters, .. paged, .. filters.Select(f => $"limit=1&{f}"),
                "subject=actor/aaa"])
                .Concat(Of("events", [.. vantages, "limit=2", "limit=2&knower=prk"]).Select(a => a with { Accept = "application/cloudevents-batch+json" })).ToList(),
            ["/v1/{timeline}/events/{id}"] =
            [
                .. ids.SelectMany(id => Of($"events/{id}", vantages.Take(8))),
                .. ids.SelectMany(id => Of($"events/{id}", vantages.Take(8))).Select(a => a with { Accept = "application/cloudevents+json" }),
            ],
            ["/v1/{timeline}/subjects"] = Of("subjects", [.. vantages, .. filters, .. paged]),
            ["/v1/{timeline}/publishers"] = Of("publishers", [.. vantages, .. paged]),
            ["/v1/{timeline}/days"] = Of("days", [.. vantages, .. filters, .. paged]),
            // Whoever may ask for the United States, as everybody here, asks for them there: KnowersTests asks as others.
            ["/v1/{timeline}/knowers"] = [],
            ["/v1/{timeline}/export"] = [.. Of("export", vantages), .. ((string[])["cloudevents", "csv", "parquet"]).SelectMany(f => Of("export", vantages.Select(v => $"format={f}&{v}")))],
            ["/v1/{timeline}/feed"] = Of("feed", [.. open, .. filters, .. open.Concat(filters).Select(q => $"after=0&{q}"), "after={4}&knower=prk", "after={0}", "limit=1"]),
            ["/v1/{timeline}/replay"] =
            [
                .. Of("replay", [.. vantages, .. vantages.Select(v => $"axis=recorded&{v}"), .. vantages.Select(v => $"axis=happened&{v}")]),
                .. Of("replay", [.. filters.Select(f => $"axis=recorded&{f}"), "step=day&from=2019-02", "step=month&axis=happened", "step=week&axis=recorded", "axis=recorded&from={2}&to={4}"]),
                .. Of("replay", vantages.Take(4)).Select(a => a with { Accept = "text/event-stream" }),
            ],
            ["/v1/{timeline}/calendar.ics"] = Of("calendar.ics", [.. vantages, "kind=talks", "subject=actor/aaa"]),
            ["/v1/{timeline}/compare"] = Of("compare", [.. pairs, .. pairs.Select(p => $"limit=1&{p}")]),
            ["/v1/{timeline}/hindsight"] = Of("hindsight", [.. vantages.Where(v => v != "known=1960").Select(v => $"date=2019-02-05&{v}"),
                "date=2019-02-07&limit=1", "date=2092-01-01&known=2100"]),
            ["/v1/{timeline}/briefing"] =
            [
                .. Of("briefing", [.. vantages, .. paged, "kind=talks", "subject=actor/aaa", "limit=1&kind=talks"]),
                .. Of("briefing", vantages).Select(a => a with { Accept = "text/markdown" }), .. Of("briefing", vantages).Select(a =>
                    a with { Accept = "text/html" }),
            ],
            ["/v1/{timeline}/cite"] =
            [
                .. subjects.Select(s => $"subjects/{s}").Append("briefing").Append("subjects/summit/one/history?pointer=/status")
                    .Append($"events/{recorded.Secrets[0].Id}")
                    .SelectMany(of => Of("cite", [$"of={Uri.EscapeDataString($"{T}/{of}")}",
                        $"format=bibtex&of={Uri.EscapeDataString($"{T}/{of}")}"])),
            ],
            ["/v1/{timeline}/subjects/{kind}/{slug}"] =
            [
                .. OfEach("", vantages),
                .. subjects.Select(s => new Ask($"{T}/subjects/{s}", Datetime: "Thu, 07 Feb 2019 12:00:00 GMT")),
                .. subjects.Select(s => new Ask($"{T}/subjects/{s}", Datetime: "Thu, 07 Feb 1980 12:00:00 GMT")),
            ],
            ["/v1/{timeline}/subjects/{kind}/{slug}/events"] = OfEach("/events", [.. vantages, .. paged]),
            ["/v1/{timeline}/subjects/{kind}/{slug}/history"] = OfEach("/history", [.. vantages, "pointer=/status", "pointer=/pledges",
                "limit=1", "limit=1&knower=prk"]),
            ["/v1/{timeline}/subjects/{kind}/{slug}/compare"] = OfEach("/compare", pairs),
            ["/v1/{timeline}/subjects/{kind}/{slug}/hindsight"] = OfEach("/hindsight", vantages.Where(v => v != "known=1960").Select(v =>
                $"date=2019-02-05&{v}")),
            ["/v1/{timeline}/subjects/{kind}/{slug}/timemap"] = OfEach("/timemap", vantages),
        };
        return all;

        static List<Ask> Of(string address, IEnumerable<string> queries) => [.. queries.Select(q =>
            new Ask($"{T}/{address}?{q}".TrimEnd('?', '&')))];

        List<Ask> OfEach(string address, IEnumerable<string> queries) => [.. subjects.SelectMany(s => Of($"subjects/{s}{address}",
            queries))];
    }

    [GeneratedRegex(@"\{(\d+)\}")]
    private static partial Regex Placeholder();

    [GeneratedRegex("(\"seq\":|\"sequence\":\")(\\d+)")]
    private static partial Regex Seq();

    [GeneratedRegex("(id: )(\\d+)(?=\nevent)")]
    private static partial Regex EventId();

    [GeneratedRegex("(\"recorded\":|recorded=|position,? |filename=\"?korea-[0-9]{4}-[0-9]{2}-[0-9]{2}-|\nid: |[?&](?:from|to)=)(\\d+)(?![-\\d])")]
    private static partial Regex Position();

    [GeneratedRegex("\"version\":\\d+")]
    private static partial Regex Version();

    [GeneratedRegex("(?<=Z,)(\\d+),(\\d+)(?=,[0-9-]+T[0-9:.]+Z,)")]
    private static partial Regex VersionAndSeqOfCsv();

    [GeneratedRegex("cursor=([A-Za-z0-9_-]+)")]
    private static partial Regex CursorText();

    [GeneratedRegex("\"[0-9a-f]{32}\"")]
    private static partial Regex Tag();

    [GeneratedRegex("@misc\\{timeline-[0-9a-f]+")]
    private static partial Regex BibTeXKey();
}
