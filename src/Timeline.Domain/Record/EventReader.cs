using System.Text.Json;
using Timeline.Domain.Json;
using Timeline.Domain.Subjects;
using Timeline.Domain.Time;

namespace Timeline.Domain.Record;

/// <summary>Why an event cannot be taken as sent.</summary>
/// <param name="Kind">Malformed, or well formed and refused.</param>
/// <param name="Faults">Everything that is wrong, at least one thing.</param>
public sealed record Refusal(RefusalKind Kind, IReadOnlyList<Fault> Faults);

/// <summary>The causes for which an event is refused; each has its own problem type.</summary>
public enum RefusalKind
{
    /// <summary>It is not in the shape of an event, or its payload not in that of its type.</summary>
    Malformed,

    /// <summary>The catalogue has no such kind or type.</summary>
    NotInCatalogue,

    /// <summary>The type does not belong to subjects of this kind.</summary>
    Misplaced,

    /// <summary>It names an event that is not there, is of another subject or type, or comes later.</summary>
    UnknownTarget,

    /// <summary>It acts on an event that it may not act on.</summary>
    ForbiddenTarget,

    /// <summary>The id is taken by an event that says something else.</summary>
    OtherContent,

    /// <summary>It says that somebody learned it, or that it was noted or erased, later than now.</summary>
    NotYet,

    /// <summary>It would bring back what was erased.</summary>
    Erased,
}

/// <summary>Reads events as sent, strictly: all faults at once, each with where it is.</summary>
public static class EventReader
{
    private static readonly string[] Assigned = ["timeline", "version", "seq", "recordedAt", "recordedBy", Erased];

    private const string Erased = "erased";

    /// <summary>Reads one event.</summary>
    /// <param name="sent">The event, read by <see cref="StrictJson.TryParse"/>.</param>
    /// <param name="pointer">Where it stands in the body.</param>
    /// <param name="ignoreAssigned">Passes over the members that a server assigns, as an import does with an export, but takes <c>erased</c>.</param>
    /// <param name="refusal">Why not.</param>
    /// <returns><see langword="null"/> where it is refused.</returns>
    public static ProposedEvent? Read(JsonElement sent, string pointer, bool ignoreAssigned, out Refusal? refusal)
    {
        var faults = new List<Fault>();
        CheckEnvelope(sent, pointer, ignoreAssigned, faults);
        if (faults.Count > 0)
        {
            refusal = new Refusal(RefusalKind.Malformed, faults);
            return null;
        }

        var envelope = Deserialize(sent, ignoreAssigned);
        var erased = ignoreAssigned && sent.TryGetProperty(Erased, out var mark) ? mark.Deserialize(RecordJson.Default.Erasure) : null;
        refusal = PlaceInCatalogue(envelope, pointer, out var type);
        if (refusal is not null) return null;
        CheckTogether(envelope, pointer, faults);
        if (erased is null) CheckPayload(envelope, type!, pointer, faults);
        else CheckErased(envelope, type!, pointer, faults);
        if (faults.Count > 0)
        {
            refusal = new Refusal(RefusalKind.Malformed, faults);
            return null;
        }

        var data = erased is null || type!.IsActOnTheRecord ? type!.ReadData(envelope.Data) : new ErasedData();
        var read = new LocalReading(faults);
        var zone = LocalZone.Of(envelope.Zone, envelope.ZoneName);
        envelope = read.Envelope(envelope, zone, pointer);
        data = read.Data(data, zone, JsonPointer.To(pointer, "data"));
        if (faults.Count > 0)
        {
            refusal = new Refusal(RefusalKind.Malformed, faults);
            return null;
        }

        return new ProposedEvent
        {
            Zone = zone,
            Id = envelope.Id,
            Subject = envelope.Subject,
            Type = type,
            Data = data,
            Mode = envelope.Mode,
            Absent = envelope.Absent,
            AccountOf = envelope.AccountOf,
            Happened = envelope.Happened,
            Disclosures = envelope.Known is { } known ? [new Disclosure { To = Key.Public, At = known }] : envelope.Disclosures,
            IsKnownShort = envelope.Known is not null,
            Source = envelope.Source,
            Attribution = envelope.Attribution,
            Assessment = envelope.Assessment,
            Related = envelope.Related,
            NotedAt = envelope.NotedAt,
            Erased = erased,
        };
    }

