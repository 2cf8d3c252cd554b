using System.Reflection;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging.Abstractions;
using Timeline.Domain.Record;
using Timeline.Postgres.Access;
using Timeline.Postgres.Events;
using Timeline.Postgres.Projections;
using Timeline.Server.Access;
using Timeline.Server.Hosting;
using Timeline.Server.Settings;

namespace Timeline.Server.Maintenance;

/// <summary>What the program is started to do, said by its first argument; without one it serves.</summary>
internal sealed record Verb(string Name, IReadOnlyList<Key> Timelines)
{
    /// <summary>Of <c>keys</c>: what is done with them.</summary>
    private KeysVerb? Keys { get; init; }

    /// <summary>Of <c>clock</c>: what is accepted.</summary>
    private ClockVerb? Clock { get; init; }

    /// <summary>What is done with the tables.</summary>
    internal DatabaseVerb? Database { get; private init; }

    internal const string Serve = "serve";

    /// <summary>What it prints where nothing is to be done: help, or the version.</summary>
    internal string? Answer { get; private init; }

    /// <summary>The settings that were given with it, each as <c>--Name=value</c>.</summary>
    internal IReadOnlyList<string> Settings { get; private init; } = [];

    private const string Usage = """
        Timeline.Server [serve]                  answers HTTP
        Timeline.Server rebuild [timeline ...]   makes anew what is kept beside the ledger (states, indexes), while servers go on
        Timeline.Server verify  [timeline ...]   looks whether the ledger and what is kept beside it are as they should be
        Timeline.Server db-apply                 makes or completes the tables, as every start does
        Timeline.Server db-assert                looks whether the tables are as this build needs them; exit code 1 if not
        Timeline.Server db-patch FILE            writes the SQL that db-apply would run
        Timeline.Server keys create NAME [timeline=NAME] [role=read|record|curate|admin] [knowers=usa,prk] [expires=DATE]
                                                 makes a key and prints it, once; without timeline it is good for all, without role for
                                                 reading, and only what is public may be asked for unless knowers are named (* for all)
        Timeline.Server keys list                lists them, without their secrets
        Timeline.Server keys revoke NAME         revokes one, at once
        Timeline.Server clock accept TIMELINE    records again in a timeline whose newest event was recorded while a clock was ahead
        Timeline.Server --version                prints the version
        Timeline.Server --help                   prints this

        Settings: --Name=value, or the variable Name in the environment, with __ for each colon. # is a number, from 0.
        """;

    private static readonly IReadOnlyList<string> Names = [Serve, "rebuild", "verify", "db-apply", "db-assert", "db-patch", "db-dump", "db-list", "keys", "clock"];

    private static readonly IReadOnlyList<string> AsksForHelp = ["--help", "-h", "-?", "/?", "help"];

    /// <exception cref="UsageException">There is no such verb or setting, or a name cannot be a timeline's.</exception>
    internal static Verb Parse(IReadOnlyList<string> args)
    {
        if (args.Take(1).Concat(args.Where(a => a.StartsWith('-'))).Any(AsksForHelp.Contains)) return new Verb("help", []) { Answer = HelpText() };
        if (args.Contains("--version")) return new Verb("version", []) { Answer = $"Timeline.Server {Version()}" };
        var (words, settings) = Arguments.Parse(args);
        // Lazily: only some verbs are followed by timelines.
        var timelines = words.Skip(1).Select(w => Key.TryParse(w, out var name) ? name : throw new UsageException($"'{w}' cannot be a timeline's name: {Key.Rule}."));
        return words switch
        {
            [] or [Serve] => new Verb(Serve, []) { Settings = settings },
            ["keys", .. var rest] => new Verb(words[0], []) { Keys = KeysVerb.Parse([.. rest]), Settings = settings },
            ["clock", .. var rest] => new Verb(words[0], []) { Clock = ClockVerb.Parse([.. rest]), Settings = settings },
            ["rebuild" or "verify", ..] => new Verb(words[0], [.. timelines]) { Settings = settings },
            ["db-apply" or "db-assert" or "db-list"] or ["db-patch" or "db-dump", _] => new Verb(words[0], []) { Database = new DatabaseVerb(words), Settings = settings },
            ["db-patch" or "db-dump"] => throw new UsageException($"{words[0]} takes the name of a FILE."),
            ["db-patch" or "db-dump", _, var more, ..] => throw new UsageException($"Unknown argument '{more}'."),
            [Serve or "db-apply" or "db-assert" or "db-list", var more, ..] => throw new UsageException($"Unknown argument '{more}'."),
            [var word, ..] => throw new UsageException(UnknownSettings.Message(word, Spelling.Nearest(word, Names), "command")),
        };
    }

