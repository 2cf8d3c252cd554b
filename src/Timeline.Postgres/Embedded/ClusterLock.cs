namespace Timeline.Postgres.Embedded;

/// <summary>
/// Holds every other process off finding, making, starting or stopping the same cluster. The system lets go when the holder dies.
/// </summary>
internal sealed class ClusterLock : IDisposable
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(25);
    private readonly FileStream _file;

    private ClusterLock(FileStream file) => _file = file;

    public static async Task<ClusterLock> AcquireAsync(string path, TimeSpan timeout, CancellationToken cancellation)
    {
        var deadline = Deadline.After(timeout);
        using var timer = new PeriodicTimer(Poll);
        while (true)
        {
            if (TryAcquire(path) is { } held) return held;
            if (deadline.HasPassed)
                throw new EmbeddedPostgresException($"Another process has been holding {path} for {timeout.TotalSeconds:0} s.");
            await timer.WaitForNextTickAsync(cancellation);
        }
    }

    /// <summary>Whether opening failed only because another process holds the file.</summary>
    public static bool IsHeld(IOException exception) => exception.HResult is WouldBlockOnLinux or WouldBlockOnBsd;

    public void Dispose() => _file.Dispose();

    private static ClusterLock? TryAcquire(string path)
    {
        try
        {
            return new ClusterLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException held) when (IsHeld(held))
        {
            return null;
        }
    }

    private const int WouldBlockOnLinux = 11;
    private const int WouldBlockOnBsd = 35;
}

/// <summary>A point in monotonic time.</summary>
internal readonly record struct Deadline(long Milliseconds)
{
    public bool HasPassed => Environment.TickCount64 >= Milliseconds;

    public static Deadline After(TimeSpan span) => new(Environment.TickCount64 + (long)span.TotalMilliseconds);
}
