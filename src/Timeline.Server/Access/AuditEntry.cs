using System.Text.Json;
using System.Text.Json.Serialization;

namespace Timeline.Server.Access;

/// <summary>What is audited. Names and numbers (of the log's events) are stable.</summary>
internal enum AuditAction
{
    /// <summary>Something that is not public was asked for by somebody who may.</summary>
    Read = 1,

    /// <summary>A request was refused.</summary>
    Refuse = 2,

    /// <summary>An event is about to be erased.</summary>
    Erasing = 3,

    /// <summary>How an erasure ended.</summary>
    Erase = 4,

    /// <summary>A key was made.</summary>
    CreateKey = 5,

    /// <summary>A key was revoked.</summary>
    RevokeKey = 6,
}

/// <summary>
/// An entry of the audit log; what does not apply is left out. It holds no payload, no query, no reason and no credentials: nothing that a
/// client sends but names that it is known by.
/// </summary>
internal sealed record AuditEntry
{
    /// <summary>When, in UTC, to the microsecond.</summary>
    public required string At { get; init; }

    /// <summary>What was done.</summary>
    public required AuditAction Action { get; init; }

    /// <summary>Who, as in <c>recordedBy</c>; of a key, the account of the operating system. Absent: nobody that is known.</summary>
    public string? Who { get; init; }

    /// <summary>The address of the client.</summary>
    public string? Address { get; init; }

    /// <summary>The method of HTTP; <c>other</c>: one that this service does not have.</summary>
    public string? Method { get; init; }

    /// <summary>The pattern of the address, <c>/v1/{timeline}/events</c>; absent: nothing is there.</summary>
    public string? Route { get; init; }

    /// <summary>Which timeline; of a key, where it is good. Absent: none, or every one.</summary>
    public string? Timeline { get; init; }

    /// <summary>Whose knowledge beside what is public; <c>*</c>: everybody's.</summary>
    public IReadOnlyList<string>? Knowers { get; init; }

    /// <summary>Of an erasure: the id of the event.</summary>
    public string? Event { get; init; }

    /// <summary>Of an erasure: whether the event is erased. Absent: not known.</summary>
    public bool? Done { get; init; }

    /// <summary>Of a key: its name.</summary>
    public string? Key { get; init; }

    /// <summary>Of a key: what may be done with it.</summary>
    public string? Role { get; init; }

    /// <summary>Of a key: until when it is good. Absent: until it is revoked.</summary>
    public string? Expires { get; init; }

    /// <summary>The status of the answer.</summary>
    public int? Status { get; init; }

    /// <summary>Why it was refused or failed, a name of <see cref="Http.Cause"/>.</summary>
    public string? Cause { get; init; }

    /// <summary>Of a refusal: how many more there were like it in the minute before. Absent: this is the first.</summary>
    public int? Times { get; init; }

    /// <summary>The request, as the server numbers them.</summary>
    public string? Request { get; init; }

    /// <summary>The trace that the request belongs to (W3C Trace Context).</summary>
    public string? Trace { get; init; }
}

/// <summary>How an entry is written: what is not there is left out, and whatever is not ASCII is escaped, so an entry is one line.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(AuditActions)])]
[JsonSerializable(typeof(AuditEntry))]
internal sealed partial class AuditJson : JsonSerializerContext;

/// <summary>Actions by their names: <c>read</c>, <c>createKey</c>.</summary>
internal sealed class AuditActions() : JsonStringEnumConverter<AuditAction>(JsonNamingPolicy.CamelCase);
