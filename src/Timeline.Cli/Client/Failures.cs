namespace Timeline.Cli.Client;

/// <summary>The server answered, and not as asked.</summary>
internal sealed class RefusedException(
    Problem problem, int status, string? json = null, TimeSpan? retryAfter = null) : Exception(problem.Title)
{
    internal Problem Problem { get; } = problem;

    /// <summary>The problem as the server has it.</summary>
    internal string? Json { get; } = json;

    internal int Status { get; } = status;

    /// <summary>When it is worth asking again, if the server says so.</summary>
    internal TimeSpan? RetryAfter { get; } = retryAfter;
}

/// <summary>No server answered, or it went away in the middle.</summary>
internal sealed class NotReachedException(Uri server, Exception inner) : Exception(inner.Message, inner)
{
    internal Uri Server { get; } = server;
}
