using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Timeline.Domain.Json;
using Timeline.Domain.Knowing;
using Timeline.Domain.Record;
using Timeline.Domain.Subjects;
using Timeline.Domain.Telling;
using Timeline.Domain.Time;

namespace Timeline.Domain.Tests;

/// <summary>The laws of SEMANTICS §8 that speak of one subject's or one timeline's events, over random histories.</summary>
public class LawsTests
{
    private static readonly Gen<int> Numbers = Gen.Choose(0, int.MaxValue);

    private static readonly string[] Assigned = ["seq", "recordedAt", "recordedBy"];

    private static readonly Vantage Everything = new()
    {
        Known = Instant.PositiveInfinity,
        Recorded = long.MaxValue,
        At = Instant.PositiveInfinity,
        Knowers = Vantage.Canonical(new[] { "usa", "prk", "kor" }.Select(Key.Parse)),
    };

    [Fact]
    public void Histories_hold_everything_that_can_be_recorded()
    {
        var events = Gen.Sample(Histories.OfOne.Generator, 300, 100).SelectMany(h => h.Events.Select(e => (Event: e, h.Ledger))).ToList();

        Assert.All(["EventRetracted", "EventCorrected", "EventDenied", "EventDisclosed", "EventAmended", "ReplyGiven", "SummitScheduled",
            "VisitMade", "TalksHeld", "AidDelivered"], type => Assert.Contains(events, e => e.Event.Type.Name == type));
        Assert.All(["EventRetracted", "EventCorrected", "EventDenied"], type => Assert.Contains(events, e => TargetOf(e)?.Type.Name == type));
        Assert.Contains(events, e => e.Event.Type.Name == "EventAmended" && TargetOf(e)?.Type.Name == "EventDisclosed");
        Assert.Contains(events, e => e.Event.AccountOf is { } id && e.Ledger.Events.Single(o => o.Id == id).AccountOf is not null);
        Assert.Contains(events, e => e.Event.Happened.Earliest > e.Event.NotedAt);
        Assert.Contains(events, e => e.Event.Disclosures.All(d => d.To != Key.Public));
        Assert.Contains(events, e => e.Event.Absent is not null && e.Event.Mode is null);
        Assert.Contains(events, e => e.Event.Mode is Mode.Possible);

        static TimelineEvent? TargetOf((TimelineEvent Event, Ledger Ledger) e) => e.Ledger.Events.FirstOrDefault(o => o.Id == e.Event.Target);
    }

    [Fact]
    public void Law_1_recording_anything_later_never_changes_an_answer_pinned_to_an_earlier_position() => Holds(
        Histories.OfSeveral, (history, vantage, number) =>
        {
            var then = history.Events.Take(number % (history.Events.Count + 1)).ToList();
            var pinned = vantage with { Recorded = then.Count == 0 ? 0 : then[^1].Seq };
            return (Answers.Of(then, pinned), Answers.Of(history.Events, pinned));
        });

    [Fact]
    public void Law_2_recording_what_became_known_later_never_changes_an_answer_about_earlier() => Holds(
        Histories.OfSeveral, (history, vantage, number) =>
        {
            var newest = vantage with { Recorded = long.MaxValue };
            var then = history.Events.Take(number % (history.Events.Count + 1)).ToList();
            var kept = then.Select(e => e.Id).ToHashSet();
            var later = new List<TimelineEvent>();
            foreach (var e in history.Events.Skip(then.Count))
            {
                if (e.Data is EventAmended || KnownBy(e, newest) <= newest.Known || !Histories.Names(e).All(kept.Contains) || PutsIntoTheRecord(e)) continue;
                later.Add(e);
                kept.Add(e.Id);
            }

            return (Answers.Of(then, newest), Answers.Of(then.Concat(later), newest));

            // What tells of it already names it then.
            bool PutsIntoTheRecord(TimelineEvent e) => e.Data is EventDisclosed
                && Story.Of(then.Concat(later).Where(o => o.Subject == e.Subject), newest).Find(e.Target!.Value) is null;
        });

