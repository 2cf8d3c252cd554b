using System.Text.Json.Serialization;
using System.Xml;
using MediatR;
using Timeline.Domain.Knowing;
using Timeline.Domain.Record;
using Timeline.Domain.Time;
using Timeline.Server.Access;
using Timeline.Server.Http;
using Timeline.Server.Knowing;
using Timeline.Server.Limits;

namespace Timeline.Server.Comparing;

/// <summary>An event that changed what was known, who reported it and how late.</summary>
public sealed record ReportItem
{
    /// <summary>The event.</summary>
    public required Guid Event { get; init; }

    /// <summary>Its type.</summary>
    public required string Type { get; init; }

    /// <summary>
    /// What of its subject matter is said to be unknown, withheld or none: it is called by that, not by its type. Absent: nothing.
    /// </summary>
    public Absences? Untold { get; init; }

    /// <summary>The event that it acts on, of an act on the record.</summary>
    public Guid? Target { get; init; }

    /// <summary>How it is meant; absent: asserted as fact.</summary>
    public Mode? Mode { get; init; }

    /// <summary>When it took place (EDTF).</summary>
    public required Edtf Happened { get; init; }

    /// <summary>The zone of that date; absent: UTC, or it makes no difference.</summary>
    public ZoneItem? HappenedZone { get; init; }

    /// <summary>By when the knower knew it.</summary>
    public required Instant KnownBy { get; init; }

    /// <summary>When the ledger took it.</summary>
    public required Instant RecordedAt { get; init; }

    /// <summary>How long after it had happened it became known (ISO 8601 duration); absent where it was foreseen or has no end.</summary>
    public string? KnownAfter { get; init; }

    /// <summary>How long after it became known the ledger took it (ISO 8601 duration).</summary>
    public required string RecordedAfter { get; init; }

    /// <summary>Who published it, as far as published by then.</summary>
    public Key? Publisher { get; init; }

    /// <summary>From the publisher back to the origin.</summary>
    public IReadOnlyList<string>? Attribution { get; init; }

    /// <summary>There is a source, published only later.</summary>
    public bool? AttestedLater { get; init; }

    /// <summary>The Admiralty code; F6 where none was given.</summary>
    public required Assessment Assessment { get; init; }

    internal static ReportItem Of(SeenEvent seen, Reading story)
    {
        var (e, known) = (seen.Event, seen.KnownBy!.Value);
        var happened = story.HappenedOf(seen).Latest;
        var shown = story.SourceOf(e);
        return new ReportItem
        {
            Event = e.Id,
            Type = e.Type.Name,
            Untold = e.Type.Untold(story.EntryOf(seen)?.Absent),
            Target = e.Target,
            Mode = e.Mode,
            Happened = story.HappenedOf(seen),
            HappenedZone = ZoneItem.Of(story.HappenedOf(seen), null),
            KnownBy = known,
            RecordedAt = e.RecordedAt,
            KnownAfter = happened.IsFinite && happened <= known ? Between(happened, known) : null,
            RecordedAfter = Between(known, Instant.Max(known, e.RecordedAt)),
            Publisher = shown.Publisher,
            Attribution = shown.Attribution,
            AttestedLater = shown.AttestedLater,
            Assessment = e.Assessment ?? Assessment.CannotBeJudged,
        };
    }

    private static string Between(Instant from, Instant to) => XmlConvert.ToString(TimeSpan.FromMicroseconds(to.Microseconds - from.Microseconds));
}

/// <summary>A moment at which what is known of a subject changed.</summary>
public sealed record HistoryItem
{
    /// <summary>From here on it is known so.</summary>
    public required Instant Known { get; init; }

    /// <summary>The pointers that changed, in ordinal order; empty where only what is said, disputed or supported did.</summary>
    public required IReadOnlyList<PointerItem> Changes { get; init; }

    /// <summary>The events that changed it, in order of position: what became known then, or came about as foreseen.</summary>
    public required IReadOnlyList<ReportItem> Reports { get; init; }
}

/// <summary>What was known of a subject, one time after another.</summary>
public sealed record SubjectHistory
{
    /// <summary>Whose.</summary>
    public required SubjectId Subject { get; init; }

