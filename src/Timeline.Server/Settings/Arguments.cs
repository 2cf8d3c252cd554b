namespace Timeline.Server.Settings;

/// <summary>The program's arguments: words, and settings as <c>--Name=value</c> or <c>--Name value</c>.</summary>
/// <param name="Words">What is no setting.</param>
/// <param name="Settings">Each as <c>--Name=value</c>.</param>
internal sealed record Arguments(string[] Words, IReadOnlyList<string> Settings)
{
    private const string Prefix = "--";

    /// <summary>Tells settings from words.</summary>
    /// <exception cref="UsageException">There is no such setting, or it has no value.</exception>
    internal static Arguments Parse(IReadOnlyList<string> args)
    {
        var (words, settings) = (new List<string>(), new List<string>());
        for (var i = 0; i < args.Count; i++)
        {
            var name = args[i].StartsWith(Prefix, StringComparison.Ordinal) ? args[i][Prefix.Length..].Split('=')[0] : null;
            if (name is null)
            {
                if (args[i].StartsWith('-')) throw new UsageException($"Unknown argument '{args[i]}'.");
                words.Add(args[i]);
            }
            else if (!KnownSettings.Has(name))
            {
                throw new UsageException(UnknownSettings.Message($"{Prefix}{name}", $"{Prefix}{KnownSettings.Nearest(name)}", "argument"));
            }
            else if (args[i].Contains('=', StringComparison.Ordinal))
            {
                settings.Add(args[i]);
            }
            else if (i + 1 < args.Count && !args[i + 1].StartsWith(Prefix, StringComparison.Ordinal))
            {
                settings.Add($"{args[i]}={args[++i]}");
            }
            else
            {
                throw new UsageException($"The setting '{args[i]}' has no value: {args[i]}=…");
            }
        }

        return new Arguments([.. words], settings);
    }
}

/// <summary>The program was started with arguments or settings that say nothing it can do.</summary>
internal sealed class UsageException(string message) : Exception($"{message}\nTimeline.Server --help lists commands and settings.");
