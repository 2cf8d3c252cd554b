using System.Buffers.Text;
using System.Globalization;
using System.Net;
using System.Text;
using Npgsql;

namespace Timeline.Service.Tests.Fixtures;

/// <summary>What lies beside the timelines that are compared.</summary>
public enum Beside
{
    /// <summary>A timeline of 500 events.</summary>
    Little,

    /// <summary>A timeline of 500,000 events.</summary>
    Much,
}

/// <summary>What PostgreSQL's statistics know. Autovacuum is off, so they change only when a test analyzes.</summary>
public enum Statistics
{
    /// <summary>Nothing: the tables were never analyzed.</summary>
    None,

    /// <summary>The timeline beside, but not those that are compared.</summary>
    OfTheOther,

    /// <summary>All timelines.</summary>
    All,
}

/// <summary>What a request touched.</summary>
/// <param name="Events">How many events its timeline has.</param>
/// <param name="Parts">In how many equal parts it is compared.</param>
/// <param name="Statements">The statements it ran.</param>
internal sealed record Touched(int Events, double Parts, IReadOnlyList<Ran> Statements)
{
    /// <summary>The blocks of each part.</summary>
    internal double Blocks => Statements.Sum(s => s.Blocks) / Parts;
}

/// <summary>
/// Counts the blocks that the same requests touch on a small timeline and on a large one. Both end with the same subjects and events. The
/// databases differ in what lies beside these timelines and in what the statistics know.
/// </summary>
public sealed class Blocks
{
    private const int Small = 500;
    private const int EventsOfSubject = 20;
    private const int Together = 5;
    private const int Equal = 20;
    private const int PageOfSubjects = 10;
    private const int PageOfEvents = 100;
    private const int EqualLines = 400;
    private const int Chunk = 500;

    // Npgsql prepares a statement at its fifth use, and five uses later PostgreSQL may settle on one plan for all values.
    private const int Repeats = 13;

    private static readonly int Large = Scale.Of(50_000);
    private static readonly int Much = Scale.Of(500_000);

    private readonly Dictionary<(Beside, Statistics), Task<Measured>> _measured = [];
    private readonly Dictionary<Beside, Task<string>> _loaded = [];

    /// <summary>Every request that is compared.</summary>
    public static IReadOnlyList<string> Requests { get; } =
    [
        "a state now", "a state as of", "a story now", "a story as of", "the first subjects now", "the first subjects as of",
        "subjects in the middle", "the first events now", "the first events as of", "events in the middle", "a page of an export",
        "each page of an export", "a post", "a correction", "an account", "an account by a guest", "a chunk of an import",
    ];

    /// <summary>What a request touched on the small timeline and on the large one. The first call measures all requests.</summary>
    internal async Task<(Touched Small, Touched Large)> OfAsync(string request, Beside beside, Statistics statistics)
    {
        if (!_measured.TryGetValue((beside, statistics), out var measured))
            _measured.Add((beside, statistics), measured = MeasureAsync(beside, statistics));
        var (small, large) = await measured;
        return (small[request], large[request]);
    }

    /// <summary>What a post touches when its plans are made, on small tables just analyzed, and what once these have grown.</summary>
    internal static async Task<(Touched Before, Touched After)> OfAPostWhileTablesGrowAsync()
    {
        var database = await BeginAsync(Beside.Little);
        await ExecuteAsync(database, "vacuum analyze");
        using var plans = new Plans();
        await using var server = await TestServer.StartAsync(await Plans.AskedForAsync(database), plans);
        var before = await PostAsync();
        var lines = Enumerable.Range(0, 5_000).Select(n => Report($"talks/g{n:d6}", Id(n, EventsOfSubject, int.MaxValue), 0, ""));
        await ImportAsync(server.Api, "beside", [.. lines]);
        return (before, await PostAsync());

        async Task<Touched> PostAsync()
        {
            Touched? last = null;
            for (var n = 0; n < Repeats; n++)
            {
                plans.Take();
                await server.Api.Record("beside", Report("talks/g", Guid.NewGuid(), 0, ""));
                last = new Touched(Small, 1, plans.Take());
            }

            return last!;
        }
    }

