using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Timeline.Service.Tests.Http;

/// <summary>A JSON Schema validator that is not ours: npm's ajv, run by node. Where there is no npm, tests that need it are skipped; in CI they fail.</summary>
internal static class SchemaValidator
{
    private static readonly Lazy<Task<string?>> Installed = new(InstallAsync);

    /// <summary>Validates documents, each by the schema named; for each <see langword="null"/>, or why it is not valid.</summary>
    internal static async Task<IReadOnlyList<string?>> ValidateAsync(JsonObject schemas, IEnumerable<(string Schema, JsonNode? Document)> documents)
    {
        var folder = await Installed.Value;
        Skip.If(folder is null && Environment.GetEnvironmentVariable("CI") != "true", "ajv cannot be installed with npm.");
        Assert.True(folder is not null, "ajv cannot be installed with npm.");
        var input = new JsonObject
        {
            ["schemas"] = schemas.DeepClone(),
            ["documents"] = new JsonArray([.. documents.Select(d => new JsonArray(d.Schema, d.Document?.DeepClone()))]),
        };
        var (code, output) = await RunAsync("node", [Path.Combine(Source(), "validate.cjs")], folder, input.ToJsonString());
        Assert.True(code == 0, output);
        return [.. JsonNode.Parse(output)!.AsArray().Select(r => (string?)r)];
    }

    // Installed once for each lock file and kept beside the tests, where it is nobody else's.
    private static async Task<string?> InstallAsync()
    {
        var lockFile = await File.ReadAllBytesAsync(Path.Combine(Source(), "package-lock.json"));
        var kept = Path.Combine(AppContext.BaseDirectory, $"ajv-{Convert.ToHexStringLower(SHA256.HashData(lockFile))[..16]}");
        if (Directory.Exists(kept)) return kept;
        var folder = Directory.CreateDirectory($"{kept}-{Guid.NewGuid():N}").FullName;
        try
        {
            foreach (var file in new[] { "package.json", "package-lock.json" }) File.Copy(Path.Combine(Source(), file), Path.Combine(folder, file));
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

    private static string Source([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "ajv");

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
