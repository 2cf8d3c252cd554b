using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using Microsoft.Net.Http.Headers;
using Timeline.Domain.Json;

namespace Timeline.Server.Http;

/// <summary>Bodies of requests.</summary>
internal static class Body
{
    /// <summary>The greatest length of a request that is not an import, in bytes.</summary>
    internal const int MaxLength = 16 * 1024 * 1024;

    /// <summary>The greatest length of an event, in bytes of JSON.</summary>
    internal const int MaxEventLength = 256 * 1024;

    internal static readonly IReadOnlyList<string> Json = ["application/json"];

    internal static readonly IReadOnlyList<string> Lines = ["application/x-ndjson", "application/ndjson", "application/jsonl"];

    /// <summary>Tables of other data sets; what is in them is said by <c>format</c>, so what they call themselves matters little.
    /// But no address takes what a page of any site may send unasked: text/plain and forms need no preflight.</summary>
    internal static readonly IReadOnlyList<string> Tables = ["text/tab-separated-values", "text/csv", "application/octet-stream"];

    /// <exception cref="ProblemException">The body is of another type, encoding or character set.</exception>
    internal static void RequireMediaType(HttpRequest request, IReadOnlyList<string> types, bool isAnyCharset = false)
    {
        var isTaken = MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            && types.Contains(type.MediaType.Value, StringComparer.OrdinalIgnoreCase)
            && (isAnyCharset || !type.Charset.HasValue
                || HeaderUtilities.RemoveQuotes(type.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase));
        if (!isTaken)
            throw Cause.WrongMediaType.Because($"Send it as Content-Type: {types[0]}{(isAnyCharset ? "" : ", in UTF-8")}.");
        if (request.Headers.ContentEncoding.Any(e => !string.IsNullOrEmpty(e) && !e.Equals("identity", StringComparison.OrdinalIgnoreCase)))
            throw Cause.WrongMediaType.Because("Send it without Content-Encoding.");
    }

    /// <summary>Reads a body as one strict JSON document.</summary>
    /// <exception cref="ProblemException">It is no such document.</exception>
    internal static Task<JsonDocument> ReadJsonAsync(HttpRequest request, CancellationToken cancellation) => ReadJsonAsync(request, Json, cancellation);

    /// <summary>Reads a body of one of some media types as one strict JSON document.</summary>
    /// <exception cref="ProblemException">It is no such document.</exception>
    internal static async Task<JsonDocument> ReadJsonAsync(HttpRequest request, IReadOnlyList<string> types, CancellationToken cancellation)
    {
        RequireMediaType(request, types);
        var held = new ArrayBufferWriter<byte>();
        for (var isComplete = false; !isComplete;)
        {
            // All that comes is taken at once: Kestrel loses its place in what was looked at and left, if the client then breaks off.
            var read = await request.BodyReader.ReadAsync(cancellation);
            foreach (var piece in read.Buffer) held.Write(piece.Span);
            request.BodyReader.AdvanceTo(read.Buffer.End);
            if (held.WrittenCount > MaxLength)
                throw Cause.TooLarge.Because("A request has at most 16 MiB; send a longer one as an import.");
            isComplete = read.IsCompleted;
        }

        return StrictJson.TryParse(StrictJson.WithoutMark(held.WrittenMemory), out var document, out var faults)
            ? document
            : throw Cause.MalformedJson.Because(faults);
    }
}

/// <summary>The lines of a body that may be of any length, one at a time; an overlong one is passed over without being held.</summary>
internal sealed class LineReader(PipeReader body, int maxLength)
{
    private bool _isBegun;

    /// <summary>The next line without its end; <see langword="null"/>: it was too long; at the end of the body <see cref="IsComplete"/> is true.</summary>
    internal async ValueTask<byte[]?> ReadAsync(CancellationToken cancellation)
    {
        if (!_isBegun) await PassOverMarkAsync(cancellation);
        var isTooLong = false;
        while (true)
        {
            var read = await body.ReadAsync(cancellation);
            var buffer = read.Buffer;
            if (buffer.PositionOf((byte)'\n') is { } end)
            {
                var line = buffer.Slice(0, end);
                var bytes = isTooLong || line.Length > maxLength ? null : line.ToArray();
                body.AdvanceTo(buffer.GetPosition(1, end));
                return bytes;
            }

            if (read.IsCompleted)
            {
                IsComplete = true;
                var bytes = isTooLong || buffer.Length > maxLength ? null : buffer.ToArray();
                body.AdvanceTo(buffer.End);
                return bytes;
            }

            isTooLong |= buffer.Length > maxLength;
            if (isTooLong) body.AdvanceTo(buffer.End);
            else body.AdvanceTo(buffer.Start, buffer.End);
        }
    }

    /// <summary>Reads the rest and passes it over.</summary>
    internal async ValueTask PassOverAsync(CancellationToken cancellation)
    {
        while (!IsComplete)
        {
            var read = await body.ReadAsync(cancellation);
            IsComplete = read.IsCompleted;
            body.AdvanceTo(read.Buffer.End);
        }
    }

    /// <summary>Whether the line just read was the last.</summary>
    internal bool IsComplete { get; private set; }

    // A byte order mark may stand before the first line, and nowhere else.
    private async ValueTask PassOverMarkAsync(CancellationToken cancellation)
    {
        _isBegun = true;
        var read = await body.ReadAtLeastAsync(3, cancellation);
        var bytes = read.Buffer.Slice(0, Math.Min(3, read.Buffer.Length)).ToArray();
        body.AdvanceTo(read.Buffer.GetPosition(bytes.Length - StrictJson.WithoutMark(bytes).Length));
    }
}
