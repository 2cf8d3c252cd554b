using JasperFx.Events.Daemon;
using JasperFx.Events.Projections;
using Marten;
using Microsoft.Extensions.DependencyInjection;
using Timeline.Domain.Record;
using Timeline.Postgres.Events;
using Timeline.Service.Tests.Embedded;
using Timeline.Service.Tests.Fixtures;

namespace Timeline.Service.Tests.Others;

/// <summary>The daemon of a store of somebody else's, beside servers that record.</summary>
public sealed class ForeignDaemonTests
{
    // It waits some seconds wherever positions were drawn and not used.
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Beside_two_servers_that_record_it_ends_where_the_ledger_ends()
    {
        const int Writers = 4, Each = 8;
        var database = await TestCluster.CreateDatabaseAsync(CancellationToken.None);
        await using var one = await TestServer.StartAsync(database);
        await using var two = await TestServer.StartAsync(database);
        TestServer[] servers = [one, two];
        string[] timelines = [await one.Api.NewTimeline(), await two.Api.NewTimeline(), await one.Api.NewTimeline()];
        using var store = Open(database);
        using var daemon = await store.BuildProjectionDaemonAsync();
        await daemon.StartAllAsync();

        var lines = Enumerable.Range(0, 40).Select(n => Event(n % 5, n));
        await Task.WhenAll(timelines.SelectMany((timeline, t) => Enumerable.Range(0, Writers).Select(async writer =>
        {
            for (var i = 0; i < Each; i++)
            {
                var api = servers[(t + writer + i) % 2].Api;
                var recorded = await api.Record(timeline, i % 3 == 0 ? $"[{Event(writer, i)},{Event(writer + 1, i)}]" : Event(writer, i));
                // One that the daemon has seen or not.
                if ((t, writer, i) == (0, 0, Each / 2))
                    await api.Post($"/v1/{timeline}/events/{recorded.TextAt("/id")}/erasure", """{"reason":"a court's order"}""");
                if ((writer, i) == (1, Each / 2))
                    await api.Post($"/v1/{timeline}/import", string.Join('\n', lines), "application/x-ndjson");
            }
        })));

        await CaughtUpAsync(store, database);
        var erased = 0;
        foreach (var timeline in timelines)
        {
            var events = await EventsAsync(one, timeline);
            erased += events.Count(e => e.Erased is not null);
            foreach (var (subject, versions) in await ProjectedAsync(store, timeline))
            {
                var of = events.Where(e => $"{e.Subject}" == subject).ToLookup(e => e.Erased is not null, e => e.Version);
                Assert.Equal(versions.Order().Distinct(), versions);
                Assert.Equal(of[false], versions.Except(of[true]));
            }

            Assert.Equal(events.Select(e => $"{e.Subject}").ToHashSet(), (await ProjectedAsync(store, timeline)).Keys.ToHashSet());
        }

        Assert.Equal(1, erased);
        await daemon.StopAllAsync();
        // An erasure does not reach what was copied; a rebuild does.
        foreach (var projection in new[] { nameof(Projected), nameof(Reported) })
            await daemon.RebuildProjectionAsync(projection, Long, CancellationToken.None);
        foreach (var timeline in timelines)
        {
            var left = (await EventsAsync(one, timeline)).Where(e => e.Erased is null).ToList();
            var bySubject = left.ToLookup(e => $"{e.Subject}", e => e.Version).ToDictionary(s => s.Key, s => s.ToArray());
            Assert.Equal(bySubject, await ProjectedAsync(store, timeline));
            var reported = await DocumentsAsync<Reported>(store, timeline);
            Assert.Equal(left.CountBy(ReportsOfPublishers.PublisherOf).ToDictionary(), reported.ToDictionary(r => r.Id, r => r.Count));
        }

        Assert.All(servers, s => Assert.Empty(s.Log.Entries));
    }

    [Fact]
    public async Task A_projection_that_fails_is_noted_where_Marten_notes_it_and_appends_nothing()
    {
        await using var server = await TestServer.StartAsync();
        var timeline = await server.Api.NewTimeline();
        await server.Api.Record(timeline, $"[{Event(0, 0)},{Event(1, 1)}]");
        var tables = await LedgerImage.OfTablesAsync(server.ConnectionString);
        var rows = await LedgerImage.OfRowsAsync(server.ConnectionString);
        using var store = Foreign.Open(server.ConnectionString, o =>
        {
            o.Policies.AllDocumentsAreMultiTenanted();
            o.Projections.Add(new Failing(), ProjectionLifecycle.Async);
        });
        using var daemon = await store.BuildProjectionDaemonAsync();
        await daemon.StartAllAsync();
        await CaughtUpAsync(store, server.ConnectionString);
        await daemon.StopAllAsync();
        var failed = Assert.Single(await DocumentsAsync<DeadLetterEvent>(store, timeline));
        Assert.Equal((nameof(Failed), timeline), (failed.ProjectionName, failed.TenantId));
        Assert.Equal(["summit/s-0"], (await DocumentsAsync<Failed>(store, timeline)).Select(f => f.Id));
        Assert.Equal(tables, await LedgerImage.OfTablesAsync(server.ConnectionString));
        Assert.Equal(rows, await LedgerImage.OfRowsAsync(server.ConnectionString));
    }

