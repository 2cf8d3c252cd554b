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
/// <param name="Settings">The server's settings that were given with it.</param>
internal sealed record DatabaseVerb(IReadOnlyList<string> Arguments, IReadOnlyList<string> Settings)
{
    /// <summary>The settings whose names have no colon.</summary>
    private const string Urls = "--urls";

    /// <summary>Takes a command and what belongs to it from the program's arguments.</summary>
    /// <param name="args">With settings, which are <c>--Section:Name value</c> or <c>--Section:Name=value</c>.</param>
    internal static DatabaseVerb Parse(IReadOnlyList<string> args)
    {
        var (own, settings) = (new List<string>(), new List<string>());
        for (var i = 0; i < args.Count; i++)
        {
            var name = args[i].Split('=')[0];
            var isSetting = name.StartsWith("--", StringComparison.Ordinal)
                && (name.Contains(':', StringComparison.Ordinal) || name.Equals(Urls, StringComparison.OrdinalIgnoreCase));
            if (!isSetting)
            {
                own.Add(args[i]);
                continue;
            }

            settings.Add(args[i]);
            if (!args[i].Contains('=', StringComparison.Ordinal) && i + 1 < args.Count) settings.Add(args[++i]);
        }

        return new DatabaseVerb(own, settings);
    }

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
