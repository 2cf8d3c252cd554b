using Timeline.Domain;
using Timeline.Domain.Knowing;
using Timeline.Domain.Time;

namespace Timeline.Server.Http;

/// <summary>The filters of a list as parameters of a query (SEMANTICS §10).</summary>
internal static class Filters
{
    /// <summary>Of a list of events, or of subjects, which are filtered by their events.</summary>
    internal static readonly IReadOnlyList<QueryParameter> OfEvents =
    [
        new("subject", "Only events of this subject (kind/slug).", IsRepeatable: true),
        new("kind", "Only subjects of this kind.", IsRepeatable: true, Words: [.. Catalogue.Kinds.Select(k => k.Name)]),
        new("type", "Only events of this type.", IsRepeatable: true, Words: [.. Catalogue.Types.Select(t => t.Name)]),
        new("actor", "Only events in which this actor takes part, by key.", IsRepeatable: true),
        new("publisher", "Only events with a source published by this publisher, by key.", IsRepeatable: true),
        new("related", "Only events that name this subject (kind/slug) as related.", IsRepeatable: true),
        new("happenedFrom", "Only what may have happened then or later: a date (from its beginning) or an instant."),
        new("happenedTo", "Only what may have happened by then: a date (to its end) or an instant."),
        new("knownFrom", "Only what the knower came to know then or later: a date (from its beginning) or an instant."),
        new("knownTo", "Only what the knower came to know by then: a date (to its end) or an instant."),
        new("text", "Only events in which each of these words begins a word: "
            + $"at most {EventFilter.MaxTextLength} characters and {EventFilter.MaxWords} words."),
    ];

    /// <summary>A filter as it stands in a permalink: in one order, escaped, its dates instants.</summary>
    internal static IEnumerable<(string Name, string Value)> Parameters(this EventFilter filter) =>
    [
        .. filter.Subjects.Select(s => ("subject", s.ToString())),
        .. filter.Kinds.Select(k => ("kind", k.Value)),
        .. filter.Types.Select(t => ("type", t.Name)),
        .. filter.Actors.Select(a => ("actor", a.Value)),
        .. filter.Publishers.Select(p => ("publisher", p.Value)),
        .. filter.Related.Select(s => ("related", s.ToString())),
        .. At("happenedFrom", filter.Happened.Earliest),
        .. At("happenedTo", filter.Happened.Latest),
        .. At("knownFrom", filter.Known.Earliest),
        .. At("knownTo", filter.Known.Latest),
        .. filter.Text is { } text ? [("text", Uri.EscapeDataString(text))] : Array.Empty<(string, string)>(),
    ];

    private static (string, string)[] At(string name, Instant bound) => bound.IsFinite ? [(name, bound.ToString())] : [];
}
