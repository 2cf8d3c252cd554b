using System.Text;
using Timeline.Domain.Json;
using Timeline.Domain.Record;
using Timeline.Domain.Subjects.Interaction;

namespace Timeline.Domain.Importing;

/// <summary>
/// The mentions of GDELT 2.0: every report of an event, the later ones among them. 16 columns, between tabs without a header as published,
/// or as CSV. Each is an account of an event imported before.
/// </summary>
public sealed class GdeltMentions : TableFormat
{
    private const int EventId = 0, EventTime = 1, MentionTime = 2, MentionType = 3, SourceName = 4, Identifier = 5, Sentence = 6, ActionOffset = 9,
        InRawText = 10, Confidence = 11, Tone = 13, Translation = 14;

    private static readonly Key Itself = Key.Parse("gdelt");

    private static readonly string[] Names =
    [
        "GLOBALEVENTID", "EventTimeDate", "MentionTimeDate", "MentionType", "MentionSourceName", "MentionIdentifier", "SentenceID",
        "Actor1CharOffset", "Actor2CharOffset", "ActionCharOffset", "InRawText", "Confidence", "MentionDocLen", "MentionDocTone",
        "MentionDocTranslationInfo", "Extras",
    ];

    private protected override IReadOnlyList<string> Columns => Names;

    private protected override IReadOnlyList<string>? Split(string line, bool isFirst, out string separator, out LineReading? faulty)
    {
        if (line.Contains('\t', StringComparison.Ordinal) || !line.Contains(',', StringComparison.Ordinal))
            return base.Split(line, isFirst, out separator, out faulty);
        separator = "commas";
        var cells = CsvCells(line);
        faulty = cells is null ? OfLine("Has a quotation mark that is not closed.") : null;
        return cells;
    }

    private protected override LineReading Read(Row row)
    {
        const string Format = "yyyyMMddHHmmss", Written = "as 20190224121500";
        var of = row.Number(EventId);
        // When the event was added, which its own row told already: it is read to know a spoilt row.
        row.Date(EventTime, Format, Written);
        var known = row.Date(MentionTime, Format, Written);
        var identifier = row.Needed(Identifier);
        if (row.Faults.Count > 0) return new LineReading();

        var told = Id(Gdelt.Name, of!);
        // One document mentions an event more than once, even within a sentence.
        var native = string.Join('/', Enumerable.Range(Sentence, ActionOffset - Sentence + 1).Select(row.Text)
            .Prepend(identifier).Prepend(row.Text(MentionType)).Prepend(row.Text(MentionTime)).Prepend(of));
        var (id, source, note, disclosures) = (Id("gdelt-mentions", native), SourceOf(row, identifier!, of!), Note(row), Public(known!));
        return new LineReading
        {
            Account = new UnplacedAccount(told, subject => new ProposedEvent
            {
                Id = id,
                Subject = subject,
                Type = Interaction,
                Data = new Interaction { Note = note },
                AccountOf = told,
                Disclosures = disclosures,
                IsKnownShort = true,
                Source = source,
            }, Missing(of!)),
        };
    }

    /// <inheritdoc/>
    public override Fault Locate(Fault fault) => fault with
    {
        Pointer = fault.Pointer switch
        {
            "/id" or "/accountOf" => Row.Pointer(Names[EventId]),
            "/known" => Row.Pointer(Names[MentionTime]),
            var pointer => pointer,
        },
    };

    private static Fault Missing(string of) => new(
        Row.Pointer(Names[EventId]), $"Column {EventId + 1}, {Names[EventId]}: there is no event {of} of GDELT 2.0 here to be an account of; import the events first.");

    private static Source SourceOf(Row row, string identifier, string of)
    {
        var locator = $"GDELT 2.0 mention of event {of}{(row.Text(Sentence) is { } sentence ? $", sentence {sentence}" : "")}";
        var isUrl = WebAddress.TryParse(identifier, out var url);
        return new Source
        {
            Publisher = row.Text(SourceName) is { } name ? Hosts.Find(name) ?? KeyOf(name)
                : isUrl ? Hosts.PublisherOf(url!) : Hosts.Find(identifier) ?? Itself,
            Title = isUrl ? null : identifier,
            Url = url,
            Language = LanguageOf(row.Text(Translation)),
            Locator = locator,
        };
    }

    // "srclc:deu;eng:…": what it was translated from; nothing is said where it was written in English.
    private static LanguageTag? LanguageOf(string? translation)
    {
        const string From = "srclc:";
        if (translation is null) return new LanguageTag("en");
        var code = translation.Split(';').FirstOrDefault(p => p.StartsWith(From, StringComparison.Ordinal))?[From.Length..];
        return code is not null && Languages.TagOf(code) is { } tag ? new LanguageTag(tag) : null;
    }

    private static string? Note(Row row)
    {
        var told = ((int[])[InRawText, Confidence, Tone]).Where(c => row.Text(c) is not null).Select(c => $"{Names[c]} {row.Text(c)}");
        var note = string.Join(", ", told);
        return note.Length == 0 ? null : note;
    }

    // RFC 4180 within one line: a quotation mark inside quotes is doubled.
    private static List<string>? CsvCells(string line)
    {
        var (cells, cell, isQuoted) = (new List<string>(16), new StringBuilder(), false);
        for (var i = 0; i < line.Length; i++)
        {
            var c = line[i];
            if (isQuoted && c == '"' && i + 1 < line.Length && line[i + 1] == '"')
            {
                cell.Append('"');
                i++;
            }
            else if (c == '"' && (isQuoted || cell.Length == 0)) isQuoted = !isQuoted;
            else if (c == ',' && !isQuoted)
            {
                cells.Add(cell.ToString());
                cell.Clear();
            }
            else cell.Append(c);
        }

        cells.Add(cell.ToString());
        return isQuoted ? null : cells;
    }
}
