using System.Text.Json;
using Timeline.Domain.Json;
using Timeline.Domain.Knowing;
using Timeline.Domain.Subjects;
using Timeline.Domain.Time;

namespace Timeline.Domain.Record;

/// <summary>What a request expects of its one subject.</summary>
/// <param name="Version">The subject's version; 0: it has no event yet; <see langword="null"/>: any, but it has events.</param>
public sealed record Precondition(long? Version)
{
    /// <summary>Whether a subject at this version is as expected.</summary>
    public bool IsMetBy(long version) => Version is { } expected ? version == expected : version > 0;
}

/// <summary>What the ledger of a timeline holds that a request concerns.</summary>
public sealed record LedgerFacts
{
    /// <summary>Whose ledger.</summary>
    public required Key Timeline { get; init; }

    /// <summary>The events with the ids of <see cref="Recording.Concerns"/> that there are.</summary>
    public required IReadOnlyDictionary<Guid, TimelineEvent> Events { get; init; }

    /// <summary>The versions of the subjects concerned; those without events are not in it.</summary>
    public required IReadOnlyDictionary<SubjectId, long> Versions { get; init; }

    /// <summary>The time by the server's clock: what is noted now is noted then, and nobody has learned anything later.</summary>
    public required Instant Now { get; init; }

    /// <summary>When the next event is recorded: <see cref="Now"/>, unless something was recorded later than that already.</summary>
    public required Instant Next { get; init; }

    /// <summary>Who asks.</summary>
    public required string RecordedBy { get; init; }

    /// <summary>
    /// Those of the events that whoever asks never learns of: to name one is to name an event that is not there (SEMANTICS §8, law 4). An
    /// id that one of them has is taken all the same.
    /// </summary>
    public IReadOnlySet<Guid> Secret { get; init; } = new HashSet<Guid>();

    /// <summary>Whose knowledge whoever asks may ask for: only what these learned is told them in a warning.</summary>
    public Clearance Clearance { get; init; } = Clearance.All;
}

/// <summary>One event of a request, and what became of it.</summary>
/// <param name="Event">As it stands in the ledger, now or since an earlier request; a new one still lacks its position.</param>
/// <param name="IsNew">Whether this request records it.</param>
public sealed record Outcome(TimelineEvent Event, bool IsNew)
{
    /// <summary>What may be a slip in it; it is recorded all the same.</summary>
    public IReadOnlyList<Fault> Warnings { get; init; } = [];
}

/// <summary>What is decided of a request. Exactly one of outcomes, refusal and beaten is given.</summary>
public sealed record Decision
{
    /// <summary>What becomes of each of its events, in the order sent.</summary>
    public IReadOnlyList<Outcome>? Outcomes { get; init; }

    /// <summary>The events that it records.</summary>
    public IEnumerable<TimelineEvent> New => (Outcomes ?? []).Where(o => o.IsNew).Select(o => o.Event);

    /// <summary>Why nothing of it is recorded.</summary>
    public Refusal? Refusal { get; init; }

    /// <summary>The version at which the subject really is, where it is not as the request expects.</summary>
    public long? BeatenAt { get; init; }
}

/// <summary>Decides a request against the ledger: all of its events or none. Pure; the store asks under the timeline's lock.</summary>
public static class Recording
{
    /// <summary>The ids of the events that the decision must know of, as far as there are such.</summary>
    public static IReadOnlySet<Guid> Concerns(IEnumerable<ProposedEvent> request)
    {
        var ids = new HashSet<Guid>();
        foreach (var proposed in request)
        {
            if (proposed.Id is { } id) ids.Add(id);
            ids.UnionWith(proposed.Named);
        }

        return ids;
    }

