using Timeline.Domain.Json;
using Timeline.Domain.Record;
using Timeline.Domain.Time;

namespace Timeline.Domain.Importing;

/// <summary>A format of tables: a row a line, its columns always the same, with or without a header.</summary>
public abstract class TableFormat : LineFormat
{
    private protected static readonly EventType Interaction =
        Catalogue.TryFindType("Interaction", out var type) ? type : throw new InvalidOperationException("The catalogue has no Interaction.");

    /// <inheritdoc/>
    public override int MaxLength => 64 * 1024;

    /// <inheritdoc/>
    public override Fault TooLong { get; } = new("", "A row has at most 64 KiB.");

    private protected abstract IReadOnlyList<string> Columns { get; }

    /// <summary>How few columns a row may have; usually all.</summary>
    private protected virtual int LeastColumns => Columns.Count;

    /// <inheritdoc/>
    public sealed override LineReading? Read(ReadOnlyMemory<byte> line)
    {
        if (TextOf(line.Span, out var fault) is not { } text) return new LineReading { Faults = [fault!] };
        if (string.IsNullOrWhiteSpace(text)) return null;
        if (Split(text, out var separator) is not { } cells) return new LineReading { Faults = [new Fault("", "Has a quotation mark that is not closed.")] };
        if (string.Equals(cells[0].Trim(), Columns[0], StringComparison.OrdinalIgnoreCase))
            return HeaderFault(cells) is { } wrong ? new LineReading { Faults = [wrong] } : null;
        if (cells.Count < LeastColumns || cells.Count > Columns.Count)
        {
            var needed = LeastColumns == Columns.Count ? $"{Columns.Count}" : $"{LeastColumns} to {Columns.Count}";
            return new LineReading { Faults = [new Fault("", $"Has {cells.Count} columns, separated by {separator}; {needed} are needed.")] };
        }

        var row = new Row(Columns, cells);
        var reading = Read(row);
        return row.Faults.Count > 0 ? new LineReading { Faults = row.Faults } : reading;
    }

    /// <summary>Reads a row; what is wrong is told to it, and then what is returned is passed over.</summary>
    private protected abstract LineReading Read(Row row);

    /// <summary>The cells of a line; <see langword="null"/>: it has no such.</summary>
    private protected virtual IReadOnlyList<string>? Split(string line, out string separator)
    {
        separator = "tabs";
        return line.Split('\t');
    }

    /// <summary>What is wrong with a header, so that columns would be taken for others.</summary>
    private protected virtual Fault? HeaderFault(IReadOnlyList<string> cells) => null;

    private protected static Guid Id(string format, string native) => NameUuid.Of(NameUuid.Imported, $"{format}/{native}");

    private protected static IReadOnlyList<Disclosure> Public(Edtf at) => [new Disclosure { To = Key.Public, At = at }];

    /// <summary>The publisher of an address: its host.</summary>
    private protected static Key PublisherOf(WebAddress url)
    {
        var host = new Uri(url.Text).Host.ToLowerInvariant();
        return KeyOf(host.StartsWith("www.", StringComparison.Ordinal) ? host[4..] : host);
    }

    /// <summary>The text itself where it is a key, such as a domain, otherwise as of a name.</summary>
    private protected static Key KeyOf(string text) => Key.TryParse(text.ToLowerInvariant(), out var key) ? key : ActorKeys.Of(text);
}
