using Timeline.Domain.Knowing;
using Timeline.Domain.Record;
using Timeline.Domain.Time;

namespace Timeline.Domain.Telling;

/// <summary>How an act is told: as done, or as its mode or the time has it.</summary>
public enum Manner
{
    /// <summary>It took place.</summary>
    Done,

    /// <summary>It may be.</summary>
    Possible,

    /// <summary>Somebody means to.</summary>
    Intended,

    /// <summary>It did not take place.</summary>
    Not,

    /// <summary>It is still ahead.</summary>
    Ahead,
}

/// <summary>One event as it is to be told, what a vantage does not show left out.</summary>
public sealed record Account
{
    /// <summary>The payload in force.</summary>
    public required EventData Data { get; init; }

    /// <summary>Members said to be unknown, withheld or none, in force.</summary>
    public Absences? Absent { get; init; }

    /// <summary>When it took place, in force.</summary>
    public required Edtf Happened { get; init; }

    /// <summary>It was told before it was to take place.</summary>
    public bool IsForeseen { get; init; }

    /// <summary>How it is meant.</summary>
    public Manner Manner { get; init; }

    /// <summary>The event that it answers or acts on.</summary>
    public Account? About { get; init; }

    /// <summary>Who said it has corrected it.</summary>
    public bool IsCorrected { get; init; }

    /// <summary>An effective denial targets it.</summary>
    public bool IsDisputed { get; init; }

    /// <summary>The members on which accounts of the act differ.</summary>
    public IReadOnlyList<string> Differing { get; init; } = [];
}

/// <summary>On whose word something stands, as far as a vantage shows it.</summary>
/// <param name="Shown">Its source and attribution, as far as they are shown.</param>
/// <param name="Assessment">The Admiralty code; <see langword="null"/>: F6.</param>
/// <param name="Support">How many distinct origins say so: that others confirm it is the assessor's judgement where there is but one.</param>
public sealed record Attestation(ShownSource Shown, Assessment? Assessment, int Support);

/// <summary>The sections of a briefing, in the order in which they stand.</summary>
public enum SectionName
{
    /// <summary>What is asserted.</summary>
    Situation,

    /// <summary>What is said to be possible, intended or not so.</summary>
    Said,

    /// <summary>What is said to be ahead.</summary>
    ScheduledNext,

    /// <summary>What was asked and not answered.</summary>
    Pending,

    /// <summary>What else is open.</summary>
    Open,

    /// <summary>What is disputed.</summary>
    Disputed,

    /// <summary>What became known in the last seven days.</summary>
    KnownLately,

    /// <summary>What was taken back.</summary>
    TakenBack,
}

/// <summary>
/// A language in which events are told. Everything that is worded stands in it and nowhere else: for another language, derive from this
/// and add it to <see cref="All"/>.
/// </summary>
public abstract class Language
{
    /// <summary>Every language there is; the first is the default.</summary>
    public static IReadOnlyList<Language> All { get; } = [new English.English()];

    /// <summary>The language in which answers are told.</summary>
    public static Language Default => All[0];

    /// <summary>Its BCP 47 tag.</summary>
    public abstract string Tag { get; }

    /// <summary>Whether it has a template for a type of event.</summary>
    public abstract bool Tells(EventType type);

    /// <summary>An event in words, with its date, without its source, neither begun with a capital nor ended with a stop.</summary>
    public abstract string Clause(Account account);

    /// <summary>An open question in words.</summary>
    /// <param name="question">The question.</param>
    /// <param name="clause">The event that leaves it open or that it is about, if there is one.</param>
    public abstract string Clause(OpenQuestion question, string? clause);

    /// <summary>A whole sentence: who says so comes last.</summary>
    public abstract string Sentence(string clause, Attestation word);

    /// <summary>A sentence on which nobody's word is to be had.</summary>
    public abstract string Sentence(string clause);

    /// <summary>What a briefing is called.</summary>
    public abstract string Title(string timeline);

    /// <summary>From where it is seen, in a sentence.</summary>
    /// <param name="vantage">From where.</param>
    /// <param name="show">The zone in which its instants are told; <see langword="null"/>: UTC.</param>
    public abstract string Describe(Vantage vantage, LocalZone? show);

    /// <summary>The heading of a section.</summary>
    public abstract string Heading(SectionName section);

    /// <summary>That a section tells no more, though there is more.</summary>
    public abstract string LeftOut(int count);

    /// <summary>That nothing was known.</summary>
    public abstract string Nothing { get; }

    /// <summary>That nothing here was known to some knowers by name by then.</summary>
    /// <param name="knowers">Their keys, at least one.</param>
    public abstract string UnknownKnower(IReadOnlyList<Key> knowers);

    /// <summary>That there is a further page.</summary>
    public abstract string FurtherPage { get; }

    /// <summary>That the same is to be had for ever at an address.</summary>
    public abstract string Permalink { get; }

    /// <summary>The kind and, where it has one, the status of a subject.</summary>
    public abstract string Standing(string kind, string? status);

    /// <summary>What introduces a remark of whoever recorded the event.</summary>
    public abstract string Note { get; }

    /// <summary>That an event was erased, when and why.</summary>
    public abstract string Erased(ErasedItem item);

    /// <summary>The heading above what was erased.</summary>
    public abstract string ErasedHeading { get; }

    /// <summary>Where a planned date lies.</summary>
    public abstract string When(Edtf date, Due due);
}
