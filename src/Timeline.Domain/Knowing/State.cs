using System.Text.Json.Serialization;
using Timeline.Domain.Json;
using Timeline.Domain.Record;
using Timeline.Domain.Subjects.Any;
using Timeline.Domain.Time;

namespace Timeline.Domain.Knowing;

/// <summary>One report of a value.</summary>
/// <param name="Value">The value.</param>
/// <param name="Entry">The event that says so.</param>
public sealed record Said(Value Value, StoryEntry Entry)
{
    /// <summary>How many distinct origins say so in the same act; told of values that are not in force.</summary>
    public int Support { get; init; }
}

/// <summary>Since when what is in force at a pointer has been known (SEMANTICS §6).</summary>
/// <param name="Known">The first K of the unbroken run of steps at which the same stood there.</param>
/// <param name="First">The event whose word was in force there then.</param>
public sealed record Since(Instant Known, SeenEvent First);

/// <summary>What is in force at one pointer of a state, and who says so (SEMANTICS §6).</summary>
public sealed record InForce
{
    /// <summary>The value; of a tally the sum.</summary>
    public required Value Value { get; init; }

    /// <summary>The event whose value it is; of a tally the last.</summary>
    public required StoryEntry By { get; init; }

    /// <summary>How many distinct origins say so, from the last act on that said something else; of a tally 0.</summary>
    public int Support { get; init; }

    /// <summary>What other accounts of the same act say instead.</summary>
    public IReadOnlyList<Said> Rivals { get; init; } = [];

    /// <summary>A better assessed value that it superseded.</summary>
    public Said? Over { get; init; }

    /// <summary>Of a tally: how many acts it counts; otherwise 0.</summary>
    public int Tallied { get; init; }

    /// <summary>Of a tally: the first event.</summary>
    public StoryEntry? First { get; init; }
}

/// <summary>Something that a reader would expect to be known and is not, or that is reported unknown or withheld (SEMANTICS §6).</summary>
/// <param name="Question">Its name, e.g. <c>venue</c>.</param>
/// <param name="Pointer">Where the answer would stand in the state.</param>
/// <param name="Reason">Why it is open.</param>
/// <param name="Text">The question in words.</param>
/// <param name="By">The event that leaves it open, where it is one.</param>
/// <param name="IsAsked">Whether the kind of subject asks it; otherwise it is open only because it is reported so.</param>
public sealed record OpenQuestion(string Question, string Pointer, OpenReason Reason, string Text, StoryEntry? By, bool IsAsked = true)
{
    /// <summary>The pointers of a state whose values answer it; no other change at or below its pointer does (SEMANTICS §7, hindsight).</summary>
    internal Func<State, IEnumerable<string>> AnsweredAt { get; init; } = _ => [];
}

/// <summary>Why a question is open.</summary>
[JsonConverter(typeof(WordJson<OpenReason>))]
public enum OpenReason
{
    /// <summary>Nobody has said.</summary>
    Missing,

    /// <summary>What was said is not precise enough.</summary>
    Imprecise,

    /// <summary>It was asked and not answered.</summary>
    Unanswered,

    /// <summary>It is reported to be unknown.</summary>
    Unknown,

    /// <summary>It is reported to be kept back.</summary>
    Withheld,
}

/// <summary>Something said to be ahead, with its date (SEMANTICS §6).</summary>
/// <param name="What">The pointer of the date in the state; for a foreseen or merely said event its type.</param>
/// <param name="Date">The planned date.</param>
/// <param name="By">The event that says so.</param>
/// <param name="When">Where the date lies from V.</param>
/// <param name="Pointer">Where the date stands in the state or, if it is merely said, would stand; of what is foreseen <see langword="null"/>.</param>
public sealed record Expectation(string What, Edtf Date, StoryEntry By, Due When, string? Pointer);

/// <summary>An event that merely says when something may be or is meant to be.</summary>
/// <param name="Entry">The event.</param>
/// <param name="Pointer">Where its date would stand in the state; <see langword="null"/>: nowhere.</param>
/// <param name="EndedBy">What has been asserted there since, which ends the guess; <see langword="null"/>: nothing.</param>
public sealed record Guess(StoryEntry Entry, string? Pointer, StoryEntry? EndedBy);

/// <summary>Where a planned date lies, judged at V.</summary>
[JsonConverter(typeof(WordJson<Due>))]
public enum Due
{
    /// <summary>Wholly after V.</summary>
    Ahead,

    /// <summary>V lies within it.</summary>
    Now,

    /// <summary>Wholly by V.</summary>
    Past,
}

