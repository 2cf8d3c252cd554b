using System.Text.Json.Serialization;
using Timeline.Domain.Time;

namespace Timeline.Domain.Record;

/// <summary>Where a report can be found (SEMANTICS §1).</summary>
public sealed record Source
{
    /// <summary>Who published it, e.g. <c>reuters</c>.</summary>
    [JsonRequired]
    public Key Publisher { get; init; } = null!;

    /// <summary>The headline or title.</summary>
    public string? Title { get; init; }

    /// <summary>Its address, absolute, http or https.</summary>
    public WebAddress? Url { get; init; }

    /// <summary>When it was published. A vantage before that is not shown the source (SEMANTICS §4).</summary>
    public Edtf? Published { get; init; }

    /// <summary>The same, its date read as one of a zone.</summary>
    internal Source In(Func<Edtf, Edtf> read) => Published is null ? this : this with { Published = read(Published) };

    /// <summary>Its language, a BCP 47 tag such as <c>de</c>.</summary>
    public LanguageTag? Language { get; init; }

    /// <summary>Who wrote it.</summary>
    public string? Author { get; init; }

    /// <summary>The words relied on.</summary>
    public string? Quote { get; init; }

    /// <summary>Where in it: a page, a paragraph, a minute.</summary>
    public string? Locator { get; init; }

    /// <summary>The address of an archived copy, absolute, http or https.</summary>
    public WebAddress? Archived { get; init; }
}
