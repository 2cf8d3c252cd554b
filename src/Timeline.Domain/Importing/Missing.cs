namespace Timeline.Domain.Importing;

/// <summary>How the tools that write tables say that a cell has no value.</summary>
internal static class Missing
{
    // R, pandas, Python, SQL clients, spreadsheets, SAS and Stata (a point) and CAMEO (dashes) in turn. Capitals count: Nan is a province
    // of Thailand and Null a surname. None of these is a code of three letters, a name or a number in a column that is read here. The
    // columns of two letters, in which NA is Namibia (ISO 3166) or another country, are not read.
    private static readonly HashSet<string> Markers = new(StringComparer.Ordinal)
    {
        "NA", "<NA>", "N/A", "n/a", "#N/A", "#N/A N/A", "#NA",
        "NaN", "nan", "NAN", "-NaN", "-nan", "NaT", "None", "<None>",
        "NULL", "null", "(null)", "(NULL)", "<null>", "<NULL>", "[NULL]", "[null]", "#NULL!", @"\N",
        "1.#IND", "-1.#IND", "1.#QNAN", "-1.#QNAN", "#VALUE!", "#REF!", "#NAME?", "#DIV/0!", "#NUM!",
        ".", "-", "--", "---",
    };

    /// <summary>Whether a trimmed cell says that there is no value.</summary>
    internal static bool Is(string text) => text.Length == 0 || (text.Length <= 9 && Markers.Contains(text));
}
