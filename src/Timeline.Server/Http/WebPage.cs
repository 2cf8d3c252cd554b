using System.Collections.Frozen;
using System.Net.Mime;
using System.Security.Cryptography;
using Microsoft.Net.Http.Headers;
using Timeline.Server.Access;

namespace Timeline.Server.Http;

/// <summary>
/// The page at <c>/</c> and what it is made of, as <c>Timeline.Web</c> was built beside the server. Where it was not, the plain page with
/// its questions stands there.
/// </summary>
internal static class WebPage
{
    /// <summary>What the page may load and whom it may ask: this server, and nobody else; nothing in it runs that came with an answer.</summary>
    internal const string Policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        + "font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// <summary>The page; <see langword="null"/>: it was not built.</summary>
    internal static WebFile? Built { get; } = WebFile.Read(Path.Combine(AppContext.BaseDirectory, "web", "index.html"));

    // Read once and by name: no path that is asked for is ever looked up on a disk.
    private static readonly FrozenDictionary<string, WebFile> Assets = ReadAssets();

    internal static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/", (HttpContext http) => Built is null ? LandingPage.Answer(http) : Answer(http, Built, "no-cache", Policy))
            .ExcludeFromDescription().ForAll();
        routes.MapGet("/assets/{file}", (string file, HttpContext http) => Assets.TryGetValue(file, out var asset)
                // The name of what was built holds its hash.
                ? Answer(http, asset, file == LandingPage.StyleFile ? "no-cache" : "public, max-age=31536000, immutable", null)
                : throw new ProblemException(Cause.UnknownAddress.Problem()))
            .ExcludeFromDescription().ForAll();
    }

    /// <summary>Answers with a file, packed where the client takes it so, or says that the client has it.</summary>
    internal static IResult Answer(HttpContext http, WebFile file, string caching, string? policy)
    {
        var headers = http.Response.Headers;
        headers.CacheControl = caching;
        headers.Vary = HeaderNames.AcceptEncoding;
        if (policy is not null) headers.ContentSecurityPolicy = policy;
        var isPacked = file.Packed is not null && http.Request.GetTypedHeaders().AcceptEncoding.Any(e => e.Value == "br" && e.Quality is not 0);
        if (isPacked) headers.ContentEncoding = "br";
        return Results.Bytes(isPacked ? file.Packed! : file.Content, file.ContentType,
            entityTag: new EntityTagHeaderValue($"\"{file.Hash}{(isPacked ? "-br" : "")}\""));
    }

    private static FrozenDictionary<string, WebFile> ReadAssets()
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "web", "assets");
        var built = Built is not null && Directory.Exists(folder) ? Directory.GetFiles(folder) : [];
        return built.Where(f => !f.EndsWith(WebFile.PackedSuffix, StringComparison.Ordinal)).Select(f => (Name: Path.GetFileName(f), File: WebFile.Read(f)!))
            .Append((Name: LandingPage.StyleFile, File: LandingPage.StyleSheet))
            .ToFrozenDictionary(f => f.Name, f => f.File, StringComparer.Ordinal);
    }
}

/// <summary>A file of the page.</summary>
/// <param name="Content">What it holds.</param>
/// <param name="Packed">The same with Brotli, where it was built so.</param>
/// <param name="ContentType">Its media type.</param>
internal sealed record WebFile(byte[] Content, byte[]? Packed, string ContentType)
{
    /// <summary>What the name of the packed form ends with.</summary>
    internal const string PackedSuffix = ".br";

    /// <summary>What its content is told by.</summary>
    internal string Hash { get; } = Convert.ToHexStringLower(SHA256.HashData(Content))[..16];

    internal static WebFile? Read(string path) => File.Exists(path)
        ? new WebFile(File.ReadAllBytes(path), File.Exists(path + PackedSuffix) ? File.ReadAllBytes(path + PackedSuffix) : null, TypeOf(path))
        : null;

    private static string TypeOf(string path) => Path.GetExtension(path) switch
    {
        ".html" => $"{MediaTypeNames.Text.Html}; charset=utf-8",
        ".js" => $"{MediaTypeNames.Text.JavaScript}; charset=utf-8",
        ".css" => $"{MediaTypeNames.Text.Css}; charset=utf-8",
        ".svg" => MediaTypeNames.Image.Svg,
        _ => MediaTypeNames.Application.Octet,
    };
}
