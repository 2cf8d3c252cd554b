using Microsoft.Net.Http.Headers;
using Timeline.Server.Limits;

namespace Timeline.Server.Http;

/// <summary>
/// Whether scripts of other sites may ask (CORS): those of the origins in <c>Cors:Origins</c>, else none. A preflight is answered before
/// anybody is asked who they are, for it carries no credentials.
/// </summary>
internal static class CrossOrigin
{
    private static readonly string[] Methods = ["GET", "HEAD", "POST", "PUT", "DELETE"];

    private static readonly string[] Sent =
    [
        HeaderNames.Accept, "Accept-Datetime", HeaderNames.Authorization, HeaderNames.ContentType, HeaderNames.IfMatch,
        HeaderNames.IfNoneMatch, "Last-Event-ID",
    ];

    private static readonly string[] Exposed =
    [
        HeaderNames.Allow, "Content-Location", HeaderNames.ETag, HeaderNames.Link, HeaderNames.Location,
        "Memento-Datetime", HeaderNames.RetryAfter, HeaderNames.Vary, HeaderNames.WWWAuthenticate,
    ];

    /// <exception cref="FormatException">What is configured is no origin.</exception>
    internal static void AddCrossOrigin(this IServiceCollection services, IConfiguration configuration)
    {
        var origins = new CrossOrigins(Read(configuration));
        services.AddSingleton(origins);
        if (origins.All.Count == 0) return;
        services.AddCors(cors => cors.AddDefaultPolicy(policy => policy
            .WithOrigins([.. origins.All]).WithMethods(Methods).WithHeaders(Sent).WithExposedHeaders(Exposed)
            .SetPreflightMaxAge(TimeSpan.FromHours(1))));
    }

    internal static void UseCrossOrigin(this WebApplication app)
    {
        if (app.Services.GetRequiredService<CrossOrigins>().All.Count == 0) return;
        app.Use((http, next) =>
        {
            // Registered first it runs last: whoever asks from no origin gets an answer that a cache may not give to one.
            http.Response.OnStarting(() =>
            {
                var vary = http.Response.Headers.GetCommaSeparatedValues(HeaderNames.Vary);
                if (!vary.Contains(HeaderNames.Origin, StringComparer.OrdinalIgnoreCase))
                    http.Response.Headers.Append(HeaderNames.Vary, HeaderNames.Origin);
                return Task.CompletedTask;
            });
            return next(http);
        });
        app.UseCors();
    }

    private static IReadOnlyList<string> Read(IConfiguration configuration)
    {
        var given = configuration.ListAt("Cors:Origins");
        var wrong = given.FirstOrDefault(o => !Uri.TryCreate(o, UriKind.Absolute, out var uri)
            || uri.Scheme is not ("http" or "https")
            || !uri.GetLeftPart(UriPartial.Authority).Equals(o, StringComparison.OrdinalIgnoreCase));
        return wrong is null ? given : throw new FormatException($"'{wrong}' in Cors:Origins is no origin such as https://example.org.");
    }
}

/// <summary>The origins whose scripts may ask.</summary>
internal sealed record CrossOrigins(IReadOnlyList<string> All);
