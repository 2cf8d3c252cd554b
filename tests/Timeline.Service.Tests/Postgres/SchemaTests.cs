using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Timeline.Domain;
using Timeline.Postgres.Schema;
using Timeline.Server.Hosting;
using Timeline.Service.Tests.Fixtures;
using Weasel.Core.Migrations;

namespace Timeline.Service.Tests.Postgres;

/// <summary>The tables: Marten's and ours, made once whoever starts first, and asserted to be as answers and secrecy need them.</summary>
[Trait(RunFramework.Suite, RunFramework.Ledger)]
public sealed class SchemaTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private static async Task<List<string>> Names(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        var names = new List<string>();
        while (await reader.ReadAsync()) names.Add(reader.GetString(0));
        return names;
    }

    // Every object and column of the schema, however it came about.
    private static Task<List<string>> CatalogueOf(NpgsqlDataSource database) => Names(database, $"""
        select line from (
            {Tables.Actual}
            union all
            select format('%s %s %s %s', c.oid, c.relkind, c.relname, c.relfilenode) from pg_class c where c.relnamespace = to_regnamespace('timeline')
            union all
            select pg_get_functiondef(p.oid) from pg_proc p where p.pronamespace = to_regnamespace('timeline')) found (line)
        order by line collate "C"
        """);

    private static async Task ApplyAsync(NpgsqlDataSource database)
    {
        await using var store = LedgerStore.Open(database);
        await LedgerStore.ApplyAsync(store, database, CancellationToken.None);
    }

    private static async Task AssertAsync(NpgsqlDataSource database)
    {
        await using var store = LedgerStore.Open(database);
        await store.Storage.Database.AssertDatabaseMatchesConfigurationAsync();
    }

    [Fact]
    public async Task An_empty_database_gets_its_tables_once_and_again_without_effect()
    {
        await using var database = NpgsqlDataSource.Create(await TestCluster.CreateEmptyDatabaseAsync(CancellationToken.None));
        await Assert.ThrowsAsync<DatabaseValidationException>(() => AssertAsync(database));
        await ApplyAsync(database);
        await AssertAsync(database);
        Assert.Equal(Tables.Expected.Order(StringComparer.Ordinal), (await Names(database, Tables.Actual)).Order(StringComparer.Ordinal));
        var before = await CatalogueOf(database);
        await ApplyAsync(database);
        Assert.Equal(before, await CatalogueOf(database));
    }

    [Fact]
    public async Task Servers_that_start_together_make_the_tables_of_one_database_once()
    {
        var connection = await TestCluster.CreateEmptyDatabaseAsync(CancellationToken.None);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            await using var own = NpgsqlDataSource.Create(connection);
            await ApplyAsync(own);
        }));
        await using var database = NpgsqlDataSource.Create(connection);
        await AssertAsync(database);
    }

    [Fact]
    public async Task A_database_of_an_earlier_build_is_refused_with_what_to_do_and_left_as_it_is()
    {
        var connection = await TestCluster.CreateEmptyDatabaseAsync(CancellationToken.None);
        await using var database = NpgsqlDataSource.Create(connection);
        await Names(database, """
            create schema timeline;
            create table timeline.migrations (name varchar not null primary key, applied timestamptz not null default now());
            create table timeline.timelines (name varchar not null primary key, title varchar not null, is_indexed boolean not null default true);
            create table timeline.mt_events (seq_id bigint not null, id uuid not null);
            select 'made'
            """);
        var before = await CatalogueOf(database);
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { ["ConnectionStrings:Timeline"] = connection }).Build();
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(
            () => Storage.OpenAsync(configuration, NullLoggerFactory.Instance, CancellationToken.None));
        Assert.Equal(refused.Message, Welcome.Explain(refused));
        foreach (var said in new[] { "earlier build", "/export", "/import" }) Assert.Contains(said, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
        Assert.Equal(before, await CatalogueOf(database));
        foreach (var command in new[] { "db-apply", "db-assert", "verify" })
        {
            var (exitCode, _, error) = await RealServer.RunAsync(command, $"--ConnectionStrings:Timeline={connection}");
            Assert.Equal((1, refused.Message), (exitCode, error.Trim()));
            Assert.Equal(before, await CatalogueOf(database));
        }
    }

    [Fact]
    public async Task Tables_that_could_not_be_made_are_made_later()
    {
        await using var database = NpgsqlDataSource.Create(await TestCluster.CreateEmptyDatabaseAsync(CancellationToken.None));
        await Names(database, "create schema timeline; create table timeline.event_index (in_the_way int); select 'x'");
        await Assert.ThrowsAnyAsync<Exception>(() => ApplyAsync(database));
        await Names(database, "drop table timeline.event_index; select 'x'");
        await ApplyAsync(database);
        await AssertAsync(database);
    }

    [Theory]
    // What Weasel does not compare: secrecy rests on it.
    [InlineData("alter table timeline.event_knowers alter column knower set statistics -1", "event_knowers.knower")]
    [InlineData("alter table timeline.event_knowers alter column subject set statistics 100", "event_knowers.subject")]
    [InlineData("alter table timeline.event_terms alter column terms set statistics -1", "event_terms_public.terms")]
    [InlineData("alter table timeline.event_terms_named alter column known_to set statistics -1", "event_terms_named.known_to")]
    [InlineData("alter table timeline.event_links alter column named set statistics -1", "event_links.named")]
    [InlineData("alter table timeline.event_named alter column knower set statistics -1", "event_named.knower")]
    [InlineData("drop index timeline.event_terms_public_terms", "event_terms_public_terms")]
    [InlineData("drop index timeline.event_told_recorded", "event_told_recorded")]
    [InlineData("drop index timeline.event_named_known", "event_named_known")]
    [InlineData("drop table timeline.event_named", "pkey_event_named")]
    [InlineData("alter table timeline.mt_streams alter column id type varchar collate \"default\"", "mt_streams.id")]
    [InlineData("alter table timeline.mt_events alter column stream_id type varchar collate \"default\"", "mt_events.stream_id")]
    [InlineData("drop index timeline.mt_events_id", "mt_events_id")]
    [InlineData("drop index timeline.mt_events_in_order", "mt_events_in_order")]
    [InlineData("drop index timeline.event_knowers_subject", "event_knowers_subject")]
    [InlineData("drop trigger keep on timeline.mt_events", "TRIGGER keep")]
    [InlineData("alter table timeline.mt_events disable trigger keep", "TRIGGER keep")]
    [InlineData("drop trigger only_server on timeline.mt_streams", "TRIGGER only_server")]
    [InlineData("drop function timeline.mt_archive_stream(varchar, varchar)", "mt_archive_stream")]
    public async Task What_is_missing_is_found_and_completed(string damage, string said)
    {
        await using var database = NpgsqlDataSource.Create(await TestCluster.CreateDatabaseAsync(CancellationToken.None));
        await AssertAsync(database);
        await Names(database, $"{damage}; select 'x'");
        Assert.Contains(said, (await Assert.ThrowsAsync<DatabaseValidationException>(() => AssertAsync(database))).Message, StringComparison.Ordinal);
        await ApplyAsync(database);
        await AssertAsync(database);
    }

    [Theory]
    [InlineData("drop index timeline.mt_events_id; create unique index mt_events_id on timeline.mt_events (id)", "(id, tenant_id COLLATE \"C\")")]
    [InlineData("drop index timeline.mt_events_id; create index mt_events_id on timeline.mt_events (id, tenant_id collate \"C\")", "CREATE UNIQUE INDEX mt_events_id")]
    [InlineData("alter table timeline.event_knowers alter column subject type varchar collate \"default\"", "event_knowers.subject")]
    [InlineData("alter table timeline.event_index alter column subject type varchar collate \"de-x-icu\"", "event_index.subject")]
    [InlineData("alter table timeline.timelines drop column recorded_by", "timelines.recorded_by")]
    public async Task What_is_otherwise_is_found_and_no_server_starts_on_it(string damage, string said)
    {
        await using var database = NpgsqlDataSource.Create(await TestCluster.CreateDatabaseAsync(CancellationToken.None));
        await Names(database, $"{damage}; select 'x'");
        Assert.Contains(said, (await Assert.ThrowsAsync<DatabaseValidationException>(() => AssertAsync(database))).Message, StringComparison.Ordinal);
        Assert.Contains(said, (await Assert.ThrowsAsync<DatabaseValidationException>(() => ApplyAsync(database))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_event_stands_in_the_ledger_as_laid_out()
    {
        const string Id = "11111111-1111-4111-8111-111111111111";
        var timeline = await server.Api.NewTimeline();
        await server.Api.Record(timeline, """{"subject":"visit/v","type":"VisitMade","known":"2018-04-17","data":{"visitor":"mike-pompeo","host":"prk"}}""");
        var recorded = await server.Api.Record(timeline, $$$"""
            {"id":"{{{Id}}}","subject":"summit/s","type":"VenueRejected","happened":"[..2019-02-24]",
             "disclosures":[{"to":"usa","at":"2019-02-20"},{"to":"public","at":"2019-02-24"}],"mode":"possible","absent":{"purpose":"withheld"},
             "data":{"reason":"security","venue":"Friendship Cultural Palace","by":"prk"},
             "source":{"publisher":"german-daily","published":"2019-02-24","language":"de"},"attribution":["cnn","unnamed"],
             "assessment":{"reliability":"C","credibility":3},"related":["visit/v"],"notedAt":"2019-02-25T08:00:00Z"}
            """);
        await using var database = NpgsqlDataSource.Create(server.ConnectionString);
        var row = JsonNode.Parse((await Names(database,
            $"select row_to_json(e)::text from timeline.mt_events e where tenant_id = '{timeline}' and id = '{Id}'")).Single())!;
        Assert.Equal((timeline, "summit/s", 1, "venue_rejected", (long)recorded.At("/seq")!),
            ((string?)row["tenant_id"], (string?)row["stream_id"], (int)row["version"]!, (string?)row["type"], (long)row["seq_id"]!));
        Assert.Equal(DateTimeOffset.Parse(recorded.TextAt("/recordedAt")!, System.Globalization.CultureInfo.InvariantCulture), (DateTimeOffset)row["timestamp"]!);
        Expect.SameJson(JsonNode.Parse("""{"venue":"Friendship Cultural Palace","by":"prk","reason":"security"}"""), row["data"]);
        Expect.SameJson(JsonNode.Parse("""
            {"happened":"[..2019-02-24]","disclosures":[{"to":"usa","at":"2019-02-20"},{"to":"public","at":"2019-02-24"}],"mode":"possible",
             "absent":{"purpose":"withheld"},"source":{"publisher":"german-daily","published":"2019-02-24","language":"de"},
             "attribution":["cnn","unnamed"],"assessment":{"reliability":"C","credibility":3},"related":["visit/v"],
             "notedAt":"2019-02-25T08:00:00.000000Z","recordedBy":"anonymous"}
            """), row["headers"]);
        Assert.False((bool)row["is_archived"]!);
    }

    [Fact]
    public async Task What_an_import_writes_at_once_stands_as_Marten_writes_it_one_by_one()
    {
        const string Lines = """
            {"id":"11111111-1111-4111-8111-111111111112","subject":"summit/s","type":"VenueRejected","known":"2019-02-24","mode":"possible","data":{"venue":"Palace “1”","by":"prk"},"related":["visit/v"]}
            {"id":"11111111-1111-4111-8111-111111111113","subject":"summit/t","type":"PlaceConfirmed","known":"2019-02-24","absent":{"by":"withheld"},"data":{"place":{"name":"Hà Nội"}}}
            {"id":"11111111-1111-4111-8111-111111111114","subject":"summit/s","type":"EventDenied","known":"2019-02-25","data":{"event":"11111111-1111-4111-8111-111111111112"}}
            """;
        var (posted, imported) = (await server.Api.NewTimeline(), await server.Api.NewTimeline());
        await server.Api.Record(posted, $"[{string.Join(',', Lines.Split('\n'))}]");
        Assert.Equal(3, (int)(await server.Api.Post($"/v1/{imported}/import", Lines, "application/x-ndjson")).At("/recorded")!);
        await using var database = NpgsqlDataSource.Create(server.ConnectionString);
        Task<List<string>> Rows(string timeline) => Names(database, $"""
            select (to_jsonb(e) - '{"{seq_id,tenant_id,timestamp,headers}"}'::text[] || jsonb_build_object('headers', headers - 'notedAt'))::text from timeline.mt_events e
            where tenant_id = '{timeline}'
            union all select (to_jsonb(s) - '{"{tenant_id,timestamp,created}"}'::text[])::text from timeline.mt_streams s where tenant_id = '{timeline}'
            order by 1
            """);
        Assert.Equal(await Rows(posted), await Rows(imported));
    }

    [Fact]
    public async Task Every_type_is_found_by_what_the_ledger_calls_it()
    {
        var timeline = await server.Api.NewTimeline();
        foreach (var item in (await server.Api.Get("/v1/catalogue")).At("/types")!.AsArray())
        {
            var example = item!["example"]!.DeepClone().AsObject();
            if (example["data"]!["event"] is not null)
            {
                var target = await server.Api.Record(timeline, $$$"""{"subject":"{{{example["subject"]}}}","type":"SituationReported","data":{"situation":"x"}}""");
                example["data"]!["event"] = target.TextAt("/id");
            }

            await server.Api.Record(timeline, example.ToJsonString());
        }

        await using var database = NpgsqlDataSource.Create(server.ConnectionString);
        var found = (await Names(database, $"select distinct type || '=' || mt_dotnet_type from timeline.mt_events where tenant_id = '{timeline}'"))
            .Select(n => n.Split('=')).ToDictionary(n => n[0], n => n[1]);
        Assert.Equal(Catalogue.Types.Select(t => t.StoredName).Order(), found.Keys.Order());
        Assert.All(found, n => Assert.Equal(Catalogue.StoredType(n.Key).ClrType, Type.GetType(n.Value, throwOnError: true)));
        Assert.All(found, n => Assert.Matches("^[a-z]+(_[a-z]+)*$", n.Key));
    }
}
