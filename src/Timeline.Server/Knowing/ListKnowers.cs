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

/// <summary>Who knows something by name from a vantage, of those whose knowledge one may ask for.</summary>
public sealed record KnowerList
{
    /// <summary>A page of them, in ordinal order of their keys.</summary>
    public required IReadOnlyList<KnowerItem> Items { get; init; }

    /// <summary>Where the next page is; null: this is the last.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string? Next { get; init; }

    /// <summary>From where they are seen, each by itself.</summary>
    public required VantageItem Vantage { get; init; }

    /// <summary>Where the same answer is to be had for ever.</summary>
    public required string Permalink { get; init; }
}

internal sealed record ListKnowers(string Timeline, VantageQuery Query, Clearance Clearance) : IRequest<KnowerList>
{
    internal static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/v1/{timeline}/knowers", (
                string timeline, HttpRequest request, IMediator mediator, CancellationToken cancellation) =>
            {
                var (query, clearance) = (Http.Query.ReadVantage(request), request.HttpContext.Clearance());
                request.HttpContext.Asked().Add(clearance);
                return mediator.Send(new ListKnowers(timeline, query, clearance), cancellation);
            })
            .WithName("ListKnowers").WithTags("Knowing").For(Role.Read).Costly()
            .WithSummary("Who knew something by then, of those whose knowledge one may ask for, and how much.")
            .WithDescription(
                "Each is asked by itself, whoever 'knower' names: listed are those to whom something visible is disclosed by name, 'public' too.")
            .WithMetadata(new OfAllKnowers(), new QueryParameters([.. QueryParameter.Vantage, .. QueryParameter.Page]))
            .WithPermalink().Produces<KnowerList>().ProducesProblems(400, 404);
}

internal sealed class ListKnowersHandler(Vantages vantages, Knowers knowers, LedgerReader ledger) : IRequestHandler<ListKnowers, KnowerList>
{
    public async Task<KnowerList> Handle(ListKnowers request, CancellationToken cancellationToken)
    {
        var viewpoint = await vantages.ResolveAsync(request.Timeline, request.Query, cancellationToken);
        var asked = request.Clearance.IsForAll ? await ledger.NamedAsync(viewpoint.Timeline, cancellationToken) : request.Clearance.Knowers;
        var passed = Key.TryParse(request.Query.Cursor?.After, out var last) ? last : null;
        var found = new List<KnowerItem>();
        foreach (var knower in asked.Append(Key.Public).Order().Where(k => k.CompareTo(passed) > 0))
        {
            if (await knowers.OfAsync(viewpoint, knower, cancellationToken) is { } item) found.Add(item);
            if (found.Count > request.Query.Limit) break;
        }

        var items = found.Take(request.Query.Limit).ToList();
        return new KnowerList
        {
            Items = items,
            Next = found.Count > items.Count ? viewpoint.Next(items[^1].Knower.Value) : null,
            Vantage = viewpoint.Item,
            Permalink = viewpoint.Permalink,
        };
    }
}

/// <summary>Finds what is told to knowers by name (SEMANTICS §7, knowers).</summary>
internal sealed class Knowers(LedgerReader ledger)
{
    // So many events are read together.
    private const int AtOnce = 1000;

