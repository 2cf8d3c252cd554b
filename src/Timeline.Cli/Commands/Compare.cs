using System.CommandLine;
using Timeline.Cli.Client;
using Timeline.Cli.Output;

namespace Timeline.Cli.Commands;

/// <summary><c>compare</c>: how a subject or a timeline differs between two vantages, and why.</summary>
internal static class Compare
{
    internal static Command Make()
    {
        var subject = Common.Subject(isOptional: true);
        var from = Side("--from", "The first side: a date known by, or PARAMETER=VALUE such as recorded=120 or knower=usa (repeatable)");
        var to = Side("--to", "The second side, in the same way");
        var command =
            new Command("compare", "How a subject, or the whole timeline, differs between two vantages, and why") { subject, from, to };
        var (vantage, page) = (new VantageOptions(command), new PageOptions(command));
        command.SetAction(async (parsed, cancellation) =>
        {
            using var invocation = new Invocation(parsed);
            var common = vantage.Place(parsed);
            var sides = vantage.Show(parsed, new Parameters()
                .AddPrefixed("from.", Read(parsed.GetValue(from)), common).AddPrefixed("to.", Read(parsed.GetValue(to)), common));
            var timeline = await invocation.TimelineAsync(isWriting: false, cancellation);
            return parsed.GetValue(subject) is { } one
                ? await invocation.AnswerAsync(TimelineClient.Compare(timeline, one, sides), answer => Tell(invocation, answer), cancellation)
                : await invocation.AnswerAsync(TimelineClient.Compare(timeline, sides.Add(page.Read(parsed))), page.IsAll(parsed), answer => Tell(invocation, answer), cancellation);
        });
        return command;
    }

    private static Option<string[]> Side(string name, string description) =>
        new(name) { Description = description, HelpName = "DATE", Arity = ArgumentArity.ZeroOrMore };

    private static Parameters Read(string[]? side)
    {
        var parameters = new Parameters();
        foreach (var given in side ?? [])
        {
            var name = VantageOptions.Names.FirstOrDefault(n => given.StartsWith(n + "=", StringComparison.Ordinal));
            parameters.Add(name ?? "known", name is null ? given : given[(name.Length + 1)..]);
        }

        return parameters;
    }

    private static void Tell(Invocation invocation, Differences differences)
    {
        invocation.Terminal.Head($"{differences.Subject}");
        Tell(invocation, [differences], differences.From!, differences.To!, differences.Permalink!);
    }

    private static void Tell(Invocation invocation, TimelineComparison comparison) =>
        Tell(invocation, comparison.Items, comparison.From, comparison.To, comparison.Permalink, isMany: true);

    private static void Tell(
        Invocation invocation, IReadOnlyList<Differences> all, VantageItem from, VantageItem to, string permalink, bool isMany = false)
    {
        var terminal = invocation.Terminal;
        terminal.Paragraph($"From: {Texts.Of(from)}");
        terminal.Paragraph($"To:   {Texts.Of(to)}");
        if (all.All(d => d.IsEmpty)) terminal.Line("\nNothing differs.");
        foreach (var differences in all)
        {
            if (isMany) terminal.Heading(differences.Subject!.ToString());
            terminal.Write(differences, "From", "To");
        }

        terminal.Foot(invocation.Client.Server, permalink);
    }
}
