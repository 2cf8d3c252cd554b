using JasperFx;
using Marten;
using Timeline.Postgres.Schema;
using Timeline.Server.Hosting;

namespace Timeline.Server.Maintenance;

/// <summary>
/// The commands of JasperFx's command line that make, check and describe the tables: <c>db-apply</c>, <c>db-assert</c>,
/// <c>db-patch FILE</c>, <c>db-dump FILE</c> and <c>db-list</c>.
/// </summary>
/// <param name="Arguments">The command and what belongs to it.</param>
internal sealed record DatabaseVerb(IReadOnlyList<string> Arguments)
{
    /// <summary>Runs it.</summary>
    /// <returns>The exit code: 0 if all is well.</returns>
    internal async Task<int> RunAsync(Storage storage, CancellationToken cancellation)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddMarten(options => LedgerStore.Configure(options, storage.Database));
        using var host = builder.Build();
        // One at a time with servers that start.
        return await LedgerStore.WhileLockedAsync(storage.Database, () => host.RunJasperFxCommands([.. Arguments]), cancellation);
    }
}
