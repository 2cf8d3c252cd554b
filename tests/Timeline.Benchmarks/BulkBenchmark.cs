using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace Timeline.Benchmarks;

/// <summary>
/// A million events (or TIMELINE_BENCHMARK_EVENTS) through import, export, replay and feed of a server that is a process of its own: how
/// many a second, beside what PostgreSQL takes to copy the same lines into a table with one key or to read them from there in order; and
/// the most memory that the server had meanwhile.
/// </summary>
internal static class BulkBenchmark
{
    private const string Lines = "application/x-ndjson";

    internal static async Task RunAsync(NpgsqlDataSource database)
    {
        var count = int.Parse(Environment.GetEnvironmentVariable("TIMELINE_BENCHMARK_EVENTS") ?? "1000000", CultureInfo.InvariantCulture);
        var copied = await Floor.CopyAsync(database, count);
        var read = await Floor.ReadAsync(database);
        using var server = await ServerUnderTest.StartAsync(database.ConnectionString);
        using var http = server.CreateClient();
        await http.CreateTimelineAsync("bulk");

        Console.WriteLine("bulk                   lines        MB   seconds    lines/s    floor/s   ratio   server MB");
        await MeasureAsync("import", server, copied, async () => (count, await http.ImportAsync("bulk", count, Made.Line)));
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
}
