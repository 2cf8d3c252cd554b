using System.Globalization;

namespace Timeline.Benchmarks;

/// <summary>
/// How much processor time a server and the PostgreSQL under it have used, in microseconds. It moves far less than events a second do with
/// whatever else the machine has to do, so it tells whether a ratio is the build's doing.
/// </summary>
internal readonly record struct CpuTime(double Server, double Postgres)
{
    // The kernel tells it in hundredths of a second, whatever its own clock.
    private const double Tick = 10_000;

    /// <summary>
    /// Up to now, as the kernel has it (proc(5)). PostgreSQL's is that of its postmaster and of all processes this has started.
    /// </summary>
    internal static CpuTime Of(int server, int postmaster)
    {
        var children = Directory.EnumerateDirectories("/proc")
            .Select(folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var id) ? Stat(id) : null)
            .Where(stat => stat is { } s && s.Parent == postmaster)
            .Sum(stat => stat!.Value.Own);
        return new(Stat(server)!.Value.Own, Stat(postmaster)!.Value.Own + Stat(postmaster)!.Value.Ended + children);
    }

    /// <summary>What was used since, for each of so many events.</summary>
    internal CpuTime Since(CpuTime before, int events) => new((Server - before.Server) / events, (Postgres - before.Postgres) / events);

    /// <summary>Its parent, its own time and that of its children that have ended; <c>null</c> when it has ended itself.</summary>
    private static (int Parent, double Own, double Ended)? Stat(int process)
    {
        try
        {
            var line = File.ReadAllText($"/proc/{process}/stat");
            // After its name, which is in parentheses: state, parent, and ten others before the times.
            var fields = line[(line.LastIndexOf(')') + 2)..].Split(' ');
            return (int.Parse(fields[1], CultureInfo.InvariantCulture), Ticks(11) + Ticks(12), Ticks(13) + Ticks(14));

            double Ticks(int field) => Tick * long.Parse(fields[field], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