    [Fact]
    public void Law_3_the_order_of_recording_does_not_matter_to_the_newest_position() => Holds(
        Histories.WithoutTies, (history, vantage, number) =>
        {
            var newest = vantage with { Recorded = long.MaxValue };
            var again = new Ledger(history.Ledger.Subject.ToString()) { Now = history.Ledger.Now };
            foreach (var e in Permuted(history.Events, new Random(number)))
                Assert.Null(again.TryRecord(Histories.Again(e)).Refusal);
            return (Answers.Of(history.Events, newest), Answers.Of(again.Events, newest));
        });

    [Fact]
    public void Law_4_widening_the_knower_never_makes_an_event_invisible() => HoldsFor(
        Histories.OfOne, (history, vantage, _) =>
        {
            var visible = Visible(history, vantage with { Knowers = [Key.Public] });
            return visible.IsSubsetOf(Visible(history, vantage with { Knowers = [Key.Parse("usa")] }))
                && Visible(history, vantage with { Knowers = [Key.Parse("usa")] })
                    .IsSubsetOf(Visible(history, vantage with { Knowers = [Key.Parse("kor"), Key.Parse("usa")] }));
        });

    [Fact]
    public void Law_4_widening_the_knower_never_hides_a_source() => HoldsFor(
        Histories.OfOne, (history, vantage, _) =>
        {
            var one = Story.Of(history.Events, vantage with { Knowers = [Key.Public] });
            var wider = Story.Of(history.Events, vantage with { Knowers = [Key.Parse("prk"), Key.Parse("usa")] });
            return one.Seen.Where(s => s.IsVisible && one.SourceOf(s.Event).IsShown).All(s => wider.SourceOf(wider[s.Event.Id].Event).IsShown);
        });

    [Fact]
    public void Law_4_raising_a_floor_never_makes_an_event_visible() => HoldsFor(
        Histories.OfOne, (history, vantage, number) =>
        {
            var letter = (Reliability)(number % 6);
            var digit = (Credibility)(1 + number % 6);
            var clear = Visible(history, vantage with { Lens = Lens.Clear });
            var low = Visible(history, vantage with { Lens = new Lens { Reliability = letter } });
            var lowDigit = Visible(history, vantage with { Lens = new Lens { Credibility = digit } });
            return low.IsSubsetOf(clear) && lowDigit.IsSubsetOf(clear)
                && (letter == Reliability.A || Visible(history, vantage with { Lens = new Lens { Reliability = letter - 1 } }).IsSubsetOf(low))
                && (digit == Credibility.Confirmed || Visible(history, vantage with { Lens = new Lens { Credibility = digit - 1 } }).IsSubsetOf(lowDigit));
        });

    /// <summary>
    /// Left out is what is never disclosed to the public at any position, and what acts on it. An amendment is the keeper's word and holds
    /// for every knower, so it is left out with its target only. What the public is told about a secret by naming it (an account of it,
    /// a reply to it, an act that makes another event one) is no secret: such events are left out of both sides.
    /// </summary>
    [Fact]
    public void Law_4_what_only_one_knower_knows_changes_no_answer_to_the_public() => Holds(
        Histories.OfSeveral, (history, vantage, _) =>
        {
            var toPublic = vantage with { Knowers = [Key.Public] };
            var secrets = history.Events.Where(e => e.Data is not EventAmended && !IsEverPublic(e, history.Events)).Select(e => e.Id).ToHashSet();
            var tainted = new HashSet<Guid>(secrets);
            foreach (var e in history.Events.Where(e => Histories.Names(e).Any(tainted.Contains))) tainted.Add(e.Id);
            var withSecrets = new List<TimelineEvent>();
            foreach (var e in history.Events)
            {
                var actsOnSecret = e.Target is { } target && tainted.Contains(target);
                var isToldOfSecret = tainted.Contains(e.Id) && !secrets.Contains(e.Id) && !actsOnSecret;
                if (!isToldOfSecret && Histories.Names(e).All(id => withSecrets.Exists(o => o.Id == id))) withSecrets.Add(e);
            }

            return (Answers.Of(withSecrets.Where(e => !tainted.Contains(e.Id)), toPublic), Answers.Of(withSecrets, toPublic));
        });

