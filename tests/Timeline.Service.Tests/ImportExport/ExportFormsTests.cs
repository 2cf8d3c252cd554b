using System.Net;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Timeline.Domain.Knowing;
using Timeline.Domain.Record;
using Timeline.Domain.Time;
using Timeline.Postgres.Events;
using Timeline.Server.Http;
using Timeline.Server.ImportExport;
using Timeline.Server.ImportExport.ExportForms;
using Timeline.Server.Knowing;
using Timeline.Service.Tests.Embedded;

namespace Timeline.Service.Tests.ImportExport;

/// <summary>An export is written as its events are read, and ends with them: whole, or told to be broken off.</summary>
public sealed class ExportFormsTests
{
    public static TheoryData<string> Forms => [.. ExportForm.Names];

    [Fact]
    public async Task Long_events_are_all_in_the_file_and_in_order()
    {
        var body = new MemoryStream();
        await Write("parquet", body, Pages(pages: 60, size: 10, length: 100_000));
        var rows = Tables.OfParquet(body.ToArray());
        Assert.Equal(Enumerable.Range(1, 600).Select(n => $"{n}"), rows.Select(r => r[Array.IndexOf(Tables.Columns, "seq")]));
        Assert.All(rows, r => Assert.Equal(100_000, r[Array.IndexOf(Tables.Columns, "quote")]!.Length));
    }

    [Fact]
    public async Task Many_events_are_all_in_the_file_and_in_order()
    {
        var body = new MemoryStream();
        await Write("parquet", body, Pages(pages: 50, size: 1000, length: 10));
        Assert.Equal(Enumerable.Range(1, 50_000).Select(n => $"{n}"), Tables.OfParquet(body.ToArray()).Select(r => r[Array.IndexOf(Tables.Columns, "seq")]));
    }

