using Timeline.Domain.Json;
using Timeline.Domain.Record;

namespace Timeline.Domain.Importing;

/// <summary>What a line of an import says. Exactly one of the first three members is given.</summary>
public sealed record LineReading
{
    /// <summary>An event.</summary>
    public ProposedEvent? Event { get; init; }

    /// <summary>Another report of an event whose subject the line does not tell.</summary>
    public UnplacedAccount? Account { get; init; }

    /// <summary>What is wrong with it; empty: nothing.</summary>
    public IReadOnlyList<Fault> Faults { get; init; } = [];

    /// <summary>Whether what is wrong is so of the whole file: it is told once, and no further line is read.</summary>
    public bool IsOfFile { get; init; }

    /// <summary>Where in this line a fault lies that was found in the event made of it; absent: as in every line of the format.</summary>
    public Func<Fault, Fault>? Locate { get; init; }
}

/// <summary>A report of an event that is to be found by its id: an account is of the same subject.</summary>
/// <param name="Of">The event it is an account of.</param>
/// <param name="At">The account, once the event's subject is known.</param>
/// <param name="Missing">What is told where there is no such event.</param>
public sealed record UnplacedAccount(Guid Of, Func<SubjectId, ProposedEvent> At, Fault Missing);

/// <summary>
/// A format of which each line is one event. A reader is made for each import and given its lines in order. It holds no line, only what the
/// lines so far show of how the file is written.
/// </summary>
public abstract class LineFormat
{
    /// <summary>The greatest length of a line, in bytes.</summary>
    public abstract int MaxLength { get; }

    /// <summary>What is told of a longer one.</summary>
    public abstract Fault TooLong { get; }

    /// <summary>Reads a line without its end.</summary>
    /// <returns><see langword="null"/>: there is nothing in it, or a header.</returns>
    public abstract LineReading? Read(ReadOnlyMemory<byte> line);

    /// <summary>
    /// Whether how a line is to be read may depend on any other, the last included. Then each is to be given to <see cref="Survey"/>
    /// before the first is read.
    /// </summary>
    /// <param name="head">How the file begins: at least its first two lines, or all of it.</param>
    public virtual bool NeedsSurvey(ReadOnlySpan<byte> head) => false;

    /// <summary>Sees a line without its end, before any is read.</summary>
    public virtual void Survey(ReadOnlyMemory<byte> line)
    {
    }

    /// <summary>Where in the line a fault lies that was found in the event made of it.</summary>
    public virtual Fault Locate(Fault fault) => fault;
}
