using System.Runtime.CompilerServices;
using System.Text.Json;
using MediatR;
using Timeline.Domain.Json;
using Timeline.Domain.Knowing;
using Timeline.Domain.Record;
using Timeline.Postgres.Events;
using Timeline.Server.Access;
using Timeline.Server.Http;
using Timeline.Server.Limits;

namespace Timeline.Server.Knowing;

/// <summary>The state of a subject as known from a vantage.</summary>
public sealed record StateAnswer
{
    /// <summary>Whose state.</summary>
    public required SubjectId Subject { get; init; }

    /// <summary>Its kind.</summary>
    public required Key Kind { get; init; }

    /// <summary>The greatest visible version.</summary>
    public required long Version { get; init; }

    /// <summary>From where it is seen.</summary>
    public required VantageItem Vantage { get; init; }

    /// <summary>Where the same answer is to be had for ever.</summary>
    public required string Permalink { get; init; }

    /// <summary>The state: an object whose members depend on the kind and on what is known.</summary>
    public required JsonElement State { get; init; }

    /// <summary>On whose word each value stands, by JSON Pointer into <c>state</c>.</summary>
    public required IReadOnlyDictionary<string, Provenance> Provenance { get; init; }

    /// <summary>What other accounts of the same act say instead, by JSON Pointer into <c>state</c>.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<Rival>> Rivals { get; init; }

    /// <summary>What is said to be possible, intended or not so, in story order.</summary>
    public required IReadOnlyList<StoryItem> Said { get; init; }

    /// <summary>What a reader would expect to be known and is not.</summary>
    public required IReadOnlyList<OpenQuestionItem> OpenQuestions { get; init; }

    /// <summary>What is said to be ahead, by date.</summary>
    public required IReadOnlyList<ExpectationItem> Expectations { get; init; }

    /// <summary>What the state rests on.</summary>
    public required Basis Basis { get; init; }

    /// <summary>Erased events of the subject; absent: none.</summary>
    public IReadOnlyList<ErasedItem>? Erased { get; init; }
}

internal sealed record GetSubject(string Timeline, string Kind, string Slug, VantageQuery Query) : IRequest<StateAnswer>
{
    internal static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/v1/{timeline}/subjects/{kind}/{slug}", (string timeline, string kind, string slug, HttpRequest request, IMediator mediator, CancellationToken cancellation) =>
                mediator.Send(new GetSubject(timeline, kind, slug, Http.Query.ReadVantage(request)), cancellation))
            .WithName("GetSubject").WithTags("Knowing").For(Role.Read).Small()
            .WithSummary("The state of a subject as known from a vantage.")
            .WithMetadata(new QueryParameters(QueryParameter.Vantage))
            .WithPermalink().WithMementos().Produces<StateAnswer>().ProducesProblems(400, 404);
}

internal sealed class GetSubjectHandler(Vantages vantages, Subjects subjects, LedgerReader ledger) : IRequestHandler<GetSubject, StateAnswer>
{
    public async Task<StateAnswer> Handle(GetSubject request, CancellationToken cancellationToken)
    {
        var viewpoint = await vantages.ResolveAsync(request.Timeline, request.Query, cancellationToken);
        var subject = Subjects.Parse(request.Kind, request.Slug);
        var item = await KeptAsync(viewpoint, subject, cancellationToken)
            ?? StateItem.Of(State.Of(subject, await subjects.StoryAsync(viewpoint, subject, cancellationToken)));
        return new StateAnswer
        {
            Subject = subject,
            Kind = subject.Kind,
            Version = item.Version,
            Vantage = viewpoint.Item,
            Permalink = viewpoint.Permalink,
            State = item.State,
            Provenance = item.Provenance,
            Rivals = item.Rivals,
            Said = item.Said,
            OpenQuestions = item.OpenQuestions,
            Expectations = item.Expectations,
            Basis = item.Basis,
            Erased = item.Erased,
        };
    }

    // How things are now is one row, kept by the appends; every other vantage is folded from the ledger.
    private async Task<StateItem?> KeptAsync(Viewpoint viewpoint, SubjectId subject, CancellationToken cancellation) =>
        viewpoint.IsKept
            && await ledger.CurrentStateAsync(viewpoint.Timeline, subject, viewpoint.Head, viewpoint.Vantage.Known, cancellation) is { } kept
                ? JsonSerializer.Deserialize(kept, RecordJson.Default.StateItem)
                : null;
}

/// <summary>Reads subjects' stories from a viewpoint.</summary>
internal sealed class Subjects(LedgerReader ledger)
{
    // So many subjects are read together.
    private const int AtOnce = 500;

    /// <exception cref="ProblemException">It cannot be the name of a subject.</exception>
    internal static SubjectId Parse(string kind, string slug) =>
        SubjectId.TryParse($"{kind}/{slug}", out var subject) ? subject : throw Unknown($"{kind}/{slug}");

