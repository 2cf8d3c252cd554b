using System.Text.Json;
using System.Text.Json.Serialization;
using MediatR;
using Timeline.Domain.Json;
using Timeline.Domain.Knowing;
using Timeline.Domain.Record;
using Timeline.Domain.Time;
using Timeline.Postgres.Events;
using Timeline.Server.Access;
using Timeline.Server.Http;

namespace Timeline.Server.Recording;

/// <summary>What an event is erased with.</summary>
public sealed record ErasureBody
{
    /// <summary>Why, in at most 1,000 characters. Everybody who sees the event reads it.</summary>
    [JsonRequired]
    public string Reason { get; init; } = null!;
}

/// <summary>Erases what an event says and who said it, with whatever the acts on it repeat; its place and a mark stay (SEMANTICS §11).</summary>
internal sealed record EraseEvent(string Timeline, string Id, string Reason, string By, Clearance Clearance) : IRequest<RecordedItem>
{
    internal static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/v1/{timeline}/events/{id}/erasure", async (
                string timeline, string id, HttpContext http, AuditLog audit, IMediator mediator, CancellationToken cancellation) =>
            {
                Query.RefuseAny(http.Request);
                using var sent = await Body.ReadJsonAsync(http.Request, cancellation);
                var erase = new EraseEvent(timeline, id, Read(sent.RootElement), http.Principal().Name, http.Clearance());
                return Results.Json(await audit.ErasingAsync(http, id, () => mediator.Send(erase, cancellation)), AnswerJson.Options);
            })
            .WithName("EraseEvent").WithTags("Recording").For(Role.Admin)
            .WithSummary("Erases an event's payload, source and attribution for good, and what acts on it repeat; its place and a mark stay.")
            .Accepts<ErasureBody>("application/json").Produces<RecordedItem>().ProducesProblems(400, 404, 413, 415);

    private static string Read(JsonElement sent)
    {
        var faults = new List<Fault>();
        StrictJson.Check(sent, HttpJson.Default.ErasureBody, "", faults);
        var reason = faults.Count == 0 ? sent.Deserialize(HttpJson.Default.ErasureBody)!.Reason : "";
        if (reason.Length > Erasure.MaxReasonLength) faults.Add(new Fault("/reason", $"Has more than {Erasure.MaxReasonLength} characters."));
        return faults.Count == 0 ? reason : throw new ProblemException(Cause.MalformedRequest.Problem(null, faults.Select(Cause.ToFault)));
    }
}

internal sealed partial class EraseEventHandler(Ledger ledger, LedgerReader reader, Remains remains, ILogger<EraseEventHandler> logger)
    : IRequestHandler<EraseEvent, RecordedItem>
{
    public async Task<RecordedItem> Handle(EraseEvent request, CancellationToken cancellationToken)
    {
        if (!Key.TryParse(request.Timeline, out var timeline)
            || await reader.TimelineAsync(timeline, cancellationToken) is null)
            throw Cause.NoTimeline(request.Timeline);
        if (!Guid.TryParseExact(request.Id, "D", out var id)
            || !await MaySeeAsync(Reach.Of(timeline, request.Clearance), id, request.Clearance, cancellationToken)
            || await ledger.EraseAsync(timeline, id, request.Reason, request.By, cancellationToken) is not { } erased)
            throw Cause.UnknownEvent.Because($"There is no event '{request.Id}' in this timeline, for this knower.");
        // It is committed; what is left on disk is cleared whether or not somebody still waits.
        foreach (var left in await remains.ClearAsync(CancellationToken.None)) LogRemains(logger, timeline.Value, id, left);
        return RecordedItem.Of(erased) with { Disclosures = [.. erased.Disclosures.Where(d => request.Clearance.Covers(d.To))] };
    }

    // Who never gets to know of it is not told that it is there.
    private async Task<bool> MaySeeAsync(Reach reach, Guid id, Clearance clearance, CancellationToken cancellation)
    {
        if (await reader.SubjectOfAsync(reach, id, long.MaxValue, cancellation) is not { } subject) return false;
        if (clearance.IsForAll) return true;
        var vantage = new Vantage
        {
            Known = Instant.PositiveInfinity,
            Recorded = long.MaxValue,
            At = Instant.PositiveInfinity,
            Knowers = Vantage.Canonical(clearance.Knowers),
        };
        var story = Story.Of(await reader.SubjectAsync(reach, subject, long.MaxValue, cancellation), vantage);
        return story.Find(id) is { IsInView: true };
    }

    [LoggerMessage(LogLevel.Warning, "Event {Id} of {Timeline} is erased, but not all that the database keeps of it beneath its tables: {Left}")]
    private static partial void LogRemains(ILogger logger, string timeline, Guid id, string left);
}
