using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Timeline.Postgres.Embedded;

namespace Timeline.Benchmarks;

/// <summary>
/// What a small read and a post take in a quiet server, and while it is attacked by all that is known to hurt, together: 64 readers of the
/// costliest answer over 200,000 events (or TIMELINE_BENCHMARK_EVENTS), posts into a chain of 20,000 accounts (or TIMELINE_BENCHMARK_CHAIN), 300
/// feeds, 5,000 silent connections and 60 paused replays. Each kind of attacker has addresses of its own, none of which is the victims'.
/// </summary>
internal static class DosBenchmark
{
    private const double MostTimes = 5;

    private const long MostMemory = 700L << 20;

    private static readonly TimeSpan MostReady = TimeSpan.FromSeconds(2);

    /// <returns>Whether it holds.</returns>
    internal static async Task<bool> RunAsync(EmbeddedPostgres cluster, Options options)
    {
        var (events, chain) = (Number("TIMELINE_BENCHMARK_EVENTS", 200_000), Number("TIMELINE_BENCHMARK_CHAIN", 20_000));
        // As where others than this machine are answered.
        using var server = await ServerUnderTest.StartAsync(
            cluster.ConnectionString, options.Servers[0], "--Limits:PerAddress:PerSecond=50", "--Limits:PerAddress:Burst=200");
        using (var http = server.CreateClient())
        {
            foreach (var timeline in (string[])["large", "chain", "victim"]) await http.CreateTimelineAsync(timeline);
            await http.ImportAsync("large", events, Made.Line);
            await http.ImportAsync("chain", chain, Link);
            await http.ImportAsync("victim", 2_000, n => LoadGenerator.Event("before", n));
        }

        await Build.ExecuteAsync(cluster.ConnectionString, "vacuum analyze");
        await MeasureAsync(server, 5);
        var quiet = await MeasureAsync(server, options.Seconds);
        Figures attacked;
        using (var stop = new CancellationTokenSource())
        {
            var attack = Attackers(server, stop.Token);
            await MeasureAsync(server, 10);
            attacked = await MeasureAsync(server, 3 * options.Seconds);
            await stop.CancelAsync();
            await Task.WhenAll(attack);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"dos: {Attack.Answered:N0} hostile requests answered, {Attack.Refused:N0} refused, {Attack.Closed:N0} hostile connections closed"));
        }

        Console.WriteLine("                           quiet   attacked    times");
        var holds = Tell("small read, p50 ms", quiet.Read.P50, attacked.Read.P50, double.MaxValue)
            & Tell("small read, p99 ms", quiet.Read.P99, attacked.Read.P99, MostTimes)
            & Tell("post, p50 ms", quiet.Post.P50, attacked.Post.P50, double.MaxValue)
            & Tell("post, p99 ms", quiet.Post.P99, attacked.Post.P99, MostTimes)
            & Tell("ready, longest ms", quiet.Ready.Longest, attacked.Ready.Longest, double.MaxValue);
        var isReady = attacked is { Ready.Failed: 0, Read.Failed: 0, Post.Failed: 0 } && attacked.Ready.Longest <= MostReady.TotalMilliseconds;
        var memory = server.Most;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"  failed: {attacked.Read.Failed} reads, {attacked.Post.Failed} posts, {attacked.Ready.Failed} times not ready {Verdict(isReady)}"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  memory, at most: {memory >> 20} MB of {MostMemory >> 20} {Verdict(memory <= MostMemory)}"));
        Console.WriteLine(holds && isReady && memory <= MostMemory ? "dos: passed" : "dos: FAILED");
        return holds && isReady && memory <= MostMemory;
    }

    private static bool Tell(string what, double quiet, double attacked, double most)
    {
        var times = attacked / quiet;
        var verdict = most == double.MaxValue ? "" : Verdict(times <= most);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {what,-20}{quiet,10:N1}{attacked,11:N1}{times,9:N1} {verdict}"));
        return times <= most;
    }

    private static string Verdict(bool holds) => holds ? "ok" : "TOO MUCH";

    private static int Number(string variable, int usual) =>
        int.Parse(Environment.GetEnvironmentVariable(variable) ?? $"{usual}", CultureInfo.InvariantCulture);

    // Each is an account of the one before.
    private static string Link(int n) => $$"""
        {"id":"{{LinkId(n)}}","subject":"talks/chain","type":"StatementMade",{{(n == 0 ? "" : $"\"accountOf\":\"{LinkId(n - 1)}\",")}}"data":{"by":"usa","statement":"s"},"known":"2019-02-08"}
        """;

    private static Guid LinkId(int n) => new(n, 1, 0x7000, 0x80, 0, 0, 0, 0, 0, 0, 2);

    private static async Task<Figures> MeasureAsync(ServerUnderTest server, int seconds)
    {
        var until = DateTime.UtcNow.AddSeconds(seconds);
        var read = Task.Factory.StartNew(() => Victim.Run(server.Address, "GET /v1/victim/subjects/summit/s-before-7", _ => "", 30, until), TaskCreationOptions.LongRunning);
        var post = Task.Factory.StartNew(
            () => Victim.Run(server.Address, "POST /v1/victim/events", n => LoadGenerator.Event($"after-{until.Ticks}", n), 100, until), TaskCreationOptions.LongRunning);
        var ready = Task.Factory.StartNew(() => Victim.Run(server.Address, "GET /health/ready", _ => "", 500, until), TaskCreationOptions.LongRunning);
        return new Figures(await read, await post, await ready);
    }

    private static List<Task> Attackers(ServerUnderTest server, CancellationToken stop)
    {
        var attack = new Attack(server.Address, stop);
        List<Task> all = [];
        for (var i = 0; i < 64; i++) all.Add(attack.AskAsync("127.0.0.2", "GET /v1/large/publishers"));
        all.Add(attack.AskAsync("127.0.0.3", "POST /v1/chain/events", """{"subject":"talks/chain","type":"StatementMade","data":{"by":"usa","statement":"s"}}"""));
        for (var i = 0; i < 300; i++) all.Add(attack.AskAsync($"127.0.0.{4 + i % 2}", i % 3 == 0 ? "GET /v1/chain/feed" : "GET /v1/victim/feed"));
        for (var i = 0; i < 5_000; i++) all.Add(attack.HoldAsync("127.0.0.6"));
        for (var i = 0; i < 60; i++) all.Add(attack.AskAsync($"127.0.0.{7 + i % 4}", "GET /v1/large/replay?speed=0.001"));
        return all;
    }

    private sealed record Figures(Taken Read, Taken Post, Taken Ready);
}

