using System.Text;
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

    /// <summary>Where in this line a fault lies that was found in the event made of it; absent: as in every line of the format.</summary>
    public Func<Fault, Fault>? Locate { get; init; }
}

/// <summary>A report of an event that is to be found by its id: an account is of the same subject.</summary>
/// <param name="Of">The event it is an account of.</param>
/// <param name="At">The account, once the event's subject is known.</param>
/// <param name="Missing">What is told where there is no such event.</param>
public sealed record UnplacedAccount(Guid Of, Func<SubjectId, ProposedEvent> At, Fault Missing);

/// <summary>
/// A format of which each line is one event. A reader is made for each import and given its lines in order; it holds nothing of them.
/// </summary>
public abstract class LineFormat
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The greatest length of a line, in bytes.</summary>
    public abstract int MaxLength { get; }

    /// <summary>What is told of a longer one.</summary>
    public abstract Fault TooLong { get; }

    /// <summary>Reads a line without its end.</summary>
    /// <returns><see langword="null"/>: there is nothing in it, or a header.</returns>
    public abstract LineReading? Read(ReadOnlyMemory<byte> line);

    /// <summary>Where in the line a fault lies that was found in the event made of it.</summary>
    public virtual Fault Locate(Fault fault) => fault;

    /// <summary>The text of a line, without a byte order mark; <see langword="null"/>: it is none, for the reason told.</summary>
    private protected static string? TextOf(ReadOnlySpan<byte> line, out Fault? fault)
    {
        fault = null;
        if (line.StartsWith("\uFEFF"u8)) line = line[3..];
        try
        {
            var text = Strict.GetString(line).TrimEnd('\r');
            fault = text.Contains('\0', StringComparison.Ordinal) ? new Fault("", "Must not contain NUL.") : null;
            return fault is null ? text : null;
        }
        catch (DecoderFallbackException e)
        {
            fault = new Fault("", $"Is not UTF-8, at byte {e.Index + 1}.");
            return null;
        }
    }
}
