using System.CommandLine;
using Timeline.Cli.Client;
using Timeline.Cli.Output;
using Timeline.Domain.Telling;

namespace Timeline.Cli.Commands;

/// <summary><c>history</c>: what was known of a subject, one time after another.</summary>
internal static class History
{
    internal static Command Make()
    {
        var subject = Common.Subject();
        var pointer = new Option<string?>("--pointer")
        {
            Description = "Only what changed there, e.g. /status or /venues",
            HelpName = "POINTER",
        };
        var command =
            new Command("history", "What was known of a subject, one time after another, and who reported it") { subject, pointer };
        var (vantage, page) = (new VantageOptions(command), new PageOptions(command));
        command.SetAction(async (parsed, cancellation) =>
        {
            using var invocation = new Invocation(parsed);
            var timeline = await invocation.TimelineAsync(isWriting: false, cancellation);
            var parameters = new Parameters().Add("pointer", parsed.GetValue(pointer)).Add(vantage.Read(parsed)).Add(page.Read(parsed));
            var question = TimelineClient.History(timeline, parsed.GetValue(subject)!, parameters);
            return await invocation.AnswerAsync(question, page.IsAll(parsed), answer => Tell(invocation, answer), cancellation);
        });
        return command;
    }

    private static void Tell(Invocation invocation, SubjectHistory history)
    {
        invocation.Terminal.Head(history.Subject.ToString(), Texts.Of(history.Vantage));
        var table = Tables.Make("Known", "What", "Was", "Became", "On whose word");
        foreach (var item in history.Items)
        {
            var known = Texts.Of(item.Known);
            foreach (var change in item.Changes)
            {
                table.Add(known, Texts.OfPointer(change.Pointer), Texts.ValueOf(change.Old), Texts.ValueOf(change.New), Texts.WordOf(change.New ?? change.Old));
                known = "";
            }

            if (item.Changes.Count > 0) continue;
            var titles = string.Join(", ", item.Reports.Select(r => EventTitle.Of(r.Type, r.Untold)));
            table.Add(known, "", "", titles, string.Join(", ", item.Reports.Select(r => r.Publisher ?? "").Distinct()));
        }

        invocation.Terminal.Write(table);
        invocation.Terminal.Foot(invocation.Client.Server, history.Permalink);
    }
}
