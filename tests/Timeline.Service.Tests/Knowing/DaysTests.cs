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

namespace Timeline.Service.Tests.Knowing;

/// <summary>On which days something became known, and how much.</summary>
public sealed class DaysTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private const string Id = "11111111-1111-4111-8111-111111111111";

    private static string Report(string known, string more = "") =>
        $$$"""{"subject":"summit/s","type":"PlaceConfirmed",{{{known}}},"happened":"2019-02-01","data":{"place":"Hanoi"}{{{more}}}}""";

    private static string[] Days(Answer answer) => [.. answer.At("/items")!.AsArray().Select(i => $"{i!["day"]} {i["events"]}")];

    private async Task<string[]> Days(string address) => Days(await server.Api.Get(address));

    [Fact]
    public async Task Days_are_those_on_which_something_became_known_to_whoever_is_asked_about()
    {
        var timeline = await server.Api.NewTimeline();
        foreach (var e in new[]
        {
            Report("\"known\":\"2019-02-05\"", $",\"id\":\"{Id}\""), Report("\"known\":\"2019-02-05T08:00:00Z\""), Report("\"known\":\"1969-12-31\""), Report("\"known\":\"1970-01-01\""),
            Report("""
                "disclosures":[{"to":"usa","at":"2019-02-03"}]
                """), Report("""
                "disclosures":[{"to":"usa","at":"2019-02-03"},{"to":"public","at":"2019-02-20"}]
                """), Report("\"known\":\"[2019-02-07..2019-02-09]\""),
            $$$"""{"subject":"summit/s","type":"EventRetracted","known":"2019-02-21","data":{"event":"{{{Id}}}","reason":"r"}}""",
            $$$"""{"subject":"summit/s","type":"EventAmended","data":{"event":"{{{Id}}}","data":{"place":"Hue"},"reason":"a slip"}}""",
        }) await server.Api.Record(timeline, e);

        Assert.Equal(["1969-12-31 1", "1970-01-01 1", "2019-02-05 2", "2019-02-09 1", "2019-02-20 1", "2019-02-21 1"], await Days($"/v1/{timeline}/days"));
        Assert.Equal(["1969-12-31 1", "1970-01-01 1", "2019-02-03 2", "2019-02-05 2", "2019-02-09 1", "2019-02-21 1"], await Days($"/v1/{timeline}/days?knower=usa"));
        Assert.Equal(["1969-12-31 1", "1970-01-01 1", "2019-02-05 1"], await Days($"/v1/{timeline}/days?known=2019-02-05T12:00:00Z"));
        Assert.Equal(["2019-02-21 1"], await Days($"/v1/{timeline}/days?type=EventRetracted"));
        Assert.Empty(await Days($"/v1/{timeline}/days?text=nowhere"));

        var pages = new List<string>();
        for (var next = (string?)$"/v1/{timeline}/days?limit=2"; next is not null;)
        {
            var page = await server.Api.Get(next);
            pages.AddRange(Days(page));
            next = page.TextAt("/next");
            await server.Api.Record(timeline, Report("\"known\":\"2019-02-06\""));
        }

        Assert.Equal(["1969-12-31 1", "1970-01-01 1", "2019-02-05 2", "2019-02-09 1", "2019-02-20 1", "2019-02-21 1"], pages);
    }

    [Fact]
    public void Days_count_what_a_list_of_the_events_shows()
    {
        var ledger = server.Services.GetRequiredService<Ledger>();
        var counted = 0;
        var cases = from history in Histories.OfSeveral.Generator.Where(h => h.Events.Count > 0)
                    from vantage in Histories.Vantages
                    from filter in Gen.Elements("", "&kind=summit", "&publisher=cnn", "&happenedFrom=2019-02-01")
                    select (history, vantage, filter);
        Prop.ForAll(cases.ToArbitrary(), async at =>
        {
            var timeline = await server.Api.NewTimeline();
            var requests = at.history.Events.Select(e => new AppendRequest([Histories.Again(e)], [""], null, "tester", Clearance.All)).ToList();
            Assert.All((await ledger.AppendAsync(Key.Parse(timeline), requests, CancellationToken.None))!, d => Assert.NotNull(d.Outcomes));
            var newest = await server.Api.PositionAsync(timeline);
            foreach (var recorded in new[] { newest, Math.Min(newest, at.vantage.Recorded) })
            {
                var vantage = at.vantage with { Known = Instant.Min(at.vantage.Known, Domain.Tests.Ledger.Moment("9999")), Recorded = recorded };
                foreach (var asked in new[] { vantage, vantage with { Lens = Lens.Clear } })
                {
                    var pin = string.Join('&', VantageItem.Of(asked).Parameters().Select(p => $"{p.Name}={p.Value}")) + at.filter;
                    var events = (await server.Api.Get($"/v1/{timeline}/events?limit=1000&{pin}")).At("/items")!.AsArray();
                    var expected = events.Where(e => (string)e!["type"]! != "EventAmended").GroupBy(e => ((string)e!["knownBy"]!).Split('T')[0])
                        .OrderBy(d => Domain.Tests.Ledger.Moment(d.Key)).Select(d => $"{d.Key} {d.Count()}").ToArray();
                    Assert.Equal(expected, await Days($"/v1/{timeline}/days?limit=1000&{pin}"));
                    counted += expected.Length;
                }
            }

            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(40));
        Assert.True(counted > 100);
    }
}
