using Timeline.Domain.Json;
using Timeline.Domain.Knowing;
using Timeline.Domain.Record;

namespace Timeline.Server.Http;

/// <summary>Why a request is not answered as asked: problem details (RFC 9457), with a stable type per cause.</summary>
public sealed record Problem
{
    /// <summary>How many faults are told at most.</summary>
    internal const int MaxErrors = 1000;

    /// <summary>The address of the cause's description on this server; stable.</summary>
    public required string Type { get; init; }

    /// <summary>The cause in words, the same every time.</summary>
    public required string Title { get; init; }

    /// <summary>The HTTP status.</summary>
    public required int Status { get; init; }

    /// <summary>What is wrong this time, and what to do.</summary>
    public string? Detail { get; init; }

    /// <summary>Each fault, with where it is; of very many the first thousand.</summary>
    public IReadOnlyList<ProblemFault>? Errors { get; init; }

    /// <summary>Of a precondition that failed: the version at which the subject is.</summary>
    public long? Version { get; init; }

    /// <summary>Of a precondition that failed: the events that got in between, at most 100.</summary>
    public IReadOnlyList<RecordedItem>? Events { get; init; }
}

/// <summary>One fault of a request.</summary>
public sealed record ProblemFault
{
    /// <summary>Where in the body: a JSON Pointer (RFC 6901), empty for the whole; of a row of a table its column.</summary>
    public string? Pointer { get; init; }

    /// <summary>Which parameter of the query.</summary>
    public string? Parameter { get; init; }

    /// <summary>Which header.</summary>
    public string? Header { get; init; }

    /// <summary>Of an import: which line, from 1.</summary>
    public long? Line { get; init; }

    /// <summary>What is wrong, and what would be right.</summary>
    public required string Detail { get; init; }
}

/// <summary>A cause for which a request is not answered as asked; the list is closed.</summary>
/// <param name="Name">Its stable name, the last step of the problem's type.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Title">In words.</param>
/// <param name="Meaning">What it means and what to do, for the page at the problem's type.</param>
public sealed record Cause(string Name, int Status, string Title, string Meaning)
{
    internal static readonly Cause MalformedJson = new("malformed-json", 400, "The body is not JSON that this service takes.",
        "Strict JSON in UTF-8: no member twice, no NUL, no half of a surrogate pair, nothing deeper than 32 levels.");

    internal static readonly Cause MalformedEvent = new("malformed-event", 400, "An event is not in the shape of its type.",
        "Every fault is listed with a JSON Pointer. The shapes are at /v1/catalogue.");

    internal static readonly Cause MalformedRequest = new("malformed-request", 400, "The request is not one that this service takes.",
        "Every fault is listed with the parameter, header or place in the body. The API is described at /openapi/v1.json.");

    internal static readonly Cause Unauthenticated = new("unauthenticated", 401, "It is not known who asks.",
        "Send a key or a token in the header Authorization: Bearer …. Keys are made where the server runs: Timeline.Server keys create.");

    internal static readonly Cause Forbidden = new("forbidden", 403, "That is not allowed.",
        "The role of the key or token in this timeline does not reach so far: read, record, curate (acts on the record), admin.");

    internal static readonly Cause ForbiddenKnower = new("forbidden-knower", 403, "Whose knowledge is asked for may not be asked for.",
        "A key or token says which knowers may be asked for; what is public may be asked for always. Whether they know anything is not told.");

    internal static readonly Cause ForeignOrigin = new("foreign-origin", 403, "A page of another site may not do that.",
        "A server that asks for no keys lets no page of another site record, import or erase. The setting Cors:Origins names those that may.");

    internal static readonly Cause UnknownAddress = new("unknown-address", 404, "There is nothing at this address.",
        "The addresses are listed at /openapi/v1.json.");

    internal static readonly Cause UnknownTimeline = new("unknown-timeline", 404, "There is no such timeline.",
        "GET /v1 lists the timelines that one may see; PUT /v1/{timeline} makes one.");

    internal static readonly Cause UnknownSubject = new("unknown-subject", 404, "There is no such subject.",
        "GET /v1/{timeline}/subjects lists the subjects known at a vantage.");

