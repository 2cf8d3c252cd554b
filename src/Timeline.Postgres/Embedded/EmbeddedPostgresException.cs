namespace Timeline.Postgres.Embedded;

/// <summary>The embedded PostgreSQL cannot run; the message says why and what to install, set or change.</summary>
public sealed class EmbeddedPostgresException : Exception
{
    /// <summary>Without a reason; for serializers only.</summary>
    public EmbeddedPostgresException()
    {
    }

    /// <summary>With the reason and its remedy.</summary>
    public EmbeddedPostgresException(string message)
        : base(message)
    {
    }

    /// <summary>With the reason, its remedy and what was caught.</summary>
    public EmbeddedPostgresException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
