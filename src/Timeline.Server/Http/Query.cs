using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Timeline.Domain;
using Timeline.Domain.Json;
using Timeline.Domain.Knowing;
using Timeline.Domain.Record;
using Timeline.Domain.Time;
using Timeline.Server.Access;
using Timeline.Server.Replaying;

namespace Timeline.Server.Http;

/// <summary>A parameter of the query that an endpoint takes; the description of the API and the check of requests both go by it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it means, its default and bounds.</param>
/// <param name="IsRepeatable">It may be given several times.</param>
/// <param name="Words">The only values it takes, where there is such a list.</param>
internal sealed record QueryParameter(string Name, string Description, bool IsRepeatable = false, IReadOnlyList<string>? Words = null)
{
    private static readonly QueryParameter Show = new(
        "show", "The reader's IANA time zone: sentences give all dates in it. Default: each as it was written.");

    internal static readonly IReadOnlyList<QueryParameter> Vantage =
    [
        new("known", "Only what the knower knew by then: a date (EDTF, to its end) or an instant. Default: now."),
        new("recorded", "Only what this ledger held then: a position or an instant. It is answered as the newest event up to there that the knower learns of. "
            + "Default: the newest."),
        new("at", "Only what had happened by then: a date (to its end) or an instant; '..' lifts it. Default: as known."),
        new("knower", "Whose knowledge: an actor's key; several: what any of them knew. Default: public.", IsRepeatable: true),
        new("zone", "IANA time zone whose days and local times the dates in the parameters are. Default: UTC."),
        Show,
        new("without", "Leave out this publisher and what is attributed to it.", IsRepeatable: true),
        new("reliability", "Only sources at least this reliable (Admiralty letter); F never passes.", Words: Domain.Json.Words.Of<Reliability>()),
        new("credibility", "Only reports at least this credible (Admiralty digit); 6 never passes.", Words: ["1", "2", "3", "4", "5", "6"]),
        new(
            "later",
            "sources: shows source and attribution of an event though published later, and says 'attestedLater'. It adds no knowledge.",
            Words: Domain.Json.Words.Of<Later>()),
    ];

    /// <summary>The parameters of two vantages, told apart by a prefix.</summary>
    internal static IEnumerable<QueryParameter> TwoVantages =>
        [.. ((string[])["from.", "to."]).SelectMany(prefix => Vantage.Where(p => p != Show).Select(p => p with { Name = prefix + p.Name })), Show];

    internal static readonly IReadOnlyList<QueryParameter> Page =
    [
        new("limit", "How many items at most, 1 to 1000. Default: 100."),
        new("cursor", "Where the next page begins, from 'next' of the page before; pinned to its vantage."),
    ];
}

/// <summary>The parameters of an endpoint, as its metadata.</summary>
internal sealed record QueryParameters(IReadOnlyList<QueryParameter> All);

/// <summary>Reads the query of a request strictly: unknown, empty, doubled or contradictory parameters are told, all at once.</summary>
internal sealed class Query
{
    private readonly List<ProblemFault> _faults = [];
    private readonly SortedSet<string> _forbidden = new(StringComparer.Ordinal);
    private readonly HashSet<Key> _knowers = [];
    private readonly HttpRequest _request;
    private readonly IReadOnlyList<QueryParameter> _allowed;

    private Query(HttpRequest request)
    {
        _request = request;
        var allowed = _allowed = request.HttpContext.GetEndpoint()?.Metadata.GetMetadata<QueryParameters>()?.All ?? [];
        foreach (var (name, values) in request.Query)
        {
            if (allowed.FirstOrDefault(p => p.Name == name) is not { } parameter)
                Fault(name, allowed.Count == 0 ? "Is unknown: this address takes no parameters." : $"Is unknown. Known are {string.Join(", ", allowed.Select(p => p.Name))}.");
            else if (values.Count > 1 && !parameter.IsRepeatable)
                Fault(name, "Is given more than once.");
            else if (values.Any(string.IsNullOrEmpty))
                Fault(name, "Is empty; leave it out instead.");
        }
    }

    /// <summary>Checks that a request to an address without parameters has none.</summary>
    internal static void RefuseAny(HttpRequest request) => new Query(request).Complete();

