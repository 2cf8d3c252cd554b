using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Timeline.Domain.Knowing;
using Timeline.Domain.Record;
using Timeline.Postgres.Events;
using Timeline.Service.Tests.Embedded;
using Timeline.Service.Tests.Fixtures;

namespace Timeline.Service.Tests.Recording;

/// <summary>Many requests go into one transaction, and none of them notices the others.</summary>
[Trait(RunFramework.Suite, RunFramework.Ledger)]
public sealed class WriterTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private Api Api => server.Api;

    private static string Event(string subject, string place = "Hanoi", Guid? id = null) =>
        $$$"""{"id":"{{{id ?? Guid.NewGuid()}}}","subject":"{{{subject}}}","type":"PlaceConfirmed","known":"2019-02-05","data":{"place":"{{{place}}}"}}""";

    private static AppendRequest Request()
    {
        using var sent = JsonDocument.Parse(Event("summit/s"));
        return new AppendRequest([EventReader.Read(sent.RootElement, "", ignoreAssigned: false, out _)!], [""], null, "anonymous",
            Clearance.All);
    }

    private async Task<Answer[]> WhileHeld(string timeline, IEnumerable<Func<Task<Answer>>> requests)
    {
        Task<Answer>[] asked;
        await using (var held = await HeldTimeline.TakeAsync(server.ConnectionString, timeline))
        {
            asked = [.. requests.Select(r => r())];
            await Eventually.TrueAsync("the writer waits for the lock", held.IsWaitedForAsync);
        }

        return await Task.WhenAll(asked);
    }

    private static async Task<object?> Ask(string connectionString, string sql, params object[] values)
    {
        await using var database = NpgsqlDataSource.Create(connectionString);
        await using var command = database.CreateCommand(sql);
        foreach (var value in values) command.Parameters.Add(new() { Value = value });
        return await command.ExecuteScalarAsync();
    }

    [Fact]
    public async Task Requests_that_wait_together_are_recorded_in_one_transaction()
    {
        const int Requests = 60;
        var timeline = await Api.NewTimeline();
        var answers = await WhileHeld(timeline, Enumerable.Range(0, Requests)
            .Select<int, Func<Task<Answer>>>(i => () => Api.Post($"/v1/{timeline}/events", Event($"summit/s-{i % 7}"))));
        Assert.All(answers, a => Assert.Equal(HttpStatusCode.Created, a.Status));
        Assert.Equal(Requests, answers.Select(a => a.TextAt("/seq")).Distinct().Count());
        var transactions = (long)(await Ask(server.ConnectionString, "select count(distinct xmin::text) from timeline.mt_events where tenant_id = $1", timeline))!;
        // The first may go alone, and some may still be on their way when the lock is given up.
        Assert.InRange(transactions, 1, Requests / 4);
    }

    [Fact]
    public async Task What_the_database_refuses_fails_alone()
    {
        var timeline = await Api.NewTimeline();
        await Ask(server.ConnectionString, """
            create or replace function timeline.poison() returns trigger language plpgsql as
            $$ begin if new.data ->> 'place' = 'Poison' then raise exception 'poisoned'; end if; return new; end $$;
            create or replace trigger poison before insert on timeline.mt_events for each row execute function timeline.poison()
            """);
        var taken = Guid.NewGuid();
        var first = await Api.Record(timeline, Event("summit/s", id: taken));
        var answers = await WhileHeld(timeline, Enumerable.Range(0, 40).Select<int, Func<Task<Answer>>>(i => i switch
        {
            7 or 23 => () => Api.Post($"/v1/{timeline}/events", $"[{Event("summit/s")},{Event("summit/s", "Poison")}]"),
            11 => () => Api.Post($"/v1/{timeline}/events", Event("summit/s", "Da Nang", taken)),
            13 => () => Api.Post($"/v1/{timeline}/events", Event("summit/s", id: taken)),
            17 => () => Api.Post($"/v1/{timeline}/events", Event("summit/s"), headers: ("If-None-Match", "*")),
            _ => () => Api.Post($"/v1/{timeline}/events", Event($"summit/s-{i % 5}")),
        }));
        await Ask(server.ConnectionString, "drop function timeline.poison cascade");

        for (var i = 0; i < answers.Length; i++)
        {
            Assert.Equal(i switch { 7 or 23 => 500, 11 => 409, 13 => 200, 17 => 412, _ => 201 }, (int)answers[i].Status);
        }

        Assert.Equal(first.Text, answers[13].Text);
        Assert.Equal(1 + 35, (long)(await Ask(server.ConnectionString, "select count(*) from timeline.mt_events where tenant_id = $1", timeline))!);
        Assert.Equal(1L, await Ask(server.ConnectionString, "select max(version) from timeline.mt_events where tenant_id = $1 and stream_id = 'summit/s'", timeline));
    }

    [Fact]
    public async Task Requests_of_one_batch_see_each_other()
    {
        var timeline = await Api.NewTimeline();
        var id = Guid.NewGuid();
        var same = Event("summit/s", id: id);
        var answers = await WhileHeld(timeline, Enumerable.Range(0, 20).Select<int, Func<Task<Answer>>>(i => i % 2 == 0
            ? () => Api.Post($"/v1/{timeline}/events", same)
            : () => Api.Post($"/v1/{timeline}/events", Event("summit/t"), headers: ("If-None-Match", "*"))));
        var (repeats, rivals) = (answers.Where((_, i) => i % 2 == 0).ToList(), answers.Where((_, i) => i % 2 == 1).ToList());
        Assert.Single(repeats, a => a.Status == HttpStatusCode.Created);
        Assert.Equal(9, repeats.Count(a => a.Status == HttpStatusCode.OK));
        Assert.Single(repeats.Select(a => a.Text).Distinct());
        var winner = Assert.Single(rivals, a => a.Status == HttpStatusCode.Created);
        Assert.All(rivals.Where(a => a != winner), a =>
        {
            Assert.Equal(HttpStatusCode.PreconditionFailed, a.Status);
            Assert.Equal(winner.TextAt("/id"), a.TextAt("/events/0/id"));
        });
    }

    [Fact]
    public async Task A_full_queue_answers_503_with_Retry_After_and_records_nothing_of_it()
    {
        var name = await Api.NewTimeline();
        var timeline = Key.Parse(name);
        var ledger = server.Services.GetRequiredService<Ledger>();
        var waiting = new List<Task<IReadOnlyList<Decision>?>>();
        Answer refused;
        Task<IReadOnlyList<Decision>?> import;
        await using (var held = await HeldTimeline.TakeAsync(server.ConnectionString, name))
        {
            waiting.Add(ledger.AppendAsync(timeline, [Request()], CancellationToken.None));
            await Eventually.TrueAsync("the writer waits for the lock", held.IsWaitedForAsync);
            for (var i = 0; i < 10; i++) waiting.Add(ledger.AppendAsync(timeline, [.. Enumerable.Range(0, 1000).Select(_ => Request())], CancellationToken.None));
            refused = await Api.Post($"/v1/{name}/events", Event("summit/refused"));
            import = ledger.AppendAsync(timeline, [Request() with { IsBulk = true }], CancellationToken.None);
            // Another timeline is not kept waiting.
            await Api.Record(await Api.NewTimeline(), Event("summit/s"));
        }

        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.Status);
        Assert.Equal("busy", refused.Problem);
        Assert.Equal("1", refused.Headers["Retry-After"]);
        Assert.All(await Task.WhenAll([.. waiting, import]), decisions => Assert.All(decisions!, d => Assert.True(d.Outcomes![0].IsNew)));
        await Api.Record(name, Event("summit/t"));
        Assert.Equal(10_003L, await Ask(server.ConnectionString, "select count(*) from timeline.mt_events where tenant_id = $1", name));
        Assert.Equal(HttpStatusCode.NotFound, (await Api.Get($"/v1/{name}/subjects/summit/refused")).Status);
    }

    [Fact]
    public async Task Whoever_goes_away_while_waiting_is_not_recorded()
    {
        var timeline = Key.Parse(await Api.NewTimeline());
        var ledger = server.Services.GetRequiredService<Ledger>();
        using var gone = new CancellationTokenSource();
        Task<IReadOnlyList<Decision>?> stays, leaves, next;
        await using (var held = await HeldTimeline.TakeAsync(server.ConnectionString, timeline.Value))
        {
            stays = ledger.AppendAsync(timeline, [Request()], CancellationToken.None);
            await Eventually.TrueAsync("the writer waits for the lock", held.IsWaitedForAsync);
            leaves = ledger.AppendAsync(timeline, [Request()], gone.Token);
            next = ledger.AppendAsync(timeline, [Request()], CancellationToken.None);
            await gone.CancelAsync();
        }

        await Task.WhenAll(stays, next);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaves);
        Assert.Equal(2L, await Ask(server.ConnectionString, "select count(*) from timeline.mt_events where tenant_id = $1", timeline.Value));
    }

    [Theory]
    [InlineData(Commit.IsLost)]
    [InlineData(Commit.LosesItsAnswer)]
    public async Task A_commit_whose_answer_is_lost_is_settled_by_looking(Commit commit)
    {
        using var proxy = new Proxy(await TestCluster.CreateDatabaseAsync(CancellationToken.None));
        await using var behind = await TestServer.StartAsync(proxy.ConnectionString);
        var timeline = await behind.Api.NewTimeline();
        await behind.Api.Record(timeline, Event("summit/s"));
        for (var round = 1; round <= 5; round++)
        {
            proxy.Next = commit;
            // Without ids of the client's own nothing but the server can tell whether it recorded them.
            var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => behind.Api.Post(
                $"/v1/{timeline}/events", """{"subject":"summit/s","type":"PlaceConfirmed","data":{"place":"Hanoi"}}""")));
            var recorded = (await behind.Api.Get($"/v1/{timeline}/events")).At("/items")!.AsArray().Select(e => $"{e!["seq"]} {e["version"]} {e["id"]}").ToHashSet();
            // The only request of a lost transaction is told so; what was acknowledged is there, once.
            var acknowledged = answers.Where(a => a.Status == HttpStatusCode.Created).Select(a => $"{a.At("/seq")} {a.At("/version")} {a.At("/id")}").ToList();
            Assert.All(answers.Where(a => a.Status != HttpStatusCode.Created), a => Assert.Equal(HttpStatusCode.ServiceUnavailable, a.Status));
            Assert.Subset(recorded, acknowledged.ToHashSet());
            Assert.Equal(acknowledged.Count, acknowledged.Distinct().Count());
            Assert.InRange(acknowledged.Count, commit == Commit.IsLost ? 7 : 8, 8);
            Assert.Equal((await behind.Api.Get($"/v1/{timeline}/events?limit=1000")).At("/items")!.AsArray().Count, recorded.Count);
        }
    }

    [Fact]
    public async Task A_commit_that_nothing_can_be_learned_of_is_answered_as_unknown_and_can_be_sent_again()
    {
        var database = await TestCluster.CreateDatabaseAsync(CancellationToken.None);
        using var proxy = new Proxy(database);
        await using var behind = await TestServer.StartAsync(proxy.ConnectionString, new HurriedClock());
        var timeline = await behind.Api.NewTimeline();
        proxy.Next = Commit.IsTheLastThing;
        var sent = Event("summit/s");
        var answer = await behind.Api.Post($"/v1/{timeline}/events", sent);
        Assert.Equal("outcome-unknown", answer.Problem);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.Status);
        await using var other = await TestServer.StartAsync(database);
        var again = await other.Api.Post($"/v1/{timeline}/events", sent);
        Assert.Equal(HttpStatusCode.OK, again.Status);
        Assert.Equal("1", again.TextAt("/version"));
    }

    // Its timers run out a hundred times as fast.
    private sealed class HurriedClock : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            System.CreateTimer(callback, state, dueTime / 100, period / 100);
    }
}
