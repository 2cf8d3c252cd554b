using System.Globalization;
using System.Net;
using Marten;
using Npgsql;
using Timeline.Domain;
using Timeline.Postgres.Schema;
using Timeline.Service.Tests.Embedded;
using Timeline.Service.Tests.Fixtures;

namespace Timeline.Service.Tests.Recording;

/// <summary>
/// What Marten's sessions are kept from: another order than that of recording, a write without the lock, and events that nobody sent.
/// </summary>
[Trait(RunFramework.Suite, RunFramework.Ledger)]
public sealed class SessionTests : IAsyncLifetime
{
    // Keeps of each row that is written by which session it was, and whether that held the lock of its timeline.
    private const string Watch = """
        create table timeline.watched (pid int not null, holds boolean not null);
        create function timeline.watch() returns trigger language plpgsql as $$
        begin
            insert into timeline.watched
            select pg_backend_pid(), exists (
                select from pg_locks where locktype = 'advisory' and granted and pid = pg_backend_pid()
                    and (classid::bigint << 32) | objid::bigint = hashtextextended('timeline/' || new.tenant_id, 0));
            return new;
        end $$;
        create trigger watch before insert or update on timeline.mt_events for each row execute function timeline.watch();
        """;

    private TestServer _server = null!;

    private Api Api => _server.Api;

    // The tables would refuse what Marten must not even try.
    private const string Allow = "drop trigger only_server on timeline.mt_events; drop trigger only_server on timeline.mt_streams;";