    /// <summary>Reads the parameters of a vantage, and of a page where the endpoint has pages.</summary>
    internal static VantageQuery ReadVantage(HttpRequest request)
    {
        var query = new Query(request);
        var read = query.Vantage();
        query.Complete();
        // What the headers of the answer say goes by it.
        request.HttpContext.Features.Set(read);
        return read;
    }

    /// <summary>Reads the parameters of two vantages, <c>from.</c> and <c>to.</c>; the page belongs to the second.</summary>
    internal static (VantageQuery From, VantageQuery To) ReadTwoVantages(HttpRequest request)
    {
        var query = new Query(request);
        var (one, other) = (query.Vantage("from."), query.Vantage("to."));
        query.Complete();
        // Both are asked of one record: else what only the one side's knowers learn of would be told as recorded late.
        var all = Clearance.For([.. one.Knowers, .. other.Knowers]);
        (one, other) = (one with { Readers = all }, other with { Readers = all, IsAhead = one.IsAhead });
        // The one that is less pinned says what may be kept.
        request.HttpContext.Features.Set(one.Known is null || !one.IsPinned && other.Known is not null ? one : other);
        return (one, other);
    }

    /// <summary>Reads the date to look back on, and from where.</summary>
    internal static (Instant Date, VantageQuery Now) ReadHindsight(HttpRequest request)
    {
        var query = new Query(request);
        var now = query.Vantage();
        var zone = query.One("zone") is { } id ? query.Zone("zone", id) : TimeZoneInfo.Utc;
        var date = query.Bounds("date", zone)?.Latest;
        if (date is null && query.One("date") is null) query.Fault("date", "Is missing: on which date to look back.");
        if (date is { IsFinite: false }) query.Fault("date", "Has no end.");
        if (date > now.Known) query.Fault("date", "Is after 'known', from where it is looked back.");
        query.Complete();
        request.HttpContext.Features.Set(now);
        return (date!.Value, now with { Also = [("date", date.Value.ToString())] });
    }

    /// <summary>Reads what of a history is asked for once more, and from where.</summary>
    internal static ReplayQuery ReadReplay(HttpRequest request)
    {
        var query = new Query(request);
        var axis = query.Word<ReplayAxis>("axis") ?? ReplayAxis.Known;
        var step = query.Word<CalendarUnit>("step");
        var zone = query.One("zone") is { } id ? query.Zone("zone", id) : TimeZoneInfo.Utc;
        var ((from, begin), (to, end)) = (query.Moment("from", axis, zone, b => b.Earliest), query.Moment("to", axis, zone, b => b.Latest));
        if (IsBackwards(begin, end)) query.Fault("from", "Is after 'to'.");
        if (from is { Position: { } low } && to is { Position: { } high } && low > high) query.Fault("from", "Is after 'to'.");
        var speed = query.One("speed") is not { } text ? (double?)null
            : double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var days) && days is > 0 and <= ReplayQuery.MaxSpeed ? days
            : query.Fault<double?>("speed", $"Must be a number of days in a second, more than 0, at most {ReplayQuery.MaxSpeed:0}.");
        var read = query.Vantage();
        query.Complete();
        List<(string Name, string Value)> also = [("axis", Words.Text(axis))];
        if (from is not null) also.Add(("from", from.Text));
        if (to is not null) also.Add(("to", to.Text));
        if (step is { } unit)
        {
            also.Add(("step", Words.Text(unit)));
            // Of dates it is resolved; of steps it says where they begin.
            if (zone.Id != TimeZoneInfo.Utc.Id) also.Add(("zone", Uri.EscapeDataString(zone.Id)));
        }

