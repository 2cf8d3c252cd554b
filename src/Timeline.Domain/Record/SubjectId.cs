using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using Timeline.Domain.Json;

namespace Timeline.Domain.Record;

/// <summary>
/// What events are about: <c>kind/slug</c>, e.g. <c>summit/us-dprk-2</c>. A subject's events are one stream (SEMANTICS §1).
/// </summary>
/// <param name="Kind">The kind, e.g. <c>summit</c>; whether the catalogue has it is not asked here.</param>
/// <param name="Slug">The name within the kind; it says nothing that had to be learned.</param>
[JsonConverter(typeof(SubjectIdJson))]
public sealed record SubjectId(Key Kind, Key Slug) : IComparable<SubjectId>
{
    /// <summary>The form in words, for whoever sent something else.</summary>
    public const string Rule = "'kind/slug', each of " + Key.Rule;

    /// <summary>Reads <c>kind/slug</c>.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out SubjectId? subject)
    {
        subject = null;
        if (text?.Split('/') is [var kind, var slug] && Key.TryParse(kind, out var k) && Key.TryParse(slug, out var s))
            subject = new SubjectId(k, s);
        return subject is not null;
    }

    /// <summary>Reads a subject that is known to be one.</summary>
    /// <exception cref="FormatException">It is not.</exception>
    public static SubjectId Parse(string text) =>
        TryParse(text, out var subject) ? subject : throw new FormatException($"'{text}' is not a subject: {Rule}.");

    /// <inheritdoc/>
    public int CompareTo(SubjectId? other) => string.CompareOrdinal(ToString(), other?.ToString());

    /// <summary><c>kind/slug</c>.</summary>
    public override string ToString() => $"{Kind}/{Slug}";
}
