using Npgsql;

namespace Timeline.Service.Tests.Fixtures;

/// <summary>Damages the ledger on purpose, on a connection that says so: nobody else may write it without the timeline's lock.</summary>
internal static class Sabotage
{
    /// <summary>The application that such a connection names.</summary>
    internal const string Application = "test: damage";

    /// <summary>Runs a statement that must change something.</summary>
    internal static async Task DoAsync(string connectionString, string sql, params object[] values)
    {
        // The tables let nobody but a server write.
        await using var database = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString)
        {
            ApplicationName = Application,
            Options = "-c timeline.is_server=on",
            Pooling = false,
        });
        await using var command = database.CreateCommand(sql);
        foreach (var value in values) command.Parameters.Add(new() { Value = value });
        Assert.NotEqual(0, await command.ExecuteNonQueryAsync());
    }
}
