using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using Timeline.Domain.Tests.Importing;
using Timeline.Service.Tests.Embedded;

namespace Timeline.Cli.Tests;

/// <summary>Files as they are downloaded: their names say what they are, or their first lines, and they may be packed.</summary>
[Collection(nameof(Korea))]
public sealed class ImportFilesTests(KoreaFixture korea)
{
    private const string Recorded = "1 recorded, 0 there already, 0 refused\n";

    private const string Own =
        """{"subject":"talks/a","type":"TalksScheduled","data":{"dates":"2019-03"},"known":"2019-02-01"}""";

    private async Task<Ran> Import(string name, byte[] file, params string[] options)
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, name);
        await File.WriteAllBytesAsync(path, file);
        return await korea.Cli.Run(["import", path, "-t", await korea.Api.NewTimeline(), .. options]);
    }

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    private static byte[] Gz(byte[] file)
    {
        using var packed = new MemoryStream();
        using (var gz = new GZipStream(packed, CompressionLevel.Fastest)) gz.Write(file);
        return packed.ToArray();
    }

    private static byte[] Zip(params (string Name, byte[] File)[] files)
    {
        using var packed = new MemoryStream();
        using (var zip = new ZipArchive(packed, ZipArchiveMode.Create))
        {
            foreach (var (name, file) in files)
            {
                using var entry = zip.CreateEntry(name).Open();
                entry.Write(file);
            }
        }

        return packed.ToArray();
    }

    private static string Icews => $"{Rows.IcewsHeader}\n{Rows.Icews(1)}\n";

    [Fact]
    public async Task Files_are_known_by_their_names_and_first_lines()
    {
        foreach (var (name, file, options) in new (string, string, string[])[]
        {
            ("20190224121500.export.CSV", Rows.Gdelt(1), []),
            ("20190224.export.CSV", Rows.Gdelt1(1), []),
            ("20190224.export.CSV", Rows.Gdelt(1), []),
            ("gdelt.tsv", Rows.Gdelt1(1), []),
            ("events.2019.20200101.tab", Icews, ["--known", "2019-02-24"]),
            ("20190224-icews-events.tab", Icews, ["--known", "2019-02-24"]),
            ("data.txt", Icews, ["--known", "2019-02-24"]),
            ("events.ndjson", Own, []),
            ("events.jsonl", Own, []),
            ("events.json", Own, []),
            ("events.txt", Own, []),
            ("events", Own, []),
        })
        {
            var imported = await Import(name, Utf8(file), options);
            Assert.Equal((0, $"{name}: 1 lines: {Recorded}", ""), (imported.Code, imported.Output, imported.Error));
        }

        var mention = await Import("20190224121500.mentions.CSV", Utf8(Rows.Mention(1)));
        Assert.Contains("no event 1 of GDELT 2.0 here", mention.Error, StringComparison.Ordinal);
        Assert.Contains("known", (await Import("20190224-icews-events.tab", Utf8(Icews))).Error, StringComparison.Ordinal);
        var piped = await korea.Cli.RunWith(Rows.Gdelt(1), "import", "-", "-t", await korea.Api.NewTimeline());
        Assert.Equal($"standard input: 1 lines: {Recorded}", piped.Output);
    }

    [Fact]
    public async Task A_table_that_nothing_is_known_of_is_not_sent()
    {
        var unknown = await Import("acled.csv", Utf8("event_id_cnty,event_date\nEXA1,2023-02-16\n"));
        Assert.Equal(2, unknown.Code);
        Assert.Contains("--format with one of: ndjson, icews, gdelt, gdelt1, gdelt-mentions", unknown.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Packed_files_are_read()
    {
        var row = Utf8(Rows.Gdelt(1));
        foreach (var (name, file) in new (string, byte[])[]
        {
            ("20190224121500.export.CSV.zip", Zip(("20190224121500.export.CSV", row))),
            ("x.zip", Zip(("folder/", []), ("folder/x.csv", row), ("__MACOSX/folder/._x.csv", [1]))),
            ("20190224121500.export.CSV.gz", Gz(row)),
            ("x.tsv", Gz(row)),
            ("events.ndjson.gz", Gz(Utf8(Own))),
        })
        {
            var imported = await Import(name, file);
            Assert.Equal((0, $"{name}: 1 lines: {Recorded}", ""), (imported.Code, imported.Output, imported.Error));
        }

        // What is unpacked is sent as it is unpacked, whatever its length.
        var lines = string.Concat(Enumerable.Repeat(Own + new string(' ', 900) + "\n", 20_000));
        Assert.Contains("\"lines\":20000,", (await Import("long.ndjson.gz", Gz(Utf8(lines)), "--json")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_unpacked_to_one_file_is_told_and_not_sent()
    {
        var row = Utf8(Rows.Gdelt(1));
        await Refused("two.zip", Zip(("a.CSV", row), ("b.CSV", row)), "holds 2 files, not one: a.CSV, b.CSV");
        await Refused("none.zip", Zip(("folder/", [])), "holds no file");
        await Refused("broken.zip", Zip(("a.CSV", row))[..40], "is damaged");
        await Refused("broken.csv.gz", Gz(row)[..20], "is damaged");
        await Refused("shorter.csv.gz", Gz(row)[..^9], "is damaged");
        await Refused("long.csv.gz", Gz(Utf8(string.Join('\n', Enumerable.Range(1, 5000).Select(n => Rows.Gdelt(n)))))[..^9], "is damaged");
        using var tar = new MemoryStream();
        using (var writer = new TarWriter(tar, leaveOpen: true))
            writer.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, "a.CSV") { DataStream = new MemoryStream(row) });
        await Refused("x.tar.gz", Gz(tar.ToArray()), "is a tar archive");

        async Task Refused(string name, byte[] file, string told)
        {
            var refused = await Import(name, file);
            Assert.Equal((2, ""), (refused.Code, refused.Output));
            Assert.Contains(told, refused.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_encoding_of_a_table_can_be_told()
    {
        var latin1 = Encoding.Latin1.GetBytes(Rows.Gdelt(1, (53, "Bogotá, Colombia")));
        var refused = await Import("x.tsv", latin1);
        Assert.Equal(1, refused.Code);
        Assert.Contains("--charset", refused.Error, StringComparison.Ordinal);
        Assert.Equal($"x.tsv: 1 lines: {Recorded}", (await Import("x.tsv", latin1, "--charset", "iso-8859-1")).Output);
        var utf16 = Encoding.Unicode.GetBytes(Rows.Gdelt(1));
        Assert.Equal($"x.tsv: 1 lines: {Recorded}", (await Import("x.tsv", utf16, "--charset", "utf-16")).Output);
        Assert.Equal($"x.tsv: 1 lines: {Recorded}", (await Import("x.tsv", [0xFF, 0xFE, .. utf16])).Output);
        Assert.Contains("klingon", (await Import("x.tsv", latin1, "--charset", "klingon")).Error, StringComparison.Ordinal);
        Assert.Equal(2, (await Import("x.tsv", latin1, "--charset", "a b")).Code);
    }
}
