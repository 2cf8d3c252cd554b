using System.Globalization;
using MediatR;
using Microsoft.Net.Http.Headers;
using Timeline.Domain.Knowing;
using Timeline.Domain.Record;
using Timeline.Domain.Telling;
using Timeline.Domain.Time;
using Timeline.Server.Access;
using Timeline.Server.Http;
using Timeline.Server.Limits;

namespace Timeline.Server.Knowing;

/// <summary>
/// The past of a subject as web archives give it (Memento, RFC 7089): the address of its state is the original resource and its own
/// TimeGate, negotiated over what was known; the permalinks are the mementos. Clients of web archives expect absolute addresses, so every
/// address in a header or a TimeMap is one.
/// </summary>
internal static class Mementos
{
    private const string AcceptDatetime = "Accept-Datetime";

    /// <summary>The endpoint, which answers with a subject's state, leads from it to its past.</summary>
    internal static RouteHandlerBuilder WithMementos(this RouteHandlerBuilder route) => route
        .AddEndpointFilter(NegotiateAsync)
        .WithMetadata(
            new RequestHeader(AcceptDatetime, "An HTTP date: leads to the state as known then (RFC 7089), unless the address is pinned."),
            new ResponseHeader("Location", "The permalink of the state as known then.", 302),
            new ResponseHeader("Link", "The original resource, its TimeGate and its TimeMap.", 200, 302),
            new ResponseHeader("Vary", "Accept-Datetime, unless the address is pinned.", 200, 302),
            new ResponseHeader("Memento-Datetime", "Of a pinned address: as known when.", 200))
        .Produces(StatusCodes.Status302Found);

    /// <summary>Where the same is asked whenever, and what lists how it was.</summary>
    /// <param name="subject">The address of the subject's state, without parameters.</param>
    /// <param name="vantage">From where it was asked.</param>
    internal static (string Original, string Timemap) Of(string subject, VantageItem vantage)
    {
        var open = vantage.OpenParameters().ToList();
        return (Address.Of(subject, open), Address.Of($"{subject}/timemap", open));
    }

    /// <summary>The first whole second at or after an instant that an HTTP date can tell: what was known then is known by it.</summary>
    internal static Instant WholeSecond(Instant known)
    {
        // HTTP dates begin with the year 1; they end with 9999.
        if (known < Instant.FromDateTimeOffset(DateTimeOffset.MinValue)) return Instant.FromDateTimeOffset(DateTimeOffset.MinValue);
        var exact = known.ToDateTimeOffset();
        var second = exact.AddTicks(-(exact.Ticks % TimeSpan.TicksPerSecond));
        var isLast = DateTimeOffset.MaxValue - second < TimeSpan.FromSeconds(1);
        return Instant.FromDateTimeOffset(second == exact || isLast ? second : second.AddSeconds(1));
    }

    /// <summary>That second as an HTTP date.</summary>
    internal static string Date(Instant known) => WholeSecond(known).ToDateTimeOffset().ToString("r", CultureInfo.InvariantCulture);

    private static async ValueTask<object?> NegotiateAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var (http, request) = (context.HttpContext, context.HttpContext.Request);
        var query = Http.Query.ReadVantage(request);
        if (!query.IsPinned) http.Response.Headers.Append(HeaderNames.Vary, AcceptDatetime);
        if (!query.IsPinned && Wanted(request) is { } known)
        {
            var (route, mediator) = (request.RouteValues, http.RequestServices.GetRequiredService<IMediator>());
            var find = new FindMemento($"{route["timeline"]}", $"{route["kind"]}", $"{route["slug"]}", query, known);
            var memento = await mediator.Send(find, http.RequestAborted);
            Lead(http, memento.Vantage);
            http.Response.Headers.CacheControl = "no-cache";
            return Results.Redirect(Address.Site(request) + memento.Permalink);
        }

        var answer = (StateAnswer)(await next(context))!;
        Lead(http, answer.Vantage);
        if (query.IsPinned) http.Response.Headers["Memento-Datetime"] = Date(answer.Vantage.Known);
        return answer;
    }

    private static void Lead(HttpContext http, VantageItem vantage)
    {
        var (original, timemap) = Of(Address.Site(http.Request) + http.Request.Path.Value, vantage);
        http.Response.Headers.Link =
            $"<{original}>; rel=\"original timegate\", <{timemap}>; rel=\"timemap\"; type=\"{GetTimemap.MediaType}\"";
    }

    private static Instant? Wanted(HttpRequest request) => request.Headers[AcceptDatetime] switch
    {
        [] => null,
        [var text] when DateTimeOffset.TryParseExact(text, "r", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) =>
            Instant.FromDateTimeOffset(date),
        _ => throw new ProblemException(Cause.MalformedRequest.Problem(null,
            [new ProblemFault { Header = AcceptDatetime, Detail = "Must be an HTTP date such as 'Sun, 24 Feb 2019 12:00:00 GMT'." }])),
    };
}

