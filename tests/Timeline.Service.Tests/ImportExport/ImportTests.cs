using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Timeline.Service.Tests.Embedded;
using Timeline.Service.Tests.Fixtures;

namespace Timeline.Service.Tests.ImportExport;

/// <summary>Importing newline-delimited JSON: good lines are kept, bad ones told with their numbers, or it is all or nothing.</summary>
public sealed class ImportTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private const string Lines = "application/x-ndjson";

    private static string Id(int n) => $"00000000-0000-4000-8000-{n:x12}";

    private static string Line(int n, string subject = "summit/s") =>
        $$$"""{"id":"{{{Id(n)}}}","subject":"{{{subject}}}","type":"SummitScheduled","known":"2019-02-05","data":{"dates":"2019-02"}}""";

    private Task<Answer> Import(string timeline, string body, string query = "", string type = Lines) =>
        server.Api.Post($"/v1/{timeline}/import{query}", body, type);

    private async Task<int> Count(string timeline)
    {
        var count = 0;
        for (var next = $"/v1/{timeline}/events?limit=1000"; next is not null;)
        {
            var page = await server.Api.Get(next);
            count += page.At("/items")!.AsArray().Count;
            next = page.TextAt("/next");
        }

        return count;
    }

    private static void Reports(Answer answer, int lines, int recorded, int repeated, params (int Line, string Pointer)[] refused)
    {
        Assert.True(answer.Status == HttpStatusCode.OK, answer.Text);
        Assert.Equal("application/json; charset=utf-8", answer.Headers["Content-Type"]);
        Assert.Equal((lines, recorded, repeated),
            ((int)answer.At("/lines")!, (int)answer.At("/recorded")!, (int)answer.At("/repeated")!));
        Assert.Equal(refused.Select(r => r.Line).Distinct().Count(), (int)answer.At("/refused")!);
        Assert.Equal(refused, Errors(answer));
    }

    private static IEnumerable<(int, string)> Errors(Answer answer) =>
        answer.At("/errors")!.AsArray().Select(e => ((int)e!["line"]!, (string)e["pointer"]!));

    [Theory]
    [InlineData("\n", "\n")]
    [InlineData("\n", "")]
    [InlineData("\r\n", "\r\n")]
    [InlineData("\r\n", "")]
    [InlineData("\n\n  \n\t\n", "\n\n")]
    public async Task Lines_are_recorded_in_order_however_they_end(string between, string end)
    {
        var timeline = await server.Api.NewTimeline();
        var answer = await Import(timeline, string.Join(between, Enumerable.Range(1, 5).Select(n => Line(n))) + end);
        Reports(answer, 5, 5, 0);
        var events = (await server.Api.Get($"/v1/{timeline}/events")).At("/items")!.AsArray();
        Assert.Equal(Enumerable.Range(1, 5).Select(Id), events.Select(e => (string)e!["id"]!));
    }

    [Theory]
    [InlineData("")]
    [InlineData("?atomic=true")]
    public async Task A_byte_order_mark_before_the_first_line_is_passed_over(string query)
    {
        var timeline = await server.Api.NewTimeline();
        Reports(await Import(timeline, $"\uFEFF{Line(1)}\r\n{Line(2)}\r\n", query), 2, 2, 0);
        Reports(await Import(await server.Api.NewTimeline(), "\uFEFF", query), 0, 0, 0);
        Reports(await Import(await server.Api.NewTimeline(), "\uFEFF\n" + Line(1), query), 1, 1, 0);
    }

    [Fact]
    public async Task A_byte_order_mark_anywhere_else_is_refused() =>
        Reports(await Import(await server.Api.NewTimeline(), $"\uFEFF\uFEFF{Line(1)}\n{Line(2)}\n\uFEFF{Line(3)}"), 3, 1, 0, (1, ""), (3, ""));

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("\r\n \n")]
    public async Task Nothing_imports_nothing(string body)
    {
        Reports(await Import(await server.Api.NewTimeline(), body), 0, 0, 0);
        Reports(await Import(await server.Api.NewTimeline(), body, "?atomic=true"), 0, 0, 0);
    }

    [Fact]
    public async Task Bad_lines_are_told_with_their_numbers_in_order_and_good_ones_kept()
    {
        var timeline = await server.Api.NewTimeline();
        string[] lines =
        [
            Line(1),
            "",
            "{",
            """{"subject":"summit/s","type":"EventDenied","data":{"event":"99999999-1111-4111-8111-111111111111"}}""",
            """{"subject":"summit/s","type":"SummitScheduled","data":{"dates":"2019-02-30","title":""}}""",
            Line(2),
            Line(2).Replace("2019-02\"", "2019-03\""),
            """{"subject":"war/x","type":"SummitScheduled","data":{"dates":"2019"}}""",
            "null",
            $"[{Line(3)}]",
            Line(4).Replace("2019-02-05", "2999-01-01"),
            Line(5),
        ];
        Reports(await Import(timeline, string.Join('\n', lines)), 11, 3, 0,
            (3, ""), (4, "/data/event"), (5, "/data/dates"), (5, "/data/title"), (7, "/id"), (8, "/subject"), (9, ""), (10, ""), (11, "/known"));
        Assert.Equal(3, await Count(timeline));
        Assert.Empty(server.Log.Entries);
    }

    [Fact]
    public async Task All_or_nothing_is_nothing_where_a_line_is_bad()
    {
        var timeline = await server.Api.NewTimeline();
        var answer = await Import(timeline, $"{Line(1)}\n{{\n{Line(2)}\n{Line(1).Replace("2019-02\"", "2019-03\"")}\n", "?atomic=true");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        Assert.Equal("application/problem+json", answer.Headers["Content-Type"]);
        Assert.Equal("import-refused", answer.Problem);
        Assert.Equal([(2, ""), (4, "/id")], Errors(answer));
        Assert.Equal(0, await server.Api.PositionAsync(timeline));
        Assert.Equal(0, await Count(timeline));
    }

    [Fact]
    public async Task All_or_nothing_is_all_where_every_line_is_good_and_acts_find_their_targets_across_chunks()
    {
        foreach (var query in new[] { "?atomic=true", "?atomic=false", "" })
        {
            var timeline = await server.Api.NewTimeline();
            var body = string.Join('\n', Enumerable.Range(1, 1200).Select(n => n % 100 == 0
                ? $$$"""{"id":"{{{Id(n)}}}","subject":"summit/s","type":"EventDenied","known":"2019-02-06","data":{"event":"{{{Id((n / 2) + 1)}}}"}}"""
                : Line(n)));
            Reports(await Import(timeline, body, query), 1200, 1200, 0);
            Assert.Equal(1200, await Count(timeline));
        }
    }

    [Fact]
    public async Task Sending_it_again_changes_nothing()
    {
        var timeline = await server.Api.NewTimeline();
        var body = string.Join('\n', Enumerable.Range(1, 700).Select(n => Line(n)));
        Reports(await Import(timeline, body), 700, 700, 0);
        var position = await server.Api.PositionAsync(timeline);
        Reports(await Import(timeline, body), 700, 0, 700);
        Reports(await Import(timeline, body, "?atomic=true"), 700, 0, 700);
        Reports(await Import(timeline, $"{body}\n{Line(701)}"), 701, 1, 700);
        Assert.Equal(position + 1, await server.Api.PositionAsync(timeline));
    }

    [Fact]
    public async Task The_same_line_twice_in_one_import_is_recorded_once()
    {
        var timeline = await server.Api.NewTimeline();
        Reports(await Import(timeline, $"{Line(1)}\n{Line(1)}\n{Line(2)}"), 3, 2, 1);
        Assert.Equal(2, await Count(timeline));
    }

    [Fact]
    public async Task What_another_ledger_assigned_is_passed_over_and_what_was_noted_is_kept()
    {
        var timeline = await server.Api.NewTimeline();
        var exported = JsonNode.Parse(Line(1))!.AsObject();
        (exported["timeline"], exported["version"], exported["seq"]) = ("elsewhere", 77, 12345);
        (exported["recordedAt"], exported["recordedBy"], exported["notedAt"]) = ("2019-03-01T00:00:00.000000Z", "somebody", "2019-02-05T12:00:00.000000Z");
        Reports(await Import(timeline, exported.ToJsonString()), 1, 1, 0);
        var e = await server.Api.Get($"/v1/{timeline}/events/{Id(1)}");
        Assert.Equal((timeline, "1", "2019-02-05T12:00:00.000000Z"), (e.TextAt("/timeline"), e.TextAt("/version"), e.TextAt("/notedAt")));
        Assert.NotEqual("2019-03-01T00:00:00.000000Z", e.TextAt("/recordedAt"));
        Assert.NotEqual("somebody", e.TextAt("/recordedBy"));
        (exported["version"], exported["recordedBy"]) = ("x", JsonNode.Parse("[null]"));
        Reports(await Import(timeline, exported.ToJsonString()), 1, 0, 1);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_overlong_line_is_passed_over_wherever_it_stands(bool isLast)
    {
        var timeline = await server.Api.NewTimeline();
        var tooLong = $$"""{"subject":"summit/s","note":"{{new string('a', 3_000_000)}}"}""";
        string[] lines = isLast ? [Line(1), Line(2), tooLong] : [Line(1), tooLong, Line(2)];
        Reports(await Import(timeline, string.Join('\n', lines)), 3, 2, 0, (isLast ? 3 : 2, ""));
    }

    [Fact]
    public async Task A_line_has_at_most_256_KiB()
    {
        var timeline = await server.Api.NewTimeline();
        string OfLength(int n, int length) => Line(n).Insert(1, new string(' ', length - Line(n).Length));
        Reports(await Import(timeline, $"{OfLength(1, 256 * 1024)}\n{OfLength(2, (256 * 1024) + 1)}\n"), 2, 1, 0, (2, ""));
    }

    [Fact]
    public async Task An_import_may_be_longer_than_any_other_request()
    {
        var timeline = await server.Api.NewTimeline();
        var padded = string.Join('\n', Enumerable.Range(1, 100).Select(n => Line(n) + new string(' ', 200_000)));
        Assert.True(padded.Length > 16 * 1024 * 1024);
        Reports(await Import(timeline, padded), 100, 100, 0);
        Reports(await Import(timeline, padded, "?atomic=true"), 100, 0, 100);
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("text/plain")]
    [InlineData("application/x-ndjson; charset=utf-16")]
    public async Task Another_media_type_is_refused(string type)
    {
        var timeline = await server.Api.NewTimeline();
        Expect.Problem(await Import(timeline, Line(1), type: type), 415, "wrong-media-type");
        Assert.Equal(0, await Count(timeline));
    }

    [Theory]
    [InlineData("application/x-ndjson; charset=utf-8")]
    [InlineData("application/ndjson")]
    [InlineData("application/jsonl")]
    public async Task NDJSON_is_taken_under_each_of_its_names(string type)
    {
        Reports(await Import(await server.Api.NewTimeline(), Line(1), type: type), 1, 1, 0);
    }

    [Theory]
    [InlineData("?atomic=1", "atomic")]
    [InlineData("?atomic=TRUE", "atomic")]
    [InlineData("?atomic=", "atomic")]
    [InlineData("?atomic=true&atomic=true", "atomic")]
    [InlineData("?wrong=1", "wrong")]
    public async Task A_wrong_parameter_is_told_and_nothing_imported(string query, string parameter)
    {
        var timeline = await server.Api.NewTimeline();
        Expect.Problem(await Import(timeline, Line(1), query), 400, "malformed-request", parameter);
        Assert.Equal(0, await Count(timeline));
    }

    [Fact]
    public async Task An_unknown_timeline_is_told()
    {
        Expect.Problem(await Import("nowhere", Line(1)), 404, "unknown-timeline");
        Expect.Problem(await Import("nowhere", Line(1), "?atomic=true"), 404, "unknown-timeline");
        Expect.Problem(await Import("No-Where", Line(1)), 404, "unknown-timeline");
    }

    [Fact]
    public async Task Twenty_thousand_lines_are_imported_in_one_go()
    {
        var timeline = await server.Api.NewTimeline();
        var body = string.Join('\n', Enumerable.Range(1, 20_000).Select(n => n % 1000 == 0 ? "{" : Line(n, $"summit/s-{n / 40}")));
        var time = Stopwatch.StartNew();
        var answer = await Import(timeline, body);
        Assert.True(time.Elapsed < TimeSpan.FromSeconds(90), $"{time.Elapsed}");
        Reports(answer, 20_000, 19_980, 0, [.. Enumerable.Range(1, 20).Select(n => (n * 1000, ""))]);
        Assert.Equal(19_980, await Count(timeline));
    }

    [Theory]
    [InlineData("")]
    [InlineData("?atomic=true")]
    public async Task An_upload_that_breaks_off_leaves_whole_events_or_none(string query)
    {
        var timeline = await server.Api.NewTimeline();
        using var body = new BreakingBody([.. Enumerable.Range(1, 1200).Select(n => Line(n))]);
        var sending = server.Api.Http.PostAsync(new Uri($"/v1/{timeline}/import{query}", UriKind.Relative), body);
        // What is sent of it is recorded, as far as it fills its transactions; then it breaks in the middle of a line.
        if (query.Length == 0) await Eventually.TrueAsync("two transactions are done", async () => await Count(timeline) >= 1000);
        body.Break();
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => sending);

        // The next import waits for the timeline's lock, so whatever the first was about is over.
        Reports(await Import(timeline, Line(5000)), 1, 1, 0);
        var count = await Count(timeline);
        Assert.Equal(query.Length == 0 ? 1001 : 1, count);
        var versions = (await server.Api.Get($"/v1/{timeline}/events?limit=1000")).At("/items")!.AsArray().Select(e => (int)e!["version"]!);
        Assert.Equal(Enumerable.Range(1, Math.Min(count, 1000)), versions);
        Assert.Empty(server.Log.Entries);
    }

    // Sends its lines, then part of one, and breaks when told.
    private sealed class BreakingBody : HttpContent
    {
        private readonly string[] _lines;
        private readonly TaskCompletionSource _break = new(TaskCreationOptions.RunContinuationsAsynchronously);

        internal BreakingBody(string[] lines)
        {
            _lines = lines;
            Headers.ContentType = new MediaTypeHeaderValue(Lines);
        }

        internal void Break() => _break.TrySetResult();

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(Encoding.UTF8.GetBytes(string.Join('\n', _lines) + "\n{\"subject\":"));
            await stream.FlushAsync();
            await _break.Task;
            throw new IOException("The sender is gone.");
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