    [Fact]
    public void Law_4_recorded_resolves_to_the_newest_event_that_is_learned_of_and_the_answer_stays_the_same() => Holds(
        Histories.OfSeveral, (history, vantage, number) =>
        {
            var upTo = history.Events.Select(e => e.Seq).ElementAtOrDefault(number % (history.Events.Count + 1));
            var resolved = Resolved(history.Events, upTo, vantage.Knowers);
            Assert.Equal(resolved, Resolved(history.Events, resolved, vantage.Knowers));
            Assert.Equal(resolved, history.Events.Where(e => e.Seq <= upTo && Histories.IsLearned(e, upTo, vantage.Knowers, history.Events)).Max(e => (long?)e.Seq) ?? 0);
            return (Answers.Of(history.Events, vantage with { Recorded = upTo }), Answers.Of(history.Events, vantage with { Recorded = resolved }));
        });

    /// <summary>By the events up to there alone, so it stays the same whatever is recorded later (law 1).</summary>
    private static long Resolved(IReadOnlyList<TimelineEvent> events, long upTo, IReadOnlyCollection<Key> knowers) =>
        events.Where(e => e.Seq <= upTo && Knowing.Told.IsTo(knowers, e, events.Where(o => o.Subject == e.Subject))).Max(e => (long?)e.Seq) ?? 0;

    /// <summary>But for what became known lately: that it was taken back, and stands after all, did.</summary>
    [Fact]
    public void Sources_published_later_change_nothing_but_who_says_so() => Holds(
        Histories.OfOne, (history, vantage, _) => (Told(history, vantage with { Later = null }), Told(history, vantage with { Later = Later.Sources })));

    [Fact]
    public void Sources_published_later_are_those_that_are_shown_in_the_end() => HoldsFor(
        Histories.OfOne, (history, vantage, _) =>
        {
            var story = Story.Of(history.Events, vantage with { Later = Later.Sources });
            var end = Story.Of(history.Events, vantage with { Known = Instant.PositiveInfinity });
            return story.Seen.Where(s => s.IsVisible)
                .All(s => story.SourceOf(s.Event) with { AttestedLater = null } == end.SourceOf(end[s.Event.Id].Event));
        });

    // The whole of a subject, without who says so and the sentences that tell it.
    private static string Told(History history, Vantage vantage)
    {
        var story = Story.Of(history.Events, vantage);
        if (!story.IsVisible) return "";
        var state = State.Of(history.Ledger.Subject, story);
        JsonNode?[] told =
        [
            JsonSerializer.SerializeToNode(StateItem.Of(state), RecordJson.Default.StateItem),
            .. story.Seen.Where(s => s.IsVisible)
                .Select(s => JsonSerializer.SerializeToNode(RecordedItem.Of(s, story), RecordJson.Default.RecordedItem)),
        ];
        foreach (var node in told) Cut(node);
        var sentences = Briefing.Of(state, Language.Default).Sections()
            .SelectMany(s => s.Section.Sentences.Select(t => $"{s.Name} {t with { Text = "", Publisher = null, Attribution = null }}"));
        return string.Join('\n', told.Select(t => t!.ToJsonString()).Concat(sentences));

        static void Cut(JsonNode? node)
        {
            foreach (var member in (string[])(node is JsonObject ? ["source", "publisher", "attribution", "text"] : [])) node!.AsObject().Remove(member);
            foreach (var below in node switch { JsonObject o => o.Select(m => m.Value), JsonArray a => a, _ => (IEnumerable<JsonNode?>)[] }) Cut(below);
        }
    }

