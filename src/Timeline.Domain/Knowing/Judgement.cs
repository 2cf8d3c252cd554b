using System.Text.Json.Serialization;
using Timeline.Domain.Json;
using Timeline.Domain.Record;
using Timeline.Domain.Subjects;
using Timeline.Domain.Time;

namespace Timeline.Domain.Knowing;

/// <summary>What became of something that was expected, the first of this order that applies (SEMANTICS §7, hindsight).</summary>
[JsonConverter(typeof(WordJson<TurnedOut>))]
public enum TurnedOut
{
    /// <summary>It has another date, or took place outside the one it had.</summary>
    Moved,

    /// <summary>It was called off, withdrawn or taken back, and has no other date.</summary>
    Cancelled,

    /// <summary>It is reported to have taken place within its date.</summary>
    Kept,

    /// <summary>The date has passed and nothing of this is recorded.</summary>
    Lapsed,

    /// <summary>The date has not passed, and nothing of this is recorded.</summary>
    Undecided,
}

/// <summary>What became of an expected date.</summary>
/// <param name="Outcome">What.</param>
/// <param name="By">The event that says so; <see langword="null"/>: none does.</param>
/// <param name="To">Of what moved: the other date, and what became of that.</param>
public sealed record Became(TurnedOut Outcome, SeenEvent? By, (Edtf Date, Became Became)? To = null);

/// <summary>Judges what became of an expectation, from a later state.</summary>
internal sealed class Judgement
{
    private readonly State _now;
    private readonly Story _story;
    private readonly Kind _kind;
    private readonly Expectation _expected;
    private readonly string[]? _steps;

    private Judgement(Expectation expected, State now)
    {
        (_expected, _now, _story, _kind) = (expected, now, now.Story, Catalogue.KindOf(now.Subject));
        _steps = expected.Pointer is { } pointer ? [.. JsonPointer.Steps(pointer)] : null;
    }

    internal static Became Of(Expectation expected, State now)
    {
        var judgement = new Judgement(expected, now);
        return judgement.Moved() is var (date, by)
            ? new Became(TurnedOut.Moved, by.Seen, (date, judgement.Decide(date, by)))
            : judgement.Decide(expected.Date, expected.By);
    }

    // Another date in force: neither lies within the other.
    private (Edtf Date, StoryEntry By)? Moved()
    {
        if (_steps is ["dates"] && _now.Values.GetValueOrDefault("/changes/postponed/until") is { Value.Date: { } until } put
            && _now.CalledOff is not null && _now.IsStatusIn("postponed") && IsOther(until))
        {
            return (until, put.By);
        }

        if (_expected.Pointer is { } pointer && _now.Values.TryGetValue(pointer, out var value))
            return value.Value.Date is { } date && IsOther(date) ? (date, value.By) : null;
        if (_story.Find(_expected.By.Event.Id) is not { } seen || _story.EntryOf(seen) is not { } entry) return null;
        var now = _expected.Pointer is null && entry.Event.Mode is null ? entry.Happened : entry.Data.Dates;
        return now is not null && IsOther(now) ? (now, entry) : null;
    }

    private bool IsOther(Edtf date) => ((Value?)date)!.IsRivalOf(((Value?)_expected.Date)!);

    private Became Decide(Edtf date, StoryEntry by)
    {
        var isUntil = _steps?[^1] is "until";
        if (CalledOff(by, isUntil) is var (isOff, off) && isOff) return new Became(TurnedOut.Cancelled, off);
        if (isUntil && StoodUntil(date, by) is { } ended) return ended;
        var reports = _story.Entries.Where(e => e.Event.Id != by.Event.Id && IsReport(e)).ToList();
        if (reports.Find(e => e.KnownBy >= date.Earliest && e.Happened.Bounds.Overlaps(date.Bounds)) is { } kept)
            return new Became(TurnedOut.Kept, kept.Seen);
        // What had happened before the plan was told is not what was planned.
        if (reports.Find(e => e.Happened.Latest > by.KnownBy && !e.Happened.Bounds.Overlaps(date.Bounds)) is { } outside)
            return new Became(TurnedOut.Moved, outside.Seen, (outside.Happened, new Became(TurnedOut.Kept, outside.Seen)));
        return new Became(date.Latest < _story.Vantage.At ? TurnedOut.Lapsed : TurnedOut.Undecided, null);
    }

    private (bool IsOff, SeenEvent? By) CalledOff(StoryEntry by, bool isUntil)
    {
        if (_story.Find(by.Event.Id) is { IsEffective: false } taken)
            return (true, _story.Seen.LastOrDefault(s => s.IsEffective && s.Event.Data is EventRetracted && s.Event.Target == taken.Event.Id));
        var read = _story.Find(by.Event.Id) is { } seen ? _story.EntryOf(seen) : null;
        if (!IsGiven(by, read)) return (true, by.Corrections.Concat(read?.Corrections ?? []).LastOrDefault());
        var off = isUntil ? null : Calendar.Off(_now, _expected.Pointer ?? "/dates");
        if (off is null && _steps is [.., "dates"] or null) off = _now.CalledOff;
        return off is not null && off.Key.CompareTo(by.Key) > 0 ? (true, off.Seen) : (false, null);
    }

    // An event that merely guesses, or is foreseen, gives no date any more once it is corrected so.
    private bool IsGiven(StoryEntry by, StoryEntry? read)
    {
        if (by.Event.Mode is null && _expected.Pointer is { } pointer)
            return _now.Values.GetValueOrDefault(pointer)?.Value.Date is not null;
        return read is { Event.Mode: not Mode.Not } && (by.Event.Mode is null || read.Data.Dates is not null);
    }

    // An until stands as long as the status that it is of; without a status of its own nothing says whether it stood.
    private Became? StoodUntil(Edtf date, StoryEntry by)
    {
        var status = _steps is ["changes", _, _] ? "/status" : $"{_expected.Pointer![..^"/until".Length]}/status";
        var word = _steps is ["changes", var change, _] ? change
            : by.Claims.Assertions.Where(a => a.Pointer == status).Select(a => a.Value.Text).FirstOrDefault();
        if (word is null) return null;
        var ended = _story.Entries.FirstOrDefault(e => e.Key.CompareTo(by.Key) > 0
            && e.Claims.Assertions.Any(a => a.Pointer == status && a.Value.Text != word));
        if (ended is null) return date.Latest < _story.Vantage.At ? new Became(TurnedOut.Kept, by.Seen) : new Became(TurnedOut.Undecided, null);
        return ended.HappenedBy >= date.Earliest
            ? new Became(TurnedOut.Kept, ended.Seen)
            : new Became(TurnedOut.Moved, ended.Seen, (ended.Happened, new Became(TurnedOut.Kept, ended.Seen)));
    }

    // Of what is foreseen, another report of the same act, or one that says the same of the same thing.
    private bool IsReport(StoryEntry entry)
    {
        if (!entry.IsAsserted) return false;
        if (_steps is not null) return entry.Claims.Assertions.Any(a => _kind.TookPlace(_steps, a));
        if (entry.Act == _expected.By.Act) return true;
        var foreseen = _expected.By.Event.Mode is null ? _expected.By.Claims.Assertions : [];
        return entry.Claims.Assertions.Any(a =>
            foreseen.Any(f => IsSame(f, a)) || (foreseen.Any(f => _kind.TookPlace(["dates"], f)) && _kind.TookPlace(["dates"], a)));

        static bool IsSame(Assertion one, Assertion other) =>
            one.Pointer == other.Pointer && one.Value == other.Value && one.Pointer.EndsWith("/status", StringComparison.Ordinal);
    }
}