        read = read with { Also = also };
        request.HttpContext.Features.Set(read);
        return new ReplayQuery(axis, from, to, step, speed, zone, read);
    }

    /// <summary>Reads a JSON Pointer into a state beside a vantage; absent: the whole state.</summary>
    internal static (string Pointer, VantageQuery Vantage) ReadPointer(HttpRequest request)
    {
        var query = new Query(request);
        var pointer = query.One("pointer") ?? "";
        if (pointer.Length > 0 && pointer[0] != '/') query.Fault("pointer", "Must be a JSON Pointer such as '/status' or '/venues'.");
        var read = query.Vantage();
        query.Complete();
        request.HttpContext.Features.Set(read);
        return (pointer, pointer.Length == 0 ? read : read with { Also = [("pointer", Uri.EscapeDataString(pointer))] });
    }

    /// <summary>Reads the form of an answer beside a vantage, one of the words of <c>format</c>; absent: it is not said.</summary>
    internal static (string? Format, VantageQuery Vantage) ReadFormat(HttpRequest request)
    {
        var query = new Query(request);
        var (format, formats) = query.WordOf("format");
        var read = query.Vantage();
        query.Complete();
        request.HttpContext.Features.Set(read);
        return (format, format is null ? read : read.In(format, formats));
    }

    /// <summary>Reads the form of an export, and how the cells of a table are to be; absent: it is not said.</summary>
    internal static (string? Format, string? Cells, VantageQuery Vantage) ReadExport(HttpRequest request)
    {
        var query = new Query(request);
        var ((format, formats), (cells, ways)) = (query.WordOf("format"), query.WordOf("cells"));
        var read = query.Vantage();
        query.Complete();
        request.HttpContext.Features.Set(read);
        if (cells is not null && cells != ways[0]) read = read with { Also = [("cells", cells)] };
        return (format, cells, format is null ? read : read.In(format, formats));
    }

    /// <summary>Reads parameters that belong to no vantage and no page; those not given are not there.</summary>
    internal static IReadOnlyDictionary<string, string> ReadPlain(HttpRequest request)
    {
        var query = new Query(request);
        var given = query._allowed.Where(p => query.One(p.Name) is not null).ToDictionary(p => p.Name, p => query.One(p.Name)!);
        foreach (var (name, words) in query._allowed.Where(p => given.ContainsKey(p.Name)).Select(p => (p.Name, p.Words)))
        {
            if (words?.Contains(given[name]) == false) query.Fault(name, $"Must be {string.Join(" or ", words)}.");
        }

        query.Complete();
        return given;
    }

    /// <summary>Reads whatever an address with a permalink takes: its vantage, and the one that it is compared with where there are two.</summary>
    internal static (VantageQuery? From, VantageQuery Vantage) ReadPermalinked(HttpRequest request)
    {
        var query = new Query(request);
        if (query.IsAllowed("from.known")) return ReadTwoVantages(request);
        return (null, query.IsAllowed("date") ? ReadHindsight(request).Now
            : query.IsAllowed("pointer") ? ReadPointer(request).Vantage
            : query.IsAllowed("axis") ? ReadReplay(request).Vantage
            : query.IsAllowed("cells") ? ReadExport(request).Vantage
            : query.IsAllowed("format") ? ReadFormat(request).Vantage
            : ReadVantage(request));
    }

    /// <summary>
    /// Reads whose knowledge a feed tells, and after which position it goes on; <see langword="null"/>: from now on. A client that was cut
    /// off asks at the same address again and says in a header how far it had come, so the header counts. Reads too under which name its
    /// events are told; <see langword="null"/>: each under its type.
    /// </summary>
    internal static (FeedPlace? After, string? EventName, VantageQuery Query) ReadFeed(HttpRequest request)
    {
        var query = new Query(request);
        var (name, _) = query.WordOf("event");
        var read = query.Vantage();
        var after = query.One("after") is { } text ? query.Place(text, new ProblemFault { Parameter = "after", Detail = "" }) : null;
        if (request.Headers[FeedPlace.Header] is { Count: > 0 } last) after = query.Place(last.ToString(), new ProblemFault { Header = FeedPlace.Header, Detail = "" });
        query.Complete();
        return (after, name, read);
    }

    /// <summary>Tells what is wrong with one parameter.</summary>
    internal static ProblemException Malformed(string parameter, string detail) =>
        new(Cause.MalformedRequest.Problem(null, [new ProblemFault { Parameter = parameter, Detail = detail }]));

    /// <summary>Reads how an import is to be taken: all or nothing, in which format, and where its lines do not say it, when they became known.</summary>
    internal static (bool IsAtomic, string Format, Edtf? Known) ReadImport(HttpRequest request, IReadOnlyList<string> formats, string undated, Instant now)
    {
        var query = new Query(request);
        var isAtomic = query.One("atomic") switch { null or "false" => false, "true" => true, _ => query.Fault<bool>("atomic", "Must be true or false.") };
        var format = query.One("format") ?? formats[0];
        if (!formats.Contains(format)) query.Fault("format", $"Must be one of {string.Join(", ", formats)}.");
        if (query.One("known") is not { } text)
        {
            if (format == undated && !request.Query.ContainsKey("known")) query.Fault("known", $"Is missing: {undated} rows do not say when they became known; give the date of the file.");
            query.Complete();
            return (isAtomic, format, null);
        }

        if (formats.Contains(format) && format != undated) query.Fault("known", $"Is for {undated} only; other lines say themselves when they became known.");
        var bounds = query.Bounds("known", TimeZoneInfo.Utc);
        if (bounds is { Latest.IsFinite: false }) query.Fault("known", "Has no end.");
        else if (bounds?.Earliest > now) query.Fault("known", $"Is in the future; it is {now} now.");
        query.Complete();
        return (isAtomic, format, Edtf.Parse(text));
    }

    private VantageQuery Vantage(string prefix = "")
    {
        var zone = One(prefix + "zone") is { } id ? Zone(prefix + "zone", id) : TimeZoneInfo.Utc;
        var knowers = Keys(prefix + "knower");
        var clearance = _request.HttpContext.Clearance();
        _forbidden.UnionWith(knowers.Where(k => !clearance.Covers(k)).Select(k => k.Value));
        _knowers.UnionWith(knowers);
        var lens = new Lens
        {
            Without = [.. Keys(prefix + "without").Order()],
            Reliability = One(prefix + "reliability") is { } letter
                ? Words.TryParse<Reliability>(letter, out var r) ? r : Fault<Reliability?>(prefix + "reliability", "Must be a letter from A to F.") : null,
            Credibility = One(prefix + "credibility") is { } digit
                ? digit.Length == 1 && digit[0] is >= '1' and <= '6' ? (Credibility)(digit[0] - '0') : Fault<Credibility?>(prefix + "credibility", "Must be a digit from 1 to 6.") : null,
        };
        var known = Bounds(prefix + "known", zone)?.Latest;
        if (known is { IsFinite: false }) Fault(prefix + "known", "Has no end; give a date or instant up to which to ask.");
        var at = One(prefix + "at") == ".." ? Instant.PositiveInfinity : Bounds(prefix + "at", zone)?.Latest;
        if (at is { IsFinite: false } && One(prefix + "at") != "..") Fault(prefix + "at", "Has no end; '..' lifts it.");
        var limit = One("limit") is { } l
            ? int.TryParse(l, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n is >= 1 and <= 1000 ? n : Fault<int>("limit", "Must be a whole number from 1 to 1000.")
            : 100;
        var read = new VantageQuery
        {
            Path = _request.Path.Value!,
            Prefix = prefix,
            Known = known,
            Recorded = One(prefix + "recorded") is { } recorded ? Position(prefix + "recorded", recorded) : null,
            At = at,
            Knowers = Domain.Knowing.Vantage.Canonical(knowers),
            Lens = lens,
            Later = Word<Later>(prefix + "later"),
            Show = One("show") is { } show ? new LocalZone(Zone("show", show).Id, null) : null,
            Filter = Filter(zone),
            Limit = limit,
            Readers = _request.HttpContext.GetEndpoint()?.Metadata.GetMetadata<OfAllKnowers>() is null ? null : clearance,
        };
        // Of two vantages the page belongs to the second.
        return prefix == "from." || One("cursor") is not { } cursor ? read
            : Cursor.TryParse(cursor, read.Fingerprint, out var after) ? read with { Cursor = after }
            : Fault<VantageQuery?>("cursor", "Is not from 'next' of a page of this list with these parameters.") ?? read;
    }

    private TimeZoneInfo Zone(string name, string id) => TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone) && (zone.HasIanaId || id == "UTC")
        ? zone
        : Fault<TimeZoneInfo?>(name, "Is no IANA time zone such as 'Asia/Seoul'.") ?? TimeZoneInfo.Utc;

    private EventFilter Filter(TimeZoneInfo zone) => new()
    {
        Subjects = [.. SubjectIds("subject").Order()],
        Kinds = [.. Several("kind", v => Catalogue.TryFindKind(v, out var k) ? Key.Parse(k.Name) : null, NotCatalogued("kind")).Order()],
        Types = [.. Several("type", v => Catalogue.TryFindType(v, out var t) ? t : null, NotCatalogued("type")).OrderBy(t => t.Order)],
        Actors = [.. Keys("actor").Order()],
        Publishers = [.. Keys("publisher").Order()],
        Related = [.. SubjectIds("related").Order()],
        Happened = Range("happenedFrom", "happenedTo", zone),
        Known = Range("knownFrom", "knownTo", zone),
        Text = Text(),
    };

    private DateBounds Range(string fromName, string toName, TimeZoneInfo zone)
    {
        var (from, to) = (Bounds(fromName, zone), Bounds(toName, zone));
        if (from is { Earliest.IsFinite: false }) Fault(fromName, "Has no beginning; leave it out instead.");
        else if (to is { Latest.IsFinite: false }) Fault(toName, "Has no end; leave it out instead.");
        else if (IsBackwards(from, to)) Fault(fromName, $"Is after '{toName}'.");
        return new DateBounds(from?.Earliest ?? Instant.NegativeInfinity, to?.Latest ?? Instant.PositiveInfinity);
    }

    // A day that its zone skipped ends a microsecond before it begins. So does a range of it, here and in its permalink, where both ends
    // are instants: it is empty, not backwards.
    private static bool IsBackwards(DateBounds? from, DateBounds? to)
    {
        if (from is not { } begin || to is not { } end || begin.Earliest <= end.Latest) return false;
        var isOfInstants = begin.Earliest == begin.Latest && end.Earliest == end.Latest;
        return begin.Earliest != end.Latest.Next || !(begin.IsEmpty || end.IsEmpty || isOfInstants);
    }

    private string? Text()
    {
        if (One("text") is not { } text) return null;
        const int MaxLength = EventFilter.MaxTextLength;
        return FullText.WordsOf(text).Distinct().Count() switch
        {
            _ when text.Length > MaxLength => Fault<string?>("text", $"Has more than {MaxLength} characters."),
            0 => Fault<string?>("text", "Has no letter and no digit."),
            > EventFilter.MaxWords => Fault<string?>("text", $"Has more than {EventFilter.MaxWords} words."),
            _ => text,
        };
    }

    private HashSet<Key> Keys(string name) =>
        Several(name, v => Key.TryParse(v, out var key) ? key : null, $"is not a key: {Key.Rule}.");

    private HashSet<SubjectId> SubjectIds(string name) =>
        Several(name, v => SubjectId.TryParse(v, out var subject) ? subject : null, $"is not a subject: {SubjectId.Rule}.");

    private static string NotCatalogued(string what) => $"is no {what} of the catalogue, /v1/catalogue.";

    private HashSet<T> Several<T>(string name, Func<string, T?> read, string fault) where T : class
    {
        var several = new HashSet<T>();
        foreach (var value in IsAllowed(name) ? _request.Query[name].OfType<string>().Where(v => v.Length > 0) : [])
        {
            if (read(value) is { } one) several.Add(one);
            else Fault(name, $"'{value}' {fault}");
        }

        return several;
    }

    private DateBounds? Bounds(string name, TimeZoneInfo zone)
    {
        if (One(name) is not { } text) return null;
        if (Edtf.TryParse(text, out var date, out var error)) return date.BoundsIn(zone);
        var hint = text.Contains(' ', StringComparison.Ordinal) ? " A plus sign in a query is written %2B." : "";
        Fault(name, $"Is not a date (EDTF): {error.Reason} (at character {error.Position + 1}).{hint}");
        return null;
    }

    // One of the words that a parameter takes, and all of them.
    private (string? Given, IReadOnlyList<string> All) WordOf(string name)
    {
        var (given, all) = (One(name), _allowed.Single(p => p.Name == name).Words!);
        if (given is not null && !all.Contains(given)) Fault(name, $"Must be one of {string.Join(", ", all)}.");
        return (given, all);
    }

    private TEnum? Word<TEnum>(string name) where TEnum : struct, Enum => One(name) is not { } text ? null
        : Words.TryParse<TEnum>(text, out var word) ? word
        : Fault<TEnum?>(name, $"Must be {string.Join(" or ", Words.Of<TEnum>())}.");

    // A bound of what runs: along the ledger digits are a position.
    private (LedgerPoint? Point, DateBounds? Bounds) Moment(string name, ReplayAxis axis, TimeZoneInfo zone, Func<DateBounds, Instant> end)
    {
        if (axis == ReplayAxis.Recorded && One(name) is { } text && text.All(char.IsAsciiDigit)) return (Position(name, text), null);
        if (Bounds(name, zone) is not { } bounds) return default;
        var moment = end(bounds);
        return moment.IsFinite
            ? (new LedgerPoint(null, moment), bounds)
            : (Fault<LedgerPoint?>(name, "Has no such end; leave it out instead."), null);
    }

    private LedgerPoint? Position(string name, string text)
    {
        if (text.All(char.IsAsciiDigit))
            return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var position)
                ? new LedgerPoint(position, null) : Fault<LedgerPoint?>(name, "Is larger than any position.");
        return Instant.TryParse(text, out var instant) && instant.IsFinite
            ? new LedgerPoint(null, instant)
            : Fault<LedgerPoint?>(name, "Must be a position such as '1234' or an instant such as '2026-11-22T12:00:00Z'.");
    }

    private FeedPlace? Place(string text, ProblemFault fault)
    {
        if (text.Length > 0 && text.All(char.IsAsciiDigit))
            return new FeedPlace(long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var position) ? position : long.MaxValue);
        _faults.Add(fault with { Detail = "Must be a position such as '1234'; 0 is before everything." });
        return null;
    }

    // Of an unknown or doubled parameter the constructor has told already.
    private string? One(string name) =>
        IsAllowed(name) && _request.Query.TryGetValue(name, out var values) && values is [{ Length: > 0 } only] ? only : null;

    private bool IsAllowed(string name) => _allowed.Any(p => p.Name == name);

    private void Fault(string name, string detail) => _faults.Add(new ProblemFault { Parameter = name, Detail = detail });

    private T Fault<T>(string name, string detail)
    {
        Fault(name, detail);
        return default!;
    }

    private void Complete()
    {
        if (_faults.Count > 0) throw new ProblemException(Cause.MalformedRequest.Problem(null, _faults.Distinct()));
        if (_forbidden.Count == 0)
        {
            _request.HttpContext.Asked().Add(_knowers);
            return;
        }

        var clearance = _request.HttpContext.Clearance();
        throw Cause.ForbiddenKnower.Because(
            $"What is known to {string.Join(", ", _forbidden)} is not for you to ask; for you: {string.Join(", ", [Key.Public.Value, .. clearance.Knowers.Select(k => k.Value)])}.");
    }
}

