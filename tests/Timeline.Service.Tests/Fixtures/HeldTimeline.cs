using Npgsql;

namespace Timeline.Service.Tests.Fixtures;

/// <summary>Holds a timeline's lock as another server would, so that whoever records there waits until this is disposed.</summary>
public sealed class HeldTimeline : IAsyncDisposable
{
    private readonly NpgsqlDataSource _database;
    private readonly NpgsqlConnection _holder;

    private HeldTimeline(NpgsqlDataSource database, NpgsqlConnection holder) => (_database, _holder) = (database, holder);

    public static async Task<HeldTimeline> TakeAsync(string connectionString, string timeline)
    {
        var database = NpgsqlDataSource.Create(connectionString);
        var holder = await database.OpenConnectionAsync();
        await using var command = new NpgsqlCommand("select pg_advisory_lock(hashtextextended('timeline/' || $1, 0))", holder) { Parameters = { new() { Value = timeline } } };
        await command.ExecuteNonQueryAsync();
        return new HeldTimeline(database, holder);
    }

    /// <summary>Whether somebody waits for the lock.</summary>
    public async Task<bool> IsWaitedForAsync()
    {
        await using var command = _database.CreateCommand(
            "select exists (select from pg_locks where locktype = 'advisory' and not granted and database = (select oid from pg_database where datname = current_database()))");
        return (bool)(await command.ExecuteScalarAsync())!;
    }

    public async ValueTask DisposeAsync()
    {
        await using (var command = new NpgsqlCommand("select pg_advisory_unlock_all()", _holder)) await command.ExecuteNonQueryAsync();
        await _holder.DisposeAsync();
        await _database.DisposeAsync();
    }
}
