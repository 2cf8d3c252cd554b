using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Timeline.Postgres.Embedded;

/// <summary>A postmaster that answers, and where.</summary>
internal sealed record Postmaster(ProcessIdentity Process, string SocketDirectory, int Port);

/// <summary>One data folder: made, found running, started and stopped. Every method wants the cluster's lock to be held.</summary>
internal sealed class Cluster
{
    public const string User = "timeline";
    public const string Database = "timeline";

    private const int Port = 5432;
    private const int LongestSocketPath = 100;
    private const long LongestLog = 8 * 1024 * 1024;
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(250);

    private readonly EmbeddedPostgresOptions _options;
    private readonly ILogger _logger;

    public Cluster(EmbeddedPostgresOptions options, ILogger logger)
    {
        _options = options;
        _logger = logger;
        var path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(options.DataDirectory));
        DataDirectory = Directory.Exists(path) ? Directory.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path : path;
    }

    public string DataDirectory { get; }

    public string LockFile => DataDirectory + ".lock";

    public string OwnerFile => DataDirectory + ".owner";

    private string Parent => Path.GetDirectoryName(DataDirectory)!;

    private string LogFile => DataDirectory + ".log";

    private string PidFile => Path.Combine(DataDirectory, "postmaster.pid");

    private string UnfinishedPrefix => Path.GetFileName(DataDirectory) + ".unfinished-";

    public static string ConnectionString(string socketDirectory, int port, string database) => new NpgsqlConnectionStringBuilder
    {
        Host = socketDirectory,
        Port = port,
        Username = User,
        Database = database,
        // A socket in a folder of one's own needs neither, and asking for them costs two round trips.
        SslMode = SslMode.Disable,
        GssEncryptionMode = GssEncryptionMode.Disable,
    }.ConnectionString;

    /// <summary>Makes what must stand beside the data before all else, so that an unwritable place is told at once and clearly.</summary>
    public void PrepareParent()
    {
        try
        {
            Directory.CreateDirectory(Parent);
            using var probe = new FileStream(LockFile, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite);
            if (Directory.Exists(DataDirectory)) _ = Directory.EnumerateFileSystemEntries(DataDirectory).Any();
        }
        catch (IOException held) when (ClusterLock.IsHeld(held))
        {
            // Writable: another process has it open at this moment.
        }
        catch (Exception refused) when (refused is UnauthorizedAccessException or IOException)
        {
            throw new EmbeddedPostgresException(
                $"Cannot keep data in {DataDirectory}: {refused.Message} Set Postgres:Data to a folder that this user may write, "
                + "start Timeline as the user it belongs to, or set ConnectionStrings:Timeline.", refused);
        }
    }

    /// <summary>The postmaster that runs on this folder already, once it takes connections; <c>null</c> when none does.</summary>
    public async Task<Postmaster?> FindAsync(CancellationToken cancellation)
    {
        var deadline = Deadline.After(_options.StartTimeout);
        using var timer = new PeriodicTimer(RetryPause);
        while (ReadPidFile() is { } file && ProcessIdentity.Of(file.ProcessId) is { } process)
        {
            var answer = await AskAsync(file.SocketDirectory, file.Port, cancellation);
            if (answer.PidFile is { } theirs && SamePostmaster(theirs)) return new Postmaster(process, file.SocketDirectory, file.Port);

            var isPostgres = answer.IsPostgres && answer.PidFile is null
                || await IsPostmasterOfThisFolderAsync(process, cancellation);
            if (!isPostgres && process.IsRunning)
            {
                // A crash left the file and another program has got the number since. PostgreSQL would refuse to start beside it.
                Log.StalePidFile(_logger, PidFile, process.Id);
                RemoveStaleFiles(file);
                return null;
            }

            if (!answer.IsPostgres && deadline.HasPassed)
            {
                throw new EmbeddedPostgresException(
                    $"PostgreSQL process {process.Id} runs on {DataDirectory} but does not answer on its socket in {file.SocketDirectory}. "
                    + "Stop it, or set ConnectionStrings:Timeline to it.");
            }

            await timer.WaitForNextTickAsync(cancellation);
        }

        return null;
    }

    /// <summary>Starts a postmaster, making the cluster first when there is none, and returns once it takes connections.</summary>
    public async Task<Postmaster> StartAsync(CancellationToken cancellation)
    {
        var stopwatch = Stopwatch.StartNew();
        var major = await ReadMajorAsync(cancellation);
        // initdb finds postgres beside itself through a shell, and does not when a quote stands in their path.
        var cache = Path.Combine(Parent.Contains('"', StringComparison.Ordinal) ? EmbeddedPostgresOptions.UserFolder() : Parent, "postgres-bin");
        var binaries = await PostgresBinaries.FindAsync(_options, major, cache, _logger, cancellation);
        var account = await Account.ForAsync(DataDirectory, cancellation);
        var socketDirectory = SocketDirectory();
        var prefix = account is null
            ? []
            : await account.PrefixAsync(
                [Parent, Path.GetDirectoryName(socketDirectory)!, Path.Combine(binaries.Folder, "postgres")], cancellation);

        if (major is null) await InitialiseAsync(binaries, account, prefix, cancellation);
        else if (account is not null) await account.TakeAsync(DataDirectory, cancellation);

        await PrepareSocketDirectoryAsync(socketDirectory, account, cancellation);
        var deadline = Deadline.After(_options.StartTimeout);
        var told = false;
        using var timer = new PeriodicTimer(RetryPause);
        while (true)
        {
            var afterCrash = File.Exists(PidFile);
            var (postmaster, exitCode) = await LaunchAsync(binaries, prefix, socketDirectory, deadline, cancellation);
            if (postmaster is not null)
            {
                Log.Started(_logger, binaries.Major, binaries.Folder, postmaster.Process.Id, DataDirectory, stopwatch.ElapsedMilliseconds);
                return postmaster;
            }

            // After a kill -9 the dead postmaster's backends may hold the shared memory until their statement ends, and a start
            // that a killed server left half way may win the folder: both show as an early exit, and both pass.
            if (!afterCrash && !File.Exists(PidFile) || deadline.HasPassed)
            {
                throw new EmbeddedPostgresException(
                    $"PostgreSQL did not come up (exit code {exitCode}). The end of {LogFile}:\n{LogTail()}");
            }

            if (!told) Log.NotYetFree(_logger, exitCode, DataDirectory);
            told = true;
            await timer.WaitForNextTickAsync(cancellation);
            if (await FindAsync(cancellation) is { } other) return other;
        }
    }

    /// <summary>Creates the database when it is missing.</summary>
    public static async Task EnsureDatabaseAsync(Postmaster postmaster, CancellationToken cancellation)
    {
        await using var connection = new NpgsqlConnection(ProbeString(postmaster.SocketDirectory, postmaster.Port));
        await connection.OpenAsync(cancellation);
        await using var exists = new NpgsqlCommand("select exists (select from pg_database where datname = $1)", connection)
        {
            Parameters = { new() { Value = Database } },
        };
        if (await exists.ExecuteScalarAsync(cancellation) is true) return;
        await using var create = new NpgsqlCommand($"create database {Database}", connection);
        await create.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>A fast shutdown, or an immediate one when it takes too long.</summary>
    public async Task StopAsync(Postmaster postmaster, CancellationToken cancellation)
    {
        var process = postmaster.Process;
        var stopwatch = Stopwatch.StartNew();
        process.StopFast();
        if (!await EndsAsync(process, _options.StopTimeout, cancellation))
        {
            Log.StopsSlowly(_logger, process.Id, _options.StopTimeout.TotalSeconds);
            process.StopNow();
            if (!await EndsAsync(process, _options.StopTimeout, cancellation))
                throw new EmbeddedPostgresException($"PostgreSQL process {process.Id} does not end.");
        }

        var sockets = new DirectoryInfo(SocketDirectory());
        if (sockets.FullName != DataDirectory && sockets.Exists && !sockets.EnumerateFileSystemInfos().Any()) sockets.Delete();
        Log.Stopped(_logger, process.Id, DataDirectory, stopwatch.ElapsedMilliseconds);
    }

    private async Task InitialiseAsync(PostgresBinaries binaries, Account? account, string[] prefix, CancellationToken cancellation)
    {
        if (Directory.Exists(DataDirectory) && Directory.EnumerateFileSystemEntries(DataDirectory).Any())
        {
            throw new EmbeddedPostgresException(
                $"{DataDirectory} is neither empty nor a PostgreSQL cluster. Move it away, or set Postgres:Data to another folder.");
        }

        RemoveUnfinished();
        var stopwatch = Stopwatch.StartNew();
        var unfinished = Path.Combine(Parent, UnfinishedPrefix + Guid.NewGuid().ToString("N"));
        Folder.CreateOwnerOnly(unfinished);
        if (account is not null) await account.TakeAsync(unfinished, cancellation);

        string[] durability = _options.Durable ? [] : ["--no-sync"];
        var made = await Command.RunAsync(
            [
                .. prefix, Path.Combine(binaries.Folder, "initdb"), "-D", unfinished, "--data-checksums", "--encoding=UTF8", "--locale=C",
                "--auth=trust", $"--username={User}", "--no-instructions", .. durability,
            ],
            cancellation);
        if (made is not { Succeeded: true })
        {
            Directory.Delete(unfinished, recursive: true);
            throw new EmbeddedPostgresException(
                $"initdb of {binaries.Folder} failed for {DataDirectory}: {made?.LastLines ?? "it does not run"}");
        }

        if (Directory.Exists(DataDirectory)) Directory.Delete(DataDirectory);
        Directory.Move(unfinished, DataDirectory);
        Log.Initialised(_logger, binaries.Major, DataDirectory, stopwatch.ElapsedMilliseconds);
    }

    private void RemoveUnfinished()
    {
        foreach (var folder in Directory.GetDirectories(Parent, UnfinishedPrefix + "*"))
        {
            try
            {
                Directory.Delete(folder, recursive: true);
            }
            catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
            {
                // The initdb of a killed server may still be writing; the next start removes it.
                Log.LeftoverStays(_logger, refused, folder);
            }
        }
    }

    // The postmaster once it answers, or the code it exited with before that.
    private async Task<(Postmaster? Postmaster, int ExitCode)> LaunchAsync(
        PostgresBinaries binaries, string[] prefix, string socketDirectory, Deadline deadline, CancellationToken cancellation)
    {
        if (new FileInfo(LogFile) is { Exists: true, Length: > LongestLog }) File.Move(LogFile, LogFile + ".1", overwrite: true);

        // The shell opens the log and becomes the postmaster. A session of its own keeps a Ctrl+C in the server's terminal from it:
        // the server stops it when it has finished with it.
        string[] command =
        [
            "/bin/sh", "-c", "log=$1; shift; exec \"$@\" </dev/null >>\"$log\" 2>&1", "sh", LogFile,
            .. SessionOfItsOwn(), .. prefix, Path.Combine(binaries.Folder, "postgres"), "-D", DataDirectory, .. Settings(socketDirectory),
        ];
        using var process = Command.Start(command) ?? throw new EmbeddedPostgresException("/bin/sh is missing.");
        process.StandardInput.Close();
        using var timer = new PeriodicTimer(Poll);
        var answers = false;
        try
        {
            while (!process.HasExited)
            {
                var answer = await AskAsync(socketDirectory, Port, cancellation);
                answers = answer.PidFile is { } theirs && PidOf(theirs) == process.Id;
                if (answers && ProcessIdentity.Of(process.Id) is { } identity)
                    return (new Postmaster(identity, socketDirectory, Port), 0);
                if (!answer.IsPostgres && deadline.HasPassed)
                    throw new EmbeddedPostgresException($"PostgreSQL did not come up in time. The end of {LogFile}:\n{LogTail()}");
                await timer.WaitForNextTickAsync(cancellation);
            }
        }
        finally
        {
            if (!answers && !process.HasExited) ProcessIdentity.Of(process.Id)?.StopNow();
        }

        var unopened = await process.StandardError.ReadToEndAsync(cancellation);
        return unopened.Length == 0
            ? (null, process.ExitCode)
            : throw new EmbeddedPostgresException($"PostgreSQL could not be started: {unopened.Trim()}");
    }

    private static string[] SessionOfItsOwn() => OperatingSystem.IsMacOS()
        ? ["/usr/bin/perl", "-MPOSIX=setsid", "-e", "setsid; exec { $ARGV[0] } @ARGV"]
        : ["setsid"];

    private IEnumerable<string> Settings(string socketDirectory)
    {
        List<string> settings =
        [
            $"port={Port}",
            "listen_addresses=",
            $"unix_socket_directories=\"{socketDirectory}\"",
            "unix_socket_permissions=0700",
            "max_connections=200",
            "shared_buffers=128MB",
            "work_mem=16MB",
            "maintenance_work_mem=128MB",
            "max_wal_size=1GB",
            "random_page_cost=1.1",
            "synchronous_commit=on",
            // Small queries: compiling them costs more than it saves.
            "jit=off",
            "timezone=UTC",
            "log_timezone=UTC",
            "log_line_prefix=%m [%p] ",
            "log_checkpoints=off",
            // Neither statements nor the values in error details: they are someone's data.
            "log_error_verbosity=terse",
            "log_min_error_statement=panic",
        ];
        // Without fsync a commit costs a write to memory, so it stays synchronous: a kill -9 takes nothing, only a power failure does.
        settings.AddRange(_options.Durable ? ["fsync=on", "full_page_writes=on"] : ["fsync=off", "full_page_writes=off"]);
        return settings.SelectMany(setting => (string[])["-c", setting]);
    }

    // The same for every server of this folder: in it, or where the path is short and plain enough. A socket's path has room for 107
    // bytes on Linux and 103 on macOS, and Npgsql reads a comma or a colon in it as more than one host.
    private string SocketDirectory()
    {
        var fits = Encoding.UTF8.GetByteCount(Path.Combine(DataDirectory, $".s.PGSQL.{Port}")) < LongestSocketPath;
        var plain = DataDirectory.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '.' or '_' or '-');
        if (fits && plain) return DataDirectory;

        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(DataDirectory));
        return Path.Combine(Path.GetTempPath(), $"timeline-postgres-{Convert.ToHexStringLower(hash)[..16]}");
    }

    private async Task PrepareSocketDirectoryAsync(string directory, Account? account, CancellationToken cancellation)
    {
        if (directory == DataDirectory) return;
        Folder.CreateOwnerOnly(directory);

        // Anyone may make a folder of this name in a shared /tmp first; our socket must not lie in someone else's.
        var found = await Folder.ListAsync(directory, cancellation);
        var ours = account ?? (await Folder.ListAsync(DataDirectory, cancellation)).Owner;
        if (!found.IsOwnerOnly || found.Owner.Uid != ours.Uid && !(account is not null && found.Owner.Uid == "0"))
        {
            throw new EmbeddedPostgresException(
                $"{directory}, where the socket of {DataDirectory} belongs, was made by someone else "
                + $"(user {found.Owner.Uid}, {found.Mode}). Remove it, or set Postgres:Data to a folder with a short path.");
        }

        if (account is not null) await account.TakeAsync(directory, cancellation);
    }

    private async Task<int?> ReadMajorAsync(CancellationToken cancellation)
    {
        var path = Path.Combine(DataDirectory, "PG_VERSION");
        if (!File.Exists(path)) return null;
        var text = await File.ReadAllTextAsync(path, cancellation);
        return int.TryParse(text.AsSpan().Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var major)
            ? major
            : throw new EmbeddedPostgresException($"{path} does not hold a PostgreSQL version: {text.Trim()}");
    }

    private static string ProbeString(string socketDirectory, int port) =>
        new NpgsqlConnectionStringBuilder(ConnectionString(socketDirectory, port, "postgres")) { Pooling = false, Timeout = 5 }
            .ConnectionString;

    // Whoever answers on the socket proves by its own pid file that it runs on this very folder.
    private static async Task<Answer> AskAsync(string socketDirectory, int port, CancellationToken cancellation)
    {
        if (!File.Exists(Path.Combine(socketDirectory, $".s.PGSQL.{port}"))) return new Answer(false, null);
        try
        {
            await using var connection = new NpgsqlConnection(ProbeString(socketDirectory, port));
            await connection.OpenAsync(cancellation);
            await using var command = new NpgsqlCommand("select pg_read_file('postmaster.pid')", connection);
            return new Answer(true, (string?)await command.ExecuteScalarAsync(cancellation));
        }
        catch (PostgresException busy) when (busy.SqlState is PostgresErrorCodes.CannotConnectNow or PostgresErrorCodes.TooManyConnections
            || busy.SqlState.StartsWith("57P", StringComparison.Ordinal))
        {
            return new Answer(true, null);
        }
        catch (PostgresException refused)
        {
            throw new EmbeddedPostgresException(
                $"The PostgreSQL on the socket in {socketDirectory} was not set up by Timeline ({refused.MessageText}). "
                + "Set ConnectionStrings:Timeline to it, or Postgres:Data to another folder.", refused);
        }
        catch (NpgsqlException)
        {
            return new Answer(false, null);
        }
    }

    private async Task<bool> IsPostmasterOfThisFolderAsync(ProcessIdentity process, CancellationToken cancellation)
    {
        var command = await process.CommandLineAsync(cancellation);
        return command.Contains("postgres", StringComparison.Ordinal) && command.Contains(DataDirectory, StringComparison.Ordinal);
    }

    private PidFileContent? ReadPidFile()
    {
        string[] lines;
        try
        {
            lines = File.ReadAllLines(PidFile);
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }

        // pid, folder, start, port, socket folder, address, shared memory, state: written line by line while it starts.
        if (lines.Length == 0 || !int.TryParse(lines[0], out var pid)) return null;
        var port = lines.Length > 3 && int.TryParse(lines[3], out var number) ? number : Port;
        return new PidFileContent(Math.Abs(pid), port, lines.Length > 4 && lines[4].Length > 0 ? lines[4] : DataDirectory);
    }

    private bool SamePostmaster(string theirs) =>
        File.Exists(PidFile) && File.ReadLines(PidFile).Take(3).SequenceEqual(theirs.Split('\n').Take(3));

    private static int PidOf(string pidFile) => int.TryParse(pidFile.Split('\n')[0], out var pid) ? pid : 0;

    private void RemoveStaleFiles(PidFileContent file)
    {
        File.Delete(PidFile);
        File.Delete(Path.Combine(file.SocketDirectory, $".s.PGSQL.{file.Port}.lock"));
        File.Delete(Path.Combine(file.SocketDirectory, $".s.PGSQL.{file.Port}"));
    }

    private string LogTail() => File.Exists(LogFile) ? Text.LastLines(File.ReadAllText(LogFile)) : "(no log)";

    private static async Task<bool> EndsAsync(ProcessIdentity process, TimeSpan timeout, CancellationToken cancellation)
    {
        var deadline = Deadline.After(timeout);
        using var timer = new PeriodicTimer(Poll);
        while (process.IsRunning)
        {
            if (deadline.HasPassed) return false;
            await timer.WaitForNextTickAsync(cancellation);
        }

        return true;
    }

    private sealed record Answer(bool IsPostgres, string? PidFile);

    private sealed record PidFileContent(int ProcessId, int Port, string SocketDirectory);
}
