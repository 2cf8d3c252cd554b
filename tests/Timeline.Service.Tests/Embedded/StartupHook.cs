using Timeline.Service.Tests.Embedded;

/// <summary>Run by the runtime before the program that <see cref="ServerProcess"/> begins; the name and the missing namespace are its rule.</summary>
internal static class StartupHook
{
    public static void Initialize()
    {
        if (Environment.GetEnvironmentVariable(ServerProcess.DataVariable) is not { Length: > 0 } dataDirectory) return;
        ServerProcess.RunAsync(dataDirectory).GetAwaiter().GetResult();
        Environment.Exit(0);
    }
}
