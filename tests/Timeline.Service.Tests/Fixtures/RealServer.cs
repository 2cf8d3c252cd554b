using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Timeline.Service.Tests.Fixtures;

/// <summary>The server as it is run: a process of its own with its own PostgreSQL, which can be killed as one.</summary>
internal sealed partial class RealServer : IDisposable
{
    private readonly Process _process;

    private RealServer(Process process, Uri address) => (_process, Address) = (process, address);

    public Uri Address { get; }

    /// <summary>Starts one on a data folder and waits until it answers.</summary>
    public static async Task<RealServer> StartAsync(string dataDirectory, params string[] settings)
    {
        var process = Start(["--urls", "http://127.0.0.1:0", "--Postgres:Data", dataDirectory, "--Timeline:Seed=", .. settings]);
        var said = new List<string>();
        while (await process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(60)) is { } line)
        {
            said.Add(line);
            if (Answers().Match(line) is not { Success: true } match) continue;
            // Nobody reads on, so what it says must not fill the pipe.
            _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
            _ = process.StandardError.BaseStream.CopyToAsync(Stream.Null);
            return new RealServer(process, new Uri(match.Groups[1].Value));
        }

        throw new InvalidOperationException($"The server did not start:\n{string.Join('\n', said)}\n{await process.StandardError.ReadToEndAsync()}");
    }

    /// <summary>Runs one of the program's verbs to its end.</summary>
    public static async Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using var process = Start(arguments);
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(120));
        return (process.ExitCode, await output, await error);
    }

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Ends it as a service manager would, its database with it.</summary>
    public async Task StopAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]);
        await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.Dispose();
    }

    private static Process Start(IEnumerable<string> arguments)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "Timeline.Server.dll");
        var host = Environment.ProcessPath is { } own && Path.GetFileNameWithoutExtension(own) == "dotnet" ? own : "dotnet";
        return Process.Start(new ProcessStartInfo(host, [program, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
    }

    [GeneratedRegex(@"answers at (http://\S+)")]
    private static partial Regex Answers();
}