/// <summary>What the requests of one client took, in milliseconds.</summary>
internal sealed record Taken(double P50, double P99, double Longest, int Failed);

/// <summary>Somebody who asks now and then, on a thread of their own, and wants to be answered.</summary>
internal static class Victim
{
    internal static Taken Run(Uri server, string what, Func<int, string> body, int pause, DateTime until)
    {
        var (taken, failed) = (new List<double>(), 0);
        using var socket = Attack.Open();
        socket.ReceiveTimeout = 60_000;
        socket.Connect(IPAddress.Loopback, server.Port);
        var buffer = new byte[1 << 16];
        while (DateTime.UtcNow < until)
        {
            var request = Attack.Request(server, what, body(taken.Count));
            var begun = System.Diagnostics.Stopwatch.GetTimestamp();
            socket.Send(request);
            var length = 0;
            do
            {
                var read = socket.Receive(buffer.AsSpan(length));
                if (read == 0) throw new IOException("The server closed a connection that it was to answer.");
                length += read;
            }
            while (!LoadGenerator.IsWhole(buffer.AsSpan(0, length)));
            taken.Add(System.Diagnostics.Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
            if (!buffer.AsSpan().StartsWith("HTTP/1.1 20"u8)) failed++;
            Thread.Sleep(pause);
        }

        taken.Sort();
        return new Taken(taken[taken.Count / 2], taken[(int)(0.99 * (taken.Count - 1))], taken[^1], failed);
    }
}

/// <summary>Attackers that cost the machine as little as may be: they look at no answer, and come again when they are refused or cut off.</summary>
internal sealed class Attack(Uri server, CancellationToken stop)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    // How long the end of an answer in chunks is.
    private const int End = 7;

    private static long _answered;
    private static long _refused;
    private static long _closed;

    internal static long Answered => _answered;

    internal static long Refused => _refused;

    internal static long Closed => _closed;

    internal static Socket Open() => new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

    internal static byte[] Request(Uri server, string what, string body) => Encoding.ASCII.GetBytes(
        $"{what} HTTP/1.1\r\nHost: {server.Authority}\r\n"
        + (body.Length > 0 ? $"Content-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}" : "\r\n"));

    /// <summary>Asks the same again and again.</summary>
    internal Task AskAsync(string from, string what, string body = "") => AgainAsync(from, async socket =>
    {
        var (request, buffer) = (Request(server, what, body), new byte[1 << 14]);
        while (!stop.IsCancellationRequested)
        {
            await socket.SendAsync(request, stop);
            var (isFirst, isRefused, kept) = (true, false, 0);
            for (var isEnd = false; !isEnd;)
            {
                var read = await socket.ReceiveAsync(buffer.AsMemory(kept), stop);
                if (read == 0) return;
                kept += read;
                var got = buffer.AsSpan(0, kept);
                if (isFirst) isRefused = !got.StartsWith("HTTP/1.1 20"u8);
                isFirst = false;
                // What ends in another way is of no use here.
                isEnd = got.EndsWith("\r\n0\r\n\r\n"u8) || LoadGenerator.IsWhole(got);
                // Of a long answer only the end is looked at, which may come in two pieces.
                if (isEnd || kept < buffer.Length / 2) continue;
                got[^End..].CopyTo(buffer);
                kept = End;
            }

            Interlocked.Increment(ref isRefused ? ref _refused : ref _answered);
            if (isRefused) await Task.Delay(Pause, stop);
        }
    });

    /// <summary>Connects and says nothing.</summary>
    internal Task HoldAsync(string from) => AgainAsync(from, async socket => await socket.ReceiveAsync(new byte[1], stop));

    private async Task AgainAsync(string from, Func<Socket, Task> once)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                using var socket = Open();
                socket.Bind(new IPEndPoint(IPAddress.Parse(from), 0));
                await socket.ConnectAsync(IPAddress.Loopback, server.Port, stop);
                await once(socket);
            }
            catch (SocketException)
            {
                // It was cut off.
            }
            catch (OperationCanceledException)
            {
                return;
            }

            Interlocked.Increment(ref _closed);
            try
            {
                // Not all at once.
                await Task.Delay(Pause * Random.Shared.Next(1, 100), stop);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }
}
