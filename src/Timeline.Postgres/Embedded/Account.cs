namespace Timeline.Postgres.Embedded;

/// <summary>
/// The user that PostgreSQL runs as when we are root, because it refuses to run as root: who owns the cluster already, else
/// <c>postgres</c>, else <c>nobody</c>.
/// </summary>
internal sealed record Account(string Uid, string Gid)
{
    /// <summary><c>null</c> when we are an ordinary user and PostgreSQL simply runs as that one.</summary>
    public static async Task<Account?> ForAsync(string dataDirectory, CancellationToken cancellation)
    {
        if (!Environment.IsPrivilegedProcess) return null;
        if (Directory.Exists(dataDirectory) && await Folder.ListAsync(dataDirectory, cancellation) is { Owner: { Uid: not "0" } owner })
            return owner;

        foreach (var name in (string[])["postgres", "nobody"])
        {
            if (await IdAsync("-u", name, cancellation) is { } uid && await IdAsync("-g", name, cancellation) is { } gid)
                return new Account(uid, gid);
        }

        throw new EmbeddedPostgresException(
            "PostgreSQL does not run as root, and there is neither a user postgres nor nobody to run it as. "
            + "Add one (useradd --system postgres), start Timeline as an ordinary user, or set ConnectionStrings:Timeline.");
    }

    /// <summary>The words to put before a command so that it runs as this user and still reaches <paramref name="paths"/>.</summary>
    public async Task<string[]> PrefixAsync(string[] paths, CancellationToken cancellation)
    {
        string[] drop = ["setpriv", $"--reuid={Uid}", $"--regid={Gid}", "--clear-groups"];
        if (await ReachesAsync(drop, paths, cancellation)) return drop;

        // A checkout under /root (0700) cannot be entered by anyone else. Reading past folder permissions is the least that helps; and
        // access(2), by which initdb looks for postgres, leaves capabilities aside unless no_setuid_fixup is set.
        string[] reading = [.. drop, "--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search", "--securebits=+no_setuid_fixup"];
        if (await ReachesAsync(reading, paths, cancellation)) return reading;

        throw new EmbeddedPostgresException(
            $"PostgreSQL does not run as root, and user {Uid} cannot reach {string.Join(" and ", paths)}. Make the folders above "
            + "accessible (chmod o+x), set Postgres:Data to another folder, or start Timeline as an ordinary user.");
    }

    /// <summary>Gives a folder and all in it to this user.</summary>
    public Task TakeAsync(string folder, CancellationToken cancellation) =>
        Folder.GiveAsync(folder, this, cancellation);

    private static async Task<bool> ReachesAsync(string[] prefix, string[] paths, CancellationToken cancellation)
    {
        string[] test = ["sh", "-c", "for path; do test -x \"$path\" || exit 1; done", "sh"];
        var result = await Command.RunAsync([.. prefix, .. test, .. paths], cancellation);
        return result is not null
            ? result.Succeeded
            : throw new EmbeddedPostgresException(
                "PostgreSQL does not run as root, and setpriv, which would start it as another user, is missing. Install util-linux, "
                + "start Timeline as an ordinary user, or set ConnectionStrings:Timeline.");
    }

    private static async Task<string?> IdAsync(string what, string name, CancellationToken cancellation) =>
        await Command.RunAsync(["id", what, name], cancellation) is { Succeeded: true } result ? result.Output.Trim() : null;
}

/// <summary>What .NET does not tell or change about a folder: whose it is.</summary>
internal sealed record Folder(string Mode, Account Owner)
{
    public bool IsOwnerOnly => Mode.StartsWith("drwx------", StringComparison.Ordinal);

    public static void CreateOwnerOnly(string path)
    {
        if (OperatingSystem.IsWindows()) throw new PlatformNotSupportedException();
        Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>The folder itself, or the link that stands in its place. <c>ls -ldn</c> prints the same on every Unix.</summary>
    public static async Task<Folder> ListAsync(string path, CancellationToken cancellation)
    {
        var listed = await Command.RunAsync(["ls", "-ldn", path], cancellation);
        return listed is { Succeeded: true }
            && listed.Output.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var mode, _, var uid, var gid, ..]
            ? new Folder(mode, new Account(uid, gid))
            : throw new EmbeddedPostgresException($"Cannot tell who owns {path}: {listed?.LastLines ?? "ls is missing"}");
    }

    public static async Task GiveAsync(string path, Account account, CancellationToken cancellation)
    {
        var given = await Command.RunAsync(["chown", "-hR", $"{account.Uid}:{account.Gid}", path], cancellation);
        if (given is not { Succeeded: true })
            throw new EmbeddedPostgresException($"Cannot give {path} to user {account.Uid}: {given?.LastLines ?? "chown is missing"}");
    }
}
