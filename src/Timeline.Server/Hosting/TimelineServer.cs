using Timeline.Postgres.Events;
using Timeline.Server.Access;
using Timeline.Server.Http;
using Timeline.Server.Limits;
using Timeline.Server.Settings;

namespace Timeline.Server.Hosting;

/// <summary>The web application, on a database that is ready.</summary>
internal static class TimelineServer
{
    /// <summary>The builder, with the settings that lie beside the server, wherever it is started from.</summary>
    /// <param name="settings">Further settings, each as <c>--Name=value</c>.</param>
    /// <exception cref="UsageException">There is a setting that the server does not know.</exception>
    internal static WebApplicationBuilder CreateBuilder(IReadOnlyList<string> settings)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = [.. settings], ContentRootPath = AppContext.BaseDirectory });
        UnknownSettings.Refuse(builder.Configuration);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.ApplicationServices.GetRequiredService<LimitSettings>().Connections.Apply(kestrel.Limits);
            StrictContentLength.Apply(kestrel);
            kestrel.AddServerHeader = false;
        });
        return builder;
    }

    /// <summary>The application on a storage, its addresses mapped.</summary>
    internal static WebApplication Build(WebApplicationBuilder builder, Storage storage)
    {
        var access = AccessSettings.Read(builder.Configuration);
        builder.Services.AddTimeline(builder.Configuration, storage);
        builder.Services.AddAccess(access, OwnNames.Of(builder.Configuration.ListAt("PublicAddress")));
        builder.Services.AddTraffic(builder.Configuration);
        var isForThisMachineOnly = access.IsForThisMachineOnly(storage.HasKeys);
        // There is one such function for every endpoint; another would take its place.
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ConfigureEndpointDefaults(listen =>
        {
            if (isForThisMachineOnly) Loopback.Require(listen);
            listen.LimitConnections();
        }));
        var app = builder.Build();
        // It begins now: whether it jumps is seen from the start on.
        app.Services.GetRequiredService<LedgerClock>();
        if (access.Mode == AccessMode.Open) Audit.Open(app.Logger);
        // Where it cannot be written nothing is answered at all.
        _ = app.Services.GetRequiredService<AuditLog>();
        app.UseMiddleware<Audit>();
        app.UseLimits();
        app.UseMiddleware<Gate>();
        app.UseKeyLimits();
        app.MapTimeline();
        return app;
    }
}
