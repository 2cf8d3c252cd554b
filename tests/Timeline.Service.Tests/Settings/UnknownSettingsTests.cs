using System.Diagnostics;
using Microsoft.Extensions.Configuration;
using Timeline.Server.Hosting;
using Timeline.Server.Maintenance;
using Timeline.Server.Settings;

namespace Timeline.Service.Tests.Settings;

/// <summary>A setting or an argument that is not known stops the server, whatever was meant by it.</summary>
public sealed class UnknownSettingsTests
{
    private static string Refused(params string[] args)
    {
        var error = Assert.Throws<UsageException>(() => TimelineServer.CreateBuilder(Verb.Parse(args).Settings));
        Assert.Contains("--help", error.Message);
        return error.Message;
    }

    [Theory]
    [InlineData("Access:Oidc:Grants:0:Timelines", "Access:Oidc:Grants:0:Timeline")]
    [InlineData("Access:Oidc:Grants:12:Knower", "Access:Oidc:Grants:12:Knowers")]
    [InlineData("Access:Oidc:Grants:x:Timeline", "Access:Oidc:Grants:0:Timeline")]
    [InlineData("Access:Oidc:Grants:-1:Timeline", "Access:Oidc:Grants:0:Timeline")]
    [InlineData("Access:Oidc:Grants:Timeline", "Access:Oidc:Grants:0:Timeline")]
    [InlineData("Access:Oidc:Grants:0:Timeline:0", "Access:Oidc:Grants:0:Timeline")]
    [InlineData("Acess:Mode", "Access:Mode")]
    [InlineData("Access:Mod", "Access:Mode")]
    [InlineData("AccessMode", "Access:Mode")]
    [InlineData("ConnectionString:Timeline", "ConnectionStrings:Timeline")]
    [InlineData("ConnectionStrings:Timelin", "ConnectionStrings:Timeline")]
    [InlineData("Url", "Urls")]
    [InlineData("Publicadres", "PublicAddress")]
    [InlineData("Limits:PerAddress:PerSeconds", "Limits:PerAddress:PerSecond")]
    [InlineData("Kestrel:Endpoint:Wide:Url", "Kestrel:Endpoints:Wide:Url")]
    [InlineData("Kestrel:Endpoints:Wide:Uri", "Kestrel:Endpoints:Wide:Url")]
    [InlineData("Cors:Origin", "Cors:Origins")]
    public void A_misspelt_argument_is_refused_with_the_nearest_right_name(string given, string right)
    {
        Assert.Contains($"Unknown argument '--{given}'. Did you mean '--{right}'?", Refused($"--{given}=korea"));
        Assert.Contains($"Unknown argument '--{given}'. Did you mean '--{right}'?", Refused($"--{given}", "korea"));
        Assert.Contains($"Unknown argument '--{given}'. Did you mean '--{right}'?", Refused("verify", $"--{given}", "korea"));
        Assert.Contains($"Unknown argument '--{given}'. Did you mean '--{right}'?", Refused("db-assert", $"--{given}", "korea"));
    }

    [Theory]
    [InlineData("Unknown argument '--bogus'.", "--bogus")]
    [InlineData("Unknown argument '-x'.", "-x")]
    [InlineData("Unknown argument '-x'.", "keys", "list", "-x")]
    [InlineData("Unknown argument '--'.", "--")]
    [InlineData("Unknown argument 'bogus'.", "serve", "bogus")]
    [InlineData("Unknown argument '--bogus'.", "db-apply", "--bogus")]
    [InlineData("Unknown argument 'bogus'.", "db-patch", "patch.sql", "bogus")]
    [InlineData("Unknown command 'db-aply'. Did you mean 'db-apply'?", "db-aply")]
    [InlineData("Unknown command 'bogus'.", "bogus")]
    [InlineData("Unknown command 'verfy'. Did you mean 'verify'?", "verfy")]
    [InlineData("Unknown command '/Access:Mode=open'.", "/Access:Mode=open")]
    [InlineData("Unknown command 'Access:Mode=open'.", "Access:Mode=open")]
    [InlineData("The setting '--Access:Mode' has no value", "--Access:Mode")]
    [InlineData("The setting '--Access:Mode' has no value", "--Access:Mode", "--Urls=http://127.0.0.1:0")]
    public void So_is_whatever_else_says_nothing_that_can_be_done(string said, params string[] args) => Assert.Contains(said, Refused(args));

    [Fact]
    public void Names_that_are_right_are_taken_however_they_are_written()
    {
        string[] args =
        [
            "--urls", "http://127.0.0.1:0", "--ACCESS:MODE=open", "--Cors:Origins=https://a.example", "--Limits:Proxies:0", "10.0.0.1",
            "--Kestrel:Endpoints:Wide:Url=http://127.0.0.1:0", "--Logging:LogLevel:Microsoft.AspNetCore=Warning", "--Logging:Console:FormatterName=json",
            "--environment", "Production", "--Access:Oidc:Grants:7:timeline=korea",
        ];
        var builder = TimelineServer.CreateBuilder(Verb.Parse(args).Settings);
        Assert.Equal("open", builder.Configuration["Access:Mode"]);
        Assert.Equal("korea", builder.Configuration["Access:Oidc:Grants:7:Timeline"]);
        Assert.Equal("10.0.0.1", builder.Configuration["Limits:Proxies:0"]);
    }

