using System.Globalization;
using Timeline.Server.Hosting;

CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;

try
{
    var builder = TimelineServer.CreateBuilder(args);
    using var logging = LoggerFactory.Create(log => log.AddConfiguration(builder.Configuration.GetSection("Logging")).AddConsole());
    var warm = Task.Run(Warmup.Run);
    await using var storage = await Storage.OpenAsync(builder.Configuration, logging, CancellationToken.None);
    await using var app = TimelineServer.Build(builder, storage);
    if ((builder.Configuration["Timeline:Seed"] ?? (storage.IsEmbedded ? "korea" : null)) is { Length: > 0 } seed)
        await app.Services.GetRequiredService<Seeds>().LoadAsync(seed, CancellationToken.None);

    await warm;
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
