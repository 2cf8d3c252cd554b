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
        var refused = server.Audited("refuse").Where(r => (int?)r["status"] == 429).ToList();
        Assert.Equal(["key:one", null], refused.Select(r => (string?)r["who"]));
        Assert.All(refused, r => Assert.Equal(("too-many-requests", "127.0.0.1"), ((string?)r["cause"], (string?)r["address"])));
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
