using System.Text.Json.Serialization;
using MediatR;
using Timeline.Domain.Knowing;
using Timeline.Domain.Record;
using Timeline.Postgres.Events;
using Timeline.Server.Access;
using Timeline.Server.Http;
using Timeline.Server.Limits;

namespace Timeline.Server.Knowing;

/// <summary>The subjects of which something is visible from a vantage.</summary>
public sealed record SubjectList
{
    /// <summary>A page of them, in ordinal order of their names.</summary>
    public required IReadOnlyList<SubjectItem> Items { get; init; }

    /// <summary>Where the next page is; null: this is the last.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string? Next { get; init; }

    /// <summary>From where they are seen.</summary>
    public required VantageItem Vantage { get; init; }

    /// <summary>Where the same answer is to be had for ever.</summary>
    public required string Permalink { get; init; }

    /// <summary>Of a list filtered by what erasure takes, the erased events that might have matched; absent: none.</summary>
    public IReadOnlyList<ErasedItem>? Erased { get; init; }
}

internal sealed record ListSubjects(string Timeline, VantageQuery Query) : IRequest<SubjectList>
{
    internal static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/v1/{timeline}/subjects", (string timeline, HttpRequest request, IMediator mediator, CancellationToken cancellation) =>
                mediator.Send(new ListSubjects(timeline, Http.Query.ReadVantage(request)), cancellation))
            .WithName("ListSubjects").WithTags("Knowing").For(Role.Read).Small()
            .WithSummary("The subjects of which something is known from a vantage.")
            .WithMetadata(new QueryParameters([.. QueryParameter.Vantage, .. Filters.OfEvents, .. QueryParameter.Page]))
            .WithPermalink().Produces<SubjectList>().ProducesProblems(400, 404);
}

internal sealed class ListSubjectsHandler(Vantages vantages, Subjects subjects, LedgerReader ledger) : IRequestHandler<ListSubjects, SubjectList>
{
    public async Task<SubjectList> Handle(ListSubjects request, CancellationToken cancellationToken)
    {
        var viewpoint = await vantages.ResolveAsync(request.Timeline, request.Query, cancellationToken);
        var limit = request.Query.Limit;
        var found = new List<SubjectItem>();
        var after = request.Query.Cursor?.After ?? "";
        foreach (var look in Looks.For(limit))
        {
            var candidates = await ledger.SubjectIdsAsync(viewpoint.Reach, viewpoint.Narrowing, after, look, cancellationToken);
            found.AddRange(await ItemsAsync(viewpoint, candidates, cancellationToken));
            if (found.Count > limit || candidates.Count < look) break;
            after = candidates[^1].ToString();
        }

        var items = found.Take(limit).ToList();
        return new SubjectList
        {
            Items = items,
            Next = found.Count > limit ? viewpoint.Next(items[^1].Subject.ToString()) : null,
            Vantage = viewpoint.Item,
            Permalink = viewpoint.Permalink,
            Erased = request.Query.Filter.AsksWhatErasureTakes
                ? ErasedItem.Of(await subjects.WithErasedAsync(viewpoint, cancellationToken), request.Query.Filter)
                : null,
        };
    }

    // How the list is now is kept by the appends, as far as nobody has recorded since and no date was passed; the rest is folded.
    private async Task<IEnumerable<SubjectItem>> ItemsAsync(Viewpoint viewpoint, IReadOnlyList<SubjectId> candidates, CancellationToken cancellation)
    {
        var filter = viewpoint.Query.Filter;
        var kept = viewpoint.IsKept && filter.IsEmpty
            ? await ledger.CurrentItemsAsync(viewpoint.Timeline, candidates, viewpoint.Head, viewpoint.Vantage.Known, cancellation)
            : new Dictionary<SubjectId, SubjectItem?>();
        var folded = (await subjects.StoriesAsync(viewpoint, [.. candidates.Where(c => !kept.ContainsKey(c))], cancellation))
            .Where(s => s.Story.IsVisible && Subjects.Matches(filter, s.Story)).Select(s => SubjectItem.Of(State.Of(s.Subject, s.Story)));
        return kept.Values.OfType<SubjectItem>().Concat(folded).OrderBy(i => i.Subject);
    }
}
