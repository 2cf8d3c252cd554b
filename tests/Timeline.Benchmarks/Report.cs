using System.Text.Json;

namespace Timeline.Benchmarks;

/// <summary>
/// What one build did in one round of one case, beside the floor, and the processor time it took for each event. The percentiles of its
/// answers are in milliseconds.
/// </summary>
internal sealed record Sample(
    int Round, string Case, string Server, double PerSecond, double Floor, CpuTime Cpu, double? P50 = null, double? P99 = null);

/// <summary>
/// The samples of a comparison and what follows from them. Absolute figures move with whatever else the machine does, so builds are
/// compared within a round: the ratio is that of a build to the first one in the same round and case, and its spread tells how far to
/// trust the median.
/// </summary>
internal sealed class Report(string benchmark, string unit, Options options)
{
    private readonly List<Sample> _samples = [];

    internal void Add(Sample sample)
    {
        _samples.Add(sample);
        var (round, @case, server) = (sample.Round, sample.Case, sample.Server);
        Console.Error.WriteLine($"round {round}, {@case}: {server} {sample.PerSecond:N0} {unit}, floor {sample.Floor:N0}");
    }

    internal void Print()
    {
        var servers = options.Servers.Select((folder, n) => (Build.NameOf(n), folder)).ToDictionary();
        var rows = _samples.Select(s => s.Case).Distinct().SelectMany(c => servers.Keys.Select(s => RowOf(c, s))).ToList();
        if (options.Json)
        {
            Console.WriteLine(JsonSerializer.Serialize(new { benchmark, unit, servers, options.Seconds, rows, samples = _samples }, Json));
            return;
        }

        foreach (var (name, folder) in servers) Console.WriteLine($"{name} = {folder}");
        const string Ratios = " /floor     /A   min    q1    q3   max";
        Console.WriteLine($"{benchmark,-22}{unit,12}{"p50 ms",9}{"p99 ms",9}{"server µs",11}{"pg µs",8}{"floor/s",10} {Ratios}");
        foreach (var row in rows) Console.WriteLine(row);
    }

    private static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web);

    private Row RowOf(string @case, string server)
    {
        var mine = _samples.Where(s => s.Case == @case && s.Server == server).ToList();
        var first = _samples.Where(s => s.Case == @case && s.Server == Build.NameOf(0)).ToDictionary(s => s.Round, s => s.PerSecond);
        return new Row(
            @case,
            server,
            Median(s => s.PerSecond),
            mine[0].P50 is null ? null : Median(s => s.P50!.Value),
            mine[0].P99 is null ? null : Median(s => s.P99!.Value),
            new(Median(s => s.Cpu.Server), Median(s => s.Cpu.Postgres)),
            Median(s => s.Floor),
            Median(s => s.PerSecond / s.Floor),
            server == Build.NameOf(0) ? null : Spread.Of(mine.Select(s => s.PerSecond / first[s.Round])));

        double Median(Func<Sample, double> figure) => Spread.Of(mine.Select(figure)).Median;
    }

    /// <summary>The medians of a case over its rounds.</summary>
    private sealed record Row(
        string Case, string Server, double PerSecond, double? P50, double? P99, CpuTime Cpu, double Floor, double ToFloor, Spread? ToFirst)
    {
        public override string ToString() =>
            $"  {Case,-18}{Server,2}{PerSecond,12:N0}{P50,9:N1}{P99,9:N1}{Cpu.Server,11:N0}{Cpu.Postgres,8:N0}{Floor,10:N0}{ToFloor,8:N3}"
            + (ToFirst is { } r ? $"{r.Median,7:N3}{r.Min,6:N2}{r.Q1,6:N2}{r.Q3,6:N2}{r.Max,6:N2}" : "");
    }
}

/// <summary>Median, quartiles and extremes.</summary>
internal sealed record Spread(double Min, double Q1, double Median, double Q3, double Max)
{
    internal static Spread Of(IEnumerable<double> figures)
    {
        var ordered = figures.Order().ToList();
        return new(At(0), At(0.25), At(0.5), At(0.75), At(1));

        double At(double share)
        {
            var place = share * (ordered.Count - 1);
            var (below, above) = (ordered[(int)Math.Floor(place)], ordered[(int)Math.Ceiling(place)]);
            return below + (above - below) * (place - Math.Floor(place));
        }
    }
}
