using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Spectre.Console;
using Timeline.Cli.Client;
using Timeline.Cli.Output;
using Timeline.Domain.Importing;

namespace Timeline.Cli.Commands;

/// <summary><c>import</c>: files of any length, line by line; bad lines are told, good ones kept.</summary>
internal static class Imports
{
    private const string Ndjson = "ndjson";

    private static readonly IReadOnlyList<string> Formats = [Ndjson, .. FormatNames.All.Except([FormatNames.Timeline])];

    // Who reads it can mend a few by hand; of many the report and --json tell.
    private const int MostErrorsSaid = 100;

    internal static Command Make()
    {
        var files = new Argument<string[]>("FILE")
        {
            Description = "Files of any length, also in a .gz or a .zip of one file; -: standard input",
            Arity = ArgumentArity.OneOrMore,
        };
        var format = new Option<string?>("--format")
        {
            Description = $"What the lines are: {string.Join(", ", Formats)} [default: by the file's name and first line]",
            HelpName = "FORMAT",
        };
        format.CompletionSources.Add([.. Formats]);
        var charset = new Option<string?>("--charset")
        {
            Description = "In which encoding a table is, such as windows-1252 [default: utf-8, or as its byte order mark says]",
            HelpName = "CHARSET",
        };
        var known = new Option<string?>("--known")
        {
            Description = "Of a format that does not say it: when what it reports became public",
            HelpName = "DATE",
        };
        var atomic = new Option<bool>("--atomic") { Description = "All lines of a file or none" };
        var command = new Command("import", "Record events from files of any length; good lines are kept, bad ones told")
        {
            files, format, charset, known, atomic,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            using var invocation = new Invocation(parsed);
            var timeline = await invocation.TimelineAsync(isWriting: true, cancellation);
            var done = Exit.Done;
            foreach (var name in parsed.GetValue(files)!)
            {
                var encoding = CharsetOf(parsed.GetValue(charset));
                await using var file = await ImportFile.OpenAsync(name, cancellation);
                var lines = parsed.GetValue(format) ?? FormatOf(file, await file.HeadAsync(encoding, cancellation));
                if (lines == FormatNames.Timeline) lines = Ndjson;
                var import = new Import(lines, parsed.GetValue(known), parsed.GetValue(atomic), encoding);
                if (await ImportAsync(invocation, timeline, file, import, cancellation) != Exit.Done) done = Exit.Refused;
            }

            return done;
        });
        return command;
    }

    private static string FormatOf(ImportFile file, string head)
    {
        if (FormatNames.Of(file.Name, head) is { } format) return format;
        // Of what calls itself a table the server would understand no line.
        if (Path.GetExtension(file.Name).ToLowerInvariant() is not (".csv" or ".tsv" or ".tab" or ".txt" or ".parquet")) return Ndjson;
        throw new UsageException(
            $"What '{file.Shown}' holds cannot be told from its name and first line. "
            + $"Say --format with one of: {string.Join(", ", Formats)}. Of exports only ndjson is imported again.");
    }

    // Whether there is such an encoding, the server knows.
    private static string? CharsetOf(string? text)
    {
        var isName = text?.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or ':' or '+') ?? true;
        return isName && text?.Length is not 0 ? text : throw new UsageException($"'{text}' is no name of an encoding.");
    }

    private static async Task<int> ImportAsync(
        Invocation invocation, string timeline, ImportFile file, Import import, CancellationToken cancellation)
    {
        var (shown, length) = (file.Shown, file.Length);
        var bar = new Bar(shown, length, invocation.Terminal);
        // What is written while a bar is drawn is drawn over.
        var toSay = new List<Action>();
        try
        {
            return await bar.ShowAsync(async () =>
            {
                using var response = await invocation.Client.ImportAsync(
                    timeline, file.Body, length, import, invocation.IsJson, bar.Sent, bar.Heard, cancellation);
                return await ReportAsync(invocation, shown, response, bar, toSay, cancellation);
            });
        }
        catch (InvalidDataException e)
        {
            throw new UsageException($"'{shown}' is damaged: {e.Message} What was sent of it may be recorded.");
        }
        finally
        {
            toSay.ForEach(say => say());
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
            foreach (var warning in report.Warnings ?? []) Warn(warning);
            return Close(report);
        }

        await foreach (var line in TimelineClient.LinesOf(response, cancellation))
        {
            switch (JsonSerializer.Deserialize(line, ClientJson.Default.ImportLine))
            {
                case { Progress: { } counts }: bar.Heard(counts); break;
                case { Error: { } error }: Say(error); break;
                case { Warning: { } warning }: Warn(warning); break;
                case { Report: { } report }: return Close(report);
                case { Problem: { } problem }: throw new RefusedException(problem, problem.Status ?? 0, line);
            }
        }

        throw new HttpIOException(HttpRequestError.ResponseEnded, "it ended without a report; import the file again, what is there already changes nothing.");

        void Say(ProblemFault error)
        {
            if (++said <= MostErrorsSaid) toSay.Add(() => invocation.Terminal.Say($"{shown}:{error.Line}: {Texts.Of(error)}"));
        }

        void Warn(ProblemFault warning) =>
            toSay.Add(() => invocation.Terminal.Say($"{shown}:{warning.Line}: warning: {Texts.Of(warning)}"));

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
