using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Timeline.Server.Access;

/// <summary>A key as its holder has it: <c>tlk_</c>, an id by which it is found, and 256 random bits. Only its hash is kept.</summary>
/// <param name="Id">What it is found by.</param>
/// <param name="Text">The whole.</param>
internal sealed partial record ApiKey(string Id, string Text)
{
    /// <summary>What it begins with, so that it is known as what it is where it leaks, and told from a token.</summary>
    internal const string Prefix = "tlk_";

    private const int IdLength = 12;

    /// <summary>What is kept of it.</summary>
    internal byte[] Hash => SHA256.HashData(Encoding.UTF8.GetBytes(Text));

    internal static ApiKey New()
    {
        var id = RandomNumberGenerator.GetString("abcdefghijkmnpqrstuvwxyz23456789", IdLength);
        return new ApiKey(id, $"{Prefix}{id}_{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32))}");
    }

    /// <summary>The key that a request carries; <see langword="null"/>: none, or something else.</summary>
    internal static ApiKey? In(HttpRequest request) =>
        request.Headers.Authorization is [{ } only] && Shape().Match(only) is { Success: true } match
            ? new ApiKey(match.Groups["id"].Value, match.Groups["key"].Value) : null;

    [GeneratedRegex(@"\A(?i:bearer) +(?<key>tlk_(?<id>[a-z0-9]{12})_[A-Za-z0-9_-]{43})\z", RegexOptions.CultureInvariant)]
    private static partial Regex Shape();

    /// <summary>What may be shown of it.</summary>
    public override string ToString() => Id;

    /// <summary>Whether this is the key that was kept, told in a time that says nothing of how much of it is right.</summary>
    internal bool Is(byte[] kept) => CryptographicOperations.FixedTimeEquals(Hash, kept);
}