    [Fact]
    public async Task A_role_with_the_rights_of_the_README_reads_and_projects_and_can_neither_write_nor_drop()
    {
        await using var server = await TestServer.StartAsync();
        var timeline = await server.Api.NewTimeline();
        await server.Api.Record(timeline, $"[{Event(0, 0)},{Event(1, 1)}]");
        // A role is the whole cluster's.
        var role = $"reader_{Guid.NewGuid():N}";
        var rights = OwnProjectionsTests.Block("sql").Replace("reader", role, StringComparison.Ordinal);
        await LedgerImage.ExecuteAsync(server.ConnectionString, rights);
        var theirs = new Npgsql.NpgsqlConnectionStringBuilder(server.ConnectionString) { Username = role }.ConnectionString;
        var tables = await LedgerImage.OfTablesAsync(server.ConnectionString);
        var rows = await LedgerImage.OfRowsAsync(server.ConnectionString);
        using (var store = Open(theirs, "mine"))
        {
            using (var daemon = await store.BuildProjectionDaemonAsync())
            {
                await daemon.StartAllAsync();
                await CaughtUpAsync(store, server.ConnectionString);
                await daemon.StopAllAsync();
                await daemon.RebuildProjectionAsync(nameof(Projected), Long, CancellationToken.None);
            }

            Assert.Equal(["summit/s-0", "summit/s-1"], (await ProjectedAsync(store, timeline)).Keys.Order());
        }

        foreach (var sql in new[]
        {
            "select set_config('timeline.is_server', 'on', false); update timeline.mt_events set is_archived = true",
            "drop table timeline.mt_events",
            "alter table timeline.mt_events disable trigger keep",
            "select * from timeline.access_keys",
        })
        {
            var refused = await Assert.ThrowsAsync<Npgsql.PostgresException>(() => LedgerImage.ExecuteAsync(theirs, sql));
            Assert.Equal(Npgsql.PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
        }

        Assert.Equal(tables, await LedgerImage.OfTablesAsync(server.ConnectionString));
        Assert.Equal(rows, await LedgerImage.OfRowsAsync(server.ConnectionString));
    }

    private static DocumentStore Open(string database, string schema = Foreign.Schema) => Foreign.Open(database, o =>
    {
        o.DatabaseSchemaName = schema;
        o.Projections.AsyncMode = DaemonMode.Solo;
        o.Policies.AllDocumentsAreMultiTenanted();
        o.Projections.Add(new ProjectedEvents(), ProjectionLifecycle.Async);
        o.Projections.Add(new ReportsOfPublishers(), ProjectionLifecycle.Async);
    });

    private static string Event(int subject, int number) => $$$"""
        {"subject":"summit/s-{{{subject}}}","type":"SummitHeld","known":"2019-02-28","source":{"publisher":"p-{{{number % 3}}}"},"data":{}}
        """;

    private static async Task CaughtUpAsync(DocumentStore store, string database)
    {
        var newest = long.Parse(
            Assert.Single(await LedgerImage.LinesAsync(database, "select max(seq_id)::text from timeline.mt_events")),
            System.Globalization.CultureInfo.InvariantCulture);
        ShardName[] shards = [.. store.Advanced.AllAsyncProjectionShardNames()];
        Assert.NotEmpty(shards);
        foreach (var shard in shards)
        {
            Task<long> Progress() => store.Advanced.ProjectionProgressFor(shard);
            await Eventually.TrueAsync($"{shard.Identity} is at {newest}", async () => await Progress() == newest, Long);
        }
    }

    private static async Task<List<TimelineEvent>> EventsAsync(TestServer server, string timeline) =>
        await server.Services.GetRequiredService<LedgerReader>().WholeAsync(Key.Parse(timeline), CancellationToken.None).ToListAsync();

    private static async Task<Dictionary<string, long[]>> ProjectedAsync(DocumentStore store, string timeline) =>
        (await DocumentsAsync<Projected>(store, timeline)).ToDictionary(p => p.Id, p => p.Versions.ToArray());

    private static async Task<IReadOnlyList<T>> DocumentsAsync<T>(DocumentStore store, string timeline) where T : notnull
    {
        await using var session = store.QuerySession(timeline);
        return await session.Query<T>().ToListAsync();
    }
}