    [Fact]
    public void Law_5_retracting_a_retraction_restores_the_state_before_the_first() => Holds(
        Histories.OfOne, (history, vantage, number) =>
        {
            var targets = history.Events.Where(e => !e.Type.IsActOnTheRecord).ToList();
            if (targets.Count == 0) return ("", "");
            var late = vantage with { Known = Instant.PositiveInfinity, Recorded = long.MaxValue };
            var before = Answers.Of(history.Events, late);

            history.Ledger.Now = Ledger.Moment("2022-01-01");
            var retracted = $$"""{"event":"{{targets[number % targets.Count].Id}}","reason":"withdrawn"}""";
            history.Ledger.Say("first", "EventRetracted", retracted, "2021-01-01");
            history.Ledger.Say("second", "EventRetracted", """{"event":"@first","reason":"it stands after all"}""", "2021-02-01");

            var after = Answers.Of(history.Events, late);
            return (Answers.Without(before, SectionName.KnownLately), Answers.Without(after, SectionName.KnownLately));
        });

    [Fact]
    public void Law_6_a_vantage_compared_with_itself_differs_in_nothing() => HoldsFor(
        Histories.OfOne, (history, vantage, _) => history.Events.Count == 0 || Comparison.Of(history.Events, vantage, vantage).IsEmpty);

    [Fact]
    public void Law_6_comparing_the_other_way_round_swaps_the_sides() => HoldsForTwo((history, from, to) =>
    {
        var (there, back) = (Comparison.Of(history.Events, from, to), Comparison.Of(history.Events, to, from));
        Assert.Equal(there.Gained.Select(Told), back.Lost.Select(Told));
        Assert.Equal(there.Lost.Select(Told), back.Gained.Select(Told));
        Assert.Equal(
            there.Changed.Select(c => (c.To.Event.Id, c.Cause)).ToHashSet(), back.Changed.Select(c => (c.From.Event.Id, c.Cause)).ToHashSet());
        Assert.Equal(
            there.Pointers.Select(p => (p.Pointer, p.Old?.Value.Json, p.New?.Value.Json, p.Cause)),
            back.Pointers.Select(p => (p.Pointer, p.New?.Value.Json, p.Old?.Value.Json, p.Cause)));

        static (Guid, Difference) Told(Exclusive one) => (one.Entry.Event.Id, one.Cause);
    });

    [Fact]
    public void Law_6_the_differences_applied_to_the_one_state_give_the_other() => HoldsForTwo((history, from, to) =>
    {
        var comparison = Comparison.Of(history.Events, from, to);
        var values = Values(history, from);
        foreach (var change in comparison.Pointers)
        {
            Assert.Equal(values.GetValueOrDefault(change.Pointer), change.Old?.Value.Json);
            if (change.New is { } now) values[change.Pointer] = now.Value.Json;
            else values.Remove(change.Pointer);
        }

        Assert.Equal(Values(history, to), values);
        var entries = Entries(from).Except(comparison.Lost.Select(e => e.Entry.Event.Id)).Concat(comparison.Gained.Select(e => e.Entry.Event.Id));
        Assert.Equal(Entries(to).Order(), entries.Order());

        IEnumerable<Guid> Entries(Vantage vantage) => Story.Of(history.Events, vantage).Entries.Select(e => e.Event.Id);
    });

    [Fact]
    public void A_cause_is_something_in_which_the_vantages_differ() => HoldsForTwo((history, from, to) =>
    {
        var comparison = Comparison.Of(history.Events, from, to);
        var causes = comparison.Gained.Concat(comparison.Lost).Select(e => e.Cause)
            .Concat(comparison.Changed.Select(c => c.Cause)).Concat(comparison.Pointers.Select(p => p.Cause)).ToHashSet();
        Assert.True(from.Recorded != to.Recorded || !causes.Overlaps([Difference.RecordedLate, Difference.Amended]));
        Assert.True(from.Known != to.Known || !from.Knowers.SequenceEqual(to.Knowers) || !causes.Contains(Difference.Learned));
        Assert.True(!from.Knowers.SequenceEqual(to.Knowers) || !causes.Contains(Difference.Disclosed));
        Assert.True(!SameLens() || !causes.Contains(Difference.Filtered));

        bool SameLens() => from.Lens.Without.SequenceEqual(to.Lens.Without) && from.Lens.Reliability == to.Lens.Reliability && from.Lens.Credibility == to.Lens.Credibility;
    });

