namespace Timeline.Domain.Knowing;

/// <summary>Counts the origins that stand behind what is said (SEMANTICS §6, support): who names nobody supports nothing.</summary>
internal static class Origins
{
    /// <summary>How many distinct origins stand behind some entries.</summary>
    internal static int CountOrigins(this IEnumerable<StoryEntry> entries) => entries.Select(e => e.Origin).OfType<string>().Distinct().Count();

    /// <summary>Of each value that is said, how many distinct origins say it, or a date that refines it.</summary>
    internal static IReadOnlyDictionary<Value, int> Saying(IReadOnlyCollection<Said> said)
    {
        var found = said.GroupBy(s => s.Value).ToDictionary(s => s.Key, s => s.Select(one => one.Entry.Origin).OfType<string>().ToHashSet());
        var counts = found.ToDictionary(f => f.Key, f => f.Value.Count);
        Value[] dates = [.. found.Keys.Where(v => v.Date is not null)];
        if (dates.Length > 1) CountDates(dates, found, counts);
        return counts;
    }

    // Goes from the latest beginning to the earliest. A date then refines another if it ends by its end, so of each origin only the smallest
    // end so far matters, and a tree of sums over the ends tells how many origins have one by then.
    private static void CountDates(Value[] dates, Dictionary<Value, HashSet<string>> origins, Dictionary<Value, int> counts)
    {
        var ends = dates.Select(d => d.Date!.Latest).Distinct().Order().ToArray();
        var smallest = new Dictionary<string, int>(StringComparer.Ordinal);
        var sums = new int[Place(ends.Length) + 1];
        foreach (var begun in dates.GroupBy(d => d.Date!.Earliest).OrderByDescending(g => g.Key))
        {
            // Of dates with the same beginning those refine that end before or, with the same end, are of a zone where the other is not.
            foreach (var date in begun) Take(date, date.Date!.IsLocal ? End(date) + 1 : End(date) + 2);
            foreach (var date in begun)
            {
                var end = date.Date!.IsLocal ? End(date) : End(date) + 1;
                counts[date] = SumThrough(end) + origins[date].Count(o => smallest[o] > end);
            }

            foreach (var date in begun) Take(date, End(date));
        }

        // Three places for each end: what ends there and refines all else that does, what a date without a zone meets, what comes after.
        static int Place(int end) => end * 3;

        int End(Value date) => Place(Array.BinarySearch(ends, date.Date!.Latest));

        void Take(Value date, int end)
        {
            foreach (var origin in origins[date])
            {
                if (smallest.TryGetValue(origin, out var before))
                {
                    if (before <= end) continue;
                    Add(before, -1);
                }

                smallest[origin] = end;
                Add(end, 1);
            }
        }

        void Add(int place, int count)
        {
            for (var at = place + 1; at < sums.Length; at += at & -at) sums[at] += count;
        }

        int SumThrough(int place)
        {
            var sum = 0;
            for (var at = place + 1; at > 0; at -= at & -at) sum += sums[at];
            return sum;
        }
    }
}
