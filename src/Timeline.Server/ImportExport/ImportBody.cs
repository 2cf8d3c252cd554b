using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using Microsoft.Net.Http.Headers;
using Timeline.Domain.Importing;
using Timeline.Server.Http;
using Timeline.Server.Limits;

namespace Timeline.Server.ImportExport;

/// <summary>
/// The body of an import as its lines are read: in UTF-8, and held where all of it must be seen before the first line is read.
/// </summary>
internal sealed class ImportBody : IDisposable
{
    // Two lines tell how a table is written; a header and a row are seldom longer.
    private const int HeadLines = 2, HeadLength = 16 * 1024, MarkLength = 4;

    private const int BufferSize = 64 * 1024;

    private readonly Spools.Spool? _spool;

    private ImportBody(PipeReader reader, Spools.Spool? spool) => (Reader, _spool) = (reader, spool);

    /// <summary>From where its lines are read.</summary>
    internal PipeReader Reader { get; }

    /// <summary>Reads as far as the format needs to.</summary>
    /// <param name="request">The request.</param>
    /// <param name="charset">In which encoding it says to be; <see langword="null"/>: it does not say.</param>
    /// <param name="format">What its lines are; it sees all of them first, if it must.</param>
    /// <param name="isAtomic">Whether it is all or nothing, so that it fits into memory.</param>
    /// <param name="settings">How much is held.</param>
    /// <param name="spools">Where it is held.</param>
    /// <param name="cancellation">Ends it.</param>
    internal static async Task<ImportBody> OpenAsync(
        HttpRequest request, Encoding? charset, LineFormat format, bool isAtomic, ImportSettings settings, Spools spools,
        CancellationToken cancellation)
    {
        // Not the request's own reader: Kestrel loses its place in what was looked at and left, if the client then breaks off.
        var reader = PipeReader.Create(request.Body, new StreamPipeReaderOptions(bufferSize: BufferSize, leaveOpen: true));
        var isTable = format is TableFormat;
        var encoding = isTable ? Encodings.Marked(await HeadAsync(reader, int.MaxValue, MarkLength, cancellation)) ?? charset : null;
        if (encoding is not null && encoding.CodePage != Encoding.UTF8.CodePage)
            reader = PipeReader.Create(Encoding.CreateTranscodingStream(reader.AsStream(), encoding, new UTF8Encoding(false)));
        var isSurveyed = isTable && format.NeedsSurvey(await HeadAsync(reader, HeadLines, HeadLength, cancellation));
        if (!isSurveyed) return new ImportBody(reader, null);

        var spool = isAtomic ? null : spools.Open();
        Stream held = spool is null ? new MemoryStream() : spool.File;
        try
        {
            await CopyAsync(reader, held, spool, isAtomic ? settings.MaxAtomicBytes : settings.MaxSpoolBytes,
                isAtomic ? settings.TooLongForAtomic : settings.TooLongForSpool, cancellation);
            held.Position = 0;
            var lines = new LineReader(PipeReader.Create(held, new StreamPipeReaderOptions(leaveOpen: true)), format.MaxLength);
            while (!lines.IsComplete)
            {
                if (await lines.ReadAsync(cancellation) is { } line) format.Survey(line);
            }

            held.Position = 0;
            return new ImportBody(PipeReader.Create(held), spool);
        }
        catch
        {
            spool?.Dispose();
            throw;
        }
    }

    /// <summary>The encoding that a request names: any that .NET knows.</summary>
    /// <returns><see langword="null"/> where it names none.</returns>
    /// <exception cref="ProblemException">It is not known here.</exception>
    internal static Encoding? CharsetOf(HttpRequest request)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type) || !type.Charset.HasValue) return null;
        var name = HeaderUtilities.RemoveQuotes(type.Charset).ToString();
        return Encodings.Find(name)
            ?? throw Cause.WrongMediaType.Because(
                $"The charset '{name}' is not known here. Name another, such as windows-1252, or send the file in UTF-8.");
    }

    private static async Task CopyAsync(
        PipeReader reader, Stream held, Spools.Spool? spool, long most, Func<ProblemException> tooLong, CancellationToken cancellation)
    {
        for (var length = 0L; ;)
        {
            var read = await reader.ReadAsync(cancellation);
            length += read.Buffer.Length;
            // Who still sends hears the answer once it has sent all.
            if (length <= most)
            {
                spool?.Reserve(read.Buffer.Length);
                foreach (var piece in read.Buffer) await held.WriteAsync(piece, cancellation);
            }

            reader.AdvanceTo(read.Buffer.End);
            if (!read.IsCompleted) continue;
            if (length > most) throw tooLong();
            return;
        }
    }

    // How it begins: so many lines or bytes of it, or all. It stays to be read.
    private static async Task<byte[]> HeadAsync(PipeReader reader, int lines, int length, CancellationToken cancellation)
    {
        while (true)
        {
            var read = await reader.ReadAsync(cancellation);
            var head = read.Buffer.Length > length ? read.Buffer.Slice(0, length) : read.Buffer;
            var bytes = head.ToArray();
            if (read.IsCompleted || bytes.Length == length || bytes.AsSpan().Count((byte)'\n') >= lines)
            {
                reader.AdvanceTo(read.Buffer.Start);
                return bytes;
            }

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    public void Dispose() => _spool?.Dispose();
}
