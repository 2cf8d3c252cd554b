using System.Text.Json.Nodes;
using Timeline.Domain;
using Timeline.Server.Access;

namespace Timeline.Server.Http;

/// <summary>Which events there are.</summary>
public sealed record CatalogueAnswer
{
    /// <summary>The kinds of subject.</summary>
    public required IReadOnlyList<KindItem> Kinds { get; init; }

    /// <summary>The types of event, in the order that decides between two acts of one moment.</summary>
    public required IReadOnlyList<TypeItem> Types { get; init; }
}

/// <summary>A kind of subject.</summary>
/// <param name="Name">As in a subject's id.</param>
/// <param name="Description">One sentence.</param>
/// <param name="Status">What its status may be, in the order of a usual course.</param>
/// <param name="Types">The types that belong to it, beside those of any kind.</param>
public sealed record KindItem(string Name, string Description, IReadOnlyList<string> Status, IReadOnlyList<string> Types);

/// <summary>A type of event.</summary>
public sealed record TypeItem
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>What it says, in one sentence.</summary>
    public required string Description { get; init; }

    /// <summary>The kinds it belongs to; empty: any.</summary>
    public required IReadOnlyList<string> Kinds { get; init; }

    /// <summary>CAMEO codes, the nearest first.</summary>
    public required IReadOnlyList<string> Cameo { get; init; }

    /// <summary>PLOVER categories, with their mode.</summary>
    public required IReadOnlyList<string> Plover { get; init; }

    /// <summary>Whether it acts on another event instead of reporting one of the world.</summary>
    public required bool ActsOnTheRecord { get; init; }

    /// <summary>The members its data must have, unless <c>absent</c> stands in or it is an account of another event.</summary>
    public required IReadOnlyList<string> Required { get; init; }

    /// <summary>The shape of a whole event of this type: JSON Schema (2020-12).</summary>
    public required JsonNode Schema { get; init; }

    /// <summary>An event of this type, as it may be sent.</summary>
    public required JsonNode Example { get; init; }
}

internal static class GetCatalogue
{
    private static readonly Lazy<CatalogueAnswer> Answer = new(Build);

    internal static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/v1/catalogue", (HttpRequest request) =>
            {
                Query.RefuseAny(request);
                return Answer.Value;
            })
            .WithName("GetCatalogue").WithTags("Description").ForAll().WithSummary("The kinds of subject and types of event, each with schema and example.")
            .Produces<CatalogueAnswer>().ProducesProblems(400);

    private static CatalogueAnswer Build() => new()
    {
        Kinds = [.. Catalogue.Kinds.Select(k => new KindItem(k.Name, k.Description, k.StatusValues,
            [.. Catalogue.Types.Where(t => t.Kinds.Contains(k.Name)).Select(t => t.Name)]))],
        Types = [.. Catalogue.Types.Select(t => new TypeItem
        {
            Name = t.Name,
            Description = t.Description,
            Kinds = t.Kinds,
            Cameo = t.Cameo,
            Plover = t.Plover,
            ActsOnTheRecord = t.IsActOnTheRecord,
            Required = t.Required,
            Schema = EventSchema.Of(t),
            Example = new JsonObject
            {
                ["subject"] = $"{(t.Kinds.Count > 0 ? t.Kinds[0] : "talks")}/us-dprk-example",
                ["type"] = t.Name,
                ["data"] = JsonNode.Parse(t.Example),
            },
        })],
    };
}
