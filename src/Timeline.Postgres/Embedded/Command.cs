using System.ComponentModel;
using System.Diagnostics;

namespace Timeline.Postgres.Embedded;

/// <summary>What a program printed and how it ended.</summary>
internal sealed record CommandResult(int ExitCode, string Output, string Error)
{
    public bool Succeeded => ExitCode == 0;

    /// <summary>Its last words, for an exception's message.</summary>
    public string LastLines => Text.LastLines(Error.Length > 0 ? Error : Output);
}

/// <summary>Runs a program to its end.</summary>
internal static class Command
{
    /// <summary><c>null</c> when there is no such program, or none that this machine can run.</summary>
    public static async Task<CommandResult?> RunAsync(
        IEnumerable<string> command, CancellationToken cancellation, string workingDirectory = "/")
    {
        using var process = Start(command, workingDirectory);
        if (process is null) return null;

        process.StandardInput.Close();
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(cancellation);
            var error = process.StandardError.ReadToEndAsync(cancellation);
            await Task.WhenAll(output, error);
            await process.WaitForExitAsync(cancellation);
            return new CommandResult(process.ExitCode, await output, await error);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    /// <summary>Starts a program, its three streams redirected, without the PG* variables that would change what PostgreSQL does.</summary>
    public static Process? Start(IEnumerable<string> command, string workingDirectory = "/")
    {
        var words = command.ToArray();
        var start = new ProcessStartInfo(words[0], words[1..])
        {
            WorkingDirectory = workingDirectory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("PG", StringComparison.Ordinal)).ToArray())
            start.Environment.Remove(name);
        // A locale that every machine has: messages stay English, and the postmaster starts no helper thread on macOS.
        start.Environment["LC_ALL"] = "C";

        try
        {
            return Process.Start(start);
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}

internal static class Text
{
    public static string LastLines(string text, int count = 12) =>
        string.Join('\n', text.TrimEnd().Split('\n').TakeLast(count));
}
