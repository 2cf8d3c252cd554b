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
        routes.MapGet("/health/ready", async (HttpRequest request, NpgsqlDataSource database, LedgerClock clock, CancellationToken cancellation) =>
            {
                Query.RefuseAny(request);
                var before = clock.Now;
                await using var command = database.CreateCommand(
                    "select clock_timestamp(), (select 1 from timeline.timelines limit 1)");
                var postgres = Instant.FromDateTimeOffset((DateTime)(await command.ExecuteScalarAsync(cancellation))!);
                // Reads go on, so it stays ready for them.
                return (clock.FaultBeside(before, postgres) ?? clock.FaultOfTimelines) is { } fault
                    ? new HealthAnswer("readOnly", fault) : new HealthAnswer("ok");
            })
            .WithName("Ready").WithTags("Health").ForAll().WithSummary("Whether the database can be reached, and whether a clock keeps it from recording.").Produces<HealthAnswer>().ProducesProblems(400);
    }
}
