using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Testcontainers.PostgreSql;
using Timeline.Postgres.Embedded;
using Timeline.Service.Tests.Embedded;

namespace Timeline.Service.Tests.Fixtures;

/// <summary>The PostgreSQL that holds the databases of a run. Disposed, it is gone with all its data.</summary>
internal abstract class TestPostgres : IAsyncDisposable
{
    /// <summary><c>container</c> runs the tests on a container; unset, they run on the embedded PostgreSQL.</summary>
    internal const string Variable = "TIMELINE_TEST_POSTGRES";

    /// <summary>The image of the container, if it is not to be <see cref="DefaultImage"/>.</summary>
    internal const string ImageVariable = "TIMELINE_TEST_POSTGRES_IMAGE";

    private const string DefaultImage = "postgres:17";

    /// <summary>Whether this run is on a container.</summary>
    internal static bool IsContainer => Environment.GetEnvironmentVariable(Variable) switch
    {
        null or "" => false,
        "container" => true,
        var other => throw new InvalidOperationException($"{Variable} is '{other}'. Set it to 'container', or not at all."),
    };

    /// <summary>Starts the one that the environment asks for.</summary>
    /// <param name="logsStatements">Whether the embedded one keeps a log of every statement.</param>
    internal static async Task<TestPostgres> StartAsync(bool logsStatements) => IsContainer
        ? await Contained.BeginAsync(Environment.GetEnvironmentVariable(ImageVariable) is { Length: > 0 } image ? image : DefaultImage)
        : await OnThisMachine.BeginAsync(logsStatements);

    /// <summary>For Npgsql: one of its databases, which need not exist yet.</summary>
    internal abstract string ConnectionStringFor(string database);

    /// <summary>The file with every statement until now, one JSON object a line; <see langword="null"/>: no log is kept.</summary>
    internal virtual Task<string?> StatementLogAsync() => Task.FromResult<string?>(null);

    public abstract ValueTask DisposeAsync();

    /// <summary>Runs a statement on a connection of its own: a pooled one would stay open, and a database with connections cannot be copied.</summary>
    internal async Task ExecuteAsync(string database, string sql, CancellationToken cancellation)
    {
        var unpooled = new NpgsqlConnectionStringBuilder(ConnectionStringFor(database)) { Pooling = false };
        await using var connection = NpgsqlDataSource.Create(unpooled);
        await using var command = connection.CreateCommand(sql);
        // A large database takes a while to copy.
        command.CommandTimeout = 600;
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>Timeline's own embedded PostgreSQL, in a temporary folder.</summary>
    private sealed class OnThisMachine : TestPostgres
    {
        // In JSON a line is one entry whatever the statement holds, and says of which transaction it is.
        private static readonly string[] LogSettings =
        [
            "logging_collector = on", "log_destination = 'jsonlog'", "log_filename = 'statements.log'", "log_rotation_age = 0", "log_rotation_size = 0",
            "log_statement = 'all'", "log_parameter_max_length = 0", "log_parameter_max_length_on_error = 0",
        ];

        private readonly string _folder =
            Path.Combine(Path.GetTempPath(), $"timeline-tests-{Environment.ProcessId}-{Guid.NewGuid():N}"[..32]);

        private EmbeddedPostgres? _postgres;
        private bool _logsStatements;

        private string DataDirectory => Path.Combine(_folder, "postgres");

        internal static async Task<TestPostgres> BeginAsync(bool logsStatements)
        {
            var cluster = new OnThisMachine();
            Directory.CreateDirectory(cluster._folder);
            await cluster.StartAsync();
            if (!logsStatements) return cluster;

            foreach (var setting in LogSettings) await cluster.ExecuteAsync("postgres", $"alter system set {setting}", CancellationToken.None);
            // The collector of the log is a process that only a start begins.
            await cluster._postgres!.DisposeAsync();
            await cluster.StartAsync();
            cluster._logsStatements = true;
            return cluster;
        }

        internal override string ConnectionStringFor(string database) => _postgres!.ConnectionStringFor(database);

        internal override async Task<string?> StatementLogAsync()
        {
            if (!_logsStatements) return null;

            // Entries reach the file in the order in which they were sent: once the last one is in it, all are.
            var file = Path.Combine(DataDirectory, "log", "statements.json");
            var last = $"end of the log {Guid.NewGuid()}";
            await ExecuteAsync("postgres", $"select '{last}'", CancellationToken.None);
            await Eventually.TrueAsync("the log is written to its end", () => EndOf(file).Contains(last, StringComparison.Ordinal));
            return file;
        }

        public override async ValueTask DisposeAsync()
        {
            await _postgres!.DisposeAsync();
            Directory.Delete(_folder, recursive: true);
        }

        private async Task StartAsync()
        {
            var options = new EmbeddedPostgresOptions { DataDirectory = DataDirectory, Durable = false };
            _postgres = await EmbeddedPostgres.StartAsync(options, NullLogger.Instance, CancellationToken.None);
        }

        private static string EndOf(string file)
        {
            using var log = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            log.Seek(-Math.Min(log.Length, 1 << 14), SeekOrigin.End);
            using var text = new StreamReader(log, Encoding.UTF8);
            return text.ReadToEnd();
        }
    }

    /// <summary>A container, reached by TCP on the loopback interface.</summary>
    private sealed class Contained(PostgreSqlContainer container) : TestPostgres
    {
        private const string Loopback = "127.0.0.1";

        // As the embedded one is set, so that a run differs in the server alone.
        private static readonly string[] Settings =
        [
            "max_connections=200", "shared_buffers=128MB", "work_mem=16MB", "maintenance_work_mem=128MB", "max_wal_size=1GB", "random_page_cost=1.1",
            "fsync=off", "full_page_writes=off", "synchronous_commit=on", "jit=off", "timezone=UTC",
        ];

        internal static async Task<TestPostgres> BeginAsync(string image)
        {
            var container = new PostgreSqlBuilder(image)
                .WithUsername("timeline")
                .WithDatabase("timeline")
                .WithPassword(Guid.NewGuid().ToString("N"))
                .WithCommand([.. Settings.SelectMany(setting => (string[])["-c", setting])])
                .WithCreateParameterModifier(parameters =>
                {
                    // Docker would listen on every interface, and gives parallel queries 64 MiB of shared memory.
                    foreach (var binding in parameters.HostConfig!.PortBindings!.Values.SelectMany(bindings => bindings)) binding.HostIP = Loopback;
                    parameters.HostConfig.ShmSize = 1 << 28;
                })
                .Build();
            var cluster = new Contained(container);
            try
            {
                await container.StartAsync();
            }
            catch
            {
                await cluster.DisposeAsync();
                throw;
            }

            return cluster;
        }

        // Testcontainers' own address would be the bridge's where it takes this machine for a container.
        internal override string ConnectionStringFor(string database) => new NpgsqlConnectionStringBuilder(container.GetConnectionString())
        {
            Host = Loopback,
            Database = database,
            SslMode = SslMode.Disable,
            GssEncryptionMode = GssEncryptionMode.Disable,
        }.ConnectionString;

        public override ValueTask DisposeAsync() => container.DisposeAsync();
    }
}
