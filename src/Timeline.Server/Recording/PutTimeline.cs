using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;
using MediatR;
using Timeline.Domain.Json;
using Timeline.Domain.Record;
using Timeline.Postgres.Events;
using Timeline.Server.Access;
using Timeline.Server.Http;
using Timeline.Server.Knowing;

namespace Timeline.Server.Recording;

/// <summary>What a timeline is made with.</summary>
public sealed record TimelineBody
{
    internal const int MaxTitle = 500;

    internal const int MaxDescription = 10_000;

    /// <summary>What it is called, in at most 500 characters.</summary>
    [JsonRequired]
    [StringLength(MaxTitle, MinimumLength = 1)]
    public string Title { get; init; } = null!;

    /// <summary>What it is about, in at most 10,000 characters.</summary>
    [StringLength(MaxDescription)]
    public string? Description { get; init; }
}

internal sealed record PutTimeline(string Timeline, TimelineBody Body, Principal By) : IRequest<(TimelineItem Item, bool IsNew)>
{
    internal static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPut("/v1/{timeline}", async (string timeline, HttpRequest request, IMediator mediator, CancellationToken cancellation) =>
            {
                Query.RefuseAny(request);
                using var sent = await Http.Body.ReadJsonAsync(request, cancellation);
                var (item, isNew) = await mediator.Send(new PutTimeline(timeline, Read(sent.RootElement), request.HttpContext.Principal()), cancellation);
                return isNew ? Results.Created($"/v1/{item.Name}", item) : Results.Ok(item);
            })
            .WithName("PutTimeline").WithTags("Recording").ForMakers(Role.Admin).WithSummary("Makes a timeline, or gives one another title and description.")
            .Accepts<TimelineBody>("application/json").Produces<TimelineItem>().Produces<TimelineItem>(201)
            .ProducesProblems(400, 408, 413, 415, 422);

    private static TimelineBody Read(JsonElement sent)
    {
        var faults = new List<Fault>();
        StrictJson.Check(sent, HttpJson.Default.TimelineBody, "", faults);
        (string, int)[] lengths = [("title", TimelineBody.MaxTitle), ("description", TimelineBody.MaxDescription)];
        foreach (var (member, max) in faults.Count > 0 ? [] : lengths)
        {
            if (sent.TryGetProperty(member, out var text) && text.GetString()!.EnumerateRunes().Count() > max)
                faults.Add(new Fault(JsonPointer.To("", member), $"Has more than {max} characters."));
        }

        return faults.Count == 0
            ? sent.Deserialize(HttpJson.Default.TimelineBody)!
            : throw new ProblemException(Cause.MalformedRequest.Problem(null, faults.Select(Cause.ToFault)));
    }
}

internal sealed class PutTimelineHandler(Ledger ledger, LedgerReader reader) : IRequestHandler<PutTimeline, (TimelineItem Item, bool IsNew)>
{
    public async Task<(TimelineItem Item, bool IsNew)> Handle(PutTimeline request, CancellationToken cancellationToken)
    {
        if (!Key.TryParse(request.Timeline, out var name))
            throw Cause.MalformedRequest.Because($"'{request.Timeline}' cannot be a timeline's name: {Key.Rule}.");
        if (name.Value == "catalogue") throw Cause.ReservedName.Because("Choose another name.");
        var isNew = await ledger.PutTimelineAsync(name, request.Body.Title, request.Body.Description, request.By.Name, cancellationToken);
        return (TimelineItem.Of((await reader.TimelineAsync(name, cancellationToken))!), isNew);
    }
}
