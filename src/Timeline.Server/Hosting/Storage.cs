using System.Globalization;
using System.IO.Pipelines;
using Marten;
using MediatR;
using Npgsql;
using Timeline.Domain.Record;
using Timeline.Postgres.Access;
using Timeline.Postgres.Embedded;
using Timeline.Postgres.Events;
using Timeline.Postgres.Schema;
using Timeline.Server.Access;
using Timeline.Server.Http;
using Timeline.Server.ImportExport;
using Timeline.Server.Limits;
using Timeline.Server.Recording;

namespace Timeline.Server.Hosting;

/// <summary>The database of this server: the one it is given, or one of its own.</summary>
internal sealed class Storage : IAsyncDisposable
{
    private readonly EmbeddedPostgres? _embedded;

    private Storage(
        EmbeddedPostgres? embedded, NpgsqlDataSource database, NpgsqlDataSource reading, NpgsqlDataSource writing,
        NpgsqlDataSource probing) =>
        (_embedded, Database, Reading, Writing, Probing, Store) =
        (embedded, database, reading, writing, probing, LedgerStore.Open(database));

    /// <summary>For upkeep, tables and announcements. No statement is ended for the time that it takes.</summary>
    internal NpgsqlDataSource Database { get; }

    /// <summary>The same for answers and keys: PostgreSQL ends a statement that takes longer than <c>Limits:StatementSeconds</c>.</summary>
    internal NpgsqlDataSource Reading { get; }

    /// <summary>
    /// The same for whoever records, with connections of its own: there are as many as timelines are written at a moment, so a writer gets
    /// the one on which its statements are planned already.
    /// </summary>
    internal NpgsqlDataSource Writing { get; }

    /// <summary>One connection that only asks whether the database answers.</summary>
    internal NpgsqlDataSource Probing { get; }

    /// <summary>Marten's.</summary>
    internal DocumentStore Store { get; }

    /// <summary>By how much the clocks of servers and database may differ.</summary>
    internal TimeSpan ClockTolerance { get; private init; }

    /// <summary>Whether anybody was ever given a key.</summary>
    internal bool HasKeys { get; private set; }

    /// <summary>Whether it is the server's own.</summary>
    internal bool IsEmbedded => _embedded is not null;

    /// <summary>Connects to <c>ConnectionStrings:Timeline</c> or starts an own PostgreSQL, and makes or completes its tables.</summary>
    internal static async Task<Storage> OpenAsync(IConfiguration configuration, ILoggerFactory logging, CancellationToken cancellation)
    {
        var storage = await ConnectAsync(configuration, logging, cancellation);
        try
        {
            await LedgerStore.ApplyAsync(storage.Store, storage.Database, cancellation);
            // The first connection of a pool asks about types; no answer is to take longer for it.
            await using (await storage.Reading.OpenConnectionAsync(cancellation))
            {
            }

            storage.HasKeys = await new AccessKeys(storage.Database, TimeProvider.System).AnyAsync(cancellation);
            return storage;
        }
        catch
        {
            await storage.DisposeAsync();
            throw;
        }
    }

    /// <summary>The same, and leaves the tables as they are.</summary>
    /// <exception cref="InvalidOperationException">The database is of an earlier build.</exception>
    internal static async Task<Storage> ConnectAsync(IConfiguration configuration, ILoggerFactory logging, CancellationToken cancellation)
    {
        // Before anything is started.
        var (tolerance, statementSeconds) = (ClockSettings.Read(configuration), LimitSettings.StatementSecondsOf(configuration));
        EmbeddedPostgres? embedded = null;
        var connection = configuration.GetConnectionString("Timeline");
        if (string.IsNullOrWhiteSpace(connection))
        {
            var options = new EmbeddedPostgresOptions
            {
                DataDirectory = configuration["Postgres:Data"] ?? EmbeddedPostgresOptions.DefaultDataDirectory(),
                BinDirectory = configuration["Postgres:Bin"],
            };
            embedded = await EmbeddedPostgres.StartAsync(options, logging.CreateLogger<EmbeddedPostgres>(), cancellation);
            connection = embedded.ConnectionString;
        }

        var settings = new NpgsqlConnectionStringBuilder(connection);
        // Npgsql would look for Kerberos' library at every start and say so where it is missing; whoever uses it says so.
        if (!settings.ShouldSerialize("GSS Encryption Mode")) settings.GssEncryptionMode = GssEncryptionMode.Disable;
        // The same few statements again and again: planned once a connection, an append takes half the time.
        var isOurs = !settings.ShouldSerialize("Max Auto Prepare");
        if (isOurs) settings.MaxAutoPrepare = 64;
        var database = Source(settings, logging);
        var reading = Source(ForReading(settings, statementSeconds), logging);
        // Marten draws positions by a statement for each length of batch; these must not drive out the others.
        if (isOurs) settings.MaxAutoPrepare = 256;
        // A writer leaves nothing in its session: its lock ends with its transaction.
        settings.NoResetOnClose = true;
        var writing = Source(settings, logging);
        var storage = new Storage(embedded, database, reading, writing, Source(ForProbing(settings), logging)) { ClockTolerance = tolerance };
        try
        {
            await LedgerStore.RefuseEarlierAsync(storage.Database, cancellation);
            return storage;
        }
        catch
        {
            await storage.DisposeAsync();
            throw;
        }
    }

