using System.Globalization;
using Timeline.Server.Hosting;
using Timeline.Server.Http;

CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;

// What the server needs lies beside it, wherever it is started from.
var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
builder.WebHost.ConfigureKestrel(kestrel =>
{
    kestrel.Limits.MaxRequestBodySize = Body.MaxLength;
    kestrel.AddServerHeader = false;
});

try
{
    using var logging = LoggerFactory.Create(log => log.AddConfiguration(builder.Configuration.GetSection("Logging")).AddConsole());
    await using var storage = await Storage.OpenAsync(builder.Configuration, logging, CancellationToken.None);
    builder.Services.AddTimeline(storage);

    await using var app = builder.Build();
    app.UseProblems();
    app.MapTimeline();
    if ((builder.Configuration["Timeline:Seed"] ?? (storage.IsEmbedded ? "korea" : null)) is { Length: > 0 } seed)
        await app.Services.GetRequiredService<Seeds>().LoadAsync(seed, CancellationToken.None);

    await app.StartAsync();
    Welcome.Print(app.Urls, Console.Out);
    await app.WaitForShutdownAsync();
    return 0;
}
catch (Exception e) when (Welcome.Explain(e) is { } explanation)
{
    await Console.Error.WriteLineAsync(explanation);
    return 1;
}
