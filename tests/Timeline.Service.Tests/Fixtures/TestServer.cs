using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Timeline.Server.Hosting;

namespace Timeline.Service.Tests.Fixtures;

/// <summary>One more server, for tests that need several on one database, or a clock of their own.</summary>
public sealed class TestServer : IAsyncDisposable
{
    private readonly Storage _storage;
    private readonly WebApplication _app;

    private TestServer(Storage storage, WebApplication app, LogKeeper log, string connectionString) =>
        (_storage, _app, Log, Api, ConnectionString) = (storage, app, log, new Api(new Uri(app.Urls.First())), connectionString);

    public Api Api { get; }

    public LogKeeper Log { get; }

    /// <summary>What its database is reached by.</summary>
    public string ConnectionString { get; }

    internal IServiceProvider Services => _app.Services;

    /// <summary>Starts one on a database of its own.</summary>
    public static async Task<TestServer> StartAsync(TimeProvider clock) =>
        await StartAsync(await TestCluster.CreateDatabaseAsync(CancellationToken.None), clock);

    /// <summary>Starts one on a database of its own, with settings.</summary>
    public static async Task<TestServer> StartAsync(params (string Name, string Value)[] settings) =>
        await StartAsync(await TestCluster.CreateDatabaseAsync(CancellationToken.None), null, settings);

    public static async Task<TestServer> StartAsync(string connectionString, TimeProvider? clock = null, params (string Name, string Value)[] settings)
    {
        var log = new LogKeeper();
        var builder = TimelineServer.CreateBuilder(["--urls", "http://127.0.0.1:0"]);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["ConnectionStrings:Timeline"] = connectionString });
        builder.Configuration.AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Name, (string?)s.Value)));
        builder.Logging.ClearProviders().AddProvider(log);
        if (clock is not null) builder.Services.AddSingleton(clock);
        var storage = await Storage.OpenAsync(builder.Configuration, NullLoggerFactory.Instance, CancellationToken.None);
        var app = TimelineServer.Build(builder, storage);
        await app.StartAsync();
        return new TestServer(storage, app, log, connectionString);
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
