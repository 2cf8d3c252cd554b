using System.Text.Encodings.Web;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Timeline.Domain.Knowing;
using Timeline.Domain.Record;
using Timeline.Domain.Subjects;
using Timeline.Domain.Time;

namespace Timeline.Domain.Tests;

/// <summary>A random record, and what was sent to make it. All of it was accepted by <see cref="Recording.Decide"/>.</summary>
/// <param name="Ledger">Holds it.</param>
/// <param name="Sent">What was sent, in order of position.</param>
/// <param name="Seeds">What it was made from.</param>
internal sealed record History(Ledger Ledger, IReadOnlyList<string> Sent, IReadOnlyList<int> Seeds)
{
    internal IReadOnlyList<TimelineEvent> Events => Ledger.Events;

    public override string ToString() =>
        string.Join('\n', Sent.Zip(Events, (sent, e) => $"{e.Seq}: {sent} recorded {e.RecordedAt}").Prepend(""));
}

/// <summary>
/// Makes histories and vantages. One seed makes one event, drawn from small pools so that events meet at the same venues, parties and
/// days, and from what was recorded before it; a failing history shrinks by leaving out seeds.
/// </summary>
internal static class Histories
{
    private const int MostEvents = 28;

    private static readonly string[] Kinds = ["summit", "visit", "talks", "aid"];

    private static readonly Gen<int[]> Seeds = from count in Gen.Choose(1, MostEvents)
                                               from seeds in Gen.Choose(0, int.MaxValue).ArrayOf(count)
                                               select seeds;

    /// <summary>Of one subject.</summary>
    internal static Arbitrary<History> OfOne { get; } = From(seeds => Make(seeds, [Kinds[seeds[0] % Kinds.Length]], distinctMoments: false));

    /// <summary>Of a subject of every kind.</summary>
    internal static Arbitrary<History> OfSeveral { get; } = From(seeds => Make(seeds, Kinds, distinctMoments: false));

    /// <summary>
    /// Of one subject, without what the third law excepts: every disclosure is at a microsecond of its own, so no two events are known
    /// or happen at one moment and no tie is left to positions; all are noted after every disclosure, so none is clipped; and no event is
    /// amended twice, so amendments do not rival.
    /// </summary>
    internal static Arbitrary<History> WithoutTies { get; } = From(seeds => Make(seeds, [Kinds[seeds[0] % Kinds.Length]], distinctMoments: true));

    /// <summary>Of one subject; some of its events were erased, and others act on them since.</summary>
    internal static Arbitrary<History> WithErasures { get; } =
        From(seeds => Make(seeds, [Kinds[seeds[0] % Kinds.Length]], distinctMoments: false, erasures: 20));

    /// <summary>Of a subject of every kind, in the same way.</summary>
    internal static Arbitrary<History> OfSeveralWithErasures { get; } = From(seeds => Make(seeds, Kinds, distinctMoments: false, erasures: 20));

    private static Gen<Lens> Lenses { get; } = Gen.Frequency(
        (3, Gen.Constant(Lens.Clear)),
        (1, from without in Gen.Elements<string[]>(["cnn"], ["bbc"], ["cnn", "yonhap"])
            select new Lens { Without = [.. without.Select(Key.Parse)] }),
        (1, from letter in Gen.Elements(Enum.GetValues<Reliability>()) select new Lens { Reliability = letter }),
        (1, from digit in Gen.Elements(Enum.GetValues<Credibility>()) select new Lens { Credibility = digit }));

    /// <summary>From anywhere in such a history.</summary>
    internal static Gen<Vantage> Vantages { get; } =
        from known in Gen.Elements(Moments)
        from at in Gen.Frequency((4, Gen.Constant(known)), (4, Gen.Elements(Moments)))
        from recorded in Gen.Frequency((2, Gen.Constant(long.MaxValue)), (1, Gen.Choose(0, 2 * MostEvents).Select(r => (long)r)))
        from knowers in Gen.Elements<string[]>([], [], [], ["usa"], ["prk"], ["kor", "usa"])
        from lens in Lenses
        from later in Gen.Elements<Later?>(null, null, Later.Sources)
        select new Vantage
        {
            Known = known,
            At = at,
            Recorded = recorded,
            Knowers = Vantage.Canonical(knowers.Select(Key.Parse)),
            Lens = lens,
            Later = later,
        };

