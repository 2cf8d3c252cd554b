using System.Text;

namespace Timeline.Server.Access;

/// <summary>
/// A file to which whole lines are appended, by several processes too. It is opened for each line: so whoever rotates it has only to move
/// it away, and the next line begins a new one, which only its owner may read and write.
/// </summary>
internal sealed class AuditFile
{
    /// <summary>For how long another process may hold it, which it does for one line.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private readonly string _path;

    private AuditFile(string path) => _path = path;

    /// <summary>Makes it where it is not there yet.</summary>
    /// <exception cref="InvalidOperationException">It cannot be written.</exception>
    internal static AuditFile Open(string path)
    {
        try
        {
            var file = new AuditFile(Path.GetFullPath(path));
            file.OpenToAppend().Dispose();
            return file;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new InvalidOperationException($"The file of {AuditLog.FileSetting} cannot be written: {e.Message}", e);
        }
    }

    /// <summary>Appends a line, all of it or nothing.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    internal void Append(string line, bool isToDisk)
    {
        var bytes = Encoding.UTF8.GetBytes(line + "\n");
        lock (_lock)
        {
            using var file = OpenToAppend();
            var end = file.Seek(0, SeekOrigin.End);
            try
            {
                file.Write(bytes);
                file.Flush(isToDisk);
            }
            catch (IOException)
            {
                // On a full disk a part may have been written, which would spoil the line that comes next.
                file.SetLength(end);
                throw;
            }
        }
    }

    // Nobody else has it open at the same time: the framework does not append atomically.
    private FileStream OpenToAppend()
    {
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.Write, Share = FileShare.None, BufferSize = 0 };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        for (var begun = TimeProvider.System.GetTimestamp(); ;)
        {
            try
            {
                return new FileStream(_path, options);
            }
            catch (IOException e) when (IsHeldByAnother(e) && TimeProvider.System.GetElapsedTime(begun) < Patience)
            {
                Thread.Sleep(1);
            }
        }
    }

    // ERROR_SHARING_VIOLATION, or EWOULDBLOCK of Linux and of BSD.
    private static bool IsHeldByAnother(IOException e) => e.HResult is unchecked((int)0x80070020) or 11 or 35;
}