    private static string HelpText()
    {
        var width = KnownSettings.Own.Max(s => s.Name.Length);
        return $"{Usage}\n{string.Join('\n', KnownSettings.Own.Select(s => $"  {s.Name.PadRight(width)}  {s.Meaning}{(s.IsList ? " (a list, with commas)" : "")} [{s.Default}]"))}";
    }

    private static string Version() =>
        typeof(Verb).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    /// <summary>Does what is not serving.</summary>
    /// <returns>The exit code: 0 if all is well.</returns>
    internal async Task<int> RunAsync(Storage storage, Func<AuditLog> audit, TextWriter output, TextWriter progress)
    {
        using var interrupted = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Interrupt);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Interrupt);
        try
        {
            return await RunAsync(storage, audit, output, progress, interrupted.Token);
        }
        catch (OperationCanceledException) when (interrupted.IsCancellationRequested)
        {
            await progress.WriteLineAsync("Interrupted. What was done stays; the rest is as it was.");
            return 130;
        }

        void Interrupt(PosixSignalContext signal)
        {
            // The database that this process runs is to be stopped in order.
            signal.Cancel = true;
            interrupted.Cancel();
        }
    }

    private async Task<int> RunAsync(
        Storage storage, Func<AuditLog> audit, TextWriter output, TextWriter progress, CancellationToken cancellation)
    {
        if (Keys is not null)
        {
            using var log = audit();
            return await Keys.RunAsync(new AccessKeys(storage.Database, TimeProvider.System), log, TimeProvider.System, output, progress, cancellation);
        }

        var reader = new LedgerReader(storage.Database, storage.Store);
        var all = (await reader.TimelinesAsync(cancellation)).Select(t => t.Name).ToList();
        if ((Clock is null ? Timelines : [Clock.Timeline]).Except(all).FirstOrDefault() is { } unknown)
            throw new UsageException($"There is no timeline '{unknown}'. There {(all.Count == 0 ? "is none" : $"are: {string.Join(", ", all)}")}.");
        var clock = new LedgerClock(TimeProvider.System, storage.ClockTolerance, NullLogger<LedgerClock>.Instance);
        using var ledger = new Ledger(storage.Store, storage.Writing, clock);
        if (Clock is not null) return await Clock.RunAsync(ledger, Environment.UserName, output, cancellation);
        var upkeep = new Upkeep(storage.Database, reader, ledger);
        var isWell = true;
        foreach (var timeline in Timelines.Count > 0 ? Timelines : all)
        {
            using var line = new ProgressLine($"{Name} {timeline}", progress, TimeProvider.System);
            if (Name == "rebuild") await RebuildAsync(upkeep, timeline, line, output, cancellation);
            else isWell &= await VerifyAsync(upkeep, timeline, line, output, cancellation);
        }

        if (!isWell) await output.WriteLineAsync("What is kept can be made anew: Timeline.Server rebuild. Damage in the ledger itself calls for a backup.");
        return isWell ? 0 : 1;
    }

    private static async Task RebuildAsync(Upkeep upkeep, Key timeline, ProgressLine line, TextWriter output, CancellationToken cancellation)
    {
        await upkeep.RebuildAsync(timeline, line, cancellation);
        line.End();
        await output.WriteLineAsync($"{timeline}: rebuilt from {line.Last.Events} events of {line.Last.Subjects} subjects.");
    }

    private static async Task<bool> VerifyAsync(Upkeep upkeep, Key timeline, ProgressLine line, TextWriter output, CancellationToken cancellation)
    {
        var found = 0;
        await foreach (var damage in upkeep.VerifyAsync(timeline, line, cancellation))
        {
            found++;
            line.End();
            await output.WriteLineAsync($"{timeline}: {damage.Subject?.ToString() ?? "ledger"}: {damage.Detail}");
        }

        line.End();
        await output.WriteLineAsync(
            $"{timeline}: {line.Last.Events} events of {line.Last.Subjects} subjects, {(found == 0 ? "all as they should be" : $"{found} things wrong")}.");
        return found == 0;
    }
}
