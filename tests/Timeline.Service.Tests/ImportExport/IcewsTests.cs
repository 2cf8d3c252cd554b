using System.Diagnostics;
using System.Formats.Tar;
using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Timeline.Service.Tests.Fixtures;
using Xunit.Abstractions;

namespace Timeline.Service.Tests.ImportExport;

/// <summary>
/// Real daily files of ICEWS, where <c>TIMELINE_TEST_DATA</c> says they are: every row is accounted for, and what was known on a day is what
/// the files say. The usual run takes a week of them (<see cref="Scale"/>), the long one all four months.
/// </summary>
public sealed partial class IcewsTests(ServerFixture server, ITestOutputHelper output) : IClassFixture<ServerFixture>
{
    private static readonly string? Data = Environment.GetEnvironmentVariable("TIMELINE_TEST_DATA");

    private Api Api => server.Api;

    // A file and the day in its name, on which it was released.
    private sealed record Daily(string Released, byte[] Bytes)
    {
        // Read without anything of the importer: cells between tabs, below the header.
        internal IEnumerable<string[]> Rows => Encoding.UTF8.GetString(Bytes).Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(l => l.Split('\t'));
    }

    // The first so many, by day.
    private static List<Daily> Files(int count)
    {
        Skip.If(Data is null, "TIMELINE_TEST_DATA is not set: no files of ICEWS.");
        var archives = Directory.GetFiles(Path.Combine(Data!, "icews"), "*.tar.gz").Order(StringComparer.Ordinal);
        var files = new List<Daily>();
        foreach (var archive in archives)
        {
            if (files.Count >= count) break;
            using var tar = new TarReader(new GZipStream(File.OpenRead(archive), CompressionMode.Decompress));
            while (tar.GetNextEntry() is { } entry)
            {
                if (entry.DataStream is null || DayInName().Match(Path.GetFileName(entry.Name)) is not { Success: true } day) continue;
                using var bytes = new MemoryStream();
                entry.DataStream.CopyTo(bytes);
                files.Add(new Daily($"{day.Groups[1]}-{day.Groups[2]}-{day.Groups[3]}", bytes.ToArray()));
            }
        }

        return [.. files.OrderBy(f => f.Released, StringComparer.Ordinal).Take(count)];
    }

    [GeneratedRegex("^(\\d{4})(\\d{2})(\\d{2})-icews-events\\.tab$")]
    private static partial Regex DayInName();

    private async Task<(long Lines, long Recorded, long Repeated, long Refused)> Import(string timeline, Daily file)
    {
        var answer = await Api.PostBytes($"/v1/{timeline}/import?format=icews&known={file.Released}", file.Bytes, "text/tab-separated-values");
        Assert.True(answer.Status == HttpStatusCode.OK, answer.Text);
        return ((long)answer.At("/lines")!, (long)answer.At("/recorded")!, (long)answer.At("/repeated")!, (long)answer.At("/refused")!);
    }

    [SkippableFact]
    public async Task Every_row_is_accounted_for_and_what_was_known_on_a_day_is_what_the_files_say()
    {
        var files = Files(Scale.Of(140));
        var timeline = await Api.NewTimeline();
        var clock = Stopwatch.StartNew();
        foreach (var file in files)
        {
            var rows = file.Rows.Count();
            Assert.Equal((rows, rows, 0, 0), await Import(timeline, file));
        }

        var all = files.SelectMany(f => f.Rows.Select(r => (f.Released, Happened: r[1], Source: r[2], Target: r[8]))).ToList();
        output.WriteLine($"{all.Count} rows of {files.Count} files in {clock.Elapsed.TotalSeconds:0} s");

        // Sent again, nothing is recorded.
        var position = await Api.PositionAsync(timeline);
        Assert.Equal((files[1].Rows.Count(), 0, files[1].Rows.Count(), 0), await Import(timeline, files[1]));
        Assert.Equal(position, await Api.PositionAsync(timeline));

        // On any day: each step of a replay is a day, and tells what became known in it.
        var replayed = (await Api.Get($"/v1/{timeline}/replay?step=day&from={files[0].Released}&to={files[^1].Released}")).Text
            .Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!)
            .ToDictionary(step => (string)step["step"]!, step => (Known: (int)step["events"]!, Dyads: step["subjects"]!.AsArray().Count(s => (int)s!["events"]! > 0)));
        var released = all.ToLookup(r => r.Released, r => (r.Source, r.Target));
        Assert.Equal(released.Select(d => d.Key).Order(), replayed.Where(d => d.Value.Known > 0).Select(d => d.Key).Order());
        foreach (var (day, told) in replayed)
        {
            Assert.Equal(released[day].Count(), told.Known);
            // Some names are another script's or too long, and told apart by a rule of their own: there may be fewer pairs, not more.
            Assert.InRange(told.Dyads, 0, released[day].Select(r => string.CompareOrdinal(r.Source, r.Target) < 0 ? r : (r.Target, r.Source)).Distinct().Count());
        }

