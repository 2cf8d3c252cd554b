using Timeline.Domain.Json;
using Timeline.Domain.Record;

namespace Timeline.Domain.Knowing;

/// <summary>Something expected or open at a date, and what became of it.</summary>
/// <param name="Expected">What was said to be ahead; otherwise <see langword="null"/>.</param>
/// <param name="Open">What was open; otherwise <see langword="null"/>.</param>
/// <param name="Value">What is known now at the pointer of either; <see langword="null"/>: nothing.</param>
/// <param name="IsOpen">Whether the question is open still.</param>
/// <param name="Became">What is known of it since: the values there, or around it, that differ from those of the date.</param>
public sealed record TurnedOut(Expectation? Expected, OpenQuestion? Open, InForce? Value, bool IsOpen, IReadOnlyList<PointerChange> Became);

/// <summary>What was not known on a date, or wrongly believed, and how what was ahead and open then turned out (SEMANTICS §7).</summary>
public sealed class Hindsight
{
    private Hindsight(IReadOnlyList<TimelineEvent> events, Vantage then, Vantage now)
    {
        UnknownThen = Comparison.Of(events, then, now with { At = then.At });
        var since = Comparison.Of(events, UnknownThen.From, Comparison.StateAt(events, now));
        Now = since.To;
        TurnedOut =
        [
            .. UnknownThen.From.Expectations.Select(e => new TurnedOut(e, null, Value(e.What), false, Around(Above(e.What), since))),
            .. UnknownThen.From.OpenQuestions.Select(q => new TurnedOut(
                null, q, Value(q.Pointer), Now.OpenQuestions.Any(o => (o.Question, o.Pointer) == (q.Question, q.Pointer)), Around(q.Pointer, since))),
        ];

        InForce? Value(string pointer) => Now.Values.GetValueOrDefault(pointer);
    }

    /// <summary>What had happened by the date and was not known, or was wrongly believed.</summary>
    public Comparison UnknownThen { get; }

    /// <summary>Every expectation and every open question of the date, with what became of it.</summary>
    public IReadOnlyList<TurnedOut> TurnedOut { get; }

    /// <summary>The state as known now.</summary>
    public State Now { get; }

    /// <summary>Looks back.</summary>
    /// <param name="events">All events of the subject up to the position, in order.</param>
    /// <param name="then">The vantage of the date: K = V = the date.</param>
    /// <param name="now">The vantage from which it is looked back; its K is not before the date.</param>
    public static Hindsight Of(IReadOnlyList<TimelineEvent> events, Vantage then, Vantage now) => new(events, then, now);

    // The date of a plan stands beside what is planned. A foreseen event has no pointer of its own: it is the subject's.
    private static string Above(string what) => what.StartsWith('/') ? what[..what.LastIndexOf('/')] : "";

    // Of the subject as a whole its own members, of one of several things whatever is said of it.
    private static IReadOnlyList<PointerChange> Around(string pointer, Comparison since) =>
    [
        .. since.Pointers.Where(p => pointer.Length == 0
            ? JsonPointer.Steps(p.Pointer).Take(2).Count() == 1
            : p.Pointer == pointer || p.Pointer.StartsWith(pointer + "/", StringComparison.Ordinal)),
    ];
}