/// <summary>An endpoint whose answers are of all knowers for whom the reader may ask, whoever the vantage names.</summary>
internal sealed record OfAllKnowers;

/// <summary>After which position a feed goes on, as asked.</summary>
/// <param name="Position">The position; greater than any where what was asked for is.</param>
internal sealed record FeedPlace(long Position)
{
    /// <summary>The header in which a client says how far it had come.</summary>
    internal const string Header = "Last-Event-ID";
}

/// <summary>A point of the ledger as asked: a position or an instant.</summary>
internal sealed record LedgerPoint(long? Position, Instant? Instant)
{
    /// <summary>As it is asked for.</summary>
    internal string Text => Position?.ToString(CultureInfo.InvariantCulture) ?? Instant!.Value.ToString();
}

/// <summary>Where a question is asked from, as far as the query says, and which page of the answer.</summary>
internal sealed record VantageQuery
{
    internal required string Path { get; init; }

    /// <summary>Whoever else the answer is about: the newest position is that of all of them.</summary>
    internal Clearance? Readers { get; init; }

    /// <summary>Whether a position is asked for that is above the newest: what is recorded next may stand below it.</summary>
    internal StrongBox<bool> IsAhead { get; init; } = new();

    /// <summary>What its parameters begin with, where two vantages are asked for.</summary>
    internal string Prefix { get; init; } = "";

