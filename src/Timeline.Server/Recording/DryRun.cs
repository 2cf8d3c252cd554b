using System.Text.Json;
using Timeline.Domain;
using Timeline.Domain.Knowing;
using Timeline.Domain.Record;
using Timeline.Domain.Time;
using Timeline.Postgres.Events;
using Timeline.Server.Http;

namespace Timeline.Server.Recording;

/// <summary>An event as it would be recorded, with its defaults written in.</summary>
public sealed record DryRunItem
{
    /// <summary>The event's id, where one was sent; otherwise it is made when it is recorded.</summary>
    public Guid? Id { get; init; }

    /// <summary>The body of work it would belong to.</summary>
    public required Key Timeline { get; init; }

    /// <summary>What it is about.</summary>
    public required SubjectId Subject { get; init; }

    /// <summary>Its type in the catalogue.</summary>
    public required string Type { get; init; }

    /// <summary>The payload.</summary>
    public required JsonElement Data { get; init; }

    /// <summary>How it is meant; absent: asserted as fact.</summary>
    public Mode? Mode { get; init; }

    /// <summary>Members said to be unknown, withheld or none.</summary>
    public Absences? Absent { get; init; }

    /// <summary>Those of them that are what the type is about: it is called by them, not by its type. Absent: none.</summary>
    public Absences? Untold { get; init; }

    /// <summary>The event that it is another report of.</summary>
    public Guid? AccountOf { get; init; }

    /// <summary>The IANA zone of the days and local times in it; absent: UTC.</summary>
    public string? Zone { get; init; }

    /// <summary>What people are told of that zone: the name given to it, else its city.</summary>
    public string? ZoneName { get; init; }

    /// <summary>The zone of the dates in its payload where it is another: an amendment's.</summary>
    public ZoneItem? DataZone { get; init; }

    /// <summary>When the act took place (EDTF).</summary>
    public required Edtf Happened { get; init; }

    /// <summary>Who came to know it and when.</summary>
    public required IReadOnlyList<Disclosure> Disclosures { get; init; }

    /// <summary>Where it was reported.</summary>
    public Source? Source { get; init; }

    /// <summary>From the publisher back to the origin.</summary>
    public IReadOnlyList<string>? Attribution { get; init; }

    /// <summary>The Admiralty code; absent: F6.</summary>
    public Assessment? Assessment { get; init; }

    /// <summary>Other subjects that list it.</summary>
    public IReadOnlyList<SubjectId>? Related { get; init; }

    /// <summary>When whoever records it had it.</summary>
    public required Instant NotedAt { get; init; }

    /// <summary>Who would record it.</summary>
    public required string RecordedBy { get; init; }

    /// <summary>Its version within the subject, where it is recorded already.</summary>
    public long? Version { get; init; }

    /// <summary>Its position, where it is recorded already.</summary>
    public long? Seq { get; init; }

    /// <summary>When the ledger took it, where it is recorded already.</summary>
    public Instant? RecordedAt { get; init; }

    /// <summary>What may be a slip in it, though it would be recorded; absent: nothing.</summary>
    public IReadOnlyList<ProblemFault>? Warnings { get; init; }

    internal static DryRunItem Of(Outcome outcome, ProposedEvent sent)
    {
        var e = outcome.Event;
        // One that a request repeats within itself is not recorded either.
        var isRecorded = e.Seq > 0;
        return new DryRunItem
        {
            Id = sent.Id,
            Timeline = e.Timeline,
            Subject = e.Subject,
            Type = e.Type.Name,
            Data = EventType.ToElement(e.Data),
            Mode = e.Mode,
            Absent = e.Absent,
            Untold = e.Type.Untold(e.Absent),
            Zone = e.Zone?.Id,
            ZoneName = e.Zone?.Name,
            DataZone = ZoneItem.Of(e.Data, e.Zone),
            AccountOf = e.AccountOf,
            Happened = e.Happened,
            Disclosures = e.Disclosures,
            Source = e.Source,
            Attribution = e.Attribution,
            Assessment = e.Assessment,
            Related = e.Related,
            NotedAt = e.NotedAt,
            RecordedBy = e.RecordedBy,
            Version = isRecorded ? e.Version : null,
            Seq = isRecorded ? e.Seq : null,
            RecordedAt = isRecorded ? e.RecordedAt : null,
        };
    }
}

/// <summary>What would become of the events of an array.</summary>
public sealed record DryRunEvents
{
    /// <summary>The events as they would be recorded, in the order sent.</summary>
    public required IReadOnlyList<DryRunItem> Items { get; init; }

    /// <summary>What may be a slip in them, though they would be recorded; absent: nothing.</summary>
    public IReadOnlyList<ProblemFault>? Warnings { get; init; }
}

/// <summary>A request to record that is decided like any other and records nothing.</summary>
internal static class DryRun
{
    internal static readonly QueryParameter Parameter = new(
        "dryRun", "true: decide all that recording decides, answer with the events as they would be recorded, and record nothing. Default: false.",
        Words: ["false", "true"]);

    internal static bool IsAsked(HttpRequest request) => Query.ReadPlain(request).GetValueOrDefault(Parameter.Name) == "true";

    internal static IResult Respond(AppendRequest append, IReadOnlyList<Outcome> outcomes, SentEvents sent)
    {
        List<DryRunItem> items = [.. outcomes.Zip(append.Events, DryRunItem.Of)];
        var warnings = sent.Warnings(outcomes);
        return sent.IsList
            ? Results.Json(new DryRunEvents { Items = items, Warnings = warnings }, AnswerJson.Options)
            : Results.Json(items[0] with { Warnings = warnings }, AnswerJson.Options);
    }
}