    /// <summary>Decides.</summary>
    /// <param name="request">Its events, in the order sent, at least one.</param>
    /// <param name="pointers">Where each stands in the body.</param>
    /// <param name="precondition">What it expects of its subject, if anything.</param>
    /// <param name="facts">What the ledger holds.</param>
    public static Decision Decide(
        IReadOnlyList<ProposedEvent> request, IReadOnlyList<string> pointers, Precondition? precondition, LedgerFacts facts)
    {
        var taken = new Dictionary<Guid, TimelineEvent>(facts.Events);
        var known = facts.Secret.Count == 0 ? taken : taken.Where(e => !facts.Secret.Contains(e.Key)).ToDictionary();
        var versions = new Dictionary<SubjectId, long>(facts.Versions);
        var outcomes = new List<Outcome>(request.Count);
        var (now, next) = (facts.Now, facts.Next);
        foreach (var (proposed, pointer) in request.Zip(pointers))
        {
            if (proposed.Id is { } id && taken.TryGetValue(id, out var earlier))
            {
                if (earlier.Erased is not null && proposed.Erased is null)
                    return Refused(RefusalKind.Erased, JsonPointer.To(pointer, "id"), "Is that of an event that was erased; it is not recorded again.");
                if (!IsSame(proposed, earlier, taken)) return Refused(RefusalKind.OtherContent, JsonPointer.To(pointer, "id"),
                    IsReleasedBefore(proposed, earlier) && IsSame(proposed with { Disclosures = earlier.Disclosures }, earlier, taken)
                        ? $"Is that of an event recorded as known on {earlier.Disclosures[0].At}; this release of it is earlier."
                        : "Is taken by an event that says something else.");
                outcomes.Add(new Outcome(earlier, IsNew: false)
                {
                    Warnings = WarningsOf(proposed, earlier, pointer, known, facts.Clearance),
                });
                continue;
            }

            if (RefusalOf(proposed, pointer, known, now) is { } refusal) return new Decision { Refusal = refusal };
            var version = versions[proposed.Subject] = versions.GetValueOrDefault(proposed.Subject) + 1;
            var recorded = Complete(proposed, facts, known, now, next) with { Version = version };
            known[recorded.Id] = taken[recorded.Id] = recorded;
            outcomes.Add(new Outcome(recorded, IsNew: true) { Warnings = WarningsOf(proposed, recorded, pointer, known, facts.Clearance) });
            (now, next) = (now.Next, next.Next);
        }

        // A repeat of what is recorded already succeeds whatever has happened since; anything new must find what it expects.
        if (precondition is not null && outcomes.Exists(o => o.IsNew))
        {
            var version = facts.Versions.GetValueOrDefault(request[0].Subject);
            if (!precondition.IsMetBy(version)) return new Decision { BeatenAt = version };
        }

        return new Decision { Outcomes = outcomes };
    }

    private static Refusal? RefusalOf(ProposedEvent proposed, string pointer, Dictionary<Guid, TimelineEvent> known, Instant now)
    {
        var noted = proposed.NotedAt ?? now;
        if (noted > now) return Refuse(RefusalKind.NotYet, JsonPointer.To(pointer, "notedAt"), $"Is in the future; it is {now} now.");
        if (proposed.Erased?.At > now)
            return Refuse(RefusalKind.NotYet, JsonPointer.To(JsonPointer.To(pointer, "erased"), "at"), $"Is in the future; it is {now} now.");
        if (proposed.AccountOf is { } account)
        {
            var at = JsonPointer.To(pointer, "accountOf");
            if (Earlier(account, proposed, known) is not { } told) return Refuse(RefusalKind.UnknownTarget, at, NoSuchEvent(proposed));
            if (told.Type != proposed.Type) return Refuse(RefusalKind.UnknownTarget, at, $"Is an event of type {told.Type}, not {proposed.Type}: no account of the same act.");
        }

        return NotYetLearned(Disclosures(proposed, noted), noted, i => DisclosurePointer(proposed, pointer, i))
            ?? (proposed.Data is IAnswersAnEvent { Event: { } answered }
                ? RefusalOfAnswer(Earlier(answered, proposed, known), proposed, JsonPointer.To(JsonPointer.To(pointer, "data"), "event")) : null)
            ?? (proposed.Data is ActOnTheRecord act ? RefusalOfAct(act, proposed, pointer, known) : null);
    }

