using JasperFx;
using JasperFx.Events.Projections;
using Marten;
using Marten.Events.Projections.Flattened;
using Timeline.Domain.Subjects.Summit;
using Timeline.Marten;
using Timeline.Service.Tests.Fixtures;
using Weasel.Core;

namespace Timeline.Service.Tests.Others;

/// <summary>A store of somebody else's makes its own tables, and neither makes, changes nor drops any of the ledger's.</summary>
public sealed class ForeignTablesTests
{
    private const string Held = """{"subject":"summit/s","type":"SummitHeld","known":"2019-02-28","data":{"venue":"Metropole"}}""";

    private static readonly Dictionary<string, Action<StoreOptions>> Configurations = new()
    {
        ["nothing more"] = _ => { },
        ["archived partitions"] = o => o.Events.UseArchivedStreamPartitioning = true,
        ["a unique index of ids"] = o => o.Events.EnableUniqueIndexOnEventId = true,
        ["skipping"] = o => o.Events.EnableEventSkippingInProjectionsOrSubscriptions = true,
        ["metadata of events"] = o => o.Events.MetadataConfig.EnableAll(),
        ["integers for positions"] = o => o.Events.EnableBigIntEvents = true,
        ["quick appends"] = o => o.Events.AppendMode = JasperFx.Events.EventAppendMode.Quick,
        ["advanced tracking"] = o => o.Events.EnableAdvancedAsyncTracking = true,
        ["metadata of documents"] = o => o.Policies.ForAllDocuments(m => m.Metadata.CreatedAt.Enabled = m.Metadata.Headers.Enabled = true),
        ["soft deletion"] = o => o.Policies.AllDocumentsSoftDeleted(),
        ["tenants"] = o => o.Policies.AllDocumentsAreMultiTenanted(),
        ["projections"] = o =>
        {
            o.Policies.AllDocumentsAreMultiTenanted();
            o.Projections.Add(new ProjectedEvents(), ProjectionLifecycle.Async);
            o.Projections.Add(new ReportsOfPublishers(), ProjectionLifecycle.Inline);
        },
    };

