using Timeline.Domain.Record;
using Timeline.Domain.Telling;
using Timeline.Domain.Time;

namespace Timeline.Domain.Knowing;

/// <summary>One sentence of a briefing: what is said and, last, on whose word. It stands by itself.</summary>
public sealed record Sentence : Word
{
    /// <summary>The whole sentence, its source included.</summary>
    public required string Text { get; init; }

    /// <summary>When the act took place, in force (EDTF).</summary>
    public Edtf? Happened { get; init; }

    /// <summary>The zone of that date; absent: UTC, or it makes no difference.</summary>
    public ZoneItem? HappenedZone { get; init; }

    /// <summary>How it is meant; absent: asserted as fact.</summary>
    public Mode? Mode { get; init; }

    /// <summary>A remark of whoever recorded the event: not the source's word.</summary>
    public string? Note { get; init; }

    /// <summary>Of what is scheduled: the planned date (EDTF).</summary>
    public Edtf? Date { get; init; }

    /// <summary>The zone of that date; absent: UTC, or it makes no difference.</summary>
    public ZoneItem? DateZone { get; init; }

    /// <summary>Of what is scheduled: where that date lies, judged at V.</summary>
    public Due? When { get; init; }

    /// <summary>Of an open question: its name.</summary>
    public string? Question { get; init; }

    /// <summary>Of an open question: where the answer would stand in the state.</summary>
    public string? Pointer { get; init; }

    /// <summary>Of an open question: why it is open.</summary>
    public OpenReason? Reason { get; init; }
}

/// <summary>A part of a briefing.</summary>
/// <param name="Sentences">What is told, at most <see cref="Briefing.MostSentences"/>.</param>
/// <param name="LeftOut">How many more there would be.</param>
public sealed record BriefingSection(IReadOnlyList<Sentence> Sentences, int LeftOut);

/// <summary>What is known of one subject from a vantage, in sentences (SEMANTICS §7).</summary>
public sealed record BriefedSubject
{
    /// <summary>The subject.</summary>
    public required SubjectId Subject { get; init; }

    /// <summary>Its kind.</summary>
    public required Key Kind { get; init; }

    /// <summary>What it is called, where that is said.</summary>
    public string? Title { get; init; }

    /// <summary>Its status, where it has one.</summary>
    public string? Status { get; init; }

    /// <summary>When the last of anything effective became known, amendments aside.</summary>
    public required Instant LastKnown { get; init; }

    /// <summary>What is asserted, the newest act first.</summary>
    public required BriefingSection Situation { get; init; }

    /// <summary>What is said to be possible, intended or not so, the newest first.</summary>
    public required BriefingSection Said { get; init; }

    /// <summary>What is said to be ahead or going on, by date.</summary>
    public required BriefingSection ScheduledNext { get; init; }

    /// <summary>What was asked, demanded, offered or proposed, and not answered.</summary>
    public required BriefingSection Pending { get; init; }

    /// <summary>What else a reader would expect to be known, or is reported unknown or withheld.</summary>
    public required BriefingSection Open { get; init; }

    /// <summary>What is disputed, each with who disputes it.</summary>
    public required BriefingSection Disputed { get; init; }

    /// <summary>What became known in the seven days up to K, the latest first.</summary>
    public required BriefingSection KnownLately { get; init; }

    /// <summary>What was taken back: when, why and on whose word, the latest first.</summary>
    public required BriefingSection TakenBack { get; init; }

    /// <summary>The sections, in the order in which they stand.</summary>
    public IEnumerable<(SectionName Name, BriefingSection Section)> Sections() =>
    [
        (SectionName.Situation, Situation), (SectionName.Said, Said), (SectionName.ScheduledNext, ScheduledNext),
        (SectionName.Pending, Pending), (SectionName.Open, Open), (SectionName.Disputed, Disputed), (SectionName.KnownLately, KnownLately),
        (SectionName.TakenBack, TakenBack),
    ];
}

/// <summary>Tells a state in sentences. What is told and in which section is decided here, once; how it is worded, in a language.</summary>
public sealed class Briefing
{
    /// <summary>How many sentences a section has at most.</summary>
    public const int MostSentences = 50;

    private const long SevenDays = 7 * Instant.MicrosecondsPerDay;

    private readonly State _state;
    private readonly Story _story;
    private readonly Language _language;
    private readonly LocalZone? _show;
    private readonly ILookup<Guid, string> _differing;