    internal static readonly Cause UnknownEvent = new("unknown-event", 404, "There is no such event.",
        "GET /v1/{timeline}/events lists the events known at a vantage.");

    internal static readonly Cause NotKnownThen = new("not-known-then", 404, "It was not known then.",
        "From the vantage asked, nothing of it is visible. Ask from another: later, or of another knower, or through a wider lens.");

    internal static readonly Cause WrongMethod = new("wrong-method", 405, "This address does not take that method.",
        "The header Allow and /openapi/v1.json say what it takes.");

    internal static readonly Cause NotAcceptable = new("not-acceptable", 406, "It is not to be had in any media type that was asked for.",
        "Accept names the media types that a client takes; leave it out for JSON. /openapi/v1.json says what there is.");

    internal static readonly Cause TooSlow = new("too-slow", 408, "The request did not come in time.",
        "Nothing of it was recorded, but for what an import reports line by line. Send it again, over a better connection or in smaller parts.");

    internal static readonly Cause Conflict = new("conflict", 409, "The id is taken by an event that says something else.",
        "An event is recorded once and never changed. To mend it, record an EventCorrected or EventAmended; or leave the id out.");

    internal static readonly Cause Erased = new("erased", 409, "It was erased and is not recorded again.",
        "The event's payload, source and attribution were erased for good; its place and a mark are left. No act on it gives them back.");

    internal static readonly Cause Beaten = new("precondition-failed", 412, "The subject is not at the version expected.",
        "Somebody recorded first; what got in between is listed. Read it, decide anew, and send the present version.");

    internal static readonly Cause TooLarge = new("too-large", 413, "Too large.",
        "A request has at most 16 MiB, an event 256 KiB. An import may be of any length, but not one that is all or nothing.");

    internal static readonly Cause AddressTooLong = new("address-too-long", 414, "The address is too long.",
        "Path and query have at most 8 KiB as sent. Ask for less at a time.");

    internal static readonly Cause WrongMediaType = new("wrong-media-type", 415, "This address does not take that media type.",
        "Events are application/json or CloudEvents, imports application/x-ndjson, tables of other formats text/tab-separated-values or "
        + "text/csv. None is compressed. All are in UTF-8, but a table may name another charset.");

    internal static readonly Cause Misdirected = new("misdirected", 421, "The server does not answer by this name.",
        "A server that asks for no keys answers as localhost, by the address it is reached at, and by the names in the setting PublicAddress, so that "
        + "no web page can have its own name lead there.");

    internal static readonly Cause NotInCatalogue = new("not-in-catalogue", 422, "The catalogue has no such kind or type.",
        "Kinds and types are listed at /v1/catalogue.");

    internal static readonly Cause Misplaced = new("misplaced-type", 422, "The type does not belong to subjects of this kind.",
        "/v1/catalogue says which kinds each type belongs to.");

    internal static readonly Cause UnknownTarget = new("unknown-target", 422, "An event named in the event is not there.",
        "An account, an answer or an act on the record names an earlier event of the same subject.");

    internal static readonly Cause ForbiddenTarget = new("forbidden-target", 422, "The event may not act on that one.",
        "Acts target events of the world; a retraction also a retraction, correction or denial; an EventDisclosed can only be amended void.");

    internal static readonly Cause NotYet = new("not-yet", 422, "It says that something was learned or noted that has not been yet.",
        "A disclosure may not begin after the event was noted, and an event may not be noted in the future.");

    internal static readonly Cause ReservedName = new("reserved-name", 422, "No timeline can have that name.",
        "'catalogue' is the address of the catalogue.");

    internal static readonly Cause ImportRefused = new("import-refused", 422, "Nothing was imported.",
        "The import was to be all or nothing, and some lines are refused; each is listed with its number.");

    internal static readonly Cause TooManyRequests = new("too-many-requests", 429, "Too many requests.",
        "Nothing was done. Send it again after the time in Retry-After. Counted is for each key, and without one for each address.");

