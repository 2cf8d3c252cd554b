namespace Timeline.Server.Settings;

/// <summary>
/// Every setting that the server reads. One that is not here stops the server, so a new one takes one line here, and one in the README.
/// </summary>
internal static class KnownSettings
{
    /// <summary>The server's own.</summary>
    internal static readonly IReadOnlyList<Setting> Own =
    [
        new("Urls", "where it listens", "http://127.0.0.1:5080"),
        new("PublicAddress", "the addresses by which others reach it; citations use the first", "none") { IsList = true },
        new("ConnectionStrings:Timeline", "a PostgreSQL to use instead of its own (Npgsql)", "none"),
        new("Postgres:Data", "where its own PostgreSQL keeps its data", "data/postgres"),
        new("Postgres:Bin", "the folder with postgres and initdb", "looked for"),
        new("Timeline:Seed", "the sample to load where it is not there yet", "korea on its own PostgreSQL"),
        new("Access:Mode", "required: everybody needs a key or token; open: nobody ever does", "needed once there is a key or an issuer"),
        new("Access:Oidc:Authority", "the address of an issuer of tokens (OpenID Connect)", "none"),
        new("Access:Oidc:Audience", "to whom its tokens must be addressed", "none"),
        new("Access:Oidc:NameClaim", "the claim that stands in recordedBy", "sub"),
        new("Access:Oidc:ClockSkewSeconds", "how long past its end a token is still good", "0"),
        new("Access:Oidc:Grants:#:Claim", "a claim that allows something", "none"),
        new("Access:Oidc:Grants:#:Value", "the value that the claim must have", "none"),
        new("Access:Oidc:Grants:#:Timeline", "the timeline in which it allows it", "* (all)"),
        new("Access:Oidc:Grants:#:Role", "the role: read, record, curate or admin", "read"),
        new("Access:Oidc:Grants:#:Knowers", "whose knowledge may be asked for beside what is public, with commas; *: everybody's", "nobody's"),
        new("Audit:File", "the file that the audit log is appended to", "none: the console"),
        new("Clock:ToleranceSeconds", "by how much clocks may differ before nothing is recorded", "60"),
        new("Cors:Origins", "the origins of other sites whose scripts may ask", "none") { IsList = true },
        new("Feed:HeartbeatSeconds", "how often a feed says that it is still there", "15"),
        new("Import:MaxAtomicLines", "lines of an import with atomic=true", "100000"),
        new("Import:MaxAtomicMiB", "MiB of an import with atomic=true", "256"),
        new("Import:MaxAtomicAtOnce", "imports with atomic=true at a time", "8"),
        new("Import:MaxSpoolMiB", "MiB that another import keeps on disk", "1024"),
        new("Limits:Proxies", "the proxies in front: what they say of the client counts", "none") { IsList = true },
        new("Limits:PerKey:PerSecond", "requests with one key, a second", "200"),
        new("Limits:PerKey:Burst", "requests with one key, at once", "1000"),
        new("Limits:PerAddress:PerSecond", "requests without a key from one address, a second", "50; no limit where only this machine is answered"),
        new("Limits:PerAddress:Burst", "requests without a key from one address, at once", "200"),
        new("Limits:Connections:Max", "connections", "5000"),
        new("Limits:Connections:PerAddress", "connections of one address", "256"),
        new("Limits:Connections:HeadersSeconds", "for how long the first byte, and then the headers of a request, are waited for", "10"),
        new("Limits:Connections:IdleSeconds", "for how long the next request is waited for", "120"),
        new("Limits:Connections:MinBodyRate", "bytes a second that a body must come with", "240"),
        new("Limits:Connections:MinAnswerRate", "bytes a second with which an answer must be read", "1024"),
        new("Limits:Connections:GraceSeconds", "for how long either may be slower", "5"),
        new("Limits:StatementSeconds", "for how long PostgreSQL may run a statement for an answer; 0: any time", "30"),
        new("Limits:Costly:Workers", "costly answers worked on at once", "half the processors"),
        new("Limits:Costly:PerClient", "costly answers of one key or address, with those that wait", "16"),
        new("Limits:Costly:Max", "costly answers of all, with those that wait", "256"),
        new("Limits:Costly:WaitSeconds", "for how long a costly answer waits for its turn", "30"),
        new("Limits:Costly:Events", "events that costly answers hold in memory together", "50000"),
        new("Limits:Spool:Folder", "the folder where long replays and tables are kept", "the system's for temporary files"),
        new("Limits:Spool:MaxBytes", "bytes that these have together", "4 GiB"),
    ];

