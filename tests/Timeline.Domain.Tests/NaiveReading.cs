using Timeline.Domain.Knowing;
using Timeline.Domain.Record;
using Timeline.Domain.Subjects;
using Timeline.Domain.Time;

namespace Timeline.Domain.Tests;

/// <summary>
/// SEMANTICS §§3–6 sentence by sentence, without regard to cost: every question looks at every event again. It shares with the domain
/// only what a type asserts (<see cref="Claims"/>), and is compared with it in <see cref="ReadingTests"/>.
/// </summary>
/// <param name="all">All events of one subject.</param>
/// <param name="vantage">From where they are read.</param>
internal sealed class NaiveReading(IEnumerable<TimelineEvent> all, Vantage vantage)
{
    private List<TimelineEvent> _recorded = [.. all.Where(e => e.Seq <= vantage.Recorded)];

    /// <summary>§4: what the knowers never learn of is as if it were not in the record.</summary>
    internal static NaiveReading Of(IEnumerable<TimelineEvent> all, Vantage vantage)
    {
        var naive = new NaiveReading(all, vantage);
        naive._recorded = naive._recorded.FindAll(naive.IsThere);
        return naive;
    }

    private bool IsThere(TimelineEvent e) => (e.Data is EventAmended || KnownBy(e) is not null) && (e.Target is null || IsThere(Target(e)));

    internal IEnumerable<Guid> Ids => _recorded.Select(e => e.Id);

    /// <summary>What a pointer answers.</summary>
    internal sealed record Answer(string Json, Guid By, string Rivals, string Over, int Tallied, Guid? First, int Support, Guid? CorrectedBy);

    /// <summary>§6: since when the value at a pointer has been known, and the event that gave it then.</summary>
    internal sealed record SinceWhen(Instant Known, Guid First);

    private sealed record Report(Value Value, TimelineEvent By);

    private sealed record Key(Instant HappenedBy, Instant KnownBy, int Type, long Seq) : IComparable<Key>
    {
        public int CompareTo(Key? other) =>
            (HappenedBy, KnownBy, Type, Seq).CompareTo((other!.HappenedBy, other.KnownBy, other.Type, other.Seq));
    }

    /// <summary>§6: its effective world events whose happenedBy in force is ≤ V, ordered by the story key.</summary>
    internal List<TimelineEvent> Story => [.. World.Where(e => IsEffective(e) && HappenedBy(e) <= vantage.At).OrderBy(StoryKey)];

    /// <summary>§6: events with earliest(happened) ≤ V &lt; happenedBy.</summary>
    internal List<TimelineEvent> Possibly =>
        [.. World.Where(e => IsEffective(e) && Happened(e).Earliest <= vantage.At && vantage.At < HappenedBy(e)).OrderBy(StoryKey)];

    private bool IsKnown(TimelineEvent e) => KnownBy(e) is { } known && known <= vantage.Known;

    private TimelineEvent Target(TimelineEvent e) => _recorded.Single(o => o.Id == e.Target);

    private IEnumerable<TimelineEvent> World => _recorded.Where(e => e.Data is not ActOnTheRecord);

    /// <summary>§5: e is visible and no effective EventRetracted targets it.</summary>
    internal bool IsEffective(TimelineEvent e) => IsVisible(e) && !_recorded.Any(r => r.Data is EventRetracted && r.Target == e.Id && IsEffective(r));

    /// <summary>§4: seq ≤ R, knownBy ≤ K, e passes the lens and is not void; an amendment is visible only to whom its target is.</summary>
    internal bool IsVisible(TimelineEvent e) => !IsVoid(e) && IsKnown(e) && Passes(e) && (e.Data is not EventAmended || IsKnown(Target(e)));

    /// <summary>§3: the smallest latest(at) over the disclosures to w or public, clipped to notedAt; §5: an EventDisclosed adds its own.</summary>
    internal Instant? KnownBy(TimelineEvent e)
    {
        Instant? smallest = null;
        foreach (var at in Learned(e))
        {
            if (smallest is null || at < smallest) smallest = at;
        }

        return smallest;
    }

