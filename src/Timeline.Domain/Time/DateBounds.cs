namespace Timeline.Domain.Time;

/// <summary>
/// Between when and when something lies: two inclusive instants, the same where the moment is known (SEMANTICS.md §2). Both may be
/// infinite. Bounds are empty if the latest is before the earliest: that is how a day which a zone skipped lies there. It is where the day
/// would have been, and no instant lies in it. In UTC the bounds of an <see cref="Edtf"/> are never empty.
/// </summary>
/// <param name="Earliest">The first instant it may be; −∞ where nothing is known or nothing bounds it. Of empty bounds, the first instant
/// after what was skipped.</param>
/// <param name="Latest">The last instant it may be, itself included: the last microsecond of a day, not the next midnight. Of empty bounds,
/// the last instant before what was skipped, a microsecond before the earliest.</param>
public readonly record struct DateBounds(Instant Earliest, Instant Latest)
{
    /// <summary>All of time.</summary>
    public static DateBounds Unbounded { get; } = new(Instant.NegativeInfinity, Instant.PositiveInfinity);

    /// <summary>Whether no instant lies within these bounds.</summary>
    public bool IsEmpty => Latest < Earliest;

    /// <summary>Whether an instant lies within these bounds, both ends included.</summary>
    public bool Contains(Instant instant) => Earliest <= instant && instant <= Latest;

    /// <summary>Whether some instant lies within both.</summary>
    public bool Overlaps(DateBounds other) => !IsEmpty && !other.IsEmpty && Earliest <= other.Latest && other.Earliest <= Latest;

    /// <summary>The narrowest bounds that contain both. What is empty adds nothing; if both are, it is the earlier of the two.</summary>
    public DateBounds With(DateBounds other) => (IsEmpty, other.IsEmpty) switch
    {
        (false, false) => new(Instant.Min(Earliest, other.Earliest), Instant.Max(Latest, other.Latest)),
        (true, true) => Earliest <= other.Earliest ? this : other,
        _ => IsEmpty ? other : this,
    };

    /// <summary>Whether every instant of the other lies within these bounds. Equal bounds do; all contain what is empty.</summary>
    public bool Contains(DateBounds other) => other.IsEmpty || (Earliest <= other.Earliest && other.Latest <= Latest);
}
