using Timeline.Domain.Record;

namespace Timeline.Domain.Knowing;

/// <summary>Whose knowledge somebody may ask for: what is public always, and that of some knowers, or of all.</summary>
public sealed record Clearance
{
    /// <summary>Whatever anybody knows.</summary>
    public static readonly Clearance All = new() { IsForAll = true };

    /// <summary>What is public, and nothing else.</summary>
    public static readonly Clearance None = new();

    /// <summary>Every knower may be asked for.</summary>
    public bool IsForAll { get; private init; }

    /// <summary>The knowers that may be asked for; <c>public</c> is not listed. Sorted, distinct; empty where all may.</summary>
    public IReadOnlyList<Key> Knowers { get; private init; } = [];

    /// <summary>A clearance for some knowers.</summary>
    public static Clearance For(IEnumerable<Key> knowers) => new() { Knowers = [.. knowers.Where(k => k != Key.Public).Distinct().Order()] };

    /// <summary>Whether the knowledge of a knower may be asked for.</summary>
    public bool Covers(Key knower) => IsForAll || knower == Key.Public || Knowers.Contains(knower);

    /// <summary>What either covers.</summary>
    public Clearance With(Clearance other) => IsForAll || other.IsForAll ? All : For(Knowers.Concat(other.Knowers));
}