    private IEnumerable<Instant> Learned(TimelineEvent e)
    {
        var own = (Amendments(e).LastOrDefault(a => a.Disclosures is not null)?.Disclosures ?? InZone(e).Disclosures).Select(d => (Disclosure: d, e.NotedAt));
        var added = _recorded.Where(o => o.Data is EventDisclosed && o.Target == e.Id && !IsVoid(o)).SelectMany(o => o.Disclosures.Select(d => (d, o.NotedAt)));
        foreach (var (disclosure, noted) in own.Concat(added))
        {
            if (disclosure.To.Value != "public" && !vantage.Knowers.Contains(disclosure.To)) continue;
            yield return disclosure.At.Latest > noted ? noted : disclosure.At.Latest;
        }
    }

    /// <summary>§4: published by K, or within the bounds of its date when somebody asked for learned of it by K.</summary>
    internal bool IsPublished(TimelineEvent e) => Read(e).Source?.Published is not { } published || published.Latest <= vantage.Known
        || Learned(e).Any(at => published.Earliest <= at && at <= published.Latest && at <= vantage.Known);

    /// <summary>§3, of the happened in force.</summary>
    internal Instant HappenedBy(TimelineEvent e)
    {
        var (happened, known) = (Happened(e), KnownBy(e)!.Value);
        var s = happened.Start is { } begin ? begin.Latest : happened.Latest;
        if (happened.Earliest > known) return s;
        return s < known ? s : known;
    }

    /// <summary>§5: from the effective correction with the greatest (knownBy, seq) that gives it, or its own.</summary>
    internal EventData Data(TimelineEvent e) =>
        InForce(e) is IAnswersAnEvent { Event: { } answered } answer && !Ids.Contains(answered) ? answer.WithoutEvent() : InForce(e);

    private EventData InForce(TimelineEvent e) =>
        Corrections(e).LastOrDefault(c => ((EventCorrected)c.Data).Data is not null) is { Data: EventCorrected correction }
            ? In(e.Type.ReadData(correction.Data!.Value), Corrections(e).Last(c => ((EventCorrected)c.Data).Data is not null).Zone) : Read(e).Data;

    /// <summary>§2: the days and local times of a payload are those of the zone of whoever gives it, found here once more.</summary>
    private static EventData In(EventData data, LocalZone? zone) => data.WithDates(zone, (_, date, of) => date.In(of));

    /// <summary>§5, in the same way.</summary>
    internal Edtf Happened(TimelineEvent e) =>
        Corrections(e).Select(c => ((EventCorrected)c.Data).Happened).LastOrDefault(h => h is not null) ?? Read(e).Happened;

    /// <summary>§5: disputed iff an effective denial targets it.</summary>
    internal bool IsDisputed(TimelineEvent e) => _recorded.Any(d => d.Data is EventDenied && d.Target == e.Id && IsEffective(d));

    /// <summary>§6: an event, and those whose accountOf is its id; where that is not there, it is named by the account first known.</summary>
    internal Guid Act(Guid id) => _recorded.Find(e => e.Id == id) is { } e
        ? e.AccountOf is { } earlier ? Act(earlier) : id
        : _recorded.Where(a => a.AccountOf == id).OrderBy(KnownBy).ThenBy(a => a.Seq).FirstOrDefault()?.Id ?? id;

    /// <summary>§6: counts origins over the members of the act: the last of the attribution, else the publisher.</summary>
    internal int Support(TimelineEvent e) => Story.Where(o => Act(o.Id) == Act(e.Id)).Select(Read)
        .Select(o => o.Attribution is { } attribution ? attribution[^1] : o.Source?.Publisher.Value).Where(o => o is not null).Distinct().Count();

    /// <summary>§6: events with a mode stand under said; §11: what is erased says nothing.</summary>
    internal IEnumerable<TimelineEvent> Said => Story.Where(e => Read(e).Mode is not null && e.Erased is null);

