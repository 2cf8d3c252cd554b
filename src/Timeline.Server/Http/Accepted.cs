using Microsoft.Net.Http.Headers;

namespace Timeline.Server.Http;

/// <summary>Which of the forms of an answer a client takes (RFC 9110 §12.5.1).</summary>
internal static class Accepted
{
    /// <summary>The first of the media types offered among those that the client likes best; all that depends on Accept says so.</summary>
    /// <exception cref="ProblemException">It takes none of them.</exception>
    internal static string Of(HttpContext http, IReadOnlyList<string> offered)
    {
        // A problem says so too, and what was set before it is thrown is cleared.
        http.Response.OnStarting(() =>
        {
            http.Response.Headers.Append(HeaderNames.Vary, HeaderNames.Accept);
            return Task.CompletedTask;
        });
        if (http.Request.Headers.Accept.Count == 0) return offered[0];
        if (!MediaTypeHeaderValue.TryParseList(http.Request.Headers.Accept, out var ranges))
            throw new ProblemException(Cause.MalformedRequest.Problem(null,
                [new ProblemFault { Header = "Accept", Detail = "Is no list of media types." }]));
        var best = offered.Select(type => (Type: type, Quality: Quality(type, ranges))).MaxBy(o => o.Quality);
        return best.Quality > 0 ? best.Type
            : throw Cause.NotAcceptable.Because($"It is to be had as {string.Join(", ", offered)}.");
    }

    /// <summary>How much a client likes a media type: 0, not at all.</summary>
    internal static double Quality(string type, IList<MediaTypeHeaderValue> ranges)
    {
        // The most specific range that a type falls under decides; one with other parameters asks for another type.
        var offered = new MediaTypeHeaderValue(type) { Charset = "utf-8" };
        return ranges.Where(offered.IsSubsetOf)
            .OrderByDescending(range => range.MatchesAllTypes ? 0 : range.MatchesAllSubTypes ? 1 : 2)
            .ThenByDescending(range => range.Parameters.Count(p => p.Name != "q"))
            .Select(range => range.Quality ?? 1).FirstOrDefault();
    }
}
