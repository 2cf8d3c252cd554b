using System.Runtime.CompilerServices;
using MediatR;
using Npgsql;
using Timeline.Domain.Knowing;
using Timeline.Domain.Record;
using Timeline.Server.Access;
using Timeline.Server.Http;
using Timeline.Server.Knowing;
using Timeline.Server.Limits;

namespace Timeline.Server.Feed;

/// <summary>What is recorded, as it is recorded, for as long as the client stays.</summary>
/// <param name="Timeline">Where.</param>
/// <param name="After">After which position; <see langword="null"/>: from now on.</param>
/// <param name="EventName">Under which name every event is told; <see langword="null"/>: each under its type.</param>
/// <param name="Query">To whom it is told, through which lens and filter.</param>
/// <param name="Client">Whose turn it is where much is read.</param>
/// <param name="MayStillRead">Whether who asked may still be told.</param>
internal sealed record OpenFeed(
    string Timeline, FeedPlace? After, string? EventName, VantageQuery Query, string Client, Func<Key, Task<bool>> MayStillRead)
    : IRequest<FeedStream>
{
    internal static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/v1/{timeline}/feed", (
                string timeline, HttpRequest request, Credentials credentials, IMediator mediator, CancellationToken cancellation) =>
            {
                var (after, name, query) = Http.Query.ReadFeed(request);
                var client = Limits.Client.Of(request.HttpContext);
                return mediator.Send(new OpenFeed(timeline, after, name, query, client, MayStillReadAsync), cancellation);

                Task<bool> MayStillReadAsync(Key of) => credentials.MayStillReadAsync(request.HttpContext, of, query.Knowers);
            })
            .WithName("OpenFeed").WithTags("Feed").For(Role.Read).TakesTurnsItself()
            .WithSummary("What is recorded, as it is recorded, each event as seen at that moment: Server-Sent Events that go on until the client leaves.")
            .WithMetadata(
                new QueryParameters(
                [
                    new("after", "Only what was recorded after this position; 0: everything. Default: what is recorded from now on."),
                    new(
                        "event",
                        "message: every event under this one name, for which an EventSource calls onmessage. Default: each under its type.",
                        Words: ["message"]),
                    .. QueryParameter.Vantage.Where(p => p.Name is not ("known" or "recorded" or "at")),
                    .. Filters.OfEvents,
                ]),
                new RequestHeader(FeedPlace.Header, "The last id told, to go on after it; counts before 'after'."))
            .Produces<string>(200, FeedStream.MediaType).ProducesProblems(400, 404);
}

/// <summary>What a client is told at a time.</summary>
/// <param name="Items">Events.</param>
/// <param name="Reached">
/// A heartbeat, and the newest position that they may learn of, up to which everything is told; <see langword="null"/>: none is due.
/// </param>
internal sealed record FeedPart(IReadOnlyList<RecordedItem> Items, long? Reached);

internal sealed class OpenFeedHandler(
    Vantages vantages, FeedPages pages, SharedFeeds shared, Wakes wakes, FeedSettings settings, TimeProvider clock)
    : IRequestHandler<OpenFeed, FeedStream>
{
    public async Task<FeedStream> Handle(OpenFeed request, CancellationToken cancellationToken)
    {
        var newest = await pages.NewestAsync(request.Timeline, cancellationToken);
        var viewpoint = await vantages.PlaceAsync(request.Timeline, request.Query, cancellationToken);
        // Above the newest that they learn of there is nothing for them yet, however much is recorded there. So they are told that
        // position, and are up to date with whoever reads further.
        var told = Math.Min(request.After?.Position ?? long.MaxValue, viewpoint.Head.Position);
        var after = told < viewpoint.Head.Position ? told : Math.Max(told, newest);
        return new FeedStream(told, request.EventName, stop => PartsAsync(request, viewpoint.Timeline, after, told, stop));
    }

    // A wake says only that there may be something new: what is told is read after the last position told, so nothing depends on how
    // many wakes there are. Heartbeats go by the clock alone, lest they tell of what only others know; the first comes at once.
    private async IAsyncEnumerable<FeedPart> PartsAsync(
        OpenFeed request, Key timeline, long after, long reached, [EnumeratorCancellation] CancellationToken stop)
    {
        using var wake = wakes.For(timeline);
        using var seat = shared.Open(timeline, request.Query.Knowers);
        using var timer = new PeriodicTimer(settings.Heartbeat, clock);
        var (beat, woken) = (Task.FromResult(true), wake.ComesAsync(stop));
        var isBehind = false;
        while (await LookAsync(request, timeline, after, seat, isBehind, stop) is { } page)
        {
            isBehind = !page.IsLast;
            (after, reached) = (page.UpTo, Math.Max(reached, page.Newest));
            var isDue = beat.IsCompleted;
            if (isDue) beat = timer.WaitForNextTickAsync(stop).AsTask();
            if (isDue || page.Items.Count > 0) yield return new FeedPart(page.Items, isDue ? reached : null);
            if (page.IsLast) await Task.WhenAny(beat, woken);
            stop.ThrowIfCancellationRequested();
            if (woken.IsCompleted) woken = wake.ComesAsync(stop);
        }
    }

    // While the database is away, or too busy, there is nothing to tell; when it is back a wake or a heartbeat comes.
    private async Task<FeedPage?> LookAsync(
        OpenFeed request, Key timeline, long after, SharedFeeds.Seat seat, bool isBehind, CancellationToken stop)
    {
        try
        {
            return await request.MayStillRead(timeline)
                ? await pages.AfterAsync(after, request.Timeline, request.Query, seat, request.Client, isBehind, stop)
                : null;
        }
        catch (Exception e) when (e is NpgsqlException or ProblemException
            && ProblemMapping.Map(e).Status == StatusCodes.Status503ServiceUnavailable)
        {
            return new FeedPage([], after, Newest: 0, IsLast: true);
        }
    }
}
