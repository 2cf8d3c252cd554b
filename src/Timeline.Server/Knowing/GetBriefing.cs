using System.Globalization;
using System.Net.Mime;
using System.Text;
using System.Text.Json.Serialization;
using MediatR;
using Timeline.Domain.Knowing;
using Timeline.Domain.Record;
using Timeline.Domain.Telling;
using Timeline.Domain.Time;
using Timeline.Server.Access;
using Timeline.Server.Http;
using Timeline.Server.Limits;

namespace Timeline.Server.Knowing;

/// <summary>A whole timeline as known from a vantage, in sentences that say on whose word they stand.</summary>
public sealed record BriefingAnswer
{
    /// <summary>The timeline.</summary>
    public required Key Timeline { get; init; }

    /// <summary>The language of the sentences, a BCP 47 tag.</summary>
    public required string Language { get; init; }

    /// <summary>A page of the subjects, the most recently changed first.</summary>
    public required IReadOnlyList<BriefedSubject> Items { get; init; }

    /// <summary>Where the next page is; null: this is the last.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string? Next { get; init; }

    /// <summary>From where they are seen.</summary>
    public required VantageItem Vantage { get; init; }

    /// <summary>Where the same answer is to be had for ever.</summary>
    public required string Permalink { get; init; }

    /// <summary>Erased events of the subjects on this page; where it is filtered by what erasure takes, all that might have matched; absent: none.</summary>
    public IReadOnlyList<ErasedItem>? Erased { get; init; }
}

/// <summary>A briefing, and the vantage that its words describe.</summary>
internal sealed record ToldBriefing(BriefingAnswer Answer, Vantage Vantage, Language Language, LocalZone? Show)
{
    /// <summary>Where the planned date of a sentence lies, in words; null: it has none.</summary>
    internal string? When(Sentence sentence) => sentence is { Date: { } date, When: { } due } ? Language.When(date.ShownIn(Show), due) : null;
}

internal sealed record GetBriefing(string Timeline, VantageQuery Query) : IRequest<ToldBriefing>
{
    internal const string Markdown = "text/markdown";

    private static readonly string[] Forms = [MediaTypeNames.Application.Json, Markdown, MediaTypeNames.Text.Html];

    internal static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/v1/{timeline}/briefing",
            async (string timeline, HttpContext http, IMediator mediator, CancellationToken cancellation) =>
            {
                var form = Accepted.Of(http, Forms);
                var briefing = await mediator.Send(new GetBriefing(timeline, Http.Query.ReadVantage(http.Request)), cancellation);
                return form switch
                {
                    Markdown => Results.Text(BriefingMarkdown.Of(briefing), Markdown, Encoding.UTF8),
                    MediaTypeNames.Text.Html => BriefingHtml.Respond(http.Response, briefing),
                    _ => Results.Json(briefing.Answer, AnswerJson.Options),
                };
            })
            .WithName("GetBriefing").WithTags("Knowing").For(Role.Read).Costly()
            .WithSummary("The whole timeline as known from a vantage, in sentences, the most recently changed subjects first.")
            .WithMetadata(new QueryParameters([.. QueryParameter.Vantage, .. Filters.OfEvents, .. QueryParameter.Page]))
            .WithMetadata(new OtherForms(Forms[1..])).WithPermalink().Produces<BriefingAnswer>().ProducesProblems(400, 404, 406);
}

internal sealed class GetBriefingHandler(Vantages vantages, Subjects subjects) : IRequestHandler<GetBriefing, ToldBriefing>
{
    public async Task<ToldBriefing> Handle(GetBriefing request, CancellationToken cancellationToken)
    {
        var viewpoint = await vantages.ResolveAsync(request.Timeline, request.Query, cancellationToken);
        var (limit, language) = (request.Query.Limit, Language.Default);
        // At a pinned vantage the order stays as it is, so a place in it is a count.
        var skip = int.TryParse(request.Query.Cursor?.After, NumberStyles.None, CultureInfo.InvariantCulture, out var passed) ? passed : 0;
        var order = await OrderAsync(viewpoint, cancellationToken);
        var page = order.Skip(skip).Take(limit).ToList();
        var stories = (await subjects.StoriesAsync(viewpoint, page, cancellationToken)).ToDictionary(s => s.Subject, s => s.Story);
        return new ToldBriefing(
            new BriefingAnswer
            {
                Timeline = viewpoint.Timeline,
                Language = language.Tag,
                Items = [.. page.Select(s => Briefing.Of(State.Of(s, stories[s]), language, request.Query.Show))],
                Next = order.Count > skip + page.Count ? viewpoint.Next((skip + page.Count).ToString(CultureInfo.InvariantCulture)) : null,
                Vantage = viewpoint.Item,
                Permalink = viewpoint.Permalink,
                Erased = request.Query.Filter is { AsksWhatErasureTakes: true } filter
                    ? ErasedItem.Of(await subjects.WithErasedAsync(viewpoint, cancellationToken), filter)
                    : ErasedItem.Of(page.Select(s => stories[s])),
            },
            viewpoint.Vantage,
            language,
            request.Query.Show);
    }

    // Every story asked for has to be read to know which changed last; of each only that is kept, and those of the page are read once more.
    private async Task<List<SubjectId>> OrderAsync(Viewpoint viewpoint, CancellationToken cancellation)
    {
        var changed = new List<(Instant LastKnown, SubjectId Subject)>();
        await foreach (var (subject, story) in subjects.MatchingAsync(viewpoint, cancellation)) changed.Add((story.LastKnown, subject));
        return [.. changed.OrderByDescending(c => c.LastKnown).ThenBy(c => c.Subject).Select(c => c.Subject)];
    }
}
