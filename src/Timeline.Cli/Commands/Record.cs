using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Timeline.Cli.Client;
using Timeline.Cli.Output;
using Timeline.Domain.Telling;

namespace Timeline.Cli.Commands;

/// <summary><c>record</c>: one event, or an array of them, all or nothing.</summary>
internal static class Record
{
    internal static Command Make()
    {
        var file = new Argument<string?>("FILE")
        {
            Description = "A file with an event or an array of events in JSON; -: standard input",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var members = (Option<string?>[])
        [
            Member("--subject", "SUBJECT", "What the event is about", Suggestions.Subjects), Member("--type", "TYPE", "Its type, see /v1/catalogue"),
            Member("--data", "JSON", "Its payload"), Member("--known", "DATE", "When it became public [default: now]"),
            Member("--happened", "DATE", "When it took place"), Member("--mode", "MODE", "possible, intended or not [default: asserted as fact]"),
            Member("--publisher", "KEY", "Who reported it"), Member("--id", "UUID", "Its id: sent again, nothing is recorded twice [default: made by the server]"),
        ];
        members[1].CompletionSources.Add([.. Domain.Catalogue.Types.Select(t => t.Name)]);
        members[5].CompletionSources.Add("possible", "intended", "not");
        var version = new Option<long?>("--if-version")
        {
            Description = "Only if the subject is at this version; 0: if it has no event yet",
            HelpName = "N",
        };
        var command = new Command("record", "Record one event or an array of events: all or nothing") { file, version };
        foreach (var member in members) command.Options.Add(member);
        command.SetAction(async (parsed, cancellation) =>
        {
            using var invocation = new Invocation(parsed);
            var timeline = await invocation.TimelineAsync(isWriting: true, cancellation);
            var given = members.Where(m => parsed.GetValue(m) is not null).ToDictionary(m => m.Name[2..], m => parsed.GetValue(m)!);
            var body = (parsed.GetValue(file), given.Count) switch
            {
                ({ } name, 0) => await Files.ReadAsync(name, cancellation),
                (null, > 0) => Compose(given),
                (null, 0) => throw new UsageException("What is to be recorded? Name a file (-: standard input), or say --subject, --type and --data."),
                _ => throw new UsageException("Either a file or the event in options, not both."),
            };
            using var response = await invocation.Client.RecordAsync(timeline, body, parsed.GetValue(version), cancellation);
            if (invocation.IsJson) await invocation.PassAsync(response, cancellation);
            else await TellAsync(invocation.Terminal, response, cancellation);
            return Exit.Done;
        });
        return command;
    }

    private static Option<string?> Member(
        string name, string value, string description, Func<System.CommandLine.Completions.CompletionContext, IEnumerable<System.CommandLine.Completions.CompletionItem>>? names = null)
    {
        var option = new Option<string?>(name) { Description = description, HelpName = value };
        if (names is not null) option.CompletionSources.Add(names);
        return option;
    }

    private static byte[] Compose(Dictionary<string, string> given)
    {
        if (!given.ContainsKey("subject") || !given.ContainsKey("type"))
            throw new UsageException("An event in options needs --subject and --type, and most types --data.");
        // An argument that is no UTF-8 comes with U+FFFD in its place, and that must not be recorded.
        if (given.FirstOrDefault(g => g.Value.Contains('\uFFFD', StringComparison.Ordinal)) is { Key: { } broken })
            throw new UsageException($"--{broken} is not UTF-8, or has U+FFFD, which stands for "
                + "what could not be read. Send that in a file.");
        var e = new JsonObject();
        foreach (var (name, value) in given.Where(g => g.Key is not ("data" or "publisher"))) e[name] = value;
        try
        {
            e["data"] = JsonNode.Parse(given.GetValueOrDefault("data") ?? "{}");
        }
        catch (JsonException x)
        {
            throw new UsageException($"--data is not JSON: {x.Message}");
        }

        if (given.TryGetValue("publisher", out var publisher)) e["source"] = new JsonObject { ["publisher"] = publisher };
        return System.Text.Encoding.UTF8.GetBytes(e.ToJsonString());
    }

    private static async Task TellAsync(Terminal terminal, HttpResponseMessage response, CancellationToken cancellation)
    {
        var answer = await response.Content.ReadAsByteArrayAsync(cancellation);
        var items = JsonDocument.Parse(answer).RootElement.TryGetProperty("items", out _)
            ? JsonSerializer.Deserialize(answer, ClientJson.Default.RecordedEvents)!.Items
            : [JsonSerializer.Deserialize(answer, ClientJson.Default.RecordedItem)!];
        var done = response.StatusCode == System.Net.HttpStatusCode.OK ? "Recorded before" : "Recorded";
        foreach (var warning in JsonSerializer.Deserialize(answer, ClientJson.Default.Warned)!.Warnings ?? [])
            terminal.Say($"Warning: {Texts.Of(warning)}");
        foreach (var e in items)
            terminal.Line(Texts.Plain($"{done}: {e.Subject} version {e.Version}, {EventTitle.Of(e.Type, e.Untold)} {e.Id}, position {e.Seq}"));
    }
}
