using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Timeline.Benchmarks;

/// <summary>A server as a process of its own, and how much memory it has.</summary>
internal sealed partial class ServerUnderTest : IDisposable
{
    private readonly Process _process;
    private readonly Timer _watch;
    private long _mostSince;

    private ServerUnderTest(Process process, Uri address)
    {
        (_process, Address) = (process, address);
        _watch = new Timer(_ => Look(), null, TimeSpan.Zero, TimeSpan.FromMilliseconds(100));
    }

    internal Uri Address { get; }

    internal int ProcessId => _process.Id;

    /// <summary>The most resident memory it has had, in bytes, as the kernel has it.</summary>
    internal long Most => Status("VmHWM");

    /// <summary>The most since it was last set back, looked at ten times a second.</summary>
    internal long MostSince => Interlocked.Read(ref _mostSince);

    internal void Least() => Interlocked.Exchange(ref _mostSince, 0);

    /// <summary>
    /// Starts the server in this folder, or the one built beside the benchmark, on this database, and waits until it answers.
    /// </summary>
    /// <param name="connection">The database.</param>
    /// <param name="folder">Where the server is; <see langword="null"/>: the one built beside the benchmark.</param>
    /// <param name="settings">Further settings, as arguments.</param>
    internal static async Task<ServerUnderTest> StartAsync(string connection, string? folder = null, params string[] settings)
    {
        folder = Path.GetFullPath(folder ?? AppContext.BaseDirectory);
        var program = Path.Combine(folder, "Timeline.Server.dll");
        string[] arguments = [program, "--urls", "http://127.0.0.1:0", "--Timeline:Seed=", "--Logging:LogLevel:Default=Warning", .. settings];
        var start = new ProcessStartInfo("dotnet", arguments)
        {
            // Where its settings are.
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            Environment = { ["ConnectionStrings__Timeline"] = connection },
        };
        var process = Process.Start(start)!;
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (Answers().Match(line) is not { Success: true } match) continue;
            _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
            return new ServerUnderTest(process, new Uri(match.Groups[1].Value));
        }

        throw new InvalidOperationException("The server did not start.");
    }

    public void Dispose()
    {
        _watch.Dispose();
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    private void Look()
    {
        var now = Status("VmRSS");
        if (now > Interlocked.Read(ref _mostSince)) Interlocked.Exchange(ref _mostSince, now);
    }

    // proc(5); in KiB.
    private long Status(string name)
    {
        var line = File.ReadLines($"/proc/{_process.Id}/status").First(l => l.StartsWith(name, StringComparison.Ordinal));
        return 1024 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }

    // The first address it prints, whatever its build says before.
    [GeneratedRegex(@"(http://127\.0\.0\.1:\d+)")]
    private static partial Regex Answers();
}
