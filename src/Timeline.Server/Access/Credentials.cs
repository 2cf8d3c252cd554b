using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Timeline.Domain.Record;
using Timeline.Domain.Time;
using Timeline.Postgres.Access;

namespace Timeline.Server.Access;

/// <summary>Finds out who sends a request: by a key or a token, <c>Authorization: Bearer …</c> (RFC 6750).</summary>
internal sealed class Credentials(AccessSettings settings, AccessKeys keys, TimeProvider clock)
{
    /// <summary>How soon a server that asks nobody notices the first key.</summary>
    private static readonly TimeSpan Notice = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private bool _isAsked = settings.Mode == AccessMode.Required || (settings.Mode == AccessMode.Keys && settings.Oidc is not null);
    private long _lookedAt = long.MinValue;
    private Task? _looking;

    /// <summary>Whether everybody is asked who they are. Once they are, they are for good: keys are revoked, not forgotten.</summary>
    internal async ValueTask<bool> AreAskedForAsync(CancellationToken cancellation)
    {
        if (_isAsked || settings.Mode == AccessMode.Open || IsFresh()) return _isAsked;
        // Many ask at a time, and one look answers them all; whoever goes away does not end it for the others.
        Task looking;
        lock (_lock)
        {
            if (_looking is not { IsCompleted: false } && !IsFresh()) _looking = LookAsync();
            looking = _looking ?? Task.CompletedTask;
        }

        await looking.WaitAsync(cancellation);
        return _isAsked;

        bool IsFresh() => Volatile.Read(ref _lookedAt) is var looked && looked != long.MinValue && clock.GetElapsedTime(looked) < Notice;
    }

    private async Task LookAsync()
    {
        _isAsked = await keys.AnyAsync(CancellationToken.None);
        Volatile.Write(ref _lookedAt, clock.GetTimestamp());
    }

    /// <summary>Who sends a request; <see langword="null"/>: somebody whose credentials are missing or good for nothing.</summary>
    internal async Task<Principal?> ReadAsync(HttpContext http)
    {
        if (http.Request.Headers.Authorization.Count == 0) return await AreAskedForAsync(http.RequestAborted) ? null : Principal.Anonymous;
        if (ApiKey.In(http.Request) is { } key) return await ByKeyAsync(key, http.RequestAborted);
        return settings.Oidc is { } oidc ? await ByTokenAsync(http, oidc) : null;
    }

    /// <summary>
    /// Whether whoever sent a request may still read what some knowers know in the timeline of its address: a key or token may end while an
    /// answer goes on.
    /// </summary>
    internal async Task<bool> MayStillReadAsync(HttpContext http, Key timeline, IEnumerable<Key> knowers) =>
        await ReadAsync(http) is { } principal && principal.In(timeline) is { } grant && knowers.All(grant.Clearance.Covers);

    private async Task<Principal?> ByKeyAsync(ApiKey key, CancellationToken cancellation)
    {
        if (await keys.FindAsync(key.Id, cancellation) is not { } kept || !key.Is(kept.Hash)) return null;
        var now = Instant.FromDateTimeOffset(clock.GetUtcNow());
        if (kept.Revoked is not null || kept.Expires <= now) return null;
        return new Principal($"key:{kept.Name}", [Grant.Parse(null, kept.Role, null) with { Timeline = kept.Timeline, Clearance = kept.Clearance }]);
    }

    private async Task<Principal?> ByTokenAsync(HttpContext http, OidcSettings oidc)
    {
        var read = await http.AuthenticateAsync(JwtBearerDefaults.AuthenticationScheme);
        // The framework reads it once a request, and an answer may go on for longer than it is good.
        if (read.Properties?.ExpiresUtc + oidc.ClockSkew <= clock.GetUtcNow()) return null;
        // A name stands in the record and in logs, on one line.
        if (!read.Succeeded || read.Principal.FindFirstValue(oidc.NameClaim) is not { Length: > 0 and <= 200 } name || name.Any(char.IsControl)) return null;
        return new Principal($"oidc:{name}", [.. oidc.Grants.Where(g => read.Principal.HasClaim(g.Claim, g.Value)).Select(g => g.Grant)]);
    }
}

/// <summary>What access takes.</summary>
internal static class AccessServices
{
    internal static void AddAccess(this IServiceCollection services, AccessSettings settings, OwnNames names)
    {
        services.AddSingleton(names);
        services.AddSingleton(settings);
        services.AddSingleton(provider => AuditLog.Open(
            provider.GetRequiredService<IConfiguration>(), provider.GetRequiredService<ILoggerFactory>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<Credentials>();
        if (settings.Oidc is { } oidc) services.AddTokens(oidc);
    }

    // The framework's own reading of tokens (RFC 7519): signature, issuer, audience and lifetime.
    private static void AddTokens(this IServiceCollection services, OidcSettings oidc) => services.AddAuthentication().AddJwtBearer(token =>
    {
        token.Authority = oidc.Authority.ToString();
        token.Audience = oidc.Audience;
        token.RequireHttpsMetadata = oidc.RequiresHttps;
        // The framework would grant five minutes.
        token.TokenValidationParameters.ClockSkew = oidc.ClockSkew;
        // Claims keep the names that the issuer gives them.
        token.MapInboundClaims = false;
        // Signatures with a key that the issuer alone has, and no older hash.
        token.TokenValidationParameters.ValidAlgorithms = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"];
        // The framework would read every bearer as a token, keys too.
        token.Events = new JwtBearerEvents
        {
            OnMessageReceived = received =>
            {
                if (ApiKey.In(received.Request) is not null) received.NoResult();
                return Task.CompletedTask;
            },
        };
    });
}