    /// <exception cref="ProblemException">The subject is not there for the knower, or nothing of it was known then.</exception>
    internal async Task<Story> StoryAsync(Viewpoint viewpoint, SubjectId subject, CancellationToken cancellation)
    {
        var story = Story.Of(await ledger.SubjectAsync(viewpoint.Reach, subject, viewpoint.Vantage.Recorded, cancellation),
            viewpoint.Vantage);
        return story.IsVisible ? story : throw Hidden(subject, story.Exists);
    }

    /// <summary>
    /// The events of a subject of which something is visible from one of several viewpoints, as far as any of their knowers may ever learn
    /// of them, up to the greatest of their positions.
    /// </summary>
    /// <exception cref="ProblemException">The subject is there for none of the knowers, or nothing of it was known then.</exception>
    internal async Task<IReadOnlyList<TimelineEvent>> EventsAsync(
        SubjectId subject, IReadOnlyList<Viewpoint> viewpoints, CancellationToken cancellation)
    {
        var events = await ledger.SubjectAsync(ReachOf(viewpoints), subject, viewpoints.Max(v => v.Vantage.Recorded), cancellation);
        var stories = viewpoints.Select(v => Story.Of(events, v.Vantage)).ToList();
        return stories.Exists(s => s.IsVisible) ? events : throw Hidden(subject, stories.Exists(s => s.Exists));
    }

    /// <summary>The stories of several subjects, in ordinal order of their names, whether or not anything of them is visible.</summary>
    internal async Task<IReadOnlyList<(SubjectId Subject, Story Story)>> StoriesAsync(
        Viewpoint viewpoint, IReadOnlyCollection<SubjectId> subjects, CancellationToken cancellation)
    {
        if (subjects.Count == 0) return [];
        var events = await ledger.SubjectsAsync(viewpoint.Reach, subjects, viewpoint.Vantage.Recorded, cancellation);
        return [.. events.Select(s => (s.Key, Story.Of(s, viewpoint.Vantage)))];
    }

    /// <summary>The stories of all subjects of which something is visible, in ordinal order of their names: read in one statement.</summary>
    internal async IAsyncEnumerable<(SubjectId Subject, Story Story)> AllStoriesAsync(
        Viewpoint viewpoint, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var events in ledger.AllAsync(viewpoint.Reach, "", viewpoint.Vantage.Recorded, cancellation))
        {
            var story = Story.Of(events, viewpoint.Vantage);
            if (story.IsVisible) yield return (events[0].Subject, story);
        }
    }

    /// <summary>The stories of the subjects of which something is visible and, if there is a filter, some effective event matches.</summary>
    internal IAsyncEnumerable<(SubjectId Subject, Story Story)> MatchingAsync(Viewpoint viewpoint, CancellationToken cancellation) =>
        viewpoint.Query.Filter.IsEmpty ? AllStoriesAsync(viewpoint, cancellation) : FilteredAsync(viewpoint, cancellation);

    /// <summary>Whether a subject matches the filter: what was taken back is as if never said, and what acts on the record is about the record.</summary>
    internal static bool Matches(EventFilter filter, Story story) => filter.IsEmpty || story.Effective.Any(e => filter.Matches(e.Seen, story));

    private async IAsyncEnumerable<(SubjectId Subject, Story Story)> FilteredAsync(
        Viewpoint viewpoint, [EnumeratorCancellation] CancellationToken cancellation)
    {
        for (var after = ""; ;)
        {
            using var held = EventMeter.Hold();
            var candidates = await ledger.SubjectIdsAsync(viewpoint.Reach, viewpoint.Narrowing, after, AtOnce, cancellation);
            foreach (var (subject, story) in await StoriesAsync(viewpoint, candidates, cancellation))
            {
                if (story.IsVisible && Matches(viewpoint.Query.Filter, story)) yield return (subject, story);
            }

            if (candidates.Count < AtOnce) yield break;
            after = candidates[^1].ToString();
        }
    }

    /// <summary>
    /// The stories of the subjects with erased events. Read after what an answer holds, lest something be gone from it and nobody say so.
    /// </summary>
    internal async Task<IEnumerable<Story>> WithErasedAsync(
        Viewpoint viewpoint, CancellationToken cancellation, IReadOnlySet<SubjectId>? among = null)
    {
        var subjects = await ledger.ErasedAsync(viewpoint.Reach, viewpoint.Vantage.Recorded, cancellation);
        return (await StoriesAsync(viewpoint, [.. subjects.Where(s => among?.Contains(s) != false)], cancellation)).Select(s => s.Story);
    }

    /// <summary>What is read for several viewpoints together.</summary>
    internal static Reach ReachOf(IReadOnlyList<Viewpoint> viewpoints) =>
        Reach.Of(viewpoints[0].Timeline, viewpoints.SelectMany(v => v.Vantage.Knowers));

    private static ProblemException Hidden(SubjectId subject, bool exists) =>
        exists ? Cause.NotKnownThen.Because($"Nothing of {subject} is visible from this vantage.") : Unknown(subject.ToString());

    private static ProblemException Unknown(string subject) =>
        Cause.UnknownSubject.Because($"There is no subject '{subject}' in this timeline, for this knower.");
}