    private Briefing(State state, Language language, LocalZone? show)
    {
        (_state, _story, _language, _show) = (state, state.Story, language, show);
        _differing = state.Values.Where(v => v.Value.Rivals.Count > 0)
            .SelectMany(v => v.Value.Rivals.Select(r => r.Entry).Prepend(v.Value.By).Select(e => (e.Event.Id, Member: LastStep(v.Key))))
            .Distinct().ToLookup(d => d.Id, d => d.Member);
    }

    /// <summary>What is known of a subject.</summary>
    /// <param name="state">Its state.</param>
    /// <param name="language">In which language it is told.</param>
    /// <param name="show">The one zone in which all dates are told; <see langword="null"/>: each as it was written.</param>
    public static BriefedSubject Of(State state, Language language, LocalZone? show = null) => new Briefing(state, language, show).Tell();

    private BriefedSubject Tell() => new()
    {
        Subject = _state.Subject,
        Kind = _state.Subject.Kind,
        Title = (_state.Values.GetValueOrDefault("/title") ?? _state.Values.GetValueOrDefault("/name"))?.Value.Text,
        Status = _state.Values.GetValueOrDefault("/status")?.Value.Text,
        LastKnown = _story.LastKnown,
        Situation = Section(_story.Entries.Reverse().Where(Asserts), Told),
        Said = Section(_state.Said.Reverse(), Told),
        ScheduledNext = Section(
            _state.Expectations.Where(e => e.When is not Due.Past),
            e => Told(e.By) with { Date = e.Date, DateZone = ZoneItem.Of(e.Date, null), When = e.When }),
        Pending = Section(_state.OpenQuestions.Where(q => q.Reason is OpenReason.Unanswered), Told),
        Open = Section(_state.OpenQuestions.Where(q => q.Reason is not OpenReason.Unanswered), Told),
        Disputed = Section(Disputes(), Told),
        KnownLately = Section(Lately(), Told),
        TakenBack = Section(TakenBack(), Told),
    };

    private static BriefingSection Section<T>(IEnumerable<T> items, Func<T, Sentence> tell)
    {
        var all = items.ToList();
        return new([.. all.Take(MostSentences).Select(tell)], Math.Max(0, all.Count - MostSentences));
    }

    private static bool Asserts(StoryEntry entry) => entry.Claims.Assertions.Count > 0;

    private IEnumerable<Guid> Disputes() => _story.Effective.Reverse().Where(e => e.IsDisputed && e.Event.Erased is null && IsTold(e))
        .SelectMany(e => e.Denials.Select(d => d.Event.Id).Prepend(e.Event.Id));

    private IEnumerable<Guid> Lately()
    {
        if (!_story.Vantage.Known.IsFinite) return [];
        var since = Instant.Saturate(_story.Vantage.Known.Microseconds - SevenDays);
        return _story.News.Where(s => s.KnownBy > since && s.Event.Erased is null && IsTold(s))
            .OrderByDescending(s => s.KnownBy).ThenByDescending(s => s.Event.Seq).Select(s => s.Event.Id);
    }

    private IEnumerable<Guid> TakenBack() => _story.Retracted.Where(e => IsTold(e)).SelectMany(e => e.Retractions)
        .Where(r => r.Event.Erased is null && IsTold(r)).OrderByDescending(r => r.KnownBy).ThenByDescending(r => r.Event.Seq)
        .Select(r => r.Event.Id);

    // What had happened by V, and what was foreseen; not what merely became known by K of a time after V.
    private bool IsTold(StoryEntry entry) => entry.HappenedBy <= _story.Vantage.At || IsForeseen(entry.Happened, entry.KnownBy);

    // An act on what is not told would tell that there is something.
    private bool IsTold(SeenEvent seen) => _story.EntryOf(seen) is { } entry ? IsTold(entry)
        : seen is { IsVisible: true, KnownBy: { } known } && Story.HappenedBy(seen.Event.Happened, known) <= _story.Vantage.At
            && (seen.Event.Target is not { } target || IsTold(_story[target]));

    private static bool IsForeseen(Edtf happened, Instant knownBy) => happened.Earliest > knownBy;

    private Sentence Told(Guid id) => _story.EntryOf(_story[id]) is { } entry ? Told(entry) : ToldOf(_story[id]);

    private Sentence Told(StoryEntry entry)
    {
        var text = _language.Sentence(_language.Clause(AccountOf(entry)), AttestationOf(entry.Event, entry.Support));
        var sentence = new Sentence
        {
            Text = text,
            Happened = entry.Happened,
            HappenedZone = ZoneItem.Of(entry.Happened, null),
            Mode = entry.Event.Mode,
            Note = NoteOf(entry.Data),
        };
        return Word.By(sentence, entry, entry.Support, _story);
    }

