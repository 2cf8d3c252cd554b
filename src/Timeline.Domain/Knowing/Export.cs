using System.Text.Json;
using Timeline.Domain.Record;
using Timeline.Domain.Subjects;
using Timeline.Domain.Time;

namespace Timeline.Domain.Knowing;

/// <summary>
/// An event as a line of an export: in the form in which it is posted, with nothing left to defaults and with what the server assigned.
/// Imported into an empty timeline the lines give the same record (SEMANTICS §8, law 8).
/// </summary>
public sealed record ExportedEvent
{
    /// <summary>The event's id.</summary>
    public required Guid Id { get; init; }

    /// <summary>What it is about.</summary>
    public required SubjectId Subject { get; init; }

    /// <summary>Its type in the catalogue.</summary>
    public required string Type { get; init; }

    /// <summary>The payload.</summary>
    public required JsonElement Data { get; init; }

    /// <summary>The IANA zone of the days and local times in it; absent: UTC.</summary>
    public string? Zone { get; init; }

    /// <summary>What people are told instead of the zone's city.</summary>
    public string? ZoneName { get; init; }

    /// <summary>How it is meant; absent: asserted as fact.</summary>
    public Mode? Mode { get; init; }

    /// <summary>Members said to be unknown, withheld or none.</summary>
    public Absences? Absent { get; init; }

    /// <summary>The event that it is another report of.</summary>
    public Guid? AccountOf { get; init; }

    /// <summary>When the act took place (EDTF).</summary>
    public required Edtf Happened { get; init; }

    /// <summary>Who came to know it and when, as far as the vantage may show it.</summary>
    public required IReadOnlyList<Disclosure> Disclosures { get; init; }

    /// <summary>Where it was reported, as far as published by K.</summary>
    public Source? Source { get; init; }

    /// <summary>From the publisher back to the origin.</summary>
    public IReadOnlyList<string>? Attribution { get; init; }

    /// <summary>The Admiralty code; absent: F6.</summary>
    public Assessment? Assessment { get; init; }

    /// <summary>Other subjects that list it.</summary>
    public IReadOnlyList<SubjectId>? Related { get; init; }

    /// <summary>When whoever recorded it had it.</summary>
    public required Instant NotedAt { get; init; }

    /// <summary>Its version within the subject.</summary>
    public required long Version { get; init; }

    /// <summary>Its position.</summary>
    public required long Seq { get; init; }

    /// <summary>When the ledger took it.</summary>
    public required Instant RecordedAt { get; init; }

    /// <summary>Who recorded it.</summary>
    public required string RecordedBy { get; init; }

    /// <summary>Its payload, source and attribution were erased: when, why and by whom.</summary>
    public Erasure? Erased { get; init; }

    /// <summary>By when the vantage's knower knew it, as far as the line tells (SEMANTICS §3).</summary>
    public Instant? KnownBy() => Disclosures.Min(d => (Instant?)KnownDisclosure.Of(d, NotedAt).KnownBy);
}

/// <summary>Which events of a subject an export at a vantage holds, and what of each.</summary>
public static class Export
{
    /// <summary>
    /// What is in view, acts on the record with their targets. An event goes as recorded, with its amendments, even one that they strike from
    /// the record, for others may name it. Where the vantage has the amendments not all in view, it goes as read there, without them.
    /// </summary>
    public static IReadOnlyDictionary<Guid, ExportedEvent> Of(Story story)
    {
        var inView = story.Seen.Where(s => s.IsInView).Select(s => s.Event.Id).ToHashSet();
        var asRead = story.Seen.Where(s => !s.Amendments.All(inView.Contains)).Select(s => s.Event.Id).ToHashSet();
        var exported = new Dictionary<Guid, ExportedEvent>();
        var firstOfAct = new Dictionary<Guid, Guid>();
        foreach (var seen in story.Seen.Where(s => s.IsInView && (!s.IsVoid || !asRead.Contains(s.Event.Id))))
        {
            var isAsRead = asRead.Contains(seen.Event.Id);
            var e = isAsRead ? InOneZone(seen.Event) : seen.Recorded;
            if (e.Target is { } target && (!exported.ContainsKey(target) || (e.Data is EventAmended && asRead.Contains(target)))) continue;
            var act = story.ActOf(e.Id);
            // The report that it is an account of may not be in view; then it is one of the first that is.
            var told = e.AccountOf is { } named && exported.ContainsKey(named) ? named : firstOfAct.GetValueOrDefault(act);
            firstOfAct.TryAdd(act, e.Id);
            exported.Add(e.Id, Line(e, seen, story, told == Guid.Empty ? null : told));
        }

        return exported;
    }

    // Amendments may have left it with dates of several zones, and a line has one; what is of another is told in instants.
    private static TimelineEvent InOneZone(TimelineEvent e) => e with
    {
        Happened = Told(e.Happened, e.Zone),
        Disclosures = [.. e.Disclosures.Select(d => d.Beside(e.Zone))],
        Source = e.Source?.In(date => Told(date, e.Zone)),
        Data = e.Data.WithDates(e.Zone, (_, date, _) => Told(date, e.Zone)),
    };

    private static Edtf Told(Edtf date, LocalZone? zone) => date.Zone == zone ? date : date.ToInstants();

    private static ExportedEvent Line(TimelineEvent e, SeenEvent seen, Story story, Guid? accountOf)
    {
        var vantage = story.Vantage;
        var shown = story.SourceOf(e);
        Disclosure[] own = [.. e.Disclosures.Where(d => vantage.Knows(d.To) && KnownDisclosure.Of(d, e.NotedAt).KnownBy <= vantage.Known)];
        // Who learned of it only by a later leak or amendment is told of that, and whoever exports it had it by then.
        var leak = own.Length > 0 ? null
            : seen.Disclosures.Where(d => vantage.Knows(d.Stated.To) && d.KnownBy <= vantage.Known).MinBy(d => d.KnownBy);
        return new ExportedEvent
        {
            Id = e.Id,
            Subject = e.Subject,
            Type = e.Type.Name,
            Data = EventType.ToElement(story.ShownData(e)),
            Zone = e.Zone?.Id,
            ZoneName = e.Zone?.Given,
            Mode = e.Mode,
            Absent = e.Absent,
            AccountOf = accountOf,
            Happened = e.Happened,
            Disclosures = leak is null ? own : [leak.Stated.Beside(e.Zone)],
            Source = shown.Source,
            Attribution = shown.Attribution,
            Assessment = e.Assessment,
            Related = e.Related,
            NotedAt = leak is null ? e.NotedAt : Instant.Max(e.NotedAt, leak.KnownBy),
            Version = e.Version,
            Seq = e.Seq,
            RecordedAt = e.RecordedAt,
            RecordedBy = e.RecordedBy,
            Erased = e.Erased,
        };
    }
}
