using System.Text.Json;
using System.Text.Json.Serialization;
using Timeline.Domain.Json;
using Timeline.Domain.Time;

namespace Timeline.Domain.Record;

/// <summary>What one event says, whether somebody asks to record it or it stands in the ledger (SEMANTICS §1).</summary>
public abstract record Report
{
    /// <summary>What it is about.</summary>
    public required SubjectId Subject { get; init; }

    /// <summary>Its type in the catalogue.</summary>
    public required EventType Type { get; init; }

    /// <summary>The payload, of the type's own record.</summary>
    public required EventData Data { get; init; }

    /// <summary>The zone of the days and local times in it; <see langword="null"/>: UTC (SEMANTICS §2).</summary>
    public LocalZone? Zone { get; init; }

    /// <summary>The zone of the dates in its payload: an amendment that gives its target a zone speaks of that.</summary>
    internal LocalZone? DataZone => Data.ZoneIn(Zone);

    /// <summary>How it is meant; <see langword="null"/>: asserted as fact.</summary>
    public Mode? Mode { get; init; }

    /// <summary>What is said of members that have no value. On a correction or amendment it belongs to the payload given there.</summary>
    public Absences? Absent { get; init; }

    /// <summary>The event that this is another report of.</summary>
    public Guid? AccountOf { get; init; }

    /// <summary>Where it was reported.</summary>
    public Source? Source { get; init; }

    /// <summary>From the publisher back to the origin: keys where there are such, else words.</summary>
    public IReadOnlyList<string>? Attribution { get; init; }

    /// <summary>The Admiralty code given to it.</summary>
    public Assessment? Assessment { get; init; }

    /// <summary>Other subjects that list it and never fold it.</summary>
    public IReadOnlyList<SubjectId>? Related { get; init; }

    /// <summary>The mark that its payload, source and attribution were erased (SEMANTICS §11); <see langword="null"/>: they were not.</summary>
    public Erasure? Erased { get; init; }

    /// <summary>
    /// The ids of the events that it names: what it is an account of, acts on or answers, and what the payload that it gives another answers.
    /// </summary>
    public IEnumerable<Guid> Named
    {
        get
        {
            if (AccountOf is { } account) yield return account;
            if (Data is ActOnTheRecord { Event: { } target }) yield return target;
            if (Data is IAnswersAnEvent { Event: { } answered }) yield return answered;
            if (Data is IReplacesPayload { Data: { ValueKind: JsonValueKind.Object } given } && given.TryGetProperty("event", out var asked)
                && asked.ValueKind == JsonValueKind.String && asked.TryGetGuid(out var id)) yield return id;
        }
    }
}

/// <summary>An event that somebody asks to record: well formed, not yet held against the ledger.</summary>
public sealed record ProposedEvent : Report
{
    /// <summary>The id, if the client gave one.</summary>
    public Guid? Id { get; init; }

    /// <summary>When the act took place, if said.</summary>
    public Edtf? Happened { get; init; }

    /// <summary>Who came to know it and when, if said; the short form <c>known</c> is already one disclosure to the public.</summary>
    public IReadOnlyList<Disclosure>? Disclosures { get; init; }

    /// <summary>Whether the disclosure was given by its short form.</summary>
    public bool IsKnownShort { get; init; }

    /// <summary>
    /// Whether its disclosure says only when the file was released that it comes from. Released again later it is a repeat, and the earlier
    /// knowledge stays (SEMANTICS §8, law 9).
    /// </summary>
    public bool IsKnownByRelease { get; init; }

    /// <summary>When whoever recorded it had it, if said.</summary>
    public Instant? NotedAt { get; init; }
}

/// <summary>An event as the ledger holds it. It is never changed, but it may be erased.</summary>
public sealed record TimelineEvent : Report
{
    /// <summary>Its id, unique within the timeline.</summary>
    public required Guid Id { get; init; }

    /// <summary>The body of work it belongs to.</summary>
    public required Key Timeline { get; init; }

    /// <summary>When the act took place.</summary>
    public required Edtf Happened { get; init; }

    /// <summary>Who came to know it and when, at least one.</summary>
    public required IReadOnlyList<Disclosure> Disclosures { get; init; }

    /// <summary>When whoever recorded it had it.</summary>
    public required Instant NotedAt { get; init; }

    /// <summary>1, 2, 3 … within the subject.</summary>
    public required long Version { get; init; }

    /// <summary>The position: strictly increasing in commit order within the timeline, with gaps.</summary>
    public required long Seq { get; init; }

    /// <summary>The server's clock at recording, strictly increasing within the timeline.</summary>
    public required Instant RecordedAt { get; init; }

    /// <summary>Who recorded it: the authenticated principal.</summary>
    public required string RecordedBy { get; init; }

    /// <summary>
    /// The dates of a zone that stand in a payload it gives its target, or that its target is read by, as found when it was recorded;
    /// <see langword="null"/>: there are none. Its own dates hold theirs.
    /// </summary>
    public LocalDates? Given { get; init; }

    /// <summary>Its own dates: when it happened, became known and was published, and those of its payload.</summary>
    public IEnumerable<Edtf> Dates =>
        [Happened, .. Disclosures.Select(d => d.At), .. Source?.Published is { } published ? [published] : Array.Empty<Edtf>(), .. Data.EveryDate];

    /// <summary>The same, with its dates read as those of a zone; those of a payload of their own zone, and of a disclosure of its own.</summary>
    internal TimelineEvent In(LocalZone? zone, Func<Edtf, LocalZone?, Edtf> read) => this with
    {
        Zone = zone,
        Happened = read(Happened, zone),
        Disclosures = [.. Disclosures.Select(d => d.In(zone, read))],
        Source = Source?.In(date => read(date, zone)),
        Data = Data.WithDates(zone, (_, date, of) => read(date, of)),
    };

    /// <summary>The event it acts on (SEMANTICS §5); <see langword="null"/> for an event of the world.</summary>
    public Guid? Target => (Data as ActOnTheRecord)?.Event;
}

/// <summary>What is said of members that have no value, by their names.</summary>
/// <param name="Members">At least one.</param>
[JsonConverter(typeof(AbsencesJson))]
public sealed record Absences(IReadOnlyDictionary<string, Absence> Members)
{
    /// <summary>What is said of one member; <see langword="null"/>: nothing.</summary>
    public Absence? Of(string member) => Members.TryGetValue(member, out var absence) ? absence : null;
}
