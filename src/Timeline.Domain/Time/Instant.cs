using System.Globalization;
using System.Text.Json.Serialization;
using Timeline.Domain.Json;

namespace Timeline.Domain.Time;

/// <summary>
/// A moment in UTC to the microsecond, in the proleptic Gregorian calendar of the years −9999 … 9999; whatever lies before or after
/// them is <see cref="NegativeInfinity"/> or <see cref="PositiveInfinity"/> (SEMANTICS.md §2). Time is discrete: between an instant
/// and its <see cref="Next"/> there is nothing, so inclusive bounds need no half-open twin. Leap seconds are not counted: one is the last
/// instant of its minute.
/// </summary>
/// <param name="Microseconds">Microseconds since 1970-01-01T00:00:00Z, negative before it; <see cref="long.MinValue"/> and
/// <see cref="long.MaxValue"/> are the infinities.</param>
/// <exception cref="ArgumentOutOfRangeException">The microseconds lie beyond the years −9999 … 9999 and are no infinity.</exception>
[JsonConverter(typeof(InstantJson))]
public readonly record struct Instant(long Microseconds) : IComparable<Instant>
{
    internal const long MicrosecondsPerSecond = 1_000_000;
    internal const long MicrosecondsPerDay = 86_400 * MicrosecondsPerSecond;

    private static readonly long FirstMicrosecond = CivilCalendar.DayNumber(CivilCalendar.FirstYear, 1, 1) * MicrosecondsPerDay;
    private static readonly long LastMicrosecond = (CivilCalendar.DayNumber(CivilCalendar.LastYear, 12, 31) + 1) * MicrosecondsPerDay - 1;

    /// <summary>Before every other instant: the start of what has none, and all before the year −9999.</summary>
    public static Instant NegativeInfinity { get; } = new(long.MinValue);

    /// <summary>After every other instant: the end of what has none, and all after the year 9999.</summary>
    public static Instant PositiveInfinity { get; } = new(long.MaxValue);

    /// <summary>Microseconds since 1970-01-01T00:00:00Z, negative before it; <see cref="long.MinValue"/> and
    /// <see cref="long.MaxValue"/> are the infinities.</summary>
    public long Microseconds { get; } = InRange(Microseconds)
        ? Microseconds
        : throw new ArgumentOutOfRangeException(nameof(Microseconds), Microseconds, "An instant lies in the years -9999 to 9999.");

    /// <summary>Whether this is a moment, neither of the infinities.</summary>
    public bool IsFinite => Microseconds is not (long.MinValue or long.MaxValue);

    /// <summary>One microsecond earlier; −∞ before the first moment of −9999. The infinities stay what they are.</summary>
    public Instant Previous => IsFinite ? Saturate(Microseconds - 1) : this;

    /// <summary>One microsecond later; +∞ after the last moment of 9999. The infinities stay what they are.</summary>
    public Instant Next => IsFinite ? Saturate(Microseconds + 1) : this;

    /// <summary>
    /// Of the last microsecond of a second its end, which is what people are told of it; any other, and the last moment of 9999, as it is.
    /// </summary>
    public Instant EndOfSecond => (Microseconds + 1) % MicrosecondsPerSecond == 0 && Next.IsFinite ? Next : this;

    /// <summary>The earlier of two instants.</summary>
    public static Instant Min(Instant left, Instant right) => left <= right ? left : right;

    /// <summary>The later of two instants.</summary>
    public static Instant Max(Instant left, Instant right) => left >= right ? left : right;

    /// <summary>The same moment, its offset and what is finer than a microsecond dropped: never later than the value given.</summary>
    public static Instant FromDateTimeOffset(DateTimeOffset value) =>
        new(value.UtcTicks / TimeSpan.TicksPerMicrosecond - DateTime.UnixEpoch.Ticks / TimeSpan.TicksPerMicrosecond);

    /// <summary>The same moment, at offset zero.</summary>
    /// <exception cref="OverflowException">The instant lies outside the years 1 … 9999 of <see cref="DateTimeOffset"/>.</exception>
    public DateTimeOffset ToDateTimeOffset() =>
        IsFinite && this >= FromDateTimeOffset(DateTimeOffset.MinValue)
            ? DateTimeOffset.UnixEpoch.AddTicks(Microseconds * TimeSpan.TicksPerMicrosecond)
            : throw new OverflowException($"{this} is outside the years 1 to 9999 of a DateTimeOffset.");

    /// <summary>
    /// Reads an instant as RFC 3339 writes it: <c>2019-02-27T10:00:00Z</c>, with digits of a fraction and an offset (<c>+09:00</c>) if need
    /// be; just what <see cref="Edtf"/> reads as an instant, negative years and bare-hour offsets (<c>+09</c>) included. What is finer than
    /// a microsecond is cut off. A leap second (<c>23:59:60Z</c>) is the last instant of its minute. A date without a time, a time without an
    /// offset, and the infinities are no instants.
    /// </summary>
    /// <returns>Whether the text is an instant within the years −9999 … 9999 in UTC; if not, the value is the epoch.</returns>
    public static bool TryParse(string? text, out Instant value)
    {
        value = default;
        if (!Edtf.TryParse(text, out var edtf, out _) || !edtf.IsInstant || !edtf.Earliest.IsFinite)
            return false;
        value = edtf.Earliest;
        return true;
    }

    /// <summary>The instant that many microseconds after the epoch; beyond the range, the infinity on that side.</summary>
    internal static Instant Saturate(long microseconds) =>
        microseconds < FirstMicrosecond ? NegativeInfinity : microseconds > LastMicrosecond ? PositiveInfinity : new(microseconds);

    /// <inheritdoc/>
    public int CompareTo(Instant other) => Microseconds.CompareTo(other.Microseconds);

    /// <summary>Whether left is before right.</summary>
    public static bool operator <(Instant left, Instant right) => left.Microseconds < right.Microseconds;

    /// <summary>Whether left is before right or the same.</summary>
    public static bool operator <=(Instant left, Instant right) => left.Microseconds <= right.Microseconds;

    /// <summary>Whether left is after right.</summary>
    public static bool operator >(Instant left, Instant right) => left.Microseconds > right.Microseconds;

    /// <summary>Whether left is after right or the same.</summary>
    public static bool operator >=(Instant left, Instant right) => left.Microseconds >= right.Microseconds;

    /// <summary>
    /// RFC 3339 in UTC, always with six fraction digits: <c>2019-02-24T23:59:59.999999Z</c>. Years before 0 carry a minus
    /// (<c>-0044-03-15T00:00:00.000000Z</c>); an infinity is <c>..</c>, which is no instant to <see cref="TryParse"/>.
    /// </summary>
    public override string ToString()
    {
        if (!IsFinite)
            return "..";
        var (days, microsecond) = Math.DivRem(Microseconds, MicrosecondsPerDay);
        if (microsecond < 0)
            (days, microsecond) = (days - 1, microsecond + MicrosecondsPerDay);
        var (year, month, day) = CivilCalendar.Date((int)days);
        var time = new TimeOnly(microsecond * TimeSpan.TicksPerMicrosecond);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{year:0000;-0000}-{month:00}-{day:00}T{time:HH':'mm':'ss'.'ffffff}Z");
    }

    // The infinities are read before the bounds are: their own initialisers run through here.
    private static bool InRange(long microseconds) =>
        microseconds is long.MinValue or long.MaxValue || (microseconds >= FirstMicrosecond && microseconds <= LastMicrosecond);
}
