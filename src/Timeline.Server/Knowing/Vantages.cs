using System.Globalization;
using Timeline.Domain.Json;
using Timeline.Domain.Knowing;
using Timeline.Domain.Record;
using Timeline.Domain.Time;
using Timeline.Postgres.Events;
using Timeline.Postgres.Projections;
using Timeline.Server.Access;
using Timeline.Server.Http;

namespace Timeline.Server.Knowing;

/// <summary>The vantage of an answer, fully resolved (SEMANTICS §4).</summary>
public sealed record VantageItem
{
    /// <summary>K: known by then.</summary>
    public required Instant Known { get; init; }

    /// <summary>R: the position.</summary>
    public required long Recorded { get; init; }

    /// <summary>V: happened by then; <c>..</c> lifts it.</summary>
    public required Instant At { get; init; }

    /// <summary>w: whose knowledge.</summary>
    public required IReadOnlyList<Key> Knower { get; init; }

    /// <summary>L: which reports count; absent: all.</summary>
    public LensItem? Lens { get; init; }

    /// <summary>What is shown though it came after K: <c>sources</c>. Absent: nothing.</summary>
    public Later? Later { get; init; }

    /// <summary>
    /// Those of <c>knower</c> to whom nothing visible by K and at R is disclosed by name: perhaps a key that nobody has. Absent: none.
    /// </summary>
    public IReadOnlyList<Key>? UnknownKnower { get; init; }

    internal static VantageItem Of(Vantage vantage) => new()
    {
        Known = vantage.Known,
        Recorded = vantage.Recorded,
        At = vantage.At,
        Knower = vantage.Knowers,
        Lens = vantage.Lens.IsClear ? null : new LensItem
        {
            Without = vantage.Lens.Without.Count == 0 ? null : vantage.Lens.Without,
            Reliability = vantage.Lens.Reliability,
            Credibility = vantage.Lens.Credibility,
        },
        Later = vantage.Later,
    };

    /// <summary>As parameters of a query: nothing is left to the clock or to what is recorded next.</summary>
    internal IEnumerable<(string Name, string Value)> Parameters() =>
    [
        ("known", Known.ToString()),
        ("recorded", Recorded.ToString(CultureInfo.InvariantCulture)),
        ("at", At.ToString()),
        .. WhoseParameters(),
    ];

    /// <summary>The same question whenever it is asked: what was known, and what the ledger held, is left open.</summary>
    internal IEnumerable<(string Name, string Value)> OpenParameters() =>
        At == Known ? WhoseParameters() : [("at", At.ToString()), .. WhoseParameters()];

    private IEnumerable<(string Name, string Value)> WhoseParameters()
    {
        if (Knower is not [{ Value: "public" }]) foreach (var knower in Knower) yield return ("knower", knower.Value);
        foreach (var publisher in Lens?.Without ?? []) yield return ("without", publisher.Value);
        if (Lens?.Reliability is { } letter) yield return ("reliability", letter.ToString());
        if (Lens?.Credibility is { } digit) yield return ("credibility", ((int)digit).ToString(CultureInfo.InvariantCulture));
        if (Later is { } later) yield return ("later", Words.Text(later));
    }
}

/// <summary>Which reports count.</summary>
public sealed record LensItem
{
    /// <summary>Left out: these publishers and what is attributed to them.</summary>
    public IReadOnlyList<Key>? Without { get; init; }

    /// <summary>At least this reliable.</summary>
    public Reliability? Reliability { get; init; }

    /// <summary>At least this credible.</summary>
    public Credibility? Credibility { get; init; }
}

/// <summary>A timeline as seen from a vantage: what every read begins with. It gives an answer its permalink and its next page.</summary>
internal sealed record Viewpoint(Key Timeline, Vantage Vantage, Head Head, VantageQuery Query)
{
    internal VantageItem Item => VantageItem.Of(Vantage) with { UnknownKnower = UnknownKnowers.Count == 0 ? null : UnknownKnowers };

    /// <summary>The knowers asked for to whom nothing is told by name, as <see cref="Knowers.UnknownAsync"/> finds them.</summary>
    internal IReadOnlyList<Key> UnknownKnowers { get; init; } = [];

    /// <summary>Whether it is how things are now, as the public knows it: what the appends keep beside the ledger.</summary>
    /// <remarks>It is kept as of when it was recorded, which is later than now where a clock was once ahead.</remarks>
    internal bool IsKept => Query.IsDefault && Vantage.Recorded == Head.Position && Vantage.Known >= Head.RecordedAt;

    /// <summary>What narrows the candidates of the filter asked for.</summary>
    internal Narrowing? Narrowing => Narrowing.Of(Query.Filter);

    /// <summary>What is read for it.</summary>
    internal Reach Reach => Reach.Of(Timeline, Vantage.Knowers);

    /// <summary>Where the same answer is to be had for ever.</summary>
    internal string Permalink => Link(Query.Cursor?.Text);

    /// <summary>Where the next page is.</summary>
    internal string Next(string after) =>
        Link(new Cursor(Query.Fingerprint, Vantage.Recorded, Vantage.Known, Vantage.At, after).Text);

    /// <summary>Where the state of a subject is to be had for ever, as seen from here but by what was known at another time.</summary>
    internal string Memento(SubjectId subject, Instant known) =>
        Address.Of($"/v1/{Timeline}/subjects/{subject}", VantageItem.Of(Vantage.KnownAt(known)).Parameters());

