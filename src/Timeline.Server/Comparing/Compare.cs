using System.Text.Json.Serialization;
using MediatR;
using Timeline.Domain.Knowing;
using Timeline.Domain.Record;
using Timeline.Postgres.Events;
using Timeline.Server.Access;
using Timeline.Server.Http;
using Timeline.Server.Knowing;
using Timeline.Server.Limits;

namespace Timeline.Server.Comparing;

/// <summary>How a subject's story and state differ between two vantages.</summary>
public sealed record SubjectComparison : Differences
{
    internal SubjectComparison(Comparison comparison, Viewpoint from, Viewpoint to) : base(comparison) =>
        (Subject, From, To, Permalink, Erased) =
            (comparison.To.Subject, from.Item, to.Item, to.Permalink, ErasedItem.Of(comparison.From.Story, comparison.To.Story));

    /// <summary>The subject.</summary>
    public SubjectId Subject { get; }

    /// <summary>The first vantage.</summary>
    public VantageItem From { get; }

    /// <summary>The second vantage.</summary>
    public VantageItem To { get; }

    /// <summary>Where the same answer is to be had for ever.</summary>
    public string Permalink { get; }

    /// <summary>Erased events of the subject, as either side sees it; absent: none.</summary>
    public IReadOnlyList<ErasedItem>? Erased { get; }
}

/// <summary>How a timeline differs between two vantages.</summary>
public sealed record TimelineComparison
{
    /// <summary>A page of the subjects that differ, in ordinal order of their names.</summary>
    public required IReadOnlyList<SubjectDifferences> Items { get; init; }

    /// <summary>Where the next page is; null: this is the last.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string? Next { get; init; }

    /// <summary>The first vantage.</summary>
    public required VantageItem From { get; init; }

    /// <summary>The second vantage.</summary>
    public required VantageItem To { get; init; }

    /// <summary>Where the same answer is to be had for ever.</summary>
    public required string Permalink { get; init; }

    /// <summary>Erased events, as either side sees them, of the subjects that differ on this page and those between; absent: none.</summary>
    public IReadOnlyList<ErasedItem>? Erased { get; init; }
}

internal sealed record CompareSubject(string Timeline, string Kind, string Slug, VantageQuery From, VantageQuery To) : IRequest<SubjectComparison>
{
    internal static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/v1/{timeline}/subjects/{kind}/{slug}/compare", (string timeline, string kind, string slug, HttpRequest request, IMediator mediator, CancellationToken cancellation) =>
            {
                var (from, to) = Query.ReadTwoVantages(request);
                return mediator.Send(new CompareSubject(timeline, kind, slug, from, to), cancellation);
            })
            .WithName("CompareSubject").WithTags("Comparing").For(Role.Read).Small(atMost: 500)
            .WithSummary("How a subject's story and state differ between two vantages, and why.")
            .WithMetadata(new QueryParameters([.. QueryParameter.TwoVantages]))
            .WithPermalink().Produces<SubjectComparison>().ProducesProblems(400, 404);
}

internal sealed record CompareTimeline(string Timeline, VantageQuery From, VantageQuery To) : IRequest<TimelineComparison>
{
    internal static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/v1/{timeline}/compare", (string timeline, HttpRequest request, IMediator mediator, CancellationToken cancellation) =>
            {
                var (from, to) = Query.ReadTwoVantages(request);
                return mediator.Send(new CompareTimeline(timeline, from, to), cancellation);
            })
            .WithName("CompareTimeline").WithTags("Comparing").For(Role.Read).Costly()
            .WithSummary("How a timeline differs between two vantages, subject by subject, and why.")
            .WithMetadata(new QueryParameters([.. QueryParameter.TwoVantages, .. QueryParameter.Page]))
            .WithPermalink().Produces<TimelineComparison>().ProducesProblems(400, 404);
}

internal sealed class CompareHandler(Vantages vantages, Subjects subjects, LedgerReader ledger)
    : IRequestHandler<CompareSubject, SubjectComparison>, IRequestHandler<CompareTimeline, TimelineComparison>
{
    public async Task<SubjectComparison> Handle(CompareSubject request, CancellationToken cancellationToken)
    {
        var (from, to) = await ResolveAsync(request.Timeline, request.From, request.To, cancellationToken);
        var events = await subjects.EventsAsync(Subjects.Parse(request.Kind, request.Slug), [from, to], cancellationToken);
        return new SubjectComparison(Comparison.Of(events, from.Vantage, to.Vantage), from, to);
    }

    public async Task<TimelineComparison> Handle(CompareTimeline request, CancellationToken cancellationToken)
    {
        var (from, to) = await ResolveAsync(request.Timeline, request.From, request.To, cancellationToken);
        var (found, erased) = (new List<SubjectDifferences>(), new List<ErasedItem>());
        var newest = Math.Max(from.Vantage.Recorded, to.Vantage.Recorded);
        await foreach (var events in ledger.AllAsync(Subjects.ReachOf([from, to]), request.To.Cursor?.After ?? "", newest,
            cancellationToken))
        {
            var comparison = Comparison.Of(events, from.Vantage, to.Vantage);
            if (!comparison.IsEmpty) found.Add(new SubjectDifferences(comparison));
            if (found.Count > request.To.Limit) break;
            erased.AddRange(ErasedItem.Of(comparison.From.Story, comparison.To.Story) ?? []);
        }

        var items = found.Take(request.To.Limit).ToList();
        return new TimelineComparison
        {
            Items = items,
            Next = found.Count > items.Count ? to.Next(items[^1].Subject.ToString()) : null,
            From = from.Item,
            To = to.Item,
            Permalink = to.Permalink,
            Erased = erased.Count > 0 ? erased : null,
        };
    }

    // The second one's links carry the first, resolved.
    private async Task<(Viewpoint From, Viewpoint To)> ResolveAsync(string timeline, VantageQuery fromQuery, VantageQuery toQuery, CancellationToken cancellation)
    {
        var from = await vantages.ResolveAsync(timeline, fromQuery, cancellation);
        var to = await vantages.ResolveAsync(timeline, toQuery, cancellation);
        return (from, to with { Query = to.Query with { Also = from.Pinned } });
    }
}
