using MediatR;
using Timeline.Domain.Record;
using Timeline.Domain.Time;
using Timeline.Postgres.Events;
using Timeline.Server.Access;
using Timeline.Server.Http;
using Timeline.Server.Limits;

namespace Timeline.Server.Knowing;

/// <summary>A timeline: a body of work; nothing crosses timelines.</summary>
public sealed record TimelineItem
{
    /// <summary>Its name, in every address.</summary>
    public required Key Name { get; init; }

    /// <summary>What it is called.</summary>
    public required string Title { get; init; }

    /// <summary>What it is about.</summary>
    public string? Description { get; init; }

    /// <summary>When it was made.</summary>
    public required Instant Created { get; init; }

    /// <summary>Who made it.</summary>
    public required string RecordedBy { get; init; }

    internal static TimelineItem Of(TimelineRow row) =>
        new() { Name = row.Name, Title = row.Title, Description = row.Description, Created = row.Created, RecordedBy = row.RecordedBy };
}

/// <summary>The timelines.</summary>
public sealed record TimelineList
{
    /// <summary>Those that one may see, by name.</summary>
    public required IReadOnlyList<TimelineItem> Items { get; init; }
}

/// <summary>The timelines that somebody may see.</summary>
internal sealed record ListTimelines(Principal For) : IRequest<TimelineList>
{
    internal static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/v1", (HttpRequest request, IMediator mediator, CancellationToken cancellation) =>
            {
                Query.RefuseAny(request);
                return mediator.Send(new ListTimelines(request.HttpContext.Principal()), cancellation);
            })
            .WithName("ListTimelines").WithTags("Knowing").ForTheKnown().Small()
            .WithSummary("The timelines that one may see.").Produces<TimelineList>().ProducesProblems(400);
}

internal sealed record GetTimeline(string Timeline) : IRequest<TimelineItem>
{
    internal static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/v1/{timeline}", (string timeline, HttpRequest request, IMediator mediator, CancellationToken cancellation) =>
            {
                Query.RefuseAny(request);
                return mediator.Send(new GetTimeline(timeline), cancellation);
            })
            .WithName("GetTimeline").WithTags("Knowing").For(Role.Read).Small()
            .WithSummary("One timeline.").Produces<TimelineItem>().ProducesProblems(400, 404);
}

internal sealed class TimelinesHandler(LedgerReader ledger) : IRequestHandler<ListTimelines, TimelineList>, IRequestHandler<GetTimeline, TimelineItem>
{
    public async Task<TimelineList> Handle(ListTimelines request, CancellationToken cancellationToken) =>
        new() { Items = [.. (await ledger.TimelinesAsync(cancellationToken)).Where(t => request.For.In(t.Name) is not null).Select(TimelineItem.Of)] };

    public async Task<TimelineItem> Handle(GetTimeline request, CancellationToken cancellationToken) =>
        Key.TryParse(request.Timeline, out var name) && await ledger.TimelineAsync(name, cancellationToken) is { } row
            ? TimelineItem.Of(row)
            : throw Cause.NoTimeline(request.Timeline);
}
