using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using MediatR;
using Timeline.Domain.Json;
using Timeline.Domain.Knowing;
using Timeline.Domain.Record;
using Timeline.Postgres.Events;
using Timeline.Server.Access;
using Timeline.Server.Http;

namespace Timeline.Server.Recording;

/// <summary>What became of an event.</summary>
public sealed record RecordedAnswer : RecordedItem
{
    [SetsRequiredMembers]
    internal RecordedAnswer(RecordedItem item, IReadOnlyList<ProblemFault>? warnings) : base(item) => Warnings = warnings;

    /// <summary>What may be a slip in it, though it is recorded; absent: nothing.</summary>
    public IReadOnlyList<ProblemFault>? Warnings { get; }
}

/// <summary>What became of the events of an array.</summary>
public sealed record RecordedEvents
{
    /// <summary>The events as recorded, in the order sent.</summary>
    public required IReadOnlyList<RecordedItem> Items { get; init; }

    /// <summary>What may be a slip in them, though they are recorded; absent: nothing.</summary>
    public IReadOnlyList<ProblemFault>? Warnings { get; init; }
}

/// <summary>Records one event, or an array of them: all or nothing.</summary>
/// <param name="Timeline">Into which timeline.</param>
/// <param name="Append">The events.</param>
/// <param name="Locate">Where in what was sent a fault lies that is found in one of them.</param>
internal sealed record RecordEvents(string Timeline, AppendRequest Append, Func<Fault, ProblemFault> Locate) : IRequest<IReadOnlyList<Outcome>>
{
    internal static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/v1/{timeline}/events", async (string timeline, HttpContext http, IMediator mediator, CancellationToken cancellation) =>
            {
                var isDryRun = DryRun.IsAsked(http.Request);
                var expectation = Expectation(http.Request.Headers);
                var sent = await SentEvents.ReadAsync(http, cancellation);
                if (expectation is not null && sent.Events.DistinctBy(e => e.Subject).Count() != 1)
                {
                    throw Cause.MalformedRequest.Because(
                        "If-Match and If-None-Match speak of one subject; the events are of several or none.");
                }

                var append = new AppendRequest(sent.Events, sent.Pointers, expectation, http.Principal().Name, http.Clearance()) { IsDryRun = isDryRun };
                var outcomes = await mediator.Send(new RecordEvents(timeline, append, sent.Locate), cancellation);
                return isDryRun ? DryRun.Respond(append, outcomes, sent) : Respond(http.Response, timeline, outcomes, sent);
            })
            .WithName("RecordEvents").WithTags("Recording").For(Role.Record).WithSummary("Records one event, or an array of events: all or nothing.")
            .WithDescription("They may be CloudEvents 1.0: one, a batch, or one in binary mode, its attributes in headers ce-… and its data the body.")
            .Accepts<EventEnvelope>("application/json").Produces<RecordedAnswer>().Produces<RecordedAnswer>(201)
            .WithMetadata(new QueryParameters([DryRun.Parameter]), new OtherAnswer(typeof(DryRunItem)), new OneOrMany(), new CloudEventBodies(),
                new RequestHeader("If-Match", "The version the subject must be at, in quotes, or * for any."),
                new RequestHeader("If-None-Match", "*: the subject must have no event yet."))
            .ProducesProblems(400, 404, 408, 409, 412, 413, 415, 422);

    // The entity tag of a subject is its version (RFC 9110 §13.1).
    private static Precondition? Expectation(IHeaderDictionary headers)
    {
        var (match, noneMatch) = (headers.IfMatch, headers.IfNoneMatch);
        if (match.Count > 0 && noneMatch.Count > 0) throw Malformed("If-None-Match", "Contradicts If-Match; send one of them.");
        if (noneMatch.Count > 0) return noneMatch is ["*"] ? new Precondition(0) : throw Malformed("If-None-Match", "Must be *: the subject has no event yet.");
        if (match.Count == 0) return null;
        if (match is ["*"]) return new Precondition(null);
        return match is [{ Length: > 2 } tag] && tag[0] == '"' && tag[^1] == '"'
            && long.TryParse(tag.AsSpan(1, tag.Length - 2), NumberStyles.None, CultureInfo.InvariantCulture, out var version)
                ? new Precondition(version)
                : throw Malformed("If-Match", "Must be the subject's version in quotes, such as \"3\", or *.");

        static ProblemException Malformed(string header, string detail) =>
            new(Cause.MalformedRequest.Problem(null, [new ProblemFault { Header = header, Detail = detail }]));
    }

    private static IResult Respond(HttpResponse response, string timeline, IReadOnlyList<Outcome> outcomes, SentEvents sent)
    {
        // A repeat is answered as the first time, but for the status.
        if (outcomes.DistinctBy(o => o.Event.Subject).Count() == 1)
            response.Headers.ETag = $"\"{outcomes.Max(o => o.Event.Version)}\"";
        var status = outcomes.Any(o => o.IsNew) ? StatusCodes.Status201Created : StatusCodes.Status200OK;
        var warnings = sent.Warnings(outcomes);
        if (sent.IsList)
        {
            var recorded = new RecordedEvents { Items = [.. outcomes.Select(o => RecordedItem.Of(o.Event))], Warnings = warnings };
            return Results.Json(recorded, AnswerJson.Options, statusCode: status);
        }

        response.Headers.Location = $"/v1/{timeline}/events/{outcomes[0].Event.Id}";
        return Results.Json(new RecordedAnswer(RecordedItem.Of(outcomes[0].Event), warnings), AnswerJson.Options, statusCode: status);
    }
}