    /// <summary>§7: it asserts nothing, be it for its mode or because it says only what is not told.</summary>
    internal bool SaysNothing(TimelineEvent e) =>
        e.Erased is null && (Read(e).Mode is not null || Claims.Of(Data(e), Absent(e), Act(e.Id), Act).Assertions.Count == 0);

    /// <summary>§6: at every pointer asserted in the story, the value of the act with the greatest story key, and the sum of the tallies.</summary>
    internal SortedDictionary<string, Answer> Values()
    {
        var found = new SortedDictionary<string, Answer>(StringComparer.Ordinal);
        var acts = Story.GroupBy(e => Act(e.Id)).OrderBy(act => act.Min(StoryKey)).Select(act => Asserted([.. act], act.Key)).ToList();
        foreach (var pointer in acts.SelectMany(a => a.Select(s => s.Assertion.Pointer)).Distinct())
        {
            var accounts = acts.Select(a => a.Where(s => s.Assertion.Pointer == pointer).ToList()).Where(a => a.Count > 0).ToList();
            var values = accounts.ConvertAll(a => InForce([.. a.Select(s => new Report(s.Assertion.Value, s.By))]));
            var (last, rivals) = values[^1];
            if (accounts[0][0].Assertion.IsTally)
            {
                var sum = values.Sum(v => v.InForce.Value.Number!.Value);
                found[pointer] = new Answer(Value.Of(sum).Json, last.By.Id, "", "", values.Count, values[0].InForce.By.Id, 0, null);
                continue;
            }

            // Superseded and better assessed than whatever was said for the value in force since.
            var earlier = values.Take(values.Count - 1).Select(v => v.InForce).ToList();
            var over = earlier.LastOrDefault(v => v.Value != last.Value
                && earlier.Skip(earlier.IndexOf(v)).Append(last).Where(s => s.Value == last.Value).All(s => Rank(v.By).CompareTo(Rank(s.By)) < 0));
            // Of the acts after the last that said something else, whoever says the value.
            var since = values.FindLastIndex(v => !Says(v.InForce.Value, last.Value)) + 1;
            var origins = accounts.Skip(since).SelectMany(a => a).Where(s => Says(s.Assertion.Value, last.Value)).Select(s => Read(s.By))
                .Select(Origin).Where(o => o is not null).Distinct().Count();
            found[pointer] = new Answer(
                last.Value.Json, last.By.Id, string.Join(',', rivals.Select(Text)), over is null ? "" : Text(over), 0, null, origins, CorrectedBy(pointer, last));
        }

        return found;

        static string Text(Report report) => $"{report.Value.Json} by {report.By.Id}";
    }

    // The same value, or a date within its bounds.
    private static bool Says(Value one, Value other) => one == other || IsInside(one, other);

    // A date inside the other's bounds; with the same bounds a day or local time inside what is told in instants.
    private static bool IsInside(Value narrow, Value wide) => narrow.Date is { } n && wide.Date is { } w
        && w.Earliest <= n.Earliest && n.Latest <= w.Latest && (n.Bounds != w.Bounds || (n.IsLocal && !w.IsLocal));

    private static string? Origin(TimelineEvent e) => e.Attribution is { } attribution ? attribution[^1] : e.Source?.Publisher.Value;

    /// <summary>§6: the last correction before which the event in force said another value there, or none.</summary>
    private Guid? CorrectedBy(string pointer, Report inForce)
    {
        var (act, corrections) = (Act(inForce.By.Id), Corrections(inForce.By).ToList());
        for (var count = corrections.Count; count > 0; count--)
        {
            // Before a correction the event was read with those before it.
            var before = new NaiveReading(_recorded.Except(corrections.Skip(count - 1)), vantage);
            var said = before.Asserted([inForce.By], act).Where(a => a.Assertion.Pointer == pointer).Select(a => a.Assertion.Value);
            if (pointer == $"/accounts/{act}/happened") said = [((Value?)before.Happened(inForce.By))!];
            if (!said.Contains(inForce.Value)) return corrections[count - 1].Id;
        }

        return null;
    }