    private static void CheckEnvelope(JsonElement sent, string pointer, bool ignoreAssigned, List<Fault> faults)
    {
        StrictJson.Check(sent, RecordJson.Default.EventEnvelope, pointer, faults);
        for (var i = faults.Count - 1; i >= 0; i--)
        {
            if (Assigned.FirstOrDefault(a => faults[i].Pointer == JsonPointer.To(pointer, a)) is not { } assigned) continue;
            if (ignoreAssigned) faults.RemoveAt(i);
            else faults[i] = faults[i] with { Detail = $"'{assigned}' is assigned by the server; leave it out." };
        }

        if (!ignoreAssigned || sent.ValueKind != JsonValueKind.Object || !sent.TryGetProperty(Erased, out var mark)) return;
        var (at, before) = (JsonPointer.To(pointer, Erased), faults.Count);
        StrictJson.Check(mark, RecordJson.Default.Erasure, at, faults);
        if (faults.Count == before && mark.GetProperty("reason").GetString()!.Length > Erasure.MaxReasonLength)
            faults.Add(new Fault(JsonPointer.To(at, "reason"), $"Has more than {Erasure.MaxReasonLength} characters."));
    }

    // It stands as its erasure left it: then it needs nothing, and has nothing but what places it (SEMANTICS §11).
    private static void CheckErased(EventEnvelope envelope, EventType type, string pointer, List<Fault> faults)
    {
        var (at, before) = (JsonPointer.To(pointer, "data"), faults.Count);
        StrictJson.Check(envelope.Data, type.Shape, at, faults);
        if (faults.Count > before) return;
        var data = type.ReadData(envelope.Data);
        var left = EventType.ToElement(Erasure.Emptied(data));
        foreach (var member in envelope.Data.EnumerateObject().Where(m => !left.TryGetProperty(m.Name, out _)))
            faults.Add(new Fault(JsonPointer.To(at, member.Name), "Is of an erased event; leave it out."));
        foreach (var (name, isGiven) in new[]
        {
            ("absent", envelope.Absent is not null), ("source", envelope.Source is not null), ("attribution", envelope.Attribution is not null),
        }.Where(m => m.Item2)) faults.Add(new Fault(JsonPointer.To(pointer, name), "Is of an erased event; leave it out."));
        if (data is ActOnTheRecord act) CheckAct(act, envelope, pointer, faults);
    }

    private static EventEnvelope Deserialize(JsonElement sent, bool ignoreAssigned)
    {
        if (!ignoreAssigned) return sent.Deserialize(RecordJson.Default.EventEnvelope)!;
        var own = StrictJson.Write(writer =>
        {
            writer.WriteStartObject();
            foreach (var member in sent.EnumerateObject().Where(m => !Assigned.Contains(m.Name))) member.WriteTo(writer);
            writer.WriteEndObject();
        });
        return JsonSerializer.Deserialize(own, RecordJson.Default.EventEnvelope)!;
    }

    private static Refusal? PlaceInCatalogue(EventEnvelope envelope, string pointer, out EventType? type)
    {
        type = null;
        var at = JsonPointer.To(pointer, "type");
        if (!Catalogue.TryFindKind(envelope.Subject.Kind.Value, out _))
        {
            return new Refusal(RefusalKind.NotInCatalogue, [new Fault(JsonPointer.To(pointer, "subject"),
                $"There is no kind '{envelope.Subject.Kind}'. Kinds are {string.Join(", ", Catalogue.Kinds.Select(k => k.Name))}.")]);
        }

        if (!Catalogue.TryFindType(envelope.Type, out type))
            return new Refusal(RefusalKind.NotInCatalogue, [new Fault(at, "There is no such type in the catalogue; see /v1/catalogue.")]);
        if (!type.Fits(envelope.Subject.Kind.Value))
        {
            return new Refusal(RefusalKind.Misplaced,
                [new Fault(at, $"{type} belongs to {string.Join(" and ", type.Kinds)}, not to {envelope.Subject.Kind}.")]);
        }

        return null;
    }

    // What no single member can be blamed for.
    private static void CheckTogether(EventEnvelope envelope, string pointer, List<Fault> faults)
    {
        if (envelope.Known is not null && envelope.Disclosures is not null)
            faults.Add(new Fault(JsonPointer.To(pointer, "known"), "Is short for one of 'disclosures'; give one or the other."));
        Repeated(envelope.Disclosures?.Select(d => d.To.Value + " " + d.At), "disclosures");
        Repeated(envelope.Related?.Select(r => r.ToString()), "related");
        foreach (var related in envelope.Related ?? [])
        {
            if (related == envelope.Subject) faults.Add(new Fault(JsonPointer.To(pointer, "related"), "Names the event's own subject."));
        }

        if (envelope.Source is { } source && envelope.Attribution?[0] == source.Publisher.Value)
            faults.Add(new Fault(JsonPointer.To(JsonPointer.To(pointer, "attribution"), 0), "Repeats the publisher; attribution begins behind it."));
        CheckZone(envelope.Zone, envelope.ZoneName, pointer, faults);
        for (var i = 0; i < envelope.Disclosures?.Count; i++)
            CheckZone(envelope.Disclosures[i].Zone, null, JsonPointer.To(JsonPointer.To(pointer, "disclosures"), i), faults);
        if (envelope.Id is { } id && envelope.AccountOf == id)
            faults.Add(new Fault(JsonPointer.To(pointer, "accountOf"), "Names the event itself."));

        void Repeated(IEnumerable<string>? items, string member)
        {
            if (items?.GroupBy(i => i).Any(g => g.Skip(1).Any()) == true)
                faults.Add(new Fault(JsonPointer.To(pointer, member), "Has the same entry twice."));
        }
    }

