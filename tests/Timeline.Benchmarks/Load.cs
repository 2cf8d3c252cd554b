using System.Diagnostics;
using System.Text.Json;

namespace Timeline.Benchmarks;

/// <summary>
/// So many clients that record events over HTTP, one event a request, each waiting for its answer before it sends the next one. What is
/// answered during the warm-up is not counted.
/// </summary>
internal sealed record Load(Uri Server, string Timeline, int Clients, int Seconds)
{
    /// <summary>How long every load runs before it counts, in seconds.</summary>
    public const int WarmUp = 1;

    /// <summary>The argument it was started with, read again in its process.</summary>
    internal static Load Parse(string json) => JsonSerializer.Deserialize<Load>(json)!;

    /// <summary>Runs it in a process of its own, so that its work and its garbage are nobody else's.</summary>
    internal async Task<LoadResult> RunAsync()
    {
        var start = new ProcessStartInfo("dotnet", [typeof(Load).Assembly.Location, "load", JsonSerializer.Serialize(this)])
        {
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        var line = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? JsonSerializer.Deserialize<LoadResult>(line)!
            : throw new InvalidOperationException($"The load on {Timeline} failed.");
    }
}

/// <summary>
/// How many events were recorded in how many seconds, and how long their requests took in milliseconds; and how many were recorded in all,
/// those of the warm-up included.
/// </summary>
internal sealed record LoadResult(int All, int Count, double Seconds, double P50, double P99)
{
    internal double PerSecond => Count / Seconds;
}
