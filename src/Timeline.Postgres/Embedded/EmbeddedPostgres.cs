using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Timeline.Postgres.Embedded;

/// <summary>
/// A PostgreSQL of Timeline's own, so that nothing has to be set up: no port, no password, only a Unix socket in a folder of its own.
/// Any number of servers may start one on the same folder: they share the same postmaster, and the one that started it stops it. It is
/// watched: when it dies it is started again, by whichever server is left.
/// </summary>
public sealed class EmbeddedPostgres : IAsyncDisposable
{
    private static readonly TimeSpan WatchEvery = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(1);

    private readonly Guid _instance = Guid.NewGuid();
    private readonly EmbeddedPostgresOptions _options;
    private readonly Cluster _cluster;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stopping = new();
    private Task _watching = Task.CompletedTask;
    private volatile Postmaster _postmaster;
    private int _disposed;

    private EmbeddedPostgres(EmbeddedPostgresOptions options, Cluster cluster, ILogger logger)
    {
        _options = options;
        _cluster = cluster;
        _logger = logger;
        _postmaster = null!;
    }

    /// <summary>For Npgsql: the database <c>timeline</c>, by the socket.</summary>
    public string ConnectionString => ConnectionStringFor(Cluster.Database);

    /// <summary>The process that takes connections now; another one after it died and was started again.</summary>
    public int ProcessId => _postmaster.Process.Id;

    /// <summary>
    /// Finds the cluster's postmaster or starts it, making the cluster first when there is none, and returns once it takes connections
    /// and the database <c>timeline</c> exists.
    /// </summary>
    /// <exception cref="EmbeddedPostgresException">It cannot run here; the message says what to do.</exception>
    public static async Task<EmbeddedPostgres> StartAsync(EmbeddedPostgresOptions options, ILogger logger, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(logger);
        if (OperatingSystem.IsWindows())
        {
            throw new EmbeddedPostgresException(
                "Timeline runs no PostgreSQL of its own on Windows. Set ConnectionStrings:Timeline to a database, "
                + "or start with docker compose.");
        }

        var embedded = new EmbeddedPostgres(options, new Cluster(options, logger), logger);
        embedded._postmaster = await embedded.BringUpAsync(cancellation);
        embedded._watching = Task.Run(() => embedded.WatchAsync(embedded._stopping.Token), CancellationToken.None);
        return embedded;
    }

    /// <summary>For Npgsql: another database of the same cluster, which need not exist yet.</summary>
    public string ConnectionStringFor(string database) => Cluster.ConnectionString(_postmaster.SocketDirectory, _postmaster.Port, database);

    /// <summary>Stops PostgreSQL if this instance started it or the server that did is dead; otherwise leaves it to the others.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;

        await _stopping.CancelAsync();
        await _watching;
        _stopping.Dispose();
        try
        {
            using var held = await ClusterLock.AcquireAsync(_cluster.LockFile, _options.StopTimeout, CancellationToken.None);
            if (Owner.Read(_cluster.OwnerFile) is not { } owner || owner.Instance != _instance && owner.Process.IsRunning) return;
            await _cluster.StopAsync(_postmaster, CancellationToken.None);
            File.Delete(_cluster.OwnerFile);
        }
        catch (Exception failed) when (failed is EmbeddedPostgresException or IOException or UnauthorizedAccessException)
        {
            // Shutting down goes on: the next start takes over what still runs.
            Log.StopFailed(_logger, failed, _cluster.DataDirectory);
        }
    }

    private async Task<Postmaster> BringUpAsync(CancellationToken cancellation)
    {
        _cluster.PrepareParent();
        using var held = await ClusterLock.AcquireAsync(_cluster.LockFile, _options.StartTimeout, cancellation);
        var owner = Owner.Read(_cluster.OwnerFile);
        if (await _cluster.FindAsync(cancellation) is { } running)
        {
            if (owner is not null && !owner.Process.IsRunning)
            {
                WriteOwner();
                Log.TookOver(_logger, running.Process.Id, _cluster.DataDirectory);
            }
            else if (owner?.Instance != _instance)
            {
                Log.Joined(_logger, running.Process.Id, _cluster.DataDirectory);
            }

            await Cluster.EnsureDatabaseAsync(running, cancellation);
            return running;
        }

        WriteOwner();
        Postmaster? started = null;
        var succeeded = false;
        try
        {
            started = await _cluster.StartAsync(cancellation);
            await Cluster.EnsureDatabaseAsync(started, cancellation);
            succeeded = true;
            return started;
        }
        finally
        {
            if (!succeeded)
            {
                started?.Process.StopNow();
                File.Delete(_cluster.OwnerFile);
            }
        }
    }

    private void WriteOwner() => new Owner(ProcessIdentity.Current, _instance).Write(_cluster.OwnerFile);

    private async Task WatchAsync(CancellationToken cancellation)
    {
        try
        {
            using var timer = new PeriodicTimer(WatchEvery);
            while (await timer.WaitForNextTickAsync(cancellation))
            {
                if (!_postmaster.Process.IsRunning) await BringBackAsync(cancellation);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Disposed: nothing is watched any more.
        }
    }

    private async Task BringBackAsync(CancellationToken cancellation)
    {
        Log.Died(_logger, _postmaster.Process.Id, _cluster.DataDirectory);
        var stopwatch = Stopwatch.StartNew();
        using var pause = new PeriodicTimer(PauseAfterFailure);
        while (true)
        {
            try
            {
                _postmaster = await BringUpAsync(cancellation);
                Log.CameBack(_logger, _cluster.DataDirectory, _postmaster.Process.Id, stopwatch.ElapsedMilliseconds);
                return;
            }
            catch (Exception failed) when (failed is not OperationCanceledException)
            {
                Log.StaysDown(_logger, failed, _cluster.DataDirectory);
                await pause.WaitForNextTickAsync(cancellation);
            }
        }
    }
}
