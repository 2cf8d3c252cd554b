using System.Diagnostics;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Timeline.Server.Http;
using Timeline.Service.Tests.Fixtures;

namespace Timeline.Service.Tests.Http;

/// <summary>How the page is served; what it is made of is there only where Node was when the server was built.</summary>
public sealed partial class WebPageTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private async Task<Answer> Get(string path, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        return await server.Api.Send(request);
    }

    private static void RequireBuilt()
    {
        Skip.If(WebPage.Built is null && Environment.GetEnvironmentVariable("CI") != "true", "The page was not built.");
        Assert.NotNull(WebPage.Built);
    }

    [SkippableFact]
    public async Task The_page_runs_nothing_but_its_own_files_which_a_browser_keeps()
    {
        RequireBuilt();
        var page = await Get("/?timeline=korea&known=2019-02-24");
        Assert.Equal("text/html; charset=utf-8", page.Headers["Content-Type"]);
        Assert.Equal("no-cache", page.Headers["Cache-Control"]);
        Assert.DoesNotMatch("<style| style=| on[a-z]+=|https?:|<script(?![^>]* src=\"/assets/)", page.Text);
        var files = Reference().Matches(page.Text).Select(m => m.Groups[1].Value).Where(f => f != "/questions").ToList();
        Assert.Contains(files, f => f.EndsWith(".js", StringComparison.Ordinal));
        Assert.Contains(files, f => f.EndsWith(".css", StringComparison.Ordinal));
        foreach (var file in files)
        {
            Assert.StartsWith("/assets/", file, StringComparison.Ordinal);
            var answer = await Get(file);
            Assert.Equal(HttpStatusCode.OK, answer.Status);
            Assert.Equal("public, max-age=31536000, immutable", answer.Headers["Cache-Control"]);
        }

        var script = files.First(f => f.EndsWith(".js", StringComparison.Ordinal));
        var packed = await Get(script, ("Accept-Encoding", "gzip, br"));
        Assert.Equal("br", packed.Headers["Content-Encoding"]);
        Assert.NotEqual((await Get(script, ("Accept-Encoding", "br;q=0"))).Headers["ETag"], packed.Headers["ETag"]);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/questions")]
    [InlineData("/assets/questions.css")]
    public async Task Who_has_it_already_is_told_so(string path)
    {
        var first = await Get(path);
        Assert.Equal(HttpStatusCode.OK, first.Status);
        Assert.Equal("", (await Get(path, ("If-None-Match", first.Headers["ETag"]))).Text);
        Assert.Equal(HttpStatusCode.NotModified, (await Get(path, ("If-None-Match", first.Headers["ETag"]))).Status);
        Assert.Equal(HttpStatusCode.OK, (await Get(path, ("If-None-Match", "\"another\""))).Status);
    }

    [Theory]
    [InlineData("/assets/nothing.js")]
    [InlineData("/assets/..%2findex.html")]
    [InlineData("/assets/%2e%2e%2f%2e%2e%2fappsettings.json")]
    [InlineData("/assets/..%5cindex.html")]
    [InlineData("/assets/QUESTIONS.css")]
    [InlineData("/index.html")]
    public async Task Nothing_else_lies_among_the_assets(string path) =>
        Expect.Problem(await Get(path), 404, "unknown-address");

    [SkippableFact]
    public async Task What_the_page_works_out_by_itself_is_right()
    {
        RequireBuilt();
        var start = new ProcessStartInfo(OperatingSystem.IsWindows() ? "npm.cmd" : "npm", ["test", "--silent"])
        {
            WorkingDirectory = Folder(),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var npm = Process.Start(start)!;
        var (output, error) = (npm.StandardOutput.ReadToEndAsync(), npm.StandardError.ReadToEndAsync());
        await npm.WaitForExitAsync();
        Assert.True(npm.ExitCode == 0, await output + await error);
        Assert.Matches("pass [1-9]", await output);
    }

    private static string Folder([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "src", "Timeline.Web"));

    [GeneratedRegex("(?:src|href)=\"([^\"]+)\"")]
    private static partial Regex Reference();
}
