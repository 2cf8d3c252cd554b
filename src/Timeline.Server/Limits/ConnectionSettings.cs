using Microsoft.AspNetCore.Server.Kestrel.Core;
using Timeline.Server.Http;

namespace Timeline.Server.Limits;

/// <summary>How long a client may take, and how many there may be: who is slower is cut off.</summary>
internal sealed record ConnectionSettings
{
    /// <summary>How many connections there are at most; more are closed at once.</summary>
    public int Max { get; init; } = 5000;

    /// <summary>How many of them one address may have; a proxy in <c>Limits:Proxies</c> may have any number.</summary>
    public int PerAddress { get; init; } = 256;

    /// <summary>How many seconds the line and the headers of a request may take, and the first byte of a connection.</summary>
    public double HeadersSeconds { get; init; } = 10;

    /// <summary>How many seconds a connection is kept on which nothing is asked.</summary>
    public double IdleSeconds { get; init; } = 120;

    /// <summary>How many bytes of a body must come in a second, on the average.</summary>
    public double MinBodyRate { get; init; } = 240;

    /// <summary>How many bytes of an answer must be taken in a second, on the average.</summary>
    public double MinAnswerRate { get; init; } = 1024;

    /// <summary>For how many seconds nothing need move.</summary>
    public double GraceSeconds { get; init; } = 5;

    /// <exception cref="FormatException">A setting is not in its range.</exception>
    internal void Check()
    {
        if (Max < 1 || PerAddress < 1 || !(HeadersSeconds > 0) || !(IdleSeconds > 0) || !(MinBodyRate > 0) || !(MinAnswerRate > 0))
            throw new FormatException("What Limits:Connections says must be greater than 0.");
        if (!(GraceSeconds > 1)) throw new FormatException("Limits:Connections:GraceSeconds must be more than 1.");
    }

    /// <summary>Has Kestrel keep them, and the limits of a request that it can keep.</summary>
    internal void Apply(KestrelServerLimits limits)
    {
        limits.MaxRequestBodySize = Body.MaxLength;
        // ConnectionLimits counts them: Kestrel would log each that it closes.
        limits.MaxConcurrentConnections = null;
        limits.MaxConcurrentUpgradedConnections = 0;
        limits.RequestHeadersTimeout = TimeSpan.FromSeconds(HeadersSeconds);
        limits.KeepAliveTimeout = TimeSpan.FromSeconds(IdleSeconds);
        limits.MinRequestBodyDataRate = new MinDataRate(MinBodyRate, TimeSpan.FromSeconds(GraceSeconds));
        limits.MinResponseDataRate = new MinDataRate(MinAnswerRate, TimeSpan.FromSeconds(GraceSeconds));
        // Kestrel refuses without a word, so it refuses only what is far beyond that which is refused with one.
        limits.MaxRequestLineSize = 4 * Lengths.MaxTarget;
        limits.MaxRequestHeadersTotalSize = 4 * Lengths.MaxHeaders;
        limits.MaxRequestHeaderCount = 4 * Lengths.MaxHeaderCount;
    }
}
