using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Timeline.Postgres.Embedded;

/// <summary>A process that stays distinguishable from a later one with the same number: its id and when it began.</summary>
internal sealed record ProcessIdentity(int Id, string Began)
{
    private const int Interrupt = 2;
    private const int Quit = 3;

    public static ProcessIdentity Current =>
        Of(Environment.ProcessId)
        ?? throw new EmbeddedPostgresException("This process cannot be seen in the process table (is /proc mounted?).");

    /// <summary>Neither ended nor a zombie whose parent has not looked yet.</summary>
    public bool IsRunning => Of(Id) == this;

    /// <summary><c>null</c> when no such process runs.</summary>
    public static ProcessIdentity? Of(int id) => BeganAt(id) is { } began ? new ProcessIdentity(id, began) : null;

    /// <summary>PostgreSQL's fast shutdown: transactions are rolled back, everything is written.</summary>
    public void StopFast() => Signal(Interrupt);

    /// <summary>PostgreSQL's immediate shutdown: as if it crashed, to be recovered at the next start.</summary>
    public void StopNow() => Signal(Quit);

    /// <summary>The words it was started with; empty when it is gone or hidden.</summary>
    public async Task<string> CommandLineAsync(CancellationToken cancellation)
    {
        if (OperatingSystem.IsLinux()) return (TryRead($"/proc/{Id}/cmdline") ?? "").Replace('\0', ' ');
        var listed = await Command.RunAsync(["ps", "-o", "command=", "-p", Id.ToString(CultureInfo.InvariantCulture)], cancellation);
        return listed?.Output ?? "";
    }

    private void Signal(int signal)
    {
        if (IsRunning && Kill(Id, signal) != 0 && IsRunning)
        {
            throw new EmbeddedPostgresException(
                $"Process {Id} cannot be signalled: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}.");
        }
    }

    private static string? BeganAt(int id)
    {
        if (!OperatingSystem.IsLinux()) return BeganAtByFramework(id);

        // "pid (name) state ppid …": the name may hold anything, so count from the last parenthesis. Field 3 is the state, 22 the start
        // in ticks since boot, which means something only together with the boot.
        if (TryRead($"/proc/{id}/stat") is not { } stat) return null;
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return fields[0] is "Z" or "X" ? null : $"{Boot}/{fields[19]}";
    }

    private static string? BeganAtByFramework(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return process.HasExited ? null : process.StartTime.ToUniversalTime().Ticks.ToString(CultureInfo.InvariantCulture);
        }
        catch (Exception gone) when (gone is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    private static string Boot { get; } = TryRead("/proc/sys/kernel/random/boot_id")?.Trim() ?? "";

    private static string? TryRead(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static extern int Kill(int process, int signal);
}
