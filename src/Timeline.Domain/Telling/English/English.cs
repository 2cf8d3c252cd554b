using Timeline.Domain.Knowing;
using Timeline.Domain.Record;
using Timeline.Domain.Scripts;
using Timeline.Domain.Time;
using static Timeline.Domain.Telling.English.Clause;

namespace Timeline.Domain.Telling.English;

/// <summary>Events told in English. What each type says stands in <see cref="EnglishTemplates"/>.</summary>
internal sealed class English : Language
{
    private static readonly string[] Reliabilities =
    [
        "completely reliable source", "usually reliable source", "fairly reliable source", "not usually reliable source",
        "unreliable source", "reliability of the source cannot be judged",
    ];

    private static readonly string[] Credibilities =
        ["confirmed by other sources", "probably true", "possibly true", "doubtful", "improbable", "truth cannot be judged"];

    private const string Judged = "confirmed in the assessor's judgement";

    public override string Tag => "en";

    public override string Nothing => "Nothing was known.";

    public override string UnknownKnower(IReadOnlyList<Key> knowers) =>
        $"Nothing recorded here was known to {string.Join(" or ", knowers.Select(k => $"'{k}'"))} by then.";

    public override string FurtherPage => "Further subjects";

    public override string Permalink => "The same for ever";

    public override string Note => "Note of the record";

    public override bool Tells(EventType type) => EnglishTemplates.All.ContainsKey(type.ClrType);

    public override string Clause(Account account)
    {
        var clause = EnglishTemplates.All[account.Data.GetType()](account.Data);
        var about = account.About is null ? "" : $" (concerning: {Clause(account.About)})";
        var words = clause.Words is null ? "" : $": {clause.Words}";
        return $"{Lead(account)}, {clause.In(account.Manner)}{Common(account.Data, clause.Tells)}{Remarks(account)}{about}{words}";
    }

    public override string Clause(OpenQuestion question, string? clause)
    {
        var text = question.IsAsked ? question.Text.TrimEnd('.') : Capital(Member(question.Question));
        var reason = question.Reason switch
        {
            OpenReason.Imprecise => "Not said precisely",
            OpenReason.Unanswered => "Not answered",
            OpenReason.Unknown => "Reported unknown",
            OpenReason.Withheld => "Reported withheld",
            _ => clause is null ? "Nobody is known to have said" : "Not said",
        };
        return $"{text}. {reason}{(clause is null ? "" : $": {clause}")}";
    }

    public override string Sentence(string clause, Attestation word) => $"{Capital(clause)} — {Source(word)}.";

    public override string Sentence(string clause) => $"{Capital(clause)}.";

    public override string Title(string timeline) => $"Briefing: {timeline}";

    public override string Heading(SectionName section) => section switch
    {
        SectionName.ScheduledNext => "Scheduled next",
        SectionName.KnownLately => "Known in the last seven days",
        SectionName.TakenBack => "Taken back",
        _ => section.ToString(),
    };

    public override string ErasedHeading => "Erased from the record";

    public override string Erased(ErasedItem item) =>
        $"Event {item.Event} of {item.Subject}, erased on {EnglishDates.Noun(Edtf.Parse(item.At.ToString()[..10]))}: "
            + Bidi.Isolate(item.Reason);

    public override string LeftOut(int count) => $"{count} more left out";

    public override string Standing(string kind, string? status) => status is null ? kind : $"{kind}, {Text.Words(status)}";

    public override string When(Edtf date, Due due) => due is Due.Now ? $"{EnglishDates.Noun(date)}, now" : EnglishDates.Noun(date);

    public override string Describe(Vantage vantage, LocalZone? show)
    {
        var at = vantage.At == vantage.Known ? ""
            : vantage.At.IsFinite ? $", of what had happened by {By(vantage.At, show)}" : ", whenever it happens";
        string[] lens =
        [
            .. vantage.Lens.Without.Select(p => $"without {p}"),
            .. vantage.Lens.Reliability is { } letter ? [$"sources {letter} or better"] : Array.Empty<string>(),
            .. vantage.Lens.Credibility is { } digit ? [$"reports {(int)digit} or better"] : Array.Empty<string>(),
            .. vantage.Later is Later.Sources ? ["with sources that were published later"] : Array.Empty<string>(),
        ];
        var known = vantage.Known.IsFinite ? $" by {By(vantage.Known, show)}" : "";
        return $"What was known{known} to {Noun.List([.. vantage.Knowers.Select(k => EnglishNames.Of(k))])}{at}, as recorded at position "
            + $"{Number(vantage.Recorded)}{(lens.Length == 0 ? "" : $"; {Noun.List(lens)}")}.";
    }

