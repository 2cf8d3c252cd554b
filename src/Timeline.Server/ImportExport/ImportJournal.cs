using System.Text.Json;
using Timeline.Domain.Json;
using Timeline.Server.Http;
using Timeline.Server.Limits;

namespace Timeline.Server.ImportExport;

/// <summary>How far an import is.</summary>
public record ImportCounts
{
    /// <summary>How many lines had something in them; a header is none.</summary>
    public required long Lines { get; init; }

    /// <summary>How many events were recorded.</summary>
    public required long Recorded { get; init; }

    /// <summary>How many had been recorded before.</summary>
    public required long Repeated { get; init; }

    /// <summary>How many lines were refused.</summary>
    public required long Refused { get; init; }

    /// <summary>How many lines may have a slip in them, though they were not refused; absent: none.</summary>
    public long? Warned { get; init; }
}

/// <summary>What became of an import.</summary>
public sealed record ImportReport : ImportCounts
{
    /// <summary>Every refused line, with its number and the reasons.</summary>
    public required IReadOnlyList<ProblemFault> Errors { get; init; }

    /// <summary>The first of the lines that may have a slip in them, at most 20; absent: none.</summary>
    public IReadOnlyList<ProblemFault>? Warnings { get; init; }
}

/// <summary>A line of the answer to an import that is told line by line. Exactly one member is given.</summary>
public sealed record ImportLine
{
    /// <summary>How far it is, at most every half second.</summary>
    public ImportCounts? Progress { get; init; }

    /// <summary>One thing wrong with a line.</summary>
    public ProblemFault? Error { get; init; }

    /// <summary>What may be a slip in a line that was not refused; told of the first 20 such lines.</summary>
    public ProblemFault? Warning { get; init; }

    /// <summary>What became of it; the last line.</summary>
    public ImportCounts? Report { get; init; }

    /// <summary>Why it ended before its end; the last line. What was recorded by then stays, and all may be sent again.</summary>
    public Problem? Problem { get; init; }
}

/// <summary>Counts what becomes of an import; who answers it keeps or tells the rest.</summary>
internal class ImportJournal : IAsyncDisposable
{
    internal long Lines { get; set; }

    internal long Recorded { get; set; }

    internal long Repeated { get; set; }

    internal long Refused { get; private set; }

    /// <summary>Of how many lines it is told what may be a slip in them; the others are counted.</summary>
    private const int MostWarned = 20;

    private long _warned;

    private protected ImportCounts Counts => new()
    {
        Lines = Lines,
        Recorded = Recorded,
        Repeated = Repeated,
        Refused = Refused,
        Warned = _warned == 0 ? null : _warned,
    };

    /// <summary>Forgets what was counted: nothing of it was refused, and it is counted once more.</summary>
    internal void BeginAgain() => (Lines, Recorded, Repeated) = (0, 0, 0);

    internal async Task RefuseAsync(long line, IEnumerable<Fault> faults, CancellationToken cancellation)
    {
        Refused++;
        foreach (var fault in faults) await WriteAsync(Cause.ToFault(fault) with { Line = line }, cancellation);
    }

    /// <summary>A line was taken, and may have a slip in it.</summary>
    internal async Task WarnAsync(long line, IReadOnlyCollection<ProblemFault> warnings, CancellationToken cancellation)
    {
        if (warnings.Count == 0 || ++_warned > MostWarned) return;
        foreach (var warning in warnings) await TellAsync(warning with { Line = line }, cancellation);
    }

    /// <summary>Some more lines are done.</summary>
    internal virtual Task ProceedAsync(CancellationToken cancellation) => Task.CompletedTask;

    /// <summary>It came to its end.</summary>
    internal virtual Task RespondAsync(bool isAtomic, CancellationToken cancellation) => Task.CompletedTask;

    /// <summary>Tells of a failure, where the answer has begun and can no longer say it by its status.</summary>
    /// <returns>Whether it could.</returns>
    internal virtual Task<bool> FailAsync(Exception error, CancellationToken cancellation) => Task.FromResult(false);

    private protected virtual Task WriteAsync(ProblemFault fault, CancellationToken cancellation) => Task.CompletedTask;

    private protected virtual Task TellAsync(ProblemFault warning, CancellationToken cancellation) => Task.CompletedTask;

    private protected Problem NothingImported() => Cause.ImportRefused.Problem($"{Refused} of {Lines} lines are refused; nothing was recorded.");