    private static void CheckZone(string? zone, string? name, string pointer, List<Fault> faults)
    {
        if (zone is not null && !LocalZone.IsKnown(zone))
            faults.Add(new Fault(JsonPointer.To(pointer, "zone"), "Is no IANA time zone such as 'Asia/Seoul'."));
        if (name is not null && zone is null) faults.Add(new Fault(JsonPointer.To(pointer, "zoneName"), "Names a zone that is not given in 'zone'."));
    }

    private static void CheckPayload(EventEnvelope envelope, EventType type, string pointer, List<Fault> faults)
    {
        var at = JsonPointer.To(pointer, "data");
        // On a correction or amendment 'absent' speaks of the payload given there, which is checked against the target's type.
        var isReplacement = typeof(IReplacesPayload).IsAssignableFrom(type.ClrType);
        var before = faults.Count;
        type.Check(envelope.Data, at, isReplacement ? null : envelope.Absent, JsonPointer.To(pointer, "absent"), envelope.AccountOf is not null, faults);
        if (faults.Count > before || !type.IsActOnTheRecord) return;

        var act = (ActOnTheRecord)type.ReadData(envelope.Data);
        CheckAct(act, envelope, pointer, faults);
        switch (act)
        {
            case EventCorrected { Data: null, Happened: null }:
                faults.Add(new Fault(at, "Corrects nothing: give 'data', 'happened' or both."));
                break;
            case EventAmended { Data: null, Mode: null, Happened: null, Zone: null, Disclosures: null, Source: null, Attribution: null, Assessment: null, Void: null }:
                faults.Add(new Fault(at, "Amends nothing: give what is to be read instead, or 'void'."));
                break;
        }

        if (isReplacement && envelope.Absent is not null && act is IReplacesPayload { Data: null })
            faults.Add(new Fault(JsonPointer.To(pointer, "absent"), "Speaks of members of 'data', which is not given."));
    }

    // What every act on the record is held to, and a disclosure.
    private static void CheckAct(ActOnTheRecord act, EventEnvelope envelope, string pointer, List<Fault> faults)
    {
        var at = JsonPointer.To(pointer, "data");
        if (act.Event is null) faults.Add(new Fault(JsonPointer.To(at, "event"), "Is missing: an act on the record names the event it acts on."));
        if (act.Event == envelope.Id && act.Event is not null) faults.Add(new Fault(JsonPointer.To(at, "event"), "Names the event itself."));
        if (envelope.Mode is not null) faults.Add(new Fault(JsonPointer.To(pointer, "mode"), "An act on the record has no mode."));
        if (envelope.AccountOf is not null) faults.Add(new Fault(JsonPointer.To(pointer, "accountOf"), "An act on the record is no account of another."));
        switch (act)
        {
            case EventAmended amended:
                CheckZone(amended.Zone, amended.ZoneName, at, faults);
                for (var i = 0; i < amended.Disclosures?.Count; i++)
                    CheckZone(amended.Disclosures[i].Zone, null, JsonPointer.To(JsonPointer.To(at, "disclosures"), i), faults);
                break;
            case EventDisclosed { To: null } or EventDisclosed { At: null }:
                faults.Add(new Fault(at, "A disclosure needs both 'to' and 'at'."));
                break;
            case EventDisclosed { To: { } to, At: { } date } when !IsItsOwn(envelope, to, date):
                faults.Add(new Fault(JsonPointer.To(pointer, envelope.Known is null ? "disclosures" : "known"),
                    "An EventDisclosed has one disclosure, the one in its data; leave this out."));
                break;
        }
    }

    private static bool IsItsOwn(EventEnvelope envelope, Key to, Edtf at) =>
        (envelope.Known is null || (to == Key.Public && envelope.Known.Equals(at)))
        && (envelope.Disclosures is null || (envelope.Disclosures is [var only] && only.To == to && only.At.Equals(at)));
}
