using System.Text.Json;
using System.Text.Json.Serialization;
using Timeline.Domain.Json;
using Timeline.Domain.Record;
using Timeline.Domain.Subjects;
using Timeline.Domain.Time;

namespace Timeline.Domain.Knowing;

/// <summary>An event of the story as an answer tells it: what is in force, and who says so (SEMANTICS §§5, 6).</summary>
public sealed record StoryItem
{
    /// <summary>The event's id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The id of the act that it is an account of.</summary>
    public required Guid Act { get; init; }

    /// <summary>What it is about.</summary>
    public required SubjectId Subject { get; init; }

    /// <summary>Its type in the catalogue.</summary>
    public required string Type { get; init; }

    /// <summary>How it is meant; absent: asserted as fact.</summary>
    public Mode? Mode { get; init; }

    /// <summary>Its position.</summary>
    public required long Seq { get; init; }

    /// <summary>Its version within the subject.</summary>
    public required long Version { get; init; }

    /// <summary>The IANA zone of the days and local times in it; absent: UTC.</summary>
    public string? Zone { get; init; }

    /// <summary>What people are told of that zone: the name given to it, else its city.</summary>
    public string? ZoneName { get; init; }

    /// <summary>The zone of the date in force, where it is another: a correction's.</summary>
    public ZoneItem? HappenedZone { get; init; }

    /// <summary>The zone of the dates in the payload in force, where it is another: a correction's or an amendment's.</summary>
    public ZoneItem? DataZone { get; init; }

    /// <summary>When the act took place, in force (EDTF).</summary>
    public required Edtf Happened { get; init; }

    /// <summary>By when it had happened.</summary>
    public required Instant HappenedBy { get; init; }

    /// <summary>By when the knower knew it.</summary>
    public required Instant KnownBy { get; init; }

    /// <summary>The payload in force.</summary>
    public required JsonElement Data { get; init; }

    /// <summary>Members said to be unknown, withheld or none, in force.</summary>
    public Absences? Absent { get; init; }

    /// <summary>Those of them that are what the type is about: it is called by them, not by its type. Absent: none.</summary>
    public Absences? Untold { get; init; }

    /// <summary>The event that it is another report of.</summary>
    public Guid? AccountOf { get; init; }

    /// <summary>Whether an effective denial targets it.</summary>
    public required bool Disputed { get; init; }

    /// <summary>How many origins stand behind the act.</summary>
    public required int Support { get; init; }

    /// <summary>Where it was reported, as far as published by K.</summary>
    public Source? Source { get; init; }

    /// <summary>There is a source, published only after K.</summary>
    public bool? AttestedLater { get; init; }

    /// <summary>From the publisher back to the origin.</summary>
    public IReadOnlyList<string>? Attribution { get; init; }

    /// <summary>The Admiralty code; absent: F6.</summary>
    public Assessment? Assessment { get; init; }

    /// <summary>When the ledger took it.</summary>
    public required Instant RecordedAt { get; init; }

    /// <summary>Who recorded it.</summary>
    public required string RecordedBy { get; init; }

    /// <summary>Effective corrections, in the order in which they became known.</summary>
    public required IReadOnlyList<ActItem> Corrections { get; init; }

    /// <summary>Effective denials, in the order in which they became known.</summary>
    public required IReadOnlyList<ActItem> Denials { get; init; }

    /// <summary>Who took it back, when and why: it is as if never said, and told as it was last in force. Absent: it stands.</summary>
    public ActItem? RetractedBy { get; init; }

    /// <summary>Amendments that are in what is shown, oldest first.</summary>
    public IReadOnlyList<Guid>? Amendments { get; init; }

    /// <summary>The disclosures to the knower or the public, by K.</summary>
    public required IReadOnlyList<Disclosure> Disclosures { get; init; }

    /// <summary>Other subjects that list it.</summary>
    public IReadOnlyList<SubjectId>? Related { get; init; }

    /// <summary>Its payload, source and attribution were erased: when, why and by whom.</summary>
    public Erasure? Erased { get; init; }