    private static Instant[] Moments =>
    [
        Instant.PositiveInfinity, .. Enumerable.Range(1, 20).Select(day => Ledger.Moment($"2019-02-{day:00}")),
        Ledger.Moment("2019-02-05T12:00:00Z"), Ledger.Moment("2019-02-10T12:00:00Z"), Ledger.Moment("2019-03-15"), Ledger.Moment("2021"),
    ];

    /// <summary>What would record an event once more as it stands: nothing is left to defaults.</summary>
    internal static ProposedEvent Again(TimelineEvent e) => new()
    {
        Id = e.Id,
        Subject = e.Subject,
        Type = e.Type,
        Zone = e.Zone,
        Data = e.Data,
        Mode = e.Mode,
        Absent = e.Absent,
        AccountOf = e.AccountOf,
        Happened = e.Happened,
        Disclosures = e.Disclosures,
        Source = e.Source,
        Attribution = e.Attribution,
        Assessment = e.Assessment,
        Related = e.Related,
        NotedAt = e.NotedAt,
        Erased = e.Erased,
    };

    /// <summary>
    /// §4: whether some knowers learn of an event at any position up to one; an act if they are told of it and learn of its target, an
    /// amendment with its target. Asked of every position, without regard to cost.
    /// </summary>
    internal static bool IsLearned(TimelineEvent e, long upTo, IReadOnlyCollection<Key> knowers, IEnumerable<TimelineEvent> events)
    {
        var subject = events.Where(one => one.Subject == e.Subject && one.Seq <= upTo).ToList();
        var vantage = new Vantage
        {
            Known = Instant.PositiveInfinity,
            At = Instant.PositiveInfinity,
            Recorded = 0,
            Knowers = Vantage.Canonical(knowers),
        };
        if (e.Target is { } target)
        {
            return (e.Data is EventAmended || e.Disclosures.Any(d => vantage.Knows(d.To)))
                && subject.Find(one => one.Id == target) is { } on && IsLearned(on, upTo, knowers, subject);
        }

        return subject.Exists(last => Story.Of(subject, vantage with { Recorded = last.Seq }).Find(e.Id) is not null);
    }

    /// <summary>The ids of the events that an event cannot be recorded before.</summary>
    internal static IEnumerable<Guid> Names(TimelineEvent e) => Recording.Concerns([Again(e)]).Where(id => id != e.Id);

    private static Arbitrary<History> From(Func<int[], History> make) => Arb.From(Seeds.Select(make), history =>
        Enumerable.Range(0, history.Seeds.Count).Where(_ => history.Seeds.Count > 1).Select(left => make([.. history.Seeds.Where((_, i) => i != left)])));

    private static History Make(int[] seeds, string[] kinds, bool distinctMoments, int erasures = 0)
    {
        var ledger = new Ledger($"{kinds[0]}/one") { Now = Ledger.Moment("2019-02-12T09:00:00Z") };
        if (distinctMoments) ledger.Now = Ledger.Moment("2020-01-01T00:00:00Z");
        var sent = new List<string>();
        foreach (var seed in seeds)
        {
            var json = new EventMaker(new Random(seed), ledger.Events, kinds, distinctMoments).Make();
            var gap = 1 + seed % 3;
            if (Ledger.Read(json, out _) is not { } proposed || ledger.TryRecord(proposed, gap).Recorded is null) continue;
            sent.Add(json);
            ledger.Now = new Instant(ledger.Now.Microseconds + (seed % 20) * 3_600_000_000L);
            if (seed % 100 < erasures) ledger.Erase(ledger.Events[seed / 100 % ledger.Events.Count].Id);
        }

        return new History(ledger, sent, seeds);
    }

    /// <summary>Makes one event after those recorded; it may still be refused.</summary>
    private sealed class EventMaker(Random random, IReadOnlyList<TimelineEvent> before, string[] kinds, bool distinctMoments)
    {
        private readonly string _kind = kinds[random.Next(kinds.Length)];

        private IEnumerable<TimelineEvent> OfSubject => before.Where(e => e.Subject.Kind.Value == _kind);

