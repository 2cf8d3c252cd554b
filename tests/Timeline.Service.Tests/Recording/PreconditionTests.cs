using System.Net;
using Timeline.Service.Tests.Fixtures;

namespace Timeline.Service.Tests.Recording;

/// <summary>Recording only onto what one has read: If-Match and If-None-Match.</summary>
[Trait(RunFramework.Suite, RunFramework.Ledger)]
public sealed class PreconditionTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private const string Subject = "summit/s";

    private static string Event(string? id = null, string subject = Subject) =>
        $$$"""{"id":"{{{id ?? $"{Guid.NewGuid()}"}}}","subject":"{{{subject}}}","type":"SummitScheduled","known":"2019-02-05","data":{"dates":"2019-02"}}""";

    private Task<Answer> Post(string timeline, string body, params (string, string)[] headers) =>
        server.Api.Post($"/v1/{timeline}/events", body, "application/json", headers);

    private async Task<string> TimelineAt(int version)
    {
        var timeline = await server.Api.NewTimeline();
        for (var i = 0; i < version; i++) await server.Api.Record(timeline, Event());
        return timeline;
    }

    [Fact]
    public async Task The_ETag_of_an_answer_is_the_subjects_version_and_matches_next_time()
    {
        var timeline = await server.Api.NewTimeline();
        var tag = (await Post(timeline, Event(), ("If-None-Match", "*"))).Headers["ETag"];
        Assert.Equal("\"1\"", tag);
        for (var version = 2; version <= 4; version++)
        {
            var answer = await Post(timeline, Event(), ("If-Match", tag));
            Assert.Equal(HttpStatusCode.Created, answer.Status);
            Assert.Equal($"\"{version}\"", tag = answer.Headers["ETag"]);
        }
    }

    [Theory]
    [InlineData(0, "If-Match", "\"1\"", 0)]
    [InlineData(0, "If-Match", "*", 0)]
    [InlineData(2, "If-None-Match", "*", 2)]
    [InlineData(3, "If-Match", "\"1\"", 2)]
    [InlineData(3, "If-Match", "\"0\"", 3)]
    [InlineData(3, "If-Match", "\"4\"", 0)]
    [InlineData(3, "If-Match", "\"9223372036854775807\"", 0)]
    public async Task What_is_not_so_is_answered_with_what_got_in_between(int version, string header, string value, int between)
    {
        var timeline = await TimelineAt(version);
        var position = await server.Api.PositionAsync(timeline);
        var answer = await Post(timeline, Event(), (header, value));
        Expect.Problem(answer, 412, "precondition-failed");
        Assert.Equal(version, (int)answer.At("/version")!);
        Assert.Equal(Enumerable.Range(version - between + 1, between), answer.At("/events")!.AsArray().Select(e => (int)e!["version"]!));
        Assert.Equal(position, await server.Api.PositionAsync(timeline));
    }

    [Theory]
    [InlineData(0, "If-None-Match", "*")]
    [InlineData(0, "If-Match", "\"0\"")]
    [InlineData(3, "If-Match", "*")]
    [InlineData(3, "If-Match", "\"3\"")]
    public async Task What_is_so_is_recorded(int version, string header, string value)
    {
        var answer = await Post(await TimelineAt(version), Event(), (header, value));
        Assert.Equal(HttpStatusCode.Created, answer.Status);
        Assert.Equal(version + 1, (int)answer.At("/version")!);
    }

    [Theory]
    [InlineData("If-Match", "")]
    [InlineData("If-Match", "1")]
    [InlineData("If-Match", "\"\"")]
    [InlineData("If-Match", "\"one\"")]
    [InlineData("If-Match", "\"-1\"")]
    [InlineData("If-Match", "\"1.0\"")]
    [InlineData("If-Match", "\"99999999999999999999\"")]
    [InlineData("If-Match", "W/\"1\"")]
    [InlineData("If-Match", "\"1\", \"2\"")]
    [InlineData("If-Match", "*, \"1\"")]
    [InlineData("If-None-Match", "\"1\"")]
    [InlineData("If-None-Match", "")]
    [InlineData("If-None-Match", "*, *")]
    public async Task A_header_that_says_nothing_clear_is_refused(string header, string value)
    {
        var timeline = await TimelineAt(1);
        var position = await server.Api.PositionAsync(timeline);
        Expect.Problem(await Post(timeline, Event(), (header, value)), 400, "malformed-request", header);
        Assert.Equal(position, await server.Api.PositionAsync(timeline));
    }

    [Fact]
    public async Task The_two_headers_together_are_refused()
    {
        var timeline = await TimelineAt(1);
        Expect.Problem(await Post(timeline, Event(), ("If-Match", "\"1\""), ("If-None-Match", "*")), 400, "malformed-request", "If-None-Match");
    }

    [Fact]
    public async Task A_header_given_twice_is_refused()
    {
        var timeline = await TimelineAt(1);
        Expect.Problem(await Post(timeline, Event(), ("If-Match", "\"1\""), ("If-Match", "\"2\"")), 400, "malformed-request", "If-Match");
    }

    [Theory]
    [InlineData("If-Match", "*")]
    [InlineData("If-Match", "\"1\"")]
    [InlineData("If-None-Match", "*")]
    public async Task A_precondition_speaks_of_one_subject_only(string header, string value)
    {
        var timeline = await TimelineAt(1);
        var position = await server.Api.PositionAsync(timeline);
        Expect.Problem(await Post(timeline, $"[{Event()},{Event(subject: "summit/t")}]", (header, value)), 400, "malformed-request");
        Assert.Equal(position, await server.Api.PositionAsync(timeline));
    }

    [Fact]
    public async Task An_array_of_one_subject_is_recorded_onto_the_version_expected_or_not_at_all()
    {
        var timeline = await TimelineAt(2);
        Expect.Problem(await Post(timeline, $"[{Event()},{Event()}]", ("If-Match", "\"1\"")), 412, "precondition-failed");
        var answer = await Post(timeline, $"[{Event()},{Event()}]", ("If-Match", "\"2\""));
        Assert.Equal(HttpStatusCode.Created, answer.Status);
        Assert.Equal("\"4\"", answer.Headers["ETag"]);
        Assert.Equal([3, 4], answer.At("/items")!.AsArray().Select(e => (int)e!["version"]!));
    }

    [Fact]
    public async Task At_most_a_hundred_events_in_between_are_told_the_first_of_them()
    {
        var timeline = await server.Api.NewTimeline();
        await server.Api.Record(timeline, $"[{string.Join(',', Enumerable.Range(0, 120).Select(_ => Event()))}]");
        var answer = await Post(timeline, Event(), ("If-Match", "\"10\""));
        Assert.Equal(120, (int)answer.At("/version")!);
        Assert.Equal(Enumerable.Range(11, 100), answer.At("/events")!.AsArray().Select(e => (int)e!["version"]!));
    }

    [Fact]
    public async Task The_winner_may_repeat_its_request_whatever_was_recorded_since()
    {
        var timeline = await TimelineAt(1);
        var mine = Event("eeeeeeee-1111-4111-8111-111111111111");
        var first = await Post(timeline, mine, ("If-Match", "\"1\""));
        await server.Api.Record(timeline, Event());
        var again = await Post(timeline, mine, ("If-Match", "\"1\""));
        Assert.Equal(HttpStatusCode.OK, again.Status);
        Expect.SameJson(first.Json, again.Json);
        // Anything new beside it must find what it expects.
        Expect.Problem(await Post(timeline, $"[{mine},{Event()}]", ("If-Match", "\"1\"")), 412, "precondition-failed");
    }

    [Fact]
    public async Task Of_writers_that_race_at_one_version_exactly_one_wins_and_the_others_are_told_who()
    {
        const int Rounds = 50, Writers = 8;
        var timeline = await server.Api.NewTimeline();
        for (var round = 0; round < Rounds; round++)
        {
            var header = round == 0 ? ("If-None-Match", "*") : ("If-Match", $"\"{round}\"");
            var ids = Enumerable.Range(0, Writers).Select(_ => Guid.NewGuid().ToString()).ToArray();
            var answers = await Task.WhenAll(ids.Select(id => Post(timeline, Event(id), header)));
            var winner = Assert.Single(answers, a => a.Status == HttpStatusCode.Created);
            Assert.Equal(round + 1, (int)winner.At("/version")!);
            foreach (var loser in answers.Where(a => a != winner))
            {
                Expect.Problem(loser, 412, "precondition-failed");
                Assert.Equal(round + 1, (int)loser.At("/version")!);
                var told = Assert.Single(loser.At("/events")!.AsArray())!.AsObject();
                // As whoever asks may see it: with when they know it from, when it had happened and where it stands.
                Assert.True(told.Remove("knownBy") && told.Remove("happenedBy") && told.Remove("standing"));
                Expect.SameJson(winner.Json, told);
            }
        }

        var events = (await server.Api.Get($"/v1/{timeline}/events?limit=1000")).At("/items")!.AsArray();
        Assert.Equal(Enumerable.Range(1, Rounds), events.Select(e => (int)e!["version"]!));
        Assert.Empty(server.Log.Entries);
    }

    [Fact]
    public async Task What_is_told_to_have_got_in_between_is_never_newer_than_the_version_told()
    {
        var timeline = await TimelineAt(1);
        using var done = new CancellationTokenSource();
        var busy = Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
        {
            while (!done.IsCancellationRequested) await server.Api.Record(timeline, Event());
        }));
        for (var i = 0; i < 100; i++)
        {
            var answer = await Post(timeline, Event(), ("If-None-Match", "*"));
            Expect.Problem(answer, 412, "precondition-failed");
            var version = (int)answer.At("/version")!;
            Assert.Equal(Enumerable.Range(1, Math.Min(version, 100)), answer.At("/events")!.AsArray().Select(e => (int)e!["version"]!));
            if (version > 60) break;
        }

        await done.CancelAsync();
        await busy;
    }
}
