using System.Runtime.CompilerServices;
using MediatR;
using Microsoft.AspNetCore.Http.Features;
using Timeline.Domain.Importing;
using Timeline.Domain.Record;
using Timeline.Domain.Time;
using Timeline.Postgres.Events;
using Timeline.Server.Access;
using Timeline.Server.Http;
using Timeline.Server.Limits;

namespace Timeline.Server.ImportExport;

/// <summary>Records events line by line from a body of any length: the good lines are kept, the bad ones reported.</summary>
internal sealed record ImportEvents(
    string Timeline, LineReader Lines, LineFormat Format, bool IsAtomic, ImportJournal Journal, Principal By, Grant Grant) : IRequest
{
    internal static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/v1/{timeline}/import", async (
                string timeline, HttpContext http, IMediator mediator, TimeProvider clock, ImportSettings settings, AtomicImports atomic,
                Spools spools, ILogger<StreamedJournal> log, CancellationToken cancellation) =>
            {
                var now = Instant.FromDateTimeOffset(clock.GetUtcNow());
                var (isAtomic, name, known) = Query.ReadImport(http.Request, ImportFormats.Names, ImportFormats.Undated, now);
                Body.RequireMediaType(http.Request, ImportFormats.MediaTypes(name), isAnyCharset: name != FormatNames.Timeline);
                var isStreamed = Accepted.Of(http, Forms) == Body.Lines[0];
                var format = ImportFormats.Of(name, known);
                var charset = ImportBody.CharsetOf(http.Request);
                if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = null;
                using var place = isAtomic ? atomic.Begin(Client.Of(http)) : null;
                await using ImportJournal journal = isStreamed ? new StreamedJournal(http.Response, clock, log)
                    : new ReportJournal(http.Response, settings, spools, isAtomic);
                using var body = await ImportBody.OpenAsync(http.Request, charset, format, isAtomic, settings, spools, cancellation);
                var lines = new LineReader(body.Reader, format.MaxLength);
                var import = new ImportEvents(timeline, lines, format, isAtomic, journal, http.Principal(), http.Grant()!);
                try
                {
                    await mediator.Send(import, cancellation);
                }
                catch (Exception e) when (!cancellation.IsCancellationRequested && http.Response.HasStarted)
                {
                    if (!await journal.FailAsync(e, cancellation)) throw;
                    return;
                }

                await journal.RespondAsync(isAtomic, cancellation);
            })
            .WithName("ImportEvents").WithTags("Recording").For(Role.Record)
            .WithSummary("Records events from newline-delimited JSON, or rows of another data set, of any length.")
            .WithDescription("With Accept: application/x-ndjson the answer is written line by line while the body is read: each fault as it is found, "
                + "how far it is at most every half second, and last the report, or why it ended before. It is to be read while the body is sent.")
            .WithMetadata(
                new QueryParameters(
                [
                    new QueryParameter("atomic", "All lines or none; of at most 100,000 lines, unless the server is set otherwise. Default: false.", Words: ["true", "false"]),
                    new QueryParameter("format", "What the lines are. Default: timeline, the form of an export.", Words: ImportFormats.Names),
                    new QueryParameter("known", "Of icews, and required there: when the file was released, a date (EDTF) or an instant."),
                ]),
                new RequestHeader("Accept", "application/json for one report at the end, application/x-ndjson for an answer line by line."),
                new LinesForm(typeof(ImportLine)), new OtherBodies(Body.Tables))
            .Accepts<EventEnvelope>(Body.Lines[0], [.. Body.Lines.Skip(1), .. Body.Tables]).Produces<ImportReport>().ProducesProblems(400, 404, 406, 408, 413, 415, 422);

    // What a client that names none gets comes first.
    private static readonly IReadOnlyList<string> Forms = ["application/json", Body.Lines[0]];
}

/// <summary>
/// Bounds how many imports that are all or nothing there are at a time, for each is held in memory. One client has at most half of them,
/// lest it keep others out by sending slowly.
/// </summary>
internal sealed class AtomicImports(ImportSettings settings)
{
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);

    /// <summary>How many have a place.</summary>
    internal int UnderWay
    {
        get
        {
            lock (_counts) return _counts.Values.Sum();
        }
    }

    /// <summary>Takes a place, until it is disposed.</summary>
    /// <param name="client">Whose import it is.</param>
    /// <exception cref="ProblemException">There is none.</exception>
    internal IDisposable Begin(string client)
    {
        var most = settings.MaxAtomicAtOnce;
        lock (_counts)
        {
            var own = _counts.GetValueOrDefault(client);
            if (own >= Math.Max(1, most / 2))
                throw Cause.TooManyRequests.Because("Other imports of yours that are all or nothing are under way.");
            if (UnderWay >= most)
                throw Cause.Overloaded.Because("Other imports that are all or nothing are under way, and each is held in memory.");
            _counts[client] = own + 1;
        }

        return new Place(this, client);
    }

    private void Leave(string client)
    {
        lock (_counts)
        {
            if (--_counts[client] == 0) _counts.Remove(client);
        }
    }

    private sealed class Place(AtomicImports imports, string client) : IDisposable
    {
        public void Dispose() => imports.Leave(client);
    }
}

