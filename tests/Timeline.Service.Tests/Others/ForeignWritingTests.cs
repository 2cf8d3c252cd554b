using JasperFx.Events;
using JasperFx.Events.Projections;
using Marten;
using Timeline.Domain.Record;
using Timeline.Domain.Subjects.Summit;
using Timeline.Service.Tests.Fixtures;

namespace Timeline.Service.Tests.Others;

/// <summary>Nothing that a store of somebody else's can be told to do changes what is recorded.</summary>
public sealed class ForeignWritingTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private const string Recording = "POST /v1/{timeline}/events";

    private const string Erasing = "POST /v1/{timeline}/events/{id}/erasure";

    private static readonly Dictionary<string, (Func<DocumentStore, string, Task> Act, string Route)> Writes = new()
    {
        ["Append"] = In(s => s.Events.Append("summit/s", new SummitHeld())),
        ["Append of a type of their own"] = In(s => s.Events.Append("summit/s", new Stranger("x"))),
        ["Append with a version"] = In(s => s.Events.Append("summit/s", 3, new SummitHeld())),
        ["Append beside a document"] = In(s =>
        {
            s.Store(new Note { Id = "beside" });
            s.Events.Append("summit/s", new SummitHeld());
        }),
        ["StartStream"] = In(s => s.Events.StartStream("summit/new", new SummitHeld())),
        ["AppendOptimistic"] = In(s => s.Events.AppendOptimistic("summit/s", new SummitHeld())),
        ["AppendExclusive"] = In(s => s.Events.AppendExclusive("summit/s", new SummitHeld())),
        ["FetchForWriting"] = In(async s => (await s.Events.FetchForWriting<Projected>("summit/s")).AppendOne(new SummitHeld())),
        ["WriteToAggregate"] = ((store, timeline) => Session(store, timeline, s =>
            s.Events.WriteToAggregate<Projected>("summit/s", stream => stream.AppendOne(new SummitHeld()))), Recording),
        ["OverwriteEvent"] = In(async s => s.Events.OverwriteEvent((await s.Events.FetchStreamAsync("summit/s"))[0])),
        ["ArchiveStream"] = In(s => s.Events.ArchiveStream("summit/s")),
        ["TombstoneStream"] = In(s => s.Events.TombstoneStream("summit/s")),
        ["Archived"] = In(s => s.Events.Append("summit/s", new Archived("done"))),
        ["ApplyEventDataMasking"] = ((store, timeline) =>
            store.Advanced.ApplyEventDataMasking(m => m.ForTenant(timeline).IncludeStream("summit/s")), Recording),
        ["BulkInsertEvents"] = ((store, timeline) =>
            store.BulkInsertEventsAsync(timeline, [StreamAction.Start(store.Events, "summit/new", new SummitHeld())]), Recording),
        ["BulkInsertEvents of a type of their own"] = ((store, timeline) =>
            store.BulkInsertEventsAsync(timeline, [StreamAction.Start(store.Events, "summit/new", new Stranger("x"))]), Recording),
        ["BulkInsertEventStream"] = ((store, timeline) =>
            store.BulkInsertEventStreamAsync(timeline, [new() { Key = "summit/new" }], AsyncEnumerable.Empty<IEvent>()), Recording),
        ["SQL"] = In(s => s.QueueSqlCommand("update timeline.mt_events set is_archived = true")),
        ["SQL that deletes"] = In(s => s.QueueSqlCommand("delete from timeline.mt_events"), Erasing),
        ["DeleteAllEventData"] = ((store, _) => store.Advanced.Clean.DeleteAllEventDataAsync(), Erasing),
        ["ResetAllData"] = ((store, _) => store.Advanced.ResetAllData(), Erasing),
        ["DeleteSingleEventStream"] = ((store, timeline) =>
            store.Advanced.Clean.DeleteSingleEventStreamAsync("summit/s", timeline), Erasing),
    };

    public static TheoryData<string> Names => [.. Writes.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Whatever_would_write_throws_with_the_route_to_go_and_the_ledger_stays_byte_for_byte(string name)
    {
        var timeline = await server.Api.NewTimeline();
        await server.Api.Record(timeline, """
            [{"subject":"summit/s","type":"VenueConfirmed","known":"2019-02-27","data":{"venue":"Metropole"}},
             {"subject":"summit/s","type":"SummitHeld","known":"2019-02-28","data":{"venue":"Metropole"}}]
            """);
        var before = await LedgerImage.OfRowsAsync(server.ConnectionString);
        var (act, route) = Writes[name];
        // Disposed, it has written whatever it writes later.
        using (var store = Foreign.Open(server.ConnectionString, o =>
        {
            o.Policies.AllDocumentsAreMultiTenanted();
            o.Projections.Add(new ProjectedEvents(), ProjectionLifecycle.Async);
            o.Events.AddMaskingRuleForProtectedInformation<VenueConfirmed>(e => e with { Venue = new Name("somewhere") });
        }))
        {
            var refused = await Assert.ThrowsAnyAsync<Exception>(() => act(store, timeline));
            Assert.Contains(route, $"{refused.Message} {refused.InnerException?.Message}", StringComparison.Ordinal);
            await using var session = store.QuerySession(timeline);
            Assert.Null(await session.LoadAsync<Note>("beside"));
        }

        Assert.Equal(before, await LedgerImage.OfRowsAsync(server.ConnectionString));
        await server.Api.Record(timeline, """{"subject":"summit/s","type":"SummitCancelled","known":"2019-02-28","data":{}}""");
        Assert.Empty(server.Log.Entries);
    }

    private static (Func<DocumentStore, string, Task> Act, string Route) In(Action<IDocumentSession> act, string route = Recording) =>
        ((store, timeline) => Session(store, timeline, s =>
        {
            act(s);
            return s.SaveChangesAsync();
        }), route);

    private static (Func<DocumentStore, string, Task> Act, string Route) In(Func<IDocumentSession, Task> act) =>
        ((store, timeline) => Session(store, timeline, async s =>
        {
            await act(s);
            await s.SaveChangesAsync();
        }), Recording);

    private static async Task Session(DocumentStore store, string timeline, Func<IDocumentSession, Task> act)
    {
        await using var session = store.LightweightSession(timeline);
        await act(session);
    }
}
