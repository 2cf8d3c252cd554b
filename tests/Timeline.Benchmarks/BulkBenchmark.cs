using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Npgsql;

namespace Timeline.Benchmarks;

/// <summary>
/// A million events (or TIMELINE_BENCHMARK_EVENTS) through import, export, replay and feed of a server that is a process of its own: how many a second,
/// beside what PostgreSQL takes to copy the same lines into a table with one key or to read them from there in order; and the most memory
/// that the server had meanwhile.
/// </summary>
internal static class BulkBenchmark
{
    private const string Lines = "application/x-ndjson";

    internal static async Task RunAsync(NpgsqlDataSource database)
    {
        var count = int.Parse(Environment.GetEnvironmentVariable("TIMELINE_BENCHMARK_EVENTS") ?? "1000000", CultureInfo.InvariantCulture);
        var copied = await CopyAsync(database, count);
        var read = await ReadAsync(database);
        using var server = await ServerUnderTest.StartAsync(database.ConnectionString);
        using var http = new HttpClient { BaseAddress = server.Address, Timeout = Timeout.InfiniteTimeSpan };
        (await http.PutAsync("/v1/bulk", Content("""{"title":"Bulk"}""", "application/json"))).EnsureSuccessStatusCode();

        Console.WriteLine("bulk                   lines        MB   seconds    lines/s    floor/s   ratio   server MB");
        await MeasureAsync("import", server, copied, () => ImportAsync(http, count));
        await MeasureAsync("export", server, read, () => DrainAsync(http, "export", Lines));
        await MeasureAsync("export csv", server, read, () => DrainAsync(http, "export?format=csv", "text/csv"));
        await MeasureAsync("export parquet", server, read, () => DrainAsync(http, "export?format=parquet", "application/vnd.apache.parquet"));
        await MeasureAsync("replay known", server, read, () => DrainAsync(http, "replay", Lines));
        await MeasureAsync("replay recorded", server, read, () => DrainAsync(http, "replay?axis=recorded", Lines));
        await MeasureAsync("replay happened", server, read, () => DrainAsync(http, "replay?axis=happened", Lines));
        await MeasureAsync("replay by month", server, read, () => DrainAsync(http, "replay?step=month", Lines));
        await MeasureAsync("feed from 0", server, read, () => FeedAsync(http, count));
        Console.WriteLine($"{"",-16}{server.Most >> 20} MB at most, of 400");
    }

