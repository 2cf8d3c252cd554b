using System.Buffers;
using System.Buffers.Binary;
using Timeline.Domain.Knowing;
using Timeline.Domain.Time;
using Timeline.Server.Limits;

namespace Timeline.Server.Replaying;

/// <summary>
/// Puts any number of texts in order with little memory: what does not fit is sorted in runs on disk, which are merged as they are read.
/// </summary>
/// <param name="spools">Gives the file on disk.</param>
/// <param name="maxInMemory">How many bytes are held in memory while it takes in.</param>
internal sealed class SortedSpool(Spools spools, int maxInMemory = 4 << 20) : IDisposable
{
    private const int HeadLength = 4 * sizeof(long) + sizeof(int);

    // A run is read in such pieces; there is one for each in memory.
    private const int PieceLength = 1 << 14;

    // So little is held in memory once all is in, for a client may take its time from then on.
    private const int MaxKept = 1 << 16;

    private ArrayBufferWriter<byte> _texts = new();
    private readonly List<(ReplayPlace Place, int Start, int Length)> _held = [];
    private readonly List<(long Start, long End)> _runs = [];
    private Spools.Spool? _disk;

    /// <summary>Takes one in.</summary>
    internal void Add(ReplayPlace place, ReadOnlySpan<byte> text)
    {
        _held.Add((place, _texts.WrittenCount, text.Length));
        _texts.Write(text);
        if (_texts.WrittenCount + _held.Count * HeadLength > maxInMemory) WriteRun();
    }

    /// <summary>All of them in order; each is good until the next is asked for.</summary>
    internal IEnumerable<(ReplayPlace Place, ReadOnlyMemory<byte> Text)> Sorted()
    {
        if (_texts.WrittenCount > MaxKept)
        {
            WriteRun();
            _texts = new();
            _held.TrimExcess();
        }

        _held.Sort((one, other) => one.Place.CompareTo(other.Place));
        IEnumerable<(ReplayPlace, ReadOnlyMemory<byte>)> held = _held.Select(h => (h.Place, _texts.WrittenMemory.Slice(h.Start, h.Length)));
        return _runs.Count == 0 ? held : Merged([held, .. _runs.Select(r => Read(r.Start, r.End))]);
    }

    private static IEnumerable<(ReplayPlace, ReadOnlyMemory<byte>)> Merged(IEnumerable<(ReplayPlace Place, ReadOnlyMemory<byte>)>[] sources)
    {
        var next = new PriorityQueue<IEnumerator<(ReplayPlace Place, ReadOnlyMemory<byte>)>, ReplayPlace>();
        foreach (var source in sources) Await(source.GetEnumerator());
        while (next.TryDequeue(out var first, out _))
        {
            yield return first.Current;
            Await(first);
        }

        void Await(IEnumerator<(ReplayPlace Place, ReadOnlyMemory<byte>)> source)
        {
            if (source.MoveNext()) next.Enqueue(source, source.Current.Place);
            else source.Dispose();
        }
    }

    private void WriteRun()
    {
        _disk ??= spools.Open();
        var file = _disk.File;
        _disk.Reserve(_texts.WrittenCount + (long)_held.Count * HeadLength);
        _held.Sort((one, other) => one.Place.CompareTo(other.Place));
        var start = file.Position;
        Span<byte> head = stackalloc byte[HeadLength];
        foreach (var (place, at, length) in _held)
        {
            BinaryPrimitives.WriteInt64LittleEndian(head, place.At.Microseconds);
            BinaryPrimitives.WriteInt64LittleEndian(head[8..], place.First);
            BinaryPrimitives.WriteInt64LittleEndian(head[16..], place.Second);
            BinaryPrimitives.WriteInt64LittleEndian(head[24..], place.Seq);
            BinaryPrimitives.WriteInt32LittleEndian(head[32..], length);
            file.Write(head);
            file.Write(_texts.WrittenSpan.Slice(at, length));
        }

        file.Flush();
        _runs.Add((start, file.Position));
        _held.Clear();
        _texts.ResetWrittenCount();
    }

    private IEnumerable<(ReplayPlace, ReadOnlyMemory<byte>)> Read(long start, long end)
    {
        var piece = new byte[PieceLength];
        var (at, filled) = (0, 0);
        while (start + at < end)
        {
            Ensure(HeadLength);
            var head = piece.AsMemory(at, HeadLength);
            var place = new ReplayPlace(new Instant(Number(0)), Number(8), Number(16), Number(24));
            var length = BinaryPrimitives.ReadInt32LittleEndian(head.Span[32..]);
            Ensure(HeadLength + length);
            yield return (place, piece.AsMemory(at + HeadLength, length));
            at += HeadLength + length;

            long Number(int offset) => BinaryPrimitives.ReadInt64LittleEndian(head.Span[offset..]);
        }

        // The piece moves on so far that as many bytes from here on are in it.
        void Ensure(int length)
        {
            if (at + length <= filled) return;
            var rest = piece.AsSpan(at, filled - at).ToArray();
            if (length > piece.Length) piece = new byte[Math.Max(length, 2 * piece.Length)];
            rest.CopyTo(piece, 0);
            start += at;
            (at, filled) = (0, rest.Length);
            var wanted = (int)Math.Min(piece.Length - filled, end - start - filled);
            while (wanted > 0)
            {
                var read = RandomAccess.Read(_disk!.File.SafeFileHandle, piece.AsSpan(filled, wanted), start + filled);
                if (read == 0) throw new EndOfStreamException();
                (filled, wanted) = (filled + read, wanted - read);
            }
        }
    }

    public void Dispose() => _disk?.Dispose();
}
