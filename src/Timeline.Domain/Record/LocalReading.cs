using Timeline.Domain.Json;
using Timeline.Domain.Time;

namespace Timeline.Domain.Record;

/// <summary>
/// Reads the dates of an event as days and local times of its zone, by the machine's rules of it: once, when it is recorded (SEMANTICS §2).
/// What the zone skipped did not exist and is refused.
/// </summary>
internal sealed class LocalReading(ICollection<Fault> faults)
{
    /// <summary>The dates that stand beside the payload.</summary>
    internal EventEnvelope Envelope(EventEnvelope envelope, LocalZone? zone, string pointer)
    {
        var disclosures = JsonPointer.To(pointer, "disclosures");
        return envelope with
        {
            Happened = envelope.Happened is { } happened ? Read(happened, zone, JsonPointer.To(pointer, "happened")) : null,
            Known = envelope.Known is { } known ? Read(known, zone, JsonPointer.To(pointer, "known")) : null,
            Disclosures = envelope.Disclosures is { } given ? Disclosures(given, zone, disclosures) : null,
            Source = envelope.Source?.In(date => Read(date, zone, JsonPointer.To(JsonPointer.To(pointer, "source"), "published"))),
        };
    }

    /// <summary>The dates of a payload.</summary>
    internal EventData Data(EventData data, LocalZone? ofEvent, string pointer) =>
        data.WithDates(ofEvent, (member, date, zone) => Read(date, zone, pointer + member));

    /// <summary>One date.</summary>
    internal Edtf Read(Edtf date, LocalZone? zone, string pointer)
    {
        var read = date.In(zone);
        if (zone is null || !read.IsLocal) return read;
        if (date.SkippedIn(LocalZone.RulesOf(zone)) is { } skipped) faults.Add(new Fault(pointer, $"{skipped} did not exist in {zone.Id}."));
        else if (read.Bounds.IsEmpty) faults.Add(new Fault(pointer, $"Ends before it starts in {zone.Id}."));
        return read;
    }

    private IReadOnlyList<Disclosure> Disclosures(IReadOnlyList<Disclosure> given, LocalZone? zone, string pointer) =>
        [.. given.Select((disclosure, i) => disclosure.In(zone, (date, of) => Read(date, of, JsonPointer.To(JsonPointer.To(pointer, i), "at"))))];
}
