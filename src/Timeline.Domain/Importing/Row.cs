using System.Globalization;
using Timeline.Domain.Json;
using Timeline.Domain.Record;
using Timeline.Domain.Time;

namespace Timeline.Domain.Importing;

/// <summary>A line of a table: its cells by column, and what is found wrong with them.</summary>
internal sealed class Row(IReadOnlyList<string> columns, IReadOnlyList<string> cells)
{
    private readonly List<Fault> _faults = [];

    /// <summary>What was found wrong so far.</summary>
    internal IReadOnlyList<Fault> Faults => _faults;

    /// <summary>Where a column is, as a JSON Pointer: the row as an object whose members are its columns.</summary>
    internal static string Pointer(string column) => JsonPointer.To("", column);

    /// <summary>What stands in a column; <see langword="null"/>: nothing.</summary>
    internal string? Text(int column) => column < cells.Count && cells[column].Trim() is { Length: > 0 } text ? text : null;

    /// <summary>What stands in a column that must not be empty.</summary>
    internal string? Needed(int column)
    {
        if (Text(column) is { } text) return text;
        _faults.Add(new Fault(Pointer(columns[column]), $"Column {column + 1}, {columns[column]}: is empty."));
        return null;
    }

    /// <summary>Tells what is wrong with a cell.</summary>
    internal void Fault(int column, string detail) => _faults.Add(
        new Fault(Pointer(columns[column]), $"Column {column + 1}, {columns[column]}: '{Shown(Text(column) ?? "")}' {detail}"));

    /// <summary>A number that names something, such as an event: digits alone.</summary>
    internal string? Number(int column)
    {
        if (Needed(column) is not { } text) return null;
        if (text.Length <= 20 && text.All(char.IsAsciiDigit)) return text;
        Fault(column, "is no number: digits alone.");
        return null;
    }

    /// <summary>A day or time in a format of .NET, of digits and what stands between them; read as UTC.</summary>
    internal Edtf? Date(int column, string format, string written)
    {
        if (Needed(column) is not { } text) return null;
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

    /// <summary>A place of this name, with its position where both coordinates are given.</summary>
    internal Place? Place(string? name, int nameColumn, int latitudeColumn)
    {
        var (latitude, longitude) = (Decimal(latitudeColumn, -90, 90), Decimal(latitudeColumn + 1, -180, 180));
        if (Text(latitudeColumn) is null != Text(latitudeColumn + 1) is null)
            Fault(latitudeColumn, $"and column {latitudeColumn + 2}, {columns[latitudeColumn + 1]}, go together; one is empty.");
        // A place without a name is where it is.
        name ??= latitude is { } y && longitude is { } x ? string.Create(CultureInfo.InvariantCulture, $"{y}, {x}") : null;
        if (name is null) return null;
        if (name.Length <= Name.MaxLength && Name.SlugOf(name).Length > 0)
            return new Place { Name = new Name(name), Latitude = longitude is null ? null : latitude, Longitude = latitude is null ? null : longitude };
        Fault(nameColumn, $"makes no name of a place: a letter or digit, and at most {Name.MaxLength} characters.");
        return null;
    }

    // A fault is for reading; a cell may be as long as its line.
    private static string Shown(string text) => text.Length <= 80 ? text : text[..(char.IsHighSurrogate(text[79]) ? 79 : 80)] + "…";
}
