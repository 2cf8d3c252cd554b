using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Timeline.Benchmarks;

/// <summary>What every benchmark asks of a server.</summary>
internal static class Requests
{
    internal static HttpClient CreateClient(this ServerUnderTest server) =>
        new() { BaseAddress = server.Address, Timeout = Timeout.InfiniteTimeSpan };

    internal static async Task CreateTimelineAsync(this HttpClient http, string timeline)
    {
        using var body = new StringContent($$"""{"title":"{{timeline}}"}""", new MediaTypeHeaderValue("application/json"));
        using var answer = await http.PutAsync(new Uri($"/v1/{timeline}", UriKind.Relative), body);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Records a statement in a subject, and returns how long that took.</summary>
    internal static async Task<TimeSpan> PostStatementAsync(this HttpClient http, string timeline, string subject)
    {
        var begun = Stopwatch.GetTimestamp();
        using var body = new StringContent(
            $$"""{"subject":"{{subject}}","type":"StatementMade","data":{"by":"usa","statement":"s"},"known":"2019-02-09"}""",
            new MediaTypeHeaderValue("application/json"));
        using var answer = await http.PostAsync(new Uri($"/v1/{timeline}/events", UriKind.Relative), body);
        answer.EnsureSuccessStatusCode();
        return Stopwatch.GetElapsedTime(begun);
    }

    /// <summary>Imports so many lines, all of which must be recorded, and returns how many bytes they had.</summary>
    internal static async Task<long> ImportAsync(
        this HttpClient http, string timeline, int count, Func<int, string> line, bool isAtomic = false)
    {
        using var body = new Lines(count, line);
        var address = new Uri($"/v1/{timeline}/import{(isAtomic ? "?atomic=true" : "")}", UriKind.Relative);
        using var answer = await http.PostAsync(address, body);
        var text = await answer.Content.ReadAsStringAsync();
        return answer.StatusCode == HttpStatusCode.OK && text.Contains($"\"recorded\":{count},", StringComparison.Ordinal)
            ? body.Sent
            : throw new InvalidOperationException(text[..Math.Min(text.Length, 1000)]);
    }

    private sealed class Lines : HttpContent
    {
        private readonly int _count;
        private readonly Func<int, string> _line;

        internal Lines(int count, Func<int, string> line)
        {
            (_count, _line) = (count, line);
            Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        }

        internal long Sent { get; private set; }

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            for (var n = 0; n < _count; n++)
            {
                var line = Encoding.UTF8.GetBytes(_line(n) + "\n");
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
