using System.Globalization;
using System.Text;
using Timeline.Service.Tests.Fixtures;
using Xunit.Abstractions;

namespace Timeline.Service.Tests.Postgres;

/// <summary>
/// The blocks that a request touches depend on its subject, page or chunk: not on the size of its timeline, on other timelines, or on what
/// the statistics happen to know.
/// </summary>
public sealed class BlocksTests(Blocks blocks, ITestOutputHelper output) : IClassFixture<Blocks>
{
    public static TheoryData<string, Beside, Statistics> Asked
    {
        get
        {
            var asked = new TheoryData<string, Beside, Statistics>();
            foreach (var beside in Enum.GetValues<Beside>())
            {
                foreach (var statistics in Enum.GetValues<Statistics>())
                {
                    foreach (var request in Blocks.Requests) asked.Add(request, beside, statistics);
                }
            }

            return asked;
        }
    }

    [Theory]
    [MemberData(nameof(Asked))]
    public async Task A_large_timeline_takes_at_most_twice_the_blocks_of_a_small_one(string request, Beside beside, Statistics statistics)
    {
        // The bound is the same however much lies beside the large timeline.
        var (small, _) = await blocks.OfAsync(request, Beside.Little, statistics);
        var (_, large) = await blocks.OfAsync(request, beside, statistics);
        var said = string.Create(
            CultureInfo.InvariantCulture,
            $"{request} touches {small.Blocks:0} blocks on {small.Events:n0} events, {large.Blocks:0} on {large.Events:n0}");
        output.WriteLine(said);
        Assert.True(large.Blocks <= 2 * small.Blocks, $"{said} ({beside} beside, statistics of {statistics}):\n{Compared(small, large)}");
    }

    [Fact]
    public async Task A_plan_made_while_a_table_was_small_does_not_read_it_whole_when_it_has_grown()
    {
        var (before, after) = await Blocks.OfAPostWhileTablesGrowAsync();
        var said = string.Create(CultureInfo.InvariantCulture, $"A post touches {before.Blocks:0} blocks at first, {after.Blocks:0} later");
        output.WriteLine(said);
        Assert.True(after.Blocks <= 2 * before.Blocks, $"{said}:\n{Compared(before, after)}");
    }

    private static string Compared(Touched small, Touched large)
    {
        var statements =
            from ran in small.Statements.Select(s => (Ran: s, IsLarge: false)).Concat(large.Statements.Select(s => (Ran: s, IsLarge: true)))
            group ran by ran.Ran.Text into same
            let before = Of(same.Where(s => !s.IsLarge).Select(s => s.Ran), small.Parts)
            let after = Of(same.Where(s => s.IsLarge).Select(s => s.Ran), large.Parts)
            orderby after.Blocks - before.Blocks descending
            select (Text: same.Key, Small: before, Large: after);
        var (table, shown) = (new StringBuilder("     small      large  statement\n"), new StringBuilder());
        foreach (var (text, before, after) in statements)
        {
            table.Append(CultureInfo.InvariantCulture, $"{before.Blocks,10:0} {after.Blocks,10:0}  {after.Count} x ")
                .Append(CultureInfo.InvariantCulture, $"{Shortened(text, 220)}\n");
            if (after.Blocks <= 2 * before.Blocks || after.Blocks - before.Blocks < 3) continue;
            shown.Append(CultureInfo.InvariantCulture, $"\n{Shortened(text, 1000)}\n")
                .Append(CultureInfo.InvariantCulture, $"   small, where it touched most:\n{before.Most?.Explained}")
                .Append(CultureInfo.InvariantCulture, $"   large:\n{after.Most?.Explained}");
        }

        return $"{table}{shown}";

        static (double Blocks, int Count, Ran? Most) Of(IEnumerable<Ran> ran, double parts) =>
            (ran.Sum(r => r.Blocks) / parts, ran.Count(), ran.MaxBy(r => r.Blocks));
    }

    private static string Shortened(string text, int length) => text.Length <= length ? text : $"{text[..length]}…";
}
