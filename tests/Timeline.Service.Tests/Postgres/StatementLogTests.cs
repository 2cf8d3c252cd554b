using System.Diagnostics;
using System.Text.Json.Nodes;
using Timeline.Service.Tests.Fixtures;

namespace Timeline.Service.Tests.Postgres;

/// <summary>Who writes the ledger holds the timeline's lock, in every test of the run.</summary>
[Trait(RunFramework.Order, RunFramework.Last)]
public sealed class LedgerWritesTests
{
    [SkippableFact]
    public async Task Every_write_of_the_ledger_in_this_run_was_under_its_timelines_lock()
    {
        Skip.If(TestPostgres.IsContainer, "Only the embedded server keeps a log of statements.");
        var file = await TestCluster.StatementLogAsync();
        Skip.If(file is null, "No test of this run needed a database.");
        var watch = Stopwatch.StartNew();
        await using var log = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var text = new StreamReader(log);
        var read = await StatementLog.ReadAsync(text, CancellationToken.None);

        Assert.True(read.Violations.Count == 0, $"{read.Violations.Count} of {read.Writes} writes of the ledger were made without the timeline's lock:\n"
            + string.Join("\n\n", read.Violations.Take(20)));
        Assert.True(read.Writes > 0, "The log shows no write of the ledger: either no test recorded anything, or it looks for the wrong statements.");
        Console.WriteLine($"Statement log: {read.Writes} writes of the ledger, all under their timeline's lock "
            + $"({log.Length >> 20} MiB read in {watch.Elapsed.TotalSeconds:0.0} s).");
    }
}

/// <summary>What the log of statements is read for.</summary>
public sealed class StatementLogTests
{
    private const string Take = "execute <unnamed>: select pg_advisory_xact_lock(hashtextextended('timeline/' || $1, 0))";

    private const string Insert = "execute <unnamed>: insert into timeline.mt_events (tenant_id) select $1";

    private static string Entry(string message, string transaction = "3/7", int process = 100, string? application = null, string severity = "LOG")
    {
        var entry = new JsonObject
        {
            ["timestamp"] = "2026-01-02 12:00:00.000 UTC",
            ["user"] = "timeline",
            ["dbname"] = "test_1",
            ["pid"] = process,
            ["vxid"] = transaction,
            ["txid"] = 0,
            ["error_severity"] = severity,
            ["message"] = message,
        };
        if (application is not null) entry["application_name"] = application;
        return entry.ToJsonString();
    }

    private static Task<StatementLog> ReadAsync(params string[] entries) =>
        StatementLog.ReadAsync(new StringReader(string.Concat(entries.Select(e => e + "\n"))), CancellationToken.None);

    [Fact]
    public async Task A_write_under_the_lock_is_counted()
    {
        var read = await ReadAsync(Entry("statement: BEGIN"), Entry(Take), Entry(Insert), Entry("statement: COMMIT"));
        Assert.Equal(1, read.Writes);
        Assert.Empty(read.Violations);
    }

