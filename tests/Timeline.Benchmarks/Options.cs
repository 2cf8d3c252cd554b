using System.Globalization;

namespace Timeline.Benchmarks;

/// <summary>What the command line asks for.</summary>
internal sealed record Options
{
    internal const string Usage = """
        Usage: Timeline.Benchmarks append [--server DIR]... [--rounds N] [--seconds S] [--clients 1,16,64,256] [--json]
               Timeline.Benchmarks import [--server DIR]... [--rounds N] [--lines N] [--json]
               Timeline.Benchmarks dos [--server DIR] [--seconds S]
               Timeline.Benchmarks chain [--server DIR]
               Timeline.Benchmarks atomic [--server DIR]
               Timeline.Benchmarks bulk
               Timeline.Benchmarks page

        --server names a folder with a published server: dotnet publish src/Timeline.Server -c Release -o DIR.
        Several are measured in alternation and compared with the first. Without it, the server built beside the benchmark is measured.
        """;

    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["append"] = ["--server", "--rounds", "--seconds", "--clients", "--json"],
        ["import"] = ["--server", "--rounds", "--lines", "--json"],
        ["dos"] = ["--server", "--seconds"],
        ["chain"] = ["--server"],
        ["atomic"] = ["--server"],
        ["bulk"] = [],
        ["page"] = [],
    };

    internal required string Benchmark { get; init; }

    /// <summary>The folders of the servers to compare, in the order given.</summary>
    internal IReadOnlyList<string> Servers { get; init; } = [];

    internal int? Rounds { get; init; }

    internal int Seconds { get; init; } = 10;

    internal IReadOnlyList<int> Clients { get; init; } = [1, 16, 64, 256];

    internal int Lines { get; init; } = 50_000;

    internal bool Json { get; init; }

    /// <summary><c>null</c> when the arguments are not understood.</summary>
    internal static Options? Parse(string[] args)
    {
        if (args is not [var benchmark, ..] || !Allowed.TryGetValue(benchmark, out var allowed)) return null;
        var options = new Options { Benchmark = benchmark };
        for (var i = 1; i < args.Length; i++)
        {
            var name = args[i];
            if (!allowed.Contains(name)) return null;
            var value = name == "--json" ? "" : ++i < args.Length ? args[i] : null;
            if (value is null || options.With(name, value) is not { } more) return null;
            options = more;
        }

        return options.Servers.Count > 0 ? options : options with { Servers = [AppContext.BaseDirectory] };
    }

    private Options? With(string name, string value) => name switch
    {
        "--server" => File.Exists(Path.Combine(value, "Timeline.Server.dll")) ? this with { Servers = [.. Servers, value] } : null,
        "--rounds" => Number(value) is { } n ? this with { Rounds = n } : null,
        "--seconds" => Number(value) is { } n ? this with { Seconds = n } : null,
        "--lines" => Number(value) is { } n ? this with { Lines = n } : null,
        "--clients" => value.Split(',').Select(Number).ToList() is var all && all.All(n => n is not null)
            ? this with { Clients = [.. all.Select(n => n!.Value)] }
            : null,
        _ => this with { Json = true },
    };

    private static int? Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : null;
}
