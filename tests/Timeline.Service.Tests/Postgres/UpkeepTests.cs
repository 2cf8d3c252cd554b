using System.Net;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Timeline.Domain.Knowing;
using Timeline.Domain.Record;
using Timeline.Domain.Tests;
using Timeline.Postgres.Events;
using Timeline.Postgres.Projections;
using Timeline.Service.Tests.Embedded;
using Timeline.Service.Tests.Fixtures;
using Ledger = Timeline.Postgres.Events.Ledger;

namespace Timeline.Service.Tests.Postgres;

/// <summary>What is kept beside the ledger is what the ledger gives: kept, rebuilt and folded live (SEMANTICS §8, law 7).</summary>
[Trait(RunFramework.Suite, RunFramework.Ledger)]
public sealed class UpkeepTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private Ledger Ledger => server.Services.GetRequiredService<Ledger>();

    private Upkeep Upkeep => server.Services.GetRequiredService<Upkeep>();

    private NpgsqlDataSource Database => server.Services.GetRequiredService<NpgsqlDataSource>();

    [Fact]
    public void Law_7_what_is_kept_equals_what_is_rebuilt_and_what_is_folded_live() => Prop.ForAll(
        (from history in Histories.OfSeveral.Generator from seed in Gen.Choose(0, int.MaxValue) select (history, seed)).ToArbitrary(),
        async at =>
        {
            var timeline = await RecordAsync(at.history.Events, new Random(at.seed));
            var kept = await RowsAsync(timeline);
            await KeptIsFoldedAsync(timeline);
            Assert.Empty(await DamageAsync(timeline));
            await Upkeep.RebuildAsync(timeline, new Watch(), CancellationToken.None);
            Assert.Equal(kept, await RowsAsync(timeline));
            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(40));

    /// <summary>A server has at hand what it wrote to lately; of what another one wrote or erased since it must not be wrong.</summary>
    [Fact]
    public async Task What_is_kept_is_right_whichever_of_two_servers_wrote_or_erased()
    {
        await using var other = await TestServer.StartAsync(server.ConnectionString);
        Ledger[] ledgers = [Ledger, other.Services.GetRequiredService<Ledger>()];
        Prop.ForAll(
            (from history in Histories.OfSeveral.Generator from seed in Gen.Choose(0, int.MaxValue) select (history, seed)).ToArbitrary(),
            async at =>
            {
                var random = new Random(at.seed);
                var timeline = Key.Parse(await server.Api.NewTimeline());
                var events = at.history.Events.ToList();
                for (var i = 0; i < events.Count; i++)
                {
                    AppendRequest request = new([Histories.Again(events[i])], [""], null, "tester", Clearance.All);
                    await ledgers[random.Next(2)].AppendAsync(timeline, [request], CancellationToken.None);
                    if (random.Next(4) == 0)
                        await ledgers[random.Next(2)].EraseAsync(timeline, events[random.Next(i + 1)].Id, "a test", "tester", CancellationToken.None);
                }

                var kept = await RowsAsync(timeline);
                Assert.Empty(await DamageAsync(timeline));
                await Upkeep.RebuildAsync(timeline, new Watch(), CancellationToken.None);
                Assert.Equal(kept, await RowsAsync(timeline));
                return true;
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(40));
    }

    [Theory]
    [InlineData("update timeline.current_states set state = replace(state, 'Hanoi', 'Hue') where tenant_id = $1", "state")]
    [InlineData("update timeline.current_states set item = replace(item, '\"version\":2', '\"version\":1') where tenant_id = $1", "state")]
    [InlineData("update timeline.current_states set holds_before = 0 where tenant_id = $1", "state")]
    [InlineData("update timeline.current_states set is_visible = false where tenant_id = $1", "state")]
    [InlineData("update timeline.event_index set told = '{prk}' where tenant_id = $1", "index")]
    [InlineData("update timeline.event_terms set known_to = known_to - 1 where tenant_id = $1", "index")]
    [InlineData("delete from timeline.event_told where tenant_id = $1", "index")]
    [InlineData("delete from timeline.event_index where tenant_id = $1 and seq_id = (select max(seq_id) from timeline.mt_events where tenant_id = $1)", "index")]
    public async Task What_is_kept_wrongly_is_found_and_rebuilt(string damage, string what)
    {
        var timeline = await TwoEventsAsync();
        Assert.Empty(await DamageAsync(timeline));
        await Sabotage.DoAsync(server.ConnectionString, damage, timeline.Value);
        var found = Assert.Single(await DamageAsync(timeline));
        Assert.True(found.IsKept);
        Assert.Equal("summit/s", found.Subject?.ToString());
        Assert.Contains(what, found.Detail);
        await Upkeep.RebuildAsync(timeline, new Watch(), CancellationToken.None);
        Assert.Empty(await DamageAsync(timeline));
        await KeptIsFoldedAsync(timeline);
    }

    [Fact]
    public async Task What_an_earlier_build_kept_in_other_tables_is_made_anew_before_a_server_answers()
    {
        var database = await TestCluster.CreateDatabaseAsync(CancellationToken.None);
        string before;
        await using (var own = await TestServer.StartAsync(database))
        {
            Assert.Equal(HttpStatusCode.Created, (await own.Api.Put("/v1/korea", """{"title":"Korea"}""")).Status);
            await own.Api.Record("korea", """{"subject":"summit/s","type":"SummitScheduled","known":"2019-02-05","data":{"dates":"2019-02-27"}}""");
            before = await FoundAsync(own);
            Assert.Contains("2019-02-27", before, StringComparison.Ordinal);
        }

        await Sabotage.DoAsync(database, """
            do $$ begin
                drop table timeline.event_index, timeline.event_knowers, timeline.event_told, timeline.event_terms, timeline.event_links;
                create table timeline.event_index (tenant_id varchar not null, seq_id bigint not null);
                create table timeline.event_knowers (tenant_id varchar not null, knower varchar not null, seq_id bigint not null);
            end $$
            """);
        await using var next = await TestServer.StartAsync(database);
        Assert.Equal(before, await FoundAsync(next));

        static async Task<string> FoundAsync(TestServer own) =>
            (await own.Api.Get("/v1/korea/events?text=summit&type=SummitScheduled&known=2019-03-01")).Text;
    }

    [Theory]
    [InlineData("update timeline.mt_events set timestamp = timestamp - interval '1 hour' where tenant_id = $1 and version = 2", "recorded no later")]
    [InlineData("update timeline.mt_events set version = 3 where tenant_id = $1 and version = 2", "Version 2 is missing")]
    [InlineData("update timeline.mt_streams set version = 3 where tenant_id = $1", "at version 3 but has 2 events")]
    [InlineData("update timeline.mt_events set headers = headers || '{\"accountOf\":\"00000000-0000-4000-8000-000000000009\"}' where tenant_id = $1 and version = 2", "names event")]
    public async Task Damage_in_the_ledger_itself_is_found_and_stays(string damage, string what)
    {
        var timeline = await TwoEventsAsync();
        await Sabotage.DoAsync(server.ConnectionString, damage, timeline.Value);
        Assert.Contains(await DamageAsync(timeline), d => !d.IsKept && d.Detail.Contains(what));
        await Upkeep.RebuildAsync(timeline, new Watch(), CancellationToken.None);
        Assert.Contains(await DamageAsync(timeline), d => !d.IsKept && d.Detail.Contains(what));
    }

    [Fact]
    public async Task Servers_record_and_answer_rightly_while_everything_is_rebuilt()
    {
        var timeline = Key.Parse(await server.Api.NewTimeline());
        using var enough = new CancellationTokenSource();
        var recording = Enumerable.Range(0, 4).Select(async poster =>
        {
            var n = 0;
            for (; !enough.IsCancellationRequested; n++)
            {
                var subject = $"summit/s-{n % 10}";
                var recorded = await server.Api.Record(timeline.Value, Event(subject, $"Place {n}"));
                // Whoever was answered sees it, at whatever the rebuild is.
                var state = await server.Api.Get($"/v1/{timeline}/subjects/{subject}");
                Assert.True((long)state.At("/version")! >= (long)recorded.At("/version")!);
                Assert.NotEmpty((await server.Api.Get($"/v1/{timeline}/events?text=place+{n}")).At("/items")!.AsArray());
            }

            return n;
        }).ToArray();
        for (var i = 0; i < 20; i++)
        {
            await Upkeep.RebuildAsync(timeline, new Watch(), CancellationToken.None);
            Assert.Empty(await DamageAsync(timeline));
        }

        await enough.CancelAsync();
        Assert.All(await Task.WhenAll(recording), n => Assert.True(n > 0));
        Assert.Empty(await DamageAsync(timeline));
        await KeptIsFoldedAsync(timeline);
    }

    [Fact]
    public async Task Progress_is_reported_to_the_end()
    {
        var timeline = Key.Parse(await server.Api.NewTimeline());
        var lines = Enumerable.Range(0, 5000).Select(i => Event($"summit/s-{i % 1500}", "Hanoi"));
        Assert.Equal(5000, (int)(await server.Api.Post($"/v1/{timeline}/import", string.Join('\n', lines), "application/x-ndjson")).At("/recorded")!);
        foreach (var work in new Func<Watch, Task>[] { w => Upkeep.RebuildAsync(timeline, w, CancellationToken.None), w => DamageAsync(timeline, w) })
        {
            var watch = new Watch();
            await work(watch);
            Assert.True(watch.Seen.Count > 2);
            Assert.Equal(watch.Seen.OrderBy(p => p.Events), watch.Seen);
            Assert.Equal(new Progress(1500, 5000, 5000), watch.Seen[^1]);
        }
    }

    [Fact]
    public async Task The_program_rebuilds_and_verifies_beside_a_running_server()
    {
        await using var own = await TestServer.StartAsync(TimeProvider.System);
        var timeline = await own.Api.NewTimeline();
        await own.Api.Record(timeline, Event("summit/s", "Hanoi"));
        var setting = $"--ConnectionStrings:Timeline={own.ConnectionString}";

        var well = await RealServer.RunAsync("verify", setting);
        Assert.Equal((0, $"{timeline}: 1 events of 1 subjects, all as they should be.\n"), (well.ExitCode, well.Output));

        await using (var database = NpgsqlDataSource.Create(own.ConnectionString))
        await using (var damage = database.CreateCommand("update timeline.current_states set state = '{}'"))
            await damage.ExecuteNonQueryAsync();
        var damaged = await RealServer.RunAsync("verify", timeline, setting);
        Assert.Equal(1, damaged.ExitCode);
        Assert.Contains($"{timeline}: summit/s: The state kept is not what its events give.", damaged.Output);
        Assert.Contains("rebuild", damaged.Output);

        var rebuilt = await RealServer.RunAsync("rebuild", timeline, setting);
        Assert.Equal((0, $"{timeline}: rebuilt from 1 events of 1 subjects.\n"), (rebuilt.ExitCode, rebuilt.Output));
        Assert.Equal(0, (await RealServer.RunAsync("verify", setting)).ExitCode);
        Assert.Equal("Hanoi", (await own.Api.Get($"/v1/{timeline}/subjects/summit/s")).TextAt("/state/place"));
    }

    [Theory]
    [InlineData("rebild", "Unknown command 'rebild'. Did you mean 'rebuild'?")]
    [InlineData("serve all", "Unknown argument 'all'.")]
    [InlineData("verify No~such", "cannot be a timeline's name")]
    public async Task What_cannot_be_done_is_said_with_what_can(string arguments, string said)
    {
        var (exitCode, output, error) = await RealServer.RunAsync([.. arguments.Split(' ')]);
        Assert.Equal((2, ""), (exitCode, output));
        Assert.Contains(said, error);
        Assert.Contains("Timeline.Server --help", error);
    }

    [Fact]
    public async Task A_timeline_that_is_not_there_is_named_beside_those_that_are()
    {
        await using var own = await TestServer.StartAsync(TimeProvider.System);
        var timeline = await own.Api.NewTimeline();
        var (exitCode, _, error) = await RealServer.RunAsync("rebuild", "korea", $"--ConnectionStrings:Timeline={own.ConnectionString}");
        Assert.Equal(2, exitCode);
        Assert.Contains($"There is no timeline 'korea'. There are: {timeline}.", error);
    }

    [Fact]
    public async Task What_a_broken_import_left_to_be_folded_is_kept_again_by_the_next_server()
    {
        await using var before = await TestServer.StartAsync(TimeProvider.System);
        var timeline = Key.Parse(await before.Api.NewTimeline());
        for (var i = 0; i < 3; i++) await before.Api.Record(timeline.Value, Event($"summit/s-{i}", "Hanoi"));
        await using var database = NpgsqlDataSource.Create(before.ConnectionString);
        await using (var broken = database.CreateCommand("delete from timeline.current_states where subject <> 'summit/s-1'")) await broken.ExecuteNonQueryAsync();

        await using var after = await TestServer.StartAsync(before.ConnectionString);
        await using var count = database.CreateCommand("select count(*) from timeline.current_states");
        await Eventually.TrueAsync("every subject is kept", async () => (long)(await count.ExecuteScalarAsync())! == 3);
        await foreach (var damage in after.Services.GetRequiredService<Upkeep>().VerifyAsync(timeline, new Watch(), CancellationToken.None)) Assert.Fail(damage.Detail);
    }

    private static string Event(string subject, string place) =>
        $$$"""{"subject":"{{{subject}}}","type":"PlaceConfirmed","known":"2019-02-08","data":{"place":"{{{place}}}","by":"usa"}}""";

    private async Task<Key> TwoEventsAsync()
    {
        var timeline = await server.Api.NewTimeline();
        await server.Api.Record(timeline, $"[{Event("summit/s", "Hanoi")},{Event("summit/s", "Hanoi")}]");
        return Key.Parse(timeline);
    }

    private async Task<Key> RecordAsync(IEnumerable<TimelineEvent> events, Random random)
    {
        var timeline = Key.Parse(await server.Api.NewTimeline());
        var left = new Queue<AppendRequest>(events.Select(e => new AppendRequest([Histories.Again(e)], [""], null, "tester",
            Clearance.All)
        { IsBulk = random.Next(6) == 0 }));
        while (left.Count > 0)
        {
            var some = Enumerable.Range(0, Math.Min(random.Next(1, 6), left.Count)).Select(_ => left.Dequeue()).ToList();
            Assert.All((await Ledger.AppendAsync(timeline, some, CancellationToken.None))!, d => Assert.NotNull(d.Outcomes));
        }

        await Ledger.ProjectAsync(timeline, events.Select(e => e.Subject).Distinct(), CancellationToken.None);
        return timeline;
    }

    // Asked at its permalink, an answer is folded from the events.
    private async Task KeptIsFoldedAsync(Key timeline)
    {
        var list = await server.Api.Get($"/v1/{timeline}/subjects");
        Assert.Equal(list.Text, (await server.Api.Get(list.TextAt("/permalink")!)).Text);
        foreach (var subject in list.At("/items")!.AsArray().Select(i => i!["subject"]))
        {
            var state = await server.Api.Get($"/v1/{timeline}/subjects/{subject}");
            Assert.Equal(HttpStatusCode.OK, state.Status);
            Assert.Equal(state.Text, (await server.Api.Get(state.TextAt("/permalink")!)).Text);
        }
    }

    private Task<List<Damage>> DamageAsync(Key timeline) => DamageAsync(timeline, new Watch());

    private async Task<List<Damage>> DamageAsync(Key timeline, Watch watch)
    {
        var damage = new List<Damage>();
        await foreach (var one in Upkeep.VerifyAsync(timeline, watch, CancellationToken.None)) damage.Add(one);
        return damage;
    }

    private async Task<List<string>> RowsAsync(Key timeline)
    {
        await using var command = Database.CreateCommand("""
            select c::text from timeline.current_states c where tenant_id = $1
            union all select i::text from timeline.event_index i where tenant_id = $1 order by 1
            """);
        command.Parameters.Add(new() { Value = timeline.Value });
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync()) rows.Add(reader.GetString(0));
        return rows;
    }

    private sealed class Watch : IProgress<Progress>
    {
        public List<Progress> Seen { get; } = [];

        public void Report(Progress value) => Seen.Add(value);
    }
}