    [Fact]
    public void Comparing_meets_every_cause()
    {
        var causes = new HashSet<Difference>();
        HoldsForTwo((history, from, to) =>
        {
            var comparison = Comparison.Of(history.Events, from, to);
            causes.UnionWith(comparison.Gained.Select(e => e.Cause));
            causes.UnionWith(comparison.Changed.Select(c => c.Cause));
        }, 1500);
        Assert.Equal(Enum.GetValues<Difference>().Order(), causes.Order());
    }

    [Fact]
    public void A_history_ends_where_the_vantage_is_and_each_step_begins_where_the_last_one_ended() => HoldsFor(
        Histories.OfOne, (history, vantage, _) =>
        {
            var values = new SortedDictionary<string, string>(StringComparer.Ordinal);
            var last = Instant.NegativeInfinity;
            foreach (var step in Knowing.History.Of(history.Events, vantage, last))
            {
                Assert.True(step.Known > last && step.Known <= vantage.Known);
                last = step.Known;
                foreach (var change in step.Changes)
                {
                    Assert.Equal(values.GetValueOrDefault(change.Pointer), change.Old?.Value.GetRawText());
                    if (change.New is { } now) values[change.Pointer] = now.Value.GetRawText();
                    else values.Remove(change.Pointer);
                }

                Assert.Equal(Values(history, vantage.KnownAt(last)), values);
                Assert.NotEmpty(step.Reports);
            }

            // The vantage itself may be later than the last step, and nothing has changed since.
            Assert.Equal(Values(history, vantage), values);
            return true;
        });

    [Fact]
    public void Law_8_an_export_of_everything_imported_again_gives_the_same_export_and_the_same_answers() => Holds(
        Histories.OfSeveral, (history, vantage, _) =>
        {
            var again = Import(Export(history.Events, Everything), out var refused);
            Assert.Empty(refused);
            var newest = vantage with { Recorded = long.MaxValue };
            return (
                $"{Without(Export(history.Events, Everything), Assigned)}\n{Answers.Of(history.Events, newest)}",
                $"{Without(Export(again.Events, Everything), Assigned)}\n{Answers.Of(again.Events, newest)}");
        });

    /// <summary>What an export leaves out for secrecy may be named by what it holds; an answer to it cannot be imported, and says so.</summary>
    [Fact]
    public void Law_8_an_export_from_any_vantage_imported_again_gives_the_same_export() => Holds(
        Histories.OfSeveral, (history, vantage, _) =>
        {
            var first = Export(history.Events, vantage);
            var again = Import(first, out var refused);
            Assert.All(refused, r => Assert.True(r.Refusal.Kind is RefusalKind.UnknownTarget or RefusalKind.Malformed, $"{r.Line}: {r.Refusal}"));
            // An account of what is left out may leave out what an act of its own must say; an answer to a secret does not say what it answers.
            Assert.All(refused, r => Assert.True(r.Line.Contains("\"event\":") || r.Line.Contains("\"ReplyGiven\"") || history.Events.Single(e => r.Line.Contains($"{{\"id\":\"{e.Id}\"")).AccountOf is not null, r.Line));
            if (refused.Count > 0) return ("", "");
            return (Without(first, [.. Assigned, "version"]), Without(Export(again.Events, vantage with { Recorded = long.MaxValue }), [.. Assigned, "version"]));
        });

    [Fact]
    public void Law_9_the_same_event_sent_again_is_recorded_once_whatever_the_order_of_its_members() => HoldsFor(
        Histories.OfSeveral, (history, vantage, number) => history.Sent.All(sent =>
        {
            var again = Shuffled(JsonNode.Parse(sent)!, new Random(number)).ToJsonString();
            return history.Ledger.Decide(Ledger.Read(again, out _)!).Outcomes is [{ IsNew: false }];
        }));

    [Fact]
    public void Law_9_the_same_event_sent_again_with_its_defaults_spelt_out_is_recorded_once() => HoldsFor(
        Histories.OfSeveral,
        (history, _, _) => history.Events.All(e => history.Ledger.Decide(Histories.Again(e)).Outcomes is [{ IsNew: false } outcome] && outcome.Event == e));

