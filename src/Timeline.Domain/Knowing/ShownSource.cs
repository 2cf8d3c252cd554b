using Timeline.Domain.Record;
using Timeline.Domain.Time;

namespace Timeline.Domain.Knowing;

/// <summary>Where an event was reported, as far as an answer at a vantage shows it. The one place that decides it (SEMANTICS §4).</summary>
/// <param name="Source">The source; <see langword="null"/>: there is none, or it is not shown.</param>
/// <param name="Attribution">From the publisher back to the origin, shown with the source.</param>
/// <param name="AttestedLater">There is a source, published only after K; <see langword="null"/>: there is none such.</param>
public readonly record struct ShownSource(Source? Source, IReadOnlyList<string>? Attribution, bool? AttestedLater)
{
    /// <summary>Who published it, as far as that is shown.</summary>
    public Key? Publisher => Source?.Publisher;

    /// <summary>Whether source and attribution are shown, if there are any.</summary>
    public bool IsShown => AttestedLater is null || Source is not null;

    /// <summary>What is shown of a source of an event.</summary>
    /// <param name="source">The source, the event's own or one that an amendment gives it.</param>
    /// <param name="attribution">The attribution that is shown with it.</param>
    /// <param name="seen">The event, with its disclosures as they are read.</param>
    /// <param name="vantage">From where.</param>
    internal static ShownSource Of(Source? source, IReadOnlyList<string>? attribution, SeenEvent seen, Vantage vantage) =>
        PublishedBy(source, seen, vantage) <= vantage.Known
            ? new(source, attribution, AttestedLater: null)
            : vantage.Later is Later.Sources ? new(source, attribution, AttestedLater: true)
            : new(null, null, AttestedLater: true);

    /// <summary>
    /// When a source counts as published: at the first moment within the bounds of its date at which the knower or the public learned of
    /// the event, for that is what they learned it from; else by the end of these bounds. −∞ where no date is given.
    /// </summary>
    internal static Instant PublishedBy(Source? source, SeenEvent seen, Vantage vantage) => source?.Published is not { } published
        ? Instant.NegativeInfinity
        : seen.Disclosures.Where(d => vantage.Knows(d.Stated.To) && published.Bounds.Contains(d.KnownBy)).Select(d => d.KnownBy)
            .Append(published.Latest).Min();
}