    /// <summary>How much a knower knows by name from a viewpoint; <see langword="null"/>: nothing is told to them by name.</summary>
    internal async Task<KnowerItem?> OfAsync(Viewpoint viewpoint, Key knower, CancellationToken cancellation)
    {
        var alone = viewpoint with { Vantage = viewpoint.Vantage with { Knowers = [knower] } };
        var (item, isTold) = (new KnowerItem { Knower = knower, Events = 0 }, false);
        if (knower == Key.Public)
        {
            await foreach (var events in ledger.AllAsync(alone.Reach, "", alone.Vantage.Recorded, cancellation))
            {
                var story = Story.Of(events, alone.Vantage);
                foreach (var seen in story.Seen) Count(story, seen);
            }
        }
        else
        {
            for (NamedRow? last = First(knower); last is not null;)
            {
                using var held = EventMeter.Hold();
                var candidates = await CandidatesAsync(alone.Timeline, [last], alone.Vantage, isNewest: false, AtOnce, cancellation);
                var rows = candidates[knower].ToList();
                var read = await ReadAsync(alone.Timeline, [knower], rows, alone.Vantage.Recorded, cancellation);
                foreach (var (story, seen) in SeenAlone(read, rows, alone.Vantage)) Count(story, seen);
                last = rows.Count < AtOnce ? null : rows[^1];
            }
        }

        return isTold ? item : null;

        void Count(Story story, SeenEvent seen)
        {
            if (!story.IsToldTo(seen, knower)) return;
            (item, isTold) = (item.With(seen), true);
        }
    }

    /// <summary>
    /// The knowers of a vantage to whom nothing is told by name there, each asked by itself, whatever the lens; the public is none of them.
    /// What they know is not read for it: one event that is told to a knower will do.
    /// </summary>
    internal async Task<IReadOnlyList<Key>> UnknownAsync(Key timeline, Vantage vantage, bool isNewest, CancellationToken cancellation)
    {
        var unknown = new SortedSet<Key>();
        var left = vantage.Knowers.Where(k => k != Key.Public).ToDictionary(k => k, First);
        foreach (var look in Looks.For(0))
        {
            if (left.Count == 0) break;
            var candidates = await CandidatesAsync(timeline, left.Values, vantage, isNewest, look, cancellation);
            var read = await ReadAsync(timeline, left.Keys, [.. candidates.SelectMany(c => c)], vantage.Recorded, cancellation);
            foreach (var knower in left.Keys.ToList())
            {
                var rows = candidates[knower].ToList();
                var alone = vantage with { Knowers = [knower], Lens = Lens.Clear };
                var isTold = SeenAlone(read, rows, alone).Any(s => s.Story.IsToldTo(s.Seen, knower));
                if (!isTold && rows.Count == look)
                {
                    left[knower] = rows[^1];
                    continue;
                }

                if (!isTold) unknown.Add(knower);
                left.Remove(knower);
            }
        }

        return [.. unknown];
    }

    private static NamedRow First(Key knower) => new(knower, Instant.NegativeInfinity, 0);

    private Task<ILookup<Key, NamedRow>> CandidatesAsync(
        Key timeline, IReadOnlyCollection<NamedRow> after, Vantage vantage, bool isNewest, int limit, CancellationToken cancellation) =>
        ledger.NamedAsync(timeline, after, vantage.Known, vantage.Recorded, isNewest, limit, cancellation);

    // The events of rows with what bears on them, by subject.
    private async Task<ILookup<SubjectId, TimelineEvent>> ReadAsync(
        Key timeline, IEnumerable<Key> knowers, List<NamedRow> rows, long upTo, CancellationToken cancellation) =>
        rows.Count == 0 ? Enumerable.Empty<TimelineEvent>().ToLookup(e => e.Subject)
            : (await ledger.StrandsAsync(Reach.Of(timeline, knowers), [.. rows.Select(r => r.Seq).Distinct()], upTo, cancellation)).Strands;

    // The events of rows as the one knower of a vantage sees them, as far as they do.
    private static IEnumerable<(Story Story, SeenEvent Seen)> SeenAlone(
        ILookup<SubjectId, TimelineEvent> read, IEnumerable<NamedRow> rows, Vantage alone)
    {
        var positions = rows.Select(r => r.Seq).ToHashSet();
        return
            from subject in read
            where subject.Any(e => positions.Contains(e.Seq))
            let story = Story.Of(subject, alone)
            from seen in story.Seen
            where positions.Contains(seen.Event.Seq)
            select (story, seen);
    }
}
