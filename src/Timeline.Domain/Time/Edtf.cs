using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using Timeline.Domain.Json;

namespace Timeline.Domain.Time;

/// <summary>
/// A date in the Extended Date/Time Format, levels 0 to 2 (Library of Congress, 2019; ISO 8601-2:2019), kept as it was sent, and between
/// which instants it lies (SEMANTICS.md §2). What is no such date is refused with the reason and the position. Two dates are equal if their
/// texts and zones are: <c>2019-02</c> and <c>2019-02-01/2019-02-28</c> have the same bounds but do not say the same.
/// </summary>
/// <remarks>
/// <para>A date is a year, a month or a day (<c>2019</c>, <c>2019-02</c>, <c>-0044-03-15</c>), with X for each unspecified digit
/// (<c>156X-12-25</c>) and <c>?</c>, <c>~</c> or <c>%</c> before a part of it, or after a part and then said of all that is left of it, too
/// (<c>2004-06~-11</c>). It is a part of a year (<c>2019-21</c> to <c>2019-41</c>), a year with significant digits (<c>1950S2</c>), or a
/// year beyond four digits (<c>Y17000</c>, <c>Y-17E7</c>: both bounds infinite). It is a moment, with an offset
/// (<c>2019-02-27T10:00:00.5+09:00</c>) or as local time (<c>2019-02-27T10:00:00</c>).</para>
/// <para>Of dates are made intervals (<c>A/B</c>, <c>A/..</c>, <c>/B</c>), sets of which one is meant (<c>[A,B]</c>, <c>[A..B]</c>,
/// <c>[..B]</c>) and sets of which all are meant (<c>{A,B..C}</c>).</para>
/// </remarks>
[JsonConverter(typeof(EdtfJson))]
public sealed class Edtf : IEquatable<Edtf>
{
    /// <summary>The longest text that is read, in characters.</summary>
    public const int MaxLength = 250;

    private readonly LocalBounds? _local;
    private IReadOnlyList<Edtf>? _members;

    private Edtf(string text, EdtfExpression expression, LocalZone? zone = null, LocalBounds? local = null)
    {
        (Text, Expression, Zone, _local) = (text, expression, zone, local);
        Bounds = local?.ToBounds() ?? expression.BoundsIn(TimeZoneInfo.Utc);
    }

    /// <summary>The text as sent, never normalised: 1 to <see cref="MaxLength"/> ASCII characters.</summary>
    public string Text { get; }

    /// <summary>The zone whose days and local times its are; <see langword="null"/>: UTC, or it has none.</summary>
    public LocalZone? Zone { get; }

    /// <summary>Between which instants it lies, its days and local times taken as those of its zone. Never empty in UTC.</summary>
    public DateBounds Bounds { get; }

    /// <summary>Its bounds as they were found in its zone; <see langword="null"/>: it is the same in every zone, or of UTC.</summary>
    public LocalBounds? Local => _local;

    /// <summary>Whether it holds a day or local time, so that the zone makes a difference.</summary>
    public bool IsLocal => Expression.Spans.Any(s => IsOfZone(s.From) || IsOfZone(s.To));

    /// <summary>The first instant it may be; −∞ if it begins with an open or unknown end.</summary>
    public Instant Earliest => Bounds.Earliest;

    /// <summary>The last instant it may be, inclusive; +∞ if it ends with an open or unknown end.</summary>
    public Instant Latest => Bounds.Latest;

    /// <summary>
    /// The bounds of what lasts or recurs begins with: of A in an interval <c>A/B</c>, null if A is open or unknown; of a set <c>{A,B}</c>
    /// from the smallest earliest to the smallest latest of its members, for it has begun with the first of them. A range in the set begins
    /// as an interval does. Null for a date and for one of several.
    /// </summary>
    public DateBounds? Start => _local is null ? Expression.StartIn(TimeZoneInfo.Utc) : _local.Start?.ToBounds();

    /// <summary>
    /// Of a set <c>{A,B..C}</c> or <c>[A,B..C]</c> each member as a date of its own, a range as the interval <c>B/C</c>, in order of their
    /// earliest, then their latest, then as written. For everything else the date itself alone. Never empty.
    /// </summary>
    public IReadOnlyList<Edtf> Members => _members ??= Expression.Form is not (EdtfForm.AllOf or EdtfForm.OneOf) ? [this]
        : [.. InOrder(Expression).Select((member, i) => _local?.Members is { } local ? member.In(Zone!, local[i]) : member)];

    /// <summary>Whether it is one instant: a moment with an offset, no interval and no set. A local time is none.</summary>
    public bool IsInstant => Expression is { Form: EdtfForm.Date, Spans: [{ From: EdtfDate.Moment { IsInstant: true } }] };

    /// <summary>
    /// Whether it is dated to the day: a day or a moment, an interval between such, or a set of such of which all are meant, without
    /// <c>~</c>, <c>%</c>, an unspecified digit, or an open or unknown end. <c>?</c> doubts the date but does not blur it. One of several
    /// never is.
    /// </summary>
    public bool IsToTheDay => Expression.IsToTheDay;

    /// <summary>What the text says, for whoever puts it into words: its bounds do not tell how it was written.</summary>
    internal EdtfExpression Expression { get; }

