using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Timeline.Benchmarks;
using Timeline.Postgres.Embedded;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;

if (args is ["load", var load]) return await LoadGenerator.RunAsync(Load.Parse(load));

if (Options.Parse(args) is not { } options)
{
    await Console.Error.WriteLineAsync(Options.Usage);
    return 2;
}

// Each figure stands beside a floor measured in the same run: what PostgreSQL itself needs for the least that could do the job.
var folder = Directory.CreateTempSubdirectory("timeline-benchmarks-");
try
{
    var postgres = new EmbeddedPostgresOptions { DataDirectory = Path.Combine(folder.FullName, "postgres") };
    await using var cluster = await EmbeddedPostgres.StartAsync(postgres, NullLogger.Instance, CancellationToken.None);
    await using var database = NpgsqlDataSource.Create(cluster.ConnectionString);
    if (options.Benchmark == "dos") return await DosBenchmark.RunAsync(cluster, options) ? 0 : 1;
    if (options.Benchmark == "atomic") return await AtomicBenchmark.RunAsync(cluster, options) ? 0 : 1;
    if (options.Benchmark == "chain") return await ChainBenchmark.RunAsync(cluster, options) ? 0 : 1;
    await (options.Benchmark switch
    {
        "append" => AppendBenchmark.RunAsync(cluster, options),
        "import" => ImportBenchmark.RunAsync(cluster, options),
        "bulk" => BulkBenchmark.RunAsync(database),
        _ => PageBenchmark.RunAsync(database),
    });
    return 0;
}
finally
{
    folder.Delete(recursive: true);
}
