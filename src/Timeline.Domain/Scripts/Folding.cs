using System.Globalization;
using System.Text;

namespace Timeline.Domain.Scripts;

/// <summary>
/// Texts made comparable: without case, in one form, and for search without accents (SEMANTICS §§6, 10). The result is the same on every
/// machine.
/// </summary>
internal static class Folding
{
    private const int DotAbove = 0x0307;

    private const int DotlessI = 0x0131;

    // Hangul syllables are made of jamo by reckoning (Unicode §3.12).
    private const int Syllables = 0xAC00, Leads = 0x1100, Vowels = 0x1161, Tails = 0x11A7;

    private const int LeadCount = 19, VowelCount = 21, TailCount = 28, SyllableCount = LeadCount * VowelCount * TailCount;

    // Latin letters that have no decomposition into one of a to z and a mark, as they are spelled without.
    private static readonly Dictionary<int, string> Spelled = new()
    {
        ['æ'] = "ae",
        ['œ'] = "oe",
        ['ø'] = "o",
        ['ł'] = "l",
        ['đ'] = "d",
        ['ð'] = "d",
        ['þ'] = "th",
        ['ħ'] = "h",
        ['ŧ'] = "t",
        ['ŋ'] = "ng",
        ['ə'] = "e",
    };

    /// <summary>
    /// NFKC_Casefold (Unicode §3.13): full case folding, compatibility forms made plain, default ignorable code points such as soft
    /// hyphens and joiners dropped, composed. The three letters İ, I and ı are all <c>i</c>: I is the capital of both others' small
    /// letters, so no rule that passes over case can tell the two apart.
    /// </summary>
    internal static string Fold(string text)
    {
        if (Ascii.IsValid(text)) return text.ToLowerInvariant();
        var folded = new List<int>(text.Length);
        foreach (var c in Decomposed(PointsOf(text)))
        {
            if (c == DotlessI) folded.Add('i');
            else if (UnicodeFacts.All.Foldings.TryGetValue(c, out var points)) folded.AddRange(points);
            else folded.Add(c);
        }

        return TextOf(Composed(WithoutDots(Decomposed(folded))));
    }

    /// <summary>A folded text without accents, vowel signs and other marks, its Latin letters with strokes spelled in a to z.</summary>
    internal static string WithoutMarks(string folded)
    {
        if (Ascii.IsValid(folded)) return folded;
        var plain = new List<int>(folded.Length);
        foreach (var c in Decomposed(PointsOf(folded)))
        {
            if (Spelled.TryGetValue(c, out var spelled)) plain.AddRange(PointsOf(spelled));
            else if (!IsMark(c)) plain.Add(c);
        }

        return TextOf(Composed(plain));
    }

    /// <summary>Whether it is a mark: an accent, a vowel sign, something that encloses.</summary>
    internal static bool IsMark(int codePoint) => CharUnicodeInfo.GetUnicodeCategory(codePoint) is
        UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark;

    private static IEnumerable<int> PointsOf(string text) => text.EnumerateRunes().Select(r => r.Value);

    private static string TextOf(List<int> points)
    {
        var text = new StringBuilder(points.Count);
        foreach (var c in points) text.Append(new Rune(c).ToString());
        return text.ToString();
    }

    /// <summary>NFD.</summary>
    internal static string Decomposed(string text) => TextOf(Decomposed(PointsOf(text)));

    /// <summary>NFC.</summary>
    internal static string Composed(string text) => TextOf(Composed(Decomposed(PointsOf(text))));

    private static List<int> Decomposed(IEnumerable<int> points)
    {
        var apart = new List<int>();
        foreach (var c in points) TakeApart(c, apart);
        // Marks are put in order of their class, those of one class left as they stand (Unicode §3.11).
        for (var i = 1; i < apart.Count; i++)
        {
            var own = ClassOf(apart[i]);
            if (own == 0) continue;
            var (c, at) = (apart[i], i);
            for (; at > 0 && ClassOf(apart[at - 1]) > own; at--) apart[at] = apart[at - 1];
            apart[at] = c;
        }

        return apart;
    }

    private static void TakeApart(int c, List<int> apart)
    {
        if (c - Syllables is >= 0 and < SyllableCount and var syllable)
        {
            apart.Add(Leads + (syllable / (VowelCount * TailCount)));
            apart.Add(Vowels + (syllable / TailCount % VowelCount));
            if (syllable % TailCount > 0) apart.Add(Tails + (syllable % TailCount));
        }
        else if (UnicodeFacts.All.Decompositions.TryGetValue(c, out var parts))
        {
            foreach (var part in parts) TakeApart(part, apart);
        }
        else
        {
            apart.Add(c);
        }
    }

    private static List<int> Composed(List<int> apart)
    {
        var composed = new List<int>(apart.Count);
        var (starter, before) = (-1, 0);
        foreach (var c in apart)
        {
            var own = ClassOf(c);
            // A mark is blocked from its starter by one of the same or a greater class, a starter by anything between.
            var isFree = starter >= 0 && (composed.Count - 1 == starter || (before != 0 && before < own));
            if (isFree && Composed(composed[starter], c) is { } one)
            {
                composed[starter] = one;
                continue;
            }

            if (own == 0) starter = composed.Count;
            before = own;
            composed.Add(c);
        }

        return composed;
    }

    private static int? Composed(int first, int second)
    {
        if (first - Leads is >= 0 and < LeadCount and var lead && second - Vowels is >= 0 and < VowelCount and var vowel)
            return Syllables + (((lead * VowelCount) + vowel) * TailCount);
        if (first - Syllables is >= 0 and < SyllableCount and var syllable && syllable % TailCount == 0
            && second - Tails is > 0 and < TailCount and var tail)
            return first + tail;
        return UnicodeFacts.All.Compositions.TryGetValue((first, second), out var one) ? one : null;
    }

    // The dot of the dotted capital is the small letter's own; other marks may stand between the two.
    private static List<int> WithoutDots(List<int> apart)
    {
        var (kept, isDotted) = (new List<int>(apart.Count), false);
        foreach (var c in apart)
        {
            if (c == DotAbove && isDotted) continue;
            isDotted = c == 'i' || (isDotted && ClassOf(c) is not (0 or 230));
            kept.Add(c);
        }

        return kept;
    }

    private static int ClassOf(int c) => c < 0x300 ? 0 : UnicodeFacts.All.CombiningClasses.GetValueOrDefault(c);
}
