using System.Text.Json.Serialization;
using MediatR;
using Timeline.Domain.Knowing;
using Timeline.Domain.Record;
using Timeline.Postgres.Events;
using Timeline.Server.Access;
using Timeline.Server.Http;
using Timeline.Server.Limits;

namespace Timeline.Server.Knowing;

/// <summary>A subject's story as known from a vantage.</summary>
public sealed record StoryList
{
    /// <summary>A page of the story, in story order.</summary>
    public required IReadOnlyList<StoryItem> Items { get; init; }

    /// <summary>What may have happened already; complete on the first page, empty on the others.</summary>
    public required IReadOnlyList<StoryItem> Possibly { get; init; }

    /// <summary>Events of other subjects' stories that name this one as related; complete on the first page, empty on the others.</summary>
    public required IReadOnlyList<StoryItem> Related { get; init; }

    /// <summary>
    /// Visible events of the world that were taken back, in story order, each as it was last in force, with who took it back, when and why;
    /// complete on the first page, empty on the others.
    /// </summary>
    public required IReadOnlyList<StoryItem> Retracted { get; init; }

    /// <summary>Where the next page is; null: this is the last.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string? Next { get; init; }

    /// <summary>From where it is seen.</summary>
    public required VantageItem Vantage { get; init; }

    /// <summary>Where the same answer is to be had for ever.</summary>
    public required string Permalink { get; init; }

    /// <summary>Erased events of the subject; absent: none.</summary>
    public IReadOnlyList<ErasedItem>? Erased { get; init; }
}

internal sealed record GetStory(string Timeline, string Kind, string Slug, VantageQuery Query) : IRequest<StoryList>
{
    internal static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/v1/{timeline}/subjects/{kind}/{slug}/events", (string timeline, string kind, string slug, HttpRequest request, IMediator mediator, CancellationToken cancellation) =>
                mediator.Send(new GetStory(timeline, kind, slug, Http.Query.ReadVantage(request)), cancellation))
            .WithName("GetStory").WithTags("Knowing").For(Role.Read).Small()
            .WithSummary("The story of a subject as known from a vantage, in story order.")
            .WithMetadata(new QueryParameters([.. QueryParameter.Vantage, .. QueryParameter.Page]))
            .WithPermalink().Produces<StoryList>().ProducesProblems(400, 404);
}

internal sealed class GetStoryHandler(Vantages vantages, Subjects subjects, LedgerReader ledger) : IRequestHandler<GetStory, StoryList>
{
    public async Task<StoryList> Handle(GetStory request, CancellationToken cancellationToken)
    {
        var viewpoint = await vantages.ResolveAsync(request.Timeline, request.Query, cancellationToken);
        var subject = Subjects.Parse(request.Kind, request.Slug);
        var story = await subjects.StoryAsync(viewpoint, subject, cancellationToken);
        var isFirst = request.Query.Cursor is null;
        // At a pinned vantage the story stays as it is, so a place in it is a count.
        var skip = int.TryParse(request.Query.Cursor?.After, out var passed) ? passed : 0;
        var rest = story.Entries.Skip(skip).Take(request.Query.Limit + 1).ToList();
        return new StoryList
        {
            Items = [.. rest.Take(request.Query.Limit).Select(e => StoryItem.Of(e, story))],
            Possibly = isFirst ? [.. story.Possibly.Select(e => StoryItem.Of(e, story))] : [],
            Related = isFirst ? await RelatedAsync(viewpoint, subject, cancellationToken) : [],
            Retracted = isFirst ? [.. story.Retracted.Select(e => StoryItem.Of(e, story))] : [],
            Next = rest.Count > request.Query.Limit ? viewpoint.Next($"{skip + request.Query.Limit}") : null,
            Vantage = viewpoint.Item,
            Permalink = viewpoint.Permalink,
            Erased = ErasedItem.Of(story),
        };
    }

    private async Task<IReadOnlyList<StoryItem>> RelatedAsync(Viewpoint viewpoint, SubjectId subject, CancellationToken cancellation)
    {
        var others = await ledger.RelatedAsync(viewpoint.Reach, subject, viewpoint.Vantage.Recorded, cancellation);
        var stories = await subjects.StoriesAsync(viewpoint, others, cancellation);
        return
        [
            .. stories.SelectMany(s => s.Story.Entries.Select(e => (Entry: e, s.Story)))
                .Where(e => e.Entry.Event.Related?.Contains(subject) == true)
                .OrderBy(e => e.Entry.Key)
                .Select(e => StoryItem.Of(e.Entry, e.Story)),
        ];
    }
}
