using Npgsql;
using Timeline.Postgres.Projections;

namespace Timeline.Server.Maintenance;

/// <summary>
/// Makes beside the ledger what is missing there. What an import that was broken off left to be folded live is made while the server answers;
/// the indexes by which events are found, which an earlier build kept otherwise, before it does.
/// </summary>
internal sealed partial class CatchUp(Upkeep upkeep, ILogger<CatchUp> logger) : BackgroundService
{
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var timeline in await upkeep.RebuildMissingAsync(cancellationToken)) Rebuilt(timeline.Value);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await CatchUpAsync(stoppingToken);
        }
        catch (NpgsqlException e)
        {
            // Nothing depends on it: what is not kept is folded live.
            Fails(e.Message.ReplaceLineEndings(" "));
        }
    }

    private async Task CatchUpAsync(CancellationToken stoppingToken)
    {
        if (await upkeep.ProjectMissingAsync(stoppingToken) is > 0 and var missing) Projected(missing);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "What is kept beside the ledger could not be completed; answers are right and slower until the next start: {Why}")]
    private partial void Fails(string why);

    [LoggerMessage(Level = LogLevel.Information, Message = "Rebuilt the indexes of {Timeline}, which an earlier build kept otherwise")]
    private partial void Rebuilt(string timeline);

    [LoggerMessage(Level = LogLevel.Information, Message = "Keeps the state of {Subjects} subjects again, of an import that was broken off")]
    private partial void Projected(long subjects);
}
