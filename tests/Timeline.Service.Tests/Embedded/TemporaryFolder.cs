namespace Timeline.Service.Tests.Embedded;

/// <summary>A folder of a test's own, gone after it.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateDirectory(
        System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"tl-{Guid.NewGuid().ToString("N")[..12]}")).FullName;

    public string DataDirectory => System.IO.Path.Combine(Path, "data", "postgres");

    /// <summary>Closes it to every other user, as root's home is.</summary>
    public void MakePrivate()
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