    /// <summary>A page of the moments at which it changed, from the earliest on.</summary>
    public required IReadOnlyList<HistoryItem> Items { get; init; }

    /// <summary>Where the next page is; null: this is the last.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string? Next { get; init; }

    /// <summary>Up to where: K runs to its <c>known</c>.</summary>
    public required VantageItem Vantage { get; init; }

    /// <summary>Where the same answer is to be had for ever.</summary>
    public required string Permalink { get; init; }

    /// <summary>Erased events of the subject; absent: none.</summary>
    public IReadOnlyList<ErasedItem>? Erased { get; init; }
}

internal sealed record GetHistory(string Timeline, string Kind, string Slug, string Pointer, VantageQuery Query) : IRequest<SubjectHistory>
{
    internal static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/v1/{timeline}/subjects/{kind}/{slug}/history", (string timeline, string kind, string slug, HttpRequest request, IMediator mediator, CancellationToken cancellation) =>
            {
                var (pointer, query) = Http.Query.ReadPointer(request);
                return mediator.Send(new GetHistory(timeline, kind, slug, pointer, query), cancellation);
            })
            .WithName("GetHistory").WithTags("Comparing").For(Role.Read).Small(atMost: 500)
            .WithSummary("The successive states of a subject as knowledge of it grew, with who reported what and how late.")
            .WithMetadata(new QueryParameters(
            [
                new QueryParameter("pointer", "Only what changed at or below this JSON Pointer into the state. Default: all."),
                .. QueryParameter.Vantage, .. QueryParameter.Page,
            ]))
            .WithPermalink().Produces<SubjectHistory>().ProducesProblems(400, 404);
}

internal sealed class GetHistoryHandler(Vantages vantages, Subjects subjects) : IRequestHandler<GetHistory, SubjectHistory>
{
    public async Task<SubjectHistory> Handle(GetHistory request, CancellationToken cancellationToken)
    {
        var viewpoint = await vantages.ResolveAsync(request.Timeline, request.Query, cancellationToken);
        var subject = Subjects.Parse(request.Kind, request.Slug);
        var events = await subjects.EventsAsync(subject, [viewpoint], cancellationToken);
        var after = Instant.TryParse(request.Query.Cursor?.After, out var passed) ? passed : Instant.NegativeInfinity;
        // Each step is folded as it is asked for, and none for a client that has gone away.
        var steps = History.Of(events, viewpoint.Vantage, after, request.Pointer).TakeWhile(_ => !cancellationToken.IsCancellationRequested);
        var found = steps.Select(s => Item(s, request.Pointer)).OfType<HistoryItem>().Take(request.Query.Limit + 1).ToList();
        cancellationToken.ThrowIfCancellationRequested();
        var items = found.Take(request.Query.Limit).ToList();
        return new SubjectHistory
        {
            Subject = subject,
            Items = items,
            Next = found.Count > items.Count ? viewpoint.Next(items[^1].Known.ToString()) : null,
            Vantage = viewpoint.Item,
            Permalink = viewpoint.Permalink,
            Erased = ErasedItem.Of(Story.Of(events, viewpoint.Vantage)),
        };
    }

    private static HistoryItem? Item(HistoryStep step, string pointer)
    {
        var isWhole = pointer.Length == 0;
        if (step.Changes.Count == 0 && !isWhole) return null;
        // Of one pointer only the events that its values come from or came from, and what acts on them.
        var told = step.Changes.SelectMany(c => new[] { c.Old, c.New }).OfType<ToldValue>().ToList();
        var said = told.Select(v => v.Event).OfType<Guid>().ToHashSet();
        var isTally = told.Exists(v => v.Count > 0);
        return new HistoryItem
        {
            Known = step.Known,
            Changes = [.. step.Changes.Select(c => new PointerItem(c.Pointer, c.Cause, c.Old, c.New))],
            Reports =
            [
                .. step.Reports.Where(r => isWhole || isTally || said.Contains(r.Event.Id) || (r.Event.Target is { } target && said.Contains(target)))
                    .Select(r => ReportItem.Of(r, step.Story)),
            ],
        };
    }
}
