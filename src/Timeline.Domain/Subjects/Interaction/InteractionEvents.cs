using Timeline.Domain.Knowing;
using Timeline.Domain.Record;

namespace Timeline.Domain.Subjects.Interaction;

/// <summary>One actor does something to another, as event data codes it.</summary>
[Requires("source", "target", "cameo")]
public sealed record Interaction : EventData
{
    /// <summary>Who acts.</summary>
    public Key? Source { get; init; }

    /// <summary>Towards whom.</summary>
    public Key? Target { get; init; }

    /// <summary>What, as a CAMEO code.</summary>
    public CameoCode? Cameo { get; init; }

    /// <summary>What, in words.</summary>
    public string? Text { get; init; }

    /// <summary>How hostile or friendly, −10 … 10 (Goldstein).</summary>
    public decimal? Intensity { get; init; }

    /// <summary>Where.</summary>
    public Place? Place { get; init; }

    /// <summary>The sectors of who acts.</summary>
    public Texts? SourceSectors { get; init; }

    /// <summary>The sectors of whom it concerns.</summary>
    public Texts? TargetSectors { get; init; }

    /// <summary>Who acts, by the name that the report gives.</summary>
    public string? SourceName { get; init; }

    /// <summary>Towards whom, by the name that the report gives.</summary>
    public string? TargetName { get; init; }

    /// <summary>The country of who acts, as the report names or codes it.</summary>
    public string? SourceCountry { get; init; }

    /// <summary>The country of whom it concerns, as the report names or codes it.</summary>
    public string? TargetCountry { get; init; }

    /// <inheritdoc/>
    protected internal override void Assert(Claims say)
    {
        say.Count("count", 1).CountBy("bySource", Source?.Value, nameof(Source)).CountBy("byTarget", Target?.Value, nameof(Target))
            .CountBy("byRoot", Cameo?.Root, nameof(Cameo)).CountBy("byQuadClass", Cameo?.QuadClass, nameof(Cameo));
        if (Intensity is { } intensity) say.Within("intensity").Count("sum", intensity).Count("rated", 1);
    }
}
