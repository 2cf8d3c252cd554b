using System.Text;
using System.Text.RegularExpressions;
using Timeline.Domain.Json;
using Timeline.Domain.Knowing;
using Timeline.Domain.Record;
using Timeline.Domain.Time;

namespace Timeline.Domain.Tests;

/// <summary>
/// A ledger in memory. What it holds went through <see cref="EventReader"/> and <see cref="Recording"/>, as over HTTP; it only gives positions.
/// </summary>
internal sealed partial class Ledger(string subject = "summit/us-dprk-2")
{
    private readonly List<TimelineEvent> _events = [];

    /// <summary>Everything recorded, in order of position.</summary>
    internal IReadOnlyList<TimelineEvent> Events => _events;

    /// <summary>The subject of what <see cref="Say"/> records.</summary>
    internal SubjectId Subject { get; } = SubjectId.Parse(subject);

    /// <summary>The clock: the next event is recorded then, or just after the last one.</summary>
    internal Instant Now { get; set; } = Moment("2020-01-01T00:00:00Z");

    /// <summary>The clock is so far behind what was recorded that it alone says when something is noted.</summary>
    internal bool IsBehind { get; set; }

    private Instant Next => _events.Count == 0 ? Now : Instant.Max(Now, _events[^1].RecordedAt.Next);

    /// <summary>The newest position; 0 in an empty ledger.</summary>
    internal long Newest => _events.Count == 0 ? 0 : _events[^1].Seq;

    /// <summary>The latest instant of a date; <c>..</c> is the end of time.</summary>
    internal static Instant Moment(string text) => text == ".." ? Instant.PositiveInfinity : Edtf.Parse(text).Latest;

    /// <summary>The id that stands for a label of a test; in JSON it is written <c>"@label"</c>.</summary>
    internal static Guid Id(string label)
    {
        var bytes = new byte[16];
        Encoding.ASCII.GetBytes(label).AsSpan().CopyTo(bytes);
        return new Guid(bytes, bigEndian: true);
    }

    /// <summary>Records an event of the subject; fails where it is refused.</summary>
    /// <param name="label">Stands for its id.</param>
    /// <param name="type">Its type.</param>
    /// <param name="data">Its payload, JSON.</param>
    /// <param name="known">Its day, if it is disclosed to the public.</param>
    /// <param name="happened">When it took place.</param>
    /// <param name="more">Further members, JSON without the braces.</param>
    internal TimelineEvent Say(string label, string type, string data, string? known = null, string? happened = null, string? more = null)
    {
        var (recorded, refusal) = TrySay(label, type, data, known, happened, more);
        Assert.True(recorded is not null, refusal?.ToString());
        return recorded;
    }

    /// <summary>Erases an event and the acts on it.</summary>
    internal void Erase(Guid id, string reason = "a court's order")
    {
        var subject = _events.Single(e => e.Id == id).Subject;
        foreach (var erased in Erasure.Erase(_events.Where(e => e.Subject == subject).ToList(), id, new Erasure { At = Now, Reason = reason, By = "admin" }))
            _events[_events.FindIndex(e => e.Id == erased.Id)] = erased;
    }

    internal (TimelineEvent? Recorded, Refusal? Refusal) TrySay(
        string label, string type, string data, string? known = null, string? happened = null, string? more = null)
    {
        string?[] members =
        [
            $"\"id\":\"@{label}\",\"subject\":\"{Subject}\",\"type\":\"{type}\",\"data\":{data}",
            known is null ? null : $"\"known\":\"{known}\"",
            happened is null ? null : $"\"happened\":\"{happened}\"",
            more,
        ];
        var proposed = Read($"{{{string.Join(',', members.OfType<string>())}}}", out var refusal);
        return proposed is null ? (null, refusal) : TryRecord(proposed);
    }

    /// <summary>Reads an event as sent.</summary>
    internal static ProposedEvent? Read(string json, out Refusal? refusal)
    {
        var utf8 = Encoding.UTF8.GetBytes(Label().Replace(json, label => $"\"{Id(label.Groups[1].Value)}\""));
        if (!StrictJson.TryParse(utf8, out var document, out var faults))
        {
            refusal = new Refusal(RefusalKind.Malformed, faults);
            return null;
        }

        return EventReader.Read(document.RootElement, "", ignoreAssigned: false, out refusal);
    }

    internal (TimelineEvent? Recorded, Refusal? Refusal) TryRecord(ProposedEvent proposed, int gap = 1)
    {
        var decision = Decide(proposed);
        if (decision.Outcomes is not [var outcome]) return (null, decision.Refusal);
        if (!outcome.IsNew) return (outcome.Event, null);
        var recorded = outcome.Event with { Seq = Newest + gap };
        _events.Add(recorded);
        return (recorded, null);
    }

    internal Decision Decide(params ProposedEvent[] request) =>
        Recording.Decide(request, [.. request.Select((_, i) => i == 0 ? "" : $"/{i}")], precondition: null, Facts(request));

    internal LedgerFacts Facts(IReadOnlyList<ProposedEvent> request)
    {
        var concerns = Recording.Concerns(request);
        return new LedgerFacts
        {
            Timeline = Key.Parse("korea"),
            Events = _events.Where(e => concerns.Contains(e.Id)).ToDictionary(e => e.Id),
            Versions = _events.GroupBy(e => e.Subject).ToDictionary(s => s.Key, s => s.Max(e => e.Version)),
            Now = IsBehind ? Now : Next,
            Next = Next,
            RecordedBy = "tester",
        };
    }

    internal Story Story(Vantage vantage) => Knowing.Story.Of(_events.Where(e => e.Subject == Subject), vantage);

    internal State State(Vantage vantage) => Knowing.State.Of(Subject, Story(vantage));

    /// <summary>A vantage; dates count by their latest instant, as they do in a question.</summary>
    internal static Vantage From(string known, string? at = null, long recorded = long.MaxValue, string[]? knowers = null, Lens? lens = null) => new()
    {
        Known = Moment(known),
        At = Moment(at ?? known),
        Recorded = recorded,
        Knowers = Vantage.Canonical((knowers ?? []).Select(Key.Parse)),
        Lens = lens ?? Lens.Clear,
    };

    [GeneratedRegex("\"@([A-Za-z0-9]{1,16})\"")]
    private static partial Regex Label();
}
