using System.Net;

namespace Timeline.Server.Limits;

/// <summary>How much one may ask for, from the section <c>Limits</c> of the settings.</summary>
internal sealed record LimitSettings
{
    /// <summary>How much each key may ask for.</summary>
    public Rate PerKey { get; init; } = new() { PerSecond = 200, Burst = 1000 };

    /// <summary>How much each address may ask for that shows no key, or a wrong one; <see langword="null"/>: as much as it likes.</summary>
    public Rate? PerAddress { get; init; }

    /// <summary>
    /// For how many seconds PostgreSQL works on one statement of an answer; 0: for any number. Recording, imports and upkeep may take
    /// longer.
    /// </summary>
    public double StatementSeconds { get; init; } = 30;

    /// <summary>How long clients may take.</summary>
    public ConnectionSettings Connections { get; init; } = new();

    /// <summary>How many costly answers there may be at a time.</summary>
    public CostlySettings Costly { get; init; } = new();

    /// <summary>Where what is too long for memory is kept.</summary>
    public SpoolSettings Spool { get; init; } = new();

    /// <summary>The proxies in front of the server, addresses or networks: what they say of the client counts.</summary>
    internal IReadOnlyList<string> Proxies { get; private init; } = [];

    // A switch of the framework's own, by which it takes forwarded addresses from anybody.
    private const string TrustsAnybody = "ForwardedHeaders_Enabled";

    /// <summary>
    /// Reads them. Where others than this machine are answered there is a limit for each address, unless the settings have it otherwise.
    /// </summary>
    /// <exception cref="FormatException">A setting is no number, or no address, or would undo the limits.</exception>
    internal static LimitSettings Of(IConfiguration configuration, bool isForOthers)
    {
        var settings = new LimitSettings
        {
            PerAddress = isForOthers ? new Rate { PerSecond = 50, Burst = 200 } : null,
            Proxies = configuration.ListAt("Limits:Proxies"),
        };
        try
        {
            configuration.GetSection("Limits").Bind(settings);
        }
        catch (InvalidOperationException e)
        {
            throw new FormatException(e.Message, e);
        }

        if (settings.PerKey.IsNegative || settings.PerAddress is { IsNegative: true })
            throw new FormatException("A limit is at least 0, which is none.");
        if (settings.StatementSeconds is not (>= 0 and <= 86_400))
            throw new FormatException("Limits:StatementSeconds is a number of seconds from 0 (no limit) to 86400, a day.");
        settings.Connections.Check();
        settings.Costly.Check();
        settings.Spool.Check();
        foreach (var proxy in settings.Proxies.Where(p => !IPAddress.TryParse(p, out _) && !IPNetwork.TryParse(p, out _)))
            throw new FormatException($"'{proxy}' in Limits:Proxies is no address and no network such as 10.0.0.0/8.");
        if (configuration[TrustsAnybody] is { } trusts && trusts.Equals("true", StringComparison.OrdinalIgnoreCase))
            throw new FormatException($"{TrustsAnybody} would have everybody say which address they have. Name your proxies in Limits:Proxies instead.");
        return settings;
    }

    /// <summary><see cref="StatementSeconds"/> as the settings have it: it is needed before all else.</summary>
    /// <exception cref="FormatException">It is no number, or not in its range.</exception>
    internal static double StatementSecondsOf(IConfiguration configuration) => Of(configuration, isForOthers: false).StatementSeconds;

    /// <summary>Whether an address is that of a proxy in front of the server.</summary>
    internal bool IsProxy(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return Proxies.Any(p => IPAddress.TryParse(p, out var proxy) ? proxy.Equals(plain) : IPNetwork.Parse(p).Contains(plain));
    }

    /// <summary>
    /// Whether others than this machine can reach a server with these settings: it listens on more than loopback, or behind a proxy.
    /// </summary>
    internal static bool IsForOthers(IConfiguration configuration)
    {
        if (configuration.ListAt("Limits:Proxies").Count > 0) return true;
        var urls = (configuration[WebHostDefaults.ServerUrlsKey] ?? "")
            .Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var endpoints = configuration.GetSection("Kestrel:Endpoints").GetChildren().Select(e => e["Url"]).OfType<string>();
        string[] every = [.. urls, .. endpoints];
        // Ports without an address, and what cannot be read, are every address.
        return every.Length == 0 || every.Any(u => !BindingAddress.Parse(u).Host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            && !(IPAddress.TryParse(BindingAddress.Parse(u).Host, out var address) && IPAddress.IsLoopback(address)));
    }
}

/// <summary>How many requests one may send.</summary>
internal sealed record Rate
{
    /// <summary>In the long run, in a second; 0: any number.</summary>
    public int PerSecond { get; init; }

    /// <summary>At once; never fewer than in a second.</summary>
    public int Burst { get; init; }

    internal bool IsNegative => PerSecond < 0 || Burst < 0;
}

/// <summary>Reads settings in more ways than the framework does.</summary>
internal static class Settings
{
    /// <summary>A list: numbered, or one text with commas.</summary>
    internal static IReadOnlyList<string> ListAt(this IConfiguration configuration, string key) =>
    [
        .. configuration.GetSection(key).GetChildren().Select(c => c.Value ?? ""),
        .. (configuration[key] ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
    ];
}
