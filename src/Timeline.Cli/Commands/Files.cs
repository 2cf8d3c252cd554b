namespace Timeline.Cli.Commands;

/// <summary>Files that are named; <c>-</c> is standard input or output.</summary>
internal static class Files
{
    internal const string Standard = "-";

    /// <summary>Opens a file to be read, with its length where it has one.</summary>
    /// <exception cref="UsageException">It cannot be read.</exception>
    internal static (Stream Stream, long? Length) Open(string name)
    {
        if (name == Standard) return (Console.OpenStandardInput(), null);
        try
        {
            var file = new FileStream(name, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 1 << 16, FileOptions.Asynchronous | FileOptions.SequentialScan);
            // A pipe has a name too, and no length.
            return (file, file.CanSeek ? file.Length : null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"'{name}' cannot be read: {e.Message}");
        }
    }

    internal static async Task<byte[]> ReadAsync(string name, CancellationToken cancellation)
    {
        var (stream, _) = Open(name);
        await using (stream)
        {
            using var all = new MemoryStream();
            await stream.CopyToAsync(all, cancellation);
            return all.ToArray();
        }
    }
}
