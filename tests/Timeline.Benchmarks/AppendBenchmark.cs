using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Npgsql;
using Timeline.Domain.Knowing;
using Timeline.Domain.Record;
using Timeline.Postgres.Events;

namespace Timeline.Benchmarks;

/// <summary>
/// How many events a second so many clients record, each waiting for its answer before it sends the next one. The floor is as many
/// connections that each commit one row of the same payload to a table with one key, and nothing else.
/// </summary>
internal static class AppendBenchmark
{
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(4);

    internal static async Task RunAsync(NpgsqlDataSource database)
    {
        await ExecuteAsync(database, "create table if not exists floor (id uuid primary key, data jsonb not null)");
        var ledger = new Ledger(database, TimeProvider.System);
        Console.WriteLine("append    clients   events/s    floor/s   ratio   p50 ms   p99 ms");
        foreach (var clients in new[] { 1, 4, 16, 64, 256 })
        {
            var timeline = Key.Parse($"append-{clients}");
            await ledger.PutTimelineAsync(timeline, "Benchmark", null, "benchmark", CancellationToken.None);
            await MeasureAsync(clients, TimeSpan.FromSeconds(1), (client, n) => RecordAsync(ledger, timeline, client, n));
            var (ours, times) = await MeasureAsync(clients, Length, (client, n) => RecordAsync(ledger, timeline, client, n));
            // A pool has a hundred connections at most; more would only wait for one another.
            var (floor, _) = await MeasureAsync(Math.Min(clients, 90), Length, (_, _) => CommitAsync(database));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"          {clients,7} {ours,10:N0} {floor,10:N0} {ours / floor,7:N2} {At(times, 0.50),8:N1} {At(times, 0.99),8:N1}"));
        }
    }

    private static async Task RecordAsync(Ledger ledger, Key timeline, int client, int n)
    {
        using var sent = JsonDocument.Parse(Event(client, n));
        var proposed = EventReader.Read(sent.RootElement, "", ignoreAssigned: false, out _)!;
        var decisions = await ledger.AppendAsync(timeline, [new AppendRequest([proposed], [""], null, "benchmark", Clearance.All)],
            CancellationToken.None);
        if (decisions is not [{ Outcomes: not null }]) throw new InvalidOperationException("An event was not recorded.");
    }

    // Subjects are of the length of a real one, some twenty events.
    private static string Event(int client, int n) =>
        $$$"""{"subject":"summit/s-{{{client}}}-{{{n / 20}}}","type":"PlaceConfirmed","known":"2019-02-08","data":{"place":"Hanoi","by":"usa"},"source":{"publisher":"ap"}}""";

    private static async Task CommitAsync(NpgsqlDataSource database)
    {
        await using var command = database.CreateCommand("insert into floor values ($1, $2::jsonb)");
        command.Parameters.Add(new() { Value = Guid.CreateVersion7() });
        command.Parameters.Add(new() { Value = """{"place":"Hanoi","by":"usa"}""" });
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<(double PerSecond, List<double> Milliseconds)> MeasureAsync(int clients, TimeSpan length, Func<int, int, Task> once)
    {
        var begun = Stopwatch.GetTimestamp();
        var times = await Task.WhenAll(Enumerable.Range(0, clients).Select(client => Task.Run(async () =>
        {
            var mine = new List<double>();
            while (Stopwatch.GetElapsedTime(begun) < length)
            {
                var asked = Stopwatch.GetTimestamp();
                await once(client, mine.Count);
                mine.Add(Stopwatch.GetElapsedTime(asked).TotalMilliseconds);
            }

            return mine;
        })));
        var all = times.SelectMany(t => t).Order().ToList();
        return (all.Count / Stopwatch.GetElapsedTime(begun).TotalSeconds, all);
    }

    private static double At(List<double> ordered, double share) => ordered[(int)(share * (ordered.Count - 1))];

    private static async Task ExecuteAsync(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
