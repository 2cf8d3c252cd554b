using System.Buffers.Text;
using System.Globalization;
using System.Net;
using System.Text;
using Timeline.Service.Tests.Fixtures;

namespace Timeline.Service.Tests.Trust;

/// <summary>
/// <c>recorded</c> resolves to the newest event, up to there, that the reader learns of (SEMANTICS §4): so nobody can tell from a vantage or
/// an entity tag that something was recorded which they may not know, or when.
/// </summary>
[Trait(RunFramework.Suite, RunFramework.Ledger)]
public sealed class ResolvedPositionTests
{
    private static readonly DateTimeOffset Start = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly string[] Addresses =
    [
        "events", "subjects", "briefing", "calendar.ics", "publishers", "days", "export", "replay", "replay?axis=recorded", "hindsight?date=2019-02-03",
        "compare?from.known=2019-02-02", "compare?from.knower=prk&to.knower=public", "subjects/talks/t", "subjects/talks/t/events", "subjects/talks/t/history",
        "subjects/talks/t/timemap", "subjects/talks/t/hindsight?date=2019-02-03", "subjects/talks/t/compare?from.known=2019-02-02", "subjects/talks/secret",
        "cite?of=/v1/korea/briefing", "events?text=envoys&limit=1", "events?knower=prk", "feed", "feed?after=0", "feed?after=999999",
    ];

    [Fact]
    public async Task A_secret_that_is_recorded_moves_no_resolved_vantage_and_no_entity_tag()
    {
        var clock = new SetClock(Start);
        await using var server = await TestServer.StartAsync(clock);
        var (before, last) = (await RecordAsync(server, clock), 0L);
        clock.Now = clock.Now.AddMinutes(1);
        var asked = await AskAsync(server, before);

        // By the minute, up to the moment at which it is asked.
        await server.Api.Record("korea", Event("talks/secret", "usa"));
        for (var i = 0; i < 3; i++) last = await SeqAsync(server, Event("talks/t", "usa"));

        Assert.Equal(asked, await AskAsync(server, before));
        // Who may know of it sees it at once, wherever it is asked for.
        foreach (var recorded in ((string[])["", $"&recorded={last}", $"&recorded={last + 1}"]))
            Assert.Equal(last, (long)(await server.Api.Get($"/v1/korea/subjects/talks/t?knower=usa{recorded}")).At("/vantage/recorded")!);
    }

    [Fact]
    public async Task Recorded_as_an_instant_or_a_position_does_not_date_a_secret()
    {
        var clock = new SetClock(Start);
        await using var server = await TestServer.StartAsync(clock);
        Assert.Equal(HttpStatusCode.Created, (await server.Api.Put("/v1/korea", """{"title":"Korea"}""")).Status);
        var (open, secret) = (await SeqAsync(server, Event("talks/t", "public")), await SeqAsync(server, Event("talks/t", "usa")));
        clock.Now = clock.Now.AddMinutes(1);

        foreach (var recorded in new[] { "", $"{open}", $"{secret}", $"{secret + 1}", $"{long.MaxValue}", At(Start), At(Start.AddTicks(10)), At(clock.Now) })
        {
            foreach (var (address, pointer) in new[] { ("events?", "/vantage/recorded"), ("compare?from.known=2019-02-01&", "/to/recorded") })
            {
                var parameter = recorded.Length == 0 ? "" : address.StartsWith("compare", StringComparison.Ordinal) ? $"to.recorded={recorded}" : $"recorded={recorded}";
                var answer = await server.Api.Get($"/v1/korea/{address}{parameter}");
                Assert.True(answer.Status == HttpStatusCode.OK, answer.Text);
                Assert.Equal(open, (long)answer.At(pointer)!);
            }
        }
    }

