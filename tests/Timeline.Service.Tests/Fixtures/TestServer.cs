using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Timeline.Postgres.Access;
using Timeline.Server.Access;
using Timeline.Server.Hosting;

namespace Timeline.Service.Tests.Fixtures;

/// <summary>One more server, for tests that need several on one database, or a clock of their own.</summary>
public sealed class TestServer : IAsyncDisposable
{
    private readonly Storage _storage;
    private readonly WebApplication _app;

    private TestServer(Storage storage, WebApplication app, LogKeeper log, LogKeeper audit, string connectionString) =>
        (_storage, _app, Log, Audit, Api, ConnectionString) = (storage, app, log, audit, new Api(new Uri(app.Urls.First())), connectionString);

    public Api Api { get; }

    public LogKeeper Log { get; }

    /// <summary>What it audits, where that goes to no file.</summary>
    public LogKeeper Audit { get; }

    /// <summary>The entries of what it audits of one kind.</summary>
    public IReadOnlyList<JsonNode> Audited(string action) =>
        [.. Audit.Entries.Select(e => JsonNode.Parse(e)!).Where(e => (string?)e["action"] == action)];

    /// <summary>What its database is reached by.</summary>
    public string ConnectionString { get; }

    internal IServiceProvider Services => _app.Services;

    /// <summary>Starts one on a database of its own.</summary>
    public static async Task<TestServer> StartAsync(TimeProvider clock) =>
        await StartAsync(await TestCluster.CreateDatabaseAsync(CancellationToken.None), clock);

    /// <summary>Starts one on a database of its own, with settings.</summary>
    public static async Task<TestServer> StartAsync(params (string Name, string Value)[] settings) =>
        await StartAsync(await TestCluster.CreateDatabaseAsync(CancellationToken.None), null, [.. settings.Select(s => $"--{s.Name}={s.Value}")]);

    public static Task<TestServer> StartAsync(string connectionString, TimeProvider? clock = null, params string[] settings) =>
        StartAsync(connectionString, NullLoggerFactory.Instance, clock, settings);

    /// <summary>Starts one whose connections to the database log what they do.</summary>
    public static async Task<TestServer> StartAsync(
        string connectionString, ILoggerFactory connections, TimeProvider? clock = null, params string[] settings)
    {
        var (log, audit) = (new LogKeeper(), new LogKeeper(LogLevel.Information, AuditLog.Category));
        var builder = TimelineServer.CreateBuilder(["--urls", "http://127.0.0.1:0", .. settings]);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["ConnectionStrings:Timeline"] = connectionString });
        builder.Logging.ClearProviders().AddProvider(log).AddProvider(audit);
        if (clock is not null) builder.Services.AddSingleton(clock);
        // A clock of the test's own is no cause to refuse anything, unless it is the test's subject.
        if (clock is not null && builder.Configuration["Clock:ToleranceSeconds"] is null)
            builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["Clock:ToleranceSeconds"] = "1000000000" });
        var storage = await Storage.OpenAsync(builder.Configuration, connections, CancellationToken.None);
        WebApplication? app = null;
        try
        {
            app = TimelineServer.Build(builder, storage);
            await app.StartAsync();
            return new TestServer(storage, app, log, audit, connectionString);
        }
        catch
        {
            if (app is not null) await app.DisposeAsync();
            await storage.DisposeAsync();
            throw;
        }
    }

    /// <summary>Makes a key, as whoever runs the server does.</summary>
    /// <returns>The key itself.</returns>
    public async Task<string> KeyAsync(string name, params string[] rights)
    {
        using var output = new StringWriter();
        var keys = Services.GetRequiredService<AccessKeys>();
        var done = await KeysVerb.Parse(["create", name, .. rights]).RunAsync(
            keys, Services.GetRequiredService<AuditLog>(), TimeProvider.System, output, TextWriter.Null, CancellationToken.None);
        Assert.Equal(0, done);
        return output.ToString().Trim();
    }

    /// <summary>Revokes a key, as whoever runs the server does.</summary>
    public async Task RevokeAsync(string name)
    {
        var (keys, audit) = (Services.GetRequiredService<AccessKeys>(), Services.GetRequiredService<AuditLog>());
        var done = await KeysVerb.Parse(["revoke", name]).RunAsync(keys, audit, TimeProvider.System, TextWriter.Null, TextWriter.Null, CancellationToken.None);
        Assert.Equal(0, done);
    }

    /// <summary>Asks with a key or token; <see langword="null"/>: without.</summary>
    public Api As(string? bearer)
    {
        var api = new Api(new Uri(_app.Urls.First()));
        if (bearer is not null) api.Http.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", $"Bearer {bearer}");
        return api;
    }

    /// <summary>Asks from another address of this machine.</summary>
    public Api From(IPAddress address) => new(new Uri(_app.Urls.First()), new SocketsHttpHandler
    {
        ConnectCallback = async (context, cancellation) =>
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(address, 0));
            await socket.ConnectAsync(IPAddress.Loopback, context.DnsEndPoint.Port, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        },
    });

    /// <summary>Ends its idle sessions with the database.</summary>
    public void EndSessions()
    {
        _storage.Database.Clear();
        _storage.Reading.Clear();
        _storage.Writing.Clear();
    }

    public async ValueTask DisposeAsync()
    {
        Api.Dispose();
        await _app.DisposeAsync();
        await _storage.DisposeAsync();
    }
}

/// <summary>A clock that stands until it is set.</summary>
public sealed class SetClock(DateTimeOffset now) : TimeProvider
{
    public DateTimeOffset Now { get; set; } = now;

    public override DateTimeOffset GetUtcNow() => Now;
}
