using System.Net;
using Microsoft.Extensions.Logging;
using Npgsql;
using Timeline.Server.Http;
using Timeline.Service.Tests.Fixtures;

namespace Timeline.Service.Tests.Trust;

/// <summary>A lost database and refused requests leave a line each in the log, and no trace of the stack.</summary>
public sealed class LogTests
{
    private const string Event = """{"subject":"summit/s","type":"SummitScheduled","data":{"dates":"2019-02"}}""";

    [Fact]
    public async Task A_lost_database_is_told_in_a_line_a_request_and_no_host_to_connect_to_is_one()
    {
        var database = await TestCluster.CreateDatabaseAsync(CancellationToken.None);
        using var log = new LogKeeper();
        using var connections = LoggerFactory.Create(logging => logging.AddProvider(log));
        var (one, other) = (new Proxy(database), new Proxy(database));
        int PortOf(Proxy proxy) => new NpgsqlConnectionStringBuilder(proxy.ConnectionString).Port;
        // Where there are several, Npgsql looks for the one that is the primary, and remembers which are not there.
        var hosts = new NpgsqlConnectionStringBuilder(one.ConnectionString)
        {
            Host = $"127.0.0.1:{PortOf(one)},127.0.0.1:{PortOf(other)}",
            TargetSessionAttributes = "primary",
            Timeout = 2,
        };
        await using var server = await TestServer.StartAsync(hosts.ConnectionString, connections);
        await server.Api.Put("/v1/t", """{"title":"T"}""");
        await server.Api.Record("t", Event);
        one.Dispose();
        other.Dispose();
        server.EndSessions();
        var asked = 0;
        for (var round = 0; round < 3; round++)
        {
            foreach (var path in (string[])["/health/ready", "/v1/t/events", "/v1/t/subjects/summit/s", "/v1/t/briefing", "/v1/t/export", "/v1/t/export?format=parquet"])
            {
                asked++;
                Expect.Problem(await server.Api.Get(path), 503, "unavailable");
            }

            foreach (var path in (string[])["/v1/t/events", "/v1/t/import", "/v1/t/import?atomic=true"])
            {
                asked++;
                var type = path.Contains("import", StringComparison.Ordinal) ? "application/x-ndjson" : "application/json";
                Assert.Equal(HttpStatusCode.ServiceUnavailable, (await server.Api.Post(path, Event, type)).Status);
            }
        }

        Assert.InRange(server.Log.Entries.Count, asked, asked + 2);
        Assert.All(server.Log.Entries.Concat(log.Entries), entry => Assert.DoesNotContain('\n', entry.TrimEnd()));
    }

    [Fact]
    public async Task Refused_requests_are_no_warning()
    {
        await using var server = await TestServer.StartAsync(("Access:Mode", "required"));
        using var stranger = server.As("nonsense");
        foreach (var api in new[] { server.Api, stranger })
        {
            Expect.Problem(await api.Get("/v1/t/events"), 401, "unauthenticated");
            Expect.Problem(await api.Post("/v1/t/events", Event), 401, "unauthenticated");
        }

        Assert.Empty(server.Log.Entries);
        Assert.All(server.Audit.Entries, entry => Assert.DoesNotContain('\n', entry.TrimEnd()));
    }

    [Fact]
    public void What_Npgsql_says_of_connections_is_unavailable_and_a_fault_in_a_statement_is_none_of_it()
    {
        Assert.Equal(503, ProblemMapping.Map(new NpgsqlException("No suitable host was found.")).Status);
        Assert.Equal(503, ProblemMapping.Map(new NpgsqlException("Unable to connect", new AggregateException(new IOException()))).Status);
        Assert.Equal(503, ProblemMapping.Map(new PostgresException("m", "ERROR", "ERROR", PostgresErrorCodes.ReadOnlySqlTransaction)).Status);
        Assert.Equal(500, ProblemMapping.Map(new PostgresException("m", "ERROR", "ERROR", PostgresErrorCodes.UndefinedTable)).Status);
        Assert.Equal(500, ProblemMapping.Map(new InvalidOperationException()).Status);
    }
}
