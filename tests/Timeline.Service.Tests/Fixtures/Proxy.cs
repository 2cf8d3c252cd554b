using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Timeline.Service.Tests.Fixtures;

/// <summary>What becomes of the next COMMIT that passes a <see cref="Proxy"/>.</summary>
public enum Commit
{
    /// <summary>It is done and answered.</summary>
    Passes,

    /// <summary>The connection breaks before the database gets it.</summary>
    IsLost,

    /// <summary>The database does it, and the connection breaks before the answer arrives.</summary>
    LosesItsAnswer,

    /// <summary>As <see cref="LosesItsAnswer"/>, and no connection is let through any more.</summary>
    IsTheLastThing,
}

/// <summary>Stands between a server and the database and breaks connections at the worst moment.</summary>
public sealed class Proxy : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly EndPoint _database;
    private readonly CancellationTokenSource _stop = new();
    private volatile Commit _next = Commit.Passes;
    private volatile bool _isAway;

    public Proxy(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        // A host that is a path is the folder of a Unix socket, as Npgsql has it.
        _database = Path.IsPathRooted(settings.Host)
            ? new UnixDomainSocketEndPoint(Path.Combine(settings.Host, $".s.PGSQL.{settings.Port}"))
            : new DnsEndPoint(settings.Host!, settings.Port);
        _listener.Start();
        (settings.Host, settings.Port) = ("127.0.0.1", ((IPEndPoint)_listener.LocalEndpoint).Port);
        ConnectionString = settings.ConnectionString;
        _ = AcceptAsync();
    }

    /// <summary>Reaches the database through this.</summary>
    public string ConnectionString { get; }

    /// <summary>What becomes of the next COMMIT.</summary>
    public Commit Next { set => _next = value; }

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var client = await _listener.AcceptSocketAsync(_stop.Token);
                _ = RelayAsync(client, _stop.Token);
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException)
            {
                return; // disposed
            }
        }
    }

    private async Task RelayAsync(Socket client, CancellationToken stop)
    {
        using var _ = client;
        if (_isAway) return;
        using var server = _database is UnixDomainSocketEndPoint
            ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : new Socket(SocketType.Stream, ProtocolType.Tcp);
        await server.ConnectAsync(_database, stop);
        var losesAnswer = false;
        var up = Task.Run(async () =>
        {
            var buffer = new byte[1 << 16];
            for (int read; (read = await client.ReceiveAsync(buffer, stop)) > 0;)
            {
                if (_next != Commit.Passes && buffer.AsSpan(0, read).IndexOf("COMMIT\0"u8) >= 0)
                {
                    var next = _next;
                    _next = Commit.Passes;
                    if (next == Commit.IsLost) return;
                    _isAway = next == Commit.IsTheLastThing;
                    losesAnswer = true;
                }

                await server.SendAsync(buffer.AsMemory(0, read), stop);
            }
        }, stop);
        var down = Task.Run(async () =>
        {
            var buffer = new byte[1 << 16];
            for (int read; (read = await server.ReceiveAsync(buffer, stop)) > 0 && !losesAnswer;)
                await client.SendAsync(buffer.AsMemory(0, read), stop);
        }, stop);
        await Task.WhenAny(up, down);
    }
}
