using System.Diagnostics;
using System.Text;

namespace Timeline.Cli.Tests;

/// <summary>What a call of the tool came to.</summary>
/// <param name="Code">The exit code.</param>
/// <param name="Output">Standard output.</param>
/// <param name="Error">Standard error.</param>
public sealed record Ran(int Code, string Output, string Error)
{
    /// <summary>The lines of standard output.</summary>
    public string[] Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}

/// <summary>The tool as it is run: a process of its own, told of a server by its environment.</summary>
internal sealed class Cli(Uri server, params (string Name, string? Value)[] environment)
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(120);

    /// <summary>The tool as a command of a shell.</summary>
    internal static string Command => $"'{Host}' '{Program}'";

    private static string Program => Path.Combine(AppContext.BaseDirectory, "timeline.dll");

    private static string Host => Environment.ProcessPath is { } own && Path.GetFileNameWithoutExtension(own) == "dotnet" ? own : "dotnet";

    /// <summary>Runs it to its end.</summary>
    internal Task<Ran> Run(params string[] arguments) => RunWith(null, arguments);

    /// <summary>Runs it to its end with a text as standard input.</summary>
    internal async Task<Ran> RunWith(string? input, params string[] arguments)
    {
        using var process = Start(arguments);
        return await EndAsync(process, input);
    }

    /// <summary>Runs a script in bash, in which <c>timeline</c> is the tool.</summary>
    internal async Task<Ran> Shell(string script)
    {
        using var process = Process.Start(With("bash", ["-c", $"timeline() {{ {Command} \"$@\"; }}\n{script}"]))!;
        return await EndAsync(process, null);
    }

    /// <summary>Starts it, to be read and ended by the test.</summary>
    // Whoever started the tests may ignore Ctrl+C, and what they start would go on ignoring it.
    internal Process Start(params string[] arguments) =>
        Process.Start(With("env", ["--default-signal=INT", Host, Program, .. arguments]))!;

    /// <summary>Ctrl+C, and what came of it.</summary>
    internal static async Task<Ran> InterruptAsync(Process process)
    {
        using (var kill = Process.Start("kill", ["-INT", $"{process.Id}"])) await kill.WaitForExitAsync();
        return await EndAsync(process, null, keepInput: true);
    }

    private static async Task<Ran> EndAsync(Process process, string? input, bool keepInput = false)
    {
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        try
        {
            if (input is not null) await process.StandardInput.WriteAsync(input);
            if (!keepInput) process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It may end before it has read everything: whether it should, its exit code says.
        }

        await process.WaitForExitAsync().WaitAsync(Longest);
        return new Ran(process.ExitCode, await output, await error);
    }

    private ProcessStartInfo With(string program, string[] arguments)
    {
        var utf8 = new UTF8Encoding(false);
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = utf8,
            StandardOutputEncoding = utf8,
            StandardErrorEncoding = utf8,
        };
        foreach (var name in new[] { "TIMELINE_KEY", "TIMELINE_TIMELINE", "NO_COLOR", "COLUMNS" }) start.Environment.Remove(name);
        start.Environment["TIMELINE_SERVER"] = server.ToString();
        foreach (var (name, value) in environment) start.Environment[name] = value;
        return start;
    }
}
