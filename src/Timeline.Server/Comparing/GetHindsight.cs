using System.Text.Json.Serialization;
using MediatR;
using Timeline.Domain.Knowing;
using Timeline.Domain.Record;
using Timeline.Domain.Time;
using Timeline.Postgres.Events;
using Timeline.Server.Access;
using Timeline.Server.Http;
using Timeline.Server.Knowing;
using Timeline.Server.Limits;

namespace Timeline.Server.Comparing;

/// <summary>A value that answers a question.</summary>
/// <param name="Pointer">A JSON Pointer into the state as known now.</param>
/// <param name="Happened">When what its event reports took place (EDTF).</param>
/// <param name="HappenedZone">The zone of that date; absent: UTC, or it makes no difference.</param>
/// <param name="Told">The value, on whose word, and since when it has been known.</param>
public sealed record HindsightAnswer(string Pointer, Edtf Happened, ZoneItem? HappenedZone, ToldValue Told);

/// <summary>A question that was open on the date, and what became of it.</summary>
public sealed record HindsightQuestion
{
    /// <summary>The question as it was open.</summary>
    public required OpenQuestionItem Open { get; init; }

    /// <summary>What became of it.</summary>
    public required Settled Became { get; init; }

    /// <summary>What answers it, as known now; empty unless it is answered.</summary>
    public required IReadOnlyList<HindsightAnswer> Answers { get; init; }

    internal static HindsightQuestion Of(AskedThen asked, State now) => new()
    {
        Open = StateItem.QuestionOf(asked.Question),
        Became = asked.Settled,
        Answers =
        [
            .. asked.Answers.Select(p => (Pointer: p, now.Values[p].By.Happened))
                .Select(a => new HindsightAnswer(a.Pointer, a.Happened, ZoneItem.Of(a.Happened, null), ToldValue.Of(now, a.Pointer)!)),
        ],
    };
}

/// <summary>What became of an expected date.</summary>
public record HindsightOutcome
{
    /// <summary>What, the first that applies.</summary>
    public required TurnedOut Outcome { get; init; }

    /// <summary>The event that says so; absent: none does.</summary>
    public Word? By { get; init; }

    /// <summary>When that event took place (EDTF).</summary>
    public Edtf? Happened { get; init; }

    /// <summary>The zone of that date; absent: UTC, or it makes no difference.</summary>
    public ZoneItem? HappenedZone { get; init; }

    /// <summary>Of what moved: the other date.</summary>
    public HindsightMove? To { get; init; }

    internal static TOutcome Of<TOutcome>(TOutcome told, Became became, State now) where TOutcome : HindsightOutcome => told with
    {
        Outcome = became.Outcome,
        By = became.By is { } by ? Word.Of(by, now.Story) : null,
        Happened = became.By is { } seen ? now.Story.HappenedOf(seen) : null,
        HappenedZone = became.By is { } report ? ZoneItem.Of(now.Story.HappenedOf(report), null) : null,
        To = became.To is var (date, then)
            ? Of(new HindsightMove { Date = date, DateZone = ZoneItem.Of(date, null), Outcome = default }, then, now) : null,
    };
}

/// <summary>Where an expected date moved, and what became of it there.</summary>
public sealed record HindsightMove : HindsightOutcome
{
    /// <summary>The other date (EDTF).</summary>
    public required Edtf Date { get; init; }

    /// <summary>The zone of that date; absent: UTC, or it makes no difference.</summary>
    public ZoneItem? DateZone { get; init; }
}

/// <summary>Something expected on the date, and what became of it.</summary>
public sealed record HindsightExpectation : HindsightOutcome
{
    /// <summary>What was expected.</summary>
    public required ExpectationItem Expected { get; init; }
}

/// <summary>Values and acts that one side has and the other has not.</summary>
/// <param name="Pointers">The pointers that differ, in ordinal order.</param>
/// <param name="Said">Acts that assert nothing: they are only said to be possible, intended or not so, or say what is not told.</param>
public sealed record HindsightList(IReadOnlyList<PointerItem> Pointers, IReadOnlyList<StoryItem> Said);

/// <summary>A value that was known, and how many origins said so then and are known to have said so by then.</summary>
/// <param name="Pointer">A JSON Pointer into the state.</param>
/// <param name="Then">How many were known then.</param>
/// <param name="Now">How many are known now.</param>
public sealed record HindsightSupport(string Pointer, int Then, int Now);

/// <summary>What was hidden or wrongly believed of one subject on the date, what happened since, and how what was open and ahead turned out.</summary>
public record HindsightItem
{
    internal HindsightItem(Hindsight hindsight)
    {
        var (then, found, now) = (hindsight.Then, hindsight.Found, hindsight.Now);
        Subject = now.Subject;
        Questions = [.. hindsight.Questions.Select(q => HindsightQuestion.Of(q, now))];
        Expectations =
        [
            .. hindsight.Expectations.Select(e => HindsightOutcome.Of(
                new HindsightExpectation { Expected = StateItem.ExpectationOf(e.Expectation, then), Outcome = default }, e.Became, now)),
        ];
        HiddenThen = new(Told(hindsight.Hidden, then, found), [.. hindsight.HiddenSaid.Select(e => StoryItem.Of(e, found.Story))]);
        BelievedWrongly = Told(hindsight.Believed, then, found);
        HappenedSince = new(Told(hindsight.Happened, found, now), [.. hindsight.HappenedSaid.Select(e => StoryItem.Of(e, now.Story))]);
        Supported = [.. hindsight.Supported.Select(p => new HindsightSupport(p, then.Values[p].Support, found.Values[p].Support))];

        static IReadOnlyList<PointerItem> Told(IEnumerable<PointerChange> changes, State from, State to) =>
            [.. changes.Select(c => PointerItem.Of(c, from, to))];
    }

    /// <summary>The subject.</summary>
    public SubjectId Subject { get; }

    /// <summary>Every question that was open.</summary>
    public IReadOnlyList<HindsightQuestion> Questions { get; }

    /// <summary>Everything that was expected.</summary>
    public IReadOnlyList<HindsightExpectation> Expectations { get; }

    /// <summary>What had happened by the date and was not known: no value stood there.</summary>
    public HindsightList HiddenThen { get; }

    /// <summary>Where something stood that stands there no more, as far as it is about what had happened by the date, and why.</summary>
    public IReadOnlyList<PointerItem> BelievedWrongly { get; }

    /// <summary>What happened after the date.</summary>
    public HindsightList HappenedSince { get; }

    /// <summary>What was known then and is said by more origins now, or by fewer, of what had happened by the date.</summary>
    public IReadOnlyList<HindsightSupport> Supported { get; }
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
            .WithName("GetSubjectHindsight").WithTags("Comparing").For(Role.Read).Small(atMost: 500)
            .WithSummary("What was hidden or wrongly believed of a subject on a date, what happened since, and how what was open turned out.")
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
            .WithName("GetTimelineHindsight").WithTags("Comparing").For(Role.Read).Costly()
            .WithSummary("What was hidden or wrongly believed on a date, what happened since, and how what was open turned out, by subject.")
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
            if (!hindsight.IsEmpty) found.Add(new HindsightItem(hindsight));
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