    private static async Task MeasureAsync(string what, ServerUnderTest server, double floor, Func<Task<(long Lines, long Bytes)>> once)
    {
        server.Least();
        var begun = Stopwatch.GetTimestamp();
        var (lines, bytes) = await once();
        var seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"  {what,-16}{lines,10:N0}{bytes / 1e6,10:N0}{seconds,10:N0}{lines / seconds,11:N0}{floor,11:N0}{lines / seconds / floor,8:N3}{server.MostSince >> 20,12:N0}"));
    }

    private static async Task<double> CopyAsync(NpgsqlDataSource database, int count)
    {
        await using var connection = await database.OpenConnectionAsync();
        await using (var create = new NpgsqlCommand("create table bulk_floor (n bigint primary key, data jsonb not null)", connection)) await create.ExecuteNonQueryAsync();
        var begun = Stopwatch.GetTimestamp();
        await using (var copy = await connection.BeginTextImportAsync("copy bulk_floor from stdin (format csv, delimiter E'\\t', quote E'\\b')"))
        {
            for (var n = 0; n < count; n++) await copy.WriteAsync($"{n}\t{Made.Line(n)}\n");
        }

        return count / Stopwatch.GetElapsedTime(begun).TotalSeconds;
    }

    private static async Task<double> ReadAsync(NpgsqlDataSource database)
    {
        var (begun, lines) = (Stopwatch.GetTimestamp(), 0L);
        await using var command = database.CreateCommand("select data::text from bulk_floor order by n");
        await using var reader = await command.ExecuteReaderAsync();
        for (; await reader.ReadAsync(); lines++) reader.GetString(0);
        return lines / Stopwatch.GetElapsedTime(begun).TotalSeconds;
    }

    private static async Task<(long, long)> ImportAsync(HttpClient http, int count)
    {
        using var body = new MadeLines(count);
        using var answer = await http.PostAsync("/v1/bulk/import", body);
        var text = await answer.Content.ReadAsStringAsync();
        if (answer.StatusCode != HttpStatusCode.OK || !text.Contains($"\"recorded\":{count},", StringComparison.Ordinal))
            throw new InvalidOperationException(text[..Math.Min(text.Length, 1000)]);
        return (count, body.Sent);
    }

    private static async Task<(long, long)> DrainAsync(HttpClient http, string address, string accept)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/v1/bulk/{address}") { Headers = { { "Accept", accept } } };
        using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        answer.EnsureSuccessStatusCode();
        await using var stream = await answer.Content.ReadAsStreamAsync();
        var (lines, bytes, buffer) = (0L, 0L, new byte[1 << 16]);
        for (int length; (length = await stream.ReadAsync(buffer)) > 0; bytes += length) lines += buffer.AsSpan(0, length).Count((byte)'\n');
        return (lines, bytes);
    }

    private static async Task<(long, long)> FeedAsync(HttpClient http, int count)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/bulk/feed?after=0");
        using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        answer.EnsureSuccessStatusCode();
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync());
        var (told, bytes) = (0L, 0L);
        while (told < count && await reader.ReadLineAsync() is { } line)
        {
            bytes += line.Length;
            if (line.StartsWith("data:", StringComparison.Ordinal)) told++;
        }

        return (told, bytes);
    }

    private static StringContent Content(string text, string type) => new(text, Encoding.UTF8, type);

    /// <summary>The lines of an import, made as they are sent.</summary>
    private sealed class MadeLines : HttpContent
    {
        private readonly int _count;

        internal MadeLines(int count)
        {
            _count = count;
            Headers.ContentType = new MediaTypeHeaderValue(Lines);
        }

        internal long Sent { get; private set; }

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            for (var n = 0; n < _count; n++)
            {
                var line = Encoding.UTF8.GetBytes(Made.Line(n) + "\n");
                await stream.WriteAsync(line);
                Sent += line.Length;
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}

/// <summary>Event data as its sets have them: dyads of which few have much; some reports repeated, put right, denied and taken back.</summary>
internal static class Made
{
    private const int Actors = 400;

    private static readonly string[] Roots = ["010", "036", "042", "051", "057", "110", "112", "130", "173", "190"];

    /// <summary>The n-th event, as it is sent.</summary>
    internal static string Line(int n) => (n % 100) switch
    {
        7 or 31 or 59 or 83 when n > 100 => Report(n, Target(n), $"\"accountOf\":\"{Id(Target(n))}\","),
        13 when n > 100 => Act(n, "EventCorrected", $$""","data":{{Data(Target(n), 190)}},"reason":"miscoded" """),
        47 when n > 100 => Act(n, "EventDenied", ""),
        71 when n > 100 => Act(n, "EventRetracted", """,  "reason":"withdrawn" """),
        _ => Report(n, n, ""),
    };

    private static string Report(int n, int of, string account) =>
        $$$"""{"id":"{{{Id(n)}}}","subject":"{{{Subject(of)}}}","type":"Interaction",{{{account}}}"data":{{{Data(of, 0)}}},"happened":"{{{Day(of)}}}","known":"{{{Day(n, 1)}}}","source":{"publisher":"wire-{{{Mixed(n, 5) % 60}}}","title":"Report {{{n}}}"},"assessment":{"reliability":"{{{(char)('A' + Mixed(n, 6) % 6)}}}","credibility":{{{1 + Mixed(n, 7) % 6}}}},"notedAt":"2020-01-01T00:00:00Z"}""";

    private static string Act(int n, string type, string more) =>
        $$$"""{"id":"{{{Id(n)}}}","subject":"{{{Subject(Target(n))}}}","type":"{{{type}}}","data":{"event":"{{{Id(Target(n))}}}"{{{more}}}},"known":"{{{Day(n, 3)}}}","source":{"publisher":"wire-{{{Mixed(n, 5) % 60}}}"},"notedAt":"2020-01-01T00:00:00Z"}""";

    // An earlier plain report, not far back.
    private static int Target(int n) => n / 100 * 100 - 100 * (1 + Mixed(n, 8) % Math.Min(n / 100, 30)) + 2 * (Mixed(n, 9) % 50);

    private static string Data(int n, int root)
    {
        var (source, target) = Pair(n);
        return $$"""{"source":"actor-{{source}}","target":"actor-{{target}}","cameo":"{{(root == 0 ? Roots[Mixed(n, 3) % Roots.Length] : root)}}","intensity":{{(Mixed(n, 4) % 200 - 100) / 10m}}}""";
    }

    private static string Subject(int n)
    {
        var (source, target) = Pair(n);
        string[] both = [$"actor-{source}", $"actor-{target}"];
        Array.Sort(both, StringComparer.Ordinal);
        return $"interaction/{both[0]}~{both[1]}";
    }

    private static (int, int) Pair(int n) => (Skewed(Mixed(n, 1)), Skewed(Mixed(n, 2)));

    // The greater its number, the seldomer an actor.
    private static int Skewed(int random) => (int)(Actors * Math.Pow(random % 10_000 / 10_000.0, 2.5));

    private static string Day(int n, int late = 0) =>
        new DateTime(2010, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddDays(n / 400 % 3500 + (late == 0 ? 0 : Mixed(n, 10) % 5 + late)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static Guid Id(int n) => new(n, 0, 0x7000, 0x80, 0, 0, 0, 0, 0, 0, 1);

    // The same for ever, and nothing to be seen in it.
    private static int Mixed(int n, int salt)
    {
        var x = (uint)n * 2654435761u + (uint)salt * 40503u * 65537u;
        x = (x ^ (x >> 15)) * 2246822519u;
        x = (x ^ (x >> 13)) * 3266489917u;
        return (int)((x ^ (x >> 16)) & 0x7fffffff);
    }
}
