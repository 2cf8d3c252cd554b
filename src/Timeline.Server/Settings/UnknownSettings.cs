using Microsoft.Extensions.Configuration.EnvironmentVariables;
using Microsoft.Extensions.Configuration.Memory;

namespace Timeline.Server.Settings;

/// <summary>
/// Finds settings that the server would not read: it must not start with one, for what was meant by it would silently not hold.
/// </summary>
internal static class UnknownSettings
{
    /// <exception cref="UsageException">There are some; each is named, with where it comes from and the nearest right name.</exception>
    internal static void Refuse(IConfigurationRoot configuration)
    {
        var unknown = configuration.Providers.SelectMany(In).Distinct().ToList();
        if (unknown.Count > 0) throw new UsageException(string.Join('\n', unknown));
    }

    /// <summary>What is said of one.</summary>
    /// <param name="given">The name as given.</param>
    /// <param name="nearest">The nearest right name, in the same form; <see langword="null"/>: none is like it.</param>
    /// <param name="what">What it is.</param>
    internal static string Message(string given, string? nearest, string what) =>
        $"Unknown {what} '{given}'.{(nearest?.Trim('-') is { Length: > 0 } ? $" Did you mean '{nearest}'?" : "")}";

    private static IEnumerable<string> In(IConfigurationProvider provider) => provider switch
    {
        // What the framework itself puts in, or a test.
        MemoryConfigurationProvider => [],
        // Most variables there are other programs'.
        EnvironmentVariablesConfigurationProvider => NamesIn(provider).Where(KnownSettings.Resembles)
            .Select(name => Message(Variable(name), KnownSettings.Nearest(name) is { } nearest ? Variable(nearest) : null, "setting in the environment")),
        FileConfigurationProvider { Source.Path: var file } => NamesIn(provider)
            .Select(name => Message(name, KnownSettings.Nearest(name), $"setting in {file}")),
        _ => NamesIn(provider).Select(name => Message(name, KnownSettings.Nearest(name), "setting")),
    };

    // A section with nothing in it says nothing, and so does no harm where there is one of its name.
    private static IEnumerable<string> NamesIn(IConfigurationProvider provider) => Leaves(provider, null)
        .Where(name => !KnownSettings.Has(name) && !(KnownSettings.HasSection(name) && provider.TryGet(name, out var value) && string.IsNullOrEmpty(value)));

    private static IEnumerable<string> Leaves(IConfigurationProvider provider, string? parent)
    {
        foreach (var key in provider.GetChildKeys([], parent).Distinct(StringComparer.OrdinalIgnoreCase))
        {
            var name = parent is null ? key : $"{parent}:{key}";
            if (provider.TryGet(name, out _)) yield return name;
            foreach (var below in Leaves(provider, name)) yield return below;
        }
    }

    private static string Variable(string name) => name.Replace(":", "__", StringComparison.Ordinal);
}
