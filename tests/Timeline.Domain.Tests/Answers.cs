using Timeline.Domain.Json;
using Timeline.Domain.Knowing;
using Timeline.Domain.Record;
using Timeline.Domain.Telling;

namespace Timeline.Domain.Tests;

/// <summary>Everything that a story, its state and its briefing answer, as one text: two answers are the same if their texts are.</summary>
internal static class Answers
{
    /// <summary>The answer for every subject of a ledger.</summary>
    internal static string Of(IEnumerable<TimelineEvent> events, Vantage vantage) => string.Join(
        '\n', events.GroupBy(e => e.Subject).OrderBy(s => s.Key).Select(s => Of(State.Of(s.Key, Story.Of(s, vantage)))).Where(t => t.Length > 0));

    /// <summary>The answer for one subject; empty where nothing of it is visible. Positions and versions, which law 4 excepts, are left out.</summary>
    internal static string Of(State state)
    {
        var story = state.Story;
        if (!story.IsVisible) return "";
        string[] lines =
        [
            $"== {state.Subject}",
            .. story.Effective.Select(entry => Of(story, entry)),
            $"possibly {Ids(story.Possibly)}",
            .. state.Values.Select(v => $"{v.Key} = {Of(v.Value)}"),
            $"said {Ids(state.Said)}",
            .. state.OpenQuestions.Select(q => $"open {q.Question} {q.Pointer} {q.Reason} {q.Text} {q.By?.Event.Id}"),
            .. state.Expectations.Select(e => $"expect {e.What} {e.Date} {e.When} {e.By.Event.Id}"),
            .. Briefing.Of(state, Language.Default).Sections()
                .SelectMany(s => s.Section.Sentences.Select(t => $"told {s.Name} {t.Event} {t.Text} {t.Note}")),
        ];
        return string.Join('\n', lines);
    }

    /// <summary>An answer without a section of the briefing, or without any.</summary>
    internal static string Without(string answer, SectionName? section = null) =>
        string.Join('\n', answer.Split('\n').Where(line => !line.StartsWith($"told {section}", StringComparison.Ordinal)));

    private static string Of(Story story, StoryEntry entry)
    {
        var e = entry.Event;
        var source = e.Source is null ? "" : story.SourceOf(e) is { Source: { } told, AttestedLater: var later }
            ? $"{StrictJson.Write(told, RecordJson.Default.Source)}{later}" : "attested later";
        var absent = string.Join(',', entry.Absent?.Members.Select(m => $"{m.Key}:{m.Value}") ?? []);
        var shown = string.Join(',', story.Shown(entry.Seen).Select(d => $"{d.To}@{d.At}").Order(StringComparer.Ordinal)); // whatever their order
        return $"{e.Id} {e.Type} {story.StandingOf(entry)} act {entry.Act} happened {entry.Happened} by {entry.HappenedBy} known by {entry.KnownBy} "
            + $"support {entry.Support} corrected [{Ids(entry.Corrections)}] denied [{Ids(entry.Denials)}] to [{shown}] {e.Mode} "
            + $"{StrictJson.Write(w => EventType.WriteData(w, entry.Data))} absent [{absent}] from {source} {e.Assessment} "
            + string.Join('>', e.Attribution ?? []);
    }

    private static string Of(InForce value)
    {
        var rivals = string.Join(", ", value.Rivals.Select(Of));
        return $"{value.Value.Json} by {value.By.Event.Id} rivals [{rivals}] over {(value.Over is { } over ? Of(over) : "nothing")} "
            + $"tallied {value.Tallied} from {value.First?.Event.Id}";
    }

    private static string Of(Said said) => $"{said.Value.Json} by {said.Entry.Event.Id}";

    private static string Ids(IEnumerable<StoryEntry> entries) => string.Join(',', entries.Select(e => e.Event.Id));

    private static string Ids(IEnumerable<SeenEvent> events) => string.Join(',', events.Select(e => e.Event.Id));
}