    /// <summary>
    /// §6: the states of every moment at which something was learned or came about, one after the other; back from the last, as long as the
    /// same stands there.
    /// </summary>
    internal static SortedDictionary<string, SinceWhen> Since(IReadOnlyList<TimelineEvent> all, Vantage vantage)
    {
        var end = Of(all, vantage);
        var moments = end._recorded.Select(e => end.KnownBy(e)).OfType<Instant>().ToList();
        if (vantage.At == vantage.Known)
        {
            var dates = from e in end.World.Where(e => end.KnownBy(e) is not null)
                        from happened in end._recorded.Where(c => c.Target == e.Id).Select(c => (c.Data as EventCorrected)?.Happened).OfType<Edtf>().Append(end.Read(e).Happened)
                        select happened.Earliest > end.KnownBy(e) ? happened.Start?.Latest ?? happened.Latest : end.KnownBy(e)!.Value;
            moments.AddRange(dates);
        }

        var states = moments.Append(vantage.Known).Where(m => m <= vantage.Known).Distinct().OrderDescending()
            .Select(m => (Known: m, Values: Of(all, vantage.KnownAt(m)).Stands())).ToList();
        var found = new SortedDictionary<string, SinceWhen>(StringComparer.Ordinal);
        foreach (var (pointer, (value, _)) in states[0].Values)
        {
            var run = states.TakeWhile(s => s.Values.TryGetValue(pointer, out var there) && Says(there.Value, value)).Last();
            // At a step later than that at which it came to stand there somebody else may be in force with the same value.
            found[pointer] = new SinceWhen(run.Known, run.Values[pointer].By);
        }

        return found;
    }

    private Dictionary<string, (Value Value, Guid By)> Stands()
    {
        var acts = Story.GroupBy(e => Act(e.Id)).OrderBy(act => act.Min(StoryKey)).Select(act => Asserted([.. act], act.Key)).ToList();
        return acts.SelectMany(a => a.Select(s => s.Assertion.Pointer)).Distinct().ToDictionary(p => p, pointer =>
        {
            var values = acts.Select(a => a.Where(s => s.Assertion.Pointer == pointer).ToList()).Where(a => a.Count > 0).ToList();
            var said = values.ConvertAll(a => InForce([.. a.Select(s => new Report(s.Assertion.Value, s.By))]).InForce);
            return values[0][0].Assertion.IsTally ? (Value.Of(said.Sum(s => s.Value.Number!.Value)), said[^1].By.Id) : (said[^1].Value, said[^1].By.Id);
        });
    }

    private List<(Assertion Assertion, TimelineEvent By)> Asserted(List<TimelineEvent> accounts, Guid act)
    {
        var asserted = new List<(Assertion, TimelineEvent)>();
        accounts.RemoveAll(e => Read(e).Mode is not null || e.Erased is not null);
        foreach (var e in accounts) asserted.AddRange(Claims.Of(Data(e), Absent(e), act, Act).Assertions.Select(a => (a, e)));
        if (accounts.Select(e => (Happened(e).Text, Happened(e).Zone?.Id)).Distinct().Count() > 1)
            asserted.AddRange(accounts.Select(e => (new Assertion($"/accounts/{act}/happened", ((Value?)Happened(e))!, IsTally: false), e)));
        return asserted;
    }

    // §6, rivals: in force is that of the smaller digit, then letter, then the later known; a date inside the other's bounds refines it.
    private (Report InForce, List<Report> Rivals) InForce(List<Report> reports)
    {
        var ranked = reports.OrderBy(r => Rank(r.By)).ThenByDescending(r => KnownBy(r.By)).ThenByDescending(r => r.By.Seq).ToList();
        var inForce = ranked[0];
        while (ranked.Find(r => IsInside(r.Value, inForce.Value)) is { } narrower) inForce = narrower;
        return (inForce, ranked.FindAll(r => r.Value != inForce.Value && !IsInside(inForce.Value, r.Value)));
    }

    private (Credibility, Reliability) Rank(TimelineEvent e) =>
        Read(e).Assessment is { } assessment ? (assessment.Credibility, assessment.Reliability) : (Credibility.CannotBeJudged, Reliability.F);

