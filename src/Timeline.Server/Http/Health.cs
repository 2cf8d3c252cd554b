using Npgsql;
using Timeline.Domain.Time;
using Timeline.Postgres.Events;
using Timeline.Server.Access;

namespace Timeline.Server.Http;

/// <summary>How the service is.</summary>
/// <param name="Status"><c>ok</c>; <c>readOnly</c>: it answers, but a clock is wrong, so that it records nothing, or not in every timeline.</param>
/// <param name="Detail">Why it is no more than <c>readOnly</c>, and what the operator does.</param>
public sealed record HealthAnswer(string Status, string? Detail = null);

/// <summary>Whether the process lives, and whether it can serve: for supervisors.</summary>
internal static class Health
{
    internal static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/health/live", (HttpRequest request) =>
            {
                Query.RefuseAny(request);
                return new HealthAnswer("ok");
            })
            .WithName("Live").WithTags("Health").ForAll().WithSummary("Whether the process lives.").Produces<HealthAnswer>().ProducesProblems(400);
        routes.MapGet("/health/ready", async (HttpRequest request, Readiness readiness, CancellationToken cancellation) =>
            {
                Query.RefuseAny(request);
                // Reads go on, so it stays ready for them.
                return await readiness.AskAsync(cancellation) is { } fault ? new HealthAnswer("readOnly", fault) : new HealthAnswer("ok");
            })
            .WithName("Ready").WithTags("Health").ForAll().WithSummary("Whether the database can be reached, and whether a clock keeps it from recording.").Produces<HealthAnswer>().ProducesProblems(400);
    }
}

/// <summary>
/// Whether the database answers, over a connection that nothing else uses. Whoever asks waits a second and a half at most: a question that
/// hangs is shared by all who ask meanwhile, and is given up a little later.
/// </summary>
internal sealed class Readiness(NpgsqlDataSource probing, LedgerClock clock)
{
    /// <summary>How long whoever asks waits for the database.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(1.5);

    private readonly Lock _lock = new();
    private Task<string?>? _asking;

    /// <returns>Which clock keeps it from recording, and why; <see langword="null"/>: none does.</returns>
    /// <exception cref="NpgsqlException">It cannot be reached, or did not answer in time.</exception>
    internal async Task<string?> AskAsync(CancellationToken cancellation)
    {
        Task<string?> asking;
        lock (_lock) asking = _asking is { IsCompleted: false } ? _asking : _asking = Task.Run(LookAsync, CancellationToken.None);
        try
        {
            return await asking.WaitAsync(Patience, cancellation);
        }
        catch (TimeoutException e)
        {
            throw new NpgsqlException("The database did not answer in time.", e);
        }
    }

    private async Task<string?> LookAsync()
    {
        var before = clock.Now;
        await using var command = probing.CreateCommand("select clock_timestamp(), (select 1 from timeline.timelines limit 1)");
        var postgres = Instant.FromDateTimeOffset((DateTime)(await command.ExecuteScalarAsync())!);
        return clock.FaultBeside(before, postgres) ?? clock.FaultOfTimelines;
    }
}
