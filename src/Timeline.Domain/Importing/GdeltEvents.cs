using Timeline.Domain.Json;
using Timeline.Domain.Record;
using Timeline.Domain.Subjects.Interaction;

namespace Timeline.Domain.Importing;

/// <summary>The files of events of GDELT, 1.0 and 2.0: the same columns but for those of regions, between tabs, without a header.</summary>
public abstract class GdeltEvents : TableFormat
{
    private const int EventId = 0, SqlDate = 1, Actor1 = 5, Actor2 = 15, ActorColumns = 10, IsRoot = 25, EventCode = 26, BaseCode = 27, RootCode = 28,
        Goldstein = 30, NumMentions = 31, AvgTone = 34, FirstPlace = 35;

    private static readonly Key Itself = Key.Parse("gdelt");

    private readonly IReadOnlyList<string> _columns;
    private readonly int _placeColumns;

    // A place has its region of the second order in 2.0 only.
    private protected GdeltEvents(bool hasSecondOrder)
    {
        string[] place = hasSecondOrder
            ? ["Type", "FullName", "CountryCode", "ADM1Code", "ADM2Code", "Lat", "Long", "FeatureID"]
            : ["Type", "FullName", "CountryCode", "ADM1Code", "Lat", "Long", "FeatureID"];
        string[] actor = ["Code", "Name", "CountryCode", "KnownGroupCode", "EthnicCode", "Religion1Code", "Religion2Code", "Type1Code", "Type2Code", "Type3Code"];
        _placeColumns = place.Length;
        _columns =
        [
            "GLOBALEVENTID", "SQLDATE", "MonthYear", "Year", "FractionDate",
            .. actor.Select(a => $"Actor1{a}"), .. actor.Select(a => $"Actor2{a}"),
            "IsRootEvent", "EventCode", "EventBaseCode", "EventRootCode", "QuadClass", "GoldsteinScale", "NumMentions", "NumSources", "NumArticles", "AvgTone",
            .. place.Select(p => $"Actor1Geo_{p}"), .. place.Select(p => $"Actor2Geo_{p}"), .. place.Select(p => $"ActionGeo_{p}"),
            "DATEADDED", "SOURCEURL",
        ];
    }

    /// <summary>The name of the format in ids.</summary>
    private protected abstract string Format { get; }

    /// <summary>Its name for readers.</summary>
    private protected abstract string Release { get; }

    /// <summary>How DATEADDED is written, and an example.</summary>
    private protected abstract (string Format, string Written) Added { get; }

    private protected override IReadOnlyList<string> Columns => _columns;

    // A spreadsheet leaves semicolons; what else it spoilt is told column by column. In a row between commas they stand within names.
    private protected override IReadOnlyList<string>? Split(string line, bool isFirst, out string separator, out LineReading? faulty)
    {
        if (line.Contains('\t', StringComparison.Ordinal) || line.AsSpan().IndexOfAny(';', ',') is var at && (at < 0 || line[at] == ','))
            return base.Split(line, isFirst, out separator, out faulty);
        (separator, faulty) = ("semicolons", null);
        return line.Split(';', _columns.Count);
    }

    // Columns that the rows below would be misread without.
    private protected override string? HeaderFault(IReadOnlyList<string> cells)
    {
        foreach (var column in (int[])[EventId, SqlDate, Actor1, Actor2, EventCode])
        {
            for (var i = 0; i < cells.Count; i++)
            {
                if (i != column && IsNamed(cells[i], _columns[column]))
                    return $"Is a header whose column {i + 1} is '{cells[i].Trim()}'; that is column {column + 1} in this format.";
            }
        }

        return null;
    }

    private protected override LineReading Read(Row row)
    {
        var url = _columns.Count - 1;
        var (id, happened) = (row.Number(EventId), row.Date(SqlDate, "yyyyMMdd", "as 20190224"));
        var (source, target) = (row.Text(Actor1), row.Text(Actor2));
        if (source is null && target is null) row.Fault(Actor1, "and Actor2Code are both empty: nobody takes part.");
        var cameo = Cameo(row);
        var intensity = row.Decimal(Goldstein, -10, 10);
        var action = FirstPlace + (2 * _placeColumns);
        var where = Place(row, action, url - 4);
        var known = row.Date(url - 1, Added.Format, Added.Written);
        if (row.Faults.Count > 0) return new LineReading();

        var (sourceKey, targetKey) = (source is null ? null : KeyOf(source), target is null ? null : KeyOf(target));
        return new LineReading
        {
            Event = new ProposedEvent
            {
                Id = Id(Format, id!),
                Subject = ActorKeys.Dyad(sourceKey ?? ActorKeys.Unspecified, targetKey ?? ActorKeys.Unspecified),
                Type = Interaction,
                Data = new Interaction
                {
                    Source = sourceKey,
                    Target = targetKey,
                    Cameo = cameo,
                    Intensity = intensity,
                    Place = where,
                    SourceSectors = Sectors(row, Actor1),
                    TargetSectors = Sectors(row, Actor2),
                    SourceName = row.Text(Actor1 + 1),
                    TargetName = row.Text(Actor2 + 1),
                    SourceCountry = row.Text(Actor1 + 2),
                    TargetCountry = row.Text(Actor2 + 2),
                    Note = Note(row),
                },
                Absent = sourceKey is null ? Unknown("source") : targetKey is null ? Unknown("target") : null,
                Happened = happened,
                Disclosures = Public(known!),
                IsKnownShort = true,
                Source = SourceOf(row.Text(url), id!),
            },
        };
    }

