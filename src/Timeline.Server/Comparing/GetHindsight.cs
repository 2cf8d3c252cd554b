using System.Text.Json.Serialization;
using MediatR;
using Timeline.Domain.Knowing;
using Timeline.Domain.Record;
using Timeline.Domain.Time;
using Timeline.Postgres.Events;
using Timeline.Server.Access;
using Timeline.Server.Http;
using Timeline.Server.Knowing;

namespace Timeline.Server.Comparing;

/// <summary>Something expected or open on the date, and how it turned out.</summary>
public sealed record TurnedOutItem
{
    /// <summary>What was said to be ahead.</summary>
    public ExpectationItem? Expected { get; init; }

    /// <summary>What was open.</summary>
    public OpenQuestionItem? Open { get; init; }

    /// <summary>Of an open question: whether it is open still.</summary>
    public bool? IsOpen { get; init; }

    /// <summary>What is known now at its pointer; null: nothing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public ToldValue? Value { get; init; }

    /// <summary>What is known of it since: the values there, or around it, that differ from those of the date.</summary>
    public required IReadOnlyList<PointerItem> Became { get; init; }

    internal static TurnedOutItem Of(TurnedOut turned, Hindsight hindsight)
    {
        var (then, now) = (hindsight.UnknownThen.From, hindsight.Now);
        return new TurnedOutItem
        {
            Expected = turned.Expected is { } expected ? StateItem.ExpectationOf(expected, then) : null,
            Open = turned.Open is { } open ? StateItem.QuestionOf(open) : null,
            IsOpen = turned.Open is null ? null : turned.IsOpen,
            Value = turned.Open is { } asked ? ToldValue.Of(now, asked.Pointer) : ToldValue.Of(now, turned.Expected!.What),
            Became = [.. turned.Became.Select(p => PointerItem.Of(p, then, now))],
        };
    }
}

/// <summary>What was not known of one subject on the date, and how what was ahead and open turned out.</summary>
public record HindsightItem
{
    internal HindsightItem(Hindsight hindsight)
    {
        Subject = hindsight.Now.Subject;
        UnknownThen = new Differences(hindsight.UnknownThen);
        TurnedOut = [.. hindsight.TurnedOut.Select(t => TurnedOutItem.Of(t, hindsight))];
    }

    /// <summary>The subject.</summary>
    public SubjectId Subject { get; }

    /// <summary>What had happened by the date and was not known, or was wrongly believed.</summary>
    public Differences UnknownThen { get; }

    /// <summary>Every expectation and every open question of the date, with what became of it.</summary>
    public IReadOnlyList<TurnedOutItem> TurnedOut { get; }
}

/// <summary>Hindsight on one subject.</summary>
public sealed record SubjectHindsight : HindsightItem
{
    internal SubjectHindsight(Hindsight hindsight, Instant date, Viewpoint now) : base(hindsight) =>
        (Date, Vantage, Permalink, Erased) = (date, now.Item, now.Permalink, ErasedItem.Of(hindsight.Now.Story));

    /// <summary>The date: what was known by then of what had happened by then.</summary>
    public Instant Date { get; }

    /// <summary>From where it is looked back.</summary>
    public VantageItem Vantage { get; }

    /// <summary>Where the same answer is to be had for ever.</summary>
    public string Permalink { get; }

    /// <summary>Erased events of the subject; absent: none.</summary>
    public IReadOnlyList<ErasedItem>? Erased { get; }
}

/// <summary>Hindsight on a timeline.</summary>
public sealed record TimelineHindsight
{
    /// <summary>A page of the subjects of which there is something to say, in ordinal order of their names.</summary>
    public required IReadOnlyList<HindsightItem> Items { get; init; }

    /// <summary>Where the next page is; null: this is the last.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string? Next { get; init; }

    /// <summary>The date: what was known by then of what had happened by then.</summary>
    public required Instant Date { get; init; }

    /// <summary>From where it is looked back.</summary>
    public required VantageItem Vantage { get; init; }

    /// <summary>Where the same answer is to be had for ever.</summary>
    public required string Permalink { get; init; }

    /// <summary>Erased events of the subjects on this page and those between; absent: none.</summary>
    public IReadOnlyList<ErasedItem>? Erased { get; init; }
}