    private async Task<Measured> MeasureAsync(Beside beside, Statistics statistics)
    {
        var database = await TestCluster.CopyDatabaseAsync(await LoadedAsync(beside), CancellationToken.None);
        if (statistics == Statistics.OfTheOther) await ExecuteAsync(database, "analyze");
        await using (var loading = await TestServer.StartAsync(database))
        {
            await LoadAsync(loading, "small", Small);
            await LoadAsync(loading, "large", Large);
        }

        if (statistics == Statistics.All) await ExecuteAsync(database, "analyze");
        var asked = await Plans.AskedForAsync(database);
        return new Measured(await MeasureAsync(asked, "small", Small), await MeasureAsync(asked, "large", Large));
    }

    private Task<string> LoadedAsync(Beside beside)
    {
        if (!_loaded.TryGetValue(beside, out var loaded)) _loaded.Add(beside, loaded = BeginAsync(beside));
        return loaded;
    }

    // A database with the timeline that lies beside.
    private static async Task<string> BeginAsync(Beside beside)
    {
        var database = await TestCluster.CreateDatabaseAsync(CancellationToken.None);
        await ExecuteAsync(database, """
            do $$
            declare t regclass;
            begin
                for t in select oid from pg_class where relnamespace = 'timeline'::regnamespace and relkind = 'r' loop
                    execute format('alter table %s set (autovacuum_enabled = off)', t);
                end loop;
            end $$
            """);
        await using var server = await TestServer.StartAsync(database);
        await LoadAsync(server, "beside", beside == Beside.Much ? Much : Small);
        return database;
    }

    private static async Task LoadAsync(TestServer server, string timeline, int events)
    {
        Assert.Equal(HttpStatusCode.Created, (await server.Api.Put($"/v1/{timeline}", """{"title":"Test"}""")).Status);
        foreach (var lines in Lines(events / EventsOfSubject).Chunk(5_000)) await ImportAsync(server.Api, timeline, lines);
    }

    private static async Task ImportAsync(Api api, string timeline, string[] lines)
    {
        var report = await api.Post($"/v1/{timeline}/import", string.Join('\n', lines), "application/x-ndjson");
        Assert.True(report.Status == HttpStatusCode.OK && (int)report.At("/recorded")! == lines.Length, report.Text);
    }

    private static async Task<IReadOnlyDictionary<string, Touched>> MeasureAsync(string database, string timeline, int events)
    {
        using var plans = new Plans();
        await using var server = await TestServer.StartAsync(database, plans);
        using var api = server.As(await server.KeyAsync($"{timeline}-all", "role=admin", "knowers=*"));
        using var guest = server.As(await server.KeyAsync($"{timeline}-guest", "role=record"));
        var measuring = new Measuring(server, api, guest, plans, timeline, events);
        await measuring.ReadsAsync();
        await measuring.WritesAsync();
        return measuring.All;
    }

