namespace Timeline.Postgres.Embedded;

/// <summary>Where an <see cref="EmbeddedPostgres"/> keeps its data and which binaries it runs.</summary>
public sealed record EmbeddedPostgresOptions
{
    /// <summary>
    /// The cluster's folder. It is made when it is missing; beside it stand <c>.log</c>, <c>.lock</c> and <c>.owner</c> files of its name.
    /// </summary>
    public required string DataDirectory { get; init; }

    /// <summary>The folder with <c>initdb</c> and <c>postgres</c>; <c>null</c> to look where PostgreSQL is usually installed.</summary>
    public string? BinDirectory { get; init; }

    /// <summary><c>false</c> gives up, for speed, what only a power failure takes (<c>fsync=off</c>): for tests.</summary>
    public bool Durable { get; init; } = true;

    /// <summary>How long a start may take, waiting for another process that is starting or stopping the same cluster included.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How long a fast shutdown may take before the connections are cut by an immediate one.</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Which places are looked at for binaries when <see cref="BinDirectory"/> is not given.</summary>
    internal BinarySources Sources { get; init; } = BinarySources.All;

    /// <summary>
    /// <c>data/postgres</c> beside <c>Timeline.sln</c> when the program runs inside a checkout, else <c>timeline/postgres</c> in the user's
    /// local application data.
    /// </summary>
    public static string DefaultDataDirectory()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Timeline.sln")))
                return Path.Combine(folder.FullName, "data", "postgres");
        }

        return Path.Combine(UserFolder(), "postgres");
    }

    internal static string UserFolder()
    {
        var local = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return local.Length > 0
            ? Path.Combine(local, "timeline")
            : throw new EmbeddedPostgresException("This user has no home folder to keep the data in. Set Postgres:Data to a folder.");
    }
}

/// <summary>The places PostgreSQL's binaries are looked for, in this order.</summary>
[Flags]
internal enum BinarySources
{
    Path = 1,
    System = 2,
    Npm = 4,
    All = Path | System | Npm,
}
