using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Timeline.Service.Tests.Fixtures;

namespace Timeline.Service.Tests.Samples;

/// <summary>
/// What an answer tells, in short words, so that a table of questions stays readable. A pointer is one into the state, and <c>*</c> stands
/// for any step: an act is told apart by its id, which says nothing to a reader. Nothing there is the empty text.
/// <list type="table">
/// <item><term>/status</term><description>the values there, in ordinal order</description></item>
/// <item><term>problem</term><description>why there is no answer</description></item>
/// <item><term>said</term><description>type and mode of what is said and not asserted, in story order</description></item>
/// <item><term>open</term><description>the open questions and their reasons; with a pointer, the reasons there</description></item>
/// <item><term>ahead</term><description>the expectations: what, when, and whether ahead, now or past</description></item>
/// <item><term>rivals</term><description>the other values at a pointer, and whether disputed</description></item>
/// <item><term>over</term><description>the better assessed value that was superseded at a pointer</description></item>
/// <item><term>who</term><description>publisher, assessment and support of a value, and whether disputed</description></item>
/// </list>
/// For a publisher there may stand <c>later</c>, where the source was published only after, or <c>nobody</c>.
/// </summary>
internal static partial class Telling
{
    internal static string Of(Answer answer, string question)
    {
        var (word, pointer) = question.Split(' ') is [var w, var p] ? (w, p) : (question, "");
        if (word == "problem") return answer.Problem ?? "";
        Assert.True(answer.Problem is null, answer.Text);
        return word switch
        {
            "said" => Join(List("/said").Select(s => $"{s["type"]} {s["mode"]}")),
            "open" when pointer == "" => Join(List("/openQuestions").Select(q => $"{q["question"]} {q["reason"]}")),
            "open" => Sorted(List("/openQuestions").Where(q => Is(pointer, $"{q["pointer"]}")).Select(q => $"{q["reason"]}")),
            "ahead" => Join(List("/expectations").Select(e => $"{Id().Replace($"{e["what"]}", "*")} {e["date"]} {e["when"]}")),
            "rivals" => Sorted(At("/rivals", pointer).SelectMany(r => r!.AsArray()).Select(r => Text(r!["value"]) + Disputed(r))),
            "over" => Sorted(At("/provenance", pointer).Select(p => p!["over"]).OfType<JsonNode>().Select(o => Text(o["value"]))),
            "who" => Sorted(At("/provenance", pointer).Select(p => Who(p!))),
            _ => Sorted(Below(answer.At("/state"), word.Split('/')[1..]).Select(Text)),
        };

        IEnumerable<JsonNode> List(string list) => answer.At(list)!.AsArray().Select(i => i!);
        IEnumerable<JsonNode?> At(string map, string at) => answer.At(map)!.AsObject().Where(m => Is(at, m.Key)).Select(m => m.Value);
    }

    private static string Who(JsonNode word)
    {
        var who = word["publisher"] ?? (word["attestedLater"] is null ? "nobody" : "later");
        return $"{who} {word["assessment"]!["reliability"]}{word["assessment"]!["credibility"]}, support {word["support"]}{Disputed(word)}";
    }

    private static string Disputed(JsonNode word) => (bool?)word["disputed"] == true ? ", disputed" : "";

    private static IEnumerable<JsonNode?> Below(JsonNode? node, string[] steps) => (node, steps) switch
    {
        (null, _) => [],
        (_, []) => [node],
        (JsonObject o, ["*", .. var rest]) => o.SelectMany(m => Below(m.Value, rest)),
        (JsonObject o, [var step, .. var rest]) => Below(o[step], rest),
        _ => [],
    };

    private static bool Is(string pattern, string pointer) =>
        Regex.IsMatch(pointer, $"^{Regex.Escape(pattern).Replace("\\*", "[^/]+", StringComparison.Ordinal)}$");

    private static string Text(JsonNode? value) => value is JsonValue ? value.ToString() : value!.ToJsonString();

    private static string Join(IEnumerable<string> items) => string.Join("; ", items);

    private static string Sorted(IEnumerable<string> items) => Join(items.Order(StringComparer.Ordinal));

    [GeneratedRegex("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")]
    private static partial Regex Id();
}