    /// <summary>Tells one entry of a story.</summary>
    public static StoryItem Of(StoryEntry entry, Story story)
    {
        var e = entry.Event;
        var shown = story.SourceOf(e);
        return new StoryItem
        {
            Id = e.Id,
            Act = entry.Act,
            Subject = e.Subject,
            Type = e.Type.Name,
            Mode = e.Mode,
            Seq = e.Seq,
            Version = e.Version,
            Zone = e.Zone?.Id,
            ZoneName = e.Zone?.Name,
            HappenedZone = ZoneItem.Of(entry.Happened, e.Zone),
            DataZone = ZoneItem.Of(entry.Data, e.Zone),
            Happened = entry.Happened,
            HappenedBy = entry.HappenedBy,
            KnownBy = entry.KnownBy,
            Data = EventType.ToElement(entry.Data),
            Absent = entry.Absent,
            Untold = e.Type.Untold(entry.Absent),
            AccountOf = e.AccountOf,
            Disputed = entry.IsDisputed,
            Support = entry.Support,
            Source = shown.Source,
            AttestedLater = shown.AttestedLater,
            Attribution = shown.Attribution,
            Assessment = e.Assessment,
            RecordedAt = e.RecordedAt,
            RecordedBy = e.RecordedBy,
            Corrections = [.. entry.Corrections.Select(c => ActItem.Of(c, story))],
            Denials = [.. entry.Denials.Select(d => ActItem.Of(d, story))],
            RetractedBy = ActItem.First(entry.Retractions, story),
            Amendments = entry.Seen.Amendments is { Count: > 0 } amendments ? amendments : null,
            Disclosures = [.. story.Shown(entry.Seen)],
            Related = e.Related,
            Erased = e.Erased,
        };
    }
}

/// <summary>A correction, denial or retraction, told with the event it acts on.</summary>
public sealed record ActItem
{
    /// <summary>Its id.</summary>
    public required Guid Event { get; init; }

    /// <summary>By when the knower knew it.</summary>
    public required Instant KnownBy { get; init; }

    /// <summary>Who denies, if said.</summary>
    public Actors? By { get; init; }

    /// <summary>Why, if said.</summary>
    public string? Reason { get; init; }

    /// <summary>Who published it, as far as published by K.</summary>
    public Key? Publisher { get; init; }

    /// <summary>From the publisher back to the origin.</summary>
    public IReadOnlyList<string>? Attribution { get; init; }

    /// <summary>There is a source, published only after K.</summary>
    public bool? AttestedLater { get; init; }

    /// <summary>What it said was erased: when, why and by whom.</summary>
    public Erasure? Erased { get; init; }

    /// <summary>The act that first took it back; what follows says it again.</summary>
    internal static ActItem? First(IReadOnlyList<SeenEvent>? retractions, Reading story) =>
        retractions is [var first, ..] ? Of(first, story) : null;

    internal static ActItem Of(SeenEvent act, Reading story)
    {
        var shown = story.SourceOf(act.Event);
        return new ActItem
        {
            Event = act.Event.Id,
            KnownBy = act.KnownBy!.Value,
            By = (act.Event.Data as EventDenied)?.By,
            Reason = act.Event.Data switch
            {
                EventCorrected corrected => corrected.Reason,
                EventDenied denied => denied.Reason,
                EventRetracted retracted => retracted.Reason,
                _ => null,
            },
            Publisher = shown.Publisher,
            Attribution = shown.Attribution,
            AttestedLater = shown.AttestedLater,
            Erased = act.Event.Erased,
        };
    }
}

/// <summary>An event as the ledger holds it, cut to what a vantage may show; corrections and retractions are events of their own.</summary>
public record RecordedItem
{
    /// <summary>The event's id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The body of work it belongs to.</summary>
    public required Key Timeline { get; init; }

    /// <summary>What it is about.</summary>
    public required SubjectId Subject { get; init; }

    /// <summary>Its type in the catalogue.</summary>
    public required string Type { get; init; }

    /// <summary>The payload as recorded, amended.</summary>
    public required JsonElement Data { get; init; }

    /// <summary>How it is meant; absent: asserted as fact.</summary>
    public Mode? Mode { get; init; }

    /// <summary>Members said to be unknown, withheld or none.</summary>
    public Absences? Absent { get; init; }

    /// <summary>The event that it is another report of.</summary>
    public Guid? AccountOf { get; init; }

    /// <summary>The IANA zone of the days and local times in it; absent: UTC.</summary>
    public string? Zone { get; init; }

