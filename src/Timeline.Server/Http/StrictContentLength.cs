using System.Text;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Net.Http.Headers;

namespace Timeline.Server.Http;

/// <summary>
/// A Content-Length is digits and nothing else (RFC 9110 §8.6). Kestrel would also take a sign before them, and what stands in front of
/// this server might not. Kestrel lets an encoding be named for a header, and asks it for the header's characters.
/// </summary>
internal sealed class StrictContentLength : Encoding
{
    private static readonly StrictContentLength Instance = new();

    // Longer than any number that Kestrel takes, and no number.
    private const string Refused = "xxxxxxxxxxxxxxxxxxxx";

    internal static void Apply(KestrelServerOptions kestrel) =>
        kestrel.RequestHeaderEncodingSelector = name => name.Equals(HeaderNames.ContentLength, StringComparison.OrdinalIgnoreCase) ? Instance : null;

    public override int GetChars(ReadOnlySpan<byte> bytes, Span<char> chars)
    {
        if (IsNumber(bytes)) return ASCII.GetChars(bytes, chars);
        Refused.CopyTo(chars);
        return Refused.Length;
    }

    public override int GetChars(byte[] bytes, int byteIndex, int byteCount, char[] chars, int charIndex) =>
        GetChars(bytes.AsSpan(byteIndex, byteCount), chars.AsSpan(charIndex));

    public override int GetCharCount(ReadOnlySpan<byte> bytes) => IsNumber(bytes) ? bytes.Length : Refused.Length;

    public override int GetCharCount(byte[] bytes, int index, int count) => GetCharCount(bytes.AsSpan(index, count));

    public override int GetMaxCharCount(int byteCount) => Math.Max(byteCount, Refused.Length);

    public override int GetByteCount(char[] chars, int index, int count) => ASCII.GetByteCount(chars, index, count);

    public override int GetBytes(char[] chars, int charIndex, int charCount, byte[] bytes, int byteIndex) =>
        ASCII.GetBytes(chars, charIndex, charCount, bytes, byteIndex);

    public override int GetMaxByteCount(int charCount) => ASCII.GetMaxByteCount(charCount);

    private static bool IsNumber(ReadOnlySpan<byte> bytes) =>
        bytes.Length is > 0 and < 20 && !bytes.ContainsAnyExceptInRange((byte)'0', (byte)'9');
}
