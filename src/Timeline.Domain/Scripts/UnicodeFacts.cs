using System.Collections.Frozen;
using System.Globalization;

namespace Timeline.Domain.Scripts;

/// <summary>
/// What Unicode 17.0.0 says of code points, as far as keys, search and display rest on it. It comes with the product (<c>unicode.txt</c>)
/// and not from the machine: a machine may have another version of ICU, or none, and would then make other keys of the same names.
/// </summary>
internal sealed class UnicodeFacts
{
    private UnicodeFacts(IEnumerable<string> lines)
    {
        var (decompositions, compositions, classes, foldings) = (
            new Dictionary<int, int[]>(), new Dictionary<(int, int), int>(), new Dictionary<int, byte>(), new Dictionary<int, int[]>());
        var rightToLeft = new List<(int, int)>();
        foreach (var line in lines)
        {
            var parts = line.Split(' ');
            var (first, last) = Range(parts[1]);
            int[] points = parts[0] is "p" or "d" or "f" ? [.. parts[2..].Select(Hex)] : [];
            switch (parts[0])
            {
                case "p":
                    decompositions.Add(first, points);
                    compositions.Add((points[0], points[1]), first);
                    break;
                case "d": decompositions.Add(first, points); break;
                case "f": foldings.Add(first, points); break;
                case "i":
                    for (var c = first; c <= last; c++) foldings.Add(c, []);
                    break;
                case "c":
                    for (var c = first; c <= last; c++) classes.Add(c, byte.Parse(parts[2], CultureInfo.InvariantCulture));
                    break;
                case "b": rightToLeft.Add((first, last)); break;
                default: throw new InvalidDataException($"'{line}' is no fact of Unicode.");
            }
        }

        Decompositions = decompositions.ToFrozenDictionary();
        Compositions = compositions.ToFrozenDictionary();
        CombiningClasses = classes.ToFrozenDictionary();
        Foldings = foldings.ToFrozenDictionary();
        RightToLeft = [.. rightToLeft];
    }

    /// <summary>The facts, read once.</summary>
    internal static UnicodeFacts All { get; } = new(Lines());

    /// <summary>Canonical decompositions, one step; those of Hangul syllables are reckoned.</summary>
    internal FrozenDictionary<int, int[]> Decompositions { get; }

    /// <summary>What two code points are composed to.</summary>
    internal FrozenDictionary<(int, int), int> Compositions { get; }

    /// <summary>Canonical combining classes other than 0.</summary>
    internal FrozenDictionary<int, byte> CombiningClasses { get; }

    /// <summary>NFKC_Casefold of single code points, where it is another text; empty: it is ignored.</summary>
    internal FrozenDictionary<int, int[]> Foldings { get; }

    /// <summary>
    /// Code points that run from right to left (bidi classes R and AL), Arabic numbers, and explicit controls and marks (UAX #9), in order.
    /// </summary>
    internal (int First, int Last)[] RightToLeft { get; }

    private static IEnumerable<string> Lines()
    {
        using var file = new StreamReader(typeof(UnicodeFacts).Assembly.GetManifestResourceStream("unicode.txt")!);
        while (file.ReadLine() is { } line) yield return line;
    }

    private static (int First, int Last) Range(string text) =>
        text.Split("..") is [var first, var last] ? (Hex(first), Hex(last)) : (Hex(text), Hex(text));

    private static int Hex(string text) => int.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
