using System.Globalization;
using Timeline.Server.Http;

namespace Timeline.Server.ImportExport;

/// <summary>How much an import may hold, from the section <c>Import</c> of the settings.</summary>
/// <param name="MaxAtomicLines">How many lines are recorded all or none.</param>
/// <param name="MaxAtomicBytes">How long these are together at most: they are held in memory.</param>
/// <param name="MaxAtomicAtOnce">How many of these there are at a time.</param>
/// <param name="MaxSpoolBytes">How long a file is at most that is kept of what is too long for memory.</param>
internal sealed record ImportSettings(int MaxAtomicLines, long MaxAtomicBytes, int MaxAtomicAtOnce, long MaxSpoolBytes)
{
    private const long MiB = 1024 * 1024;

    /// <summary>Tells that an import cannot be all or nothing, for its length.</summary>
    internal ProblemException TooLongForAtomic() => Cause.TooLarge.Because(string.Create(CultureInfo.InvariantCulture,
        $"An import that is all or nothing has at most {MaxAtomicLines:N0} lines and {MaxAtomicBytes / MiB:N0} MiB. Send a longer one with "
        + $"atomic=false: its good lines are recorded as they come, and after an interruption it can be sent again as a whole."));

    /// <summary>Tells that a table is too long for what has to be kept of it.</summary>
    internal ProblemException TooLongForSpool() => Cause.TooLarge.Because(string.Create(CultureInfo.InvariantCulture,
        $"All of this table has to be seen before its first row is read, and at most {MaxSpoolBytes / MiB:N0} MiB are kept for that. Send it in parts."));

    /// <summary>Tells that so much is wrong with an import that it cannot be told.</summary>
    internal ProblemException TooManyFaults(bool isAtomic) => Cause.TooLarge.Because(string.Create(CultureInfo.InvariantCulture,
        $"What is wrong with its lines takes more than the {MaxSpoolBytes / MiB:N0} MiB that are kept of it. "
        + $"{(isAtomic ? "Nothing was recorded." : "Its good lines up to here are recorded.")} "
        + $"Ask for application/x-ndjson, and each fault is told as it is found."));

    /// <exception cref="FormatException">A setting is not in its range.</exception>
    internal static ImportSettings Read(IConfiguration configuration)
    {
        return new ImportSettings(
            (int)Number("Import:MaxAtomicLines", 100_000, 1_000_000),
            Number("Import:MaxAtomicMiB", 256, 2_000) * MiB,
            (int)Number("Import:MaxAtomicAtOnce", 8, 1_000),
            Number("Import:MaxSpoolMiB", 1_024, 1_000_000) * MiB);

        long Number(string name, long otherwise, long most)
        {
            if (configuration[name] is not { Length: > 0 } text) return otherwise;
            return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= most
                ? number : throw new FormatException($"{name} is '{text}'. It can be a whole number from 1 to {most}.");
        }
    }
}
