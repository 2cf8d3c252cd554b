using System.Text;

namespace Timeline.Domain.Importing;

/// <summary>
/// Tells the cells of lines between tabs, in files that quote (RFC 4180) and in files in which a quotation mark is a character. Which it is
/// is decided once for a file, by the first line that shows it: a header in quotes, a line whose every text is in quotes, or quotes around
/// what needs them; against that, quotation marks that are none of these. The lines before have no quotation marks: they read the same
/// either way.
/// </summary>
internal sealed class TabQuoting
{
    private bool? _quotes;

    // Whoever quotes what has commas would have quoted these.
    private bool _hasBareComma;

    /// <summary>The cells of a line.</summary>
    /// <param name="line">Without its end.</param>
    /// <param name="isHeader">Whether it names the columns.</param>
    /// <param name="fault">Why there are none.</param>
    /// <param name="isOfFile">Whether that is so of the whole file, for all that can be told.</param>
    internal IReadOnlyList<string>? Cells(string line, bool isHeader, out string? fault, out bool isOfFile)
    {
        (fault, isOfFile) = (null, false);
        if (isHeader) (_quotes, _hasBareComma) = (null, false);
        var bare = line.Split('\t');
        _hasBareComma |= bare.Any(c => c.Contains(',', StringComparison.Ordinal) && !c.StartsWith('"'));
        if (!line.Contains('"', StringComparison.Ordinal)) return bare;

        var quoted = Quoted(line);
        if (quoted is null)
        {
            if (_quotes is true)
            {
                fault = "Has a quotation mark that is not closed or stands within a cell. In this file they quote; one within is doubled.";
                return null;
            }

            _quotes = false;
            return bare;
        }

        var shows = ShowsQuoting(bare, quoted, isHeader);
        if (_quotes is null && !shows && !_hasBareComma)
        {
            isOfFile = true;
            fault = "Has quotation marks of which it cannot be told whether they quote. Quote every text and the header, or none.";
            return null;
        }

        if (_quotes is false && shows)
        {
            fault = "Has quotation marks that quote; in the lines before they are characters. Quote every text and the header, or none.";
            return null;
        }

        if (shows) _quotes = true;
        return _quotes is true ? quoted : bare;
    }

    private bool ShowsQuoting(string[] bare, List<string> quoted, bool isHeader)
    {
        if (quoted.Count != bare.Length) return true; // a tab within quotes
        var (texts, inQuotes) = (0, 0);
        for (var i = 0; i < bare.Length; i++)
        {
            var isQuoted = bare[i].StartsWith('"');
            if (isQuoted && quoted[i].AsSpan().IndexOfAny('"', _hasBareComma ? '"' : ',') >= 0) return true;
            var isText = !Missing.Is(bare[i].Trim()) && !bare[i].All(c => char.IsAsciiDigit(c) || c is '.' or '-' or '/' or '+');
            if (isText) texts++;
            if (isText && isQuoted) inQuotes++;
        }

        return inQuotes == texts && (isHeader || inQuotes > 2);
    }

    // Quotation marks within quotes are doubled, or as R writes them, after a backslash. null: the line is not written so.
    private static List<string>? Quoted(string line)
    {
        var (cells, cell) = (new List<string>(), new StringBuilder());
        for (var at = 0; ; at++)
        {
            cell.Clear();
            if (at < line.Length && line[at] == '"')
            {
                for (at++; ; at++)
                {
                    if (at == line.Length) return null;
                    var isLast = at + 1 == line.Length || line[at + 1] == '\t';
                    if (line[at] == '"' && isLast) break;
                    var isEscape = line[at] == '"' || (line[at] == '\\' && at + 2 < line.Length && line[at + 2] != '\t');
                    if (!isLast && line[at + 1] == '"' && isEscape) at++;
                    else if (line[at] == '"') return null;
                    cell.Append(line[at]);
                }

                at++;
            }
            else
            {
                for (; at < line.Length && line[at] != '\t'; at++)
                {
                    if (line[at] == '"') return null;
                    cell.Append(line[at]);
                }
            }

            cells.Add(cell.ToString());
            if (at >= line.Length) return cells;
        }
    }
}
