using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using MediatR;
using Microsoft.AspNetCore.Routing.Template;
using Microsoft.Net.Http.Headers;
using Timeline.Domain.Knowing;
using Timeline.Domain.Record;
using Timeline.Domain.Scripts;
using Timeline.Domain.Telling;
using Timeline.Domain.Time;
using Timeline.Postgres.Events;
using Timeline.Server.Access;
using Timeline.Server.Http;
using Timeline.Server.Limits;

namespace Timeline.Server.Knowing;

/// <summary>What a citation says: of what, as known when to whom, and where it is to be had for ever.</summary>
/// <param name="What">What is cited.</param>
/// <param name="In">The title of the timeline.</param>
/// <param name="As">As known when, to whom, as recorded at which position.</param>
/// <param name="Year">The year it was known in.</param>
/// <param name="Url">The permalink, absolute.</param>
/// <param name="Accessed">When.</param>
internal sealed record Citation(string What, string In, string As, string Year, string Url, Instant Accessed)
{
    internal const string BibTeXType = "application/x-bibtex";

    private const string Publisher = "Timeline";

    internal string Plain => $"“{Bidi.Isolate(What)}”, {Bidi.Isolate(In)}, {As}. {Publisher}, {Url} (accessed {Day(Accessed)}).\n";

    internal string BibTeX => $$"""
        @misc{timeline-{{Fingerprint}},
          title = {{{Escape(Bidi.Isolate(What))}}},
          howpublished = {{{Escape(Bidi.Isolate(In))}}},
          note = {{{Escape(As)}}},
          year = {{{Year}}},
          publisher = {{{Publisher}}},
          url = {{{Url}}},
          urldate = {{{Accessed.ToString()[..10]}}}
        }

        """;

    // A key that the same answer has in every bibliography.
    private string Fingerprint => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Url)).AsSpan(0, 6));

    /// <summary>A day in words; with its time where an instant is not the end of it.</summary>
    internal static string Day(Instant instant, bool isWhole = true)
    {
        var (date, time) = (instant.ToString().Split('T')[0], instant.ToString().Split('T')[1]);
        var month = CultureInfo.InvariantCulture.DateTimeFormat.GetMonthName(int.Parse(date[^5..^3], CultureInfo.InvariantCulture));
        var words = $"{date[^2..].TrimStart('0')} {month} {date[..^6]}";
        return isWhole || time == "23:59:59.999999Z" ? words : $"{words}, {time.TrimEnd('Z').TrimEnd('0').TrimEnd('.')} UTC";
    }

    // BibTeX counts braces whatever stands before them, so none may stay.
    private static string Escape(string text) => string.Concat(text.Select(c => c switch
    {
        '\\' => "\\textbackslash{}",
        '{' => "\\textbraceleft{}",
        '}' => "\\textbraceright{}",
        '~' => "\\textasciitilde{}",
        '^' => "\\textasciicircum{}",
        '$' or '&' or '#' or '%' or '_' => $"\\{c}",
        _ => $"{c}",
    }));
}

internal sealed record Cite(string Timeline, string Of, string Site, Principal For, Asked Asked) : IRequest<Citation>
{
    private static readonly IReadOnlyList<QueryParameter> Parameters =
    [
        new("of", "The address of an answer of this timeline, path and query: its permalink, or one that leaves the vantage open."),
        new("format", "In which form; without it the header Accept decides. Default: plain.", Words: ["plain", "bibtex"]),
    ];

