using System.CommandLine.Completions;
using System.Text.Json;
using Timeline.Cli.Client;

namespace Timeline.Cli.Commands;

/// <summary>Names that only the server knows, while somebody types; where it cannot be asked quickly, none.</summary>
internal static class Suggestions
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    internal static IEnumerable<CompletionItem> Timelines(CompletionContext context) =>
        Ask(context, async (client, _, cancellation) => (await client.AskAsync(TimelineClient.Timelines(), cancellation)).Items.Select(t => t.Name));

    internal static IEnumerable<CompletionItem> Subjects(CompletionContext context) =>
        Ask(context, async (client, invocation, cancellation) =>
        {
            var timeline = await invocation.TimelineAsync(isWriting: false, cancellation);
            var list = await client.AskAsync(TimelineClient.Subjects(timeline, new Parameters().Add("limit", "1000")), cancellation);
            return list.Items.Select(s => s.Subject.ToString());
        });

    internal static IEnumerable<CompletionItem> Knowers(CompletionContext context) =>
        Ask(context, async (client, invocation, cancellation) =>
        {
            var timeline = await invocation.TimelineAsync(isWriting: false, cancellation);
            var list = await client.AskAsync(TimelineClient.Knowers(timeline, new Parameters().Add("limit", "1000")), cancellation);
            return list.Items.Select(k => k.Knower.Value);
        });

    private static List<CompletionItem> Ask(
        CompletionContext context, Func<TimelineClient, Invocation, CancellationToken, Task<IEnumerable<string>>> ask)
    {
        try
        {
            using var invocation = new Invocation(context.ParseResult);
            using var patience = new CancellationTokenSource(Patience);
            var names = ask(invocation.Client, invocation, patience.Token).GetAwaiter().GetResult();
            return [.. names.Where(n => n.StartsWith(context.WordToComplete, StringComparison.Ordinal)).Select(n => new CompletionItem(n))];
        }
        catch (Exception e) when (e is NotReachedException or RefusedException or UsageException or OperationCanceledException or JsonException or IOException)
        {
            return [];
        }
    }
}