    // Who corrects something or takes it back knows of it, so one of the dates is likely a slip. What only others learned, of whom whoever
    // asks may not ask, does not count: to be warned or not would tell of it (SEMANTICS §8, law 4).
    private static IReadOnlyList<Fault> WarningsOf(
        ProposedEvent proposed, TimelineEvent act, string pointer, Dictionary<Guid, TimelineEvent> known, Clearance clearance)
    {
        if (act.Type.ClrType != typeof(EventCorrected) && act.Type.ClrType != typeof(EventRetracted)) return [];
        if (Earlier(act.Target!.Value, proposed, known) is not { } target) return [];
        var learned = KnownBy(target).Where(d => clearance.Covers(d.Stated.To)).Select(d => d.KnownBy)
            .DefaultIfEmpty(Instant.NegativeInfinity).Min();
        if (KnownBy(act).Max(d => d.KnownBy) >= learned) return [];
        var member = proposed.Disclosures is null ? "notedAt" : proposed.IsKnownShort ? "known" : "disclosures";
        return [new Fault(
            JsonPointer.To(pointer, member),
            $"Is over before {learned}, by when what it acts on became known: one of the two dates may be a slip.")];

        static IEnumerable<KnownDisclosure> KnownBy(TimelineEvent e) => e.Disclosures.Select(d => KnownDisclosure.Of(d, e.NotedAt));
    }

    private static Refusal? RefusalOfAct(ActOnTheRecord act, ProposedEvent proposed, string pointer, Dictionary<Guid, TimelineEvent> known)
    {
        var data = JsonPointer.To(pointer, "data");
        if (Earlier(act.Event!.Value, proposed, known) is not { } target)
            return Refuse(RefusalKind.UnknownTarget, JsonPointer.To(data, "event"), NoSuchEvent(proposed));
        if (Acts.Refusal(act, target.Type) is { } forbidden) return Refuse(RefusalKind.ForbiddenTarget, JsonPointer.To(data, "event"), forbidden);
        if (act is EventAmended { Disclosures: { } disclosures } && NotYetLearned(
                disclosures, target.NotedAt, i => JsonPointer.To(JsonPointer.To(JsonPointer.To(data, "disclosures"), i), "at")) is { } notYet)
            return notYet;
        if (target.Erased is not null && GivenBack(act).ToList() is { Count: > 0 } given)
        {
            return new Refusal(RefusalKind.Erased,
                [.. given.Select(m => new Fault(JsonPointer.To(data, m), "Was erased from the event; it may be retracted, denied, disclosed or made void."))]);
        }

        var faults = new List<Fault>();
        // The target as recorded is read in the zone that an amendment gives it.
        if (act is EventAmended { Zone: not null } moved)
            ReadIn(target, moved.ZoneGiven, (date, of) => new LocalReading(faults).Read(date, of, JsonPointer.To(data, "zone")));
        if (faults.Count > 0) return new Refusal(RefusalKind.Malformed, faults);
        if (act is not IReplacesPayload { Data: { } payload }) return null;

        var at = JsonPointer.To(data, "data");
        target.Type.Check(payload, at, proposed.Absent, JsonPointer.To(pointer, "absent"), target.AccountOf is not null, faults);
        if (faults.Count > 0) return new Refusal(RefusalKind.Malformed, faults);
        var replacing = target.Type.ReadData(payload);
        replacing = new LocalReading(faults).Data(replacing, proposed.DataZone, at);
        if (faults.Count > 0) return new Refusal(RefusalKind.Malformed, faults);
        if (replacing is not IAnswersAnEvent { Event: { } answered }) return null;
        var asked = Earlier(answered, proposed, known);
        return RefusalOfAnswer(asked?.Version < target.Version ? asked : null, proposed, JsonPointer.To(at, "event"));
    }

    // What was erased does not come back by an act on it.
    private static IEnumerable<string> GivenBack(ActOnTheRecord act)
    {
        if (act is IReplacesPayload { Data: not null }) yield return "data";
        if (act is EventAmended { Source: not null }) yield return "source";
        if (act is EventAmended { Attribution: not null }) yield return "attribution";
    }

    private static Refusal? RefusalOfAnswer(TimelineEvent? asked, ProposedEvent proposed, string pointer) => asked switch
    {
        null => Refuse(RefusalKind.UnknownTarget, pointer, NoSuchEvent(proposed)),
        { Type.IsActOnTheRecord: true } => Refuse(RefusalKind.ForbiddenTarget, pointer, $"Is an {asked.Type}: there is nothing to answer."),
        _ => null,
    };

