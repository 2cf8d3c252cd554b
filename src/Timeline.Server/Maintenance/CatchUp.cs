using Timeline.Postgres.Projections;

namespace Timeline.Server.Maintenance;

/// <summary>After an upgrade, makes beside the ledger what this release keeps there and the earlier one did not, while the server answers.</summary>
internal sealed partial class CatchUp(Upkeep upkeep, ILogger<CatchUp> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        foreach (var timeline in await upkeep.IncompleteAsync(stoppingToken))
        {
            Begins(timeline.Value);
            var last = default(Progress);
            await upkeep.RebuildAsync(timeline, new Last(p => last = p), stoppingToken);
            Ends(timeline.Value, last.Events);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Rebuilds what is kept of {Timeline}: an earlier release kept less")]
    private partial void Begins(string timeline);

    [LoggerMessage(Level = LogLevel.Information, Message = "Rebuilt {Timeline} from {Events} events")]
    private partial void Ends(string timeline, long events);

    private sealed class Last(Action<Progress> report) : IProgress<Progress>
    {
        public void Report(Progress value) => report(value);
    }
}
