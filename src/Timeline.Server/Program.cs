using System.Globalization;
using Timeline.Server.Access;
using Timeline.Server.Hosting;
using Timeline.Server.Maintenance;
using Timeline.Server.Settings;

CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;

try
{
    var verb = Verb.Parse(args);
    if (verb.Answer is { } answer)
    {
        Console.WriteLine(answer);
        return 0;
    }

    var builder = TimelineServer.CreateBuilder(verb.Settings);
    using var logging = LoggerFactory.Create(log => log.AddConfiguration(builder.Configuration.GetSection("Logging"))
        .AddConsole(console => console.LogToStandardErrorThreshold = verb.Name == Verb.Serve ? LogLevel.None : LogLevel.Trace));
    var warm = verb.Name == Verb.Serve ? Task.Run(Warmup.Run) : Task.CompletedTask;
    if (verb.Database is { } tables)
    {
        await using var connected = await Storage.ConnectAsync(builder.Configuration, logging, CancellationToken.None);
        return await tables.RunAsync(connected, CancellationToken.None);
    }

    await using var storage = await Storage.OpenAsync(builder.Configuration, logging, CancellationToken.None);
    if (verb.Name != Verb.Serve) return await verb.RunAsync(storage, OpenAudit, Console.Out, Console.Error);

    AuditLog OpenAudit() => AuditLog.Open(builder.Configuration, logging, TimeProvider.System);

    await using var app = TimelineServer.Build(builder, storage);
    if ((builder.Configuration["Timeline:Seed"] ?? (storage.IsEmbedded ? "korea" : null)) is { Length: > 0 } seed)
        await app.Services.GetRequiredService<Seeds>().LoadAsync(seed, CancellationToken.None);

    await warm;
    await app.StartAsync();
    Welcome.Print(app.Urls, await app.Services.GetRequiredService<Credentials>().AreAskedForAsync(CancellationToken.None), Console.Out);
    await app.WaitForShutdownAsync();
    return 0;
}
catch (UsageException e)
{
    await Console.Error.WriteLineAsync(e.Message);
    return 2;
}
catch (Exception e) when (Welcome.Explain(e) is { } explanation)
{
    await Console.Error.WriteLineAsync(explanation);
    return 1;
}
