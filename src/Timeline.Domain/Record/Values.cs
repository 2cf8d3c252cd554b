using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.Json.Serialization;
using Timeline.Domain.Json;
using Timeline.Domain.Scripts;

namespace Timeline.Domain.Record;

/// <summary>A name by which a thing can be told from others: free text that has at least one letter, digit or
/// symbol such as an emoji, at most 500 characters.</summary>
/// <param name="Text">As sent.</param>
[JsonConverter(typeof(NameJson))]
public sealed record Name(string Text)
{
    /// <summary>The greatest length, in characters.</summary>
    public const int MaxLength = 500;

    /// <summary>
    /// The name as a key of a map (SEMANTICS §6): its slug, and where it has no letter or digit its code points, <c>u1f600</c>. Empty: it
    /// has no symbol either.
    /// </summary>
    public string Slug => SlugOf(Text) is { Length: > 0 } slug ? slug : CodePointsOf(Text);

    /// <summary>
    /// NFKC_Casefold, every run of anything but letters, digits and marks made one <c>-</c>, none at the ends (SEMANTICS §6). Empty: the
    /// text has no letter or digit.
    /// </summary>
    public static string SlugOf(string text)
    {
        var (slug, isNamed) = (new StringBuilder(text.Length), false);
        foreach (var rune in Folding.Fold(text).EnumerateRunes())
        {
            isNamed |= Rune.IsLetterOrDigit(rune);
            if (Rune.IsLetterOrDigit(rune) || Folding.IsMark(rune.Value)) slug.Append(rune.ToString());
            else if (slug.Length > 0 && slug[^1] != '-') slug.Append('-');
        }

        return isNamed ? slug.ToString().TrimEnd('-') : "";
    }

    private static string CodePointsOf(string text)
    {
        var seen = Folding.Fold(text).EnumerateRunes().Where(r => !Rune.IsWhiteSpace(r) && !Rune.IsControl(r)).ToList();
        return seen.Exists(IsSymbol) ? string.Join('-', seen.Select(r => $"u{r.Value:x}")) : "";
    }

    // Emoji that this release of .NET does not know yet are not assigned to it. Punctuation alone, a dash or a question mark, names
    // nothing.
    private static bool IsSymbol(Rune rune) => Rune.GetUnicodeCategory(rune) is UnicodeCategory.MathSymbol or UnicodeCategory.CurrencySymbol
        or UnicodeCategory.ModifierSymbol or UnicodeCategory.OtherSymbol or UnicodeCategory.EnclosingMark
        or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned;

    /// <summary>As sent.</summary>
    public override string ToString() => Text;
}

/// <summary>An absolute http or https address, kept as sent.</summary>
/// <param name="Text">As sent.</param>
[JsonConverter(typeof(WebAddressJson))]
public sealed record WebAddress(string Text)
{
    /// <summary>Reads an address.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out WebAddress? address)
    {
        address = Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.Host.Length > 0
            && !text.Any(char.IsWhiteSpace) ? new WebAddress(text) : null;
        return address is not null;
    }
}

/// <summary>A BCP 47 language tag, kept as sent.</summary>
/// <param name="Text">As sent.</param>
[JsonConverter(typeof(LanguageTagJson))]
public sealed record LanguageTag(string Text);

/// <summary>A list of actor keys, at least one.</summary>
/// <param name="Items">In the order sent.</param>
[JsonConverter(typeof(KeysJson))]
public sealed record Keys(IReadOnlyList<Key> Items) : IEnumerable<Key>
{
    /// <inheritdoc/>
    public bool Equals(Keys? other) => other is not null && Items.SequenceEqual(other.Items);

    /// <inheritdoc/>
    public override int GetHashCode() => Items.Aggregate(0, HashCode.Combine);

    /// <inheritdoc/>
    public IEnumerator<Key> GetEnumerator() => Items.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

/// <summary>One actor key or a list of them: who did it may be several at once. A list of one is written as that one.</summary>
/// <param name="Items">In the order sent, at least one.</param>
[JsonConverter(typeof(ActorsJson))]
public sealed record Actors(IReadOnlyList<Key> Items) : IEnumerable<Key>
{
    /// <inheritdoc/>
    public bool Equals(Actors? other) => other is not null && Items.SequenceEqual(other.Items);

    /// <inheritdoc/>
    public override int GetHashCode() => Items.Aggregate(0, HashCode.Combine);

    /// <inheritdoc/>
    public IEnumerator<Key> GetEnumerator() => Items.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

/// <summary>A list of texts, at least one.</summary>
/// <param name="Items">In the order sent.</param>
[JsonConverter(typeof(TextsJson))]
public sealed record Texts(IReadOnlyList<string> Items)
{
    /// <inheritdoc/>
    public bool Equals(Texts? other) => other is not null && Items.SequenceEqual(other.Items);

    /// <inheritdoc/>
    public override int GetHashCode() => Items.Aggregate(0, HashCode.Combine);
}

/// <summary>A CAMEO code: two to four digits, of which leading zeros count (CAMEO codebook 1.1b3).</summary>
/// <param name="Text">As sent.</param>
[JsonConverter(typeof(CameoCodeJson))]
public sealed record CameoCode(string Text)
{
    /// <summary>Reads a code.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out CameoCode? code)
    {
        code = text.Length is >= 2 and <= 4 && text.All(char.IsAsciiDigit)
            && string.CompareOrdinal(text, "01") >= 0 && string.CompareOrdinal(text[..2], "20") <= 0 ? new CameoCode(text) : null;
        return code is not null;
    }

    /// <summary>The root category, 01 … 20.</summary>
    public string Root => Text[..2];

    /// <summary>Whether words or deeds, and whether cooperation or conflict: the quad class of event data.</summary>
    public string QuadClass => int.Parse(Root, CultureInfo.InvariantCulture) switch
    {
        <= 5 => "verbalCooperation",
        <= 8 => "materialCooperation",
        <= 13 => "verbalConflict",
        _ => "materialConflict",
    };
}

/// <summary>A place: its name, where useful its country and position. With the name alone it is written as a string.</summary>
[JsonConverter(typeof(PlaceJson))]
public sealed record Place
{
    /// <summary>The name.</summary>
    public required Name Name { get; init; }

    /// <summary>The state it lies in, ISO 3166 alpha-3 in lower case.</summary>
    public Key? Country { get; init; }

    /// <summary>Degrees north, −90 … 90 (WGS 84).</summary>
    public decimal? Latitude { get; init; }

    /// <summary>Degrees east, −180 … 180 (WGS 84).</summary>
    public decimal? Longitude { get; init; }
}

/// <summary>The long form of a <see cref="Place"/>, an object.</summary>
public sealed record DetailedPlace
{
    /// <summary>The name.</summary>
    [JsonRequired]
    public Name Name { get; init; } = null!;

    /// <summary>See <see cref="Place.Country"/>.</summary>
    public Key? Country { get; init; }

    /// <summary>See <see cref="Place.Latitude"/>.</summary>
    public decimal? Latitude { get; init; }

    /// <summary>See <see cref="Place.Longitude"/>.</summary>
    public decimal? Longitude { get; init; }
}

/// <summary>A measured amount.</summary>
public sealed record Quantity
{
    /// <summary>How much.</summary>
    [JsonRequired]
    public decimal Amount { get; init; }

    /// <summary>Of what unit: <c>t</c>, <c>g/day</c>, <c>USD</c>.</summary>
    [JsonRequired]
    public Name Unit { get; init; } = null!;
}
