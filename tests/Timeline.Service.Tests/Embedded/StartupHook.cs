using Timeline.Service.Tests.Embedded;

// The runtime runs this before the program that ServerProcess begins. The name, without a namespace, is the runtime's own rule.
internal static class StartupHook
{
    public static void Initialize()
    {
        if (Environment.GetEnvironmentVariable(ServerProcess.DataVariable) is not { Length: > 0 } dataDirectory) return;
        ServerProcess.RunAsync(dataDirectory).GetAwaiter().GetResult();
        Environment.Exit(0);
    }
}