    internal static readonly Cause HeadersTooLarge = new("headers-too-large", 431, "The headers are too large.",
        "A request has at most 100 headers, and 32 KiB of them.");

    internal static readonly Cause Failed = new("failed", 500, "The server failed.",
        "It is logged. Nothing was recorded unless it was acknowledged; the request may be sent again.");

    internal static readonly Cause Busy = new("busy", 503, "Too much waits to be recorded in this timeline.",
        "Nothing of the request was recorded. Send it again after the time in Retry-After, or send less at a time.");

    internal static readonly Cause NotAudited = new("not-audited", 503, "The audit log cannot be written.",
        "What may not be done without an entry in it was not done. The log of the server says why; tell whoever runs it.");

    internal static readonly Cause Clock = new("clock", 503, "A clock is wrong, so nothing is recorded.",
        "An event that is dated wrongly stays so for ever. Nothing of the request was recorded; reads go on. The operator sets the clock "
        + "right, or accepts what was recorded while it was wrong: Timeline.Server clock accept. Then send the request again.");

    internal static readonly Cause Overloaded = new("overloaded", 503, "The server has too much to read right now.",
        "Send the request again after the time in Retry-After, or ask for less: a subject instead of the timeline, a shorter span.");

    internal static readonly Cause OutcomeUnknown = new("outcome-unknown", 503, "It is not known whether the request was recorded.",
        "The database went away while it was recorded. Send the request again: with an id in each event nothing is recorded twice.");

    internal static readonly Cause Unavailable = new("unavailable", 503, "The database cannot be reached right now.",
        "Nothing was acknowledged. Send the request again after the time in Retry-After; with an id in each event nothing is recorded twice.");

    internal static readonly IReadOnlyList<Cause> All =
    [
        MalformedJson, MalformedEvent, MalformedRequest, Unauthenticated, Forbidden, ForbiddenKnower, ForeignOrigin, UnknownAddress, UnknownTimeline,
        UnknownSubject, UnknownEvent, NotKnownThen, WrongMethod, NotAcceptable, TooSlow, Conflict, Erased, Beaten, TooLarge, AddressTooLong,
        WrongMediaType, Misdirected, NotInCatalogue, Misplaced, UnknownTarget, ForbiddenTarget, NotYet, ReservedName, ImportRefused,
        TooManyRequests, HeadersTooLarge, Failed, Busy, NotAudited, Clock, Overloaded, OutcomeUnknown, Unavailable,
    ];

    internal static Cause Of(RefusalKind kind) => kind switch
    {
        RefusalKind.Malformed => MalformedEvent,
        RefusalKind.NotInCatalogue => NotInCatalogue,
        RefusalKind.Misplaced => Misplaced,
        RefusalKind.UnknownTarget => UnknownTarget,
        RefusalKind.ForbiddenTarget => ForbiddenTarget,
        RefusalKind.OtherContent => Conflict,
        RefusalKind.NotYet => NotYet,
        RefusalKind.Erased => Erased,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    internal Problem Problem(string? detail = null, IEnumerable<ProblemFault>? errors = null) => new()
    {
        Type = $"/problems/{Name}",
        Title = Title,
        Status = Status,
        Detail = detail,
        Errors = errors is null ? null : [.. errors.Take(Http.Problem.MaxErrors)],
    };

    /// <summary>There is none, or none for who asks: which of the two is not told.</summary>
    internal static ProblemException NoTimeline(string? name) => UnknownTimeline.Because($"There is no timeline '{name}' here, or none for you. GET /v1 lists those you may see.");

    internal ProblemException Because(string detail) => new(Problem(detail));

    internal ProblemException Because(IEnumerable<Fault> faults) => new(Problem(null, faults.Select(ToFault)));

    internal static ProblemFault ToFault(Fault fault) => new() { Pointer = fault.Pointer, Detail = fault.Detail };
}

/// <summary>Ends a request with a problem; mapped to its response in one place, <see cref="ProblemMapping"/>.</summary>
public sealed class ProblemException(Problem problem) : Exception(problem.Title)
{
    /// <summary>What the client is told.</summary>
    public Problem Problem { get; } = problem;
}
