using System.Diagnostics;
using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Timeline.Postgres.Embedded;
using Timeline.Service.Tests.Embedded;
using Timeline.Service.Tests.Fixtures;

namespace Timeline.Service.Tests.Limits;

/// <summary>What the server says while its database does not answer.</summary>
public sealed class HangingDatabaseTests
{
    // It waits two seconds at most. Before, it waited fifteen.
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    [Fact]
    [Trait("Postgres", "embedded")]
    public async Task A_frozen_database_is_told_by_readiness_in_time_and_when_it_goes_on_all_is_well_again()
    {
        using var folder = new TemporaryFolder();
        var options = new EmbeddedPostgresOptions { DataDirectory = folder.DataDirectory, Durable = false };
        await using var postgres = await EmbeddedPostgres.StartAsync(options, NullLogger.Instance, CancellationToken.None);
        await using var server = await TestServer.StartAsync(postgres.ConnectionString);
        Assert.Equal(HttpStatusCode.OK, (await server.Api.Get("/health/ready")).Status);
        var processes = await ProcessesAsync(postgres);
        await SignalAsync("-STOP", processes);
        try
        {
            for (var i = 0; i < 3; i++) Expect.Problem(await server.Api.Get("/health/ready").WaitAsync(Soon), 503, "unavailable");
            Assert.Equal(HttpStatusCode.OK, (await server.Api.Get("/health/live").WaitAsync(Soon)).Status);
            // By a name that is not its own, too, where the database has to say whether keys are asked for.
            using var strange = new HttpRequestMessage(HttpMethod.Get, "/health/ready") { Headers = { Host = "strange.example" } };
            Expect.Problem(await server.Api.Send(strange).WaitAsync(Soon), 503, "unavailable");
        }
        finally
        {
            await SignalAsync("-CONT", processes);
        }

        await Eventually.TrueAsync("ready again", async () => (await server.Api.Get("/health/ready")).Status == HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_statement_of_an_answer_is_ended_in_time_and_recording_waits()
    {
        await using var server = await TestServer.StartAsync(("Limits:StatementSeconds", "0.5"));
        var timeline = await server.Api.NewTimeline();
        await using var database = NpgsqlDataSource.Create(server.ConnectionString);
        Task<Answer> recording;
        await using (var connection = await database.OpenConnectionAsync())
        {
            await using var holding = await connection.BeginTransactionAsync();
            await using (var hold = new NpgsqlCommand("lock table timeline.timelines, timeline.event_knowers", connection)) await hold.ExecuteNonQueryAsync();
            recording = server.Api.Record(timeline, """{"subject":"summit/s","type":"SummitScheduled","data":{"dates":"2019-02"}}""");
            var refused = await server.Api.Get($"/v1/{timeline}/events");
            Expect.Problem(refused, 503, "overloaded");
            Assert.NotEqual("", refused.Headers["Retry-After"]);
            Expect.Problem(await server.Api.Get("/health/ready").WaitAsync(Soon), 503, "unavailable");
            Assert.False(recording.IsCompleted);
        }

        Assert.Equal(HttpStatusCode.Created, (await recording).Status);
        Assert.Single((await server.Api.Get($"/v1/{timeline}/events")).At("/items")!.AsArray());
    }

    // The postmaster and what it has started.
    private static async Task<IReadOnlyList<string>> ProcessesAsync(EmbeddedPostgres postgres)
    {
        using var list = Process.Start(new ProcessStartInfo("ps", ["-o", "pid=", "--ppid", $"{postgres.ProcessId}"]) { RedirectStandardOutput = true })!;
        var children = await list.StandardOutput.ReadToEndAsync();
        await list.WaitForExitAsync();
        return [$"{postgres.ProcessId}", .. children.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries)];
    }

    private static async Task SignalAsync(string signal, IEnumerable<string> processes)
    {
        using var kill = Process.Start("kill", [signal, .. processes]);
        await kill.WaitForExitAsync();
    }
}
