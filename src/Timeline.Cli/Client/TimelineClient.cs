using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Timeline.Domain.Knowing;

namespace Timeline.Cli.Client;

/// <summary>What is asked of the server, and how the answer is to be read.</summary>
/// <param name="Address">Relative to the server's.</param>
/// <param name="Type">The shape of the answer.</param>
internal sealed record Question<T>(string Address, JsonTypeInfo<T> Type);

/// <summary>Talks to a server over HTTP. Its addresses, and what it answers there, stand here and nowhere else in the tool.</summary>
internal sealed class TimelineClient : IDisposable
{
    private const string Json = "application/json";
    private const string Lines = "application/x-ndjson";
    private const string Events = "text/event-stream";

    // A feed that says nothing for so long, not even that it is still there, is gone.
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(90);

    private readonly SocketsHttpHandler _handler;
    private readonly HttpClient _http;

    internal TimelineClient(Uri server, string? key)
    {
        _handler = new SocketsHttpHandler
        {
            ConnectTimeout = TimeSpan.FromSeconds(15),
            AllowAutoRedirect = false,
            // A server may answer while it is still being sent to.
            PlaintextStreamFilter = (context, _) => ValueTask.FromResult<Stream>(
                context.InitialRequestMessage.Options.TryGetValue(EarlyAnswer.Key, out var early) ? early.Over(context.PlaintextStream) : context.PlaintextStream),
        };
        Server = server;
        _http = new HttpClient(_handler) { BaseAddress = server, Timeout = Timeout.InfiniteTimeSpan };
        if (key is not null) _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        _http.DefaultRequestHeaders.UserAgent.Add(
            new ProductInfoHeaderValue("timeline", typeof(TimelineClient).Assembly.GetName().Version!.ToString(3)));
    }

    internal Uri Server { get; }

    internal static Question<TimelineList> Timelines() => new("v1", ClientJson.Default.TimelineList);

    internal static Question<SubjectList> Subjects(string timeline, Parameters parameters) =>
        new(Address(timeline, "subjects", parameters), ClientJson.Default.SubjectList);

    internal static Question<KnowerList> Knowers(string timeline, Parameters parameters) =>
        new(Address(timeline, "knowers", parameters), ClientJson.Default.KnowerList);

    internal static Question<EventList> ListEvents(string timeline, Parameters parameters) =>
        new(Address(timeline, "events", parameters), ClientJson.Default.EventList);

    internal static Question<StateAnswer> State(string timeline, string subject, Parameters parameters) =>
        new(Address(timeline, Subject(subject), parameters), ClientJson.Default.StateAnswer);

    internal static Question<SubjectHistory> History(string timeline, string subject, Parameters parameters) =>
        new(Address(timeline, Subject(subject) + "/history", parameters), ClientJson.Default.SubjectHistory);

    internal static Question<Differences> Compare(string timeline, string subject, Parameters parameters) =>
        new(Address(timeline, Subject(subject) + "/compare", parameters), ClientJson.Default.Differences);

    internal static Question<TimelineComparison> Compare(string timeline, Parameters parameters) =>
        new(Address(timeline, "compare", parameters), ClientJson.Default.TimelineComparison);

    internal static Question<HindsightItem> Hindsight(string timeline, string subject, Parameters parameters) =>
        new(Address(timeline, Subject(subject) + "/hindsight", parameters), ClientJson.Default.HindsightItem);

    internal static Question<TimelineHindsight> Hindsight(string timeline, Parameters parameters) =>
        new(Address(timeline, "hindsight", parameters), ClientJson.Default.TimelineHindsight);

    internal static Question<BriefingAnswer> Briefing(string timeline, Parameters parameters) =>
        new(Address(timeline, "briefing", parameters), ClientJson.Default.BriefingAnswer);

    internal static Question<ReplayFrame> Replay(string timeline, Parameters parameters) =>
        new(Address(timeline, "replay", parameters), ClientJson.Default.ReplayFrame);

    /// <summary>Where an export is to be had; newline-delimited JSON goes without saying.</summary>
    internal static string Export(string timeline, string format, Parameters parameters) =>
        Address(timeline, "export", new Parameters().Add("format", format == "ndjson" ? null : format).Add(parameters));

    /// <summary>Makes a timeline, or changes what it is called.</summary>
    internal Task<HttpResponseMessage> PutTimelineAsync(string timeline, TimelineBody body, CancellationToken cancellation) =>
        SendAsync(new HttpRequestMessage(HttpMethod.Put, $"v1/{Uri.EscapeDataString(timeline)}")
        {
            Content = new StringContent(JsonSerializer.Serialize(body, ClientJson.Default.TimelineBody), Encoding.UTF8, Json),
        }, Json, cancellation);

    /// <summary>Asks, and reads the answer.</summary>
    internal async Task<T> AskAsync<T>(Question<T> question, CancellationToken cancellation)
    {
        using var response = await GetAsync(question.Address, Json, cancellation);
        await using var body = await response.Content.ReadAsStreamAsync(cancellation);
        return (await JsonSerializer.DeserializeAsync(body, question.Type, cancellation))!;
    }

    /// <summary>Asks, and leaves the answer as it is.</summary>
    internal Task<HttpResponseMessage> GetAsync(string address, string accept, CancellationToken cancellation) =>
        SendAsync(new HttpRequestMessage(HttpMethod.Get, address.TrimStart('/')), accept, cancellation);

