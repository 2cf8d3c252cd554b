using Microsoft.Net.Http.Headers;
using Npgsql;
using Timeline.Domain.Json;
using Timeline.Domain.Record;
using Timeline.Server.Http;

namespace Timeline.Server.Access;

/// <summary>
/// What every request passes before an endpoint sees it: who sends it, and whether they may use that endpoint in that timeline. Whose
/// knowledge they may ask for is looked at where the vantage is read, <see cref="Query"/>.
/// </summary>
internal sealed class Gate(RequestDelegate next, Credentials credentials, OwnNames names, CrossOrigins others)
{
    public async Task InvokeAsync(HttpContext http)
    {
        http.Asked().At(http);
        if (names.Refusal(http, others) is { } refusal && !await AreKeysAskedForAsync(http.RequestAborted)) throw refusal;

        // Where routing has found no endpoint it answers by itself, and tells nothing.
        if (http.GetEndpoint() is RouteEndpoint endpoint)
        {
            var rule = endpoint.Metadata.GetMetadata<AccessRule>()
                ?? throw new InvalidOperationException($"Nothing says who may use {endpoint.RoutePattern.RawText}.");
            if (!rule.IsForAll) await AdmitAsync(http, rule);
        }

        await next(http);
    }

    // Readiness is told in time by whatever name it is asked for, however long the database takes.
    private async Task<bool> AreKeysAskedForAsync(CancellationToken cancellation)
    {
        try
        {
            return await credentials.AreAskedForAsync(cancellation).AsTask().WaitAsync(Readiness.Patience, cancellation);
        }
        catch (TimeoutException e)
        {
            throw new NpgsqlException("The database did not answer in time.", e);
        }
    }

    private async Task AdmitAsync(HttpContext http, AccessRule rule)
    {
        if (await credentials.ReadAsync(http) is not { } principal)
        {
            var isGiven = http.Request.Headers.Authorization.Count > 0;
            http.Response.OnStarting(() =>
            {
                http.Response.Headers.WWWAuthenticate = isGiven ? "Bearer realm=\"timeline\", error=\"invalid_token\"" : "Bearer realm=\"timeline\"";
                return Task.CompletedTask;
            });
            throw Cause.Unauthenticated.Because(isGiven
                ? "What Authorization says is no key or token that is good here, or no longer."
                : "Send a key or a token: Authorization: Bearer …");
        }

        http.Features.Set(principal);
        // Who may not read along in a cache is told apart by it.
        if (!principal.IsAnonymous)
        {
            http.Response.OnStarting(() =>
            {
                http.Response.Headers.Append(HeaderNames.Vary, HeaderNames.Authorization);
                return Task.CompletedTask;
            });
        }

        if (rule.Role is not { } role) return;
        var name = http.GetRouteValue("timeline") as string;
        var grant = http.Grant();
        if (grant is null && rule.HidesTimelines)
        {
            http.Features.Set(new Refusal(Cause.Forbidden));
            throw Cause.NoTimeline(name);
        }

        // What cannot be a timeline's name is told by the endpoint that would make it.
        if (!Key.TryParse(name, out _)) return;
        if (grant is null || grant.Role < role)
            throw Cause.Forbidden.Because($"That takes the role '{Words.Text(role)}' in '{name}'; yours there is {(grant is null ? "none" : $"'{Words.Text(grant.Role)}'")}.");
    }
}

/// <summary>Why a request was refused in truth, where its answer does not say.</summary>
internal sealed record Refusal(Cause Cause);
