using System.CommandLine;
using System.Text.Json;
using Timeline.Cli.Client;
using Timeline.Cli.Output;
using Timeline.Domain.Telling;

namespace Timeline.Cli.Commands;

/// <summary>What was typed cannot be meant.</summary>
internal sealed class UsageException(string message) : Exception(message);

/// <summary>One call of a command: what was typed, whom it is asked of, and where it is answered.</summary>
internal sealed class Invocation : IDisposable
{
    private readonly Lazy<TimelineClient> _client;

    internal Invocation(ParseResult parsed)
    {
        Parsed = parsed;
        _client = new(() => new TimelineClient(ServerOf(parsed), Given(parsed.GetValue(Common.Key)) ?? Environment("TIMELINE_KEY")));
    }

    internal ParseResult Parsed { get; }

    internal Terminal Terminal { get; } = Tool.Terminal;

    internal TimelineClient Client => _client.Value;

    internal bool IsJson => Parsed.GetValue(Common.Json);

    /// <summary>The timeline meant; nothing is written into one that is not named.</summary>
    internal async Task<string> TimelineAsync(bool isWriting, CancellationToken cancellation)
    {
        if ((Given(Parsed.GetValue(Common.Timeline)) ?? Environment("TIMELINE_TIMELINE")) is { } named) return named;
        if (isWriting) throw new UsageException("Which timeline? Say --timeline NAME, or set TIMELINE_TIMELINE.");
        var all = (await Client.AskAsync(TimelineClient.Timelines(), cancellation)).Items;
        return all switch
        {
            [var only] => only.Name,
            [] => throw new UsageException("There is no timeline on this server, or none for you. To make one: timeline timelines create NAME --title TITLE"),
            _ => throw new UsageException($"Which timeline? Say --timeline with one of: {string.Join(", ", all.Select(t => t.Name).Take(10))}{(all.Count > 10 ? ", …" : "")}."),
        };
    }

    /// <summary>Asks, and answers: with the server's JSON or as a person reads it.</summary>
    internal async Task<int> AnswerAsync<T>(Question<T> question, Action<T> tell, CancellationToken cancellation)
    {
        if (IsJson)
        {
            await PassAsync(question.Address, "application/json", cancellation);
            return Exit.Done;
        }

        var answer = await Client.AskAsync(question, cancellation);
        tell(answer);
        Remark(answer);
        return Exit.Done;
    }

    /// <summary>Asks for a page, or one page after another.</summary>
    internal async Task<int> AnswerAsync<T>(
        Question<T> question, bool isAll, Action<T> tell, CancellationToken cancellation) where T : class, IPage
    {
        for (var page = question; ;)
        {
            string? next;
            if (IsJson)
            {
                var json = await ReadAsync(page.Address, "application/json", cancellation);
                await Terminal.RawOutput.WriteAsync(Ended(json), cancellation);
                next = isAll ? JsonSerializer.Deserialize(json, page.Type)!.Next : null;
            }
            else
            {
                var answer = await Client.AskAsync(page, cancellation);
                tell(answer);
                // Every page is of one vantage.
                if (ReferenceEquals(page, question)) Remark(answer);
                next = answer.Next;
                if (next is not null && !isAll) Terminal.Say("There is more: --all shows it, --limit sets how much at a time.");
            }

            if (next is null || !isAll) return Exit.Done;
            page = page with { Address = next };
        }
    }

    /// <summary>Passes an answer on as it is.</summary>
    internal async Task PassAsync(string address, string accept, CancellationToken cancellation) =>
        await Terminal.RawOutput.WriteAsync(Ended(await ReadAsync(address, accept, cancellation)), cancellation);

    internal async Task PassAsync(HttpResponseMessage response, CancellationToken cancellation) =>
        await Terminal.RawOutput.WriteAsync(Ended(await response.Content.ReadAsByteArrayAsync(cancellation)), cancellation);

    internal void Pass(byte[] answer) => Terminal.RawOutput.Write(Ended(answer));

    public void Dispose()
    {
        if (_client.IsValueCreated) _client.Value.Dispose();
    }

    private static Uri ServerOf(ParseResult parsed)
    {
        var text = Given(parsed.GetValue(Common.Server)) ?? Environment("TIMELINE_SERVER") ?? Common.DefaultServer;
        var address = text.Contains("://", StringComparison.Ordinal) ? text : $"http://{text}";
        return Uri.TryCreate(address.TrimEnd('/') + "/", UriKind.Absolute, out var server) && server.Scheme is "http" or "https"
            ? server
            : throw new UsageException($"'{text}' is no address of a server such as {Common.DefaultServer}.");
    }

    // Perhaps a key was mistyped: what is public shows all the same.
    private void Remark(object? answer)
    {
        if (answer is not IFromVantage from) return;
        var unknown = new[] { from.Vantage, from.From, from.To }.SelectMany(v => v?.UnknownKnower ?? []).Distinct().ToList();
        if (unknown.Count > 0) Terminal.Say($"{Language.Default.UnknownKnower(unknown)} See: timeline knowers");
    }

    private async Task<byte[]> ReadAsync(string address, string accept, CancellationToken cancellation)
    {
        using var response = await Client.GetAsync(address, accept, cancellation);
        return await response.Content.ReadAsByteArrayAsync(cancellation);
    }

    private static byte[] Ended(byte[] answer) => answer is [.., (byte)'\n'] ? answer : [.. answer, (byte)'\n'];

    private static string? Given(string? value) => string.IsNullOrEmpty(value) ? null : value;

    private static string? Environment(string name) => Given(System.Environment.GetEnvironmentVariable(name));
}
