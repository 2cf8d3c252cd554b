using System.Text.RegularExpressions;

namespace Timeline.Domain.Importing;

/// <summary>The formats of imports by name, and which of them a file is in.</summary>
public static partial class FormatNames
{
    /// <summary>Newline-delimited JSON as exported.</summary>
    public const string Timeline = "timeline";

    /// <summary>Files of ICEWS.</summary>
    public const string Icews = "icews";

    /// <summary>Events of GDELT 2.0.</summary>
    public const string Gdelt = "gdelt";

    /// <summary>Events of GDELT 1.0.</summary>
    public const string Gdelt1 = "gdelt1";

    /// <summary>Mentions of GDELT 2.0.</summary>
    public const string GdeltMentions = "gdelt-mentions";

    /// <summary>All of them, the default first.</summary>
    public static IReadOnlyList<string> All { get; } = [Timeline, Icews, Gdelt, Gdelt1, GdeltMentions];

    /// <summary>The format of a file, told by its first line and else by its name.</summary>
    /// <param name="name">The file's name without a folder.</param>
    /// <param name="head">How its text begins.</param>
    /// <returns><see langword="null"/> where neither tells.</returns>
    public static string? Of(string name, string head)
    {
        if (JsonName().IsMatch(name)) return Timeline;
        var line = head.TrimStart('\uFEFF', ' ', '\t', '\r', '\n').Split('\n')[0].TrimEnd('\r');
        return OfLine(line) ?? OfName(name);
    }

    /// <summary>Which formats have so many columns, in words; <see langword="null"/>: none.</summary>
    internal static string? OfColumns(int count) => count switch
    {
        61 => "GDELT 2.0 has so many: format=gdelt.",
        57 or 58 => "GDELT 1.0 has so many: format=gdelt1.",
        16 => "The mentions of GDELT have so many: format=gdelt-mentions.",
        20 => "ICEWS has so many: format=icews.",
        19 => "ICEWS without CAMEO Code (2017) has so many, and is read with its header: format=icews.",
        _ => null,
    };

    private static string? OfLine(string line)
    {
        if (line.StartsWith('{')) return Timeline;
        var cells = line.Split('\t');
        if (cells.Length == 1) cells = line.Split(line.Count(c => c == ';') > line.Count(c => c == ',') ? ';' : ',');
        var first = string.Concat(cells[0].Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant();
        var isTable = first is "globaleventid" or "eventid" || (first.Length > 0 && first.All(char.IsAsciiDigit));
        return (isTable, cells.Length) switch
        {
            (true, 61) => Gdelt,
            (true, 57 or 58) => Gdelt1,
            (true, 19 or 20) => Icews,
            (true, 16) => GdeltMentions,
            // Addresses and titles between commas have commas of their own.
            (true, > 16 and < 57) when !line.Contains('\t', StringComparison.Ordinal) && MentionStart().IsMatch(line) => GdeltMentions,
            _ => null,
        };
    }

    private static string? OfName(string name) =>
        MentionsName().IsMatch(name) ? GdeltMentions
        : Gdelt2Name().IsMatch(name) ? Gdelt
        : Gdelt1Name().IsMatch(name) ? Gdelt1
        : IcewsName().IsMatch(name) ? Icews : null;

    [GeneratedRegex(@"\.(ndjson|jsonl|json)$", RegexOptions.IgnoreCase)]
    private static partial Regex JsonName();

    [GeneratedRegex(@"\.mentions\.csv$", RegexOptions.IgnoreCase)]
    private static partial Regex MentionsName();

    // 2.0 is named for a quarter of an hour, 1.0 for a day.
    [GeneratedRegex(@"^[0-9]{14}.*\.export\.csv$", RegexOptions.IgnoreCase)]
    private static partial Regex Gdelt2Name();

    [GeneratedRegex(@"^[0-9]{8}\.export\.csv$", RegexOptions.IgnoreCase)]
    private static partial Regex Gdelt1Name();

    [GeneratedRegex(@"^events\.[0-9]{4}(\..*)?\.tab$|icews.*\.(tab|tsv|txt)$", RegexOptions.IgnoreCase)]
    private static partial Regex IcewsName();

    [GeneratedRegex("^[0-9]+,[0-9]{14},[0-9]{14},[0-9],")]
    private static partial Regex MentionStart();
}
