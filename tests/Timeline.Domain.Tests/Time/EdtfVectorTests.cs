using System.Globalization;
using Timeline.Domain.Time;

namespace Timeline.Domain.Tests.Time;

/// <summary>
/// The vectors of another implementation of EDTF, one of edtf.js's descent: tab-separated, a header line, then input, type, level, the
/// bounds in milliseconds since 1970 and the normalised text. They are looked for in the folder <c>edtf</c> of TIMELINE_TEST_DATA.
/// </summary>
public class EdtfVectorTests
{
    [SkippableTheory]
    [InlineData("level0.tsv")]
    [InlineData("level1.tsv")]
    [InlineData("level2.tsv")]
    [InlineData("loc-spec.tsv")]
    public void Each_vector_is_read_with_its_bounds_or_refused(string file)
    {
        var failures = Rows(file).Select(Failure).OfType<string>().ToArray();
        Assert.True(failures.Length == 0, string.Join('\n', failures));
    }

    /// <summary>
    /// What SEMANTICS.md §2 reads of the vectors' types: no centuries, decades or lists; of the seasons the quarters 21 to 24; instants
    /// with seconds, and no 24:00:00; unspecified digits at the end of the year, or for a whole month or day.
    /// </summary>
    private static bool ShouldBeRead(Vector vector) => vector.Type switch
    {
        "Year" or "Interval" or "Set" => true,
        "Season" => int.Parse(vector.Input[^2..], CultureInfo.InvariantCulture) <= 24,
        "Date" when vector.Input.Contains('T') => vector.Input[11..13] != "24" && vector.Input[16] == ':',
        "Date" => vector.Input.Split('-') is [.. var parts]
            && !parts[0].TrimEnd('X').Contains('X')
            && parts.Skip(1).All(part => part == "XX" || !part.Contains('X')),
        "Century" or "Decade" or "List" => false,
        _ => throw new InvalidDataException($"An unheard-of type: {vector}"),
    };

    private static string? Failure(Vector vector)
    {
        if (!Edtf.TryParse(vector.Input, out var date, out var error))
            return ShouldBeRead(vector) ? $"{vector} should be read: {error.Message}" : null;
        if (!ShouldBeRead(vector))
            return $"{vector} should be refused";
        var expected = Bounds(vector, date.IsInstant);
        return date.Bounds == expected ? null : $"{vector} should lie in {expected}, not in {date.Bounds}";
    }

    private static DateBounds Bounds(Vector vector, bool isInstant)
    {
        // Theirs are the years that need a Y, too; to us all of them are infinitely far.
        if (vector.Type == "Year")
        {
            var infinity = vector.Input.StartsWith("Y-", StringComparison.Ordinal) ? Instant.NegativeInfinity : Instant.PositiveInfinity;
            return new(infinity, infinity);
        }
        // Their last millisecond of a day is our last microsecond of it; an instant is not the last of anything.
        return new(
            Moment(vector.Min, 0) ?? Instant.NegativeInfinity,
            Moment(vector.Max, isInstant ? 0 : 999) ?? Instant.PositiveInfinity);
    }

    /// <summary>The instant of so many milliseconds and microseconds; null for none and for an infinity.</summary>
    private static Instant? Moment(string milliseconds, int microseconds) => milliseconds is "" or "-Infinity" or "Infinity"
        ? null
        : new Instant(long.Parse(milliseconds, CultureInfo.InvariantCulture) * 1_000 + microseconds);

    private static IEnumerable<Vector> Rows(string file)
    {
        var folder = Environment.GetEnvironmentVariable("TIMELINE_TEST_DATA");
        Skip.If(string.IsNullOrEmpty(folder), "TIMELINE_TEST_DATA is not set, so there are no vectors.");
        var path = Path.Combine(folder!, "edtf", file);
        var inCI = Environment.GetEnvironmentVariable("CI") == "true";
        Skip.If(!inCI && !File.Exists(path), $"There is no edtf/{file} in TIMELINE_TEST_DATA.");

        var rows = File.ReadLines(path).Skip(1).Select(line => line.Split('\t')).ToArray();
        Assert.NotEmpty(rows);
        return rows.Select(row => new Vector(row[0], row[1], row[3], row[4]));
    }

    private sealed record Vector(string Input, string Type, string Min, string Max);
}
