using Npgsql;
using Timeline.Postgres.Projections;

namespace Timeline.Server.Maintenance;

/// <summary>
/// Makes beside the ledger what is missing there, while the server answers: after an upgrade what an earlier release did not keep, and what an
/// import that was broken off left to be folded live.
/// </summary>
internal sealed partial class CatchUp(Upkeep upkeep, ILogger<CatchUp> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await CatchUpAsync(stoppingToken);
        }
        catch (NpgsqlException e)
        {
            // Nothing depends on it: what is not kept is folded live.
            Fails(e);
        }
    }

    private async Task CatchUpAsync(CancellationToken stoppingToken)
    {
        foreach (var timeline in await upkeep.IncompleteAsync(stoppingToken))
        {
            Begins(timeline.Value);
            var last = default(Progress);
            await upkeep.RebuildAsync(timeline, new Last(p => last = p), stoppingToken);
            Ends(timeline.Value, last.Events);
        }

        if (await upkeep.ProjectMissingAsync(stoppingToken) is > 0 and var missing) Projected(missing);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Rebuilds what is kept of {Timeline}: an earlier release kept less")]
    private partial void Begins(string timeline);

    [LoggerMessage(Level = LogLevel.Warning, Message = "What is kept beside the ledger could not be completed; answers are right and slower until the next start")]
    private partial void Fails(Exception reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Rebuilt {Timeline} from {Events} events")]
    private partial void Ends(string timeline, long events);

    [LoggerMessage(Level = LogLevel.Information, Message = "Keeps the state of {Subjects} subjects again, of an import that was broken off")]
    private partial void Projected(long subjects);

    private sealed class Last(Action<Progress> report) : IProgress<Progress>
    {
        public void Report(Progress value) => report(value);
    }
}
