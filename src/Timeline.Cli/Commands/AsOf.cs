using System.CommandLine;
using System.Text.Json;
using Spectre.Console;
using Timeline.Cli.Client;
using Timeline.Cli.Output;
using Timeline.Domain.Json;
using Timeline.Domain.Telling;

namespace Timeline.Cli.Commands;

/// <summary><c>asof</c>: the state of a subject as known, each value with its word, and what is open, ahead and only said.</summary>
internal static class AsOf
{
    internal static Command Make()
    {
        var subject = Common.Subject();
        var command =
            new Command("asof", "The state of a subject as known on a date: on whose word, since when, and what was open") { subject };
        var vantage = new VantageOptions(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            using var invocation = new Invocation(parsed);
            var timeline = await invocation.TimelineAsync(isWriting: false, cancellation);
            var question = TimelineClient.State(timeline, parsed.GetValue(subject)!, vantage.Read(parsed));
            return await invocation.AnswerAsync(question, answer => Tell(invocation, answer), cancellation);
        });
        return command;
    }

    private static void Tell(Invocation invocation, StateAnswer answer)
    {
        var terminal = invocation.Terminal;
        var title = answer.State.TryGetProperty("title", out var named) ? $"  {Texts.Of(named)}" : "";
        terminal.Head($"{answer.Subject}{title}", Texts.Of(answer.Vantage));
        var table = Tables.Make("What", "Value", "Since", "On whose word");
        AddRows(table, answer, "", answer.State, 0);
        if (table.Rows.Count > 0) terminal.Write(table);

        if (answer.Basis is { Events: 0, Retracted: { } retracted })
            terminal.Line($"\nWhatever was said of it was taken back: {retracted} {(retracted == 1 ? "report" : "reports")}.");
        if (answer.OpenQuestions.Count > 0) terminal.Heading("Open");
        foreach (var open in answer.OpenQuestions)
            terminal.Point($"{Texts.OfPointer(open.Pointer)}: {open.Text}{(open.Reason == Domain.Knowing.OpenReason.Missing ? "" : $" ({Words.Text(open.Reason)})")}");

        if (answer.Expectations.Count > 0) terminal.Heading("Expected");
        foreach (var expected in answer.Expectations)
        {
            var mode = expected.Mode is { } m ? $", {Words.Text(m)}" : "";
            var what = expected.What.StartsWith('/') ? Texts.OfPointer(expected.What) : EventTitle.Of(expected.What, expected.Untold);
            terminal.Point(
                $"{Texts.Of(expected.Date, expected.DateZone)}  {what} ({Words.Text(expected.When)}{mode})  {Texts.WordOf(expected)}");
        }

        if (answer.Said.Count > 0) terminal.Heading("Said");
        foreach (var said in answer.Said)
        {
            var by = Texts.Who(said.Source?.Publisher.Value, null, said.AttestedLater);
            terminal.Point($"{Texts.Of(said.KnownBy)}  {Texts.Of(said)}"
                + $"{(by.Length == 0 ? "" : $"  {by}")}{(said.Disputed ? "  disputed" : "")}");
        }

        if (answer.Provenance.Values.Any(w => w is { AttestedLater: true, Publisher: null }))
            terminal.Line("\nAttested later: the source was published after that date. To see it, add --later sources.");
        terminal.Foot(invocation.Client.Server, answer.Permalink);
    }

    // In the order of the state, which is the kind's own; a value stands where there is a word for it.
    private static void AddRows(Table table, StateAnswer answer, string pointer, JsonElement at, int depth)
    {
        foreach (var member in at.EnumerateObject())
        {
            var below =
                $"{pointer}/{member.Name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}";
            var name = new string(' ', depth * 2) + Texts.Step(member.Name);
            if (answer.Provenance.TryGetValue(below, out var word))
            {
                var colour = word.Disputed == true ? Color.Red : (Color?)null;
                table.AddRow(
                    Tables.Cell(name), Tables.Cell(Texts.Of(member.Value), colour), Tables.Cell(Texts.Of(word.Since)),
                    Tables.Cell(Texts.WordOf(word), colour));
                foreach (var rival in answer.Rivals.GetValueOrDefault(below) ?? []) Beside(table, name, "or", rival);
                if (word.Over is { } over) Beside(table, name, "over", over);
            }
            else if (member.Value.ValueKind != JsonValueKind.Object)
            {
                continue;
            }
            else if (OneWord(answer, below, member.Value) is { } common)
            {
                var values = string.Join(", ", member.Value.EnumerateObject().Select(m => $"{m.Name}: {Texts.Of(m.Value)}"));
                table.Add(name, values, Texts.Of(common.Since), Texts.WordOf(common));
            }
            else
            {
                table.AddRow(Tables.StrongCell(name));
                AddRows(table, answer, below, member.Value, depth + 1);
            }
        }
    }

    // What one event said of one thing is one row, if there is nothing to be said of a part of it.
    private static Domain.Knowing.Provenance? OneWord(StateAnswer answer, string pointer, JsonElement thing)
    {
        var words = thing.EnumerateObject().Select(m => answer.Provenance.GetValueOrDefault($"{pointer}/{m.Name}")).ToList();
        return words is [{ Event: not null } first, ..] && words.TrueForAll(w => w is { Disputed: not true, Over: null } && SameWord(w, first))
            && !answer.Rivals.Keys.Any(r => r.StartsWith(pointer + "/", StringComparison.Ordinal)) ? first : null;
    }

    private static void Beside(Table table, string name, string how, Domain.Knowing.Rival rival)
    {
        var indent = new string(' ', name.Length - name.TrimStart().Length + 2);
        table.AddRow(
            Tables.Cell(indent + how, Color.Yellow), Tables.Cell(Texts.ValueOf(rival), Color.Yellow),
            Tables.Cell(rival.KnownBy is { } known ? Texts.Of(known) : ""), Tables.Cell(Texts.WordOf(rival)));
    }

    private static bool SameWord(Domain.Knowing.Provenance one, Domain.Knowing.Provenance other) =>
        (one.Event, one.Since, one.First?.Event, one.Support, one.CorrectedBy?.Event)
            == (other.Event, other.Since, other.First?.Event, other.Support, other.CorrectedBy?.Event);
}
