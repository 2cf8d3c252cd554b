namespace Timeline.Postgres.Embedded;

/// <summary>
/// Which <see cref="EmbeddedPostgres"/> stops the postmaster: written beside the data before it is started, so that a server that was
/// killed leaves a name to be found dead. Read and written under the cluster's lock only.
/// </summary>
internal sealed record Owner(ProcessIdentity Process, Guid Instance)
{
    public static Owner? Read(string path)
    {
        if (!File.Exists(path)) return null;
        return File.ReadAllText(path).Split(' ', StringSplitOptions.TrimEntries) is [var id, var began, var instance]
            && int.TryParse(id, out var number) && Guid.TryParse(instance, out var guid)
                ? new Owner(new ProcessIdentity(number, began), guid)
                : null;
    }

    public void Write(string path)
    {
        var temporary = path + ".new";
        File.WriteAllText(temporary, $"{Process.Id} {Process.Began} {Instance:N}\n");
        File.Move(temporary, path, overwrite: true);
    }
}
