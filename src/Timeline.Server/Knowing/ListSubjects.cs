using System.Text.Json.Serialization;
using MediatR;
using Timeline.Domain.Knowing;
using Timeline.Domain.Record;
using Timeline.Domain.Time;
using Timeline.Postgres.Events;
using Timeline.Server.Http;

namespace Timeline.Server.Knowing;

/// <summary>A subject as it is listed.</summary>
public sealed record SubjectItem
{
    /// <summary>The subject.</summary>
    public required SubjectId Subject { get; init; }

    /// <summary>Its kind.</summary>
    public required Key Kind { get; init; }

    /// <summary>The greatest visible version.</summary>
    public required long Version { get; init; }

    /// <summary>What it is called, where that is said.</summary>
    public string? Title { get; init; }

    /// <summary>Its status, where it has one.</summary>
    public string? Status { get; init; }

    /// <summary>How many events its story has.</summary>
    public required int Events { get; init; }

    /// <summary>When the first of it became known.</summary>
    public Instant? FirstKnown { get; init; }

    /// <summary>When the last of it became known.</summary>
    public Instant? LastKnown { get; init; }
}

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
}

internal sealed record ListSubjects(string Timeline, VantageQuery Query) : IRequest<SubjectList>
{
    internal static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/v1/{timeline}/subjects", (string timeline, HttpRequest request, IMediator mediator, CancellationToken cancellation) =>
                mediator.Send(new ListSubjects(timeline, Http.Query.ReadVantage(request)), cancellation))
            .WithName("ListSubjects").WithTags("Knowing").WithSummary("The subjects of which something is known from a vantage.")
            .WithMetadata(new QueryParameters([.. QueryParameter.Vantage, .. Filters.OfSubjects, .. QueryParameter.Page]))
            .Produces<SubjectList>().ProducesProblems(400, 404);
}

internal sealed class ListSubjectsHandler(Vantages vantages, Subjects subjects, LedgerReader ledger) : IRequestHandler<ListSubjects, SubjectList>
{
    public async Task<SubjectList> Handle(ListSubjects request, CancellationToken cancellationToken)
    {
        var viewpoint = await vantages.ResolveAsync(request.Timeline, request.Query, cancellationToken);
        var (limit, filter) = (request.Query.Limit, request.Query.Filter);
        var found = new List<SubjectItem>();
        var after = request.Query.Cursor?.After ?? "";
        foreach (var look in Looks.For(limit))
        {
            var candidates = await ledger.SubjectIdsAsync(viewpoint.Timeline, viewpoint.Narrowing, after, look, cancellationToken);
            var stories = await subjects.StoriesAsync(viewpoint, candidates, cancellationToken);
            found.AddRange(stories.Where(s => s.Story.IsVisible && Matches(s.Story)).Select(s => Item(s.Subject, s.Story)));
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
        };

        // What was taken back is as if never said, and what acts on the record is about the record.
        bool Matches(Story story) => filter.IsEmpty || story.Effective.Any(e => filter.Matches(e.Seen, story));
    }

    private static SubjectItem Item(SubjectId subject, Story story)
    {
        var state = State.Of(subject, story);
        var basis = StateItem.BasisOf(story);
        return new SubjectItem
        {
            Subject = subject,
            Kind = subject.Kind,
            Version = story.Version,
            Title = state.Values.GetValueOrDefault("/title")?.Value.Text,
            Status = state.Values.GetValueOrDefault("/status")?.Value.Text,
            Events = basis.Events,
            FirstKnown = basis.FirstKnown,
            LastKnown = basis.LastKnown,
        };
    }
}