    /// <summary>Records what a body holds, an event or an array; if asked, only where the subject is at a version (0: no event).</summary>
    internal Task<HttpResponseMessage> RecordAsync(string timeline, byte[] body, long? ifVersion, CancellationToken cancellation)
    {
        var content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue(Json) } };
        var request = new HttpRequestMessage(HttpMethod.Post, Address(timeline, "events", new Parameters())) { Content = content };
        if (ifVersion is 0) request.Headers.IfNoneMatch.Add(EntityTagHeaderValue.Any);
        else if (ifVersion is { } version) request.Headers.IfMatch.Add(new EntityTagHeaderValue($"\"{version}\""));
        return SendAsync(request, Json, cancellation);
    }

    /// <summary>Sends a body of any length to be imported; what the server says of it meanwhile is heard while it is sent.</summary>
    internal Task<HttpResponseMessage> ImportAsync(
        string timeline, Stream body, long? length, Import import, bool isOneDocument, Action<long> sent, Action<ImportCounts> heard, CancellationToken cancellation)
    {
        var parameters = new Parameters()
            .Add("format", import.Format == "ndjson" ? null : import.Format).Add("known", import.Known).Add("atomic", import.IsAtomic ? "true" : null);
        var type = new MediaTypeHeaderValue(import.Format == "ndjson" ? Lines : "text/tab-separated-values") { CharSet = import.Charset };
        var request = new HttpRequestMessage(HttpMethod.Post, Address(timeline, "import", parameters))
        {
            Content = new Upload(body, length, sent) { Headers = { ContentType = type } },
            // Nothing is sent to who would refuse it before having read it.
            Headers = { ExpectContinue = true, ConnectionClose = true },
        };
        request.Options.Set(EarlyAnswer.Key, new EarlyAnswer(heard));
        return SendAsync(request, isOneDocument ? Json : $"{Lines}, {Json};q=0.5", cancellation);
    }

    /// <summary>Whether an answer comes line by line.</summary>
    internal static bool IsLines(HttpResponseMessage response) => response.Content.Headers.ContentType?.MediaType == Lines;

    /// <summary>The lines of an answer as they come.</summary>
    internal static async IAsyncEnumerable<string> LinesOf(
        HttpResponseMessage response, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(cancellation), Encoding.UTF8);
        while (await reader.ReadLineAsync(cancellation) is { } line)
        {
            if (line.Length > 0) yield return line;
        }
    }

    /// <summary>Asks for frames, line by line.</summary>
    internal Task<HttpResponseMessage> ReplayAsync(Question<ReplayFrame> replay, CancellationToken cancellation) =>
        GetAsync(replay.Address, Lines, cancellation);

    /// <summary>Opens the feed of what is recorded, after a position or from now on.</summary>
    internal async Task<Feed> FeedAsync(string timeline, Parameters parameters, string? after, CancellationToken cancellation)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, Address(timeline, "feed", parameters));
        if (after is not null) request.Headers.TryAddWithoutValidation("Last-Event-ID", after);
        var response = await SendAsync(request, Events, cancellation);
        var stream = await response.Content.ReadAsStreamAsync(cancellation);
        return new Feed(response, new ImpatientStream(stream, LongestSilence));
    }

    /// <summary>An event as the feed and lists of events tell it.</summary>
    internal static RecordedItem Event(string json) => JsonSerializer.Deserialize(json, ClientJson.Default.RecordedItem)!;

    public void Dispose()
    {
        _http.Dispose();
        _handler.Dispose();
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, string accept, CancellationToken cancellation)
    {
        request.Headers.TryAddWithoutValidation(
            "Accept", accept == Json || accept.Contains(',') ? accept : $"{accept}, application/problem+json;q=0.1");
        try
        {
            var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
            if (response.IsSuccessStatusCode) return response;
            using (response) throw await RefusalAsync(response, cancellation);
        }
        catch (HttpRequestException e)
        {
            throw new NotReachedException(Server, e);
        }
        finally
        {
            request.Dispose();
        }
    }

    // Whatever stands between may answer too, and not with problem details.
    private static async Task<RefusedException> RefusalAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        var retry = response.Headers.RetryAfter?.Delta;
        if (response.Content.Headers.ContentType?.MediaType?.EndsWith("json", StringComparison.Ordinal) == true)
        {
            var json = await response.Content.ReadAsStringAsync(cancellation);
            try
            {
                if (JsonSerializer.Deserialize(json, ClientJson.Default.Problem) is { Title: not null } problem)
                    return new RefusedException(problem, (int)response.StatusCode, json, retry);
            }
            catch (JsonException)
            {
                // Said below as far as it can be.
            }
        }

        var said = response.StatusCode is >= HttpStatusCode.Moved and < HttpStatusCode.BadRequest ? $"It leads to {response.Headers.Location}." : null;
        return new RefusedException(
            new Problem(null, $"The server answered {(int)response.StatusCode} {response.ReasonPhrase}.", (int)response.StatusCode, said, null),
            (int)response.StatusCode, null, retry);
    }

    private static string Address(string timeline, string path, Parameters parameters) =>
        $"v1/{Uri.EscapeDataString(timeline)}/{path}{parameters}";

    private static string Subject(string subject) => $"subjects/{string.Join('/', subject.Split('/').Select(Uri.EscapeDataString))}";
}

/// <summary>How a file is to be imported.</summary>
/// <param name="Format">What its lines are.</param>
/// <param name="Known">When what they report became public, where they do not say it.</param>
/// <param name="IsAtomic">All lines or none.</param>
/// <param name="Charset">In which encoding it is; <see langword="null"/>: UTF-8, or what its byte order mark says.</param>
internal sealed record Import(string Format, string? Known, bool IsAtomic, string? Charset);