    /// <summary>What else the address asks for, resolved and escaped, as it stands in permalinks.</summary>
    internal IReadOnlyList<(string Name, string Value)> Also { get; init; } = [];

    internal Instant? Known { get; init; }

    internal LedgerPoint? Recorded { get; init; }

    internal Instant? At { get; init; }

    internal required IReadOnlyList<Key> Knowers { get; init; }

    internal required Lens Lens { get; init; }

    internal Later? Later { get; init; }

    /// <summary>The zone of the reader's in which dates are told; null: as they were written.</summary>
    internal LocalZone? Show { get; init; }

    internal EventFilter Filter { get; init; } = EventFilter.None;

    internal int Limit { get; init; } = 100;

    internal Cursor? Cursor { get; init; }

    /// <summary>The same question for an answer in a form of several; the first goes without saying.</summary>
    internal VantageQuery In(string format, IReadOnlyList<string> formats) =>
        format == formats[0] || Also.Contains(("format", format)) ? this : this with { Also = [.. Also, ("format", format)] };

    /// <summary>What a cursor belongs to: the list, the knowers, the lens, what is shown beyond them, and the filter.</summary>
    internal string Fingerprint
    {
        get
        {
            var text = $"{Path}|{string.Join(',', Knowers)}|{string.Join(',', Lens.Without)}|{Lens.Reliability}|{Lens.Credibility}|{Later}"
                + string.Concat(Filter.Parameters().Select(p => $"|{p.Name}={p.Value}"));
            return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 6));
        }
    }

    /// <summary>Whether the answer depends neither on the clock nor on what is recorded next.</summary>
    internal bool IsPinned =>
        !IsAhead.Value && (Cursor is not null || (Known is not null && At is not null && Recorded is { Position: not null }));

    /// <summary>Whether nothing is asked but how things are now, as the public knows it.</summary>
    internal bool IsDefault =>
        Known is null && Recorded is null && At is null && Knowers is [{ Value: "public" }] && Lens.IsClear && Later is null;
}