/// <summary>The state of a subject at a vantage (SEMANTICS §6): a merge of acts, which may be applied in any order.</summary>
public sealed class State
{
    private readonly SortedDictionary<string, InForce> _values = new(StringComparer.Ordinal);
    private readonly Lazy<string[]> _pointers;
    private readonly Lazy<IReadOnlyDictionary<string, Since>> _since;

    private State(SubjectId subject, Story story)
    {
        (Subject, Story) = (subject, story);
        _pointers = new(() => [.. _values.Keys]);
        _since = new(() => Course.Since(subject, story, _values));
        var merge = new Merge(subject);
        merge.Replace([], story.Entries);
        foreach (var pointer in merge.Pointers) _values[pointer] = merge.Whole(pointer);
        Said = [.. story.Entries.Where(e => e.Event is { Mode: not null, Erased: null })];
        OpenQuestions = new Questions(this, Catalogue.KindOf(subject), Unfilled(merge)).All;
        Guesses = [.. Said.Where(s => s.Event.Mode is not Mode.Not && s.Data.Dates is not null).Select(s => GuessOf(s, merge))];
        Expectations = [.. Expect()];
    }

    /// <summary>Whose state it is.</summary>
    public SubjectId Subject { get; }

    /// <summary>The story that it is folded from.</summary>
    public Story Story { get; }

    /// <summary>What is in force, by JSON Pointer, in ordinal order.</summary>
    public IReadOnlyDictionary<string, InForce> Values => _values;

    /// <summary>What is in force below a pointer, in ordinal order.</summary>
    public IEnumerable<KeyValuePair<string, InForce>> Below(string pointer)
    {
        var prefix = pointer + "/";
        var first = Array.BinarySearch(_pointers.Value, prefix, StringComparer.Ordinal);
        // No pointer ends in a slash, so what is found is where the first one below it stands.
        return _pointers.Value.Skip(first < 0 ? ~first : first).TakeWhile(p => p.StartsWith(prefix, StringComparison.Ordinal))
            .Select(p => KeyValuePair.Create(p, _values[p]));
    }

    /// <summary>Since when what is in force at a pointer has been known. It is found for all pointers in one pass, when first asked for.</summary>
    public Since Since(string pointer) => _since.Value[pointer];

    /// <summary>The correction that gives the event in force at a pointer this value; <see langword="null"/>: it said so from the start.</summary>
    public SeenEvent? CorrectedBy(string pointer) => Course.CorrectedBy(Story, pointer, _values[pointer]);

    /// <summary>Events with a mode: said, not asserted. In story order.</summary>
    public IReadOnlyList<StoryEntry> Said { get; }

    /// <summary>Those of them that give a date, ended or not, in story order; what is said not to be is none.</summary>
    public IReadOnlyList<Guess> Guesses { get; }

    /// <summary>What is open.</summary>
    public IReadOnlyList<OpenQuestion> OpenQuestions { get; }

    /// <summary>What is said to be ahead, by date.</summary>
    public IReadOnlyList<Expectation> Expectations { get; }

    /// <summary>Folds the state from the story.</summary>
    public static State Of(SubjectId subject, Story story) => new(subject, story);

    /// <summary>
    /// The next instant at which the state changes without anything being recorded, because time passes a date or the publication of a
    /// source; what is told of it before then holds until then. <see cref="Instant.PositiveInfinity"/>: never.
    /// </summary>
    public Instant HoldsBefore
    {
        get
        {
            var dates = Expectations.SelectMany(e => new[] { e.Date.Earliest, e.Date.Latest })
                .Concat(Story.Effective.SelectMany(e => new[] { e.HappenedBy, e.Happened.Earliest }));
            return dates.Concat(Story.Published).Where(d => d > Story.Vantage.At).DefaultIfEmpty(Instant.PositiveInfinity).Min();
        }
    }

    // A gap is reported at an act; a value there or below it from the same or a later act fills it. Where it is open which of several
    // things is meant, only a report of the same type names it: that one venue is rejected does not say which is confirmed.
    private static IEnumerable<(ReportedGap, StoryEntry)> Unfilled(Merge merge)
    {
        var gaps = merge.Acts.OrderBy(a => a.Key).SelectMany(a => a.Gaps).ToList();
        if (gaps.Count == 0) return [];
        var latest = new Dictionary<(string Pointer, EventType? Type), ActInStory>();
        foreach (var act in merge.Acts.OrderBy(a => a.Key))
        {
            foreach (var pointer in act.Pointers)
            {
                var type = act.InForceAt(pointer).Entry.Event.Type;
                for (var at = pointer; at.Length > 0; at = at[..at.LastIndexOf('/')]) latest[(at, null)] = latest[(at, type)] = act;
            }
        }

        return gaps.Where(g => !latest.TryGetValue((g.Gap.Pointer, g.Gap.IsWhich ? g.By.Event.Type : null), out var filling)
            || filling.Key.CompareTo(g.Act.Key) < 0).Select(g => (g.Gap, g.By));
    }

