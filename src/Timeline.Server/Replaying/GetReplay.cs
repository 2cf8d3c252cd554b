using System.Runtime.CompilerServices;
using System.Text.Json;
using MediatR;
using Timeline.Domain.Json;
using Timeline.Domain.Knowing;
using Timeline.Domain.Record;
using Timeline.Domain.Time;
using Timeline.Postgres.Events;
using Timeline.Server.Access;
using Timeline.Server.Http;
using Timeline.Server.Knowing;
using Timeline.Server.Limits;

namespace Timeline.Server.Replaying;

/// <summary>What changed at a pointer of a state.</summary>
public sealed record ReplayChange
{
    /// <summary>The JSON Pointer.</summary>
    public required string Pointer { get; init; }

    /// <summary>The value before; absent: none.</summary>
    public JsonElement? Old { get; init; }

    /// <summary>The value since; absent: none.</summary>
    public JsonElement? New { get; init; }

    internal static ReplayChange Of(ValueChange change) => Of(change.Pointer, change.Old, change.New);

    internal static ReplayChange Of(string pointer, Value? old, Value? now) => new() { Pointer = pointer, Old = Element(old), New = Element(now) };

    private static JsonElement? Element(Value? value) => value is null ? null : JsonSerializer.Deserialize(value.Json, RecordJson.Default.JsonElement);
}

/// <summary>
/// A line of a replay. Of a frame: an event, and what it changed in its subject's state as seen at that moment. Of a step of the calendar:
/// its name, and what became of each subject.
/// </summary>
public sealed record ReplayLine
{
    /// <summary>Of a frame: when it became known, was recorded or happened.</summary>
    public Instant? At { get; init; }

    /// <summary>Of a frame: whose state it changed.</summary>
    public SubjectId? Subject { get; init; }

    /// <summary>Of a frame: the event as seen then; absent: what changed the state is not visible itself.</summary>
    public RecordedItem? Event { get; init; }

    /// <summary>Of a frame: it was foreseen and known already; now it came about.</summary>
    public bool? CameAbout { get; init; }

    /// <summary>Of a frame: what changed, in ordinal order of the pointers.</summary>
    public IReadOnlyList<ReplayChange>? Changes { get; init; }

    /// <summary>Of a step: <c>2019-02-24</c>, <c>2019-W08</c> or <c>2019-02</c>.</summary>
    public string? Step { get; init; }

    /// <summary>Of a step: its first instant.</summary>
    public Instant? From { get; init; }

    /// <summary>Of a step: its last instant.</summary>
    public Instant? To { get; init; }

    /// <summary>Of a step: how many events became known, were recorded or happened.</summary>
    public long? Events { get; init; }

    /// <summary>Of a step: the subjects of which something did or came about, in ordinal order.</summary>
    public IReadOnlyList<ReplayedSubject>? Subjects { get; init; }

    internal static ReplayLine Of(SubjectId subject, ReplayFrame frame) => new()
    {
        At = frame.Place.At,
        Subject = subject,
        Event = frame.Seen is { } seen ? RecordedItem.Of(seen, frame.Story) : null,
        CameAbout = frame.CameAbout ? true : null,
        Changes = [.. frame.Changes.Select(ReplayChange.Of)],
    };
}

/// <summary>What became of a subject in a step.</summary>
public sealed record ReplayedSubject
{
    /// <summary>Whose.</summary>
    public required SubjectId Subject { get; init; }

    /// <summary>How many events became known, were recorded or happened.</summary>
    public required long Events { get; init; }

    /// <summary>In what its state differs between the step's beginning and its end.</summary>
    public required IReadOnlyList<ReplayChange> Changes { get; init; }
}

/// <summary>A history once more along an axis, from one moment to another, frame by frame or step by step.</summary>
internal sealed record GetReplay(string Timeline, ReplayQuery Replay, bool IsEventStream) : IRequest<ReplayAnswer>
{
    internal const string EventStream = "text/event-stream";

    internal static readonly IReadOnlyList<QueryParameter> Parameters =
    [
        new("axis", "Along what: known (as knowledge grew), recorded (as this ledger did) or happened. Default: known.", Words: Words.Of<ReplayAxis>()),
        new("from", "Frames from then on: a date (from its beginning) or an instant; along 'recorded' also a position. Default: the beginning."),
        new("to", "Frames by then: a date (to its end) or an instant; along 'recorded' also a position. Default: the vantage."),
        new("step", "One frame for each step of the calendar of 'zone', with counts and what changed.", Words: Words.Of<CalendarUnit>()),
        new("speed", $"Days in a second, more than 0, at most {ReplayQuery.MaxSpeed:N0}. Default: as fast as can be."),
    ];

    internal static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/v1/{timeline}/replay", (string timeline, HttpContext http, IMediator mediator, CancellationToken cancellation) =>
            {
                var isEventStream = Accepted.Of(http, [Body.Lines[0], EventStream]) == EventStream;
                return mediator.Send(new GetReplay(timeline, Query.ReadReplay(http.Request), isEventStream), cancellation);
            })
            .WithName("GetReplay").WithTags("Replaying").For(Role.Read).Costly()
            .WithSummary("The events once more in the order in which they became known, were recorded or happened, each with what it changed.")
            .WithDescription("A line for each frame, or for each step of the calendar where one is asked for; as text/event-stream an event 'frame' or "
                + "'step' for each, and 'end' after the last. The vantage is where what runs ends, and a lens makes it the history without some reports.")
            .WithMetadata(
                new QueryParameters([.. Parameters, .. QueryParameter.Vantage, .. Filters.OfEvents]),
                new RequestHeader("Accept", $"{Body.Lines[0]} for lines, {EventStream} for server-sent events."), new OtherForms([EventStream]))
            .WithPermalink().Produces<ReplayLine>(200, Body.Lines[0]).ProducesProblems(400, 404, 406);
}