    /// <summary>What people are told of that zone: the name given to it, else its city.</summary>
    public string? ZoneName { get; init; }

    /// <summary>The zone of the date in force, where it is another: a correction's.</summary>
    public ZoneItem? HappenedZone { get; init; }

    /// <summary>The zone of the dates in the payload in force, where it is another: a correction's or an amendment's.</summary>
    public ZoneItem? DataZone { get; init; }

    /// <summary>When the act took place (EDTF).</summary>
    public required Edtf Happened { get; init; }

    /// <summary>Who came to know it and when, as far as the vantage may show it.</summary>
    public required IReadOnlyList<Disclosure> Disclosures { get; init; }

    /// <summary>Where it was reported, as far as published by K.</summary>
    public Source? Source { get; init; }

    /// <summary>There is a source, published only after K.</summary>
    public bool? AttestedLater { get; init; }

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

    /// <summary>By when the knower knew it.</summary>
    public Instant? KnownBy { get; init; }

    /// <summary>By when it had happened, of what is in force (SEMANTICS §3).</summary>
    public Instant? HappenedBy { get; init; }

    /// <summary>Where it stands at the vantage.</summary>
    public Standing? Standing { get; init; }

    /// <summary>
    /// Members of what is in force that are said to be unknown, withheld or none, and are what the type is about: it is called by them,
    /// not by its type. Absent: none.
    /// </summary>
    public Absences? Untold { get; init; }

    /// <summary>Effective corrections, in the order in which they became known; absent: none.</summary>
    public IReadOnlyList<ActItem>? Corrections { get; init; }

    /// <summary>Who took it back, when and why; absent: it stands, or it acts on the record.</summary>
    public ActItem? RetractedBy { get; init; }

    /// <summary>What effective corrections put in place of what it said; absent: it stands as it is.</summary>
    public CorrectedItem? InForce { get; init; }

    /// <summary>An effective denial targets it; absent: none does.</summary>
    public bool? Disputed { get; init; }

    /// <summary>Another account of the same act asserts otherwise (SEMANTICS §6, rivals); absent: none does.</summary>
    public bool? Contradicted { get; init; }

    /// <summary>Amendments that are in what is shown, oldest first.</summary>
    public IReadOnlyList<Guid>? Amendments { get; init; }

    /// <summary>The event whole, as whoever recorded it is answered.</summary>
    public static RecordedItem Of(TimelineEvent e) => Of(e, e.Disclosures, new ShownSource(e.Source, e.Attribution, AttestedLater: null));

    /// <summary>The event as a vantage may see it.</summary>
    public static RecordedItem Of(SeenEvent seen, Reading story)
    {
        var entry = story.EntryOf(seen);
        var last = entry ?? story.RetractedOf(seen);
        return Of(seen.Event, [.. story.Shown(seen)], story.SourceOf(seen.Event)) with
        {
            Data = EventType.ToElement(story.ShownData(seen.Event)),
            KnownBy = seen.KnownBy,
            HappenedBy = last?.HappenedBy ?? (seen.KnownBy is { } known ? Story.HappenedBy(seen.Event.Happened, known) : null),
            Standing = story.StandingOf(seen),
            Untold = last is null ? null : seen.Event.Type.Untold(last.Absent),
            Corrections = last is { Corrections: { Count: > 0 } corrections } ? [.. corrections.Select(c => ActItem.Of(c, story))] : null,
            RetractedBy = ActItem.First(last?.Retractions, story),
            InForce = last is null ? null : CorrectedItem.Of(last),
            Disputed = entry is { IsDisputed: true } ? true : null,
            Contradicted = entry is not null && story.IsContradicted(entry) ? true : null,
            Amendments = seen.Amendments.Count > 0 ? seen.Amendments : null,
        };
    }

    private static RecordedItem Of(TimelineEvent e, IReadOnlyList<Disclosure> disclosures, ShownSource shown) => new()
    {
        Id = e.Id,
        Timeline = e.Timeline,
        Subject = e.Subject,
        Type = e.Type.Name,
        Data = EventType.ToElement(e.Data),
        Mode = e.Mode,
        Absent = e.Absent,
        Untold = e.Type.Untold(e.Absent),
        AccountOf = e.AccountOf,
        Zone = e.Zone?.Id,
        ZoneName = e.Zone?.Name,
        HappenedZone = ZoneItem.Of(e.Happened, e.Zone),
        DataZone = ZoneItem.Of(e.Data, e.Zone),
        Happened = e.Happened,
        Disclosures = disclosures,
        Source = shown.Source,
        AttestedLater = shown.AttestedLater,
        Attribution = shown.Attribution,
        Assessment = e.Assessment,
        Related = e.Related,
        NotedAt = e.NotedAt,
        Version = e.Version,
        Seq = e.Seq,
        RecordedAt = e.RecordedAt,
        RecordedBy = e.RecordedBy,
        Erased = e.Erased,
    };
}

