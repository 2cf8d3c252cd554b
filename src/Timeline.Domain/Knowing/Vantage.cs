using System.Text.Json.Serialization;
using Timeline.Domain.Json;
using Timeline.Domain.Record;
using Timeline.Domain.Time;

namespace Timeline.Domain.Knowing;

/// <summary>
/// From where a question is asked (SEMANTICS §4): what was known by <see cref="Known"/>, as this ledger held it at position
/// <see cref="Recorded"/>, of what had happened by <see cref="At"/>, to <see cref="Knowers"/>, through <see cref="Lens"/>.
/// Fully resolved: the same vantage gives the same answer for ever.
/// </summary>
public sealed record Vantage
{
    /// <summary>K: only what the knower knew by then.</summary>
    public required Instant Known { get; init; }

    /// <summary>R: only what the ledger held then, a position; 0 is before everything.</summary>
    public required long Recorded { get; init; }

    /// <summary>V: only what had happened by then; <see cref="Instant.PositiveInfinity"/> lifts it.</summary>
    public required Instant At { get; init; }

    /// <summary>w: whose knowledge; several: what any of them knew. Sorted, distinct, at least one. What is public counts always.</summary>
    public IReadOnlyList<Key> Knowers { get; init; } = [Key.Public];

    /// <summary>Which reports count.</summary>
    public Lens Lens { get; init; } = Lens.Clear;

    /// <summary>What is shown though it came after K; it adds no knowledge. <see langword="null"/>: nothing.</summary>
    public Later? Later { get; init; }

    /// <summary>The same question of what was known at another time; <see cref="At"/> goes along where it is as known.</summary>
    public Vantage KnownAt(Instant known) => this with { Known = known, At = At == Known ? known : At };

    /// <summary>Whether what is disclosed to somebody is known here.</summary>
    public bool Knows(Key knower) => knower == Key.Public || Knowers.Contains(knower);

    /// <summary>The knowers in the one order and form that stands in permalinks: <c>public</c> only where nobody else is asked about.</summary>
    public static IReadOnlyList<Key> Canonical(IEnumerable<Key> knowers)
    {
        Key[] others = [.. knowers.Where(k => k != Key.Public).Distinct().Order()];
        return others.Length == 0 ? [Key.Public] : others;
    }
}

/// <summary>What an answer may show though it came after K (SEMANTICS §4).</summary>
[JsonConverter(typeof(WordJson<Later>))]
public enum Later
{
    /// <summary>Source and attribution of an event, though they were published only later.</summary>
    Sources,
}

/// <summary>Which reports count, by who says so and how good they are (SEMANTICS §4).</summary>
public sealed record Lens
{
    /// <summary>Every report counts.</summary>
    public static readonly Lens Clear = new();

    /// <summary>Left out: these publishers, and what is attributed to them. Sorted, distinct.</summary>
    public IReadOnlyList<Key> Without { get; init; } = [];

    /// <summary>The source is at least this reliable; F never passes.</summary>
    public Reliability? Reliability { get; init; }

    /// <summary>The content is at least this credible; 6 never passes.</summary>
    public Credibility? Credibility { get; init; }

    /// <summary>Whether every report counts.</summary>
    public bool IsClear => Without.Count == 0 && Reliability is null && Credibility is null;

    /// <summary>Whether an event passes by what stands in it; acts on the record may pass with their target instead.</summary>
    public bool Passes(Report report)
    {
        var assessment = report.Assessment ?? Assessment.CannotBeJudged;
        return !Without.Any(p => p == report.Source?.Publisher || report.Attribution?.Contains(p.Value) == true)
            && (Reliability is not { } letter || (assessment.Reliability <= letter && assessment.Reliability != Record.Reliability.F))
            && (Credibility is not { } digit || (assessment.Credibility <= digit && assessment.Credibility != Record.Credibility.CannotBeJudged));
    }
}
