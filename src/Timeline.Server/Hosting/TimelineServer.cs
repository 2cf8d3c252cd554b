using Timeline.Server.Http;
using Timeline.Server.Limits;

namespace Timeline.Server.Hosting;

/// <summary>The web application, on a database that is ready.</summary>
internal static class TimelineServer
{
    /// <summary>The builder, with the settings that lie beside the server, wherever it is started from.</summary>
    internal static WebApplicationBuilder CreateBuilder(string[] args)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.ApplicationServices.GetRequiredService<LimitSettings>().Connections.Apply(kestrel.Limits);
            kestrel.AddServerHeader = false;
        });
        return builder;
    }

    /// <summary>The application on a storage, its addresses mapped.</summary>
    internal static WebApplication Build(WebApplicationBuilder builder, Storage storage)
    {
        builder.Services.AddTimeline(storage);
        builder.Services.AddTraffic(builder.Configuration);
        var app = builder.Build();
        app.UseLimits();
        app.UseKeyLimits();
        app.MapTimeline();
        return app;
    }
}
