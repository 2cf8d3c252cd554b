using Microsoft.AspNetCore.Http.Features;
using Timeline.Server.Http;

namespace Timeline.Server.Limits;

/// <summary>How long the address and the headers of a request may be.</summary>
internal static class Lengths
{
    /// <summary>The greatest length of path and query as sent, in bytes.</summary>
    internal const int MaxTarget = 8 * 1024;

    /// <summary>The greatest length of all headers, in bytes.</summary>
    internal const int MaxHeaders = 32 * 1024;

    /// <summary>The greatest number of headers.</summary>
    internal const int MaxHeaderCount = 100;

    internal static void UseLengths(this IApplicationBuilder app) => app.Use((http, next) =>
    {
        if (http.Features.Get<IHttpRequestFeature>() is { RawTarget.Length: > MaxTarget })
            throw new ProblemException(Cause.AddressTooLong.Problem());
        var headers = http.Request.Headers;
        // A line's colon, space and end count too.
        if (headers.Count > MaxHeaderCount || headers.Sum(h => h.Value.Sum(v => h.Key.Length + v!.Length + 4)) > MaxHeaders)
            throw new ProblemException(Cause.HeadersTooLarge.Problem());
        return next(http);
    });
}
