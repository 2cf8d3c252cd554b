using System.Text;

namespace Timeline.Domain.Telling;

/// <summary>Free text as it may stand in a sentence, in any language.</summary>
public static class Text
{
    /// <summary>The longest free text that a sentence quotes whole, in characters.</summary>
    public const int MaxLength = 600;

    /// <summary>On one line: every run of white space and control characters made one blank, none at the ends.</summary>
    public static string OneLine(string text)
    {
        var line = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (!char.IsWhiteSpace(c) && !char.IsControl(c)) line.Append(c);
            else if (line.Length > 0 && line[^1] != ' ') line.Append(' ');
        }

        return line.ToString().TrimEnd();
    }

    /// <summary>On one line and, where it is longer than a sentence bears, cut after a word, with dots that say so.</summary>
    public static string Quoted(string text)
    {
        var line = OneLine(text);
        if (line.Length <= MaxLength) return line;
        var end = line.LastIndexOf(' ', MaxLength);
        if (end < MaxLength / 2) end = char.IsHighSurrogate(line[MaxLength - 1]) ? MaxLength - 1 : MaxLength;
        return line[..end] + " …";
    }

    /// <summary>The name of a member as words: <c>inReturnFor</c> is "in return for".</summary>
    public static string Words(string member)
    {
        var words = new StringBuilder(member.Length + 4);
        foreach (var c in member)
        {
            if (char.IsUpper(c) && words.Length > 0) words.Append(' ');
            words.Append(char.ToLowerInvariant(c));
        }

        return words.ToString();
    }
}