    [Fact]
    public async Task A_variable_that_was_meant_for_the_server_stops_it_before_anything_is_started()
    {
        (string Given, string Right)[] misspelt =
        [
            ("Access__Oidc__Grants__0__Timelines", "Access__Oidc__Grants__0__Timeline"), ("ACCES__MODE", "Access__Mode"),
            ("ASPNETCORE_Access__Moed", "Access__Mode"), ("ConnectionString__Timeline", "ConnectionStrings__Timeline"),
            ("PublicAdress", "PublicAddress"), ("PUBLIC_ADDRESS", "PublicAddress"), ("Limits__Proxies__first", "Limits__Proxies__0"),
        ];
        // A folder that nothing can be made in: PostgreSQL is not started.
        var (exit, output, error) = await RunAsync([("Postgres__Data", "/dev/null/postgres"), .. misspelt.Select(m => (m.Given, "korea"))]);
        Assert.Equal(2, exit);
        Assert.Equal("", output);
        foreach (var (given, right) in misspelt)
            Assert.Contains($"Unknown setting in the environment '{given.Replace("ASPNETCORE_", "", StringComparison.Ordinal)}'. Did you mean '{right}'?", error);
    }

    [Fact]
    public async Task Variables_of_other_programs_do_not()
    {
        var (exit, _, error) = await RunAsync(
        [
            ("Postgres__Data", "/dev/null/postgres"), ("URL", "http://a"), ("POSTGRES_PASSWORD", "p"), ("TIMELINE_SERVER", "s"), ("ACCESS", "a"),
            ("CORE__MODE", "m"), ("Logs__Level", "l"), ("Other__Access__Mode", "m"), ("ASPNETCORE_FORWARDEDHEADERS_ENABLED", "false"), ("Limits", "l"),
        ]);
        Assert.Equal(1, exit);
        Assert.DoesNotContain("Unknown", error);
        Assert.Contains("/dev/null/postgres", error);
    }

    [Fact]
    public async Task A_variable_by_which_the_framework_would_believe_any_forwarded_address_stops_it()
    {
        var (exit, output, error) = await RunAsync([("Postgres__Data", "/dev/null/postgres"), ("ASPNETCORE_FORWARDEDHEADERS_ENABLED", "true")]);
        Assert.NotEqual(0, exit);
        Assert.Equal("", output);
        Assert.Contains("Name your proxies in Limits:Proxies", error);
        Assert.DoesNotContain("/dev/null/postgres", error);
    }

    [Fact]
    public void A_file_is_held_to_it_too_and_named()
    {
        var folder = Directory.CreateTempSubdirectory("timeline-settings");
        try
        {
            File.WriteAllText(Path.Combine(folder.FullName, "appsettings.Production.json"), """{"Access":{"Mod":"required"},"Cors":{},"Limitz":{}}""");
            var configuration = new ConfigurationManager().SetBasePath(folder.FullName).AddJsonFile("appsettings.Production.json").Build();
            var error = Assert.Throws<UsageException>(() => UnknownSettings.Refuse(configuration)).Message;
            Assert.Contains("Unknown setting in appsettings.Production.json 'Access:Mod'. Did you mean 'Access:Mode'?", error);
            Assert.Contains("Unknown setting in appsettings.Production.json 'Limitz'.", error);
            Assert.DoesNotContain("Cors", error);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("--version")]
    [InlineData("--help")]
    public async Task Version_and_help_are_told_and_nothing_is_started(string argument)
    {
        var (exit, output, error) = await RunAsync([("Postgres__Data", "/dev/null/postgres")], argument);
        Assert.Equal(0, exit);
        Assert.Equal("", error);
        if (argument == "--version") Assert.Matches(@"^Timeline\.Server \d+\.\d+\.\d+\S*\n$", output);
        else Assert.All(KnownSettings.Own, setting => Assert.Contains(setting.Name, output));
    }

    [Theory]
    [InlineData("-h")]
    [InlineData("help")]
    [InlineData("keys", "--help")]
    [InlineData("db-assert", "--help")]
    [InlineData("--bogus", "--version")]
    public void They_are_told_whatever_else_is_asked(params string[] args) => Assert.NotNull(Verb.Parse(args).Answer);

    private static async Task<(int Exit, string Output, string Error)> RunAsync((string Name, string Value)[] environment, params string[] args)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "Timeline.Server.dll");
        var start = new ProcessStartInfo("dotnet", [program, .. args]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(2));
        return (process.ExitCode, await output, await error);
    }
}
