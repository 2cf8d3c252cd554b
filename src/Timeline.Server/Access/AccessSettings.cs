using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Timeline.Server.Access;

/// <summary>How the service learns who asks: the settings below <c>Access</c>.</summary>
/// <param name="Mode">Whether anybody is asked at all.</param>
/// <param name="Oidc">Whose tokens are taken; <see langword="null"/>: nobody's.</param>
internal sealed record AccessSettings(AccessMode Mode, OidcSettings? Oidc)
{
    /// <summary>
    /// Whether who reaches the server may do everything, without anybody having said that they may: then only this machine is to reach it.
    /// </summary>
    internal bool IsForThisMachineOnly(bool hasKeys) => Mode == AccessMode.Keys && Oidc is null && !hasKeys;

    /// <exception cref="InvalidOperationException">A setting says nothing that can be done.</exception>
    internal static AccessSettings Read(IConfiguration configuration) => new(
        configuration["Access:Mode"] switch
        {
            null or "" => AccessMode.Keys,
            "required" => AccessMode.Required,
            "open" => AccessMode.Open,
            var other => throw new InvalidOperationException(
                $"Access:Mode is '{other}'. It can be 'open' (nobody is asked who they are) or 'required' (everybody is); leave it out to have "
                + "everybody asked as soon as there is a key or an issuer of tokens."),
        },
        OidcSettings.Read(configuration.GetSection("Access:Oidc")));
}

/// <summary>Whether anybody is asked who they are.</summary>
internal enum AccessMode
{
    /// <summary>As soon as there is a key or an issuer of tokens; until then the server answers on the loopback interface only.</summary>
    Keys,

    /// <summary>Always.</summary>
    Required,

    /// <summary>Never, wherever the server can be reached.</summary>
    Open,
}

/// <summary>An issuer of tokens (OpenID Connect), and what its tokens allow.</summary>
/// <param name="Authority">Its address; its keys are found there.</param>
/// <param name="Audience">To whom a token must be addressed.</param>
/// <param name="NameClaim">The claim that says who it is.</param>
/// <param name="Grants">What each claim allows.</param>
internal sealed record OidcSettings(Uri Authority, string Audience, string NameClaim, IReadOnlyList<ClaimGrant> Grants)
{
    /// <summary>How long before its beginning and past its end a token is good, for clocks that differ.</summary>
    internal TimeSpan ClockSkew { get; private init; }

    /// <summary>An issuer on this machine may do without TLS.</summary>
    internal bool RequiresHttps => !Loopback.Is(Authority.Host);

    internal static OidcSettings? Read(IConfigurationSection settings)
    {
        if (!settings.Exists()) return null;
        if (!Uri.TryCreate(settings["Authority"], UriKind.Absolute, out var authority) || authority.Scheme is not ("https" or "http"))
            throw new InvalidOperationException("Access:Oidc:Authority must be the address of the issuer, such as https://login.example.org.");
        if (string.IsNullOrWhiteSpace(settings["Audience"]))
            throw new InvalidOperationException("Access:Oidc:Audience is missing: to whom the tokens must be addressed. Without it those meant for others would be taken.");
        var oidc = new OidcSettings(authority, settings["Audience"]!, settings["NameClaim"] ?? "sub", [.. settings.GetSection("Grants").GetChildren().Select(ClaimGrant.Read)])
        {
            ClockSkew = ReadSkew(settings["ClockSkewSeconds"]),
        };
        if (oidc.RequiresHttps && authority.Scheme != "https") throw new InvalidOperationException("Access:Oidc:Authority must be https where it is not on this machine.");
        return oidc.Grants.Count > 0 ? oidc
            : throw new InvalidOperationException("Access:Oidc:Grants is empty, so that no token would allow anything. Say at least Access:Oidc:Grants:0:Claim, :Value and :Role.");
    }

    private static TimeSpan ReadSkew(string? text) =>
        string.IsNullOrEmpty(text) ? TimeSpan.Zero
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds <= 3600 ? TimeSpan.FromSeconds(seconds)
        : throw new InvalidOperationException($"Access:Oidc:ClockSkewSeconds is '{text}'. It must be a whole number of seconds up to 3600.");
}

/// <summary>What a claim of a token allows.</summary>
/// <param name="Claim">Its name.</param>
/// <param name="Value">One of its values.</param>
/// <param name="Grant">What it allows.</param>
internal sealed record ClaimGrant(string Claim, string Value, Grant Grant)
{
    internal static ClaimGrant Read(IConfigurationSection settings)
    {
        if (settings["Claim"] is not { Length: > 0 } claim || settings["Value"] is not { Length: > 0 } value)
            throw new InvalidOperationException($"{settings.Path} needs a Claim and a Value.");
        try
        {
            return new ClaimGrant(claim, value, Access.Grant.Parse(settings["Timeline"], settings["Role"], settings["Knowers"]));
        }
        catch (FormatException e)
        {
            throw new InvalidOperationException($"{settings.Path}: {e.Message}", e);
        }
    }
}

/// <summary>This machine as seen from itself.</summary>
internal static class Loopback
{
    /// <summary>Lets a server listen on nothing that others can reach.</summary>
    /// <exception cref="InvalidOperationException">It would.</exception>
    internal static void Require(ListenOptions listen)
    {
        if (listen.IPEndPoint is { } address && !IPAddress.IsLoopback(address.Address))
        {
            throw new InvalidOperationException(
                $"Without keys the server listens on the loopback interface only, not on {address}. Make a key (Timeline.Server keys create NAME "
                + "role=admin) or name an issuer of tokens (Access:Oidc). With Access:Mode=open everybody who can reach it may do everything.");
        }
    }

    /// <summary>Whether a name or address of a host is this machine's own.</summary>
    internal static bool Is(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
