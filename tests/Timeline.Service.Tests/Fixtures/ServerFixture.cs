using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Timeline.Server.Hosting;

namespace Timeline.Service.Tests.Fixtures;

/// <summary>A server on a free port of the loopback interface, on a database of its own; shared by the tests of one class.</summary>
public sealed class ServerFixture : IAsyncLifetime
{
    private Storage? _storage;
    private WebApplication? _app;

    /// <summary>Asks this server.</summary>
    public Api Api { get; private set; } = null!;

    /// <summary>What its database is reached by.</summary>
    public string ConnectionString { get; private set; } = "";

    /// <summary>What the server logged at warning or above.</summary>
    public LogKeeper Log { get; } = new();

    internal IServiceProvider Services => _app!.Services;

    public async Task InitializeAsync()
    {
        ConnectionString = await TestCluster.CreateDatabaseAsync(CancellationToken.None);
        await StartAsync();
    }

    public async Task DisposeAsync()
    {
        Api.Dispose();
        if (_app is not null) await _app.DisposeAsync();
        if (_storage is not null) await _storage.DisposeAsync();
    }

    /// <summary>Asks this server with one parameter more in every address.</summary>
    public Api Asking(string parameter) => new(new Uri(_app!.Urls.First()), new WithParameter(parameter));

    private async Task StartAsync()
    {
        var builder = TimelineServer.CreateBuilder(["--urls", "http://127.0.0.1:0"]);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["ConnectionStrings:Timeline"] = ConnectionString });
        builder.Logging.ClearProviders().AddProvider(Log);
        _storage = await Storage.OpenAsync(builder.Configuration, NullLoggerFactory.Instance, CancellationToken.None);
        _app = TimelineServer.Build(builder, _storage);
        await _app.StartAsync();
        Api = new Api(new Uri(_app.Urls.First()));
    }
}

/// <summary>Adds a parameter to the query of every request.</summary>
internal sealed class WithParameter(string parameter) : DelegatingHandler(new HttpClientHandler())
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var address = request.RequestUri!.OriginalString;
        request.RequestUri = new Uri($"{address}{(address.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{parameter}");
        return base.SendAsync(request, cancellationToken);
    }
}

/// <summary>Keeps what a server logs at warning or above, or what one of its parts logs at a lower level.</summary>
public sealed class LogKeeper(LogLevel lowest = LogLevel.Warning, string? category = null) : ILoggerProvider
{
    private readonly List<string> _entries = [];

    /// <summary>What was logged so far.</summary>
    public IReadOnlyList<string> Entries
    {
        get
        {
            lock (_entries) return [.. _entries];
        }
    }

    public ILogger CreateLogger(string categoryName) => new Keeper(this, category is null || categoryName == category);

    private bool Keeps(LogLevel level) => level >= lowest;

    public void Dispose()
    {
    }

    private sealed class Keeper(LogKeeper keeper, bool isKept) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => isKept && keeper.Keeps(logLevel);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!IsEnabled(logLevel)) return;
            lock (keeper._entries) keeper._entries.Add($"{formatter(state, exception)} {exception}");
        }
    }
}
