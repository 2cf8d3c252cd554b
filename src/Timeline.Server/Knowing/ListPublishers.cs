using System.Text.Json.Serialization;
using MediatR;
using Timeline.Domain.Knowing;
using Timeline.Server.Access;
using Timeline.Server.Http;
using Timeline.Server.Limits;

namespace Timeline.Server.Knowing;

/// <summary>Who published what is visible from a vantage, how fast, and how it held.</summary>
public sealed record PublisherList
{
    /// <summary>A page of them, the most events first.</summary>
    public required IReadOnlyList<PublisherItem> Items { get; init; }

    /// <summary>Where the next page is; null: this is the last.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string? Next { get; init; }

    /// <summary>From where they are seen.</summary>
    public required VantageItem Vantage { get; init; }

    /// <summary>Where the same answer is to be had for ever.</summary>
    public required string Permalink { get; init; }

    /// <summary>Erased events, of which no publisher is known any more; absent: none.</summary>
    public IReadOnlyList<ErasedItem>? Erased { get; init; }
}

internal sealed record ListPublishers(string Timeline, VantageQuery Query) : IRequest<PublisherList>
{
    internal static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/v1/{timeline}/publishers", (
                string timeline, HttpRequest request, IMediator mediator, CancellationToken cancellation) =>
                mediator.Send(new ListPublishers(timeline, Http.Query.ReadVantage(request)), cancellation))
            .WithName("ListPublishers").WithTags("Knowing").For(Role.Read).Costly()
            .WithSummary("Who published what is known from a vantage, how fast, and how it held.")
            .WithMetadata(new QueryParameters([.. QueryParameter.Vantage, .. QueryParameter.Page]))
            .WithPermalink().Produces<PublisherList>().ProducesProblems(400, 404);
}

internal sealed class ListPublishersHandler(Vantages vantages, Subjects subjects) : IRequestHandler<ListPublishers, PublisherList>
{
    public async Task<PublisherList> Handle(ListPublishers request, CancellationToken cancellationToken)
    {
        var viewpoint = await vantages.ResolveAsync(request.Timeline, request.Query, cancellationToken);
        var publishers = new Publishers();
        var erased = new List<ErasedItem>();
        await foreach (var (_, story) in subjects.AllStoriesAsync(viewpoint, cancellationToken))
        {
            publishers.Add(story);
            erased.AddRange(ErasedItem.Of(story) ?? []);
        }

        // At a pinned vantage the list stays as it is, so a place in it is a count.
        var skip = int.TryParse(request.Query.Cursor?.After, out var passed) ? passed : 0;
        var rest = publishers.All.Skip(skip).Take(request.Query.Limit + 1).ToList();
        return new PublisherList
        {
            Items = [.. rest.Take(request.Query.Limit)],
            Next = rest.Count > request.Query.Limit ? viewpoint.Next($"{skip + request.Query.Limit}") : null,
            Vantage = viewpoint.Item,
            Permalink = viewpoint.Permalink,
            Erased = erased.Count > 0 ? erased : null,
        };
    }
}