    public static TheoryData<string> Names => [.. Configurations.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Documents_get_their_tables_and_the_ledger_stays_as_it_was(string configuration)
    {
        await using var server = await TestServer.StartAsync();
        var timeline = await server.Api.NewTimeline();
        await server.Api.Record(timeline, Held);
        var before = await LedgerImage.OfTablesAsync(server.ConnectionString);
        using (var store = Foreign.Open(server.ConnectionString, o =>
        {
            o.AutoCreateSchemaObjects = AutoCreate.All;
            Configurations[configuration](o);
        }))
        {
            await StoredAndFoundAsync(store, timeline);
            Assert.Equal(before, await LedgerImage.OfTablesAsync(server.ConnectionString));
            await store.Storage.ApplyAllConfiguredChangesToDatabaseAsync();
            await store.Storage.Database.AssertDatabaseMatchesConfigurationAsync();
            Assert.Equal(before, await LedgerImage.OfTablesAsync(server.ConnectionString));
            await StoredAndFoundAsync(store, timeline);
        }

        Assert.Equal(before, await LedgerImage.OfTablesAsync(server.ConnectionString));
        Assert.Contains("mt_doc_note", await LedgerImage.TablesAsync(server.ConnectionString, Foreign.Schema));
        await server.Api.Record(timeline, Held);
        Assert.Empty(server.Log.Entries);
    }

    [Fact]
    public async Task Where_there_is_no_ledger_none_is_made()
    {
        var database = await TestCluster.CreateEmptyDatabaseAsync(CancellationToken.None);
        using var store = Foreign.Open(database, o =>
        {
            o.AutoCreateSchemaObjects = AutoCreate.All;
            o.Projections.Add(new ProjectedEvents(), ProjectionLifecycle.Async);
            o.Policies.AllDocumentsAreMultiTenanted();
        });
        await StoredAndFoundAsync(store, "korea");
        await store.Storage.ApplyAllConfiguredChangesToDatabaseAsync();
        await using var session = store.QuerySession("korea");
        var none = await Assert.ThrowsAnyAsync<Exception>(() => session.Events.QueryAllRawEvents().ToListAsync());
        Assert.Contains("timeline.mt_events", $"{none}", StringComparison.Ordinal);
        Assert.Empty(await LedgerImage.LinesAsync(database, "select nspname from pg_namespace where nspname = 'timeline'"));
    }

    [Fact]
    public async Task What_removes_a_stores_tables_and_documents_removes_its_own()
    {
        await using var server = await TestServer.StartAsync();
        var timeline = await server.Api.NewTimeline();
        await server.Api.Record(timeline, Held);
        var tables = await LedgerImage.OfTablesAsync(server.ConnectionString);
        var rows = await LedgerImage.OfRowsAsync(server.ConnectionString);
        using (var store = Foreign.Open(server.ConnectionString))
        {
            await StoredAndFoundAsync(store, timeline);
            await store.Advanced.Clean.DeleteAllDocumentsAsync();
            await using (var session = store.QuerySession(timeline)) Assert.Empty(await session.Query<Note>().ToListAsync());
            await store.Advanced.Clean.CompletelyRemoveAllAsync();
        }

        Assert.Equal(tables, await LedgerImage.OfTablesAsync(server.ConnectionString));
        Assert.Equal(rows, await LedgerImage.OfRowsAsync(server.ConnectionString));
        Assert.Empty(await LedgerImage.TablesAsync(server.ConnectionString, Foreign.Schema));
    }

    [Fact]
    public async Task Documents_in_the_schema_of_the_ledger_are_refused()
    {
        await using var server = await TestServer.StartAsync();
        var before = await LedgerImage.OfTablesAsync(server.ConnectionString);
        var refused = Assert.Throws<InvalidOperationException>(
            () => Foreign.Open(server.ConnectionString, o => o.DatabaseSchemaName = "timeline"));
        Assert.Contains("one of your own", refused.Message, StringComparison.Ordinal);
        Assert.Equal(before, await LedgerImage.OfTablesAsync(server.ConnectionString));
    }

    [Fact]
    public async Task A_flat_table_is_made_in_a_schema_of_their_own_and_filled()
    {
        await using var server = await TestServer.StartAsync();
        var timeline = await server.Api.NewTimeline();
        await server.Api.Record(timeline, Held);
        var before = await LedgerImage.OfTablesAsync(server.ConnectionString);
        using var store = Foreign.Open(server.ConnectionString, Filling(SchemaNameSource.DocumentSchema));
        using (var daemon = await store.BuildProjectionDaemonAsync())
        {
            await daemon.StartAllAsync();
            await daemon.WaitForNonStaleData(TimeSpan.FromMinutes(1));
            await daemon.StopAllAsync();
        }

        var rows = await LedgerImage.LinesAsync(server.ConnectionString, "select id || '=' || venue from own.venues");
        Assert.Equal(["summit/s=Metropole"], rows);
        Assert.Equal(before, await LedgerImage.OfTablesAsync(server.ConnectionString));
    }

    [Fact]
    public async Task A_flat_table_among_those_of_the_ledger_is_refused()
    {
        await using var server = await TestServer.StartAsync();
        var before = await LedgerImage.OfTablesAsync(server.ConnectionString);
        using var store = Foreign.Open(server.ConnectionString, Filling(SchemaNameSource.EventSchema));
        await Assert.ThrowsAsync<InvalidOperationException>(() => store.Storage.ApplyAllConfiguredChangesToDatabaseAsync());
        Assert.Equal(before, await LedgerImage.OfTablesAsync(server.ConnectionString));
    }

    [Fact]
    public async Task Documents_and_what_is_noted_of_them_go_through_their_own_serializer()
    {
        await using var server = await TestServer.StartAsync();
        using var store = DocumentStore.For(o =>
        {
            o.Connection(Foreign.Named(server.ConnectionString));
            o.DatabaseSchemaName = Foreign.Schema;
            o.UseSystemTextJsonForSerialization(EnumStorage.AsString, Casing.CamelCase);
            o.UseTimeline();
            o.Policies.ForAllDocuments(m => m.Metadata.Headers.Enabled = true);
        });
        await using (var session = store.LightweightSession("korea"))
        {
            session.SetHeader("recordedBy", "me");
            session.Store(new Note { Id = "n", Colour = Colour.Green, More = new() { ["happened"] = "2019" } });
            await session.SaveChangesAsync();
        }

        Assert.Equal(["""{"id": "n", "more": {"happened": "2019"}, "colour": "Green"}"""],
            await LedgerImage.LinesAsync(server.ConnectionString, "select data::text from own.mt_doc_note"));
        await using var query = store.QuerySession("korea");
        var note = Assert.Single(await query.Query<Note>().Where(n => n.Colour == Colour.Green).ToListAsync());
        Assert.Equal("2019", note.More["happened"].ToString());
        Assert.Equal("me", (await query.MetadataForAsync(note))!.Headers["recordedBy"].ToString());
    }

    private static Action<StoreOptions> Filling(SchemaNameSource schema) =>
        o => o.Projections.Add(new Venues(schema), ProjectionLifecycle.Async);

    private static async Task StoredAndFoundAsync(DocumentStore store, string timeline)
    {
        var id = $"{Guid.NewGuid()}";
        await using (var session = store.LightweightSession(timeline))
        {
            session.Store(new Note { Id = id, Colour = Colour.Green });
            await session.SaveChangesAsync();
        }

        await using var query = store.QuerySession(timeline);
        Assert.Equal(id, Assert.Single(await query.Query<Note>().Where(n => n.Colour == Colour.Green && n.Id == id).ToListAsync()).Id);
    }

    private sealed class Venues : FlatTableProjection
    {
        public Venues(SchemaNameSource schema) : base("venues", schema)
        {
            Table.AddColumn<string>("id").AsPrimaryKey();
            Project<SummitHeld>(map => map.Map(e => e.Venue!.Text, "venue"));
        }
    }
}
