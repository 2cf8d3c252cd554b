using System.Reflection;
using Marten;
using MediatR;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Timeline.Postgres.Access;
using Timeline.Postgres.Events;
using Timeline.Postgres.Projections;
using Timeline.Server.Feed;
using Timeline.Server.Http;
using Timeline.Server.ImportExport;
using Timeline.Server.Knowing;
using Timeline.Server.Maintenance;

namespace Timeline.Server.Hosting;

/// <summary>What the service is composed of.</summary>
internal static class Services
{
    internal static void AddTimeline(this IServiceCollection services, IConfiguration configuration, Storage storage)
    {
        services.AddSingleton(storage.Database);
        services.AddSingleton<IDocumentStore>(storage.Store);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider => new LedgerClock(
            provider.GetRequiredService<TimeProvider>(), storage.ClockTolerance, provider.GetRequiredService<ILogger<LedgerClock>>()));
        services.AddSingleton(provider => new Ledger(storage.Store, storage.Writing, provider.GetRequiredService<LedgerClock>()));
        services.AddSingleton(new LedgerReader(storage.Reading, storage.Store));
        services.AddSingleton(provider => new AccessKeys(storage.Reading, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<Remains>();
        services.AddSingleton(provider => new Upkeep(
            storage.Database, new LedgerReader(storage.Database, storage.Store), provider.GetRequiredService<Ledger>()));
        services.AddSingleton(provider => new Readiness(storage.Probing, provider.GetRequiredService<LedgerClock>()));
        services.AddHostedService<CatchUp>();
        services.AddSingleton<Knowers>();
        services.AddSingleton<Vantages>();
        services.AddSingleton<Subjects>();
        services.AddSingleton<Seeds>();
        services.AddSingleton(ImportSettings.Read(configuration));
        services.AddSingleton<AtomicImports>();
        services.AddFeed(configuration);
        services.AddMediator();
        services.ConfigureHttpJsonOptions(options => AnswerJson.Configure(options.SerializerOptions));
        services.AddApiDescription();
    }

    // MediatR 5 brings no registration of its own.
    private static void AddMediator(this IServiceCollection services)
    {
        services.AddSingleton<IMediator>(provider => new Mediator(provider.GetService!));
        foreach (var handler in Assembly.GetExecutingAssembly().GetTypes().Where(t => t is { IsClass: true, IsAbstract: false }))
        {
            foreach (var handled in handler.GetInterfaces().Where(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IRequestHandler<,>)))
                services.AddSingleton(handled, handler);
        }
    }
}