    private Sentence ToldOf(SeenEvent act)
    {
        var word = AttestationOf(act.Event, support: 1);
        return new Sentence
        {
            Text = _language.Sentence(_language.Clause(AccountOf(act)), word),
            Event = act.Event.Id,
            Type = act.Event.Type.Name,
            Happened = act.Event.Happened,
            HappenedZone = ZoneItem.Of(act.Event.Happened, null),
            KnownBy = act.KnownBy,
            Disputed = false,
            Assessment = act.Event.Assessment ?? Assessment.CannotBeJudged,
            Publisher = word.Shown.Publisher,
            Attribution = word.Shown.Attribution,
            AttestedLater = word.Shown.AttestedLater,
            Note = NoteOf(act.Event.Data),
        };
    }

    private Sentence Told(OpenQuestion question)
    {
        var told = (question.By ?? Asked(question.Pointer)) is { } by ? Told(by) with
        {
            Text = _language.Sentence(_language.Clause(question, _language.Clause(AccountOf(by))), AttestationOf(by.Event, by.Support)),
        }
        : new Sentence { Text = _language.Sentence(_language.Clause(question, null)), Disputed = false };
        return told with { Question = question.Question, Pointer = question.Pointer, Reason = question.Reason };
    }

    // Where an entry of the state lacks something, whoever gave the entry.
    private StoryEntry? Asked(string pointer)
    {
        var entry = pointer[..pointer.LastIndexOf('/')];
        return entry.LastIndexOf('/') > 0 ? _state.Below(entry).Select(v => v.Value.By).FirstOrDefault() : null;
    }

    private Account AccountOf(StoryEntry entry) => new()
    {
        Data = Shown(entry.Data),
        Absent = entry.Absent,
        Happened = entry.Happened.ShownIn(_show),
        IsForeseen = IsForeseen(entry.Happened, entry.KnownBy),
        Manner = MannerOf(entry.Event.Mode, entry.HappenedBy),
        About = entry.Data is IAnswersAnEvent { Event: { } answered } ? AccountOf(answered) : null,
        IsCorrected = entry.Corrections.Count > 0,
        IsDisputed = entry.IsDisputed,
        Differing = [.. _differing[entry.Event.Id]],
    };

    // An act on the record, or what was taken back: it is told as it stands there.
    private Account AccountOf(SeenEvent seen) => new()
    {
        Data = Shown(_story.ShownData(seen.Event)),
        Absent = seen.Event.Target is null ? seen.Event.Absent : null,
        Happened = seen.Event.Happened.ShownIn(_show),
        IsForeseen = IsForeseen(seen.Event.Happened, seen.KnownBy!.Value),
        Manner = MannerOf(seen.Event.Mode, Story.HappenedBy(seen.Event.Happened, seen.KnownBy!.Value)),
        About = seen.Event.Target is { } target ? AccountOf(target) : null,
    };

    private Manner MannerOf(Mode? mode, Instant happenedBy) => mode switch
    {
        Mode.Possible => Manner.Possible,
        Mode.Intended => Manner.Intended,
        Mode.Not => Manner.Not,
        _ => happenedBy > _story.Vantage.At ? Manner.Ahead : Manner.Done,
    };

    // What another event names is told only as far as it is visible itself, and without what that names in turn. What was taken back is
    // told as it was said: that is what the retraction is about.
    private Account? AccountOf(Guid id)
    {
        if (_story[id] is var seen && !IsTold(seen)) return null;
        return (_story.EntryOf(seen) is { } entry ? AccountOf(entry) : AccountOf(seen)) with { About = null };
    }

    private EventData Shown(EventData data) => _show is null ? data : data.WithDates(null, (_, date, _) => date.ShownIn(_show));

    private Attestation AttestationOf(TimelineEvent e, int support)
    {
        var shown = _story.SourceOf(e);
        if (_show is not null) shown = shown with { Source = shown.Source?.In(date => date.ShownIn(_show)) };
        return new(shown, e.Assessment, support);
    }

    private static string? NoteOf(EventData data) => data.Note is { } note && Text.Quoted(note) is { Length: > 0 } line ? line : null;

    private static string LastStep(string pointer) => pointer[(pointer.LastIndexOf('/') + 1)..];
}
