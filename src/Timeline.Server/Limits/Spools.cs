using Timeline.Server.Http;

namespace Timeline.Server.Limits;

/// <summary>Where what is too long for memory is kept while an answer needs it.</summary>
internal sealed record SpoolSettings
{
    /// <summary>The folder of the files; <see langword="null"/>: the system's for temporary files.</summary>
    public string? Folder { get; init; }

    /// <summary>How many bytes all files together may have.</summary>
    public long MaxBytes { get; init; } = 4L << 30;

    /// <exception cref="FormatException">A setting is not in its range, or the folder is not there.</exception>
    internal void Check()
    {
        if (MaxBytes < 1) throw new FormatException("Limits:Spool:MaxBytes must be greater than 0.");
        if (Folder is not null && !Directory.Exists(Folder))
            throw new FormatException($"The folder '{Folder}' of Limits:Spool:Folder is not there.");
    }
}

/// <summary>Gives files for what is too long for memory, and bounds how long they are together.</summary>
internal sealed class Spools(LimitSettings settings)
{
    private long _bytes;

    /// <summary>How many bytes are reserved now.</summary>
    internal long Bytes => Volatile.Read(ref _bytes);

    /// <summary>A file of its own, which is gone when it is disposed, or when the process ends.</summary>
    internal Spool Open()
    {
        var path = Path.Combine(settings.Spool.Folder ?? Path.GetTempPath(), $"timeline-{Guid.NewGuid():N}.spool");
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.Delete,
            BufferSize = 1 << 16,
            Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous,
        };
        // What is in it is for this server alone; without a name, nothing is left of it even where the server is killed.
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var file = new FileStream(path, options);
        if (!OperatingSystem.IsWindows()) File.Delete(path);
        return new Spool(this, file);
    }

    private void Reserve(long bytes)
    {
        if (Interlocked.Add(ref _bytes, bytes) > settings.Spool.MaxBytes && bytes > 0)
            throw Cause.Overloaded.Because("There is no more room for what long replays and imports keep on disk.");
    }

    /// <summary>One file.</summary>
    internal sealed class Spool(Spools spools, FileStream file) : IDisposable
    {
        private long _reserved;

        internal FileStream File => file;

        /// <summary>Is told before so many bytes are written.</summary>
        /// <exception cref="ProblemException">There is no room for them.</exception>
        internal void Reserve(long bytes)
        {
            _reserved += bytes;
            spools.Reserve(bytes);
        }

        public void Dispose()
        {
            file.Dispose();
            spools.Reserve(-_reserved);
            _reserved = 0;
        }
    }
}