/// <summary>A zone, told beside a date that is of another zone than its event.</summary>
/// <param name="Zone">The IANA zone.</param>
/// <param name="ZoneName">What people are told of it: the name given to it, else its city.</param>
public sealed record ZoneItem(string Zone, string ZoneName)
{
    /// <summary>The zone of a date; <see langword="null"/>: it is the event's, or makes no difference.</summary>
    public static ZoneItem? Of(Edtf date, LocalZone? ofEvent) =>
        !date.IsLocal || date.Zone == ofEvent ? null : date.Zone is { } zone ? new(zone.Id, zone.Name) : new("UTC", "UTC");

    /// <summary>The zone of the dates in a payload.</summary>
    public static ZoneItem? Of(EventData data, LocalZone? ofEvent) =>
        data.EveryDate.Select(d => Of(d, ofEvent)).FirstOrDefault(z => z is not null);
}

/// <summary>What is in force of an event where corrections replaced it (SEMANTICS §5).</summary>
/// <param name="Data">The payload, whole; absent: as the event has it.</param>
/// <param name="Happened">When the act took place (EDTF); absent: as the event has it.</param>
/// <param name="HappenedZone">The zone of that date where it is another than the event's.</param>
/// <param name="DataZone">The zone of the dates in that payload where it is another than the event's.</param>
public sealed record CorrectedItem(JsonElement? Data, Edtf? Happened, ZoneItem? HappenedZone, ZoneItem? DataZone)
{
    internal static CorrectedItem? Of(StoryEntry entry)
    {
        var corrected = entry.Corrections.Select(c => (EventCorrected)c.Event.Data).ToList();
        return corrected.Count == 0 ? null : new CorrectedItem(
            corrected.Exists(c => c.Data is not null) ? EventType.ToElement(entry.Data) : null,
            corrected.Exists(c => c.Happened is not null) ? entry.Happened : null,
            ZoneItem.Of(entry.Happened, entry.Event.Zone), ZoneItem.Of(entry.Data, entry.Event.Zone));
    }
}

/// <summary>Who says so: of a value in force, a rival, an expectation.</summary>
public record Word
{
    /// <summary>The event; absent for a tally.</summary>
    public Guid? Event { get; init; }

    /// <summary>Its type.</summary>
    public string? Type { get; init; }

    /// <summary>
    /// What of its subject matter is said to be unknown, withheld or none: it is called by that, not by its type. Absent: nothing.
    /// </summary>
    public Absences? Untold { get; init; }

    /// <summary>By when the knower knew of the event. Since when the value is known, its <c>since</c> says.</summary>
    public Instant? KnownBy { get; init; }

    /// <summary>Whether it is disputed.</summary>
    public bool? Disputed { get; init; }

    /// <summary>How many distinct origins say so: of a value those of this very value, of an expectation that no value gives those of the act.</summary>
    public int? Support { get; init; }

    /// <summary>The Admiralty code; F6 where none was given.</summary>
    public Assessment? Assessment { get; init; }

    /// <summary>Who published it, as far as published by K.</summary>
    public Key? Publisher { get; init; }

    /// <summary>From the publisher back to the origin.</summary>
    public IReadOnlyList<string>? Attribution { get; init; }

    /// <summary>There is a source, published only after K.</summary>
    public bool? AttestedLater { get; init; }

    /// <summary>Fills in who says so.</summary>
    internal static TWord By<TWord>(TWord word, StoryEntry entry, int support, Reading story) where TWord : Word =>
        Of(word, entry.Seen, story) with
        {
            Untold = entry.Event.Type.Untold(entry.Absent),
            KnownBy = entry.KnownBy,
            Disputed = entry.IsDisputed,
            Support = support,
        };

