using System.Globalization;
using System.Text;
using Timeline.Domain.Time;

namespace Timeline.Server.Http;

/// <summary>The lines of an iCalendar (RFC 5545 §3.1), folded after 75 octets, never within a character.</summary>
internal sealed class ContentLines
{
    private const int MaxOctets = 75;

    private readonly StringBuilder _lines = new();

    /// <summary>Adds a property whose value needs no escaping.</summary>
    internal ContentLines Add(string name, string value)
    {
        var octets = 0;
        foreach (var rune in $"{name}:{value}".EnumerateRunes())
        {
            if (octets + rune.Utf8SequenceLength > MaxOctets)
            {
                _lines.Append("\r\n ");
                octets = 1;
            }

            _lines.Append(rune);
            octets += rune.Utf8SequenceLength;
        }

        _lines.Append("\r\n");
        return this;
    }

    /// <summary>Adds a text (RFC 5545 §3.3.11), if there is one.</summary>
    internal ContentLines AddText(string name, string? text)
    {
        return string.IsNullOrEmpty(text) ? this : Add(name, string.Concat(text.Select(Escaped)));

        static string Escaped(char c) => c switch
        {
            '\\' or ';' or ',' => $"\\{c}",
            '\n' => "\\n",
            _ => char.IsControl(c) ? " " : $"{c}",
        };
    }

    /// <summary>Adds a moment, in UTC.</summary>
    internal ContentLines AddMoment(string name, Instant moment) =>
        Add(name, moment.ToDateTimeOffset().ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture));

    /// <summary>Adds a day.</summary>
    internal ContentLines AddDay(string name, Instant day) =>
        Add($"{name};VALUE=DATE", day.ToDateTimeOffset().ToString("yyyyMMdd", CultureInfo.InvariantCulture));

    public override string ToString() => _lines.ToString();
}
