using System.Diagnostics.CodeAnalysis;
using System.Net.Mime;
using System.Text;
using System.Text.Json.Serialization;
using MediatR;
using Timeline.Domain.CloudEvents;
using Timeline.Domain.Json;
using Timeline.Domain.Knowing;
using Timeline.Postgres.Events;
using Timeline.Server.Access;
using Timeline.Server.Http;
using Timeline.Server.Limits;

namespace Timeline.Server.Knowing;

/// <summary>Events as the ledger holds them, visible from a vantage, in order of position.</summary>
public sealed record EventList
{
    /// <summary>A page of them.</summary>
    public required IReadOnlyList<RecordedItem> Items { get; init; }

    /// <summary>Where the next page is; null: this is the last.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string? Next { get; init; }

    /// <summary>From where they are seen.</summary>
    public required VantageItem Vantage { get; init; }

    /// <summary>Where the same answer is to be had for ever.</summary>
    public required string Permalink { get; init; }

    /// <summary>Erased events of the subjects listed; where it is filtered by what erasure takes, all that might have matched; absent: none.</summary>
    public IReadOnlyList<ErasedItem>? Erased { get; init; }
}

/// <summary>One event as the ledger holds it, as far as visible from a vantage.</summary>
public sealed record EventAnswer : RecordedItem
{
    [SetsRequiredMembers]
    internal EventAnswer(SeenEvent seen, Story story, Viewpoint viewpoint) : base(RecordedItem.Of(seen, story)) =>
        (Vantage, Permalink, ErasedActs) = (viewpoint.Item, viewpoint.Permalink, ErasedItem.ActsOn(seen, story));

    /// <summary>From where it is seen.</summary>
    public VantageItem Vantage { get; }

    /// <summary>Where the same answer is to be had for ever.</summary>
    public string Permalink { get; }

    /// <summary>Erased acts on it, such as an amendment whose data it had; absent: none, or it is erased itself.</summary>
    public IReadOnlyList<ErasedItem>? ErasedActs { get; }
}

internal sealed record ListEvents(string Timeline, VantageQuery Query) : IRequest<EventList>
{
    internal static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/v1/{timeline}/events", async (string timeline, HttpContext http, IMediator mediator, CancellationToken cancellation) =>
            {
                var form = Accepted.Of(http, Forms);
                var list = await mediator.Send(new ListEvents(timeline, Http.Query.ReadVantage(http.Request)), cancellation);
                return form == CloudEvent.BatchMediaType ? Batch(http.Response, list) : Results.Json(list, AnswerJson.Options);
            })
            .WithName("ListEvents").WithTags("Knowing").For(Role.Read).Small()
            .WithSummary("The events visible from a vantage, acts on the record among them, in order of position.")
            .WithMetadata(
                new QueryParameters([.. QueryParameter.Vantage, .. Filters.OfEvents, .. QueryParameter.Page]),
                new RequestHeader("Accept", $"application/json, or {CloudEvent.BatchMediaType} for an array of CloudEvents."),
                new ResponseHeader("Link", "Of a batch of CloudEvents, where the next page is; not there: this is the last.", 200),
                new ResponseHeader("Content-Location", "Of a batch of CloudEvents, where the same answer is to be had for ever.", 200),
                new CloudEventAnswer(IsBatch: true))
            .WithPermalink().Produces<EventList>().ProducesProblems(400, 404, 406);

    // What a client that names none gets comes first.
    private static readonly IReadOnlyList<string> Forms = [MediaTypeNames.Application.Json, CloudEvent.BatchMediaType];

    // A batch has no place for where the next page is.
    private static IResult Batch(HttpResponse response, EventList list)
    {
        response.Headers.ContentLocation = list.Permalink;
        if (list.Next is not null) response.Headers.Link = $"<{list.Next}>; rel=\"next\"";
        var batch = StrictJson.Write(writer =>
        {
            writer.WriteStartArray();
            foreach (var item in list.Items) CloudEvent.Write(writer, item);
            writer.WriteEndArray();
        });
        return Results.Text(batch, CloudEvent.BatchMediaType, Encoding.UTF8);
    }
}

