using System.Security.Cryptography;
using System.Text;

namespace Timeline.Domain.Importing;

/// <summary>UUIDs made of names (RFC 9562, version 5): the same name gives the same UUID, so what is imported twice is recognised.</summary>
public static class NameUuid
{
    /// <summary>The namespace of what is imported from other formats. Once used it never changes.</summary>
    public static readonly Guid Imported = new("6f1d6a52-3c0e-4b8e-9a57-2f0f4d1c7e43");

    /// <summary>The UUID of a name within a namespace.</summary>
    public static Guid Of(Guid space, string name)
    {
        var text = new byte[16 + Encoding.UTF8.GetByteCount(name)];
        space.TryWriteBytes(text, bigEndian: true, out _);
        Encoding.UTF8.GetBytes(name, text.AsSpan(16));
        Span<byte> hash = stackalloc byte[SHA1.HashSizeInBytes];
        // The algorithm is that of the standard; nothing is kept secret or proved by it.
#pragma warning disable CA5350
        SHA1.HashData(text, hash);
#pragma warning restore CA5350
        hash[6] = (byte)((hash[6] & 0x0F) | 0x50);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }
}
