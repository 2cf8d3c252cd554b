namespace Timeline.Server.Settings;

/// <summary>How alike two words are spelt; capitals do not matter.</summary>
internal static class Spelling
{
    /// <summary>The word spelt most like another; <see langword="null"/>: each differs in more than half of its letters.</summary>
    internal static string? Nearest(string word, IEnumerable<string> words) =>
        words.Select(w => (Word: w, Distance: Distance(w, word))).Where(w => w.Distance <= Math.Min(w.Word.Length, word.Length) / 2)
            .OrderBy(w => w.Distance).Select(w => w.Word).FirstOrDefault();

    /// <summary>How many letters must be put in, left out, exchanged or swapped with their neighbour to make one of the other.</summary>
    internal static int Distance(string one, string other)
    {
        var (a, b) = (one.ToUpperInvariant(), other.ToUpperInvariant());
        var (before, last, next) = (new int[b.Length + 1], Enumerable.Range(0, b.Length + 1).ToArray(), new int[b.Length + 1]);
        for (var i = 1; i <= a.Length; i++)
        {
            next[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                next[j] = Math.Min(Math.Min(next[j - 1], last[j]) + 1, last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) next[j] = Math.Min(next[j], before[j - 2] + 1);
            }

            (before, last, next) = (last, next, before);
        }

        return last[b.Length];
    }
}