        output.WriteLine($"replayed by day after {clock.Elapsed.TotalSeconds:0} s");

        string[] days = [.. files.Where((_, i) => i % (1 + (files.Count / 4)) == 0).Select(f => f.Released).Append(files[^1].Released)];
        foreach (var day in days) Assert.Equal(all.Count(r => r.Released == day), await ReleasedOn(timeline, day));
        foreach (var day in days.Take(2)) Assert.Equal(all.Count(r => string.CompareOrdinal(r.Released, day) <= 0), await KnownBy(timeline, day));

        // Of the busiest pairs: what had happened by a day, of what was known by it.
        foreach (var pair in all.GroupBy(r => Dyad(r.Source, r.Target)).OrderByDescending(g => g.Count()).Take(15))
        {
            foreach (var day in days)
            {
                var expected = pair.Count(r => string.CompareOrdinal(r.Released, day) <= 0 && string.CompareOrdinal(r.Happened, day) <= 0);
                var answer = await Api.Get($"/v1/{timeline}/subjects/interaction/{pair.Key}?known={day}");
                Assert.True(expected == 0 ? answer.Problem == "not-known-then" : (int)answer.At("/state/count")! == expected, $"{expected} of {pair.Key} by {day}: {answer.Text}");
            }
        }

        output.WriteLine($"counted after {clock.Elapsed.TotalSeconds:0} s");
        Assert.Empty(server.Log.Entries);
    }

    [SkippableFact]
    public async Task Law_8_holds_on_ten_thousand_rows()
    {
        var files = Files(31);
        var (timeline, again, left) = (await Api.NewTimeline(), await Api.NewTimeline(), 10_000);
        foreach (var file in files)
        {
            var lines = Encoding.UTF8.GetString(file.Bytes).Split('\n').Skip(1).Where(l => l.Length > 0).Take(left).ToList();
            left -= lines.Count;
            await Import(timeline, file with { Bytes = Encoding.UTF8.GetBytes(string.Join('\n', lines)) });
            if (left == 0) break;
        }

        var exported = await Export(timeline);
        Assert.Equal(10_000, exported.Length);
        var report = await Api.Post($"/v1/{again}/import", string.Join('\n', exported), "application/x-ndjson");
        Assert.True((int)report.At("/recorded")! == 10_000, report.Text[..Math.Min(report.Text.Length, 2000)]);
        Assert.Equal(exported.Select(WithoutAssigned), (await Export(again)).Select(WithoutAssigned));
    }

    private async Task<string[]> Export(string timeline) => (await Api.Get($"/v1/{timeline}/export?at=..")).Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static string WithoutAssigned(string line)
    {
        var e = JsonNode.Parse(line)!.AsObject();
        Assert.All(["seq", "recordedAt", "recordedBy"], member => Assert.True(e.Remove(member), $"{member} is missing in {line}"));
        return e.ToJsonString();
    }

    // Names of the busiest are in plain letters.
    private static string Dyad(string one, string other)
    {
        string[] keys = [Plain(one), Plain(other)];
        Array.Sort(keys, StringComparer.Ordinal);
        return string.Join('~', keys);

        static string Plain(string name) => NoLetter().Replace(name.ToLowerInvariant(), "-").Trim('-');
    }

    [GeneratedRegex("[^a-z0-9]+")]
    private static partial Regex NoLetter();

    private async Task<int> ReleasedOn(string timeline, string day) =>
        await Sum($"/v1/{timeline}/events?knownFrom={day}&knownTo={day}&known={day}&at=..&limit=1000", _ => 1);

    private async Task<int> KnownBy(string timeline, string day) =>
        await Sum($"/v1/{timeline}/subjects?known={day}&at=..&limit=1000", s => (int)s["events"]!);

    private async Task<int> Sum(string path, Func<JsonNode, int> of)
    {
        var sum = 0;
        for (var next = path; next is not null;)
        {
            var page = await Api.Get(next);
            Assert.True(page.Status == HttpStatusCode.OK, page.Text);
            sum += page.At("/items")!.AsArray().Sum(i => of(i!));
            next = page.TextAt("/next");
        }

        return sum;
    }
}
