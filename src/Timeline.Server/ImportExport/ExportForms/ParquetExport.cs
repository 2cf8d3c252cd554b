using System.Collections;
using System.IO.Pipes;
using System.Runtime.ExceptionServices;
using DuckDB.NET.Data;
using DuckDB.NET.Data.DataChunk.Writer;
using Timeline.Domain.Knowing;
using Timeline.Domain.Time;

namespace Timeline.Server.ImportExport.ExportForms;

/// <summary>
/// Apache Parquet, written by DuckDB: a thread takes the events as they are read and writes row groups into a pipe, which goes on to the client.
/// So no more is held than a page, a row group and what the pipe holds.
/// </summary>
internal sealed class ParquetExport() : ExportForm("parquet", "application/vnd.apache.parquet")
{
    // One thread keeps the order. Without insertion order a row group may be bounded by its bytes. Nothing is fetched, and nothing is spilled.
    private const string Settings = "DataSource=:memory:;threads=1;preserve_insertion_order=false;memory_limit=512MB;temp_directory=;"
        + "autoinstall_known_extensions=false;autoload_known_extensions=false";

    private const string Copy = """
        COPY (SELECT * FROM exported())
        TO $file (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 20480, ROW_GROUP_SIZE_BYTES 33554432, USE_TMP_FILE false,
            KV_METADATA {timeline: $timeline, permalink: $permalink})
        """;

    private static readonly Instant First = Instant.FromDateTimeOffset(DateTimeOffset.MinValue);

    internal override string Extension => "parquet";

    internal override async Task WriteAsync(HttpResponse response, ExportedEvents export, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        await using var pipe = new AnonymousPipeServerStream(PipeDirection.In);
        var copying = Task.Factory.StartNew(
            () => CopyInto(pipe, export, stop.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        try
        {
            await pipe.CopyToAsync(response.Body, cancellation);
        }
        catch
        {
            // Who writes into a pipe waits until it is read: so it is read to its end, which comes soon when no more events do.
            await stop.CancelAsync();
            await pipe.CopyToAsync(Stream.Null, CancellationToken.None);
            await copying.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }

        await copying;
    }

    private static void CopyInto(AnonymousPipeServerStream pipe, ExportedEvents export, CancellationToken cancellation)
    {
        try
        {
            using var pages = export.Pages.ToBlockingEnumerable(cancellation).SelectMany(page => page).GetEnumerator();
            var rows = new Rows(pages);
            using var duckDb = new DuckDBConnection(Settings);
            duckDb.Open();
            duckDb.RegisterTableFunction("exported", () => new TableFunction(Rows.Columns, rows), rows.Write);
            using var command = duckDb.CreateCommand();
            command.CommandText = Copy;
            command.Parameters.Add(new DuckDBParameter("file", $"/dev/fd/{pipe.GetClientHandleAsString()}"));
            command.Parameters.Add(new DuckDBParameter("timeline", export.Viewpoint.Timeline.Value));
            command.Parameters.Add(new DuckDBParameter("permalink", export.Permalink));
            command.ExecuteNonQuery();
            if (!rows.AreAllTaken) throw new InvalidOperationException("DuckDB has not taken every event.");
        }
        catch (DuckDBException e) when (e.InnerException is { } cause)
        {
            // What went wrong in reading the events is told as if it had been read without DuckDB.
            ExceptionDispatchInfo.Throw(cause);
        }
        finally
        {
            pipe.DisposeLocalCopyOfClientHandle();
        }
    }

    /// <summary>
    /// The events as DuckDB takes them: a chunk of rows at a time, held by it as a whole. A chunk ends when there is no next row, and all
    /// end with one that is empty; so one of long events is ended early.
    /// </summary>
    private sealed class Rows(IEnumerator<ExportedEvent> events) : IEnumerable, IEnumerator
    {
        private const int ChunkSize = 2048;

        private const int MaxChunkLength = 8 << 20;

        internal static readonly IReadOnlyList<ColumnInfo> Columns =
            [.. ExportColumn.All.Select(c => new ColumnInfo(c.Name, c.Type == typeof(Instant) ? typeof(DateTimeOffset) : c.Type))];

        private long _length;

        internal bool AreAllTaken { get; private set; }

        public object Current => events.Current;

        public bool MoveNext()
        {
            if (_length > MaxChunkLength)
            {
                _length = 0;
                return false;
            }

            AreAllTaken = !events.MoveNext();
            return !AreAllTaken;
        }

        internal void Write(object? row, IDuckDBDataWriter[] columns, ulong at)
        {
            for (var i = 0; i < columns.Length; i++)
            {
                switch (ExportColumn.All[i].Value((ExportedEvent)row!))
                {
                    case string text:
                        columns[i].WriteValue(text, at);
                        _length += text.Length;
                        break;
                    case long number: columns[i].WriteValue(number, at); break;
                    // Others hold the years from 1 on.
                    case Instant instant when instant >= First: columns[i].WriteValue(instant.ToDateTimeOffset(), at); break;
                    default: columns[i].WriteNull(at); break;
                }
            }

            if (at == ChunkSize - 1) _length = 0;
        }

        public IEnumerator GetEnumerator() => this;

        public void Reset() => throw new NotSupportedException();
    }
}