        internal string Make()
        {
            var e = new JsonObject { ["id"] = $"00000000-0000-7000-8000-{random.Next():x8}{before.Count:x4}", ["subject"] = $"{_kind}/one" };
            var targets = OfSubject.ToList();
            if (targets.Count > 0 && Chance(35)) MakeAct(e, targets);
            else MakeWorldEvent(e);
            MakeReport(e);
            return e.ToJsonString(new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        }

        private void MakeWorldEvent(JsonObject e)
        {
            var type = Pick(TypesOf(_kind));
            var data = Payload(type);
            if (OfSubject.Where(o => !o.Type.IsActOnTheRecord).ToArray() is { Length: > 0 } earlier && Chance(25))
            {
                var told = Pick(earlier);
                e["accountOf"] = told.Id.ToString();
                (type, data) = (told.Type.Name, Payload(told.Type.Name));
                if (Chance(40) && data.Count > 0) data.Remove(data.First().Key);
            }

            (e["type"], e["data"]) = (type, data);
            if (Chance(12)) e["mode"] = Pick("possible", "intended", "not");
            if (Chance(15)) Withhold(e, data, type);
            if (Chance(60) || distinctMoments) e["happened"] = Happened();
        }

        private void Withhold(JsonObject e, JsonObject data, string type)
        {
            var member = Pick(Catalogue.Types.Single(t => t.Name == type).Members.Where(m => m is not ("event" or "note")).ToArray());
            data.Remove(member);
            e["absent"] = new JsonObject { [member] = Pick("unknown", "withheld", "none") };
        }

        private void MakeAct(JsonObject e, List<TimelineEvent> targets)
        {
            var type = Pick("EventRetracted", "EventRetracted", "EventCorrected", "EventCorrected", "EventDenied", "EventDisclosed", "EventAmended", "EventAmended");
            var fit = targets.Where(t => !t.Type.IsActOnTheRecord
                || (type == "EventRetracted" && t.Type.Name is "EventRetracted" or "EventCorrected" or "EventDenied")
                || (type == "EventAmended" && t.Type.Name is "EventDisclosed")).ToArray();
            if (type == "EventRetracted" && fit.Where(t => t.Type.IsActOnTheRecord).ToArray() is { Length: > 0 } acts && Chance(50)) fit = acts;
            if (distinctMoments && type == "EventAmended") fit = [.. fit.Where(t => !before.Any(b => b.Type.Name == type && b.Target == t.Id))];
            if (fit.Length == 0)
            {
                MakeWorldEvent(e);
                return;
            }

            var target = Pick(fit);
            var data = new JsonObject { ["event"] = target.Id.ToString() };
            (e["type"], e["data"]) = (type, data);
            switch (type)
            {
                case "EventRetracted": data["reason"] = "withdrawn"; break;
                case "EventCorrected": Correct(e, data, target); break;
                case "EventDenied": if (Chance(50)) data["by"] = Actor(); break;
                case "EventDisclosed": (data["to"], data["at"]) = (Pick("public", "usa", "prk", "kor"), Moment()); break;
                default: Amend(e, data, target); break;
            }
        }

        private void Correct(JsonObject e, JsonObject data, TimelineEvent target)
        {
            data["reason"] = "wrong";
            if (Chance(70)) data["data"] = Payload(target.Type.Name);
            if (data["data"] is JsonObject payload && Chance(15)) Withhold(e, payload, target.Type.Name);
            if (data.Count == 2 || Chance(50)) data["happened"] = Happened();
        }

        private void Amend(JsonObject e, JsonObject data, TimelineEvent target)
        {
            data["reason"] = "slip";
            if (target.Type.IsActOnTheRecord || Chance(10)) data["void"] = Chance(80);
            if (target.Type.IsActOnTheRecord) return;
            if (Chance(25)) data["data"] = Payload(target.Type.Name);
            if (data["data"] is JsonObject payload && Chance(15)) Withhold(e, payload, target.Type.Name);
            if (Chance(15)) data["mode"] = Pick("possible", "not", "asserted");
            if (Chance(25)) data["happened"] = Happened();
            if (Chance(20)) data["disclosures"] = Disclosures();
            if (Chance(15)) data["source"] = Source();
            if (Chance(15)) data["attribution"] = new JsonArray("wires", Pick("bbc", "sources"));
            if (Chance(15)) data["zone"] = Zone();
            if (data.Count == 2 || Chance(25)) data["assessment"] = Assessment();
        }

        private void MakeReport(JsonObject e)
        {
            if ((string?)e["type"] != "EventDisclosed")
            {
                if (distinctMoments || Chance(25)) e["disclosures"] = Disclosures();
                else if (Chance(85)) e["known"] = Moment();
            }

            if (distinctMoments) e["notedAt"] = "2019-06-01T00:00:00Z";
            else if (Chance(20)) e["notedAt"] = Pick("2019-02-08T12:00:00Z", "2019-02-10T12:00:00Z", "2019-02-11T23:00:00Z");
            if (Chance(60)) e["source"] = Source();
            if (Chance(25)) e["attribution"] = Chance(50) ? new JsonArray(Pick("two diplomatic sources", "bbc")) : new JsonArray("wires", Pick("bbc", "sources"));
            if (Chance(60)) e["assessment"] = Assessment();
            if (Chance(20)) e["zone"] = Zone();
            if (Chance(5)) e["related"] = new JsonArray(Pick("summit/other", "talks/other"));
        }

        private JsonArray Disclosures()
        {
            var knowers = new[] { "public", "usa", "prk", "kor" };
            random.Shuffle(knowers);
            return [.. knowers.Take(1 + random.Next(2)).Select(to =>
            {
                var disclosure = new JsonObject { ["to"] = to, ["at"] = Moment() };
                if (Chance(10)) disclosure["zone"] = Zone();
                return disclosure;
            })];
        }

        private JsonObject Source()
        {
            var source = new JsonObject { ["publisher"] = Pick("cnn", "reuters", "yonhap", "kcna") };
            if (Chance(60)) source["published"] = Chance(60) ? Day() : Pick("2019-02", "2019-02~", "2019-02-0X", "[2019-02-04..2019-02-11]", "2019-02-05T10:00:00Z", "../2019-02-09");
            return source;
        }

        private JsonObject Assessment() =>
            new() { ["reliability"] = Pick("A", "B", "C", "F"), ["credibility"] = random.Next(1, 7) };

        /// <summary>When somebody learned something: a day or the like, or an instant that nothing else shares.</summary>
        private string Moment() => distinctMoments
            ? $"2019-02-{random.Next(1, 21):00}T{random.Next(24):00}:{random.Next(60):00}:{random.Next(60):00}.{random.Next(1_000_000):000000}Z"
            : Chance(85) ? Day() : Pick("2019-02", "[2019-02-03..2019-02-06]", "2019-02-05T10:00:00Z", "[..2019-02-09]");

        // Two days at once, most of a day apart.
        private string Zone() => Pick("America/New_York", "Asia/Seoul", "Pacific/Kiritimati", "UTC");

        private string Day() => $"2019-02-{random.Next(1, 15):00}";

        private string Happened() => Chance(60)
            ? $"2019-02-{random.Next(1, 21):00}"
            : Pick("2019-02", "2019-02~", "[..2019-02-10]", "{2019-02-05,2019-02-12}", "2019-02-05/2019-02-12", "2019-02-05/..", "/2019-02-09", "../2019-02-09",
                "[2019-02-03,2019-02-09]", "2019-02-05T10:00:00Z", "2019-03", "2019-02-18/2019-02-20", "[2019-02-16..2019-02-19]");

        private string Planned() => Pick("2019-02", "2019-02~", "2019-02-10", "2019-02-10/2019-02-11", "{2019-02-12,2019-02-10}", "[2019-02-08..2019-02-12]", "2019-02-11", "2019-03-01", "2019-03/..");

        private string Actor() => Pick("usa", "prk", "kor");

        private JsonNode Actors() => Chance(75) ? Actor() : new JsonArray("usa", "prk");

        private JsonNode Place() => Chance(70) ? Pick("Hanoi", "Singapore", "HANOI!") : new JsonObject { ["name"] = "Hanoi", ["country"] = "vnm" };

        private string Venue() => Pick("Metropole", "Opera House", "Opera–house");

        private JsonObject Quantity() => new() { ["amount"] = random.Next(1, 4) * 100, ["unit"] = Pick("t", "kg") };

        private static string[] TypesOf(string kind) =>
        [
            .. kind switch
            {
                "summit" => new[] { "SummitProposed", "SummitScheduled", "SummitPostponed", "PlaceConfirmed", "VenueProposed", "VenueRejected",
                    "VenueConfirmed", "SummitHeld", "SummitConcluded" },
                "visit" => ["VisitAnnounced", "VisitStopPlanned", "DelegationArrived", "VisitMade", "VisitCancelled"],
                "talks" => ["TalksProposed", "TalksScheduled", "TalksHeld", "TalksPostponed", "ProposalTabled"],
                _ => ["ShortageReported", "AidRequested", "AidPledged", "AidDelivered", "AidDelivered", "AidDenied"],
            },
            "PositionStated", "DemandMade", "PledgeMade", "PledgeWithdrawn", "ReplyGiven",
        ];

        private JsonObject Payload(string type)
        {
            var data = type switch
            {
                "SummitProposed" or "TalksProposed" => new JsonObject { ["by"] = Actors(), ["with"] = new JsonArray(Actor()) },
                "SummitScheduled" or "TalksScheduled" => new() { ["dates"] = Planned(), ["place"] = Place() },
                "SummitPostponed" or "TalksPostponed" => new() { ["by"] = Actors(), ["until"] = Planned() },
                "PlaceConfirmed" or "VisitStopPlanned" => new() { ["place"] = Place() },
                "VenueProposed" => new() { ["venue"] = Venue(), ["role"] = Pick("preferred", "backup") },
                "VenueRejected" => new() { ["venue"] = Venue(), ["by"] = Actors(), ["reason"] = Pick("security", "none") },
                "VenueConfirmed" => new() { ["venue"] = Venue(), ["by"] = Actors() },
                "SummitHeld" => new() { ["venue"] = Venue(), ["participants"] = new JsonArray(Actor()) },
                "SummitConcluded" => new() { ["outcome"] = Pick("agreement", "statement", "noAgreement") },
                "VisitAnnounced" or "VisitMade" => new() { ["visitor"] = Actors(), ["host"] = Actor() },
                "DelegationArrived" => new() { ["head"] = Pick("kim-jong-un", "mike-pompeo"), ["place"] = Place() },
                "TalksHeld" => new() { ["parties"] = new JsonArray(Actor()), ["topic"] = Pick("sanctions", "liaison") },
                "ProposalTabled" => new() { ["proposal"] = Pick("a declaration", "an office"), ["by"] = Actors() },
                "ShortageReported" => new() { ["party"] = Actors(), ["commodity"] = Pick("rice", "Rice", "fuel"), ["shortfall"] = Quantity() },
                "AidRequested" => new() { ["requester"] = Actors(), ["of"] = new JsonArray(Actor()), ["quantity"] = Quantity() },
                "AidPledged" or "AidDelivered" => new() { ["by"] = Actors(), ["to"] = Actor(), ["quantity"] = Quantity() },
                "PositionStated" => new() { ["party"] = Actors(), ["topic"] = Pick("sanctions", "Sanctions"), ["position"] = Pick("yes", "no") },
                "DemandMade" => new() { ["by"] = Actors(), ["of"] = Actor(), ["demand"] = Pick("disarm", "pay") },
                "PledgeMade" => new() { ["by"] = Actors(), ["pledge"] = Pick("to disarm", "to pay") },
                "PledgeWithdrawn" => new() { ["by"] = Actors(), ["pledge"] = Pick("to disarm", "to pay") },
                "ReplyGiven" => new() { ["event"] = Answered(), ["by"] = Actors(), ["reply"] = Pick("accepted", "refused", "fulfilled") },
                _ => [],
            };
            if (data.Count > 2 && Chance(30)) data.Remove(data.Last(m => m.Key is not ("by" or "reply")).Key);
            if (!data.ContainsKey("dates") && Chance(15)) data["dates"] = Planned();
            if (Chance(15)) data["due"] = Planned();
            if (Chance(10)) data["via"] = Pick("phone", "envoy");
            return data;
        }

        private string Answered() =>
            OfSubject.Where(e => !e.Type.IsActOnTheRecord).ToArray() is { Length: > 0 } earlier ? Pick(earlier).Id.ToString() : Guid.AllBitsSet.ToString();

        private bool Chance(int percent) => random.Next(100) < percent;

        private T Pick<T>(params T[] items) => items[random.Next(items.Length)];
    }
}
