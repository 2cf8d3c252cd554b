using System.Text.Json;
using Timeline.Domain.Json;
using Timeline.Domain.Record;
using Timeline.Domain.Subjects;
using Timeline.Domain.Subjects.Any;
using Timeline.Domain.Time;

namespace Timeline.Domain.Knowing;

/// <summary>How sure a planned thing is.</summary>
public enum PlanStatus
{
    /// <summary>Not dated to the day, doubted, or only said to be possible or intended.</summary>
    Tentative,

    /// <summary>Dated to the day.</summary>
    Confirmed,

    /// <summary>Called off, put off or withdrawn; the date is the last there was.</summary>
    Cancelled,
}

/// <summary>Something planned, and what became of it (SEMANTICS §7, calendar).</summary>
/// <param name="What">What tells it from its like at every vantage: a pointer of the state, or how and of which act it is said.</param>
/// <param name="Date">Its date.</param>
/// <param name="Status">How sure it is.</param>
/// <param name="Sequence">How often its date, or whether it is cancelled, had changed by K.</param>
/// <param name="KnownBy">Since when it is known to be so.</param>
/// <param name="By">The event that gives the date.</param>
public sealed record Plan(string What, Edtf Date, PlanStatus Status, int Sequence, Instant KnownBy, StoryEntry By)
{
    /// <summary>Whether it is a date in force; otherwise an event that is foreseen or merely said.</summary>
    public bool IsInForce => What.StartsWith('/');
}

/// <summary>The plans of a subject: every expectation there was, over or not, once (SEMANTICS §7, calendar).</summary>
public static class Calendar
{
    private const string Status = "/status", Withdrawals = "/withdrawals";

    /// <summary>What is planned, those in force by pointer, then those said, then those foreseen.</summary>
    public static IEnumerable<Plan> Of(State state)
    {
        var story = state.Story;
        var dated = new Lazy<ILookup<string, Guid>>(() => DatedBy(story));
        foreach (var (pointer, value) in state.Values.Where(v => v.Value.Value.Date is not null && State.IsPlan(v.Key)))
        {
            HashSet<Guid> acts = [.. dated.Value[pointer], .. dated.Value[OffBy(pointer)]];
            yield return Planned(pointer, value.Value.Date!, value.By, acts, s => At(pointer, s), Off(state, pointer));
        }

        // Accounts of one act plan one thing; the last in story order tells it. An ended guess is cancelled by what ended it.
        foreach (var guess in state.Guesses.GroupBy(g => g.Entry.Act).Select(act => act.Last()))
        {
            var entry = guess.Entry;
            HashSet<Guid> acts = [entry.Act, .. guess.Pointer is { } pointer ? dated.Value[pointer] : []];
            yield return Planned($"said/{entry.Act}", entry.Data.Dates!, entry, acts, s => At(guess, s), guess.EndedBy);
        }

        var foreseen = story.Effective.Where(e => e.Happened.Earliest > e.KnownBy && e.Event is { Mode: not Mode.Not, Erased: null });
        foreach (var last in foreseen.GroupBy(e => e.Act).Select(act => act.Last()))
            yield return Planned($"foreseen/{last.Act}", last.Happened, last, [last.Act], s => At(last, s), off: null);

        Plan Planned(
            string what, Edtf date, StoryEntry by, HashSet<Guid> acts, Func<State, (Edtf Date, bool IsOff)?> planIn, StoryEntry? off)
        {
            var changes = Changes(story, acts, s => planIn(State.Of(state.Subject, s)));
            return off is null
                ? new Plan(what, date, StatusOf(date, by), changes, SinceWhen(by), by)
                : new Plan(what, date, PlanStatus.Cancelled, changes, Instant.Max(SinceWhen(by), SinceWhen(off)), by);
        }
    }

    private static (Edtf Date, bool IsOff)? At(string pointer, State state) =>
        state.Values.GetValueOrDefault(pointer)?.Value.Date is { } date ? (date, Off(state, pointer) is not null) : null;

    private static (Edtf Date, bool IsOff)? At(Guess guess, State state) =>
        state.Guesses.LastOrDefault(g => g.Entry.Event.Id == guess.Entry.Event.Id) is { } then
            ? (then.Entry.Data.Dates!, then.EndedBy is not null) : null;

    private static (Edtf Date, bool IsOff)? At(StoryEntry foreseen, State state) =>
        state.Story.Effective.FirstOrDefault(e => e.Event.Id == foreseen.Event.Id) is { } then ? (then.Happened, false) : null;

