using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using Timeline.Domain.Json;

namespace Timeline.Domain.Time;

/// <summary>
/// A date in the Extended Date/Time Format (Library of Congress, 2019; ISO 8601-2), kept as it was sent, and between which instants
/// it lies. Exactly what SEMANTICS.md §2 lists is read; all else is refused with the reason and the position. Two dates are equal if
/// their texts are: <c>2019-02</c> and <c>2019-02-01/2019-02-28</c> have the same bounds but do not say the same.
/// </summary>
/// <remarks>
/// Read are dates (<c>2019</c>, <c>-0044-03-15</c>), instants (<c>2019-02-27T10:00:00.5+09:00</c>), <c>?</c> <c>~</c> <c>%</c> after a
/// date, unspecified digits (<c>201X</c>, <c>2019-XX</c>, <c>2019-02-XX</c>), quarters (<c>2019-21</c> to <c>2019-24</c>), years beyond
/// four digits (<c>Y17000</c>: both bounds infinite), intervals (<c>A/B</c>, <c>A/..</c>, <c>/B</c>) and sets of which one is meant
/// (<c>[A,B]</c>, <c>[A..B]</c>, <c>[..B]</c>).
/// </remarks>
[JsonConverter(typeof(EdtfJson))]
public sealed class Edtf : IEquatable<Edtf>
{
    /// <summary>The longest text that is read, in characters.</summary>
    public const int MaxLength = 250;

    private readonly EdtfExpression _expression;

    private Edtf(string text, EdtfExpression expression)
    {
        Text = text;
        _expression = expression;
        Bounds = expression.BoundsIn(TimeZoneInfo.Utc);
    }

    /// <summary>The text as sent, never normalised: 1 to <see cref="MaxLength"/> ASCII characters.</summary>
    public string Text { get; }

    /// <summary>Between which instants it lies, its dates taken as UTC days.</summary>
    public DateBounds Bounds { get; }

    /// <summary>The first instant it may be; −∞ if it begins with an open or unknown end.</summary>
    public Instant Earliest => Bounds.Earliest;

    /// <summary>The last instant it may be, inclusive; +∞ if it ends with an open or unknown end.</summary>
    public Instant Latest => Bounds.Latest;

    /// <summary>The bounds of A in an interval <c>A/B</c>; null if A is open or unknown, and for all that is no interval.</summary>
    public DateBounds? Start => _expression.Form == EdtfForm.Interval ? _expression.Spans[0].From?.BoundsIn(TimeZoneInfo.Utc) : null;

    /// <summary>
    /// The bounds of each member of a set, in the order written, a range among them being one; of all else its own bounds alone.
    /// </summary>
    public IReadOnlyList<DateBounds> Members => _expression.Form != EdtfForm.Set ? [Bounds]
        : [.. _expression.Spans.Select(s => new DateBounds(s.EarliestIn(TimeZoneInfo.Utc), s.LatestIn(TimeZoneInfo.Utc)))];

    /// <summary>Whether it is one instant, no interval and no set.</summary>
    public bool IsInstant => _expression is { Form: EdtfForm.Date, Spans: [{ From: EdtfDate.Moment }] };

    /// <summary>
    /// Whether it is dated to the day: a day or an instant, or an interval between such, without <c>~</c>, <c>%</c>, an unspecified
    /// digit, or an open or unknown end. <c>?</c> doubts the date but does not blur it. A set never is.
    /// </summary>
    public bool IsToTheDay => _expression is { Form: not EdtfForm.Set, Spans: [{ IsToTheDay: true }] };

    /// <summary>
    /// Between which instants it lies if its dates are taken as days of the given zone; instants stay as they are. A day starts at its
    /// first valid instant there and ends a microsecond before the next day starts. Dates outside the years 1 … 9999 stay UTC days.
    /// </summary>
    public DateBounds BoundsIn(TimeZoneInfo zone)
    {
        ArgumentNullException.ThrowIfNull(zone);
        return _expression.BoundsIn(zone);
    }

    /// <summary>The date that is exactly the given instant; its text is the instant's.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The instant is infinite: EDTF has no text for that.</exception>
    public static Edtf At(Instant instant) => instant.IsFinite
        ? new(instant.ToString(), EdtfExpression.Of(new EdtfDate.Moment(instant)))
        : throw new ArgumentOutOfRangeException(nameof(instant), "An infinity is no date.");

    /// <summary>Reads a date.</summary>
    /// <exception cref="EdtfException">The text is none; the exception says why and where.</exception>
    public static Edtf Parse(string text) => TryParse(text, out var value, out var error) ? value : throw error;

    /// <summary>Reads a date, or says why the text is none. It throws nothing, whatever the text.</summary>
    public static bool TryParse(
        string? text, [NotNullWhen(true)] out Edtf? value, [NotNullWhen(false)] out EdtfException? error)
    {
        var scanner = new EdtfScanner(text ?? "");
        value = EdtfParser.Parse(scanner) is { } expression ? new(scanner.Text, expression) : null;
        error = scanner.Error;
        return value is not null;
    }

    /// <inheritdoc/>
    public bool Equals(Edtf? other) => other is not null && Text == other.Text;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Edtf);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Text);

    /// <summary>Whether both have the same text.</summary>
    public static bool operator ==(Edtf? left, Edtf? right) => left is null ? right is null : left.Equals(right);

    /// <summary>Whether the texts differ.</summary>
    public static bool operator !=(Edtf? left, Edtf? right) => !(left == right);

    /// <summary>The <see cref="Text"/>.</summary>
    public override string ToString() => Text;
}