    /// <summary>
    /// Between which instants it lies if its days and local times are those of the given zone; instants stay as they are. A day starts at
    /// its first valid instant there and ends a microsecond before the next day starts. A local time that the clocks show twice is both: its
    /// earliest is the first, its latest the second. A day or local time that the zone skipped is empty
    /// (<see cref="DateBounds.IsEmpty"/>): it ends a microsecond before what follows begins. So does an interval or a range whose ends the
    /// zone puts out of order. Outside the years 1 … 9999 days and times stay those of UTC.
    /// </summary>
    public DateBounds BoundsIn(TimeZoneInfo zone)
    {
        ArgumentNullException.ThrowIfNull(zone);
        return Expression.BoundsIn(zone);
    }

    /// <summary>The <see cref="Start"/> if its days and local times are those of the given zone; empty if the zone skipped it.</summary>
    public DateBounds? StartIn(TimeZoneInfo zone)
    {
        ArgumentNullException.ThrowIfNull(zone);
        return Expression.StartIn(zone);
    }

    /// <summary>
    /// The first day or local time in the text that did not exist in the zone, as written: <c>2011-12-30</c> in Pacific/Apia,
    /// <c>2019-03-31T02:30:00</c> in Europe/Berlin. Null if there is none; months and years are never skipped.
    /// </summary>
    public string? SkippedIn(TimeZoneInfo zone)
    {
        ArgumentNullException.ThrowIfNull(zone);
        return Expression.SkippedIn(zone);
    }

    /// <summary>
    /// The same text, its days and local times being those of a zone; itself where that makes no difference. The bounds are found by the
    /// machine's rules of the zone, and may be empty.
    /// </summary>
    public Edtf In(LocalZone? zone)
    {
        if (zone is null || !IsLocal) return Zone is null ? this : new(Text, Expression);
        var rules = LocalZone.RulesOf(zone);
        var members = InOrder(Expression);
        return new(Text, Expression, zone, LocalBounds.Of(Expression.BoundsIn(rules)) with
        {
            Start = Expression.StartIn(rules) is { } start ? LocalBounds.Of(start) : null,
            Members = Expression.Form is EdtfForm.AllOf or EdtfForm.OneOf
                ? [.. members.Select(m => LocalBounds.Of(m.BoundsIn(rules)) with { Start = m.StartIn(rules) is { } begun ? LocalBounds.Of(begun) : null })] : null,
        });
    }

    /// <summary>The same text in a zone, with bounds that were found before.</summary>
    public Edtf In(LocalZone zone, LocalBounds local) => IsLocal ? new(Text, Expression, zone, local) : this;

    /// <summary>
    /// The same bounds as a date that is the same in every zone: an interval of instants for an interval, else a set of which one is meant
    /// (SEMANTICS §1, defaults). Where a set of several is meant, it is the interval from its first to its last.
    /// </summary>
    public Edtf ToInstants()
    {
        if (!IsLocal) return this;
        var (from, to) = (Earliest.IsFinite ? Earliest.ToString() : "..", Latest.IsFinite ? Latest.ToString() : "..");
        var isInterval = Expression.Form is EdtfForm.Interval or EdtfForm.AllOf || (from, to) is ("..", "..");
        return Parse((isInterval, from, to) switch
        {
            (true, _, _) => $"{from}/{to}",
            (_, "..", _) => $"[..{to}]",
            (_, _, "..") => $"[{from}..]",
            _ => from == to ? from : $"[{from}..{to}]",
        });
    }

    /// <summary>
    /// The same as people in one zone are told it: what is dated to the day, or closer, in local times there, from its first instant to its
    /// last. What is coarser, or doubted, stays as it was written. Nothing is decided by it, so it goes by the machine's rules of that zone.
    /// </summary>
    /// <param name="zone">The reader's zone; <see langword="null"/>: as written.</param>
    public Edtf ShownIn(LocalZone? zone) =>
        zone is null || zone == Zone || (zone.Id == "UTC" && Zone is null && IsLocal) ? this : ShownDate.Of(this, zone) ?? this;

    /// <summary>The date that is exactly the given instant; its text is the instant's.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The instant is infinite: EDTF has no text for that.</exception>
    public static Edtf At(Instant instant) => instant.IsFinite
        ? Parse(instant.ToString())
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

    private static List<Edtf> InOrder(EdtfExpression expression) =>
        [.. expression.Spans.Select(Member).OrderBy(member => member.Earliest).ThenBy(member => member.Latest)];

    private static bool IsOfZone(EdtfDate? date) => date is EdtfDate.Days or EdtfDate.Moment { IsInstant: false };

    private static Edtf Member(EdtfSpan span) => span.IsOne
        ? new(span.From!.Text, EdtfExpression.Of(span.From))
        : new($"{span.From?.Text ?? ".."}/{span.To?.Text ?? ".."}", new(EdtfForm.Interval, [span]));

    /// <inheritdoc/>
    public bool Equals(Edtf? other) => other is not null && Text == other.Text && Zone == other.Zone;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Edtf);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Text);

    /// <summary>Whether both have the same text and zone.</summary>
    public static bool operator ==(Edtf? left, Edtf? right) => left is null ? right is null : left.Equals(right);

    /// <summary>Whether the texts or the zones differ.</summary>
    public static bool operator !=(Edtf? left, Edtf? right) => !(left == right);

    /// <summary>The <see cref="Text"/>.</summary>
    public override string ToString() => Text;
}
