using Timeline.Domain.Time;

namespace Timeline.Domain.Record;

/// <summary>
/// The dates of an event that are of a zone, with the bounds found when it was recorded (SEMANTICS §2), by zone and text. Whoever reads the
/// event takes them from here: no answer depends on what a machine knows of zones.
/// </summary>
/// <param name="ByZone">The bounds, by the zone's id, then by the date's text.</param>
public sealed record LocalDates(IReadOnlyDictionary<string, IReadOnlyDictionary<string, LocalBounds>> ByZone)
{
    /// <summary>Those of some dates; <see langword="null"/>: none of them is of a zone.</summary>
    public static LocalDates? Of(IEnumerable<Edtf> dates)
    {
        var byZone = dates.Where(d => d.Local is not null).DistinctBy(d => (d.Zone!.Id, d.Text)).GroupBy(d => d.Zone!.Id)
            .OrderBy(z => z.Key, StringComparer.Ordinal).ToDictionary(z => z.Key, IReadOnlyDictionary<string, LocalBounds> (z) =>
                z.OrderBy(d => d.Text, StringComparer.Ordinal).ToDictionary(d => d.Text, d => d.Local!, StringComparer.Ordinal), StringComparer.Ordinal);
        return byZone.Count > 0 ? new LocalDates(byZone) : null;
    }

    /// <summary>Those of either, each once.</summary>
    public static LocalDates? Union(LocalDates? one, LocalDates? other) => one is null ? other : other is null ? one
        : Of(one.Dates.Concat(other.Dates));

    /// <summary>Those of some texts.</summary>
    public LocalDates? Only(IReadOnlySet<string> texts) => Of(Dates.Where(d => texts.Contains(d.Text)));

    /// <summary>A date as one of a zone, by the bounds that were found.</summary>
    /// <exception cref="InvalidDataException">They were not recorded.</exception>
    public static Edtf Read(Edtf date, LocalZone? zone, LocalDates? found) => zone is null || !date.IsLocal ? date
        : found is not null && found.ByZone.TryGetValue(zone.Id, out var dates) && dates.TryGetValue(date.Text, out var local) ? date.In(zone, local)
        : throw new InvalidDataException($"The ledger does not say between which instants {date} of {zone.Id} lies.");

    private IEnumerable<Edtf> Dates => ByZone.SelectMany(z => z.Value.Select(d => Edtf.Parse(d.Key).In(new LocalZone(z.Key, null), d.Value)));
}