    public async Task InitializeAsync()
    {
        _server = await TestServer.StartAsync();
        await DoAsync(Allow);
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    private static string Event(string subject, string place = "Hanoi") =>
        $$$"""{"subject":"{{{subject}}}","type":"PlaceConfirmed","known":"2019-02-05","data":{"place":"{{{place}}}"}}""";

    private static async Task<T> AskAsync<T>(string connectionString, string sql)
    {
        await using var database = NpgsqlDataSource.Create(connectionString);
        await using var command = database.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    private Task<T> AskAsync<T>(string sql) => AskAsync<T>(_server.ConnectionString, sql);

    private Task DoAsync(string sql) => DoAsync(_server.ConnectionString, sql);

    private static async Task DoAsync(string connectionString, string sql)
    {
        await using var database = NpgsqlDataSource.Create(connectionString);
        await using var command = database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private async Task IsAllOfTheCatalogueAsync(string timeline, int events)
    {
        Assert.Equal(events, (int)await AskAsync<long>($"select count(*) from timeline.mt_events where tenant_id = '{timeline}'"));
        var types = await AskAsync<string[]>("select coalesce(array_agg(distinct type), '{}') from timeline.mt_events");
        Assert.Empty(types.Except(Catalogue.Types.Select(t => t.StoredName)));
        Assert.Equal(0, await AskAsync<long>("select count(*) from timeline.mt_streams where id not like '%/%'"));
    }

    // Marten by itself writes something of its own after a write that failed, in its own time; this waits until it has.
    private static async Task WaitForMartensOwnAsync(string trouble, string data, string rows)
    {
        var other = await TestCluster.CreateDatabaseAsync(CancellationToken.None);
        await DoAsync(other, Allow + trouble);
        var settings = new NpgsqlConnectionStringBuilder(other) { ApplicationName = Sabotage.Application };
        await using var database = NpgsqlDataSource.Create(settings);
        await using var plain = DocumentStore.For(options => LedgerStore.Configure(options, database));
        await using (var session = plain.LightweightSession("korea"))
        {
            session.Events.Append("summit/s", Catalogue.StoredType("place_confirmed").ReadData(data));
            await Assert.ThrowsAnyAsync<Exception>(() => session.SaveChangesAsync());
        }

        await Eventually.TrueAsync($"Marten has written {rows}", async () => await AskAsync<long>(other, $"select count(*) from {rows}") > 0);
    }

    [Fact]
    public async Task Positions_and_times_follow_the_order_sent_over_interleaved_subjects()
    {
        var timeline = await Api.NewTimeline();
        var random = new Random(20190224);
        long position = 0;
        var time = "";
        for (var round = 0; round < 20; round++)
        {
            // Some are new, some have events, and most come several times, never together.
            string[] subjects = [.. Enumerable.Range(0, 30).Select(_ => $"summit/s-{random.Next(12 + round)}")];
            var answer = await Api.Record(timeline, $"[{string.Join(',', subjects.Select(s => Event(s)))}]");
            var items = answer.At("/items")!.AsArray();
            Assert.Equal(subjects, items.Select(i => (string)i!["subject"]!));
            foreach (var item in items)
            {
                Assert.True((long)item!["seq"]! > position, answer.Text);
                Assert.True(string.CompareOrdinal((string)item["recordedAt"]!, time) > 0, answer.Text);
                (position, time) = ((long)item["seq"]!, (string)item["recordedAt"]!);
            }
        }

        await using var database = NpgsqlDataSource.Create(_server.ConnectionString);
        await using var command = database.CreateCommand("select seq_id, to_char(timestamp at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"'), id from timeline.mt_events order by seq_id");
        await using var reader = await command.ExecuteReaderAsync();
        var stored = new List<string>();
        while (await reader.ReadAsync()) stored.Add($"{reader.GetInt64(0)} {reader.GetString(1)} {reader.GetGuid(2)}");
        var told = new List<string>();
        for (var next = $"/v1/{timeline}/events?limit=1000"; next is not null;)
        {
            var page = await Api.Get(next);
            told.AddRange(page.At("/items")!.AsArray().Select(e => string.Create(CultureInfo.InvariantCulture, $"{e!["seq"]} {e["recordedAt"]} {e["id"]}")));
            next = page.TextAt("/next");
        }

        Assert.Equal(600, stored.Count);
        Assert.Equal(stored, told);
    }

    [Fact]
    public async Task A_batch_that_fails_leaves_no_event_of_Martens_own()
    {
        var timeline = await Api.NewTimeline();
        await Api.Record(timeline, Event("summit/s"));
        const string Poison = """
            create function timeline.poison() returns trigger language plpgsql as
            $$ begin if new.data ->> 'place' = 'Poison' then raise exception 'poisoned'; end if; return new; end $$;
            create trigger poison before insert on timeline.mt_events for each row execute function timeline.poison();
            """;
        await DoAsync(Poison);
        var refused = await Api.Post($"/v1/{timeline}/events", $"[{Event("summit/s")},{Event("summit/t")},{Event("summit/s", "Poison")}]");
        Assert.Equal(HttpStatusCode.InternalServerError, refused.Status);

        // Ours has had more time than this.
        await WaitForMartensOwnAsync(Poison, """{"place":"Poison"}""", "timeline.mt_events where type = 'tombstone'");
        await IsAllOfTheCatalogueAsync(timeline, 1);
        await Api.Record(timeline, Event("summit/s"));
        await IsAllOfTheCatalogueAsync(timeline, 2);
    }

    [Fact]
    public async Task Where_positions_cannot_be_drawn_nothing_of_Martens_own_is_written_either()
    {
        const string Exhaust = "select setval('timeline.mt_events_sequence', 7); alter sequence timeline.mt_events_sequence maxvalue 7";
        var timeline = await Api.NewTimeline();
        await Api.Record(timeline, Event("summit/s"));
        await DoAsync(Exhaust);
        Assert.Equal(HttpStatusCode.InternalServerError, (await Api.Post($"/v1/{timeline}/events", $"[{Event("summit/s")},{Event("summit/t")}]")).Status);

        await WaitForMartensOwnAsync(Exhaust, """{"place":"Hanoi"}""", "timeline.mt_streams where id = 'mt_tombstone'");
        await IsAllOfTheCatalogueAsync(timeline, 1);
    }

    [Fact]
    public async Task A_connection_that_breaks_in_the_middle_of_a_batch_leaves_no_event_of_Martens_own()
    {
        var timeline = await Api.NewTimeline();
        await Api.Record(timeline, Event("summit/s"));
        // The session that writes is ended by what it writes, so the break comes after positions were drawn.
        await DoAsync("""
            create function timeline.ends() returns trigger language plpgsql as
            $$ begin if new.data ->> 'place' = 'End' then perform pg_terminate_backend(pg_backend_pid()); end if; return new; end $$;
            create trigger ends before insert on timeline.mt_events for each row execute function timeline.ends();
            """);
        for (var i = 0; i < 5; i++)
            Assert.Equal(HttpStatusCode.ServiceUnavailable, (await Api.Post($"/v1/{timeline}/events", $"[{Event("summit/s")},{Event("summit/t", "End")}]")).Status);
        await DoAsync("drop function timeline.ends cascade");
        await Api.Record(timeline, Event("summit/s"));
        await IsAllOfTheCatalogueAsync(timeline, 2);
    }

    [Theory]
    [InlineData("55P03")] // lock_not_available
    [InlineData("40P01")] // deadlock_detected
    [InlineData("57P03")] // cannot_connect_now
    [InlineData("53300")] // too_many_connections
    public async Task A_write_that_failed_is_never_sent_again_without_the_lock(string state)
    {
        var timeline = await Api.NewTimeline();
        await Api.Record(timeline, Event("summit/s"));
        // Fails once for each batch: what is sent again would pass. A sequence does not go back with its transaction.
        await DoAsync(Watch);
        await DoAsync($$"""
            create sequence timeline.tries;
            create function timeline.fails() returns trigger language plpgsql as
            $f$ begin if nextval('timeline.tries') % 2 = 1 then raise exception 'once' using errcode = '{{state}}'; end if; return null; end $f$;
            create trigger fails after insert on timeline.mt_events for each statement execute function timeline.fails();
            """);
        var acknowledged = 0;
        for (var i = 0; i < 6; i++)
        {
            var answer = await Api.Post($"/v1/{timeline}/events", Event($"summit/s-{i}"));
            if (answer.Status == HttpStatusCode.Created) acknowledged++;
            else Assert.True((int)answer.Status >= 500, answer.Text);
        }

        await DoAsync("drop function timeline.fails cascade");
        // One alone is not tried again by anybody but its client.
        Assert.Equal(3, acknowledged);
        await IsAllOfTheCatalogueAsync(timeline, 1 + acknowledged);
        Assert.Equal((long)acknowledged, await AskAsync<long>("select count(*) from timeline.watched where holds"));
        Assert.Equal(0, await AskAsync<long>("select count(*) from timeline.watched where not holds"));
    }

    [Fact]
    public async Task Whatever_is_written_is_written_under_the_lock_and_a_timeline_on_one_connection()
    {
        await DoAsync(Watch);
        var timeline = await Api.NewTimeline();
        await Task.WhenAll(Enumerable.Range(0, 64).Select(async client =>
        {
            for (var n = 0; n < 5; n++) await Api.Record(timeline, Event($"summit/s-{client % 9}"));
        }));
        Assert.Equal(1, await AskAsync<long>("select count(distinct pid) from timeline.watched"));

        var lines = string.Join('\n', Enumerable.Range(0, 700).Select(n => Event($"summit/i-{n % 40}")));
        Assert.Equal(700, (int)(await Api.Post($"/v1/{timeline}/import", lines, "application/x-ndjson")).At("/recorded")!);
        var erased = await Api.Record(timeline, Event("summit/e"));
        Assert.Equal(HttpStatusCode.OK, (await Api.Post($"/v1/{timeline}/events/{erased.TextAt("/id")}/erasure", """{"reason":"r"}""")).Status);
        Assert.Equal(320 + 700 + 1 + 2, await AskAsync<long>("select count(*) from timeline.watched where holds"));
        Assert.Equal(0, await AskAsync<long>("select count(*) from timeline.watched where not holds"));
    }
}
