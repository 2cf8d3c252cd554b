using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace Timeline.Service.Tests.Fixtures;

/// <summary>An answer of the server: status, headers and JSON.</summary>
/// <param name="Status">The status.</param>
/// <param name="Headers">All headers.</param>
/// <param name="Text">The body.</param>
public sealed record Answer(HttpStatusCode Status, IReadOnlyDictionary<string, string> Headers, string Text)
{
    /// <summary>The body as JSON.</summary>
    public JsonNode Json => JsonNode.Parse(Text)!;

    /// <summary>What a JSON Pointer of the body points to; <see langword="null"/>: nothing.</summary>
    public JsonNode? At(string pointer) => pointer.Split('/').Skip(1).Select(s => s.Replace("~1", "/").Replace("~0", "~"))
        .Aggregate((JsonNode?)Json, (node, step) => node switch
        {
            JsonObject o => o[step],
            JsonArray a when int.TryParse(step, out var i) && i < a.Count => a[i],
            _ => null,
        });

    /// <summary>The text at a JSON Pointer.</summary>
    public string? TextAt(string pointer) => At(pointer)?.ToString();

    /// <summary>The last step of a problem's type.</summary>
    public string? Problem => TextAt("/type")?.Split('/')[^1];
}

/// <summary>Asks a server over HTTP, as any client would.</summary>
public sealed class Api(Uri address, HttpMessageHandler? handler = null) : IDisposable
{
    // Whoever leaves a feed leaves at once: else it would be read on for two seconds, over a connection that counts.
    private readonly HttpClient _http = new(handler ?? new SocketsHttpHandler { ResponseDrainTimeout = TimeSpan.Zero }, disposeHandler: handler is null)
    {
        BaseAddress = address,
    };

    /// <summary>The client itself, for what is not asked in the usual way.</summary>
    public HttpClient Http => _http;

    public Task<Answer> Get(string path) => Send(new HttpRequestMessage(HttpMethod.Get, path));

    public Task<Answer> Put(string path, string json) => Send(new HttpRequestMessage(HttpMethod.Put, path) { Content = Json(json) });

    public Task<Answer> Post(string path, string body, string type = "application/json", params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = Json(body, type) };
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        return Send(request);
    }

    /// <summary>Makes a timeline of a new name.</summary>
    public async Task<string> NewTimeline()
    {
        var name = $"t{Guid.NewGuid():N}";
        var made = await Put($"/v1/{name}", """{"title":"Test"}""");
        Assert.Equal(HttpStatusCode.Created, made.Status);
        return name;
    }

    /// <summary>Records an event that is expected to be taken.</summary>
    public async Task<Answer> Record(string timeline, string json)
    {
        var answer = await Post($"/v1/{timeline}/events", json);
        Assert.True(answer.Status == HttpStatusCode.Created, answer.Text);
        return answer;
    }

    /// <summary>Asks, and reads the whole answer; of a feed, which has no end, what it tells until it is up to date.</summary>
    public async Task<Answer> Send(HttpRequestMessage request)
    {
        var isFeed = request.RequestUri!.OriginalString.Split('?')[0].EndsWith("/feed", StringComparison.Ordinal);
        using var response = await _http.SendAsync(request, isFeed ? HttpCompletionOption.ResponseHeadersRead : HttpCompletionOption.ResponseContentRead);
        var headers = response.Headers.Concat(response.Content.Headers).ToDictionary(h => h.Key, h => string.Join(", ", h.Value), StringComparer.OrdinalIgnoreCase);
        var text = isFeed && response.IsSuccessStatusCode
            ? await UntilHeartbeatAsync(response.Content).WaitAsync(_http.Timeout)
            : await response.Content.ReadAsStringAsync();
        return new Answer(response.StatusCode, headers, text);
    }

    public void Dispose() => _http.Dispose();

    /// <summary>All that a feed tells up to its first heartbeat.</summary>
    internal static async Task<string> UntilHeartbeatAsync(HttpContent feed)
    {
        var text = new StringBuilder();
        using var lines = new StreamReader(await feed.ReadAsStreamAsync());
        var isHeartbeat = false;
        while (await lines.ReadLineAsync() is { } line)
        {
            text.Append(line).Append('\n');
            if (isHeartbeat && line.Length == 0) break;
            isHeartbeat |= line.StartsWith(':');
        }

        return text.ToString();
    }

    private static StringContent Json(string body, string type = "application/json")
    {
        var content = new StringContent(body, Encoding.UTF8);
        content.Headers.ContentType = System.Net.Http.Headers.MediaTypeHeaderValue.Parse(type);
        return content;
    }
}