    private static async Task ExecuteAsync(string database, string sql)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(database) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 600 };
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<long> PositionAsync(string database, string timeline, int passed)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(database) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            "select seq_id from timeline.mt_events where tenant_id = $1 order by seq_id offset $2 limit 1", connection)
        {
            Parameters = { new() { Value = timeline }, new() { Value = passed } },
        };
        return (long)(await command.ExecuteScalarAsync())!;
    }

    // The events of subjects take turns, five subjects at a time: so the events of a page lie equally close on every timeline.
    private static IEnumerable<string> Lines(int subjects) =>
        from first in Enumerable.Range(0, subjects / Together)
        from n in Enumerable.Range(0, EventsOfSubject)
        from subject in Enumerable.Range(first * Together, Together)
        select Line(subject, n, subjects);

    private static string Line(int subject, int n, int subjects)
    {
        var (name, id) = (Name(subject, subjects), Id(subject, n, subjects));
        return n switch
        {
            10 => Report(name, id, n, $"\"related\":[\"{Name((subject / Together * Together) + ((subject + 1) % Together), subjects)}\"],"),
            17 => Report(name, id, n, $"\"accountOf\":\"{Id(subject, 3, subjects)}\","),
            18 => Correction(name, id, n, Id(subject, 5, subjects)),
            19 => Denial(name, id, n, Id(subject, 7, subjects)),
            _ => Report(name, id, n, ""),
        };
    }

    private static string Report(string subject, Guid id, int n, string more) =>
        $$$"""{"id":"{{{id}}}","subject":"{{{subject}}}","type":"SituationReported",{{{more}}}"data":"""
        + $$$"""{{{Situation(subject, n)}}},"happened":"2018-12-{{{Day(n)}}}",{{{Known(n)}}},"source":"""
        + $$$"""{"publisher":"wire-{{{n % 10}}}","title":"Report {{{n}}}"}}""";

    private static string Correction(string subject, Guid id, int n, Guid of) =>
        $$$"""{"id":"{{{id}}}","subject":"{{{subject}}}","type":"EventCorrected",{{{Known(n)}}},"data":"""
        + $$$"""{"event":"{{{of}}}","data":{{{Situation(subject, n)}}},"reason":"miscoded"}}""";

    private static string Denial(string subject, Guid id, int n, Guid of) =>
        $$$"""{"id":"{{{id}}}","subject":"{{{subject}}}","type":"EventDenied",{{{Known(n)}}},"data":{"event":"{{{of}}}"}}""";

    private static string Situation(string subject, int n) =>
        $$$"""{"situation":"Envoys met for talks number {{{n}}} on {{{subject}}}","about":["actor-{{{n % 7}}}","minister-{{{n % 11}}}"]}""";

    private static string Known(int n) => $"\"disclosures\":[{{\"to\":\"{(n == 13 ? "usa" : "public")}\",\"at\":\"2019-01-{Day(n)}\"}}]";

    private static string Day(int n) => (1 + (n % EventsOfSubject)).ToString("00", CultureInfo.InvariantCulture);

    // The last subjects are the same on every timeline.
    private static string Name(int subject, int subjects) =>
        subject < subjects - Equal ? $"talks/f{subject:d6}" : $"talks/z{subject - subjects + Equal:d2}";

    private static Guid Id(int subject, int n, int subjects) =>
        subject < subjects - Equal ? new(subject, (short)n, 0x4000, 0x80, 0, 0, 0, 0, 0, 0, 1) : Id(subject - subjects + Equal, n);

    private static Guid Id(int equal, int n) => new(equal, (short)n, 0x4000, 0x80, 0, 0, 0, 0, 0, 0, 2);

    private sealed record Measured(IReadOnlyDictionary<string, Touched> Small, IReadOnlyDictionary<string, Touched> Large);

    private sealed class Measuring(TestServer server, Api api, Api guest, Plans plans, string timeline, int events)
    {
        private const string AsOf = "known=2019-01-12";

        private readonly Dictionary<string, Touched> _all = [];
        private int _recorded;

        internal IReadOnlyDictionary<string, Touched> All => _all;

        internal async Task ReadsAsync()
        {
            var at = $"/v1/{timeline}";
            var (newest, middle) = (await PositionAsync(events - 1), await PositionAsync(events / 2));
            var asOf = $"{AsOf}&recorded={newest}";
            foreach (var (request, path) in new[]
            {
                ("a state now", "subjects/talks/z04"),
                ("a state as of", $"subjects/talks/z04?{asOf}"),
                ("a story now", "subjects/talks/z04/events"),
                ("a story as of", $"subjects/talks/z04/events?{asOf}"),
                ("the first subjects now", $"subjects?limit={PageOfSubjects}"),
                ("the first subjects as of", $"subjects?limit={PageOfSubjects}&{asOf}"),
                ("subjects in the middle", await AfterAsync($"subjects?limit={PageOfSubjects}&{asOf}",
                    Name((events / EventsOfSubject / 2) - Together, events / EventsOfSubject))),
                ("the first events now", $"events?limit={PageOfEvents}"),
                ("the first events as of", $"events?limit={PageOfEvents}&{asOf}"),
                ("events in the middle", await AfterAsync($"events?limit={PageOfEvents}&{asOf}", $"{middle}")),
                ("a page of an export", $"export?known=2019-01-25&recorded={await PositionAsync(EqualLines - 1)}"),
            })
            {
                await MeasureAsync(request, _ => GetAsync(path.StartsWith('/') ? path : $"{at}/{path}"));
            }

            await MeasureAsync("each page of an export", _ => GetAsync($"{at}/export"), times: 1, parts: events / (double)Chunk);
        }

        internal async Task WritesAsync()
        {
            await MeasureAsync("a post", n => RecordAsync(api, Report("talks/z00", New(), n, "")));
            await MeasureAsync("a correction", n => RecordAsync(api, Correction("talks/z01", New(), n, Id(1, n))));
            await MeasureAsync("an account", n => RecordAsync(api, Account("talks/z02", n, Id(2, n))));
            await MeasureAsync("an account by a guest", n => RecordAsync(guest, Account("talks/z03", n, Id(3, n))));
            // The first chunk of a session, and one after its statements are prepared.
            await MeasureAsync(
                "a chunk of an import", n => ImportAsync(api, timeline, n is 0 or Repeats - 1 ? ChunkOfLines() : OneLine(n)));
        }

        private async Task MeasureAsync(string request, Func<int, Task> ask, int times = Repeats, double parts = 1)
        {
            // A new session has prepared nothing yet.
            server.EndSessions();
            Touched? most = null;
            for (var n = 0; n < times; n++)
            {
                plans.Take();
                await ask(n);
                var touched = new Touched(events, parts, plans.Take());
                if (most is null || touched.Blocks > most.Blocks) most = touched;
            }

            _all.Add(request, most!);
        }

        // Half the lines tell of subjects that are there, and correct some of their events; the other half of new subjects.
        private string[] ChunkOfLines()
        {
            var chunk = _recorded;
            return
            [
                .. Enumerable.Range(0, Chunk / 2).SelectMany(n => new[]
                {
                    n % 25 == 0 ? Correction(Old(n), New(), n, Id(n % Equal, n / 25)) : Report(Old(n), New(), n, ""),
                    Report($"talks/n{chunk}-{n % 13:d2}", New(), n, ""),
                }),
            ];

            static string Old(int n) => $"talks/z{n % Equal:d2}";
        }

        private string[] OneLine(int n) => [Report("talks/z00", New(), n, "")];

        private string Account(string subject, int n, Guid of) => Report(subject, New(), n, $"\"accountOf\":\"{of}\",");

        private Guid New() => new(_recorded++, 0, 0x4000, 0x80, 0, 0, 0, 0, 0, 0, 3);

        // The page of a list after a place, without following the pages before it.
        private async Task<string> AfterAsync(string list, string after)
        {
            var next = (await GetAsync($"/v1/{timeline}/{list}")).TextAt("/next")!;
            var text = next.Split("cursor=")[1];
            var cursor = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text));
            var moved = string.Join('|', [.. cursor.Split('|')[..^1], after]);
            return next.Replace(text, Base64Url.EncodeToString(Encoding.UTF8.GetBytes(moved)), StringComparison.Ordinal);
        }

        private Task<long> PositionAsync(int passed) => Blocks.PositionAsync(server.ConnectionString, timeline, passed);

        private async Task<Answer> GetAsync(string path)
        {
            var answer = await api.Get(path);
            Assert.True(answer.Status == HttpStatusCode.OK, answer.Text);
            return answer;
        }

        private async Task RecordAsync(Api api, string json) => await api.Record(timeline, json);
    }
}