    internal static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/v1/{timeline}/cite", async (
                string timeline, HttpRequest request, IMediator mediator, CancellationToken cancellation) =>
            {
                var given = Query.ReadPlain(request);
                var of = given.GetValueOrDefault("of") ?? throw Query.Malformed("of", "Is missing: name the answer to cite.");
                var citation = await mediator.Send(new Cite(timeline, of, Address.Site(request), request.HttpContext.Principal(), request.HttpContext.Asked()), cancellation);
                request.HttpContext.Response.Headers.Append(HeaderNames.Vary, HeaderNames.Accept);
                return IsBibTeX(given.GetValueOrDefault("format"), request)
                    ? Results.Text(citation.BibTeX, Citation.BibTeXType, Encoding.UTF8)
                    : Results.Text(citation.Plain, "text/plain", Encoding.UTF8);
            })
            .WithName("Cite").WithTags("Knowing").For(Role.Read).Small()
            .WithSummary("How to cite an answer: what, as known when to whom, and its permalink.")
            .WithMetadata(new QueryParameters(Parameters), new RequestHeader("Accept", $"text/plain or {Citation.BibTeXType}."))
            .Produces<string>(200, "text/plain", Citation.BibTeXType).ProducesProblems(400, 404);

    private static bool IsBibTeX(string? format, HttpRequest request)
    {
        if (format is not null) return format == "bibtex";
        var accepted = request.GetTypedHeaders().Accept;
        return Accepted.Quality(Citation.BibTeXType, accepted) > Accepted.Quality("text/plain", accepted);
    }
}

