using System.Text.RegularExpressions;
using Timeline.Server.Limits;
using Timeline.Server.Settings;

namespace Timeline.Service.Tests.Settings;

/// <summary>What the server reads, what it knows by name and what is documented are the same settings.</summary>
public sealed partial class DocumentedSettingsTests
{
    private static readonly string Repository = ReadmeTests.Repository();

    private static string Read(params string[] path) => File.ReadAllText(Path.Combine([Repository, .. path]));

    [Fact]
    public void Every_setting_is_documented_and_every_one_that_is_documented_exists()
    {
        var documented = Documented(Read("README.md")).Concat(Documented(Read("deploy", "README.md"))).Concat(Documented(Read("docker-compose.yml")))
            .Concat(Documented(Read("deploy", "Dockerfile"))).ToHashSet(StringComparer.OrdinalIgnoreCase);
        Assert.All(documented, name => Assert.True(KnownSettings.Has(name), $"The setting '{name}' is documented, and there is none."));
        var numbered = documented.Select(name => Digits().Replace(name, ":#")).ToHashSet(StringComparer.OrdinalIgnoreCase);
        Assert.All(KnownSettings.Own, setting => Assert.True(setting.Names.Any(numbered.Contains), $"The setting '{setting.Name}' is documented nowhere."));
    }

    [Fact]
    public void Every_setting_that_is_read_is_known()
    {
        var read = new List<string>(Bound(typeof(LimitSettings), "Limits"));
        foreach (var file in Directory.GetFiles(Path.Combine(Repository, "src", "Timeline.Server"), "*.cs", SearchOption.AllDirectories))
        {
            var section = file.EndsWith("AccessSettings.cs", StringComparison.Ordinal) ? (string[])["", "Access:Oidc:", "Access:Oidc:Grants:0:"] : [""];
            foreach (Match match in ReadInCode().Matches(File.ReadAllText(file)))
            {
                var name = match.Groups["name"].Value;
                if (match.Groups["how"].Value is "GetSection(" ? KnownSettings.HasSection(name) || section.Any(s => KnownSettings.HasSection(s + name)) : false) continue;
                if (match.Groups["how"].Value is "GetConnectionString(") name = $"ConnectionStrings:{name}";
                read.Add(section.Select(s => s + name).FirstOrDefault(KnownSettings.Has) ?? name);
            }
        }

        Assert.True(read.Count > 20, string.Join(' ', read));
        Assert.All(read, name => Assert.True(KnownSettings.Has(name), $"'{name}' is read, and KnownSettings does not have it: the server would not start with it."));
    }

    // What the binder sets: whatever can be set, however deep.
    private static IEnumerable<string> Bound(Type type, string section) => type.GetProperties().Where(p => p.GetSetMethod() is not null).SelectMany(p =>
        p.PropertyType.Namespace!.StartsWith(nameof(Timeline), StringComparison.Ordinal) ? Bound(p.PropertyType, $"{section}:{p.Name}") : [$"{section}:{p.Name}"]);

    // As Name:Part, Name__Part, and short for another part beside the one named before: :Part or …:Part.
    private static IEnumerable<string> Documented(string text)
    {
        var last = "";
        foreach (Match match in InText().Matches(text))
        {
            var name = match.Groups["name"].Value.Replace("__", ":", StringComparison.Ordinal);
            if (name.StartsWith(':') || name.StartsWith('…')) name = last[..last.LastIndexOf(':')] + name.TrimStart('…');
            else if (!name.Contains(':') && !KnownSettings.Has(name)) continue;
            if (!KnownSettings.Has(name) && (KnownSettings.HasSection(name) || !KnownSettings.Resembles(name))) continue;
            yield return last = name;
        }
    }

    [GeneratedRegex(@"(?<=`|--|-e ""?|^ +|ENV )(?<name>…?:[A-Z]\w+|[A-Z][A-Za-z]+(?:(?::|__)\w+)*)(?=`|=|: )", RegexOptions.Multiline)]
    private static partial Regex InText();

    [GeneratedRegex(@"(?<how>(?:configuration|Configuration|settings)\[|GetSection\(|GetConnectionString\(|ListAt\()""(?<name>[\w:]+)""")]
    private static partial Regex ReadInCode();

    [GeneratedRegex(@":\d+\b")]
    private static partial Regex Digits();
}
