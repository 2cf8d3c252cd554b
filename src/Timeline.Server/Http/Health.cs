using Npgsql;
using Timeline.Server.Access;

namespace Timeline.Server.Http;

/// <summary>How the service is.</summary>
/// <param name="Status"><c>ok</c>.</param>
public sealed record HealthAnswer(string Status);

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
        routes.MapGet("/health/ready", async (HttpRequest request, NpgsqlDataSource database, CancellationToken cancellation) =>
            {
                Query.RefuseAny(request);
                await using var command = database.CreateCommand("select 1 from timeline.timelines limit 1");
                await command.ExecuteScalarAsync(cancellation);
                return new HealthAnswer("ok");
            })
            .WithName("Ready").WithTags("Health").ForAll().WithSummary("Whether the database can be reached.").Produces<HealthAnswer>().ProducesProblems(400);
    }
}
