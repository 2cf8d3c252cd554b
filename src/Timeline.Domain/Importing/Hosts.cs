using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Timeline.Domain.Record;

namespace Timeline.Domain.Importing;

/// <summary>Publishers made of the hosts of addresses, well formed or not.</summary>
internal static partial class Hosts
{
    private const string HostAndRest = @"(?<host>[\p{L}\p{M}\p{N}_.-]+)(?::\d*)?(?:\s*(?:[/\\?#].*)?)$";

    private static readonly IdnMapping Idn = new() { AllowUnassigned = true };

    /// <summary>The publisher of an address: its host without <c>www.</c>.</summary>
    internal static Key PublisherOf(WebAddress url) => KeyOf(new Uri(url.Text).Host);

    /// <summary>
    /// The publisher of what was meant as an address, or of a host alone: <c>http:/example.org/x</c>, <c>https://example.org/a b</c>,
    /// <c>www.example.org/x</c>. <see langword="null"/>: no host can be made out.
    /// </summary>
    internal static Key? Find(string text)
    {
        foreach (var pattern in (Regex[])[Plain(), WithScheme()])
        {
            var host = pattern.Match(text).Groups["host"].Value.TrimEnd('.');
            if (IsHost(host)) return KeyOf(host);
        }

        return null;
    }

    /// <summary>Whether a text is written as an address is, though it may be none.</summary>
    internal static bool LooksLikeAddress(string text) => text.AsSpan().IndexOfAny('/', '\\', '@') >= 0 || SchemeAlone().IsMatch(text);

    /// <summary>
    /// The key of a host. An internationalised one is named in Unicode, its letters without their marks as in other names. A part in
    /// another script than Latin cannot be written in a key: it is as DNS has it, with a single hyphen (<c>xn-e1afmkfd</c>). Unicode and
    /// ASCII of one host give the same key. Two hosts share one only where their names differ in marks alone.
    /// </summary>
    private static Key KeyOf(string host)
    {
        var lower = host.ToLowerInvariant().TrimEnd('.');
        if (lower.StartsWith("www.", StringComparison.Ordinal)) lower = lower[4..];
        if (Key.TryParse(lower, out var key)) return key;
        if (!lower.Contains("xn--", StringComparison.Ordinal) && Ascii.IsValid(lower)) return ActorKeys.Of(lower);
        var parts = lower.Split('.', '。', '．', '｡').Select(PartOf);
        return Key.TryParse(string.Join('.', parts), out key) ? key : ActorKeys.Of(string.Join('-', parts));
    }

    private static string PartOf(string label)
    {
        var (unicode, ascii) = (Converted(label, Idn.GetUnicode), Converted(label, Idn.GetAscii));
        return ActorKeys.TryPlain(unicode, out var plain) ? plain : Hyphens().Replace(ascii, "-").Trim('-');
    }

    // What is no label of IDNA stays as it is.
    private static string Converted(string label, Func<string, string> conversion)
    {
        try
        {
            return conversion(label);
        }
        catch (ArgumentException)
        {
            return label;
        }
    }

    // A name has a dot and ends in a domain of at least two letters, or it is an address of IPv4.
    private static bool IsHost(string host)
    {
        var labels = host.Split('.');
        if (labels.Length < 2 || labels.Any(l => l.Length is 0 or > 63)) return false;
        return labels[^1].EnumerateRunes().Count() >= 2 && labels[^1].EnumerateRunes().Any(Rune.IsLetter)
            || (labels.Length == 4 && labels.All(l => byte.TryParse(l, NumberStyles.None, CultureInfo.InvariantCulture, out _)));
    }

    [GeneratedRegex("^" + HostAndRest, RegexOptions.Singleline)]
    private static partial Regex Plain();

    // Slashes may be missing or too many; who is to log in is no part of the host.
    [GeneratedRegex(@"^(?:[A-Za-z][A-Za-z0-9+-]*:|https?(?=[/\\]))?[/\\]*(?:[^/\\?#@\s]*@)?" + HostAndRest, RegexOptions.Singleline)]
    private static partial Regex WithScheme();

    [GeneratedRegex(@"^(?:https?|ftp):", RegexOptions.IgnoreCase)]
    private static partial Regex SchemeAlone();

    [GeneratedRegex("-{2,}")]
    private static partial Regex Hyphens();
}
