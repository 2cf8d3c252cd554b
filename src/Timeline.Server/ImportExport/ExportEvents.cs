using System.Runtime.CompilerServices;
using System.Text;
using MediatR;
using Timeline.Domain.Json;
using Timeline.Domain.Knowing;
using Timeline.Postgres.Events;
using Timeline.Server.Access;
using Timeline.Server.Http;
using Timeline.Server.Knowing;

namespace Timeline.Server.ImportExport;

/// <summary>The events visible from a vantage, line by line, in the form in which they can be imported; as long as it may be.</summary>
internal sealed record ExportEvents(string Timeline, VantageQuery Query) : IRequest<ExportedEvents>
{
    internal static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/v1/{timeline}/export", (string timeline, HttpRequest request, IMediator mediator, CancellationToken cancellation) =>
                mediator.Send(new ExportEvents(timeline, Http.Query.ReadVantage(request)), cancellation))
            .WithName("ExportEvents").WithTags("Exporting").For(Role.Read)
            .WithSummary("The events visible from a vantage as newline-delimited JSON, in order of position; it can be imported.")
            .WithMetadata(new QueryParameters(QueryParameter.Vantage))
            .WithPermalink().Produces<ExportedEvent>(200, Body.Lines[0]).ProducesProblems(400, 404);
}

/// <summary>An export as it is written: page after page, never whole.</summary>
/// <param name="Permalink">Where the same is to be had for ever.</param>
/// <param name="Erased">What was erased of it.</param>
/// <param name="Pages">The events in order of position.</param>
internal sealed record ExportedEvents(string Permalink, IReadOnlyList<ErasedItem> Erased, IAsyncEnumerable<IReadOnlyList<ExportedEvent>> Pages) : IStreamedAnswer
{
    private const int MaxUnflushed = 1 << 16;

    public string ContentType => Body.Lines[0];

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var (response, cancellation) = (httpContext.Response, httpContext.RequestAborted);
        response.ContentType = ContentType;
        // Where the same lines are to be had for ever (RFC 9110 §8.7): it states the vantage.
        response.Headers.ContentLocation = Permalink;
        await foreach (var page in Pages.WithCancellation(cancellation))
        {
            foreach (var e in page)
            {
                Encoding.UTF8.GetBytes(StrictJson.Write(e, RecordJson.Default.ExportedEvent) + "\n", response.BodyWriter);
                // A reader who is slow is waited for line by line: neither is a page held in memory twice, nor is he given an hour for it.
                if (response.BodyWriter.UnflushedBytes > MaxUnflushed) await response.BodyWriter.FlushAsync(cancellation);
            }

            await response.BodyWriter.FlushAsync(cancellation);
        }
    }
}

internal sealed class ExportEventsHandler(Vantages vantages, Subjects subjects, LedgerReader ledger) : IRequestHandler<ExportEvents, ExportedEvents>
{
    private const int PageSize = 1000;

    public async Task<ExportedEvents> Handle(ExportEvents request, CancellationToken cancellationToken)
    {
        var viewpoint = await vantages.ResolveAsync(request.Timeline, request.Query, cancellationToken);
        return new ExportedEvents(viewpoint.Permalink, await ErasedAsync(viewpoint, cancellationToken), PagesAsync(viewpoint, cancellationToken));
    }

    // The lines of what was erased, and what lines go without because of it.
    private async Task<IReadOnlyList<ErasedItem>> ErasedAsync(Viewpoint viewpoint, CancellationToken cancellation)
    {
        var stories = (await subjects.WithErasedAsync(viewpoint, cancellation)).ToList();
        var lines = stories.SelectMany(s => Export.Of(s).Values).Where(e => e.Erased is not null)
            .Select(e => new ErasedItem(e.Id, e.Subject, e.Erased!.At, e.Erased.Reason));
        return [.. lines.Concat(ErasedItem.Of(stories) ?? []).DistinctBy(e => e.Event).OrderBy(e => e.Event)];
    }

    private async IAsyncEnumerable<IReadOnlyList<ExportedEvent>> PagesAsync(Viewpoint viewpoint, [EnumeratorCancellation] CancellationToken cancellation)
    {
        for (var after = 0L; ;)
        {
            var (page, strands) = await ledger.StrandsAsync(viewpoint.Reach, null, after, viewpoint.Vantage.Recorded, PageSize, cancellation);
            if (page.Count == 0) yield break;
            after = page[^1].Seq;
            var exported = strands.ToDictionary(s => s.Key, s => Export.Of(Story.Of(s, viewpoint.Vantage)));
            yield return [.. page.Select(e => exported[e.Subject].GetValueOrDefault(e.Id)).OfType<ExportedEvent>()];
        }
    }
}
