using System.Text;
using Timeline.Domain.Json;
using Timeline.Domain.Record;
using Timeline.Domain.Time;

namespace Timeline.Domain.Importing;

/// <summary>A format of tables: a row a line, its columns always the same, with or without a header.</summary>
public abstract class TableFormat : LineFormat
{
    private protected static readonly EventType Interaction =
        Catalogue.TryFindType("Interaction", out var type) ? type : throw new InvalidOperationException("The catalogue has no Interaction.");

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly TabQuoting _quoting = new();

    // What the lines so far show.
    private bool _hasBegun;
    private bool _hasOtherThanAscii;

    /// <inheritdoc/>
    public override int MaxLength => 64 * 1024;

    /// <inheritdoc/>
    public override Fault TooLong { get; } = new("", "A row has at most 64 KiB.");

    private protected abstract IReadOnlyList<string> Columns { get; }

    /// <summary>How few columns a row may have; usually all.</summary>
    private protected virtual int LeastColumns => Columns.Count;

    /// <summary>How many columns a row may have.</summary>
    private protected virtual int MostColumns => Columns.Count;

    /// <inheritdoc/>
    public sealed override LineReading? Read(ReadOnlyMemory<byte> line)
    {
        if (TextOf(line.Span, out var unreadable) is not { } text) return unreadable;
        if (string.IsNullOrWhiteSpace(text)) return null;
        var isFirst = !_hasBegun;
        _hasBegun = true;
        if (Split(text, isFirst, out var separator, out var faulty) is not { } cells) return faulty;
        // Every row has a number: a first line without any is a header, whatever it calls its first column.
        var isNamed = IsNamed(cells[0], Columns[0]);
        var isHeader = isNamed || (isFirst && cells.Count > 1 && !cells.Any(IsNumber));
        if (isHeader && HeaderFault(cells) is { } wrong) return OfFile(wrong);
        if (isNamed) return null;
        if (cells.Count < LeastColumns || cells.Count > MostColumns)
        {
            var needed = LeastColumns == MostColumns ? $"{MostColumns}" : $"{LeastColumns} to {MostColumns}";
            var fault = $"Has {cells.Count} columns, separated by {separator}; {needed} are needed.";
            var other = isFirst ? FormatNames.OfColumns(cells.Count) : null;
            return isHeader || other is not null ? OfFile(other is null ? fault : $"{fault} {other}") : OfLine(fault);
        }

        if (isHeader) return null;

        var row = RowOf(cells);
        var reading = Read(row);
        return row.Faults.Count == 0 ? reading : new LineReading { Faults = row.Faults, IsOfFile = row.IsFileFaulty };
    }

    /// <summary>Reads a row; what is wrong is told to it, and then what is returned is passed over.</summary>
    private protected abstract LineReading Read(Row row);

    private protected virtual Row RowOf(IReadOnlyList<string> cells) => new(Columns, cells);

    /// <summary>The cells of a line; <see langword="null"/>: it has no such, for the reason told.</summary>
    private protected virtual IReadOnlyList<string>? Split(string line, bool isFirst, out string separator, out LineReading? faulty)
    {
        (separator, faulty) = ("tabs", null);
        if (isFirst && !line.Contains('\t', StringComparison.Ordinal))
        {
            var found = line.AsSpan().IndexOfAny(',', ';', '|') is var at and >= 0 ? line[at] : '\t';
            var instead = found switch { ',' => " but commas", ';' => " but semicolons", '|' => " but bars", _ => "" };
            faulty = OfFile($"Has no tabs{instead}; columns stand between tabs in this format.");
            return null;
        }

        // A header has the name of its first column, in quotes where it is quoted.
        var isHeader = IsNamed(line[..Math.Max(0, line.IndexOf('\t', StringComparison.Ordinal))].Trim('"'), Columns[0]);
        var cells = _quoting.Cells(line, isHeader, out var fault, out var isOfFile);
        if (cells is null) faulty = isOfFile ? OfFile(fault!) : OfLine(fault!);
        return cells;
    }

    /// <summary>What is wrong with a header, so that columns would be taken for others; what it means for the rows below is kept.</summary>
    private protected virtual string? HeaderFault(IReadOnlyList<string> cells) => null;

    /// <summary>Whether a header names this column, however it is spelled: <c>Event ID</c>, <c>event_id</c>, <c>Event.ID</c>.</summary>
    private protected static bool IsNamed(string cell, string column)
    {
        return Bare(cell).SequenceEqual(Bare(column));

        static IEnumerable<char> Bare(string name) => name.Where(char.IsAsciiLetterOrDigit).Select(char.ToLowerInvariant);
    }

    private protected static Guid Id(string format, string native) => NameUuid.Of(NameUuid.Imported, $"{format}/{native}");

    private protected static IReadOnlyList<Disclosure> Public(Edtf at) => [new Disclosure { To = Key.Public, At = at }];

    /// <summary>The text itself where it is a key, such as a domain, otherwise as of a name.</summary>
    private protected static Key KeyOf(string text) => Key.TryParse(text.ToLowerInvariant(), out var key) ? key : ActorKeys.Of(text);

    private protected static LineReading OfLine(string fault) => new() { Faults = [new Fault("", fault)] };

    private protected static LineReading OfFile(string fault) => new() { Faults = [new Fault("", fault)], IsOfFile = true };

    private static string HowToName(string encoding) =>
        $"name it: charset={encoding} in Content-Type, --charset {encoding} on the command line.";

    private static bool IsNumber(string cell) => cell.Trim() is { Length: > 0 } text && text.All(char.IsAsciiDigit);

    // The text of a line, without a byte order mark.
    private string? TextOf(ReadOnlySpan<byte> line, out LineReading? faulty)
    {
        faulty = null;
        if (line.StartsWith("\uFEFF"u8)) line = line[3..];
        try
        {
            var text = Strict.GetString(line).TrimEnd('\r');
            if (text.Contains('\0', StringComparison.Ordinal))
                faulty = _hasBegun ? OfLine("Must not contain NUL.") : OfFile($"Has NUL. If the file is in UTF-16, {HowToName("utf-16")}");
            else if (text.Contains('\uFFFD', StringComparison.Ordinal))
                faulty = OfLine("Has U+FFFD where a character was lost: the file is damaged, or not in the encoding that was named.");
            _hasOtherThanAscii |= faulty is null && !Ascii.IsValid(text);
            return faulty is null ? text : null;
        }
        catch (DecoderFallbackException e)
        {
            var fault = $"Is not UTF-8, at byte {e.Index + 1}.";
            // Where other lines are UTF-8, this one is broken; where all were ASCII, the file is in another encoding.
            faulty = _hasOtherThanAscii
                ? OfLine(fault)
                : OfFile($"{fault} If the file is in another encoding, {HowToName("windows-1252")}");
            return null;
        }
    }
}
