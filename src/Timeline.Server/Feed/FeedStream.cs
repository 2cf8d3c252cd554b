using System.Text;
using System.Text.Json;
using Timeline.Server.Http;
using Timeline.Server.Limits;

namespace Timeline.Server.Feed;

/// <summary>
/// A feed as it is sent: Server-Sent Events (HTML, §9.2). Each has its position as id, and so has a heartbeat, which is no event: whoever is
/// cut off goes on after it, and does not pass over again what was not for them.
/// </summary>
/// <param name="After">The position after which it begins.</param>
/// <param name="EventName">Under which name every event is told; <see langword="null"/>: each under its type.</param>
/// <param name="Parts">What is told, until it is stopped.</param>
internal sealed record FeedStream(long After, string? EventName, Func<CancellationToken, IAsyncEnumerable<FeedPart>> Parts) : IResult
{
    internal const string MediaType = "text/event-stream";

    private const int MaxUnflushed = 1 << 16;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.ContentType = MediaType;
        response.Headers.CacheControl = "no-store";
        // Some proxies keep an answer back until it ends, but for this.
        response.Headers["X-Accel-Buffering"] = "no";
        if (httpContext.Features.Get<OnlyHeaders>() is not null) return;

        var lifetime = httpContext.RequestServices.GetRequiredService<IHostApplicationLifetime>();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(httpContext.RequestAborted, lifetime.ApplicationStopping);
        try
        {
            await SendAsync(response, stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The client has left, or the server stops: it ends between two events, and the client goes on after the last.
        }
    }

    private async Task SendAsync(HttpResponse response, CancellationToken cancellation)
    {
        // A client that is cut off before anything is told goes on from where it began, and soon.
        Write($"retry: 1000\nid: {After}\n\n");
        await response.BodyWriter.FlushAsync(cancellation);
        await foreach (var part in Parts(cancellation))
        {
            foreach (var item in part.Items)
            {
                Write($"id: {item.Seq}\nevent: {EventName ?? item.Type}\ndata: {JsonSerializer.Serialize(item, AnswerJson.Options)}\n\n");
                // Who reads slowly is waited for; who reads nothing is cut off by the server's limits.
                if (response.BodyWriter.UnflushedBytes > MaxUnflushed) await response.BodyWriter.FlushAsync(cancellation);
            }

            if (part.Reached is { } position) Write($": still here\nid: {position}\n\n");
            await response.BodyWriter.FlushAsync(cancellation);
        }

        void Write(string text) => Encoding.UTF8.GetBytes(text, response.BodyWriter);
    }
}