/// <summary>Where a page begins, and the vantage that the whole list is pinned to.</summary>
internal sealed record Cursor(string Fingerprint, long Recorded, Instant Known, Instant At, string After)
{
    internal string Text => Convert.ToBase64String(Encoding.UTF8.GetBytes(
            string.Create(CultureInfo.InvariantCulture, $"{Fingerprint}|{Recorded}|{Known}|{At}|{After}")))
        .Replace('+', '-').Replace('/', '_').TrimEnd('=');

    internal static bool TryParse(string text, string fingerprint, out Cursor cursor)
    {
        cursor = null!;
        var padded = text.Replace('-', '+').Replace('_', '/').PadRight((text.Length + 3) / 4 * 4, '=');
        var bytes = new byte[padded.Length];
        if (!Convert.TryFromBase64String(padded, bytes, out var length)) return false;
        if (Encoding.UTF8.GetString(bytes, 0, length).Split('|', 5) is not [var owner, var recorded, var known, var at, var after]) return false;
        if (owner != fingerprint || !long.TryParse(recorded, NumberStyles.None, CultureInfo.InvariantCulture, out var r)) return false;
        if (!Instant.TryParse(known, out var k) || !TryParseAt(at, out var v)) return false;
        // A place in a list is a position, a count, a key, a subject or a moment.
        var isCount = long.TryParse(after, NumberStyles.None, CultureInfo.InvariantCulture, out _);
        if (!isCount && !Key.TryParse(after, out _) && !SubjectId.TryParse(after, out _) && !Instant.TryParse(after, out _)) return false;
        cursor = new Cursor(owner, r, k, v, after);
        return true;

        static bool TryParseAt(string text, out Instant at)
        {
            at = Instant.PositiveInfinity;
            return text == ".." || Instant.TryParse(text, out at);
        }
    }
}