internal sealed class ImportEventsHandler(Ledger ledger, LedgerReader reader, ImportSettings settings) : IRequestHandler<ImportEvents>
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
        await foreach (var read in AheadAsync(request, cancellation))
        {
            var chunk = await PlacedAsync(timeline, request, read, cancellation);
            var requests = Requests(chunk, request);
            var decisions = requests.Length == 0 ? [] : (await ledger.AppendAsync(timeline, requests, cancellation))!;
            touched.UnionWith(decisions.SelectMany(d => d.New).Select(e => e.Subject));
            await CountAsync(chunk, decisions, request, warns: true, cancellation);
        }

        await ledger.ProjectAsync(timeline, touched, cancellation);
    }

    private async Task ImportAtOnceAsync(Key timeline, ImportEvents request, CancellationToken cancellation)
    {
        var (journal, whole) = (request.Journal, ledger.BeginWhole(timeline, request.Grant.Clearance.IsForAll));
        var lines = new List<NumberedLine>();
        await foreach (var read in AheadAsync(request, cancellation))
        {
            var chunk = await PlacedAsync(timeline, request, read, cancellation);
            lines.AddRange(chunk);
            var decisions = await whole.DecideAsync(Requests(chunk, request), cancellation);
            await CountAsync(chunk, decisions, request, warns: false, cancellation);
        }

        if (journal.Refused > 0) return;
        var decided = await whole.CommitAsync(cancellation);
        // Others may have recorded some of it meanwhile, or what it depends on.
        journal.BeginAgain();
        await CountAsync(lines, decided, request, warns: true, cancellation);
        if (journal.Refused == 0) await ledger.ProjectAsync(timeline, decided.SelectMany(d => d.New).Select(e => e.Subject).ToHashSet(), cancellation);
    }

    private static AppendRequest[] Requests(List<NumberedLine> chunk, ImportEvents request) =>
    [
        .. chunk.Select(l => l.Read.Event).OfType<ProposedEvent>()
            .Select(e => new AppendRequest([e], [""], null, request.By.Name, request.Grant.Clearance) { IsBulk = true }),
    ];

    private static async Task CountAsync(
        List<NumberedLine> chunk, IReadOnlyList<Decision> decisions, ImportEvents request, bool warns, CancellationToken cancellation)
    {
        var (journal, decided) = (request.Journal, 0);
        foreach (var line in chunk)
        {
            var decision = line.Read.Event is null ? null : decisions[decided++];
            var locate = line.Read.Locate ?? request.Format.Locate;
            var faults = decision is null ? line.Read.Faults : decision.Refusal?.Faults.Select(locate);
            if (faults is not null)
            {
                await journal.RefuseAsync(line.Number, faults, cancellation);
                continue;
            }

            var outcome = decision!.Outcomes![0];
            if (outcome.IsNew) journal.Recorded++;
            else journal.Repeated++;
            if (warns) await journal.WarnAsync(line.Number, [.. outcome.Warnings.Select(w => Cause.ToFault(locate(w)))], cancellation);
        }

        journal.Lines += chunk.Count;
        await journal.ProceedAsync(cancellation);
    }

    // While one chunk is recorded the next is read: the one takes the database's time, the other the server's.
    private async IAsyncEnumerable<List<NumberedLine>> AheadAsync(
        ImportEvents request, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var left = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        await using var reading = ChunksAsync(request, left.Token).GetAsyncEnumerator(left.Token);
        var next = NextAsync();
        try
        {
            while (await next)
            {
                var chunk = reading.Current;
                next = NextAsync();
                yield return chunk;
            }
        }
        finally
        {
            // Where recording has failed, that is told, and not what becomes of the reading.
            await left.CancelAsync();
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        Task<bool> NextAsync() => Task.Run(() => reading.MoveNextAsync().AsTask(), CancellationToken.None);
    }

    private async IAsyncEnumerable<List<NumberedLine>> ChunksAsync(ImportEvents request, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var chunk = new List<NumberedLine>(ChunkSize);
        var (lines, length) = (0, 0L);
        for (var number = 1L; !request.Lines.IsComplete; number++)
        {
            var bytes = await request.Lines.ReadAsync(cancellation);
            var read = bytes is null ? new LineReading { Faults = [request.Format.TooLong] } : request.Format.Read(bytes);
            if (read is null) continue;
            length += bytes?.Length ?? 0;
            if (request.IsAtomic && (++lines > settings.MaxAtomicLines || length > settings.MaxAtomicBytes))
            {
                // Who still sends hears the answer once it has sent all.
                await request.Lines.PassOverAsync(cancellation);
                throw settings.TooLongForAtomic();
            }

            if (read.Event is { } e && !request.Grant.MayRecord(e)) read = new LineReading { Faults = [Grant.NoCurator("")] };
            chunk.Add(new NumberedLine(number, read));
            if (read.IsOfFile)
            {
                // Who still sends hears the answer once it has sent all.
                await request.Lines.PassOverAsync(cancellation);
                break;
            }

            if (chunk.Count < ChunkSize) continue;
            yield return chunk;
            chunk = new(ChunkSize);
        }

        if (chunk.Count > 0) yield return chunk;
    }

    // An account is of the subject of what it is an account of, which only the ledger knows; what is secret to who imports is not there.
    private async Task<List<NumberedLine>> PlacedAsync(
        Key timeline, ImportEvents request, List<NumberedLine> chunk, CancellationToken cancellation)
    {
        Guid[] told = [.. chunk.Select(l => l.Read.Account).OfType<UnplacedAccount>().Select(a => a.Of).Distinct()];
        if (told.Length == 0) return chunk;
        var clearance = request.Grant.Clearance;
        var subjects = await reader.SubjectsOfAsync(Reach.Of(timeline, clearance), told, cancellation);
        return [.. chunk.Select(l => l.Read.Account is { } account ? l with { Read = Placed(account, subjects) } : l)];
    }

    private static LineReading Placed(UnplacedAccount account, IReadOnlyDictionary<Guid, SubjectId> subjects) =>
        subjects.TryGetValue(account.Of, out var subject)
            ? new LineReading { Event = account.At(subject) }
            : new LineReading { Faults = [account.Missing] };

    private sealed record NumberedLine(long Number, LineReading Read);
}
