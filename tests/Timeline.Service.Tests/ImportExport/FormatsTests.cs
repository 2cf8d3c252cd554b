using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Timeline.Domain.Tests.Importing;
using Timeline.Service.Tests.Fixtures;

namespace Timeline.Service.Tests.ImportExport;

/// <summary>Importing rows of other data sets: good ones are kept, bad ones told with line and column, and what is there already is repeated.</summary>
public sealed class FormatsTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private const string Tabs = "text/tab-separated-values";

    private Api Api => server.Api;

    private Task<Answer> Import(string timeline, string query, params string[] rows) => Api.Post($"/v1/{timeline}/import?{query}", string.Join('\n', rows), Tabs);

    private static void Reports(Answer answer, int lines, int recorded, int repeated, params (int Line, string Pointer)[] refused)
    {
        Assert.True(answer.Status == HttpStatusCode.OK, answer.Text);
        Assert.Equal((lines, recorded, repeated), ((int)answer.At("/lines")!, (int)answer.At("/recorded")!, (int)answer.At("/repeated")!));
        Assert.Equal(refused.Select(r => r.Line).Distinct().Count(), (int)answer.At("/refused")!);
        Assert.Equal(refused, answer.At("/errors")!.AsArray().Select(e => ((int)e!["line"]!, (string)e["pointer"]!)));
    }

    private Task<Answer> Dyad(string timeline, string known, string slug = "graustark-border-guard~ruritania") =>
        Api.Get($"/v1/{timeline}/subjects/interaction/{slug}?known={known}");

    [Fact]
    public async Task Rows_of_ICEWS_are_known_when_their_file_was_released()
    {
        var timeline = await Api.NewTimeline();
        string[] file =
        [
            Rows.IcewsHeader, Rows.Icews(1, (8, "-2")), Rows.Icews(2, (8, "3")), "", Rows.Icews(3, (2, "2019-02-30")), Rows.Icews(4, (7, "10.0")),
            "too\tshort",
        ];
        Reports(await Import(timeline, "format=icews&known=2019-02-24", file), 5, 2, 0, (5, "/Event Date"), (6, "/CAMEO Code"), (7, ""));
        Assert.Equal("not-known-then", (await Dyad(timeline, "2019-02-23")).Problem);
        var state = await Dyad(timeline, "2019-02-24");
        Assert.Equal(("2", "0.5"), (state.TextAt("/state/count"), state.TextAt("/state/intensity/mean")));

        // The same file again is repeated, its mended rows are recorded; released again on the next day, a row is a repeat.
        file[4] = Rows.Icews(3);
        Reports(await Import(timeline, "format=icews&known=2019-02-24", file), 5, 1, 2, (6, "/CAMEO Code"), (7, ""));
        Reports(await Import(timeline, "format=icews&known=2019-02-25", file[0], file[1], Rows.Icews(5)), 2, 1, 1);
        Assert.Equal("3", (await Dyad(timeline, "2019-02-24")).TextAt("/state/count"));
        Assert.Equal("4", (await Dyad(timeline, "2019-02-25")).TextAt("/state/count"));
        Assert.Empty(server.Log.Entries);
    }

    [Fact]
    public async Task An_event_dated_after_its_release_was_foreseen()
    {
        var timeline = await Api.NewTimeline();
        Reports(await Import(timeline, "format=icews&known=2019-02-24", Rows.Icews(1), Rows.Icews(2, (2, "2019-02-26"))), 2, 2, 0);
        Assert.Equal("1", (await Dyad(timeline, "2019-02-25")).TextAt("/state/count"));
        Assert.Equal("2", (await Dyad(timeline, "2019-02-26")).TextAt("/state/count"));
        Assert.Equal("2", (await Dyad(timeline, "2019-02-24&at=..")).TextAt("/state/count"));
    }

    [Fact]
    public async Task All_or_nothing_is_for_rows_too()
    {
        var timeline = await Api.NewTimeline();
        Expect.Problem(await Import(timeline, "format=icews&known=2019-02-24&atomic=true", Rows.Icews(1), Rows.Icews(2, (7, "x"))), 422, "import-refused", "/CAMEO Code");
        Reports(await Import(timeline, "format=icews&known=2019-02-24&atomic=true", Rows.Icews(1), Rows.Icews(2)), 2, 2, 0);
    }

    [Fact]
    public async Task Mentions_are_accounts_of_the_events_that_are_there()
    {
        var timeline = await Api.NewTimeline();
        string[] mentions = [Rows.MentionsHeader, Rows.Mention(9), Rows.Mention(10), Rows.Mention(9, (3, "20190226000000"), (5, "gazette.example"))];
        Reports(await Import(timeline, "format=gdelt-mentions", mentions), 3, 0, 0, (2, "/GLOBALEVENTID"), (3, "/GLOBALEVENTID"), (4, "/GLOBALEVENTID"));
        Reports(await Import(timeline, "format=gdelt", Rows.Gdelt(9), Rows.Gdelt(11, (60, "2.02E+13"))), 2, 1, 0, (2, "/DATEADDED"));
        var answer = await Import(timeline, "format=gdelt-mentions", mentions);
        Reports(answer, 3, 2, 0, (3, "/GLOBALEVENTID"));
        Assert.Contains("no event 10 of GDELT", answer.TextAt("/errors/0/detail"));
        Reports(await Import(timeline, "format=gdelt-mentions", mentions), 3, 0, 2, (3, "/GLOBALEVENTID"));

        // One act, however often it is told; its support grows as it becomes known.
        foreach (var (known, support) in new[] { ("2019-02-24", "1"), ("2019-02-25", "2"), ("2019-02-26", "3") })
        {
            Assert.Equal("1", (await Dyad(timeline, known, "gra~rurgov")).TextAt("/state/count"));
            var story = await Api.Get($"/v1/{timeline}/subjects/interaction/gra~rurgov/events?known={known}");
            Assert.Equal(support, story.TextAt("/items/0/support"));
        }
    }

    [Fact]
    public async Task Both_releases_of_GDELT_stand_side_by_side()
    {
        var timeline = await Api.NewTimeline();
        Reports(await Import(timeline, "format=gdelt", Rows.Gdelt(9)), 1, 1, 0);
        Reports(await Import(timeline, "format=gdelt1", Rows.Gdelt1(9)), 1, 1, 0);
        Reports(await Import(timeline, "format=gdelt", Rows.Gdelt(9), Rows.Gdelt1(8)), 2, 0, 1, (2, ""));
        Reports(await Import(timeline, "format=gdelt", Rows.Gdelt(9, (31, "1"))), 1, 0, 0, (1, "/GLOBALEVENTID"));
    }

    [Theory]
    [InlineData("format=icews", "known")]
    [InlineData("format=icews&known=", "known")]
    [InlineData("format=icews&known=2019-02-30", "known")]
    [InlineData("format=icews&known=2019/..", "known")]
    [InlineData("format=icews&known=2999-01-01", "known")]
    [InlineData("format=gdelt&known=2019-02-24", "known")]
    [InlineData("format=gdelt1&known=2019-02-24", "known")]
    [InlineData("format=timeline&known=2019-02-24", "known")]
    [InlineData("known=2019-02-24", "known")]
    [InlineData("format=acled", "format")]
    [InlineData("format=ICEWS&known=2019-02-24", "format")]
    public async Task A_wrong_parameter_is_told(string query, string parameter) =>
        Expect.Problem(await Import(await Api.NewTimeline(), query, Rows.Icews(1)), 400, "malformed-request", parameter);

    [Theory]
    [InlineData("text/csv; charset=utf-8", true)]
    [InlineData("text/plain", false)]
    [InlineData("application/octet-stream", true)]
    [InlineData("application/x-ndjson", false)]
    [InlineData("text/csv; charset=latin1", true)]
    [InlineData("text/tab-separated-values; charset=\"WINDOWS-1252\"", true)]
    [InlineData("text/csv; charset=utf-7", false)]
    [InlineData("text/csv; charset=klingon", false)]
    public async Task Tables_are_sent_as_such(string type, bool isTaken)
    {
        var answer = await Api.Post($"/v1/{await Api.NewTimeline()}/import?format=gdelt", Rows.Gdelt(1), type);
        Assert.Equal(isTaken ? HttpStatusCode.OK : HttpStatusCode.UnsupportedMediaType, answer.Status);
    }

    [Fact]
    public async Task A_row_released_again_is_a_repeat_and_the_earlier_knowledge_stays()
    {
        var timeline = await Api.NewTimeline();
        var dup = Field("icews-dup-rows.tab");
        Reports(await ImportBytes(timeline, "format=icews&known=2019-02-20", dup), 2, 1, 1);
        Reports(await ImportBytes(timeline, "format=icews&known=2019-02-24", dup), 2, 0, 2);
        var state = await Dyad(timeline, "2019-02-20", "business-otherland~government-exampleland");
        Assert.Equal("1", state.TextAt("/state/count"));
        // Another content is no repeat, and neither is a release before the one recorded: it would have been known earlier.
        var changed = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(dup).Replace("1.0", "2.0"));
        Reports(await ImportBytes(timeline, "format=icews&known=2019-02-25", changed), 2, 0, 0, (2, "/Event ID"), (3, "/Event ID"));
        var earlier = await ImportBytes(timeline, "format=icews&known=2019-02-19", dup);
        Reports(earlier, 2, 0, 0, (2, "/Event ID"), (3, "/Event ID"));
        Assert.Contains("2019-02-20", earlier.TextAt("/errors/0/detail"));
        // Of an event sent as such, when it was known is part of what it says.
        var line = (await Api.Get($"/v1/{timeline}/export")).Text.Trim();
        Assert.Equal("1", (await Api.Post($"/v1/{timeline}/import", line, "application/x-ndjson")).TextAt("/repeated"));
        var later = line.Replace("2019-02-20", "2019-02-24");
        Assert.Equal("1", (await Api.Post($"/v1/{timeline}/import", later, "application/x-ndjson")).TextAt("/refused"));
    }

    private static byte[] Field(string name) => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "field", name));

    private Task<Answer> ImportBytes(string timeline, string query, byte[] file, string type = Tabs) =>
        Api.PostBytes($"/v1/{timeline}/import?{query}", file, type);

    [Theory]
    [InlineData("icews-latin1.tab", "icews&known=2019-02-24")]
    [InlineData("gdelt-latin1.tsv", "gdelt")]
    public async Task A_file_in_another_encoding_is_refused_once_and_read_when_that_is_told(string name, string format)
    {
        var timeline = await Api.NewTimeline();
        var file = Field(name);
        byte[] twice = [.. file, .. file];
        var refused = await ImportBytes(timeline, $"format={format}", twice);
        Reports(refused, 1, 0, 0, (format[0] == 'i' ? 2 : 1, ""));
        Assert.Contains("charset=", refused.TextAt("/errors/0/detail"));
        Assert.Equal("0", (await ImportBytes(timeline, $"format={format}", twice, $"{Tabs}; charset=us-ascii")).TextAt("/recorded"));
        var read = await ImportBytes(timeline, $"format={format}", file, $"{Tabs}; charset=iso-8859-1");
        Assert.True((string?)read.TextAt("/recorded") == "1", read.Text);
        Assert.Matches("Université|Bogotá", (await Api.Get($"/v1/{timeline}/export")).Text);
        Assert.DoesNotContain("\uFFFD", (await Api.Get($"/v1/{timeline}/export")).Text);
    }

    [Theory]
    [InlineData("windows-1252", false)]
    [InlineData("utf-16", false)]
    [InlineData("utf-16", true)]
    [InlineData("utf-16BE", true)]
    [InlineData("utf-32", true)]
    [InlineData("utf-8", true)]
    [InlineData("iso-8859-9", false)]
    public async Task Every_encoding_gives_the_same_events(string charset, bool isMarked)
    {
        var read = Enumerable.Range(1, 600).Select(n => Rows.Icews(n, (3, "Université de Bogotá"), (2, "2/24/2019")));
        string[] rows = [Rows.IcewsHeader, .. read];
        var encoding = Domain.Importing.Encodings.Find(charset)!;
        var text = string.Join("\r\n", rows);
        byte[] file = isMarked ? [.. encoding.GetPreamble(), .. encoding.GetBytes(text)] : encoding.GetBytes(text);
        var timeline = await Api.NewTimeline();
        // A byte order mark says it by itself.
        var type = isMarked ? Tabs : $"{Tabs}; charset={charset}";
        Reports(await ImportBytes(timeline, "format=icews&known=2019-02-25", file, type), 600, 600, 0);
        Reports(await Import(timeline, "format=icews&known=2019-02-25", rows), 600, 0, 600);
        Reports(await ImportBytes(timeline, "format=icews&known=2019-02-25&atomic=true", file, type), 600, 0, 600);
    }

    [Fact]
    public async Task What_is_wrong_with_the_whole_file_is_told_once_however_long_it_is()
    {
        var timeline = await Api.NewTimeline();
        var commas = string.Concat(Enumerable.Repeat(Encoding.UTF8.GetString(Field("gdelt-csv-commas.csv")), 20_000));
        var answer = await Import(timeline, "format=gdelt", commas);
        Reports(answer, 1, 0, 0, (1, ""));
        Assert.Contains("commas", answer.TextAt("/errors/0/detail"));
        Expect.Problem(await Import(timeline, "format=gdelt&atomic=true", commas), 422, "import-refused", "");
        var header = Rows.IcewsHeader.Replace("Event Text", "Text");
        var other = await Import(timeline, "format=icews&known=2019-02-24", header, Rows.Icews(1), Rows.Icews(2));
        Reports(other, 1, 0, 0, (1, ""));
    }

    // The day that tells which is first may stand anywhere, in a file of any length.
    [Theory]
    [InlineData("31/12/2018", "2019-02-01")]
    [InlineData("12/31/2018", "2019-01-02")]
    public async Task Which_of_day_and_month_is_first_is_told_by_the_last_line_too(string last, string first)
    {
        var timeline = await Api.NewTimeline();
        var either = Enumerable.Range(1, 1500).Select(n => Rows.Icews(n, (2, "01/02/2019")));
        string[] rows = [Rows.IcewsHeader, .. either, Rows.Icews(1501, (2, last))];
        Reports(await Import(timeline, "format=icews&known=2019-02-24", rows), 1501, 1501, 0);
        Assert.Equal(first, (await Dyad(timeline, "2019-02-24")).TextAt("/state/last"));
        string[] contradicted = [.. rows, Rows.Icews(1502, (2, "12/30/2018")), Rows.Icews(1503, (2, "30/12/2018"))];
        var both = await Import(timeline, "format=icews&known=2019-02-24", contradicted);
        Reports(both, 1, 0, 0, (2, "/Event Date"));
    }

    [Fact]
    public async Task A_row_of_more_than_64_KiB_is_passed_over() =>
        Reports(await Import(await Api.NewTimeline(), "format=gdelt", Rows.Gdelt(1, (7, new string('A', 70_000))), Rows.Gdelt(2)), 2, 1, 0, (1, ""));

    // Days and intensities differ, names and ids too: whatever the order of the rows, the sums are the same.
    [Fact]
    public async Task Any_order_of_rows_gives_the_same_states()
    {
        string[] parties = ["Ruritania", "Graustark", "Königreich Zembla", "조선"];
        var random = new Random(20190224);
        string[] rows =
        [
            .. Enumerable.Range(1, 60).Select(n => Rows.Icews(n,
                (2, $"2019-02-{random.Next(1, 27):00}"), (3, parties[random.Next(4)]), (9, parties[random.Next(4)]), (7, $"{random.Next(1, 21):00}1"),
                (8, $"{random.Next(-100, 101) / 10m}"))),
        ];
        var states = new List<string>();
        for (var i = 0; i < 4; i++)
        {
            var timeline = await Api.NewTimeline();
            Reports(await Import(timeline, "format=icews&known=2019-02-24", rows), 60, 60, 0);
            var subjects = (await Api.Get($"/v1/{timeline}/subjects?limit=1000")).At("/items")!.AsArray().Select(s => (string)s!["subject"]!).Order().ToList();
            var said = new JsonObject();
            foreach (var subject in subjects)
            {
                foreach (var vantage in new[] { "", "?known=2019-02-24", "?known=2019-02-24&at=2019-02-10", "?known=2019-02-24&at=.." })
                    said[$"{subject}{vantage}"] = (await Api.Get($"/v1/{timeline}/subjects/{subject}{vantage}")).Json["state"]?.DeepClone();
            }

            states.Add(said.ToJsonString());
            random.Shuffle(rows);
        }

        Assert.Single(states.Distinct());
    }
}
