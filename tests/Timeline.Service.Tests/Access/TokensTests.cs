using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Timeline.Service.Tests.Feed;
using Timeline.Service.Tests.Fixtures;

namespace Timeline.Service.Tests.Access;

/// <summary>Tokens of an issuer (OpenID Connect, RFC 7519) and what their claims allow, against an issuer of the tests' own.</summary>
public sealed class TokensTests : IAsyncLifetime
{
    private const string Event = """{"subject":"summit/s","type":"SummitScheduled","known":"2019-02-05","data":{"dates":"2019-02"}}""";

    private readonly RsaSecurityKey _key = new(RSA.Create(2048)) { KeyId = "one" };
    private WebApplication _issuer = null!;
    private TestServer _server = null!;

    private string Issuer => _issuer.Urls.First();

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _issuer = builder.Build();
        _issuer.MapGet("/.well-known/openid-configuration", () => Results.Text($$"""{"issuer":"{{Issuer}}","jwks_uri":"{{Issuer}}/keys"}""", "application/json"));
        var key = JsonWebKeyConverter.ConvertFromRSASecurityKey(new RsaSecurityKey(_key.Rsa.ExportParameters(false)) { KeyId = _key.KeyId });
        _issuer.MapGet("/keys", () => Results.Text($$"""{"keys":[{"kty":"RSA","kid":"{{key.Kid}}","n":"{{key.N}}","e":"{{key.E}}"}]}""", "application/json"));
        await _issuer.StartAsync();
        _server = await TestServer.StartAsync(await TestCluster.CreateDatabaseAsync(CancellationToken.None), null,
            "--Feed:HeartbeatSeconds=0.1", $"--Access:Oidc:Authority={Issuer}", "--Access:Oidc:Audience=timeline", "--Access:Oidc:NameClaim=email",
            "--Access:Oidc:Grants:0:Claim=groups", "--Access:Oidc:Grants:0:Value=desk", "--Access:Oidc:Grants:0:Timeline=korea", "--Access:Oidc:Grants:0:Role=record",
            "--Access:Oidc:Grants:1:Claim=groups", "--Access:Oidc:Grants:1:Value=cleared", "--Access:Oidc:Grants:1:Timeline=korea", "--Access:Oidc:Grants:1:Knowers=usa",
            "--Access:Oidc:Grants:2:Claim=role", "--Access:Oidc:Grants:2:Value=chief", "--Access:Oidc:Grants:2:Role=admin", "--Access:Oidc:Grants:2:Knowers=*");
        using var chief = _server.As(Token(("role", "chief")));
        Assert.Equal(HttpStatusCode.Created, (await chief.Put("/v1/korea", """{"title":"Korea"}""")).Status);
        Assert.Equal(HttpStatusCode.Created, (await chief.Put("/v1/other", """{"title":"Other"}""")).Status);
    }

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        await _issuer.DisposeAsync();
        _key.Rsa.Dispose();
    }

    private string Token(params (string Claim, object Value)[] claims) => Token(null, claims);

    private string Token(Action<SecurityTokenDescriptor>? change, params (string Claim, object Value)[] claims)
    {
        var token = new SecurityTokenDescriptor
        {
            Issuer = Issuer,
            Audience = "timeline",
            Expires = DateTime.UtcNow.AddMinutes(5),
            SigningCredentials = new SigningCredentials(_key, SecurityAlgorithms.RsaSha256),
            Claims = claims.Append(("email", "kim@example.org")).DistinctBy(c => c.Item1).ToDictionary(c => c.Item1, c => c.Item2),
        };
        change?.Invoke(token);
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(token);
    }

    [Fact]
    public async Task Claims_allow_what_the_settings_say_each_for_itself_and_all_together()
    {
        using var desk = _server.As(Token(("groups", (string[])["desk", "canteen"])));
        var recorded = await desk.Record("korea", Event);
        Assert.Equal("oidc:kim@example.org", recorded.TextAt("/recordedBy"));
        Expect.Problem(await desk.Get("/v1/korea/events?knower=usa"), 403, "forbidden-knower");
        Expect.Problem(await desk.Put("/v1/korea", """{"title":"Mine"}"""), 403, "forbidden");
        Expect.Problem(await desk.Get("/v1/other"), 404, "unknown-timeline");

        using var cleared = _server.As(Token(("groups", "cleared")));
        Assert.Equal(HttpStatusCode.OK, (await cleared.Get("/v1/korea/events?knower=usa")).Status);
        Expect.Problem(await cleared.Post("/v1/korea/events", Event), 403, "forbidden");

        using var both = _server.As(Token(("groups", (string[])["cleared", "desk"])));
        Assert.Equal(HttpStatusCode.OK, (await both.Get("/v1/korea/events?knower=usa")).Status);
        await both.Record("korea", Event);

        using var chief = _server.As(Token(("role", "chief")));
        Assert.Equal(HttpStatusCode.OK, (await chief.Get("/v1/other/events?knower=anybody")).Status);

        using var nobody = _server.As(Token(("groups", "canteen"), ("role", "CHIEF")));
        Assert.Empty((await nobody.Get("/v1")).At("/items")!.AsArray());
        Expect.Problem(await nobody.Get("/v1/korea"), 404, "unknown-timeline");
        Assert.Empty(_server.Log.Entries);
    }

    [Fact]
    public async Task A_feed_ends_when_its_token_is_good_no_more()
    {
        // Long enough to open the feed on a busy machine.
        using var ending = _server.As(Token(t => t.Expires = DateTime.UtcNow.AddSeconds(5), ("role", "chief")));
        using var lasting = _server.As(Token(("role", "chief")));
        using var ended = await FeedClient.UpToDateAsync(ending, "/v1/korea/feed?knower=usa");
        using var open = await FeedClient.UpToDateAsync(lasting, "/v1/korea/feed?knower=usa");
        Assert.Null(await ended.NextEventAsync());
        var recorded = await lasting.Record("korea", Event);
        Assert.Equal(recorded.TextAt("/seq"), (await open.NextEventAsync())!.Id);
    }

    [Fact]
    public async Task A_token_that_is_not_for_here_or_not_good_is_refused()
    {
        using var stranger = new RSACryptoServiceProvider(2048);
        // What everybody knows of the issuer's key, taken for a secret.
        var published = new SymmetricSecurityKey(_key.Rsa.ExportParameters(false).Modulus) { KeyId = "one" };
        var good = Token(("role", "chief"));
        string[] bad =
        [
            Token(t => t.Audience = "another", ("role", "chief")),
            Token(t => t.Audience = null, ("role", "chief")),
            Token(t => t.Issuer = "https://elsewhere.example.org", ("role", "chief")),
            Token(t => t.Expires = DateTime.UtcNow.AddMinutes(-10), ("role", "chief")),
            Token(t => t.Expires = DateTime.UtcNow.AddSeconds(-2), ("role", "chief")),
            Token(t => t.NotBefore = DateTime.UtcNow.AddMinutes(2), ("role", "chief")),
            Token(t => t.Expires = null, ("role", "chief")),
            Token(t => t.NotBefore = DateTime.UtcNow.AddMinutes(10), ("role", "chief")),
            Token(t => t.SigningCredentials = new SigningCredentials(new RsaSecurityKey(stranger) { KeyId = "one" }, SecurityAlgorithms.RsaSha256), ("role", "chief")),
            Token(t => t.SigningCredentials = null, ("role", "chief")),
            Token(t => t.SigningCredentials = new SigningCredentials(published, SecurityAlgorithms.HmacSha256), ("role", "chief")),
            Token(("role", "chief"), ("email", "two\nlines")),
            Token(("role", "chief"), ("email", "")),
            good[..^4] + "AAAA",
            good + ".x",
            "a.b.c",
        ];
        foreach (var token in bad)
        {
            using var api = _server.As(token);
            Expect.Problem(await api.Get("/v1"), 401, "unauthenticated");
        }

        using var right = _server.As(good);
        Assert.Equal(HttpStatusCode.OK, (await right.Get("/v1")).Status);
        Expect.Problem(await _server.Api.Get("/v1"), 401, "unauthenticated");
    }

    [Fact]
    public async Task Whatever_stands_in_a_name_it_is_one_line_of_ASCII_in_the_audit_log()
    {
        using var odd = _server.As(Token(("role", "chief"), ("email", "kim\u2028\u202E\"},{\u0416")));
        Assert.Equal(HttpStatusCode.OK, (await odd.Get("/v1/korea/events?knower=usa")).Status);
        var line = Assert.Single(_server.Audit.Entries, e => e.Contains("\"read\"", StringComparison.Ordinal)).TrimEnd();
        Assert.All(line, c => Assert.InRange(c, ' ', '~'));
        Assert.Equal("oidc:kim\u2028\u202E\"},{\u0416", (string?)JsonNode.Parse(line)!["who"]);
    }

    [Fact]
    public async Task A_setting_lets_clocks_differ()
    {
        await using var server = await TestServer.StartAsync(("Access:Oidc:Authority", Issuer), ("Access:Oidc:Audience", "timeline"),
            ("Access:Oidc:NameClaim", "email"), ("Access:Oidc:Grants:0:Claim", "role"), ("Access:Oidc:Grants:0:Value", "chief"),
            ("Access:Oidc:ClockSkewSeconds", "120"));
        foreach (var (expired, isGood) in new[] { (-60, true), (-180, false) })
        {
            using var api = server.As(Token(t => t.Expires = DateTime.UtcNow.AddSeconds(expired), ("role", "chief")));
            Assert.Equal(isGood ? HttpStatusCode.OK : HttpStatusCode.Unauthorized, (await api.Get("/v1")).Status);
        }
    }

    [Fact]
    public async Task Keys_are_good_beside_tokens()
    {
        using var api = _server.As(await _server.KeyAsync("newsroom", "timeline=korea"));
        Assert.Equal("korea", (await api.Get("/v1")).TextAt("/items/0/name"));
        Assert.Empty(_server.Log.Entries);
    }
}
