using System.Globalization;
using Timeline.Domain.Json;
using Timeline.Domain.Record;
using Timeline.Domain.Time;

namespace Timeline.Domain.Importing;

/// <summary>A line of a table: its cells by column, and what is found wrong with them.</summary>
/// <param name="columns">The columns of the format.</param>
/// <param name="cells">The cells of the line.</param>
/// <param name="absent">The one column that the file does not have, if any.</param>
internal sealed class Row(IReadOnlyList<string> columns, IReadOnlyList<string> cells, int? absent = null)
{
    private readonly List<Fault> _faults = [];

    /// <summary>What was found wrong so far.</summary>
    internal IReadOnlyList<Fault> Faults => _faults;

    /// <summary>Whether that is so of the whole file.</summary>
    internal bool IsFileFaulty { get; private set; }

    /// <summary>Where a column is, as a JSON Pointer: the row as an object whose members are its columns.</summary>
    internal static string Pointer(string column) => JsonPointer.To("", column);

    /// <summary>What stands in a column; <see langword="null"/>: nothing, or what says that nothing does.</summary>
    internal string? Text(int column) => Written(column) is { } text && !Missing.Is(text) ? text : null;

    /// <summary>What stands in a column that must not be empty.</summary>
    internal string? Needed(int column)
    {
        if (Text(column) is { } text) return text;
        var marker = Written(column) is { Length: > 0 } written ? $"; '{written}' says so" : "";
        _faults.Add(new Fault(Pointer(columns[column]), $"{Named(column)}: is empty{marker}."));
        return null;
    }

    /// <summary>Tells what is wrong with a cell.</summary>
    internal void Fault(int column, string detail) =>
        _faults.Add(new Fault(Pointer(columns[column]), $"{Named(column)}: '{Shown(Written(column) ?? "")}' {detail}"));

    /// <summary>Tells what is wrong with a cell and with all of its column.</summary>
    internal void FileFault(int column, string detail)
    {
        Fault(column, detail);
        IsFileFaulty = true;
    }

    /// <summary>A number that names something, such as an event: digits alone.</summary>
    internal string? Number(int column)
    {
        if (Needed(column) is not { } text) return null;
        if (text.Length <= 20 && text.All(char.IsAsciiDigit)) return text;
        Fault(column, "is no number: digits alone.");
        return null;
    }

    /// <summary>A day or time in a format of .NET, of digits and what stands between them; read as UTC.</summary>
    internal Edtf? Date(int column, string format, string written) =>
        Needed(column) is { } text ? Date(column, text, format, written) : null;

    /// <summary>The same, of a text made from a cell.</summary>
    internal Edtf? Date(int column, string text, string format, string written)
    {
        if (DateTime.TryParseExact(text, format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) && text.Length == format.Length)
        {
            var isDay = !format.Contains('H', StringComparison.Ordinal);
            var edtf = date.ToString(isDay ? "yyyy-MM-dd" : "yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
            if (Edtf.TryParse(edtf, out var parsed, out _)) return parsed;
        }

        Fault(column, text.Contains("E+", StringComparison.OrdinalIgnoreCase)
            ? $"was rounded by a spreadsheet; {written} is needed." : $"is no date that there is, written {written}.");
        return null;
    }

    /// <summary>A number within bounds; <see langword="null"/>: there is none, or what is there is wrong.</summary>
    internal decimal? Decimal(int column, decimal min, decimal max)
    {
        if (Text(column) is not { } text) return null;
        const NumberStyles Plain = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;
        if (text.Length <= 28 && decimal.TryParse(text, Plain, CultureInfo.InvariantCulture, out var value) && value >= min && value <= max)
            return value == 0 ? 0 : value;
        Fault(column, $"is no number from {min} to {max}, with a point before its decimals.");
        return null;
    }

    /// <summary>A CAMEO code.</summary>
    internal CameoCode? Cameo(int column)
    {
        if (Needed(column) is not { } text) return null;
        if (CameoCode.TryParse(text, out var code)) return code;
        Fault(column, "is no CAMEO code: two to four digits, the first two from 01 to 20; leading zeros count.");
        return null;
    }

    /// <summary>
    /// A place of this name, with its position where both coordinates are given. Nothing lies at 0, 0 but sea: it stands for no position.
    /// </summary>
    internal Place? Place(string? name, int nameColumn, int latitudeColumn)
    {
        var (latitude, longitude) = (Decimal(latitudeColumn, -90, 90), Decimal(latitudeColumn + 1, -180, 180));
        if (Text(latitudeColumn) is null != Text(latitudeColumn + 1) is null)
            Fault(latitudeColumn, $"and the column after it, {columns[latitudeColumn + 1]}, go together; one is empty.");
        if (latitude == 0 && longitude == 0) (latitude, longitude) = (null, null);
        // A place without a name is where it is.
        name ??= latitude is { } y && longitude is { } x ? string.Create(CultureInfo.InvariantCulture, $"{y}, {x}") : null;
        if (name is null) return null;
        if (name.Length <= Name.MaxLength && Name.SlugOf(name).Length > 0)
            return new Place { Name = new Name(name), Latitude = longitude is null ? null : latitude, Longitude = latitude is null ? null : longitude };
        Fault(nameColumn, $"makes no name of a place: a letter or digit, and at most {Name.MaxLength} characters.");
        return null;
    }

    private string? Written(int column)
    {
        if (column == absent) return null;
        var at = absent < column ? column - 1 : column;
        return at < cells.Count ? cells[at].Trim() : null;
    }

    // Columns are counted as they stand in the file.
    private string Named(int column) =>
        column == absent
            ? $"{columns[column]}, which this file does not have"
            : $"Column {(absent < column ? column : column + 1)}, {columns[column]}";

    // A fault is for reading; a cell may be as long as its line.
    private static string Shown(string text) => text.Length <= 80 ? text : text[..(char.IsHighSurrogate(text[79]) ? 79 : 80)] + "…";
}
