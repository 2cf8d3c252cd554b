using System.Runtime.CompilerServices;
using MediatR;
using Timeline.Domain.Knowing;
using Timeline.Postgres.Events;
using Timeline.Server.Access;
using Timeline.Server.Http;
using Timeline.Server.ImportExport.ExportForms;
using Timeline.Server.Knowing;
using Timeline.Server.Limits;

namespace Timeline.Server.ImportExport;

/// <summary>The events visible from a vantage, in a form that is read elsewhere; as long as it may be.</summary>
internal sealed record ExportEvents(string Timeline, VantageQuery Query, ExportForm Form) : IRequest<ExportedEvents>
{
    internal static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/v1/{timeline}/export", (string timeline, HttpRequest request, IMediator mediator, CancellationToken cancellation) =>
            {
                var (format, cells, query) = Http.Query.ReadExport(request);
                var form = ExportForm.Of(format, request.HttpContext);
                if (cells is not null && form is not CsvExport) throw Http.Query.Malformed("cells", "Is for csv only.");
                if (cells == ExportForm.RawCells) form = new CsvExport(isRaw: true);
                // What a header chose stands in the permalink too.
                return mediator.Send(new ExportEvents(timeline, query.In(form.Name, ExportForm.Names), form), cancellation);
            })
            .WithName("ExportEvents").WithTags("Exporting").For(Role.Read).Costly()
            .WithSummary("The events visible from a vantage, in order of position: as newline-delimited JSON, which can be imported, or as a table.")
            .WithMetadata(
                new QueryParameters(
                [
                    .. QueryParameter.Vantage,
                    new QueryParameter(
                        "cells",
                        "Of csv: safe puts an apostrophe before a text that a spreadsheet would run as a formula; "
                            + "raw leaves every text as recorded. Default: safe.",
                        Words: ExportForm.Cells),
                    new QueryParameter("format", "In which form; it goes before the header Accept. Default: as Accept has it, else ndjson.", Words: ExportForm.Names),
                ]),
                new RequestHeader("Accept", $"Without format: {string.Join(", ", ExportForm.All.Select(f => f.MediaType).Distinct())}."),
                new ResponseHeader("Content-Location", "Where the same is to be had for ever: it states the vantage.", 200),
                new ResponseHeader("Content-Disposition", "Of a table, the name of its file: timeline, day and position.", 200),
                new OtherForms([.. ExportForm.All.Select(f => f.MediaType).Distinct().Skip(1)]), new CloudEventLines())
            .WithPermalink().Produces<ExportedEvent>(200, Body.Lines[0]).ProducesProblems(400, 404, 406);
}

/// <summary>An export as it is written: page after page, never whole.</summary>
/// <param name="Form">In which form.</param>
/// <param name="Viewpoint">From where.</param>
/// <param name="Erased">What was erased of it.</param>
/// <param name="Pages">The events in order of position.</param>
internal sealed record ExportedEvents(ExportForm Form, Viewpoint Viewpoint, IReadOnlyList<ErasedItem> Erased, IAsyncEnumerable<IReadOnlyList<ExportedEvent>> Pages)
    : IStreamedAnswer
{
    public string Permalink { get; } = Viewpoint.Permalink;

    public string ContentType => Form.ContentType;

    public void Describe(HttpResponse response)
    {
        response.ContentType = ContentType;
        // Where the same is to be had for ever (RFC 9110 §8.7): it states the vantage.
        response.Headers.ContentLocation = Permalink;
        if (Form.Extension is { } extension) response.Headers.ContentDisposition = $"attachment; filename=\"{Name}.{extension}\"";
    }

    public Task WriteAsync(HttpContext http) => Form.WriteAsync(http.Response, this, http.RequestAborted);

    // As a file it does not say from where it was made: its name does.
    private string Name => $"{Viewpoint.Timeline}-{Viewpoint.Vantage.Known.ToString().Split('T')[0]}-{Viewpoint.Vantage.Recorded}";
}

internal sealed class ExportEventsHandler(Vantages vantages, Subjects subjects, LedgerReader ledger) : IRequestHandler<ExportEvents, ExportedEvents>
{
    private const int PageSize = 500;

    public async Task<ExportedEvents> Handle(ExportEvents request, CancellationToken cancellationToken)
    {
        var viewpoint = await vantages.ResolveAsync(request.Timeline, request.Query, cancellationToken);
        return new ExportedEvents(request.Form, viewpoint, await ErasedAsync(viewpoint, cancellationToken), PagesAsync(viewpoint, cancellationToken));
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
            using var held = EventMeter.Hold();
            var (page, strands) = await ledger.StrandsAsync(viewpoint.Reach, null, after, viewpoint.Vantage.Recorded, PageSize, cancellation);
            if (page.Count == 0) yield break;
            after = page[^1].Seq;
            var exported = strands.ToDictionary(s => s.Key, s => Export.Of(Story.Of(s, viewpoint.Vantage)));
            yield return [.. page.Select(e => exported[e.Subject].GetValueOrDefault(e.Id)).OfType<ExportedEvent>()];
        }
    }
}
