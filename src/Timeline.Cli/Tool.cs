using System.CommandLine;
using System.CommandLine.Invocation;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text.Json;
using Timeline.Cli.Client;
using Timeline.Cli.Commands;
using Timeline.Cli.Output;

namespace Timeline.Cli;

/// <summary>The tool: its commands, and what becomes of everything that goes wrong in them: one line and an exit code.</summary>
internal static class Tool
{
    private static readonly TimeSpan TimeToEnd = TimeSpan.FromSeconds(1);

    internal static Terminal Terminal { get; } = new();

    internal static async Task<int> RunAsync(string[] arguments)
    {
        using var cancellation = new CancellationTokenSource();
        var interrupted = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => End(context, Exit.Interrupted));
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => End(context, Exit.Terminated));

        var work = Task.Run(() => InvokeAsync(arguments, cancellation.Token));
        if (await Task.WhenAny(work, interrupted.Task) == work && !interrupted.Task.IsCompleted) return await work;
        // What it is in the middle of it may end, but standard input, for one, cannot be waited for.
        await Task.WhenAny(work, Task.Delay(TimeToEnd, CancellationToken.None));
        return await interrupted.Task;

        void End(PosixSignalContext context, int code)
        {
            context.Cancel = true;
            interrupted.TrySetResult(code);
            cancellation.Cancel();
        }
    }

    private static async Task<int> InvokeAsync(string[] arguments, CancellationToken cancellation)
    {
        ParseResult? parsed = null;
        try
        {
            parsed = Root().Parse(arguments.Length == 0 ? ["--help"] : arguments);
            if (parsed.Errors is [var error, ..] && parsed.Action is ParseErrorAction)
                throw new UsageException($"{error.Message} See: {Path(parsed.CommandResult.Command)} --help");
            var configuration = new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
                Output = Terminal.Writer,
                Error = Terminal.ErrorWriter,
            };
            return await parsed.InvokeAsync(configuration, cancellation);
        }
        catch (UsageException e)
        {
            return Fail(e.Message, Exit.Usage);
        }
        catch (RefusedException e)
        {
            // A program that asked for JSON gets that too.
            if (e.Json is { } json && parsed!.GetValue(Common.Json)) Terminal.Line(json);
            return Fail($"{Texts.Of(e.Problem)}{Advice(e)}", Exit.Refused);
        }
        catch (NotReachedException e)
        {
            return Fail(NotReached(e), Exit.NotReached);
        }
        catch (HttpIOException e)
        {
            return Fail($"The server went away in the middle of its answer: {e.Message}", Exit.NotReached);
        }
        catch (JsonException e)
        {
            return Fail($"The server's answer is not understood ({e.Message}) Is it a Timeline server, and this tool as new as it is?", Exit.Refused);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return Exit.Interrupted;
        }
        catch (IOException e) when (IsOutputClosed(e))
        {
            return Exit.OutputClosed;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Fail(e.Message, Exit.Usage);
        }
    }

    private static RootCommand Root()
    {
        var root = new RootCommand($"What was known about something on a given day, to whom, and on whose word. {Exit.Description}")
        {
            Timelines.Make(), Lists.Subjects(), Lists.Events(), Knowers.Make(), AsOf.Make(), History.Make(), Compare.Make(),
            Hindsight.Make(), Briefing.Make(),
            Record.Make(), Imports.Make(), Exports.Make(), Replay.Make(), Watch.Make(), Completion.Make(),
        };
        foreach (var option in (Option[])[Common.Server, Common.Key, Common.Timeline, Common.Json]) root.Options.Add(option);
        return root;
    }

    private static int Fail(string message, int code)
    {
        Terminal.Say(message.ReplaceLineEndings(" "));
        return code;
    }

    private static string Advice(RefusedException e) => (e.Problem.Name, e.Status) switch
    {
        ("unknown-timeline", _) => " See: timeline timelines",
        ("unknown-subject", _) => " See: timeline subjects",
        ("unauthenticated", _) or (null, 401) => " Pass a key: set TIMELINE_KEY, or say --key KEY.",
        ("forbidden" or "forbidden-knower", _) => " Ask with another key: TIMELINE_KEY or --key.",
        (null, 404) => " Is this a Timeline server, and one that knows this command?",
        _ when e.RetryAfter is { } later => $" Try again in {later.TotalSeconds:0} s.",
        _ => "",
    };

    private static string NotReached(NotReachedException e)
    {
        var why = e.InnerException is HttpRequestException { InnerException: SocketException { SocketErrorCode: SocketError.ConnectionRefused } } ? "nobody answers there" : e.Message;
        var start = e.Server.IsLoopback ? " To start one: dotnet run --project src/Timeline.Server." : "";
        return $"{e.Server.GetLeftPart(UriPartial.Authority)} is not reached: {why.TrimEnd('.')}.{start} To ask another: --server URL or TIMELINE_SERVER.";
    }

    private static string Path(Command command) =>
        string.Join(' ', Up(command).Reverse().Select(c => c is RootCommand ? "timeline" : c.Name));

    private static IEnumerable<Command> Up(Command command)
    {
        for (Command? at = command; at is not null; at = at.Parents.OfType<Command>().FirstOrDefault()) yield return at;
    }

    // EPIPE and, on Windows, ERROR_NO_DATA.
    private static bool IsOutputClosed(IOException e) => (e.HResult & 0xFFFF) is 32 or 232;
}
