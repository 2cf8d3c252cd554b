using System.Text;
using Timeline.Domain.Json;
using Timeline.Domain.Record;
using Timeline.Domain.Subjects.Interaction;
using Timeline.Domain.Time;

namespace Timeline.Domain.Importing;

/// <summary>
/// Files of ICEWS: 20 columns between tabs, or the 19 of some yearly ones, which leave the CAMEO code to the event text. Their days are
/// written 2017-02-24 or 2/24/2017. When a row became known only its file's name tells.
/// </summary>
/// <param name="known">When the file was released.</param>
public sealed class Icews(Edtf known) : TableFormat
{
    private const int EventId = 0, EventDate = 1, SourceName = 2, SourceSectors = 3, SourceCountry = 4, EventText = 5, Cameo = 6, Intensity = 7,
        TargetName = 8, TargetSectors = 9, TargetCountry = 10, StoryId = 11, SentenceNumber = 12, Publisher = 13, City = 14, Country = 17, Latitude = 18;

    private static readonly string[] Names =
    [
        "Event ID", "Event Date", "Source Name", "Source Sectors", "Source Country", "Event Text", "CAMEO Code", "Intensity", "Target Name",
        "Target Sectors", "Target Country", "Story ID", "Sentence Number", "Publisher", "City", "District", "Province", "Country", "Latitude", "Longitude",
    ];

    // A publisher is cited as such; a row that names none is cited by the data set.
    private static readonly Key Itself = Key.Parse("icews");

    private readonly IReadOnlyList<Disclosure> _disclosures = Public(known);
    private readonly SlashedDays _days = new();
    private int? _absent;
    private bool _hasDerived;

    private protected override IReadOnlyList<string> Columns => Names;

    private protected override int LeastColumns => MostColumns;

    private protected override int MostColumns => _absent is null ? Names.Length : Names.Length - 1;

    // 2/3/2017 may be either; any other line of the file may tell.
    /// <inheritdoc/>
    public override bool NeedsSurvey(ReadOnlySpan<byte> head) =>
        Encoding.UTF8.GetString(head).Split('\n').Any(line => SlashedDays.IsOne(DayIn(line)));

    /// <inheritdoc/>
    public override void Survey(ReadOnlyMemory<byte> line) => _days.Survey(DayIn(Encoding.UTF8.GetString(line.Span)));

    // It stands before whatever may have tabs in it.
    private static string DayIn(string line) => line.Split('\t', 3) is { Length: > 1 } cells ? cells[1].Trim().Trim('"') : "";

    private protected override string? HeaderFault(IReadOnlyList<string> cells)
    {
        _absent = cells.Count == Names.Length - 1 && !cells.Any(c => IsNamed(c, Names[Cameo])) ? Cameo : null;
        string[] layout = [.. Names.Where((_, i) => i != _absent)];
        for (var i = 0; i < Math.Max(cells.Count, layout.Length); i++)
        {
            var (named, needed) = (i < cells.Count ? cells[i].Trim() : null, i < layout.Length ? layout[i] : null);
            if (named is not null && needed is not null && IsNamed(named, needed)) continue;
            var found = named is null ? "missing" : $"'{named}'";
            return $"Is a header whose column {i + 1} is {found}; it is {needed ?? "none"} in this format.";
        }

        return null;
    }

    private protected override Row RowOf(IReadOnlyList<string> cells) => new(Names, cells, _absent);

    private protected override LineReading Read(Row row)
    {
        var (id, happened, cameo) = (row.Number(EventId), Day(row), CodeOf(row));
        var (source, target) = (row.Needed(SourceName), row.Needed(TargetName));
        var intensity = row.Decimal(Intensity, -10, 10);
        var place = string.Join(", ", Enumerable.Range(City, 4).Select(row.Text).OfType<string>());
        var where = row.Place(place.Length == 0 ? null : place, Country, Latitude);
        if (row.Faults.Count > 0) return new LineReading();

        var (sourceKey, targetKey) = (ActorKeys.Of(source!), ActorKeys.Of(target!));
        return new LineReading
        {
            Event = new ProposedEvent
            {
                Id = Id("icews", id!),
                Subject = ActorKeys.Dyad(sourceKey, targetKey),
                Type = Interaction,
                Data = new Interaction
                {
                    Source = sourceKey,
                    Target = targetKey,
                    Cameo = cameo,
                    Text = row.Text(EventText),
                    Intensity = intensity,
                    Place = where,
                    SourceSectors = Sectors(row.Text(SourceSectors)),
                    TargetSectors = Sectors(row.Text(TargetSectors)),
                    SourceName = source,
                    TargetName = target,
                    SourceCountry = row.Text(SourceCountry),
                    TargetCountry = row.Text(TargetCountry),
                },
                Happened = happened,
                Disclosures = _disclosures,
                IsKnownShort = true,
                IsKnownByRelease = true,
                Source = new Source
                {
                    Publisher = row.Text(Publisher) is { } publisher ? ActorKeys.Of(publisher) : Itself,
                    Locator = Locator(row, id!),
                },
            },
        };
    }

    /// <inheritdoc/>
    public override Fault Locate(Fault fault) => fault with { Pointer = fault.Pointer == "/id" ? Row.Pointer(Names[EventId]) : fault.Pointer };

    private Edtf? Day(Row row)
    {
        const string Format = "yyyy-MM-dd", Written = "as 2019-02-24";
        if (row.Text(EventDate) is not { } text || !SlashedDays.IsOne(text)) return row.Date(EventDate, Format, Written);
        if (_days.Fault is not { } contradiction) return row.Date(EventDate, _days.Read(text), Format, _days.Written);
        row.FileFault(EventDate, contradiction);
        return null;
    }

    // A file without codes has the texts that they stand for.
    private CameoCode? CodeOf(Row row)
    {
        if (row.Text(Cameo) is not null || row.Text(EventText) is not { } text) return row.Cameo(Cameo);
        if (IcewsTexts.TryCode(text, out var code))
        {
            _hasDerived = true;
            return code;
        }

        const string Unknown = "is no event text of ICEWS' dictionary, and there is no CAMEO code beside it.";
        if (_absent is null || _hasDerived) row.Fault(EventText, Unknown);
        else row.FileFault(EventText, $"{Unknown} The layout without CAMEO Code (2017) needs those texts.");
        return null;
    }

    private static string Locator(Row row, string id)
    {
        string?[] parts =
        [
            row.Text(Publisher), row.Text(StoryId) is { } story ? $"story {story}" : null,
            row.Text(SentenceNumber) is { } sentence ? $"sentence {sentence}" : null, $"ICEWS event {id}",
        ];
        return string.Join(", ", parts.OfType<string>());
    }

    private static Texts? Sectors(string? list)
    {
        string[] sectors = [.. (list ?? "").Split(',', StringSplitOptions.TrimEntries).Where(s => !Missing.Is(s))];
        return sectors.Length == 0 ? null : new Texts(sectors);
    }
}