/// <summary>A state as it was known, and where it is to be had for ever.</summary>
internal sealed record Memento(VantageItem Vantage, string Permalink);

/// <summary>The state of a subject as known at an instant: before anything was known the first, after the vantage's K the last.</summary>
internal sealed record FindMemento(string Timeline, string Kind, string Slug, VantageQuery Query, Instant Known) : IRequest<Memento>;

/// <summary>The states of a subject up to a vantage: one for each instant at which something of it became known.</summary>
/// <param name="Timeline">Where.</param>
/// <param name="Kind">The kind of the subject.</param>
/// <param name="Slug">Its name within the kind.</param>
/// <param name="Query">From which vantage.</param>
/// <param name="Site">What makes its addresses absolute (<see cref="Address.Site"/>).</param>
internal sealed record GetTimemap(string Timeline, string Kind, string Slug, VantageQuery Query, string Site) : IRequest<string>
{
    internal const string MediaType = "application/link-format";

    internal static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/v1/{timeline}/subjects/{kind}/{slug}/timemap", async (
                string timeline, string kind, string slug, HttpRequest request, IMediator mediator, CancellationToken cancellation) =>
            {
                var asked = new GetTimemap(timeline, kind, slug, Http.Query.ReadVantage(request), Address.Site(request));
                return Results.Text(await mediator.Send(asked, cancellation), MediaType);
            })
            .WithName("GetTimemap").WithTags("Knowing").For(Role.Read).Small()
            .WithSummary("The TimeMap of a subject (RFC 7089): where its state is to be had as known when.")
            .WithMetadata(new QueryParameters(QueryParameter.Vantage))
            .WithPermalink().Produces<string>(200, MediaType).ProducesProblems(400, 404);
}

internal sealed class MementosHandler(Vantages vantages, Subjects subjects)
    : IRequestHandler<FindMemento, Memento>, IRequestHandler<GetTimemap, string>
{
    public async Task<Memento> Handle(FindMemento request, CancellationToken cancellationToken)
    {
        var (viewpoint, subject, known, _) = await LearnedAsync(
            request.Timeline, request.Kind, request.Slug, request.Query, cancellationToken);
        var nearest = Instant.Max(known[0], Instant.Min(request.Known, viewpoint.Vantage.Known));
        return new Memento(viewpoint.Item, viewpoint.Memento(subject, nearest));
    }

    public async Task<string> Handle(GetTimemap request, CancellationToken cancellationToken)
    {
        var (viewpoint, subject, known, erased) = await LearnedAsync(
            request.Timeline, request.Kind, request.Slug, request.Query, cancellationToken);
        var site = request.Site;
        var (original, _) = Mementos.Of($"{site}/v1/{viewpoint.Timeline}/subjects/{subject}", viewpoint.Item);
        var (first, last) = (Mementos.Date(known[0]), Mementos.Date(known[^1]));
        string[] links =
        [
            $"<{original}>; rel=\"original timegate\"",
            $"<{site}{viewpoint.Permalink}>; rel=\"self\"; type=\"{GetTimemap.MediaType}\"; from=\"{first}\"; until=\"{last}\"",
            .. known.Select((k, i) =>
                $"<{site}{viewpoint.Memento(subject, k)}>; rel=\"{Place(i)}memento\"; datetime=\"{Mementos.Date(k)}\""),
            // What a web archive's client makes nothing of it passes over (RFC 8288 §3).
            .. (erased ?? []).Select(e =>
                $"<{site}{viewpoint.Event(e.Event)}>; rel=\"related\"; title=\"{Quoted(Language.Default.Erased(e))}\""),
        ];
        return string.Join(",\n", links) + "\n";

        static string Quoted(string text) =>
            Text.OneLine(text).Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);

        string Place(int i) => (i == 0 ? "first " : "") + (i == known.Count - 1 ? "last " : "");
    }

    // In whole seconds, as mementos are dated, but never beyond what was asked.
    private async Task<(Viewpoint Viewpoint, SubjectId Subject, IReadOnlyList<Instant> Known, IReadOnlyList<ErasedItem>? Erased)> LearnedAsync(
        string timeline, string kind, string slug, VantageQuery query, CancellationToken cancellation)
    {
        var viewpoint = await vantages.ResolveAsync(timeline, query, cancellation);
        var subject = Subjects.Parse(kind, slug);
        var story = await subjects.StoryAsync(viewpoint, subject, cancellation);
        var known = story.Learned.Select(k => Instant.Min(Mementos.WholeSecond(k), viewpoint.Vantage.Known));
        return (viewpoint, subject, [.. known.Distinct()], ErasedItem.Of(story));
    }
}