/// <summary>What of a history is asked for once more.</summary>
/// <param name="Axis">Along what.</param>
/// <param name="From">From where on; <see langword="null"/>: from the beginning.</param>
/// <param name="To">Up to where; <see langword="null"/>: up to the vantage.</param>
/// <param name="Step">In what steps; <see langword="null"/>: frame by frame.</param>
/// <param name="Speed">Days in a second; <see langword="null"/>: as fast as can be.</param>
/// <param name="Zone">Whose days, weeks and months the steps are.</param>
/// <param name="Vantage">From where, and which events.</param>
internal sealed record ReplayQuery(
    ReplayAxis Axis, LedgerPoint? From, LedgerPoint? To, CalendarUnit? Step, double? Speed, TimeZoneInfo Zone, VantageQuery Vantage)
{
    internal const double MaxSpeed = 1_000_000;
}

internal sealed class GetReplayHandler(Vantages vantages, Subjects subjects, LedgerReader ledger, Spools spools, TimeProvider clock)
    : IRequestHandler<GetReplay, ReplayAnswer>
{
    /// <summary>How many subjects are read at once where a filter names them.</summary>
    private const int ChunkSize = 100;

    public async Task<ReplayAnswer> Handle(GetReplay request, CancellationToken cancellationToken)
    {
        var replay = request.Replay;
        var asked = await vantages.ResolveAsync(request.Timeline, replay.Vantage, cancellationToken);
        var (from, viewpoint) = await BoundAsync(asked, replay, cancellationToken);
        return new ReplayAnswer(
            asked.Permalink, request.IsEventStream, replay, from, viewpoint.Vantage, await ErasedAsync(viewpoint, replay, from, cancellationToken),
            SubjectsAsync(viewpoint, cancellationToken), spools, clock);
    }

    // What runs ends where it is asked to, or at the vantage if that is before.
    private async Task<(Instant From, Viewpoint Viewpoint)> BoundAsync(Viewpoint viewpoint, ReplayQuery replay, CancellationToken cancellation)
    {
        var vantage = viewpoint.Vantage;
        var from = replay.From switch
        {
            { Position: { } position } => await ledger.RecordedAtAsync(viewpoint.Reach, position, cancellation),
            { Instant: { } instant } => instant,
            _ => Instant.NegativeInfinity,
        };
        vantage = replay switch
        {
            { To: null } => vantage,
            { To.Position: { } position } => vantage with { Recorded = Math.Min(vantage.Recorded, position) },
            { Axis: ReplayAxis.Recorded, To.Instant: { } instant } => vantage with
            {
                Recorded = Math.Min(vantage.Recorded, (await ledger.HeadAsync(viewpoint.Reach, instant, cancellation))!.Position),
            },
            { Axis: ReplayAxis.Happened, To.Instant: { } instant } => vantage with { At = Instant.Min(vantage.At, instant) },
            _ => vantage.KnownAt(Instant.Min(vantage.Known, replay.To.Instant!.Value)),
        };
        return (from, viewpoint with { Vantage = vantage });
    }

    private async IAsyncEnumerable<IReadOnlyCollection<TimelineEvent>> SubjectsAsync(
        Viewpoint viewpoint, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var upTo = viewpoint.Vantage.Recorded;
        if (viewpoint.Narrowing is not { } narrowing)
        {
            await foreach (var events in ledger.AllAsync(viewpoint.Reach, "", upTo, cancellation)) yield return events;
            yield break;
        }

        for (var after = ""; ;)
        {
            using var held = EventMeter.Hold();
            var found = await ledger.SubjectIdsAsync(viewpoint.Reach, narrowing, after, ChunkSize, cancellation);
            if (found.Count == 0) yield break;
            after = found[^1].ToString();
            foreach (var subject in await ledger.SubjectsAsync(viewpoint.Reach, found, upTo, cancellation)) yield return [.. subject];
        }
    }

    // Whatever was erased of what is told, at the moment at which it is told.
    private async Task<IReadOnlyList<ErasedItem>> ErasedAsync(Viewpoint viewpoint, ReplayQuery replay, Instant from, CancellationToken cancellation)
    {
        var erased = new List<ErasedItem>();
        foreach (var story in await subjects.WithErasedAsync(viewpoint, cancellation))
        {
            var events = story.Seen.Select(s => s.Recorded).ToList();
            var told = Replay.Of(events, viewpoint.Vantage, replay.Axis, from).Select(f => f.Seen?.Event).OfType<TimelineEvent>()
                .DistinctBy(e => e.Id).ToDictionary(e => e.Id);
            erased.AddRange(told.Values.Where(e => e.Erased is not null).Select(ErasedItem.Of));
            // What hangs together with what is told may be erased, too.
            erased.AddRange(Strand.Of(events).Where(strand => strand.Any(e => told.ContainsKey(e.Id)))
                .SelectMany(strand => ErasedItem.Of(Story.Of(strand, viewpoint.Vantage)) ?? []));
        }

        return [.. erased.DistinctBy(e => e.Event).OrderBy(e => e.Event)];
    }
}
