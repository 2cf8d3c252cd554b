using System.Text.Json.Serialization;
using MediatR;
using Timeline.Domain.Knowing;
using Timeline.Domain.Record;
using Timeline.Domain.Time;
using Timeline.Postgres.Events;
using Timeline.Server.Access;
using Timeline.Server.Http;
using Timeline.Server.Limits;

namespace Timeline.Server.Knowing;

/// <summary>On which days something became known, as seen from a vantage, and how much.</summary>
public sealed record DayList
{
    /// <summary>A page of them, in order. A day on which nothing became known is not listed.</summary>
    public required IReadOnlyList<DayItem> Items { get; init; }

    /// <summary>Where the next page is; null: this is the last.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string? Next { get; init; }

    /// <summary>From where they are seen.</summary>
    public required VantageItem Vantage { get; init; }

    /// <summary>Where the same answer is to be had for ever.</summary>
    public required string Permalink { get; init; }

    /// <summary>Where it is filtered by what erasure takes, the erased events that might have matched; absent: none.</summary>
    public IReadOnlyList<ErasedItem>? Erased { get; init; }
}

/// <summary>A day on which something became known.</summary>
/// <param name="Day">The day, of UTC.</param>
/// <param name="Events">How many visible events the knower came to know that day: acts on the record too, but for amendments.</param>
public sealed record DayItem(string Day, int Events);

internal sealed record ListDays(string Timeline, VantageQuery Query) : IRequest<DayList>
{
    internal static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/v1/{timeline}/days", (string timeline, HttpRequest request, IMediator mediator, CancellationToken cancellation) =>
                mediator.Send(new ListDays(timeline, Http.Query.ReadVantage(request)), cancellation))
            .WithName("ListDays").WithTags("Knowing").For(Role.Read).Costly()
            .WithSummary("The days on which something became known from a vantage, and how much.")
            .WithMetadata(new QueryParameters([.. QueryParameter.Vantage, .. Filters.OfEvents, .. QueryParameter.Page]))
            .WithPermalink().Produces<DayList>().ProducesProblems(400, 404);
}

internal sealed class ListDaysHandler(Vantages vantages, Subjects subjects, LedgerReader ledger) : IRequestHandler<ListDays, DayList>
{
    // So many events are read together.
    private const int AtOnce = 2000;

    public async Task<DayList> Handle(ListDays request, CancellationToken cancellationToken)
    {
        var viewpoint = await vantages.ResolveAsync(request.Timeline, request.Query, cancellationToken);
        var days = new SortedDictionary<Instant, int>();
        var filter = request.Query.Filter;
        if (filter.IsEmpty && viewpoint.Vantage.Lens.IsClear)
        {
            var (counts, others) = await ledger.KnownDaysAsync(viewpoint.Reach, viewpoint.Vantage, cancellationToken);
            foreach (var (day, count) in counts) days[day] = count;
            foreach (var some in others.Chunk(AtOnce))
            {
                using var held = EventMeter.Hold();
                Count(await ledger.StrandsAsync(viewpoint.Reach, some, viewpoint.Vantage.Recorded, cancellationToken));
            }
        }
        else
        {
            for (var after = 0L; ;)
            {
                using var held = EventMeter.Hold();
                var read = await ledger.StrandsAsync(viewpoint.Reach, viewpoint.Narrowing, after, viewpoint.Vantage.Recorded, AtOnce, cancellationToken);
                Count(read);
                if (read.Page.Count < AtOnce) break;
                after = read.Page[^1].Seq;
            }
        }

        var passed = Instant.TryParse(request.Query.Cursor?.After, out var last) ? last : Instant.NegativeInfinity;
        var rest = days.Where(d => d.Key > passed).Take(request.Query.Limit + 1).ToList();
        var items = rest.Take(request.Query.Limit).ToList();
        return new DayList
        {
            Items = [.. items.Select(d => new DayItem(DayOf(d.Key).ToString(), d.Value))],
            Next = rest.Count > items.Count ? viewpoint.Next(items[^1].Key.ToString()) : null,
            Vantage = viewpoint.Item,
            Permalink = viewpoint.Permalink,
            Erased = filter.AsksWhatErasureTakes ? ErasedItem.Of(await subjects.WithErasedAsync(viewpoint, cancellationToken), filter) : null,
        };

        void Count((IReadOnlyList<TimelineEvent> Page, ILookup<SubjectId, TimelineEvent> Strands) read)
        {
            var stories = read.Strands.ToDictionary(s => s.Key, s => Story.Of(s, viewpoint.Vantage));
            foreach (var e in read.Page)
            {
                var story = stories[e.Subject];
                if (story.Find(e.Id) is not { KnownBy: { } known } seen || !Story.BecameKnown(seen) || !filter.Matches(seen, story)) continue;
                var day = DayOf(known).Earliest;
                days[day] = days.GetValueOrDefault(day) + 1;
            }
        }
    }

    private static CalendarStep DayOf(Instant instant) => CalendarStep.Of(instant, CalendarUnit.Day, TimeZoneInfo.Utc);
}
