using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using Timeline.Domain.Importing;
using Timeline.Domain.Record;
using Timeline.Domain.Subjects.Interaction;
using Timeline.Domain.Time;

namespace Timeline.Domain.Tests.Importing;

/// <summary>Files in the shapes that people send: what is missing, quoted, spoilt or in another layout.</summary>
public class FieldFilesTests
{
    private static LineFormat Format(string name) =>
        name.StartsWith("gdelt", StringComparison.Ordinal) ? new Gdelt() : new Icews(Edtf.Parse("2019-02-24"));

    private static byte[] File(string name) => System.IO.File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "field", name));

    private static byte[] Utf8(params string[] lines) => Encoding.UTF8.GetBytes(string.Join('\n', lines));

    private static List<LineReading> Readings(string field) => Readings(Format(field), File(field));

    // As an import reads: it surveys where the file needs it, and ends where the whole file is at fault.
    private static List<LineReading> Readings(LineFormat format, byte[] file)
    {
        var lines = Lines(file).ToList();
        if (format.NeedsSurvey(file)) lines.ForEach(format.Survey);
        var read = new List<LineReading>();
        foreach (var line in lines)
        {
            if (format.Read(line) is not { } reading) continue;
            read.Add(reading);
            if (reading.IsOfFile) break;
        }

        return read;
    }

    private static IEnumerable<ReadOnlyMemory<byte>> Lines(ReadOnlyMemory<byte> file)
    {
        while (file.Span.IndexOf((byte)'\n') is var end and >= 0)
        {
            yield return file[..end];
            file = file[(end + 1)..];
        }

        yield return file;
    }

    private static ProposedEvent[] Events(List<LineReading> readings)
    {
        Assert.Empty(readings.SelectMany(r => r.Faults));
        return [.. readings.Select(r => r.Event!)];
    }

    private static string OnlyFault(List<LineReading> readings)
    {
        var reading = Assert.Single(readings);
        Assert.True(reading.IsOfFile);
        return Assert.Single(reading.Faults).Detail;
    }

    private static ProposedEvent Mention(string row) =>
        Readings(new GdeltMentions(), Utf8(row))[0].Account!.At(SubjectId.Parse("interaction/a~b"));

    private static Interaction Data(ProposedEvent e) => Assert.IsType<Interaction>(e.Data);

    [Theory]
    [InlineData("0", "", "", "", false)]
    [InlineData("0", "", "0", "0", false)]
    [InlineData("0", "Strelsau, Ruritania", "50.5", "-4.25", false)]
    [InlineData("", "", "0", "0", false)]
    [InlineData("", "Strelsau, Ruritania", "50.5", "-4.25", false)]
    [InlineData("NULL", "NULL", "NULL", "NULL", false)]
    [InlineData("1", "Strelsau, Ruritania", "50.5", "-4.25", true)]
    [InlineData("5", "Strelsau, Ruritania", "0.0", "0", true)]
    [InlineData("3", "", "50.5", "-4.25", true)]
    [InlineData("4", "", "0", "0", false)]
    public void A_missing_place_is_no_place_at_zero(string type, string name, string latitude, string longitude, bool isPlace)
    {
        var gdelt = Place(new Gdelt(), Rows.Gdelt(1, (52, type), (53, name), (57, latitude), (58, longitude)));
        var gdelt1 = Place(new Gdelt1(), Rows.Gdelt1(1, (50, type), (51, name), (54, latitude), (55, longitude)));
        Assert.Equal(gdelt, gdelt1);
        Assert.Equal(isPlace, gdelt is not null);
        Assert.False(gdelt?.Latitude == 0 && gdelt.Longitude == 0);

        static Place? Place(LineFormat format, string row) => Data(Assert.Single(Events(Readings(format, Utf8(row))))).Place;
    }

    [Fact]
    public void A_type_of_place_that_there_is_not_is_refused()
    {
        var reading = Assert.Single(Readings(new Gdelt(), Utf8(Rows.Gdelt(1, (52, "Strelsau")))));
        Assert.Equal("/ActionGeo_Type", Assert.Single(reading.Faults).Pointer);
    }

    [Fact]
    public void A_place_at_zero_in_ICEWS_keeps_its_name_alone()
    {
        var place = Data(Events(Readings(Format("icews"), Utf8(Rows.Icews(1, (19, "0"), (20, "0.0")))))[0]).Place!;
        Assert.Equal(("Strelsau, Zenda, Ruritania", null, null), (place.Name.Text, place.Latitude, place.Longitude));
    }

    [Fact]
    public void A_file_of_GDELT_without_places_has_none() => Assert.Null(Data(Events(Readings("gdelt-geotype0-latlong0.tsv"))[0]).Place);

    public static TheoryData<string> Markers =>
        ["NULL", "null", "NA", "N/A", "n/a", "#N/A", "<NA>", "NaN", "nan", "None", "\\N", "(null)", "[NULL]", ".", "---"];

    [Theory]
    [MemberData(nameof(Markers))]
    public void However_a_tool_writes_missing_is_missing_in_every_column(string marker)
    {
        int[] optional = [4, 5, 6, 8, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20];
        Same(Format("icews"), n => Rows.Icews(1, [.. optional.Select(c => (c, n))]));
        int[] gdelt = [.. Enumerable.Range(3, 13), .. Enumerable.Range(17, 10), .. Enumerable.Range(30, 30), 61];
        Same(new Gdelt(), n => Rows.Gdelt(1, [.. gdelt.Select(c => (c, n))]));
        int[] mention = [4, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15];
        Same(new GdeltMentions(), n => Rows.Mention(1, [.. mention.Select(c => (c, n))]));
        foreach (var (column, pointer) in new[] { (1, "/Event ID"), (2, "/Event Date"), (3, "/Source Name"), (9, "/Target Name") })
            Assert.Equal(pointer, Assert.Single(Readings(Format("icews"), Utf8(Rows.Icews(1, (column, marker))))[0].Faults).Pointer);

        void Same(LineFormat format, Func<string, string> row)
        {
            var (empty, marked) = (Read(row("")), Read(row(marker)));
            Assert.Equal((empty.Data, empty.Subject, empty.Source, empty.Id), (marked.Data, marked.Subject, marked.Source, marked.Id));

            ProposedEvent Read(string line)
            {
                var reading = Assert.Single(Readings(format, Utf8(line)));
                Assert.Empty(reading.Faults);
                return reading.Event ?? reading.Account!.At(SubjectId.Parse("interaction/gra~rurgov"));
            }
        }
    }

    [Theory]
    [InlineData("Nan")]
    [InlineData("Null")]
    [InlineData("Nana")]
    [InlineData("Unknown")]
    public void A_name_that_is_like_a_marker_is_a_name(string name)
    {
        var data = Data(Events(Readings(Format("icews"), Utf8(Rows.Icews(1, (3, name), (15, name)))))[0]);
        Assert.Equal((name, $"{name}, Zenda, Ruritania"), (data.SourceName, data.Place!.Name.Text));
    }

    [Fact]
    public void A_file_with_NULL_has_no_names_of_that()
    {
        var data = Data(Events(Readings("icews-null.tab"))[0]);
        Assert.Equal(("Vietnam", null, null, null), (data.Place!.Name.Text, data.Place.Latitude, data.TargetSectors, data.TargetCountry));
    }

    [Fact]
    public void Quoted_files_are_read_without_their_quotes()
    {
        var quoted = Data(Events(Readings("icews-2017-quoted.tab"))[0]);
        Assert.Equal(["Social", "General Population / Civilian / Social"], quoted.SourceSectors!.Items);
        Assert.Equal(("Conduct suicide, car, or other non-military bombing", "183"), (quoted.Text, quoted.Cameo!.Text));
        Assert.Equal("Hanoi, Ha Noi, Vietnam", quoted.Place!.Name.Text);
        Assert.Null(quoted.TargetSectors);
        var dataverse = Data(Events(Readings("icews-dataverse-quoted.tab"))[0]);
        Assert.Equal(["Government", "Executive"], dataverse.SourceSectors!.Items);
        Assert.Equal(("Government (Exampleland)", "040"), (dataverse.SourceName, dataverse.Cameo!.Text));
        Assert.Equal("Hanoi, Ha Noi, Vietnam", dataverse.Place!.Name.Text);
    }

    private const string Name = "Joseph \"Joe\" Hockey, \"MP\"";

    // R, Stata and Dataverse; pandas with QUOTE_ALL; Excel; pandas as it does by default; R without a header in quotes; PostgreSQL.
    [Theory]
    [InlineData(true, "all", "\"\"")]
    [InlineData(true, "all", "\\\"")]
    [InlineData(false, "all", "\"\"")]
    [InlineData(true, "texts", "\\\"")]
    [InlineData(false, "texts", "\"\"")]
    [InlineData(false, "commas", "\"\"")]
    [InlineData(false, "marks", "\"\"")]
    public void Every_way_of_quoting_gives_the_same_events(bool isHeaderQuoted, string quoted, string mark)
    {
        string[] plain =
            [Rows.Icews(1), Rows.Icews(2, (4, "")), Rows.Icews(3, (3, Name), (14, "BBC")), Rows.Icews(4, (14, "\"BBC\" News \""))];
        var expected = Events(Readings(Format("icews"), Utf8([Rows.IcewsHeader, .. plain])));
        var header = isHeaderQuoted ? string.Join('\t', Rows.IcewsHeader.Split('\t').Select(c => $"\"{c}\"")) : Rows.IcewsHeader;
        string[] rows = [.. plain.Select(r => string.Join('\t', r.Split('\t').Select(Quoted)))];
        var actual = Events(Readings(Format("icews"), Utf8([header, .. rows])));
        Assert.Equal(expected.Select(e => (e.Id, e.Data, e.Source)), actual.Select(e => (e.Id, e.Data, e.Source)));

        string Quoted(string cell) => quoted switch
        {
            "all" => true,
            "texts" => cell.Any(char.IsAsciiLetter),
            "commas" => cell.AsSpan().IndexOfAny(',', '"') >= 0,
            _ => cell.Contains('"', StringComparison.Ordinal),
        } ? $"\"{cell.Replace("\"", mark)}\"" : cell;
    }

    [Fact]
    public void Raw_files_keep_stray_quotes()
    {
        string[] names = [Name, "\"Joe\" Hockey", "The \"Daily\" Herald", "Daily \"Herald\"", "5\" Club", "\"BBC\""];
        var rows = names.Select((n, i) => Rows.Icews(i, (14, "AFP"), (3, n)));
        var read = Events(Readings(Format("icews"), Utf8([Rows.IcewsHeader, .. rows])));
        Assert.Equal(names, read.Select(e => Data(e).SourceName));
        Assert.All(read, e => Assert.Equal(["Government", "Executive"], Data(e).SourceSectors!.Items));
    }

    [Fact]
    public void Quotes_that_may_quote_or_not_are_refused_once()
    {
        var fault = OnlyFault(Readings(Format("icews"), Utf8(Rows.IcewsHeader, Rows.Icews(1, (4, ""), (14, "\"Herald\"")), Rows.Icews(2))));
        Assert.Contains("quot", fault);
        var quoted = Rows.Icews(2, (3, "\"Joe \"\"J\"\" Hockey\""), (14, "AFP"));
        var mixed = Readings(Format("icews"), Utf8(Rows.IcewsHeader, Rows.Icews(1), quoted, Rows.Icews(3, (14, "AFP"))));
        Assert.Equal([0, 1, 0], mixed.Select(r => r.Faults.Count));
    }

    [Fact]
    public void Files_of_GDELT_that_quote_are_read_too()
    {
        var plain = Events(Readings(new Gdelt(), Utf8(Rows.Gdelt(1))))[0];
        var quoted = Events(Readings(new Gdelt(), Utf8(string.Join('\t', Rows.Gdelt(1).Split('\t').Select(c => $"\"{c}\"")))))[0];
        Assert.Equal((plain.Id, plain.Data, plain.Source), (quoted.Id, quoted.Data, quoted.Source));
    }

    [Fact]
    public void The_layout_of_2017_has_the_month_first_and_no_CAMEO_codes()
    {
        Assert.Equal(["2017-01-01", "2017-12-31"], Events(Readings("icews-2017-mdy.tab")).Select(e => e.Happened!.Text));
        var e = Events(Readings("icews-2017-nocameo.tab"))[0];
        Assert.Equal(("2017-01-01", "040", "Consult", 1m), (e.Happened!.Text, Data(e).Cameo!.Text, Data(e).Text, Data(e).Intensity));
        Assert.Equal("Example Wire, story 101, sentence 6, ICEWS event 25326166", e.Source!.Locator);
    }

    [Theory]
    [InlineData("1/2/2019 12/31/2018", "2019-01-02 2018-12-31")]
    [InlineData("1/2/2019 31/12/2018", "2019-02-01 2018-12-31")]
    [InlineData("31/12/2018 01/02/2019", "2018-12-31 2019-02-01")]
    [InlineData("1/2/2019 3/4/2019", "2019-01-02 2019-03-04")]
    [InlineData("2/24/2019 2019-02-23", "2019-02-24 2019-02-23")]
    [InlineData("1/2/2019 31/12/2018 12/31/2018", null)]
    [InlineData("12/31/2018 31/12/2018", null)]
    public void The_order_of_day_and_month_is_decided_once_for_the_file(string written, string? days)
    {
        var readings = Readings(Format("icews"), Utf8([Rows.IcewsHeader, .. written.Split(' ').Select((d, i) => Rows.Icews(i, (2, d)))]));
        if (days is null) Assert.Contains("both orders", OnlyFault(readings));
        else Assert.Equal(days.Split(' '), Events(readings).Select(e => e.Happened!.Text));
    }

    [Theory]
    [InlineData("2/30/2019")]
    [InlineData("13/13/2019")]
    [InlineData("2/24/19")]
    [InlineData("24.02.2019")]
    public void A_day_that_there_is_not_is_told_with_its_row(string day)
    {
        var readings = Readings(Format("icews"), Utf8(Rows.IcewsHeader, Rows.Icews(1, (2, day)), Rows.Icews(2, (2, "2/24/2019"))));
        Assert.Equal(["/Event Date", null], readings.Select(r => r.Faults.SingleOrDefault()?.Pointer));
    }

    private static string WithoutCameo(string row) => string.Join('\t', row.Split('\t').Where((_, i) => i != 6));

    [Fact]
    public void A_text_that_ICEWS_does_not_have_is_refused_once_for_its_layout()
    {
        string[] rows = [.. new[] { "Make a pact", "Consult", "Make a pact" }.Select((t, i) => WithoutCameo(Rows.Icews(i, (6, t))))];
        Assert.Contains("2017", OnlyFault(Readings(Format("icews"), Utf8([WithoutCameo(Rows.IcewsHeader), .. rows]))));
        var readings = Readings(Format("icews"), Utf8([WithoutCameo(Rows.IcewsHeader), .. rows[1..]]));
        Assert.Equal([null, "/Event Text"], readings.Select(r => r.Faults.SingleOrDefault()?.Pointer));
    }

    [Fact]
    public void Faults_name_columns_as_they_stand_in_the_file()
    {
        var readings = Readings(Format("icews"), Utf8(WithoutCameo(Rows.IcewsHeader), WithoutCameo(Rows.Icews(1, (8, "x")))));
        var fault = Assert.Single(readings[0].Faults);
        Assert.Equal(("/Intensity", "Column 7, Intensity: 'x' is no number from -10 to 10, with a point before its decimals."),
            (fault.Pointer, fault.Detail));
    }

    [Theory]
    [InlineData("Make statement", "010")]
    [InlineData("Fight with artillery and tanks", "194")]
    [InlineData("fight with artillery and tanks", "194")]
    [InlineData("Conduct suicide, car, or other non-military bombing", "183")]
    [InlineData("Use unconventional mass violence", "200")]
    [InlineData("MAKE PUBLIC STATEMENT", null)]
    [InlineData("", null)]
    public void A_text_of_ICEWS_stands_for_one_code(string text, string? code)
    {
        Assert.Equal(code is not null, IcewsTexts.TryCode(text, out var found));
        Assert.Equal(code, found?.Text);
    }

    [Theory]
    [InlineData("gdelt-csv-commas.csv", "commas")]
    [InlineData("gdelt-latin1.tsv", "charset=")]
    [InlineData("icews-latin1.tab", "charset=")]
    public void What_is_wrong_with_the_whole_file_is_told_once(string file, string told)
    {
        Assert.Contains(told, OnlyFault(Readings(file)));
        Assert.Contains(told, OnlyFault(Readings(Format(file), [.. File(file), (byte)'\n', .. File(file)])));
    }

    [Theory]
    [InlineData("icews", "a,b,c\n1,2,3", "commas")]
    [InlineData("icews", "1;2;3\n1;2;3", "semicolons")]
    [InlineData("icews", "1|2|3", "bars")]
    [InlineData("gdelt", "Hello", "tabs")]
    [InlineData("icews", "event_id\tevent_date\tsource\tmore", "source")]
    [InlineData("icews", "event_id_cnty\tevent_date\tyear", "event_id_cnty")]
    [InlineData("gdelt", "some\tother\theader\n1\t2\t3", "61")]
    [InlineData("gdelt", "GLOBALEVENTID\tYear\tSQLDATE\n1\t2\t3", "SQLDATE")]
    public void Another_table_is_told_once(string format, string file, string told) =>
        Assert.Contains(told, OnlyFault(Readings(Format(format), Utf8(file))));

    [Fact]
    public void A_file_of_another_format_is_told_with_that_format()
    {
        Assert.Contains("format=gdelt1", OnlyFault(Readings(new Gdelt(), Utf8(Rows.Gdelt1(1), Rows.Gdelt1(2)))));
        Assert.Contains("format=gdelt.", OnlyFault(Readings(new Gdelt1(), Utf8(Rows.Gdelt(1), Rows.Gdelt(2)))));
        Assert.Contains("format=icews", OnlyFault(Readings(new Gdelt(), Utf8(Rows.Icews(1)))));
        // Below a good row it is that row alone.
        Assert.Equal([0, 1, 0], Readings(new Gdelt(), Utf8(Rows.Gdelt(1), Rows.Gdelt1(2), Rows.Gdelt(3))).Select(r => r.Faults.Count));
    }

    [Fact]
    public void A_file_with_a_header_or_a_byte_order_mark_is_read()
    {
        Assert.Single(Events(Readings("gdelt-header.tsv")));
        var header = Rows.IcewsHeader.Replace(' ', '_').ToUpperInvariant();
        foreach (var mark in new[] { "", "\uFEFF" })
        {
            Assert.Single(Events(Readings(Format("icews"), Utf8(mark + header, Rows.Icews(1)))));
            Assert.Single(Events(Readings(new Gdelt(), Utf8(mark + Rows.Gdelt(1)))));
        }
    }

    [Fact]
    public void One_broken_line_of_a_file_in_UTF_8_is_refused_alone()
    {
        var latin1 = Encoding.Latin1.GetBytes(Rows.Icews(2, (3, "Université")) + "\n");
        byte[] file = [.. Utf8(Rows.Icews(1, (3, "Erdoğan")), ""), .. latin1, .. Utf8(Rows.Icews(3))];
        var readings = Readings(Format("icews"), file);
        Assert.Equal([0, 1, 0], readings.Select(r => r.Faults.Count));
        Assert.Contains("UTF-8", readings[1].Faults[0].Detail);
    }

    [Fact]
    public void A_lost_character_is_never_recorded() =>
        Assert.Contains("U+FFFD", Assert.Single(Readings(Format("icews"), Utf8(Rows.Icews(1, (3, "Universit\uFFFD"))))[0].Faults).Detail);

    [Fact]
    public void A_row_without_actors_is_refused_for_that() =>
        Assert.Equal("/Actor1Code", Assert.Single(Readings("gdelt-noactors.tsv")[0].Faults).Pointer);

    [Fact]
    public void Rows_that_stand_twice_are_the_same_event()
    {
        var read = Events(Readings("icews-dup-rows.tab"));
        Assert.Equal((read[0].Id, read[0].Data), (read[1].Id, read[1].Data));
    }

    [Theory]
    [InlineData("https://example.org/\"a b\"", "example.org")]
    [InlineData("https://www.example.org/a b", "example.org")]
    [InlineData("http:/www.example.org/x", "example.org")]
    [InlineData("http:example.org", "example.org")]
    [InlineData("http//example.org/x", "example.org")]
    [InlineData("https:\\\\Example.ORG\\x", "example.org")]
    [InlineData("www.example.org/news", "example.org")]
    [InlineData("//example.org/news", "example.org")]
    [InlineData("example.org:8080/x y", "example.org")]
    [InlineData("ftp://example.org./x", "example.org")]
    [InlineData("http://me:pass@example.org/a b", "example.org")]
    [InlineData("http://192.0.2.7/a b", "192.0.2.7")]
    [InlineData("http:/x", "gdelt")]
    [InlineData("http://", "gdelt")]
    [InlineData("https://exa mple.org/x", "gdelt")]
    [InlineData("/news/2019/1.html", "gdelt")]
    [InlineData("BBC Monitoring", "bbc-monitoring")]
    [InlineData("Yonhap News Agency", "yonhap-news-agency")]
    public void The_publisher_of_a_malformed_address_is_its_host_or_none(string cited, string publisher)
    {
        var source = Events(Readings(new Gdelt(), Utf8(Rows.Gdelt(1, (61, cited)))))[0].Source!;
        Assert.Equal((publisher, cited, null), (source.Publisher.Value, source.Title, source.Url));
    }

    [Fact]
    public void An_address_with_quotes_and_a_space_is_published_by_its_host() =>
        Assert.Equal("example.org", Events(Readings("gdelt-url-quote.tsv"))[0].Source!.Publisher.Value);

    [Theory]
    [InlineData("https://xn--bcher-kva.example/x", "https://bücher.example/x", "bucher.example")]
    [InlineData("https://www.xn--strae-oqa.example", "https://STRASSE.example", "strasse.example")]
    [InlineData("https://xn--e1afmkfd.xn--p1ai/a", "https://Пример.рф/a", "xn-e1afmkfd.xn-p1ai")]
    [InlineData("https://news.xn--3e0b707e/a", "https://news.한국/a", "news.xn-3e0b707e")]
    public void An_internationalised_host_has_one_key_however_it_is_written(string ascii, string unicode, string key)
    {
        foreach (var url in new[] { ascii, unicode })
        {
            Assert.Equal(key, Events(Readings(new Gdelt(), Utf8(Rows.Gdelt(1, (61, url)))))[0].Source!.Publisher.Value);
            var host = url.Split('/')[2];
            var mention = Mention(Rows.Mention(1, (5, host)));
            Assert.Equal(key, mention.Source!.Publisher.Value);
        }
    }

    [Theory]
    [InlineData("spa", "es")]
    [InlineData("fra", "fr")]
    [InlineData("fre", "fr")]
    [InlineData("kor", "ko")]
    [InlineData("zho", "zh")]
    [InlineData("chi", "zh")]
    [InlineData("DEU", "de")]
    [InlineData("aar", "aa")]
    [InlineData("zul", "zu")]
    [InlineData("hbs", "sh")]
    [InlineData("kik", "ki")]
    [InlineData("sqi", "sq")]
    [InlineData("en", "en")]
    [InlineData("ceb", "ceb")]
    [InlineData("und", null)]
    [InlineData("x1", null)]
    public void A_language_has_the_shortest_code_that_there_is(string code, string? tag)
    {
        var mention = Mention(Rows.Mention(1, (15, $"srclc:{code};eng:GT 1.0")));
        Assert.Equal(tag, mention.Source!.Language?.Text);
    }

    // What the daily files call an event is what the table calls it.
    [SkippableFact]
    public void Texts_and_codes_of_real_files_agree_with_the_table()
    {
        var data = Environment.GetEnvironmentVariable("TIMELINE_TEST_DATA");
        Skip.If(data is null, "TIMELINE_TEST_DATA is not set: no files of ICEWS.");
        var pairs = new HashSet<(string Text, string Code)>();
        foreach (var archive in Directory.GetFiles(Path.Combine(data!, "icews"), "*.tar.gz"))
        {
            using var text = new StreamReader(new GZipStream(System.IO.File.OpenRead(archive), CompressionMode.Decompress));
            while (text.ReadLine() is { } line)
            {
                if (line.Split('\t') is { Length: 20 } cells && Regex.IsMatch(cells[6], "^[0-9]+$")) pairs.Add((cells[5], cells[6]));
            }
        }

        Assert.True(pairs.Count > 200);
        Assert.All(pairs, p => Assert.True(IcewsTexts.TryCode(p.Text, out var code) && code.Text == p.Code, $"{p}"));
    }
}
