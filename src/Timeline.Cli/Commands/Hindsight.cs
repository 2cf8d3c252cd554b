using System.CommandLine;
using Timeline.Cli.Client;
using Timeline.Cli.Output;
using Timeline.Domain.Time;

namespace Timeline.Cli.Commands;

/// <summary><c>hindsight</c>: what was not known on a date, and how what was ahead and open turned out.</summary>
internal static class Hindsight
{
    internal static Command Make()
    {
        var date = new Argument<string>("DATE") { Description = "The date to look back on" };
        var subject = Common.Subject(isOptional: true);
        var command =
            new Command("hindsight", "What was not known on a date, and how what was ahead and open turned out") { date, subject };
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
        foreach (var item in items)
        {
            terminal.Heading(item.Subject.ToString());
            if (!item.UnknownThen.IsEmpty)
            {
                terminal.Line("Not known then, or wrongly believed:");
                terminal.Write(item.UnknownThen, "Believed", "Was so");
            }

            if (item.TurnedOut.Count == 0) continue;
            terminal.Line("Expected or open then, and what is known now:");
            var table = Tables.Make("What", "Then", "Now", "Since");
            foreach (var turned in item.TurnedOut)
            {
                var (what, then) = turned.Expected is { } expected ? (Texts.OfPointer(expected.What), $"expected {expected.Date.Text}") : (Texts.OfPointer(turned.Open!.Pointer), "open");
                var now = turned.Value is { } value ? Texts.ValueOf(value)
                    : turned.IsOpen == true ? "open still"
                    : string.Join(", ", turned.Became.Take(3).Select(b => $"{Texts.OfPointer(b.Pointer)}: {Texts.ValueOf(b.New)}"));
                table.Add(what, then, now.Length > 0 ? now : "–", turned.Value?.KnownBy is { } since ? Texts.Of(since) : "");
            }

            terminal.Write(table);
        }

        terminal.Foot(invocation.Client.Server, permalink);
    }
}