    [Fact]
    public async Task A_permalink_at_the_position_of_a_secret_answers_as_before_and_so_do_the_pages_after_it()
    {
        await using var server = await TestServer.StartAsync(await TestCluster.CreateDatabaseAsync(CancellationToken.None));
        Assert.Equal(HttpStatusCode.Created, (await server.Api.Put("/v1/korea", """{"title":"Korea"}""")).Status);
        for (var i = 0; i < 2; i++) await server.Api.Record("korea", Event("talks/t", "public"));
        var open = await SeqAsync(server, Event("talks/t", "public"));
        var secret = await SeqAsync(server, Event("talks/t", "usa"));
        await server.Api.Record("korea", Event("talks/t", "public"));

        foreach (var address in new[] { "events?limit=1&", "subjects/talks/t?", "subjects/talks/t/history?", "export?" })
        {
            const string Pinned = "known=2019-03-01T00:00:00.000000Z&at=..";
            var (made, resolved) = ($"/v1/korea/{address}{Pinned}&recorded={secret}", $"/v1/korea/{address}{Pinned}&recorded={open}");
            var (one, other) = (await server.Api.Get(made), await server.Api.Get(resolved));
            Assert.Equal((HttpStatusCode.OK, one.Text, one.Headers["ETag"], one.Headers["Cache-Control"]), (other.Status, other.Text, other.Headers["ETag"], other.Headers["Cache-Control"]));
            Assert.Contains("immutable", one.Headers["Cache-Control"], StringComparison.Ordinal);
            if (!address.StartsWith("events", StringComparison.Ordinal)) continue;

            // A cursor that was given out then holds that position, too.
            var next = other.TextAt("/next")!;
            var text = next.Split("cursor=")[1];
            var cursor = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text)).Replace($"|{open}|", $"|{secret}|", StringComparison.Ordinal);
            var old = next.Replace(text, Base64Url.EncodeToString(Encoding.UTF8.GetBytes(cursor)), StringComparison.Ordinal)
                .Replace($"recorded={open}", $"recorded={secret}", StringComparison.Ordinal);
            Assert.NotEqual(next, old);
            Assert.Equal(Items(await server.Api.Get(next)), Items(await server.Api.Get(old)));
        }

        static string Items(Answer page) => page.Status == HttpStatusCode.OK ? page.At("/items")!.ToJsonString() : page.Text;
    }

    [Fact]
    public async Task What_is_asked_above_the_newest_is_answered_as_the_newest_and_not_kept()
    {
        await using var server = await TestServer.StartAsync(await TestCluster.CreateDatabaseAsync(CancellationToken.None));
        Assert.Equal(HttpStatusCode.Created, (await server.Api.Put("/v1/korea", """{"title":"Korea"}""")).Status);
        var newest = await SeqAsync(server, Event("talks/t", "public"));
        var above = await server.Api.Get($"/v1/korea/events?known=2019-03-01&at=..&recorded={newest + 1}");
        Assert.Equal(newest, (long)above.At("/vantage/recorded")!);
        Assert.Equal("no-cache", above.Headers["Cache-Control"]);
        var next = await SeqAsync(server, Event("talks/t", "public"));
        Assert.Equal(next, (long)(await server.Api.Get($"/v1/korea/events?known=2019-03-01&at=..&recorded={next}")).At("/vantage/recorded")!);
    }

    // Some events that are public and one that North Korea knows, a minute apart; the position of each.
    private static async Task<List<long>> RecordAsync(TestServer server, SetClock clock)
    {
        Assert.Equal(HttpStatusCode.Created, (await server.Api.Put("/v1/korea", """{"title":"Korea"}""")).Status);
        var recorded = new List<long>();
        foreach (var knower in (string[])["public", "public", "prk", "public"])
        {
            clock.Now = clock.Now.AddMinutes(1);
            recorded.Add(await SeqAsync(server, Event("talks/t", knower)));
        }

        return recorded;
    }

    // Everything, with what is told about the vantage and what caches are told, asked by default and at moments and positions.
    private static async Task<List<string>> AskAsync(TestServer server, List<long> recorded)
    {
        var told = new List<string>();
        foreach (var address in Addresses)
        {
            string[] points = address.StartsWith("feed", StringComparison.Ordinal) || address.StartsWith("cite", StringComparison.Ordinal) ? [""]
                : ["", $"{recorded[1]}", $"{recorded[^1]}", $"{recorded[^1] + 1}", $"{recorded[^1] + 3}", "999999", At(Start.AddSeconds(90)), At(Start.AddMinutes(5))];
            foreach (var point in points)
            {
                var parameter = point.Length == 0 ? "" : address.Contains("compare", StringComparison.Ordinal) ? $"to.recorded={point}" : $"recorded={point}";
                var answer = await server.Api.Get($"/v1/korea/{address}{(address.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{parameter}".TrimEnd('?', '&'));
                var headers = ((string[])["ETag", "Last-Modified", "Memento-Datetime", "Link", "Cache-Control", "Content-Location"]).Select(h => answer.Headers.GetValueOrDefault(h));
                told.Add($"{address} {parameter}: {answer.Status} {string.Join(' ', headers)}\n{answer.Text}");
            }
        }

        return told;
    }

    private static string At(DateTimeOffset moment) => moment.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture);

    private static async Task<long> SeqAsync(TestServer server, string json) => (long)(await server.Api.Record("korea", json)).At("/seq")!;

    private static string Event(string subject, string knower) =>
        $$$"""{"subject":"{{{subject}}}","type":"SituationReported","disclosures":[{"to":"{{{knower}}}","at":"2019-02-01"}],"happened":"2019-01-30","data":{"situation":"envoys met"}}""";
}
