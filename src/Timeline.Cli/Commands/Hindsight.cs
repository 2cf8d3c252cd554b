using System.CommandLine;
using Timeline.Cli.Client;
using Timeline.Cli.Output;
using Timeline.Domain.Json;
using Timeline.Domain.Knowing;
using Timeline.Domain.Time;

namespace Timeline.Cli.Commands;

/// <summary><c>hindsight</c>: what was hidden or wrongly believed on a date, what happened since, and how what was open turned out.</summary>
internal static class Hindsight
{
    internal static Command Make()
    {
        var date = new Argument<string>("DATE") { Description = "The date to look back on" };
        var subject = Common.Subject(isOptional: true);
        var command =
            new Command("hindsight", "What was hidden or wrongly believed on a date, and how what was open and ahead turned out") { date, subject };
        var (vantage, page) = (new VantageOptions(command), new PageOptions(command));
        command.SetAction(async (parsed, cancellation) =>
        {
            using var invocation = new Invocation(parsed);
            var timeline = await invocation.TimelineAsync(isWriting: false, cancellation);
            var parameters = new Parameters().Add("date", parsed.GetValue(date)).Add(vantage.Read(parsed));
            return parsed.GetValue(subject) is { } one
                ? await invocation.AnswerAsync(TimelineClient.Hindsight(timeline, one, parameters),
                    h => Tell(invocation, [h], h.Date!.Value, h.Vantage!, h.Permalink!), cancellation)
                : await invocation.AnswerAsync(TimelineClient.Hindsight(timeline, parameters.Add(page.Read(parsed))), page.IsAll(parsed),
                    h => Tell(invocation, h.Items, h.Date, h.Vantage, h.Permalink), cancellation);
        });
        return command;
    }

    private static void Tell(Invocation invocation, IReadOnlyList<HindsightItem> items, Instant date, VantageItem vantage, string permalink)
    {
        var terminal = invocation.Terminal;
        terminal.Head($"Looking back on {Texts.Of(date)}", Texts.Of(vantage));
        foreach (var item in items) Tell(terminal, item);
        if (items.Count == 0) terminal.Paragraph("Nothing recorded here came out later, and nothing was open or expected.");
        terminal.Foot(invocation.Client.Server, permalink);
    }

    private static void Tell(Terminal terminal, HindsightItem item)
    {
        terminal.Heading(item.Subject.ToString());
        foreach (var question in item.Questions.OrderBy(q => q.Became == Settled.Open ? 0 : 1))
            terminal.Point($"? {Texts.OfPointer(question.Open.Pointer)}: {question.Open.Text} → {Answer(question)}");
        foreach (var expected in item.Expectations)
        {
            var what = expected.Expected!;
            terminal.Point($"{Texts.Of(what.Date, what.DateZone)}  {Texts.OfPointer(what.What)} → {Outcome(expected)}");
        }

        List(terminal, "Hidden then", item.HiddenThen.Pointers, item.HiddenThen.Said, isOld: false);
        List(terminal, "Believed wrongly", item.BelievedWrongly, [], isOld: true);
        List(terminal, "Happened since", item.HappenedSince.Pointers, item.HappenedSince.Said, isOld: true);
    }

    private static string Answer(HindsightQuestion question) => question.Became switch
    {
        Settled.Open => "open still",
        Settled.Dropped => "asked no more",
        _ => string.Join("; ", question.Answers.Select(a =>
            $"{Texts.OfPointer(a.Pointer)}: {Texts.ValueOf(a.Told)}, {Texts.Of(a.Happened, a.HappenedZone)}, "
            + $"known since {Texts.Of(a.Told.Since)} ({Texts.WordOf(a.Told)})")),
    };

    private static string Outcome(HindsightOutcome outcome)
    {
        var by = outcome.By is { } word ? $" ({Texts.WordOf(word)}, {(word.KnownBy is { } known ? Texts.Of(known) : "")})" : "";
        return outcome.To is { Date: { } date } to
            ? $"moved to {Texts.Of(date, to.DateZone)}, {Outcome(to)}"
            : $"{Words.Text(outcome.Outcome)}{by}";
    }

    private static void List(Terminal terminal, string title, IReadOnlyList<PointerItem> pointers, IReadOnlyList<StoryItem> said, bool isOld)
    {
        if (pointers.Count + said.Count == 0) return;
        terminal.Line($"{title}:");
        if (isOld) terminal.Changes(pointers, "Then", "Now");
        else if (pointers.Count > 0)
        {
            var table = Tables.Make("What", "Was so", "Known since", "On whose word");
            foreach (var p in pointers) table.Add(Texts.OfPointer(p.Pointer), Texts.ValueOf(p.New), Texts.Of(p.New!.Since), Texts.WordOf(p.New));
            terminal.Write(table);
        }

        foreach (var e in said) terminal.Point($"{Texts.HappenedOf(e)}  {Texts.Of(e)}");
    }
}