    public virtual ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

/// <summary>Answers with one report; the refused lines go to disk when they are many, so that an import of any length needs little memory.</summary>
internal sealed class ReportJournal(HttpResponse response, ImportSettings settings, Spools spools, bool isAtomic) : ImportJournal
{
    // An import that is all or nothing is held in memory itself, and needs no disk.
    private readonly int _maxInMemory = isAtomic ? 64 << 20 : 1 << 20;
    private readonly List<string> _warnings = [];
    private MemoryStream _held = new();
    private Spools.Spool? _spool;
    private bool _any;

    internal override async Task RespondAsync(bool isAtomic, CancellationToken cancellation)
    {
        var isRefused = isAtomic && Refused > 0;
        response.StatusCode = isRefused ? Cause.ImportRefused.Status : StatusCodes.Status200OK;
        response.ContentType = isRefused ? "application/problem+json" : "application/json; charset=utf-8";
        var head = isRefused
            ? StrictJson.Write(NothingImported(), HttpJson.Default.Problem)
            : StrictJson.Write(Counts, HttpJson.Default.ImportCounts);
        await response.WriteAsync(head[..^1] + ",\"errors\":[", cancellation);
        foreach (var errors in (Stream?[])[_spool?.File, _held])
        {
            if (errors is null) continue;
            errors.Position = 0;
            await errors.CopyToAsync(response.Body, cancellation);
        }

        await response.WriteAsync("]", cancellation);
        if (!isRefused && _warnings.Count > 0)
            await response.WriteAsync($",\"warnings\":[{string.Join(',', _warnings)}]", cancellation);
        await response.WriteAsync("}", cancellation);
    }

    private protected override Task TellAsync(ProblemFault warning, CancellationToken cancellation)
    {
        _warnings.Add(StrictJson.Write(warning, HttpJson.Default.ProblemFault));
        return Task.CompletedTask;
    }

    private protected override async Task WriteAsync(ProblemFault fault, CancellationToken cancellation)
    {
        if (_any) _held.Write(","u8);
        _any = true;
        JsonSerializer.Serialize(_held, fault, AnswerJson.Options);
        if (_held.Length <= _maxInMemory) return;
        _spool ??= spools.Open();
        if (_spool.File.Length + _held.Length > settings.MaxSpoolBytes) throw settings.TooManyFaults(isAtomic);
        _spool.Reserve(_held.Length);
        _held.Position = 0;
        await _held.CopyToAsync(_spool.File, cancellation);
        _held = new();
    }

    public override async ValueTask DisposeAsync()
    {
        _spool?.Dispose();
        await base.DisposeAsync();
    }
}

/// <summary>Answers line by line while the body is still read: what is wrong as it is found, how far it is, and in the end the report.</summary>
internal sealed partial class StreamedJournal(HttpResponse response, TimeProvider clock, ILogger<StreamedJournal> log) : ImportJournal
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(0.5);

    private long _toldAt = clock.GetTimestamp();

    internal override async Task ProceedAsync(CancellationToken cancellation)
    {
        if (clock.GetElapsedTime(_toldAt) < Pause) return;
        _toldAt = clock.GetTimestamp();
        await WriteAsync(new ImportLine { Progress = Counts }, cancellation);
        await response.Body.FlushAsync(cancellation);
    }

    internal override Task RespondAsync(bool isAtomic, CancellationToken cancellation) =>
        WriteAsync(isAtomic && Refused > 0 ? new ImportLine { Problem = NothingImported() } : new ImportLine { Report = Counts }, cancellation);

    internal override async Task<bool> FailAsync(Exception error, CancellationToken cancellation)
    {
        if (!response.HasStarted) return false;
        var problem = ProblemMapping.Map(error);
        if (problem.Status == 500) Failed(log, error);
        ProblemMapping.LogUnavailable(log, problem, error);
        await WriteAsync(new ImportLine { Problem = problem }, cancellation);
        return true;
    }

    private protected override Task WriteAsync(ProblemFault fault, CancellationToken cancellation) =>
        WriteAsync(new ImportLine { Error = fault }, cancellation);

    private protected override Task TellAsync(ProblemFault warning, CancellationToken cancellation) =>
        WriteAsync(new ImportLine { Warning = warning }, cancellation);

    private Task WriteAsync(ImportLine line, CancellationToken cancellation)
    {
        if (!response.HasStarted) response.ContentType = Body.Lines[0];
        return response.WriteAsync(StrictJson.Write(line, HttpJson.Default.ImportLine) + "\n", cancellation);
    }

    [LoggerMessage(LogLevel.Error, "An import failed after its answer had begun")]
    private static partial void Failed(ILogger log, Exception error);
}
