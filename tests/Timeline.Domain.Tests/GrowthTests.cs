using System.Collections.Concurrent;
using System.Globalization;
using Timeline.Domain.Knowing;
using Timeline.Domain.Record;
using Timeline.Domain.Time;
using Replay = Timeline.Domain.Knowing.Replay;

namespace Timeline.Domain.Tests;

/// <summary>
/// What it costs to read a subject (SEMANTICS §§6, 7), whatever chain, fan or act upon act its events form. It is counted in bytes allocated:
/// unlike time they do not depend on what else the machine does.
/// </summary>
public class GrowthTests
{
    private const int Few = 200, Many = 1600;

    // n log n takes 12 times as much for 8 times as many, n² 64 times.
    private const int Most = 24;

    private const string Scheduled = "SummitScheduled", Proposed = "SummitProposed", Proposal = """{"by":"usa","with":["prk"]}""";

    private const string Secret = """ "disclosures":[{"to":"prk","at":"1999-01-01"}] """;

    // What comes into view again and again has a frame each time, and an item that tells all of it: such shapes cost what they tell. One
    // event that is struck and brought back is among these, for its item refers to the list of its amendments and does not copy it.
    private static readonly Dictionary<string, Func<int, (string Type, string Data, string? More)>> Shapes = new()
    {
        ["events of their own"] = i => ("VenueProposed", Venue(i % 50), null),
        ["a chain of accounts"] = i => ("VenueProposed", Venue(0), AccountOf(i, i - 1)),
        ["accounts of one act"] = i => ("VenueProposed", Venue(0), AccountOf(i, 0)),
        ["accounts of one day each"] = i => ("VenueProposed", Venue(0), With(AccountOf(i, 0), Happened(i))),
        ["accounts of a venue each, ever further back"] = i => ("VenueProposed", Venue(i), With(AccountOf(i, 0), Happened(-i))),
        ["accounts of a date each"] = i => (Scheduled, Dates(Day(i)), AccountOf(i, 0)),
        ["accounts of ever wider dates"] = i => (Scheduled, Dates($"{Day(-i)}/{Day(i)}"), AccountOf(i, 0)),
        ["accounts of ever narrower dates"] = i => (Scheduled, Dates($"{Day(i - 9000)}/{Day(9000 - i)}"), AccountOf(i, 0)),
        ["two acts that pass one another"] = i => ("VenueProposed", Venue(0), With(AccountOf(i < 2 ? 0 : i, i % 2), Happened(-i))),
        ["corrections of one event"] = i => i == 0 ? ("VenueProposed", Venue(0), null)
            : ("EventCorrected", On(0, $"\"data\":{Venue(i)},\"reason\":\"wrong\""), null),
        ["corrections of the date of one event"] = i => i == 0 ? ("VenueProposed", Venue(0), null)
            : ("EventCorrected", On(0, $"\"happened\":\"{Day(-i)}\",\"reason\":\"wrong\""), null),
        ["retractions of one event"] = i => i == 0 ? ("VenueProposed", Venue(0), null) : ("EventRetracted", On(0, "\"reason\":\"withdrawn\""), null),
        ["a chain of retractions"] = i => i == 0 ? ("VenueProposed", Venue(0), null) : ("EventRetracted", On(i - 1, "\"reason\":\"withdrawn\""), null),
        ["denials of one event"] = i => i == 0 ? ("VenueProposed", Venue(0), null) : ("EventDenied", On(0, "\"by\":\"prk\""), null),
        ["amendments of one event"] = i => i == 0 ? ("VenueProposed", Venue(0), null) : Amended(0),
        ["amendments of the payload of one event"] = i => i == 0 ? ("VenueProposed", Venue(0), null) : Amended(0, $"\"data\":{Venue(i)}"),
        ["amendments of accounts of one act"] = i => i % 2 == 0 ? ("VenueProposed", Venue(0), AccountOf(i, 0)) : Amended(i - 1),
        ["amendments that strike one event and bring it back"] = i => i == 0 ? ("VenueProposed", Venue(0), null)
            : Amended(0, i % 2 == 0 ? "\"void\":false" : "\"void\":true"),
        ["amendments and retractions of one event in turn"] = i => i == 0 ? ("VenueProposed", Venue(0), null)
            : i % 2 == 0 ? ("EventRetracted", On(0, "\"reason\":\"withdrawn\""), null) : Amended(0),
        ["amendments and corrections of one event in turn"] = i => i == 0 ? ("VenueProposed", Venue(0), null)
            : i % 2 == 0 ? ("EventCorrected", On(0, $"\"data\":{Venue(i)},\"reason\":\"wrong\""), null) : Amended(0),
        ["amendments of one event under a chain of retractions"] = i => i == 0 ? ("VenueProposed", Venue(0), null)
            : i % 2 == 0 ? Amended(0) : ("EventRetracted", On(Math.Max(0, i - 2), "\"reason\":\"withdrawn\""), null),
        ["leaks of one event"] = i => i == 0 ? ("VenueProposed", Venue(0), null) : Leaked(0, "usa"),
        ["leaks and amendments of one event in turn"] = i => i == 0 ? ("VenueProposed", Venue(0), null)
            : i % 2 == 0 ? Leaked(0, "usa") : Amended(0),
        ["leaks of one secret"] = i => i == 0 ? ("VenueProposed", Venue(0), Secret) : Leaked(0, i < 8 ? "usa" : "public"),
        ["leaks of a secret each"] = i => i % 2 == 0 ? ("VenueProposed", Venue(0), Secret) : Leaked(i - 1, "public"),
        ["leaks of one event that are struck from the record"] = i => i == 0 ? ("VenueProposed", Venue(0), null)
            : i % 2 == 0 ? Amended(i - 1, "\"void\":true") : Leaked(0, "usa"),
        ["accounts of one secret"] = i => ("VenueProposed", Venue(0), i == 0 ? Secret : AccountOf(i, 0)),
        ["accounts of one secret, which are amended"] = i => i > 0 && i % 2 == 0 ? Amended(i - 1)
            : ("VenueProposed", Venue(0), i == 0 ? Secret : AccountOf(i, 0)),
        ["answers to a secret each, which gets out"] = i => (i % 3) switch
        {
            _ when i == 0 => (Proposed, Proposal, null),
            1 => (Proposed, Proposal, $"{AccountOf(i, 0)},{Secret}"),
            2 => ("ReplyGiven", On(i - 1, """ "by":"prk","reply":"accepted" """), null),
            _ => Leaked(i - 2, "public"),
        },
        ["replies to one event"] = i => i == 0 ? (Proposed, Proposal, null) : ("ReplyGiven", On(0, """ "by":"prk","reply":"accepted" """), null),
        ["a chain of replies"] = i => i == 0 ? (Proposed, Proposal, null) : ("ReplyGiven", On(i - 1, """ "by":"prk","reply":"accepted" """), null),
    };

