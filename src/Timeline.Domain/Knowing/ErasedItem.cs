using Timeline.Domain.Record;
using Timeline.Domain.Subjects;
using Timeline.Domain.Time;

namespace Timeline.Domain.Knowing;

/// <summary>An erased event, as every answer tells it that it may bear on (SEMANTICS §11).</summary>
/// <param name="Event">Its id.</param>
/// <param name="Subject">Its subject.</param>
/// <param name="At">When it was erased.</param>
/// <param name="Reason">Why.</param>
public sealed record ErasedItem(Guid Event, SubjectId Subject, Instant At, string Reason)
{
    /// <summary>An event that is erased.</summary>
    public static ErasedItem Of(TimelineEvent e) => new(e.Id, e.Subject, e.Erased!.At, e.Erased.Reason);

    /// <summary>The erased events that vantages see, by subject and position; <see langword="null"/>: none.</summary>
    public static IReadOnlyList<ErasedItem>? Of(params IEnumerable<Story> stories) => Of(stories, _ => true);

    /// <summary>Those of them that a filter might ask for, did it but know what they said.</summary>
    public static IReadOnlyList<ErasedItem>? Of(IEnumerable<Story> stories, EventFilter filter)
    {
        var rest = filter with { Actors = [], Publishers = [], Text = null };
        return Of(stories, seen => rest.Matches(seen.Seen, seen.Story));
    }

    /// <summary>The acts on an event that are erased; <see langword="null"/>: none, or it is erased itself and says so.</summary>
    public static IReadOnlyList<ErasedItem>? ActsOn(SeenEvent target, Story story) =>
        target.Event.Erased is null ? Of([story], seen => seen.Seen.Event.Target == target.Event.Id) : null;

    private static ErasedItem[]? Of(IEnumerable<Story> stories, Func<(SeenEvent Seen, Story Story), bool> isAsked)
    {
        var erased = stories.SelectMany(s => s.Seen.Where(e => e.Event.Erased is not null && IsTold(e, s)).Select(e => (Seen: e, Story: s)))
            .Where(isAsked).Select(e => e.Seen.Event).DistinctBy(e => e.Id).OrderBy(e => e.Subject).ThenBy(e => e.Seq)
            .Select(Of).ToArray();
        return erased.Length > 0 ? erased : null;
    }

    // What an amendment gave was in every answer about its target, whoever knows of the amendment.
    private static bool IsTold(SeenEvent seen, Story story) =>
        seen.IsVisible || (seen.Event.Data is EventAmended { Event: { } target } && story.Find(target) is { IsVisible: true });
}
