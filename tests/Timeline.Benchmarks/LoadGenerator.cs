using System.Buffers.Text;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Timeline.Benchmarks;

/// <summary>
/// The process of a <see cref="Load"/>. It shares the machine with the server it measures, so it does as little as it can: one socket a
/// client, the request written as bytes, of the answer only the status and the end looked at. Every answer must be 201.
/// </summary>
internal static class LoadGenerator
{
    internal static async Task<int> RunAsync(Load load)
    {
        try
        {
            var sockets = await Task.WhenAll(Enumerable.Range(0, load.Clients).Select(_ => ConnectAsync(load.Server)));
            var begun = Stopwatch.GetTimestamp();
            var (from, to) = (begun + Load.WarmUp * Stopwatch.Frequency, begun + (Load.WarmUp + load.Seconds) * Stopwatch.Frequency);
            var clients = sockets.Select((socket, client) => Task.Run(() => RecordAsync(load, socket, client, from, to)));
            var answered = await Task.WhenAll(clients);
            var taken = answered.SelectMany(a => a.Taken).Order().ToList();
            if (taken.Count == 0) throw new InvalidOperationException("No request was answered in time.");
            var result = new LoadResult(answered.Sum(a => a.All), taken.Count, load.Seconds, At(taken, 0.50), At(taken, 0.99));
            Console.WriteLine(JsonSerializer.Serialize(result));
            return 0;
        }
        catch (Exception e) when (e is InvalidOperationException or IOException or SocketException)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 1;
        }
    }

    /// <summary>The n-th event of somebody. Subjects are of the length of a real one, some twenty events.</summary>
    internal static string Event(string by, int n) =>
        $$$"""{"subject":"summit/s-{{{by}}}-{{{n / 20}}}","type":"PlaceConfirmed","known":"2019-02-08","""
        + """ "data":{"place":"Hanoi","by":"usa"},"source":{"publisher":"ap"}}""";

    private static async Task<Socket> ConnectAsync(Uri server)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Parse(server.Host), server.Port));
        return socket;
    }

    /// <summary>How many requests were answered, and how long those took that were answered between the two times.</summary>
    private static async Task<(int All, List<long> Taken)> RecordAsync(Load load, Socket socket, int client, long from, long to)
    {
        var (taken, buffer, by) = (new List<long>(), new byte[1 << 14], $"{client}");
        for (var n = 0; ; n++)
        {
            var request = Request(load, Event(by, n));
            var sent = Stopwatch.GetTimestamp();
            await socket.SendAsync(request);
            await AnswerAsync(socket, buffer);
            var answered = Stopwatch.GetTimestamp();
            if (answered >= to) return (n + 1, taken);
            if (answered >= from) taken.Add(answered - sent);
        }
    }

    private static byte[] Request(Load load, string body) => Encoding.ASCII.GetBytes(
        $"POST /v1/{load.Timeline}/events HTTP/1.1\r\nHost: {load.Server.Authority}\r\nContent-Type: application/json\r\n"
        + $"Content-Length: {body.Length}\r\n\r\n{body}");

    private static async Task AnswerAsync(Socket socket, byte[] buffer)
    {
        for (var length = 0; ;)
        {
            var read = await socket.ReceiveAsync(buffer.AsMemory(length));
            if (read == 0) throw new IOException("The server closed the connection.");
            length += read;
            if (!IsWhole(buffer.AsSpan(0, length))) continue;
            if (buffer.AsSpan().StartsWith("HTTP/1.1 201 "u8)) return;
            throw new InvalidOperationException($"An event was not recorded: {Encoding.UTF8.GetString(buffer, 0, length)}");
        }
    }

    /// <summary>Whether an answer has come to its end.</summary>
    internal static bool IsWhole(ReadOnlySpan<byte> answer)
    {
        var head = answer.IndexOf("\r\n\r\n"u8) + 4;
        if (head < 4) return false;
        var length = answer[..head].IndexOf("\r\nContent-Length: "u8);
        // Without a length it comes in chunks, of which an empty one is the last.
        if (length < 0) return answer.EndsWith("\r\n0\r\n\r\n"u8);
        return Utf8Parser.TryParse(answer[(length + "\r\nContent-Length: ".Length)..], out int body, out _) && answer.Length >= head + body;
    }

    private static double At(List<long> ordered, double share) =>
        Stopwatch.GetElapsedTime(0, ordered[(int)(share * (ordered.Count - 1))]).TotalMilliseconds;
}
