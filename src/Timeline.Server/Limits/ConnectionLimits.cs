using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace Timeline.Server.Limits;

/// <summary>
/// Counts connections, of each address and of all. One too many is closed at once, and one that says nothing is closed once headers would
/// have had to come. A proxy that is named in the settings carries many clients: of it, only all connections together are counted.
/// </summary>
internal sealed partial class ConnectionLimits(LimitSettings settings, TimeProvider clock, ILogger<ConnectionLimits> log)
{
    /// <summary>How often it is logged that connections were closed, however many are.</summary>
    private static readonly TimeSpan Seldom = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<IPAddress, int> _open = new();
    private readonly ConnectionSettings _connections = settings.Connections;
    private readonly Lock _telling = new();
    private int _all;
    private int _closed;
    private long? _toldAt;

    /// <summary>Answers a connection if there may be one more.</summary>
    internal async Task AnswerAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        var remote = (connection.RemoteEndPoint as IPEndPoint)?.Address;
        var counted = remote is null || settings.IsProxy(remote) ? null : Client.AddressOf(remote);
        if (!Enter(counted))
        {
            connection.Abort(new ConnectionAbortedException("There are too many connections."));
            Tell(counted);
            return;
        }

        try
        {
            if (await SpeaksAsync(connection)) await next(connection);
        }
        finally
        {
            Leave(counted);
        }
    }

    private bool Enter(IPAddress? address)
    {
        if (Interlocked.Increment(ref _all) > _connections.Max)
        {
            Leave(null);
            return false;
        }

        if (address is null || _open.AddOrUpdate(address, 1, (_, count) => count + 1) <= _connections.PerAddress) return true;
        Leave(address);
        return false;
    }

    private void Leave(IPAddress? address)
    {
        Interlocked.Decrement(ref _all);
        if (address is null) return;
        // An address that has none left is forgotten, unless one came meanwhile.
        if (_open.AddOrUpdate(address, 0, (_, count) => count - 1) == 0) _open.TryRemove(KeyValuePair.Create(address, 0));
    }

    // What has come stays to be read.
    private async Task<bool> SpeaksAsync(ConnectionContext connection)
    {
        var isEnding = connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested ?? default;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(connection.ConnectionClosed, isEnding);
        patience.CancelAfter(TimeSpan.FromSeconds(_connections.HeadersSeconds));
        try
        {
            var read = await connection.Transport.Input.ReadAsync(patience.Token);
            connection.Transport.Input.AdvanceTo(read.Buffer.Start);
            return !read.Buffer.IsEmpty;
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or ConnectionResetException)
        {
            return false;
        }
    }

    private void Tell(IPAddress? address)
    {
        int closed;
        lock (_telling)
        {
            _closed++;
            if (_toldAt is { } told && clock.GetElapsedTime(told) < Seldom) return;
            (closed, _closed, _toldAt) = (_closed, 0, clock.GetTimestamp());
        }

        Closed(closed, address?.ToString() ?? "-", _connections.PerAddress, _connections.Max);
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Connections closed because there were too many: {Count} since this was last logged, the last from {Address}. "
            + "An address may have {PerAddress}, all together {Max}")]
    private partial void Closed(int count, string address, int perAddress, int max);
}
