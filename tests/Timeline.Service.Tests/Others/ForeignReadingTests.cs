using FsCheck;
using FsCheck.Fluent;
using JasperFx.Events;
using Marten;
using Marten.Events.Archiving;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Timeline.Domain.Knowing;
using Timeline.Domain.Record;
using Timeline.Domain.Subjects.Summit;
using Timeline.Domain.Tests;
using Timeline.Marten;
using Timeline.Postgres.Events;
using Timeline.Service.Tests.Fixtures;
using Ledger = Timeline.Postgres.Events.Ledger;

namespace Timeline.Service.Tests.Others;

/// <summary>What a store of somebody else's with nothing but <c>UseTimeline()</c> reads of the ledger.</summary>
public sealed class ForeignReadingTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private Ledger Ledger => server.Services.GetRequiredService<Ledger>();

    [Fact]
    public void Of_random_histories_it_reads_what_the_ledger_has_and_passes_over_what_is_erased()
    {
        using var store = Foreign.Open(server.ConnectionString);
        var (left, erased) = (0, 0);
        Prop.ForAll(
            (from history in Histories.OfSeveral.Generator from seed in Gen.Choose(0, int.MaxValue) select (history, seed)).ToArbitrary(),
            async at =>
            {
                var timeline = await RecordAsync(at.history.Events, new Random(at.seed));
                var expected = await StoredAsync(timeline);
                var whole = expected.Where(e => e.Erased is null).ToList();
                (left, erased) = (left + whole.Count, erased + expected.Count - whole.Count);

                await using var session = store.QuerySession(timeline.Value);
                var all = await session.Events.QueryAllRawEvents().Where(e => e.MaybeArchived()).OrderBy(e => e.Sequence).ToListAsync();
                Assert.Equal(expected.Select(Form), all.Select(e => Form(e.ToTimelineEvent())));
                Assert.Equal(expected.Select(e => e.Erased), all.Select(e => e.ToTimelineEvent().Erased));
                Assert.All(all.Where(e => e.IsArchived), e => Assert.True(e.ToTimelineEvent().Data is ErasedData or ActOnTheRecord));
                var usual = await session.Events.QueryAllRawEvents().OrderBy(e => e.Sequence).ToListAsync();
                Assert.Equal(whole.Select(Form), usual.Select(e => Form(e.ToTimelineEvent())));
                foreach (var subject in whole.GroupBy(e => e.Subject))
                {
                    var stream = await session.Events.FetchStreamAsync(subject.Key.ToString());
                    Assert.Equal(subject.Select(Form), stream.Select(e => Form(e.ToTimelineEvent())));
                }

                return true;
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(40));
        Assert.True(left > 100 && erased > 20, $"{left} left, {erased} erased");
    }

    [Fact]
    public async Task It_sees_what_only_some_knowers_know()
    {
        var timeline = await server.Api.NewTimeline();
        await server.Api.Record(timeline, """
            {"subject":"summit/s","type":"PlaceConfirmed","data":{"place":"Hanoi"},"disclosures":[{"to":"usa","at":"2019-02-08"}]}
            """);
        using var store = Foreign.Open(server.ConnectionString);
        await using var session = store.QuerySession(timeline);
        var e = Assert.Single(await session.Events.QueryAllRawEvents().ToListAsync()).ToTimelineEvent();
        Assert.Equal("usa", Assert.Single(e.Disclosures).To.Value);
    }

    [Fact]
    public void An_event_of_another_store_is_refused_with_what_to_do()
    {
        var read = new Event<SummitHeld>(new SummitHeld());
        Assert.Contains("UseTimeline()", Assert.Throws<ArgumentException>(() => read.ToTimelineEvent()).Message, StringComparison.Ordinal);
    }

    // Record by record, whatever its members are.
    private static string Form(TimelineEvent e) =>
        $"{e.Timeline} {e.Seq} {e.Id} {e.Subject} {e.Version} {e.Type} {e.RecordedAt} {StoredHeaders.Of(e).Write()} {EventRows.Data(e)}";

    private async Task<Key> RecordAsync(IReadOnlyList<TimelineEvent> events, Random random)
    {
        var timeline = Key.Parse(await server.Api.NewTimeline());
        var left = new Queue<TimelineEvent>(events);
        while (left.Count > 0)
        {
            var isBulk = random.Next(3) == 0;
            var some = Enumerable.Range(0, Math.Min(random.Next(1, 6), left.Count)).Select(_ => left.Dequeue())
                .Select(e => new AppendRequest([Histories.Again(e)], [""], null, "tester", Clearance.All) { IsBulk = isBulk }).ToList();
            Assert.All((await Ledger.AppendAsync(timeline, some, CancellationToken.None))!, d => Assert.NotNull(d.Outcomes));
        }

        foreach (var e in events.Where(_ => random.Next(8) == 0))
            Assert.NotNull(await Ledger.EraseAsync(timeline, e.Id, "a court's order", "admin", CancellationToken.None));
        return timeline;
    }

    // Not by Marten.
    private async Task<List<TimelineEvent>> StoredAsync(Key timeline)
    {
        var database = server.Services.GetRequiredService<NpgsqlDataSource>();
        await using var command = database.CreateCommand(
            $"select {EventRows.Columns} from timeline.mt_events where tenant_id = $1 order by seq_id");
        command.Parameters.Add(new() { Value = timeline.Value });
        await using var reader = await command.ExecuteReaderAsync();
        return await EventRows.ReadAllAsync(reader, CancellationToken.None);
    }
}
