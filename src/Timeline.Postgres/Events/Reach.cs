using Timeline.Domain.Knowing;
using Timeline.Domain.Record;

namespace Timeline.Postgres.Events;

/// <summary>
/// How far a read goes: into the events of a timeline that any of some knowers may ever learn of. What nobody of them does is not read
/// (SEMANTICS §8, law 4).
/// </summary>
public sealed record Reach
{
    private Reach(Key timeline, string[]? knowers) => (Timeline, Knowers) = (timeline, knowers);

    /// <summary>Whose ledger.</summary>
    public Key Timeline { get; }

    /// <summary>The knowers, the public among them; <see langword="null"/>: all there is.</summary>
    internal string[]? Knowers { get; }

    /// <summary>
    /// On <c>timeline.event_knowers</c> with <see cref="Knowers"/> as $2. What one knows lies in order; of several it is sorted.
    /// </summary>
    internal string IsKnower => Knowers is { Length: 1 } ? "knower = $2[1]" : "knower = any($2)";

    /// <summary>What several know stands there for each of them.</summary>
    internal string Distinct => Knowers is { Length: 1 } ? "" : "distinct";

    /// <summary>Whatever is recorded.</summary>
    public static Reach Whole(Key timeline) => new(timeline, null);

    /// <summary>What any of some knowers may ever learn of.</summary>
    public static Reach Of(Key timeline, IEnumerable<Key> knowers) => new(timeline, Names(knowers));

    /// <summary>Whatever those may ever learn of who have a clearance.</summary>
    public static Reach Of(Key timeline, Clearance clearance) => clearance.IsForAll ? Whole(timeline) : Of(timeline, clearance.Knowers);

    internal static string[] Names(IEnumerable<Key> knowers) => [.. knowers.Append(Key.Public).Select(k => k.Value).Distinct()];
}
