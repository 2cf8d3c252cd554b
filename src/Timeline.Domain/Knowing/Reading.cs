using Timeline.Domain.Record;
using Timeline.Domain.Subjects;
using Timeline.Domain.Time;

namespace Timeline.Domain.Knowing;

/// <summary>What a vantage makes of single events of a subject, and what of them an answer may show there (SEMANTICS §§3–6).</summary>
public abstract class Reading
{
    private protected Reading(Vantage vantage) => Vantage = vantage;

    /// <summary>From where it is read.</summary>
    public Vantage Vantage { get; private protected set; }

    /// <summary>An event as read here.</summary>
    public SeenEvent this[Guid id] => Find(id) ?? throw new KeyNotFoundException($"{id} is not there for the knower.");

    /// <summary>An event as read here; <see langword="null"/>: it is not there for the knower.</summary>
    public abstract SeenEvent? Find(Guid id);

    /// <summary>What is in force of an event; <see langword="null"/> where it acts on the record or is not effective.</summary>
    public abstract StoryEntry? EntryOf(SeenEvent seen);

    /// <summary>What was last in force of a visible event that was taken back; <see langword="null"/>: it is none.</summary>
    public abstract StoryEntry? RetractedOf(SeenEvent seen);

    /// <summary>When an act took place, in force; of what acts on the record or is not effective, as it stands there.</summary>
    public Edtf HappenedOf(SeenEvent seen) => EntryOf(seen)?.Happened ?? seen.Event.Happened;

    /// <summary>Where a visible event stands.</summary>
    public Standing StandingOf(SeenEvent seen) =>
        seen.Event.Type.IsActOnTheRecord ? Standing.Act
        : EntryOf(seen) is { } entry ? StandingOf(entry)
        : Standing.Retracted;

    /// <summary>Where an effective event of the world stands.</summary>
    public Standing StandingOf(StoryEntry entry) =>
        entry.HappenedBy <= Vantage.At ? Standing.Happened
        : entry.Happened.Earliest <= Vantage.At ? Standing.Possibly
        : Standing.Ahead;

    /// <summary>Whether another account of the same act asserts otherwise (SEMANTICS §6, rivals).</summary>
    public bool IsContradicted(StoryEntry entry) => TogetherWith(entry).IsContradicted(entry);

    /// <summary>Those of the accounts of an effective entry's act that stand on its side of V, itself among them.</summary>
    private protected abstract ActInStory TogetherWith(StoryEntry entry);

    /// <summary>The disclosures an answer may show: to the knower or the public, by K (SEMANTICS §4).</summary>
    public IEnumerable<Disclosure> Shown(SeenEvent seen) =>
        seen.Disclosures.Where(d => Vantage.Knows(d.Stated.To) && d.KnownBy <= Vantage.Known)
            .OrderBy(d => d.KnownBy).ThenBy(d => d.Stated.To).ThenBy(d => d.Stated.At.Text, StringComparer.Ordinal)
            .Select(d => d.Stated.Beside(seen.Event.Zone)).Distinct(); // a leak may be told twice

    /// <summary>Where an event was reported, as far as an answer shows it (SEMANTICS §4).</summary>
    /// <param name="e">The event, as read here or as recorded.</param>
    public ShownSource SourceOf(TimelineEvent e) => ShownSource.Of(e.Source, e.Attribution, this[e.Id], Vantage);

    /// <summary>The payload, as far as an answer may show it: what an amendment gives of disclosures and source is cut as its target's are.</summary>
    public EventData ShownData(TimelineEvent e)
    {
        if (e.Data is not EventAmended amended) return e.Data;
        var target = this[amended.Event!.Value];
        var notedAt = target.Event.NotedAt;
        Disclosure[] shown = [.. (amended.Disclosures ?? []).Where(d => Vantage.Knows(d.To) && KnownDisclosure.Of(d, notedAt).KnownBy <= Vantage.Known)];
        var source = ShownSource.Of(amended.Source, amended.Attribution, target, Vantage);
        return amended with
        {
            Disclosures = shown.Length > 0 ? shown : null,
            Source = source.Source,
            Attribution = source.Attribution,
        };
    }

    /// <summary>By when an act reported so had happened (SEMANTICS §3).</summary>
    public static Instant HappenedBy(Edtf happened, Instant knownBy)
    {
        var begun = happened.Start?.Latest ?? happened.Latest;
        return happened.Earliest > knownBy ? begun : Instant.Min(begun, knownBy);
    }
}
