using System.CommandLine;
using Timeline.Cli.Client;

namespace Timeline.Cli.Commands;

/// <summary><c>export</c>: the events visible from a vantage, into a file or on.</summary>
internal static class Exports
{
    internal static Command Make()
    {
        var file = new Argument<string?>("FILE")
        {
            Description = "Where to; there only when it is whole [default: standard output]",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var format = new Option<string?>("--format")
        {
            Description = $"{string.Join(", ", Common.Formats)} [default: by the file's name, else ndjson]",
            HelpName = "FORMAT",
        };
        format.AcceptOnlyFromAmong([.. Common.Formats]);
        var raw = new Option<bool>("--raw-cells")
        {
            Description = "Of CSV: every text as recorded, for programs [default: an apostrophe before what a spreadsheet would run]",
        };
        var command = new Command("export", "The events visible from a vantage, as they can be imported") { file, format, raw };
        var vantage = new VantageOptions(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            using var invocation = new Invocation(parsed);
            var name = parsed.GetValue(file) is { } given && given != Files.Standard ? given : null;
            var form = parsed.GetValue(format) ?? (Path.GetExtension(name)?.TrimStart('.').ToLowerInvariant() is ("csv" or "parquet") and var extension ? extension : "ndjson");
            if (form == "parquet" && name is null && !Console.IsOutputRedirected)
                throw new UsageException("Parquet is nothing for a terminal: name a file.");
            if (parsed.GetValue(raw) && form != "csv") throw new UsageException("--raw-cells is for CSV: say --format csv.");
            var timeline = await invocation.TimelineAsync(isWriting: false, cancellation);
            var parameters = new Parameters().Add("cells", parsed.GetValue(raw) ? "raw" : null).Add(vantage.Read(parsed));
            var accept = form switch { "csv" => "text/csv", "parquet" => "application/vnd.apache.parquet", _ => "application/x-ndjson" };
            using var response =
                await invocation.Client.GetAsync(TimelineClient.Export(timeline, form, parameters), accept, cancellation);
            await using var body = await response.Content.ReadAsStreamAsync(cancellation);
            if (name is null) await body.CopyToAsync(invocation.Terminal.RawOutput, cancellation);
            else await SaveAsync(body, name, cancellation);
            return Exit.Done;
        });
        return command;
    }

    // Half an export looks like one of half as many events.
    private static async Task SaveAsync(Stream body, string name, CancellationToken cancellation)
    {
        var part = $"{name}.{Guid.NewGuid():N}.part";
        try
        {
            await using (var output = new FileStream(part, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16, FileOptions.Asynchronous))
                await body.CopyToAsync(output, cancellation);
            File.Move(part, name, overwrite: true);
        }
        finally
        {
            File.Delete(part);
        }
    }
}
