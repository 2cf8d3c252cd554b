using System.Security.Cryptography;
using System.Text;
using Timeline.Domain.Record;
using Timeline.Domain.Scripts;

namespace Timeline.Domain.Importing;

/// <summary>Keys made of names, and subjects made of two keys: the same name gives the same key in every import.</summary>
public static class ActorKeys
{
    /// <summary>Stands in a dyad for an actor who is not named.</summary>
    public static readonly Key Unspecified = Key.Parse("unspecified");

    // A shortened key still begins like its name, for whoever reads it.
    private const int MaxInDyad = (Key.MaxLength - 1) / 2;

    /// <summary>
    /// The name made a slug (SEMANTICS §6), its letters without their marks. One that is then no key, such as a name in another script or a
    /// very long one, is what can be kept of it, a dot and the beginning of its SHA-256: no slug has a dot, so it is like no other.
    /// </summary>
    public static Key Of(string name)
    {
        var slug = Name.SlugOf(name);
        var (plain, isWhole) = Plain(slug);
        return isWhole && Key.TryParse(plain, out var key) ? key : Shortened(plain, slug.Length > 0 ? slug : name, Key.MaxLength);
    }

    /// <summary>The subject of what passes between two actors, whoever acts: both keys in ordinal order, joined by a tilde.</summary>
    public static SubjectId Dyad(Key one, Key other)
    {
        var (first, second) = one.CompareTo(other) <= 0 ? (one, other) : (other, one);
        if (first.Value.Length + 1 + second.Value.Length > Key.MaxLength) (first, second) = (InDyad(first), InDyad(second));
        return new SubjectId(Interactions, Key.Parse($"{first}~{second}"));
    }

    /// <summary>A name written in a to z, digits and hyphens.</summary>
    /// <returns><see langword="false"/> where something of it cannot be written so.</returns>
    internal static bool TryPlain(string name, out string plain)
    {
        (plain, var isWhole) = Plain(Name.SlugOf(name));
        return isWhole && plain.Length > 0
            && name.EnumerateRunes().All(r => Rune.IsLetterOrDigit(r) || Folding.IsMark(r.Value) || r.Value is '-' or '_');
    }

    private static readonly Key Interactions = Key.Parse("interaction");

    private static Key InDyad(Key key) => key.Value.Length <= MaxInDyad ? key : Shortened(key.Value, key.Value, MaxInDyad);

    private static Key Shortened(string plain, string whole, int max)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(whole)).AsSpan(0, 8));
        var kept = plain[..Math.Min(plain.Length, max - hash.Length - 1)].Trim('-', '.', '~');
        return Key.Parse($"{(kept.Length == 0 ? "name" : kept)}.{hash}");
    }

    // What of a slug is written in a to z and digits, and whether that is all of it.
    private static (string Text, bool IsWhole) Plain(string slug)
    {
        var (plain, isWhole) = (new StringBuilder(slug.Length), true);
        foreach (var c in Folding.WithoutMarks(slug))
        {
            if (char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c))
            {
                plain.Append(c);
                continue;
            }

            isWhole &= c == '-';
            if (plain.Length > 0 && plain[^1] != '-') plain.Append('-');
        }

        return (plain.ToString().TrimEnd('-'), isWhole);
    }
}
