using Timeline.Domain.Json;
using Timeline.Domain.Record;
using Timeline.Domain.Subjects.Interaction;
using Timeline.Domain.Time;

namespace Timeline.Domain.Importing;

/// <summary>The daily files of ICEWS: 20 columns between tabs, no quoting. When a row became known only its file's name tells.</summary>
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

    private protected override IReadOnlyList<string> Columns => Names;

    private protected override Fault? HeaderFault(IReadOnlyList<string> cells)
    {
        for (var i = 0; i < Math.Max(cells.Count, Names.Length); i++)
        {
            var (named, needed) = (i < cells.Count ? cells[i].Trim() : null, i < Names.Length ? Names[i] : null);
            if (!string.Equals(named, needed, StringComparison.OrdinalIgnoreCase))
                return new Fault("", $"Is a header whose column {i + 1} is {(named is null ? "missing" : $"'{named}'")}; it is {needed ?? "none"} in this format.");
        }

        return null;
    }

    private protected override LineReading Read(Row row)
    {
        var (id, happened, cameo) = (row.Number(EventId), row.Date(EventDate, "yyyy-MM-dd", "as 2019-02-24"), row.Cameo(Cameo));
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

    private static string Locator(Row row, string id)
    {
        string?[] parts =
        [
            row.Text(Publisher), row.Text(StoryId) is { } story ? $"story {story}" : null,
            row.Text(SentenceNumber) is { } sentence ? $"sentence {sentence}" : null, $"ICEWS event {id}",
        ];
        return string.Join(", ", parts.OfType<string>());
    }

    private static Texts? Sectors(string? list) =>
        list?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) is { Length: > 0 } sectors ? new Texts(sectors) : null;
}