internal sealed class CiteHandler(
    Vantages vantages, Subjects subjects, IRequestHandler<GetEvent, EventAnswer> events, LedgerReader ledger, EndpointDataSource addresses,
    TimeProvider clock) : IRequestHandler<Cite, Citation>
{
    public async Task<Citation> Handle(Cite request, CancellationToken cancellationToken)
    {
        var ((fromQuery, query), values) = Read(request);
        var viewpoint = await ResolveAsync(request.Timeline, query, cancellationToken);
        var from = fromQuery is null ? null : await ResolveAsync(request.Timeline, fromQuery, cancellationToken);
        if (from is not null) viewpoint = viewpoint with { Query = query with { Also = from.Pinned } };
        var erased = await ErasedAsync(from is null ? [viewpoint] : [from, viewpoint], values, cancellationToken);
        var timeline = (await ledger.TimelineAsync(viewpoint.Timeline, cancellationToken))!;
        return new Citation(
            OnOneLine(await WhatAsync(viewpoint, values, cancellationToken)),
            OnOneLine(timeline.Title),
            (from is null ? As(viewpoint.Vantage) : $"{As(from.Vantage)}, compared with what was {As(viewpoint.Vantage)[3..]}") + As(erased),
            viewpoint.Vantage.Known.ToString()[..^23],
            request.Site + viewpoint.Permalink,
            Instant.FromDateTimeOffset(clock.GetUtcNow()));
    }

    // The address is read as if it were asked, by the endpoint that would answer.
    private ((VantageQuery? From, VantageQuery Of) Query, RouteValueDictionary Values) Read(Cite request)
    {
        var parts = request.Of.Split('?', 2);
        // Nothing in a path of this service needs escaping.
        var path = new PathString(parts[0].StartsWith('/') ? parts[0] : "/");
        foreach (var route in addresses.Endpoints.OfType<RouteEndpoint>().OrderBy(r => r.RoutePattern.InboundPrecedence))
        {
            var values = new RouteValueDictionary();
            if (route.Metadata.GetMetadata<Permalinked>() is null || !new TemplateMatcher(new RouteTemplate(route.RoutePattern), []).TryMatch(path, values)) continue;
            if (values["timeline"] as string != request.Timeline)
                throw Query.Malformed("of", $"Is not of the timeline '{request.Timeline}'.");
            var asked = new DefaultHttpContext();
            (asked.Request.Path, asked.Request.QueryString) = (path, new QueryString(parts.Length > 1 ? $"?{parts[1]}" : ""));
            asked.Request.RouteValues = values;
            asked.Features.Set(request.For);
            asked.Features.Set(request.Asked);
            asked.SetEndpoint(route);
            return (InOf(() => Query.ReadPermalinked(asked.Request)), values);
        }

        throw Query.Malformed("of", $"Is no address of an answer with a permalink, such as /v1/{request.Timeline}/events.");
    }

    private async Task<Viewpoint> ResolveAsync(string timeline, VantageQuery query, CancellationToken cancellation)
    {
        try
        {
            return await vantages.ResolveAsync(timeline, query, cancellation);
        }
        catch (ProblemException problem) when (problem.Problem.Status == 400)
        {
            throw InOf(problem);
        }
    }

    private static T InOf<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (ProblemException problem) when (problem.Problem.Status == 400)
        {
            throw InOf(problem);
        }
    }

    private static ProblemException InOf(ProblemException problem) => new(Cause.MalformedRequest.Problem(null,
        problem.Problem.Errors?.Select(e => new ProblemFault { Parameter = "of", Detail = $"{e.Parameter}: {e.Detail}" })));

    private async Task<string> WhatAsync(Viewpoint viewpoint, RouteValueDictionary values, CancellationToken cancellation)
    {
        var rest = viewpoint.Query.Path.Split('/', StringSplitOptions.RemoveEmptyEntries)[2..];
        if (values["id"] is string id)
        {
            var e = await events.Handle(new GetEvent(viewpoint.Timeline.Value, id, viewpoint.Query), cancellation);
            return $"{EventTitle.Of(e.Type, e.Untold)}, event {e.Id} of {e.Subject}";
        }

        // What is asked for beside the vantage: the date looked back on, or one pointer.
        string[] also = [.. viewpoint.Query.Also.Where(a => a.Name is "date" or "pointer").Select(a => a.Name == "date"
            ? $" on {Citation.Day(Instant.TryParse(a.Value, out var date) ? date : default, isWhole: false)}" : $" of {Uri.UnescapeDataString(a.Value)}")];
        if (values["kind"] is not string kind || values["slug"] is not string slug) return string.Join(' ', rest) + string.Concat(also);
        var subject = Subjects.Parse(kind, slug);
        var state = State.Of(subject, await subjects.StoryAsync(viewpoint, subject, cancellation));
        var title = SubjectItem.Of(state).Title ?? subject.ToString();
        return rest.Length > 3 ? $"{title}: {string.Join(' ', rest[3..])}{string.Concat(also)}" : title;
    }

    // Of an event its own erasure and that of acts on it, of a subject all of it, else of the timeline.
    private async Task<IReadOnlyList<ErasedItem>> ErasedAsync(
        IEnumerable<Viewpoint> viewpoints, RouteValueDictionary values, CancellationToken cancellation)
    {
        var stories = new List<Story>();
        foreach (var viewpoint in viewpoints) stories.AddRange(await subjects.WithErasedAsync(viewpoint, cancellation));
        var erased = ErasedItem.Of(stories) ?? [];
        if (values["kind"] is string kind && values["slug"] is string slug) return [.. erased.Where(e => e.Subject == Subjects.Parse(kind, slug))];
        return Guid.TryParse(values["id"] as string, out var id) ? [.. erased.Where(e => stories.Exists(s => IsOf(s.Find(e.Event))))] : erased;

        bool IsOf(SeenEvent? seen) => seen is not null && (seen.Event.Id == id || seen.Event.Target == id);
    }

    private static string As(IReadOnlyList<ErasedItem> erased) => erased.Count == 0 ? ""
        : $", {(erased.Count == 1 ? "1 event" : string.Create(CultureInfo.InvariantCulture, $"{erased.Count} events"))} of it erased by "
            + Citation.Day(erased.Max(e => e.At));

    private static string As(Vantage vantage)
    {
        var said = new StringBuilder("as known on ").Append(Citation.Day(vantage.Known, isWhole: false)).Append(" to ")
            .AppendJoin(" or ", vantage.Knowers.Select(k => k == Key.Public ? "the public" : k.Value));
        if (!vantage.At.IsFinite) said.Append(", whether or not it had happened");
        else if (vantage.At != vantage.Known) said.Append(", of what had happened by ").Append(Citation.Day(vantage.At, isWhole: false));
        if (vantage.Lens.Without.Count > 0) said.Append(", without ").AppendJoin(" and ", vantage.Lens.Without);
        if (vantage.Lens.Reliability is { } letter) said.Append(", from sources of reliability ").Append(letter).Append(" or better");
        if (vantage.Lens.Credibility is { } digit) said.Append(CultureInfo.InvariantCulture, $", of credibility {(int)digit} or better");
        if (vantage.Later is Later.Sources) said.Append(", with sources that were published later");
        return said.Append(CultureInfo.InvariantCulture, $", as recorded at position {vantage.Recorded}").ToString();
    }

    private static string OnOneLine(string text) =>
        string.Join(' ', string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c)).Split(' ', StringSplitOptions.RemoveEmptyEntries));
}