    private static readonly ConcurrentDictionary<(string, int), IReadOnlyList<TimelineEvent>> Made = new();

    public static TheoryData<string> Names => [.. Shapes.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_state_costs_n_log_n(string shape) =>
        Grows(shape, (events, vantage) => Assert.NotNull(StateItem.Of(State.Of(events[0].Subject, Story.Of(events, vantage)))));

    [Theory]
    [MemberData(nameof(Names))]
    public void A_history_costs_n_log_n(string shape) =>
        Grows(shape, (events, vantage) => Assert.True(Knowing.History.Of(events, vantage, Instant.NegativeInfinity).All(s => s.Reports.Count > 0)));

    [Theory]
    [MemberData(nameof(Names))]
    public void A_replay_as_known_costs_n_log_n(string shape) => Grows(shape, (events, vantage) => Play(events, vantage, ReplayAxis.Known));

    [Theory]
    [MemberData(nameof(Names))]
    public void A_replay_as_happened_costs_n_log_n(string shape) => Grows(shape, (events, vantage) => Play(events, vantage, ReplayAxis.Happened));

    [Theory]
    [MemberData(nameof(Names))]
    public void A_replay_as_recorded_costs_n_log_n(string shape) => Grows(shape, (events, vantage) => Play(events, vantage, ReplayAxis.Recorded));

    [Theory]
    [MemberData(nameof(Names))]
    public void A_feed_that_catches_up_costs_n_log_n(string shape) => Grows(shape, (events, vantage) =>
    {
        var asked = events.Select(e => e.Id).ToHashSet();
        foreach (var strand in Strand.Of(events)) Assert.All(Arrival.Of(strand, vantage, asked), a => Assert.NotNull(a.Item));
    });

    private static void Play(IReadOnlyList<TimelineEvent> events, Vantage vantage, ReplayAxis axis)
    {
        foreach (var frame in Replay.Of(events, vantage, axis, Instant.NegativeInfinity))
        {
            // What is struck from the record takes something out of view and has no event.
            if (frame.Seen is { } seen) Assert.NotNull(RecordedItem.Of(seen, frame.Story));
        }
    }

    private static void Grows(string shape, Action<IReadOnlyList<TimelineEvent>, Vantage> read)
    {
        // The first time everything is compiled, and what is found once is found.
        foreach (var count in new[] { 20, Few, Many }) Made.GetOrAdd((shape, count), _ => Make(Shapes[shape], count));
        Bytes(shape, 20, read);
        var (few, many) = (Bytes(shape, Few, read), Bytes(shape, Many, read));
        Assert.True(many < few * Most, $"{few:N0} bytes of {Few:N0} events, {many:N0} of {Many:N0}: {(double)many / few:N1} times.");
    }

    private static long Bytes(string shape, int count, Action<IReadOnlyList<TimelineEvent>, Vantage> read)
    {
        var events = Made[(shape, count)];
        var vantage = new Vantage { Known = events[^1].RecordedAt, At = events[^1].RecordedAt, Recorded = long.MaxValue };
        var before = GC.GetAllocatedBytesForCurrentThread();
        read(events, vantage);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    // The origins are as many as the events, and each becomes known a day after the one before.
    private static IReadOnlyList<TimelineEvent> Make(Func<int, (string Type, string Data, string? More)> shape, int count)
    {
        var ledger = new Ledger();
        for (var i = 0; i < count; i++)
        {
            var (type, data, more) = shape(i);
            string? known = new DateTime(2000, 1, 1).AddDays(i).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            // A leak says itself when its target became known, a secret who knows it.
            if (type == "EventDisclosed" || more?.EndsWith(Secret, StringComparison.Ordinal) == true) known = null;
            ledger.Say($"{i}", type, data, known, more: With(more, $"\"source\":{{\"publisher\":\"p{i}\"}}"));
        }

        return ledger.Events;
    }

    private static (string Type, string Data, string? More) Amended(
        int target, string given = """ "assessment":{"reliability":"B","credibility":2} """) =>
        ("EventAmended", On(target, $"\"reason\":\"slip\",{given}"), null);

    private static (string Type, string Data, string? More) Leaked(int target, string to) =>
        ("EventDisclosed", On(target, $"\"to\":\"{to}\",\"at\":\"1999-01-01\""), null);

    private static string Venue(int i) => $$"""{"venue":"V{{i}}"}""";

    private static string Dates(string date) => $$"""{"dates":"{{date}}"}""";

    private static string On(int target, string more) => $$"""{"event":"@{{target}}",{{more}}}""";

    private static string? AccountOf(int i, int act) => i == 0 ? null : $"\"accountOf\":\"@{act}\"";

    private static string Happened(int day) => $"\"happened\":\"{Day(day - 9000)}\"";

    private static string With(string? one, string other) => one is null ? other : $"{one},{other}";

    private static string Day(int i) => new DateTime(2000, 1, 1).AddDays(i).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
