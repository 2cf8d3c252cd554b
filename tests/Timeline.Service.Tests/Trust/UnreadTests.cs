using System.Globalization;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Timeline.Domain.Knowing;
using Timeline.Domain.Record;
using Timeline.Postgres.Events;
using Timeline.Server.Http;
using Timeline.Server.Recording;
using Timeline.Service.Tests.Embedded;
using Timeline.Service.Tests.Fixtures;
using Ledger = Timeline.Postgres.Events.Ledger;

namespace Timeline.Service.Tests.Trust;

/// <summary>
/// What only others know is neither read nor named (SEMANTICS §8, law 4): it takes no time, and a recorder does not stumble on it.
/// </summary>
[Trait(RunFramework.Suite, RunFramework.Ledger)]
public sealed class UnreadTests
{
    private const string Unknown = "ffffffff-0000-4000-8000-000000000000";

    [Fact]
    public async Task Secrets_are_read_no_more_than_what_is_not_there()
    {
        await using var server = await TestServer.StartAsync(await TestCluster.CreateDatabaseAsync(CancellationToken.None));
        var timeline = await server.Api.NewTimeline();
        for (var i = 0; i < 40; i++) await server.Api.Record(timeline, Event(Guid.NewGuid(), $"visit/v{i}", "open", "public"));
        var secret = Guid.NewGuid();
        await server.Api.Record(timeline, Event(secret, "talks/secret", "xylophone", "usa"));
        var lines = Enumerable.Range(0, 5000).Select(_ => Event(Guid.NewGuid(), "talks/secret", "xylophone", "usa",
            "\"related\":[\"visit/v1\"],"));
        await server.Api.Post($"/v1/{timeline}/import", string.Join('\n', lines), "application/x-ndjson");
        // What the public is told of a secret tells it nothing, so that is not read either.
        await server.Api.Record(timeline,
            $$$"""{"subject":"talks/secret","type":"EventRetracted","known":"2019-02-02","data":{"event":"{{{secret}}}","reason":"r"}}""");
        await using (var database = NpgsqlDataSource.Create(server.ConnectionString))
        await using (var analyze = database.CreateCommand("vacuum analyze"))
            await analyze.ExecuteNonQueryAsync();

        foreach (var (asked, nothing) in new (string, string)[]
        {
            ("subjects/talks/secret", "subjects/talks/nothing"),
            ("subjects/talks/secret?known=2019-02-07", "subjects/talks/nothing?known=2019-02-07"),
            ("subjects/talks/secret/events", "subjects/talks/nothing/events"),
            ("subjects/talks/secret/history", "subjects/talks/nothing/history"),
            ("subjects/talks/secret/compare?from.known=2019-02-01", "subjects/talks/nothing/compare?from.known=2019-02-01"),
            ("subjects/talks/secret/hindsight?date=2019-02-01", "subjects/talks/nothing/hindsight?date=2019-02-01"),
            ("subjects/talks/secret/timemap?knower=prk", "subjects/talks/nothing/timemap?knower=prk"),
            ("subjects/visit/v1/events", "subjects/visit/v2/events"),
            ("events?text=xylophone", "events?text=nowhere"),
            ("events?publisher=secret-times", "events?publisher=nobody"),
            ("events?type=SituationReported&actor=secret-actor", "events?type=SituationReported&actor=nobody"),
            ("events?kind=talks", "events?kind=aid"),
            ("events?subject=talks/secret", "events?subject=talks/nothing"),
            ("events?happenedFrom=2050", "events?happenedFrom=2060"),
            ("subjects?text=xylophone", "subjects?text=nowhere"),
            ("subjects?subject=talks/secret", "subjects?subject=talks/nothing"),
            ("days?text=xylophone", "days?text=nowhere"),
            ("briefing?kind=talks", "briefing?kind=aid"),
            ("subjects/talks/secret?knower=prk", "subjects/talks/nothing?knower=prk"),
            ("subjects?kind=talks&knower=prk", "subjects?kind=aid&knower=prk"),
            ("replay?subject=talks/secret", "replay?subject=talks/nothing"),
            ("replay?axis=recorded&text=xylophone", "replay?axis=recorded&text=nowhere"),
        })
        {
            var (one, other) = (await ReadAsync(server, $"/v1/{timeline}/{asked}"), await ReadAsync(server, $"/v1/{timeline}/{nothing}"));
            Assert.True(one == other, $"{asked} {one}, {nothing} {other}");
        }

        // Of an id one row is looked at to know that nobody may be told of it, and no more.
        var (secretId, unknownId) = (await ReadAsync(server, $"/v1/{timeline}/events/{secret}"), await ReadAsync(server,
            $"/v1/{timeline}/events/{Unknown}"));
        Assert.Equal(unknownId.Statements, secretId.Statements);
        Assert.InRange(secretId.Events + secretId.Index + secretId.Knowers - unknownId.Events - unknownId.Index - unknownId.Knowers, 0, 2);

        // A list, whatever stands beside it: no more than it tells, and a few to find where it begins.
        foreach (var list in new[] { "events?limit=10", "subjects?limit=10", "briefing?limit=10", "export", "replay", "replay?axis=recorded&step=month", "publishers", "days", "calendar.ics",
            "compare?from.known=2019-02-01" })
        {
            var (_, events, _, _) = await ReadAsync(server, $"/v1/{timeline}/{list}");
            Assert.True(events <= 200, $"{list} read {events} events of the ledger");
        }
    }