    /// <summary>What the framework reads and an operator may use.</summary>
    private static readonly IReadOnlyList<string> Framework =
    [
        "AllowedHosts", "ApplicationName", "CaptureStartupErrors", "ContentRoot", "DetailedErrors", "Environment", "HostBuilder:ReloadConfigOnChange",
        "HostingStartupAssemblies", "HostingStartupExcludeAssemblies", "Http_Ports", "Https_Port", "Https_Ports", "PreferHostingUrls",
        "PreventHostingStartup", "ShutdownTimeoutSeconds", "SuppressStatusMessages", "WebRoot",
        "Kestrel:Certificates:*:*", "Kestrel:EndpointDefaults:ClientCertificateMode", "Kestrel:EndpointDefaults:Protocols",
        "Kestrel:EndpointDefaults:SslProtocols:#", "Kestrel:Endpoints:*:Certificate:*", "Kestrel:Endpoints:*:ClientCertificateMode",
        "Kestrel:Endpoints:*:Protocols", "Kestrel:Endpoints:*:Sni:*:Certificate:*", "Kestrel:Endpoints:*:Sni:*:ClientCertificateMode",
        "Kestrel:Endpoints:*:Sni:*:Protocols", "Kestrel:Endpoints:*:Sni:*:SslProtocols:#", "Kestrel:Endpoints:*:SslProtocols:#",
        "Kestrel:Endpoints:*:Url",
        "Logging:LogLevel:*", "Logging:*:FormatterName", "Logging:*:FormatterOptions:*", "Logging:*:FormatterOptions:*:*",
        "Logging:*:LogLevel:*", "Logging:*:LogToStandardErrorThreshold", "Logging:*:MaxQueueLength", "Logging:*:QueueFullMode",
    ];

    /// <summary>All names, with what stands for numbers and for any name.</summary>
    internal static readonly IReadOnlyList<string> Names = [.. Own.SelectMany(s => s.Names), .. Framework];

    private static readonly IReadOnlyList<string[]> Patterns = [.. Names.Select(n => n.Split(':'))];

    /// <summary>Whether a name is one of them.</summary>
    internal static bool Has(string name) => name.Split(':') is var parts && Patterns.Any(p => p.Length == parts.Length && Begins(p, parts));

    /// <summary>Whether a name is that of a section with some of them, such as <c>Limits</c>; alone it says nothing.</summary>
    internal static bool HasSection(string name) => name.Split(':') is var parts && Patterns.Any(p => p.Length > parts.Length && Begins(p, parts));

    /// <summary>
    /// Whether a variable of the environment is meant for this server: its section is spelt like one of these, or it is spelt like a
    /// setting of the server's own that stands in none. There are variables of other programs too, so short names must be exact.
    /// </summary>
    internal static bool Resembles(string name)
    {
        var parts = name.Split(':');
        var firsts = parts.Length > 1 ? Patterns.Where(p => p.Length > 1).Select(p => p[0]) : Own.Select(s => s.Name).Where(n => !n.Contains(':', StringComparison.Ordinal));
        return firsts.Distinct().Any(first => Spelling.Distance(first, parts[0]) <= (first.Length - 1) / 4);
    }

    /// <summary>The name among them that is spelt most like one that is not; <see langword="null"/>: none is at all like it.</summary>
    internal static string? Nearest(string name) => Spelling.Nearest(name, Patterns.Select(p => Filled(p, name.Split(':'))));

    private static bool Begins(string[] pattern, string[] parts) => parts.Zip(pattern).All(p => p.Second switch
    {
        Setting.Any => p.First.Length > 0,
        Setting.Number => p.First.Length is > 0 and < 5 && p.First.All(char.IsAsciiDigit),
        var word => word.Equals(p.First, StringComparison.OrdinalIgnoreCase),
    });

    // What stands for a number or any name is taken from what was given, as far as it can be.
    private static string Filled(string[] pattern, string[] given) => string.Join(':', pattern.Select((word, i) => word switch
    {
        Setting.Any => i < given.Length ? given[i] : "Name",
        Setting.Number => i < given.Length && given[i].Length > 0 && given[i].All(char.IsAsciiDigit) ? given[i] : "0",
        _ => word,
    }));
}