    /// <summary>Whose word an event is, and by when it was known.</summary>
    public static Word Of(SeenEvent seen, Reading story) => Of(new Word { KnownBy = seen.KnownBy }, seen, story);

    /// <summary>Fills in whose word an event is.</summary>
    protected static TWord Of<TWord>(TWord word, SeenEvent seen, Reading story) where TWord : Word
    {
        var shown = story.SourceOf(seen.Event);
        return word with
        {
            Event = seen.Event.Id,
            Type = seen.Event.Type.Name,
            Untold = seen.Event.Type.Untold(seen.Event.Absent),
            Assessment = seen.Event.Assessment ?? Assessment.CannotBeJudged,
            Publisher = shown.Publisher,
            Attribution = shown.Attribution,
            AttestedLater = shown.AttestedLater,
        };
    }
}

/// <summary>On whose word a value of the state stands, and since when it is known (SEMANTICS §6).</summary>
public record Provenance : Word
{
    /// <summary>Since when the value has been known, without a break; of a tally since when it has been this number.</summary>
    [JsonPropertyOrder(1)]
    public required Instant Since { get; init; }

    /// <summary>
    /// Whose word was in force at <see cref="Since"/>, with its own <c>knownBy</c> where that is earlier; of the event that is in force now
    /// nothing is told twice. Of a tally: the first event.
    /// </summary>
    [JsonPropertyOrder(1)]
    public Word? First { get; init; }

    /// <summary>Of a tally: the last event.</summary>
    [JsonPropertyOrder(1)]
    public Word? Last { get; init; }

    /// <summary>Of a tally: how many acts it counts.</summary>
    [JsonPropertyOrder(1)]
    public int? Count { get; init; }

    /// <summary>The correction from which on the event in force says so; absent: it always did.</summary>
    [JsonPropertyOrder(1)]
    public ActItem? CorrectedBy { get; init; }

    /// <summary>A better assessed value that it superseded.</summary>
    [JsonPropertyOrder(1)]
    public Rival? Over { get; init; }

    /// <summary>Tells on whose word what is in force at a pointer stands.</summary>
    internal static TProvenance Of<TProvenance>(TProvenance told, State state, string pointer) where TProvenance : Provenance =>
        Of(told, state.Values[pointer], state.Since(pointer), state.CorrectedBy(pointer), state.Story);

    /// <summary>Tells on whose word what is in force stands.</summary>
    protected static TProvenance Of<TProvenance>(TProvenance told, InForce value, Since since, SeenEvent? correctedBy, Reading story)
        where TProvenance : Provenance
    {
        if (value.Tallied > 0)
        {
            return told with
            {
                Since = since.Known,
                Count = value.Tallied,
                First = Of(value.First!.Seen, story),
                Last = Of(value.By.Seen, story),
            };
        }

        Instant? earlier = since.First.KnownBy < since.Known ? since.First.KnownBy : null;
        return By(told, value.By, value.Support, story) with
        {
            Since = since.Known,
            First = since.First.Event.Id == value.By.Event.Id
                ? new Word { Event = value.By.Event.Id, KnownBy = earlier }
                : Of(new Word { KnownBy = earlier }, since.First, story),
            CorrectedBy = correctedBy is null ? null : ActItem.Of(correctedBy, story),
            Over = value.Over is { } over ? Rival.Of(over, story) : null,
        };
    }
}

/// <summary>What is in force at a pointer of a state, and on whose word.</summary>
public sealed record ToldValue : Provenance
{
    /// <summary>The value.</summary>
    [JsonPropertyOrder(-1)]
    public required JsonElement Value { get; init; }

    /// <summary>Tells what is in force at a pointer; <see langword="null"/>: nothing is.</summary>
    public static ToldValue? Of(State state, string pointer) => !state.Values.TryGetValue(pointer, out var value) ? null
        : Of(value, state.Since(pointer), state.CorrectedBy(pointer), state.Story);

    internal static ToldValue Of(InForce value, Since since, SeenEvent? correctedBy, Reading story) =>
        Of(new ToldValue { Value = value.Value.ToElement(), Since = default }, value, since, correctedBy, story);
}

/// <summary>Another value, and on whose word.</summary>
public sealed record Rival : Word
{
    /// <summary>The value.</summary>
    public required JsonElement Value { get; init; }