    [Fact]
    public void Law_9_the_same_id_with_anything_else_is_refused() => HoldsFor(
        Histories.OfSeveral, (history, _, number) => history.Events.All(e =>
        {
            var same = Histories.Again(e);
            ProposedEvent[] others =
            [
                same with { Happened = Edtf.Parse("1953-07-27") },
                same with { Disclosures = [.. e.Disclosures, new Disclosure { To = Key.Parse("chn"), At = Edtf.Parse("2019-01-01") }] },
                same with { Data = e.Data with { Note = "another" } },
                same with { Mode = e.Mode is Mode.Not ? Mode.Possible : Mode.Not },
                same with { Absent = new Absences(new Dictionary<string, Absence> { ["note"] = Absence.Withheld }) },
                same with { AccountOf = Ledger.Id("other") },
                same with { Source = new Source { Publisher = Key.Parse("tass") } },
                same with { Attribution = ["tass"] },
                same with { Assessment = new Assessment { Reliability = Reliability.E, Credibility = Credibility.Improbable } },
                same with { Related = [SubjectId.Parse("aid/other")] },
                same with { NotedAt = e.NotedAt.Previous },
                same with { Subject = SubjectId.Parse($"{e.Subject.Kind}/two") },
                same with { Type = Catalogue.Types[e.Type.Order == 0 ? 1 : 0] },
            ];
            // An EventDisclosed has no disclosures of its own to change.
            var other = others[number % others.Length];
            return (e.Data is EventDisclosed && other.Disclosures != same.Disclosures)
                || history.Ledger.Decide(other).Refusal?.Kind is RefusalKind.OtherContent;
        }));

    [Fact]
    public void A_state_holds_until_just_before_the_moment_it_says() => Holds(
        Histories.OfOne, (history, vantage, number) =>
        {
            var start = vantage.At.IsFinite ? vantage : vantage with { At = Ledger.Moment("2019-02-07") };
            var state = State.Of(history.Ledger.Subject, Story.Of(history.Events, start));
            Assert.True(state.HoldsBefore > start.At);
            var last = state.HoldsBefore.IsFinite ? state.HoldsBefore.Previous : Ledger.Moment("9000");
            var between = new Instant(start.At.Microseconds + (last.Microseconds - start.At.Microseconds) / 1000 * (number % 1000));
            return (Told(state) + Told(state), Then(between) + Then(last));

            string Then(Instant at) => Told(State.Of(history.Ledger.Subject, Story.Of(history.Events, start with { At = at })));

            // A briefing is never kept.
            static string Told(State state) => Answers.Without(Answers.Of(state));
        });

    private static void Holds(Arbitrary<History> histories, Func<History, Vantage, int, (string, string)> answers) =>
        HoldsFor(histories, (history, vantage, number) =>
        {
            var (one, other) = answers(history, vantage, number);
            Assert.Equal(one, other);
            return true;
        });

    private static void HoldsFor(Arbitrary<History> histories, Func<History, Vantage, int, bool> holds)
    {
        var cases = from history in histories.Generator
                    from vantage in Histories.Vantages
                    from number in Numbers
                    select new Case(history, vantage, number);
        var shrinking = Arb.From(cases, made => histories.Shrinker(made.History).Select(fewer => new Case(fewer, made.Vantage, made.Number)));
        Prop.ForAll(shrinking, at => holds(at.History, at.Vantage, at.Number)).Check(Config.QuickThrowOnFailure.WithMaxTest(150));
    }

    private static List<string> Export(IEnumerable<TimelineEvent> events, Vantage vantage) =>
    [
        .. events.GroupBy(e => e.Subject).SelectMany(s => Knowing.Export.Of(Story.Of(s, vantage)).Values).OrderBy(e => e.Seq)
            .Select(e => StrictJson.Write(e, RecordJson.Default.ExportedEvent)),
    ];

    private static Ledger Import(IEnumerable<string> lines, out List<(string Line, Refusal Refusal)> refused)
    {
        var ledger = new Ledger { Now = Ledger.Moment("2025-01-01T00:00:00Z") };
        refused = [];
        foreach (var line in lines)
        {
            using var sent = JsonDocument.Parse(line);
            var proposed = EventReader.Read(sent.RootElement, "", ignoreAssigned: true, out var refusal);
            if (proposed is not null) refusal = ledger.TryRecord(proposed).Refusal;
            if (refusal is not null) refused.Add((line, refusal));
        }

        return ledger;
    }