    private static PlanStatus StatusOf(Edtf date, StoryEntry by) =>
        date.IsToTheDay && !date.Text.Contains('?', StringComparison.Ordinal) && by.Event.Mode is null
            ? PlanStatus.Confirmed
            : PlanStatus.Tentative;

    private static Instant SinceWhen(StoryEntry entry) => entry.Corrections.Select(c => c.KnownBy!.Value).Append(entry.KnownBy).Max();

    /// <summary>What called the thing off that is dated at a pointer; <see langword="null"/>: nothing.</summary>
    internal static StoryEntry? Off(State state, string pointer) => JsonPointer.Steps(pointer).ToArray() switch
    {
        [_] => state.CalledOff,
        ["changes", var change, _] => state.IsStatusIn(change) ? null : state.Values.GetValueOrDefault(Status)?.By,
        [_, _, _] => AnyQuestions.Withdrawal(state, pointer[..pointer.LastIndexOf('/')]),
        _ => null,
    };

    // Where that stands: the subject's status, or the withdrawals of pledges.
    private static string OffBy(string pointer) =>
        JsonPointer.Steps(pointer).ToArray() is [_] or ["changes", _, _] ? Status : Withdrawals;

    // Which acts ever gave a date at a pointer, or said what may call it off, corrected since or taken back though they be.
    private static ILookup<string, Guid> DatedBy(Story story)
    {
        var corrections = story.Seen.Where(s => s.IsVisible && s.Event.Data is EventCorrected { Data: not null })
            .ToLookup(s => s.Event.Target!.Value);
        return story.Seen.Where(s => s.IsVisible && !s.Event.Type.IsActOnTheRecord).SelectMany(Payloads)
            .SelectMany(p => Claims.Of(p.Data, p.Absent, p.Act, story.ActOf).Assertions, (p, a) => (Pointer: Bearing(a), p.Act))
            .Where(d => d.Pointer is not null).Distinct().ToLookup(d => d.Pointer!, d => d.Act);

        static string? Bearing(Assertion said) =>
            said.Pointer.StartsWith(Withdrawals, StringComparison.Ordinal) ? Withdrawals
            : said.Pointer is Status || (said.Value.Date is not null && State.IsPlan(said.Pointer)) ? said.Pointer : null;

        IEnumerable<(EventData Data, Absences? Absent, Guid Act)> Payloads(SeenEvent seen)
        {
            var (e, act) = (seen.Event, story.ActOf(seen.Event.Id));
            return corrections[e.Id].Select(c => (Acts.Payload(e.Type, c.Event), c.Event.Absent, act))
                .Prepend((e.Data, e.Absent, act));
        }
    }

    // Reads only what bears on the plan, at each moment at which it may have changed: the whole subject would be read again and again.
    private static int Changes(Story story, HashSet<Guid> acts, Func<Story, (Edtf Date, bool IsOff)?> planIn)
    {
        // A date may stand at the act that is answered.
        foreach (var e in story.Seen.Select(s => s.Event).Where(e => acts.Contains(story.ActOf(e.Id))).ToList())
        {
            if (e.Data is IAnswersAnEvent { Event: { } answered }) acts.Add(story.ActOf(answered));
        }

        SeenEvent[] events = [.. story.Seen.Where(s => acts.Contains(story.ActOf(WorldEvent(s.Event))))];
        var moments = History.Moments(story.Of(events, story.Vantage.Known)).Where(m => m <= story.Vantage.Known).Distinct().Order();
        var plans = moments.Select(m => planIn(story.Of(events, m))).OfType<(Edtf, bool)>().ToList();
        return plans.Zip(plans.Skip(1)).Count(p => p.First != p.Second);

        Guid WorldEvent(TimelineEvent e)
        {
            while (e.Target is { } target) e = story[target].Event;
            return e.Id;
        }
    }

    /// <summary>The name of the place that a plan in force is at, if said.</summary>
    public static string? PlaceOf(State state, Plan plan)
    {
        if (!plan.IsInForce || !state.Values.TryGetValue($"{plan.What[..plan.What.LastIndexOf('/')]}/place", out var place)) return null;
        return place.Value.Text ?? JsonSerializer.Deserialize(place.Value.Json, RecordJson.Default.DetailedPlace)!.Name.Text;
    }
}
