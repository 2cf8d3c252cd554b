using System.Net.Mime;
using Timeline.Server.Access;

namespace Timeline.Server.Http;

/// <summary>What stands at the address that is a problem's type: its meaning, for whoever follows it.</summary>
internal static class ProblemPages
{
    internal static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/problems/{cause}", (string cause, HttpRequest request) =>
            {
                Query.RefuseAny(request);
                return Cause.All.FirstOrDefault(c => c.Name == cause) is { } found
                    ? Results.Text($"{found.Name} ({found.Status})\n\n{found.Title}\n{found.Meaning}\n", MediaTypeNames.Text.Plain)
                    : throw new ProblemException(Cause.UnknownAddress.Problem());
            })
            .WithName("GetProblem").WithTags("Description").ForAll().WithSummary("What a problem type means.")
            .Produces<string>(200, MediaTypeNames.Text.Plain).ProducesProblems(400, 404);
}
