using System.Text.Json;
using System.Text.Json.Serialization;
using Timeline.Domain.Knowing;
using Timeline.Domain.Record;
using Timeline.Domain.Time;

namespace Timeline.Cli.Client;

/// <summary>The vantage of an answer, resolved.</summary>
internal sealed record VantageItem(
    Instant Known, long Recorded, Instant At, IReadOnlyList<string> Knower, LensItem? Lens, IReadOnlyList<Key>? UnknownKnower,
    Later? Later);

/// <summary>An answer that says from where it is given, or from which two vantages.</summary>
internal interface IFromVantage
{
    VantageItem? Vantage => null;

    VantageItem? From => null;

    VantageItem? To => null;
}

/// <summary>Which reports count.</summary>
internal sealed record LensItem(IReadOnlyList<string>? Without, string? Reliability, JsonElement? Credibility);

internal sealed record TimelineItem(string Name, string Title, string? Description, Instant Created, string RecordedBy);

internal sealed record TimelineList(IReadOnlyList<TimelineItem> Items);

internal sealed record TimelineBody(string Title, string? Description);

/// <summary>An answer that may be a page of several.</summary>
internal interface IPage
{
    /// <summary>Where the next page is; null: this is the last.</summary>
    string? Next { get; }
}

internal sealed record SubjectList(IReadOnlyList<SubjectItem> Items, string? Next, VantageItem Vantage, string Permalink)
    : IPage, IFromVantage;

internal sealed record KnowerList(IReadOnlyList<KnowerItem> Items, string? Next, VantageItem Vantage, string Permalink)
    : IPage, IFromVantage;

internal sealed record EventList(IReadOnlyList<RecordedItem> Items, string? Next, VantageItem Vantage, string Permalink)
    : IPage, IFromVantage;

internal sealed record RecordedEvents(IReadOnlyList<RecordedItem> Items);

/// <summary>What may be a slip in what was recorded.</summary>
internal sealed record Warned(IReadOnlyList<ProblemFault>? Warnings);

internal sealed record StateAnswer(
    SubjectId Subject, long Version, VantageItem Vantage, string Permalink, JsonElement State, IReadOnlyDictionary<string, Provenance> Provenance,
    IReadOnlyDictionary<string, IReadOnlyList<Rival>> Rivals, IReadOnlyList<StoryItem> Said, IReadOnlyList<OpenQuestionItem> OpenQuestions,
    IReadOnlyList<ExpectationItem> Expectations, Basis Basis) : IFromVantage;

/// <summary>A pointer of a state at which two sides differ.</summary>
internal sealed record PointerItem(string Pointer, string Cause, ToldValue? Old, ToldValue? New);

internal sealed record ReportItem(Guid Event, string Type, Absences? Untold, Instant KnownBy, string? KnownAfter, string? Publisher);

internal sealed record HistoryItem(Instant Known, IReadOnlyList<PointerItem> Changes, IReadOnlyList<ReportItem> Reports);

internal sealed record SubjectHistory(
    SubjectId Subject, IReadOnlyList<HistoryItem> Items, string? Next, VantageItem Vantage, string Permalink) : IPage, IFromVantage;

internal sealed record ExclusiveItem(string Cause, StoryItem Event);

internal sealed record ChangedItem(string Cause, StoryItem From, StoryItem To);

/// <summary>How a subject differs between two sides; in hindsight the subject stands above it.</summary>
internal sealed record Differences(
    SubjectId? Subject, IReadOnlyList<ExclusiveItem> Gained, IReadOnlyList<ExclusiveItem> Lost, IReadOnlyList<ChangedItem> Changed,
    IReadOnlyList<PointerItem> Pointers, VantageItem? From, VantageItem? To, string? Permalink) : IFromVantage
{
    internal bool IsEmpty => Gained.Count + Lost.Count + Changed.Count + Pointers.Count == 0;
}

internal sealed record TimelineComparison(
    IReadOnlyList<Differences> Items, string? Next, VantageItem From, VantageItem To, string Permalink) : IPage, IFromVantage;

internal sealed record HindsightAnswer(string Pointer, Edtf Happened, ZoneItem? HappenedZone, ToldValue Told);

internal sealed record HindsightQuestion(OpenQuestionItem Open, Settled Became, IReadOnlyList<HindsightAnswer> Answers);

