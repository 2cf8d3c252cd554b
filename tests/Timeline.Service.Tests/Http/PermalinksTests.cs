using System.Net;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.DependencyInjection;
using Timeline.Domain.Knowing;
using Timeline.Domain.Record;
using Timeline.Domain.Tests;
using Timeline.Domain.Time;
using Timeline.Postgres.Events;
using Timeline.Server.Knowing;
using Timeline.Service.Tests.Fixtures;
using Ledger = Timeline.Postgres.Events.Ledger;

namespace Timeline.Service.Tests.Http;

/// <summary>Permalinks over HTTP: the same bytes under the same entity tag for ever, and not sent to whoever has them (SEMANTICS §4).</summary>
public sealed class PermalinksTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private const string Id = "11111111-1111-4111-8111-111111111111";

    private const string Pin = "known=2019-02-24&at=..&recorded=";

    private static readonly string[] Addresses =
        ["events", $"events/{Id}", "subjects", "subjects/summit/s", "subjects/summit/s/events", "subjects/summit/s/timemap", "export", "replay", "calendar.ics", "publishers", "days", "knowers",
            "subjects/summit/s/history", "briefing"];

    /// <summary>Every address whose answers have permalinks.</summary>
    public static TheoryData<string> Reads => new(Addresses);

    private static async Task<string> Timeline(Api api)
    {
        var timeline = await api.NewTimeline();
        await api.Record(timeline, $$$"""{"id":"{{{Id}}}","subject":"summit/s","type":"SummitScheduled","known":"2019-02-05","data":{"dates":"2019-02"}}""");
        return timeline;
    }

    private Task<Answer> Get(string address, string? held = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (held is not null) request.Headers.TryAddWithoutValidation("If-None-Match", held);
        return server.Api.Send(request);
    }

    [Theory]
    [MemberData(nameof(Reads))]
    public async Task A_pinned_answer_may_be_kept_for_a_day_and_any_other_is_to_be_asked_again(string address)
    {
        var timeline = await Timeline(server.Api);
        var newest = await server.Api.PositionAsync(timeline);
        foreach (var (query, isPinned) in new[]
        {
            ("", false), ("known=2019-02-24", false), ($"recorded={newest}", false), ($"known=2019-02-24&recorded={newest}", false), ("known=2019-02-24&at=..", false),
            ($"at=2019-02-24&recorded={newest}", false), ($"known=2019-02-24&at=2019-02-20&recorded={Instant.FromDateTimeOffset(DateTimeOffset.UtcNow)}", false),
            ($"{Pin}{newest}", true), ($"{Pin}{newest}&knower=usa&without=cnn&zone=Asia/Seoul&show=Asia/Seoul", true),
        })
        {
            var answer = await Get($"/v1/{timeline}/{address}?{query}");
            Assert.True(answer.Status == HttpStatusCode.OK, answer.Text);
            Assert.Equal(isPinned ? "public, max-age=86400, immutable" : "no-cache", answer.Headers["Cache-Control"]);
            // What says when it was asked is never twice the same to the byte.
            var isOfNow = !query.Contains("known=") && address is not ("export" or "replay");
            Assert.Matches(isOfNow ? "^W/\"[0-9a-f]{32}\"$" : "^\"[0-9a-f]{32}\"$", answer.Headers["ETag"]);
        }
    }

    [Theory]
    [MemberData(nameof(Reads))]
    public async Task Whoever_has_the_answer_is_told_so_and_whoever_has_another_is_sent_it(string address)
    {
        var timeline = await Timeline(server.Api);
        var pinned = $"/v1/{timeline}/{address}?{Pin}{await server.Api.PositionAsync(timeline)}";
        var whole = await Get(pinned);
        var tag = whole.Headers["ETag"];
        foreach (var held in new[] { tag, $"W/{tag}", "*", $"\"other\", {tag}", $"W/\"other\" , W/{tag},\"another\"" })
        {
            var answer = await Get(pinned, held);
            Assert.True(answer.Status == HttpStatusCode.NotModified, held);
            Assert.Equal("", answer.Text);
            Assert.False(answer.Headers.ContainsKey("Content-Type"));
            foreach (var header in new[] { "ETag", "Cache-Control", "Link", "Memento-Datetime" })
                Assert.Equal(whole.Headers.GetValueOrDefault(header), answer.Headers.GetValueOrDefault(header));
        }

        foreach (var held in new[] { "\"other\"", "W/\"other\"", tag.Trim('"'), "", "nonsense\"" })
        {
            var answer = await Get(pinned, held);
            Assert.Equal(HttpStatusCode.OK, answer.Status);
            Assert.Equal(whole.Text, answer.Text);
        }
    }

    [Fact]
    public async Task An_answer_with_an_open_end_is_the_same_until_something_is_recorded()
    {
        var timeline = await Timeline(server.Api);
        var address = $"/v1/{timeline}/subjects/summit/s?known=2019-02-24";
        var first = await Get(address);
        Assert.Equal(HttpStatusCode.NotModified, (await Get(address, first.Headers["ETag"])).Status);
        await server.Api.Record(timeline, """{"subject":"summit/s","type":"PlaceConfirmed","known":"2019-02-08","data":{"place":"Hanoi","by":"usa"}}""");
        var second = await Get(address, first.Headers["ETag"]);
        Assert.Equal(HttpStatusCode.OK, second.Status);
        Assert.NotEqual(first.Headers["ETag"], second.Headers["ETag"]);
        Assert.Equal(HttpStatusCode.NotModified, (await Get(first.TextAt("/permalink")!, first.Headers["ETag"])).Status);
    }

    [Theory]
    [InlineData("events")]
    [InlineData("events?limit=1")]
    [InlineData("subjects")]
    [InlineData("subjects/summit/s")]
    [InlineData("subjects/summit/s/events")]
    [InlineData("subjects/summit/s/history?pointer=/dates")]
    [InlineData("subjects/summit/s/compare?from.known=2019-01-01")]
    [InlineData("compare?to.knower=usa")]
    [InlineData("hindsight?date=2019-02-10")]
    [InlineData("briefing")]
    [InlineData("publishers")]
    [InlineData("days")]
    public async Task Who_asks_again_about_now_learns_that_nothing_has_changed(string address)
    {
        var timeline = await Timeline(server.Api);
        await server.Api.Record(timeline, """{"subject":"summit/t","type":"SummitScheduled","known":"2019-02-05","data":{"dates":"2019-02"}}""");
        var first = await Get($"/v1/{timeline}/{address}");
        Assert.True(first.Status == HttpStatusCode.OK, first.Text);
        Assert.Equal(HttpStatusCode.NotModified, (await Get($"/v1/{timeline}/{address}", first.Headers["ETag"])).Status);
        await server.Api.Record(timeline, """{"subject":"summit/s","type":"SummitScheduled","known":"2019-02-08","data":{"dates":"2019-03"}}""");
        var second = await Get($"/v1/{timeline}/{address}", first.Headers["ETag"]);
        Assert.Equal(HttpStatusCode.OK, second.Status);
        Assert.NotEqual(first.Headers["ETag"], second.Headers["ETag"]);
    }

    [Fact]
    public async Task A_problem_is_not_kept_and_has_no_tag()
    {
        var timeline = await Timeline(server.Api);
        var newest = await server.Api.PositionAsync(timeline);
        foreach (var address in new[] { $"subjects/summit/none?{Pin}{newest}", $"subjects/summit/s?known=2019-01-01&at=..&recorded={newest}", $"events?{Pin}-1" })
        {
            var answer = await Get($"/v1/{timeline}/{address}", "*");
            Assert.True((int)answer.Status is 400 or 404, answer.Text);
            Assert.False(answer.Headers.ContainsKey("ETag"));
            Assert.DoesNotContain("immutable", answer.Headers.GetValueOrDefault("Cache-Control", ""), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Another_server_gives_the_same_bytes_the_same_tag()
    {
        var timeline = await Timeline(server.Api);
        await using var other = await TestServer.StartAsync(server.ConnectionString);
        foreach (var address in Addresses)
        {
            var pinned = $"/v1/{timeline}/{address}?{Pin}{await server.Api.PositionAsync(timeline)}";
            var (here, there) = (await Get(pinned), new HttpRequestMessage(HttpMethod.Get, pinned));
            // Under the same name: a calendar has absolute addresses.
            there.Headers.Host = server.Api.Http.BaseAddress!.Authority;
            var again = await other.Api.Send(there);
            Assert.Equal((here.Text, here.Headers["ETag"]), (again.Text, again.Headers["ETag"]));
        }
    }

    [Fact]
    public void On_random_histories_a_permalink_gives_the_same_bytes_under_the_same_tag_whatever_is_recorded_since()
    {
        var ledger = server.Services.GetRequiredService<Ledger>();
        var asked = 0;
        var cases = from history in Histories.OfSeveral.Generator.Where(h => h.Events.Count > 0)
                    from vantage in Histories.Vantages
                    from split in Gen.Choose(0, 100)
                    select (history, vantage, split);
        Prop.ForAll(cases.ToArbitrary(), async at =>
        {
            var timeline = await server.Api.NewTimeline();
            var before = 1 + (at.split * (at.history.Events.Count - 1) / 100);
            await RecordAsync(timeline, at.history.Events.Take(before));
            var newest = await server.Api.PositionAsync(timeline);
            var vantage = at.vantage with
            {
                // What can be asked has an end.
                Known = Instant.Min(at.vantage.Known, Domain.Tests.Ledger.Moment("9999")),
                Recorded = Math.Min(newest, at.vantage.Recorded),
            };
            var pin = string.Join('&', VantageItem.Of(vantage).Parameters().Select(p => $"{p.Name}={p.Value}"));
            var subjects = at.history.Events.Select(e => $"subjects/{e.Subject}").Distinct().SelectMany(s => new[] { s, $"{s}/events", $"{s}/timemap" });
            string[] addresses = ["events", "events?limit=2", "subjects", "export", "replay", "replay?axis=recorded", "replay?axis=happened&step=week", "calendar.ics", "publishers", "days", .. subjects, $"events/{at.history.Events[0].Id}"];
            var answers = new List<(string Address, Answer Answer)>();
            foreach (var address in addresses.Select(a => $"/v1/{timeline}/{a}{(a.Contains('?') ? '&' : '?')}{pin}"))
                answers.Add((address, await server.Api.Get(address)));
            await RecordAsync(timeline, at.history.Events.Skip(before));
            foreach (var (address, answer) in answers.Where(a => a.Answer.Status == HttpStatusCode.OK))
            {
                var again = await server.Api.Get(address);
                Assert.Equal((answer.Text, answer.Headers["ETag"]), (again.Text, again.Headers["ETag"]));
                asked++;
            }

            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(25));
        Assert.True(asked > 100);

        async Task RecordAsync(string timeline, IEnumerable<TimelineEvent> events)
        {
            var requests = events.Select(e => new AppendRequest([Histories.Again(e)], [""], null, "tester", Clearance.All)).ToList();
            if (requests.Count == 0) return;
            var decisions = await ledger.AppendAsync(Key.Parse(timeline), requests, CancellationToken.None);
            Assert.All(decisions!, d => Assert.NotNull(d.Outcomes));
        }
    }
}
