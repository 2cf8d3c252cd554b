using Microsoft.Extensions.Configuration;
using Timeline.Server.Access;
using Timeline.Server.Hosting;
using Timeline.Service.Tests.Fixtures;

namespace Timeline.Service.Tests.Access;

/// <summary>Where a server listens, and by which name it is asked, before it asks anybody for a key.</summary>
public sealed class BindingTests
{
    private static Task<string> DatabaseAsync() => TestCluster.CreateDatabaseAsync(CancellationToken.None);

    [Theory]
    [InlineData("--urls=http://0.0.0.0:0")]
    [InlineData("--urls=http://*:0")]
    [InlineData("--urls=http://[::]:0")]
    [InlineData("--urls=http://127.0.0.1:0;http://0.0.0.0:0")]
    [InlineData("--Kestrel:Endpoints:Wide:Url=http://0.0.0.0:0")]
    public async Task Without_keys_a_server_listens_on_the_loopback_interface_only(string where)
    {
        var error = await Assert.ThrowsAnyAsync<Exception>(async () => await TestServer.StartAsync(await DatabaseAsync(), null, where));
        var said = Welcome.Explain(error);
        Assert.NotNull(said);
        Assert.Contains("Without keys the server listens on the loopback interface only", said);
        Assert.Contains("keys create", said);
        Assert.Contains("Access:Mode=open", said);
    }

    [Fact]
    public async Task Open_it_says_what_that_means()
    {
        await using var server = await TestServer.StartAsync(await DatabaseAsync(), null, "--Access:Mode=open");
        Assert.Contains("Access:Mode is 'open'", Assert.Single(server.Log.Entries));
    }

    // Tests listen on the loopback interface only; so what is decided is looked at here, and what comes of it above.
    [Theory]
    [InlineData("", false, true)]
    [InlineData("", true, false)]
    [InlineData("required", false, false)]
    [InlineData("open", false, false)]
    [InlineData("open", true, false)]
    public void It_may_listen_elsewhere_once_keys_are_asked_for_or_by_order(string mode, bool hasKeys, bool isLocal)
    {
        var settings = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["Access:Mode"] = mode }).Build();
        Assert.Equal(isLocal, AccessSettings.Read(settings).IsForThisMachineOnly(hasKeys));
        Assert.False((AccessSettings.Read(settings) with { Oidc = new OidcSettings(new Uri("https://login.example.org"), "t", "sub", []) }).IsForThisMachineOnly(hasKeys));
    }

    [Fact]
    public async Task With_a_key_it_is_asked_by_whatever_name()
    {
        var database = await DatabaseAsync();
        await using (var first = await TestServer.StartAsync(database)) await first.KeyAsync("admin");
        await using var server = await TestServer.StartAsync(database);
        Expect.Problem(await AskAsync(server, "/v1", "timeline.example.org"), 401, "unauthenticated");
        Assert.Empty(server.Log.Entries);
    }

    [Fact]
    public async Task Open_a_credential_is_still_looked_at()
    {
        await using var server = await TestServer.StartAsync(await DatabaseAsync(), null, "--Access:Mode=open");
        using var stranger = server.As("nonsense");
        Expect.Problem(await stranger.Get("/v1"), 401, "unauthenticated");
        using var named = server.As(await server.KeyAsync("newsroom", "role=admin"));
        Assert.Equal("key:newsroom", (await named.Put("/v1/korea", """{"title":"Korea"}""")).TextAt("/recordedBy"));
        Assert.Equal("anonymous", (await server.Api.Put("/v1/other", """{"title":"Other"}""")).TextAt("/recordedBy"));
    }

    [Theory]
    [InlineData("--Access:Mode=closed", "Access:Mode is 'closed'.")]
    [InlineData("--Access:Oidc:Audience=timeline", "Access:Oidc:Authority must be")]
    [InlineData("--Access:Oidc:Authority=https://login.example.org", "Access:Oidc:Audience is missing")]
    [InlineData("--Access:Oidc:Authority=http://login.example.org --Access:Oidc:Audience=t --Access:Oidc:Grants:0:Claim=r --Access:Oidc:Grants:0:Value=x", "must be https")]
    [InlineData("--Access:Oidc:Authority=https://login.example.org --Access:Oidc:Audience=t", "Access:Oidc:Grants is empty")]
    [InlineData("--Access:Oidc:Authority=https://login.example.org --Access:Oidc:Audience=t --Access:Oidc:Grants:0:Claim=r", "needs a Claim and a Value")]
    [InlineData(
        "--Access:Oidc:Authority=https://login.example.org --Access:Oidc:Audience=t --Access:Oidc:Grants:0:Claim=r --Access:Oidc:Grants:0:Value=x --Access:Oidc:Grants:0:Role=boss",
        "Access:Oidc:Grants:0: 'boss' is no role")]
    public async Task A_setting_that_says_nothing_that_can_be_done_is_refused_at_the_start(string settings, string said)
    {
        var error = await Assert.ThrowsAnyAsync<Exception>(async () => await TestServer.StartAsync(await DatabaseAsync(), null, settings.Split(' ')));
        Assert.Contains(said, Welcome.Explain(error));
    }

    private static Task<Answer> AskAsync(TestServer server, string path, string host)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Host = host;
        return server.Api.Send(request);
    }
}
