using System.Text.Json.Serialization;
using Timeline.Domain.Json;
using Timeline.Domain.Record;

namespace Timeline.Domain.Knowing;

/// <summary>What became of an open question (SEMANTICS §7, hindsight).</summary>
[JsonConverter(typeof(WordJson<Settled>))]
public enum Settled
{
    /// <summary>It has an answer.</summary>
    Answered,

    /// <summary>It is open still.</summary>
    Open,

    /// <summary>It is asked no more, and has no answer.</summary>
    Dropped,
}

/// <summary>A question that was open, and what became of it.</summary>
/// <param name="Question">The question.</param>
/// <param name="Settled">What became of it.</param>
/// <param name="Answers">The pointers of the state as known now whose values answer it.</param>
public sealed record AskedThen(OpenQuestion Question, Settled Settled, IReadOnlyList<string> Answers);

/// <summary>Something that was expected, and what became of it.</summary>
/// <param name="Expectation">What was expected.</param>
/// <param name="Became">What became of it.</param>
public sealed record ExpectedThen(Expectation Expectation, Became Became);

/// <summary>What was hidden or wrongly believed on a date, what happened since, and how what was open and ahead turned out (SEMANTICS §7).</summary>
public sealed class Hindsight
{
    private Hindsight(IReadOnlyList<TimelineEvent> events, Vantage then, Vantage now)
    {
        var found = Comparison.Of(events, then, now with { At = then.At });
        var since = Comparison.Of(events, found.To, Comparison.StateAt(events, now));
        (Then, Found, Now) = (found.From, found.To, since.To);
        Hidden = [.. found.Pointers.Where(p => p.Old is null)];
        Believed = [.. found.Pointers.Where(p => p.Old is not null)];
        Happened = since.Pointers;
        HiddenSaid = Said(Found, Then);
        HappenedSaid = Said(Now, Found);
        Supported =
        [
            .. Then.Values.Where(v => Found.Values.TryGetValue(v.Key, out var there) && there.Value.Json == v.Value.Value.Json
                && there.Support != v.Value.Support).Select(v => v.Key),
        ];
        Questions = [.. Then.OpenQuestions.Select(Asked)];
        Expectations = [.. Then.Expectations.Select(e => new ExpectedThen(e, Judgement.Of(e, Now)))];
    }

    /// <summary>T: what was known by the date of what had happened by the date.</summary>
    public State Then { get; }

    /// <summary>A: what is known now of what had happened by the date.</summary>
    public State Found { get; }

    /// <summary>N: what is known now.</summary>
    public State Now { get; }

    /// <summary>Hidden then: where a value stands in <see cref="Found"/> and none in <see cref="Then"/>.</summary>
    public IReadOnlyList<PointerChange> Hidden { get; }

    /// <summary>Hidden then, too: acts that assert nothing, of which there was no account then.</summary>
    public IReadOnlyList<StoryEntry> HiddenSaid { get; }

    /// <summary>Believed wrongly: where a value stands in <see cref="Then"/> and another or none in <see cref="Found"/>.</summary>
    public IReadOnlyList<PointerChange> Believed { get; }

    /// <summary>Happened since: where <see cref="Found"/> and <see cref="Now"/> differ.</summary>
    public IReadOnlyList<PointerChange> Happened { get; }

    /// <summary>Happened since, too: acts that assert nothing.</summary>
    public IReadOnlyList<StoryEntry> HappenedSaid { get; }

    /// <summary>Where the same stands in <see cref="Then"/> and <see cref="Found"/>, and another number of origins says so.</summary>
    public IReadOnlyList<string> Supported { get; }

    /// <summary>Every question that was open.</summary>
    public IReadOnlyList<AskedThen> Questions { get; }

    /// <summary>Everything that was expected.</summary>
    public IReadOnlyList<ExpectedThen> Expectations { get; }

    /// <summary>Whether there is nothing to say.</summary>
    public bool IsEmpty =>
        Hidden.Count + HiddenSaid.Count + Believed.Count + Happened.Count + HappenedSaid.Count + Supported.Count + Questions.Count
            + Expectations.Count == 0;

    /// <summary>Looks back.</summary>
    /// <param name="events">All events of the subject up to the position, in order.</param>
    /// <param name="then">The vantage of the date: K = V = the date.</param>
    /// <param name="now">The vantage from which it is looked back; its K is not before the date.</param>
    public static Hindsight Of(IReadOnlyList<TimelineEvent> events, Vantage then, Vantage now) => new(events, then, now);

    // What asserts nothing changes no value, so it is told by itself. One account of an act is enough.
    private static IReadOnlyList<StoryEntry> Said(State having, State lacking)
    {
        var there = lacking.Story.Entries.Select(e => e.Act).ToHashSet();
        return
        [
            .. having.Story.Entries.GroupBy(e => e.Act)
                .Where(act => !there.Contains(act.Key) && act.All(e => e.Claims.Assertions.Count == 0) && act.Any(e => e.Event.Erased is null))
                .Select(act => act.First(e => e.Event.Erased is null)),
        ];
    }

    private AskedThen Asked(OpenQuestion question)
    {
        if (Now.OpenQuestions.Any(q => (q.Question, q.Pointer) == (question.Question, question.Pointer))) return new(question, Settled.Open, []);
        // What stood there while it was open does not answer it.
        List<string> answers = [.. question.AnsweredAt(Now).Distinct().Where(p => Then.Values.GetValueOrDefault(p)?.Value != Now.Values[p].Value)];
        return new(question, answers.Count > 0 ? Settled.Answered : Settled.Dropped, answers);
    }
}
