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

    [SkippableFact]
    public void Every_exception_is_one_of_the_vectors()
    {
        var inputs = new[] { "level0.tsv", "level1.tsv", "level2.tsv" }.SelectMany(Rows).Select(vector => vector.Input);
        Assert.Empty(Refused.Keys.Concat(Otherwise.Keys).Except(inputs));
    }

    /// <summary>The vectors that Timeline refuses, with the reason.</summary>
    private static readonly Dictionary<string, string> Refused = new()
    {
        ["20"] = Century,
        ["00"] = Century,
        ["19"] = Century,
        ["-01"] = Century,
        ["-05"] = Century,
        ["-99"] = Century,
        ["199"] = Decade,
        ["202"] = Decade,
        ["-005"] = Decade,
        ["199?"] = Decade,
        ["199~"] = Decade,
        ["199%"] = Decade,
        ["2020-05-01T10:30Z"] = NoSeconds,
        ["2020-05-01T00:00Z"] = NoSeconds,
        ["2020-05-01T23:59Z"] = NoSeconds,
        ["2020-05-01T24:00:00Z"] = "ISO 8601-1:2019 has taken 24:00 away: hours are 00 to 23, and the instant is 00:00:00 of the next day",
    };

    /// <summary>The vectors that Timeline reads otherwise: the input that says the same by their bounds, with the reason.</summary>
    private static readonly Dictionary<string, (string First, string Last, string Reason)> Otherwise = new()
    {
        ["2020-25"] = ("2020-04-01", "2020-06-30", "a southern season is the quarter opposite to the northern, and 29 is October to December"),
        ["2020-30"] = ("2020-01-01", "2020-03-31", "southern summer follows on spring, 29; edtf.js counts these seasons backwards"),
        ["2020-37"] = ("2020-01-01", "2020-04-30", "a quadrimester has four months; the vector's has five"),
    };

    private const string Century = "a century without X is no date of the Library of Congress: it is written 19XX";
    private const string Decade = "a decade without X is no date of the Library of Congress: it is written 199X";
    private const string NoSeconds = "a time of EDTF has seconds";

    private static string? Failure(Vector vector)
    {
        if (Refused.TryGetValue(vector.Input, out var reason))
            return Edtf.TryParse(vector.Input, out _, out _) ? $"{vector} should be refused: {reason}" : null;
        if (!Edtf.TryParse(vector.Input, out var date, out var error))
            return $"{vector} should be read: {error.Message}";
        var expected = Otherwise.TryGetValue(vector.Input, out var other)
            ? Edtf.Parse(other.First).Bounds.With(Edtf.Parse(other.Last).Bounds)
            : Bounds(vector, date.IsInstant);
        return date.Bounds == expected ? null : $"{vector} should lie in {expected}, not in {date.Bounds}: {other.Reason}";
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
