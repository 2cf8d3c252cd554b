using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using Timeline.Domain.Json;

namespace Timeline.Domain.Record;

/// <summary>
/// A short name that identifies: a timeline, the slug of a subject, an actor (<c>prk</c>, <c>kim-jong-un</c>), a knower, a publisher.
/// It matches <c>[a-z0-9]+([-.~][a-z0-9]+)*</c> and has at most 120 characters, so it needs no escaping in an address.
/// </summary>
[JsonConverter(typeof(KeyJson))]
public sealed record Key : IComparable<Key>
{
    /// <summary>The greatest length, in characters.</summary>
    public const int MaxLength = 120;

    /// <summary>The pattern in words, for whoever sent something else.</summary>
    public const string Rule = "lower-case letters a–z and digits, in groups joined by single '-', '.' or '~', at most 120 characters";

    /// <summary>The pattern as a regular expression of JSON Schema.</summary>
    public const string Pattern = "^[a-z0-9]+([-.~][a-z0-9]+)*$";

    /// <summary>Everybody, as a knower: what is disclosed to <c>public</c> is known to all (SEMANTICS §3).</summary>
    public static readonly Key Public = new("public");

    private Key(string value) => Value = value;

    /// <summary>The text.</summary>
    public string Value { get; }

    /// <summary>Reads a key.</summary>
    /// <returns><see langword="false"/> where the text does not match <see cref="Pattern"/> or is too long.</returns>
    public static bool TryParse(string? text, [NotNullWhen(true)] out Key? key)
    {
        key = IsWellFormed(text) ? new Key(text) : null;
        return key is not null;
    }

    /// <summary>Reads a key that is known to be one.</summary>
    /// <exception cref="FormatException">It is not.</exception>
    public static Key Parse(string text) =>
        TryParse(text, out var key) ? key : throw new FormatException($"'{text}' is not a key: {Rule}.");

    /// <inheritdoc/>
    public int CompareTo(Key? other) => string.CompareOrdinal(Value, other?.Value);

    /// <summary>The text.</summary>
    public override string ToString() => Value;

    private static bool IsWellFormed([NotNullWhen(true)] string? text)
    {
        if (text is null || text.Length is 0 or > MaxLength) return false;
        var joined = true; // no joiner at the start
        foreach (var c in text)
        {
            if (char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c)) joined = false;
            else if (c is '-' or '.' or '~' && !joined) joined = true;
            else return false;
        }

        return !joined;
    }
}
