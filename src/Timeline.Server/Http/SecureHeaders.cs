using Microsoft.Net.Http.Headers;

namespace Timeline.Server.Http;

/// <summary>
/// What every answer says to browsers, errors too: it is data, nothing in it runs, and no other page may show it as its own.
/// </summary>
internal static class SecureHeaders
{
    private const string DataPolicy = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    internal static void UseSecureHeaders(this IApplicationBuilder app) => app.Use((http, next) =>
    {
        // Last of all: a problem clears what was set before it, and a page that needs a style says so itself.
        http.Response.OnStarting(() =>
        {
            var headers = http.Response.Headers;
            headers.XContentTypeOptions = "nosniff";
            headers["Referrer-Policy"] = "no-referrer";
            headers.XFrameOptions = "DENY";
            headers["Cross-Origin-Opener-Policy"] = "same-origin";
            headers["Cross-Origin-Resource-Policy"] = "same-origin";
            if (headers.ContentSecurityPolicy.Count == 0) headers.ContentSecurityPolicy = DataPolicy;
            if (http.Request.IsHttps) headers[HeaderNames.StrictTransportSecurity] = "max-age=31536000";
            return Task.CompletedTask;
        });
        return next(http);
    });
}