    private Absences? Absent(TimelineEvent e)
    {
        if (Corrections(e).LastOrDefault(c => ((EventCorrected)c.Data).Data is not null) is { } correction) return correction.Absent;
        return _recorded.LastOrDefault(a => a.Target == e.Id && a.Data is EventAmended { Data: not null }) is { } amendment ? amendment.Absent : e.Absent;
    }

    private IEnumerable<TimelineEvent> Corrections(TimelineEvent e) =>
        _recorded.Where(c => c.Data is EventCorrected && c.Target == e.Id && IsEffective(c)).OrderBy(c => KnownBy(c)).ThenBy(c => c.Seq);

    private Key StoryKey(TimelineEvent e) => new(HappenedBy(e), KnownBy(e)!.Value, e.Type.Order, e.Seq);

    // §5: read as if recorded so; member by member the latest wins.
    private TimelineEvent Read(TimelineEvent e)
    {
        var amendments = Amendments(e).ToList();
        var mode = amendments.LastOrDefault(a => a.Mode is not null)?.Mode;
        var giving = _recorded.LastOrDefault(a => a.Target == e.Id && a.Data is EventAmended { Data: not null });
        e = InZone(e);
        return e with
        {
            Data = giving is { Data: EventAmended given }
                ? In(e.Type.ReadData(given.Data!.Value), given.Zone is null ? giving.Zone : LocalZone.Of(given.Zone, null)) : e.Data,
            Mode = mode switch { null => e.Mode, AmendedMode.Asserted => null, { } other => Enum.Parse<Mode>(other.ToString()) },
            Happened = amendments.LastOrDefault(a => a.Happened is not null)?.Happened ?? e.Happened,
            Source = amendments.LastOrDefault(a => a.Source is not null)?.Source ?? e.Source,
            Attribution = amendments.LastOrDefault(a => a.Attribution is not null)?.Attribution ?? e.Attribution,
            Assessment = amendments.LastOrDefault(a => a.Assessment is not null)?.Assessment ?? e.Assessment,
        };
    }

    // §5: what was recorded is read in the zone that the last amendment gives which gives one.
    private TimelineEvent InZone(TimelineEvent e)
    {
        if (Amendments(e).LastOrDefault(a => a.Zone is not null) is not { } amendment) return e;
        var zone = LocalZone.Of(amendment.Zone, null);
        return e with
        {
            Zone = zone,
            Happened = e.Happened.In(zone),
            Disclosures = [.. e.Disclosures.Select(d => d.Zone is null ? d with { At = d.At.In(zone) } : d)],
            Data = In(e.Data, zone),
            Source = e.Source?.Published is { } published ? e.Source with { Published = published.In(zone) } : e.Source,
        };
    }

    private bool IsVoid(TimelineEvent e) => Amendments(e).LastOrDefault(a => a.Void is not null)?.Void == true;

    private IEnumerable<EventAmended> Amendments(TimelineEvent e) => _recorded.Where(a => a.Target == e.Id).Select(a => a.Data).OfType<EventAmended>();

    // §4: a retraction or correction passes the lens with its target; so do a denial without a source and an amendment.
    private bool Passes(TimelineEvent e)
    {
        if (e.Data is EventRetracted or EventCorrected or EventAmended) return Passes(Target(e));
        // §11: an erased denial by either rule.
        if (e.Data is EventDenied && e.Source is null && (e.Erased is null || Passes(Target(e)))) return Passes(Target(e));
        var read = Read(e);
        var lens = vantage.Lens;
        if (lens.Without.Any(p => p.Value == read.Source?.Publisher.Value || (read.Attribution ?? []).Contains(p.Value))) return false;
        var (digit, letter) = Rank(e);
        if (lens.Reliability is { } worstLetter && (letter > worstLetter || letter == Reliability.F)) return false;
        return lens.Credibility is not { } worstDigit || (digit <= worstDigit && digit != Credibility.CannotBeJudged);
    }
}
