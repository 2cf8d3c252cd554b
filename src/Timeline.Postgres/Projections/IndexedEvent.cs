using System.Text;
using Timeline.Domain.Knowing;
using Timeline.Domain.Record;
using Timeline.Domain.Subjects;
using Timeline.Domain.Time;

namespace Timeline.Postgres.Projections;

/// <summary>What an event says to somebody at whatever vantage.</summary>
/// <param name="Terms">What a filter may ask for: see <see cref="Narrowing"/>.</param>
/// <param name="Happened">Within these bounds it happened.</param>
/// <param name="Known">Within these they came to know it.</param>
internal sealed record Saying(IReadOnlySet<string> Terms, DateBounds Happened, DateBounds Known)
{
    /// <summary>Stands for the terms of an event that has too many to list: it is a candidate whatever is asked.</summary>
    internal const string AnyTerm = "*";

    // So many, with so many bytes, still fit into a tsvector, which has at most a megabyte; each begins with a timeline and a knower.
    private const int MaxTerms = 2000;
    private const int MaxLength = 1_000_000;
    private const int MaxPrefix = 250;

    /// <summary>What an event says by itself, to whoever is told.</summary>
    internal static Saying Of(TimelineEvent e) => new(
        Listed(
        [
            Narrowing.TypeTerm(e.Type), Narrowing.SubjectTerm(e.Subject), Narrowing.KindTerm(e.Subject.Kind),
            .. e.Type.ActorsIn(e.Data).Select(Narrowing.ActorTerm),
            .. e.Source is { Publisher: var publisher } ? [Narrowing.PublisherTerm(publisher)] : Array.Empty<string>(),
            .. (e.Related ?? []).Select(Narrowing.RelatedTerm),
            .. FullText.WordsOf(e, e.Data, isSourceShown: true).Select(Narrowing.WordTerm),
        ]),
        e.Happened.Bounds,
        Bounds(e.Disclosures));

    /// <summary>What both say together, known as this is.</summary>
    internal Saying With(Saying other) =>
        this with { Terms = Listed([.. Terms, .. other.Terms]), Happened = Happened.With(other.Happened) };

    /// <summary>Whether both say the same.</summary>
    internal bool IsSame(Saying other) => Terms.SetEquals(other.Terms) && Happened == other.Happened && Known == other.Known;

    /// <summary>
    /// The bounds of some disclosures. Known by the latest instant of one, or when it was noted: that is after the earliest (SEMANTICS §3).
    /// </summary>
    internal static DateBounds Bounds(IEnumerable<Disclosure> disclosures) =>
        disclosures.Select(d => d.At.Bounds).Aggregate((one, other) => one.With(other));

    private static HashSet<string> Listed(HashSet<string> terms) =>
        terms.Count <= MaxTerms && !terms.Contains(AnyTerm) && terms.Sum(t => MaxPrefix + Encoding.UTF8.GetByteCount(t)) <= MaxLength
            ? terms : [AnyTerm];
}

/// <summary>An event as its rows beside the ledger tell it: who may ever learn of it, and what it says to whom.</summary>
internal sealed class IndexedEvent
{
    private static readonly string Everybody = Key.Public.Value;

    // What everybody is told who is told of it; null: that was not read.
    private Saying? _base;

    private IndexedEvent(TimelineEvent e) => Event = e;

    /// <summary>The event.</summary>
    internal TimelineEvent Event { get; }

    /// <summary>Who may ever learn of it; the public stands alone.</summary>
    internal SortedSet<string> Knowers { get; private set; } = [];

    /// <summary>To whom it is ever disclosed, the public and others; of an act as far as its target is.</summary>
    internal SortedSet<string> Told { get; private set; } = [];

    /// <summary>To whom a correction of it is disclosed by name.</summary>
    internal SortedSet<string> Others { get; private set; } = new(StringComparer.Ordinal);

    /// <summary>What it says to each of those.</summary>
    internal Dictionary<string, Saying> Sayings { get; private set; } = [];

    /// <summary>Its knowers as they stood in the rows that were read; <see langword="null"/>: there were none.</summary>
    internal IReadOnlySet<string>? KnowersBefore { get; private init; }

    /// <summary>What it said to whom in the rows that were read.</summary>
    internal IReadOnlyDictionary<string, Saying> SayingsBefore { get; private init; } = new Dictionary<string, Saying>();

    /// <summary>
    /// What it says otherwise than in the rows that were read. The others are not written again: what is told to one moves nobody else's row
    /// to another page.
    /// </summary>
    internal IEnumerable<KeyValuePair<string, Saying>> Said =>
        Sayings.Where(s => !(SayingsBefore.TryGetValue(s.Key, out var before) && before.IsSame(s.Value)));

    /// <summary>Whether what it says, or to whom, is to be written.</summary>
    internal bool IsChanged { get; private set; }

    /// <summary>Whether it was made anew, from itself and all its acts.</summary>
    internal bool IsAnew { get; private init; }

    /// <summary>Whether more may learn of it than the rows say.</summary>
    internal bool IsWidened => KnowersBefore is { } before && !before.SetEquals(Knowers);

    private bool IsForAll => Event.Data is EventAmended || Event.Disclosures.Any(d => d.To == Key.Public);

    /// <summary>An event that is just recorded, by itself.</summary>
    internal static IndexedEvent Of(TimelineEvent e)
    {
        var said = Saying.Of(e);
        var told = Sorted(e.Disclosures.Select(d => d.To.Value));
        return new IndexedEvent(e)
        {
            _base = said,
            Told = told,
            Knowers = Reduced(told),
            Sayings = told.ToDictionary(w => w, w => said with { Known = KnownTo(w, e.Disclosures) }),
            IsChanged = true,
        };
    }