internal sealed class RecordEventsHandler(Ledger ledger, LedgerReader reader, LedgerClock clock) : IRequestHandler<RecordEvents,
    IReadOnlyList<Outcome>>
{
    /// <summary>How many of the events that got in between a lost race is told.</summary>
    private const int MaxBetween = 100;

    public async Task<IReadOnlyList<Outcome>> Handle(RecordEvents request, CancellationToken cancellationToken)
    {
        if (!Key.TryParse(request.Timeline, out var timeline)) throw Cause.NoTimeline(request.Timeline);
        // Of an empty batch there is nothing to decide but whether the timeline is there.
        if (request.Append.Events.Count == 0)
            return await reader.TimelineAsync(timeline, cancellationToken) is null ? throw Cause.NoTimeline(request.Timeline) : [];
        if (await ledger.AppendAsync(timeline, [request.Append], cancellationToken) is not [var decision])
            throw Cause.NoTimeline(request.Timeline);
        if (decision.Refusal is { } refusal) throw new ProblemException(Cause.Of(refusal.Kind).Problem(null, refusal.Faults.Select(request.Locate)));
        if (decision.BeatenAt is { } version) throw await BeatenAsync(timeline, request.Append, version, cancellationToken);
        return decision.Outcomes!;
    }

    private async Task<ProblemException> BeatenAsync(Key timeline, AppendRequest append, long version, CancellationToken cancellation)
    {
        var subject = append.Events[0].Subject;
        var reach = Reach.Of(timeline, append.Clearance);
        var head = (await reader.HeadAsync(reach, cancellation))!;
        var events = await reader.SubjectAsync(reach, subject, head.Position, cancellation);
        var now = clock.Known(head.RecordedAt);
        // What got in between is told as whoever asks may see it, and not at all where they may not.
        var knowers = append.Clearance.IsForAll ? events.SelectMany(e => e.Disclosures.Select(d => d.To)) : append.Clearance.Knowers;
        var story = Story.Of(events, new Vantage { Known = now, Recorded = head.Position, At = now, Knowers = Vantage.Canonical(knowers) });
        // Somebody may have recorded more since it was decided.
        var expected = append.Precondition!.Version ?? 0;
        var between = story.Seen.Where(s => s.IsVisible && s.Event.Version > expected && s.Event.Version <= version).Take(MaxBetween);
        var problem = Cause.Beaten.Problem(version == 0 ? $"{subject} has no events." : $"{subject} is at version {version}.");
        return new ProblemException(problem with { Version = version, Events = [.. between.Select(s => RecordedItem.Of(s, story))] });
    }
}