internal sealed record GetEvent(string Timeline, string Id, VantageQuery Query) : IRequest<EventAnswer>
{
    internal static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/v1/{timeline}/events/{id}", async (string timeline, string id, HttpContext http, IMediator mediator, CancellationToken cancellation) =>
            {
                var form = Accepted.Of(http, Forms);
                var answer = await mediator.Send(new GetEvent(timeline, id, Http.Query.ReadVantage(http.Request)), cancellation);
                if (form != CloudEvent.MediaType) return Results.Json(answer, AnswerJson.Options);
                http.Response.Headers.ContentLocation = answer.Permalink;
                return Results.Text(StrictJson.Write(writer => CloudEvent.Write(writer, answer, answer.ErasedActs)), CloudEvent.MediaType, Encoding.UTF8);
            })
            .WithName("GetEvent").WithTags("Knowing").For(Role.Read).Small()
            .WithSummary("One event as recorded, as far as visible from a vantage.")
            .WithMetadata(
                new QueryParameters(QueryParameter.Vantage),
                new RequestHeader("Accept", $"application/json, or {CloudEvent.MediaType} for a CloudEvent."),
                new ResponseHeader("Content-Location", "Of a CloudEvent, where the same answer is to be had for ever.", 200),
                new CloudEventAnswer(IsBatch: false))
            .WithPermalink().Produces<EventAnswer>().ProducesProblems(400, 404, 406);

    // What a client that names none gets comes first.
    private static readonly IReadOnlyList<string> Forms = [MediaTypeNames.Application.Json, CloudEvent.MediaType];
}

internal sealed class ReadEventsHandler(Vantages vantages, Subjects subjects, LedgerReader ledger)
    : IRequestHandler<ListEvents, EventList>, IRequestHandler<GetEvent, EventAnswer>
{
    public async Task<EventList> Handle(ListEvents request, CancellationToken cancellationToken)
    {
        var viewpoint = await vantages.ResolveAsync(request.Timeline, request.Query, cancellationToken);
        var (limit, filter) = (request.Query.Limit, request.Query.Filter);
        var after = long.TryParse(request.Query.Cursor?.After, out var passed) ? passed : 0;
        var found = new List<RecordedItem>();
        foreach (var look in Looks.For(limit))
        {
            var (candidates, strands) = await ledger.StrandsAsync(
                viewpoint.Reach, viewpoint.Narrowing, after, viewpoint.Vantage.Recorded, look, cancellationToken);
            var stories = strands.ToDictionary(s => s.Key, s => Story.Of(s, viewpoint.Vantage));
            foreach (var (id, story) in candidates.Select(c => (c.Id, stories[c.Subject])))
            {
                // A candidate that nobody here ever learns of is not in its story.
                if (story.Find(id) is { IsVisible: true } seen && filter.Matches(seen, story)) found.Add(RecordedItem.Of(seen, story));
            }

            if (found.Count > limit || candidates.Count < look) break;
            after = candidates[^1].Seq;
        }

        var items = found.Take(limit).ToList();
        var listed = items.Select(i => i.Subject).ToHashSet();
        return new EventList
        {
            Items = items,
            Next = found.Count > limit ? viewpoint.Next($"{items[^1].Seq}") : null,
            Vantage = viewpoint.Item,
            Permalink = viewpoint.Permalink,
            Erased = filter.AsksWhatErasureTakes
                ? ErasedItem.Of(await subjects.WithErasedAsync(viewpoint, cancellationToken), filter)
                : ErasedItem.Of(await subjects.WithErasedAsync(viewpoint, cancellationToken, listed)),
        };
    }

    public async Task<EventAnswer> Handle(GetEvent request, CancellationToken cancellationToken)
    {
        var viewpoint = await vantages.ResolveAsync(request.Timeline, request.Query, cancellationToken);
        if (!Guid.TryParseExact(request.Id, "D", out var id)
            || await ledger.SubjectOfAsync(viewpoint.Reach, id, viewpoint.Vantage.Recorded, cancellationToken) is not { } subject)
            throw Unknown(request.Id);
        if (await subjects.StoriesAsync(viewpoint, [subject], cancellationToken) is not [(_, var story)] || story.Find(id) is not { } seen)
            throw Unknown(request.Id);
        if (!seen.IsVisible)
            throw Story.MayEverSee(seen) ? Cause.NotKnownThen.Because("The event is not visible from this vantage.") : Unknown(request.Id);
        return new EventAnswer(seen, story, viewpoint);
    }

    private static ProblemException Unknown(string id) => Cause.UnknownEvent.Because($"There is no event '{id}' in this timeline, for this knower.");
}
