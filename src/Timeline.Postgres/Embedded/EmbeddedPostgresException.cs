namespace Timeline.Postgres.Embedded;

/// <summary>The embedded PostgreSQL cannot run; the message says why and what to install, set or change.</summary>
public sealed class EmbeddedPostgresException(string message, Exception? innerException = null) : Exception(message, innerException);