    private static NpgsqlConnectionStringBuilder ForReading(NpgsqlConnectionStringBuilder settings, double seconds)
    {
        if (seconds == 0) return settings;
        var reading = new NpgsqlConnectionStringBuilder(settings.ConnectionString);
        var milliseconds = (long)Math.Ceiling(seconds * 1000);
        reading.Options = string.Create(CultureInfo.InvariantCulture, $"{reading.Options} -c statement_timeout={milliseconds}").Trim();
        // Npgsql waits a little longer, so that PostgreSQL says why.
        if (!settings.ShouldSerialize("Command Timeout")) reading.CommandTimeout = (int)Math.Ceiling(seconds) + 5;
        return reading;
    }

    // One that gets no answer is given up without asking PostgreSQL, which would not answer that either.
    private static NpgsqlConnectionStringBuilder ForProbing(NpgsqlConnectionStringBuilder settings) =>
        new(settings.ConnectionString) { MinPoolSize = 0, MaxPoolSize = 1, Timeout = 2, CommandTimeout = 2, CancellationTimeout = -1 };

    private static NpgsqlDataSource Source(NpgsqlConnectionStringBuilder settings, ILoggerFactory logging)
    {
        var builder = new NpgsqlDataSourceBuilder(settings.ConnectionString);
        builder.UseLoggerFactory(logging);
        return builder.Build();
    }

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        await Probing.DisposeAsync();
        await Writing.DisposeAsync();
        await Reading.DisposeAsync();
        await Database.DisposeAsync();
        if (_embedded is not null) await _embedded.DisposeAsync();
    }
}

/// <summary>Loads a sample timeline into a ledger that does not have it.</summary>
internal sealed class Seeds(IMediator mediator, LedgerReader ledger)
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "seeds");

    /// <summary>Loads a seed, all of it or nothing; a timeline that has events already is left as it is.</summary>
    /// <exception cref="InvalidOperationException">There is no such seed, or a line of it is refused.</exception>
    internal async Task LoadAsync(string name, CancellationToken cancellation)
    {
        if (!Key.TryParse(name, out var timeline) || !File.Exists(Path.Combine(Folder, $"{name}.ndjson")))
            throw new InvalidOperationException($"There is no seed '{name}' in {Folder}. Name one that is there in Timeline:Seed, or none.");
        if (await ledger.HeadAsync(Reach.Whole(timeline), cancellation) is { Position: > 0 }) return;

        await mediator.Send(new PutTimeline(name, Sample(name), Principal.Anonymous), cancellation);
        await using var file = File.OpenRead(Path.Combine(Folder, $"{name}.ndjson"));
        await using var journal = new ImportJournal();
        var format = ImportFormats.Of(ImportFormats.Names[0], known: null);
        var lines = new LineReader(PipeReader.Create(file), format.MaxLength);
        var by = Principal.Anonymous;
        await mediator.Send(new ImportEvents(name, lines, format, IsAtomic: true, journal, by, by.In(timeline)!), cancellation);
        if (journal.Refused > 0) throw new InvalidOperationException($"{journal.Refused} of {journal.Lines} lines of the seed '{name}' are refused.");
    }

    private static TimelineBody Sample(string name) => name == "korea"
        ? new TimelineBody
        {
            Title = "The US–DPRK process up to the Hanoi summit",
            Description = "What was known, when, to whom and on whose word: January 2018 to July 2019. A sample in our own words.",
        }
        : new TimelineBody { Title = name };
}