    /// <summary>One that has rows, as they tell it.</summary>
    internal static IndexedEvent Read(TimelineEvent e, string[] knowers, string[] told, string[] others, Dictionary<string, Saying> sayings)
    {
        return new IndexedEvent(e)
        {
            Knowers = Sorted(knowers),
            Told = Sorted(told),
            Others = Sorted(others),
            Sayings = new(sayings),
            KnowersBefore = Sorted(knowers),
            SayingsBefore = sayings,
        };
    }

    /// <summary>The same event by itself, as if none of its acts were there, and remembers its rows.</summary>
    internal IndexedEvent Anew()
    {
        var own = Of(Event);
        return new IndexedEvent(Event)
        {
            _base = own._base,
            Told = own.Told,
            Knowers = own.Knowers,
            Sayings = own.Sayings,
            IsChanged = true,
            IsAnew = true,
            KnowersBefore = KnowersBefore,
            SayingsBefore = SayingsBefore,
        };
    }

    /// <summary>Adds what an act on it has it say, and to whom.</summary>
    /// <returns>False: what it says to somebody who is told only now is not known here. It has to be made anew, with all its acts.</returns>
    internal bool TryAdd(TimelineEvent act)
    {
        // Of an act on the record nothing else is ever read.
        if (Event.Target is not null || Acts.Reading(Event, act) is not { } reading) return true;
        var disclosed = act.Data is EventCorrected ? [] : reading.Disclosures;
        // A correction says what it says to whom it is told itself; an amendment to whoever sees the event.
        var isForAll = act.Data is EventAmended || act.Disclosures.Any(d => d.To == Key.Public);
        string[] others = act.Data is EventCorrected && !isForAll ? [.. act.Disclosures.Select(d => d.To.Value)] : [];
        string[] news = [.. disclosed.Select(d => d.To.Value).Concat(others).Except(Sayings.Keys).Distinct()];
        if (news.Length > 0 && (_base ?? Sayings.GetValueOrDefault(Everybody)) is null) return false;

        var all = Sayings.Values.Select(s => s.Known).Aggregate((one, other) => one.With(other));
        var open = Sayings.GetValueOrDefault(Everybody);
        foreach (var w in news)
        {
            var known = open is not null ? open.Known : disclosed.Count > 0 ? KnownTo(w, disclosed) : all;
            Sayings[w] = (_base ?? open!) with { Known = known };
        }

        // Whoever is told of a correction by name may ask together with any who knows the event: as early or late as that.
        foreach (var w in others.Where(w => !Others.Contains(w))) Sayings[w] = Sayings[w] with { Known = all };
        Told.UnionWith(disclosed.Select(d => d.To.Value));
        Others.UnionWith(others);
        Knowers = Reduced(Told);
        foreach (var d in disclosed)
        {
            foreach (var w in Sayings.Keys.Where(w => w == d.To.Value || d.To == Key.Public || Others.Contains(w)).ToList())
                Sayings[w] = Sayings[w] with { Known = Sayings[w].Known.With(d.At.Bounds) };
        }

        IsChanged = true;
        if (act.Data is EventDisclosed) return true;
        var said = Saying.Of(reading);
        if (others.Length == 0) _base = _base?.With(said);
        foreach (var w in others.Length > 0 ? others : [.. Sayings.Keys]) Sayings[w] = Sayings[w].With(said);
        return true;
    }

    /// <summary>
    /// Of an act: who may learn of it, as its target stands. An amendment is there for whom its target is. So is any act that the public is
    /// told of: to the others it tells nothing.
    /// </summary>
    internal void ActOn(IndexedEvent target)
    {
        var (told, knowers) = (Sorted(Event.Disclosures.Select(d => d.To.Value)), KnowersOn(target.Knowers));
        var listed = !IsForAll ? told : Event.Data is not EventAmended && knowers.Contains(Everybody) ? Sorted(told.Concat(knowers)) : knowers;
        if (knowers.SetEquals(Knowers) && listed.SetEquals(Told)) return;
        var said = _base ?? Saying.Of(Event);
        (Knowers, Told, IsChanged) = (knowers, listed, true);
        Sayings = listed.ToDictionary(w => w, w => Event.Data is EventAmended ? said : said with { Known = KnownTo(w, Event.Disclosures) });
    }

    /// <summary>Of an act: who is told of it where those may learn of what it acts on.</summary>
    internal SortedSet<string> KnowersOn(SortedSet<string> target) =>
        IsForAll ? target : Reduced(Event.Disclosures.Select(d => d.To.Value));

    /// <summary>Whether who is told of an act is just who is told of its target.</summary>
    internal bool FollowsTarget => Event.Target is not null && IsForAll;

    private static DateBounds KnownTo(string knower, IReadOnlyList<Disclosure> disclosures)
    {
        Disclosure[] to = [.. disclosures.Where(d => d.To.Value == knower || d.To == Key.Public)];
        return Saying.Bounds(to.Length > 0 ? to : disclosures);
    }

    // What is public, everybody knows; nobody else need be named.
    private static SortedSet<string> Reduced(IEnumerable<string> knowers) =>
        Sorted(knowers) is var all && all.Contains(Everybody) ? Sorted([Everybody]) : all;

    private static SortedSet<string> Sorted(IEnumerable<string> keys) => new(keys, StringComparer.Ordinal);
}
