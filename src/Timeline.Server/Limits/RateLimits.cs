using System.Globalization;
using System.Net;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;
using Timeline.Server.Access;
using Timeline.Server.Http;

namespace Timeline.Server.Limits;

/// <summary>
/// How often one may ask: a bucket of tokens for each key, and for each address of those who show none or a wrong one. The framework
/// drops a bucket that has been full and unused for some seconds, so that there are only as many as clients are at it.
/// </summary>
internal static class RateLimits
{
    /// <summary>
    /// Limits addresses, before it is known who asks: a request that shows no credentials costs a token; one that shows some costs one of
    /// another bucket, and only if they turn out to be wrong. So nobody tries keys without end, and who has one is not held up by those
    /// behind the same address who have none.
    /// </summary>
    internal static void UseAddressLimit(this WebApplication app, LimitSettings settings)
    {
        if (settings.PerAddress is not { PerSecond: > 0 } rate) return;
        var limiter = PartitionedRateLimiter.Create<HttpContext, (IPAddress Address, bool ShowsKey)>(http =>
            Bucket((Client.AddressOf(http.Connection.RemoteIpAddress), ShowsKey(http)), rate));
        app.Lifetime.ApplicationStopped.Register(limiter.Dispose);
        app.Use(async (http, next) =>
        {
            var showsKey = ShowsKey(http);
            using var lease = limiter.AttemptAcquire(http, showsKey ? 0 : 1);
            if (!lease.IsAcquired)
            {
                await RefuseAsync(http, lease);
                return;
            }

            if (showsKey)
            {
                http.Response.OnStarting(() =>
                {
                    if (http.Response.StatusCode == StatusCodes.Status401Unauthorized) limiter.AttemptAcquire(http).Dispose();
                    return Task.CompletedTask;
                });
            }

            await next(http);
        });
    }

    /// <summary>Limits keys, once it is known who asks.</summary>
    internal static void UseKeyLimit(this WebApplication app, LimitSettings settings)
    {
        if (settings.PerKey is not { PerSecond: > 0 } rate) return;
        var limiter = PartitionedRateLimiter.Create<HttpContext, string>(http =>
            http.Principal().IsAnonymous ? RateLimitPartition.GetNoLimiter("") : Bucket(Client.Of(http), rate));
        app.Lifetime.ApplicationStopped.Register(limiter.Dispose);
        app.UseRateLimiter(new RateLimiterOptions
        {
            GlobalLimiter = limiter,
            OnRejected = async (rejected, _) => await RefuseAsync(rejected.HttpContext, rejected.Lease),
        });
    }

    private static bool ShowsKey(HttpContext http) => http.Request.Headers.Authorization.Count > 0;

    private static RateLimitPartition<TKey> Bucket<TKey>(TKey whose, Rate rate) =>
        RateLimitPartition.GetTokenBucketLimiter(whose, _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = Math.Max(rate.Burst, rate.PerSecond),
            TokensPerPeriod = rate.PerSecond,
            ReplenishmentPeriod = TimeSpan.FromSeconds(1),
        });

    private static Task RefuseAsync(HttpContext http, RateLimitLease lease)
    {
        var wait = lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? Math.Max(1, (int)Math.Ceiling(after.TotalSeconds)) : 1;
        http.Response.Headers.RetryAfter = wait.ToString(CultureInfo.InvariantCulture);
        return ProblemMapping.WriteAsync(http, Cause.TooManyRequests.Problem());
    }
}
