using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text.Json;
using MediatR;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Timeline.Domain.Json;
using Timeline.Domain.Record;
using Timeline.Postgres.Events;
using Timeline.Server.Access;
using Timeline.Server.Http;

namespace Timeline.Server.ImportExport;

/// <summary>What became of an import.</summary>
public sealed record ImportReport
{
    /// <summary>How many lines had something in them.</summary>
    public required long Lines { get; init; }

    /// <summary>How many events were recorded.</summary>
    public required long Recorded { get; init; }

    /// <summary>How many had been recorded before.</summary>
    public required long Repeated { get; init; }

    /// <summary>How many lines were refused.</summary>
    public required long Refused { get; init; }

    /// <summary>Every refused line, with its number and the reasons.</summary>
    public required IReadOnlyList<ProblemFault> Errors { get; init; }
}

/// <summary>Records events line by line from a body of any length: the good lines are kept, the bad ones reported.</summary>
internal sealed record ImportEvents(string Timeline, LineReader Lines, bool IsAtomic, ImportJournal Journal, Principal By, Grant Grant) : IRequest
{
    internal static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/v1/{timeline}/import", async (string timeline, HttpContext http, IMediator mediator, CancellationToken cancellation) =>
            {
                var isAtomic = Query.ReadFlag(http.Request, "atomic");
                Body.RequireMediaType(http.Request, Body.Lines);
                if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = null;
                await using var journal = new ImportJournal();
                // All or nothing holds the timeline's lock until its end, so it waits for the whole body first: not for a slow client.
                await using var spool = isAtomic ? await SpoolAsync(http.Request.Body, cancellation) : null;
                var lines = new LineReader(spool is null ? http.Request.BodyReader : PipeReader.Create(spool), Body.MaxEventLength);
                await mediator.Send(new ImportEvents(timeline, lines, isAtomic, journal, http.Principal(), http.Grant()!), cancellation);
                await journal.RespondAsync(http.Response, isAtomic, cancellation);
            })
            .WithName("ImportEvents").WithTags("Recording").For(Role.Record).WithSummary("Records events from newline-delimited JSON of any length.")
            .WithMetadata(new QueryParameters([new QueryParameter("atomic", "All lines or none. Default: false.", Words: ["true", "false"])]))
            .Accepts<EventEnvelope>(Body.Lines[0], [.. Body.Lines.Skip(1)]).Produces<ImportReport>().ProducesProblems(400, 404, 408, 415, 422);

    private static async Task<FileStream> SpoolAsync(Stream body, CancellationToken cancellation)
    {
        var spool = new FileStream(Path.GetTempFileName(), FileMode.Open, FileAccess.ReadWrite, FileShare.None, 1 << 16, FileOptions.DeleteOnClose | FileOptions.Asynchronous);
        await body.CopyToAsync(spool, cancellation);
        spool.Position = 0;
        return spool;
    }
}

/// <summary>Counts, and the refused lines; these go to disk when they are many, so that an import of any length needs little memory.</summary>
internal sealed class ImportJournal : IAsyncDisposable
{
    private readonly FileBufferingWriteStream _errors = new();
    private bool _any;

    internal long Lines { get; set; }

    internal long Recorded { get; set; }

    internal long Repeated { get; set; }

    internal long Refused { get; private set; }

    internal async Task RefuseAsync(long line, IEnumerable<Fault> faults, CancellationToken cancellation)
    {
        Refused++;
        foreach (var fault in faults)
        {
            if (_any) await _errors.WriteAsync(","u8.ToArray(), cancellation);
            _any = true;
            await JsonSerializer.SerializeAsync(_errors, Cause.ToFault(fault) with { Line = line }, AnswerJson.Options, cancellation);
        }
    }

    internal async Task RespondAsync(HttpResponse response, bool isAtomic, CancellationToken cancellation)
    {
        var isRefused = isAtomic && Refused > 0;
        response.StatusCode = isRefused ? Cause.ImportRefused.Status : StatusCodes.Status200OK;
        response.ContentType = isRefused ? "application/problem+json" : "application/json; charset=utf-8";
        var head = isRefused
            ? StrictJson.Write(Cause.ImportRefused.Problem($"{Refused} of {Lines} lines are refused; nothing was recorded."), HttpJson.Default.Problem)
            : StrictJson.Write(
                new ImportReport { Lines = Lines, Recorded = Recorded, Repeated = Repeated, Refused = Refused, Errors = [] }, HttpJson.Default.ImportReport)
                .Replace(",\"errors\":[]", "", StringComparison.Ordinal);
        await response.WriteAsync(head[..^1] + ",\"errors\":[", cancellation);
        await _errors.DrainBufferAsync(response.Body, cancellation);
        await response.WriteAsync("]}", cancellation);
    }