    [Theory]
    [InlineData("execute <unnamed>: insert into timeline.mt_events (seq_id) values ($1)")]
    [InlineData("execute _p1: INSERT INTO mt_events VALUES ($1)")]
    [InlineData("execute _auto17: insert into \"timeline\".\"mt_streams\" (id) values ($1) on conflict (id) do update set version = excluded.version")]
    [InlineData("statement: update timeline.mt_events e\n\tset data = '{}'\n\twhere tenant_id = 'a'")]
    [InlineData("statement: update only\n    timeline . mt_streams set version = 2")]
    [InlineData("statement: select 1; delete\n  from timeline.mt_events")]
    [InlineData("statement: with gone as (delete from only timeline.mt_events returning 1) select count(*) from gone")]
    [InlineData("statement: merge into timeline.mt_streams using x on true when matched then delete")]
    [InlineData("statement: COPY timeline.mt_events (tenant_id, seq_id) FROM STDIN (FORMAT BINARY)")]
    [InlineData("statement: truncate table timeline.event_index, timeline.mt_streams cascade")]
    [InlineData("statement: insert into timeline.mt_events_default values (1)")]
    [InlineData("execute <unnamed>: select timeline.mt_quick_append_events($1, $2)")]
    [InlineData("statement: do language plpgsql $$ begin delete from timeline.mt_events; end $$")]
    public async Task A_write_without_the_lock_is_told_with_its_statement(string message)
    {
        var read = await ReadAsync(Entry(message, application: "some server"));
        Assert.Equal(1, read.Writes);
        var violation = Assert.Single(read.Violations);
        Assert.Contains(message[(message.IndexOf(": ", StringComparison.Ordinal) + 2)..], violation, StringComparison.Ordinal);
        Assert.Contains("process 100, transaction 3/7, database test_1, application 'some server'", violation, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("statement: select * from timeline.mt_events for update")]
    [InlineData("statement: insert into timeline.event_index select * from timeline.mt_events")]
    [InlineData("statement: update timeline.event_index i set words = null from timeline.mt_events e where e.seq_id = i.seq_id")]
    [InlineData("statement: delete from timeline.current_states using timeline.mt_streams")]
    [InlineData("statement: insert into timeline.mt_event_progression values ('daemon', 1)")]
    [InlineData("statement: copy timeline.mt_events (id) to stdout")]
    [InlineData("statement: vacuum (truncate false) timeline.mt_events")]
    [InlineData("statement: create table timeline.mt_events (seq_id bigint)")]
    [InlineData("statement: create trigger t before insert on timeline.mt_events for each row execute function f()")]
    [InlineData("statement: create or replace function timeline.mt_quick_append_events(a int) returns void as $f$ begin insert into timeline.mt_events values (a); end $f$")]
    [InlineData("statement: drop function if exists timeline.mt_archive_stream(varchar)")]
    [InlineData("parse <unnamed>: insert into timeline.mt_events values (1)")]
    public async Task What_does_not_write_the_ledger_needs_no_lock(string message)
    {
        var read = await ReadAsync(Entry(message));
        Assert.Equal(0, read.Writes);
        Assert.Empty(read.Violations);
    }

    [Fact]
    public async Task An_error_is_no_statement() => Assert.Equal(0, (await ReadAsync(Entry("statement: delete from timeline.mt_events", severity: "ERROR"))).Writes);

    [Fact]
    public async Task The_lock_ends_with_its_transaction()
    {
        var read = await ReadAsync(Entry(Take, "3/7"), Entry(Insert, "3/7"), Entry(Insert, "3/8"));
        Assert.Equal(2, read.Writes);
        Assert.Contains("transaction 3/8", Assert.Single(read.Violations), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_lock_of_another_connection_is_none()
    {
        var read = await ReadAsync(Entry(Take, "3/7", process: 100), Entry(Insert, "4/7", process: 101), Entry(Insert, "3/7", process: 100));
        Assert.Contains("process 101", Assert.Single(read.Violations), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lock_taken_after_the_write_is_too_late()
    {
        Assert.Single((await ReadAsync(Entry(Insert), Entry(Take))).Violations);
        const string Locks = "select pg_advisory_xact_lock(hashtextextended('timeline/a', 0))", Writes = "delete from timeline.mt_events";
        Assert.Empty((await ReadAsync(Entry($"statement: {Locks}; {Writes}"))).Violations);
        Assert.Single((await ReadAsync(Entry($"statement: {Writes}; {Locks}"))).Violations);
    }

    [Theory]
    [InlineData("execute <unnamed>: select pg_advisory_xact_lock(7466532102019)")]
    [InlineData("execute <unnamed>: select pg_try_advisory_xact_lock(hashtextextended('timeline/' || $1, 0))")]
    [InlineData("statement: create function f() returns void as $$ select pg_advisory_xact_lock(hashtextextended('timeline/a', 0)) $$ language sql")]
    public async Task Another_lock_is_none(string message) => Assert.Single((await ReadAsync(Entry(message), Entry(Insert))).Violations);

    [Fact]
    public async Task Damage_done_on_purpose_is_passed_over_and_nothing_else_is()
    {
        var read = await ReadAsync(
            Entry("execute <unnamed>: update timeline.mt_events set version = 3", "3/7", application: Sabotage.Application),
            Entry(Insert, "3/8", application: "test"));
        Assert.Equal(1, read.Writes);
        Assert.Contains("transaction 3/8", Assert.Single(read.Violations), StringComparison.Ordinal);
    }

    [Fact]
    public Task A_log_that_cannot_be_read_is_not_taken_for_a_good_one() =>
        Assert.ThrowsAnyAsync<System.Text.Json.JsonException>(() => ReadAsync("2026-01-02 [100] LOG:  execute <unnamed>: insert into timeline.mt_events"));
}
