using Timeline.Domain.Record;
using Timeline.Server.Http;

namespace Timeline.Server.Access;

/// <summary>Logs each refusal: who, from where, what, why. Never what was sent, and no credentials.</summary>
internal sealed partial class Audit(RequestDelegate next, ILogger<Audit> log)
{
    public async Task InvokeAsync(HttpContext http)
    {
        await next(http);
        var hidden = http.Features.Get<Refusal>();
        if (hidden is null && http.Response.StatusCode is not (401 or 403 or 421 or 429)) return;
        var cause = hidden?.Cause.Name ?? http.Features.Get<Problem>()?.Type.Split('/')[^1] ?? "-";
        var (route, timeline) = http.Features.Get<Asked>() ?? new Asked("-", "-");
        var who = http.Features.Get<Principal>()?.Name ?? "-";
        Refused(http.Response.StatusCode, cause, who, http.Connection.RemoteIpAddress?.ToString() ?? "-", http.Request.Method, route, timeline);
    }

    [LoggerMessage(2, LogLevel.Warning, "Access:Mode is 'open': whoever can reach this server may read, record and erase everything.")]
    internal static partial void Open(ILogger log);

    [LoggerMessage(1, LogLevel.Information, "Refused with {Status} {Cause}: {Who} at {Address}, {Method} {Route}, timeline {Timeline}")]
    private partial void Refused(int status, string cause, string who, string address, string method, string route, string timeline);
}

/// <summary>What is asked for: what goes wrong takes the endpoint off a request.</summary>
/// <param name="Route">The endpoint's pattern.</param>
/// <param name="Timeline">The timeline, if it can be one.</param>
internal sealed record Asked(string Route, string Timeline)
{
    internal static Asked Of(HttpContext http) => new(
        (http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "-",
        Key.TryParse(http.GetRouteValue("timeline") as string, out var name) ? name.Value : "-");
}
