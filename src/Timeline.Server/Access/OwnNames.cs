using System.Net;
using Timeline.Server.Http;

namespace Timeline.Server.Access;

/// <summary>
/// The names of this server: loopback, the address that a request came in at, and those in <c>PublicAddress</c>. Where no key is asked
/// for, whoever reaches the server may do everything, and so may any web page in a browser that reaches it: by a name of its own that
/// leads here, or across origins. So such a server answers by its own names only, and nothing is changed from another origin. That a
/// page cannot do so with a media type that needs no preflight either is up to the endpoints: none takes one.
/// </summary>
internal sealed class OwnNames
{
    private readonly IReadOnlyList<Uri> _public;

    private OwnNames(IReadOnlyList<Uri> addresses) => _public = addresses;

    /// <summary>Takes the public addresses from the setting.</summary>
    /// <exception cref="FormatException">One is no address of a server.</exception>
    internal static OwnNames Of(IEnumerable<string> addresses) => new([.. addresses.Select(text =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            && address is { Host.Length: > 0, UserInfo: "", PathAndQuery: "/", Fragment: "" }
                ? address
                : throw new FormatException($"'{text}' in PublicAddress is no address of a server such as https://timeline.example.org."))]);

    /// <summary>
    /// What the absolute addresses in an answer begin with: the public address, else the name that was asked for if it is the server's
    /// own; empty where it is any other, for whoever asks could make up one.
    /// </summary>
    internal string Site(HttpRequest request) => _public.Count > 0 ? Origin(_public[0]) : request.Host.HasValue && IsOwn(request) ? Origin(request) : "";

    /// <summary>Why a server that asks for no key refuses a request; <see langword="null"/>: it does not.</summary>
    /// <param name="http">The request.</param>
    /// <param name="others">The origins of other sites whose scripts may ask.</param>
    internal ProblemException? Refusal(HttpContext http, CrossOrigins others)
    {
        var request = http.Request;
        // A browser always says by which name it asks.
        if (request.Host.HasValue && !IsOwn(request))
        {
            return Cause.Misdirected.Because($"No key is asked for here, so the server answers by its own names only, and '{request.Host.Host}' is "
                + "none of them. Ask it as localhost, or name its address in the setting PublicAddress.");
        }

        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method)) return null;
        return IsFromHere(request, others) ? null : Cause.ForeignOrigin.Because(
            "No key is asked for here, so pages of other sites may change nothing. Name the site in the setting Cors:Origins if it may.");
    }

    private bool IsFromHere(HttpRequest request, CrossOrigins others) => request.Headers.Origin switch
    {
        // Browsers say it of whatever may change something; older ones and other clients say neither.
        [] => request.Headers["Sec-Fetch-Site"] is [] or ["same-origin" or "none"],
        [{ } origin] => _public.Select(Origin).Concat(others.All).Append(Origin(request)).Contains(origin, StringComparer.OrdinalIgnoreCase),
        _ => false,
    };

    private bool IsOwn(HttpRequest request)
    {
        var host = request.Host.Host;
        if (Loopback.Is(host) || _public.Any(p => p.Host.Equals(host, StringComparison.OrdinalIgnoreCase))) return true;
        return IPAddress.TryParse(host.Trim('[', ']'), out var address) && request.HttpContext.Connection.LocalIpAddress is { } local
            && address.Equals(local.IsIPv4MappedToIPv6 ? local.MapToIPv4() : local);
    }

    private static string Origin(Uri address) => address.GetLeftPart(UriPartial.Authority);

    private static string Origin(HttpRequest request) => $"{request.Scheme}://{request.Host}";
}
