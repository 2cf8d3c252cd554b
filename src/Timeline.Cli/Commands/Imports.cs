using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Spectre.Console;
using Timeline.Cli.Client;
using Timeline.Cli.Output;

namespace Timeline.Cli.Commands;

/// <summary><c>import</c>: files of any length, line by line; bad lines are told, good ones kept.</summary>
internal static class Imports
{
    // Who reads it can mend a few by hand; of many the report and --json tell.
    private const int MostErrorsSaid = 100;

    internal static Command Make()
    {
        var files = new Argument<string[]>("FILE")
        {
            Description = "Files of any length; -: standard input",
            Arity = ArgumentArity.OneOrMore,
        };
        var format = new Option<string?>("--format")
        {
            Description = "What the lines are [default: by the file's name, else ndjson]",
            HelpName = "FORMAT",
        };
        format.CompletionSources.Add("ndjson", "csv");
        var known = new Option<string?>("--known")
        {
            Description = "Of a format that does not say it: when what it reports became public",
            HelpName = "DATE",
        };
        var atomic = new Option<bool>("--atomic") { Description = "All lines of a file or none" };
        var command = new Command("import", "Record events from files of any length; good lines are kept, bad ones told") { files, format, known, atomic };
        command.SetAction(async (parsed, cancellation) =>
        {
            using var invocation = new Invocation(parsed);
            var timeline = await invocation.TimelineAsync(isWriting: true, cancellation);
            var done = Exit.Done;
            foreach (var name in parsed.GetValue(files)!)
            {
                var import = new Import(parsed.GetValue(format) ?? FormatOf(name), parsed.GetValue(known), parsed.GetValue(atomic));
                if (await ImportAsync(invocation, timeline, name, import, cancellation) != Exit.Done) done = Exit.Refused;
            }

            return done;
        });
        return command;
    }

    private static string FormatOf(string name) =>
        Path.GetExtension(name).TrimStart('.').ToLowerInvariant() is ("csv" or "tsv" or "parquet") and var extension ? extension : "ndjson";

    private static async Task<int> ImportAsync(
        Invocation invocation, string timeline, string name, Import import, CancellationToken cancellation)
    {
        var (stream, length) = Files.Open(name);
        await using (stream)
        {
            var shown = name == Files.Standard ? "standard input" : Path.GetFileName(name);
            var bar = new Bar(shown, length, invocation.Terminal);
            // What is written while a bar is drawn is drawn over.
            var toSay = new List<Action>();
            try
            {
                return await bar.ShowAsync(async () =>
                {
                    using var response = await invocation.Client.ImportAsync(
                        timeline, stream, length, import, invocation.IsJson, bar.Sent, bar.Heard, cancellation);
                    return await ReportAsync(invocation, shown, response, bar, toSay, cancellation);
                });
            }
            finally
            {
                toSay.ForEach(say => say());
            }
        }
    }

    private static async Task<int> ReportAsync(
        Invocation invocation, string shown, HttpResponseMessage response, Bar bar, List<Action> toSay, CancellationToken cancellation)
    {
        var said = 0;
        if (!TimelineClient.IsLines(response))
        {
            var answer = await response.Content.ReadAsByteArrayAsync(cancellation);
            var report = JsonSerializer.Deserialize(answer, ClientJson.Default.ImportCounts)!;
            if (invocation.IsJson) toSay.Add(() => invocation.Pass(answer));
            foreach (var error in report.Errors ?? []) Say(error);
            return Close(report);
        }

        await foreach (var line in TimelineClient.LinesOf(response, cancellation))
        {
            switch (JsonSerializer.Deserialize(line, ClientJson.Default.ImportLine))
            {
                case { Progress: { } counts }: bar.Heard(counts); break;
                case { Error: { } error }: Say(error); break;
                case { Report: { } report }: return Close(report);
                case { Problem: { } problem }: throw new RefusedException(problem, problem.Status ?? 0, line);
            }
        }

        throw new HttpIOException(HttpRequestError.ResponseEnded, "it ended without a report; import the file again, what is there already changes nothing.");

        void Say(ProblemFault error)
        {
            if (++said <= MostErrorsSaid) toSay.Add(() => invocation.Terminal.Say($"{shown}:{error.Line}: {Texts.Of(error)}"));
        }

        int Close(ImportCounts report)
        {
            var more = said - MostErrorsSaid;
            if (more > 0) toSay.Add(() => invocation.Terminal.Say($"{shown}: and {more} more faults: --json shows all."));
            bar.Close();
            if (!invocation.IsJson) toSay.Add(() => invocation.Terminal.Line($"{Texts.Plain(shown)}: {Texts.Counts(report)}"));
            return report.Refused > 0 ? Exit.Refused : Exit.Done;
        }
    }

    /// <summary>How far it is, how fast, and how long it takes still; on a terminal only.</summary>
    private sealed class Bar(string name, long? length, Terminal terminal)
    {
        private readonly Stopwatch _since = Stopwatch.StartNew();
        private ProgressTask? _task;
        private ImportCounts? _counts;

        internal async Task<int> ShowAsync(Func<Task<int>> work)
        {
            if (!terminal.IsErrorLive) return await work();
            return await terminal.Error.Progress().AutoClear(true).HideCompleted(true)
                .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), new TransferSpeedColumn(), new RemainingTimeColumn())
                .StartAsync(context =>
                {
                    _task = context.AddTask(Markup.Escape(name), maxValue: Math.Max(1, length ?? 1));
                    _task.IsIndeterminate = length is null;
                    return work();
                });
        }

        internal void Sent(long bytes)
        {
            if (_task is null) return;
            if (length is null) _task.MaxValue = Math.Max(bytes + 1, _task.MaxValue);
            _task.Value = bytes;
            Describe();
        }

        internal void Heard(ImportCounts counts)
        {
            _counts = counts;
            Describe();
        }

        internal void Close() => _task?.StopTask();

        private void Describe()
        {
            if (_task is null || _counts is not { } counts) return;
            var rate = counts.Lines / Math.Max(0.001, _since.Elapsed.TotalSeconds);
            _task.Description = Markup.Escape(string.Create(CultureInfo.InvariantCulture, $"{name}: {Texts.Counts(counts)}, {rate:N0} lines/s"));
        }
    }
}
