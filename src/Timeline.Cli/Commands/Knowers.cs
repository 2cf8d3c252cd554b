using System.CommandLine;
using System.Globalization;
using Timeline.Cli.Client;
using Timeline.Cli.Output;

namespace Timeline.Cli.Commands;

/// <summary><c>knowers</c>: who knew something by then, of those whose knowledge one may ask for, and how much.</summary>
internal static class Knowers
{
    internal static Command Make()
    {
        var command = new Command("knowers", "Who knew something by then, of those whose knowledge you may ask for, and how much");
        var (vantage, page) = (new VantageOptions(command), new PageOptions(command));
        command.SetAction(async (parsed, cancellation) =>
        {
            using var invocation = new Invocation(parsed);
            var timeline = await invocation.TimelineAsync(isWriting: false, cancellation);
            var question = TimelineClient.Knowers(timeline, vantage.Read(parsed).Add(page.Read(parsed)));
            return await invocation.AnswerAsync(question, page.IsAll(parsed), list => Tell(invocation.Terminal, list), cancellation);
        });
        return command;
    }

    private static void Tell(Terminal terminal, KnowerList list)
    {
        var table = Tables.Make("Knower", "Events", "First known", "Last known");
        foreach (var k in list.Items)
        {
            table.Add(
                k.Knower.Value, k.Events.ToString(CultureInfo.InvariantCulture), k.First is { } first ? Texts.Of(first) : "",
                k.Last is { } last ? Texts.Of(last) : "");
        }

        terminal.Write(table);
    }
}
