using System.Net;
using FsCheck;
using FsCheck.Fluent;
using Timeline.Domain.Tests;
using Timeline.Server.ImportExport.ExportForms;
using Timeline.Service.Tests.Fixtures;

namespace Timeline.Service.Tests.ImportExport;

/// <summary>An export as a table says of every event what its line says.</summary>
public sealed class TablesTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private const string Lines = "application/x-ndjson";

    private static readonly string[] Vantages = ["", "known=2019-02-24", "known=2019-02-10&knower=usa&knower=prk", "known=2018-04-10&at=..&knower=kor", "without=cnn&reliability=C", "known=1960"];

    private static readonly string Korea = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "seeds", "korea.ndjson"));

    private Api Api => server.Api;

    [Fact]
    public async Task Tables_of_korea_say_what_its_lines_say()
    {
        var timeline = await Imported(Korea);
        Assert.True(await SameAsLines(timeline) > 300);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Tables_of_random_histories_say_what_their_lines_say(int seed)
    {
        var histories = Histories.OfSeveral.Generator.Sample(30, new Rnd((ulong)seed, 1UL), 40).OrderByDescending(h => h.Events.Count).Take(3);
        foreach (var history in histories) Assert.True(await SameAsLines(await Imported(string.Join('\n', history.Sent), mayRefuse: true)) > 0);
    }

    [Fact]
    public async Task Whatever_is_in_a_cell_is_read_back()
    {
        var timeline = await Imported("""
            {"subject":"summit/s","type":"StatementMade","happened":"-0044-03-15","known":"-0044-03","data":{"by":"usa","statement":"=1+1, \"quoted\"\r\nand\ta line; 김정은 😀"},"source":{"publisher":"cnn","quote":" padded ","title":"a,b\nc"}}
            {"subject":"summit/s","type":"StatementMade","happened":"Y17000","known":"2019","data":{"by":"usa","statement":"+"},"source":{"publisher":"cnn","title":"@x","author":"-1"}}
            {"subject":"summit/s","type":"SummitScheduled","happened":"2019-02/..","data":{"dates":"2019-02"}}
            """);
        var (lines, csv) = (await GetLines(timeline, "at=.."), await Get(timeline, "format=csv&cells=raw&at=.."));
        Assert.Equal(3, lines.Count);
        Assert.Equal(lines, Tables.OfCsv(csv.Text));
        // Each row ends as RFC 4180 has it; a line break within a cell stands as it was recorded.
        Assert.EndsWith("\r\n", csv.Text);
        Assert.DoesNotContain("'=1+1", csv.Text);
        var rows = Tables.OfParquet(await Bytes(timeline, "format=parquet&at=.."));
        // What lies before the year 1 is no moment to others; its text is there.
        foreach (var column in new[] { "happenedFrom", "happenedTo", "known" }) lines[0][Array.IndexOf(Tables.Columns, column)] = null;
        Assert.Equal(lines, rows);
    }

    [Theory]
    [InlineData("=1+1")]
    [InlineData("+1")]
    [InlineData("-1")]
    [InlineData("- a line")]
    [InlineData("@SUM(A1)")]
    [InlineData("\ta")]
    [InlineData("\ra")]
    [InlineData("\na")]
    [InlineData("\u00a0 =1")]
    [InlineData("\"=1")]
    [InlineData("'=1")]
    [InlineData("\ufeff=1")]
    [InlineData("\u200e\u202e=1")]
    [InlineData("＝1")]
    [InlineData("＋1")]
    [InlineData("－1")]
    [InlineData("＠a")]
    [InlineData("﹢1")]
    [InlineData("\ufffe", false)]
    [InlineData("a=1", false)]
    [InlineData("1-1", false)]
    [InlineData("'quoted' = a", false)]
    [InlineData("김정은 - 😀", false)]
    [InlineData(" padded ", false)]
    [InlineData("", false)]
    public void A_cell_that_would_run_as_a_formula_has_an_apostrophe_before_it(string text, bool isFormula = true)
    {
        Assert.Equal(isFormula ? $"'{text}" : text, CsvExport.SafeCell(text));
        // So it is told apart whether an apostrophe was put there.
        if (isFormula) Assert.Equal($"''{text}", CsvExport.SafeCell($"'{text}"));
    }

    [Fact]
    public async Task No_cell_of_a_csv_runs_in_a_spreadsheet_and_numbers_and_dates_stay_what_they_are()
    {
        var timeline = await Imported("""
            {"subject":"summit/s","type":"StatementMade","happened":"-0044-03-15","known":"-0044-03","data":{"by":"usa","statement":"a"},"source":{"publisher":"cnn","title":"=HYPERLINK(\"http://a\")","author":"-1","quote":" ＠a","locator":"+1","published":"-0044-03"}}
            """);
        var (exact, safe) = (await Row("format=csv&cells=raw"), await Row("format=csv"));
        Assert.Equal(await Row("format=csv&cells=safe"), safe);
        string[] free = ["title", "author", "quote", "locator"];
        Assert.Equal(Tables.Columns.Where((c, i) => exact[i] != safe[i]), free);
        Assert.All(free, column => Assert.Equal($"'{Of(exact, column)}", Of(safe, column)));
        Assert.Equal(("-0044-03-15", "-0044-03"), (Of(safe, "happened"), Of(safe, "published")));
        Assert.Equal((await GetLines(timeline, ""))[0], exact);

        async Task<string?[]> Row(string query) => Assert.Single(Tables.OfCsv((await Get(timeline, query)).Text));

        static string? Of(string?[] row, string column) => row[Array.IndexOf(Tables.Columns, column)];
    }

    [Fact]
    public async Task How_cells_are_to_be_is_asked_of_a_csv_only_and_stands_in_its_permalink()
    {
        var timeline = await Imported(Korea);
        Expect.Problem(await Get(timeline, "cells=raw"), 400, "malformed-request", "cells");
        Expect.Problem(await Get(timeline, "format=parquet&cells=safe"), 400, "malformed-request", "cells");
        Expect.Problem(await Get(timeline, "format=csv&cells=exact"), 400, "malformed-request", "cells");
        var (raw, safe) = (await Get(timeline, "known=2019-02-24&cells=raw", "text/csv"), await Get(timeline, "known=2019-02-24&format=csv"));
        Assert.NotEqual(raw.Headers["ETag"], safe.Headers["ETag"]);
        Assert.Equal(raw.Text, (await Api.Get(raw.Headers["Content-Location"])).Text);
        Assert.Equal(safe.Text, (await Api.Get(safe.Headers["Content-Location"])).Text);
    }

    [Fact]
    public async Task A_table_is_a_file_that_says_from_where_it_was_made()
    {
        var timeline = await Imported(Korea);
        foreach (var (form, type) in new[] { ("csv", "text/csv; charset=utf-8; header=present"), ("parquet", "application/vnd.apache.parquet") })
        {
            var export = await Get(timeline, $"known=2019-02-24&knower=usa&format={form}");
            var recorded = await Api.PositionAsync(timeline);
            Assert.Equal(type, export.Headers["Content-Type"]);
            Assert.Equal($"attachment; filename=\"{timeline}-2019-02-24-{recorded}.{form}\"", export.Headers["Content-Disposition"]);
            var permalink = export.Headers["Content-Location"];
            Assert.Contains("known=2019-02-24T23:59:59.999999Z", permalink);
            Assert.Contains($"format={form}", permalink);
            var (first, again) = (await Bytes(timeline, permalink.Split('?')[1]), await Bytes(timeline, permalink.Split('?')[1]));
            Assert.Equal(first, again);
            if (form == "parquet")
            {
                Assert.Equal(Tables.Types(), Tables.TypesOfParquet(first));
                var metadata = Tables.MetadataOfParquet(first);
                Assert.Equal((timeline, permalink), (metadata["timeline"], metadata["permalink"]));
            }

            var held = new HttpRequestMessage(HttpMethod.Get, permalink) { Headers = { { "If-None-Match", export.Headers["ETag"] } } };
            Assert.Equal(HttpStatusCode.NotModified, (await Api.Send(held)).Status);
        }
    }

    [Fact]
    public async Task The_form_is_chosen_by_the_query_before_the_header()
    {
        var timeline = await Imported(Korea);
        Assert.Equal(Lines, await TypeOf("", null));
        Assert.Equal(Lines, await TypeOf("", "*/*"));
        Assert.Equal("text/csv", await TypeOf("", "text/csv"));
        Assert.Equal("application/vnd.apache.parquet", await TypeOf("", "text/csv;q=0.5, application/vnd.apache.parquet"));
        Assert.Equal("text/csv", await TypeOf("format=csv", "application/vnd.apache.parquet"));
        Assert.Equal("text/csv", await TypeOf("format=csv", "application/json"));
        Assert.Equal(Lines, await TypeOf("format=cloudevents", null));
        Assert.Equal(Lines, await TypeOf("format=ndjson", "text/csv"));
        Expect.Problem(await Get(timeline, "", "application/json"), 406, "not-acceptable");
        Expect.Problem(await Get(timeline, "format=xml"), 400, "malformed-request", "format");
        Expect.Problem(await Get(timeline, "format=csv&format=csv&known=soon"), 400, "malformed-request", "format", "known");
        Expect.Problem(await Get("nowhere", "format=parquet"), 404, "unknown-timeline");

        // What the header chose is in the permalink, so that it is the same without the header.
        var chosen = await Get(timeline, "known=2019-02-24", "text/csv");
        Assert.Equal("Accept", chosen.Headers["Vary"]);
        Assert.Equal(chosen.Text, (await Api.Get(chosen.Headers["Content-Location"])).Text);

        async Task<string> TypeOf(string query, string? accept)
        {
            var export = await Get(timeline, query, accept);
            Assert.True(export.Status == HttpStatusCode.OK, export.Text);
            return export.Headers["Content-Type"].Split(';')[0];
        }
    }

    // Of all vantages, how many rows were compared.
    private async Task<int> SameAsLines(string timeline)
    {
        var compared = 0;
        foreach (var vantage in Vantages)
        {
            var lines = await GetLines(timeline, vantage);
            Assert.Equal(lines, Tables.OfCsv((await Get(timeline, $"format=csv&cells=raw&{vantage}")).Text));
            Assert.Equal(lines, Tables.OfParquet(await Bytes(timeline, $"format=parquet&{vantage}")));
            compared += lines.Count;
        }

        return compared;
    }

    private async Task<List<string?[]>> GetLines(string timeline, string query) =>
        [.. (await Get(timeline, query)).Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Tables.OfLine)];

    private async Task<byte[]> Bytes(string timeline, string query) => await Api.Http.GetByteArrayAsync($"/v1/{timeline}/export?{query}".TrimEnd('&'));

    private Task<Answer> Get(string timeline, string query, string? accept = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, $"/v1/{timeline}/export?{query}".TrimEnd('&', '?'));
        if (accept is not null) request.Headers.Add("Accept", accept);
        return Api.Send(request);
    }

    private async Task<string> Imported(string lines, bool mayRefuse = false)
    {
        var timeline = await Api.NewTimeline();
        var report = await Api.Post($"/v1/{timeline}/import", lines, Lines);
        Assert.True(mayRefuse || (int)report.At("/refused")! == 0, report.Text);
        return timeline;
    }
}