    private IEnumerable<Expectation> Expect()
    {
        var planned = _values.Where(v => v.Value.Value.Date is not null && IsPlan(v.Key) && !IsSettled(v.Key, v.Value.By))
            .Select(v => (What: v.Key, Date: v.Value.Value.Date!, v.Value.By, Pointer: (string?)v.Key));
        var said = Guesses.Where(g => g.EndedBy is null && !IsCalledOffSince(g.Entry))
            .Select(g => (What: g.Entry.Event.Type.Name, Date: g.Entry.Data.Dates!, By: g.Entry, g.Pointer));
        var foreseen = Story.Effective.Where(e => e.Happened.Earliest > e.KnownBy && e.HappenedBy > Story.Vantage.At && e.Event is { Mode: not Mode.Not, Erased: null })
            .Select(e => (What: e.Event.Type.Name, Date: e.Happened, By: e, Pointer: (string?)null));
        var isOver = IsStatusIn(Catalogue.KindOf(Subject).Over);
        return planned.Concat(said).Concat(foreseen)
            .OrderBy(e => e.Date.Earliest).ThenBy(e => e.Date.Latest).ThenBy(e => e.What, StringComparer.Ordinal).ThenBy(e => e.By.Key)
            .Select(e => new Expectation(e.What, e.Date, e.By, WhenIs(e.Date), e.Pointer))
            // Nobody goes on expecting the past of what is over.
            .Where(e => !isOver || e.When is not Due.Past);
    }

    // It ends once somebody asserts a date where it would stand; what was asserted before does not end it.
    private static Guess GuessOf(StoryEntry guess, Merge merge)
    {
        var pointer = Claims.Of(guess.Data, guess.Absent, guess.Act, guess.ActOf).Assertions
            .Where(a => a.Value.Date == guess.Data.Dates && IsPlan(a.Pointer)).Select(a => a.Pointer).FirstOrDefault();
        var since = pointer is null ? null : merge.ActsAt(pointer).LastOrDefault(a => a.Key.CompareTo(guess.Key) > 0);
        return new Guess(guess, pointer, since?.InForceAt(pointer!).Entry);
    }

    private Due WhenIs(Edtf date) =>
        date.Earliest > Story.Vantage.At ? Due.Ahead : date.Latest <= Story.Vantage.At ? Due.Past : Due.Now;

    /// <summary>Whether a date at a pointer is that of something planned.</summary>
    internal static bool IsPlan(string pointer) => pointer[(pointer.LastIndexOf('/') + 1)..] is "dates" or "due" or "until";

    // The subject's own dates are no longer ahead once its status says it is over; an entry's once it was answered or withdrawn, took place
    // or was called off with the subject.
    private bool IsSettled(string pointer, StoryEntry by)
    {
        var steps = JsonPointer.Steps(pointer).ToArray();
        if (steps.Length == 1) return IsStatusIn(Catalogue.KindOf(Subject).Over);
        return steps.Length == 3 && (AnyQuestions.IsAnswered(this, steps[1]) || AnyQuestions.IsWithdrawn(this, $"/{steps[0]}/{steps[1]}"))
            || (steps is ["changes", var change, _] && !IsStatusIn(change))
            || (steps[^1] is "dates" && IsCalledOffSince(by))
            || Story.Entries.Any(e => e.Key.CompareTo(by.Key) > 0 && e.Claims.Assertions.Any(a => Catalogue.KindOf(Subject).TookPlace(steps, a)));
    }

    /// <summary>What called the subject off; <see langword="null"/>: nothing did.</summary>
    internal StoryEntry? CalledOff => IsStatusIn(Catalogue.KindOf(Subject).CalledOff) ? _values["/status"].By : null;

    private bool IsCalledOffSince(StoryEntry plan) => CalledOff is { } off && off.Key.CompareTo(plan.Key) > 0;

    /// <summary>Whether its status is one of some words.</summary>
    internal bool IsStatusIn(params IReadOnlyList<string> words) =>
        _values.TryGetValue("/status", out var status) && status.Value.Text is { } word && words.Contains(word);
}