/// <summary>What became of an expected date; of one that moved, where to and what became of it there.</summary>
internal sealed record HindsightOutcome(
    ExpectationItem? Expected, Edtf? Date, ZoneItem? DateZone, TurnedOut Outcome, Word? By, Edtf? Happened, HindsightOutcome? To);

internal sealed record HindsightList(IReadOnlyList<PointerItem> Pointers, IReadOnlyList<StoryItem> Said);

internal sealed record HindsightSupport(string Pointer, int Then, int Now);

internal sealed record HindsightItem(
    SubjectId Subject, IReadOnlyList<HindsightQuestion> Questions, IReadOnlyList<HindsightOutcome> Expectations, HindsightList HiddenThen,
    IReadOnlyList<PointerItem> BelievedWrongly, HindsightList HappenedSince, IReadOnlyList<HindsightSupport> Supported,
    Instant? Date, VantageItem? Vantage, string? Permalink) : IFromVantage;

internal sealed record TimelineHindsight(
    IReadOnlyList<HindsightItem> Items, string? Next, Instant Date, VantageItem Vantage, string Permalink) : IPage, IFromVantage;

internal sealed record BriefingAnswer(
    string Timeline, IReadOnlyList<BriefedSubject> Items, string? Next, VantageItem Vantage, string Permalink) : IPage, IFromVantage;

/// <summary>
/// A frame of a replay: an event with what it changed, or a step of the calendar with what became of each subject in it.
/// </summary>
internal sealed record ReplayFrame(
    string? At, SubjectId? Subject, RecordedItem? Event, bool? CameAbout, IReadOnlyList<ReplayChange>? Changes,
    string? Step, string? From, string? To, long? Events, IReadOnlyList<ReplayedSubject>? Subjects);

/// <summary>What an event changed at a pointer; a value stands alone or with the word it is on.</summary>
internal sealed record ReplayChange(string Pointer, JsonElement? Old, JsonElement? New);

/// <summary>What became of a subject in a step; its changes are told, or counted.</summary>
internal sealed record ReplayedSubject(SubjectId Subject, long Events, JsonElement? Changes);

/// <summary>A line of the answer to an import while it goes on: one of its members.</summary>
internal sealed record ImportLine(
    ImportCounts? Progress, ProblemFault? Error, ProblemFault? Warning, ImportCounts? Report, Problem? Problem);

/// <summary>Where an import stands; at its end, told at once, with the refused lines and the first that may have a slip in them.</summary>
internal sealed record ImportCounts(
    long Lines, long Recorded, long Repeated, long Refused, long? Warned,
    IReadOnlyList<ProblemFault>? Errors, IReadOnlyList<ProblemFault>? Warnings);

/// <summary>Why a request is not answered as asked (RFC 9457).</summary>
internal sealed record Problem(string? Type, string? Title, int? Status, string? Detail, IReadOnlyList<ProblemFault>? Errors)
{
    /// <summary>The stable name of the cause.</summary>
    internal string? Name => Type?.Split('/')[^1];
}

internal sealed record ProblemFault(string? Pointer, string? Parameter, string? Header, long? Line, string Detail);

/// <summary>The JSON of the server as this client reads it; members that a later server adds are passed over.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(TimelineItem))]
[JsonSerializable(typeof(TimelineList))]
[JsonSerializable(typeof(TimelineBody))]
[JsonSerializable(typeof(SubjectList))]
[JsonSerializable(typeof(KnowerList))]
[JsonSerializable(typeof(EventList))]
[JsonSerializable(typeof(RecordedItem))]
[JsonSerializable(typeof(RecordedEvents))]
[JsonSerializable(typeof(StateAnswer))]
[JsonSerializable(typeof(SubjectHistory))]
[JsonSerializable(typeof(Differences))]
[JsonSerializable(typeof(TimelineComparison))]
[JsonSerializable(typeof(HindsightItem))]
[JsonSerializable(typeof(TimelineHindsight))]
[JsonSerializable(typeof(BriefingAnswer))]
[JsonSerializable(typeof(ReplayFrame))]
[JsonSerializable(typeof(Warned))]
[JsonSerializable(typeof(ImportLine))]
[JsonSerializable(typeof(ImportCounts))]
[JsonSerializable(typeof(Problem))]
internal sealed partial class ClientJson : JsonSerializerContext;