    internal static Rival Of(Said said, Reading story) => By(new Rival { Value = said.Value.ToElement() }, said.Entry, said.Support, story);
}

/// <summary>An open question as an answer tells it.</summary>
/// <param name="Question">Its name.</param>
/// <param name="Pointer">Where the answer would stand in the state.</param>
/// <param name="Reason">Why it is open.</param>
/// <param name="Text">In words.</param>
/// <param name="Event">The event that leaves it open.</param>
public sealed record OpenQuestionItem(string Question, string Pointer, OpenReason Reason, string Text, Guid? Event);

/// <summary>An expectation as an answer tells it.</summary>
public sealed record ExpectationItem : Word
{
    /// <summary>The pointer of the date in the state; for a foreseen or merely said event its type.</summary>
    public required string What { get; init; }

    /// <summary>The planned date (EDTF).</summary>
    public required Edtf Date { get; init; }

    /// <summary>The zone of that date; absent: UTC, or it makes no difference.</summary>
    public ZoneItem? DateZone { get; init; }

    /// <summary>Where the date lies, judged at V.</summary>
    public required Due When { get; init; }

    /// <summary>How it is meant; absent: asserted.</summary>
    public Mode? Mode { get; init; }
}

/// <summary>What a state rests on.</summary>
/// <param name="Events">How many events of the story.</param>
/// <param name="FirstKnown">When the first of them became known.</param>
/// <param name="LastKnown">When the last of them, or of the corrections and denials of them, became known.</param>
/// <param name="Retracted">How many visible events were taken back; absent: none. Where <c>events</c> is 0, nothing else was ever
/// said.</param>
public sealed record Basis(int Events, Instant? FirstKnown, Instant? LastKnown, int? Retracted = null);

/// <summary>A subject as it is listed.</summary>
public sealed record SubjectItem
{
    /// <summary>The subject.</summary>
    public required SubjectId Subject { get; init; }

    /// <summary>Its kind.</summary>
    public required Key Kind { get; init; }

    /// <summary>The greatest visible version.</summary>
    public required long Version { get; init; }

    /// <summary>What it is called, where that is said.</summary>
    public string? Title { get; init; }

    /// <summary>Its status, where it has one.</summary>
    public string? Status { get; init; }

    /// <summary>How many events its story has.</summary>
    public required int Events { get; init; }

    /// <summary>When the first of it became known.</summary>
    public Instant? FirstKnown { get; init; }

    /// <summary>When the last of it became known.</summary>
    public Instant? LastKnown { get; init; }

    /// <summary>Erased events of it; absent: none.</summary>
    public IReadOnlyList<ErasedItem>? Erased { get; init; }

    /// <summary>A subject with its state.</summary>
    public static SubjectItem Of(State state)
    {
        var basis = StateItem.BasisOf(state.Story);
        return new SubjectItem
        {
            Subject = state.Subject,
            Kind = state.Subject.Kind,
            Version = state.Story.Version,
            Title = state.Values.GetValueOrDefault("/title")?.Value.Text,
            Status = state.Values.GetValueOrDefault("/status")?.Value.Text,
            Events = basis.Events,
            FirstKnown = basis.FirstKnown,
            LastKnown = basis.LastKnown,
            Erased = ErasedItem.Of(state.Story),
        };
    }
}

/// <summary>The state of a subject as an answer tells it; the same for one vantage for ever.</summary>
public sealed record StateItem
{
    /// <summary>The greatest visible version.</summary>
    public required long Version { get; init; }

    /// <summary>The state.</summary>
    public required JsonElement State { get; init; }

    /// <summary>On whose word each value stands, by JSON Pointer into the state.</summary>
    public required IReadOnlyDictionary<string, Provenance> Provenance { get; init; }

    /// <summary>What other accounts of the same act say instead, by JSON Pointer into the state.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<Rival>> Rivals { get; init; }

    /// <summary>What is said to be possible, intended or not so, in story order.</summary>
    public required IReadOnlyList<StoryItem> Said { get; init; }

    /// <summary>What a reader would expect to be known and is not.</summary>
    public required IReadOnlyList<OpenQuestionItem> OpenQuestions { get; init; }

    /// <summary>What is said to be ahead, by date.</summary>
    public required IReadOnlyList<ExpectationItem> Expectations { get; init; }

    /// <summary>What the state rests on.</summary>
    public required Basis Basis { get; init; }

