using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Timeline.Benchmarks;
using Timeline.Postgres.Embedded;
using Timeline.Postgres.Migrations;

// Each figure stands beside a floor measured in the same run: what PostgreSQL itself needs for the least that could do the job.
Dictionary<string, Func<NpgsqlDataSource, Task>> benchmarks = new(StringComparer.Ordinal)
{
    ["append"] = AppendBenchmark.RunAsync,
    ["bulk"] = BulkBenchmark.RunAsync,
    ["page"] = PageBenchmark.RunAsync,
};

if (args.Any(a => !benchmarks.ContainsKey(a)))
{
    await Console.Error.WriteLineAsync($"Usage: Timeline.Benchmarks [{string.Join("] [", benchmarks.Keys)}]");
    return 2;
}

var folder = Directory.CreateTempSubdirectory("timeline-benchmarks-");
try
{
    var options = new EmbeddedPostgresOptions { DataDirectory = Path.Combine(folder.FullName, "postgres") };
    await using var cluster = await EmbeddedPostgres.StartAsync(options, NullLogger.Instance, CancellationToken.None);
    await using var database = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(cluster.ConnectionString) { MaxAutoPrepare = 64 }); // as the server has it
    await Migrator.MigrateAsync(database, CancellationToken.None);
    foreach (var name in args.Length > 0 ? args : [.. benchmarks.Keys]) await benchmarks[name](database);
    return 0;
}
finally
{
    folder.Delete(recursive: true);
}
