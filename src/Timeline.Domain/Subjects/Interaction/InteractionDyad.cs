using Timeline.Domain.Knowing;

namespace Timeline.Domain.Subjects.Interaction;

/// <summary>What passes between two actors, counted: a dyad of event data.</summary>
internal static class InteractionDyad
{
    internal static readonly Kind Kind = new("interaction", "What passes between two actors, counted.")
    {
        StateMembers = ["count", "first", "last", "bySource", "byTarget", "byRoot", "byQuadClass", "intensity"],
        Derive = Derive,
    };

    // First, last and mean follow from the counts; as values of their own they would not merge in any order.
    private static IEnumerable<(string Pointer, InForce Value)> Derive(Func<string, InForce?> at)
    {
        if (at("/count") is not { } count) yield break;
        yield return ("/first", count with { Value = ((Value?)count.First!.Happened)! });
        yield return ("/last", count with { Value = ((Value?)count.By.Happened)! });
        if (at("/intensity/sum") is { } sum)
        {
            var mean = decimal.Round(sum.Value.Number!.Value / at("/intensity/rated")!.Value.Number!.Value, 4, MidpointRounding.ToEven);
            yield return ("/intensity/mean", sum with { Value = Value.Of(mean) });
        }
    }
}
