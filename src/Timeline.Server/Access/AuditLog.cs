using System.Diagnostics;
using System.Text.Json;
using Timeline.Domain.Time;
using Timeline.Postgres.Access;
using Timeline.Server.Http;

namespace Timeline.Server.Access;

/// <summary>Who read what is not public, made keys, erased, or was refused: a log of its own, an object of JSON a line.</summary>
internal sealed partial class AuditLog : IDisposable
{
    /// <summary>The category under which entries are logged where no file is named.</summary>
    internal const string Category = "Timeline.Audit";

    /// <summary>The setting that names the file.</summary>
    internal const string FileSetting = "Audit:File";

    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    private readonly AuditFile? _file;
    private readonly TimeProvider _clock;
    private readonly ILogger _entries;
    private readonly ILogger _log;
    private readonly RepeatedRefusals _refusals = new();
    private readonly ITimer _timer;

    private AuditLog(AuditFile? file, ILoggerFactory logging, TimeProvider clock)
    {
        (_file, _clock) = (file, clock);
        (_entries, _log) = (logging.CreateLogger(Category), logging.CreateLogger<AuditLog>());
        _timer = clock.CreateTimer(_ => WriteRepeats(), null, Period, Period);
    }

    /// <exception cref="InvalidOperationException">The file of the settings cannot be written.</exception>
    internal static AuditLog Open(IConfiguration configuration, ILoggerFactory logging, TimeProvider clock) =>
        new(configuration[FileSetting] is { Length: > 0 } path ? AuditFile.Open(path) : null, logging, clock);

    /// <summary>An entry about a request.</summary>
    internal AuditEntry Entry(AuditAction action, HttpContext http)
    {
        var asked = http.Asked();
        var address = http.Connection.RemoteIpAddress;
        return new AuditEntry
        {
            At = Now,
            Action = action,
            Who = http.Features.Get<Principal>()?.Name,
            Address = (address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address)?.ToString(),
            Method = MethodOf(http.Request.Method),
            Route = asked.Route,
            Timeline = asked.Timeline,
            Request = http.TraceIdentifier,
            Trace = Activity.Current?.TraceId.ToString(),
        };
    }

    /// <summary>An entry about a key, by whoever runs this program.</summary>
    internal AuditEntry Entry(AuditAction action, AccessKey key) => new()
    {
        At = Now,
        Action = action,
        Who = $"os:{Environment.UserName}",
        Key = key.Name.Value,
        Timeline = key.Timeline?.Value,
        Role = key.Role,
        Knowers = key.Clearance.IsForAll ? [Grant.All] : key.Clearance.Knowers.Count == 0 ? null : [.. key.Clearance.Knowers.Select(k => k.Value)],
        Expires = key.Expires?.ToString(),
    };

    /// <summary>Writes an entry; one that cannot be written goes to the server's log as an error.</summary>
    internal void Write(AuditEntry entry)
    {
        try
        {
            Append(entry);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Fails(_log, e.Message, Text(entry));
        }
    }

    /// <summary>Writes an entry without which nothing may be done, down to the disk.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    internal void Require(AuditEntry entry)
    {
        try
        {
            Append(entry, isToDisk: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Fails(_log, e.Message, Text(entry));
            throw new IOException($"The audit log cannot be written: {e.Message}", e);
        }
    }

    /// <summary>Writes a refusal, or counts it where one like it was written within the minute.</summary>
    internal void Refuse(AuditEntry entry)
    {
        if (_refusals.IsFirst(entry)) Write(entry);
    }

    /// <summary>Erases: no sooner than an entry says that it will be, and with one that says how it ended.</summary>
    /// <exception cref="ProblemException">The log cannot be written, and nothing was erased.</exception>
    internal async Task<T> ErasingAsync<T>(HttpContext http, string id, Func<Task<T>> erase)
    {
        var entry = Entry(AuditAction.Erasing, http) with { Event = Guid.TryParseExact(id, "D", out _) ? id : null };
        try
        {
            Require(entry);
        }
        catch (IOException)
        {
            throw new ProblemException(Cause.NotAudited.Problem());
        }

        var end = entry with { Action = AuditAction.Erase };
        try
        {
            var erased = await erase();
            Write(end with { At = Now, Done = true });
            return erased;
        }
        catch (Exception e)
        {
            var problem = ProblemMapping.Map(e);
            // What the server refuses it has not done; what fails may have been done.
            Write(end with { At = Now, Done = problem.Status < 500 ? false : null, Status = problem.Status, Cause = problem.Type.Split('/')[^1] });
            throw;
        }
    }

    public void Dispose()
    {
        _timer.Dispose();
        WriteRepeats();
    }

    private string Now => Instant.FromDateTimeOffset(_clock.GetUtcNow()).ToString();

    private void WriteRepeats()
    {
        foreach (var entry in _refusals.Take()) Write(entry with { At = Now });
    }

    private void Append(AuditEntry entry, bool isToDisk = false)
    {
        var text = Text(entry);
        if (_file is not null) _file.Append(text, isToDisk);
        else Log(entry.Action, text);
    }

    private static string Text(AuditEntry entry) => JsonSerializer.Serialize(entry, AuditJson.Default.AuditEntry);

    // A method is any word that a client likes, as long as it likes.
    private static string MethodOf(string method) =>
        HttpMethods.GetCanonicalizedValue(method) is "GET" or "HEAD" or "POST" or "PUT" or "DELETE" or "OPTIONS" or "PATCH" or "TRACE"
            ? HttpMethods.GetCanonicalizedValue(method) : "other";

    private void Log(AuditAction action, string entry)
    {
        switch (action)
        {
            case AuditAction.Read: Read(_entries, entry); break;
            case AuditAction.Refuse: Refuse(_entries, entry); break;
            case AuditAction.Erasing: Erasing(_entries, entry); break;
            case AuditAction.Erase: Erase(_entries, entry); break;
            case AuditAction.CreateKey: CreateKey(_entries, entry); break;
            case AuditAction.RevokeKey: RevokeKey(_entries, entry); break;
            default: throw new ArgumentOutOfRangeException(nameof(action), action, null);
        }
    }

    [LoggerMessage((int)AuditAction.Read, LogLevel.Information, "{Entry}")]
    private static partial void Read(ILogger log, string entry);

    [LoggerMessage((int)AuditAction.Refuse, LogLevel.Information, "{Entry}")]
    private static partial void Refuse(ILogger log, string entry);

    [LoggerMessage((int)AuditAction.Erasing, LogLevel.Information, "{Entry}")]
    private static partial void Erasing(ILogger log, string entry);

    [LoggerMessage((int)AuditAction.Erase, LogLevel.Information, "{Entry}")]
    private static partial void Erase(ILogger log, string entry);

    [LoggerMessage((int)AuditAction.CreateKey, LogLevel.Information, "{Entry}")]
    private static partial void CreateKey(ILogger log, string entry);

    [LoggerMessage((int)AuditAction.RevokeKey, LogLevel.Information, "{Entry}")]
    private static partial void RevokeKey(ILogger log, string entry);

    [LoggerMessage(LogLevel.Error, "The audit log cannot be written ({Reason}). Its entry: {Entry}")]
    private static partial void Fails(ILogger log, string reason, string entry);
}
