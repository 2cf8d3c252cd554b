namespace Timeline.Server.Limits;

/// <summary>How many costly answers there may be at a time: those that read much of a timeline.</summary>
internal sealed record CostlySettings
{
    /// <summary>How many are worked on at once. The rest of the processors is for everything else.</summary>
    public int Workers { get; init; } = Math.Max(1, Environment.ProcessorCount / 2);

    /// <summary>How many of one key, or of one address without a key, may be worked on, wait, or be read slowly.</summary>
    public int PerClient { get; init; } = 16;

    /// <summary>The same of all together.</summary>
    public int Max { get; init; } = 256;

    /// <summary>For how many seconds one waits for its turn.</summary>
    public double WaitSeconds { get; init; } = 30;

    /// <summary>How many events they may hold together: some 3 KB each. One alone may hold more.</summary>
    public int Events { get; init; } = 50_000;

    /// <exception cref="FormatException">A setting is not in its range.</exception>
    internal void Check()
    {
        if (Workers < 1 || PerClient < 1 || Max < 1 || !(WaitSeconds > 0) || Events < 1)
            throw new FormatException("What Limits:Costly says must be greater than 0.");
    }
}
