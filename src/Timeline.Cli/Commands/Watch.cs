using System.CommandLine;
using System.Net;
using Spectre.Console;
using Timeline.Cli.Client;
using Timeline.Cli.Output;
using Timeline.Domain.Knowing;

namespace Timeline.Cli.Commands;

/// <summary><c>watch</c>: what is recorded, as it is recorded; where the feed breaks off, on from the last position.</summary>
internal static class Watch
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    internal static Command Make()
    {
        var after = new Option<long?>("--after") { Description = "Begin after this position; 0: from the first event on [default: with what is recorded next]", HelpName = "POSITION" };
        var count = new Option<int?>("--count", "-c") { Description = "End after so many events [default: never]", HelpName = "N" };
        var command = new Command("watch", "What is recorded, as it is recorded; --json: an event a line") { after, count };
        var (vantage, filter) = (new VantageOptions(command, withTimes: false), new FilterOptions(command, withSubject: true));
        command.SetAction(async (parsed, cancellation) =>
        {
            using var invocation = new Invocation(parsed);
            var timeline = await invocation.TimelineAsync(isWriting: false, cancellation);
            var position = parsed.GetValue(after)?.ToString(System.Globalization.CultureInfo.InvariantCulture);
            return await FollowAsync(invocation, timeline, vantage.Read(parsed).Add(filter.Read(parsed)), position, parsed.GetValue(count), cancellation);
        });
        return command;
    }

    private static async Task<int> FollowAsync(
        Invocation invocation, string timeline, Parameters parameters, string? after, int? count, CancellationToken cancellation)
    {
        var (told, wasOpen, pause) = (0, false, TimeSpan.FromSeconds(1));
        while (true)
        {
            TimeSpan? asked = null;
            string why;
            try
            {
                using var feed = await invocation.Client.FeedAsync(timeline, parameters, after, cancellation);
                if (wasOpen) invocation.Terminal.Say("The feed goes on.");
                wasOpen = true;
                try
                {
                    await foreach (var item in feed.EventsAsync(cancellation))
                    {
                        pause = TimeSpan.FromSeconds(1);
                        if (item.Length == 0) continue;
                        if (invocation.IsJson) invocation.Terminal.Line(item.ReplaceLineEndings(""));
                        else Tell(invocation.Terminal, TimelineClient.Event(item));
                        if (++told == count) return Exit.Done;
                    }
                }
                finally
                {
                    // A position is heard of without an event too: where the feed began, and what was not for this one.
                    if (feed.Position.Length > 0) after = feed.Position;
                    asked = feed.Pause;
                }

                why = "the server ended it";
            }
            catch (Exception e) when (wasOpen && IsPassing(e))
            {
                why = e is RefusedException refused ? Texts.Of(refused.Problem) : e.Message;
                asked ??= (e as RefusedException)?.RetryAfter;
            }

            var wait = asked ?? pause;
            invocation.Terminal.Say($"The feed broke off ({why.TrimEnd('.')}); again in {wait.TotalSeconds:0.#} s{(after is null ? "" : $", after position {after}")}.");
            await Task.Delay(wait, cancellation);
            pause = TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, LongestPause.Ticks));
        }
    }

    // What may be otherwise the next time. A server that was never reached is told at once instead.
    private static bool IsPassing(Exception e) => e is NotReachedException or IOException
        || e is RefusedException { Status: (int)HttpStatusCode.TooManyRequests or (int)HttpStatusCode.RequestTimeout or >= 500 };

    private static void Tell(Terminal terminal, RecordedItem e)
    {
        var word = Texts.WordOf(e);
        terminal.Paragraph($"{e.Seq}  {Texts.Of(e.RecordedAt)}  {e.Subject}  {Texts.Of(e)}{(word.Length == 0 ? "" : $"  {word}")}",
            e.Type.StartsWith("Event", StringComparison.Ordinal) ? Color.Yellow : null);
    }
}
