using System.Diagnostics;
using Npgsql;

namespace Timeline.Benchmarks;

/// <summary>What PostgreSQL itself needs for the least that could do the job, in the same cluster but without a server between.</summary>
internal static class Floor
{
    /// <summary>
    /// How many rows a second so many connections commit, each by a prepared insert into a table with one key. It warms up and counts as a
    /// <see cref="Load"/> does.
    /// </summary>
    internal static async Task<double> CommitsAsync(string database, int count, int seconds)
    {
        // Not pooled: afterwards none is left to take a place from a server.
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(database) { Pooling = false });
        await ExecuteAsync(source, "drop table if exists floor; create table floor (id uuid primary key, data jsonb not null)");
        var connections = await Task.WhenAll(Enumerable.Range(0, count).Select(_ => source.OpenConnectionAsync().AsTask()));
        var begun = Stopwatch.GetTimestamp();
        var (from, to) = (begun + Load.WarmUp * Stopwatch.Frequency, begun + (Load.WarmUp + seconds) * Stopwatch.Frequency);
        var committed = await Task.WhenAll(connections.Select(connection => Task.Run(() => CommitAsync(connection, from, to))));
        return (double)committed.Sum() / seconds;
    }

    /// <summary>How many of the lines a second it copies into a table with one key.</summary>
    internal static async Task<double> CopyAsync(NpgsqlDataSource database, int count)
    {
        await using var connection = await database.OpenConnectionAsync();
        await ExecuteAsync(database, "drop table if exists floor_lines");
        await ExecuteAsync(database, "create table floor_lines (n bigint primary key, data jsonb not null)");
        const string Copy = @"copy floor_lines from stdin (format csv, delimiter E'\t', quote E'\b')";
        var begun = Stopwatch.GetTimestamp();
        await using (var copy = await connection.BeginTextImportAsync(Copy))
        {
            for (var n = 0; n < count; n++) await copy.WriteAsync($"{n}\t{Made.Line(n)}\n");
        }

        return count / Stopwatch.GetElapsedTime(begun).TotalSeconds;
    }

    /// <summary>How many of the lines just copied it reads a second, in order.</summary>
    internal static async Task<double> ReadAsync(NpgsqlDataSource database)
    {
        var (begun, lines) = (Stopwatch.GetTimestamp(), 0L);
        await using var command = database.CreateCommand("select data::text from floor_lines order by n");
        await using var reader = await command.ExecuteReaderAsync();
        for (; await reader.ReadAsync(); lines++) reader.GetString(0);
        return lines / Stopwatch.GetElapsedTime(begun).TotalSeconds;
    }

    private static async Task<int> CommitAsync(NpgsqlConnection connection, long from, long to)
    {
        await using var closing = connection;
        await using var command = new NpgsqlCommand("insert into floor values ($1, $2::jsonb)", connection);
        var id = new NpgsqlParameter<Guid>();
        command.Parameters.Add(id);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = """{"place":"Hanoi","by":"usa"}""" });
        await command.PrepareAsync();
        for (var counted = 0; ;)
        {
            id.TypedValue = Guid.CreateVersion7();
            await command.ExecuteNonQueryAsync();
            var now = Stopwatch.GetTimestamp();
            if (now >= to) return counted;
            if (now >= from) counted++;
        }
    }

    private static async Task ExecuteAsync(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
