using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Timeline.Domain;
using Timeline.Postgres.Migrations;
using Timeline.Server.Hosting;
using Timeline.Service.Tests.Fixtures;

namespace Timeline.Service.Tests.Postgres;

/// <summary>The tables: made once whoever starts first, refused where they are newer, and laid out as any Marten store expects them.</summary>
[Trait(RunFramework.Suite, RunFramework.Ledger)]
public sealed class MigrationTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private static readonly string[] Tables =
        ["current_states", "event_index", "event_knowers", "event_links", "migrations", "mt_event_progression", "mt_events", "mt_streams", "timelines"];

    private static async Task<List<string>> Names(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        var names = new List<string>();
        while (await reader.ReadAsync()) names.Add(reader.GetString(0));
        return names;
    }

    private static Task<List<string>> TablesOf(NpgsqlDataSource database) =>
        Names(database, "select table_name::text from information_schema.tables where table_schema = 'timeline' order by 1");

    private static Task<List<string>> AppliedTo(NpgsqlDataSource database) => Names(database, "select name from timeline.migrations order by name");

    [Fact]
    public async Task An_empty_database_is_migrated_once_and_again_without_effect()
    {
        await using var database = NpgsqlDataSource.Create(await TestCluster.CreateEmptyDatabaseAsync(CancellationToken.None));
        await Migrator.MigrateAsync(database, CancellationToken.None);
        var applied = await AppliedTo(database);
        Assert.NotEmpty(applied);
        Assert.Equal(applied.Order(StringComparer.Ordinal), applied);
        Assert.Empty(Tables.Except(await TablesOf(database)));
        var before = await Names(database, "select name || applied::text from timeline.migrations order by name");
        await Migrator.MigrateAsync(database, CancellationToken.None);
        Assert.Equal(before, await Names(database, "select name || applied::text from timeline.migrations order by name"));
    }

    [Fact]
    public async Task Servers_that_start_together_migrate_one_database_once()
    {
        var connection = await TestCluster.CreateEmptyDatabaseAsync(CancellationToken.None);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            await using var own = NpgsqlDataSource.Create(connection);
            await Migrator.MigrateAsync(own, CancellationToken.None);
        }));
        await using var database = NpgsqlDataSource.Create(connection);
        Assert.Empty(Tables.Except(await TablesOf(database)));
    }

    [Fact]
    public async Task A_database_of_a_newer_release_is_refused_with_what_to_do_and_left_as_it_is()
    {
        var connection = await TestCluster.CreateDatabaseAsync(CancellationToken.None);
        await using var database = NpgsqlDataSource.Create(connection);
        await Names(database, "insert into timeline.migrations (name) values ('9999_from_the_future') returning name");
        var applied = await AppliedTo(database);
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { ["ConnectionStrings:Timeline"] = connection }).Build();
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(
            () => Storage.OpenAsync(configuration, NullLoggerFactory.Instance, CancellationToken.None));
        Assert.Contains("9999_from_the_future", refused.Message, StringComparison.Ordinal);
        Assert.Contains("newer release", refused.Message, StringComparison.Ordinal);
        Assert.Equal(refused.Message, Welcome.Explain(refused));
        Assert.Equal(applied, await AppliedTo(database));

        // Nobody holds the lock of the refused start.
        await Names(database, "delete from timeline.migrations where name = '9999_from_the_future' returning name");
        await Migrator.MigrateAsync(database, CancellationToken.None);
    }

    [Fact]
    public async Task A_migration_that_failed_is_not_marked_and_is_applied_later()
    {
        await using var database = NpgsqlDataSource.Create(await TestCluster.CreateEmptyDatabaseAsync(CancellationToken.None));
        await Names(database, "create schema timeline; create table timeline.current_states (in_the_way int); select 'x'");
        await Assert.ThrowsAsync<PostgresException>(() => Migrator.MigrateAsync(database, CancellationToken.None));
        var applied = await AppliedTo(database);
        await Names(database, "drop table timeline.current_states; select 'x'");
        await Migrator.MigrateAsync(database, CancellationToken.None);
        Assert.True((await AppliedTo(database)).Count > applied.Count);
        Assert.Empty(Tables.Except(await TablesOf(database)));
    }

    [Fact]
    public async Task The_ledger_has_the_columns_and_keys_of_Martens_layout()
    {
        await using var database = NpgsqlDataSource.Create(server.ConnectionString);
        Assert.Equal(
            [
                "bdata bytea", "causation_id character varying", "correlation_id character varying", "data jsonb", "headers jsonb", "id uuid", "is_archived boolean",
                "mt_dotnet_type character varying", "seq_id bigint", "stream_id character varying", "tenant_id character varying",
                "timestamp timestamp with time zone", "type character varying(500)", "version bigint",
            ],
            await Columns(database, "mt_events"));
        Assert.Equal(
            [
                "created timestamp with time zone", "id character varying", "is_archived boolean", "tenant_id character varying",
                "timestamp timestamp with time zone", "type character varying", "version bigint",
            ],
            await Columns(database, "mt_streams"));
        Assert.Equal(
            ["last_seq_id bigint", "last_updated timestamp with time zone", "name character varying"], await Columns(database, "mt_event_progression"));
        Assert.Equal(
            [
                "FOREIGN KEY (tenant_id, stream_id) REFERENCES mt_streams(tenant_id, id)", "PRIMARY KEY (tenant_id, seq_id)",
                "UNIQUE (tenant_id, id)", "UNIQUE (tenant_id, stream_id, version)",
            ],
            await Names(database,
                "select replace(pg_get_constraintdef(oid), 'timeline.', '') from pg_constraint where conrelid = 'timeline.mt_events'::regclass and contype in ('p', 'u', 'f') order by 1"));
        Assert.Equal(["mt_events_sequence"], await Names(database, "select sequence_name::text from information_schema.sequences where sequence_schema = 'timeline'"));
    }

    private static Task<List<string>> Columns(NpgsqlDataSource database, string table) => Names(database,
        $"""
        select attname || ' ' || format_type(atttypid, atttypmod) from pg_attribute
        where attrelid = 'timeline.{table}'::regclass and attnum > 0 and not attisdropped order by attname collate "C"
        """);

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

        var stream = JsonNode.Parse((await Names(database,
            $"select row_to_json(s)::text from timeline.mt_streams s where tenant_id = '{timeline}' and id = 'summit/s'")).Single())!;
        Assert.Equal(("summit", 1, (DateTimeOffset)row["timestamp"]!), ((string?)stream["type"], (int)stream["version"]!, (DateTimeOffset)stream["timestamp"]!));
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
