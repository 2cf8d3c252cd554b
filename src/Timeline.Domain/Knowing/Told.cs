using Timeline.Domain.Record;
using Timeline.Domain.Subjects;

namespace Timeline.Domain.Knowing;

/// <summary>
/// Which position <c>recorded</c> resolves to (SEMANTICS §4): that of the newest event, at or below it, that the knowers learn of at some
/// position up to there. Such an event is told to them already when it is recorded: what comes into the record for them later does so by
/// another event, which is newer. Nothing that stands between the two changes what they are answered.
/// </summary>
public static class Told
{
    /// <summary>Whether some knowers learn of an event as it is recorded, or did of what it amends.</summary>
    /// <param name="knowers">Who, beside the public.</param>
    /// <param name="e">The event.</param>
    /// <param name="events">Its strand, or more of its subject; of what none of them ever learns of any may be left out.</param>
    public static bool IsTo(IReadOnlyCollection<Key> knowers, TimelineEvent e, IEnumerable<TimelineEvent> events)
    {
        var before = events.Where(one => one.Seq <= e.Seq).ToDictionary(one => one.Id);
        var disclosing = before.Values.Where(act => act.Target is not null).ToLookup(act => act.Target!.Value, Adds);
        // What acts on what they do not learn of is not there for them; an amendment counts with its target.
        for (var one = e; ; one = before[one.Target!.Value])
        {
            if (one.Data is not EventAmended && !one.Disclosures.Concat(disclosing[one.Id].SelectMany(d => d)).Any(IsToThem)) return false;
            if (one.Target is not { } target) return true;
            if (!before.ContainsKey(target)) return false;
        }

        bool IsToThem(Disclosure disclosure) => disclosure.To == Key.Public || knowers.Contains(disclosure.To);

        static IReadOnlyList<Disclosure> Adds(TimelineEvent act) => act.Data switch
        {
            EventDisclosed => act.Disclosures,
            EventAmended { Disclosures: { } amended } => amended,
            _ => [],
        };
    }
}
