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

/// <summary>Erasure (SEMANTICS §11): what an event says is gone, its place and a mark stay.</summary>
public class ErasureTests
{
    private const string Report = """
        "source":{"publisher":"cnn","quote":"marker"},"attribution":["marker"],"assessment":{"reliability":"B","credibility":2}
        """;

    private static readonly string Folder = Path.Combine(GoldenFilesTests.Folder, "Erased");

    private static readonly Vantage Everything = new()
    {
        Known = Instant.PositiveInfinity,
        Recorded = long.MaxValue,
        At = Instant.PositiveInfinity,
        Knowers = Vantage.Canonical(new[] { "usa", "prk", "kor" }.Select(Key.Parse)),
    };

    private static Ledger Story()
    {
        var ledger = new Ledger();
        ledger.Say("e", "VenueRejected", """{"venue":"Marker Palace","by":"prk","reason":"marker"}""", "2019-02-24", more: Report);
        ledger.Say("corrected", "EventCorrected", """{"event":"@e","data":{"venue":"Marker Park"},"happened":"2019-02-23","reason":"marker"}""", "2019-02-25", more: Report);
        ledger.Say("denied", "EventDenied", """{"event":"@e","by":"prk","reason":"marker"}""", "2019-02-25", more: Report);
        ledger.Say("retracted", "EventRetracted", """{"event":"@denied","reason":"marker"}""", "2019-02-26", more: Report);
        ledger.Say("disclosed", "EventDisclosed", """{"event":"@e","to":"kor","at":"2019-02-20","note":"marker"}""");
        ledger.Say("amended", "EventAmended",
            """{"event":"@e","data":{"venue":"Marker Hall"},"source":{"publisher":"bbc"},"attribution":["marker"],"assessment":{"reliability":"C","credibility":3},"happened":"2019-02-22","disclosures":[{"to":"public","at":"2019-02-23"}],"reason":"marker"}""");
        ledger.Say("other", "VenueConfirmed", """{"venue":"Metropole"}""", "2019-02-25");
        return ledger;
    }

