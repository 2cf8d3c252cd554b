using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Timeline.Domain.Time;

namespace Timeline.Domain.CloudEvents;

/// <summary>What the values of attributes are made of (CloudEvents §3.1).</summary>
internal static partial class AttributeTypes
{
    /// <summary>Whether a text is a URI reference (RFC 3986 §4.1).</summary>
    internal static bool IsUriReference(string text) => UriReference().IsMatch(text);

    /// <summary>Whether a media type is of JSON: its subtype is <c>json</c> or ends in <c>+json</c>.</summary>
    internal static bool IsJson(string mediaType) => JsonType().IsMatch(mediaType);

    /// <summary>Why a text is no String of CloudEvents; <see langword="null"/>: it is one.</summary>
    internal static string? StringFault(string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsControl(rune)) return "Must not have control characters.";
            if (IsNoncharacter(rune)) return $"Must not have noncharacters such as U+{rune.Value:X4}.";
        }

        return null;
    }

    /// <summary>The same JSON, in characters that a String may have.</summary>
    internal static string Escaped(string json)
    {
        if (StringFault(json) is null) return json;
        var escaped = new StringBuilder(json.Length);
        foreach (var rune in json.EnumerateRunes())
        {
            if (!Rune.IsControl(rune) && !IsNoncharacter(rune)) escaped.Append(rune);
            // Such characters stand only within the strings of the JSON.
            else foreach (var unit in rune.ToString()) escaped.Append(CultureInfo.InvariantCulture, $"\\u{(int)unit:x4}");
        }

        return escaped.ToString();
    }

    // Unicode §23.7.
    private static bool IsNoncharacter(Rune rune) => (rune.Value & 0xFFFE) == 0xFFFE || rune.Value is >= 0xFDD0 and <= 0xFDEF;

    /// <summary>Reads a timestamp (RFC 3339) as an instant of EDTF, its offset kept and what is finer than a microsecond dropped.</summary>
    internal static bool TryReadTime(string text, out string moment)
    {
        var match = Timestamp().Match(text);
        var fraction = match.Groups["fraction"].Value;
        moment = $"{match.Groups["second"].Value.ToUpperInvariant()}{fraction[..Math.Min(fraction.Length, 7)]}"
            // The local offset is unknown, the moment is not (RFC 3339 §4.3).
            + match.Groups["offset"].Value.ToUpperInvariant().Replace("-00:00", "Z", StringComparison.Ordinal);
        return match.Success && Instant.TryParse(moment, out _);
    }

    [GeneratedRegex(@"\A(?:[A-Za-z0-9._~:/?\[\]@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*(?:#(?:[A-Za-z0-9._~:/?@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*)?\z")]
    private static partial Regex UriReference();

    [GeneratedRegex(@"\A[A-Za-z0-9!#$&^_.+-]+/(?:[A-Za-z0-9!#$&^_.+-]+\+)?json\s*(?:;.*)?\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex JsonType();

    [GeneratedRegex(@"\A(?<second>[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2})(?<fraction>\.[0-9]+)?(?<offset>[Zz]|[+-][0-9]{2}:[0-9]{2})\z")]
    private static partial Regex Timestamp();
}
