namespace Timeline.Domain.Time;

/// <summary>The zone whose days and local times a date's are (SEMANTICS §2). Two are the same if their ids are.</summary>
/// <param name="Id">Its IANA id, e.g. <c>America/New_York</c>.</param>
/// <param name="Given">What people are to be told instead of its city, e.g. <c>Washington</c>; <see langword="null"/>: its city.</param>
public sealed record LocalZone(string Id, string? Given)
{
    // Where the last part of an id is not how the city is written.
    private static readonly Dictionary<string, string> Cities = new(StringComparer.Ordinal)
    {
        ["Asia/Calcutta"] = "Kolkata",
        ["Asia/Ho_Chi_Minh"] = "Ho Chi Minh City",
        ["Asia/Katmandu"] = "Kathmandu",
        ["Asia/Rangoon"] = "Yangon",
        ["Asia/Saigon"] = "Ho Chi Minh City",
        ["Atlantic/Faeroe"] = "Faroe Islands",
        ["America/Argentina/Buenos_Aires"] = "Buenos Aires",
        ["Europe/Kiev"] = "Kyiv",
        ["Africa/Asmera"] = "Asmara",
        ["Pacific/Ponape"] = "Pohnpei",
        ["Pacific/Truk"] = "Chuuk",
    };

    /// <summary>What people are told: the name given, else the zone's city as its id has it, whatever the machine knows of zones.</summary>
    public string Name => Given ?? (Cities.TryGetValue(Id, out var city) ? city : Id[(Id.LastIndexOf('/') + 1)..].Replace('_', ' '));

    /// <summary>A zone by its id; <see langword="null"/> for none, and for UTC, whose days are those of dates without a zone.</summary>
    public static LocalZone? Of(string? id, string? given) => id is null or "UTC" ? null : new(id, given);

    /// <summary>The rules of a zone; UTC for none.</summary>
    /// <exception cref="TimeZoneNotFoundException">The machine does not know it.</exception>
    public static TimeZoneInfo RulesOf(LocalZone? zone) => zone is null ? TimeZoneInfo.Utc : TimeZoneInfo.FindSystemTimeZoneById(zone.Id);

    /// <summary>Whether a text is the id of an IANA zone that the machine knows; a Windows id is none.</summary>
    public static bool IsKnown(string id) => TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone) && (zone.HasIanaId || id == "UTC");

    /// <inheritdoc/>
    public bool Equals(LocalZone? other) => other is not null && Id == other.Id;

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Id);
}

/// <summary>Between which instants a date of a zone lies, as found when it was recorded (SEMANTICS §2). Nobody finds it again.</summary>
public sealed record LocalBounds
{
    /// <summary>Its first instant; <see langword="null"/>: −∞.</summary>
    public Instant? Earliest { get; init; }

    /// <summary>Its last instant, inclusive; <see langword="null"/>: +∞.</summary>
    public Instant? Latest { get; init; }

    /// <summary>See <see cref="Edtf.Start"/>.</summary>
    public LocalBounds? Start { get; init; }

    /// <summary>Those of the members of a set, in the order of <see cref="Edtf.Members"/>; <see langword="null"/>: it is none.</summary>
    public IReadOnlyList<LocalBounds>? Members { get; init; }

    /// <summary>The same as bounds.</summary>
    internal DateBounds ToBounds() => new(Earliest ?? Instant.NegativeInfinity, Latest ?? Instant.PositiveInfinity);

    internal static LocalBounds Of(DateBounds bounds) => new()
    {
        Earliest = bounds.Earliest.IsFinite ? bounds.Earliest : null,
        Latest = bounds.Latest.IsFinite ? bounds.Latest : null,
    };
}