    [Fact]
    public async Task Naming_a_secret_is_refused_like_naming_nothing()
    {
        await using var server = await TestServer.StartAsync(await TestCluster.CreateDatabaseAsync(CancellationToken.None));
        var timeline = Key.Parse(await server.Api.NewTimeline());
        var (secret, open, denial, leaked) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());
        await server.Api.Record(timeline.Value, Event(secret, "talks/t", "xylophone", "usa"));
        await server.Api.Record(timeline.Value, Event(leaked, "talks/t", "xylophone", "usa"));
        await server.Api.Record(timeline.Value, Event(open, "talks/t", "open", "public"));
        await server.Api.Record(timeline.Value,
            $$$"""{"id":"{{{denial}}}","subject":"talks/t","type":"EventDenied","known":"2019-02-02","data":{"event":"{{{secret}}}"}}""");
        await server.Api.Record(timeline.Value,
            $$$"""{"subject":"talks/t","type":"EventDisclosed","data":{"event":"{{{leaked}}}","to":"prk","at":"2019-02-02"}}""");
        Assert.NotNull(await Refused(Naming(leaked)[0], Clearance.None));
        var (none, usa, prk) = (Clearance.None, Clearance.For([Key.Parse("usa")]), Clearance.For([Key.Parse("prk")]));

        var nothing = Naming(Guid.Parse(Unknown));
        foreach (var clearance in new[] { none, prk })
        {
            foreach (var (named, i) in Naming(secret).Select((n, i) => (n, i)))
                Assert.Equal(await Refused(nothing[i], clearance), await Refused(named, clearance));
            Assert.Equal(await Refused(Retraction(Guid.Parse(Unknown)), clearance), await Refused(Retraction(denial), clearance));
        }

        // Whom it was told to may name it, however they learned of it; and nobody may have its id again.
        foreach (var named in Naming(secret)) Assert.Null(await Refused(named, usa));
        foreach (var named in Naming(leaked)) Assert.Null(await Refused(named, prk));
        foreach (var named in Naming(open)) Assert.Null(await Refused(named, none));
        Assert.Null(await Refused(Retraction(denial), usa));
        Assert.Contains("Is taken", await Refused(Event(secret, "talks/t", "other", "public"), none), StringComparison.Ordinal);

        async Task<string?> Refused(string json, Clearance clearance)
        {
            var proposed = Domain.Tests.Ledger.Read(json, out _)!;
            // Decided and not recorded: what one may do is not to be found there by the next.
            await using var append = (await server.Services.GetRequiredService<Ledger>().BeginAsync(timeline, CancellationToken.None))!;
            var decision = (await append.RecordAsync([new AppendRequest([proposed], [""], null, "tester", clearance)],
                CancellationToken.None))[0];
            return decision.Refusal is { } refusal ? $"{refusal.Kind} {string.Join(' ', refusal.Faults)}" : null;
        }

        string[] Naming(Guid id) =>
        [
            $$$"""{"subject":"talks/t","type":"SituationReported","accountOf":"{{{id}}}","data":{}}""",
            $$$"""{"subject":"talks/t","type":"ReplyGiven","data":{"event":"{{{id}}}","by":"prk","reply":"accepted"}}""",
            $$$"""{"subject":"talks/t","type":"EventDenied","data":{"event":"{{{id}}}"}}""",
            Retraction(id),
        ];