    public ValueTask DisposeAsync() => _errors.DisposeAsync();
}

internal sealed class ImportEventsHandler(Ledger ledger, LedgerReader reader) : IRequestHandler<ImportEvents>
{
    /// <summary>How many lines are recorded in one transaction, and held in memory at once.</summary>
    private const int ChunkSize = 500;

    public async Task<Unit> Handle(ImportEvents request, CancellationToken cancellationToken)
    {
        if (!Key.TryParse(request.Timeline, out var timeline) || await reader.TimelineAsync(timeline, cancellationToken) is null)
            throw Cause.NoTimeline(request.Timeline);
        if (request.IsAtomic) await ImportAtOnceAsync(timeline, request, cancellationToken);
        else await ImportByChunksAsync(timeline, request, cancellationToken);
        return Unit.Value;
    }

    private async Task ImportByChunksAsync(Key timeline, ImportEvents request, CancellationToken cancellation)
    {
        var touched = new HashSet<SubjectId>();
        await foreach (var chunk in ChunksAsync(request, cancellation))
        {
            var requests = Requests(chunk, request, isBulk: true);
            var decisions = requests.Length == 0 ? [] : (await ledger.AppendAsync(timeline, requests, cancellation))!;
            touched.UnionWith(decisions.SelectMany(d => d.Outcomes ?? []).Where(o => o.IsNew).Select(o => o.Event.Subject));
            await CountAsync(chunk, decisions, request.Journal, cancellation);
        }

        await ledger.ProjectAsync(timeline, touched, cancellation);
    }

    private async Task ImportAtOnceAsync(Key timeline, ImportEvents request, CancellationToken cancellation)
    {
        await using var append = await ledger.BeginAsync(timeline, cancellation);
        await foreach (var chunk in ChunksAsync(request, cancellation))
            await CountAsync(chunk, await append!.RecordAsync(Requests(chunk, request, isBulk: false), cancellation), request.Journal,
                cancellation);
        if (request.Journal.Refused == 0) await append!.CommitAsync(cancellation);
    }

    private static AppendRequest[] Requests(List<ReadLine> chunk, ImportEvents request, bool isBulk) =>
    [
        .. chunk.Select(l => l.Proposed).OfType<ProposedEvent>()
            .Select(e => new AppendRequest([e], [""], null, request.By.Name, request.Grant.Clearance) { IsBulk = isBulk }),
    ];

    private static async Task CountAsync(List<ReadLine> chunk, IReadOnlyList<Decision> decisions, ImportJournal journal, CancellationToken cancellation)
    {
        var decided = 0;
        foreach (var line in chunk)
        {
            var decision = line.Proposed is null ? null : decisions[decided++];
            if ((decision is null ? line.Faults : decision.Refusal?.Faults) is { } faults) await journal.RefuseAsync(line.Number, faults, cancellation);
            else if (decision!.Outcomes![0].IsNew) journal.Recorded++;
            else journal.Repeated++;
        }
    }

    private static async IAsyncEnumerable<List<ReadLine>> ChunksAsync(ImportEvents request, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var chunk = new List<ReadLine>(ChunkSize);
        for (var number = 1L; !request.Lines.IsComplete; number++)
        {
            var bytes = await request.Lines.ReadAsync(cancellation);
            if (bytes is not null && IsBlank(bytes)) continue;
            request.Journal.Lines++;
            chunk.Add(new ReadLine(number, Read(bytes, request.Grant, out var faults), faults));
            if (chunk.Count < ChunkSize) continue;
            yield return chunk;
            chunk = new(ChunkSize);
        }

        if (chunk.Count > 0) yield return chunk;
    }

    // A line with something in it: an event, or what is wrong with it.
    private sealed record ReadLine(long Number, ProposedEvent? Proposed, IReadOnlyList<Fault> Faults);

    private static ProposedEvent? Read(byte[]? line, Grant grant, out IReadOnlyList<Fault> faults)
    {
        if (line is null)
        {
            faults = [new Fault("", "An event has at most 256 KiB.")];
            return null;
        }

        if (!StrictJson.TryParse(line, out var document, out faults)) return null;
        using (document)
        {
            var proposed = EventReader.Read(document.RootElement, "", ignoreAssigned: true, out var refusal);
            faults = refusal?.Faults ?? (grant.MayRecord(proposed!) ? [] : [Grant.NoCurator("")]);
            return faults.Count == 0 ? proposed : null;
        }
    }

    private static bool IsBlank(byte[] line) => Array.TrueForAll(line, b => b is (byte)' ' or (byte)'\t' or (byte)'\r');
}