    [Fact]
    public async Task An_export_of_nothing_is_a_table_without_rows()
    {
        var (parquet, csv) = (new MemoryStream(), new MemoryStream());
        await Write("parquet", parquet, Pages(pages: 0));
        await Write("csv", csv, Pages(pages: 0));
        Assert.Equal(Tables.Types(), Tables.TypesOfParquet(parquet.ToArray()));
        Assert.Empty(Tables.OfParquet(parquet.ToArray()));
        Assert.Empty(Tables.OfCsv(Encoding.UTF8.GetString(csv.ToArray())));
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task What_goes_wrong_in_reading_the_events_ends_the_export_as_it_is(string form)
    {
        var body = new MemoryStream();
        var wrong = await Assert.ThrowsAsync<IOException>(() => Write(form, body, Pages(pages: 50, size: 1000, length: 10, failsAt: 45)));
        Assert.Equal("the database went away", wrong.Message);
        Assert.True(body.Length > 1000, $"{body.Length} bytes");
        // No file of Parquet ends otherwise; whoever has this one has none.
        Assert.NotEqual("PAR1", Encoding.ASCII.GetString(body.ToArray()[^4..]));
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task A_client_is_not_left_to_take_a_part_for_the_whole(string form)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        await using var app = builder.Build();
        app.UseProblems();
        app.MapGet("/broken", IResult () => Export(form, Pages(pages: 50, size: 1000, length: 10, failsAt: 45)));
        app.MapGet("/never", IResult () => Export(form, Pages(pages: 50, size: 1000, length: 10, failsAt: 0)));
        await app.StartAsync();
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        using var broken = await client.GetAsync("/broken", HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(HttpStatusCode.OK, broken.StatusCode);
        await Assert.ThrowsAsync<HttpRequestException>(() => broken.Content.ReadAsByteArrayAsync());

        // Of what has not begun it is told why.
        using var never = await client.GetAsync("/never");
        Assert.Equal(HttpStatusCode.InternalServerError, never.StatusCode);
        Assert.Equal("application/problem+json", never.Content.Headers.ContentType!.MediaType);
        Assert.False(never.Content.Headers.Contains("Content-Disposition"));
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task A_client_that_goes_away_ends_the_export_and_nothing_is_left_of_it(string form)
    {
        // What is loaded once stays.
        await Write(form, new MemoryStream(), Pages(pages: 1));
        var (before, ended) = (OpenPipes(), 0);
        for (var i = 0; i < 10; i++)
        {
            using var gone = new CancellationTokenSource();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
                Write(form, new LeavingStream(gone), Pages(pages: int.MaxValue, size: 1000, length: 10, ended: () => ended++), gone.Token));
        }

        Assert.Equal(10, ended);
        // Others come and go in tests beside this one.
        await Eventually.TrueAsync("the pipes are closed", () => OpenPipes() <= before + 5);
    }

    [Fact]
    public async Task A_client_that_goes_away_before_it_is_sent_anything_ends_the_export()
    {
        using var gone = new CancellationTokenSource();
        var ended = 0;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Write("parquet", new MemoryStream(), Waiting(), gone.Token));
        Assert.Equal(1, ended);

        async IAsyncEnumerable<IReadOnlyList<ExportedEvent>> Waiting([EnumeratorCancellation] CancellationToken cancellation = default)
        {
            try
            {
                gone.CancelAfter(TimeSpan.FromMilliseconds(1));
                await Task.Delay(Timeout.Infinite, cancellation);
                yield return [];
            }
            finally
            {
                ended++;
            }
        }
    }

    private static Task Write(string form, Stream body, IAsyncEnumerable<IReadOnlyList<ExportedEvent>> pages, CancellationToken cancellation = default)
    {
        var http = new DefaultHttpContext { RequestAborted = cancellation };
        http.Response.Body = body;
        return Export(form, pages).WriteAsync(http);
    }

    private static ExportedEvents Export(string form, IAsyncEnumerable<IReadOnlyList<ExportedEvent>> pages)
    {
        var known = Domain.Tests.Ledger.Moment("2019-02-24");
        var vantage = new Vantage { Known = known, At = known, Recorded = 200, Knowers = [Key.Public] };
        var query = new VantageQuery { Path = "/v1/korea/export", Knowers = vantage.Knowers, Lens = vantage.Lens };
        return new ExportedEvents(
            ExportForm.All.Single(f => f.Name == form), new Viewpoint(Key.Parse("korea"), vantage, new Head(200, known), query), [], pages);
    }

    private static async IAsyncEnumerable<IReadOnlyList<ExportedEvent>> Pages(
        int pages, int size = 10, int length = 10, int? failsAt = null, Action? ended = null, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        using var data = JsonDocument.Parse("""{"by":"usa","statement":"no"}""");
        try
        {
            for (var page = 0; page < pages; page++)
            {
                await Task.Yield();
                cancellation.ThrowIfCancellationRequested();
                if (page == failsAt) throw new IOException("the database went away");
                yield return [.. Enumerable.Range((page * size) + 1, size).Select(n => Event(n, length, data.RootElement))];
            }
        }
        finally
        {
            ended?.Invoke();
        }
    }

    private static ExportedEvent Event(int number, int length, JsonElement data) => new()
    {
        Id = Guid.CreateVersion7(),
        Subject = SubjectId.Parse("summit/us-dprk-2"),
        Type = "StatementMade",
        Data = data,
        Happened = Edtf.Parse("2019-02-24"),
        Disclosures = [new Disclosure { To = Key.Public, At = Edtf.Parse("2019-02-24") }],
        Source = new Source { Publisher = Key.Parse("cnn"), Quote = Convert.ToHexString(Random(number, (length + 1) / 2))[..length] },
        NotedAt = new Instant(number),
        Version = number,
        Seq = number,
        RecordedAt = new Instant(number),
        RecordedBy = "tester",
    };

    private static byte[] Random(int seed, int length)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    private static int OpenPipes() => OperatingSystem.IsLinux()
        ? new DirectoryInfo("/proc/self/fd").EnumerateFiles().Count(f => f.LinkTarget?.StartsWith("pipe:", StringComparison.Ordinal) == true)
        : 0;

    /// <summary>A client that goes away when it has had a part.</summary>
    private sealed class LeavingStream(CancellationTokenSource gone) : MemoryStream
    {
        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (Length > 100_000) await gone.CancelAsync();
            cancellationToken.ThrowIfCancellationRequested();
            await base.WriteAsync(buffer, cancellationToken);
        }
    }
}
