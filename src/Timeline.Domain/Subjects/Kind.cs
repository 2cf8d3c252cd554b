using Timeline.Domain.Knowing;

namespace Timeline.Domain.Subjects;

/// <summary>A kind of subject: what its state holds, the words of its status, and what stays open. Declarative.</summary>
/// <param name="Name">As in a subject's id.</param>
/// <param name="Description">One sentence.</param>
public sealed record Kind(string Name, string Description)
{
    /// <summary>The members of its state in the order in which they are shown; others follow in ordinal order.</summary>
    public IReadOnlyList<string> StateMembers { get; init; } = [];

    /// <summary>What <c>/status</c> may say, in the order of a usual course.</summary>
    public IReadOnlyList<string> StatusValues { get; init; } = [];

    /// <summary>The status values at which the subject's own planned dates are no longer ahead.</summary>
    public IReadOnlyList<string> Over { get; init; } = [];

    /// <summary>Those of them at which it will not be on these dates: called off, put off, refused.</summary>
    public IReadOnlyList<string> CalledOff { get; init; } = [];

    /// <summary>Values that follow from others once all acts are merged; most kinds have none.</summary>
    internal Func<Func<string, InForce?>, IEnumerable<(string Pointer, InForce Value)>> Derive { get; init; } = _ => [];

    /// <summary>Asks what a reader would expect to be known.</summary>
    internal Action<Questions> Ask { get; init; } = _ => { };

    /// <summary>
    /// Whether what an event asserts says that something planned took place; what is planned is named by the steps of its date's pointer
    /// (SEMANTICS §7, hindsight).
    /// </summary>
    internal Func<string[], Assertion, bool> TookPlace { get; init; } = (_, _) => false;
}
