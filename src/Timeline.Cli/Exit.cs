namespace Timeline.Cli;

/// <summary>The exit codes.</summary>
internal static class Exit
{
    internal const int Done = 0;

    /// <summary>The server refused, or failed; of an import: refused some lines.</summary>
    internal const int Refused = 1;

    /// <summary>What was typed cannot be meant, or a file cannot be read or written.</summary>
    internal const int Usage = 2;

    /// <summary>No server was reached, or it went away in the middle.</summary>
    internal const int NotReached = 3;

    /// <summary>Ctrl+C.</summary>
    internal const int Interrupted = 130;

    /// <summary>Whoever read the output went away.</summary>
    internal const int OutputClosed = 141;

    /// <summary>SIGTERM.</summary>
    internal const int Terminated = 143;

    internal const string Description =
        "Exit codes: 0 done, 1 refused by the server (an import: some lines), 2 not understood, 3 server not reached, 130 interrupted.";
}