    // The last microsecond of a day is the whole day, and that of a second its end.
    private static string By(Instant instant, LocalZone? show) => Edtf.At(instant).ShownIn(show).Text.Split("T23:59:59") switch
    {
        [var day, ".999999Z"] => $"the end of {EnglishDates.Noun(Edtf.Parse(day))} (UTC)",
        [var day, ""] when instant.EndOfSecond != instant => $"the end of {EnglishDates.Noun(Edtf.Parse(day))} ({show!.Name})",
        _ => EnglishDates.Noun(Edtf.At(show is null ? instant : instant.EndOfSecond).ShownIn(show)),
    };

    private static string Member(string name) => name switch
    {
        "happened" => "when it happened",
        "due" => "due date",
        "until" => "until when",
        _ => Text.Words(name),
    };

    private static string Lead(Account account) => account.Manner is Manner.Possible or Manner.Intended && !account.IsForeseen
        ? EnglishDates.AsOf(account.Happened)
        : EnglishDates.When(account.Happened);

    // What any type may carry, unless its template has told it.
    private static string Common(EventData data, IReadOnlyList<string> told) => string.Concat(
        data.Participants is { } participants && !told.Contains("participants") ? $", with {Noun.Of(participants)!.Text} taking part" : "",
        data.Dates is { } dates && !told.Contains("dates") ? $", to be {EnglishDates.When(dates)}" : "",
        data.Due is { } due ? $", due {EnglishDates.When(due)}" : "",
        Plain(data.Purpose) switch
        {
            null => "",
            ['t', 'o', ' ', ..] and var purpose => $", {purpose}",
            var purpose => $" (purpose: {purpose})",
        },
        If(", by way of ", data.Via));

    private static string Remarks(Account account)
    {
        string[] remarks =
        [
            .. Absent("withheld", Absence.Withheld), .. Absent("unknown", Absence.Unknown), .. Absent("none", Absence.None),
            .. account.IsCorrected ? ["as corrected by whoever said it"] : Array.Empty<string>(),
            .. account.IsDisputed ? ["disputed"] : Array.Empty<string>(),
            .. account.Differing.Count > 0 ? [$"accounts differ on {Noun.List([.. account.Differing.Select(Member)])}"]
                : Array.Empty<string>(),
        ];
        return remarks.Length == 0 ? "" : $" ({string.Join("; ", remarks)})";

        string[] Absent(string word, Absence absence) =>
            account.Absent?.Members.Where(m => m.Value == absence).Select(m => Member(m.Key)).ToList() is { Count: > 0 } members
                ? [$"{word}: {Noun.List(members)}"] : [];
    }

    private static string Source(Attestation word)
    {
        var shown = word.Shown;
        if (!shown.IsShown) return $"its source was not yet published; {Grade(word)}";
        var origins = string.Join(
            " citing ", shown.Attribution?.Select(EnglishNames.OfOrigin).Select(o => Plain(o)).OfType<string>() ?? []);
        if (shown is { AttestedLater: true, Source: { } later }) return $"{ReportedSince(later, origins)}; {Grade(word)}";
        var who = (shown.Publisher, origins) switch
        {
            (null, "") => "recorded without a source",
            ({ } publisher, "") => publisher.Value,
            (null, _) => $"according to {origins}",
            ({ } publisher, _) => $"{publisher}, according to {origins}",
        };
        // Where nobody is named and nothing is graded there is nothing to say of either.
        return word is { Shown: { Publisher: null, Attribution: null }, Assessment: null } ? who : $"{who}; {Grade(word)}";
    }

    // Nobody had read it there by then, so it is told with its date and as what came later.
    private static string ReportedSince(Source source, string origins)
    {
        var published = source.Published is { } date ? $" ({EnglishDates.Noun(date)})" : "";
        var who = Plain(EnglishNames.OfOrigin(source.Publisher.Value));
        return $"reported since by {who}{published}{(origins.Length == 0 ? "" : $", according to {origins}")}";
    }

    private static string Grade(Attestation word)
    {
        var grade = word.Assessment ?? Assessment.CannotBeJudged;
        // Nobody else is named here who confirms it.
        var isJudgement = grade.Credibility is Credibility.Confirmed && word.Support < 2;
        var words = grade is { Reliability: Reliability.F, Credibility: Credibility.CannotBeJudged }
            ? "reliability and truth cannot be judged"
            : $"{Reliabilities[(int)grade.Reliability]}, {(isJudgement ? Judged : Credibilities[(int)grade.Credibility - 1])}";
        return $"{words} ({grade})";
    }

    private static string Capital(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];
}
