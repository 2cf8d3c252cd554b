using System.Net;
using System.Net.Sockets;
using Timeline.Server.Access;

namespace Timeline.Server.Limits;

/// <summary>Whose requests are counted together: a key's, else an address's. Every limit goes by it.</summary>
internal static class Client
{
    /// <summary>Who asks: the name of the key or token, or the address of whoever shows none.</summary>
    internal static string Of(HttpContext http) =>
        http.Principal() is { IsAnonymous: false } principal ? principal.Name : AddressOf(http.Connection.RemoteIpAddress).ToString();

    /// <summary>What counts as one address. Whoever has one IPv6 address has all of a /64; IPv4 written as IPv6 is IPv4.</summary>
    internal static IPAddress AddressOf(IPAddress? address)
    {
        if (address is null) return IPAddress.None;
        if (address.IsIPv4MappedToIPv6) return address.MapToIPv4();
        if (address.AddressFamily != AddressFamily.InterNetworkV6) return address;
        var bytes = address.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return new IPAddress(bytes);
    }
}
