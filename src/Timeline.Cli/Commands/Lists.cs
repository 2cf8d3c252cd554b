using System.CommandLine;
using System.Globalization;
using Timeline.Cli.Client;
using Timeline.Cli.Output;

namespace Timeline.Cli.Commands;

/// <summary><c>subjects</c> and <c>events</c>: what there is from a vantage, filtered.</summary>
internal static class Lists
{
    internal static Command Subjects() => Make("subjects", "The subjects of which something is known", withSubject: false, TimelineClient.Subjects, (terminal, list) =>
    {
        var table = Tables.Make("Subject", "Title", "Status", "Events", "Last known");
        foreach (var s in list.Items)
            table.Add(s.Subject.ToString(), s.Title ?? "", s.Status ?? "", s.Events.ToString(CultureInfo.InvariantCulture), s.LastKnown is { } last ? Texts.Of(last) : "");
        terminal.Write(table);
    });

    internal static Command Events() => Make("events", "The events as recorded, in order of position", withSubject: true, TimelineClient.ListEvents, (terminal, list) =>
    {
        var table = Tables.Make("Position", "Known", "Subject", "Event", "On whose word");
        foreach (var e in list.Items)
        {
            table.Add(
                e.Seq.ToString(CultureInfo.InvariantCulture), e.KnownBy is { } known ? Texts.Of(known) : "", e.Subject.ToString(),
                Texts.Of(e), Texts.WordOf(e));
        }

        terminal.Write(table);
    });

    private static Command Make<T>(
        string name, string description, bool withSubject, Func<string, Parameters, Question<T>> ask, Action<Terminal, T> tell) where T : class, IPage
    {
        var command = new Command(name, description);
        var (vantage, filter, page) = (new VantageOptions(command), new FilterOptions(command, withSubject), new PageOptions(command));
        command.SetAction(async (parsed, cancellation) =>
        {
            using var invocation = new Invocation(parsed);
            var question = ask(
                await invocation.TimelineAsync(isWriting: false, cancellation), vantage.Read(parsed).Add(filter.Read(parsed)).Add(page.Read(parsed)));
            return await invocation.AnswerAsync(question, page.IsAll(parsed), list => tell(invocation.Terminal, list), cancellation);
        });
        return command;
    }
}
