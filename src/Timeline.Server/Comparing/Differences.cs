using System.Text.Json.Serialization;
using Timeline.Domain.Knowing;
using Timeline.Domain.Record;

namespace Timeline.Server.Comparing;

/// <summary>An event in the story of one side alone.</summary>
/// <param name="Cause">Why the other side lacks it.</param>
/// <param name="Event">The event, as the side that has it sees it.</param>
public sealed record ExclusiveItem(Difference Cause, StoryItem Event);

/// <summary>An event in the stories of both sides that differs.</summary>
/// <param name="Cause">In what.</param>
/// <param name="From">As the first side sees it.</param>
/// <param name="To">As the second side does.</param>
public sealed record ChangedItem(Difference Cause, StoryItem From, StoryItem To);

/// <summary>A pointer of the state at which the sides differ.</summary>
/// <param name="Pointer">A JSON Pointer into the state.</param>
/// <param name="Cause">Why.</param>
/// <param name="Old">The first side's value, and on whose word; null: none.</param>
/// <param name="New">The second side's value, and on whose word; null: none.</param>
public sealed record PointerItem(
    string Pointer, Difference Cause,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] ToldValue? Old,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] ToldValue? New)
{
    internal static PointerItem Of(PointerChange change, State from, State to) => new(
        change.Pointer, change.Cause, ToldValue.Of(from, change.Pointer), ToldValue.Of(to, change.Pointer));
}

/// <summary>How a subject's story and state differ between two sides.</summary>
public record Differences
{
    internal Differences(Comparison comparison)
    {
        Gained = [.. comparison.Gained.Select(e => new ExclusiveItem(e.Cause, StoryItem.Of(e.Entry, comparison.To.Story)))];
        Lost = [.. comparison.Lost.Select(e => new ExclusiveItem(e.Cause, StoryItem.Of(e.Entry, comparison.From.Story)))];
        Changed =
        [
            .. comparison.Changed.Select(c => new ChangedItem(
                c.Cause, StoryItem.Of(c.From, comparison.From.Story), StoryItem.Of(c.To, comparison.To.Story))),
        ];
        Pointers = [.. comparison.Pointers.Select(p => PointerItem.Of(p, comparison.From, comparison.To))];
    }

    /// <summary>Events that only the second side has, in story order.</summary>
    public IReadOnlyList<ExclusiveItem> Gained { get; }

    /// <summary>Events that only the first side has, in story order.</summary>
    public IReadOnlyList<ExclusiveItem> Lost { get; }

    /// <summary>Events that both have and that differ, in story order.</summary>
    public IReadOnlyList<ChangedItem> Changed { get; }

    /// <summary>Where the states differ, in ordinal order of the pointers.</summary>
    public IReadOnlyList<PointerItem> Pointers { get; }
}

/// <summary>How one subject of a timeline differs.</summary>
public sealed record SubjectDifferences : Differences
{
    internal SubjectDifferences(Comparison comparison) : base(comparison) => Subject = comparison.To.Subject;

    /// <summary>The subject.</summary>
    public SubjectId Subject { get; }
}
