using System.Collections.Concurrent;
using Timeline.Domain.Knowing;
using Timeline.Domain.Record;

namespace Timeline.Server.Feed;

/// <summary>
/// What was recorded after one position up to another, as it was read once for several feeds. What of it a knower may ever learn of is told
/// apart first, as if nothing else had been read; what is seen of that is decided as everywhere (SEMANTICS §12).
/// </summary>
/// <param name="After">The position after which it begins.</param>
/// <param name="UpTo">The position up to which everything is in it.</param>
/// <param name="IsLast">There is nothing more for now.</param>
/// <param name="For">Whose events are in it.</param>
/// <param name="Page">The events, in order.</param>
/// <param name="Strands">They, and what they hang together with, by subject.</param>
/// <param name="KnowersOf">Who may ever learn of an event, by position.</param>
internal sealed record FeedBatch(
    long After, long UpTo, bool IsLast, IReadOnlySet<Key> For, IReadOnlyList<TimelineEvent> Page, ILookup<SubjectId, TimelineEvent> Strands,
    ILookup<long, Key> KnowersOf)
{
    private readonly ConcurrentDictionary<string, Lazy<Task<IReadOnlyList<Arrival>>>> _seen = new(StringComparer.Ordinal);

    /// <summary>How many events are in it.</summary>
    internal int Count => KnowersOf.Count;

    /// <summary>The newest position of what some knowers may ever learn of; 0: there is nothing of that.</summary>
    internal long NewestFor(IEnumerable<Key> knowers)
    {
        var whose = knowers.Append(Key.Public).ToHashSet();
        return Page.Where(e => KnowersOf[e.Seq].Any(whose.Contains)).Select(e => e.Seq).DefaultIfEmpty().Max();
    }

    /// <summary>The events of the page that are visible to some knowers through a lens, each as it was when it was recorded.</summary>
    /// <remarks>Many feeds ask the same: it is found once.</remarks>
    internal Task<IReadOnlyList<Arrival>> SeenAsync(Vantage whose)
    {
        var lens = whose.Lens;
        var (knowers, without) = (string.Join(',', whose.Knowers), string.Join(',', lens.Without));
        var question = $"{knowers}|{without}|{lens.Reliability}|{lens.Credibility}|{whose.Later}";
        // Not by whoever comes first: the others would wait on their threads.
        return _seen.GetOrAdd(question, _ => new(() => Task.Run(() => See(whose)))).Value;
    }

    /// <summary>The same, at once.</summary>
    internal IReadOnlyList<Arrival> See(Vantage whose)
    {
        var knowers = whose.Knowers.Append(Key.Public).ToHashSet();
        bool IsLearned(TimelineEvent e) => KnowersOf[e.Seq].Any(knowers.Contains);
        var asked = Page.Where(IsLearned).Select(e => e.Id).ToHashSet();
        var subjects = Page.Where(e => asked.Contains(e.Id)).Select(e => e.Subject).Distinct();
        return
        [
            .. subjects.SelectMany(s => Strand.Of(Strands[s].Where(IsLearned))).SelectMany(strand => Arrival.Of(strand, whose, asked))
                .OrderBy(a => a.Item.Seq),
        ];
    }
}