        static string Retraction(Guid id) =>
            $$$"""{"subject":"talks/t","type":"EventRetracted","data":{"event":"{{{id}}}","reason":"r"}}""";
    }

    [Fact]
    public async Task Whoever_is_beaten_is_told_of_what_got_in_between_what_they_may_see()
    {
        await using var server = await TestServer.StartAsync(await TestCluster.CreateDatabaseAsync(CancellationToken.None));
        var timeline = await server.Api.NewTimeline();
        var (secret, open) = (Guid.NewGuid(), Guid.NewGuid());
        await server.Api.Record(timeline, Event(secret, "talks/t", "xylophone", "usa"));
        await server.Api.Record(timeline, Event(open, "talks/t", "open", "public"));

        Assert.Equal([open], await Between(Clearance.None));
        Assert.Equal([open], await Between(Clearance.For([Key.Parse("prk")])));
        Assert.Equal([secret, open], await Between(Clearance.For([Key.Parse("usa")])));
        Assert.Equal([secret, open], await Between(Clearance.All));

        async Task<IEnumerable<Guid>> Between(Clearance clearance)
        {
            var proposed = Domain.Tests.Ledger.Read(Event(Guid.NewGuid(), "talks/t", "more", "public"), out _)!;
            var request = new RecordEvents(timeline, new AppendRequest([proposed], [""], new Precondition(0), "tester", clearance), Cause.ToFault);
            var beaten = await Assert.ThrowsAsync<ProblemException>(() => server.Services.GetRequiredService<IMediator>().Send(request));
            Assert.DoesNotContain("usa", beaten.Problem.Events!.Where(e => e.Id == open).SelectMany(e => e.Disclosures).Select(d =>
                d.To.Value));
            return beaten.Problem.Events!.Select(e => e.Id);
        }
    }

    private static string Event(Guid id, string subject, string situation, string knower, string more = "")
    {
        var (publisher, happened, about) = knower == "usa" ? ("secret-times", "2055", ",\"about\":[\"secret-actor\"]") : ("cnn",
            "2019-01-30", "");
        return $$$"""{"id":"{{{id}}}","subject":"{{{subject}}}","type":"SituationReported",{{{more}}}"data":{"situation":"{{{situation}}}"{{{about}}}},"""
            + $$$"""
            "disclosures":[{"to":"{{{knower}}}","at":"2019-02-01"}],"happened":"{{{happened}}}","source":{"publisher":"{{{publisher}}}"}}
            """;
    }

    // Statements, and rows of the ledger and of the tables that lead there. The sessions are ended, for they tell what they read then.
    private static async Task<(int Statements, long Events, long Index, long Knowers)> ReadAsync(TestServer server, string path)
    {
        await EndSessionsAsync(server);
        var before = await CountsAsync(server);
        using var statements = new Statements(server.ConnectionString);
        await server.Api.Get(path);
        var sent = statements.Count;
        await EndSessionsAsync(server);
        var after = await CountsAsync(server);
        return (sent, after[0] - before[0], after[1] - before[1], after[2] - before[2]);
    }

    private static async Task EndSessionsAsync(TestServer server)
    {
        server.EndSessions();
        await using var database = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(server.ConnectionString) { Pooling = false }.ConnectionString);
        await Eventually.TrueAsync("no session is left", async () =>
        {
            await using var others = database.CreateCommand(
                "select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'");
            return (long)(await others.ExecuteScalarAsync())! == 0;
        });
    }

    private static async Task<long[]> CountsAsync(TestServer server)
    {
        await using var database = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(server.ConnectionString) { Pooling = false }.ConnectionString);
        await using var command = database.CreateCommand("""
            select relname::text, (coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0)
                + coalesce((select sum(idx_tup_read) from pg_stat_user_indexes i where i.relid = t.relid), 0))::bigint
            from pg_stat_user_tables t where schemaname = 'timeline' and (relname = 'mt_events' or relname like 'event\_%')
            """);
        await using var reader = await command.ExecuteReaderAsync();
        var counts = new Dictionary<string, long>();
        while (await reader.ReadAsync()) counts.Add(reader.GetString(0), Convert.ToInt64(reader.GetValue(1), CultureInfo.InvariantCulture));
        var terms = counts.Where(c => c.Key.StartsWith("event_terms", StringComparison.Ordinal)).Sum(c => c.Value);
        return [counts["mt_events"], terms, counts.Values.Sum() - counts["mt_events"] - terms];
    }
}
