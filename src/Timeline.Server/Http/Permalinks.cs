using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Net.Http.Headers;
using Timeline.Domain.Knowing;
using Timeline.Server.Access;
using Timeline.Server.Limits;

namespace Timeline.Server.Http;

/// <summary>
/// What caches may do with an answer that has a permalink (SEMANTICS §4). Each carries a strong entity tag, the same wherever and whenever
/// the same bytes are answered; whoever has them already is told so with 304 (RFC 9110 §13). One that is pinned changes only by an erasure.
/// </summary>
internal static partial class Permalinks
{
    // Within a day no cache need ask; then the tag tells whether something was erased. So an erasure reaches every cache in a day.
    private const string ForADay = "max-age=86400, immutable";

    private const string AskAgain = "no-cache";

    private static readonly string Release =
        typeof(Permalinks).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    /// <summary>The endpoint answers from a vantage and says where the same answer is to be had for ever.</summary>
    internal static RouteHandlerBuilder WithPermalink(this RouteHandlerBuilder route) => route
        .AddEndpointFilter(async (context, next) => new Tagged(await next(context)))
        .WithMetadata(
            new Permalinked(),
            new RequestHeader("If-None-Match", "Entity tags of answers one has already, or *."),
            new ResponseHeader("ETag", "The entity tag of the answer.", 200, 304),
            new ResponseHeader("Cache-Control", "Immutable for a day where the query pins the vantage; else to be asked again.", 200, 304))
        .Produces(StatusCodes.Status304NotModified);

    /// <summary>The tag of an answer that is sent whole: of its bytes, so that whatever changes them changes it.</summary>
    private static EntityTagHeaderValue TagOf(string? contentType, ReadOnlySpan<byte> body)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{contentType}\n"));
        hash.AppendData(body);
        return new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 16))}\"");
    }

    /// <summary>
    /// The tag of an answer that is sent as it is read: of all that its bytes depend on. That is the permalink, the release and what was
    /// erased of what it tells.
    /// </summary>
    private static EntityTagHeaderValue TagOf(IStreamedAnswer streamed) => TagOf(
        streamed.ContentType,
        Encoding.UTF8.GetBytes(string.Join('\n', streamed.Erased.Select(e => $"{e.Event} {e.At}").Prepend($"{streamed.Permalink}\n{Release}"))));

    /// <summary>
    /// The tag of an answer about now, which says when it was asked: a weak one, of all but that moment. So whoever asks again learns that
    /// nothing has changed since.
    /// </summary>
    private static EntityTagHeaderValue TagOfNow(string? contentType, ReadOnlySpan<byte> body)
    {
        var text = Encoding.UTF8.GetString(body);
        foreach (var moment in AskedAt().Matches(text).Select(m => m.Groups["moment"].Value).Distinct().ToList())
            text = text.Replace(moment, "", StringComparison.Ordinal);
        return new EntityTagHeaderValue(TagOf(contentType, Encoding.UTF8.GetBytes(Cursor().Replace(text, ""))).Tag, isWeak: true);
    }

    // Where an answer says from which vantage it is given: in JSON its vantage, in a TimeMap the link to itself.
    [GeneratedRegex("\"(?:vantage|from|to)\":\\{\"known\":\"(?<moment>[^\"]+)\"|known=(?<moment>[^&>]+)[^>]*>; rel=\"self\"")]
    private static partial Regex AskedAt();

    // A cursor holds the moment too; where the next page begins follows from the items.
    [GeneratedRegex("&cursor=[A-Za-z0-9_-]+")]
    private static partial Regex Cursor();

    /// <summary>Says what may be kept, and whether the client has the answer already; then nothing is left to send.</summary>
    private static bool IsHeld(HttpContext http, EntityTagHeaderValue tag)
    {
        var headers = http.Response.GetTypedHeaders();
        headers.ETag = tag;
        http.Response.Headers.CacheControl = http.Features.Get<VantageQuery>() is not { IsPinned: true } ? AskAgain
            // What one may see is not for a cache that others share.
            : http.Principal().IsAnonymous ? $"public, {ForADay}" : $"private, {ForADay}";
        var held = http.Request.GetTypedHeaders().IfNoneMatch;
        if (!held.Any(h => h.Equals(EntityTagHeaderValue.Any) || h.Compare(tag, useStrongComparison: false))) return false;
        http.Response.StatusCode = StatusCodes.Status304NotModified;
        http.Response.ContentType = null;
        return true;
    }

    /// <summary>An answer as it leaves: tagged, and only if the client does not hold it.</summary>
    private sealed class Tagged(object? answer) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            if (answer is IStreamedAnswer streamed)
            {
                streamed.Describe(httpContext.Response);
                var isWanted = httpContext.Features.Get<OnlyHeaders>() is null;
                if (!IsHeld(httpContext, TagOf(streamed)) && isWanted) await streamed.WriteAsync(httpContext);
                return;
            }

            using var body = new MemoryStream();
            var (response, client) = (httpContext.Response, httpContext.Response.Body);
            response.Body = body;
            try
            {
                await (answer as IResult ?? Results.Json(answer)).ExecuteAsync(httpContext);
            }
            finally
            {
                response.Body = client;
            }

            var bytes = body.GetBuffer().AsMemory(0, (int)body.Length);
            var isOfNow = httpContext.Features.Get<VantageQuery>() is { Known: null, Cursor: null };
            if (response.StatusCode == StatusCodes.Status200OK
                && IsHeld(httpContext, isOfNow ? TagOfNow(response.ContentType, bytes.Span) : TagOf(response.ContentType, bytes.Span))) return;
            response.ContentLength = bytes.Length;
            await response.Body.WriteAsync(bytes, httpContext.RequestAborted);
        }
    }
}

/// <summary>An endpoint whose answers have permalinks.</summary>
internal sealed record Permalinked;

/// <summary>An answer of any length, which is sent as it is read and never held whole.</summary>
internal interface IStreamedAnswer : IResult
{
    /// <summary>Where the same answer is to be had for ever.</summary>
    string Permalink { get; }

    /// <summary>What was erased of it, in an order that does not change.</summary>
    IReadOnlyList<ErasedItem> Erased { get; }

    /// <summary>Its media type.</summary>
    string ContentType { get; }

    /// <summary>Sets its headers.</summary>
    void Describe(HttpResponse response);

    /// <summary>Writes its body.</summary>
    Task WriteAsync(HttpContext http);

    Task IResult.ExecuteAsync(HttpContext httpContext)
    {
        Describe(httpContext.Response);
        return WriteAsync(httpContext);
    }
}
