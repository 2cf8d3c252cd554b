using Npgsql;
using Timeline.Postgres.Embedded;

namespace Timeline.Benchmarks;

/// <summary>
/// A build of the server that is compared with others. Each has a database of its own, since their tables may differ, and nothing but its
/// own server reads or writes there. The database is made once: with one timeline, known to the statistics of the planner. Every round
/// begins with a new process on a copy of it, so rounds start alike, whatever the rounds before recorded.
/// </summary>
internal sealed class Build
{
    private const int EventsBeside = 20_000;

    // Of the cluster's 200, a few left for the superuser and for what servers keep beside their pool.
    private const int Connections = 180;

    private readonly EmbeddedPostgres _cluster;
    private readonly string _folder;
    private readonly int _connections;
    private readonly string _template;

    private Build(EmbeddedPostgres cluster, string name, string folder, int connections)
    {
        (_cluster, Name, _folder, _connections) = (cluster, name, folder, connections);
        _template = $"build_{name.ToLowerInvariant()}";
    }

    /// <summary>A, B, C … in the order given.</summary>
    internal string Name { get; }

    /// <summary>
    /// The builds in these folders. Autovacuum is off from here on: what is known to the statistics is decided by the benchmark alone.
    /// </summary>
    internal static async Task<IReadOnlyList<Build>> PrepareAsync(EmbeddedPostgres cluster, IReadOnlyList<string> folders)
    {
        await ExecuteAsync(cluster.ConnectionString, "alter system set autovacuum = off");
        await ExecuteAsync(cluster.ConnectionString, "select pg_reload_conf()");
        var builds = folders.Select((folder, n) => new Build(cluster, NameOf(n), folder, ConnectionsEach(folders.Count))).ToList();
        foreach (var build in builds) await build.PrepareAsync();
        return builds;
    }

    /// <summary>
    /// How many connections each of so many builds may keep in its pool, and the floor beside them: the cluster has not enough for the
    /// hundred that each would keep of itself.
    /// </summary>
    internal static int ConnectionsEach(int builds) => Connections / (builds + 1);

    internal static string NameOf(int n) => $"{(char)('A' + n)}";

    /// <summary>Starts each of them anew, in the order given or, every other round, in the opposite one.</summary>
    internal static async Task<RunningBuilds> StartAsync(IReadOnlyList<Build> builds, int round)
    {
        var running = new RunningBuilds();
        foreach (var build in round % 2 == 0 ? builds.Reverse() : builds) running.Add(await build.StartAsync());
        return running;
    }

    /// <summary>Runs SQL on a connection of its own, which is then closed.</summary>
    internal static async Task ExecuteAsync(string database, string sql)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(database) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync();
    }

    private async Task PrepareAsync()
    {
        await ExecuteAsync(_cluster.ConnectionString, $"create database {_template}");
        var database = ConnectionStringFor(_template);
        using var server = await ServerUnderTest.StartAsync(database, _folder);
        using var http = server.CreateClient();
        await http.CreateTimelineAsync("beside");
        await http.ImportAsync("beside", EventsBeside, n => LoadGenerator.Event("beside", n));
        await ExecuteAsync(database, "vacuum analyze");
    }

    private async Task<RunningBuild> StartAsync()
    {
        var copy = $"{_template}_copy";
        await ExecuteAsync(_cluster.ConnectionString, $"drop database if exists {copy} with (force)");
        await ExecuteAsync(_cluster.ConnectionString, $"create database {copy} template {_template}");
        var database = ConnectionStringFor(copy);
        return new RunningBuild(Name, _cluster, database, await ServerUnderTest.StartAsync(database, _folder));
    }

    private string ConnectionStringFor(string database) =>
        new NpgsqlConnectionStringBuilder(_cluster.ConnectionStringFor(database)) { MaxPoolSize = _connections }.ConnectionString;
}

/// <summary>A build with the process and the database it has for one round.</summary>
internal sealed class RunningBuild(string name, EmbeddedPostgres cluster, string database, ServerUnderTest server) : IDisposable
{
    internal string Name => name;

    internal Uri Address => server.Address;

    internal HttpClient Http { get; } = server.CreateClient();

    /// <summary>Of its server, and of the PostgreSQL that all builds share: while one is measured, the others have nothing to do.</summary>
    internal CpuTime CpuTime => CpuTime.Of(server.ProcessId, cluster.ProcessId);

    internal Task VacuumAnalyzeAsync() => Build.ExecuteAsync(database, "vacuum analyze");

    /// <summary>So that none is measured during the checkpoint that is due to another's writes.</summary>
    internal Task CheckpointAsync() => Build.ExecuteAsync(database, "checkpoint");

    public void Dispose()
    {
        Http.Dispose();
        server.Dispose();
    }
}

/// <summary>All of them, in the order in which they are measured in this round.</summary>
internal sealed class RunningBuilds : List<RunningBuild>, IDisposable
{
    public void Dispose() => ForEach(b => b.Dispose());
}
