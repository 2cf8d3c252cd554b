using Timeline.Domain.Knowing;
using Timeline.Domain.Record;
using Timeline.Server.Http;

namespace Timeline.Server.Access;

/// <summary>Tells the audit log of each read of what is not public, and of each refusal. Never what was sent, and no credentials.</summary>
internal sealed partial class Audit(RequestDelegate next, AuditLog log)
{
    public async Task InvokeAsync(HttpContext http)
    {
        var asked = new Asked();
        http.Features.Set(asked);
        // Before the first byte: a feed goes on for hours.
        http.Response.OnStarting(() =>
        {
            if (asked.Knowers.Count > 0)
                log.Write(log.Entry(AuditAction.Read, http) with { Knowers = [.. asked.Knowers], Status = http.Response.StatusCode });
            return Task.CompletedTask;
        });
        await next(http);
        var hidden = http.Features.Get<Refusal>();
        if (hidden is null && http.Response.StatusCode is not (401 or 403 or 421 or 429)) return;
        var cause = hidden?.Cause.Name ?? http.Features.Get<Problem>()?.Type.Split('/')[^1];
        log.Refuse(log.Entry(AuditAction.Refuse, http) with { Status = http.Response.StatusCode, Cause = cause });
    }

    [LoggerMessage(LogLevel.Warning, "Access:Mode is 'open': whoever can reach this server may read, record and erase everything.")]
    internal static partial void Open(ILogger log);
}

/// <summary>What a request asks for, as far as it may be: what goes wrong takes the endpoint off a request.</summary>
internal sealed class Asked
{
    /// <summary>The endpoint's pattern; <see langword="null"/>: none was found.</summary>
    internal string? Route { get; private set; }

    /// <summary>The timeline; <see langword="null"/>: none, or what cannot be the name of one.</summary>
    internal string? Timeline { get; private set; }

    /// <summary>Whose knowledge is asked for beside what is public, each allowed to whoever asks.</summary>
    internal SortedSet<string> Knowers { get; } = new(StringComparer.Ordinal);

    /// <summary>Looks at a request for which an endpoint was looked for.</summary>
    internal void At(HttpContext http)
    {
        Route = (http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText;
        Timeline = Key.TryParse(http.GetRouteValue("timeline") as string, out var name) ? name.Value : null;
    }

    /// <summary>Notes whose knowledge is told.</summary>
    internal void Add(IEnumerable<Key> knowers) => Knowers.UnionWith(knowers.Where(k => k != Key.Public).Select(k => k.Value));

    /// <summary>Notes that something is told of everybody whose knowledge may be asked for.</summary>
    internal void Add(Clearance clearance)
    {
        if (clearance.IsForAll) Knowers.Add(Grant.All);
        else Add(clearance.Knowers);
    }
}

/// <summary>What is asked for, of a request.</summary>
internal static class AskedFor
{
    /// <summary>What it asks for.</summary>
    internal static Asked Asked(this HttpContext http)
    {
        if (http.Features.Get<Asked>() is { } asked) return asked;
        http.Features.Set(asked = new Asked());
        return asked;
    }
}
