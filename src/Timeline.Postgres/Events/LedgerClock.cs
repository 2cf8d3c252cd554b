using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Timeline.Domain.Record;
using Timeline.Domain.Time;

namespace Timeline.Postgres.Events;

/// <summary>Nothing is recorded, because the server's clock cannot be trusted. The message says why, and what the operator does.</summary>
public sealed class ClockException(string message) : Exception(message);

/// <summary>
/// The clock by which events are recorded. Recording is refused if it has jumped since the start, differs from PostgreSQL's, or is behind
/// what a timeline has recorded: an event that is dated wrongly stays so for ever. Reads go on.
/// </summary>
/// <param name="time">The server's clock.</param>
/// <param name="tolerance">By how much clocks may differ.</param>
/// <param name="logger">Is told once whenever recording begins to be refused, and when it is no longer.</param>
public sealed partial class LedgerClock(TimeProvider time, TimeSpan tolerance, ILogger<LedgerClock> logger)
{
    /// <summary>By how much clocks may differ where no setting says otherwise.</summary>
    public static readonly TimeSpan DefaultTolerance = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<Key, bool> _refused = new();
    private volatile Reading _right = Reading.Of(time);
    private int _fault;

    private enum Fault
    {
        None,
        HasJumped,
        Differs,
    }

    /// <summary>The time, and what a clock shows beside it that nobody can set.</summary>
    private sealed record Reading(Instant Now, long Timestamp)
    {
        internal static Reading Of(TimeProvider time) => new(Instant.FromDateTimeOffset(time.GetUtcNow()), time.GetTimestamp());
    }

    /// <summary>The time.</summary>
    public Instant Now => Instant.FromDateTimeOffset(time.GetUtcNow());

    internal TimeProvider Time => time;

    private long Tolerance => (long)tolerance.TotalMicroseconds;

    /// <summary>
    /// By when everything is known that anybody has recorded, through whichever server: the later of the clock and what was recorded last,
    /// but at most the tolerance after the clock (SEMANTICS §4).
    /// </summary>
    /// <param name="newest">When the newest event was recorded that whoever asks may learn of.</param>
    public Instant Known(Instant newest)
    {
        var now = Now;
        return Instant.Min(Instant.Max(now, newest), new Instant(now.Microseconds + Tolerance));
    }

    /// <summary>What is wrong with the clock, seen beside PostgreSQL's.</summary>
    /// <param name="before">The time when PostgreSQL was asked. However long it took to answer, its time lies between then and now.</param>
    /// <param name="postgres">What it answered.</param>
    /// <returns><see langword="null"/>: nothing.</returns>
    public string? FaultBeside(Instant before, Instant postgres)
    {
        var now = Now;
        var differs = postgres > now ? postgres.Microseconds - now.Microseconds : Math.Max(0, before.Microseconds - postgres.Microseconds);
        // Where the two have differed and agree again, somebody has set one right.
        if (differs <= Tolerance && Volatile.Read(ref _fault) == (int)Fault.Differs) _right = Reading.Of(time);
        var right = _right;
        var jumped = now.Microseconds - right.Now.Microseconds - (long)time.GetElapsedTime(right.Timestamp).TotalMicroseconds;
        var (fault, detail) = differs > Tolerance
                ? (Fault.Differs, $"This server's clock is {Span(differs)} {(postgres > now ? "behind" : "ahead of")} PostgreSQL's. "
                    + "Set the wrong one right.")
            : Math.Abs(jumped) > Tolerance
                ? (Fault.HasJumped, $"This server's clock has jumped {(jumped > 0 ? "ahead" : "back")} by {Span(jumped)} since the server was "
                    + "started. If it is wrong now, set it right. If it was wrong before, or the machine has slept, restart the server.")
            : (Fault.None, null);
        if (Interlocked.Exchange(ref _fault, (int)fault) != (int)fault)
        {
            if (detail is null) Trusts(logger);
            else Refuses(logger, detail);
        }

        return detail;
    }

    /// <summary>Why nothing is recorded in some timelines, as far as somebody has tried; <see langword="null"/>: it is recorded in all.</summary>
    public string? FaultOfTimelines => _refused.Count is > 0 and var count
        ? $"Nothing is recorded in {count} of the timelines: their newest time is ahead of this server's clock. The log names them."
        : null;

    /// <summary>When the next event of a timeline is noted and recorded.</summary>
    /// <exception cref="ClockException">The clock is behind the timeline, and nobody has accepted that.</exception>
    internal (Instant Now, Instant Next) Follow(Key timeline, Newest? newest, Acceptance? accepted)
    {
        var now = Now;
        if (newest is null) return (now, now);
        var ahead = newest.RecordedAt.Microseconds - now.Microseconds;
        if (ahead <= Tolerance)
        {
            if (_refused.TryRemove(timeline, out _)) Follows(logger, timeline.Value);
            // Clocks of servers differ a little; what is recorded later is not noted earlier for that.
            var next = Instant.Max(now, newest.RecordedAt.Next);
            return (next, next);
        }

        if (accepted is null || !accepted.Covers(newest))
        {
            var detail = $"The newest event of '{timeline}' was recorded {Span(ahead)} after what this server's clock shows. "
                + "If the clock is wrong, set it right. If it was wrong when that event was recorded, the operator accepts that with: "
                + $"Timeline.Server clock accept {timeline}";
            if (_refused.TryAdd(timeline, true)) Refuses(logger, detail);
            throw new ClockException(detail);
        }

        if (_refused.TryRemove(timeline, out _)) Follows(logger, timeline.Value);
        return (now, newest.RecordedAt.Next);
    }

    /// <summary>Whether a timeline is so far ahead of the clock that nothing is recorded in it.</summary>
    internal bool IsBehind(Newest newest) => newest.RecordedAt.Microseconds - Now.Microseconds > Tolerance;

    private static string Span(long microseconds)
    {
        var span = TimeSpan.FromMicroseconds(Math.Abs(microseconds));
        var (amount, unit) = span.TotalDays >= 2 ? (span.TotalDays, "days")
            : span.TotalHours >= 2 ? (span.TotalHours, "hours")
            : span.TotalMinutes >= 2 ? (span.TotalMinutes, "minutes")
            : (span.TotalSeconds, "seconds");
        return string.Create(CultureInfo.InvariantCulture, $"{Math.Round(amount)} {unit}");
    }

    [LoggerMessage(1, LogLevel.Error, "Nothing is recorded. {Detail}")]
    private static partial void Refuses(ILogger logger, string detail);

    [LoggerMessage(2, LogLevel.Information, "The clock is right again, and events are recorded again")]
    private static partial void Trusts(ILogger logger);

    [LoggerMessage(3, LogLevel.Information, "Events are recorded again in timeline {Timeline}")]
    private static partial void Follows(ILogger logger, string timeline);
}

/// <summary>The newest event of a timeline.</summary>
internal sealed record Newest(long Position, Instant RecordedAt);

/// <summary>
/// An operator has accepted that a timeline is ahead of the clock, up to an event. What is recorded from then on has the clock for
/// <c>notedAt</c>, and a microsecond more than the event before it for <c>recordedAt</c>.
/// </summary>
internal sealed record Acceptance(long Position, Instant RecordedAt)
{
    /// <summary>
    /// Whether it holds for what is the newest event now: every event since is a microsecond later and at least one position higher. Had
    /// the clock been wrong once more, it would be later than that.
    /// </summary>
    internal bool Covers(Newest newest) =>
        newest.RecordedAt.Microseconds - RecordedAt.Microseconds <= newest.Position - Position;
}
