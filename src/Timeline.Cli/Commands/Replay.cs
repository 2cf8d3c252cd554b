using System.CommandLine;
using System.Text.Json;
using Spectre.Console;
using Spectre.Console.Rendering;
using Timeline.Cli.Client;
using Timeline.Cli.Output;

namespace Timeline.Cli.Commands;

/// <summary><c>replay</c>: a stretch of time again, event by event or step by step, with what each changed.</summary>
internal static class Replay
{
    internal static Command Make()
    {
        var axis = new Option<string?>("--axis")
        {
            Description = "The time that passes: known, recorded or happened [default: known]",
            HelpName = "AXIS",
        };
        axis.AcceptOnlyFromAmong("known", "recorded", "happened");
        var from = new Option<string?>("--from") { Description = "Where it begins", HelpName = "DATE" };
        var to = new Option<string?>("--to") { Description = "Where it ends", HelpName = "DATE" };
        var step = new Option<string?>("--step") { Description = "Not event by event but by the day, week or month", HelpName = "STEP" };
        step.AcceptOnlyFromAmong("day", "week", "month");
        var speed = new Option<string?>("--speed")
        {
            Description = "How many days pass in a second [default: as fast as it can be read]",
            HelpName = "DAYS",
        };
        var command = new Command("replay", "A stretch of time again, as it became known, was recorded or took place; --json: a frame a line") { axis, from, to, step, speed };
        var (vantage, filter) = (new VantageOptions(command), new FilterOptions(command, withSubject: true));
        command.SetAction(async (parsed, cancellation) =>
        {
            using var invocation = new Invocation(parsed);
            var timeline = await invocation.TimelineAsync(isWriting: false, cancellation);
            var parameters = new Parameters()
                .Add("axis", parsed.GetValue(axis)).Add("from", parsed.GetValue(from)).Add("to", parsed.GetValue(to))
                .Add("step", parsed.GetValue(step)).Add("speed", parsed.GetValue(speed)).Add(vantage.Read(parsed)).Add(filter.Read(parsed));
            using var response = await invocation.Client.ReplayAsync(TimelineClient.Replay(timeline, parameters), cancellation);
            var lines = TimelineClient.LinesOf(response, cancellation);
            if (invocation.IsJson) await foreach (var line in lines) invocation.Terminal.Line(line);
            else if (invocation.Terminal.IsLive) await ShowAsync(invocation.Terminal, timeline, lines, cancellation);
            else await foreach (var line in lines) Tell(invocation.Terminal, Read(line));
            return Exit.Done;
        });
        return command;
    }

    private static ReplayFrame Read(string line) => JsonSerializer.Deserialize(line, ClientJson.Default.ReplayFrame)!;

    private static void Tell(Terminal terminal, ReplayFrame frame)
    {
        foreach (var text in TextsOf(frame)) terminal.Paragraph(text);
    }

    // The newest below, as many as there is room for, the day that it is above them.
    private static async Task ShowAsync(Terminal terminal, string timeline, IAsyncEnumerable<string> lines, CancellationToken cancellation)
    {
        var shown = new Queue<string>();
        var (now, count) = ("", 0L);
        await terminal.Out.Live(View()).AutoClear(true).StartAsync(async context =>
        {
            await foreach (var line in lines.WithCancellation(cancellation))
            {
                var frame = Read(line);
                now = frame.Step ?? When(frame);
                count += frame.Events ?? (frame is { Event: not null, CameAbout: null } ? 1 : 0);
                foreach (var text in TextsOf(frame)) shown.Enqueue(Cut(text));
                while (shown.Count > Room()) shown.Dequeue();
                context.UpdateTarget(View());
            }
        });
        // What it ended with stays.
        terminal.Write(View());

        IRenderable View() => new Rows([
            new Text($"{timeline}  {now}  {count} {(count == 1 ? "event" : "events")}", new Style(decoration: Decoration.Bold)),
            .. shown.Select(s => Tables.Cell(s)),
        ]);

        int Room() => Math.Max(3, terminal.Out.Profile.Height - 3);

        string Cut(string text) => text.Length < terminal.Out.Profile.Width ? text : text[..Math.Max(1, terminal.Out.Profile.Width - 2)] + "…";
    }

    private static IEnumerable<string> TextsOf(ReplayFrame frame)
    {
        if (frame.Step is { } step)
        {
            yield return $"{step}  {frame.Events} {(frame.Events == 1 ? "event" : "events")}";
            foreach (var subject in frame.Subjects ?? [])
            {
                var changes = subject.Changes is { ValueKind: JsonValueKind.Array } list ? list.GetArrayLength() : subject.Changes is { ValueKind: JsonValueKind.Number } n ? n.GetInt64() : 0;
                yield return $"    {subject.Subject}: {subject.Events} {(subject.Events == 1 ? "event" : "events")}, {changes} {(changes == 1 ? "change" : "changes")}";
            }

            yield break;
        }

        var how = frame.CameAbout == true ? "came about: " : "";
        var what = frame.Event is { } e ? $"{how}{Texts.Of(e)}  {Texts.WordOf(e)}" : "";
        yield return Texts.Plain($"{When(frame)}  {frame.Subject}  {what}".TrimEnd());
        foreach (var change in frame.Changes ?? [])
            yield return $"    {Texts.OfPointer(change.Pointer)}: {Texts.OfValue(change.Old)} → {Texts.OfValue(change.New)}";
    }

    private static string When(ReplayFrame frame) =>
        Domain.Time.Instant.TryParse(frame.At, out var at) ? Texts.Of(at) : Texts.Plain(frame.At ?? "");
}