    [Fact]
    public void Nothing_that_was_said_is_left_of_an_event_or_of_what_acts_on_it()
    {
        var ledger = Story();
        ledger.Erase(Ledger.Id("e"));
        foreach (var e in ledger.Events)
        {
            var stored = StrictJson.Write(w => EventType.WriteData(w, e.Data)) + StoredHeaders.Of(e).Write();
            Assert.DoesNotContain("marker", stored, StringComparison.OrdinalIgnoreCase);
            Assert.Equal(e.Id == Ledger.Id("other"), e.Erased is null);
        }

        Assert.DoesNotContain("marker", Answers.Of(ledger.Events, Everything), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void What_places_an_event_and_its_acts_stays()
    {
        var (before, after) = (Story(), Story());
        after.Erase(Ledger.Id("e"));
        foreach (var known in new[] { "2019-02-21", "2019-02-23", "2019-02-24", "2019-02-25", "2019-02-26", "2021" })
        {
            foreach (var recorded in before.Events.Select(e => e.Seq))
            {
                var vantage = Ledger.From(known, recorded: recorded, knowers: ["kor"]);
                Assert.Equal(Placed(before.Story(vantage)), Placed(after.Story(vantage)));
            }
        }

        static IEnumerable<string> Placed(Story story) => story.Seen.Select(s =>
            $"{s.Event.Id} {s.IsVisible} {s.KnownBy} {(s.IsVisible ? story.StandingOf(s) : null)} {story.EntryOf(s)?.Key} {story.EntryOf(s)?.IsDisputed} "
            + $"{s.Event.Version} {s.Event.Mode} {s.Event.Assessment} {s.IsVoid}");
    }

    [Fact]
    public void What_is_erased_asserts_nothing_is_expected_of_nothing_and_said_by_nobody()
    {
        var ledger = new Ledger();
        ledger.Say("scheduled", "SummitScheduled", """{"dates":"2019-02-27","title":"Second"}""", "2019-02-05", more: Report);
        ledger.Say("said", "SummitHeld", """{"dates":"2019-02-28"}""", "2019-02-06", more: "\"mode\":\"intended\"");
        ledger.Say("ahead", "SummitHeld", "{}", "2019-02-06", happened: "2019-02-27");
        foreach (var label in new[] { "scheduled", "said", "ahead" }) ledger.Erase(Ledger.Id(label));

        var state = ledger.State(Ledger.From("2019-02-10"));

        Assert.Empty(state.Values);
        Assert.Empty(state.Said);
        Assert.Empty(state.Expectations);
        Assert.Equal(2, state.Story.Entries.Count());
        Assert.Equal(2, StateItem.Of(state).Basis.Events);
        Assert.Equal(3, StateItem.Of(state).Erased!.Count);
        Assert.Equal(0, state.Story.Entries.Max(e => e.Support));
        Assert.All(Briefing.Of(state, Language.Default).Sections().Where(s => s.Name is not SectionName.Open), s => Assert.Empty(s.Section.Sentences));
        Assert.Empty(Knowing.Calendar.Of(state));
        var publishers = new Publishers();
        publishers.Add(state.Story);
        Assert.Empty(publishers.All);
    }

    [Fact]
    public void An_erased_account_leaves_the_others_in_force_and_a_reply_to_what_is_erased_its_act()
    {
        var ledger = new Ledger("talks/t");
        ledger.Say("demand", "DemandMade", """{"by":"usa","of":"prk","demand":"marker"}""", "2019-02-05", happened: "2019-02");
        ledger.Say("account", "DemandMade", """{"demand":"all of it"}""", "2019-02-06", happened: "2019-02-04", more: "\"accountOf\":\"@demand\"");
        ledger.Say("reply", "ReplyGiven", """{"event":"@demand","by":"prk","reply":"refused"}""", "2019-02-07");
        ledger.Erase(Ledger.Id("demand"));

        var state = ledger.State(Ledger.From("2019-02-10"));

        var act = Ledger.Id("demand");
        Assert.Equal("\"all of it\"", state.Values[$"/demands/{act}/demand"].Value.Json);
        Assert.Equal("\"refused\"", state.Values[$"/replies/{act}/reply"].Value.Json);
        Assert.DoesNotContain(state.Values, v => v.Key.StartsWith("/accounts/", StringComparison.Ordinal));
        Assert.Empty(state.OpenQuestions);
        Assert.Contains("what has since been erased", string.Join('\n',
            Briefing.Of(state, Language.Default).Situation.Sentences.Select(s => s.Text)), StringComparison.Ordinal);
    }

    [Fact]
    public void An_amendment_erased_by_itself_leaves_its_target_as_recorded_and_is_told_beside_it_to_whoever_sees_that()
    {
        var ledger = new Ledger();
        ledger.Say("e", "VenueConfirmed", """{"venue":"Metropole"}""", "2019-02-24");
        ledger.Say("amended", "EventAmended", """{"event":"@e","data":{"venue":"Marker"},"reason":"marker"}""", more: "\"disclosures\":[{\"to\":\"usa\",\"at\":\"2019-02-24\"}]");
        ledger.Erase(Ledger.Id("amended"));

        var story = ledger.Story(Ledger.From("2019-02-24"));

        Assert.Equal("\"Metropole\"", State.Of(ledger.Subject, story).Values["/venues/metropole/venue"].Value.Json);
        Assert.Equal(Ledger.Id("amended"), Assert.Single(ErasedItem.Of(story)!).Event);
        Assert.Equal(Ledger.Id("amended"), Assert.Single(ErasedItem.ActsOn(story[Ledger.Id("e")], story)!).Event);
        Assert.Null(RecordedItem.Of(story[Ledger.Id("e")], story).Erased);
    }

    [Fact]
    public void The_first_mark_stays()
    {
        var ledger = Story();
        ledger.Erase(Ledger.Id("denied"), "first");
        ledger.Erase(Ledger.Id("e"), "second");
        ledger.Erase(Ledger.Id("e"), "third");
        Assert.Equal("second,second,first,first,second,second,", string.Join(',', ledger.Events.Select(e => e.Erased?.Reason)));
    }

    [Theory]
    [InlineData("""{"event":"@e","data":{"venue":"Back"},"reason":"r"}""", "EventCorrected", "/data/data")]
    [InlineData("""{"event":"@e","data":{"venue":"Back"},"reason":"r"}""", "EventAmended", "/data/data")]
    [InlineData("""{"event":"@e","source":{"publisher":"cnn"},"attribution":["cia"],"reason":"r"}""", "EventAmended", "/data/source /data/attribution")]
    public void What_was_erased_does_not_come_back_by_an_act(string data, string type, string faults)
    {
        var ledger = Story();
        ledger.Erase(Ledger.Id("e"));
        var (recorded, refusal) = ledger.TrySay("again", type, data);
        Assert.Null(recorded);
        Assert.Equal(RefusalKind.Erased, refusal!.Kind);
        Assert.Equal(faults, string.Join(' ', refusal.Faults.Select(f => f.Pointer)));
    }

    [Theory]
    [InlineData("EventRetracted", """{"event":"@e","reason":"r"}""")]
    [InlineData("EventDenied", """{"event":"@e","by":"usa"}""")]
    [InlineData("EventDisclosed", """{"event":"@e","to":"prk","at":"2019-02-28"}""")]
    [InlineData("EventAmended", """{"event":"@e","void":true,"reason":"r"}""")]
    [InlineData("EventCorrected", """{"event":"@e","happened":"2019-02-21","reason":"r"}""")]
    public void Where_it_stands_may_still_change(string type, string data)
    {
        var ledger = Story();
        ledger.Erase(Ledger.Id("e"));
        Assert.Null(ledger.Say("later", type, data).Erased);
    }

    [Fact]
    public void The_same_id_is_not_recorded_again()
    {
        var ledger = Story();
        var before = ledger.Events.ToList();
        ledger.Erase(Ledger.Id("e"));
        foreach (var e in before.Where(e => e.Id != Ledger.Id("other")))
            Assert.Equal((RefusalKind.Erased, "/id"), (ledger.Decide(Histories.Again(e)).Refusal!.Kind, ledger.Decide(Histories.Again(e)).Refusal!.Faults[0].Pointer));
    }

    [Theory]
    [InlineData("""{"id":"@x","subject":"summit/s","type":"VenueRejected","data":{"venue":"v"},"erased":MARK}""", "/data/venue")]
    [InlineData("""{"id":"@x","subject":"summit/s","type":"VenueRejected","data":{},"source":{"publisher":"cnn"},"attribution":["a"],"absent":{"venue":"unknown"},"erased":MARK}""", "/absent /attribution /source")]
    [InlineData("""{"id":"@x","subject":"summit/s","type":"EventCorrected","data":{"event":"@y","data":{}},"erased":MARK}""", "/data/data")]
    [InlineData("""{"id":"@x","subject":"summit/s","type":"EventRetracted","data":{},"erased":MARK}""", "/data/event")]
    [InlineData("""{"id":"@x","subject":"summit/s","type":"VenueRejected","data":{},"erased":{"at":"2019","reason":" "}}""", "/erased/at /erased/by /erased/reason")]
    [InlineData("""{"id":"@x","subject":"summit/s","type":"VenueRejected","data":{},"erased":null}""", "/erased")]
    public void An_imported_line_is_erased_wholly_or_refused(string line, string faults)
    {
        Assert.Null(Import(line.Replace("MARK", """{"at":"2019-03-01T00:00:00Z","reason":"r","by":"b"}""", StringComparison.Ordinal), out var refusal));
        Assert.Equal(RefusalKind.Malformed, refusal!.Kind);
        Assert.Equal(faults, string.Join(' ', refusal.Faults.Select(f => f.Pointer).Order()));
    }

    [Fact]
    public void Only_a_server_says_what_is_erased_and_none_before_it_is()
    {
        const string line = """{"id":"@x","subject":"summit/us-dprk-2","type":"VenueRejected","data":{},"erased":{"at":"2031-03-01T00:00:00Z","reason":"r","by":"b"}}""";
        Assert.Null(Ledger.Read(line, out var refusal));
        Assert.Equal("/erased", Assert.Single(refusal!.Faults, f => f.Pointer == "/erased").Pointer);
        Assert.Equal(
            (RefusalKind.NotYet, "/erased/at"),
            (new Ledger().TryRecord(Import(line, out _)!).Refusal!.Kind, new Ledger().TryRecord(Import(line, out _)!).Refusal!.Faults[0].Pointer));
    }

    [Theory]
    [InlineData("VenueRejected", """{"venue":"v"}""")]
    [InlineData("EventRetracted", """{"event":"@e","reason":"r"}""")]
    [InlineData("EventCorrected", """{"event":"@e","data":{"venue":"v"},"happened":"2019-02-23","reason":"r"}""")]
    [InlineData("EventDenied", """{"event":"@e","by":"prk"}""")]
    [InlineData("EventDisclosed", """{"event":"@e","to":"kor","at":"2019-02-20"}""")]
    [InlineData("EventAmended", """{"event":"@e","data":{"venue":"v"},"mode":"possible","void":false,"reason":"r"}""")]
    public void An_erased_event_is_stored_as_it_always_was_and_read_back(string type, string data)
    {
        var ledger = new Ledger("summit/golden");
        ledger.Say("e", "VenueRejected", """{"venue":"v"}""", "2019-02-20");
        ledger.Say("golden", type, data, type == "EventDisclosed" ? null : "2019-02-24", more: Report);
        ledger.Erase(Ledger.Id("golden"), "a court's order");
        var e = ledger.Events[^1];
        var file = Path.Combine(Folder, e.Type.StoredName + ".json");
        var text = $"{{\n  \"data\": {StrictJson.Write(w => EventType.WriteData(w, e.Data))},\n  \"headers\": {StoredHeaders.Of(e).Write()}\n}}\n";
        if (!File.Exists(file) && GoldenFilesTests.IsWriting)
        {
            Directory.CreateDirectory(Folder);
            File.WriteAllText(file, text);
        }

        Assert.Equal(File.ReadAllText(file), text);
        using var document = JsonDocument.Parse(text);
        var headers = document.RootElement.GetProperty("headers").Deserialize(RecordJson.Default.StoredHeaders)!;
        Assert.Equal(e.Data, headers.Shown(e.Type, e.Type.ReadData(document.RootElement.GetProperty("data").GetRawText())));
        Assert.Equal(e.Erased, headers.Erased);
    }

    [Fact]
    public void Erasing_takes_from_a_state_what_the_event_asserts_and_nothing_else() => HoldsFor(Histories.WithErasures, (history, vantage) =>
    {
        // An event that did not happen asserts nothing either, and stands where it stood.
        var erased = history.Events.Where(e => e.Erased is not null).Select(e => e.Id).ToHashSet();
        var instead = history.Events.Select(e =>
            erased.Contains(e.Id) && e.Target is null ? e with { Erased = null, Data = e.Type.ReadData("{}"), Mode = Mode.Not }
            : e.Data is EventAmended amended && erased.Contains(amended.Event!.Value) ? e with { Erased = null, Data = amended with { Mode = null } }
            : e).ToList();
        Assert.Equal(Values(instead, vantage), Values(history.Events, vantage));

        IEnumerable<string> Values(IEnumerable<TimelineEvent> events, Vantage from) => State.Of(history.Ledger.Subject, Knowing.Story.Of(events, from))
            .Values.Select(v => $"{v.Key} {v.Value.Value.Json} {v.Value.By.Event.Id} {v.Value.Rivals.Count} {v.Value.Over?.Value.Json} {v.Value.Tallied}");
    });

    [Fact]
    public void Erasing_hides_nothing_and_moves_nothing() => HoldsFor(Histories.OfOne, (history, vantage) =>
    {
        // An amendment of the source by itself aside: then its target has its first one again, and a lens may leave that out.
        var e = history.Events[history.Seeds[0] % history.Events.Count];
        if (e.Data is EventAmended && vantage.Lens.Without.Count > 0) return;
        var before = Knowing.Story.Of(history.Events.ToList(), vantage);
        history.Ledger.Erase(e.Id);
        var after = Knowing.Story.Of(history.Events, vantage);
        foreach (var seen in before.Seen.Where(s => s.IsVisible))
        {
            var now = after[seen.Event.Id];
            Assert.True(now.IsVisible);
            Assert.Equal((seen.KnownBy, seen.Event.Version, seen.Event.Seq), (now.KnownBy, now.Event.Version, now.Event.Seq));
            if (vantage.Lens.IsClear) Assert.Equal((before.StandingOf(seen), before.EntryOf(seen)?.Key), (after.StandingOf(now), after.EntryOf(now)?.Key));
        }
    });

    [Fact]
    public void Law_4_erasing_what_the_public_never_learns_of_changes_no_answer_to_it() => HoldsFor(Histories.OfSeveral, (history, vantage) =>
    {
        var toPublic = vantage with { Knowers = [Key.Public] };
        var secret = history.Events.FirstOrDefault(e => e.Data is not EventAmended && Subject(e, toPublic with { Known = Instant.PositiveInfinity, Lens = Lens.Clear })
            .Seen.All(s => s.Event.Id != e.Id || s.KnownBy is null));
        // What acts on it may be public, and then says that it was erased; and an amendment is told where its target is.
        if (secret is null || history.Events.Any(e => e.Target is { } target && ErasedWith(secret.Id).Contains(target) && IsEverPublic(e))) return;
        var (before, items) = (Answers.Of(history.Events.ToList(), toPublic), Items());
        history.Ledger.Erase(secret.Id);
        Assert.Equal(before, Answers.Of(history.Events, toPublic));
        Assert.Equal(items, Items());

        string Items() => string.Join('\n', history.Events.GroupBy(e => e.Subject).Select(s => Knowing.Story.Of(s, toPublic)).Where(s => s.IsVisible)
            .Select(s => StrictJson.Write(StateItem.Of(State.Of(s.Seen[0].Event.Subject, s)), RecordJson.Default.StateItem)));

        HashSet<Guid> ErasedWith(Guid id) =>
            [id, .. Erasure.Erase(history.Events, id, new Erasure { Reason = "", By = "" }).Select(e => e.Id)];

        static bool IsEverPublic(TimelineEvent e) => e.Data is not EventAmended && e.Disclosures.Any(d => d.To == Key.Public);

        Story Subject(TimelineEvent e, Vantage from) => Knowing.Story.Of(history.Events.Where(o => o.Subject == e.Subject), from);
    });

    [Fact]
    public void Law_6_holds_of_what_was_erased() => HoldsFor(Histories.WithErasures, (history, vantage) =>
    {
        var other = vantage with { Known = Ledger.Moment("2019-02-10"), Recorded = history.Events[history.Events.Count / 2].Seq };
        Assert.True(Comparison.Of(history.Events, vantage, vantage).IsEmpty);
        var (there, back) = (Comparison.Of(history.Events, vantage, other), Comparison.Of(history.Events, other, vantage));
        Assert.Equal(there.Gained.Select(g => (g.Entry.Event.Id, g.Cause)), back.Lost.Select(g => (g.Entry.Event.Id, g.Cause)));
        Assert.Equal(there.Pointers.Select(p => (p.Pointer, p.Old?.Value.Json, p.New?.Value.Json)), back.Pointers.Select(p => (p.Pointer, p.New?.Value.Json, p.Old?.Value.Json)));
    });

    [Fact]
    public void Law_8_an_export_with_erased_events_imported_again_gives_the_same_export_and_the_same_answers() =>
        HoldsFor(Histories.OfSeveralWithErasures, (history, vantage) =>
        {
            var again = new Ledger { Now = Ledger.Moment("2025-01-01T00:00:00Z") };
            foreach (var line in Export(history.Events))
            {
                var proposed = Import(line, out var refusal);
                Assert.True(proposed is not null, $"{line} {refusal}");
                Assert.Null(again.TryRecord(proposed).Refusal);
            }

            var newest = vantage with { Recorded = long.MaxValue };
            Assert.Equal(Export(history.Events).Select(Bare), Export(again.Events).Select(Bare));
            Assert.Equal(Answers.Of(history.Events, newest), Answers.Of(again.Events, newest));
            // Where it came from it is there already.
            Assert.All(Export(history.Events), line => Assert.False(Assert.Single(history.Ledger.Decide(Import(line, out _)!).Outcomes!).IsNew));
        });

    private static List<string> Export(IEnumerable<TimelineEvent> events) =>
    [
        .. events.GroupBy(e => e.Subject).SelectMany(s => Knowing.Export.Of(Knowing.Story.Of(s, Everything)).Values).OrderBy(e => e.Seq)
            .Select(e => StrictJson.Write(e, RecordJson.Default.ExportedEvent)),
    ];

    private static string Bare(string line)
    {
        var e = JsonNode.Parse(line)!.AsObject();
        foreach (var member in new[] { "seq", "recordedAt", "recordedBy" }) e.Remove(member);
        return e.ToJsonString();
    }

    private static ProposedEvent? Import(string line, out Refusal? refusal)
    {
        using var sent = JsonDocument.Parse(line.Replace("@x", $"{Ledger.Id("x")}", StringComparison.Ordinal).Replace("@y", $"{Ledger.Id("y")}", StringComparison.Ordinal));
        return EventReader.Read(sent.RootElement, "", ignoreAssigned: true, out refusal);
    }

    private static void HoldsFor(Arbitrary<History> histories, Action<History, Vantage> holds)
    {
        var cases = from history in histories.Generator.Where(h => h.Events.Count > 0)
                    from vantage in Histories.Vantages
                    select (history, vantage);
        Prop.ForAll(cases.ToArbitrary(), at => holds(at.history, at.vantage)).Check(Config.QuickThrowOnFailure.WithMaxTest(300));
    }
}
