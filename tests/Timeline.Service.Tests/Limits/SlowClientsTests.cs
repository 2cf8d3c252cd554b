using Npgsql;
using Timeline.Service.Tests.Embedded;
using Timeline.Service.Tests.Fixtures;

namespace Timeline.Service.Tests.Limits;

/// <summary>Whoever sends or reads too slowly is cut off, and meanwhile holds nothing that others need.</summary>
public sealed class SlowClientsTests
{
    private static readonly (string, string)[] Impatient =
    [
        ("Limits:Connections:HeadersSeconds", "1"), ("Limits:Connections:IdleSeconds", "1"), ("Limits:Connections:GraceSeconds", "1.1"),
        ("Limits:Connections:MinBodyRate", "100000"), ("Limits:Connections:MinAnswerRate", "1000000"),
    ];

    // Whether anything of a server is at work in its database, or holds a lock there.
    private static async Task<bool> IsAtRestAsync(TestServer server)
    {
        await using var database = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(server.ConnectionString) { Pooling = false });
        await using var command = database.CreateCommand(
            "select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and state <> 'idle'");
        return (long)(await command.ExecuteScalarAsync())! == 0;
    }

    [Fact]
    public async Task Headers_that_do_not_come_are_not_waited_for()
    {
        await using var server = await TestServer.StartAsync(Impatient);
        using var client = await RawClient.ConnectAsync(server.Api);
        await client.SendAsync("GET /v1 HTTP/1.1\r\nHost: localhost\r\nX-");
        Assert.StartsWith("HTTP/1.1 408", await client.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_on_which_nothing_is_asked_is_ended()
    {
        await using var server = await TestServer.StartAsync(Impatient);
        using var client = await RawClient.ConnectAsync(server.Api);
        await client.SendAsync("GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n");
        Assert.EndsWith("{\"status\":\"ok\"}\r\n0\r\n\r\n", await client.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("POST", "events", "application/json")]
    [InlineData("POST", "import", "application/x-ndjson")]
    [InlineData("POST", "import?atomic=true", "application/x-ndjson")]
    [InlineData("PUT", "", "application/json")]
    public async Task A_body_that_does_not_come_is_told_and_holds_no_lock_and_no_connection_meanwhile(string method, string address,
        string type)
    {
        await using var server = await TestServer.StartAsync(Impatient);
        var timeline = await server.Api.NewTimeline();
        using var client = await RawClient.ConnectAsync(server.Api);
        var headers = $"Host: localhost\r\nContent-Type: {type}\r\nContent-Length: 1000000\r\n";
        await client.SendAsync($"{method} /v1/{timeline}/{address} HTTP/1.1\r\n{headers}\r\n{{\"subject\":");
        // Others record and read as if nothing were.
        await server.Api.Record(timeline, """{"subject":"summit/s","type":"SummitScheduled","data":{"dates":"2019-02"}}""");
        await Eventually.TrueAsync("nothing at work", () => IsAtRestAsync(server));
        var answer = await client.ReadToEndAsync();
        Assert.StartsWith("HTTP/1.1 408", answer, StringComparison.Ordinal);
        Assert.Contains("application/problem+json", answer, StringComparison.Ordinal);
        Assert.Contains("\"type\":\"/problems/too-slow\"", answer, StringComparison.Ordinal);
        Assert.Equal(1, (int)(await server.Api.Get($"/v1/{timeline}/events")).At("/items")!.AsArray().Count);
        Assert.Empty(server.Log.Entries);
    }

    [Theory]
    [InlineData("export")]
    [InlineData("feed?after=0")]
    public async Task What_is_long_and_is_not_read_is_cut_off_and_holds_no_connection_meanwhile(string address)
    {
        await using var server = await TestServer.StartAsync(Impatient);
        var timeline = await server.Api.NewTimeline();
        await server.Api.RecordMuchAsync(timeline);
        using var client = await RawClient.ConnectAsync(server.Api, receiveBuffer: 4096);
        await client.SendAsync($"GET /v1/{timeline}/{address} HTTP/1.1\r\nHost: localhost\r\n\r\n");
        await client.ArrivesAsync();
        Assert.True(client.IsHeld());
        await Eventually.TrueAsync("nothing at work", () => IsAtRestAsync(server));
        await Eventually.TrueAsync("cut off", () => !client.IsHeld(), TimeSpan.FromSeconds(30));
        Assert.DoesNotContain("\r\n0\r\n\r\n", await client.ReadToEndAsync(), StringComparison.Ordinal);
        Assert.Empty(server.Log.Entries);
    }

    [Fact]
    public async Task More_connections_than_there_may_be_are_ended_at_once_and_the_others_go_on()
    {
        await using var server = await TestServer.StartAsync(("Limits:Connections:Max", "2"));
        using var first = await RawClient.ConnectAsync(server.Api);
        using var second = await RawClient.ConnectAsync(server.Api);
        foreach (var client in new[] { first, second })
        {
            await client.SendAsync("GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n");
            await client.ArrivesAsync();
        }

        using var third = await RawClient.TryConnectAsync(server.Api);
        Assert.Equal("", third is null ? "" : await third.ReadToEndAsync());
        await first.SendAsync("GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        Assert.Equal(2, (await first.ReadToEndAsync()).Split("HTTP/1.1 200").Length - 1);
    }
}
