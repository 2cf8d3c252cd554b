using Timeline.Service.Tests.Fixtures;

namespace Timeline.Service.Tests.Feed;

/// <summary>What came up to an empty line.</summary>
/// <param name="Id">The position.</param>
/// <param name="Type">The type of the event.</param>
/// <param name="Data">The event; <see langword="null"/>: it is none.</param>
/// <param name="Comment">What is said to nobody: a heartbeat.</param>
/// <param name="Retry">How soon to ask again.</param>
internal sealed record Told(string? Id, string? Type, string? Data, string? Comment, string? Retry);

/// <summary>A client of a feed that takes what comes by the book (HTML, §9.2), and nothing before it has ended.</summary>
internal sealed class FeedClient : IDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    private readonly HttpResponseMessage _response;
    private readonly StreamReader _lines;

    private FeedClient(HttpResponseMessage response, Stream body) => (_response, _lines) = (response, new StreamReader(body));

    public HttpResponseMessage Response => _response;

    /// <summary>Opens a feed; what comes first is still to be read.</summary>
    public static async Task<FeedClient> AtAsync(HttpClient http, string path, string? lastId = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (lastId is not null) request.Headers.Add("Last-Event-ID", lastId);
        var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead).WaitAsync(Longest);
        if (!response.IsSuccessStatusCode)
        {
            using (response) throw new HttpRequestException($"{(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}", null, response.StatusCode);
        }

        return new FeedClient(response, await response.Content.ReadAsStreamAsync());
    }

    /// <summary>Opens a feed and reads until it has told what there is already.</summary>
    public static async Task<FeedClient> UpToDateAsync(Api api, string path)
    {
        var client = await AtAsync(api.Http, path);
        while ((await client.NextAsync())!.Comment is null) continue;
        return client;
    }

    /// <summary>What comes next; <see langword="null"/>: the feed has ended.</summary>
    public async Task<Told?> NextAsync()
    {
        var told = new Told(null, null, null, null, null);
        while (await _lines.ReadLineAsync().WaitAsync(Longest) is { } line)
        {
            if (line.Length == 0) return told;
            var (name, value) = (line[..line.IndexOf(':')], line[(line.IndexOf(':') + 1)..].TrimStart(' '));
            told = name switch
            {
                "id" => told with { Id = value },
                "event" => told with { Type = value },
                "data" => told with { Data = told.Data is null ? value : throw new InvalidDataException("An event has two lines.") },
                "retry" => told with { Retry = value },
                "" => told with { Comment = value },
                _ => throw new InvalidDataException(line),
            };
        }

        return null;
    }

    /// <summary>The next event, whatever else comes before it.</summary>
    public async Task<Told?> NextEventAsync()
    {
        while (await NextAsync() is { } told)
        {
            if (told.Data is not null) return told;
        }

        return null;
    }

    public void Dispose()
    {
        _lines.Dispose();
        _response.Dispose();
    }
}
