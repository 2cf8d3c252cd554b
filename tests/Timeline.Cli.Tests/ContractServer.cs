using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Timeline.Cli.Tests;

/// <summary>A small server that says what a test has it say, at one address: what a real one does only slowly, or when it fails.</summary>
internal sealed class ContractServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ContractServer(WebApplication app) => (_app, Cli) = (app, new Cli(new Uri(app.Urls.First()), ("TIMELINE_TIMELINE", "t")));

    internal Cli Cli { get; }

    internal static async Task<ContractServer> StartAsync(string address, RequestDelegate answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0").ConfigureKestrel(k => k.Limits.MaxRequestBodySize = null);
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Map(address, answer);
        await app.StartAsync();
        return new ContractServer(app);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