internal sealed record GetSubjectHindsight(string Timeline, string Kind, string Slug, Instant Date, VantageQuery Now) : IRequest<SubjectHindsight>
{
    internal static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/v1/{timeline}/subjects/{kind}/{slug}/hindsight", (string timeline, string kind, string slug, HttpRequest request, IMediator mediator, CancellationToken cancellation) =>
            {
                var (date, now) = Query.ReadHindsight(request);
                return mediator.Send(new GetSubjectHindsight(timeline, kind, slug, date, now), cancellation);
            })
            .WithName("GetSubjectHindsight").WithTags("Comparing").For(Role.Read).WithSummary("What was not known of a subject on a date, and how what was ahead and open turned out.")
            .WithMetadata(new QueryParameters(GetHindsightHandler.Parameters)).WithPermalink().Produces<SubjectHindsight>().ProducesProblems(400, 404);
}

internal sealed record GetTimelineHindsight(string Timeline, Instant Date, VantageQuery Now) : IRequest<TimelineHindsight>
{
    internal static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/v1/{timeline}/hindsight", (string timeline, HttpRequest request, IMediator mediator, CancellationToken cancellation) =>
            {
                var (date, now) = Query.ReadHindsight(request);
                return mediator.Send(new GetTimelineHindsight(timeline, date, now), cancellation);
            })
            .WithName("GetTimelineHindsight").WithTags("Comparing").For(Role.Read).WithSummary("What was not known on a date, and how what was ahead and open turned out, subject by subject.")
            .WithMetadata(new QueryParameters([.. GetHindsightHandler.Parameters, .. QueryParameter.Page])).WithPermalink().Produces<TimelineHindsight>().ProducesProblems(400, 404);
}

internal sealed class GetHindsightHandler(Vantages vantages, Subjects subjects, LedgerReader ledger)
    : IRequestHandler<GetSubjectHindsight, SubjectHindsight>, IRequestHandler<GetTimelineHindsight, TimelineHindsight>
{
    internal static readonly IReadOnlyList<QueryParameter> Parameters =
    [
        new("date", "The date to look back on: what was known by then of what had happened by then. Required."), .. QueryParameter.Vantage,
    ];

    public async Task<SubjectHindsight> Handle(GetSubjectHindsight request, CancellationToken cancellationToken)
    {
        var now = await ResolveAsync(request.Timeline, request.Date, request.Now, cancellationToken);
        var events = await subjects.EventsAsync(Subjects.Parse(request.Kind, request.Slug), [now], cancellationToken);
        return new SubjectHindsight(Hindsight.Of(events, Then(now, request.Date), now.Vantage), request.Date, now);
    }

    public async Task<TimelineHindsight> Handle(GetTimelineHindsight request, CancellationToken cancellationToken)
    {
        var now = await ResolveAsync(request.Timeline, request.Date, request.Now, cancellationToken);
        var (limit, found, erased) = (request.Now.Limit, new List<HindsightItem>(), new List<ErasedItem>());
        await foreach (var events in ledger.AllAsync(now.Reach, request.Now.Cursor?.After ?? "", now.Vantage.Recorded, cancellationToken))
        {
            var hindsight = Hindsight.Of(events, Then(now, request.Date), now.Vantage);
            if (!hindsight.UnknownThen.IsEmpty || hindsight.TurnedOut.Count > 0) found.Add(new HindsightItem(hindsight));
            if (found.Count > limit) break;
            erased.AddRange(ErasedItem.Of(hindsight.Now.Story) ?? []);
        }

        var items = found.Take(limit).ToList();
        return new TimelineHindsight
        {
            Items = items,
            Next = found.Count > limit ? now.Next(items[^1].Subject.ToString()) : null,
            Date = request.Date,
            Vantage = now.Item,
            Permalink = now.Permalink,
            Erased = erased.Count > 0 ? erased : null,
        };
    }

    private async Task<Viewpoint> ResolveAsync(string timeline, Instant date, VantageQuery query, CancellationToken cancellation)
    {
        var now = await vantages.ResolveAsync(timeline, query, cancellation);
        return date <= now.Vantage.Known ? now
            : throw new ProblemException(Cause.MalformedRequest.Problem(null, [new ProblemFault { Parameter = "date", Detail = "Is in the future." }]));
    }

    private static Vantage Then(Viewpoint now, Instant date) => now.Vantage with { Known = date, At = date };
}
