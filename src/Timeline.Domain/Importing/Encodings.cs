using System.Text;

namespace Timeline.Domain.Importing;

/// <summary>The encodings that a table may be in, by name: all that .NET knows.</summary>
public static class Encodings
{
    // What cannot be decoded becomes U+FFFD, which no table may have.
    private static readonly DecoderFallback Lost = new DecoderReplacementFallback("\uFFFD");

    /// <summary>Finds an encoding.</summary>
    /// <param name="name">A name of the IANA's registry, in whatever case.</param>
    /// <returns><see langword="null"/>: there is none of that name, or it is UTF-7, which .NET does not decode for safety's sake.</returns>
    public static Encoding? Find(string name)
    {
        try
        {
            var found = CodePagesEncodingProvider.Instance.GetEncoding(name, EncoderFallback.ReplacementFallback, Lost)
                ?? Encoding.GetEncoding(name, EncoderFallback.ReplacementFallback, Lost);
            // Who says ISO 8859-1 means windows-1252, which has letters where the other has control characters (WHATWG Encoding §4.2).
            return found.CodePage == Encoding.Latin1.CodePage ? Find("windows-1252") : found;
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    /// <summary>The encoding that a byte order mark says, which goes before any name (WHATWG Encoding §6).</summary>
    /// <param name="head">The first four bytes, or all where there are fewer.</param>
    /// <returns><see langword="null"/> where there is no mark.</returns>
    public static Encoding? Marked(ReadOnlySpan<byte> head) => head switch
    {
        [0xFF, 0xFE, 0, 0, ..] => Find("utf-32"),
        [0, 0, 0xFE, 0xFF, ..] => Find("utf-32BE"),
        [0xFF, 0xFE, ..] => Find("utf-16"),
        [0xFE, 0xFF, ..] => Find("utf-16BE"),
        [0xEF, 0xBB, 0xBF, ..] => Encoding.UTF8,
        _ => null,
    };
}