    /// <inheritdoc/>
    public override Fault Locate(Fault fault) => fault with
    {
        Pointer = fault.Pointer switch { "/id" => Row.Pointer(_columns[EventId]), "/known" => Row.Pointer(_columns[^2]), var pointer => pointer },
    };

    private Source SourceOf(string? cited, string id)
    {
        var locator = $"{Release} event {id}";
        if (cited is null) return new Source { Publisher = Itself, Locator = locator };
        if (WebAddress.TryParse(cited, out var url)) return new Source { Publisher = Hosts.PublisherOf(url), Url = url, Locator = locator };
        // An address without a host names no publisher; what it says stands as the title.
        var publisher = Hosts.Find(cited) ?? (Hosts.LooksLikeAddress(cited) ? Itself : KeyOf(cited));
        return new Source { Publisher = publisher, Title = cited, Locator = locator };
    }

    // A place was found where its type is one of 1 to 5 (GDELT codebook). With 0 or none there is none, whatever its other columns hold.
    private static Place? Place(Row row, int block, int latitude)
    {
        if (row.Text(block) is not { } type || type == "0") return null;
        if (type is not ("1" or "2" or "3" or "4" or "5")) row.Fault(block, "is no type of place: 1 to 5, or 0 where there is none.");
        return row.Place(row.Text(block + 1), block + 1, latitude);
    }

    // Root and base are told beside the code: where they do not begin it, a leading zero was lost on the way.
    private static CameoCode? Cameo(Row row)
    {
        var code = row.Cameo(EventCode);
        foreach (var column in (int[])[BaseCode, RootCode])
        {
            if (code is null || row.Text(column) is not { } broader) continue;
            if (!code.Text.StartsWith(broader, StringComparison.Ordinal) || (column == RootCode && broader.Length != 2))
                row.Fault(column, $"is not what '{code.Text}' in column {EventCode + 1} falls under; leading zeros count.");
        }

        return code;
    }

    private static Texts? Sectors(Row row, int actor)
    {
        string[] sectors = [.. Enumerable.Range(actor + ActorColumns - 3, 3).Select(row.Text).OfType<string>()];
        return sectors.Length == 0 ? null : new Texts(sectors);
    }

    private string? Note(Row row)
    {
        var counted = Enumerable.Range(NumMentions, AvgTone - NumMentions + 1).Prepend(IsRoot)
            .Where(c => row.Text(c) is not null).Select(c => $"{_columns[c]} {row.Text(c)}");
        var note = string.Join(", ", counted);
        return note.Length == 0 ? null : note;
    }

    private static Absences Unknown(string member) => new(new Dictionary<string, Absence> { [member] = Absence.Unknown });
}

/// <summary>GDELT 2.0: 61 columns; known to the second at which it was added, every quarter of an hour.</summary>
public sealed class Gdelt() : GdeltEvents(hasSecondOrder: true)
{
    /// <summary>The name of the format in ids, for what refers to its events.</summary>
    internal const string Name = "gdelt";

    private protected override string Format => Name;

    private protected override string Release => "GDELT 2.0";

    private protected override (string Format, string Written) Added => ("yyyyMMddHHmmss", "as 20190224121500");
}

/// <summary>GDELT 1.0: 58 columns, or 57 up to March 2013, before SOURCEURL was added; known to the day. Its ids are not those of 2.0.</summary>
public sealed class Gdelt1() : GdeltEvents(hasSecondOrder: false)
{
    private protected override string Format => "gdelt1";

    private protected override string Release => "GDELT 1.0";

    private protected override int LeastColumns => Columns.Count - 1;

    private protected override (string Format, string Written) Added => ("yyyyMMdd", "as 20190224");
}
