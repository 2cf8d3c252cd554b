namespace Timeline.Domain.Time;

/// <summary>
/// Between when and when something lies: two inclusive instants, the same where the moment is known (SEMANTICS.md §2). Both may be
/// infinite. Whoever makes bounds sees to it that the earliest is not after the latest; those of an <see cref="Edtf"/> never are.
/// </summary>
/// <param name="Earliest">The first instant it may be; −∞ where nothing is known or nothing bounds it.</param>
/// <param name="Latest">The last instant it may be, itself included: the last microsecond of a day, not the next midnight.</param>
public readonly record struct DateBounds(Instant Earliest, Instant Latest)
{
    /// <summary>All of time.</summary>
    public static DateBounds Unbounded { get; } = new(Instant.NegativeInfinity, Instant.PositiveInfinity);

    /// <summary>Whether an instant lies within these bounds, both ends included.</summary>
    public bool Contains(Instant instant) => Earliest <= instant && instant <= Latest;

    /// <summary>Whether some instant lies within both.</summary>
    public bool Overlaps(DateBounds other) => Earliest <= other.Latest && other.Earliest <= Latest;

    /// <summary>The narrowest bounds that contain both.</summary>
    public DateBounds With(DateBounds other) => new(Instant.Min(Earliest, other.Earliest), Instant.Max(Latest, other.Latest));

    /// <summary>Whether the other lies wholly within these bounds; equal bounds contain each other.</summary>
    public bool Contains(DateBounds other) => Earliest <= other.Earliest && other.Latest <= Latest;
}
