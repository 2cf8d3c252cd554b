using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Timeline.Postgres.Embedded;

namespace Timeline.Service.Tests.Embedded;

/// <summary>
/// Another server: this test assembly run as a program of its own, which starts the embedded PostgreSQL, says so, and keeps it until its
/// input ends. It can be killed as a server can.
/// </summary>
internal sealed class ServerProcess : IDisposable
{
    public const string DataVariable = "TIMELINE_TEST_EMBEDDED_DATA";
    private readonly Process _process;

    private ServerProcess(Process process) => _process = process;

    public int ProcessId => _process.Id;

    /// <summary>Begins, without waiting for PostgreSQL.</summary>
    public static ServerProcess Begin(string dataDirectory)
    {
        var program = Path.ChangeExtension(typeof(ServerProcess).Assembly.Location, null);
        var start = new ProcessStartInfo(
            Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet",
            ["exec", "--runtimeconfig", program + ".runtimeconfig.json", "--depsfile", program + ".deps.json", program + ".dll"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            // The assembly's own entry point does nothing: the hook below runs first and is the program.
            Environment = { ["DOTNET_STARTUP_HOOKS"] = program + ".dll", [DataVariable] = dataDirectory },
        };
        return new ServerProcess(Process.Start(start)!);
    }

    /// <summary>The postmaster's process id, once the server has it.</summary>
    public async Task<int> UntilReadyAsync()
    {
        var line = await _process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(30));
        return int.TryParse(line, out var postmaster)
            ? postmaster
            : throw new InvalidOperationException($"The server did not start: {line}");
    }

    /// <summary>kill -9, of the server alone.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public async Task StopAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.Dispose();
    }

    /// <summary>What the other process does.</summary>
    public static async Task RunAsync(string dataDirectory)
    {
        var options = new EmbeddedPostgresOptions { DataDirectory = dataDirectory, Durable = false };
        await using var embedded = await EmbeddedPostgres.StartAsync(options, NullLogger.Instance, CancellationToken.None);
        Console.WriteLine(embedded.ProcessId);
        await Console.In.ReadToEndAsync();
    }
}
