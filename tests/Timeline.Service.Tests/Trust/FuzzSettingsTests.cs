using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using Timeline.Server.Maintenance;
using Timeline.Server.Settings;
using Timeline.Service.Tests.Trust.Fuzz;

namespace Timeline.Service.Tests.Trust;

/// <summary>Whatever name a setting is given by, it is either one that is read or one that stops the server: none is passed over.</summary>
public sealed class FuzzSettingsTests
{
    private static readonly List<Regex> Known = [.. KnownSettings.Names.Select(n => new Regex(
        $"^{Regex.Escape(n).Replace(@"\#", "[0-9]{1,4}", StringComparison.Ordinal).Replace(@"\*", "[^:]+", StringComparison.Ordinal)}$", RegexOptions.IgnoreCase))];

    [Fact]
    public void Whatever_is_set_is_known_or_refused()
    {
        var (random, values) = (new Random(20190224), new FuzzValues(new Random(20190224)));
        var (taken, refused) = (0, 0);
        for (var i = 0; i < 4000; i++)
        {
            var name = random.Next(10) == 0 ? $"{values.OddText()}" : Spoilt(KnownSettings.Names[random.Next(KnownSettings.Names.Count)], random);
            if (name.Length == 0 || name.Contains('=') || name.Contains('\0')) continue;
            var isKnown = Known.Any(k => k.IsMatch(name));
            Assert.Equal(isKnown, IsTaken(() => Verb.Parse([$"--{name}=1"])));
            // A section that says nothing is no setting.
            var configuration = new ConfigurationBuilder().Add(new Given(name)).Build();
            Assert.Equal(isKnown, IsTaken(() => UnknownSettings.Refuse(configuration)));
            if (isKnown) taken++;
            else refused++;
        }

        Assert.True(taken > 200 && refused > 2000, $"{taken} taken, {refused} refused");
    }

    private static bool IsTaken(Action start)
    {
        try
        {
            start();
            return true;
        }
        catch (UsageException e)
        {
            Assert.Contains("nknown", e.Message);
            return false;
        }
    }

    private static string Spoilt(string name, Random random)
    {
        var text = name.Replace("#", random.Next(3) == 0 ? "x" : $"{random.Next(20)}", StringComparison.Ordinal).Replace("*", "Name", StringComparison.Ordinal);
        for (var i = random.Next(4); i > 0 && text.Length > 0; i--)
        {
            var at = random.Next(text.Length);
            text = random.Next(6) switch
            {
                0 => text.Remove(at, 1),
                1 => text.Insert(at, $"{(char)random.Next('a', 'z' + 1)}"),
                2 => text.Insert(at, ":"),
                3 => text[..at],
                4 => text.ToUpperInvariant(),
                _ => $"{text}s",
            };
        }

        return text;
    }

    // As a file or the command line gives it.
    private sealed class Given(string name) : ConfigurationProvider, IConfigurationSource
    {
        public IConfigurationProvider Build(IConfigurationBuilder builder) => this;

        public override void Load() => Data[name] = "1";
    }
}
