using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Pipelines;
using System.Text;
using Timeline.Domain.Importing;

namespace Timeline.Cli.Commands;

/// <summary>A file to be imported as it is sent: unpacked if it is packed, while it is read and never whole.</summary>
internal sealed class ImportFile : IAsyncDisposable
{
    // Where the first line is longer than that, its beginning tells what it is.
    private const int HeadLength = 16 * 1024;

    // Where a tar archive says that it is one (POSIX ustar).
    private const int TarMark = 257;

    private readonly List<IDisposable> _parts;
    private readonly PipeReader _reader;

    private ImportFile(string name, string shown, long? length, PipeReader reader, List<IDisposable> parts) =>
        (Name, Shown, Length, _reader, _parts) = (name, shown, length, reader, parts);

    /// <summary>What it is called where it is unpacked.</summary>
    internal string Name { get; }

    /// <summary>What it is called to people.</summary>
    internal string Shown { get; }

    /// <summary>Its length where it is known before it is read.</summary>
    internal long? Length { get; }

    /// <summary>What is in it.</summary>
    internal Stream Body => _reader.AsStream();

    /// <summary>Opens a file; <c>-</c> is standard input.</summary>
    /// <exception cref="UsageException">It cannot be read, or holds more than one file.</exception>
    internal static async Task<ImportFile> OpenAsync(string name, CancellationToken cancellation)
    {
        var (stream, length) = Files.Open(name);
        var shown = name == Files.Standard ? "standard input" : Path.GetFileName(name);
        var parts = new List<IDisposable> { stream };
        try
        {
            var reader = PipeReader.Create(stream);
            var file = new ImportFile(name == Files.Standard ? "" : shown, shown, length, reader, parts);
            // What is packed is unpacked from a file: at the end it must be known to be whole.
            var head = length is null ? [] : await HeadAsync(reader, cancellation);
            if (head is [0x1F, 0x8B, ..]) file = file.Unpacked(GZip(stream), IsNamed(name, ".gz") ? shown[..^3] : shown);
            else if (head is [(byte)'P', (byte)'K', 3 or 5, 4 or 6, ..])
            {
                stream.Position = 0;
                var archive = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
                parts.Insert(0, archive);
                var entry = OnlyEntry(archive, shown);
                file = file.Unpacked(new WholeStream(await entry.OpenAsync(cancellation), read => read == entry.Length), entry.Name);
            }

            if (file.Length is not null || length is null) return file;
            var begin = await HeadAsync(file._reader, cancellation);
            var isTar = begin.Length > TarMark + 5 && begin.AsSpan(TarMark, 5).SequenceEqual("ustar"u8);
            return isTar ? throw new UsageException($"'{shown}' is a tar archive; unpack it and import its files.") : file;
        }
        catch (Exception e)
        {
            parts.ForEach(p => p.Dispose());
            if (e is InvalidDataException) throw new UsageException($"'{shown}' is damaged: {e.Message}");
            throw;
        }
    }

    /// <summary>How its text begins, at least its first line where it is not too long. It stays to be read.</summary>
    internal async Task<string> HeadAsync(string? charset, CancellationToken cancellation)
    {
        var head = await HeadAsync(_reader, cancellation);
        // An encoding that is not known is for the server to refuse; until then ASCII tells enough.
        return (Encodings.Marked(head) ?? (charset is null ? Encoding.UTF8 : Encodings.Find(charset)) ?? Encoding.Latin1).GetString(head);
    }

    public async ValueTask DisposeAsync()
    {
        await _reader.CompleteAsync();
        _parts.ForEach(p => p.Dispose());
    }

    // The last four bytes of a gzip file are the length of what is in it, modulo 2^32 (RFC 1952 §2.3.1).
    private static WholeStream GZip(Stream file)
    {
        Span<byte> length = stackalloc byte[4];
        file.Position = Math.Max(0, file.Length - length.Length);
        file.ReadExactly(length);
        var expected = BinaryPrimitives.ReadUInt32LittleEndian(length);
        file.Position = 0;
        return new WholeStream(new GZipStream(file, CompressionMode.Decompress), read => (uint)read == expected);
    }

    private static ZipArchiveEntry OnlyEntry(ZipArchive archive, string shown)
    {
        const int MostNames = 10;
        // Folders have no name of their own; Macs add what only they understand.
        var entries = archive.Entries
            .Where(e => e.Name.Length > 0 && !e.FullName.StartsWith("__MACOSX/", StringComparison.Ordinal)).ToList();
        if (entries is [var only])
            return only.IsEncrypted ? throw new UsageException($"'{shown}' is encrypted; unpack it and import its file.") : only;
        if (entries.Count == 0) throw new UsageException($"'{shown}' holds no file.");
        var names = string.Join(", ", entries.Take(MostNames).Select(e => e.FullName)) + (entries.Count > MostNames ? ", …" : "");
        throw new UsageException($"'{shown}' holds {entries.Count} files, not one: {names}. Unpack it and import them.");
    }

    private static bool IsNamed(string name, string end) => name.EndsWith(end, StringComparison.OrdinalIgnoreCase);

    private static async Task<byte[]> HeadAsync(PipeReader reader, CancellationToken cancellation)
    {
        while (true)
        {
            // A terminal is read without regard to who interrupts.
            var read = await reader.ReadAsync(cancellation).AsTask().WaitAsync(cancellation);
            var head = read.Buffer.Slice(0, Math.Min(read.Buffer.Length, HeadLength)).ToArray();
            if (read.IsCompleted || head.Length == HeadLength || head.AsSpan().TrimStart("\r\n"u8).Contains((byte)'\n'))
            {
                reader.AdvanceTo(read.Buffer.Start);
                return head;
            }

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private ImportFile Unpacked(Stream stream, string name)
    {
        _parts.Insert(0, stream);
        return new ImportFile(name, Shown, null, PipeReader.Create(stream), _parts);
    }

    /// <summary>
    /// What is unpacked, and refused at its end where something is missing: .NET takes the end of a file for that of what is in it.
    /// </summary>
    private sealed class WholeStream(Stream inner, Func<long, bool> isWhole) : Stream
    {
        private long _read;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => _read;
            set => throw new NotSupportedException();
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            Counted(await inner.ReadAsync(buffer, cancellationToken), buffer.Length);

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override int Read(byte[] buffer, int offset, int count) => Counted(inner.Read(buffer, offset, count), count);

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing) inner.Dispose();
            base.Dispose(disposing);
        }

        private int Counted(int read, int asked)
        {
            _read += read;
            if (read == 0 && asked > 0 && !isWhole(_read)) throw new InvalidDataException("It ends too early, or has more than one part.");
            return read;
        }
    }
}
