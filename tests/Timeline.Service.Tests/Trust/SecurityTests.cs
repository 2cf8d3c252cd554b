using System.Text.RegularExpressions;

namespace Timeline.Service.Tests.Trust;

/// <summary>
/// Holds SECURITY.md to the tests: each line of its table of OWASP ASVS 5.0 has a verdict, and a test that there is or a reason, and no
/// requirement of levels 1 and 2 is left out. Their numbers and levels are those of the standard, <c>asvs-5.0.0.txt</c>.
/// </summary>
public sealed partial class SecurityTests
{
    private static readonly string Repository = FindRepository();

    private static readonly string[] Lines = File.ReadAllLines(Path.Combine(Repository, "SECURITY.md"));

    private static readonly List<Match> Rows = [.. Lines.Select(l => Row().Match(l)).Where(m => m.Success)];

    [Fact]
    public void Each_requirement_of_levels_1_and_2_has_a_line_in_its_place()
    {
        var standard = File.ReadAllLines(Path.Combine(Repository, "tests", "Timeline.Service.Tests", "Trust", "asvs-5.0.0.txt"));
        Assert.Equal(253, standard.Length);
        Assert.Equal(standard, Rows.Select(r => $"{r.Groups["number"].Value} {r.Groups["level"].Value}"));
        // Every line of a table below the heading of a chapter is one of them.
        var chapters = Lines.SkipWhile(l => !l.StartsWith("### V1 ", StringComparison.Ordinal)).ToList();
        Assert.Equal(17, chapters.Count(l => l.StartsWith("### V", StringComparison.Ordinal)));
        Assert.Equal(standard.Length, chapters.Count(l => l.StartsWith("| ", StringComparison.Ordinal) && !l.StartsWith("| no. ", StringComparison.Ordinal)));
    }

    [Fact]
    public void Each_line_has_a_verdict_and_a_test_or_a_reason()
    {
        Assert.All(Rows, row =>
        {
            var (verdict, why) = (row.Groups["verdict"].Value, row.Groups["why"].Value);
            Assert.Contains(verdict, (string[])["met", "n/a", "deployment", "not met"]);
            Assert.False(string.IsNullOrWhiteSpace(row.Groups["asks"].Value), row.Value);
            var reason = Named().Replace(why, "").Trim(' ', ',');
            Assert.True(reason.Length >= 10 || (verdict is "met" && Named().IsMatch(why)) || (verdict is "n/a" && reason.Length >= 7), row.Value);
        });
    }

    [Fact]
    public void The_counts_above_the_table_are_those_of_the_table()
    {
        var counts = Rows.CountBy(r => r.Groups["verdict"].Value).ToDictionary();
        var told = $"Of {Rows.Count} requirements {counts["met"]} are met, {counts["n/a"]} do not apply, {counts["deployment"]} are up to the deployment, and "
            + $"{counts["not met"]} are not met.";
        Assert.Contains(told, string.Join(' ', Lines));
    }

    [Fact]
    public void Each_test_that_is_named_is_there()
    {
        var sources = Directory.EnumerateFiles(Path.Combine(Repository, "tests"), "*Tests.cs", SearchOption.AllDirectories)
            .Where(f => !f.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .ToLookup(f => Path.GetFileNameWithoutExtension(f), File.ReadAllText);
        var named = Lines.SelectMany(l => Named().Matches(l)).ToList();
        Assert.True(named.Count > 100);
        foreach (var test in named)
        {
            var (type, method) = (test.Groups["type"].Value, test.Groups["method"].Value);
            Assert.True(sources.Contains(type), $"SECURITY.md names {type}, which is not there.");
            Assert.True(
                sources[type].Any(s => s.Contains($"class {type}", StringComparison.Ordinal) && (method == "" || s.Contains($" {method}(", StringComparison.Ordinal))),
                $"SECURITY.md names {test.Value}, which is not there.");
        }
    }

    private static string FindRepository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Timeline.sln"))) folder = folder.Parent;
        return folder.FullName;
    }

    [GeneratedRegex(@"^\| (?<number>\d+\.\d+\.\d+) \| (?<level>[12]) \| (?<asks>[^|]+) \| (?<verdict>[^|]+) \| (?<why>[^|]+) \|$")]
    private static partial Regex Row();

    [GeneratedRegex(@"`(?<type>[A-Z]\w+Tests)(?:\.(?<method>\w+))?`")]
    private static partial Regex Named();
}
