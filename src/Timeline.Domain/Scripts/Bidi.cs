using System.Text;

namespace Timeline.Domain.Scripts;

/// <summary>
/// Texts from outside beside others, in the Unicode Bidirectional Algorithm (UAX #9). Whatever is put into a line with something else is
/// isolated here, and nowhere else is decided when. What is stored, and returned as data, stays as it was sent.
/// </summary>
public static class Bidi
{
    private const char LeftToRight = '\u2066', RightToLeft = '\u2067', FirstStrong = '\u2068', End = '\u2069';

    /// <summary>
    /// The text between U+2068 and U+2069 where it holds a character that runs from right to left, an Arabic number or an explicit bidi
    /// control. What it opens itself is closed within, so that neither an override nor an isolate reaches beyond it. Any other text is
    /// returned as it is.
    /// </summary>
    public static string Isolate(string text) => IsTurning(text) ? $"{FirstStrong}{Closed(text)}{End}" : text;

    /// <summary>
    /// The text with every isolate in it closed, ends that end nothing left out, and paragraph separators, which would end an isolate,
    /// made blanks.
    /// </summary>
    public static string Closed(string text)
    {
        var (closed, open) = (new StringBuilder(text.Length + 2), 0);
        foreach (var c in text)
        {
            if (c == End && open == 0) continue;
            if (c is LeftToRight or RightToLeft or FirstStrong) open++;
            else if (c == End) open--;
            closed.Append(c is '\n' or '\r' or '\u0085' or '\u2029' or (>= '\u001C' and <= '\u001E') ? ' ' : c);
        }

        return closed.Append(End, open).ToString();
    }

    /// <summary>
    /// The parts of a closed text that has isolates in it: a text, or the beginning or the end of an isolate, for markup that has
    /// elements for them.
    /// </summary>
    public static IEnumerable<(string Text, Isolate? At)> Parts(string closed)
    {
        var from = 0;
        for (var i = 0; i < closed.Length; i++)
        {
            Isolate? at = closed[i] switch
            {
                LeftToRight => Scripts.Isolate.LeftToRight,
                RightToLeft => Scripts.Isolate.RightToLeft,
                FirstStrong => Scripts.Isolate.FirstStrong,
                End => Scripts.Isolate.End,
                _ => null,
            };
            if (at is null) continue;
            if (i > from) yield return (closed[from..i], null);
            yield return ("", at);
            from = i + 1;
        }

        if (from < closed.Length) yield return (closed[from..], null);
    }

    private static bool IsTurning(string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            // Nothing below Hebrew turns anything.
            if (rune.Value >= 0x0590 && IsTurning(rune.Value)) return true;
        }

        return false;
    }

    private static bool IsTurning(int c)
    {
        var ranges = UnicodeFacts.All.RightToLeft;
        var (low, high) = (0, ranges.Length - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (c < ranges[middle].First) high = middle - 1;
            else if (c > ranges[middle].Last) low = middle + 1;
            else return true;
        }

        return false;
    }
}

/// <summary>Where an isolate begins, and in which direction, or ends (UAX #9).</summary>
public enum Isolate
{
    /// <summary>It begins, from left to right.</summary>
    LeftToRight,

    /// <summary>It begins, from right to left.</summary>
    RightToLeft,

    /// <summary>It begins, in the direction of its first strong character.</summary>
    FirstStrong,

    /// <summary>The last that began ends.</summary>
    End,
}
