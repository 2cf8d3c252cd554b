using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Text;
using System.Text.Json;

namespace Timeline.Cli.Client;

/// <summary>A body sent as it is read, never held whole, that tells how much is sent; of a file no more than it had at first.</summary>
internal sealed class Upload(Stream body, long? length, Action<long> sent) : HttpContent
{
    private const int PieceLength = 1 << 16;

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        var piece = ArrayPool<byte>.Shared.Rent(PieceLength);
        try
        {
            for (var done = 0L; length is null || done < length;)
            {
                var read = await body.ReadAsync(piece.AsMemory(0, (int)Math.Min(PieceLength, (length ?? long.MaxValue) - done)), cancellationToken);
                if (read == 0) break;
                await stream.WriteAsync(piece.AsMemory(0, read), cancellationToken);
                sent(done += read);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece);
        }
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override bool TryComputeLength(out long computed)
    {
        computed = length ?? 0;
        return length is not null;
    }
}

/// <summary>
/// Hears what a server answers to a request whose body is still being sent. HttpClient reads no answer over HTTP/1.1 before it has sent
/// everything, and a server that writes while it reads would at last wait for a client that waits for it. So everything is read from the
/// connection as it comes and kept for HttpClient; progress told on the way is heard at once.
/// </summary>
internal sealed class EarlyAnswer(Action<ImportCounts> heard)
{
    internal static readonly HttpRequestOptionsKey<EarlyAnswer> Key = new(nameof(EarlyAnswer));

    private readonly List<byte> _line = [];

    /// <summary>A connection of which everything is read as it comes.</summary>
    internal Stream Over(Stream connection) => new ReadAhead(connection, Hear);

    // What is between the lines – headers, lengths of chunks – is nothing like progress. A line split by one is not heard: the next is.
    private void Hear(ReadOnlySpan<byte> bytes)
    {
        const int LongestProgress = 512;
        foreach (var b in bytes)
        {
            if (b != '\n')
            {
                if (_line.Count <= LongestProgress) _line.Add(b);
                continue;
            }

            if (_line.Count <= LongestProgress) HearLine(Encoding.UTF8.GetString([.. _line]));
            _line.Clear();
        }
    }

    private void HearLine(string line)
    {
        if (!line.StartsWith("{\"progress\":", StringComparison.Ordinal)) return;
        try
        {
            if (JsonSerializer.Deserialize(line, ClientJson.Default.ImportLine)?.Progress is { } counts) heard(counts);
        }
        catch (JsonException)
        {
            // Split by a chunk.
        }
    }

    private delegate void Heard(ReadOnlySpan<byte> bytes);

    private sealed class ReadAhead : Stream
    {
        private readonly Stream _inner;
        private readonly Heard _heard;
        private readonly Pipe _pipe = new(new PipeOptions(pauseWriterThreshold: 0));
        private readonly Stream _read;
        private readonly CancellationTokenSource _end = new();

        internal ReadAhead(Stream inner, Heard heard)
        {
            (_inner, _heard) = (inner, heard);
            _read = _pipe.Reader.AsStream();
            _ = PumpAsync(_end.Token);
        }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            _read.ReadAsync(buffer, cancellationToken);

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override int Read(byte[] buffer, int offset, int count) => _read.Read(buffer, offset, count);

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            _inner.WriteAsync(buffer, cancellationToken);

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            _inner.WriteAsync(buffer, offset, count, cancellationToken);

        public override void Write(byte[] buffer, int offset, int count) => _inner.Write(buffer, offset, count);

        public override void Flush() => _inner.Flush();

        public override Task FlushAsync(CancellationToken cancellationToken) => _inner.FlushAsync(cancellationToken);

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                _end.Cancel();
                _inner.Dispose();
                _end.Dispose();
            }

            base.Dispose(disposing);
        }

        private async Task PumpAsync(CancellationToken cancellation)
        {
            Exception? broken = null;
            try
            {
                while (true)
                {
                    var memory = _pipe.Writer.GetMemory(4096);
                    var read = await _inner.ReadAsync(memory, cancellation);
                    if (read == 0) break;
                    _heard(memory.Span[..read]);
                    _pipe.Writer.Advance(read);
                    await _pipe.Writer.FlushAsync(cancellation);
                }
            }
            catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
            {
                broken = e is IOException ? e : null;
            }

            // Whoever reads is told the same.
            await _pipe.Writer.CompleteAsync(broken);
        }
    }
}

/// <summary>A stream of which a read that takes too long is as one that failed.</summary>
internal sealed class ImpatientStream(Stream inner, TimeSpan longest) : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(longest);
        try
        {
            return await inner.ReadAsync(buffer, timeout.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new IOException($"Nothing was heard for {longest.TotalSeconds} s.");
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, count);

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
