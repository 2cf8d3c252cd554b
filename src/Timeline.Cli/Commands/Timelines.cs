using System.CommandLine;
using Spectre.Console;
using Timeline.Cli.Client;
using Timeline.Cli.Output;

namespace Timeline.Cli.Commands;

/// <summary><c>timelines</c>: those there are; <c>timelines create</c> makes one.</summary>
internal static class Timelines
{
    internal static Command Make()
    {
        var command = new Command("timelines", "The timelines that one may see") { Create() };
        command.SetAction(async (parsed, cancellation) =>
        {
            using var invocation = new Invocation(parsed);
            return await invocation.AnswerAsync(TimelineClient.Timelines(), list => Tell(invocation.Terminal, list), cancellation);
        });
        return command;
    }

    private static Command Create()
    {
        var name = new Argument<string>("NAME") { Description = "Its name in every address: lower-case letters, digits and dashes" };
        var title = new Option<string?>("--title") { Description = "What it is called [default: its name]", HelpName = "TITLE" };
        var description = new Option<string?>("--description") { Description = "What it is about", HelpName = "TEXT" };
        var command = new Command("create", "Make a timeline, or change what it is called") { name, title, description };
        command.SetAction(async (parsed, cancellation) =>
        {
            using var invocation = new Invocation(parsed);
            var named = parsed.GetValue(name)!;
            var body = new TimelineBody(parsed.GetValue(title) ?? named, parsed.GetValue(description));
            using var response = await invocation.Client.PutTimelineAsync(named, body, cancellation);
            if (invocation.IsJson) await invocation.PassAsync(response, cancellation);
            else invocation.Terminal.Line($"{named}: {Texts.Value(body.Title)}");
            return Exit.Done;
        });
        return command;
    }

    private static void Tell(Terminal terminal, TimelineList list)
    {
        var table = Tables.Make("Name", "Title", "Made", "By");
        foreach (var t in list.Items)
            table.AddRow(Tables.StrongCell(t.Name), Tables.Cell(t.Title), Tables.Cell(Texts.Of(t.Created)), Tables.Cell(t.RecordedBy));
        terminal.Write(table);
    }
}
