using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Text;

namespace Timeline.Service.Tests.Fixtures;

/// <summary>A client that sends what no HTTP library would, or takes its time.</summary>
internal sealed class RawClient : IDisposable
{
    // So long a test waits for what must come, however busy the machine is; then it fails.
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    private (IPEndPoint Own, IPEndPoint Server) _ends;

    private RawClient()
    {
    }

    internal static async Task<RawClient> ConnectAsync(Api api, int? receiveBuffer = null, IPAddress? from = null)
    {
        var client = new RawClient();
        if (from is not null) client._socket.Bind(new IPEndPoint(from, 0));
        if (receiveBuffer is { } size) client._socket.ReceiveBufferSize = size;
        await client._socket.ConnectAsync(IPAddress.Loopback, api.Http.BaseAddress!.Port);
        client._ends = ((IPEndPoint)client._socket.LocalEndPoint!, new IPEndPoint(IPAddress.Loopback, api.Http.BaseAddress!.Port));
        return client;
    }

    /// <summary>Connects, unless the server ends the connection before the client knows that it was opened.</summary>
    internal static async Task<RawClient?> TryConnectAsync(Api api, IPAddress? from = null)
    {
        try
        {
            return await ConnectAsync(api, from: from);
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionReset)
        {
            return null;
        }
    }

    internal ValueTask<int> SendAsync(string text) => SendAsync(Encoding.Latin1.GetBytes(text));

    internal async ValueTask<int> SendAsync(byte[] bytes) => await _socket.SendAsync(bytes);

    /// <summary>Waits until something has come that can be read, and reads none of it.</summary>
    internal async Task ArrivesAsync() => await _socket.ReceiveAsync(Memory<byte>.Empty).AsTask().WaitAsync(Limit);

    /// <summary>Reads until a text has come, and no more than what came with it.</summary>
    internal async Task<string> ReadUntilAsync(string text)
    {
        using var limit = new CancellationTokenSource(Limit);
        var (buffer, read) = (new byte[1 << 16], "");
        while (!read.Contains(text, StringComparison.Ordinal))
        {
            var length = await _socket.ReceiveAsync(buffer, limit.Token);
            Assert.True(length > 0, $"The server ended the connection before it said {text}: {read}");
            read += Encoding.UTF8.GetString(buffer, 0, length);
        }

        return read;
    }

    /// <summary>What has come by now, without waiting; may be nothing.</summary>
    internal string ReadWhatIsThere()
    {
        var buffer = new byte[_socket.Available];
        return buffer.Length == 0 ? "" : Encoding.UTF8.GetString(buffer, 0, _socket.Receive(buffer));
    }

    /// <summary>All that comes until the server ends the connection.</summary>
    internal async Task<string> ReadToEndAsync()
    {
        using var all = new MemoryStream();
        var buffer = new byte[1 << 16];
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            for (int read; (read = await _socket.ReceiveAsync(buffer, limit.Token)) > 0;) all.Write(buffer, 0, read);
        }
        catch (SocketException) // it was cut off
        {
        }

        return Encoding.UTF8.GetString(all.ToArray());
    }

    /// <summary>Whether the server still holds its end of the connection.</summary>
    internal bool IsHeld()
    {
        var (own, server) = _ends;
        return IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpConnections().Any(c =>
            c.LocalEndPoint.Port == server.Port && c.RemoteEndPoint.Equals(own) && c.State == TcpState.Established);
    }

    /// <summary>Says that no more is sent; what comes can still be read.</summary>
    internal void EndSending() => _socket.Shutdown(SocketShutdown.Send);

    public void Dispose() => _socket.Dispose();
}