    private static string DisclosurePointer(ProposedEvent proposed, string pointer, int index) =>
        proposed.Data is EventDisclosed ? JsonPointer.To(JsonPointer.To(pointer, "data"), "at")
        : proposed.IsKnownShort ? JsonPointer.To(pointer, "known")
        : JsonPointer.To(JsonPointer.To(JsonPointer.To(pointer, "disclosures"), index), "at");

    private static Refusal? NotYetLearned(IReadOnlyList<Disclosure> disclosures, Instant noted, Func<int, string> pointer)
    {
        for (var i = 0; i < disclosures.Count; i++)
        {
            if (disclosures[i].At.Earliest > noted)
                return Refuse(RefusalKind.NotYet, pointer(i), $"Is after {noted}, when it was noted: nobody has learned it yet.");
        }

        return null;
    }

    private static TimelineEvent? Earlier(Guid id, ProposedEvent proposed, Dictionary<Guid, TimelineEvent> known) =>
        known.TryGetValue(id, out var e) && e.Subject == proposed.Subject ? e : null;

    private static string NoSuchEvent(ProposedEvent proposed) => $"Is no earlier event of {proposed.Subject}.";

    private static bool IsSame(ProposedEvent proposed, TimelineEvent earlier, Dictionary<Guid, TimelineEvent> known)
    {
        if (proposed.Subject != earlier.Subject || proposed.Type != earlier.Type) return false;
        // What the client left out was filled in when the event was first recorded; fill it in as it was then.
        var again = Complete(proposed, earlier.Id, earlier.Timeline, earlier.NotedAt, earlier.RecordedAt, earlier.RecordedBy, known);
        // Of two marks the first stays.
        if (earlier.Erased is not null) again = again with { Erased = earlier.Erased };
        // Between which instants its dates lie was found when it was recorded; a machine may know another rule by now.
        if (IsReleasedAgain(proposed, earlier)) again = again with { Disclosures = earlier.Disclosures };
        // The payload that a correction gives is kept as sent: the order of its members says nothing, nor do the zeros of a number.
        return JsonElement.DeepEquals(Headers(again), Headers(earlier))
            && JsonElement.DeepEquals(EventType.ToElement(again.Data), EventType.ToElement(earlier.Data));

        static JsonElement Headers(TimelineEvent e) =>
            JsonSerializer.SerializeToElement(StoredHeaders.Of(e) with { Local = null }, RecordJson.Default.StoredHeaders);
    }

    private static bool IsReleasedAgain(ProposedEvent proposed, TimelineEvent earlier) =>
        Releases(proposed, earlier) is var (first, again) && again >= first;

    // It became known earlier than the ledger says, so it says something else.
    private static bool IsReleasedBefore(ProposedEvent proposed, TimelineEvent earlier) =>
        Releases(proposed, earlier) is var (first, again) && again < first;

    private static (Instant First, Instant Again)? Releases(ProposedEvent proposed, TimelineEvent earlier) =>
        proposed is { IsKnownByRelease: true, Disclosures: [var release] } && earlier.Disclosures is [var first] && release.To == first.To
            ? (first.At.Latest, release.At.Latest) : null;

    private static TimelineEvent Complete(
        ProposedEvent proposed, LedgerFacts facts, Dictionary<Guid, TimelineEvent> known, Instant now, Instant recordedAt) =>
        Complete(proposed, proposed.Id ?? NewId(now), facts.Timeline, now, recordedAt, facts.RecordedBy, known);

