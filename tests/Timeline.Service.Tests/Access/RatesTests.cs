using System.Net;
using Timeline.Service.Tests.Fixtures;

namespace Timeline.Service.Tests.Access;

/// <summary>How often who is known, and who is not, may ask a server that asks for keys.</summary>
public sealed class RatesTests
{
    [Fact]
    public async Task Each_key_has_a_limit_of_its_own_and_wrong_ones_share_that_of_their_address()
    {
        await using var server = await TestServer.StartAsync(
            ("Access:Mode", "required"), ("Limits:PerKey:PerSecond", "1"), ("Limits:PerKey:Burst", "3"),
            ("Limits:PerAddress:PerSecond", "1"), ("Limits:PerAddress:Burst", "3"));
        using var one = server.As(await server.KeyAsync("one"));
        using var other = server.As(await server.KeyAsync("other"));
        using var stranger = server.As("nonsense");

        await RefusedInTheEndAsync(one, HttpStatusCode.OK);
        Assert.Equal(HttpStatusCode.OK, (await other.Get("/v1")).Status);

        await RefusedInTheEndAsync(server.Api, HttpStatusCode.Unauthorized);
        // Whoever has a key is not held up by those behind the same address who have none.
        Assert.Equal(HttpStatusCode.OK, (await other.Get("/v1")).Status);
        await RefusedInTheEndAsync(stranger, HttpStatusCode.Unauthorized);
        Assert.Contains("Refused with 429 too-many-requests: key:one at 127.0.0.1, GET /v1, timeline - ", server.Audit.Entries);
        Assert.Contains(server.Audit.Entries, e => e.StartsWith("Refused with 429 too-many-requests: - at 127.0.0.1", StringComparison.Ordinal));
    }

    private static async Task RefusedInTheEndAsync(Api api, HttpStatusCode until)
    {
        for (var asked = 0; asked < 1000; asked++)
        {
            var answer = await api.Get("/v1");
            if (answer.Status == until) continue;
            Expect.Problem(answer, 429, "too-many-requests");
            Assert.NotEqual("", answer.Headers["Retry-After"]);
            return;
        }

        Assert.Fail("Never refused.");
    }
}