    /// <summary>Where the state of a subject is to be had, with the knowers and the lens of here, whenever it is asked for.</summary>
    internal string Subject(SubjectId subject) => Address.Of($"/v1/{Timeline}/subjects/{subject}", Item.OpenParameters());

    /// <summary>Where an event is to be had for ever, as seen from here.</summary>
    internal string Event(Guid id) => Address.Of($"/v1/{Timeline}/events/{id}", Item.Parameters());

    /// <summary>The vantage as parameters that resolve to it again.</summary>
    internal IReadOnlyList<(string Name, string Value)> Pinned => [.. Item.Parameters().Select(p => (Query.Prefix + p.Name, p.Value))];

    private string Link(string? cursor)
    {
        List<(string Name, string Value)> parameters = [.. Query.Also, .. Pinned, .. Query.Filter.Parameters()];
        if (Query.Show is { } show) parameters.Add(("show", Uri.EscapeDataString(show.Id)));
        if (Query.Limit != 100) parameters.Add(("limit", Query.Limit.ToString(CultureInfo.InvariantCulture)));
        if (cursor is not null) parameters.Add(("cursor", cursor));
        return Address.Of(Query.Path, parameters);
    }
}

/// <summary>An address with its parameters.</summary>
internal static class Address
{
    // Keys, instants and cursors need no escaping in a query; what of a filter does is escaped already.
    internal static string Of(string path, IEnumerable<(string Name, string Value)> parameters) =>
        $"{path}?{string.Join('&', parameters.Select(p => $"{p.Name}={p.Value}"))}".TrimEnd('?');

    /// <summary>What makes an address absolute (<see cref="OwnNames.Site"/>); empty where it stays relative.</summary>
    internal static string Site(HttpRequest request) => request.HttpContext.RequestServices.GetRequiredService<OwnNames>().Site(request);
}

/// <summary>Resolves vantages against the ledger: the one choke point that every read goes through.</summary>
internal sealed class Vantages(LedgerReader ledger, Knowers knowers, LedgerClock clock)
{
    /// <summary>The viewpoint of an answer that says from where it is given.</summary>
    /// <exception cref="ProblemException">There is no such timeline, or the vantage asks for what cannot be.</exception>
    internal async Task<Viewpoint> ResolveAsync(string timeline, VantageQuery query, CancellationToken cancellation)
    {
        var viewpoint = await PlaceAsync(timeline, query, cancellation);
        var (vantage, newest) = (viewpoint.Vantage, viewpoint.Head.Position);
        return viewpoint with
        {
            UnknownKnowers = await knowers.UnknownAsync(viewpoint.Timeline, vantage, isNewest: vantage.Recorded == newest, cancellation),
        };
    }

    /// <summary>The viewpoint of what does not say so, such as a feed.</summary>
    /// <exception cref="ProblemException">There is no such timeline, or the vantage asks for what cannot be.</exception>
    internal async Task<Viewpoint> PlaceAsync(string timeline, VantageQuery query, CancellationToken cancellation)
    {
        if (!Key.TryParse(timeline, out var name)) throw Cause.NoTimeline(timeline);
        var reach = query.Readers is { } readers ? Reach.Of(name, readers) : Reach.Of(name, query.Knowers);
        if (await ledger.HeadAsync(reach, cancellation) is not { } head) throw Cause.NoTimeline(timeline);

        var now = Instant.Max(clock.Now, head.RecordedAt);
        var recorded = await RecordedAsync(reach, query, head, now, cancellation);
        // Whoever has recorded something sees it at once, through whichever server. What they never learn of moves nothing.
        var known = query.Known ?? query.Cursor?.Known ?? clock.Known(head.RecordedAt);
        var at = query.At ?? query.Cursor?.At ?? known;
        if (query.Cursor is { } cursor && (cursor.Known != known || cursor.At != at
            || await PositionAsync(reach, cursor.Recorded, head, cancellation) != recorded))
            throw Contradiction("cursor", "Belongs to another vantage than the parameters beside it; follow 'next' as it is.");
        var vantage = new Vantage
        {
            Known = known,
            Recorded = recorded,
            At = at,
            Knowers = query.Knowers,
            Lens = query.Lens,
            Later = query.Later,
        };
        return new Viewpoint(name, vantage, head, query);
    }

    // What is asked for resolves to the newest of what the readers learn of up to there (SEMANTICS §4). So no secret that is recorded
    // moves it, nor tells by a refusal that it was recorded.
    private async Task<long> RecordedAsync(Reach reach, VantageQuery query, Head head, Instant now, CancellationToken cancellation)
    {
        if (query.Recorded is { Instant: { } instant })
        {
            return instant > now ? throw Contradiction(query.Prefix + "recorded", $"Is in the future; it is {now} now.")
                : (await ledger.HeadAsync(reach, instant, cancellation))!.Position;
        }

        if ((query.Recorded?.Position ?? query.Cursor?.Recorded) is not { } position) return head.Position;
        query.IsAhead.Value |= position > head.Position;
        return await PositionAsync(reach, position, head, cancellation);
    }

    private async Task<long> PositionAsync(Reach reach, long position, Head head, CancellationToken cancellation) =>
        position >= head.Position ? head.Position : (await ledger.HeadAsync(reach, position, cancellation))!.Position;

    private static ProblemException Contradiction(string parameter, string detail) =>
        new(Cause.MalformedRequest.Problem(null, [new ProblemFault { Parameter = parameter, Detail = detail }]));
}