    // Defaults are written into the event when it is recorded (SEMANTICS §1).
    private static TimelineEvent Complete(
        ProposedEvent proposed, Guid id, Key timeline, Instant now, Instant recordedAt, string recordedBy,
        Dictionary<Guid, TimelineEvent> known)
    {
        var noted = proposed.NotedAt ?? now;
        var disclosures = Disclosures(proposed, noted);
        var (zone, happened) = Happened(proposed, disclosures, known);
        return new TimelineEvent
        {
            Zone = zone,
            Given = Given(proposed, known),
            Id = id,
            Timeline = timeline,
            Subject = proposed.Subject,
            Type = proposed.Type,
            Data = proposed.Data,
            Mode = proposed.Mode,
            Absent = proposed.Absent,
            AccountOf = proposed.AccountOf,
            Happened = happened,
            Disclosures = disclosures,
            Source = proposed.Source,
            Attribution = proposed.Attribution,
            Assessment = proposed.Assessment,
            Related = proposed.Related,
            NotedAt = noted,
            Version = 0,
            Seq = 0,
            RecordedAt = recordedAt,
            RecordedBy = recordedBy,
            Erased = proposed.Erased,
        };
    }

    // A default takes date and zone together; where the event holds dates of another zone, it is written in instants (SEMANTICS §1).
    private static (LocalZone? Zone, Edtf Happened) Happened(
        ProposedEvent proposed, IReadOnlyList<Disclosure> disclosures, Dictionary<Guid, TimelineEvent> known)
    {
        if (proposed.Happened is { } given) return (proposed.Zone, given);
        var happened = proposed.AccountOf is { } account && known.TryGetValue(account, out var told) && IsKnownToAll(told, disclosures)
            ? told.Happened
            : disclosures.MinBy(d => d.At.Latest)!.At;
        if (happened.Zone == proposed.Zone || !happened.IsLocal) return (proposed.Zone, happened);
        Edtf[] own =
        [
            .. disclosures.Where(d => d.Zone is null).Select(d => d.At),
            .. proposed.Source?.Published is { } published ? [published] : Array.Empty<Edtf>(),
            .. proposed.Data.EveryDate,
        ];
        var hasPayload = proposed.Data is IReplacesPayload { Data: not null };
        return hasPayload || Array.Exists(own, d => d.IsLocal) ? (proposed.Zone, happened.ToInstants()) : (happened.Zone, happened);
    }

    // What an act has others read, found once: the dates of the payload that it gives, and those of its target in the zone that it gives.
    private static LocalDates? Given(ProposedEvent proposed, Dictionary<Guid, TimelineEvent> known)
    {
        if (proposed.Data is not ActOnTheRecord { Event: { } id } act || !known.TryGetValue(id, out var target)) return null;
        List<Edtf> dates = [];
        if (proposed.DataZone is { } zone && act is IReplacesPayload { Data: { } payload })
            dates.AddRange(target.Type.ReadData(payload).EveryDate.Select(d => d.In(zone)));
        if (act is EventAmended { Zone: not null } amended) dates.AddRange(ReadIn(target, amended.ZoneGiven, (date, of) => date.In(of)).Dates);
        return LocalDates.Of(dates);
    }

    private static TimelineEvent ReadIn(TimelineEvent target, LocalZone? zone, Func<Edtf, LocalZone?, Edtf> read) =>
        target.In(zone, (date, of) => of == zone ? read(date, of) : date);

    private static IReadOnlyList<Disclosure> Disclosures(ProposedEvent proposed, Instant noted) => proposed switch
    {
        { Data: EventDisclosed { To: { } to, At: { } at } } => [new Disclosure { To = to, At = at }],
        { Disclosures: { } given } => given,
        _ => [new Disclosure { To = Key.Public, At = Edtf.At(noted) }],
    };

    // A date that some of those who learn of this account are never told is not handed on by default (SEMANTICS §8, law 4).
    private static bool IsKnownToAll(TimelineEvent told, IReadOnlyList<Disclosure> disclosures)
    {
        var knowers = told.Disclosures.Select(d => d.To).ToHashSet();
        return knowers.Contains(Key.Public) || disclosures.All(d => knowers.Contains(d.To));
    }

    private static Guid NewId(Instant now) => Guid.CreateVersion7(now.ToDateTimeOffset());

    private static Decision Refused(RefusalKind kind, string pointer, string detail) => new() { Refusal = Refuse(kind, pointer, detail) };

    private static Refusal Refuse(RefusalKind kind, string pointer, string detail) => new(kind, [new Fault(pointer, detail)]);
}
