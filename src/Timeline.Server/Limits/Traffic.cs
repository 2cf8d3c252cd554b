using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Timeline.Server.Http;

namespace Timeline.Server.Limits;

/// <summary>What stands between a connection and the answers: whose it is, what every answer carries, and how much may be asked.</summary>
internal static class Traffic
{
    internal static void AddTraffic(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(LimitSettings.Of(configuration, LimitSettings.IsForOthers(configuration)));
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<ConnectionLimits>();
        services.AddSingleton<ReadLanes>();
        services.AddSingleton<Spools>();
        services.AddRateLimiter(_ => { });
        services.AddCrossOrigin(configuration);
    }

    /// <summary>What comes before a connection is listened to. TLS comes after it.</summary>
    internal static void LimitConnections(this ListenOptions listen)
    {
        var limits = listen.ApplicationServices.GetRequiredService<ConnectionLimits>();
        listen.Use(next => connection => limits.AnswerAsync(connection, next));
    }

    /// <summary>What comes before anybody is asked who they are.</summary>
    internal static void UseLimits(this WebApplication app)
    {
        var settings = app.Services.GetRequiredService<LimitSettings>();
        app.UseProxies(settings);
        app.UseSecureHeaders();
        app.UseProblems();
        app.UseCrossOrigin();
        app.UseLengths();
        app.UseAddressLimit(settings);
        app.UseHead();
        // What follows sees what is asked for, a GET where only its headers are wanted.
        app.UseRouting();
    }

    /// <summary>What comes after it is known who asks.</summary>
    internal static void UseKeyLimits(this WebApplication app)
    {
        app.UseKeyLimit(app.Services.GetRequiredService<LimitSettings>());
        var lanes = app.Services.GetRequiredService<ReadLanes>();
        app.Use((http, next) => http.GetEndpoint()?.Metadata.GetMetadata<ReadCost>() is { } cost
            ? lanes.AnswerAsync(http, next, cost)
            : next(http));
    }

    private static void UseProxies(this WebApplication app, LimitSettings settings)
    {
        if (settings.Proxies.Count == 0) return;
        // Of a chain of addresses the last that is none of ours counts, however long it is.
        var options = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost,
            ForwardLimit = null,
        };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var proxy in settings.Proxies)
        {
            if (IPAddress.TryParse(proxy, out var address)) options.KnownProxies.Add(address);
            else options.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(proxy));
        }

        app.UseForwardedHeaders(options);
    }

    // Of what can be asked for with GET, HEAD gives the headers (RFC 9110 §9.3.2); Kestrel leaves out the body by what came over the wire.
    private static void UseHead(this WebApplication app) => app.Use((http, next) =>
    {
        if (!HttpMethods.IsHead(http.Request.Method)) return next(http);
        http.Request.Method = HttpMethods.Get;
        http.Features.Set(new OnlyHeaders());
        return next(http);
    });
}

/// <summary>A request of which only the headers of the answer are wanted: one that never ends need not begin.</summary>
internal sealed record OnlyHeaders;
