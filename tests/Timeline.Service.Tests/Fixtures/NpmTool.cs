using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;

namespace Timeline.Service.Tests.Fixtures;

/// <summary>
/// A script that is not ours to write, for node: npm packages locked in a folder beside the tests. Where there is no npm, tests that need
/// it are skipped; in CI they fail.
/// </summary>
internal sealed class NpmTool
{
    private readonly string _source;
    private readonly Lazy<Task<string?>> _installed;

    /// <summary>The tool in a folder beside the calling file.</summary>
    internal NpmTool(string folder, [CallerFilePath] string here = "")
    {
        _source = Path.Combine(Path.GetDirectoryName(here)!, folder);
        _installed = new(InstallAsync);
    }

    /// <summary>What a script writes when it is given some input.</summary>
    internal async Task<string> RunAsync(string script, string input)
    {
        var name = Path.GetFileName(_source);
        var folder = await _installed.Value;
        Skip.If(folder is null && Environment.GetEnvironmentVariable("CI") != "true", $"{name} cannot be installed with npm.");
        Assert.True(folder is not null, $"{name} cannot be installed with npm.");
        var (code, output) = await RunAsync("node", [Path.Combine(_source, script)], folder, input);
        Assert.True(code == 0, output);
        return output;
    }

    // Installed once for each lock file and kept beside the tests, where it is nobody else's.
    private async Task<string?> InstallAsync()
    {
        var lockFile = await File.ReadAllBytesAsync(Path.Combine(_source, "package-lock.json"));
        var kept = Path.Combine(AppContext.BaseDirectory, $"{Path.GetFileName(_source)}-{Convert.ToHexStringLower(SHA256.HashData(lockFile))[..16]}");
        if (Directory.Exists(kept)) return kept;
        var folder = Directory.CreateDirectory($"{kept}-{Guid.NewGuid():N}").FullName;
        try
        {
            foreach (var file in new[] { "package.json", "package-lock.json" }) File.Copy(Path.Combine(_source, file), Path.Combine(folder, file));
            var (code, _) = await RunAsync(OperatingSystem.IsWindows() ? "npm.cmd" : "npm", ["ci", "--no-audit", "--no-fund", "--ignore-scripts"], folder, "");
            if (code != 0) return null;
            Directory.Move(folder, kept);
            return kept;
        }
        catch (Win32Exception) // there is no npm
        {
            return null;
        }
        catch (IOException) when (Directory.Exists(kept)) // another run was first
        {
            return kept;
        }
        finally
        {
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<(int Code, string Output)> RunAsync(string program, string[] arguments, string folder, string input)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(false),
            StandardOutputEncoding = Encoding.UTF8,
            Environment = { ["NODE_PATH"] = Path.Combine(folder, "node_modules") },
        })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        return (process.ExitCode, process.ExitCode == 0 ? await output : await output + await errors);
    }
}