    /// <summary>Erased events of the subject; absent: none.</summary>
    public IReadOnlyList<ErasedItem>? Erased { get; init; }

    /// <summary>Tells a state.</summary>
    public static StateItem Of(State state)
    {
        var story = state.Story;
        return new StateItem
        {
            Version = story.Version,
            State = Tree(state),
            Provenance = Sorted(state.Values.Keys.ToDictionary(p => p, p => Knowing.Provenance.Of(new Provenance { Since = default }, state, p))),
            Rivals = Sorted(state.Values.Where(v => v.Value.Rivals.Count > 0)
                .ToDictionary(v => v.Key, IReadOnlyList<Rival> (v) => [.. v.Value.Rivals.Select(r => Rival.Of(r, story))])),
            Said = [.. state.Said.Select(s => StoryItem.Of(s, story))],
            OpenQuestions = [.. state.OpenQuestions.Select(QuestionOf)],
            Expectations = [.. state.Expectations.Select(e => ExpectationOf(e, state))],
            Basis = BasisOf(story),
            Erased = ErasedItem.Of(story),
        };
    }

    /// <summary>Tells an open question.</summary>
    public static OpenQuestionItem QuestionOf(OpenQuestion question) =>
        new(question.Question, question.Pointer, question.Reason, question.Text, question.By?.Event.Id);

    /// <summary>Tells an expectation.</summary>
    public static ExpectationItem ExpectationOf(Expectation expected, State state) => Word.By(
        new ExpectationItem
        {
            What = expected.What,
            Date = expected.Date,
            DateZone = ZoneItem.Of(expected.Date, null),
            When = expected.When,
            Mode = expected.By.Event.Mode,
        },
        expected.By, state.Values.GetValueOrDefault(expected.What)?.Support ?? expected.By.Support, state.Story);

    /// <summary>What a story's state rests on.</summary>
    public static Basis BasisOf(Story story)
    {
        var entries = story.Entries.ToList();
        int? retracted = story.Retracted.Count > 0 ? story.Retracted.Count : null;
        if (entries.Count == 0) return new Basis(0, null, null, retracted);
        var acts = entries.SelectMany(e => e.Corrections.Concat(e.Denials)).Select(a => a.KnownBy!.Value);
        return new Basis(entries.Count, entries.Min(e => e.KnownBy), entries.Select(e => e.KnownBy).Concat(acts).Max(), retracted);
    }

    private static SortedDictionary<string, T> Sorted<T>(Dictionary<string, T> map) => new(map, StringComparer.Ordinal);

    private static JsonElement Element(string json) => JsonSerializer.Deserialize(json, RecordJson.Default.JsonElement);

    // Values in ordinal order of their pointers nest into objects; at the top the kind's own order comes first.
    private static JsonElement Tree(State state)
    {
        var root = new SortedDictionary<string, object>(new StateOrder(Catalogue.KindOf(state.Subject).StateMembers));
        foreach (var (pointer, value) in state.Values)
        {
            var steps = JsonPointer.Steps(pointer).ToArray();
            var at = root;
            foreach (var step in steps[..^1])
            {
                if (!at.TryGetValue(step, out var below)) at[step] = below = new SortedDictionary<string, object>(StringComparer.Ordinal);
                at = (SortedDictionary<string, object>)below;
            }

            at[steps[^1]] = value.Value.Json;
        }

        return Element(StrictJson.Write(writer => Write(writer, root)));

        static void Write(Utf8JsonWriter writer, object node)
        {
            if (node is string json)
            {
                writer.WriteRawValue(json);
                return;
            }

            writer.WriteStartObject();
            foreach (var (name, below) in (SortedDictionary<string, object>)node)
            {
                writer.WritePropertyName(name);
                Write(writer, below);
            }

            writer.WriteEndObject();
        }
    }

    private sealed class StateOrder(IReadOnlyList<string> first) : IComparer<string>
    {
        public int Compare(string? x, string? y)
        {
            var (a, b) = (Place(x!), Place(y!));
            return a != b ? a.CompareTo(b) : string.CompareOrdinal(x, y);
        }

        private int Place(string name)
        {
            for (var i = 0; i < first.Count; i++)
            {
                if (first[i] == name) return i;
            }

            return first.Count;
        }
    }
}