    private static string Without(IEnumerable<string> lines, string[] members) => string.Join('\n', lines.Select(line =>
    {
        var e = JsonNode.Parse(line)!.AsObject();
        foreach (var member in members) e.Remove(member);
        return e.ToJsonString();
    }));

    private static void HoldsForTwo(Action<History, Vantage, Vantage> holds, int times = 300)
    {
        var cases = from history in Histories.OfOne.Generator
                    from one in Histories.Vantages
                    from other in Histories.Vantages
                    from alike in Gen.Choose(0, 15)
                    select (history, one, other with
                    {
                        // Mostly they differ in one thing or two.
                        Known = (alike & 1) == 0 ? one.Known : other.Known,
                        At = (alike & 1) == 0 ? one.At : other.At,
                        Recorded = (alike & 2) == 0 ? one.Recorded : other.Recorded,
                        Knowers = (alike & 4) == 0 ? one.Knowers : other.Knowers,
                        Lens = (alike & 8) == 0 ? one.Lens : other.Lens,
                    });
        Prop.ForAll(cases.ToArbitrary(), at =>
        {
            if (at.history.Events.Count > 0) holds(at.history, at.one, at.Item3);
            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(times));
    }

    private static SortedDictionary<string, string> Values(History history, Vantage vantage) => new(
        State.Of(history.Ledger.Subject, Story.Of(history.Events, vantage)).Values.ToDictionary(v => v.Key, v => v.Value.Value.Json), StringComparer.Ordinal);

    private static HashSet<Guid> Visible(History history, Vantage vantage) =>
        [.. Story.Of(history.Events, vantage).Seen.Where(s => s.IsVisible).Select(s => s.Event.Id)];

    // As SEMANTICS §3 has it, of an event that nothing acts on.
    private static Instant? KnownBy(TimelineEvent e, Vantage vantage) =>
        e.Disclosures.Where(d => vantage.Knows(d.To)).Select(d => (Instant?)Instant.Min(d.At.Latest, e.NotedAt)).Min();

    private static bool IsEverPublic(TimelineEvent e, IReadOnlyList<TimelineEvent> all) =>
        e.Disclosures.Any(d => d.To == Key.Public)
        || all.Where(o => o.Target == e.Id).Any(o =>
            o.Data is EventDisclosed { To: var to } ? to == Key.Public : o.Data is EventAmended { Disclosures: { } amended } && amended.Any(d => d.To == Key.Public));

    private static IEnumerable<TimelineEvent> Permuted(IEnumerable<TimelineEvent> events, Random random)
    {
        var left = events.OrderBy(_ => random.Next()).ToList();
        while (left.Count > 0)
        {
            var next = left.First(e => !Before(e).Intersect(left.Select(o => o.Id)).Any());
            left.Remove(next);
            yield return next;
        }

        // A correction's payload may answer an event: that one stands before the corrected one.
        IEnumerable<Guid> Before(TimelineEvent e) => Histories.Names(e).Concat(events.Where(c => c.Target == e.Id && c.Data is IReplacesPayload)
            .SelectMany(Histories.Names).Where(id => id != e.Id));
    }

    private static JsonNode Shuffled(JsonNode node, Random random) => node switch
    {
        JsonObject members => new JsonObject(members.OrderBy(_ => random.Next())
            .Select(m => KeyValuePair.Create(m.Key, (JsonNode?)Shuffled(m.Value!, random)))),
        JsonArray items => new JsonArray([.. items.Select(i => Shuffled(i!, random))]),
        _ => node.DeepClone(),
    };

    private sealed record Case(History History, Vantage Vantage, int Number)
    {
        public override string ToString() =>
            $"{History}\nfrom {Vantage} knowers {string.Join(',', Vantage.Knowers)} without {string.Join(',', Vantage.Lens.Without)}, number {Number}";
    }
}
